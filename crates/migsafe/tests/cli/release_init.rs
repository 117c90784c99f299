//! `migsafe release init` in repositories of several kinds.

use crate::harness::{Playground, Run};

/// A repository on the branch `main`.
fn repository() -> Playground {
    let playground = Playground::outside_git();
    playground.git(&["init", "-q", "-b", "main"]);
    playground.git(&["config", "user.email", "dev@example.com"]);
    playground
}

fn init(playground: &Playground, more: &[&str]) -> Run {
    let arguments: Vec<&str> = ["release", "init"].iter().chain(more).copied().collect();
    let output = playground.command(&arguments).env("TZ", "Europe/Berlin").output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

#[test]
fn a_new_file_is_filled_in_from_the_repository() {
    let playground = repository();
    playground.write("prisma/migrations/20260101000000_a/migration.sql", "CREATE TABLE t (id int);\n");
    playground.write("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
    playground.commit();
    playground.git(&["update-ref", "refs/remotes/origin/trunk", "HEAD"]);
    playground.git(&["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk"]);
    insta::assert_snapshot!(init(&playground, &[]).whole());
    let written = playground.read("migsafe.toml");
    for part in [
        "policy_ref = \"origin/trunk\"",
        "ref = \"branch:trunk\"",
        "[\"npx\", \"prisma\", \"migrate\", \"deploy\"]",
        "\"dev@example.com\", \"second-person@example.com\"",
        "tz = \"Europe/Berlin\"",
    ] {
        assert!(written.contains(part), "{part} in {written}");
    }
    assert_eq!(playground.read(".gitignore"), "/.migsafe/ledger*\n");
    // What was written is a configuration.
    assert_eq!(playground.run(&["check"]).code, 0);
}

#[test]
fn an_old_file_keeps_what_it_says() {
    let playground = repository();
    playground.write("migsafe.toml", "[check]\npg-version = 16");
    playground.write(".gitignore", "target");
    playground.write("app/x.txt", "");
    let run = playground.run_in("app", &["release", "init", "--preset", "manual-after-code"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with("wrote a policy into ../migsafe.toml, after the preset manual-after-code"), "{}", run.out);
    let written = playground.read("migsafe.toml");
    assert!(written.starts_with("[check]\npg-version = 16\n\n# How migrations are released."), "{written}");
    assert!(written.contains("policy_ref = \"main\"") && written.contains("# migrate = { run = [\"scripts/migrate.sh\"]"), "{written}");
    assert_eq!(playground.read(".gitignore"), "target\n/.migsafe/ledger*\n");
}

#[test]
fn a_policy_that_is_there_stays() {
    let playground = repository();
    assert_eq!(init(&playground, &["--preset", "vercel-build"]).code, 0);
    let (file, ignored) = (playground.read("migsafe.toml"), playground.read(".gitignore"));
    let run = init(&playground, &[]);
    assert_eq!(run.code, 2);
    assert!(run.err.starts_with("error: migsafe.toml has a policy already\n  help: "), "{}", run.err);
    assert_eq!((playground.read("migsafe.toml"), playground.read(".gitignore")), (file, ignored));
    // An environment alone is a policy too.
    let playground = repository();
    playground.write("migsafe.toml", "[env.staging]\norder = 1\nprotected = false\nref = 'branch:main'\nmigrate = 'after-code'\n");
    assert_eq!(init(&playground, &[]).code, 2);
    assert!(!playground.path(".gitignore").exists());
}

#[test]
fn a_file_with_a_fault_is_not_written_to() {
    let playground = repository();
    playground.write("migsafe.toml", "[chek]\n");
    let run = init(&playground, &[]);
    assert_eq!((run.code, playground.read("migsafe.toml").as_str()), (2, "[chek]\n"));
    assert!(run.err.contains("did you mean `check`?"), "{}", run.err);
    let outside = Playground::outside_git();
    let run = init(&outside, &[]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("is in no git repository") && !outside.path("migsafe.toml").exists(), "{}", run.err);
}
