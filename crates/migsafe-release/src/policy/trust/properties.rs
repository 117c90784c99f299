//! Of any two policies, the one that counts is never looser than either.

use std::time::Duration;

use migsafe_core::Light;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::gate::Answer;
use crate::gates::windows::windows as window_gate;
use crate::policy::*;

fn lights<T: std::fmt::Debug + Clone + 'static>(value: impl Strategy<Value = T> + Clone) -> impl Strategy<Value = ByLight<T>> {
    (value.clone(), value.clone(), value).prop_map(|(green, yellow, red)| ByLight { green, yellow, red })
}

fn names(all: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    subsequence(all, 0..=all.len()).prop_map(|names| names.into_iter().map(str::to_owned).collect())
}

fn hours() -> impl Strategy<Value = Duration> + Clone {
    (0..4u64).prop_map(|hours| Duration::from_secs(hours * 3600))
}

fn one_windows() -> impl Strategy<Value = Windows> {
    let week = |all: &'static [&'static str]| {
        subsequence(all, 0..=all.len()).prop_map(|texts| texts.iter().map(|text| parse_window(text).unwrap()).collect())
    };
    let freeze =
        select(vec![None, Some(("2026-12-02", "2026-12-03")), Some(("2026-12-02", "2026-12-06")), Some(("2026-12-05", "2026-12-06"))]);
    let allow = week(&["mon-thu 09:00-16:00", "fri 10:00-12:00", "sat-sun 22:00-04:00"]);
    let red = week(&["tue-wed 09:00-12:00", "thu 13:00-15:00"]);
    let holidays = subsequence(&["2026-12-04", "2026-12-08"][..], 0..=2);
    (select(vec!["UTC", "Europe/Berlin", "America/New_York"]), allow, red, freeze, holidays).prop_map(
        |(tz, allow, red, freeze, holidays)| Windows {
            tz: tz.to_owned(),
            allow,
            red,
            freeze: freeze
                .iter()
                .map(|(from, to)| Freeze { from: from.parse().unwrap(), to: to.parse().unwrap(), reason: "rest".to_owned() })
                .collect(),
            holidays: holidays.iter().map(|day| day.parse().unwrap()).collect(),
        },
    )
}

fn team_command() -> impl Strategy<Value = TeamCommand> {
    (names(&["a", "b"]), 1..3u64).prop_map(|(run, minutes)| TeamCommand {
        run,
        timeout: Duration::from_secs(minutes * 60),
        warn_after: None,
        capture: None,
    })
}

fn commands() -> impl Strategy<Value = Commands> {
    let check = |name: &'static str| {
        proptest::option::of((team_command(), any::<bool>()).prop_map(move |(command, required)| NamedCommand {
            name: name.to_owned(),
            command,
            required,
        }))
    };
    let backup = proptest::option::of((team_command(), hours()).prop_map(|(command, max_age)| BackupCommand { command, max_age }));
    let optional = || proptest::option::of(team_command());
    (check("tests"), check("lint"), backup, optional(), optional()).prop_map(|(tests, lint, backup, wait_for, migrate)| Commands {
        check: tests.into_iter().chain(lint).collect(),
        backup,
        wait_for,
        migrate,
        ..Commands::default()
    })
}

fn approval_policy() -> impl Strategy<Value = ApprovalPolicy> {
    let assurance = select(vec![Assurance::Local, Assurance::Ci, Assurance::Signed]);
    (lights(0..3u32), hours(), names(&["a@x", "b@x", "c@x"]), lights(assurance))
        .prop_map(|(needed, expires, approvers, assurance)| ApprovalPolicy { needed, expires, approvers, assurance })
}

