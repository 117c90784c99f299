//! What undoes a migration, and how much of the state before comes back.
//!
//! Each operation has an inverse as far as the schema before it tells one. Its grade says what running it gives back: *lossless*, all of it; *lossy*, the structure and
//! not every value, or something harmless stays behind; *impossible*, not without a backup. The grades are about what PostgreSQL keeps, so that every lossless
//! inverse leaves the catalogs as they were, and about what the application wrote since. The oracle's `rollback` test compares that with live servers.

mod columns;
mod constraints;
mod definitions;
mod objects;
mod tables;
mod write;

use std::collections::BTreeSet;

use serde::Serialize;

pub(crate) use definitions::Definitions;

use crate::effect::{Circumstances, Effect, Reversible};
use crate::name::QualifiedName;
use crate::operation::{DropColumn, DropTable, Operation};
use crate::report::{MigrationReport, StatementReport};
use crate::source::{Dialect, Script};

/// What undoes one operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inverse {
    /// The statements, in order, each with its semicolon. Empty where nothing is to be done, or nothing can be.
    pub sql: Vec<String>,
    /// What they give back.
    pub grade: Reversible,
    /// Why it is graded so, in a sentence without a capital and full stop.
    pub reason: String,
    /// The tables that must be there for it to work, and the columns that must hold values.
    #[serde(skip)]
    pub relies_on: Vec<(QualifiedName, Option<String>)>,
}

impl Inverse {
    fn of(sql: impl IntoIterator<Item = String>, grade: Reversible, reason: impl Into<String>) -> Self {
        Self { sql: sql.into_iter().collect(), grade, reason: reason.into(), relies_on: Vec::new() }
    }

    fn lossless(sql: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::of([sql.into()], Reversible::Lossless, reason)
    }

    fn lossy(sql: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::of([sql.into()], Reversible::Lossy, reason)
    }

    /// There is nothing to undo.
    fn nothing(reason: impl Into<String>) -> Self {
        Self::of([], Reversible::Lossless, reason)
    }

    /// What was done stays, and does no harm.
    fn stays(reason: impl Into<String>) -> Self {
        Self::of([], Reversible::Lossy, reason)
    }

    fn impossible(reason: impl Into<String>) -> Self {
        Self::of([], Reversible::Impossible, reason)
    }

    /// The same, where the tables are there by then.
    fn relying_on<'a>(mut self, tables: impl IntoIterator<Item = &'a QualifiedName>) -> Self {
        self.relies_on.extend(tables.into_iter().map(|table| (table.clone(), None)));
        self
    }

    /// The same, where the columns hold values by then.
    fn relying_on_columns(mut self, table: &QualifiedName, columns: &[String]) -> Self {
        self.relies_on.extend(columns.iter().map(|column| (table.clone(), Some(column.clone()))));
        self
    }

    /// The same SQL, though something does not come back by it.
    fn though(mut self, grade: Reversible, reason: impl Into<String>) -> Self {
        self.grade = self.grade.max(grade);
        self.reason = reason.into();
        self
    }
}

/// One step of a rollback: what undoes one operation of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RollbackStep {
    /// The line of the statement that is undone, from 1.
    pub line: usize,
    /// Its text.
    pub undoes: String,
    /// How.
    #[serde(flatten)]
    pub inverse: Inverse,
}

/// What undoes a migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rollback {
    /// That of its worst step.
    pub grade: Reversible,
    /// The steps in the order in which they run: the last operation is undone first.
    pub steps: Vec<RollbackStep>,
}

impl Rollback {
    /// The statements alone, in the order in which they run.
    pub fn sql(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().flat_map(|step| &step.inverse.sql).map(String::as_str)
    }
}

impl MigrationReport {
    /// What undoes the migration. `None` where the check was not asked for it ([`crate::Options::rollback`]). What it undoes is the migration as it is written now.
    pub fn rollback(&self) -> Option<Rollback> {
        rollback_of(&self.statements)
    }
}

