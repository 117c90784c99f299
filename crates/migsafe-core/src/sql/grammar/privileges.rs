//! `GRANT`, `REVOKE`, default privileges, owners, comments and labels.

use super::{object, sequence};
use crate::name::QualifiedName;
use crate::operation::{ChangeOwner, ChangePrivileges, Comment, ObjectKind, Operation};
use crate::sql::cursor::Cursor;

/// Reads what follows `GRANT` or `REVOKE`.
pub(super) fn read(mut cursor: Cursor<'_>, grants: bool) -> Option<Operation> {
    let ends: &[&str] = if grants { &["on", "to"] } else { &["on", "from"] };
    cursor.until(ends, false);
    if !cursor.eat("on") {
        cursor.eat_any(&["to", "from"])?;
        return Some(ChangePrivileges { grants, objects: Vec::new(), object: Some(ObjectKind::Role) }.into());
    }
    if cursor.eat("all") {
        let object = match cursor.eat_any(&["tables", "sequences", "functions", "procedures", "routines"])? {
            "tables" => ObjectKind::Table,
            "sequences" => ObjectKind::Sequence,
            _ => ObjectKind::Function,
        };
        cursor.expect("in schema")?;
        return Some(ChangePrivileges { grants, objects: Vec::new(), object: Some(object) }.into());
    }
    let named = if cursor.eat("foreign server") { Some(ObjectKind::Server) } else { object::kind(&mut cursor) };
    let object = named.unwrap_or(ObjectKind::Table);
    let mut objects = Vec::new();
    loop {
        objects.push(object::name_of(object, &mut cursor)?);
        if cursor.sees_symbol(b'(') {
            cursor.parentheses()?;
        }
        if !cursor.eat_symbol(b',') {
            break;
        }
    }
    cursor.eat_any(&["to", "from"])?;
    Some(ChangePrivileges { grants, objects, object: Some(object) }.into())
}

/// Reads what follows `ALTER DEFAULT PRIVILEGES`.
pub(super) fn defaults(mut cursor: Cursor<'_>) -> Option<Operation> {
    cursor.until(&["grant", "revoke"], false);
    let grants = cursor.eat_any(&["grant", "revoke"])? == "grant";
    cursor.until(&["on"], false);
    cursor.expect("on")?;
    let object = match cursor.eat_any(&["tables", "sequences", "functions", "routines", "types", "schemas", "large objects"])? {
        "tables" => ObjectKind::Table,
        "sequences" => ObjectKind::Sequence,
        "types" => ObjectKind::Type,
        "schemas" => ObjectKind::Schema,
        "large objects" => ObjectKind::LargeObject,
        _ => ObjectKind::Function,
    };
    Some(ChangePrivileges { grants, objects: Vec::new(), object: Some(object) }.into())
}

/// Reads what follows `COMMENT`, or `SECURITY LABEL` and its provider.
pub(super) fn comment(mut cursor: Cursor<'_>) -> Option<Operation> {
    cursor.expect("on")?;
    let object = object::kind(&mut cursor)?;
    let name = match object {
        ObjectKind::Column => sequence::column(&mut cursor)?.0,
        ObjectKind::Constraint => {
            cursor.identifier()?;
            object::on(object, &mut cursor)?
        }
        ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Policy => {
            let name = object::name_of(object, &mut cursor)?;
            object::on(object, &mut cursor)?;
            name
        }
        _ => object::name_of(object, &mut cursor)?,
    };
    cursor.until(&["is"], false);
    cursor.expect("is")?;
    Some(Comment { object, name }.into())
}

/// Reads what follows `SECURITY LABEL`.
pub(super) fn label(mut cursor: Cursor<'_>) -> Option<Operation> {
    if cursor.eat("for") {
        cursor.string().or_else(|| cursor.identifier())?;
    }
    comment(cursor)
}

/// Reads what follows `REASSIGN OWNED`.
pub(super) fn reassign(mut cursor: Cursor<'_>) -> Option<Operation> {
    cursor.expect("by")?;
    let name = QualifiedName::bare(cursor.identifier()?);
    Some(ChangeOwner { object: ObjectKind::Owned, name }.into())
}