fn environment() -> impl Strategy<Value = EnvironmentPolicy> {
    let places = subsequence(&[Place::Ci, Place::Local][..], 0..=2).prop_map(|places| places.into_iter().collect());
    let database = proptest::option::of((select(vec!["A", "B"]), select(vec![None, Some("url:1"), Some("url:2")])));
    let key_source = proptest::option::of((names(&[".env", ".env.x"]), names(&["LOCAL_*", "X"])));
    let steps = (
        select(vec![MigrateOrder::BeforeCode, MigrateOrder::AfterCode]),
        select(vec![Trigger::Manual, Trigger::Auto]),
        select(vec![OnFailure::Halt, OnFailure::Rollback]),
    );
    let first = (1..4u32, any::<bool>(), select(vec!["main", "dev"]), names(&["a", "b"]), steps, places, database);
    let second = (
        lights(hours()),
        approval_policy(),
        proptest::collection::vec(one_windows(), 0..=1),
        names(&["one", "two"]),
        key_source,
        commands(),
    );
    (first, second).prop_map(
        |(
            (order, protected, branch, from, (migrate, trigger, on_failure), apply_from, database),
            (soak, approval, windows, checklist, keys, commands),
        )| EnvironmentPolicy {
            order,
            protected,
            reference: Reference::Branch(branch.to_owned()),
            from,
            migrate,
            trigger,
            apply_from,
            database: database.map(|(name, pin)| Database { url: UrlSource::Variable(name.to_owned()), pin: pin.map(str::to_owned) }),
            live_sha: None,
            soak,
            approval,
            windows,
            rollback: RollbackPolicy { style: RollbackStyle::Reversal, on_failure },
            checklist,
            keys: keys.map(|(files, ignore)| KeySource { files: files.into_iter().map(Into::into).collect(), run: None, ignore }),
            commands,
        },
    )
}

fn policies() -> impl Strategy<Value = Policy> {
    let environments = (proptest::option::of(environment()), proptest::option::of(environment()));
    let notify = subsequence(&["ONE", "TWO"][..], 0..=2);
    let reference = proptest::option::of(select(vec!["origin/main", "origin/dev"]));
    (environments, notify, reference, proptest::option::of(select(vec!["s1", "s2"]))).prop_map(|((a, b), notify, reference, signers)| {
        Policy {
            ledger: LedgerPlace::File("ledger".into()),
            policy_ref: reference.map(str::to_owned),
            allowed_signers: signers.map(Into::into),
            acceptances: "acceptances".into(),
            environments: [("a", a), ("b", b)]
                .into_iter()
                .filter_map(|(name, environment)| Some((name.to_owned(), environment?)))
                .collect(),
            notify: notify.into_iter().map(|name| Notify { on: [Occasion::Refused].into(), webhook: name.to_owned() }).collect(),
            warnings: Vec::new(),
        }
    })
}

/// Whatever opens for the strict policy opens for the other one: field by field, and written without the code that is tested.
fn is_at_least_as_strict(strict: &EnvironmentPolicy, other: &EnvironmentPolicy) -> Result<(), String> {
    let has_all = |all: &[String], some: &[String]| some.iter().all(|one| all.contains(one));
    let by_light = |light: Light| {
        strict.soak.of(light) >= other.soak.of(light)
            && strict.approval.needed.of(light) >= other.approval.needed.of(light)
            && strict.approval.assurance.of(light) >= other.approval.assurance.of(light)
    };
    let facts = [
        ("protected", strict.protected || !other.protected),
        ("from", has_all(&strict.from, &other.from)),
        ("trigger", strict.trigger == Trigger::Manual || other.trigger == Trigger::Auto),
        ("apply_from", strict.apply_from.is_subset(&other.apply_from)),
        ("lights", [Light::Green, Light::Yellow, Light::Red].into_iter().all(by_light)),
        ("expires", strict.approval.expires <= other.approval.expires),
        ("approvers", has_all(&other.approval.approvers, &strict.approval.approvers)),
        ("on_failure", strict.rollback.on_failure == OnFailure::Halt || other.rollback.on_failure == OnFailure::Rollback),
        ("checklist", has_all(&strict.checklist, &other.checklist)),
        (
            "keys",
            other.keys.as_ref().is_none_or(|other| {
                strict.keys.as_ref().is_some_and(|strict| {
                    other.files.iter().all(|file| strict.files.contains(file)) && has_all(&other.ignore, &strict.ignore)
                })
            }),
        ),
        (
            "checks",
            other
                .commands
                .check
                .iter()
                .all(|check| strict.commands.check.iter().any(|here| here.name == check.name && (here.required || !check.required))),
        ),
        (
            "backup",
            other
                .commands
                .backup
                .as_ref()
                .is_none_or(|other| strict.commands.backup.as_ref().is_some_and(|strict| strict.max_age <= other.max_age)),
        ),
        ("wait_for", strict.commands.wait_for.is_some() || other.commands.wait_for.is_none()),
    ];
    match facts.iter().find(|(_, holds)| !holds) {
        Some((what, _)) => Err((*what).to_owned()),
        None => Ok(()),
    }
}

