//! SQLAlchemy's access to parts of JSON as PostgreSQL's operators. Measured with SQLAlchemy 2.1.

use std::rc::Rc;

use super::expression::within;
use super::types::DataType;
use super::value::{Arguments, Call, Value};
use crate::name::quote_literal;

/// The method as which `column[key]` is kept.
const ELEMENT: &str = "[]";

/// `value[key]` of a column of JSON or of a part of one; nothing where the value is not known to be JSON, or the key is only known when the migration runs.
pub(super) fn element(value: &Value, key: &Value) -> Option<Value> {
    is_binary(value)?;
    key_of(key)?;
    let callee = Value::Member(Rc::new(value.clone()), ELEMENT.into());
    let arguments = Arguments { places: vec![(key.clone(), <_>::default())], ..Arguments::default() };
    Some(Value::Call(Rc::new(Call { callee, arguments })))
}

/// What a method of a part of JSON gives, as SQL; nothing where the owner is none.
pub(super) fn method(owner: &Value, method: &str, it: &Arguments, depth: usize) -> Option<String> {
    if method == ELEMENT {
        return element_of(owner, it, depth);
    }
    let to = match method {
        "as_json" => {
            let (owner, arguments) = part(owner)?;
            return element_of(owner, arguments, depth);
        }
        "as_string" => "VARCHAR".to_owned(),
        "as_integer" => "INTEGER".to_owned(),
        "as_float" => "FLOAT".to_owned(),
        "as_boolean" => "BOOLEAN".to_owned(),
        "as_numeric" => {
            let number = |place, name| if let Some(Value::Int(number)) = it.get(place, name) { Some(*number) } else { None };
            format!("NUMERIC({}, {})", number(0, "precision")?, number(1, "scale")?)
        }
        _ => return None,
    };
    let text = text_of(owner, depth)?;
    Some(format!("CAST({text} AS {to})"))
}

/// `….astext` as SQL.
pub(super) fn as_text(owner: &Value, depth: usize) -> Option<String> {
    Some(format!("({})", text_of(owner, depth)?))
}

/// Whether a value is JSON, and then whether it is `jsonb` by its type for every database: a variant is not.
fn is_binary(value: &Value) -> Option<bool> {
    let Value::Call(call) = value else { return None };
    match &call.callee {
        Value::Member(owner, method) if matches!(&**method, ELEMENT | "as_json") => is_binary(owner),
        _ if matches!(value.word(), "column" | "Column" | "mapped_column") => is_binary_type(call.arguments.get(1, "type_")?),
        _ => None,
    }
}

fn is_binary_type(value: &Value) -> Option<bool> {
    if let Value::Call(call) = value
        && let Value::Member(owner, method) = &call.callee
        && &**method == "with_variant"
    {
        return is_binary_type(owner);
    }
    match DataType::read(value).sql.as_str() {
        "JSON" => Some(false),
        "JSONB" => Some(true),
        _ => None,
    }
}

/// The value that `[…]` is asked of, and what stands in the brackets.
fn part(value: &Value) -> Option<(&Value, &Arguments)> {
    let Value::Call(call) = value else { return None };
    match &call.callee {
        Value::Member(owner, method) if &**method == ELEMENT => Some((owner, &call.arguments)),
        _ => None,
    }
}

enum Key {
    /// A field's name or a place.
    One(String),
    /// Several, one within the other.
    Path(String),
}

fn key_of(value: &Value) -> Option<Key> {
    Some(match value {
        Value::Int(place) => Key::One(place.to_string()),
        Value::List(items) => {
            let step = |item: &Value| match item {
                Value::Int(place) => Some(place.to_string()),
                other => other.as_text().map(str::to_owned),
            };
            let steps = items.iter().map(step).collect::<Option<Vec<_>>>()?;
            Key::Path(quote_literal(&format!("{{{}}}", steps.join(", "))))
        }
        other => Key::One(quote_literal(other.as_text()?)),
    })
}

fn element_of(owner: &Value, arguments: &Arguments, depth: usize) -> Option<String> {
    let binary = is_binary(owner)?;
    let (key, own) = (&arguments.places.first()?.0, within(owner, depth)?);
    Some(match key_of(key)? {
        Key::One(key) if binary => format!("({own}[{key}])"),
        Key::One(key) => format!("({own} -> {key})"),
        Key::Path(path) => format!("({own} #> {path})"),
    })
}

/// A part as text, without parentheses around it.
fn text_of(value: &Value, depth: usize) -> Option<String> {
    let (owner, arguments) = part(value)?;
    let (key, own) = (&arguments.places.first()?.0, within(owner, depth)?);
    Some(match key_of(key)? {
        Key::One(key) => format!("{own} ->> {key}"),
        Key::Path(path) => format!("{own} #>> {path}"),
    })
}

/// What `json.loads` makes of a text.
pub(super) fn loaded(text: &str) -> Option<Value> {
    value_of(&serde_json::from_str(text).ok()?)
}

fn value_of(json: &serde_json::Value) -> Option<Value> {
    use serde_json::Value as Json;
    Some(match json {
        Json::Null => Value::None,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => number.as_i64().map_or_else(|| Value::Number(number.to_string()), Value::Int),
        Json::String(text) => Value::text(text),
        Json::Array(items) => Value::list(items.iter().map(value_of).collect::<Option<Vec<_>>>()?),
        Json::Object(pairs) => {
            let pair = |(key, value): (&String, &Json)| Some((Value::text(key), value_of(value)?));
            Value::dict(pairs.iter().map(pair).collect::<Option<Vec<_>>>()?)
        }
    })
}
