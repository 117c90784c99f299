//! Expressions.

use std::rc::Rc;

use super::operators::unary;
use super::run::Run;
use super::value::{Arguments, HOLE, LONGEST, VERSION, Value};
use crate::python::{Argument, Expr, ExprKind};
use crate::source::Dialect;
use crate::span::Span;

impl Run<'_> {
    /// An expression that stands alone: what it does counts, not what it gives.
    pub(super) fn effect(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Call(function, arguments) => {
                self.deeper(expr.span, |run| run.call_expression(function, arguments, expr, true));
            }
            ExprKind::Unary(operator, awaited) if operator == "await" => {
                self.deeper(expr.span, |run| run.effect(awaited));
            }
            ExprKind::Comprehension { element, clauses } => {
                self.deeper(expr.span, |run| run.comprehension(element, clauses, true));
            }
            ExprKind::Binary(left, operator, right) if matches!(operator.as_str(), "and" | "or") => {
                let runs = self.evaluate(left).truth().map(|truth| truth == (operator == "and"));
                self.effect_of_branch(right, runs);
            }
            ExprKind::Conditional { condition, then, otherwise } => {
                let truth = self.evaluate(condition).truth();
                self.effect_of_branch(then, truth);
                self.effect_of_branch(otherwise, truth.map(|truth| !truth));
            }
            _ => {
                self.evaluate(expr);
            }
        }
    }

    pub(super) fn evaluate(&mut self, expr: &Expr) -> Value {
        let value = self.deeper(expr.span, |run| run.value_of(expr)).unwrap_or(Value::Unknown);
        let is_kept = matches!(expr.kind, ExprKind::Name(_) | ExprKind::Attribute(..) | ExprKind::Subscript(..));
        let value = if is_kept { self.as_is_now(value) } else { value };
        if matches!(expr.kind, ExprKind::Name(_)) {
            // It was weighed when it was made.
            self.copies(value.bytes());
            return value;
        }
        self.weighed(value)
    }

    fn value_of(&mut self, expr: &Expr) -> Value {
        match &expr.kind {
            ExprKind::Name(name) if name == "__file__" => self.this_file(),
            ExprKind::Name(name) if name == "__name__" => self.module_name(),
            ExprKind::Name(name) => self.lookup(name).map_or_else(|| super::builtin::named(name), |value| self.found(value)),
            ExprKind::Text(parts) => self.text_of(parts),
            ExprKind::Number(number) => number.replace('_', "").parse().map_or_else(|_| Value::Number(number.clone()), Value::Int),
            ExprKind::Bool(value) => Value::Bool(*value),
            ExprKind::None => Value::None,
            ExprKind::Sequence(items) => self.sequence(items).map_or(Value::Unknown, Value::list),
            ExprKind::Tuple(items) => self.sequence(items).map_or(Value::Unknown, Value::tuple),
            ExprKind::Dict(items) => self.dict(items),
            ExprKind::Attribute(value, name) => {
                let value = self.evaluate(value);
                self.attribute_of(value, name)
            }
            ExprKind::Subscript(value, index) => {
                let value = self.evaluate(value);
                if let ExprKind::Slice(parts) = &index.kind
                    && !matches!(value, Value::Instance(_))
                {
                    return self.slice(&value, parts);
                }
                let index = self.evaluate(index);
                self.item(&value, &index, expr.span)
            }
            ExprKind::Call(function, arguments) => self.call_expression(function, arguments, expr, false),
            ExprKind::Binary(left, operator, right) => {
                let left = self.evaluate(left);
                if (operator == "and" && left.truth() == Some(false)) || (operator == "or" && left.truth() == Some(true)) {
                    return left;
                }
                let right = self.evaluate(right);
                Self::operate(left, operator, right)
            }
            ExprKind::DictOf(pairs) => self.dict_of(pairs),
            ExprKind::Unary(operator, value) => {
                let value = self.evaluate(value);
                if operator.starts_with("yield") {
                    self.yields(value, operator == "yield from");
                    return Value::Unknown;
                }
                unary(operator, value)
            }
            ExprKind::Conditional { condition, then, otherwise } => match self.evaluate(condition).truth() {
                Some(true) => self.evaluate(then),
                Some(false) => self.evaluate(otherwise),
                None => {
                    let (one, other) = (self.evaluate(then), self.evaluate(otherwise));
                    one.one_of(other)
                }
            },
            ExprKind::Comprehension { element, clauses } => self.comprehension(element, clauses, false),
            ExprKind::Walrus(name, value) => {
                let value = self.evaluate(value);
                self.bind(name, value.clone());
                value
            }
            ExprKind::Starred(value) => {
                self.evaluate(value);
                Value::Unknown
            }
            ExprKind::Lambda(function) => Value::Function(Rc::new(self.closure(function))),
            ExprKind::Other(_) | ExprKind::Slice(_) => {
                expr.kind.children().for_each(|part| {
                    self.evaluate(part);
                });
                Value::Unknown
            }
            ExprKind::Bytes => Value::Unknown,
        }
    }

    /// `value[index]`.
    pub(super) fn item(&mut self, value: &Value, index: &Value, span: Span) -> Value {
        if let Value::Instance(_) = value {
            if let Some(method) = self.member(value, "__getitem__") {
                return self.plain(method, Arguments { places: vec![(index.clone(), span)], span, ..Arguments::default() }, false);
            }
            if let Some(fields) = self.fields_in_order(value) {
                return subscript(&Value::list(fields), index);
            }
        }
        if let Some(found) = self.of_names(value, index) {
            return found;
        }
        match (super::rows::row_of(value), index) {
            (Some(row), Value::Int(_)) => row,
            _ => super::json::element(value, index).unwrap_or_else(|| subscript(value, index)),
        }
    }

    /// `value.name`.
    pub(super) fn attribute_of(&mut self, value: Value, name: &str) -> Value {
        if let Some(named) = self.of_names(&value, &Value::text(name)) {
            return named;
        }
        if let Some(member) = self.member(&value, name).or_else(|| self.of_row(&value, name)) {
            return member;
        }
        if let Value::Instance(_) = value
            && let Some(method) = self.member(&value, "__getattr__")
        {
            return self.plain(method, Arguments { places: vec![(Value::text(name), Span::default())], ..Arguments::default() }, false);
        }
        if self.dialect != Dialect::PostgreSql && is_dialect_of_connection(&value, name) {
            return self.of_other_dialect(name);
        }
        if let Some(told) = super::described::attribute(&value, name) {
            return told;
        }
        if let Some(part) = value.as_text().and_then(|path| super::files::attribute(path, name)) {
            return part;
        }
        let value = attribute(value, name);
        self.found(value)
    }

    /// `getattr(value, name)`; with a default, that too where nobody can tell whether the value has the attribute.
    pub(super) fn get_attribute(&mut self, arguments: &Arguments) -> Value {
        let (Some((value, _)), Some(name)) = (arguments.places.first(), arguments.places.get(1).and_then(|(name, _)| name.as_text()))
        else {
            return Value::Unknown;
        };
        let found = self.attribute_of(value.clone(), name);
        match arguments.places.get(2) {
            Some((default, _)) if !matches!(value, Value::Instance(_)) || matches!(found, Value::Member(..)) => {
                found.either(default.clone())
            }
            _ => found,
        }
    }

    /// `setattr(value, name, value)`.
    pub(super) fn set_attribute_of(&mut self, arguments: &Arguments) -> Value {
        if let [(owner, _), (name, _), (value, _)] = arguments.places.as_slice() {
            match (owner, name.as_text()) {
                (_, Some(name)) => self.set_attribute(owner, name, value.clone(), arguments.span),
                (Value::Instance(at), None) => self.forget_fields(*at),
                (_, None) => self.set_attribute(owner, HOLE, value.clone(), arguments.span),
            }
        }
        Value::None
    }

    /// What a dialect that is not PostgreSQL's says of itself.
    fn of_other_dialect(&self, name: &str) -> Value {
        match (name, self.dialect) {
            ("name", Dialect::Sqlite) => Value::text("sqlite"),
            // MariaDB goes by either name.
            ("name" | "server_version_info" | "is_mariadb", _) => Value::Unknown,
            _ => attribute(attribute(Value::Connection, "dialect"), name),
        }
    }

    /// What a value is known to be in the modules of the project; itself where they say nothing.
    pub(super) fn found(&mut self, value: Value) -> Value {
        match &value {
            Value::Name(path) => self.of_project(path).unwrap_or(value),
            Value::Either(ways) if ways.iter().any(|way| matches!(way, Value::Name(_))) => {
                let ways = Rc::clone(ways);
                ways.iter().map(|way| self.found(way.clone())).reduce(Value::one_of).unwrap_or(value)
            }
            _ => value,
        }
    }

    fn sequence(&mut self, items: &[Expr]) -> Option<Vec<Value>> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            if let ExprKind::Starred(inner) = &item.kind {
                let Value::List(inner) = self.evaluate(inner) else { return None };
                values.extend(inner.iter().cloned());
            } else {
                values.push(self.evaluate(item));
            }
            if values.len() > LONGEST {
                return None;
            }
        }
        Some(values)
    }

    fn dict(&mut self, items: &[(Option<Expr>, Expr)]) -> Value {
        let mut pairs = Vec::with_capacity(items.len());
        for (key, value) in items {
            let value = self.evaluate(value);
            match (key, value) {
                (Some(key), value) => pairs.push((self.evaluate(key), value)),
                (None, Value::Dict(inner)) => pairs.extend(inner.iter().cloned()),
                (None, _) => return Value::Unknown,
            }
            if pairs.len() > LONGEST {
                return Value::Unknown;
            }
        }
        Value::dict(pairs)
    }

    /// The arguments of a call.
    pub(super) fn arguments(&mut self, written: &[Argument], whole: &Expr) -> Arguments {
        let mut arguments = Arguments { span: whole.span, ..Arguments::default() };
        for argument in written {
            let span = argument.value.span;
            if let ExprKind::Starred(inner) = &argument.value.kind {
                match self.evaluate(inner) {
                    _ if arguments.places.len() + arguments.named.len() > LONGEST => arguments.open = true,
                    Value::List(items) if !argument.named_rest => {
                        arguments.open |= items.iter().any(|item| matches!(item, Value::Maybe(_)));
                        arguments.places.extend(items.iter().map(|item| (item.inner().clone(), span)));
                    }
                    Value::Dict(items) if argument.named_rest => {
                        for (key, value) in items.iter() {
                            match key.as_text() {
                                Some(name) => arguments.named.push((name.to_owned(), value.clone(), span)),
                                None => arguments.open = true,
                            }
                        }
                    }
                    _ => arguments.open = true,
                }
                continue;
            }
            let value = self.evaluate(&argument.value);
            match &argument.name {
                Some(name) => arguments.named.push((name.clone(), value, span)),
                None => arguments.places.push((value, span)),
            }
        }
        arguments
    }
}

