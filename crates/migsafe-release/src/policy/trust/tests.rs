//! A branch cannot loosen the policy that judges it.

use std::time::Duration;

use migsafe_core::Light;
use migsafe_core::source::tree::{FileTree, MemoryTree};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;
use crate::gate::Answer;
use crate::gates::windows::windows as window_gate;
use crate::git::{Commit, Uncommitted};
use crate::policy::*;

const BASE: &str = r#"
[release]
policy_ref = "origin/main"
allowed_signers = ".migsafe/allowed_signers"

[env.staging]
order = 1
ref = "branch:staging"
migrate = "before-code"

[env.production]
order = 2
ref = "branch:main"
from = ["staging"]
migrate = "before-code"
apply_from = ["ci"]
approval = { expires = "24h", approvers = ["dba@example.com", "lead@example.com"] }
windows = { tz = "Europe/Berlin", allow = ["mon-thu 09:00-16:00"], freeze = [{ from = "2026-12-18", to = "2027-01-04", reason = "year end" }] }
checklist = ["backfills finished"]
database = { url_env = "PROD_DATABASE_URL", pin = "pg:7312:16402" }

[env.production.commands]
check = [{ name = "tests", run = ["npm", "test"] }]
backup = { run = ["scripts/backup-id.sh"], max_age = "24h" }
migrate = { run = ["npx", "prisma", "migrate", "deploy"] }
"#;

fn policy(text: &str) -> Policy {
    Policy::parse(text).unwrap_or_else(|fault| panic!("{fault:?} in {text}")).unwrap()
}

/// The base with parts replaced.
fn changed(changes: &[(&str, &str)]) -> Policy {
    policy(&changes.iter().fold(BASE.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    }))
}

fn told(differences: &[Difference]) -> Vec<String> {
    let told = differences.iter().map(|difference| {
        let Difference { environment, what, branch_value, trusted_value } = difference;
        format!("{} {what}: {branch_value} | {trusted_value}", environment.as_deref().unwrap_or("-"))
    });
    told.collect()
}

#[test]
fn the_same_policy_is_the_same() {
    let base = policy(BASE);
    let Effective { policy, loosened, tightened, added } = effective(&base, Some(&base));
    assert_eq!((policy, loosened, tightened, added), (base, vec![], vec![], vec![]));
}

#[test]
fn every_loosening_is_undone_and_told() {
    let trusted = policy(BASE);
    let branch = changed(&[
        ("origin/main", "origin/mine"),
        (".migsafe/allowed_signers", ".migsafe/my_signers"),
        ("order = 2", "order = 3\nprotected = false\ntrigger = \"auto\""),
        ("branch:main", "branch:mine"),
        ("from = [\"staging\"]", ""),
        ("apply_from = [\"ci\"]", ""),
        ("expires = \"24h\", approvers = [", "yellow = 0, red = 1, expires = \"7d\", approvers = [\"me@example.com\", "),
        ("allow = [\"mon-thu 09:00-16:00\"]", "allow = [\"mon-fri 09:00-18:00\"]"),
        ("to = \"2027-01-04\"", "to = \"2026-12-27\""),
        ("checklist = [\"backfills finished\"]", "rollback = { on_failure = \"rollback\" }"),
        ("PROD_DATABASE_URL\", pin = \"pg:7312:16402\"", "OTHER_DATABASE_URL\""),
        ("\"npm\", \"test\"] }", "\"true\"], required = false }"),
        ("max_age = \"24h\"", "max_age = \"30d\""),
        ("\"npx\", \"prisma\", \"migrate\", \"deploy\"", "\"true\""),
    ]);
    let effective = effective(&branch, Some(&trusted));
    // The strict value of on_failure is trusted's; everything else is as it was.
    assert_eq!(effective.policy, Policy { warnings: branch.warnings.clone(), ..trusted });
    assert_eq!(told(&effective.tightened), Vec::<String>::new());
    insta::assert_snapshot!(told(&effective.loosened).join("\n"));
}

