//! Types and domains.

use super::{Reading, column, constraint, generic};
use crate::name::QualifiedName;
use crate::operation::{
    AddEnumValue, AlterDomain, AlterTypeAttribute, AttributeChange, ConstraintDefinition, ConstraintKind, CreateDomain, CreateType,
    DomainChange, ObjectKind, Operation, RenameEnumValue, TypeDefinition, TypeName,
};
use crate::sql::cursor::Cursor;

/// Reads what follows `CREATE TYPE`.
pub(super) fn create(mut cursor: Cursor<'_>) -> Option<Operation> {
    let name = cursor.name()?;
    let definition = match cursor.eat_any(&["as enum", "as range", "as"]) {
        Some("as enum") => {
            let labels = cursor.parentheses()?.comma_parts();
            TypeDefinition::Enum(labels.into_iter().map(|mut label| label.string()).collect::<Option<_>>()?)
        }
        Some("as") => {
            let attributes = cursor.parentheses()?.comma_parts();
            TypeDefinition::Composite(attributes.into_iter().map(attribute).collect::<Option<_>>()?)
        }
        _ => {
            cursor.rest();
            TypeDefinition::Other
        }
    };
    cursor.finish(CreateType { name, definition }.into())
}

fn attribute(mut cursor: Cursor<'_>) -> Option<(String, TypeName)> {
    Some((cursor.identifier()?, column::type_name(&mut cursor)?))
}

/// Reads what follows `ALTER TYPE`.
pub(super) fn alter(cursor: Cursor<'_>) -> Option<Reading> {
    let mut actions = cursor;
    let name = actions.name()?;
    let mut reading = Reading::default();
    for part in actions.comma_parts() {
        match action(&name, part) {
            Some(operation) => reading.operations.push(operation),
            None => return generic::alter(ObjectKind::Type, cursor).map(Reading::from),
        }
    }
    (!reading.operations.is_empty()).then_some(reading)
}

fn action(name: &QualifiedName, mut cursor: Cursor<'_>) -> Option<Operation> {
    let name = name.clone();
    let words = cursor.eat_any(&["add value", "rename value", "add attribute", "drop attribute", "alter attribute", "rename attribute"])?;
    match words {
        "add value" => {
            let if_not_exists = cursor.if_not_exists();
            let value = cursor.string()?;
            if cursor.eat_any(&["before", "after"]).is_some() {
                cursor.string()?;
            }
            return cursor.finish(AddEnumValue { name, value, if_not_exists }.into());
        }
        "rename value" => {
            let value = cursor.string()?;
            cursor.expect("to")?;
            let to = cursor.string()?;
            return cursor.finish(RenameEnumValue { name, value, to }.into());
        }
        _ => {}
    }
    cursor.if_exists();
    let attribute = cursor.identifier()?;
    let change = match words {
        "add attribute" => AttributeChange::Add,
        "drop attribute" => AttributeChange::Drop,
        "rename attribute" => {
            cursor.expect("to")?;
            AttributeChange::Rename(cursor.identifier()?)
        }
        _ => AttributeChange::Type,
    };
    if matches!(change, AttributeChange::Add | AttributeChange::Type) {
        cursor.until(&["cascade", "restrict"], false);
    }
    let cascade = cursor.cascade();
    cursor.finish(AlterTypeAttribute { name, attribute, change, cascade }.into())
}

/// Reads what follows `CREATE DOMAIN`.
pub(super) fn create_domain(mut cursor: Cursor<'_>) -> Option<Operation> {
    let name = cursor.name()?;
    cursor.eat("as");
    // A domain's constraints are those of a column.
    let column = column::of_domain(&mut cursor)?;
    let checked = column.constraints.iter().any(|constraint| matches!(constraint.kind, ConstraintKind::Check { .. }));
    cursor.finish(CreateDomain { name, base: column.data_type, not_null: column.not_null, checked, default: column.default }.into())
}

/// Reads what follows `ALTER DOMAIN`.
pub(super) fn alter_domain(cursor: Cursor<'_>) -> Option<Operation> {
    domain_change(cursor).or_else(|| generic::alter(ObjectKind::Domain, cursor))
}

fn domain_change(mut cursor: Cursor<'_>) -> Option<Operation> {
    let name = cursor.name()?;
    let change = match cursor.eat_any(&[
        "add",
        "drop constraint",
        "validate constraint",
        "rename constraint",
        "set not null",
        "drop not null",
        "set default",
        "drop default",
    ])? {
        "add" => DomainChange::AddConstraint(domain_constraint(&mut cursor)?),
        "drop constraint" => {
            cursor.if_exists();
            let dropped = cursor.identifier()?;
            cursor.cascade();
            DomainChange::DropConstraint(dropped)
        }
        "validate constraint" => DomainChange::ValidateConstraint(cursor.identifier()?),
        "rename constraint" => {
            let old = cursor.identifier()?;
            cursor.expect("to")?;
            DomainChange::RenameConstraint(old, cursor.identifier()?)
        }
        "set not null" => DomainChange::SetNotNull,
        "drop not null" => DomainChange::DropNotNull,
        "set default" => DomainChange::SetDefault(super::expression(cursor.rest())?),
        _ => DomainChange::DropDefault,
    };
    cursor.finish(AlterDomain { name, change }.into())
}

/// Takes a constraint of a domain: `NOT NULL` names no column there.
fn domain_constraint(cursor: &mut Cursor<'_>) -> Option<ConstraintDefinition> {
    let mut ahead = *cursor;
    let name = if ahead.eat("constraint") { Some(ahead.identifier()?) } else { None };
    if ahead.eat("not null") {
        *cursor = ahead;
        let kind = ConstraintKind::NotNull { column: String::new() };
        return Some(ConstraintDefinition::new(name, kind));
    }
    constraint::table_constraint(cursor)
}
