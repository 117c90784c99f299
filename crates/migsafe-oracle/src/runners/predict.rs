//! What follows from migsafe's reading of the same folder.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use migsafe_core::operation::Operation;
use migsafe_core::project::read_script;
use migsafe_core::source::tree::MemoryTree;
use migsafe_core::source::{History, IrregularityKind, Notice, Request, Standing};
use migsafe_core::transaction::TransactionTracker;
use migsafe_core::{Options, PostgresVersion, Project, Report, RuleOptions};

use super::{Case, Outcome, Tool};

/// What the folder comes to when all that was not deployed before is deployed.
pub(super) fn predict(case: &Case, tool: Tool, major: u8) -> Result<Outcome> {
    let base = MemoryTree::new(case.before().project(tool));
    let project = Project::from_files(&MemoryTree::new(case.project(tool)), &Request::default());
    let each = RuleOptions { scope: Some("migration".to_owned()), ..RuleOptions::default() };
    let options = Options {
        version: Some(PostgresVersion(major)),
        base: Some(&base),
        rules: BTreeMap::from([("missing-lock-timeout".to_owned(), each)]),
        ..Options::default()
    };
    let report = project.check(&options);
    let history = project.histories().first().context("the folder is not recognised")?;
    let failure = failure(&report);
    let left = left(case, tool, history, failure.as_ref().map(|(place, _)| *place));
    let limited = left.contains("seen").then(|| !says_unlimited(&report));
    let failure = failure.map(|((migration, _), code)| (stem(case, tool, history, migration), code));
    Ok(Outcome { failure, left, limited })
}

fn stem(case: &Case, tool: Tool, history: &History, migration: usize) -> String {
    let path = history.migrations.get(migration).map(|migration| migration.path.as_str()).unwrap_or_default();
    case.files.iter().find(|file| tool.path_of(file) == path).map_or_else(|| path.to_owned(), |file| file.stem.clone())
}

/// A statement: its migration and its place there.
type Place = (usize, usize);

/// The first statement that is sure to fail, and its SQLSTATE.
fn failure(report: &Report) -> Option<(Place, String)> {
    let project = report.projects.first()?;
    project.migrations.iter().enumerate().find_map(|(at, migration)| {
        migration.statements.iter().enumerate().find_map(|(place, statement)| {
            let failure = statement.effects.fails.as_ref().filter(|failure| failure.certain)?;
            Some(((project.replayed + at, place), failure.sqlstate.unwrap_or("?").to_owned()))
        })
    })
}

/// What is created and not undone: a failure takes back what shares its transaction.
fn left(case: &Case, tool: Tool, history: &History, failure: Option<Place>) -> BTreeSet<String> {
    let late = history.irregularities.iter().filter(|irregularity| irregularity.kind == IrregularityKind::JournalOutOfOrder);
    let unlisted =
        history.migrations.iter().filter(|migration| migration.standing == Standing::Orphan).map(|migration| migration.id.as_str());
    let skipped: Vec<&str> = unlisted.chain(late.map(|irregularity| irregularity.migration.as_str())).collect();
    let mut tracker = TransactionTracker::new(history);
    let mut created: Vec<(usize, String)> = Vec::new();
    let mut joined = false;
    for (at, migration) in history.migrations.iter().enumerate() {
        let Some(file) = case.files.iter().find(|file| tool.path_of(file) == migration.path) else { continue };
        let deployed = file.deployed;
        if skipped.contains(&migration.id.as_str()) {
            continue;
        }
        let mut statements = read_script(&migration.up);
        if file.edited && history.tool.notices_edits() == Notice::Nobody {
            statements.pop();
        }
        tracker.begin_migration(at, &statements, !deployed && joined);
        joined |= !deployed;
        for (place, statement) in statements.iter().enumerate() {
            let point = tracker.enter(statement);
            if failure == Some((at, place)) {
                created.retain(|(transaction, _)| *transaction != point.id);
                return created.into_iter().map(|(_, name)| name).collect();
            }
            created.extend(statement.operations.iter().filter_map(|located| name(&located.operation)).map(|name| (point.id, name)));
        }
    }
    created.into_iter().map(|(_, name)| name).collect()
}

fn name(operation: &Operation) -> Option<String> {
    match operation {
        Operation::CreateTable(create) => Some(create.table.name.to_string()),
        Operation::CreateIndex(create) => create.name.clone(),
        _ => None,
    }
}

/// Whether the last file is said to wait for a lock without a limit.
fn says_unlimited(report: &Report) -> bool {
    let last = report.projects.first().and_then(|project| project.migrations.last());
    last.is_some_and(|migration| migration.findings.iter().any(|finding| finding.rule == "missing-lock-timeout"))
}
