//! Python's own functions and the methods of its own types, as far as migrations use them on literals.

use std::rc::Rc;

use super::strings::{format, join, split, strip, title};
use super::text::add;
use super::value::{Arguments, Call, HOLE, LONGEST, Value};
use crate::python::Text;
use crate::source::Dialect;

/// The most elements that a `range` is unrolled to.
const UNROLLED: i64 = 1_000;

/// The most lists that a `zip` joins.
const ZIPPED: usize = 20;

/// The functions of Python that are known here.
const NAMES: &[&str] = &[
    "bool",
    "super",
    "isinstance",
    "len",
    "range",
    "list",
    "tuple",
    "set",
    "frozenset",
    "sorted",
    "reversed",
    "enumerate",
    "zip",
    "str",
    "dict",
    "int",
    "print",
    "hasattr",
    "getattr",
    "setattr",
    "type",
    "globals",
    "open",
    "map",
    "exec",
    "eval",
    "staticmethod",
    "classmethod",
    "property",
];

/// Its other functions, which change nothing by themselves.
const OTHERS: &str = "__import__ abs all any ascii bin bytearray bytes callable chr compile complex delattr dir divmod exit filter float format hash hex id input iter locals max memoryview min next object oct ord pow quit repr round slice sum vars";

fn is_other(name: &str) -> bool {
    OTHERS.split(' ').any(|other| other == name)
}

/// What a name that the file does not bind stands for.
pub(super) fn named(name: &str) -> Value {
    // An excerpt leaves the import out.
    if name == "op" {
        return Value::Name("alembic.op".into());
    }
    if NAMES.contains(&name) || is_other(name) { Value::Name(format!("builtins.{name}").into()) } else { Value::Unknown }
}

