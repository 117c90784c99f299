//! What is said of MySQL, against what a live server did: `testdata/mysql/` holds the cases, what was measured, and the programs that measured it. No server is needed here.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where it fails")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use migsafe_core::classify::Class;
use migsafe_core::effect::LosesData;
use migsafe_core::operation::Operation;
use migsafe_core::report::StatementReport;
use migsafe_core::source::tree::MemoryTree;
use migsafe_core::source::{Dialect, Request};
use migsafe_core::{Options, Project};

const CASES: &str = include_str!("../../../testdata/mysql/cases.sql");
const MEASURED: &str = include_str!("../../../testdata/mysql/measured.json");
const CONVERSIONS: &str = include_str!("../../../testdata/mysql/conversions.tsv");

/// What is said of each statement after a history.
fn statements(history: &str, asked: &str) -> Vec<StatementReport> {
    let tree = MemoryTree::new([("migrations/0001_a.sql", history.as_bytes()), ("migrations/0002_b.sql", asked.as_bytes())]);
    let request = Request { dialect: Some(Dialect::MySql), ..Request::default() };
    let mut report = Project::from_files(&tree, &request).check(&Options::default());
    report.projects.remove(0).migrations.remove(1).statements.into_iter().collect()
}

#[derive(serde::Deserialize)]
struct Measured {
    cases: BTreeMap<String, Outcome>,
}

#[derive(serde::Deserialize)]
struct Outcome {
    refused: Option<Refusal>,
    lost: Vec<String>,
    gone: Vec<String>,
    commits: bool,
}

#[derive(serde::Deserialize)]
struct Refusal {
    error: u32,
    statement: String,
}

/// Cases that are red although the server took nothing away, and why.
const RED_ALL_THE_SAME: [(&str, &str); 1] = [("drop-table-that-is-not-there", "the history does not show whether it is there")];

/// Cases in which the server takes something away and nothing is red, and why.
const NOT_RED_ALL_THE_SAME: [(&str, &str); 3] = [
    ("modify-not-null-filled", "UPDATE is yellow"),
    ("drop-unique-index-for-another", "it comes back under another name"),
    ("drop-foreign-key-for-another", "it comes back under another name"),
];

#[test]
fn every_statement_does_what_the_server_did() {
    let measured: Measured = serde_json::from_str(MEASURED).unwrap();
    let (setup, cases) = CASES.split_once("-- case: ").unwrap();
    let mut wrong = String::new();
    let mut seen = 0;
    for case in cases.split("-- case: ") {
        let (name, asked) = case.split_once('\n').unwrap();
        let Some(server) = measured.cases.get(name) else {
            let _ = writeln!(wrong, "{name}: never measured");
            continue;
        };
        seen += 1;
        let said = statements(setup, asked);
        let mut say = |what: &str| {
            let _ = writeln!(wrong, "{name}: {what}\n    {}", asked.trim_end().replace('\n', "\n    "));
        };
        if said.iter().any(|statement| !statement.understood) {
            say("not understood");
        }
        let fails = said.iter().find_map(|statement| statement.effects.fails.as_ref().map(|failure| (statement, failure)));
        match (&server.refused, fails) {
            (Some(refusal), None) => say(&format!("the server refuses it ({}), of which nothing is said", refusal.error)),
            (None, Some((_, failure))) if failure.certain => say(&format!("is said to fail: {}", failure.when)),
            (Some(refusal), Some((statement, failure))) if statement.sql.trim_end_matches(';') != refusal.statement => {
                say(&format!("the server refuses `{}`; another is said to fail: {}", refusal.statement, failure.when));
            }
            _ => {}
        }
        let is_red = said.iter().any(|statement| statement.class == Class::Destructive);
        let loses = said.iter().any(|statement| statement.effects.loses_data != LosesData::No);
        let wrote = said.iter().all(|statement| {
            statement.operations.iter().all(|located| matches!(located.operation, Operation::Update(_) | Operation::Insert(_)))
        });
        let excused = |list: &[(&str, &str)]| list.iter().any(|(case, _)| *case == name);
        let said_lost = wrote || loses && is_red || excused(&NOT_RED_ALL_THE_SAME);
        if !server.lost.is_empty() && !said_lost {
            say(&format!("{} is lost; said to lose data: {loses}; red: {is_red}", server.lost.join(", ")));
        }
        if !server.gone.is_empty() && !is_red && !excused(&NOT_RED_ALL_THE_SAME) {
            say(&format!("{} is gone, and it is not red", server.gone.join(", ")));
        }
        if server.lost.is_empty() && server.gone.is_empty() && server.refused.is_none() && is_red && !excused(&RED_ALL_THE_SAME) {
            say("is red, and the server takes nothing away");
        }
    }
    assert_eq!(seen, measured.cases.len(), "measured, but no case any more");
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// A migration that stops half-way stays half done: whatever asks for more than rows is committed with everything before it.
#[test]
fn what_changes_the_schema_commits() {
    let measured: Measured = serde_json::from_str(MEASURED).unwrap();
    let (setup, cases) = CASES.split_once("-- case: ").unwrap();
    for case in cases.split("-- case: ") {
        let (name, asked) = case.split_once('\n').unwrap();
        // To MySQL the rows of a partition go with a change of the table.
        let rows = |statement: &StatementReport| {
            !statement.sql.contains("PARTITION")
                && statement
                    .operations
                    .iter()
                    .all(|located| matches!(located.operation, Operation::Update(_) | Operation::Insert(_) | Operation::Delete(_)))
        };
        assert_eq!(measured.cases[name].commits, !statements(setup, asked).iter().all(rows), "{name}");
    }
}

/// What kind of values a type holds.
fn kind(data_type: &str) -> &'static str {
    let name = data_type.split(['(', ' ']).next().unwrap_or_default();
    match name {
        "char" | "varchar" | "tinytext" | "text" | "mediumtext" | "longtext" => "text",
        "binary" | "varbinary" | "blob" | "longblob" => "bytes",
        "date" | "datetime" | "timestamp" | "time" | "year" => "time",
        "enum" | "set" => "list",
        "json" => "json",
        _ => "number",
    }
}

