//! Pieces of advice that several rules give: the safe way as SQL, in a form that the project's runner can execute.

mod concurrently;
mod constraint;
mod key;
mod swap;
mod words;

pub(in crate::rules) use concurrently::{build_index, drop_index, outside_transaction, unique_by_index};
pub(in crate::rules) use constraint::{constraint_name, in_two_steps, not_null_in_steps, validate};
pub(in crate::rules) use swap::{leave_out, swap_column};
pub(in crate::rules) use words::{columns, complete, in_words, insert_after_index, placeholder_batch, type_sql, unseen};

use crate::name::QualifiedName;
use crate::operation::DropConstraint;
use crate::report::{Place, Step};
use crate::rules::{OperationContext, Run};
use crate::source::{Dialect, History, Runner, Tool, TransactionScope};
use crate::sql::Statement;

/// A step.
pub(in crate::rules) fn step(title: impl Into<String>, sql: impl Into<String>, place: Place) -> Step {
    Step { title: title.into(), sql: sql.into(), place }
}

/// Where a constraint of the same name is dropped before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum Replaces {
    /// In the same statement.
    InStatement,
    /// In an earlier one of the migration.
    InMigration,
}

impl Replaces {
    /// Whether, and where, the migration drops the table's constraint of that name before the operation.
    pub(in crate::rules) fn before(cx: &OperationContext<'_>, table: &QualifiedName, name: &str) -> Option<Self> {
        let drops = |statement: &Statement| {
            let mut dropped = statement.operations.iter().filter_map(|located| located.operation.as_kind::<DropConstraint>());
            dropped.any(|drop| drop.constraint == name && drop.table.name == table.name)
        };
        if drops(cx.statement.statement) {
            return Some(Self::InStatement);
        }
        cx.statement.migration.statements.iter().take(cx.statement.index).any(drops).then_some(Self::InMigration)
    }
}

/// The step in which the migration itself runs at last.
pub(in crate::rules) fn then_this_migration() -> Step {
    step("then this migration, in a later deploy", "", Place::LaterDeploy)
}

/// Where a step must go to be committed apart from the one before.
pub(in crate::rules) fn next_transaction(run: Run<'_>) -> Place {
    match run.transaction {
        TransactionScope::AllPending => Place::LaterDeploy,
        TransactionScope::PerMigration | TransactionScope::SimpleQuery => Place::OwnMigration,
        TransactionScope::None => Place::SameMigration,
    }
}

/// The tool's name in a sentence.
pub(in crate::rules) fn tool_word(run: Run<'_>) -> &'static str {
    if run.tool == Tool::Sql { "the tool" } else { run.tool.word() }
}

/// What stands behind words on what the tool does: what no one has measured of it is said to be so.
pub(in crate::rules) fn assumed(runner: &Runner) -> &'static str {
    if runner.assumed { " (assumed)" } else { "" }
}

/// Where the model of the project's data stands.
pub(in crate::rules) fn model(tool: Tool) -> &'static str {
    match tool {
        Tool::Prisma => "schema.prisma",
        Tool::Drizzle => "the Drizzle schema",
        Tool::Alembic => "the SQLAlchemy model",
        _ => "the code",
    }
}

/// The step in which code stops using something.
pub(in crate::rules) fn ship_code_without(tool: Tool, what: &str) -> Step {
    let title = format!("remove {what} from {}, ship the code and wait until no old instance runs", model(tool));
    step(title, "", Place::LaterDeploy)
}

/// How the tool's model keeps a new name in code and the old one in the database.
pub(in crate::rules) fn map_name(history: &History, old: &str, table: bool) -> String {
    let table_call = match history.dialect {
        Dialect::MySql => "mysqlTable",
        Dialect::Sqlite => "sqliteTable",
        Dialect::PostgreSql | Dialect::Other => "pgTable",
    };
    match (history.tool, table) {
        (Tool::Prisma, false) => {
            format!("keep the column's name and rename the field only: `@map(\"{old}\")` in schema.prisma needs no migration")
        }
        (Tool::Prisma, true) => {
            format!("keep the table's name and rename the model only: `@@map(\"{old}\")` in schema.prisma needs no migration")
        }
        (Tool::Drizzle, false) => format!(
            "keep the column's name and rename the property only: the first argument, `text(\"{old}\")`, is the name in the database"
        ),
        (Tool::Drizzle, true) => {
            format!("keep the table's name and rename the constant only: `{table_call}(\"{old}\", …)` is the name in the database")
        }
        (Tool::Alembic, false) => {
            format!("keep the column's name and rename the attribute only: `mapped_column(\"{old}\")` is the name in the database")
        }
        (Tool::Alembic, true) => format!("keep the table's name and rename the class only: `__tablename__ = \"{old}\"`"),
        _ => "if only the code's name matters, rename it there and leave the database as it is".to_owned(),
    }
}
