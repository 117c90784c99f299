//! Names: what they stand for, and what binds them from near and far.

use std::sync::Arc;

use super::modules::STAR;
use super::run::Run;
use super::value::{Arguments, Value};
use crate::span::Span;

/// What `sys.modules[__name__]` is in a revision.
const ITSELF: &str = "sys.modules.itself";

/// What `globals()` gives.
pub(super) const GLOBALS: &str = "builtins.globals.itself";

impl Run<'_> {
    /// What a name stands for in the function that is being walked through.
    pub(super) fn lookup(&mut self, name: &str) -> Option<Value> {
        let mut frames = self.frames.iter().rev();
        let mut frame = frames.next()?;
        if let Some(value) = frame.names.get(name) {
            return Some(value.clone());
        }
        while frame.is_class {
            // The body of a class finds the names around it, those of a class around it excepted.
            frame = frames.next()?;
            if let Some(value) = frame.names.get(name).filter(|_| !frame.is_class) {
                return Some(value.clone());
            }
        }
        if frame.is_nested {
            // The function around it may have bound the name later.
            let mut around = self.frames.iter().rev().skip(1).filter(|around| !around.is_module);
            if let Some(value) = around.find_map(|around| around.names.get(name)) {
                return Some(value.clone());
            }
        }
        match frame.module.clone() {
            Some(module) => self.of_module(&module, name),
            None => self.global(name).cloned().or_else(|| self.of_star(name)),
        }
    }

    /// Binds a name: the function's own, or one that it says to be the module's or the function's around it.
    pub(super) fn bind(&mut self, name: &str, value: Value) {
        let Some(frame) = self.frames.last_mut() else { return };
        if !frame.global.contains(name) && !frame.nonlocal.contains(name) {
            frame.names.set(name, value);
            return;
        }
        let (is_global, around) = (frame.global.contains(name), frame.around);
        frame.names.set(name, value.clone());
        if is_global {
            self.set_global(name, value);
            return;
        }
        let is_sure = self.conditional == 0;
        self.changes += usize::from(self.watched.is_some());
        let live = self.frames.iter_mut().rev().find(|frame| frame.call == around).map(|frame| &mut frame.names);
        if let Some(names) = live.or_else(|| self.kept.get_mut(&around)) {
            names.set_or_join(name, value, is_sure);
        }
    }

    /// Binds a name of the module whose code is being walked through.
    fn set_global(&mut self, name: &str, value: Value) {
        let is_sure = self.conditional == 0;
        let names = match self.frames.last().and_then(|frame| frame.module.clone()) {
            Some(module) => self.names_of_module(&module, name),
            None => self.frames.first_mut().map(|frame| &mut frame.names),
        };
        if let Some(names) = names {
            let changes = names.get(name).is_some_and(|before| *before != value && *before != Value::Unknown);
            names.set_or_join(name, value, is_sure);
            self.changes += usize::from(changes);
        }
    }

    /// `from module import *` binds what is bound already.
    pub(super) fn bind_again(&mut self, module: &str) {
        let own: Vec<String> = self.frames.last().map(|frame| frame.names.names().cloned().collect()).unwrap_or_default();
        for name in own.iter().filter(|name| !name.starts_with(['_', STAR])) {
            if let Some(value) = self.of_project(&format!("{module}.{name}")) {
                self.bind(name, value);
            }
        }
    }

    /// What a name of the revision stands for that a `from … import *` may have brought.
    fn of_star(&mut self, name: &str) -> Option<Value> {
        let stars: Vec<String> =
            self.frames.first()?.names.starting_with(STAR).into_iter().map(|own| format!("{}.{name}", &own[1..])).collect();
        stars.into_iter().find_map(|path| self.of_project(&path))
    }

    /// The name of the module whose code is being walked through: of a revision, the one that Alembic loads it under.
    pub(super) fn module_name(&self) -> Value {
        if let Some(module) = self.frames.last().and_then(|frame| frame.module.as_ref()) {
            return Value::text(module.name());
        }
        let file = self.path.file_name().unwrap_or_default();
        Value::text(file.chars().map(|it| if it.is_alphanumeric() { it } else { '_' }).collect::<String>())
    }

    /// `whole[key]` of what holds the names of modules; nothing where it is something else.
    pub(super) fn of_names(&mut self, whole: &Value, key: &Value) -> Option<Value> {
        let (Value::Name(path), Some(key)) = (whole, key.as_text()) else { return None };
        match &**path {
            "sys.modules" if self.module_name().as_text() == Some(key) => Some(Value::Name(ITSELF.into())),
            "sys.modules" => Some(Value::Name(key.into())),
            GLOBALS | ITSELF => Some(match self.frames.last().and_then(|frame| frame.module.clone()) {
                Some(module) => self.of_module(&module, key).unwrap_or(Value::Unknown),
                None => self.global(key).cloned().unwrap_or(Value::Unknown),
            }),
            _ => None,
        }
    }

    /// `globals().update(…)`, `globals().get(…)`; nothing where it is something else.
    pub(super) fn method_of_names(&mut self, owner: &Value, method: &str, arguments: &Arguments) -> Option<Value> {
        if owner.path() != Some(GLOBALS) || !matches!(owner, Value::Name(_)) {
            return None;
        }
        match (method, arguments.places.first()) {
            ("get", Some((key, _))) => self.of_names(owner, key),
            ("update", first) => {
                let pairs = match first {
                    Some((Value::Dict(pairs), _)) => pairs.to_vec(),
                    None => Vec::new(),
                    Some(_) => vec![(Value::Unknown, Value::Unknown)],
                };
                let named = arguments.named.iter().map(|(name, value, _)| (Value::text(name), value.clone()));
                for (key, value) in pairs.into_iter().chain(named) {
                    self.set_in_names(owner, &key, value, arguments.span);
                }
                Some(Value::None)
            }
            _ => None,
        }
    }

    /// `globals()[key] = value`; whether it is that.
    pub(super) fn set_in_names(&mut self, whole: &Value, key: &Value, value: Value, span: Span) -> bool {
        match (whole, key.as_text()) {
            (Value::Name(path), Some(name)) if &**path == GLOBALS => self.set_global(name, value),
            (Value::Name(path), None) if &**path == GLOBALS && self.frames.last().is_some_and(|frame| frame.module.is_some()) => {}
            (Value::Name(path), None) if &**path == GLOBALS => {
                self.not_understood(span, "a name of the module is bound here that only a run can tell");
            }
            _ => return false,
        }
        true
    }

    /// `module.name = value`.
    pub(super) fn set_in_module(&mut self, path: &str, name: &str, value: Value) {
        let is_sure = self.conditional == 0;
        if path == ITSELF {
            if let Some(frame) = self.frames.first_mut() {
                frame.names.set_or_join(name, value, is_sure);
            }
            return;
        }
        let modules = Arc::clone(&self.modules);
        let full = format!("{path}.{name}");
        if let Some((module, rest)) = modules.holding(&full)
            && rest == name
        {
            // What it is before that may be asked for, too.
            self.of_module(module, name);
            self.make_known(module, name);
            if let Some(names) = self.names_of_module(module, name) {
                names.set_or_join(name, value, is_sure);
            }
        }
    }
}
