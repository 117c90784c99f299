//! Definitions of columns.

use super::{constraint, data_type, expression};
use crate::operation::{ColumnDefinition, ConstraintDefinition, ConstraintKind, Expression, Generated, Identity, Key, TypeName};
use crate::sql::cursor::Cursor;

/// The words that a column constraint begins with, except its name.
const OPTIONS: &[&str] = &[
    "not null",
    "null",
    "default",
    "generated",
    "primary key",
    "unique",
    "check",
    "references",
    "collate",
    "storage",
    "compression",
    "options",
];

/// Words that go on from a column constraint, or stand before one.
const AROUND_OPTIONS: &[&str] = &[
    "constraint",
    "deferrable",
    "not deferrable",
    "initially",
    "enforced",
    "not enforced",
    "no inherit",
    "not valid",
    "with options",
    "using",
];

/// Takes everything up to a column constraint, a comma or the end: a type or the rest of a default.
fn until_option<'a>(cursor: &mut Cursor<'a>) -> Cursor<'a> {
    cursor.until_any(&[OPTIONS, AROUND_OPTIONS])
}

/// Takes a column's name, type and constraints.
pub(super) fn definition(cursor: &mut Cursor<'_>) -> Option<ColumnDefinition> {
    let name = cursor.identifier()?;
    let data_type = type_name(cursor)?;
    let mut column = ColumnDefinition { name, data_type, ..ColumnDefinition::default() };
    options(cursor, &mut column)?;
    Some(column)
}

/// Takes a column of a typed table or a partition, where the type is not written.
pub(super) fn without_type(cursor: &mut Cursor<'_>) -> Option<ColumnDefinition> {
    let mut column = ColumnDefinition { name: cursor.identifier()?, ..ColumnDefinition::default() };
    cursor.eat("with options");
    options(cursor, &mut column)?;
    Some(column)
}

/// Takes a type up to a column constraint, a comma or the end.
pub(super) fn type_name(cursor: &mut Cursor<'_>) -> Option<TypeName> {
    let part = until_option(cursor);
    if part.at_end() { None } else { data_type::read(part) }
}

fn options(cursor: &mut Cursor<'_>, column: &mut ColumnDefinition) -> Option<()> {
    while !cursor.at_end() {
        let name = if cursor.eat("constraint") { Some(cursor.identifier()?) } else { None };
        option(cursor, column, name)?;
    }
    Some(())
}

fn option(cursor: &mut Cursor<'_>, column: &mut ColumnDefinition, name: Option<String>) -> Option<()> {
    let itself = vec![column.name.clone()];
    let kind = match cursor.eat_any(OPTIONS)? {
        "not null" => {
            column.not_null = true;
            cursor.eat("no inherit");
            return Some(());
        }
        "null" => return Some(()),
        "default" => {
            column.default = Some(default(cursor)?);
            return Some(());
        }
        "generated" => return generated(cursor, column),
        "collate" => {
            column.collation = Some(cursor.name()?.name.to_string());
            return Some(());
        }
        "storage" | "compression" => return cursor.identifier().map(|_| ()),
        "options" => return cursor.parentheses().map(|_| ()),
        "primary key" => ConstraintKind::PrimaryKey(key(cursor, itself)?),
        "unique" => ConstraintKind::Unique(key(cursor, itself)?),
        "check" => constraint::check(cursor)?,
        _ => ConstraintKind::ForeignKey(constraint::references(cursor, itself)?),
    };
    let mut definition = ConstraintDefinition::new(name, kind);
    constraint::attributes(cursor, &mut definition);
    column.constraints.push(definition);
    Some(())
}

fn key(cursor: &mut Cursor<'_>, columns: Vec<String>) -> Option<Key> {
    let mut key = Key { columns, nulls_not_distinct: cursor.eat("nulls not distinct"), ..Key::default() };
    cursor.eat("nulls distinct");
    constraint::key_options(cursor, &mut key)?;
    Some(key)
}

/// Takes a default: its first token may be a word that otherwise begins a constraint, as in `DEFAULT NULL`.
fn default(cursor: &mut Cursor<'_>) -> Option<Expression> {
    let mut ahead = *cursor;
    if ahead.sees("case") {
        skip_case(&mut ahead);
    } else {
        ahead.skip_balanced();
    }
    until_option(&mut ahead);
    let part = cursor.before(&ahead);
    *cursor = ahead;
    expression::read(part)
}

fn skip_case(cursor: &mut Cursor<'_>) {
    let mut depth = 0_usize;
    while let Some(token) = cursor.next() {
        let word = cursor.of(token);
        if word.eq_ignore_ascii_case("case") {
            depth += 1;
        } else if word.eq_ignore_ascii_case("end") {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return;
            }
        }
    }
}

fn generated(cursor: &mut Cursor<'_>, column: &mut ColumnDefinition) -> Option<()> {
    let kind = match cursor.eat_any(&["always as", "by default as"])? {
        "always as" => Identity::Always,
        _ => Identity::ByDefault,
    };
    if cursor.eat("identity") {
        column.identity = Some(kind);
        if cursor.sees_symbol(b'(') {
            cursor.parentheses()?;
        }
        return Some(());
    }
    let expression = super::expression(cursor.parentheses()?)?;
    let stored = cursor.eat_any(&["stored", "virtual"]).map(|word| word == "stored");
    column.generated = Some(Generated { expression, stored });
    Some(())
}

/// Takes a domain's base type and constraints, which read like a column's without its name.
pub(super) fn of_domain(cursor: &mut Cursor<'_>) -> Option<ColumnDefinition> {
    let mut column = ColumnDefinition { data_type: type_name(cursor)?, ..ColumnDefinition::default() };
    options(cursor, &mut column)?;
    Some(column)
}
