//! Every fault of a policy, drawn into the file.

use super::*;

/// An environment with all that must be there, and something more.
fn environment(more: &str) -> String {
    format!(
        "[env.production]\norder = 2\nref = 'branch:main'\nmigrate = 'before-code'\napproval = {{ green = 0, yellow = 0, red = 1, approvers = ['dba@example.com'], assurance = {{ red = 'local' }} }}\n{more}\n"
    )
}

/// Likewise, with approvals of its own.
fn approval(approval: &str) -> String {
    format!("[env.production]\norder = 2\nref = 'branch:main'\nmigrate = 'before-code'\napproval = {{ {approval} }}\n")
}

/// Likewise, after an environment for staging.
fn after_staging(more: &str) -> String {
    format!("[env.staging]\norder = 1\nref = 'branch:staging'\nmigrate = 'before-code'\n\n{}", environment(more))
}

fn parse(text: &str) -> Result<Config, Failure> {
    Config::parse(text, Utf8Path::new(FILE_NAME))
}

fn drawn(texts: &[String]) -> String {
    let mut drawn = String::new();
    for text in texts {
        match parse(text) {
            Err(failure @ Failure::InFile(_)) => drawn.push_str(&failure.render(&Terminal::plain())),
            Err(failure) => panic!("{text}: no place: {failure:?}"),
            Ok(_) => panic!("{text}: no fault"),
        }
    }
    drawn
}

#[test]
fn the_texts_of_these_tests_are_sound_but_for_the_fault() {
    for text in [environment(""), after_staging("from = ['staging']")] {
        let config = parse(&text).unwrap();
        assert!(config.policy.is_some() && config.warnings.is_empty(), "{text}");
    }
}

#[test]
fn of_the_release() {
    insta::assert_snapshot!(drawn(&[
        "[release]\npolicy-ref = 'origin/main'\n".to_owned(),
        "[release]\npolicy_ref = 'HEAD'\n".to_owned(),
        "[release]\npolicy_ref = 'origin main'\n".to_owned(),
        "[release]\nledger = '.migsafe/ledger'\n".to_owned(),
        "[release]\nledger = 'file:../ledger'\n".to_owned(),
        "[release]\nledger = 'postgres://app:hunter2@db/app'\n".to_owned(),
        "[release]\nledger = 'postgres:LEDGER-URL'\n".to_owned(),
        "[release]\nallowed_signers = '/etc/signers'\n".to_owned(),
        "[release]\nacceptances = ''\n".to_owned(),
        "[relase]\n".to_owned(),
        "[[notify]]\non = ['sucess']\nwebhook_env = 'SLACK_URL'\n".to_owned(),
        "[[notify]]\non = ['success']\nwebhook_env = 'https://hooks.example.com/T0/secret'\n".to_owned(),
        "[[notify]]\non = ['success']\n".to_owned(),
    ]));
}

#[test]
fn of_an_environment() {
    insta::assert_snapshot!(drawn(&[
        "[env.production]\nref = 'branch:main'\nmigrate = 'before-code'\n".to_owned(),
        "[env.production]\norder = 1\nmigrate = 'before-code'\n".to_owned(),
        "[env.production]\norder = 1\nref = 'branch:main'\n".to_owned(),
        "[env.production]\norder = 1\nref = 'branch:main'\nmigrate = 'before'\n".to_owned(),
        "[env.production]\norder = -1\nref = 'branch:main'\nmigrate = 'before-code'\n".to_owned(),
        "[env.production]\norder = 1\nref = 'main'\nmigrate = 'before-code'\n".to_owned(),
        "[env.production]\norder = 1\nref = 'branch:feature/*'\nmigrate = 'before-code'\n".to_owned(),
        "[env.production]\norder = 1\nref = 'tag:v['\nmigrate = 'before-code'\n".to_owned(),
        "[env.'my env']\norder = 1\nref = 'branch:main'\nmigrate = 'before-code'\napproval = { yellow = 0, red = 1, approvers = ['a@b.c'], assurance = { red = 'local' } }\n".to_owned(),
        environment("windws = { tz = 'UTC' }"),
        environment("trigger = 'automatic'"),
        environment("apply_from = ['laptop']"),
        environment("apply_from = []"),
        environment("live_sha = 'scripts/live-sha.sh'"),
        environment("live_sha = []"),
        environment("soak = { green = '2 hours' }"),
        environment("soak = { green = '99999999999d' }"),
        environment("checklist = ['backfills finished', ' ']"),
        environment("rollback = { style = 'undo' }"),
        environment("keys = { ignore = ['LOCAL_*'] }"),
        environment("keys = { files = ['.env'], ignore = ['LOCAL_['] }"),
    ]));
}

