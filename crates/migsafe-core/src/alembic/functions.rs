//! Functions of the project, and what a call of one does.

use std::sync::Arc;

use super::bound::Bindings;
use super::run::{Frame, Run};
use super::value::{Arguments, Closure, Value};
use crate::python::{Function, ParameterKind};

/// So often a function is walked through that calls itself, each time with other texts.
const AGAIN: usize = 4;

/// So many different values of a generator are kept apart.
const YIELDED: usize = 100;

/// The texts and flags among the arguments: what else changes from call to call makes no other operation.
fn told_of(arguments: &Arguments) -> Vec<Option<Value>> {
    let is_told =
        |value: &Value| matches!(value, Value::Instance(_)) || value.is_static() && !matches!(value, Value::Int(_) | Value::Number(_));
    arguments.values().map(|value| Some(value).filter(|value| is_told(value)).cloned()).collect()
}

impl Run<'_> {
    /// A function as the file that is being walked through defines it.
    pub(super) fn closure(&mut self, function: &Arc<Function>) -> Closure {
        let (names, module, around) = match self.frames.iter_mut().rev().find(|frame| !frame.is_class) {
            Some(frame) => {
                frame.has_functions = true;
                ((!frame.is_module).then(|| frame.names.clone()), frame.module.clone(), frame.call)
            }
            None => (None, None, 0),
        };
        self.copies(names.as_ref().map_or(0, Bindings::bytes));
        // They are made once, where the function is defined.
        let defaults = function.parameters.iter().map(|it| it.default.as_ref().map(|default| self.evaluate(default))).collect();
        Closure { function: Arc::clone(function), defaults, names, around, module }
    }

    /// The names around a function, as they are now: those that it was defined with may have been changed since.
    fn names_around(&mut self, closure: &Closure) -> Bindings {
        let Some(names) = &closure.names else { return Bindings::default() };
        let live = self.frames.iter().rev().find(|frame| closure.around > 0 && frame.call == closure.around).map(|frame| &frame.names);
        let names = live.or_else(|| self.kept.get(&closure.around)).unwrap_or(names).clone();
        self.copies(names.bytes());
        names
    }

    /// Runs a function of this file.
    pub(super) fn call_function(&mut self, closure: &Closure, arguments: &Arguments) -> Value {
        // One that calls itself with what only a run can tell does the same again.
        let function = std::ptr::from_ref(closure);
        let is_told =
            !arguments.places.is_empty() && arguments.values().all(|value| value.is_static() || matches!(value, Value::Instance(_)));
        let is_static = is_told && arguments.values().all(Value::is_static);
        let told = told_of(arguments);
        let around = self.active.iter().filter(|(own, _)| *own == function);
        let is_same = || around.clone().any(|(_, before)| *before == told);
        if (!is_static && is_same()) || (!is_told && around.clone().count() >= AGAIN) {
            return Value::Unknown;
        }
        self.active.push((function, told));
        self.calls += 1;
        let mut frame = Frame {
            names: self.names_around(closure),
            module: closure.module.clone(),
            is_nested: closure.names.is_some(),
            around: closure.around,
            call: self.calls,
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
            self.place = Some(self.stands_at(arguments.span));
        }
        self.frames.push(frame);
        let flow = self.deeper(arguments.span, |run| run.block(&closure.function.body));
        self.place = place;
        self.active.pop();
        let frame = self.frames.pop().unwrap_or_default();
        if frame.has_functions {
            // They may live on.
            self.kept.insert(frame.call, frame.names);
        }
        let yielded = frame.yielded;
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