/// What undoes some statements that run one after the other, of one migration. `None` where the check was not asked for it.
pub fn rollback_of(statements: &[StatementReport]) -> Option<Rollback> {
    let (passing, lost) = (passing(statements), Lost::of(statements));
    let mut steps = Vec::new();
    for statement in statements {
        if statement.inverses.len() != statement.operations.len() {
            return None;
        }
        let step = |inverse: Inverse| RollbackStep { line: statement.line, undoes: statement.sql.to_string(), inverse };
        for (located, inverse) in statement.operations.iter().zip(&statement.inverses) {
            let name = created(&located.operation).or_else(|| dropped(&located.operation));
            let passes = name.is_some_and(|name| passing.contains(name));
            steps.push(step(if passes {
                Inverse::nothing("the same migration creates it and drops it")
            } else {
                lost.stands_in_the_way(&located.operation, inverse).unwrap_or_else(|| inverse.clone())
            }));
        }
        if !statement.understood {
            steps.push(step(Inverse::impossible("not all of the statement was understood: what it did must be undone by hand")));
        }
    }
    steps.reverse();
    let grade = steps.iter().map(|step| step.inverse.grade).max().unwrap_or_default();
    Some(Rollback { grade, steps })
}

/// What is created and dropped again.
fn passing(statements: &[StatementReport]) -> BTreeSet<&QualifiedName> {
    let (mut here, mut gone) = (BTreeSet::new(), BTreeSet::new());
    for located in statements.iter().flat_map(|statement| &statement.operations) {
        here.extend(created(&located.operation));
        gone.extend(dropped(&located.operation).filter(|name| here.contains(name)));
    }
    gone
}

/// What does not come back.
struct Lost<'a> {
    tables: BTreeSet<&'a QualifiedName>,
    /// They come back without their values.
    columns: BTreeSet<(&'a QualifiedName, &'a str)>,
}

impl<'a> Lost<'a> {
    fn of(statements: &'a [StatementReport]) -> Self {
        let operations = || statements.iter().flat_map(|statement| &statement.operations).map(|located| &located.operation);
        Self {
            tables: operations().filter_map(Operation::as_kind::<DropTable>).map(|drop| &drop.table).collect(),
            columns: operations().filter_map(Operation::as_kind::<DropColumn>).map(|drop| (&drop.table, drop.column.as_str())).collect(),
        }
    }

    /// What is left to undo of an operation where something is lost that it was about, or that its inverse needs.
    fn stands_in_the_way(&self, operation: &Operation, inverse: &Inverse) -> Option<Inverse> {
        if let Some(table) = about(operation).filter(|table| self.tables.contains(table)) {
            return Some(Inverse::nothing(format!("it goes with {}, which the same migration drops", table.short())));
        }
        inverse.relies_on.iter().find_map(|(table, column)| match column {
            _ if self.tables.contains(table) => Some(Inverse::impossible(format!("{} does not come back", table.short()))),
            Some(column) if self.columns.contains(&(table, column.as_str())) => {
                Some(Inverse::impossible(format!("{}.{column} comes back empty", table.short())))
            }
            _ => None,
        })
    }
}

fn created(operation: &Operation) -> Option<&QualifiedName> {
    match operation {
        Operation::CreateTable(it) => Some(&it.table),
        Operation::CreateView(it) => Some(&it.view),
        Operation::CreateType(it) => Some(&it.name),
        Operation::CreateSequence(it) => Some(&it.sequence),
        Operation::CreateObject(it) => Some(&it.name),
        _ => None,
    }
}

fn dropped(operation: &Operation) -> Option<&QualifiedName> {
    match operation {
        Operation::DropTable(it) => Some(&it.table),
        Operation::DropObject(it) => Some(&it.name),
        _ => None,
    }
}

/// The reason that a migration's way back gives for losing something: `-- migsafe: lossy-down because …`, or `#` in Python, somewhere in it.
pub fn lossy_down_reason(down: &Script) -> Option<String> {
    crate::report::suppress::lossy_down_reason(down)
}

