//! Operations that a project registers with Alembic for itself: `op.create_view(…)`. Source: Alembic's documentation, *Operation Plugins* and the cookbook's *Replaceable Objects*.

use std::rc::Rc;
use std::sync::Arc;

use super::modules::{Module, Modules};
use super::run::Run;
use super::value::{Arguments, Value};
use crate::python::{Argument, Expr, ExprKind, StmtKind};

impl Run<'_> {
    /// A call of an operation that a class of the project is registered for; nothing where none is.
    pub(super) fn registered(&mut self, name: &str, arguments: &Arguments) -> Option<Value> {
        let modules = Arc::clone(&self.modules);
        let (module, class, method) = modules.operation(name)?;
        let class = self.of_module(module, class)?;
        let callee = self.attribute_of(class, method);
        let callee = Some(callee).filter(|callee| self.runs(callee))?;
        let mut all = arguments.clone();
        all.places.insert(0, (Value::Name("alembic.op".into()), all.span));
        Some(self.plain(callee, all, true))
    }

    /// `operations.invoke(operation)`: what the project does with an operation of its own; nothing where it says nothing.
    pub(super) fn invoke(&mut self, arguments: &Arguments) -> Option<Value> {
        let (operation, _) = arguments.places.first()?;
        let class = Rc::clone(&self.class_of(operation)?.name);
        let modules = Arc::clone(&self.modules);
        let (module, function) = modules.implementation(&class)?;
        let function = self.of_module(module, function)?;
        let function = Some(function).filter(|function| self.runs(function))?;
        let places = vec![(Value::Name("alembic.op".into()), arguments.span), (operation.clone(), arguments.span)];
        Some(self.plain(function, Arguments { places, span: arguments.span, ..Arguments::default() }, true))
    }
}

impl Modules {
    /// The class that is registered for an operation, its module, and the method that makes one of a call.
    fn operation<'a>(&'a self, name: &'a str) -> Option<(&'a Arc<Module>, &'a str, &'a str)> {
        self.each_statement().find_map(|(module, kind)| {
            let StmtKind::Class { name: class, decorated_by, .. } = kind else { return None };
            let registers = |decorator: &'a Expr| {
                let arguments = call_of(decorator, "register_operation")?;
                let first = literal(arguments.first()?)?;
                (first == name).then(|| arguments.get(1).and_then(literal).unwrap_or(name))
            };
            Some((module, class.as_str(), decorated_by.iter().find_map(registers)?))
        })
    }

    /// The function that does what the operations of a class ask, and its module.
    fn implementation(&self, class: &str) -> Option<(&Arc<Module>, &str)> {
        self.each_statement().find_map(|(module, kind)| {
            let StmtKind::Def(function) = kind else { return None };
            let implements = |decorator: &Expr| {
                let named = call_of(decorator, "implementation_for").and_then(|arguments| arguments.first());
                named.is_some_and(|named| matches!(&named.value.kind, ExprKind::Name(own) | ExprKind::Attribute(_, own) if own == class))
            };
            function.decorated_by.iter().any(implements).then_some((module, function.name.as_str()))
        })
    }
}

/// The arguments of a call of a method of that name.
fn call_of<'a>(decorator: &'a Expr, name: &str) -> Option<&'a [Argument]> {
    match &decorator.kind {
        ExprKind::Call(function, arguments) => match &function.kind {
            ExprKind::Attribute(_, own) if own == name => Some(arguments),
            _ => None,
        },
        _ => None,
    }
}

fn literal(argument: &Argument) -> Option<&str> {
    match &argument.value.kind {
        ExprKind::Text(parts) => match parts.as_slice() {
            [crate::python::TextPart::Literal(text)] => Some(&text.value),
            _ => None,
        },
        _ => None,
    }
}
