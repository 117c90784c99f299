//! Detection: one file a rule. What a rule says and how grave it is stands in its Markdown file; what it looks for stands here.

use crate::classify::Class;
use crate::effect::{Circumstances, Effect};
use crate::operation::Located;
use crate::project::Options;
use crate::report::{Finding, MigrationReport, StatementReport};
use crate::schema::Schema;
use crate::source::{History, Migration};
use crate::span::LineIndex;
use crate::sql::Statement;
use crate::version::PostgresVersion;

/// What a rule looks at, and when.
#[derive(Clone, Copy)]
pub(crate) enum Check {
    /// Each operation of a judged migration, with the schema before it.
    Operation(fn(&OperationContext<'_>, &mut Findings<'_>)),
    /// Each judged statement that was not understood, or as a whole.
    Statement(fn(&StatementContext<'_>, &mut Findings<'_>)),
    /// Each judged migration, after its last statement.
    Migration(fn(&MigrationContext<'_>, &mut Findings<'_>)),
    /// The project, after its last migration.
    Project(fn(&ProjectContext<'_>, &mut Findings<'_>)),
}

/// What is known of the project.
#[derive(Clone, Copy)]
pub(crate) struct ProjectContext<'a> {
    /// The history with its runner.
    pub history: &'a History,
    /// The server, clamped to what is proven.
    pub version: PostgresVersion,
    /// What the user asked for.
    pub options: &'a Options<'a>,
    /// The judged migrations: empty before the project's end, complete for [`Check::Project`].
    pub judged: &'a [MigrationReport],
    /// The schema after the last migration, for [`Check::Project`].
    pub schema: &'a Schema,
}

/// What is known of a migration.
#[derive(Clone, Copy)]
pub(crate) struct MigrationContext<'a> {
    /// The history with its runner.
    pub history: &'a History,
    /// The server, clamped to what is proven.
    pub version: PostgresVersion,
    /// What the user asked for.
    pub options: &'a Options<'a>,
    /// The migration.
    pub migration: &'a Migration,
    /// Its place in the history.
    pub index: usize,
    /// Its lines.
    pub lines: &'a LineIndex,
    /// Its statements as read.
    pub statements: &'a [Statement],
}

/// What is known of a statement.
#[derive(Clone, Copy)]
pub(crate) struct StatementContext<'a> {
    /// Its migration.
    pub migration: MigrationContext<'a>,
    /// The statement as read.
    pub statement: &'a Statement,
    /// Its place in the migration.
    pub index: usize,
    /// What it depends on.
    pub circumstances: Circumstances<'a>,
}

/// What is known of an operation.
#[derive(Clone, Copy)]
pub(crate) struct OperationContext<'a> {
    /// Its statement.
    pub statement: StatementContext<'a>,
    /// What is asked, and where.
    pub located: &'a Located,
    /// What it does.
    pub effect: &'a Effect,
    /// Its class.
    pub class: Class,
}

/// Collects findings.
pub(crate) struct Findings<'a> {
    /// The findings so far.
    pub list: Vec<Finding>,
    _options: &'a Options<'a>,
}

impl<'a> Findings<'a> {
    /// An empty collection.
    pub(crate) fn new(options: &'a Options<'a>) -> Self {
        Self { list: Vec::new(), _options: options }
    }
}

/// Runs the rules that look at an operation.
pub(crate) fn check_operation(_context: &OperationContext<'_>, _findings: &mut Findings<'_>) {}

/// Runs the rules that look at a whole statement, after its operations. `outcome` is what was found of it.
pub(crate) fn check_statement(_context: &StatementContext<'_>, _outcome: &StatementReport, _findings: &mut Findings<'_>) {}

/// Runs the rules that look at a whole migration, after its statements. `outcome` is what was found of it, findings left out: they are in `findings`.
pub(crate) fn check_migration(_context: &MigrationContext<'_>, _outcome: &MigrationReport, _findings: &mut Findings<'_>) {}

/// Runs the rules that look at the project, after its migrations.
pub(crate) fn check_project(_context: &ProjectContext<'_>, _findings: &mut Findings<'_>) {}
