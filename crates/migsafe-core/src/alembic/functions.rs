//! Functions of the project, and what a call of one does.

use std::sync::Arc;

use super::bound::Bindings;
use super::run::{Frame, Run};
use super::value::{Arguments, Closure, Value};
use crate::python::{Function, ParameterKind};

/// So many different values of a generator are kept apart.
const YIELDED: usize = 100;

impl Run<'_> {
    /// A function as the file that is being walked through defines it.
    pub(super) fn closure(&mut self, function: &Arc<Function>) -> Closure {
        let (names, module, around) = match self.frames.iter().rev().find(|frame| !frame.is_class) {
            Some(frame) => ((!frame.is_module).then(|| frame.names.clone()), frame.module.clone(), frame.function.clone()),
            None => (None, None, None),
        };
        self.copies(names.as_ref().map_or(0, Bindings::bytes));
        // They are made once, where the function is defined.
        let defaults = function.parameters.iter().map(|it| it.default.as_ref().map(|default| self.evaluate(default))).collect();
        Closure { function: Arc::clone(function), defaults, names, around, module }
    }

    /// The names around a function, as they are now: those that it was defined with may have been changed since.
    fn names_around(&mut self, closure: &Closure) -> Bindings {
        let Some(names) = &closure.names else { return Bindings::default() };
        let is_around = |own: &Arc<Function>| closure.around.as_ref().is_some_and(|around| Arc::ptr_eq(own, around));
        let live = self.frames.iter().rev().find(|frame| frame.function.as_ref().is_some_and(is_around));
        let names = live.map_or(names, |frame| &frame.names).clone();
        self.copies(names.bytes());
        names
    }

    /// Runs a function of this file.
    pub(super) fn call_function(&mut self, closure: &Closure, arguments: &Arguments) -> Value {
        // One that calls itself with what only a run can tell does the same again.
        let function = std::ptr::from_ref(closure);
        let is_told = !arguments.places.is_empty() && arguments.values().all(Value::is_static);
        if !is_told && self.active.contains(&function) {
            return Value::Unknown;
        }
        self.active.push(function);
        let mut frame = Frame {
            names: self.names_around(closure),
            module: closure.module.clone(),
            is_nested: closure.names.is_some(),
            around: closure.around.clone(),
            function: Some(Arc::clone(&closure.function)),
            itself: arguments.places.first().map(|(value, _)| value.clone()),
            entered: self.conditional,
            ..Frame::default()
        };
        let mut places = arguments.places.iter().map(|(value, _)| value.clone());
        let mut taken: Vec<&str> = Vec::new();
        for (parameter, default) in closure.function.parameters.iter().zip(&closure.defaults) {
            let named = arguments.named(&parameter.name).cloned();
            let value = match parameter.kind {
                ParameterKind::Plain => places.next().or(named),
                ParameterKind::Named => named,
                ParameterKind::Rest => Some(Value::list(places.by_ref().collect())),
                ParameterKind::NamedRest => {
                    let rest = arguments.named.iter().filter(|(name, ..)| !taken.contains(&name.as_str()));
                    Some(Value::dict(rest.map(|(name, value, _)| (Value::text(name), value.clone())).collect()))
                }
            };
            taken.push(&parameter.name);
            let value = match (value, default) {
                (Some(value), _) => value,
                (None, Some(default)) if !arguments.open => default.clone(),
                _ => Value::Unknown,
            };
            frame.names.set(&parameter.name, value);
        }
        let place = self.place;
        if closure.module.is_some() {
            self.place = place.or(Some(arguments.span));
        }
        self.frames.push(frame);
        let flow = self.deeper(arguments.span, |run| run.block(&closure.function.body));
        self.place = place;
        self.active.pop();
        let yielded = self.frames.pop().map(|frame| frame.yielded).unwrap_or_default();
        if let Some(first) = yielded.first() {
            // What a context manager yields is bound; what a generator does, walked through.
            let is_context = closure.function.decorators.iter().any(|word| word.ends_with("contextmanager"));
            return if is_context { first.inner().clone() } else { Value::list(yielded) };
        }
        let Some(flow) = flow else { return Value::Unknown };
        match flow.returned {
            Some(value) if flow.next => value.either(Value::None),
            Some(value) => value,
            None if flow.next => Value::None,
            None => Value::Unknown,
        }
    }

    /// `yield value`, or `yield from values`, in the function that is being walked through.
    pub(super) fn yields(&mut self, value: Value, each: bool) {
        let conditional = self.conditional;
        let values = if each { super::comprehension::items(&value) } else { vec![value] };
        let Some(frame) = self.frames.last_mut() else { return };
        for value in values {
            let value = if conditional > frame.entered { value.maybe() } else { value };
            if !frame.yielded.contains(&value) && frame.yielded.len() < YIELDED {
                frame.yielded.push(value);
            }
        }
    }
}
