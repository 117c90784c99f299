//! What the leading words of an unreadable statement still tell: kind and target.

use super::cursor::Cursor;
use super::grammar::object;
use crate::operation::{AlterObject, ChangePrivileges, CreateObject, DropObject, ObjectKind, Operation};

/// The operation that the leading words show, if they show one.
pub(super) fn read(mut cursor: Cursor<'_>) -> Option<Operation> {
    match cursor.eat_any(&["create", "alter", "drop", "grant", "revoke", "delete from", "update", "insert into", "truncate"])? {
        "create" => create(cursor),
        "alter" => alter(cursor),
        "drop" => drop(cursor),
        "grant" => Some(privileges(true)),
        "revoke" => Some(privileges(false)),
        statement => super::grammar::data::headline(statement, cursor),
    }
}

fn privileges(grants: bool) -> Operation {
    ChangePrivileges { grants, objects: Vec::new(), object: None }.into()
}

fn create(mut cursor: Cursor<'_>) -> Option<Operation> {
    let or_replace = cursor.eat("or replace");
    object::eat_creation_words(&mut cursor);
    let object = object::kind(&mut cursor)?;
    cursor.eat("concurrently");
    let if_not_exists = cursor.if_not_exists();
    let name = if cursor.sees("on") { Some(crate::name::QualifiedName::default()) } else { object::name_of(object, &mut cursor) };
    let on = object::on(object, &mut cursor);
    Some(CreateObject { object, name: name.unwrap_or_default(), or_replace, if_not_exists, on }.into())
}

fn alter(mut cursor: Cursor<'_>) -> Option<Operation> {
    if cursor.eat("default privileges") {
        return Some(privileges(true));
    }
    let object = object::kind(&mut cursor)?;
    cursor.if_exists();
    let name = if object == ObjectKind::Table { cursor.relation() } else { object::name_of(object, &mut cursor) }.unwrap_or_default();
    let on = object::on(object, &mut cursor);
    Some(AlterObject { object, name, on, action: object::action_words(cursor) }.into())
}

fn drop(mut cursor: Cursor<'_>) -> Option<Operation> {
    let object = object::kind(&mut cursor)?;
    cursor.eat("concurrently");
    let if_exists = cursor.if_exists();
    let name = object::name_of(object, &mut cursor).unwrap_or_default();
    let on = object::on(object, &mut cursor);
    let cascade = cursor.holds("cascade");
    Some(DropObject { object, name, if_exists, cascade, on, together: Vec::new() }.into())
}
