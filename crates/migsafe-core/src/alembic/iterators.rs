//! What walks through values, and what Python's own functions make of that: `next`, `filter`, `sorted`, `itertools`.

use std::rc::Rc;

use super::classes::Class;
use super::run::Run;
use super::value::{Arguments, Value};

/// So many combinations of elements are made.
const COMBINED: usize = 10_000;

/// So many elements of something without an end.
const REPEATED: usize = 1_000;

impl Run<'_> {
    /// What a function gives of what it walks through; nothing where it is none of these, or where nobody can tell.
    pub(super) fn of_iterables(&mut self, path: &str, arguments: &Arguments) -> Option<Value> {
        let places: Vec<Value> = arguments.places.iter().map(|(value, _)| value.clone()).collect();
        if arguments.open {
            return None;
        }
        let plain = arguments.named.is_empty();
        match (path, places.as_slice()) {
            ("builtins.next", [iterator, ..]) => self.next_of(iterator, places.get(1)),
            ("builtins.filter", [function, value]) => self.filtered(function, value, arguments),
            ("builtins.sorted", [value]) => self.sorted_by(value, arguments),
            ("builtins.min" | "builtins.max", _) => self.least(path, &places, arguments),
            ("builtins.sum", [value, ..]) => {
                let start = arguments.get(1, "start").cloned().unwrap_or(Value::Int(0));
                Some(self.known(value)?.into_iter().fold(start, |sum, item| Self::operate(sum, "+", item)))
            }
            ("builtins.list" | "builtins.set" | "builtins.frozenset", [value @ Value::Instance(_)]) => {
                self.elements(value).map(Value::list)
            }
            ("builtins.tuple", [value @ Value::Instance(_)]) => self.elements(value).map(Value::tuple),
            ("functools.reduce", [function, value, ..]) => {
                let mut items = self.known(value)?.into_iter();
                let first = places.get(2).cloned().or_else(|| items.next())?;
                Some(items.fold(first, |sum, item| self.called(function, &[sum, item], arguments)))
            }
            ("itertools.chain", _) if plain => {
                let mut all = Vec::new();
                for value in &places {
                    all.extend(self.elements(value)?);
                }
                Some(Value::list(all))
            }
            ("itertools.chain.from_iterable", [value]) => {
                let mut all = Vec::new();
                for value in self.known(value)? {
                    all.extend(self.elements(&value)?);
                }
                Some(Value::list(all))
            }
            ("itertools.product", _) if plain => self.product(&places),
            ("itertools.islice", [value, ..]) => {
                let bound = |at: usize| match places.get(at) {
                    None | Some(Value::None) => Some(None),
                    Some(Value::Int(number)) => usize::try_from(*number).ok().map(Some),
                    Some(_) => None,
                };
                let (start, stop) = if places.len() == 2 { (None, bound(1)?) } else { (bound(1)?, bound(2)?) };
                let items = self.known(value)?;
                let stop = stop.unwrap_or(items.len());
                let every = bound(3)?.filter(|every| *every > 0).unwrap_or(1);
                Some(Value::list(items.into_iter().take(stop).skip(start.unwrap_or(0)).step_by(every).collect()))
            }
            ("itertools.zip_longest", _) => {
                let lists = places.iter().map(|value| self.known(value)).collect::<Option<Vec<_>>>()?;
                let filler = arguments.named("fillvalue").cloned().unwrap_or(Value::None);
                let length = lists.iter().map(Vec::len).max().unwrap_or(0);
                let row = |at: usize| Value::tuple(lists.iter().map(|list| list.get(at).unwrap_or(&filler).clone()).collect());
                Some(Value::list((0..length).map(row).collect()))
            }
            ("itertools.starmap", [function, value]) => {
                let mut given = Vec::new();
                for items in self.known(value)? {
                    let items = self.known(&items)?;
                    given.push(self.called(function, &items, arguments));
                }
                Some(Value::list(given))
            }
            ("itertools.repeat", [value]) => Some(Value::list(vec![value.clone(); REPEATED])),
            ("itertools.repeat", [value, Value::Int(times)]) => {
                let times = usize::try_from(*times).ok().filter(|times| *times <= REPEATED)?;
                Some(Value::list(vec![value.clone(); times]))
            }
            ("itertools.groupby", [value, ..]) => self.groups(value, arguments),
            ("collections.deque", []) => Some(Value::list(Vec::new())),
            ("collections.deque", [value]) if plain => self.elements(value).map(Value::list),
            ("collections.OrderedDict" | "builtins.dict", [value @ Value::List(_)]) => self.dict_of_pairs(value, arguments),
            ("collections.OrderedDict", _) => Some(super::builtin::call("dict", arguments, self.dialect)),
            ("collections.namedtuple", [name, fields]) => named_tuple(name, fields),
            ("builtins.dict.fromkeys", [keys, ..]) => {
                let value = places.get(1).cloned().unwrap_or(Value::None);
                Some(Value::dict(self.known(keys)?.into_iter().map(|key| (key, value.clone())).collect()))
            }
            _ => None,
        }
    }

    /// What a loop over a value walks through, where that is known.
    pub(super) fn elements(&mut self, value: &Value) -> Option<Vec<Value>> {
        match value {
            Value::List(items) => Some(items.to_vec()),
            Value::Dict(pairs) => Some(pairs.iter().map(|(key, _)| key.clone()).collect()),
            Value::Text(_) => Some(super::comprehension::items(value)).filter(|items| !matches!(items.as_slice(), [Value::Maybe(_)])),
            Value::Class(class) if class.table().is_none() => Some(class.fields()),
            Value::Instance(_) => {
                if let Some(items) = self.fields_in_order(value) {
                    return Some(items);
                }
                let method = self.member(value, "__iter__")?;
                let given = self.plain(method, Arguments::default(), false);
                if matches!(given, Value::Instance(_)) { None } else { self.elements(&given) }
            }
            _ => None,
        }
    }

    /// What a loop over a value walks through; of what only a run can tell, one element that may be missing.
    pub(super) fn walked(&mut self, value: &Value) -> Vec<Value> {
        match value {
            Value::Instance(_) => self.elements(value).unwrap_or_else(|| super::comprehension::items(value)),
            value => super::comprehension::items(value),
        }
    }

    /// The same, where none of them may be missing.
    fn known(&mut self, value: &Value) -> Option<Vec<Value>> {
        self.elements(value).filter(|items| items.iter().all(|item| !matches!(item, Value::Maybe(_))))
    }

    fn called(&mut self, function: &Value, values: &[Value], arguments: &Arguments) -> Value {
        let places = values.iter().map(|value| (value.clone(), arguments.span)).collect();
        let arguments = Arguments { places, span: arguments.span, ..Arguments::default() };
        self.deeper(arguments.span, |run| run.plain(function.clone(), arguments, false)).unwrap_or(Value::Unknown)
    }

    /// `next(iterator, default)`: the iterator goes on.
    fn next_of(&mut self, iterator: &Value, default: Option<&Value>) -> Option<Value> {
        let Value::List(items) = iterator else { return None };
        match items.split_first() {
            Some((Value::Maybe(_), _)) => None,
            Some((first, rest)) => {
                let first = first.clone();
                self.changed_in_place(iterator, Value::list(rest.to_vec()));
                Some(first)
            }
            None => default.cloned(),
        }
    }

    fn filtered(&mut self, function: &Value, value: &Value, arguments: &Arguments) -> Option<Value> {
        let mut kept = Vec::new();
        for item in self.elements(value)? {
            let truth = match function {
                Value::None => item.inner().truth(),
                function => self.called(function, &[item.inner().clone()], arguments).truth(),
            };
            match truth {
                Some(true) => kept.push(item),
                Some(false) => {}
                None => kept.push(item.maybe()),
            }
        }
        Some(Value::list(kept))
    }

    /// Each element with what it is compared by.
    fn keyed(&mut self, items: Vec<Value>, arguments: &Arguments) -> Vec<(Value, Value)> {
        let key = arguments.given("key").cloned();
        items
            .into_iter()
            .map(|item| {
                let by = key.as_ref().map_or_else(|| item.clone(), |key| self.called(key, std::slice::from_ref(&item), arguments));
                (by, item)
            })
            .collect()
    }

    pub(super) fn sorted_by(&mut self, value: &Value, arguments: &Arguments) -> Option<Value> {
        let items = self.known(value)?;
        let mut keyed = self.keyed(items, arguments);
        if orders(&keyed).is_none() {
            return Some(Value::Unknown);
        }
        match arguments.named("reverse").map(Value::truth) {
            None | Some(Some(false)) => keyed.sort_by_cached_key(|(by, _)| order_of(by)),
            // What is equal stays in its order.
            Some(Some(true)) => keyed.sort_by_cached_key(|(by, _)| std::cmp::Reverse(order_of(by))),
            Some(None) => return Some(Value::Unknown),
        }
        Some(Value::list(keyed.into_iter().map(|(_, item)| item).collect()))
    }

    fn least(&mut self, path: &str, places: &[Value], arguments: &Arguments) -> Option<Value> {
        let items = match places {
            [value] => self.known(value)?,
            all => all.to_vec(),
        };
        if items.is_empty() {
            return arguments.named("default").cloned();
        }
        let keyed = self.keyed(items, arguments);
        let Some(orders) = orders(&keyed) else { return Some(Value::Unknown) };
        let mut best = 0;
        for at in 1..orders.len() {
            let is_better = if path == "builtins.min" { orders.get(at) < orders.get(best) } else { orders.get(at) > orders.get(best) };
            best = if is_better { at } else { best };
        }
        keyed.into_iter().nth(best).map(|(_, item)| item)
    }

    fn product(&mut self, places: &[Value]) -> Option<Value> {
        let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
        for value in places {
            let items = self.known(value)?;
            if rows.len().saturating_mul(items.len()) > COMBINED {
                return None;
            }
            rows = rows.iter().flat_map(|row| items.iter().map(move |item| row.iter().chain([item]).cloned().collect())).collect();
        }
        Some(Value::list(rows.into_iter().map(Value::tuple).collect()))
    }

    fn groups(&mut self, value: &Value, arguments: &Arguments) -> Option<Value> {
        let items = self.known(value)?;
        let key = arguments.get(1, "key").filter(|key| **key != Value::None).cloned();
        let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
        for item in items {
            let by = key.as_ref().map_or_else(|| item.clone(), |key| self.called(key, std::slice::from_ref(&item), arguments));
            if !by.is_static() {
                return Some(Value::Unknown);
            }
            match groups.last_mut().filter(|(last, _)| super::operators::same(last, &by)) {
                Some((_, group)) => group.push(item),
                None => groups.push((by, vec![item])),
            }
        }
        Some(Value::list(groups.into_iter().map(|(by, group)| Value::tuple(vec![by, Value::list(group)])).collect()))
    }

    fn dict_of_pairs(&mut self, value: &Value, arguments: &Arguments) -> Option<Value> {
        let mut pairs = Vec::new();
        for pair in self.known(value)? {
            match self.known(&pair)?.as_slice() {
                [key, value] => pairs.push((key.clone(), value.clone())),
                _ => return None,
            }
        }
        pairs.extend(arguments.named.iter().map(|(name, value, _)| (Value::text(name), value.clone())));
        Some(Value::dict(pairs))
    }

    /// What a named tuple holds.
    pub(super) fn fields_in_order(&mut self, value: &Value) -> Option<Vec<Value>> {
        let Value::Instance(at) = value else { return None };
        let class = Rc::clone(&self.instances.get(*at)?.class);
        if !class.bases.iter().any(|base| base.word() == "NamedTuple") {
            return None;
        }
        let names = class.declared()?;
        let fields = &self.instances.get(*at)?.fields;
        Some(names.iter().map(|name| fields.get(name).cloned().unwrap_or(Value::Unknown)).collect())
    }
}

