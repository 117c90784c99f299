//! What is set from outside: attributes of objects, of rows, of classes and of modules.

use std::rc::Rc;

use super::classes::{Class, with_self};
use super::run::Run;
use super::value::{Arguments, Call, Value};
use crate::span::Span;

impl Run<'_> {
    /// `owner.name = value`.
    pub(super) fn set_attribute(&mut self, owner: &Value, name: &str, value: Value, span: Span) {
        match owner {
            Value::Instance(at) => match self.class_of(owner).and_then(|class| class.setter(name)).map(Rc::clone) {
                Some(setter) => {
                    let arguments = Arguments { places: vec![(value, span)], span, ..Arguments::default() };
                    self.call_function(&setter, &with_self(owner, arguments));
                }
                None => self.set_field(*at, name, value),
            },
            Value::Class(class) => self.patch(&Rc::clone(class), name, value),
            Value::Name(path) => self.set_in_module(path, name, value),
            // The session sends it with its next flush.
            Value::Row(_) => {
                self.on_row(owner, Some(name), span);
            }
            Value::Either(ways) => {
                self.conditional += 1;
                for way in ways.iter() {
                    self.set_attribute(way, name, value.clone(), span);
                }
                self.conditional -= 1;
            }
            Value::Unknown if self.changed.is_none() => {
                let why = format!(
                    "{}a row's `{name}` may be changed here; of which table it is a row is known only when the migration runs",
                    self.elsewhere_at(span)
                );
                self.changed = Some((self.stands_at(span), why));
            }
            _ => {}
        }
    }

    /// `Class.name = value`: of the class, and of all that stand on it.
    fn patch(&mut self, class: &Rc<Class>, name: &str, value: Value) {
        let before = self.member(&Value::Class(Rc::clone(class)), name).or_else(|| class.member(name).cloned());
        self.changes += usize::from(self.watched.is_some() && before.as_ref() != Some(&value));
        let before = before.filter(|_| self.conditional > 0);
        let value = before.map_or(value.clone(), |before| before.one_of(value));
        self.patches.push((Rc::clone(class), name.to_owned(), value));
    }

    /// What a name of a class was bound to from outside, as an attribute of its object or of itself.
    pub(super) fn patched(&mut self, class: &Rc<Class>, name: &str, owner: &Value) -> Option<Value> {
        if self.patches.is_empty() {
            return None;
        }
        self.looks_through(self.patches.len());
        let mut classes = std::iter::once(class).chain(class.order());
        let found = classes.find_map(|class| {
            let mut patches = self.patches.iter().rev();
            let patch = patches.find(|(patched, own, _)| own == name && Rc::ptr_eq(patched, class)).map(|(.., value)| value);
            match patch {
                // Whatever is bound nearer hides it.
                None if class.own(name).is_some() || class.own_method(name).is_some() => Some(None),
                patch => patch.map(Some),
            }
        })??;
        Some(if matches!(owner, Value::Instance(_)) { bound_to(found, owner) } else { found.clone() })
    }
}

/// A function as the method of an object.
pub(super) fn bound_to(value: &Value, itself: &Value) -> Value {
    match value {
        Value::Function(closure) => Value::Bound(Rc::clone(closure), Rc::new(itself.clone())),
        Value::Either(ways) => Value::Either(Rc::new(ways.iter().map(|way| bound_to(way, itself)).collect())),
        // It is bound to the object first.
        Value::Call(call) if call.callee.path() == Some("functools.partialmethod") => {
            let mut arguments = call.arguments.clone();
            if let Some((function, _)) = arguments.places.first_mut() {
                *function = bound_to(function, itself);
            }
            Value::Call(Rc::new(Call { callee: Value::Name("functools.partial".into()), arguments }))
        }
        value => value.clone(),
    }
}
