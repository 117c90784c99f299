//! Whole projects as the real tools write them, from `testdata/projects` and `examples`: what is read, and what is said of it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where its own files are missing")]

use std::fmt::Write as _;
use std::path::Path;

use camino::Utf8Path;
use migsafe_core::operation::Operation;
use migsafe_core::report::MigrationReport;
use migsafe_core::source::Request;
use migsafe_core::source::tree::DiskTree;
use migsafe_core::{Light, Options, Project, Report};

/// Checks a folder of the repository, all of it, as on a server of the default version.
fn check(folder: &str) -> Report {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    let tree = DiskTree::new(Utf8Path::from_path(&top).unwrap().join(folder));
    Project::from_files(&tree, &Request::default()).check(&Options::default())
}

/// One line a statement: light, what is asked, what the server does, what is reported.
fn summarise(report: &Report) -> String {
    let mut text = String::new();
    for project in &report.projects {
        let runner = &project.runner;
        let _ = writeln!(text, "{} in `{}`, {:?} ({})", project.tool.word(), project.root, runner.transaction, runner.source);
        for finding in &project.findings {
            let _ = writeln!(text, "  {} [{}] {}", finding.level, finding.rule, finding.message);
        }
        for migration in &project.migrations {
            let own = if migration.transaction == runner.transaction { String::new() } else { format!(", {:?}", migration.transaction) };
            let _ = writeln!(text, "{} {}{own}", migration.light.word(), migration.id);
            summarise_migration(&mut text, migration);
        }
    }
    text
}

fn summarise_migration(text: &mut String, migration: &MigrationReport) {
    for statement in &migration.statements {
        let asked: Vec<String> = statement.operations.iter().map(|located| kind(&located.operation)).collect();
        let locks: Vec<String> = statement.effects.locks.iter().map(|lock| format!("{} {}", lock.mode.words(), lock.relation)).collect();
        let _ = writeln!(text, "  {:>3} {} {} | {}", statement.line, statement.light.word(), asked.join(" + "), locks.join(", "));
        let inside = |at: usize| (statement.span.start..statement.span.end).contains(&at);
        for finding in migration.findings.iter().filter(|finding| inside(finding.span.start)) {
            let _ = writeln!(text, "        {} [{}] {}", finding.level, finding.rule, finding.message);
        }
    }
}

fn kind(operation: &Operation) -> String {
    serde_json::to_value(operation).unwrap()["kind"].as_str().unwrap().to_owned()
}

/// What the tools write is read to the last word, and in full.
fn everything_is_understood(report: &Report, migrations: usize) {
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    assert_eq!(report.summary.migrations, migrations);
    let statements = report.projects.iter().flat_map(|project| &project.migrations).flat_map(|migration| &migration.statements);
    for statement in statements {
        assert!(statement.understood, "{:?}: {}", statement.why_not, statement.sql);
        assert!(!statement.operations.is_empty(), "{}", statement.sql);
    }
}

#[test]
fn drizzle_with_a_journal() {
    let report = check("testdata/projects/drizzle-legacy");
    everything_is_understood(&report, 8);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn drizzle_with_folders() {
    let report = check("testdata/projects/drizzle-v1");
    everything_is_understood(&report, 8);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn prisma() {
    let report = check("testdata/projects/prisma");
    everything_is_understood(&report, 8);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn plain_files_with_ways_back() {
    let report = check("testdata/projects/plain");
    everything_is_understood(&report, 8);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn diesel() {
    let report = check("testdata/projects/diesel");
    everything_is_understood(&report, 4);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn sqlx() {
    let report = check("testdata/projects/sqlx");
    everything_is_understood(&report, 4);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn dbmate() {
    let report = check("testdata/projects/dbmate");
    everything_is_understood(&report, 4);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn goose() {
    let report = check("testdata/projects/goose");
    everything_is_understood(&report, 4);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn golang_migrate() {
    let report = check("testdata/projects/golang-migrate");
    everything_is_understood(&report, 4);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn flyway() {
    let report = check("testdata/projects/flyway");
    everything_is_understood(&report, 7);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn supabase() {
    let report = check("testdata/projects/supabase");
    everything_is_understood(&report, 4);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn the_sample_of_the_readme() {
    let report = check("examples/shop");
    everything_is_understood(&report, 5);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn alembic() {
    let report = check("testdata/projects/alembic");
    everything_is_understood(&report, 8);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn one_schema_for_three_databases() {
    let report = check("testdata/projects/drizzle-dialects");
    everything_is_understood(&report, 27);
    insta::assert_snapshot!(summarise(&report));
}

#[test]
fn prisma_on_sqlite() {
    let report = check("testdata/projects/prisma-dialects");
    everything_is_understood(&report, 9);
    insta::assert_snapshot!(summarise(&report));
}

/// The same change is the same kind of change on each of them, and has the same light where none is lifted by a lock, of which only PostgreSQL's are known.
#[test]
fn the_lights_of_one_change_agree() {
    let report = check("testdata/projects/drizzle-dialects");
    let [mysql, postgresql, sqlite] = &report.projects[..] else { panic!("three projects") };
    let mut compared = 0;
    for ((mysql, postgresql), sqlite) in mysql.migrations.iter().zip(&postgresql.migrations).zip(&sqlite.migrations) {
        assert!(mysql.id == postgresql.id && postgresql.id == sqlite.id);
        // To change a foreign key SQLite makes the table anew, and inside Drizzle's transaction its rows' children go.
        if postgresql.id == "0006_keep_parcels" {
            assert_eq!((postgresql.light, mysql.light, sqlite.light), (Light::Yellow, Light::Yellow, Light::Red));
            continue;
        }
        assert_eq!((postgresql.class, postgresql.class), (mysql.class, sqlite.class), "{}", postgresql.id);
        let lifted = postgresql.light != postgresql.class.into();
        assert!(lifted || (postgresql.light, postgresql.light) == (mysql.light, sqlite.light), "{}", postgresql.id);
        compared += 1;
    }
    assert_eq!(compared, 8);
}
