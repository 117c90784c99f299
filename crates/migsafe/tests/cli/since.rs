//! What git knows decides what is judged.

use crate::harness::Playground;

/// A repository with one migration on `main` and a branch that is checked out.
fn repository() -> Playground {
    let playground = Playground::outside_git();
    playground.git(&["init", "-q"]);
    playground.write("db/migrations/0001_init.sql", "CREATE TABLE users (id int, legacy text);\n");
    playground.commit();
    playground.git(&["checkout", "-q", "-b", "topic"]);
    playground
}

#[test]
fn nothing_new_is_fine() {
    let run = repository().run(&["check", "--since", "main"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("ok: nothing new since main"), "{}", run.out);
}

#[test]
fn committed_staged_and_untracked_files_are_new() {
    let playground = repository();
    playground.write("db/migrations/0002_a.sql", "ALTER TABLE users ADD COLUMN a int;\n");
    playground.commit();
    playground.write("db/migrations/0003_b.sql", "ALTER TABLE users ADD COLUMN b int;\n");
    playground.git(&["add", "-A"]);
    playground.write("db/migrations/0004_c.sql", "ALTER TABLE users DROP COLUMN legacy;\n");
    let run = playground.run(&["check", "--since", "main"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("3 migrations judged, 1 replayed"), "{}", run.out);
}

#[test]
fn a_changed_old_migration_is_new() {
    let playground = repository();
    playground.write("db/migrations/0001_init.sql", "CREATE TABLE users (id int);\n");
    let run = playground.run(&["check", "--since", "main"]);
    assert!(run.out.contains("1 migration judged"), "{}", run.out);
}

#[test]
fn what_was_merged_must_stay_as_it_was() {
    let playground = repository();
    playground.write("db/migrations/0001_init.sql", "-- the people\nCREATE TABLE users (id int, legacy text);\n");
    insta::assert_snapshot!(playground.run(&["check", "--since", "main"]).whole(), @r"
    exit 0
    -- stdout
    sql · PostgreSQL 15 (default) · nothing new, 1 replayed

      ! 0001_init was merged, and only its comments or its layout has changed since: a tool that keeps a
      │ checksum takes it for another migration all the same                    merged-migration-changed
      │ db/migrations/0001_init.sql:1:1: here stood `CREATE TABLE users (id int, legacy text);`
      help: restore the text

    ok: nothing new since main
    ");
    playground.write("db/migrations/0001_init.sql", "CREATE TABLE users (id bigint, legacy text);\n");
    insta::assert_snapshot!(playground.run(&["check", "--since", "main"]).whole(), @r"
    exit 1
    -- stdout
    sql · PostgreSQL 15 (default) · 1 migration judged · assumed: one transaction a file

      × 0001_init was merged and has been edited: where it has run, the edit never reaches the database
      │                                                                         merged-migration-changed
       ╭─[db/migrations/0001_init.sql:1:1]
     1 │ CREATE TABLE users (id bigint, legacy text);
       · ──────────────────────┬─────────────────────
       ·                       ╰── here stood `CREATE TABLE users (id int, legacy text);`
       ╰────
      help: restore the text, and write what should be different as a new migration

      green   0001_init  1 error

    refused: 1 error in 1 migration
    ");
    std::fs::remove_file(playground.path("db/migrations/0001_init.sql")).unwrap();
    playground.write("db/migrations/0002_a.sql", "CREATE TABLE a (id int);\n");
    insta::assert_snapshot!(playground.run(&["check", "--since", "main"]).whole(), @r"
    exit 1
    -- stdout
    sql · PostgreSQL 15 (default) · 1 migration judged · assumed: one transaction a file

      × 0001_init was merged and is gone: a database that is made from now on lacks what it did
      │                                                                         merged-migration-changed
      │ db/migrations/0001_init.sql:1:1
      help: restore the files; to squash them, first see to it that every database has run them

      green   0002_a

    refused: 1 error in 1 migration
    ");
}

#[test]
fn what_is_excluded_is_not_missed() {
    let playground = repository();
    playground.write("migsafe.toml", "[check]\nexclude = [\"**/0001*\"]\n");
    playground.write("db/migrations/0002_a.sql", "CREATE TABLE a (id int);\n");
    let run = playground.run(&["check", "--since", "main"]);
    assert!(run.code == 0 && run.out.contains("1 migration judged"), "{}{}", run.out, run.err);
}

#[test]
fn what_main_got_meanwhile_does_not_matter() {
    let playground = repository();
    playground.write("db/migrations/0002_a.sql", "ALTER TABLE users ADD COLUMN a int;\n");
    playground.commit();
    playground.git(&["checkout", "-q", "main"]);
    playground.write("db/else.txt", "main went on");
    playground.write("db/migrations/0002_a.sql", "ALTER TABLE users ADD COLUMN a int;\n");
    playground.commit();
    playground.git(&["checkout", "-q", "topic"]);
    let run = playground.run(&["check", "--since", "main"]);
    assert!(run.out.contains("1 migration judged, 1 replayed"), "{}", run.out);
}

#[test]
fn paths_mean_the_same_from_anywhere() {
    let playground = repository();
    playground.write("db/migrations/0002_a.sql", "ALTER TABLE users ADD COLUMN a int;\n");
    let absolute = playground.path("db/migrations");
    for (folder, path) in [
        (".", "db/migrations"),
        ("db", "migrations"),
        ("db/migrations", "."),
        ("db/migrations", "../../db"),
        ("db", absolute.to_str().unwrap()),
    ] {
        let run = playground.run_in(folder, &["check", path, "--since", "main"]);
        assert!(run.out.contains("1 migration judged, 1 replayed"), "{folder} {path}: {}{}", run.out, run.err);
    }
    // The repository is that of the path, wherever the run stands.
    let elsewhere = Playground::outside_git();
    let run = elsewhere.run(&["check", absolute.to_str().unwrap(), "--since", "main"]);
    assert!(run.out.contains("1 migration judged, 1 replayed"), "{}{}", run.out, run.err);
}

#[test]
fn the_configuration_can_say_it_and_the_arguments_can_unsay_it() {
    let playground = repository();
    playground.write("migsafe.toml", "[check]\nsince = \"main\"\n");
    assert!(playground.run(&["check"]).out.contains("nothing new since main"));
    assert!(playground.run(&["check", "--all"]).out.contains("1 migration judged"));
    assert!(playground.run(&["check", "db/migrations/0001_init.sql"]).out.contains("1 migration judged"));
}

#[test]
fn no_repository() {
    let playground = Playground::outside_git();
    insta::assert_snapshot!(playground.run_with(&["check", "--since", "main"], &[("GIT_CEILING_DIRECTORIES", "/")]).whole(), @r"
    exit 2
    -- stderr
    error: --since cannot be answered: [folder] is in no git repository
      help: leave out --since, or use --all where the configuration sets it
    ");
}

#[test]
fn an_unknown_reference() {
    insta::assert_snapshot!(repository().run(&["check", "--since", "origin/main"]).whole(), @r"
    exit 2
    -- stderr
    error: git knows no commit called origin/main
      help: fetch it first: git fetch origin main
    ");
    let run = repository().run(&["check", "--since=--output=x"]);
    assert_eq!(run.code, 2, "{}", run.out);
}

#[test]
fn a_shallow_clone_is_told_what_it_lacks() {
    let playground = repository();
    playground.write("db/migrations/0002_a.sql", "SELECT 1;\n");
    playground.commit();
    playground.git(&["checkout", "-q", "main"]);
    playground.write("x", "x");
    playground.commit();
    let source = format!("file://{}", playground.path("").to_str().unwrap());
    playground.git(&["clone", "-q", "--depth", "1", "--no-single-branch", &source, "clone"]);
    let run = playground.run_in("clone", &["check", "--since", "origin/topic"]);
    assert_eq!(run.code, 2, "{}", run.out);
    assert!(run.err.contains("shallow") && run.err.contains("fetch-depth: 0"), "{}", run.err);
}
