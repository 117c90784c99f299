//! Our own small grammar: the forms of PostgreSQL that the parser does not know, one file a family.

mod alter;
mod alter_column;
mod column;
mod constraint;
pub(super) mod data;
mod data_type;
mod drop;
mod expression;
mod generic;
mod index;
pub(super) mod insert;
mod maintenance;
pub(super) mod needs;
pub(super) mod object;
mod privileges;
mod publication;
mod routine;
mod sequence;
mod session;
mod table;
mod types;

use super::NotUnderstood;
use super::cursor::Cursor;
use super::lower;
use crate::name::QualifiedName;
use crate::operation::{CreateObject, Expression, ObjectKind, Operation};

/// What our grammar read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// What the statement asks, in order.
    pub(super) operations: Vec<Operation>,
    /// Parts of it that stay unread.
    pub(super) not_understood: Vec<NotUnderstood>,
}

impl<T: Into<Operation>> From<T> for Reading {
    fn from(operation: T) -> Self {
        Self { operations: vec![operation.into()], not_understood: Vec::new() }
    }
}

impl Reading {
    fn of(operations: Vec<Operation>) -> Self {
        Self { operations, not_understood: Vec::new() }
    }
}

/// Whether our own grammar is asked before the parser: for nearly everything that holds no query. It reads the tokens that are there, in a fraction of the time; and
/// there are forms that the parser takes for something else (measured with sqlparser 0.63): `DEFAULT 'x' NOT NULL` of a domain for a test for NULL, `LIKE t` among
/// columns for a column, the constraint of a partition's column for its type, the operator `<|` for `<<|`.
pub(super) fn comes_first(mut cursor: Cursor<'_>) -> bool {
    match cursor.eat_any(&["create", "alter", "drop", "comment", "grant", "revoke"]) {
        Some("create" | "alter") => {
            object::eat_creation_words(&mut cursor);
            matches!(
                object::kind(&mut cursor),
                Some(
                    ObjectKind::Table
                        | ObjectKind::ForeignTable
                        | ObjectKind::Index
                        | ObjectKind::Type
                        | ObjectKind::Domain
                        | ObjectKind::Operator
                        | ObjectKind::OperatorClass
                        | ObjectKind::OperatorFamily
                )
            )
        }
        word => word.is_some(),
    }
}

/// Reads a whole statement; `None` where the form is not known.
pub(super) fn read(cursor: Cursor<'_>) -> Option<Reading> {
    const WORDS: &[&str] = &[
        "create",
        "alter",
        "drop",
        "grant",
        "revoke",
        "comment",
        "security label",
        "reassign owned",
        "set",
        "reset",
        "truncate",
        "copy",
        "call",
        "merge into",
        "vacuum",
        "analyze",
        "analyse",
        "cluster",
        "reindex",
        "refresh",
        "lock",
        "import foreign schema",
        "delete from",
        "update",
    ];
    let mut rest = cursor;
    match rest.eat_any(WORDS) {
        Some("create") => create(rest),
        Some("alter") => alter(rest),
        Some("drop") => drop::read(rest).map(Reading::of),
        Some("truncate") => data::truncate(rest).map(Reading::of),
        Some(word) => single(word, rest).map(Reading::from),
        None => session::transaction(cursor).map(Reading::from).or_else(|| session::utility(cursor)),
    }
}

fn single(word: &str, cursor: Cursor<'_>) -> Option<Operation> {
    match word {
        "grant" => privileges::read(cursor, true),
        "revoke" => privileges::read(cursor, false),
        "comment" => privileges::comment(cursor),
        "security label" => privileges::label(cursor),
        "reassign owned" => privileges::reassign(cursor),
        "set" => session::set(cursor),
        "reset" => session::reset(cursor),
        "delete from" => data::delete(cursor),
        "update" => data::update(cursor),
        "copy" => data::copy(cursor),
        "call" => data::call(cursor),
        "merge into" => data::merge(cursor),
        "vacuum" => maintenance::vacuum(cursor),
        "analyze" | "analyse" => maintenance::analyze(cursor),
        "cluster" => maintenance::cluster(cursor),
        "reindex" => index::reindex(cursor),
        "refresh" => maintenance::refresh(cursor),
        "lock" => maintenance::lock(cursor),
        _ => import(cursor),
    }
}

/// Sums up an expression. The parser knows `COLLATE` only in some places, and it changes nothing of what is summed up, so it is tried without.
fn expression(cursor: Cursor<'_>) -> Option<Expression> {
    let text = cursor.remaining_text();
    expression::read(cursor).or_else(|| {
        let plain = lower::expression(&without_collations(cursor)?)?;
        Some(plain.written(text))
    })
}

fn without_collations(mut cursor: Cursor<'_>) -> Option<String> {
    let mut text = String::new();
    let mut end = cursor.span().start;
    while !cursor.at_end() {
        if cursor.eat("collate") {
            cursor.name()?;
            end = cursor.last_span().end;
        } else {
            cursor.next();
            let token = cursor.last_span();
            text.push_str(cursor.text().get(end..token.end)?);
            end = token.end;
        }
    }
    Some(text)
}

fn create(mut cursor: Cursor<'_>) -> Option<Reading> {
    let or_replace = cursor.eat("or replace");
    let mut kind = cursor;
    object::eat_creation_words(&mut kind);
    let object = object::kind(&mut kind)?;
    match object {
        ObjectKind::Table | ObjectKind::ForeignTable => table::create(cursor),
        ObjectKind::Index => index::create(cursor).map(Reading::from),
        ObjectKind::View | ObjectKind::MaterializedView => data::view(cursor, or_replace),
        ObjectKind::Type => types::create(kind).map(Reading::from),
        ObjectKind::Domain => types::create_domain(kind).map(Reading::from),
        ObjectKind::Sequence => sequence::create(cursor).map(Reading::from),
        ObjectKind::Function | ObjectKind::Procedure => routine::create(cursor, or_replace).map(Reading::from),
        ObjectKind::Trigger => routine::trigger(cursor, or_replace).map(Reading::from),
        ObjectKind::Rule => routine::rule(kind, or_replace).map(Reading::from),
        ObjectKind::Policy => routine::policy(kind).map(Reading::from),
        ObjectKind::Publication => publication::create(kind).map(Reading::from),
        _ => generic::create(cursor, or_replace),
    }
}

fn alter(mut cursor: Cursor<'_>) -> Option<Reading> {
    if cursor.eat("default privileges") {
        return privileges::defaults(cursor).map(Reading::from);
    }
    let mut kind = cursor;
    match object::kind(&mut kind)? {
        ObjectKind::Table | ObjectKind::ForeignTable | ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Index => {
            alter::relation(cursor)
        }
        ObjectKind::Type => types::alter(kind),
        ObjectKind::Domain => types::alter_domain(kind).map(Reading::from),
        ObjectKind::Sequence => sequence::alter(kind).map(Reading::from),
        ObjectKind::Publication => publication::alter(kind).map(Reading::from),
        object => generic::alter(object, kind).map(Reading::from),
    }
}

/// Reads what follows `IMPORT FOREIGN SCHEMA`: the tables are made by the other server, so only where they come from is known.
fn import(mut cursor: Cursor<'_>) -> Option<Operation> {
    let name = QualifiedName::bare(cursor.identifier()?);
    cursor.until(&["into"], false);
    cursor.expect("into")?;
    Some(CreateObject { object: ObjectKind::ForeignTable, name, or_replace: false, if_not_exists: false, on: None }.into())
}