/// Whether it is a dialect, or an engine, which has the dialect's name.
fn is_dialect_of_connection(value: &Value, name: &str) -> bool {
    matches!(value, Value::Member(_, own) if &**own == "dialect") || (name == "name" && *value == Value::Connection)
}

/// `value.name`.
pub(super) fn attribute(value: Value, name: &str) -> Value {
    match &value {
        Value::Name(path) => Value::Name(format!("{path}.{name}").into()),
        Value::Class(class) if name == "__name__" => Value::text(&*class.name),
        Value::Class(class) if name == "__members__" => {
            Value::pairs(class.fields().into_iter().zip(&class.members).map(|(field, (name, _))| (Value::text(name), field)).collect())
        }
        Value::Class(class) => match class.member(name) {
            // A list that all of its objects share. Of an enumeration it is a member's value.
            Some(member) if member.identity().is_some() && !class.is_enumeration() => member.clone(),
            // An attribute of a model is the column of its table.
            Some(member) if matches!(member.word(), "Column" | "mapped_column") => {
                let columns = Value::Member(Rc::new(value), "c".into());
                Value::Member(Rc::new(columns), name.into())
            }
            Some(member) => class.field(name, member),
            None => Value::Member(Rc::new(value), name.into()),
        },
        Value::Field(own, inner, _) => match name {
            "value" => (**inner).clone(),
            "name" => Value::text(&**own),
            _ => Value::Member(Rc::new(value), name.into()),
        },
        Value::Member(owner, of) if name == "default_schema_name" && &**of == "dialect" && **owner == Value::Connection => {
            Value::text("public")
        }
        Value::Connection => match name {
            "engine" | "connection" | "bind" | "session" => Value::Connection,
            // Of an engine: the dialect's.
            "name" => Value::text("postgresql"),
            _ => Value::Member(Rc::new(value), name.into()),
        },
        // What is judged is PostgreSQL.
        Value::Member(_, own) if name == "name" && &**own == "dialect" => Value::text("postgresql"),
        Value::Member(_, own) if name == "server_version_info" && &**own == "dialect" => Value::Name(VERSION.into()),
        Value::Call(call) if call.callee.word() == "get_context" && name == "as_sql" => Value::Bool(false),
        Value::Call(call) if call.callee.word() == "get_context" && matches!(name, "bind" | "connection") => Value::Connection,
        Value::Call(call) if name == "naming_convention" && call.callee.word() == "MetaData" => {
            call.arguments.named(name).cloned().unwrap_or_else(|| Value::Member(Rc::new(value), name.into()))
        }
        // `db.session` of whatever extension keeps it.
        Value::Call(_) if name == "session" => Value::Connection,
        _ => Value::Member(Rc::new(value), name.into()),
    }
}

fn subscript(value: &Value, index: &Value) -> Value {
    match (value, index) {
        (Value::Text(text), Value::Int(at)) => {
            let characters = || text.value.chars();
            let at = if *at < 0 { *at + i64::try_from(characters().count()).unwrap_or(0) } else { *at };
            usize::try_from(at).ok().and_then(|at| characters().nth(at)).map_or(Value::Unknown, Value::text)
        }
        (Value::List(items), Value::Int(at)) => super::slices::at(items, *at),
        // Of rows with one thing in them.
        (Value::Row(_), Value::Int(_)) => value.clone(),
        (Value::Name(path), Value::Int(0)) if &**path == VERSION => Value::Name(format!("{VERSION}.major").into()),
        (Value::Dict(items), key) if key.is_static() => Value::entry(items, key).flatten().unwrap_or(Value::Unknown),
        (Value::Class(..) | Value::Member(..), key) => match key.as_text() {
            Some(name) => attribute(value.clone(), name),
            None => Value::Unknown,
        },
        _ => Value::Unknown,
    }
}
