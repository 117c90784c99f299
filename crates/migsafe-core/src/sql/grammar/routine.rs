//! Functions and procedures, and what calls them: triggers, rules, policies.

use crate::name::QualifiedName;
use crate::operation::{CreateFunction, CreatePolicy, CreateRule, CreateTrigger, Operation, Reads, TypeName, Volatility};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::Kind;
use crate::sql::lower;

/// The words that end the type behind `RETURNS`.
const ATTRIBUTES: &[&str] = &[
    "language",
    "transform",
    "window",
    "immutable",
    "stable",
    "volatile",
    "not leakproof",
    "leakproof",
    "called",
    "returns null",
    "strict",
    "external",
    "security",
    "parallel",
    "cost",
    "rows",
    "support",
    "set",
    "as",
    "begin atomic",
    "return",
];

/// Reads what follows `CREATE [OR REPLACE]`.
pub(super) fn create(mut cursor: Cursor<'_>, or_replace: bool) -> Option<Operation> {
    let procedure = cursor.eat_any(&["function", "procedure"])? == "procedure";
    let function = cursor.name()?;
    let arguments = cursor.parentheses()?.comma_parts().into_iter().filter_map(argument).collect();
    let mut create = CreateFunction { function, or_replace, procedure, arguments, language: "sql".to_owned(), ..CreateFunction::default() };
    if cursor.eat("returns") {
        create.returns = returns(&mut cursor);
    }
    while !cursor.at_end() {
        attribute(&mut cursor, &mut create)?;
    }
    Some(create.into())
}

fn returns(cursor: &mut Cursor<'_>) -> Option<TypeName> {
    if cursor.eat("table") {
        cursor.parentheses()?;
        return Some(TypeName::simple("record"));
    }
    cursor.eat("setof");
    lower::data_type(cursor.until(ATTRIBUTES, false).remaining_text())
}

fn attribute(cursor: &mut Cursor<'_>, create: &mut CreateFunction) -> Option<()> {
    let start = *cursor;
    match cursor.eat_any(ATTRIBUTES)? {
        "language" => create.language = cursor.string().or_else(|| cursor.identifier())?.to_ascii_lowercase(),
        "immutable" => create.volatility = Volatility::Immutable,
        "stable" => create.volatility = Volatility::Stable,
        "as" => {
            create.body = Some(cursor.string()?);
            if cursor.eat_symbol(b',') {
                cursor.string()?;
            }
        }
        "begin atomic" | "return" => {
            cursor.rest();
            let mut whole = start;
            create.body = Some(whole.up_to(cursor).to_owned());
        }
        "set" => {
            cursor.until(&ATTRIBUTES.iter().copied().filter(|word| *word != "set").collect::<Vec<_>>(), false);
        }
        "volatile" | "window" | "strict" | "leakproof" | "not leakproof" => {}
        _ => {
            cursor.until(ATTRIBUTES, false);
        }
    }
    Some(())
}

/// The type of an argument under its catalog name; `None` for one that only goes out.
fn argument(mut cursor: Cursor<'_>) -> Option<String> {
    let mode = cursor.eat_any(&["in out", "inout", "in", "out", "variadic"]);
    if mode == Some("out") {
        return None;
    }
    let mut part = cursor.until_default();
    if !starts_long_type(part) && part.peek_at(1).is_some_and(|next| matches!(next.kind, Kind::Word | Kind::QuotedIdentifier)) {
        part.identifier()?;
        part.eat_any(&["in", "inout", "variadic"]);
    }
    let text = part.remaining_text();
    Some(lower::data_type(text).map_or_else(|| text.to_owned(), |known| known.to_string()))
}

fn starts_long_type(cursor: Cursor<'_>) -> bool {
    ["double precision", "character varying", "timestamp with", "timestamp without", "time with", "time without", "bit varying", "national"]
        .iter()
        .any(|words| cursor.sees(words))
}

/// Reads what follows `CREATE [OR REPLACE]`, where that is a trigger.
pub(super) fn trigger(mut cursor: Cursor<'_>, or_replace: bool) -> Option<Operation> {
    let constraint = cursor.eat("constraint");
    cursor.expect("trigger")?;
    let name = cursor.identifier()?;
    cursor.until(&["on"], false);
    cursor.expect("on")?;
    let table = cursor.name()?;
    cursor.until(&["execute"], false);
    cursor.eat_any(&["execute function", "execute procedure"])?;
    let function = cursor.name()?;
    cursor.parentheses()?;
    cursor.finish(CreateTrigger { name, table, or_replace, constraint, function, needs: Reads::default() }.into())
}

/// Reads what follows `CREATE [OR REPLACE] RULE`.
pub(super) fn rule(mut cursor: Cursor<'_>, or_replace: bool) -> Option<Operation> {
    let name = cursor.identifier()?;
    cursor.expect("as on")?;
    cursor.eat_any(&["select", "insert", "update", "delete"])?;
    cursor.expect("to")?;
    let table: QualifiedName = cursor.name()?;
    cursor.until(&["do"], false);
    cursor.expect("do")?;
    Some(CreateRule { name, table, or_replace, needs: Reads::default() }.into())
}

/// Reads what follows `CREATE POLICY`.
pub(super) fn policy(mut cursor: Cursor<'_>) -> Option<Operation> {
    let name = cursor.identifier()?;
    cursor.expect("on")?;
    let table = cursor.name()?;
    Some(CreatePolicy { name, table, needs: Reads::default() }.into())
}