#[test]
fn every_tightening_counts_and_is_told() {
    let trusted = policy(BASE);
    let branch = changed(&[
        ("order = 1", "order = 1\nprotected = true\napproval = { yellow = 0, red = 1, approvers = [\"dba@example.com\"] }"),
        ("expires = \"24h\", approvers = [\"dba@example.com\", ", "yellow = 0, red = 1, expires = \"2h\", approvers = ["),
        ("allow = [\"mon-thu 09:00-16:00\"]", "allow = [\"mon-wed 09:00-16:00\"], holidays = [\"2026-10-03\"]"),
        ("checklist = [", "soak = { green = \"5h\" }\nchecklist = [\"alerts on\", "),
        ("check = [", "check = [{ name = \"lint\", run = [\"npm\", \"run\", \"lint\"] }, "),
        ("max_age = \"24h\"", "max_age = \"1h\""),
    ]);
    let effective = effective(&branch, Some(&trusted));
    insta::assert_snapshot!(told(&effective.tightened).join("\n"));
    let production = &effective.policy.environments["production"];
    assert_eq!(production.approval.needed.red, 2);
    assert_eq!(production.approval.approvers, ["lead@example.com"]);
    assert_eq!(production.windows, branch.environments["production"].windows);
    assert_eq!(production.checklist, ["backfills finished", "alerts on"]);
    assert_eq!(production.commands.check.len(), 2);
    assert_eq!(production.commands.backup.as_ref().unwrap().max_age, Duration::from_secs(60 * 60));
    assert_eq!(
        told(&effective.loosened),
        ["production approval.yellow: 0 | 1", "production approval.red: 1 | 2", "staging approval.approvers: dba@example.com | none"]
    );
}

#[test]
fn windows_of_two_time_zones_count_both() {
    let trusted = policy(BASE);
    let branch = changed(&[("Europe/Berlin", "America/New_York")]);
    let effective = effective(&branch, Some(&trusted));
    let zones: Vec<_> = effective.policy.environments["production"].windows.iter().map(|windows| windows.tz.as_str()).collect();
    assert_eq!(zones, ["Europe/Berlin", "America/New_York"]);
    assert_eq!((effective.loosened.len(), effective.tightened.len()), (1, 1));
}

#[test]
fn an_environment_is_kept_or_named() {
    let trusted = policy(BASE);
    let mut branch = trusted.clone();
    let production = branch.environments.remove("production").unwrap();
    branch.environments.insert("canary".to_owned(), production);
    let effective = effective(&branch, Some(&trusted));
    assert_eq!(effective.policy.environments["production"], trusted.environments["production"]);
    assert_eq!(effective.policy.environments["canary"], branch.environments["canary"]);
    assert_eq!(effective.added, ["canary"]);
    assert_eq!(told(&effective.loosened), ["production environment: removed | kept"]);
}

#[test]
fn a_branch_alone_cannot_do_without_signatures() {
    let lowered = ("expires = \"24h\", ", "expires = \"24h\", assurance = { red = \"local\" }, ");
    let branch = changed(&[lowered, ("allowed_signers = \".migsafe/allowed_signers\"\n", "")]);
    assert!(branch.environments["production"].is_attribution_only());
    let alone = effective(&branch, None);
    assert_eq!(alone.policy.environments["production"].approval.assurance.red, Assurance::Signed);
    assert_eq!(told(&alone.loosened), ["production approval.assurance.red: local | signed (until policy_ref says otherwise)"]);
    // Trusted policy that does not protect it does not lower it either.
    let unprotected = changed(&[("order = 2", "order = 2\nprotected = false"), ("allowed_signers = \".migsafe/allowed_signers\"\n", "")]);
    assert_eq!(effective(&branch, Some(&unprotected)).policy.environments["production"].approval.assurance.red, Assurance::Signed);
    // Where the trusted one says so, it is so, and shows.
    let agreed = effective(&branch, Some(&branch));
    assert!(agreed.policy.environments["production"].is_attribution_only() && agreed.loosened.is_empty());
}

