//! Help and the commands that read no migrations.

use crate::harness::Playground;

#[test]
fn help_of_the_program() {
    insta::assert_snapshot!(Playground::new().run(&["--help"]).whole());
}

#[test]
fn help_of_check() {
    insta::assert_snapshot!(Playground::new().run(&["check", "-h"]).whole());
}

#[test]
fn version() {
    let run = Playground::new().run(&["--version"]);
    assert_eq!((run.code, run.out), (0, format!("migsafe {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn usage_errors_end_with_two() {
    for arguments in [
        &["chekc"][..],
        &[],
        &["check", "--format", "xml"],
        &["check", "--pg-version", "9.6"],
        &["explain"],
        &["check", "--since", "x", "--all"],
    ] {
        let run = Playground::new().run(arguments);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{arguments:?}");
        assert!(run.err.contains("--help"), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn rules_are_listed_with_their_summaries() {
    let run = Playground::new().run(&["rules"]);
    assert_eq!(run.code, 0);
    let line = run.out.lines().find(|line| line.starts_with("drop-column ")).expect("the rule");
    assert!(line.contains("error") && line.contains("data-loss"), "{line}");
    let json: serde_json::Value = serde_json::from_str(&Playground::new().run(&["rules", "--format", "json"]).out).unwrap();
    let rule = json.as_array().unwrap().iter().find(|rule| rule["id"] == "drop-column").expect("the rule");
    assert_eq!((rule["level"].as_str(), rule["category"].as_str()), (Some("error"), Some("data-loss")));
}

#[test]
fn a_rule_is_explained_by_its_name_and_by_that_of_others() {
    let run = Playground::new().run(&["explain", "drop-column"]);
    assert_eq!(run.code, 0);
    assert!(run.out.starts_with("drop-column\n\nWhat it does\n"), "{}", run.out);
    assert!(!run.out.contains('\u{1b}') && !run.out.contains("```"));
    assert_eq!(Playground::new().run(&["explain", "ban-drop-column"]).out, run.out);
    assert!(Playground::new().run(&["--color", "always", "explain", "drop-column"]).out.contains('\u{1b}'));
}

#[test]
fn an_unknown_rule_gets_the_nearest() {
    insta::assert_snapshot!(Playground::new().run(&["explain", "drop-colunm"]).whole(), @r"
    exit 2
    -- stderr
    error: there is no rule `drop-colunm`
      help: did you mean `drop-column`?
    ");
}

#[test]
fn init_writes_once() {
    let playground = Playground::new();
    let first = playground.run(&["init"]);
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(playground.read("migsafe.toml").contains("since = \"origin/main\""));
    playground.write("migsafe.toml", "# mine\n");
    let second = playground.run(&["init"]);
    assert_eq!(second.code, 2);
    assert!(second.err.contains("is there already"), "{}", second.err);
    assert_eq!(playground.read("migsafe.toml"), "# mine\n");
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = Playground::new().run(&["completions", shell]);
        assert!(run.code == 0 && run.out.contains("classify") && run.out.contains("stdin-filename"), "{shell}");
    }
}
