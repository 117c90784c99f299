//! What is read of Alembic's Python is what the real Alembic makes of it: the operations equal those of the SQL that `alembic upgrade heads --sql` printed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where its own files are missing")]

use std::path::Path;

use camino::Utf8Path;
use migsafe_core::report::Report;
use migsafe_core::source::Request;
use migsafe_core::source::tree::DiskTree;
use migsafe_core::{Options, Project};
use serde_json::Value;

/// The operations in order, without those that only open and close transactions, and without Alembic's own table.
fn operations(report: &Report) -> Vec<String> {
    let statements = report.projects.iter().flat_map(|project| &project.migrations).flat_map(|migration| &migration.statements);
    let mut found = Vec::new();
    for statement in statements {
        assert!(statement.understood, "{:?}: {}", statement.why_not, statement.sql);
        for located in &statement.operations {
            let mut value = serde_json::to_value(located).unwrap();
            if value["kind"] == "transaction" || value["table"] == "public.alembic_version" {
                continue;
            }
            value.as_object_mut().unwrap().remove("conditional");
            // Names are quoted here always, and there where they must be.
            found.push(plain(&value).to_string());
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
    let request = Request { paths: vec!["migrations".into()], tool: None };
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

#[test]
fn every_operation_that_people_write() {
    the_python_says_what_the_sql_says("alembic-operations", 85);
}
