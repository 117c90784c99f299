//! Definitions of constraints, at a column and at a table.

use crate::operation::{ConstraintDefinition, ConstraintKind, ForeignKey, Key, ReferentialAction};
use crate::sql::cursor::Cursor;

/// Takes a table constraint with its name and attributes.
pub(super) fn table_constraint(cursor: &mut Cursor<'_>) -> Option<ConstraintDefinition> {
    let name = if cursor.eat("constraint") { Some(cursor.identifier()?) } else { None };
    let kind = match cursor.eat_any(&["check", "unique", "primary key", "foreign key", "exclude", "not null"])? {
        "check" => check(cursor)?,
        "unique" => ConstraintKind::Unique(key(cursor)?),
        "primary key" => ConstraintKind::PrimaryKey(key(cursor)?),
        "foreign key" => {
            let columns = period_columns(cursor)?;
            cursor.expect("references")?;
            ConstraintKind::ForeignKey(references(cursor, columns)?)
        }
        "exclude" => exclude(cursor)?,
        _ => ConstraintKind::NotNull { column: cursor.identifier()? },
    };
    let mut definition = ConstraintDefinition::new(name, kind);
    attributes(cursor, &mut definition);
    Some(definition)
}

/// Takes what may follow a constraint: `NOT VALID`, `DEFERRABLE` and their kin.
pub(super) fn attributes(cursor: &mut Cursor<'_>, definition: &mut ConstraintDefinition) {
    const WORDS: &[&str] = &[
        "not valid",
        "not deferrable",
        "deferrable",
        "initially deferred",
        "initially immediate",
        "not enforced",
        "enforced",
        "no inherit",
    ];
    while let Some(words) = cursor.eat_any(WORDS) {
        match words {
            "not valid" => definition.not_valid = true,
            "deferrable" => definition.deferrable = true,
            "initially deferred" => {
                // DEFERRED implies DEFERRABLE (CREATE TABLE, "INITIALLY DEFERRED").
                definition.deferrable = true;
                definition.initially_deferred = true;
            }
            "not enforced" => definition.not_enforced = true,
            "no inherit" => {
                if let ConstraintKind::Check { no_inherit, .. } = &mut definition.kind {
                    *no_inherit = true;
                }
            }
            _ => {}
        }
    }
}

/// Takes the condition of a `CHECK`.
pub(super) fn check(cursor: &mut Cursor<'_>) -> Option<ConstraintKind> {
    let inside = cursor.parentheses()?;
    Some(ConstraintKind::Check { expression: super::expression(inside)?, no_inherit: false })
}

fn key(cursor: &mut Cursor<'_>) -> Option<Key> {
    let mut key = Key::default();
    if cursor.eat("using index") {
        key.using_index = Some(cursor.identifier()?);
        return Some(key);
    }
    key.nulls_not_distinct = cursor.eat("nulls not distinct");
    cursor.eat("nulls distinct");
    for mut part in cursor.parentheses()?.comma_parts() {
        key.columns.push(part.identifier()?);
        key.without_overlaps |= part.eat("without overlaps");
        part.finish(())?;
    }
    key_options(cursor, &mut key)?;
    Some(key)
}

/// Takes what may follow the columns of a key: `INCLUDE`, storage parameters, a tablespace.
pub(super) fn key_options(cursor: &mut Cursor<'_>, key: &mut Key) -> Option<()> {
    if cursor.eat("include") {
        key.include = cursor.columns()?;
    }
    index_storage(cursor)
}

fn index_storage(cursor: &mut Cursor<'_>) -> Option<()> {
    if cursor.eat("with") {
        cursor.parentheses()?;
    }
    if cursor.eat("using index tablespace") {
        cursor.identifier()?;
    }
    Some(())
}

fn period_columns(cursor: &mut Cursor<'_>) -> Option<Vec<String>> {
    let mut columns = Vec::new();
    for mut part in cursor.parentheses()?.comma_parts() {
        if part.peek_at(1).is_some() {
            part.expect("period")?;
        }
        columns.push(part.identifier()?);
        part.finish(())?;
    }
    Some(columns)
}

/// Takes what follows `REFERENCES`.
pub(super) fn references(cursor: &mut Cursor<'_>, columns: Vec<String>) -> Option<ForeignKey> {
    let references = cursor.name()?;
    let referenced_columns = if cursor.sees_symbol(b'(') { period_columns(cursor)? } else { Vec::new() };
    let mut key = ForeignKey {
        columns,
        references,
        referenced_columns,
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
    };
    loop {
        match cursor.eat_any(&["match full", "match partial", "match simple", "on delete", "on update"]) {
            Some("on delete") => key.on_delete = action(cursor)?,
            Some("on update") => key.on_update = action(cursor)?,
            Some(_) => {}
            None => return Some(key),
        }
    }
}

fn action(cursor: &mut Cursor<'_>) -> Option<ReferentialAction> {
    let action = match cursor.eat_any(&["no action", "restrict", "cascade", "set null", "set default"])? {
        "restrict" => ReferentialAction::Restrict,
        "cascade" => ReferentialAction::Cascade,
        "set null" => ReferentialAction::SetNull,
        "set default" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    };
    if cursor.sees_symbol(b'(') {
        cursor.parentheses()?;
    }
    Some(action)
}

fn exclude(cursor: &mut Cursor<'_>) -> Option<ConstraintKind> {
    if cursor.eat("using") {
        cursor.identifier()?;
    }
    let mut columns = Vec::new();
    for mut part in cursor.parentheses()?.comma_parts() {
        let plain = part.peek_at(1).is_none_or(|next| next.kind == crate::sql::lexer::Kind::Word);
        if let (true, Some(column)) = (plain, part.identifier()) {
            columns.push(column);
        }
    }
    if cursor.eat("include") {
        cursor.columns()?;
    }
    index_storage(cursor)?;
    if cursor.eat("where") {
        cursor.parentheses()?;
    }
    Some(ConstraintKind::Exclude { columns })
}
