//! What MySQL and SQLite write otherwise than PostgreSQL: definitions and session statements, read from the tokens. Queries and changes of rows are the parser's.
//!
//! Sources: MySQL 8.4 Reference Manual, chapter 15 *SQL Statements*; SQLite docs, *SQL As Understood By SQLite*.

mod alter;
mod body;
mod column;
mod constraint;
mod object;
mod session;
mod table;

pub(super) use body::Procedures;

use super::NotUnderstood;
use super::cursor::Cursor;
use super::spans;
use super::statement::Body;
use crate::operation::{Located, Operation};
use crate::source::Dialect;

/// What was read of a statement.
pub(super) enum Reading {
    /// Its operations, each from the whole statement or from one of the names in it.
    Plain(Vec<Operation>),
    /// Its operations, each with its own words.
    Located(Vec<Located>),
    /// It was recognised, and cannot be told from the text: why.
    Unknowable(&'static str),
}

impl<T: Into<Operation>> From<T> for Reading {
    fn from(operation: T) -> Self {
        Self::Plain(vec![operation.into()])
    }
}

/// Reads a statement; `None` where the form is not known here.
pub(super) fn read(cursor: Cursor<'_>) -> Option<Body> {
    let body = match statement(cursor)? {
        Reading::Plain(operations) if operations.is_empty() => return None,
        Reading::Plain(operations) => Body { operations: spans::locate(cursor, operations), ..Body::default() },
        Reading::Located(operations) => Body { operations, ..Body::default() },
        Reading::Unknowable(why) => {
            Body { not_understood: vec![NotUnderstood { span: cursor.span(), why: why.to_owned() }], ..Body::default() }
        }
    };
    Some(body)
}

fn statement(cursor: Cursor<'_>) -> Option<Reading> {
    let mut rest = cursor;
    match rest.eat_any(&["create", "alter table", "drop", "rename table", "truncate"]) {
        Some("create") => object::create(rest),
        Some("alter table") => alter::alter_table(rest),
        Some("drop") => object::drop(rest).map(Reading::Plain),
        Some("rename table") => alter::rename_tables(rest).map(Reading::Plain),
        Some(_) => {
            rest.eat("table");
            let table = rest.name()?;
            rest.finish(crate::operation::Truncate { table, ..Default::default() }.into())
        }
        None => session::read(cursor),
    }
}

/// Whether the cursor reads MySQL.
fn is_mysql(cursor: &Cursor<'_>) -> bool {
    cursor.dialect() == Dialect::MySql
}
