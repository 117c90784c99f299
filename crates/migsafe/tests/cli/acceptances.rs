//! Findings that the team accepts, at work.

use serde_json::Value;

use crate::harness::{Playground, Run};

const FOLDER: &str = ".migsafe/acceptances";

fn project() -> Playground {
    Playground::with_sql(&[("0001_x.sql", "CREATE TABLE t (id int, old int);\n"), ("0002_y.sql", "ALTER TABLE t DROP COLUMN old;\n")])
}

fn json(playground: &Playground) -> Value {
    serde_json::from_str(&playground.run(&["check", "--format", "json"]).out).unwrap()
}

/// The dropped column's finding.
fn finding(report: &Value) -> &Value {
    let findings = report["projects"][0]["migrations"][1]["findings"].as_array().unwrap();
    findings.iter().find(|finding| finding["rule"] == "drop-column").unwrap()
}

/// Accepts the dropped column in a folder, with more lines in the file.
fn accept(playground: &Playground, folder: &str, more: &str) -> String {
    let report = json(playground);
    let id = finding(&report)["fingerprint"].as_str().unwrap().to_owned();
    let text = format!(
        "finding = \"{id}\"\nrule = \"drop-column\"\nmigration = \"0002_y\"\nstatement = \"ALTER TABLE t DROP COLUMN old;\"\n\
         reason = \"nothing has read it since release 41\"\nby = \"jane@example.org\"\nat = \"2020-01-01\"\n{more}"
    );
    playground.write(&format!("{folder}/F-{id}.toml"), text);
    id
}

const DECLINED: &str = "alternative_declined = \"the table has forty rows and the site is closed\"\n";

fn without_id(run: &Run, id: &str) -> String {
    run.whole().replace(id, "[finding]")
}

#[test]
fn an_accepted_finding_is_shown_and_does_not_fail() {
    let playground = project();
    assert_eq!(playground.run(&["check"]).code, 1);
    accept(&playground, FOLDER, DECLINED);
    insta::assert_snapshot!(playground.run(&["check"]).whole());
    let report = json(&playground);
    assert_eq!((report["summary"]["light"].as_str(), report["summary"]["accepted"].as_u64()), (Some("red"), Some(1)));
    let suppressed = &finding(&report)["suppressed"];
    assert_eq!(suppressed["by"], "acceptance");
    assert_eq!(suppressed["reason"], "nothing has read it since release 41");
    let github = playground.run(&["check", "--format", "github"]);
    assert!(github.code == 0 && !github.out.contains("::error") && github.out.contains("1 accepted"), "{}", github.out);
}

#[test]
fn one_that_does_not_count_is_said_to() {
    let playground = project();
    let id = accept(&playground, FOLDER, &format!("expires = \"2020-02-01\"\n{DECLINED}"));
    insta::assert_snapshot!(without_id(&playground.run(&["check"]), &id));
    accept(&playground, FOLDER, "");
    let run = playground.run(&["check"]);
    assert!(run.code == 1 && run.out.contains("alternative_declined"), "{}", run.out);
}

#[test]
fn a_fault_in_one_is_a_problem_and_hides_nothing() {
    let playground = project();
    let id = accept(&playground, FOLDER, "becuase = \"x\"\n");
    let run = playground.run(&["check"]);
    insta::assert_snapshot!(without_id(&run, &id));
}

#[test]
fn the_configuration_names_the_folder_from_its_own() {
    let playground = project();
    playground.write("migsafe.toml", "[check]\npaths = [\"migrations\"]\n[release]\nacceptances = \"db/accepted\"\n");
    accept(&playground, FOLDER, DECLINED);
    assert_eq!(playground.run(&["check"]).code, 1, "not the folder");
    accept(&playground, "db/accepted", DECLINED);
    playground.write("app/x.txt", "");
    assert_eq!(playground.run_in("app", &["check"]).code, 0);
}
