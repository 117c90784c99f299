//! What differs, in words.

use serde::Serialize;
use serde_json::Value;

use super::Difference;

/// What is gathered while two policies are compared.
#[derive(Debug, Default)]
pub(super) struct Comparison {
    /// The environment at hand.
    pub(super) environment: Option<String>,
    pub(super) loosened: Vec<Difference>,
    pub(super) tightened: Vec<Difference>,
}

impl Comparison {
    /// The value that is the strictest. It is not the branch's: the branch is looser. It is not the trusted one: the branch is stricter. Sets can be both.
    pub(super) fn stricter<T: Serialize + PartialEq>(&mut self, what: &str, branch: &T, trusted: &T, strictest: T) -> T {
        self.differ(what, &shown(branch), &shown(trusted), strictest != *branch, strictest != *trusted);
        strictest
    }

    /// Likewise for lists whose order says nothing.
    pub(super) fn stricter_list<T: Serialize + PartialEq>(&mut self, what: &str, branch: &[T], trusted: &[T], strictest: Vec<T>) -> Vec<T> {
        let same = |list: &[T]| list.len() == strictest.len() && list.iter().all(|item| strictest.contains(item));
        self.differ(what, &shown(&branch), &shown(&trusted), !same(branch), !same(trusted));
        strictest
    }

    /// The trusted value: neither is stricter.
    pub(super) fn trusted<T: Serialize + PartialEq + Clone>(&mut self, what: &str, branch: &T, trusted: &T) -> T {
        self.stricter(what, branch, trusted, trusted.clone())
    }

    /// The trusted value, or the branch's where there is none.
    pub(super) fn first<T: Serialize + PartialEq + Clone>(&mut self, what: &str, branch: Option<&T>, trusted: Option<&T>) -> Option<T> {
        self.stricter(what, &branch.cloned(), &trusted.cloned(), trusted.or(branch).cloned())
    }

    /// Notes a difference.
    pub(super) fn differ(&mut self, what: &str, branch: &str, trusted: &str, looser: bool, stricter: bool) {
        let difference = Difference {
            environment: self.environment.clone(),
            what: what.to_owned(),
            branch_value: branch.to_owned(),
            trusted_value: trusted.to_owned(),
        };
        if looser {
            self.loosened.push(difference.clone());
        }
        if stricter {
            self.tightened.push(difference);
        }
    }
}

/// A value as people read it.
pub(super) fn shown(value: &impl Serialize) -> String {
    serde_json::to_value(value).map_or_else(|error| error.to_string(), |value| words(&value))
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => object(fields),
    }
}

fn object(fields: &serde_json::Map<String, Value>) -> String {
    let of = |name: &str| fields.get(name).map(words);
    if let (Some(seconds), 2) = (fields.get("secs").and_then(Value::as_u64), fields.len()) {
        return duration(seconds);
    }
    // A window of the week, a freeze, and what is one of several.
    if let Some(text) = of("text") {
        return text;
    }
    if let (Some(from), Some(to), Some(reason)) = (of("from"), of("to"), of("reason")) {
        return format!("{from} to {to} ({reason})");
    }
    if let (Some((name, value)), 1) = (fields.iter().next(), fields.len()) {
        return format!("{name}:{}", words(value));
    }
    let said = fields.iter().filter(|(_, value)| !value.is_null() && **value != Value::Array(Vec::new()));
    let told = said.map(|(name, value)| match value {
        Value::Array(words) if name == "run" => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
        _ if name == "command" => words(value),
        _ => format!("{name} {}", words(value)),
    });
    told.collect::<Vec<_>>().join("; ")
}

/// The largest unit that fits.
fn duration(seconds: u64) -> String {
    let units = [(24 * 60 * 60, "d"), (60 * 60, "h"), (60, "m"), (1, "s")];
    let fits = units.iter().find(|(length, _)| seconds >= *length && seconds.is_multiple_of(*length));
    fits.map_or_else(|| "0s".to_owned(), |(length, unit)| format!("{}{unit}", seconds / length))
}