/// What only the trusted policy can say.
fn is_as_trusted(counts: &EnvironmentPolicy, trusted: &EnvironmentPolicy) -> bool {
    let database = trusted.database.as_ref().is_none_or(|database| {
        counts.database.as_ref().is_some_and(|here| here.url == database.url && (database.pin.is_none() || here.pin == database.pin))
    });
    let checks = trusted.commands.check.iter().all(|check| counts.commands.check.iter().any(|here| here.command == check.command));
    let migrate = trusted.commands.migrate.is_none() || counts.commands.migrate == trusted.commands.migrate;
    (counts.order, counts.migrate, &counts.reference) == (trusted.order, trusted.migrate, &trusted.reference)
        && database
        && checks
        && migrate
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn never_looser_than_either(branch in policies(), trusted in policies(), minutes in proptest::collection::vec(0..14 * 24 * 60i64, 6)) {
        let Effective { policy, loosened, .. } = effective(&branch, Some(&trusted));
        prop_assert_eq!(&policy.allowed_signers, &trusted.allowed_signers);
        let start: jiff::Timestamp = "2026-11-30T00:00:00Z".parse().unwrap();
        for (whose, given) in [("branch", &branch), ("trusted", &trusted)] {
            for (name, environment) in &given.environments {
                let counts = &policy.environments[name];
                if let Err(what) = is_at_least_as_strict(counts, environment) {
                    return Err(TestCaseError::fail(format!("{name}: looser than {whose}: {what}")));
                }
                for (minute, light) in minutes.iter().flat_map(|minute| [(minute, Light::Green), (minute, Light::Red)]) {
                    let now = start + jiff::Span::new().minutes(*minute);
                    let open = |sets: &[Windows]| window_gate(sets, light, now, None).answer == Answer::Pass;
                    prop_assert!(!open(&counts.windows) || open(&environment.windows), "{name}: open at {now}, unlike {whose}");
                }
            }
        }
        for (name, environment) in &trusted.environments {
            prop_assert!(is_as_trusted(&policy.environments[name], environment));
        }
        for (name, environment) in &policy.environments {
            let lowered = environment.is_attribution_only();
            prop_assert!(!lowered || trusted.environments.get(name).is_some_and(EnvironmentPolicy::is_attribution_only));
        }
        // Where the branch is not what counts, the plan says so.
        let silent = loosened.is_empty() && trusted.environments.keys().all(|name| branch.environments.contains_key(name));
        if silent {
            for (name, environment) in &branch.environments {
                if let Some(trusted) = trusted.environments.get(name) {
                    prop_assert!(is_at_least_as_strict(environment, trusted).is_ok(), "{name} is looser, and nobody says so");
                }
            }
        }
    }

    #[test]
    fn twice_is_once(branch in policies(), trusted in policies()) {
        let once = effective(&branch, Some(&trusted)).policy;
        prop_assert_eq!(&effective(&once, Some(&trusted)).policy, &once);
        let told = effective(&once, Some(&trusted));
        prop_assert!(told.loosened.is_empty(), "{:?}", told.loosened);
        let alone = effective(&branch, None).policy;
        prop_assert_eq!(&effective(&alone, None).policy, &alone);
    }
}
