//! Functions as values: bound in part, mapped over lists, wrapped by decorators, or handed to code that is not followed and may call them.

use std::rc::Rc;

use super::run::Run;
use super::value::{Arguments, Call, NESTING, Value};
use crate::python::{Expr, ExprKind};
use crate::span::Span;

/// What takes a function and hands back one that does the same.
const SAME: [&str; 9] = [
    "functools.wraps",
    "functools.update_wrapper",
    "functools.lru_cache",
    "functools.cache",
    "contextlib.contextmanager",
    "contextlib.asynccontextmanager",
    "functools.singledispatch",
    "functools.total_ordering",
    "functools.cached_property",
];

/// What only looks at a function that it is given, or keeps it for a call that is followed itself.
const LOOKS: [&str; 20] = [
    "builtins.staticmethod",
    "builtins.classmethod",
    "builtins.property",
    "builtins.isinstance",
    "builtins.hasattr",
    "builtins.callable",
    "builtins.type",
    "builtins.print",
    "builtins.id",
    "builtins.repr",
    "builtins.len",
    "builtins.list",
    "builtins.tuple",
    "builtins.set",
    "builtins.dict",
    "builtins.reversed",
    "builtins.zip",
    "operator.itemgetter",
    "operator.attrgetter",
    "operator.methodcaller",
];

/// The methods of an object that are walked through where Python calls them.
const CALLED: [&str; 8] = ["__init__", "__post_init__", "__call__", "__enter__", "__exit__", "__aenter__", "__aexit__", "__getitem__"];

