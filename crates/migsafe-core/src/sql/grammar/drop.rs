//! `DROP` of every kind.

use super::object;
use crate::name::QualifiedName;
use crate::operation::{DropIndex, DropObject, DropTable, ObjectKind, Operation};
use crate::sql::cursor::Cursor;

/// Reads what follows `DROP`.
pub(super) fn read(mut cursor: Cursor<'_>) -> Option<Vec<Operation>> {
    let object = object::kind(&mut cursor)?;
    let concurrently = cursor.eat("concurrently");
    let if_exists = cursor.if_exists();
    if object == ObjectKind::Owned {
        cursor.expect("by")?;
    }
    let mut dropped = Vec::new();
    loop {
        let name =
            if object == ObjectKind::Owned { QualifiedName::bare(cursor.identifier()?) } else { object::name_of(object, &mut cursor)? };
        let mut on = None;
        suffix(object, &mut cursor, &mut on)?;
        dropped.push((name, on));
        if !cursor.eat_symbol(b',') {
            break;
        }
    }
    let cascade = cursor.cascade();
    cursor.finish(())?;
    let operation = |(name, on): (QualifiedName, Option<QualifiedName>)| match object {
        ObjectKind::Table => DropTable { table: name, if_exists, cascade }.into(),
        ObjectKind::Index => DropIndex { index: name, concurrently, if_exists, cascade }.into(),
        object => DropObject { object, name, if_exists, cascade, on }.into(),
    };
    Some(dropped.into_iter().map(operation).collect())
}

/// Takes what belongs to one name: arguments, an access method, the table that it is `on`.
fn suffix(object: ObjectKind, cursor: &mut Cursor<'_>, on: &mut Option<QualifiedName>) -> Option<()> {
    match object {
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate | ObjectKind::Operator if cursor.sees_symbol(b'(') => {
            cursor.parentheses()?;
        }
        ObjectKind::OperatorClass | ObjectKind::OperatorFamily => {
            cursor.expect("using")?;
            cursor.identifier()?;
        }
        ObjectKind::UserMapping => {
            cursor.expect("server")?;
            cursor.identifier()?;
        }
        ObjectKind::Transform => {
            cursor.expect("language")?;
            cursor.identifier()?;
        }
        ObjectKind::Database if cursor.sees("with") || cursor.sees_symbol(b'(') => {
            cursor.eat("with");
            cursor.parentheses()?;
        }
        ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Policy => {
            cursor.expect("on")?;
            *on = Some(cursor.name()?);
        }
        _ => {}
    }
    Some(())
}
