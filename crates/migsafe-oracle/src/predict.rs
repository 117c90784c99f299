//! What migsafe says of the same statement.

use anyhow::{Context, Result};
use migsafe_core::effect::Effect;
use migsafe_core::source::{Cut, Dialect, History, Migration, Runner, Script, Standing, Tool, TransactionScope};
use migsafe_core::{Options, PostgresVersion, Project};

use crate::observe::Observation;

/// The prediction: what compares with the server, and the whole effect.
#[derive(Debug, Clone)]
pub struct Prediction {
    /// In the server's terms.
    pub observation: Observation,
    /// All that is said.
    pub effect: Effect,
    /// Every operation was read.
    pub understood: bool,
}

/// Judges the statement with the set-up as its history.
///
/// # Errors
/// The statement is not one statement.
pub fn predict(setup: &str, statement: &str, major: u8, autocommit: bool) -> Result<Prediction> {
    let transaction = if autocommit { TransactionScope::None } else { TransactionScope::PerMigration };
    let history = History {
        root: "oracle".into(),
        tool: Tool::Sql,
        dialect: Dialect::PostgreSql,
        runner: Runner { transaction, source: "oracle".to_owned(), assumed: false, session_outlives_migration: true },
        migrations: vec![migration("0001_setup", setup, Standing::History), migration("0002_statement", statement, Standing::Judged)],
        irregularities: Vec::new(),
        lock_timeout: None,
    };
    let options = Options { version: Some(PostgresVersion(major)), ..Options::default() };
    let report = Project::from_histories(vec![history]).check(&options);
    let statement =
        report.projects.first().and_then(|project| project.migrations.first()).and_then(|migration| migration.statements.first());
    let statement = statement.context("the statement was not found again")?;
    let effect = statement.effects.clone();
    Ok(Prediction { observation: comparable(&effect, autocommit), effect, understood: statement.understood })
}

fn migration(id: &str, text: &str, standing: Standing) -> Migration {
    let up = Script { path: id.into(), text: text.into(), range: None, cut: Cut::Whole };
    Migration { id: id.to_owned(), path: id.into(), up, down: None, standing }
}

fn comparable(effect: &Effect, autocommit: bool) -> Observation {
    if let Some(failure) = effect.fails.as_ref().filter(|failure| failure.certain) {
        return Observation { error: Some(failure.sqlstate.unwrap_or("?").to_owned()), ..Observation::default() };
    }
    let names = |list: &[migsafe_core::name::QualifiedName]| list.iter().map(ToString::to_string).collect();
    let _ = autocommit;
    Observation {
        locks: effect.locks.iter().map(|lock| (lock.relation.to_string(), lock.mode.words())).collect(),
        rewrites: names(&effect.rewrites),
        scans: names(&effect.scans),
        index_builds: names(&effect.index_builds),
        error: None,
    }
}