impl Run<'_> {
    /// Whether a call of it is followed, and so may send something.
    pub(super) fn runs(&self, value: &Value) -> bool {
        self.runs_within(value, NESTING)
    }

    fn runs_within(&self, value: &Value, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return true };
        match value {
            Value::Function(_) | Value::Bound(..) => true,
            Value::Name(path) => path.starts_with("alembic.op."),
            Value::Member(owner, method) if owner.identity().is_some() => super::grown::grows(method),
            Value::Member(owner, _) => matches!(**owner, Value::Connection | Value::Batch(_)) || self.is_session(owner),
            Value::Field(_, inner, _) | Value::Maybe(inner) => self.runs_within(inner, depth),
            Value::Either(ways) => ways.iter().any(|way| self.runs_within(way, depth)),
            Value::Call(_) => bound_in_part(value).and_then(|it| it.places.first()).is_some_and(|(it, _)| self.runs_within(it, depth)),
            Value::Instance(at) => self.instances.get(*at).is_some_and(|instance| instance.class.method("__call__").is_some()),
            _ => false,
        }
    }

    /// A call of a value that is no plain function: bound in part, an object that can be called, a method that was taken from its owner, one of several.
    pub(super) fn call_of_value(&mut self, callee: &Value, arguments: &Arguments, alone: bool) -> Option<Value> {
        match callee {
            Value::Call(call) if matches!(&call.callee, Value::Name(path) if path.starts_with("operator.")) => {
                self.operator(&Rc::clone(call), arguments)
            }
            Value::Call(_) => {
                let mut all = bound_in_part(callee)?.clone();
                let (function, _) = (!all.places.is_empty()).then(|| all.places.remove(0))?;
                all.places.extend(arguments.places.iter().cloned());
                all.named.retain(|(name, ..)| arguments.named(name).is_none());
                all.named.extend(arguments.named.iter().cloned());
                all.open |= arguments.open;
                all.span = arguments.span;
                Some(self.plain(function, all, alone))
            }
            Value::Instance(_) => {
                let method = self.member(callee, "__call__")?;
                Some(self.plain(method, arguments.clone(), alone))
            }
            Value::Member(owner, name) if owner.identity().is_some() => {
                Some(self.method_of_container((**owner).clone(), name, arguments.clone(), alone))
            }
            Value::Member(owner, name) if self.runs(callee) => Some(self.method((**owner).clone(), name, arguments.clone(), alone)),
            Value::Field(_, inner, _) | Value::Maybe(inner) if self.runs(inner) => {
                Some(self.plain((**inner).clone(), arguments.clone(), alone))
            }
            Value::Either(ways) if self.runs(callee) || ways.iter().any(|way| matches!(way, Value::Class(_))) => {
                let ways = Rc::clone(ways);
                Some(self.one_of_several(&ways, |run, way| {
                    if matches!(way, Value::Unknown | Value::None) {
                        Value::Unknown
                    } else {
                        run.plain(way.clone(), arguments.clone(), alone)
                    }
                }))
            }
            _ => None,
        }
    }

    /// A method of a list or a dict, which may change it.
    pub(super) fn method_of_container(&mut self, owner: Value, name: &str, arguments: Arguments, alone: bool) -> Value {
        // It may hold something else by now.
        let owner = self.as_is_now(owner);
        match self.grow(&owner, name, &arguments, alone) {
            Some(done) => done.given,
            None => self.method(owner, name, arguments, alone),
        }
    }

    /// A method of one of several values of which some may send something.
    pub(super) fn method_of_one(&mut self, owner: &Value, name: &str, arguments: &Arguments, alone: bool) -> Option<Value> {
        let Value::Either(ways) = owner else { return None };
        let is_module =
            |way: &Value| matches!(way, Value::Name(path) if self.modules.holding(path).is_some_and(|(_, rest)| rest.is_empty()));
        if !ways.iter().any(|way| acts(way) || is_module(way)) {
            return None;
        }
        let ways = Rc::clone(ways);
        // `None` has no methods.
        let real: Vec<Value> = ways.iter().filter(|way| **way != Value::None).cloned().collect();
        if let [only] = real.as_slice() {
            return Some(self.method(only.clone(), name, arguments.clone(), alone));
        }
        Some(self.one_of_several(&real, |run, way| run.method(way.clone(), name, arguments.clone(), alone)))
    }

    /// Does the same with each of several values of which a run takes one.
    fn one_of_several(&mut self, ways: &[Value], mut each: impl FnMut(&mut Self, &Value) -> Value) -> Value {
        self.conditional += 1;
        let given: Vec<Value> = ways.iter().map(|way| each(self, way)).collect();
        self.conditional -= 1;
        given.into_iter().reduce(Value::either).unwrap_or(Value::Unknown)
    }

    /// `itemgetter(0)(value)` and its like.
    fn operator(&mut self, made: &Call, arguments: &Arguments) -> Option<Value> {
        let (value, span) = arguments.places.first().cloned()?;
        let (first, _) = made.arguments.places.first()?;
        match (made.callee.word(), made.arguments.places.len()) {
            ("itemgetter", 1) => Some(self.item(&value, first, span)),
            ("attrgetter", 1) => Some(first.as_text()?.split('.').fold(value, |value, name| self.attribute_of(value, name))),
            ("methodcaller", _) => {
                let mut rest = made.arguments.clone();
                rest.places.remove(0);
                rest.span = arguments.span;
                Some(self.method(value, first.as_text()?, rest, false))
            }
            _ => None,
        }
    }

    /// `map(function, items, …)`. Python calls it as the result is walked through, which is taken for granted.
    pub(super) fn map(&mut self, arguments: &Arguments) -> Value {
        let Some(((function, _), lists)) = arguments.places.split_first() else { return Value::Unknown };
        let lists: Vec<Vec<Value>> = lists.iter().map(|(list, _)| self.walked(list)).collect();
        let length = lists.iter().map(Vec::len).min().unwrap_or(0);
        let mut given = Vec::new();
        for at in 0..length {
            let items: Vec<&Value> = lists.iter().filter_map(|list| list.get(at)).collect();
            let is_sure = !items.iter().any(|item| matches!(item, Value::Maybe(_)));
            let places = items.into_iter().map(|item| (item.inner().clone(), arguments.span)).collect();
            let one = Arguments { places, span: arguments.span, open: arguments.open, ..Arguments::default() };
            self.conditional += usize::from(!is_sure);
            let value = self.deeper(arguments.span, |run| run.plain(function.clone(), one, false)).unwrap_or(Value::Unknown);
            self.conditional -= usize::from(!is_sure);
            given.push(if is_sure { value } else { value.maybe() });
        }
        self.weighed(Value::list(given))
    }

    /// A function with what decorates it around it.
    pub(super) fn decorated(&mut self, function: Value, decorators: &[Expr]) -> Value {
        decorators.iter().rev().fold(function, |function, decorator| {
            let callee = self.evaluate(decorator);
            if callee.call().is_some_and(|arguments| is_listener(&callee, arguments)) {
                self.may_be_called(function.clone(), decorator.span, false);
            }
            if !self.runs(&callee) && !matches!(callee, Value::Class(_)) {
                return function;
            }
            let arguments = Arguments { places: vec![(function.clone(), decorator.span)], span: decorator.span, ..Arguments::default() };
            let given = self.plain(callee, arguments, false);
            if self.runs(&given) || matches!(given, Value::Class(_)) { given } else { function }
        })
    }

    /// `@generic.register`: a `functools.singledispatch` function calls one of those that are registered with it.
    pub(super) fn add_to_generic(&mut self, function: &Value, decorators: &[Expr]) {
        for decorator in decorators {
            let named = if let ExprKind::Call(named, _) = &decorator.kind { named } else { decorator };
            let ExprKind::Attribute(generic, word) = &named.kind else { continue };
            if word != "register" {
                continue;
            }
            let before = self.evaluate(generic);
            if is_generic(&before) {
                self.assign(generic, before.one_of(function.clone()));
            }
        }
    }

    /// What code that is not followed may do with the functions in its hands: call them, with anything.
    pub(super) fn hand_on(&mut self, callee: &Value, arguments: &Arguments, alone: bool) {
        let path = callee.path().unwrap_or_default();
        if LOOKS.contains(&path)
            || SAME.contains(&path)
            || is_bound_in_part(path)
            || path.starts_with("inspect.")
            || path.starts_with("typing.")
        {
            return;
        }
        let mut functions = Vec::new();
        for value in arguments.values() {
            self.gather(value, &mut functions, NESTING);
        }
        for function in functions {
            self.may_be_called(function, arguments.span, alone);
        }
    }

    /// The functions within a value.
    fn gather(&self, value: &Value, found: &mut Vec<Value>, depth: usize) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match value {
            value if self.runs(value) => found.push(value.clone()),
            // `function.__code__` is as good as the function.
            Value::Member(owner, part) if part.starts_with("__") => self.gather(owner, found, depth),
            Value::List(items) => items.iter().for_each(|item| self.gather(item, found, depth)),
            Value::Dict(pairs) => pairs.iter().for_each(|(_, value)| self.gather(value, found, depth)),
            _ => {}
        }
    }

    /// Walks through a function that may be called, nobody knows with what.
    fn may_be_called(&mut self, function: Value, span: Span, alone: bool) {
        let (before, mark) = self.containers.mark();
        self.conditional += 1;
        self.deeper(span, |run| run.plain(function, Arguments { open: true, span, ..Arguments::default() }, alone));
        self.conditional -= 1;
        let after = self.containers.restore(&before);
        self.join_containers(&[before, after], mark);
    }

    /// The methods of a new object that Python calls where nothing is followed: of an operator, on its way out of the world.
    pub(super) fn hidden_methods(&mut self, itself: &Value, span: Span) {
        let Value::Instance(at) = itself else { return };
        let Some(class) = self.instances.get(*at).map(|instance| Rc::clone(&instance.class)) else { return };
        let hidden = class.methods().filter(|name| name.starts_with("__") && name.ends_with("__") && !CALLED.contains(name));
        for name in hidden.map(str::to_owned).collect::<Vec<_>>() {
            if let Some(method) = class.method(&name).map(Rc::clone) {
                self.may_be_called(Value::Bound(method, Rc::new(itself.clone())), span, false);
            }
        }
    }
}

