//! `INSERT … VALUES`, whose values nobody needs: it may be most of a script of many megabytes.

use crate::operation::{Insert, Operation};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::Kind;

/// Reads an `INSERT` with literal rows from its tokens. `None` for every other form, also where a value is a subquery.
pub(in crate::sql) fn values(mut cursor: Cursor<'_>) -> Option<Vec<Operation>> {
    cursor.expect("insert into")?;
    let table = cursor.name()?;
    if cursor.eat("as") {
        cursor.identifier()?;
    }
    let columns = if cursor.sees_symbol(b'(') { columns(&mut cursor)? } else { Vec::new() };
    cursor.eat_any(&["overriding system value", "overriding user value"]);
    let on_conflict = cursor.holds("on conflict");
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
    Some(vec![
        Insert {
            table,
            columns,
            from_query: None,
            updates_on_conflict,
            on_conflict,
            leaves_out: false,
            copies: Vec::new(),
            never_null: Vec::new(),
        }
        .into(),
    ])
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

/// Whether the rows hold no query of their own, which would read another table.
fn is_plain(rows: Cursor<'_>) -> bool {
    let mut depth = 0_usize;
    for token in rows.remaining() {
        match token.kind {
            Kind::Symbol(b'(') => depth += 1,
            Kind::Symbol(b')') => {
                let Some(outer) = depth.checked_sub(1) else { return false };
                depth = outer;
            }
            Kind::Word => {
                let word = rows.of(*token);
                if ["select", "with", "table", "values"].iter().any(|query| word.eq_ignore_ascii_case(query)) {
                    return false;
                }
            }
            Kind::Symbol(b';') | Kind::Command | Kind::Error(_) => return false,
            _ => {}
        }
    }
    depth == 0
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
