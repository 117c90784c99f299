//! What a policy says once it is read.

use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::policy::{Ask, Assurance, ByLight, Occasion, OnFailure, Place, Reference, RollbackStyle, Trigger, UrlSource};

/// Everything that can be said.
const WHOLE: &str = r#"
[check]
since = "origin/main"

[release]
ledger = "file:.migsafe/ledger"
policy_ref = "origin/main"
allowed_signers = ".migsafe/allowed_signers"

[env.staging]
order = 1
ref = "branch:staging"
migrate = "before-code"
database = { url_env = "STAGING_DATABASE_URL" }

[env.production]
order = 2
ref = "branch:main"
from = ["staging"]
migrate = "before-code"
trigger = "manual"
apply_from = ["ci"]
live_sha = ["scripts/live-sha.sh"]
soak = { green = "2h", yellow = "1d", red = "48h" }
approval = { green = 0, yellow = 1, red = 2, expires = "24h", approvers = ["dba@example.com", "Lead@example.com"], assurance = { red = "signed", yellow = "ci" } }
windows = { tz = "Europe/Berlin", allow = ["mon-thu 09:00-16:00"], red = ["tue-wed 09:00-12:00"], freeze = [{ from = "2026-12-18", to = "2027-01-04", reason = "year end" }], holidays = ["2026-10-03"] }
rollback = { style = "reversal", on_failure = "halt" }
checklist = ["data: backfills finished", "rollback: owner named"]
database = { url_command = ["scripts/url.sh"], pin = "pg:7312445:16402" }
keys = { files = [".env.production"], run = ["scripts/keys.sh"], ignore = ["LOCAL_*"] }

[env.production.commands]
check   = [{ name = "tests", run = ["npm", "test"], timeout = "15m", required = false }]
backup  = { run = ["scripts/backup-id.sh"], max_age = "24h" }
wait_for = { run = ["scripts/preview-ready.sh"], timeout = "10m" }
migrate = { run = ["npx", "prisma", "migrate", "deploy"], timeout = "10m", warn_after = "30s" }
deploy  = { run = ["vercel", "deploy", "--prod"], timeout = "15m", capture = "deployment_id" }
verify  = [{ name = "health", http = "https://app.example.com/health", status = 204, attempts = 3, every = "5s" },
           { name = "version", http = "https://app.example.com/version", body = "${SHA}" },
           { name = "queue", run = ["scripts/queue.sh"] }]
rollback = { run = ["vercel", "rollback"], timeout = "5m" }

[[notify]]
on = ["start", "success", "failure", "refused"]
webhook_env = "SLACK_URL"
"#;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

fn read(text: &str) -> Policy {
    let policy = Policy::parse(text).unwrap_or_else(|fault| panic!("{fault:?} in {text}")).unwrap();
    assert_eq!(policy.warnings, []);
    policy
}

