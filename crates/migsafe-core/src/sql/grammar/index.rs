//! `CREATE INDEX` and what rebuilds or drops indexes.

use crate::operation::{CreateIndex, IndexPart, Operation, Reindex, ReindexTarget};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::Kind;
use crate::sql::lower;

/// Reads what follows `CREATE`.
pub(super) fn create(mut cursor: Cursor<'_>) -> Option<Operation> {
    let unique = cursor.eat("unique");
    cursor.expect("index")?;
    let concurrently = cursor.eat("concurrently");
    let if_not_exists = cursor.if_not_exists();
    let name = if cursor.sees("on") { None } else { Some(cursor.identifier()?) };
    cursor.expect("on")?;
    let only = cursor.eat("only");
    let table = cursor.relation()?;
    let method = if cursor.eat("using") { cursor.identifier()? } else { "btree".to_owned() };
    let parts = cursor.parentheses()?.comma_parts().into_iter().map(part).collect::<Option<Vec<_>>>()?;
    let (parts, options): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    let mut index = CreateIndex {
        name,
        table,
        unique,
        concurrently,
        if_not_exists,
        only,
        method,
        parts,
        part_options: lower::written_options(options),
        include: Vec::new(),
        predicate: None,
        nulls_not_distinct: false,
    };
    while !cursor.at_end() {
        match cursor.eat_any(&["include", "nulls not distinct", "nulls distinct", "with", "tablespace", "where"])? {
            "include" => index.include = cursor.columns()?,
            "nulls not distinct" => index.nulls_not_distinct = true,
            "with" => {
                cursor.parentheses()?;
            }
            "tablespace" => {
                cursor.identifier()?;
            }
            "where" => index.predicate = Some(super::expression(cursor.rest())?),
            _ => {}
        }
    }
    Some(index.into())
}

/// A part and what stands behind it.
fn part(mut cursor: Cursor<'_>) -> Option<(IndexPart, String)> {
    let part = what(&mut cursor)?;
    let mut options: Vec<String> = Vec::new();
    while !cursor.at_end() {
        match cursor.eat_any(&["collate", "asc", "desc", "nulls first", "nulls last"]) {
            // That is the order without a word.
            Some("asc") => {}
            Some(words) => options.push(words.to_ascii_uppercase()),
            None => {
                // An operator class, or a parameter of one.
                let (mut class, mut token) = (cursor, cursor);
                let ahead = class.name().map(|_| class).or_else(|| token.next().map(|_| token))?;
                options.push(cursor.up_to(&ahead).to_owned());
            }
        }
    }
    Some((part, options.join(" ")))
}

fn what(cursor: &mut Cursor<'_>) -> Option<IndexPart> {
    if cursor.sees_symbol(b'(') {
        return Some(IndexPart::Expression(super::expression(cursor.parentheses()?)?));
    }
    if cursor.peek_at(1).is_some_and(|next| matches!(next.kind, Kind::Symbol(b'(' | b'.'))) {
        let mut ahead = *cursor;
        ahead.name()?;
        // `lower(a)`; but `a (opclass options)` does not exist without the class before it.
        ahead.parentheses()?;
        return Some(IndexPart::Expression(lower::expression(cursor.up_to(&ahead))?));
    }
    cursor.identifier().map(IndexPart::Column)
}

/// Reads what follows `REINDEX`.
pub(super) fn reindex(mut cursor: Cursor<'_>) -> Option<Operation> {
    let mut concurrently = false;
    if cursor.sees_symbol(b'(') {
        let is_on = |option: &Cursor<'_>| option.sees("concurrently") && !option.holds("false") && !option.holds("off");
        concurrently = cursor.parentheses()?.comma_parts().iter().any(is_on);
    }
    let target = match cursor.eat_any(&["index", "table", "schema", "database", "system"])? {
        "index" => ReindexTarget::Index,
        "table" => ReindexTarget::Table,
        "schema" => ReindexTarget::Schema,
        "database" => ReindexTarget::Database,
        _ => ReindexTarget::System,
    };
    concurrently |= cursor.eat("concurrently");
    let name = if cursor.at_end() { None } else { Some(cursor.name()?) };
    cursor.finish(Reindex { target, name, concurrently }.into())
}
