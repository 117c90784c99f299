//! Releases: the walkthrough, and everything that must not open red.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::harness::{Playground, Run};

pub(crate) const DROP: &str = "db/migrations/0003_drop.sql";

/// A repository whose production holds two migrations, and on `main` a drop whose first phase is proven.
pub(crate) fn shop() -> Playground {
    let shop = Playground::outside_git();
    shop.git(&["init", "-q"]);
    shop.git(&["config", "user.email", "dev@example.org"]);
    shop.git(&["config", "user.name", "Dev"]);
    for name in ["dba", "lead", "mallory"] {
        let mut make = Command::new("ssh-keygen");
        make.args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f"]).arg(key(&shop, name));
        assert!(make.status().unwrap().success());
    }
    let signer = |name: &str| format!("{name}@example.org {}", shop.read(&format!(".git/{name}-key.pub")));
    shop.write(".migsafe/allowed_signers", format!("{}{}", signer("dba"), signer("lead")));
    shop.write("migsafe.toml", POLICY);
    shop.write(".gitignore", "/.migsafe/ledger*\n");
    shop.write("db/migrations/0001_init.sql", "CREATE TABLE users (id int PRIMARY KEY, legacy text NOT NULL);\n");
    shop.write("db/migrations/0002_relax.sql", "ALTER TABLE users ALTER COLUMN legacy DROP NOT NULL;\n");
    shop.commit();
    let adopted = release(&shop, &["adopt", "--env", "production"]);
    assert_eq!(adopted.code, 0, "{}", adopted.whole());
    shop.write(DROP, "ALTER TABLE users DROP COLUMN legacy;\n");
    shop.commit();
    shop
}

pub(crate) const POLICY: &str = r#"
[release]
policy_ref = "main"
allowed_signers = ".migsafe/allowed_signers"

[env.production]
order = 1
ref = "branch:main"
migrate = "after-code"
database = { url_env = "DATABASE_URL" }
approval = { green = 0, yellow = 0, red = 1, approvers = ["dba@example.org", "lead@example.org"], assurance = { red = "signed" } }
"#;

pub(crate) const DATABASE: (&str, &str) = ("DATABASE_URL", "postgresql://u:hunter2@db.example.org/shop");

/// Where a person's key is: in the repository's folder, and no file of the repository.
pub(crate) fn key(shop: &Playground, person: &str) -> PathBuf {
    shop.path(&format!(".git/{person}-key"))
}

pub(crate) fn release(shop: &Playground, arguments: &[&str]) -> Run {
    shop.run_with(&[&["release"], arguments].concat(), &[DATABASE])
}

/// The same as somebody else, as far as git can be told.
pub(crate) fn release_as(shop: &Playground, person: &str, arguments: &[&str]) -> Run {
    let address = format!("{person}@example.org");
    let variables = [DATABASE, ("GIT_CONFIG_COUNT", "1"), ("GIT_CONFIG_KEY_0", "user.email"), ("GIT_CONFIG_VALUE_0", &address)];
    shop.run_with(&[&["release"], arguments].concat(), &variables)
}

pub(crate) fn json(shop: &Playground) -> serde_json::Value {
    let run = release(shop, &["plan", "--env", "production", "--json"]);
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.whole()))
}

pub(crate) fn digest(shop: &Playground) -> String {
    json(shop)["digest"].as_str().unwrap().to_owned()
}

pub(crate) fn finding(shop: &Playground) -> String {
    json(shop)["reds"][0]["id"].as_str().unwrap().to_owned()
}

/// The way that red is meant to go, as far as the caller wants.
pub(crate) fn accept(shop: &Playground) {
    let finding = finding(shop);
    let reason = [
        "--reason",
        "no release since 41 reads or writes it",
        "--alternative-declined",
        "it was taken a release ago",
        "--attest-unreferenced",
        "searched the code of release 42 for it",
    ];
    let run = release(shop, &[&["accept", &finding, "--env", "production"], &reason[..]].concat());
    assert_eq!(run.code, 0, "{}", run.whole());
    shop.commit();
}

pub(crate) fn approve(shop: &Playground, person: &str, key_of: &str) -> Run {
    let path = key(shop, key_of);
    release_as(shop, person, &["approve", "--env", "production", "--plan", &digest(shop), "--sign", "--key", path.to_str().unwrap()])
}

pub(crate) fn gate(shop: &Playground) -> Run {
    release(shop, &["gate", "--env", "production"])
}

#[test]
fn the_walkthrough_runs_as_it_is_told() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = tempfile::TempDir::new().unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_migsafe")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("sh");
    command.arg(root.join("docs/release-walkthrough.sh")).arg(folder.path()).env_clear().env("PATH", path).stdin(Stdio::null());
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null").env("HOME", folder.path());
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    insta::with_settings!({filters => vec![
        (r"\b[0-9a-f]{64}\b", "[sha256]"),
        (r"\b[0-9a-f]{12}\b", "[plan]"),
        (r"\b[0-9a-f]{10}\b", "[commit]"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "[time]"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "[time]"),
        (r"SHA256:[A-Za-z0-9+/]+", "SHA256:[key]"),
    ]}, { insta::assert_snapshot!("walkthrough", text) });
}

