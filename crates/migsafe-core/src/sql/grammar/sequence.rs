//! Sequences.

use super::generic;
use crate::name::QualifiedName;
use crate::operation::{AlterSequence, CreateSequence, ObjectKind, Operation};
use crate::sql::cursor::Cursor;
use crate::sql::lower;

/// Reads what follows `CREATE`, where that is a sequence.
pub(super) fn create(mut cursor: Cursor<'_>) -> Option<Operation> {
    cursor.eat_any(&["temporary", "temp", "unlogged"]);
    cursor.expect("sequence")?;
    let if_not_exists = cursor.if_not_exists();
    let mut create = CreateSequence { sequence: cursor.name()?, if_not_exists, data_type: None, owned_by: None };
    let mut changes = AlterSequence::default();
    options(&mut cursor, &mut changes)?;
    create.data_type = changes.data_type;
    create.owned_by = changes.owned_by.flatten();
    cursor.finish(create.into())
}

/// Reads what follows `ALTER SEQUENCE`.
pub(super) fn alter(mut cursor: Cursor<'_>) -> Option<Operation> {
    let whole = cursor;
    cursor.if_exists();
    let mut alter = AlterSequence { sequence: cursor.name()?, ..AlterSequence::default() };
    if cursor.at_end() {
        return None;
    }
    match options(&mut cursor, &mut alter) {
        Some(()) if cursor.at_end() => Some(alter.into()),
        _ => generic::alter(ObjectKind::Sequence, whole),
    }
}

fn options(cursor: &mut Cursor<'_>, alter: &mut AlterSequence) -> Option<()> {
    const WORDS: &[&str] = &[
        "as",
        "restart",
        "owned by none",
        "owned by",
        "set logged",
        "set unlogged",
        "increment",
        "minvalue",
        "maxvalue",
        "no minvalue",
        "no maxvalue",
        "no cycle",
        "cycle",
        "cache",
        "start",
        "sequence name",
        "logged",
        "unlogged",
    ];
    while !cursor.at_end() {
        match cursor.eat_any(WORDS)? {
            "as" => alter.data_type = Some(lower::data_type(cursor.identifier()?.as_str())?),
            "restart" => {
                alter.restart = true;
                number(cursor);
            }
            "owned by none" => alter.owned_by = Some(None),
            "owned by" => alter.owned_by = Some(Some(column(cursor)?)),
            "set logged" => alter.logged = Some(true),
            "set unlogged" => alter.logged = Some(false),
            "sequence name" => {
                cursor.name()?;
            }
            _ => {
                alter.changes_options = true;
                number(cursor);
            }
        }
    }
    Some(())
}

/// Takes the number of an option, where one follows.
fn number(cursor: &mut Cursor<'_>) {
    cursor.eat_any(&["with", "by"]);
    if !cursor.eat_operator("-") {
        cursor.eat_operator("+");
    }
    if cursor.peek().is_some_and(|token| token.kind == crate::sql::lexer::Kind::Number) {
        cursor.next();
    }
}

/// Takes `schema.table.column`.
pub(super) fn column(cursor: &mut Cursor<'_>) -> Option<(QualifiedName, String)> {
    let mut parts = vec![cursor.identifier()?];
    while cursor.eat_symbol(b'.') {
        parts.push(cursor.identifier()?);
    }
    let column = parts.pop()?;
    let table = parts.pop()?;
    Some((QualifiedName { schema: parts.pop().map(Into::into), name: table.into() }, column))
}
