//! Statements on rows.

use crate::operation::{Delete, Insert, Operation, Truncate, Update};
use crate::sql::cursor::Cursor;

/// A statement on rows that could not be read: its table alone.
pub(in crate::sql) fn headline(statement: &str, mut cursor: Cursor<'_>) -> Option<Operation> {
    if statement == "truncate" {
        cursor.eat("table");
    }
    let table = cursor.relation()?;
    Some(match statement {
        "insert into" => Insert { table, ..Insert::default() }.into(),
        "update" => Update { table, ..Update::default() }.into(),
        "delete from" => Delete { table, ..Delete::default() }.into(),
        _ => Truncate { table, ..Truncate::default() }.into(),
    })
}