/// `namedtuple("Step", "table column")`.
fn named_tuple(name: &Value, fields: &Value) -> Option<Value> {
    let fields: Vec<String> = match fields {
        Value::List(fields) => fields.iter().map(|field| field.as_text().map(str::to_owned)).collect::<Option<_>>()?,
        fields => fields.as_text()?.split([' ', ',']).filter(|field| !field.is_empty()).map(str::to_owned).collect(),
    };
    let mut class = Class::new(name.as_text()?, vec![Value::Name("typing.NamedTuple".into())]);
    class.declared = fields;
    Some(Value::Class(Rc::new(class)))
}

/// What values are compared by: numbers with numbers, texts with texts, tuples of both.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Number(i64),
    Text(String),
    Several(Vec<Self>),
}

fn order_of(value: &Value) -> Option<Order> {
    match value {
        Value::Int(number) => Some(Order::Number(*number)),
        Value::Bool(truth) => Some(Order::Number(i64::from(*truth))),
        Value::List(items) => items.iter().map(order_of).collect::<Option<Vec<_>>>().map(Order::Several),
        value => value.as_text().map(|text| Order::Text(text.to_owned())),
    }
}

/// What elements are compared by; Python compares no text with a number.
fn orders(keyed: &[(Value, Value)]) -> Option<Vec<Order>> {
    let orders = keyed.iter().map(|(by, _)| order_of(by)).collect::<Option<Vec<_>>>()?;
    let is_alike = |order: &Order| orders.first().is_none_or(|first| std::mem::discriminant(order) == std::mem::discriminant(first));
    orders.iter().all(is_alike).then_some(orders)
}
