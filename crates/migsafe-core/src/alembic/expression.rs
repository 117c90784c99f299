//! SQLAlchemy's expressions as SQL, as far as their text tells.

use super::types::DataType;
use super::value::{Arguments, Value};
use crate::name::{quote, quote_literal};

/// How deep an expression is followed.
const DEPTH: usize = 20;

/// A literal as SQL.
pub(super) fn literal(value: &Value) -> Option<String> {
    Some(match value {
        Value::None => "NULL".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Number(number) => number.clone(),
        other => quote_literal(other.as_text()?),
    })
}

/// An expression as SQL; texts are literals.
pub(super) fn sql_of(value: &Value) -> Option<String> {
    within(value, DEPTH)
}

pub(super) fn within(value: &Value, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    if let Some(literal) = literal(value) {
        return Some(literal);
    }
    match value {
        Value::Sql(sql) => Some(sql.clone()),
        Value::Member(owner, name) if &**name == "astext" => super::json::as_text(owner, depth),
        // `table.c.column`
        Value::Member(owner, column) => match &**owner {
            Value::Member(table, columns) if matches!(&**columns, "c" | "columns") => {
                let table = super::data::table_of(table).map(|(table, schema)| super::data::qualified(&table, schema.as_deref()));
                Some(table.map_or_else(|| quote(column), |table| format!("{table}.{}", quote(column))))
            }
            _ => None,
        },
        Value::Call(call) => match &call.callee {
            Value::Member(owner, method) => methods(owner, method, &call.arguments, depth),
            callee => function(callee, &call.arguments, depth),
        },
        Value::Name(_) => constant(value).map(str::to_owned),
        _ => None,
    }
}

/// `true()`, also as the class that it makes one of.
fn constant(callee: &Value) -> Option<&'static str> {
    let is_class = callee.path().is_some_and(|path| path.starts_with("sqlalchemy."));
    Some(match callee.word() {
        "true" => "true",
        "false" => "false",
        "null" => "null",
        "True_" if is_class => "true",
        "False_" if is_class => "false",
        "Null" if is_class => "null",
        _ => return None,
    })
}

/// A string constant of which a part is known only when the migration runs: a constant all the same.
fn string_constant(value: &Value) -> Option<&str> {
    let Value::Partial(text) = value else { return None };
    let inner = text.value.strip_prefix('\'')?.strip_suffix('\'')?;
    (!inner.contains(['\'', '\\'])).then_some(&text.value)
}

fn list(arguments: &Arguments, depth: usize) -> Option<Vec<String>> {
    if arguments.open {
        return None;
    }
    arguments.places.iter().map(|(value, _)| within(value, depth)).collect()
}

fn function(callee: &Value, it: &Arguments, depth: usize) -> Option<String> {
    let first = it.places.first().map(|(value, _)| value);
    let word = callee.word();
    match word {
        "text" | "TextClause" | "literal_column" => {
            let text = first.or(it.named("text"))?;
            return text.as_text().or_else(|| string_constant(text)).map(str::to_owned);
        }
        "column" | "Column" | "quoted_name" => return first.and_then(Value::as_text).map(quote),
        "literal" | "bindparam" | "inline_literal" => return first.and_then(literal),
        "and_" => return Some(list(it, depth)?.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(" AND ")),
        "or_" => return Some(list(it, depth)?.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(" OR ")),
        "not_" => return Some(format!("NOT ({})", within(first?, depth)?)),
        "desc" | "asc" => return Some(format!("{} {}", within(first?, depth)?, word.to_uppercase())),
        "cast" => return Some(format!("CAST({} AS {})", within(first?, depth)?, DataType::read(it.get(1, "type_")?).sql)),
        _ => {}
    }
    if let Some(constant) = constant(callee) {
        return Some(constant.to_owned());
    }
    let path = callee.path()?;
    // `sqlalchemy.sql.functions` holds the functions that SQLAlchemy knows by name.
    let is_function = path.contains(".func.") || path.starts_with("func.") || path.contains("sqlalchemy.sql.functions.");
    (is_function && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')).then(|| list(it, depth)).flatten().map(
        |arguments| match word {
            "current_timestamp" | "current_date" | "current_time" | "localtimestamp" | "current_user" if arguments.is_empty() => {
                word.to_uppercase()
            }
            _ => format!("{word}({})", arguments.join(", ")),
        },
    )
}

/// A call of a function of the database, `func.schema.name(…)`; what it is given may be known only when the migration runs.
pub(super) fn function_call(value: &Value) -> Option<String> {
    let Value::Call(call) = value else { return None };
    let path = call.callee.path()?;
    let (_, name) = path.split_once(".func.").or_else(|| path.strip_prefix("func.").map(|name| ("", name)))?;
    let is_name = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if call.arguments.open || !name.split('.').all(is_name) {
        return None;
    }
    let given = |(value, _): &(Value, _)| within(value, DEPTH).unwrap_or_else(|| "$1".to_owned());
    Some(format!("{name}({})", call.arguments.places.iter().map(given).collect::<Vec<_>>().join(", ")))
}

fn methods(owner: &Value, method: &str, it: &Arguments, depth: usize) -> Option<String> {
    let first = it.places.first().map(|(value, _)| value);
    if method == "next_value" && owner.word() == "Sequence" {
        let name = owner.call()?.get(0, "name")?.as_text()?;
        return Some(format!("nextval({})", quote_literal(&quote(name))));
    }
    if let Some(sql) = super::json::method(owner, method, it, depth) {
        return Some(sql);
    }
    let own = within(owner, depth)?;
    let right = || first.and_then(|value| within(value, depth));
    Some(match method {
        "desc" => format!("{own} DESC"),
        "asc" => format!("{own} ASC"),
        "nulls_last" | "nullslast" => format!("{own} NULLS LAST"),
        "nulls_first" | "nullsfirst" => format!("{own} NULLS FIRST"),
        "is_" => format!("{own} IS {}", right()?),
        "isnot" | "is_not" => format!("{own} IS NOT {}", right()?),
        "in_" | "notin_" | "not_in" => {
            let Value::List(items) = first? else { return None };
            let items: Option<Vec<String>> = items.iter().map(|item| within(item, depth)).collect();
            let words = if method == "in_" { "IN" } else { "NOT IN" };
            format!("{own} {words} ({})", items.filter(|items| !items.is_empty())?.join(", "))
        }
        "like" => format!("{own} LIKE {}", right()?),
        "ilike" => format!("{own} ILIKE {}", right()?),
        "cast" => {
            let to = DataType::read(first.or(it.named("type_"))?);
            format!("CAST({own} AS {})", Some(to.sql).filter(|_| to.known)?)
        }
        "label" | "as_scalar" | "self_group" | "bindparams" => own,
        "op" => return None,
        _ => return None,
    })
}

/// An operator on columns.
pub(super) fn operate(left: &Value, operator: &str, right: &Value) -> Option<String> {
    if left.is_static() && right.is_static() {
        return None;
    }
    let (a, b) = (sql_of(left)?, sql_of(right)?);
    let operator = match (operator, b.as_str()) {
        ("==", "NULL") => "IS",
        ("!=", "NULL") => "IS NOT",
        ("==", _) => "=",
        ("!=", _) => "<>",
        ("&", _) => return Some(format!("({a}) AND ({b})")),
        ("|", _) => return Some(format!("({a}) OR ({b})")),
        ("<" | "<=" | ">" | ">=" | "+" | "-" | "*" | "/", _) => operator,
        _ => return None,
    };
    Some(format!("{a} {operator} {b}"))
}