/// A call of a built-in function.
pub(super) fn call(name: &str, arguments: &Arguments, dialect: Dialect) -> Value {
    let first = arguments.places.first().map(|(value, _)| value);
    let items = |value: &Value| match value {
        Value::List(items) => Some(items.to_vec()),
        Value::Dict(items) => Some(items.iter().map(|(key, _)| key.clone()).collect()),
        Value::Class(class) => Some(class.fields()),
        _ => None,
    };
    // In another order, or with a number before each, rows are rows.
    if let Some(row) = first.and_then(super::rows::row_of) {
        match name {
            "list" | "tuple" | "set" | "sorted" | "reversed" => return Value::list(vec![row.maybe()]),
            "enumerate" => return Value::list(vec![Value::list(vec![Value::Unknown, row]).maybe()]),
            _ => {}
        }
    }
    match (name, first) {
        ("bool", Some(value)) => value.truth().map_or(Value::Unknown, Value::Bool),
        ("isinstance", Some(value)) => is_instance(value, arguments.places.get(1).map(|(class, _)| class), dialect),
        ("len", Some(Value::List(items))) if items.iter().any(|item| matches!(item, Value::Maybe(_))) => Value::Unknown,
        ("len", Some(Value::Text(text))) => i64::try_from(text.value.chars().count()).map_or(Value::Unknown, Value::Int),
        ("len", Some(Value::List(items))) => i64::try_from(items.len()).map_or(Value::Unknown, Value::Int),
        ("tuple", None) => Value::tuple(Vec::new()),
        ("tuple", Some(value)) => items(value).map_or(Value::Unknown, Value::tuple),
        ("list" | "set" | "frozenset", None) => Value::list(Vec::new()),
        ("dict", None) if !arguments.open => {
            Value::dict(arguments.named.iter().map(|(name, value, _)| (Value::text(name), value.clone())).collect())
        }
        ("dict", Some(value @ Value::Dict(_))) if arguments.named.is_empty() => value.copied(),
        ("set" | "frozenset", Some(value)) => {
            items(value).map_or(Value::Unknown, |items| Value::list(super::operators::without_doubles(items)))
        }
        ("list", Some(value)) => items(value).map_or(Value::Unknown, Value::list),
        ("reversed", Some(value)) => items(value).map_or(Value::Unknown, |items| Value::list(items.into_iter().rev().collect())),
        ("sorted", Some(value)) => items(value).filter(|_| arguments.named.is_empty()).map_or(Value::Unknown, sorted),
        ("enumerate", Some(value)) => items(value).zip(start_of(arguments)).map_or(Value::Unknown, |(items, start)| {
            Value::list((start..).zip(items).map(|(at, item)| Value::list(vec![Value::Int(at), item])).collect())
        }),
        ("zip", Some(_)) if arguments.places.len() <= ZIPPED => {
            let Some(lists) = arguments.places.iter().map(|(value, _)| items(value)).collect::<Option<Vec<_>>>() else {
                return Value::Unknown;
            };
            let length = lists.iter().map(Vec::len).min().unwrap_or(0);
            Value::list((0..length).map(|at| Value::list(lists.iter().filter_map(|list| list.get(at).cloned()).collect())).collect())
        }
        ("str", Some(value)) => {
            let mut text = Text::default();
            match value {
                Value::Member(owner, name) if **owner == Value::Connection && &**name == "url" => {
                    let scheme = match dialect {
                        Dialect::PostgreSql => "postgresql",
                        Dialect::Sqlite => "sqlite",
                        Dialect::MySql | Dialect::Other => "",
                    };
                    Value::Partial(Text::plain(format!("{scheme}{HOLE}")))
                }
                value if add(&mut text, value) => Value::Text(text),
                _ => Value::Partial(Text::plain(HOLE)),
            }
        }
        ("int", Some(value @ Value::Int(_))) => value.clone(),
        ("int", Some(Value::Bool(truth))) => Value::Int(i64::from(*truth)),
        ("int", Some(Value::Text(text))) if arguments.places.len() == 1 => text.value.trim().parse().map_or(Value::Unknown, Value::Int),
        ("hasattr", Some(Value::Class(class))) => {
            let name = arguments.places.get(1).and_then(|(name, _)| name.as_text());
            name.map_or(Value::Unknown, |name| if class.member(name).is_some() { Value::Bool(true) } else { Value::Unknown })
        }
        ("type", Some(value)) if arguments.places.len() == 1 => {
            let name = match value {
                Value::Text(_) | Value::Partial(_) => "str",
                Value::Int(_) => "int",
                Value::Bool(_) => "bool",
                Value::Dict(_) => "dict",
                value if value.is_tuple() => "tuple",
                _ => return Value::Unknown,
            };
            Value::Name(format!("builtins.{name}").into())
        }
        (
            "callable",
            Some(Value::Text(_) | Value::Partial(_) | Value::List(_) | Value::Dict(_) | Value::Int(_) | Value::Bool(_) | Value::None),
        ) => Value::Bool(false),
        ("callable", Some(Value::Function(_) | Value::Bound(..) | Value::Class(_))) => Value::Bool(true),
        ("type", Some(name)) => made(name, arguments).unwrap_or(Value::Unknown),
        ("range", Some(_)) => range(arguments),
        // It is bound to no object.
        ("staticmethod", Some(_)) => {
            Value::Call(Rc::new(Call { callee: Value::Name("functools.partial".into()), arguments: arguments.clone() }))
        }
        ("classmethod" | "property", Some(function)) => function.clone(),
        _ if is_other(name) => Value::Call(Rc::new(Call { callee: Value::Unknown, arguments: arguments.clone() })),
        _ => Value::Unknown,
    }
}

/// `type(name, bases, members)`.
fn made(name: &Value, arguments: &Arguments) -> Option<Value> {
    let (Value::List(bases), Value::Dict(members)) = (&arguments.places.get(1)?.0, &arguments.places.get(2)?.0) else { return None };
    let member = |(name, value): &(Value, Value)| Some((name.as_text()?.to_owned(), value.clone()));
    let members = members.iter().map(member).collect::<Option<Vec<_>>>()?;
    let name = name.as_text().unwrap_or(HOLE);
    Some(Value::Class(Rc::new(super::classes::Class::made(name, bases.to_vec(), members))))
}

