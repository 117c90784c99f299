//! What a `class` statement makes, and what Python does as it makes it.

use std::rc::Rc;

use super::classes::{Class, with_self};
use super::evaluate::attribute;
use super::run::{Frame, Run};
use super::value::{Arguments, Value};
use crate::python::{Argument, Expr, ExprKind, Stmt, StmtKind};
use crate::span::Span;

impl Run<'_> {
    /// A class, with what its body binds. What its body does is done.
    pub(super) fn class(&mut self, name: &str, arguments: &[Argument], body: &[Stmt], span: Span) -> Value {
        let bases: Vec<Value> = arguments.iter().filter(|it| it.name.is_none()).map(|it| self.evaluate(&it.value)).collect();
        let mut class = Class::new(name, bases);
        self.looks_through(class.order().count() * class.bases.len().pow(2));
        let (module, is_nested) = self.frames.last().map(|frame| (frame.module.clone(), !frame.is_module)).unwrap_or_default();
        self.frames.push(Frame { module, is_nested, is_class: true, ..Frame::default() });
        for statement in body {
            self.deeper(statement.span, |run| run.class_statement(&mut class, statement));
        }
        self.frames.pop();
        // SQLModel calls a table after its class where the class does not say.
        let is_table = arguments.iter().any(|it| it.name.as_deref() == Some("table") && it.value.kind == ExprKind::Bool(true));
        if is_table && class.own("__tablename__").is_none() {
            class.members.push(("__tablename__".to_owned(), Value::text(name.to_lowercase())));
        }
        let table = self.table_by_method(&class);
        class.members.extend(table);
        let own_type = self.own_type(&class);
        class.members.extend(own_type);
        let metaclass = arguments.iter().find(|it| it.name.as_deref() == Some("metaclass")).map(|it| self.evaluate(&it.value));
        class.metaclass = match metaclass {
            Some(Value::Class(metaclass)) => Some(metaclass),
            _ => class.order().find_map(|base| base.metaclass.clone()),
        };
        let class = Rc::new(class);
        self.class_is_made(&class, arguments, span);
        Value::Class(class)
    }

    fn class_statement(&mut self, class: &mut Class, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Assign { targets, value, field } if matches!(targets.as_slice(), [Expr { kind: ExprKind::Name(_), .. }]) => {
                let value = self.evaluate(value);
                if let [Expr { kind: ExprKind::Name(member), .. }] = targets.as_slice() {
                    self.bind(member, value.clone());
                    class.methods.retain(|(own, _)| own != member);
                    class.members.push((member.clone(), value));
                    class.declared.extend(field.then(|| member.clone()));
                }
            }
            StmtKind::Declare { target: Expr { kind: ExprKind::Name(member), .. }, field: true } => class.declared.push(member.clone()),
            StmtKind::Def(function) => {
                let closure = Value::Function(Rc::new(self.closure(function)));
                let value = self.decorated(closure.clone(), &function.decorated_by);
                self.bind(&function.name, value.clone());
                match (value, closure) {
                    (Value::Function(method), _) | (_, Value::Function(method)) => {
                        class.members.retain(|(own, _)| *own != function.name);
                        class.methods.push((function.name.clone(), method));
                    }
                    _ => {}
                }
            }
            StmtKind::Nothing | StmtKind::Declare { .. } | StmtKind::Expr(Expr { kind: ExprKind::Text(_), .. }) => {}
            _ => {
                let before = self.names_now();
                // What it calls elsewhere for its effect is most often a registry's.
                self.quiet += 1;
                let _ = self.block(std::slice::from_ref(statement));
                self.quiet -= 1;
                let after = self.names_now();
                for (name, value) in after.iter().filter(|(name, value)| before.get(name) != Some(value)) {
                    match value {
                        Value::Function(method) => class.methods.push((name.clone(), Rc::clone(method))),
                        value => class.members.push((name.clone(), value.clone())),
                    }
                }
            }
        }
    }

    /// What Python calls once the body has run: the metaclass, and `__init_subclass__` of the classes that it stands on.
    fn class_is_made(&mut self, class: &Rc<Class>, arguments: &[Argument], span: Span) {
        let value = Value::Class(Rc::clone(class));
        if let Some(metaclass) = &class.metaclass {
            let functions = class.methods.iter().map(|(name, method)| (Value::text(name), Value::Function(Rc::clone(method))));
            let members = class.members.iter().map(|(name, value)| (Value::text(name), value.clone()));
            let namespace = Value::dict(members.chain(functions).collect());
            let rest = [Value::text(&*class.name), Value::tuple(class.bases.clone()), namespace];
            for (method, first) in [("__new__", Value::Class(Rc::clone(metaclass))), ("__init__", value.clone())] {
                if let Some(method) = metaclass.method(method).map(Rc::clone) {
                    let places = [first].into_iter().chain(rest.iter().cloned()).map(|value| (value, span)).collect();
                    self.call_function(&method, &Arguments { places, span, ..Arguments::default() });
                }
            }
        }
        if let Some(method) = class.order().find_map(|base| base.own_method("__init_subclass__")).map(Rc::clone) {
            let mut rest = self.arguments(arguments, &Expr::new(span, ExprKind::None));
            rest.named.retain(|(name, ..)| name != "metaclass");
            self.call_function(&method, &Arguments { places: vec![(value, span)], ..rest });
        }
    }

    /// The name of a model's table where a method of a class that it stands on makes it, of the model's own name most often.
    fn table_by_method(&mut self, class: &Class) -> Option<(String, Value)> {
        const NAME: &str = "__tablename__";
        if class.own(NAME).is_some() || class.methods.iter().any(|(own, _)| own == NAME) {
            return None;
        }
        let method = class.method(NAME).map(Rc::clone)?;
        let model = Value::Class(Rc::new(class.clone()));
        let name = self.call_function(&method, &with_self(&model, Arguments::default()));
        name.as_text().is_some().then(|| (NAME.to_owned(), name))
    }

    /// What a type of the project's own says that it is on PostgreSQL: `load_dialect_impl` of a `TypeDecorator`, `get_col_spec` of a `UserDefinedType`.
    fn own_type(&mut self, class: &Class) -> Option<(String, Value)> {
        let dialect = attribute(Value::Connection, "dialect");
        let (word, arguments) = match (class.method("load_dialect_impl"), class.method("get_col_spec")) {
            (Some(_), _) => ("impl", vec![Value::Unknown, dialect]),
            (None, Some(_)) => ("get_col_spec", vec![Value::Unknown]),
            (None, None) => return None,
        };
        let method = class.method(if word == "impl" { "load_dialect_impl" } else { word })?;
        let method = Rc::clone(method);
        let arguments = Arguments { places: arguments.into_iter().map(|value| (value, <_>::default())).collect(), ..Arguments::default() };
        let value = self.call_function(&method, &arguments);
        Some((word.to_owned(), value))
    }
}
