//! Operators between values that are known.

use super::run::Run;
use super::text::add;
use super::value::{LONGEST, VERSION, Value};
use crate::python::Text;

/// In longer lists nobody looks for doubles.
const DOUBLES: usize = 1_000;

/// The oldest PostgreSQL whose behaviour is told.
const OLDEST: i64 = 14;

impl Run<'_> {
    /// Two operands and the operator between them.
    #[allow(clippy::needless_pass_by_value, reason = "`and` and `or` hand their operands on")]
    pub(super) fn operate(left: Value, operator: &str, right: Value) -> Value {
        match (operator, &left, &right) {
            ("and" | "or", ..) => return logic(operator, &left, right),
            ("+", Value::List(a), Value::List(b)) if a.len() + b.len() < LONGEST => {
                let items = a.iter().chain(b.iter()).cloned().collect();
                return if a.is_tuple() { Value::tuple(items) } else { Value::list(items) };
            }
            ("/", Value::Text(path), Value::Text(part)) => return Value::text(super::files::path_of(&[&path.value, &part.value])),
            ("%", Value::Text(_) | Value::Partial(_), _) => return super::strings::percent(&left, &right),
            ("+", Value::Text(_) | Value::Partial(_), _) | ("+", _, Value::Text(_) | Value::Partial(_)) => {
                let mut text = Text::default();
                let whole = add(&mut text, &left) & add(&mut text, &right);
                if text.value.len() > LONGEST {
                    return Value::Unknown;
                }
                return if whole { Value::Text(text) } else { Value::Partial(text) };
            }
            // What is judged runs on a version that is supported.
            ("<" | "<=" | ">" | ">=" | "==", Value::Name(path), right) if path.starts_with(VERSION) => {
                let number = if let Value::List(parts) = right { parts.first() } else { Some(right) };
                return match number {
                    Some(Value::Int(number)) if *number < OLDEST => Value::Bool(operator.starts_with('>')),
                    _ => Value::Unknown,
                };
            }
            ("+", Value::Int(a), Value::Int(b)) => return a.checked_add(*b).map_or(Value::Unknown, Value::Int),
            ("-", Value::Int(a), Value::Int(b)) => return a.checked_sub(*b).map_or(Value::Unknown, Value::Int),
            ("*", Value::Int(a), Value::Int(b)) => return a.checked_mul(*b).map_or(Value::Unknown, Value::Int),
            ("//", Value::Int(a), Value::Int(b)) => return floor(*a, *b).map_or(Value::Unknown, Value::Int),
            ("%", Value::Int(a), Value::Int(b)) => {
                return floor(*a, *b).and_then(|times| a.checked_sub(times.checked_mul(*b)?)).map_or(Value::Unknown, Value::Int);
            }
            ("**", Value::Int(a), Value::Int(b)) => {
                return u32::try_from(*b).ok().and_then(|power| a.checked_pow(power)).map_or(Value::Unknown, Value::Int);
            }
            ("*", Value::Text(text), Value::Int(times)) => {
                let times = usize::try_from(*times).unwrap_or(0);
                let fits = text.value.len().saturating_mul(times) <= LONGEST;
                return if fits { Value::text(text.value.repeat(times)) } else { Value::Unknown };
            }
            ("is" | "==" | "is not" | "!=", Value::Name(a), Value::Name(b)) if a.starts_with("builtins.") && b.starts_with("builtins.") => {
                return Value::Bool((a == b) == matches!(operator, "is" | "=="));
            }
            ("*", Value::List(items), Value::Int(times)) | ("*", Value::Int(times), Value::List(items)) => {
                let times = usize::try_from(*times).unwrap_or(0);
                if items.len().saturating_mul(times) > LONGEST {
                    return Value::Unknown;
                }
                return Value::list(items.iter().cloned().cycle().take(items.len() * times).collect());
            }
            ("|", Value::Dict(a), Value::Dict(b)) if a.len() + b.len() < LONGEST => {
                return Value::dict(a.iter().chain(b.iter()).cloned().collect());
            }
            // Of lists there are no such operators: they are sets.
            ("|" | "&" | "-" | "^", Value::List(_), Value::List(_)) => {
                return of_sets(operator, &left, &right).unwrap_or(Value::Unknown);
            }
            // Whether it is a list or a set is not known, nor which enumeration is one of texts.
            ("==" | "is" | "!=" | "is not", Value::List(_) | Value::Dict(_), Value::List(_) | Value::Dict(_))
                if !(left.is_tuple() && right.is_tuple()) =>
            {
                return Value::Unknown;
            }
            ("==" | "is" | "!=" | "is not", Value::Field(..), b) if !matches!(b, Value::Field(..) | Value::None) => return Value::Unknown,
            ("==" | "is" | "!=" | "is not", a, Value::Field(..)) if !matches!(a, Value::Field(..) | Value::None) => return Value::Unknown,
            ("==" | "is", a, b) if a.is_static() && b.is_static() => return Value::Bool(same(a, b)),
            ("!=" | "is not", a, b) if a.is_static() && b.is_static() => return Value::Bool(!same(a, b)),
            ("<", Value::Int(a), Value::Int(b)) => return Value::Bool(a < b),
            (">", Value::Int(a), Value::Int(b)) => return Value::Bool(a > b),
            ("<=", Value::Int(a), Value::Int(b)) => return Value::Bool(a <= b),
            (">=", Value::Int(a), Value::Int(b)) => return Value::Bool(a >= b),
            ("in" | "not in", item, Value::List(items)) if item.is_static() && right.is_static() => {
                return Value::Bool(items.iter().any(|own| same(own, item)) == (operator == "in"));
            }
            ("in" | "not in", item, Value::Dict(items)) if item.is_static() && items.iter().all(|(key, _)| key.is_static()) => {
                return Value::Bool(items.iter().any(|(key, _)| same(key, item)) == (operator == "in"));
            }
            ("in" | "not in", Value::Text(part), Value::Text(whole)) => {
                return Value::Bool(whole.value.contains(&part.value) == (operator == "in"));
            }
            _ => {}
        }
        super::expression::operate(&left, operator, &right).map_or(Value::Unknown, Value::Sql)
    }
}

