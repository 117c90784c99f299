//! What migsafe says of the same statement.

use anyhow::{Result, ensure};
use migsafe_core::effect::{Blocks, Effect};
use migsafe_core::name::QualifiedName;
use migsafe_core::operation::Operation;
use migsafe_core::report::StatementReport;
use migsafe_core::schema::{Birth, Schema};
use migsafe_core::source::{Cut, Dialect, History, Migration, Runner, Script, Standing, Tool, TransactionScope};
use migsafe_core::{Options, PostgresVersion, Project, sql};

use crate::case::Case;
use crate::observation::{Observation, Waits, short};

/// The servers are started with this time zone, so the prediction may know it.
const SESSION: &str = "SET timezone = 'UTC';\n";

/// The prediction: what compares with the server, and what goes beyond that.
#[derive(Debug, Clone)]
pub struct Prediction {
    /// In the server's terms.
    pub observation: Observation,
    /// The SQLSTATE of a failure that depends on the data.
    pub possible_error: Option<String>,
    /// What cannot be told.
    pub unknown: Vec<String>,
    /// Every operation was read.
    pub understood: bool,
}

/// Judges the case's statement with its set-up as history.
///
/// # Errors
/// The statement is not found again in the report.
pub fn predict(case: &Case, major: u8) -> Result<Prediction> {
    let asked = judged(case, major)?;
    let mut effect = Effect::default();
    for statement in &asked {
        effect.merge(&statement.effects);
    }
    let stood = (asked.len() > 1).then(|| schema_after(&format!("{}\n{}", case.shared, case.setup)));
    Ok(Prediction {
        observation: comparable(&effect, stood.as_ref()),
        possible_error: effect.fails.as_ref().filter(|failure| !failure.certain).and_then(|failure| failure.sqlstate).map(str::to_owned),
        unknown: effect.unknown,
        understood: asked.iter().all(|statement| statement.understood),
    })
}

/// The report on the statements that the case asks about.
///
/// # Errors
/// They are not found again in the report.
pub(crate) fn judged(case: &Case, major: u8) -> Result<Vec<StatementReport>> {
    let setup = format!("{}\n{}", case.shared, case.setup);
    // What runs outside a transaction is sent as one query, in which nothing else may stand.
    let (transaction, session) = if case.alone {
        (TransactionScope::SimpleQuery, String::new())
    } else {
        (TransactionScope::PerMigration, format!("{SESSION}{}", settings(&case.setup)))
    };
    let judged = format!("{session}{}", case.statement);
    let history = History {
        root: "oracle".into(),
        tool: Tool::Sql,
        dialect: Dialect::PostgreSql,
        runner: Runner { session_outlives_migration: true, ..Runner::new(transaction, "oracle") },
        migrations: vec![migration("0001_setup", &setup, Standing::History), migration("0002_statement", &judged, Standing::Judged)],
        irregularities: Vec::new(),
        whole: true,
        models: migsafe_core::source::ModelChange::default(),
        lock_timeout: None,
    };
    let options = Options { version: Some(PostgresVersion(major)), rollback: true, ..Options::default() };
    let report = Project::from_histories(vec![history]).check(&options);
    let statements = report.projects.into_iter().flat_map(|project| project.migrations).flat_map(|migration| migration.statements);
    let asked: Vec<_> = statements.skip(sql::read(&script(&session)).len()).collect();
    ensure!(!asked.is_empty(), "the statement was not found again");
    Ok(asked)
}

/// The statements of a script, one text each.
pub fn split(text: &str) -> Vec<String> {
    let script = script(text);
    sql::read(&script).iter().map(|statement| statement.span.of(&script.text).to_owned()).collect()
}

/// Those statements of a set-up that change the session that they run in: the session of the statement under test needs them too.
pub fn settings(setup: &str) -> String {
    let script = script(setup);
    let sets = |statement: &&sql::Statement| {
        !statement.operations.is_empty() && statement.operations.iter().all(|it| matches!(it.operation, Operation::SetParameter(_)))
    };
    let mut text = String::new();
    for statement in sql::read(&script).iter().filter(sets) {
        text.push_str(statement.span.of(&script.text).trim_end_matches(';'));
        text.push_str(";\n");
    }
    text
}

fn script(text: &str) -> Script {
    Script { path: "case".into(), text: text.into(), range: None, cut: Cut::Whole, ..Script::default() }
}

fn migration(id: &str, text: &str, standing: Standing) -> Migration {
    Migration { path: id.into(), standing, ..Migration::new(id, script(text)) }
}

/// What the set-up leaves behind.
fn schema_after(setup: &str) -> Schema {
    let mut schema = Schema::new();
    for (number, statement) in sql::read(&script(setup)).into_iter().enumerate() {
        for mut located in statement.operations {
            schema.resolve(&mut located.operation);
            schema.apply(&located.operation, Birth::new(0, number, number));
        }
    }
    schema
}

/// The effect in the server's terms. Of several statements the effect on what stood before the first one counts: `stood`.
fn comparable(effect: &Effect, stood: Option<&Schema>) -> Observation {
    if let Some(failure) = effect.fails.as_ref().filter(|failure| failure.certain) {
        return Observation { error: Some(failure.sqlstate.unwrap_or("?").to_owned()), ..Observation::default() };
    }
    let counts = |name: &QualifiedName| stood.is_none_or(|schema| schema.relation_exists(name) || schema.index_owner.contains_key(name));
    let names = |list: &[QualifiedName]| list.iter().filter(|name| counts(name)).map(|name| short(&name.to_string())).collect();
    let locks: Vec<_> = effect.locks.iter().filter(|lock| counts(&lock.relation)).collect();
    let of_those = locks.iter().map(|lock| lock.mode.blocks()).max().unwrap_or_default();
    let blocks = if stood.is_some() { effect.blocks.min(of_those) } else { effect.blocks };
    Observation {
        error: None,
        locks: locks.iter().map(|lock| (short(&lock.relation.to_string()), lock.mode.words().to_owned())).collect(),
        rewrites: names(&effect.rewrites),
        scans: names(&effect.scans),
        index_builds: names(&effect.index_builds),
        blocks: match blocks {
            Blocks::None | Blocks::Unknown => Waits::None,
            Blocks::Writes => Waits::Writes,
            Blocks::ReadsAndWrites => Waits::ReadsAndWrites,
        },
    }
}
