//! Input that cannot be read, or that tries something.

use std::process::Stdio;

use crate::harness::Playground;

const CREATE: &str = "CREATE TABLE t (id int);\n";

#[test]
fn a_missing_path_is_told_and_the_rest_is_judged() {
    let playground = Playground::with_sql(&[("0001_x.sql", CREATE)]);
    let run = playground.run(&["check", "nowhere", "migrations"]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("error: nowhere: there is no such file or folder"), "{}", run.out);
    assert!(run.out.contains("1 migration judged"), "{}", run.out);
}

#[test]
fn only_missing_paths_judge_nothing_else() {
    let playground = Playground::with_sql(&[("0001_x.sql", "DROP TABLE t;\n")]);
    let run = playground.run(&["check", "nowhere"]);
    assert_eq!(run.code, 2);
    assert!(!run.out.contains("0001_x"), "{}", run.out);
}

#[test]
fn nothing_to_check_is_three() {
    insta::assert_snapshot!(Playground::new().run(&["check"]).whole(), @r"
    exit 3
    -- stdout
    nothing to check: no migrations found
    ");
}

#[test]
fn what_is_not_utf8_is_told_with_its_place_and_wins_over_a_refusal() {
    let playground = Playground::with_sql(&[("0001_x.sql", CREATE), ("0003_z.sql", "DROP TABLE t;\n")]);
    playground.write("migrations/0002_y.sql", b"SELECT 'abc\xff';\n");
    let run = playground.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("error: migrations/0002_y.sql: not UTF-8 at byte 11"), "{}", run.out);
    assert!(run.out.contains("drops ") && run.out.contains("refused"), "{}", run.out);
}

#[test]
fn marks_line_ends_and_missing_semicolons_change_nothing() {
    let places = |text: &str| {
        let playground = Playground::with_sql(&[("0001_x.sql", text)]);
        let report: serde_json::Value = serde_json::from_str(&playground.run(&["check", "--format", "json"]).out).unwrap();
        let finding = &report["projects"][0]["migrations"][0]["findings"][0];
        (finding["rule"].clone(), finding["line"].clone(), report["summary"]["not_understood"].clone())
    };
    let plain = places("SELECT 1;\nDROP TABLE t;\n");
    assert_eq!(plain.1, 2);
    assert_eq!(places("\u{feff}SELECT 1;\nDROP TABLE t;\n"), plain);
    assert_eq!(places("SELECT 1;\r\nDROP TABLE t;\r\n"), plain);
    assert_eq!(places("SELECT 1;\nDROP TABLE t"), plain);
}

#[test]
fn nothing_of_the_input_acts_on_the_terminal() {
    let evil = "\u{1b}]0;title\u{7}\u{1b}[2J\u{9b}31m\u{202e}";
    let playground = Playground::with_sql(&[(
        &format!("0001_{}.sql", evil.replace('/', "")),
        &format!("DROP TABLE \"{evil}\"; -- {evil}\nFROBNICATE {evil};\nSELECT '\0';\n"),
    )]);
    playground.write("migrations/0002_\u{1b}[2J.sql", b"\xff");
    for arguments in
        [&["check"][..], &["check", "--format", "json"], &["check", "--format", "github"], &["classify"], &["classify", "--format", "json"]]
    {
        let run = playground.run(arguments);
        let acting: Vec<char> =
            run.out.chars().filter(|character| character.is_control() && *character != '\n' || *character == '\u{202e}').collect();
        assert!(acting.is_empty() && run.err.is_empty(), "{arguments:?}: {acting:?}\n{}{}", run.out, run.err);
        assert!(run.out.contains("0001_"), "{arguments:?}: {}", run.out);
    }
}

#[test]
fn paths_with_spaces_and_line_feeds() {
    let playground = Playground::new();
    playground.write("my migrations/0001 a\nb.sql", "DROP TABLE t;\n");
    let run = playground.run(&["check", "my migrations"]);
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    assert!(run.out.contains("my migrations/0001 a?b.sql:1:1"), "{}", run.out);
    let run = playground.run(&["check", "--format", "github", "my migrations/0001 a\nb.sql"]);
    assert!(run.out.contains("file=my migrations/0001 a%0Ab.sql,"), "{}", run.out);
}

#[test]
fn standard_input() {
    let playground = Playground::new();
    let run = playground.pipe(&["check", "-"], b"DROP TABLE t;\n");
    assert_eq!(run.code, 1, "{}", run.err);
    assert!(run.out.contains("stdin.sql:1:1"), "{}", run.out);
    let run = playground.pipe(&["check", "-"], b"SELECT '\xff'");
    assert_eq!(run.code, 2);
    assert!(run.out.contains("not UTF-8 at byte 8"), "{}", run.out);
    let run = playground.pipe(&["check", "-", "migrations"], b"");
    assert_eq!(run.code, 2);
}

#[test]
fn standard_input_in_its_place_among_the_others() {
    let playground = Playground::with_sql(&[("0001_x.sql", "CREATE TABLE t (id int, a text);\n")]);
    let run = playground.pipe(&["check", "-", "--stdin-filename", "migrations/0002_y.sql"], b"ALTER TABLE t ADD COLUMN b text;\n");
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains("1 migration judged, 1 replayed"), "{}", run.out);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let playground = Playground::new();
    for number in 0..400 {
        playground.write(
            &format!("migrations/{number:04}_x.sql"),
            format!("CREATE TABLE t{number} (id int);\n{}", "INSERT INTO t VALUES (1);\n".repeat(50)),
        );
    }
    let mut child = playground.command(&["check", "--format", "json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{:?}", output.status);
}

#[test]
fn a_link_that_leads_to_itself_ends() {
    #[cfg(unix)]
    {
        let playground = Playground::with_sql(&[("0001_x.sql", CREATE)]);
        std::os::unix::fs::symlink("..", playground.path("migrations/up")).unwrap();
        std::os::unix::fs::symlink("loop", playground.path("migrations/loop")).unwrap();
        let run = playground.run(&["check"]);
        assert!(run.out.contains("1 migration judged"), "{}", run.whole());
    }
}

#[test]
fn the_database_of_standard_input() {
    let playground = Playground::new();
    let sql = b"ALTER TABLE t DROP COLUMN b;\n";
    let run = playground.pipe(&["check", "-", "--dialect", "mysql"], sql);
    assert!(run.out.starts_with("sql \u{b7} MySQL \u{b7} 1 migration judged; locks are not claimed"), "{}", run.out);
    assert!(run.out.contains("drops t.b") && !run.out.contains("ACCESS EXCLUSIVE"), "{}", run.out);
    let run = playground.pipe(&["check", "-"], b"ALTER TABLE `t` DROP COLUMN `b`;\n");
    assert!(run.out.starts_with("sql \u{b7} MySQL"), "{}", run.out);
    playground.write("migsafe.toml", "[check]\ndialect = \"sqlite\"\n");
    let run = playground.pipe(&["check", "-", "--format", "json"], sql);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let project = &report["projects"][0];
    assert_eq!((project["dialect"].as_str(), &project["version"]), (Some("sqlite"), &serde_json::Value::Null));
    let effects = &project["migrations"][0]["statements"][0]["effects"];
    assert_eq!(
        (effects["blocks"].as_str(), effects["duration"].as_str(), effects["loses_data"].as_str()),
        (Some("unknown"), Some("unknown"), Some("yes"))
    );
}