/// Changes of type that are red although each value that was tried came back.
fn is_cautious(old: &str, new: &str) -> bool {
    let (from, to) = (kind(old), kind(new));
    // Code that reads a number where a label or a date was is broken all the same.
    let another_kind = from != to && to != "text";
    let greater_ones_were_not_tried = (old, new) == ("longtext", "mediumtext") || from == "json" && to == "text";
    another_kind
        || old.starts_with("enum") && new.starts_with("set")
        || old.starts_with("time") && new == "time"
        || old == "year"
        || new == "year"
        || greater_ones_were_not_tried
        || old == "time"
}

/// Changes in which what is taken is only written otherwise: `12` becomes `12.00` or `00:00:12`, a text of digits the label of that number.
fn is_another_form(old: &str, new: &str) -> bool {
    matches!(kind(old), "text" | "bytes") && matches!(kind(new), "number" | "time" | "list")
}

#[test]
fn every_change_of_type_does_what_the_server_did() {
    let pairs: Vec<(&str, &str, &str)> = CONVERSIONS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut fields = line.split('\t');
            (fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap())
        })
        .collect();
    let mut wrong = String::new();
    let mut count = 0;
    let mut old_types: Vec<&str> = pairs.iter().map(|(old, ..)| *old).collect();
    old_types.dedup();
    for old in old_types {
        let of_old: Vec<_> = pairs.iter().filter(|pair| pair.0 == old).collect();
        let (mut history, mut asked) = (String::new(), String::new());
        for (at, (_, new, _)) in of_old.iter().enumerate() {
            let _ = writeln!(history, "CREATE TABLE t{at} (v {old});");
            let _ = writeln!(asked, "ALTER TABLE t{at} MODIFY v {new};");
        }
        for ((_, new, measured), said) in of_old.iter().zip(statements(&history, &asked)) {
            count += 1;
            let red = said.class == Class::Destructive;
            let loses = said.effects.loses_data != LosesData::No;
            let what = match *measured {
                "keeps" if red && !is_cautious(old, new) => "every value came back, and it is red",
                "keeps" => continue,
                _ if !red => "not every value came back, and it is not red",
                "changes" | "both" if !loses && !is_another_form(old, new) => "values are changed without an error, and no loss is said",
                _ => continue,
            };
            let _ = writeln!(wrong, "{old} to {new} ({measured}): {what}");
        }
    }
    assert_eq!(count, pairs.len());
    assert!(wrong.is_empty(), "\n{wrong}");
}