/// `isinstance(value, class)`, also `isinstance(bind.dialect, MySQLDialect)`.
fn is_instance(value: &Value, class: Option<&Value>, dialect: Dialect) -> Value {
    if let Some(Value::Name(path)) = class
        && let Some(kind) = path.strip_prefix("builtins.")
    {
        return match (kind, value) {
            ("str", Value::Text(_) | Value::Partial(_)) | ("dict", Value::Dict(_)) | ("int", Value::Int(_)) | ("bool", Value::Bool(_)) => {
                Value::Bool(true)
            }
            ("str" | "dict" | "int" | "bool" | "list" | "tuple", Value::None) => Value::Bool(false),
            ("str" | "dict" | "int" | "bool", Value::List(_))
            | ("list" | "tuple" | "dict" | "int" | "bool", Value::Text(_) | Value::Partial(_)) => Value::Bool(false),
            _ => Value::Unknown,
        };
    }
    // Of lists and tuples only one kind is known here.
    if let (Some(Value::List(kinds)), Value::List(_)) = (class, value)
        && ["builtins.list", "builtins.tuple"].iter().all(|kind| kinds.iter().any(|own| own.path() == Some(kind)))
    {
        return Value::Bool(true);
    }
    if let (Some(Value::List(kinds)), Value::Text(_)) = (class, value)
        && kinds.iter().all(|kind| matches!(kind.path(), Some("builtins.list" | "builtins.tuple" | "builtins.dict" | "builtins.set")))
    {
        return Value::Bool(false);
    }
    match class.and_then(Value::path) {
        Some(path) if path.starts_with("sqlalchemy.") && path.ends_with(".Table") => match value {
            Value::Class(_) | Value::Text(_) => Value::Bool(false),
            value if value.word() == "Table" => Value::Bool(true),
            _ => Value::Unknown,
        },
        Some(path) if value.word() == "dialect" && path.starts_with("sqlalchemy.dialects.") => match dialect {
            Dialect::PostgreSql => Value::Bool(path.contains(".postgresql.")),
            Dialect::Sqlite => Value::Bool(path.contains(".sqlite.")),
            Dialect::MySql | Dialect::Other => Value::Unknown,
        },
        _ => Value::Unknown,
    }
}

pub(super) fn sorted(mut items: Vec<Value>) -> Value {
    if items.iter().all(|item| item.as_text().is_some()) {
        items.sort_by(|a, b| a.as_text().cmp(&b.as_text()));
        return Value::list(items);
    }
    let number = |item: &Value| if let Value::Int(number) = item { Some(*number) } else { None };
    if items.iter().all(|item| number(item).is_some()) {
        items.sort_by_key(number);
        return Value::list(items);
    }
    Value::Unknown
}

fn range(arguments: &Arguments) -> Value {
    let numbers: Vec<i64> =
        arguments.places.iter().filter_map(|(value, _)| if let Value::Int(it) = value { Some(*it) } else { None }).collect();
    let (start, end, step) = match numbers.as_slice() {
        [end] => (0, *end, 1),
        [start, end] => (*start, *end, 1),
        [start, end, step] => (*start, *end, *step),
        _ => return Value::Unknown,
    };
    if numbers.len() != arguments.places.len() || step == 0 || end.saturating_sub(start) / step > UNROLLED {
        return Value::Unknown;
    }
    let mut items = Vec::new();
    let mut at = start;
    while if step > 0 { at < end } else { at > end } {
        items.push(Value::Int(at));
        at = at.saturating_add(step);
    }
    Value::list(items)
}

/// Where `enumerate` begins.
fn start_of(arguments: &Arguments) -> Option<i64> {
    match arguments.get(1, "start") {
        None => Some(0),
        Some(Value::Int(start)) => Some(*start),
        Some(_) => None,
    }
}

