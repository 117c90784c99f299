//! `CREATE TABLE` and `CREATE FOREIGN TABLE`.

use super::{Reading, column, constraint};
use crate::operation::{ColumnDefinition, CreateTable, Like, PartitionBound, PartitionBy, PartitionOf, Persistence};
use crate::sql::cursor::Cursor;
use crate::sql::{NotUnderstood, lower};

/// Reads what follows `CREATE`.
pub(super) fn create(mut cursor: Cursor<'_>) -> Option<Reading> {
    cursor.eat_any(&["global", "local"]);
    let persistence = match cursor.eat_any(&["temporary", "temp", "unlogged"]) {
        Some("unlogged") => Persistence::Unlogged,
        Some(_) => Persistence::Temporary,
        None => Persistence::Permanent,
    };
    let foreign = cursor.eat("foreign");
    cursor.expect("table")?;
    let if_not_exists = cursor.if_not_exists();
    let mut create = CreateTable { table: cursor.name()?, if_not_exists, persistence, foreign, ..CreateTable::default() };
    let mut typed = true;
    if cursor.eat("partition of") {
        let parent = cursor.name()?;
        typed = false;
        elements(&mut cursor, &mut create, typed)?;
        create.partition_of = Some(PartitionOf { parent, bound: bound(&mut cursor)? });
    } else if cursor.eat("of") {
        create.of_type = Some(cursor.name()?);
        typed = false;
        elements(&mut cursor, &mut create, typed)?;
    } else if is_query_columns(cursor) {
        let names = cursor.columns()?;
        create.columns = names.into_iter().map(|name| ColumnDefinition { name, ..ColumnDefinition::default() }).collect();
    } else {
        elements(&mut cursor, &mut create, typed)?;
    }
    tail(cursor, create)
}

/// Whether `(a, b)` names the columns of a query that follows.
fn is_query_columns(mut cursor: Cursor<'_>) -> bool {
    cursor.columns().is_some()
}

fn elements(cursor: &mut Cursor<'_>, create: &mut CreateTable, typed: bool) -> Option<()> {
    if !cursor.sees_symbol(b'(') {
        return Some(());
    }
    let parts = cursor.parentheses()?.comma_parts();
    create.columns.reserve_exact(parts.len());
    for mut element in parts {
        if element.eat("like") {
            create.like.push(like(&mut element)?);
        } else if starts_constraint(element) {
            create.constraints.push(constraint::table_constraint(&mut element)?);
        } else if typed {
            create.columns.push(column::definition(&mut element)?);
        } else {
            create.columns.push(column::without_type(&mut element)?);
        }
        element.finish(())?;
    }
    Some(())
}

/// Whether a table constraint follows, and not a column.
pub(super) fn starts_constraint(cursor: Cursor<'_>) -> bool {
    ["constraint", "check", "unique", "primary key", "foreign key", "exclude", "not null"].iter().any(|words| cursor.sees(words))
}

/// What `INCLUDING ALL` stands for (CREATE TABLE, "LIKE").
const EVERYTHING: &[&str] =
    &["comments", "compression", "constraints", "defaults", "generated", "identity", "indexes", "statistics", "storage"];

fn like(cursor: &mut Cursor<'_>) -> Option<Like> {
    let mut like = Like { table: cursor.name()?, including: Vec::new() };
    while let Some(word) = cursor.eat_any(&["including", "excluding"]) {
        let option = cursor.identifier()?;
        if word == "including" {
            like.including.push(option);
            continue;
        }
        if like.including.iter().any(|kept| kept == "all") {
            like.including = EVERYTHING.iter().map(|kept| (*kept).to_owned()).collect();
        }
        like.including.retain(|kept| *kept != option && option != "all");
    }
    Some(like)
}

/// Takes the bound of a partition.
pub(super) fn bound(cursor: &mut Cursor<'_>) -> Option<PartitionBound> {
    if cursor.eat("default") {
        return Some(PartitionBound::Default);
    }
    cursor.expect("for values")?;
    match cursor.eat_any(&["in", "from", "with"])? {
        "in" => Some(PartitionBound::List(texts(cursor)?)),
        "from" => {
            let from = texts(cursor)?;
            cursor.expect("to")?;
            Some(PartitionBound::Range { from, to: texts(cursor)? })
        }
        _ => {
            cursor.parentheses()?;
            Some(PartitionBound::Hash)
        }
    }
}

fn texts(cursor: &mut Cursor<'_>) -> Option<Vec<String>> {
    Some(cursor.parentheses()?.comma_parts().iter().map(bound_text).collect())
}

/// A bound as written, its key words in upper case.
fn bound_text(part: &Cursor<'_>) -> String {
    let text = part.remaining_text();
    if ["minvalue", "maxvalue", "null"].iter().any(|word| part.sees(word)) { text.to_ascii_uppercase() } else { text.to_owned() }
}

fn partition_by(cursor: &mut Cursor<'_>) -> Option<PartitionBy> {
    let strategy = cursor.identifier()?;
    let columns = cursor
        .parentheses()?
        .comma_parts()
        .into_iter()
        .map(|mut part| {
            let call = part.peek_at(1).is_some_and(|next| next.kind == crate::sql::lexer::Kind::Symbol(b'('));
            if call { String::new() } else { part.identifier().unwrap_or_default() }
        })
        .collect();
    Some(PartitionBy { strategy, columns })
}

fn tail(mut cursor: Cursor<'_>, mut create: CreateTable) -> Option<Reading> {
    const WORDS: &[&str] = &[
        "inherits",
        "partition by",
        "using",
        "with",
        "without oids",
        "on commit preserve rows",
        "on commit delete rows",
        "on commit drop",
        "tablespace",
        "server",
        "options",
        "as",
    ];
    while !cursor.at_end() {
        match cursor.eat_any(WORDS)? {
            "inherits" => create.inherits = cursor.parentheses()?.names()?,
            "partition by" => create.partition_by = Some(partition_by(&mut cursor)?),
            "using" | "tablespace" | "server" => {
                cursor.identifier()?;
            }
            "with" | "options" => {
                cursor.parentheses()?;
            }
            "as" => return Some(as_query(cursor, create)),
            _ => {}
        }
    }
    Some(create.into())
}

fn as_query(mut cursor: Cursor<'_>, mut create: CreateTable) -> Reading {
    let query = cursor.until(&["with no data", "with data"], false);
    let reads = lower::reads(query.remaining_text());
    let unread = reads.is_none();
    create.as_query = Some(reads.unwrap_or_default());
    let mut reading = Reading::from(create);
    if unread {
        reading.not_understood.push(NotUnderstood { span: query.span(), why: "the query could not be read".to_owned() });
    }
    reading
}
