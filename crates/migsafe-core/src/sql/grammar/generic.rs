//! `CREATE` and `ALTER` of the kinds without a form of their own.

use super::{Reading, object};
use crate::operation::{AlterObject, ChangeOwner, CreateObject, ObjectKind, Operation, RenameObject, SetSchema};
use crate::sql::NotUnderstood;
use crate::sql::cursor::Cursor;

/// Reads what follows `CREATE [OR REPLACE]`.
pub(super) fn create(mut cursor: Cursor<'_>, or_replace: bool) -> Option<Reading> {
    object::eat_creation_words(&mut cursor);
    let object = object::kind(&mut cursor)?;
    // These have readers of their own; what those refuse is not understood.
    if matches!(
        object,
        ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::Index
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Type
            | ObjectKind::Domain
            | ObjectKind::Sequence
            | ObjectKind::Function
            | ObjectKind::Procedure
            | ObjectKind::Trigger
            | ObjectKind::Rule
            | ObjectKind::Policy
            | ObjectKind::Publication
    ) {
        return None;
    }
    let if_not_exists = cursor.if_not_exists();
    // Statistics may go without a name.
    let name = if object == ObjectKind::Statistics && (cursor.sees("on") || cursor.sees_symbol(b'(')) {
        None
    } else {
        Some(object::name_of(object, &mut cursor)?)
    };
    if object == ObjectKind::Statistics {
        cursor.until(&["from"], false);
    }
    let on = if object == ObjectKind::Statistics && cursor.eat("from") { cursor.relation() } else { None };
    let mut reading = Reading::from(CreateObject { object, name: name.unwrap_or_default(), or_replace, if_not_exists, on });
    if object == ObjectKind::Schema {
        cursor.eat("authorization");
        cursor.until(&["create", "grant"], false);
        if !cursor.at_end() {
            reading.not_understood.push(NotUnderstood { span: cursor.span(), why: "the elements of the schema were not read".to_owned() });
        }
    }
    Some(reading)
}

/// Reads what follows `ALTER` and the kind.
pub(super) fn alter(object: ObjectKind, mut cursor: Cursor<'_>) -> Option<Operation> {
    cursor.if_exists();
    let name = object::name_of(object, &mut cursor)?;
    object::rest_of_name(object, &mut cursor)?;
    let on = match object {
        ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Policy => Some(object::on(object, &mut cursor)?),
        _ => None,
    };
    let action = if cursor.sees_symbol(b'(') { "SET".to_owned() } else { object::action_words(cursor) };
    if cursor.eat("rename to") {
        let to = cursor.identifier()?;
        return cursor.finish(RenameObject { object, name, to, on }.into());
    }
    if cursor.eat("set schema") {
        let to = cursor.identifier()?;
        return cursor.finish(SetSchema { object, name, to }.into());
    }
    if cursor.eat("owner to") {
        cursor.identifier()?;
        return cursor.finish(ChangeOwner { object, name }.into());
    }
    if action.is_empty() && cursor.at_end() {
        return None;
    }
    Some(AlterObject { object, name, on, action }.into())
}
