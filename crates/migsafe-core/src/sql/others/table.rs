//! `CREATE TABLE`.

use super::column::definition;
use super::constraint::{self, Part};
use super::{Reading, is_mysql};
use crate::operation::{CreateTable, Like, Located, Persistence, Reads};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::Kind;
use crate::sql::lower;

/// Reads what follows `CREATE [TEMPORARY] TABLE`.
pub(super) fn create(mut cursor: Cursor<'_>, temporary: bool) -> Option<Reading> {
    let persistence = if temporary { Persistence::Temporary } else { Persistence::Permanent };
    let if_not_exists = cursor.if_not_exists();
    let table = cursor.name()?;
    let mut create = CreateTable { table, if_not_exists, persistence, ..CreateTable::default() };
    let whole = cursor.whole().span();
    let mut indexes: Vec<Located> = Vec::new();
    if cursor.eat("like") {
        create.like.push(everything_of(cursor.name()?));
        return cursor.finish(create.into());
    }
    if cursor.sees_symbol(b'(') {
        let mut inside = cursor.parentheses()?;
        if inside.eat("like") {
            create.like.push(everything_of(inside.name()?));
            return inside.finish(create.into());
        }
        for mut part in inside.comma_parts() {
            let span = part.span();
            if constraint::begins(&part) {
                // SQLite takes one constraint behind the other without a comma too (its source, `parse.y`: `tconscomma`).
                while !part.at_end() {
                    match constraint::part(&mut part, &create.table)? {
                        Part::Constraint(constraint) => create.constraints.push(constraint),
                        Part::Index(index) => indexes.push(Located::new(index.into(), span)),
                    }
                    if is_mysql(&part) {
                        break;
                    }
                }
            } else {
                create.columns.push(definition(&mut part)?);
            }
            part.finish(())?;
        }
    }
    create.as_query = tail(&mut cursor)?;
    let is_something = !create.columns.is_empty() || create.as_query.is_some();
    let mut operations = vec![Located::new(create.into(), whole)];
    operations.append(&mut indexes);
    is_something.then_some(Reading::Located(operations))
}

/// MySQL copies columns, defaults, checks and indexes, and no foreign keys (manual, 15.1.20.3 *CREATE TABLE … LIKE*).
fn everything_of(table: crate::name::QualifiedName) -> Like {
    Like { table, including: vec!["all".to_owned()] }
}

/// Takes the options of the table, which change nothing that is said of it, and its query.
#[allow(clippy::option_option, reason = "not readable, readable without a query, with one")]
fn tail(cursor: &mut Cursor<'_>) -> Option<Option<Reads>> {
    while !cursor.at_end() {
        if cursor.sees("as") || cursor.sees("select") || cursor.sees("with") && !is_mysql(cursor) {
            cursor.eat("as");
            let query = cursor.rest();
            return lower::reads_as(query.remaining_text(), query.dialect()).map(Some);
        }
        if !is_mysql(cursor) {
            // SQLite has these two and no others.
            cursor.eat_any(&["without rowid", "strict"])?;
            cursor.eat_symbol(b',');
            continue;
        }
        let token = cursor.peek()?;
        if token.kind == Kind::Symbol(b'(') {
            cursor.parentheses()?;
        } else {
            cursor.next();
        }
    }
    Some(None)
}

/// Reads what follows `CREATE VIRTUAL TABLE`: the module decides on its columns.
pub(super) fn create_virtual(mut cursor: Cursor<'_>) -> Option<Reading> {
    let if_not_exists = cursor.if_not_exists();
    let table = cursor.name()?;
    cursor.expect("using")?;
    Some(CreateTable { table, if_not_exists, as_query: Some(Reads::default()), ..CreateTable::default() }.into())
}