#[test]
fn of_the_promotion_path() {
    insta::assert_snapshot!(drawn(&[
        after_staging("from = ['stagin']"),
        after_staging("from = ['production']"),
        after_staging("").replace("order = 1\n", "order = 2\n"),
        after_staging("from = ['staging']").replace("order = 1\n", "order = 3\n"),
        after_staging("from = ['staging']").replace("order = 1\n", "order = 1\nfrom = ['production']\n"),
    ]));
}

#[test]
fn of_a_database() {
    insta::assert_snapshot!(drawn(&[
        environment("database = 'postgres://app:hunter2@db/app'"),
        environment("database = { url = 'postgres://app:hunter2@db/app' }"),
        environment("database = { url_env = 'postgres://app:hunter2@db/app' }"),
        environment("database = { url_env = 'PROD-URL' }"),
        environment("database = { url_env = 'PROD_URL', url_command = ['x'] }"),
        environment("database = { pin = 'url:12ab' }"),
        environment("database = { url_evn = 'PROD_URL' }"),
        environment("database = { url_command = [] }"),
        environment("database = { url_env = 'PROD_URL', pin = 'production' }"),
        environment("database = 5"),
    ]));
}

#[test]
fn of_approvals() {
    insta::assert_snapshot!(drawn(&[
        "[env.production]\norder = 1\nref = 'branch:main'\nmigrate = 'before-code'\n".to_owned(),
        approval("red = 0"),
        approval("yellow = 0"),
        approval("approvers = ['dba@example.com', 'DBA@example.com']"),
        approval("yellow = 0, red = 1, approvers = []"),
        approval("approvers = ['dba@example.com', 'lead@example.com']"),
        approval("approvers = ['dba@example.com', 'lead@example.com'], assurance = { red = 'local', yellow = 'signed' }"),
        approval("approvers = ['DBA <dba@example.com>', 'lead@example.com']"),
        approval("approvers = ['*', 'lead@example.com']"),
        approval("approvers = ['dba@example.com', 'lead@example.com'], assurance = { red = 'sign' }"),
        approval("approvers = ['dba@example.com', 'lead@example.com'], expires = '0h'"),
        approval("approvers = ['dba@example.com', 'lead@example.com'], expire = '1h'"),
    ]));
}

#[test]
fn of_windows() {
    insta::assert_snapshot!(drawn(&[
        environment("windows = { allow = ['mon-thu 09:00-16:00'] }"),
        environment("windows = { tz = 'Europe/Berlni' }"),
        environment("windows = { tz = 'Europe/Berlin', allow = ['mon-thu 9-16'] }"),
        environment("windows = { tz = 'Europe/Berlin', red = ['mond 09:00-16:00'] }"),
        environment("windows = { tz = 'Europe/Berlin', freeze = [{ from = '2027-01-04', to = '2026-12-18', reason = 'year end' }] }"),
        environment("windows = { tz = 'Europe/Berlin', freeze = [{ from = '2026-12-18', to = '2026-12-32', reason = 'year end' }] }"),
        environment("windows = { tz = 'Europe/Berlin', freeze = [{ from = '2026-12-18', to = '2027-01-04' }] }"),
        environment("windows = { tz = 'UTC', allow = ['mon-thu 09:00-16:00'], red = ['wed 09:00-12:00', 'tue 08:00-10:00'] }"),
        environment("windows = { tz = 'Europe/Berlin', holidays = ['24.12.2026'] }"),
        environment("windows = { tz = 'Europe/Berlin', holidays = [2026-12-24] }"),
    ]));
}