#[test]
fn red_opens_with_its_records_and_closes_when_anything_moves() {
    let shop = shop();
    assert_eq!(gate(&shop).code, 1);
    accept(&shop);
    assert_eq!(gate(&shop).code, 9);
    assert_eq!(approve(&shop, "dba", "dba").code, 0);
    assert_eq!(gate(&shop).code, 9);
    assert_eq!(approve(&shop, "lead", "lead").code, 0);
    let open = gate(&shop);
    assert_eq!(open.code, 0, "{}", open.whole());
    assert!(!open.out.contains("hunter2"), "{}", open.out);
    let approved = digest(&shop)[..12].to_owned();
    shop.write(DROP, "ALTER TABLE users DROP COLUMN legacy; DELETE FROM users;\n");
    shop.commit();
    let moved = release(&shop, &["gate", "--env", "production", "--plan", &approved]);
    assert_eq!(moved.code, 4, "{}", moved.whole());
    assert!(moved.out.contains(&format!("plan {approved} is no more")), "{}", moved.out);
}

#[test]
fn a_squash_is_recorded_where_both_histories_come_to_the_same() {
    let shop = shop();
    std::fs::remove_file(shop.path(DROP)).unwrap();
    for old in ["0001_init.sql", "0002_relax.sql"] {
        std::fs::remove_file(shop.path(&format!("db/migrations/{old}"))).unwrap();
    }
    let squashed = "db/migrations/0004_squashed.sql";
    shop.write(squashed, "CREATE TABLE users (id int PRIMARY KEY, legacy varchar(9));\n");
    shop.commit();
    let plan = release(&shop, &["plan", "--env", "production"]);
    assert_eq!(plan.code, 4, "{}", plan.whole());
    assert!(plan.out.contains("0001_init was applied to production and is gone"), "{}", plan.out);
    let unmarked = release(&shop, &["adopt", "--env", "production"]);
    assert_eq!(unmarked.code, 4, "{}", unmarked.whole());
    let other = release(&shop, &["adopt", "--env", "production", "--squash"]);
    assert_eq!(other.code, 4, "{}", other.whole());
    assert!(
        other.err.contains("does not come to the schema that production holds") && other.err.contains("character varying(9)"),
        "{}",
        other.err
    );
    shop.write(squashed, "CREATE TABLE users (id int PRIMARY KEY, legacy text);\n");
    shop.commit();
    let same = release(&shop, &["adopt", "--env", "production", "--squash"]);
    assert_eq!(same.code, 0, "{}", same.whole());
    let plan = release(&shop, &["plan", "--env", "production"]);
    assert_eq!(plan.code, 0, "{}", plan.whole());
    assert!(plan.out.contains("nothing pending"), "{}", plan.out);
}

#[test]
fn a_checklist_is_ticked_and_a_window_is_opened_for_one_plan() {
    let shop = shop();
    let policy = format!(
        "{POLICY}checklist = [\"data: backfills finished\", \"data: counted\"]\nwindows = {{ tz = \"UTC\", freeze = [{{ from = \"2020-01-01\", to = \"2099-12-31\", reason = \"the end of time\" }}] }}\n"
    );
    shop.write("migsafe.toml", policy);
    shop.commit();
    accept(&shop);
    for person in ["dba", "lead"] {
        approve(&shop, person, person);
    }
    let plan = digest(&shop);
    let closed = gate(&shop);
    assert_eq!(closed.code, 1, "{}", closed.whole());
    let tick = |item: &str| release(&shop, &["tick", item, "--env", "production", "--plan", &plan]);
    assert_eq!(tick("data").code, 2, "two items begin so");
    assert_eq!((tick("data: back").code, tick("data: counted").code), (0, 0));
    let open = |gate: &str, reason: &str| {
        release(&shop, &["override", gate, "--env", "production", "--plan", &plan, "--reason", reason, "--backup", "b-17"])
    };
    assert_eq!(open("window", "ok").code, 2);
    assert_eq!(open("history", "the page is down for everybody").code, 1);
    assert_eq!(open("approval", "the page is down for everybody").code, 1);
    assert_eq!(open("window", "the page is down for everybody").code, 0);
    let opened = gate(&shop);
    assert_eq!(opened.code, 9, "an override asks for one approval more: {}", opened.whole());
    assert!(opened.out.contains("opened   window"), "{}", opened.out);
}

#[test]
fn a_history_of_which_nothing_is_recorded_is_not_listed() {
    let shop = shop();
    std::fs::remove_file(shop.path(".migsafe/ledger")).unwrap();
    for number in 10..40 {
        shop.write(&format!("db/migrations/00{number}_more.sql"), format!("CREATE TABLE t{number} (id int PRIMARY KEY);\n"));
    }
    shop.commit();
    let plan = release(&shop, &["plan", "--env", "production"]);
    assert_eq!(plan.code, 10, "{}", plan.whole());
    assert!(plan.out.contains("migsafe release adopt --env production --at COMMIT") && !plan.out.contains("t20"), "{}", plan.out);
    assert!(plan.out.contains("not to production now:"), "{}", plan.out);
}
