//! Lists, sets and dicts that a method changes in their place.

use super::builtin;
use super::operators::same;
use super::value::{Arguments, Value};

/// What a container has become, and what the call gives.
pub(super) struct Grown {
    pub(super) changed: Value,
    pub(super) given: Value,
}

impl Grown {
    fn to(changed: Value) -> Self {
        Self { changed, given: Value::None }
    }

    /// Nobody can tell.
    fn unknown() -> Self {
        Self { changed: Value::Unknown, given: Value::Unknown }
    }
}

/// The methods that change a list, a set or a queue.
const OF_LISTS: [&str; 18] = [
    "append",
    "add",
    "appendleft",
    "extend",
    "extendleft",
    "insert",
    "remove",
    "discard",
    "pop",
    "popleft",
    "sort",
    "reverse",
    "clear",
    "rotate",
    "update",
    "difference_update",
    "intersection_update",
    "symmetric_difference_update",
];

/// The methods that change a dict.
const OF_DICTS: [&str; 6] = ["setdefault", "pop", "popitem", "clear", "move_to_end", "update"];

/// Whether a method of that name changes a container.
pub(super) fn grows(method: &str) -> bool {
    OF_LISTS.contains(&method) || OF_DICTS.contains(&method)
}

/// What a method makes of a container; nothing where it changes none. `alone`: what the call gives is thrown away.
pub(super) fn grown(owner: &Value, method: &str, arguments: &Arguments, alone: bool) -> Option<Grown> {
    match owner {
        Value::List(items) => list(items, method, arguments),
        Value::Dict(_) => dict(owner, method, arguments, alone),
        _ => None,
    }
}

fn list(items: &[Value], method: &str, arguments: &Arguments) -> Option<Grown> {
    let first = arguments.places.first().map(|(value, _)| value);
    let mut items = items.to_vec();
    match (method, first) {
        ("append", Some(value)) => items.push(value.clone()),
        // A set holds nothing twice.
        ("add", Some(value)) if value.is_static() && holds(&items, value) => {}
        ("add", Some(value)) => items.push(value.clone()),
        ("appendleft", Some(value)) => items.insert(0, value.clone()),
        ("extend", Some(Value::List(more))) => items.extend(more.iter().cloned()),
        ("update", Some(Value::List(more))) if arguments.places.len() == 1 => {
            for value in more.iter() {
                if !(value.is_static() && holds(&items, value)) {
                    items.push(value.clone());
                }
            }
        }
        ("reverse", None) => items.reverse(),
        ("clear", None) => items.clear(),
        ("sort", None) if arguments.named.is_empty() => return Some(Grown::to(builtin::sorted(items))),
        ("insert", Some(Value::Int(at))) if arguments.places.len() == 2 => {
            let length = i64::try_from(items.len()).ok()?;
            let at = usize::try_from(if *at < 0 { (at + length).max(0) } else { (*at).min(length) }).ok()?;
            items.insert(at, arguments.places.get(1)?.0.clone());
        }
        ("remove" | "discard", Some(value)) if value.is_static() && items.iter().all(Value::is_static) => {
            let Some(at) = items.iter().position(|item| same(item, value)) else { return Some(Grown::to(Value::list(items))) };
            items.remove(at);
        }
        ("pop" | "popleft", _) => {
            let index = if method == "popleft" { Value::Int(0) } else { first.cloned().unwrap_or(Value::Int(-1)) };
            let Some(at) = super::slices::place(&items, &index) else { return Some(Grown::unknown()) };
            let given = items.remove(at);
            return Some(Grown { changed: Value::list(items), given });
        }
        (method, _) if OF_LISTS.contains(&method) => return Some(Grown::unknown()),
        _ => return None,
    }
    Some(Grown::to(Value::list(items)))
}

fn dict(owner: &Value, method: &str, arguments: &Arguments, alone: bool) -> Option<Grown> {
    let Value::Dict(pairs) = owner else { return None };
    let first = arguments.places.first().map(|(value, _)| value);
    let second = || arguments.places.get(1).map_or(Value::None, |(value, _)| value.clone());
    let entry = |key: &Value| pairs.iter().find(|(own, _)| same(own, key)).map(|(_, value)| value.clone());
    let are_known = pairs.iter().all(|(key, _)| key.is_static());
    match (method, first) {
        ("update", _) => {
            let more = match first {
                None => Vec::new(),
                Some(Value::Dict(more)) if !arguments.open => more.to_vec(),
                Some(_) => return Some(Grown::unknown()),
            };
            let named = arguments.named.iter().map(|(name, value, _)| (Value::text(name), value.clone()));
            let mut changed = Some(owner.clone());
            for (key, value) in more.into_iter().chain(named) {
                changed = changed.and_then(|changed| changed.with_entry(key, value));
            }
            Some(Grown::to(changed.unwrap_or(Value::Unknown)))
        }
        ("setdefault", Some(key)) if key.is_static() && are_known => {
            let given = entry(key).unwrap_or_else(second);
            // What is done to something that nobody knows is done to what is kept, too.
            let is_known = alone || given.identity().is_some() || given.is_static();
            let kept = if is_known { given.clone() } else { Value::Unknown };
            Some(Grown { changed: owner.with_entry(key.clone(), kept).unwrap_or(Value::Unknown), given })
        }
        ("pop", Some(key)) if key.is_static() && are_known => {
            let given = entry(key).or_else(|| arguments.places.get(1).map(|(value, _)| value.clone())).unwrap_or(Value::Unknown);
            let left = pairs.iter().filter(|(own, _)| !same(own, key)).cloned().collect();
            Some(Grown { changed: Value::pairs(left), given })
        }
        ("popitem", None) if are_known => {
            let ((key, value), left) = pairs.split_last()?;
            Some(Grown { changed: Value::pairs(left.to_vec()), given: Value::tuple(vec![key.clone(), value.clone()]) })
        }
        ("clear", None) => Some(Grown::to(Value::pairs(Vec::new()))),
        (method, _) if OF_DICTS.contains(&method) => Some(Grown::unknown()),
        _ => None,
    }
}

fn holds(items: &[Value], value: &Value) -> bool {
    items.iter().any(|item| same(item, value))
}

/// A container without what stands under a key: `del container[key]`.
pub(super) fn without(container: &Value, key: &Value) -> Value {
    match container {
        Value::List(items) => match super::slices::place(items, key) {
            Some(at) => Value::list(items.iter().enumerate().filter(|(own, _)| *own != at).map(|(_, item)| item.clone()).collect()),
            None => Value::Unknown,
        },
        Value::Dict(pairs) if key.is_static() && pairs.iter().all(|(key, _)| key.is_static()) => {
            Value::pairs(pairs.iter().filter(|(own, _)| !same(own, key)).cloned().collect())
        }
        _ => Value::Unknown,
    }
}
