//! Constraints and indexes, at a column and in a table.

use super::is_mysql;
use crate::name::QualifiedName;
use crate::operation::{ConstraintDefinition, ConstraintKind, CreateIndex, Expression, ForeignKey, IndexPart, Key, ReferentialAction};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::Kind;
use crate::sql::lower;

/// The name under which MySQL keeps every primary key, whatever was written.
pub(super) const PRIMARY: &str = "PRIMARY";

/// A part of a table's definition that is no column.
pub(super) enum Part {
    /// A constraint.
    Constraint(ConstraintDefinition),
    /// An index.
    Index(CreateIndex),
}

/// Whether a part of a table's definition begins here rather than a column.
pub(super) fn begins(cursor: &Cursor<'_>) -> bool {
    const ALWAYS: &[&str] = &["constraint", "primary key", "foreign key"];
    // Words that may be columns' names too: `key int`, `check text`.
    let opens = |ahead: usize| cursor.peek_at(ahead).is_some_and(|token| token.kind == Kind::Symbol(b'('));
    let word_then_paren = |word: &str| cursor.sees(word) && (opens(1) || opens(2));
    ALWAYS.iter().any(|words| cursor.sees(words))
        || cursor.sees("check") && opens(1)
        || cursor.sees("unique") && (opens(1) || opens(2) || opens(3))
        || is_mysql(cursor)
            && (["key", "index"].iter().any(|word| word_then_paren(word) || cursor.sees(word) && uses_method(cursor))
                || ["fulltext", "spatial"].iter().any(|word| cursor.sees(word)))
}

/// `KEY name USING BTREE (…)`.
fn uses_method(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.next();
    ahead.sees("using") || ahead.next().is_some() && ahead.sees("using")
}

/// Takes such a part.
pub(super) fn part(cursor: &mut Cursor<'_>, table: &QualifiedName) -> Option<Part> {
    let mut name = None;
    if cursor.eat("constraint") && !["primary key", "unique", "foreign key", "check"].iter().any(|word| cursor.sees(word)) {
        name = Some(cursor.identifier()?);
    }
    let kind = match cursor.eat_any(&["primary key", "unique", "foreign key", "check", "fulltext", "spatial", "key", "index"])? {
        "primary key" => {
            method(cursor);
            let columns = plain(&key_parts(cursor)?)?;
            ConstraintKind::PrimaryKey(Key { columns, ..Key::default() })
        }
        "unique" => {
            cursor.eat_any(&["key", "index"]);
            name = index_name(cursor).or(name);
            method(cursor);
            let parts = key_parts(cursor)?;
            let Some(columns) = plain(&parts) else {
                index_options(cursor)?;
                return Some(Part::Index(index(name, table, true, parts)));
            };
            ConstraintKind::Unique(Key { columns, ..Key::default() })
        }
        "foreign key" => {
            let own = index_name(cursor);
            name = name.or(own);
            let columns = cursor.columns()?;
            cursor.expect("references")?;
            ConstraintKind::ForeignKey(references(cursor, columns)?)
        }
        "check" => check(cursor)?,
        _ => {
            cursor.eat_any(&["key", "index"]);
            let name = index_name(cursor);
            method(cursor);
            let parts = key_parts(cursor)?;
            index_options(cursor)?;
            return Some(Part::Index(index(name, table, false, parts)));
        }
    };
    index_options(cursor)?;
    let mut definition = ConstraintDefinition::new(settled_name(name, &kind, cursor), kind);
    attributes(cursor, &mut definition);
    conflict(cursor)?;
    Some(Part::Constraint(definition))
}

/// The name that MySQL gives a key: its own for a primary key, that of the first column where none is written.
pub(super) fn settled_name(name: Option<String>, kind: &ConstraintKind, cursor: &Cursor<'_>) -> Option<String> {
    match kind {
        ConstraintKind::PrimaryKey(_) if is_mysql(cursor) => Some(PRIMARY.to_owned()),
        ConstraintKind::Unique(key) if is_mysql(cursor) => name.or_else(|| key.columns.first().cloned()),
        _ => name,
    }
}

/// An index; in MySQL one without a name is called after its first column.
pub(super) fn index(name: Option<String>, table: &QualifiedName, unique: bool, parts: Vec<IndexPart>) -> CreateIndex {
    let name = name.or_else(|| match parts.first() {
        Some(IndexPart::Column(column)) => Some(column.clone()),
        _ => None,
    });
    CreateIndex {
        name,
        table: table.clone(),
        unique,
        concurrently: false,
        if_not_exists: false,
        only: false,
        method: "btree".to_owned(),
        parts,
        part_options: Vec::new(),
        include: Vec::new(),
        predicate: None,
        nulls_not_distinct: false,
    }
}

