//! What a rule can look at.

use crate::classify::Class;
use crate::effect::{self, Circumstances, Effect, LockMode};
use crate::name::{QualifiedName, quote_for};
use crate::operation::{Conjunct, ConstraintKind, Expression, IndexPart, Key, Located, NameRole, Operation, TypeName};
use crate::project::Options;
use crate::recreation::Recreation;
use crate::replacement::Returns;
use crate::report::suppress::Fault;
use crate::report::{MigrationReport, Related};
use crate::schema::{Birth, Schema, Table};
use crate::source::{Dialect, History, Migration, Runner, Tool, TransactionScope};
use crate::span::{LineIndex, ShortSpan, Span};
use crate::sql::Statement;
use crate::transaction::TransactionPoint;
use crate::version::PostgresVersion;

/// So many operations beside the one at hand are looked at.
const LOOKED_AT: usize = 200;

/// What is known of the project.
#[derive(Clone, Copy)]
pub(crate) struct ProjectContext<'a> {
    /// The history with its runner.
    pub history: &'a History,
    /// What the user asked for.
    pub options: &'a Options<'a>,
    /// The schema that the history comes to, with what is judged; empty before the project's end.
    pub schema: &'a Schema,
    /// The judged migrations: empty before the project's end, complete for checks of the whole project.
    pub judged: &'a [MigrationReport],
}

/// How the migration at hand is run.
#[derive(Clone, Copy)]
pub(crate) struct Run<'a> {
    /// Whose it is.
    pub tool: Tool,
    /// How the tool runs migrations.
    pub runner: &'a Runner,
    /// What runs in one transaction with it: its own setting, else the runner's.
    pub transaction: TransactionScope,
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
    /// What they make, by name.
    pub returns: &'a Returns<'a>,
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
    /// Where it stands among transactions.
    pub point: TransactionPoint,
    /// Where the statements seen so far stand, in the order in which births count them, from 1.
    pub places: &'a [StatementPlace],
}

/// Where a statement stands. There are as many of these as statements in the history.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StatementPlace {
    migration: u32,
    line: u32,
    span: ShortSpan,
}

impl StatementPlace {
    /// In the migration at that place of the history.
    pub(crate) fn of(statement: &Statement, migration: usize) -> Self {
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self { migration: number(migration), line: number(statement.line), span: statement.span.into() }
    }
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