fn is_generic(value: &Value) -> bool {
    match value {
        Value::Function(closure) => closure.function.decorators.iter().any(|word| word == "singledispatch"),
        Value::Either(ways) => ways.iter().any(is_generic),
        _ => false,
    }
}

/// What happens to a connection: whoever listens for it sets the connection up.
const OF_CONNECTIONS: &str =
    "connect first_connect engine_connect do_connect checkout checkin reset close close_detached detach invalidate begin";

/// Whether it takes a function to be called when something happens to a table or a row: `event.listens_for(table, "after_create")`.
pub(super) fn is_listener(callee: &Value, arguments: &Arguments) -> bool {
    callee.path().is_some_and(|path| matches!(path, "sqlalchemy.event.listens_for" | "sqlalchemy.event.listen"))
        && !arguments.get(1, "identifier").and_then(Value::as_text).is_some_and(|event| OF_CONNECTIONS.split(' ').any(|own| own == event))
}

/// Whether calls of its methods may send something.
fn acts(value: &Value) -> bool {
    match value {
        Value::Connection | Value::Batch(_) | Value::Instance(_) => true,
        Value::Name(path) => &**path == "alembic.op",
        _ => false,
    }
}

fn is_bound_in_part(path: &str) -> bool {
    matches!(path, "functools.partial" | "functools.partialmethod")
}

/// The arguments of a `functools.partial`, the function first.
fn bound_in_part(value: &Value) -> Option<&Arguments> {
    match value {
        Value::Call(call) => match &call.callee {
            Value::Name(path) if is_bound_in_part(path) => Some(&call.arguments),
            _ => None,
        },
        _ => None,
    }
}