/// What is asked, and what is known about it.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) operation: &'a Operation,
    /// With the schema before it.
    pub(crate) cx: &'a Circumstances<'a>,
    pub(crate) effect: &'a Effect,
    pub(crate) definitions: &'a Definitions,
    /// It may not have happened.
    pub(crate) conditional: bool,
}

/// What undoes an operation.
///
/// Of MySQL and SQLite none is written: the statements would be PostgreSQL's.
pub(crate) fn inverse(asked: Asked<'_>) -> Inverse {
    if asked.cx.schema.dialect != Dialect::PostgreSql {
        return Inverse::impossible(format!("what undoes it is not written for {}", asked.cx.schema.dialect.word()));
    }
    if let Some(failure) = asked.effect.fails.as_ref().filter(|failure| failure.certain) {
        return Inverse::nothing(format!("it fails: {}", failure.when));
    }
    let inverse = of(asked);
    if asked.conditional && !inverse.sql.is_empty() && !asked.is_sure() {
        return Inverse::impossible("it may not have happened, and what was there before must stay");
    }
    inverse
}

fn of(asked: Asked<'_>) -> Inverse {
    if let Some(table) = asked.goes_with() {
        return Inverse::nothing(format!("it goes with {}, which the same migration created", table.short()));
    }
    tables::inverse(asked)
        .or_else(|| columns::inverse(asked))
        .or_else(|| constraints::inverse(asked))
        .or_else(|| objects::inverse(asked))
        .unwrap_or_else(|| Inverse::impossible("what was there before is not known"))
}

impl Asked<'_> {
    /// The relation made in the same migration that the operation is about, and with which all that it did goes.
    fn goes_with(&self) -> Option<QualifiedName> {
        let creates = matches!(
            self.operation,
            Operation::CreateTable(_)
                | Operation::CreateView(_)
                | Operation::CreateSequence(_)
                | Operation::RenameTable(_)
                | Operation::RenameObject(_)
                | Operation::SetSchema(_)
        );
        let drops = matches!(self.operation, Operation::DropTable(_) | Operation::DropObject(_));
        if creates || drops {
            return None;
        }
        let about = about(self.operation)?;
        let born = self.cx.schema.tables.get(&about).and_then(|table| table.birth);
        born.filter(|birth| birth.migration() == self.cx.now.migration()).map(|_| about)
    }

    /// Whether an operation that stands in a branch certainly did what it says: the table is known and shows that it was not done before.
    fn is_sure(&self) -> bool {
        about(self.operation).is_some_and(|table| self.cx.schema.tables.get(&table).is_some_and(crate::schema::Table::is_known))
            && matches!(self.operation, Operation::AddConstraint(_) | Operation::AddColumn(_) | Operation::CreateIndex(_))
    }
}

/// The table that an operation changes and nothing else.
fn about(operation: &Operation) -> Option<QualifiedName> {
    Some(
        match operation {
            Operation::AddColumn(it) => &it.table,
            Operation::DropColumn(it) => &it.table,
            Operation::RenameColumn(it) => &it.table,
            Operation::AlterColumnType(it) => &it.table,
            Operation::SetNotNull(it) => &it.table,
            Operation::DropNotNull(it) => &it.table,
            Operation::SetDefault(it) => &it.table,
            Operation::DropDefault(it) => &it.table,
            Operation::AlterColumnOption(it) => &it.table,
            Operation::AddConstraint(it) => &it.table,
            Operation::ValidateConstraint(it) => &it.table,
            Operation::DropConstraint(it) => &it.table,
            Operation::AlterConstraint(it) => &it.table,
            Operation::RenameConstraint(it) => &it.table,
            Operation::CreateIndex(it) => &it.table,
            Operation::CreateTrigger(it) => &it.table,
            Operation::CreateRule(it) => &it.table,
            Operation::CreatePolicy(it) => &it.table,
            Operation::AlterTableOption(it) => &it.table,
            Operation::Insert(it) => &it.table,
            Operation::Update(it) => &it.table,
            Operation::Delete(it) => &it.table,
            Operation::Truncate(it) if !it.cascade => &it.table,
            _ => return None,
        }
        .clone(),
    )
}