/// A method of a text, list or dict; nothing where it is not one that is known.
pub(super) fn method(value: &Value, name: &str, arguments: &Arguments) -> Option<Value> {
    let first = arguments.places.first().map(|(value, _)| value);
    Some(match (value, name) {
        (Value::Text(text) | Value::Partial(text), "format") => format(text, matches!(value, Value::Text(_)), arguments),
        (Value::Text(text), "join") => join(text, first?)?,
        (Value::Text(text), "strip" | "lstrip" | "rstrip") if first.is_none() => strip(text, name),
        (Value::Text(text), "strip" | "lstrip" | "rstrip") => {
            let characters: Vec<char> = first?.as_text()?.chars().collect();
            Value::text(match name {
                "lstrip" => text.value.trim_start_matches(&characters[..]),
                "rstrip" => text.value.trim_end_matches(&characters[..]),
                _ => text.value.trim_matches(&characters[..]),
            })
        }
        (Value::Partial(_), "strip" | "lstrip" | "rstrip") => value.clone(),
        (Value::Text(text), "lower") => Value::text(text.value.to_lowercase()),
        (Value::Text(text), "upper") => Value::text(text.value.to_uppercase()),
        (Value::Text(text), "isupper") if text.value.is_ascii() => {
            let is_cased = text.value.bytes().any(|byte| byte.is_ascii_alphabetic());
            Value::Bool(is_cased && !text.value.bytes().any(|byte| byte.is_ascii_lowercase()))
        }
        (Value::Text(text), "title") => Value::text(title(&text.value)),
        (Value::Text(text), "replace") => {
            let (from, to) = (first?.as_text()?, arguments.places.get(1)?.0.as_text()?);
            match if from.is_empty() { 0 } else { text.value.matches(from).count() } {
                0 => value.clone(),
                times if times * to.len() > LONGEST => Value::Unknown,
                _ => Value::text(text.value.replace(from, to)),
            }
        }
        (Value::Text(text), "split") => split(&text.value, arguments)?,
        (Value::Text(text), "count") => {
            let part = first?.as_text().filter(|part| !part.is_empty() && arguments.places.len() == 1)?;
            i64::try_from(text.value.matches(part).count()).map_or(Value::Unknown, Value::Int)
        }
        (Value::List(items), "index") if value.is_static() => {
            let at = items.iter().position(|item| super::operators::same(item, first.unwrap_or(&Value::Unknown)))?;
            Value::Int(i64::try_from(at).ok()?)
        }
        (Value::List(items), "count") if value.is_static() => {
            let count = items.iter().filter(|item| super::operators::same(item, first.unwrap_or(&Value::Unknown))).count();
            Value::Int(i64::try_from(count).ok()?)
        }
        (Value::List(_), "copy") => value.copied(),
        (Value::List(_), "union" | "intersection" | "difference" | "symmetric_difference") if arguments.places.len() == 1 => {
            super::operators::of_sets(name, value, first?)?
        }
        (Value::Text(text), _) if super::strings::NAMES.contains(&name) => super::strings::method(&text.value, name, arguments)?,
        (Value::Text(text), "startswith") if arguments.places.len() == 1 => Value::Bool(text.value.starts_with(first?.as_text()?)),
        // As far as what is known of it goes.
        (Value::Partial(text), "startswith") => {
            let (known, wanted) = (text.value.split(HOLE).next().unwrap_or_default(), first?.as_text()?);
            if known.starts_with(wanted) {
                Value::Bool(true)
            } else if wanted.starts_with(known) {
                Value::Unknown
            } else {
                Value::Bool(false)
            }
        }
        (Value::Text(text), "endswith") if arguments.places.len() == 1 => Value::Bool(text.value.ends_with(first?.as_text()?)),
        (Value::Dict(items), "items") => {
            Value::list(items.iter().map(|(key, value)| Value::list(vec![key.clone(), value.clone()])).collect())
        }
        (Value::Dict(items), "keys") => Value::list(items.iter().map(|(key, _)| key.clone()).collect()),
        (Value::Dict(items), "values") => Value::list(items.iter().map(|(_, value)| value.clone()).collect()),
        (Value::Dict(items), "get") if first?.is_static() => {
            let fallback = || arguments.places.get(1).map_or(Value::None, |(value, _)| value.clone());
            Value::entry(items, first?).map_or(Value::Unknown, |found| found.unwrap_or_else(fallback))
        }
        _ => return None,
    })
}