/// References and the files at each.
struct Repository(BTreeMap<&'static str, MemoryTree>);

impl Git for Repository {
    fn root(&self) -> &Utf8Path {
        Utf8Path::new("/")
    }

    fn resolve(&self, reference: &str) -> Result<String, GitError> {
        self.0
            .get(reference)
            .map(|_| reference.to_owned())
            .ok_or_else(|| GitError::with_help(format!("git knows no commit called {reference}"), "fetch it"))
    }

    fn is_ancestor(&self, _: &str, _: &str) -> Result<bool, GitError> {
        Ok(false)
    }

    fn tree(&self, commit: &str) -> Result<Box<dyn FileTree>, GitError> {
        self.0.get(commit).map(|tree| Box::new(tree.clone()) as Box<dyn FileTree>).ok_or_else(|| GitError::new("none"))
    }

    fn uncommitted(&self, _: &[Utf8PathBuf]) -> Result<Vec<Uncommitted>, GitError> {
        Ok(Vec::new())
    }

    fn commits(&self, _: Option<&str>, _: &str) -> Result<Vec<Commit>, GitError> {
        Ok(Vec::new())
    }

    fn user(&self) -> Option<String> {
        None
    }
}

#[test]
fn the_policy_is_read_from_its_reference() {
    let signers = ("app/../.migsafe/allowed_signers", "never read");
    let repository = Repository(BTreeMap::from([
        (
            "origin/main",
            MemoryTree::new([("app/migsafe.toml", BASE), (".migsafe/allowed_signers", "dba@example.com ssh-ed25519 AAAA"), signers]),
        ),
        ("origin/old", MemoryTree::new([("app/migsafe.toml", "[check]\nsince = 'main'\n")])),
        ("origin/empty", MemoryTree::new([("README.md", "")])),
        ("origin/bad", MemoryTree::new([("app/migsafe.toml", "[release]\npolicy-ref = 'x'\n")])),
        ("origin/binary", MemoryTree::new([("app/migsafe.toml", vec![b'a', 0xff])])),
        ("origin/folder", MemoryTree::new([("app/migsafe.toml/x", "")])),
    ]));
    let read = |reference| read_trusted(&repository, reference, Utf8Path::new("app/migsafe.toml"));
    let trusted = read("origin/main").unwrap();
    assert_eq!(trusted.policy, Some(policy(BASE)));
    assert_eq!(trusted.allowed_signers.as_deref(), Some(b"dba@example.com ssh-ed25519 AAAA".as_slice()));
    for nothing in ["origin/old", "origin/empty"] {
        assert_eq!(read(nothing).unwrap(), TrustedPolicy { commit: nothing.to_owned(), policy: None, allowed_signers: None });
    }
    let complaint = |reference| read(reference).unwrap_err().to_string();
    assert_eq!(complaint("origin/bad"), "app/migsafe.toml at origin/bad: there is no key `policy-ref` here");
    assert_eq!(complaint("origin/binary"), "app/migsafe.toml at origin/binary cannot be read: not UTF-8 at byte 1");
    assert!(complaint("origin/folder").starts_with("app/migsafe.toml at origin/folder cannot be read: "));
    assert_eq!(complaint("origin/gone"), "the policy at origin/gone cannot be read: git knows no commit called origin/gone");
    // A file that the policy names and that is not there: nobody's key counts.
    let bare = Repository(BTreeMap::from([("main", MemoryTree::new([("migsafe.toml", BASE)]))]));
    assert_eq!(read_trusted(&bare, "main", Utf8Path::new("migsafe.toml")).unwrap().allowed_signers, None);
}

#[test]
fn a_branch_does_not_choose_whom_it_is_judged_by() {
    let mine = BASE.replace("origin/main", "origin/mine");
    let path = Utf8Path::new("migsafe.toml");
    let with_remote = Repository(BTreeMap::from([
        ("origin/HEAD", MemoryTree::new([("migsafe.toml", BASE)])),
        ("origin/mine", MemoryTree::new([("migsafe.toml", mine.clone())])),
    ]));
    assert_eq!(trusted_reference(&with_remote, &policy(&mine), path).unwrap().as_deref(), Some("origin/main"));
    let without = Repository(BTreeMap::new());
    assert_eq!(trusted_reference(&without, &policy(&mine), path).unwrap().as_deref(), Some("origin/mine"));
    // Before the first policy is merged, nobody else can say.
    let before = Repository(BTreeMap::from([("origin/HEAD", MemoryTree::new([("README.md", "")]))]));
    assert_eq!(trusted_reference(&before, &policy(&mine), path).unwrap().as_deref(), Some("origin/mine"));
}

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
