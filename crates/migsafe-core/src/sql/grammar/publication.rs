//! Publications.

use super::generic;
use crate::operation::{ChangePublication, ObjectKind, Operation, PublishedPart, Reads};
use crate::sql::cursor::Cursor;

/// Reads what follows `CREATE PUBLICATION`.
pub(super) fn create(mut cursor: Cursor<'_>) -> Option<Operation> {
    let mut change =
        ChangePublication { name: cursor.identifier()?, change: "create".to_owned(), tables: Vec::new(), wide: false, parts: Vec::new() };
    if cursor.eat("for") {
        let list = cursor.until(&["with"], false);
        members(list, &mut change)?;
    }
    if cursor.eat("with") {
        cursor.parentheses()?;
    }
    cursor.finish(change.into())
}

/// Reads what follows `ALTER PUBLICATION`.
pub(super) fn alter(mut cursor: Cursor<'_>) -> Option<Operation> {
    let whole = cursor;
    let name = cursor.identifier()?;
    let word = cursor.eat_any(&["add", "set", "drop"]);
    if cursor.at_end() {
        return None;
    }
    if let (Some(word), false) = (word, cursor.sees_symbol(b'(')) {
        let mut change = ChangePublication { name, change: word.to_owned(), tables: Vec::new(), wide: false, parts: Vec::new() };
        members(cursor, &mut change)?;
        return Some(change.into());
    }
    generic::alter(ObjectKind::Publication, whole)
}

fn members(cursor: Cursor<'_>, change: &mut ChangePublication) -> Option<()> {
    for mut part in cursor.comma_parts() {
        if part.eat_any(&["all tables", "all sequences", "tables in schema"]).is_some() {
            change.wide = true;
            // What follows the first schema are schemas too, and no tables.
            continue;
        }
        if part.eat("current_schema") {
            continue;
        }
        let begins = part.eat("table");
        if begins || !change.wide {
            let table = part.relation()?;
            let columns = if part.sees_symbol(b'(') { part.columns()? } else { Vec::new() };
            let mut filter = Reads::default();
            if part.eat("where") {
                filter.add_expression(&super::expression(part.parentheses()?)?);
            }
            if !columns.is_empty() || !filter.columns.is_empty() {
                change.parts.push(PublishedPart { table: table.clone(), columns, filter });
            }
            change.tables.push(table);
        }
    }
    Some(())
}
