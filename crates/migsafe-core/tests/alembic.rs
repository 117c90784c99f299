//! What is read of Alembic's Python is what the real Alembic makes of it: the operations equal those of the SQL that `alembic upgrade heads --sql` printed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where its own files are missing")]

use std::path::Path;

use camino::Utf8Path;
use migsafe_core::report::Report;
use migsafe_core::source::tree::DiskTree;
use migsafe_core::source::{History, Migration, Request, Standing};
use migsafe_core::{Options, Project};
use serde_json::Value;

/// Each revision with its light and its operations in order, without those that only open and close transactions.
fn operations(report: &Report) -> Vec<String> {
    let mut found = Vec::new();
    for migration in report.projects.iter().flat_map(|project| &project.migrations) {
        found.push(format!("{} {}", migration.light.word(), migration.id));
        for statement in &migration.statements {
            assert!(statement.understood, "{:?}: {}", statement.why_not, statement.sql);
            for located in &statement.operations {
                let mut value = serde_json::to_value(located).unwrap();
                if value["kind"] == "transaction" {
                    continue;
                }
                value.as_object_mut().unwrap().remove("conditional");
                // Names are quoted here always, and there where they must be.
                found.push(plain(&value).to_string());
            }
        }
    }
    found
}

fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) => text.replace('"', "").replace("( ", "(").replace(['(', ')'], "").into(),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect::<serde_json::Map<_, _>>().into(),
        other => other.clone(),
    }
}

fn the_python_says_what_the_sql_says(project: &str, at_least: usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/projects").join(project).canonicalize().unwrap();
    let tree = DiskTree::new(Utf8Path::from_path(&folder).unwrap());
    let request = Request { paths: vec!["migrations".into()], ..Request::default() };
    let python = operations(&Project::from_files(&tree, &request).check(&Options::default()));
    let printed = std::fs::read_to_string(folder.join("upgrade.sql")).unwrap();
    let sql = operations(&Project::from_text(&printed, Utf8Path::new("upgrade.sql"), None).check(&Options::default()));
    for (python, sql) in python.iter().zip(&sql) {
        assert_eq!(python, sql);
    }
    assert_eq!(python.len(), sql.len(), "{:?}", python.last());
    assert!(python.len() >= at_least, "{}", python.len());
}

#[test]
fn what_alembic_generates() {
    the_python_says_what_the_sql_says("alembic", 25);
}

/// `alembic downgrade … --sql` prints the `downgrade` functions from the newest back, and alone it is what is to be run.
#[test]
fn the_way_back() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/projects/alembic").canonicalize().unwrap();
    let tree = DiskTree::new(Utf8Path::from_path(&folder).unwrap());
    let request = Request { paths: vec!["migrations".into()], ..Request::default() };
    let mut history = Project::from_files(&tree, &request).histories()[0].clone();
    let forward = history.migrations.clone();
    history.migrations.reverse();
    for migration in &mut history.migrations {
        migration.id = format!("downgrade {}", migration.id);
        migration.up = migration.down.take().unwrap();
    }
    let printed = std::fs::read_to_string(folder.join("downgrade.sql")).unwrap();
    let sql = Project::from_text(&printed, Utf8Path::new("downgrade.sql"), None);
    assert_eq!(sql.histories()[0].migrations.len(), forward.len());
    // Both after the whole way there, so that what is dropped is known.
    let check = |mut migrations: Vec<Migration>, back: &[Migration]| {
        for migration in &mut migrations {
            migration.standing = Standing::History;
        }
        migrations.extend_from_slice(back);
        operations(&Project::from_histories(vec![History { migrations, ..history.clone() }]).check(&Options::default()))
    };
    let python = check(forward.clone(), &history.migrations);
    assert_eq!(python, check(forward, &sql.histories()[0].migrations));
    assert!(python.len() >= 30, "{}", python.len());
}

#[test]
fn every_operation_that_people_write() {
    the_python_says_what_the_sql_says("alembic-operations", 85);
}

#[test]
fn what_helpers_classes_and_extensions_do() {
    the_python_says_what_the_sql_says("alembic-helpers", 28);
}

/// What constraints without a name are called stands in the metadata that `env.py` names.
#[test]
fn names_by_convention() {
    the_python_says_what_the_sql_says("alembic-conventions", 25);
}
