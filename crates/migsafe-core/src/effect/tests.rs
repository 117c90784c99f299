//! Effects against what live servers of every proven version did. Each file of `cases/` holds a common setup and cases; each expectation was measured, not written.

use std::fmt::Write as _;

use super::{Circumstances, Effect, LockMode};
use crate::name::QualifiedName;
use crate::schema::{Birth, Schema};
use crate::source::{Cut, Script};
use crate::version::PostgresVersion;

/// One statement and what the servers did with it.
#[derive(Default)]
struct Case {
    line: usize,
    setup: String,
    statement: String,
    /// First version, last version, effect.
    expected: Vec<(u8, u8, String)>,
}

/// Reads `-- setup`, `-- statement` and `-- 14-17: …`; a file's first lines are the setup of all its cases.
fn read_cases(text: &str) -> (String, Vec<Case>) {
    let (mut common, mut cases, mut in_statement) = (String::new(), Vec::<Case>::new(), false);
    for (at, line) in text.lines().enumerate() {
        if let Some(name) = line.strip_prefix("-- case") {
            assert!(!name.is_empty());
            cases.push(Case { line: at + 1, ..Case::default() });
            in_statement = false;
        } else if line == "-- statement" {
            in_statement = true;
        } else if let (Some(case), Some((versions, effect))) =
            (cases.last_mut(), line.strip_prefix("-- ").and_then(|line| line.split_once(':')))
        {
            let (first, last) = versions.split_once('-').unwrap_or((versions, versions));
            case.expected.push((first.parse().unwrap(), last.parse().unwrap(), effect.trim().to_owned()));
        } else {
            let into = match cases.last_mut() {
                None => &mut common,
                Some(case) if in_statement => &mut case.statement,
                Some(case) => &mut case.setup,
            };
            into.push_str(line);
            into.push('\n');
        }
    }
    (common, cases)
}

fn statements(text: &str) -> Vec<crate::sql::Statement> {
    crate::sql::read(&Script { path: "case.sql".into(), text: text.into(), range: None, cut: Cut::Whole })
}

/// What the statement does after the setup, each of whose statements was applied long ago: its effect on what stood before it.
fn effect_of(setup: &str, statement: &str, version: u8) -> (Effect, Schema) {
    let mut schema = Schema::new();
    let mut number = 0;
    let mut run = |text: &str, migration: usize, schema: &mut Schema| {
        let mut whole = Effect::default();
        for statement in statements(text) {
            assert!(statement.is_understood(), "{text}: {:?}", statement.not_understood);
            number += 1;
            let now = Birth { migration, statement: number, transaction: if migration == 0 { number } else { usize::MAX } };
            for located in statement.operations {
                let mut operation = located.operation;
                schema.resolve(&mut operation);
                let circumstances =
                    Circumstances { schema, version: PostgresVersion(version), now, in_transaction: true, in_block: false, new_from: 1 };
                if migration == 1 {
                    whole.merge(&super::of(&operation, &circumstances));
                }
                schema.apply(&operation, now);
            }
        }
        whole
    };
    run("SET timezone = 'UTC';", 0, &mut schema);
    run(setup, 0, &mut schema);
    let before = schema.clone();
    (run(statement, 1, &mut schema), before)
}

/// `orders:AE orders_pkey:AE | rewrite orders | index orders | scan orders`, or `error 23502`.
fn summary(effect: &Effect, before: &Schema) -> String {
    if let Some(failure) = effect.fails.as_ref().filter(|failure| failure.certain) {
        return format!("error {}", failure.sqlstate.unwrap_or_default());
    }
    let stood = |name: &&QualifiedName| {
        before.tables.contains_key(*name)
            || before.views.contains_key(*name)
            || before.sequences.contains_key(*name)
            || before.index_owner.contains_key(*name)
    };
    let locks: Vec<String> = effect
        .locks
        .iter()
        .filter(|lock| stood(&&lock.relation))
        .map(|lock| format!("{}:{}", lock.relation.short(), letters(lock.mode)))
        .collect();
    let mut text = locks.join(" ");
    for (word, tables) in [("rewrite", &effect.rewrites), ("index", &effect.index_builds), ("scan", &effect.scans)] {
        let names: Vec<&str> = tables.iter().filter(stood).map(|name| name.name.as_str()).collect();
        if !names.is_empty() {
            write!(text, " | {word} {}", names.join(" ")).unwrap();
        }
    }
    text
}

