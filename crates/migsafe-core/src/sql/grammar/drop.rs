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
        object::rest_of_name(object, &mut cursor)?;
        let on = match object {
            ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Policy => Some(object::on(object, &mut cursor)?),
            _ => None,
        };
        dropped.push((name, on));
        if !cursor.eat_symbol(b',') {
            break;
        }
    }
    if object == ObjectKind::Database && (cursor.eat("with") || cursor.sees_symbol(b'(')) {
        cursor.parentheses()?;
    }
    let cascade = cursor.cascade();
    cursor.finish(())?;
    let operation = |(name, on): (QualifiedName, Option<QualifiedName>)| match object {
        ObjectKind::Table => DropTable { table: name, if_exists, cascade, together: Vec::new() }.into(),
        ObjectKind::Index => DropIndex { index: name, concurrently, if_exists, cascade, together: Vec::new() }.into(),
        object => DropObject { object, name, if_exists, cascade, on, together: Vec::new() }.into(),
    };
    Some(dropped.into_iter().map(operation).collect())
}