#[test]
fn of_commands() {
    let command = |text: &str| environment(&format!("[env.production.commands]\n{text}"));
    insta::assert_snapshot!(drawn(&[
        command("migrate = { run = 'npx prisma migrate deploy' }"),
        command("migrate = { timeout = '10m' }"),
        command("migrate = { run = ['x'], timeout = '0s' }"),
        command("deploy = { run = ['x'], capture = 'deployment id' }"),
        command("migrations = { run = ['x'] }"),
        command("check = { name = 'tests', run = ['x'] }"),
        command("check = [{ name = 'tests', run = ['x'] }, { name = 'tests', run = ['y'] }]"),
        command("check = [{ run = ['x'] }]"),
        command("backup = { run = ['x'], max_age = 'a day' }"),
        command("verify = [{ name = 'health' }]"),
        command("verify = [{ name = 'health', http = 'app.example.com' }]"),
        command("verify = [{ name = 'health', http = 'https://app.example.com', status = 20 }]"),
        command("verify = [{ name = 'health', http = 'https://app.example.com', attempts = 0 }]"),
        command("verify = [{ name = 'health', http = 'https://app.example.com', timeout = '5s' }]"),
        command("verify = [{ name = 'health', run = ['x'], status = 200 }]"),
    ]));
}

#[test]
fn warnings_of_what_says_nothing() {
    let command = |text: &str| environment(&format!("[env.production.commands]\n{text}"));
    let mut drawn = String::new();
    for text in [
        "[release]\nallowed_signers = '.migsafe/allowed_signers'\n".to_owned(),
        "[[notify]]\non = []\nwebhook_env = 'SLACK_URL'\n".to_owned(),
        environment("protected = false"),
        environment("from = []"),
        after_staging("from = ['staging', 'staging']"),
        environment("soak = { green = '2h' }"),
        environment("trigger = 'auto'\napply_from = ['local']"),
        environment("checklist = ['backfills finished', 'backfills finished']"),
        approval("yellow = 0, red = 1, approvers = ['dba@example.com', 'DBA@example.com'], assurance = { red = 'ci' }"),
        approval("yellow = 0, red = 1, approvers = ['dba@example.com'], assurance = { red = 'local', yellow = 'signed' }"),
        "[env.staging]\norder = 1\nprotected = false\nref = 'branch:main'\nmigrate = 'before-code'\napproval = { yellow = 0, red = 0, expires = '1h', approvers = ['dba@example.com'] }\n".to_owned(),
        environment("windows = { tz = 'UTC' }"),
        environment("windows = { tz = 'UTC', allow = ['mon-thu 09:00-16:00', 'tue 10:00-11:00'] }"),
        environment("windows = { tz = 'UTC', holidays = ['2026-12-24', '2026-12-24'] }"),
        command("migrate = { run = ['x'] }").replace("before-code", "during-build"),
        command("deploy = { run = ['x'], timeout = '10s', warn_after = '30s' }"),
        command("verify = [{ name = 'health', http = 'https://app.example.com', every = '5s' }]"),
    ] {
        let config = parse(&text).unwrap_or_else(|failure| panic!("{text}: {failure:?}"));
        assert!(!config.warnings.is_empty(), "{text}: no warning");
        config.warnings.iter().for_each(|warning| drawn.push_str(&warning.render(&Terminal::plain())));
    }
    insta::assert_snapshot!(drawn);
}

#[test]
fn the_documented_configuration_is_one() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/release-configuration.md");
    let page = std::fs::read_to_string(page).unwrap();
    let fences: Vec<&str> = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!fences.is_empty());
    for text in fences {
        let config = parse(text).unwrap_or_else(|failure| panic!("{text}: {failure:?}"));
        assert!(config.policy.is_some() && config.warnings.is_empty(), "{text}: {:?}", config.warnings);
    }
}

#[test]
fn a_fault_in_the_trusted_policy_names_its_reference() {
    let text = "[release]\nledger = 'postgres://app:hunter2@db/app'\n".to_owned();
    let fault = Box::new(Policy::parse(&text).unwrap_err());
    let error = migsafe_release::policy::TrustError::Policy { reference: "origin/main".to_owned(), path: FILE_NAME.into(), text, fault };
    let drawn = Failure::from(error).render(&Terminal::plain());
    assert!(drawn.contains("origin/main:migsafe.toml:2:10") && !drawn.contains("hunter2"), "{drawn}");
}
