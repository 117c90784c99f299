//! Attempts to open red without its records.

use std::process::Command;

use crate::harness::{Playground, Run};
use crate::release::{DATABASE, DROP, POLICY, accept, approve, digest, finding, gate, release, release_as, shop};

/// What is tried, the exit code with which it must end, and how it is done.
type Attempt = (&'static str, i32, fn(&Playground) -> Run);

/// Everything that red needs, so that whatever is tried afterwards must close it again.
fn open(shop: &Playground) {
    accept(shop);
    for person in ["dba", "lead"] {
        assert_eq!(approve(shop, person, person).code, 0);
    }
}

fn executable(shop: &Playground, name: &str) {
    let status = Command::new("chmod").arg("+x").arg(shop.path(name)).status().unwrap();
    assert!(status.success());
}

/// A repository beside the shop's in which nothing is red, with the same policy.
fn harmless(shop: &Playground) -> String {
    let other = shop.path(".git/other");
    shop.git(&["clone", "-q", ".", other.to_str().unwrap()]);
    let git = |arguments: &[&str]| shop.git(&[&["-C", other.to_str().unwrap()], arguments].concat());
    git(&["rm", "-q", DROP]);
    git(&["commit", "-q", "-m", "nothing red"]);
    other.join(".git").to_str().unwrap().to_owned()
}

/// Attempts to open red without its records.
const ATTEMPTS: [Attempt; 39] = [
    ("nothing at all", 1, gate),
    ("--yes", 2, |shop| release(shop, &["gate", "--env", "production", "--yes"])),
    ("--force", 2, |shop| release(shop, &["gate", "--env", "production", "--force"])),
    ("variables of every kind", 1, |shop| {
        let variables = [("MIGSAFE_CONFIRM", "1"), ("MIGSAFE_YES", "1"), ("MIGSAFE_FORCE", "1"), ("CI", "true"), DATABASE];
        shop.run_with(&["release", "gate", "--env", "production"], &variables)
    }),
    ("yes on standard input", 1, |shop| shop.pipe_with(&["release", "gate", "--env", "production"], &b"y\nyes\n".repeat(100), &[DATABASE])),
    ("another configuration", 1, |shop| {
        shop.write("loose.toml", POLICY.replace("red = 1", "red = 0").replace("order = 1", "order = 1\nprotected = false"));
        let variables = [("MIGSAFE_CONFIG", "loose.toml"), DATABASE];
        shop.run_with(&["release", "gate", "--env", "production"], &variables)
    }),
    ("a rule that is off", 1, |shop| {
        shop.write("migsafe.toml", format!("{POLICY}\n[rules.drop-column]\nlevel = \"off\"\n"));
        shop.commit();
        gate(shop)
    }),
    ("a suppressed finding", 1, |shop| {
        shop.write(DROP, "-- migsafe: ignore drop-column because nobody reads it since March\nALTER TABLE users DROP COLUMN legacy;\n");
        shop.commit();
        gate(shop)
    }),
    ("an acceptance that nobody could review", 1, |shop| {
        accept(shop);
        shop.git(&["reset", "-q", "--soft", "HEAD~1"]);
        shop.git(&["reset", "-q"]);
        gate(shop)
    }),
    ("an acceptance without a reason", 2, |shop| {
        let finding = finding(shop);
        release(shop, &["accept", &finding, "--env", "production", "--reason", "ok", "--attest-unreferenced", "asdf"])
    }),
    ("an acceptance that does not say what was looked at", 1, |shop| {
        let finding = finding(shop);
        release(
            shop,
            &[
                "accept",
                &finding,
                "--env",
                "production",
                "--reason",
                "no release since 41 reads or writes it",
                "--alternative-declined",
                "it was taken a release ago",
            ],
        );
        shop.commit();
        gate(shop)
    }),
    ("an acceptance and no approval", 9, |shop| {
        accept(shop);
        gate(shop)
    }),
    ("two names and no key", 9, |shop| {
        accept(shop);
        for person in ["dba", "lead"] {
            release_as(shop, person, &["approve", "--env", "production", "--plan", &digest(shop)]);
        }
        gate(shop)
    }),
    ("one key under two names", 9, |shop| {
        accept(shop);
        approve(shop, "dba", "dba");
        approve(shop, "lead", "dba");
        gate(shop)
    }),
    ("a key that nobody allowed", 9, |shop| {
        accept(shop);
        let told = approve(shop, "dba", "mallory").out;
        assert!(told.contains("it does not count: its key is not one of the allowed signers"), "{told}");
        approve(shop, "lead", "mallory");
        gate(shop)
    }),
    ("a policy that the branch loosens", 1, |shop| {
        shop.git(&["checkout", "-q", "-b", "mallory"]);
        let loose = POLICY
            .replace("red = 1", "red = 0")
            .replace("order = 1", "order = 1\nprotected = false")
            .replace("branch:main", "branch:mallory");
        shop.write("migsafe.toml", loose.replace("\"signed\"", "\"local\""));
        shop.commit();
        gate(shop)
    }),
    ("a policy that trusts the branch", 4, |shop| {
        shop.git(&["checkout", "-q", "-b", "mallory"]);
        let loose = POLICY
            .replace("red = 1", "red = 0")
            .replace("order = 1", "order = 1\nprotected = false")
            .replace("policy_ref = \"main\"", "policy_ref = \"mallory\"");
        shop.write("migsafe.toml", loose);
        shop.commit();
        gate(shop)
    }),
    ("a ledger that is gone", 10, |shop| {
        std::fs::remove_file(shop.path(".migsafe/ledger")).unwrap();
        gate(shop)
    }),
    ("a ledger in which a byte was changed", 4, |shop| {
        let ledger = shop.read(".migsafe/ledger").replace("dev@example.org", "dba@example.org");
        shop.write(".migsafe/ledger", ledger);
        gate(shop)
    }),
    // What lies in the working directory, which is what the migrate command runs.
    ("a change that the index hides", 4, |shop| {
        open(shop);
        shop.git(&["update-index", "--assume-unchanged", DROP]);
        shop.write(DROP, "DROP TABLE users;\n");
        gate(shop)
    }),
    ("a change that the index leaves out", 4, |shop| {
        open(shop);
        shop.git(&["update-index", "--skip-worktree", DROP]);
        shop.write(DROP, "DROP TABLE users;\n");
        gate(shop)
    }),
    ("a change that a monitor of files denies", 4, |shop| {
        open(shop);
        shop.write(".git/quiet", "#!/bin/sh\nprintf 'token\\0'\n");
        executable(shop, ".git/quiet");
        shop.git(&["config", "core.fsmonitor", ".git/quiet"]);
        shop.git(&["status"]);
        shop.write(DROP, "DROP TABLE users;\n");
        gate(shop)
    }),
    ("a text that a filter swaps", 4, |shop| {
        shop.write(".gitattributes", format!("{DROP} filter=swap\n"));
        shop.commit();
        open(shop);
        shop.git(&["config", "filter.swap.clean", "echo 'ALTER TABLE users DROP COLUMN legacy;'"]);
        shop.write(DROP, "DROP TABLE users;\n");
        shop.git(&["add", DROP]);
        assert_eq!(shop.git(&["status", "--porcelain"]), "", "git sees nothing of it");
        gate(shop)
    }),
    ("a migration that Git LFS holds", 10, |shop| {
        shop.write(DROP, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 38\n");
        shop.commit();
        gate(shop)
    }),
    ("other ends of lines after the approvals", 9, |shop| {
        open(shop);
        shop.write(DROP, "ALTER TABLE users DROP COLUMN legacy;\r\n");
        shop.commit();
        gate(shop)
    }),
    // What git answers.
    ("a commit that stands for another", 1, |shop| {
        let head = shop.git(&["rev-parse", "HEAD"]);
        shop.write(DROP, "SELECT 1;\n");
        shop.commit();
        let harmless = shop.git(&["rev-parse", "HEAD"]);
        shop.git(&["reset", "-q", "--hard", head.trim()]);
        shop.git(&["replace", head.trim(), harmless.trim()]);
        gate(shop)
    }),
    ("another repository", 1, |shop| {
        let other = harmless(shop);
        let variables =
            [("GIT_DIR", other.as_str()), ("GIT_OBJECT_DIRECTORY", &format!("{other}/objects")), ("GIT_WORK_TREE", "."), DATABASE];
        shop.run_with(&["release", "gate", "--env", "production"], &variables)
    }),
    ("another working tree", 1, |shop| {
        let other = harmless(shop);
        let variables = [
            ("GIT_CONFIG_COUNT", "1"),
            ("GIT_CONFIG_KEY_0", "core.worktree"),
            ("GIT_CONFIG_VALUE_0", other.trim_end_matches("/.git")),
            DATABASE,
        ];
        let run = shop.run_with(&["release", "gate", "--env", "production"], &variables);
        // Whatever is not found there, it does not pass.
        if run.code == 0 { run } else { Run { code: 1, ..run } }
    }),
    ("programs that the change brings along", 9, |shop| {
        shop.write(
            "node_modules/.bin/ssh-keygen",
            "#!/bin/sh\necho \"Good \\\"migsafe\\\" signature for $6 with ED25519 key SHA256:$6\"\n",
        );
        shop.write("node_modules/.bin/git", "#!/bin/sh\nexit 0\n");
        executable(shop, "node_modules/.bin/ssh-keygen");
        executable(shop, "node_modules/.bin/git");
        accept(shop);
        approve(shop, "dba", "mallory");
        approve(shop, "lead", "mallory");
        let path = format!("{}:node_modules/.bin:{}", shop.path("node_modules/.bin").display(), std::env::var("PATH").unwrap());
        shop.run_with(&["release", "gate", "--env", "production"], &[("PATH", &path), DATABASE])
    }),
    ("migrations in a submodule", 4, |shop| {
        let head = shop.git(&["rev-parse", "HEAD"]);
        shop.git(&["rm", "-rq", "--cached", "db/migrations"]);
        shop.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{},db/migrations", head.trim())]);
        shop.git(&["commit", "-q", "-m", "a submodule"]);
        gate(shop)
    }),
    // Records.
    ("a ledger that the commit brings", 4, |shop| {
        shop.git(&["add", "-f", ".migsafe/ledger"]);
        shop.commit();
        gate(shop)
    }),
    #[cfg(unix)]
    ("a ledger that is a link into the commit", 4, |shop| {
        std::fs::rename(shop.path(".migsafe/ledger"), shop.path("notes.txt")).unwrap();
        shop.commit();
        std::os::unix::fs::symlink("../notes.txt", shop.path(".migsafe/ledger")).unwrap();
        gate(shop)
    }),
    ("the same statement in a migration of another name", 1, |shop| {
        open(shop);
        shop.git(&["mv", DROP, "db/migrations/0004_drop.sql"]);
        shop.commit();
        gate(shop)
    }),
    ("a name in other letters", 1, |shop| {
        open(shop);
        shop.git(&["mv", DROP, "db/migrations/0003_Drop.sql"]);
        shop.commit();
        gate(shop)
    }),
    ("an acceptance whose migration is gone", 1, |shop| {
        open(shop);
        shop.git(&["rm", "-q", DROP]);
        shop.write("db/migrations/0004_more.sql", "DROP TABLE users;\n");
        shop.commit();
        gate(shop)
    }),
    ("the acceptance of another project of the repository", 1, |shop| {
        shop.git(&["rm", "-q", DROP]);
        for name in ["0001_init.sql", "0002_relax.sql"] {
            shop.write(&format!("other/migrations/{name}"), shop.read(&format!("db/migrations/{name}")));
        }
        shop.commit();
        assert_eq!(release(shop, &["adopt", "--env", "production"]).code, 0);
        for root in ["db", "other"] {
            shop.write(&format!("{root}/migrations/0003_drop.sql"), "ALTER TABLE users DROP COLUMN legacy;\n");
        }
        shop.commit();
        open(shop);
        gate(shop)
    }),
    ("a name that looks like an approver's", 9, |shop| {
        accept(shop);
        // The first letter but one is Cyrillic.
        approve(shop, "d\u{432}a", "mallory");
        approve(shop, "dba", "dba");
        gate(shop)
    }),
    ("an approver who wrote the change", 9, |shop| {
        shop.git(&["commit", "-q", "--amend", "--author", "Dba <DBA@Example.org>", "-m", "drop it"]);
        accept(shop);
        approve(shop, "dba", "dba");
        gate(shop)
    }),
    ("a configuration named by hand", 2, |shop| release(shop, &["gate", "--env", "production", "--config", "loose.toml"])),
];

#[test]
fn nothing_else_opens_red() {
    for (name, code, attempt) in ATTEMPTS {
        let run = attempt(&shop());
        assert_eq!(run.code, code, "{name}: {}", run.whole());
    }
}
