//! `migsafe.toml` at work.

use crate::harness::Playground;

fn project() -> Playground {
    Playground::with_sql(&[("0001_x.sql", "CREATE TABLE t (id int);\n"), ("0002_y.sql", "DROP TABLE t;\n")])
}

#[test]
fn a_mistake_is_shown_in_the_file() {
    let playground = project();
    playground.write("migsafe.toml", "[check]\npg-versoin = 16\n");
    insta::assert_snapshot!(playground.run(&["check"]).whole());
}

#[test]
fn an_unknown_rule_gets_the_nearest() {
    let playground = project();
    playground.write("migsafe.toml", "[rules.drop-tabel]\nlevel = \"off\"\n");
    insta::assert_snapshot!(playground.run(&["check"]).whole());
}

#[test]
fn it_is_found_upwards_and_its_paths_are_its_own() {
    let playground = project();
    playground.write("other/0001_z.sql", "CREATE TABLE z (id int);\n");
    playground.write("app/src/x.txt", "");
    playground.write("migsafe.toml", "[check]\npaths = [\"migrations\"]\npg-version = 16\nfail-on = \"never\"\n");
    let run = playground.run_in("app/src", &["check"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("PostgreSQL 16 (configuration) · 2 migrations judged"), "{}", run.out);
    assert!(run.out.contains("../../migrations/0002_y.sql:1:1"), "{}", run.out);
    let run = playground.run_in("app/src", &["check", "--pg-version", "17", "--fail-on", "error"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("PostgreSQL 17 (command line)"), "{}", run.out);
}

#[test]
fn excluded_paths_are_not_read() {
    let playground = project();
    playground.write("seeds/0001_z.sql", "DROP TABLE z;\n");
    playground.write("migsafe.toml", "[check]\nexclude = [\"migrations/0002*\", \"seeds\"]\n");
    let run = playground.run(&["check"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("1 migration judged"), "{}", run.out);
}

#[test]
fn a_named_file_that_is_missing_is_told() {
    let run = project().run(&["check", "--config", "nowhere.toml"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("cannot read the configuration nowhere.toml"), "{}", run.err);
}
