//! What a check looks like, form by form.

use crate::harness::Playground;

const HISTORY: &str =
    "CREATE TABLE users (id bigint PRIMARY KEY, name text, legacy text);\nCREATE TABLE orders (id bigint PRIMARY KEY, status text);\n";
const DROP: &str = "-- the old field\nALTER TABLE users DROP COLUMN legacy;\n";
const ADD: &str = "ALTER TABLE orders ADD COLUMN tracking text;\n";

fn project() -> Playground {
    Playground::with_sql(&[("0001_init.sql", HISTORY), ("0002_drop_legacy.sql", DROP), ("0003_tracking.sql", ADD)])
}

#[test]
fn text() {
    let run = project().run(&["check", "migrations"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.whole());
}

#[test]
fn the_same_steps_are_given_twice_and_errors_come_first() {
    let wide = "CREATE TABLE wide (id bigint PRIMARY KEY, a text, b text, c text, d text);";
    let drops: String = ["a", "b", "c", "d"].map(|column| format!("ALTER TABLE wide DROP COLUMN {column};\n")).concat();
    let run = Playground::with_sql(&[("0001_init.sql", wide), ("0002_drop.sql", &drops)]).run(&["check", "migrations/0002_drop.sql"]);
    assert_eq!(run.out.matches("ship the code").count(), 2, "{}", run.out);
    assert_eq!(run.out.matches("the same steps as at line 1").count(), 2, "{}", run.out);
    let (last_error, warning) = (run.out.rfind("drops wide.d"), run.out.find("missing-lock-timeout"));
    assert!(last_error.is_some() && last_error < warning, "{}", run.out);
}

#[test]
fn one_file_is_judged_with_its_folder_as_history() {
    insta::assert_snapshot!(project().run(&["check", "migrations/0003_tracking.sql"]).whole());
}

#[test]
fn quiet_shows_only_what_refuses() {
    let run = project().run(&["check", "-q", "migrations/0003_tracking.sql"]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
    let run = project().run(&["check", "-q"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("legacy") && !run.out.contains("0003_tracking"), "{}", run.out);
}

#[test]
fn classify() {
    let run = project().run(&["classify", "migrations"]);
    assert_eq!(run.code, 0);
    insta::assert_snapshot!(run.whole());
}

#[test]
fn json_is_one_document_with_what_the_page_promises() {
    let run = project().run(&["check", "--format", "json"]);
    assert_eq!(run.code, 1);
    assert!(run.out.ends_with("}\n") && !run.out.ends_with("\n\n"));
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["schema"], "migsafe/report/v1");
    assert_eq!(report["summary"]["light"], "red");
    assert_eq!(report["summary"]["migrations"], 3);
    let project = &report["projects"][0];
    assert_eq!(
        (project["tool"].as_str(), project["dialect"].as_str(), project["version"].as_u64()),
        (Some("sql"), Some("postgresql"), Some(15))
    );
    assert_eq!(project["version_source"], "default");
    let statement = &project["migrations"][1]["statements"][0];
    assert_eq!(
        (statement["class"].as_str(), statement["light"].as_str(), statement["line"].as_u64()),
        (Some("destructive"), Some("red"), Some(2))
    );
    assert_eq!(statement["operations"][0]["kind"], "drop-column");
    assert_eq!(statement["operations"][0]["table"], "public.users");
    assert_eq!(statement["effects"]["locks"][0]["mode"], "ACCESS EXCLUSIVE");
    let finding = &project["migrations"][1]["findings"][0];
    assert_eq!(
        (finding["rule"].as_str(), finding["level"].as_str(), finding["column"].as_u64()),
        (Some("drop-column"), Some("error"), Some(19))
    );
    assert_eq!(run.out, self::project().run(&["check", "--format", "json"]).out, "the same every time");
}

#[test]
fn output_holds_the_report_and_the_terminal_the_verdict() {
    let playground = project();
    let run = playground.run(&["check", "--format", "json", "--output", "report.json"]);
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("refused: ") && run.out.lines().count() == 1, "{}", run.out);
    assert_eq!(playground.read("report.json"), playground.run(&["check", "--format", "json"]).out);
}

#[test]
fn github_annotations_and_summary() {
    let playground = project();
    let summary = playground.path("summary.md");
    let workspace = playground.path("").to_str().unwrap().to_owned();
    let variables = [("GITHUB_STEP_SUMMARY", summary.to_str().unwrap()), ("GITHUB_WORKSPACE", workspace.as_str())];
    let run = playground.run_with(&["check", "--format", "github"], &variables);
    assert_eq!(run.code, 1);
    let annotation = run.out.lines().find(|line| line.starts_with("::error ")).expect("an annotation");
    assert!(
        annotation.starts_with("::error file=migrations/0002_drop_legacy.sql,line=2,endLine=2,col=19,title=drop-column::"),
        "{annotation}"
    );
    let summary = playground.read("summary.md");
    assert!(summary.contains("| red | 0002&#95;drop&#95;legacy | 1 error |"), "{summary}");
}

#[test]
fn the_limit_decides_what_refuses() {
    let playground = project();
    assert_eq!(playground.run(&["check", "--fail-on", "never"]).code, 0);
    assert_eq!(playground.run(&["check", "--fail-on", "error"]).code, 1);
    assert_eq!(playground.run(&["check", "--fail-on", "info"]).code, 1);
}

#[test]
fn a_long_history_shows_the_newest_and_counts_the_rest() {
    let playground = Playground::new();
    playground.write("migrations/0000_init.sql", "CREATE TABLE t (id int, c0 int);\n");
    for number in 1..=60 {
        playground.write(
            &format!("migrations/{number:04}_drop.sql"),
            format!("ALTER TABLE t ADD COLUMN c{number} int;\nDROP TABLE old_{number};\n"),
        );
    }
    let run = playground.run(&["check"]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("0060_drop.sql:2:1") && !run.out.contains("0030_drop.sql"), "{}", run.out);
    assert!(run.out.contains("more findings not shown"), "{}", run.out);
    assert!(run.out.contains("--since origin/main"), "{}", run.out);
    playground.run(&["check", "--output", "whole.txt"]);
    assert!(playground.read("whole.txt").contains("0030_drop.sql"));
}

#[test]
fn several_projects_are_told_apart() {
    let playground = Playground::new();
    playground.write("a/migrations/0001_x.sql", "CREATE TABLE t (id int);\n");
    playground.write("b/migrations/0001_y.sql", "CREATE TABLE u (id int);\n");
    let run = playground.run(&["check"]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("a/migrations · sql · ") && run.out.contains("b/migrations · sql · "), "{}", run.out);
}
