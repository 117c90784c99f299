//! Types.

use crate::operation::TypeName;
use crate::sql::cursor::Cursor;
use crate::sql::lexer::Kind;
use crate::sql::lower;

/// Reads a type, of which nothing is left. The forms that nearly every column has are read here; the rest is the parser's.
pub(super) fn read(cursor: Cursor<'_>) -> Option<TypeName> {
    plain(cursor).or_else(|| lower::data_type(cursor.remaining_text()))
}

/// A type of the project under its quoted or qualified name, or a built-in one.
fn plain(mut cursor: Cursor<'_>) -> Option<TypeName> {
    let is_own = cursor.peek()?.kind == Kind::QuotedIdentifier || cursor.peek_at(1).is_some_and(|next| next.kind == Kind::Symbol(b'.'));
    let mut read = if is_own { own(&mut cursor)? } else { built_in(&mut cursor)? };
    while cursor.eat_symbol(b'[') {
        if cursor.peek()?.kind == Kind::Number {
            cursor.next();
        }
        read.dimensions = read.dimensions.saturating_add(1);
        if !cursor.eat_symbol(b']') {
            return None;
        }
    }
    cursor.finish(read)
}

/// Names of the catalog in quotes or under their schema mean what the parser knows.
fn own(cursor: &mut Cursor<'_>) -> Option<TypeName> {
    let name = cursor.name()?;
    let is_catalog = match &name.schema {
        Some(schema) => schema == "pg_catalog",
        None => name.name == "char" || lower::canonical(&name.name).is_some(),
    };
    (!is_catalog).then(|| TypeName { name, ..TypeName::default() })
}

/// Types of one word and of one name.
const SIMPLE: [&str; 12] =
    ["text", "uuid", "json", "jsonb", "date", "bytea", "boolean", "real", "numeric", "serial", "bigserial", "smallserial"];

fn built_in(cursor: &mut Cursor<'_>) -> Option<TypeName> {
    if cursor.eat("double precision") {
        return Some(TypeName::simple("double precision"));
    }
    let word = cursor.identifier()?;
    let name = SIMPLE.into_iter().find(|name| *name == word).or_else(|| lower::canonical(&word))?;
    let modifiers = if cursor.sees_symbol(b'(') { modifiers(cursor, name)? } else { Vec::new() };
    let is_plain_time = matches!(word.as_str(), "time" | "timestamp");
    let zone = if is_plain_time { cursor.eat_any(&["with time zone", "without time zone"]) } else { None };
    let name = match (word.as_str(), zone) {
        ("time", Some("with time zone")) => "time with time zone",
        ("timestamp", Some("with time zone")) => "timestamp with time zone",
        _ => name,
    };
    Some(TypeName { modifiers, ..TypeName::simple(name) })
}

/// Takes the numbers in parentheses behind a type that has so many.
fn modifiers(cursor: &mut Cursor<'_>, name: &str) -> Option<Vec<String>> {
    let most = match name {
        "numeric" => 2,
        "character varying" => 1,
        _ if name.starts_with("time") => 1,
        _ => return None,
    };
    let number = |mut part: Cursor<'_>| {
        let token = part.next().filter(|token| token.kind == Kind::Number)?;
        let digits = part.of(token);
        part.finish(digits.to_owned()).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let numbers = cursor.parentheses()?.comma_parts().into_iter().map(number).collect::<Option<Vec<_>>>()?;
    (1..=most).contains(&numbers.len()).then_some(numbers)
}