    /// How the migration is run.
    pub(crate) fn run(&self) -> Run<'a> {
        let MigrationContext { history, migration, .. } = self.statement.migration;
        Run { tool: history.tool, runner: &history.runner, transaction: history.transaction_of(migration) }
    }

    /// The name of a migration, by its place in the history.
    pub(crate) fn migration_id(&self, index: usize) -> Option<&'a str> {
        self.history().migrations.get(index).map(|migration| migration.id.as_str())
    }

    /// The text of the whole statement.
    pub(crate) fn statement_text(&self) -> &'a str {
        self.statement.text()
    }

    /// The SQL of the operation: its own words, or the whole statement that the tool sends for it.
    pub(crate) fn sql(&self) -> &'a str {
        let statement = self.statement.statement;
        statement.sql.as_deref().unwrap_or_else(|| self.located.span.of(&self.statement.migration.migration.up.text))
    }

    /// Whether nothing that a session could know of is touched: the relation was created in this deploy's transaction or migration.
    pub(crate) fn is_new(&self, relation: &QualifiedName) -> bool {
        self.statement.circumstances.is_new_relation(relation)
    }

    /// Those that existed before this deploy.
    pub(crate) fn existing<'n>(&self, relations: &'n [QualifiedName]) -> Vec<&'n QualifiedName> {
        relations.iter().filter(|relation| !self.is_new(relation)).collect()
    }

    /// What becomes of the table that is dropped, where a copy takes its place.
    pub(crate) fn recreation(&self) -> Option<&'a Recreation> {
        self.statement.circumstances.recreation
    }

    /// Whose SQL it is.
    pub(crate) fn dialect(&self) -> Dialect {
        self.history().dialect
    }

    /// An identifier as SQL of the project's database.
    pub(crate) fn quote(&self, identifier: &str) -> String {
        quote_for(identifier, self.dialect())
    }

    /// A type as SQL of the project's database.
    pub(crate) fn type_sql(&self, data_type: &TypeName) -> String {
        if self.dialect() == Dialect::PostgreSql { data_type.to_sql() } else { data_type.to_string() }
    }

    /// A name as SQL of the project's database.
    pub(crate) fn name(&self, name: &QualifiedName) -> String {
        name.to_sql_of(self.dialect())
    }

    /// The server.
    pub(crate) fn version(&self) -> PostgresVersion {
        self.statement.circumstances.version
    }

    /// The column by which a table is cut into batches: the first of its primary key, else `id`, else the rows' place on disk.
    pub(crate) fn batch_key(&self, table: &QualifiedName) -> String {
        let known = self.schema().tables.get(table);
        let key = known.and_then(Table::primary_key).map(|constraint| &constraint.kind);
        match key {
            Some(ConstraintKind::PrimaryKey(Key { columns, .. })) if !columns.is_empty() => columns.iter().take(1).cloned().collect(),
            _ if known.is_some_and(|known| known.birth.is_some() && !known.columns_unknown && known.column("id").is_none()) => {
                "ctid".to_owned()
            }
            _ => "id".to_owned(),
        }
    }

    /// Whether the condition can only meet as many rows as it names values: it compares a whole unique key with literals. Of a table that the history never showed, `id` counts as its key.
    pub(crate) fn picks_few(&self, table: &QualifiedName, condition: &Expression) -> bool {
        let named = condition.conjuncts.iter().filter_map(|conjunct| match conjunct {
            Conjunct::Compare { column, operator, .. } if operator == "=" => Some(column.as_str()),
            Conjunct::In { column, .. } => Some(column.as_str()),
            _ => None,
        });
        let named: Vec<&str> = named.collect();
        let Some(table) = self.schema().tables.get(table).filter(|table| table.is_known()) else { return named.contains(&"id") };
        let is_named = |part: &IndexPart| matches!(part, IndexPart::Column(column) if named.contains(&column.as_str()));
        table.indexes.iter().take(LOOKED_AT).any(|index| index.unique && index.predicate.is_none() && index.parts.iter().all(is_named))
    }

    /// The partitions that hold the rows of a partitioned table.
    pub(crate) fn partitions(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let known = self.schema().tables.get(table).filter(|table| table.partition_by.is_some());
        known.into_iter().flat_map(|table| &table.children).take(LOOKED_AT).cloned().collect()
    }

    /// What later statements of this migration ask, with where they stand. Names are as replay will read them.
    pub(crate) fn later(&self) -> impl Iterator<Item = (Operation, &'a Statement)> + '_ {
        let statements = self.statement.migration.statements.iter().skip(self.statement.index + 1);
        self.beside(statements)
    }

    fn beside(&self, statements: impl Iterator<Item = &'a Statement>) -> impl Iterator<Item = (Operation, &'a Statement)> {
        let schema = self.schema();
        let asked = statements.flat_map(|statement| statement.operations.iter().map(move |located| (&located.operation, statement)));
        asked.take(LOOKED_AT).map(move |(operation, statement)| {
            let mut operation = operation.clone();
            schema.resolve(&mut operation);
            (operation, statement)
        })
    }

    /// Whether another statement of this migration locks the table as strongly as can be.
    pub(crate) fn is_locked_anyway(&self, table: &QualifiedName) -> bool {
        let own = self.statement.index;
        let others = self.statement.migration.statements.iter().enumerate().filter(|(at, _)| *at != own).map(|(_, statement)| statement);
        let mut others = self.beside(others).filter(|(operation, _)| main_relation(operation).as_ref() == Some(table));
        others.any(|(operation, _)| effect::of(&operation, &self.statement.circumstances).lock_on(table) == Some(LockMode::AccessExclusive))
    }

    /// The statement that created something, for a finding to point at.
    pub(crate) fn origin(&self, birth: Option<Birth>, message: impl Into<String>) -> Option<Related> {
        let place = self.statement.places.get(birth?.statement().checked_sub(1)?)?;
        let path = self.history().migrations.get(place.migration as usize)?.up.path.clone();
        Some(Related { path, line: place.line as usize, span: place.span.into(), message: message.into() })
    }

    /// A place in this migration, for a finding to point at.
    pub(crate) fn place(&self, statement: &Statement, message: impl Into<String>) -> Related {
        let path = self.statement.migration.migration.up.path.clone();
        Related { path, line: statement.line, span: statement.span, message: message.into() }
    }

    /// What earlier statements of this migration ask.
    pub(crate) fn earlier(&self) -> impl Iterator<Item = (Operation, &'a Statement)> + '_ {
        let statements = self.statement.migration.statements.get(..self.statement.index).unwrap_or_default();
        self.beside(statements.iter().rev())
    }

    /// Whether the column, or its whole table, is new.
    pub(crate) fn is_new_column(&self, table: &QualifiedName, column: &str) -> bool {
        let birth = self.schema().tables.get(table).and_then(|table| table.birth_of(column));
        self.is_new(table) || self.statement.circumstances.is_new(birth)
    }
}

/// The relation or index that the operation names first.
pub(in crate::rules) fn main_relation(operation: &Operation) -> Option<QualifiedName> {
    let mut first = None;
    operation.clone().names_mut(&mut |role, name| {
        if first.is_none() && matches!(role, NameRole::Relation | NameRole::Index) {
            first = Some(name.clone());
        }
    });
    first
}

impl<'a> StatementContext<'a> {
    /// The SQL of the statement: its text, or what the tool sends for it.
    pub(crate) fn text(&self) -> &'a str {
        self.statement.sql.as_deref().unwrap_or_else(|| self.statement.span.of(&self.migration.migration.up.text))
    }
}
