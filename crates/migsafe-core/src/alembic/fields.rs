//! Objects of dataclasses, named tuples and their like: what their fields hold.

use std::rc::Rc;

use super::bound::Bindings;
use super::classes::{Class, with_self};
use super::run::Run;
use super::value::{Arguments, Value};
use crate::span::Span;

impl Run<'_> {
    /// What the fields of an object hold that is made of these arguments.
    pub(super) fn fields_of(&mut self, class: &Rc<Class>, arguments: &Arguments) -> Bindings {
        let mut fields = Bindings::default();
        let declared = class.declared().unwrap_or_default();
        for name in &declared {
            let default = self.default_of(class, name, arguments);
            fields.set(name, default);
        }
        let takes_place = |name: &&String| {
            let field = class.member(name).and_then(Value::call);
            let says = |word: &str, what: bool| field.and_then(|field| field.named(word)).and_then(Value::truth) == Some(what);
            !says("init", false) && !says("kw_only", true)
        };
        for (name, (value, _)) in declared.iter().filter(takes_place).zip(&arguments.places) {
            fields.set(name, value.clone());
        }
        for (name, value, _) in &arguments.named {
            fields.set(name, value.clone());
        }
        fields
    }

    /// What a field holds that gets no argument.
    fn default_of(&mut self, class: &Rc<Class>, name: &str, arguments: &Arguments) -> Value {
        let Some(default) = class.member(name).filter(|_| !arguments.open).cloned() else { return Value::Unknown };
        if !matches!(default.word(), "field" | "Field") {
            return default;
        }
        let Some(field) = default.call() else { return Value::Unknown };
        match (field.named("default"), field.named("default_factory").or(field.named("factory"))) {
            (Some(value), _) => value.clone(),
            (None, Some(factory)) => self.plain(factory.clone(), Arguments { span: arguments.span, ..Arguments::default() }, false),
            (None, None) => Value::Unknown,
        }
    }

    /// What a class does with an object once its fields are set.
    pub(super) fn after_fields(&mut self, class: &Rc<Class>, object: &Value, span: Span) {
        for name in ["__post_init__", "__attrs_post_init__"] {
            if let Some(method) = class.method(name).map(Rc::clone) {
                self.call_function(&method, &with_self(object, Arguments { span, ..Arguments::default() }));
            }
        }
    }
}
