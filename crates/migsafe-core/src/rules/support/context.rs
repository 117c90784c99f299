//! What a rule can look at.

use crate::classify::Class;
use crate::effect::{Circumstances, Effect};
use crate::name::QualifiedName;
use crate::operation::{ConstraintKind, Key, Located};
use crate::project::Options;
use crate::report::MigrationReport;
use crate::report::suppress::Fault;
use crate::schema::{Schema, Table};
use crate::source::{History, Migration};
use crate::span::{LineIndex, Span};
use crate::sql::Statement;
use crate::version::PostgresVersion;

/// What is known of the project.
#[derive(Clone, Copy)]
pub(crate) struct ProjectContext<'a> {
    /// The history with its runner.
    pub history: &'a History,
    /// What the user asked for.
    pub options: &'a Options<'a>,
    /// The judged migrations: empty before the project's end, complete for [`Check::Project`].
    pub judged: &'a [MigrationReport],
}

/// What is known of a migration.
#[derive(Clone, Copy)]
pub(crate) struct MigrationContext<'a> {
    /// The history with its runner.
    pub history: &'a History,
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

/// A comment that was meant to suppress a finding and does not.
#[derive(Clone, Copy)]
pub(crate) struct Unused<'a> {
    /// Where it stands.
    pub span: Span,
    /// The rule it names; empty where it names none.
    pub rule: &'a str,
    /// Why it suppresses nothing.
    pub fault: Fault,
}

impl<'a> OperationContext<'a> {
    /// The schema before the operation.
    pub(crate) fn schema(&self) -> &'a Schema {
        self.statement.circumstances.schema
    }

    /// The history with its runner.
    pub(crate) fn history(&self) -> &'a History {
        self.statement.migration.history
    }

    /// The name of a migration, by its place in the history.
    pub(crate) fn migration_id(&self, index: usize) -> Option<&'a str> {
        self.history().migrations.get(index).map(|migration| migration.id.as_str())
    }

    /// The text of the whole statement.
    pub(crate) fn statement_text(&self) -> &'a str {
        self.statement.text()
    }

    /// Whether nothing that a session could know of is touched: the relation was created in this deploy's transaction or migration.
    pub(crate) fn is_new(&self, relation: &QualifiedName) -> bool {
        self.statement.circumstances.is_new_relation(relation)
    }

    /// Those that existed before this deploy.
    pub(crate) fn existing<'n>(&self, relations: &'n [QualifiedName]) -> Vec<&'n QualifiedName> {
        relations.iter().filter(|relation| !self.is_new(relation)).collect()
    }

    /// The server.
    pub(crate) fn version(&self) -> PostgresVersion {
        self.statement.circumstances.version
    }

    /// The column that tells rows apart, for cutting a table into batches: the primary key where it has one column, else `id`.
    pub(crate) fn batch_key(&self, table: &QualifiedName) -> String {
        let key = self.schema().tables.get(table).and_then(Table::primary_key).map(|constraint| &constraint.kind);
        match key {
            Some(ConstraintKind::PrimaryKey(Key { columns, .. })) if columns.len() == 1 => columns.concat(),
            _ => "id".to_owned(),
        }
    }

    /// The partitions that hold the rows of a partitioned table.
    pub(crate) fn partitions(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let known = self.schema().tables.get(table).filter(|table| table.partition_by.is_some());
        known.map(|table| table.children.clone()).unwrap_or_default()
    }

    /// Whether the column, or its whole table, is new.
    pub(crate) fn is_new_column(&self, table: &QualifiedName, column: &str) -> bool {
        let birth = self.schema().tables.get(table).and_then(|table| table.column(column)).and_then(|column| column.birth);
        self.is_new(table) || self.statement.circumstances.is_new(birth)
    }
}

impl<'a> StatementContext<'a> {
    /// The text of the statement.
    pub(crate) fn text(&self) -> &'a str {
        self.statement.span.of(&self.migration.migration.up.text)
    }
}
