//! Which words of a statement ask for which of its operations.

use super::cursor::Cursor;
use crate::operation::{Located, Operation};

/// Gives each operation its words: the actions of an `ALTER TABLE`, the names of a `DROP` or `TRUNCATE` of several; the whole statement otherwise.
pub(super) fn locate(cursor: Cursor<'_>, operations: Vec<Operation>) -> Vec<Located> {
    let parts = if operations.is_empty() { None } else { actions(cursor).or_else(|| targets(cursor).filter(|names| names.len() > 1)) };
    let parts = parts.filter(|parts| parts.len() == operations.len()).unwrap_or_default();
    let whole = cursor.span();
    operations.into_iter().enumerate().map(|(at, operation)| Located::new(operation, parts.get(at).map_or(whole, Cursor::span))).collect()
}

/// The actions of an `ALTER TABLE` and its kin, each as written.
pub(super) fn actions(mut cursor: Cursor<'_>) -> Option<Vec<Cursor<'_>>> {
    cursor.expect("alter")?;
    cursor.eat_any(&["table", "foreign table", "view", "materialized view", "index", "type"])?;
    cursor.if_exists();
    cursor.relation()?;
    Some(cursor.comma_parts())
}

fn targets(mut cursor: Cursor<'_>) -> Option<Vec<Cursor<'_>>> {
    if cursor.eat("truncate") {
        cursor.eat("table");
    } else {
        cursor.expect("drop")?;
        super::grammar::object::kind(&mut cursor)?;
        cursor.eat("concurrently");
        cursor.if_exists();
    }
    let ends = ["cascade", "restrict", "restart identity", "continue identity"];
    let mut names = Vec::new();
    while !cursor.at_end() {
        names.push(cursor.until(&ends, true));
        if !cursor.eat_symbol(b',') {
            break;
        }
    }
    Some(names)
}