#[test]
fn everything_that_can_be_said() {
    let policy = read(WHOLE);
    assert_eq!(policy.ledger, LedgerPlace::File(".migsafe/ledger".into()));
    assert_eq!(policy.policy_ref.as_deref(), Some("origin/main"));
    assert_eq!(policy.allowed_signers.as_deref().map(camino::Utf8Path::as_str), Some(".migsafe/allowed_signers"));
    let production = &policy.environments["production"];
    assert_eq!((production.order, production.protected, &production.reference), (2, true, &Reference::Branch("main".to_owned())));
    assert_eq!(
        (production.from.as_slice(), production.migrate, production.trigger),
        (&["staging".to_owned()][..], MigrateOrder::BeforeCode, Trigger::Manual)
    );
    assert_eq!(production.apply_from, [Place::Ci].into());
    assert_eq!(production.live_sha.as_deref(), Some(&["scripts/live-sha.sh".to_owned()][..]));
    let hours = |hours| Duration::from_secs(hours * HOUR);
    assert_eq!(production.soak, ByLight { green: hours(2), yellow: hours(24), red: hours(48) });
    assert_eq!(production.approval.needed, ByLight { green: 0, yellow: 1, red: 2 });
    assert_eq!(
        (production.approval.expires, production.approval.approvers.join(" ")),
        (hours(24), "dba@example.com lead@example.com".to_owned())
    );
    assert_eq!(production.approval.assurance, ByLight { green: Assurance::Local, yellow: Assurance::Ci, red: Assurance::Signed });
    assert!(!production.is_attribution_only());
    let windows = &production.windows[0];
    assert_eq!(
        (windows.tz.as_str(), windows.allow.len(), windows.red[0].days),
        ("Europe/Berlin", 1, [false, true, true, false, false, false, false])
    );
    assert_eq!((windows.freeze[0].to.to_string(), windows.holidays[0].to_string()), ("2027-01-04".to_owned(), "2026-10-03".to_owned()));
    assert_eq!((production.rollback.style, production.rollback.on_failure), (RollbackStyle::Reversal, OnFailure::Halt));
    assert_eq!(production.checklist, ["data: backfills finished", "rollback: owner named"]);
    let database = production.database.as_ref().unwrap();
    assert_eq!(
        (&database.url, database.pin.as_deref()),
        (&UrlSource::Command(vec!["scripts/url.sh".to_owned()]), Some("pg:7312445:16402"))
    );
    assert_eq!(production.keys.as_ref().unwrap().ignore, ["LOCAL_*"]);
    let commands = &production.commands;
    assert!(!commands.check[0].required);
    assert_eq!(commands.check[0].command.timeout, Duration::from_secs(15 * MINUTE));
    assert_eq!(commands.backup.as_ref().unwrap().max_age, hours(24));
    assert_eq!(commands.migrate.as_ref().unwrap().warn_after, Some(Duration::from_secs(30)));
    assert_eq!(commands.deploy.as_ref().unwrap().capture.as_deref(), Some("deployment_id"));
    assert_eq!(commands.rollback.as_ref().unwrap().run, ["vercel", "rollback"]);
    let health = Ask::Http { url: "https://app.example.com/health".to_owned(), status: 204, body: None };
    assert_eq!((&commands.verify[0].ask, commands.verify[0].attempts, commands.verify[0].every), (&health, 3, Duration::from_secs(5)));
    assert!(matches!(&commands.verify[1].ask, Ask::Http { status: 200, body: Some(body), .. } if body == "${SHA}"));
    assert!(matches!(&commands.verify[2].ask, Ask::Run(command) if command.run == ["scripts/queue.sh"]));
    assert_eq!((policy.notify[0].on.len(), policy.notify[0].webhook.as_str()), (4, "SLACK_URL"));
    assert!(policy.notify[0].on.contains(&Occasion::Refused));
}

#[test]
fn what_is_left_out_has_its_default() {
    let policy = read(WHOLE);
    assert_eq!(policy.acceptances, ".migsafe/acceptances");
    // Unprotected, nobody named, nothing before: nobody is asked and nothing waits.
    let staging = &policy.environments["staging"];
    assert!(!staging.protected && !staging.is_attribution_only() && staging.windows.is_empty());
    assert_eq!((staging.approval.needed, staging.soak), (ByLight::default(), ByLight::default()));
    assert_eq!(staging.apply_from, [Place::Ci, Place::Local].into());
    let policy = read(
        "[release]\nledger = 'postgres:LEDGER_URL'\nallowed_signers = 'signers'\n\
         [env.a]\norder = 1\nref = 'tag:v*'\nmigrate = 'after-code'\napproval = { approvers = ['x@y.z', 'z@y.x'] }\n\
         [env.b]\norder = 7\nref = 'tag:v*'\nmigrate = 'after-code'\nfrom = ['a']\napproval = { approvers = ['x@y.z', 'z@y.x'] }\n",
    );
    assert_eq!(policy.ledger, LedgerPlace::Postgres("LEDGER_URL".to_owned()));
    let (a, b) = (&policy.environments["a"], &policy.environments["b"]);
    assert_eq!((a.protected, b.protected), (false, true));
    assert_eq!((a.approval.needed, b.approval.needed), (ByLight { green: 0, yellow: 1, red: 2 }, ByLight { green: 0, yellow: 1, red: 2 }));
    assert_eq!((a.approval.assurance.red, b.approval.assurance.red), (Assurance::Local, Assurance::Signed));
    assert_eq!(b.approval.expires, Duration::from_secs(24 * HOUR));
    assert_eq!(b.soak.yellow, Duration::from_secs(24 * HOUR));
}