/// What a number is, whether with a point or without.
fn as_number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(number) => number.to_string().parse().ok(),
        Value::Number(number) => number.replace('_', "").parse().ok(),
        _ => None,
    }
}

/// A set of these: of two that are known to be the same, one.
pub(super) fn without_doubles(items: Vec<Value>) -> Vec<Value> {
    if items.len() > DOUBLES {
        return items;
    }
    let mut own: Vec<Value> = Vec::new();
    for item in items {
        if !(item.is_static() && own.iter().any(|other| other.is_static() && same(other, &item))) {
            own.push(item);
        }
    }
    own
}

/// What stands in sets together.
pub(super) fn of_sets(operator: &str, left: &Value, right: &Value) -> Option<Value> {
    let (Value::List(a), Value::List(b)) = (left, right) else { return None };
    if !left.is_static() || !right.is_static() || a.len().saturating_mul(b.len()) > LONGEST {
        return None;
    }
    let holds = |items: &[Value], item: &Value| items.iter().any(|own| same(own, item));
    let only = |items: &[Value], others: &[Value], wanted: bool| {
        items.iter().filter(|item| holds(others, item) == wanted).cloned().collect::<Vec<_>>()
    };
    Some(Value::list(match operator {
        "|" | "union" => [a.to_vec(), only(b, a, false)].concat(),
        "&" | "intersection" => only(a, b, true),
        "-" | "difference" => only(a, b, false),
        "^" | "symmetric_difference" => [only(a, b, false), only(b, a, false)].concat(),
        _ => return None,
    }))
}

/// Rounds down, as Python's `//` does.
fn floor(a: i64, b: i64) -> Option<i64> {
    let times = a.checked_div(b)?;
    let is_exact = a.checked_rem(b)? == 0;
    if !is_exact && (a < 0) != (b < 0) { times.checked_sub(1) } else { Some(times) }
}

pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a.as_text(), b.as_text()) {
        (Some(a), Some(b)) => a == b,
        _ => match (a, b) {
            (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b)),
            (Value::Number(_), Value::Int(_) | Value::Number(_)) | (Value::Int(_), Value::Number(_)) => {
                as_number(a).is_some() && as_number(a) == as_number(b)
            }
            (Value::Bool(truth), Value::Int(number)) | (Value::Int(number), Value::Bool(truth)) => i64::from(*truth) == *number,
            _ => a == b,
        },
    }
}

fn logic(operator: &str, left: &Value, right: Value) -> Value {
    match (operator, left.truth(), right.truth()) {
        ("and", Some(true), _) | ("or", Some(false), _) => right,
        ("and", _, Some(false)) if right.identity().is_none() => Value::Bool(false),
        ("or", _, Some(true)) if right == Value::Bool(true) => right,
        // Which of the two, only a run can tell.
        _ if left.identity().is_some() || right.identity().is_some() || matches!(left, Value::Either(_)) => left.clone().one_of(right),
        _ => Value::Unknown,
    }
}

pub(super) fn unary(operator: &str, value: Value) -> Value {
    match (operator, &value) {
        ("not", _) => value.truth().map_or(Value::Unknown, |truth| Value::Bool(!truth)),
        ("-", Value::Int(number)) => number.checked_neg().map_or(Value::Unknown, Value::Int),
        ("-", Value::Number(number)) => Value::Number(format!("-{number}")),
        ("~", _) => super::expression::sql_of(&value).map_or(Value::Unknown, |sql| Value::Sql(format!("NOT ({sql})"))),
        ("await", _) => value,
        _ => Value::Unknown,
    }
}
