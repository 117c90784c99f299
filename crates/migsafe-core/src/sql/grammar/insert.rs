//! `INSERT … VALUES`, whose values nobody needs: it may be most of a script of many megabytes.

use crate::operation::{Insert, Operation};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::{Kind, Token};

/// Reads an `INSERT` with literal rows from its tokens. `None` for every other form, also where a value is a subquery.
pub(in crate::sql) fn values(mut cursor: Cursor<'_>) -> Option<Vec<Operation>> {
    cursor.expect("insert into")?;
    let table = cursor.name()?;
    if cursor.eat("as") {
        cursor.identifier()?;
    }
    let columns = if cursor.sees_symbol(b'(') { columns(&mut cursor)? } else { Vec::new() };
    cursor.eat_any(&["overriding system value", "overriding user value"]);
    let updates_on_conflict = if cursor.eat("default values") {
        cursor.at_end().then_some(false)?
    } else {
        cursor.expect("values")?;
        let rows = cursor.until(&["on conflict", "returning"], false);
        if !is_plain(rows) {
            return None;
        }
        conflict(cursor)?
    };
    Some(vec![Insert { table, columns, from_query: None, updates_on_conflict }.into()])
}

/// Takes the columns, each also with a subscript.
fn columns(cursor: &mut Cursor<'_>) -> Option<Vec<String>> {
    let column = |mut part: Cursor<'_>| {
        let name = part.identifier()?;
        while part.sees_symbol(b'[') {
            part.skip_balanced();
        }
        part.finish(name)
    };
    cursor.parentheses()?.comma_parts().into_iter().map(column).collect()
}

/// Whether the rows hold nothing that reads another table or calls what a person should know of: no word directly before a parenthesis, no `SELECT`.
fn is_plain(rows: Cursor<'_>) -> bool {
    let mut depth = 0_usize;
    let mut before: Option<Token> = None;
    for token in rows.remaining() {
        match token.kind {
            Kind::Symbol(b'(') => {
                if before.is_some_and(|word| matches!(word.kind, Kind::Word | Kind::QuotedIdentifier)) && !harmless_call(rows, before) {
                    return false;
                }
                depth += 1;
            }
            Kind::Symbol(b')') => {
                let Some(outer) = depth.checked_sub(1) else { return false };
                depth = outer;
            }
            Kind::Symbol(b',' | b'.' | b'[' | b']')
            | Kind::String
            | Kind::DollarString
            | Kind::Number
            | Kind::Operator
            | Kind::QuotedIdentifier => {}
            Kind::Word => {
                let word = rows.of(*token);
                if ["select", "with", "table"].iter().any(|query| word.eq_ignore_ascii_case(query)) {
                    return false;
                }
            }
            _ => return false,
        }
        before = Some(*token);
    }
    depth == 0
}

/// Functions without an effect beyond their value, which stand in seed rows everywhere.
fn harmless_call(rows: Cursor<'_>, word: Option<Token>) -> bool {
    const HARMLESS: &[&str] = &[
        "now",
        "gen_random_uuid",
        "uuid_generate_v4",
        "current_timestamp",
        "to_timestamp",
        "varchar",
        "numeric",
        "timestamp",
        "char",
        "in",
        "row",
    ];
    word.is_some_and(|word| HARMLESS.iter().any(|name| rows.of(word).eq_ignore_ascii_case(name)))
}

/// Reads the tail; whether it updates. `None` where it is more than names and simple assignments.
fn conflict(mut cursor: Cursor<'_>) -> Option<bool> {
    let mut updates = false;
    if cursor.eat("on conflict") {
        cursor.until(&["do"], false);
        updates = match cursor.eat_any(&["do nothing", "do update"])? {
            "do update" => {
                cursor.expect("set")?;
                if cursor.holds("select") {
                    return None;
                }
                cursor.until(&["returning"], false);
                true
            }
            _ => false,
        };
    }
    if cursor.eat("returning") {
        if cursor.holds("select") {
            return None;
        }
        cursor.rest();
    }
    cursor.finish(updates)
}