fn index_name(cursor: &mut Cursor<'_>) -> Option<String> {
    if cursor.sees_symbol(b'(') || cursor.sees("using") { None } else { cursor.identifier() }
}

/// Takes `USING BTREE`.
pub(super) fn method(cursor: &mut Cursor<'_>) {
    if cursor.eat("using") {
        cursor.next();
    }
}

/// Takes what may follow an index in MySQL.
pub(super) fn index_options(cursor: &mut Cursor<'_>) -> Option<()> {
    while is_mysql(cursor) {
        match cursor.eat_any(&["using", "comment", "with parser", "key_block_size", "algorithm", "lock", "visible", "invisible"]) {
            Some("visible" | "invisible") => {}
            Some(_) => {
                cursor.eat_operator("=");
                cursor.next()?;
            }
            None => break,
        }
    }
    Some(())
}

/// Takes what an index orders by: columns, also a beginning of their values, or expressions.
pub(super) fn key_parts(cursor: &mut Cursor<'_>) -> Option<Vec<IndexPart>> {
    cursor.parentheses()?.comma_parts().into_iter().map(key_part).collect()
}

fn key_part(mut cursor: Cursor<'_>) -> Option<IndexPart> {
    let whole = cursor;
    let plain = (|| {
        let column = cursor.identifier()?;
        if cursor.sees_symbol(b'(') {
            // The first characters alone: a number. Anything else is a call.
            let inside = cursor.parentheses()?;
            let number = inside.peek().is_some_and(|token| token.kind == Kind::Number) && inside.peek_at(1).is_none();
            number.then_some(())?;
        }
        if cursor.eat("collate") {
            cursor.next()?;
        }
        cursor.eat_any(&["asc", "desc", "autoincrement"]);
        cursor.finish(IndexPart::Column(column))
    })();
    plain.or_else(|| {
        let mut rest = whole;
        let part = rest.until(&["asc", "desc"], false);
        let text = part.remaining_text();
        let summary = lower::expression_as(text, part.dialect());
        Some(IndexPart::Expression(summary.unwrap_or_else(|| Expression::unread(text))))
    })
}

fn plain(parts: &[IndexPart]) -> Option<Vec<String>> {
    parts
        .iter()
        .map(|part| match part {
            IndexPart::Column(column) => Some(column.clone()),
            IndexPart::Expression(_) => None,
        })
        .collect()
}

/// Takes the condition of a `CHECK`.
pub(super) fn check(cursor: &mut Cursor<'_>) -> Option<ConstraintKind> {
    let inside = cursor.parentheses()?;
    let text = inside.remaining_text();
    let summary = lower::expression_as(text, inside.dialect());
    let expression = summary.unwrap_or_else(|| Expression::unread(text));
    Some(ConstraintKind::Check { expression, no_inherit: false })
}

/// Takes what follows `REFERENCES`.
pub(super) fn references(cursor: &mut Cursor<'_>, columns: Vec<String>) -> Option<ForeignKey> {
    let references = cursor.name()?;
    let referenced_columns = if cursor.sees_symbol(b'(') { cursor.columns()? } else { Vec::new() };
    let (mut on_delete, mut on_update) = (ReferentialAction::NoAction, ReferentialAction::NoAction);
    loop {
        match cursor.eat_any(&["match full", "match partial", "match simple", "on delete", "on update"]) {
            Some("on delete") => on_delete = action(cursor)?,
            Some("on update") => on_update = action(cursor)?,
            Some(_) => {}
            None => return Some(ForeignKey { columns, references, referenced_columns, on_delete, on_update }),
        }
    }
}

fn action(cursor: &mut Cursor<'_>) -> Option<ReferentialAction> {
    Some(match cursor.eat_any(&["no action", "restrict", "cascade", "set null", "set default"])? {
        "restrict" => ReferentialAction::Restrict,
        "cascade" => ReferentialAction::Cascade,
        "set null" => ReferentialAction::SetNull,
        "set default" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    })
}

/// Takes `NOT ENFORCED`, `DEFERRABLE` and their kin.
pub(super) fn attributes(cursor: &mut Cursor<'_>, definition: &mut ConstraintDefinition) {
    const WORDS: &[&str] = &["not deferrable", "deferrable", "initially deferred", "initially immediate", "not enforced", "enforced"];
    while let Some(words) = cursor.eat_any(WORDS) {
        match words {
            "deferrable" => definition.deferrable = true,
            "initially deferred" => definition.initially_deferred = true,
            "not enforced" => definition.not_enforced = true,
            _ => {}
        }
    }
}

/// Takes SQLite's `ON CONFLICT …`.
pub(super) fn conflict(cursor: &mut Cursor<'_>) -> Option<()> {
    if cursor.eat("on conflict") {
        cursor.eat_any(&["rollback", "abort", "fail", "ignore", "replace"])?;
    }
    Some(())
}