fn letters(mode: LockMode) -> &'static str {
    match mode {
        LockMode::AccessShare => "AS",
        LockMode::RowShare => "RS",
        LockMode::RowExclusive => "RE",
        LockMode::ShareUpdateExclusive => "SUE",
        LockMode::Share => "S",
        LockMode::ShareRowExclusive => "SRE",
        LockMode::Exclusive => "E",
        LockMode::AccessExclusive => "AE",
    }
}

/// Runs a file's cases for every version that they were measured on.
fn check(text: &str) {
    let (common, cases) = read_cases(text);
    assert!(cases.len() > 10);
    let mut wrong = String::new();
    for case in cases {
        let setup = format!("{common}\n{}", case.setup);
        for (first, last, expected) in &case.expected {
            for version in *first..=*last {
                let (effect, before) = effect_of(&setup, &case.statement, version);
                // A failure that depends on the data is foreseen where its SQLSTATE is the measured one.
                let foreseen = effect.fails.as_ref().and_then(|failure| failure.sqlstate).map(|state| format!("error {state}"));
                let got = summary(&effect, &before);
                if got != *expected && foreseen.as_ref() != Some(expected) {
                    writeln!(
                        wrong,
                        "line {}, PostgreSQL {version}: {}\n  server {expected}\n  we     {got}",
                        case.line,
                        case.statement.trim()
                    )
                    .unwrap();
                    break;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn columns() {
    check(include_str!("cases/columns.sql"));
}

#[test]
fn column_types() {
    check(include_str!("cases/column_types.sql"));
}

#[test]
fn constraints() {
    check(include_str!("cases/constraints.sql"));
}

#[test]
fn indexes_and_maintenance() {
    check(include_str!("cases/indexes.sql"));
}

#[test]
fn tables_and_partitions() {
    check(include_str!("cases/tables.sql"));
}

#[test]
fn objects_and_data() {
    check(include_str!("cases/objects.sql"));
}

#[test]
fn an_effect_in_a_few_words() {
    let setup = "CREATE TABLE users (id integer PRIMARY KEY, legacy text); CREATE TABLE orders (id integer, status text, user_id integer);";
    let words = |statement: &str| super::describe(&effect_of(setup, statement, 15).0);
    assert_eq!(words("ALTER TABLE users DROP COLUMN legacy;"), "ACCESS EXCLUSIVE on users, instant · cannot be undone");
    assert_eq!(words("ALTER TABLE orders ALTER COLUMN id TYPE bigint;"), "rewrites orders under ACCESS EXCLUSIVE");
    assert_eq!(words("CREATE INDEX ON orders (status);"), "SHARE on orders: writes wait until the index is built");
    assert_eq!(
        words("ALTER TABLE orders ALTER COLUMN status SET NOT NULL;"),
        "ACCESS EXCLUSIVE on orders: reads and writes wait while orders is read"
    );
    assert_eq!(words("CREATE TABLE fresh (id bigint);"), "instant");
    assert_eq!(
        words("CREATE INDEX CONCURRENTLY ON orders (status);"),
        "fails: CREATE INDEX CONCURRENTLY cannot run inside a transaction block"
    );
    // A table that was just created is empty: the work on it takes no time.
    assert_eq!(words("CREATE TABLE fresh (id bigint); CREATE INDEX ON fresh (id);"), "SHARE on fresh, instant");
}