#[test]
fn protection_can_be_moved_and_lowered() {
    let text = "[env.a]\norder = 1\nprotected = true\nref = 'branch:main'\nmigrate = 'before-code'\n\
                approval = { yellow = 0, red = 1, approvers = ['x@y.z'], assurance = { red = 'ci' } }\n\
                [env.b]\norder = 2\nprotected = false\nref = 'branch:main'\nmigrate = 'before-code'\n";
    let policy = read(text);
    assert!(policy.environments["a"].protected && policy.environments["a"].is_attribution_only());
    assert!(!policy.environments["b"].protected);
}

#[test]
fn other_sections_are_not_a_policy() {
    assert_eq!(Policy::parse("").unwrap(), None);
    assert_eq!(Policy::parse("[check]\nsince = 'main'\n").unwrap(), None);
}

#[test]
fn the_digest_is_of_what_is_said() {
    let digest = |text: &str| read(text).digest().unwrap();
    let base = digest(WHOLE);
    assert_eq!(base, digest(&WHOLE.replace(" = ", "=").replace("\"1d\"", "\"24h\"").replace("Lead@", "lead@")));
    for (from, to) in [
        ("red = 2", "red = 1"),
        ("origin/main\"\nallowed", "origin/dev\"\nallowed"),
        ("\"mon-thu 09:00", "\"mon-fri 09:00"),
        ("\"--prod\"", "\"--prebuilt\""),
        ("attempts = 3", "attempts = 4"),
        ("\"refused\"", "\"success\""),
        ("order = 1", "order = 0"),
        ("\"LOCAL_*\"", "\"*\""),
    ] {
        let text = WHOLE.replace(from, to);
        assert_ne!(text, WHOLE, "{from}");
        assert_ne!(base, digest(&text), "{from}");
    }
}

#[test]
fn a_secret_is_not_shown() {
    let text = "[env.p]\norder = 1\nref = 'branch:main'\nmigrate = 'before-code'\ndatabase = 'postgres://app:hünter@db/app'\n";
    let fault = Policy::parse(text).unwrap_err();
    let shown = fault.shown(text);
    assert_eq!(shown.len(), text.len());
    assert!(shown.contains("order = 1") && !shown.contains("hünter") && !fault.to_string().contains("hünter"), "{shown}");
}

proptest! {
    /// Whatever is cut out or put in: an answer, and a place within the text.
    #[test]
    fn any_text_gets_an_answer(start in 0..WHOLE.len(), length in 0..40usize, put in "[a-z0-9\"'{}\\[\\]=,. ü\n-]{0,12}") {
        let end = (start + length).min(WHOLE.len());
        prop_assume!(WHOLE.is_char_boundary(start) && WHOLE.is_char_boundary(end));
        let text = format!("{}{put}{}", &WHOLE[..start], &WHOLE[end..]);
        let faults = match Policy::parse(&text) {
            Err(fault) => vec![fault],
            Ok(policy) => policy.into_iter().flat_map(|policy| policy.warnings).collect(),
        };
        for fault in faults {
            prop_assert!(text.get(fault.span.start..fault.span.end).is_some(), "{fault:?}");
            prop_assert!(!fault.message.is_empty() && !fault.message.contains('\n'));
        }
    }
}
