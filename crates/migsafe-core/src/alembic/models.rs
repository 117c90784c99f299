//! Tables that a migration makes from models: `Model.__table__.create(bind)`, `Base.metadata.create_all(bind, tables=[…])`.

use std::rc::Rc;

use super::classes::{Class, with_self};
use super::data::table_of;
use super::run::Run;
use super::value::{Arguments, Call, Value};
use crate::span::Span;

/// A model stands on no more classes one above the other than these.
const NESTING: usize = 12;

impl Run<'_> {
    /// What `create_table` would be given for the table of a model, or for one that is written out; nothing where the value is neither.
    pub(super) fn table_arguments(&mut self, value: &Value) -> Option<Arguments> {
        match value {
            Value::Call(call) if value.word() == "Table" => {
                let mut arguments = call.arguments.clone();
                // What `op.create_table` gave has no metadata.
                let is_column = |(value, _): &(Value, Span)| value.word() == "Column";
                if arguments.places.get(1).is_some_and(|second| !is_column(second)) {
                    arguments.places.remove(1);
                }
                Some(arguments)
            }
            Value::Member(owner, name) if &**name == "__table__" => match &**owner {
                Value::Class(class) => self.of_model(class),
                _ => None,
            },
            _ => None,
        }
    }

    fn of_model(&mut self, class: &Rc<Class>) -> Option<Arguments> {
        let name = class.table()?.to_owned();
        let mut columns: Vec<(String, Value)> = Vec::new();
        self.columns_of(class, class, NESTING, &mut columns);
        let span = <_>::default();
        let mut arguments = Arguments { places: vec![(Value::text(name), span)], ..Arguments::default() };
        arguments.places.extend(columns.into_iter().map(|(_, column)| (column, span)));
        if let Some(Value::List(parts)) = class.member("__table_args__") {
            for part in parts.iter() {
                match part {
                    Value::Dict(options) => {
                        let option = |(name, value): &(Value, Value)| Some((name.as_text()?.to_owned(), value.clone(), span));
                        arguments.named.extend(options.iter().filter_map(option));
                    }
                    part => arguments.places.push((part.clone(), span)),
                }
            }
        }
        Some(arguments)
    }

    /// The columns of a model and of the classes that it stands on.
    fn columns_of(&mut self, class: &Rc<Class>, model: &Rc<Class>, depth: usize, columns: &mut Vec<(String, Value)>) {
        let Some(depth) = depth.checked_sub(1) else { return };
        let bases: Vec<Rc<Class>> = class.bases().cloned().collect();
        for base in bases {
            self.columns_of(&base, model, depth, columns);
        }
        let declared: Vec<_> = class.decorated("declared_attr").map(|(name, method)| (name.clone(), Rc::clone(method))).collect();
        let mut own = class.members.clone();
        for (name, method) in declared {
            let value = self.call_function(&method, &with_self(&Value::Class(Rc::clone(model)), Arguments::default()));
            own.push((name, value));
        }
        for (name, value) in own {
            let Some(column) = named(&name, &value) else { continue };
            match columns.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => *known = column,
                None => columns.push((name, column)),
            }
        }
    }

    /// `create_all(bind, tables=[…])` and `drop_all`; `false` where the tables are not listed, or one of them nobody can tell.
    pub(super) fn create_or_drop_all(&mut self, method: &str, it: &Arguments) -> bool {
        let Some(Value::List(tables)) = it.get(1, "tables").cloned() else { return false };
        if tables.iter().any(|table| table_of(table).is_none() || self.table_arguments(table).is_none()) {
            return false;
        }
        let method = if method == "create_all" { "create" } else { "drop" };
        let each = Arguments {
            span: it.span,
            named: it.named.iter().filter(|(name, ..)| name == "checkfirst").cloned().collect(),
            ..<_>::default()
        };
        tables.iter().all(|table| self.create_or_drop(table, method, &each))
    }
}

/// A column as `create_table` takes it: its name stands first.
fn named(name: &str, value: &Value) -> Option<Value> {
    let Value::Call(call) = value else { return None };
    if !matches!(value.word(), "Column" | "mapped_column") {
        return None;
    }
    let mut call = Call::clone(call);
    let has_name =
        call.arguments.named("name").is_some() || call.arguments.places.first().is_some_and(|(first, _)| first.as_text().is_some());
    if !has_name {
        call.arguments.places.insert(0, (Value::text(name), call.arguments.span));
    }
    Some(Value::Call(Rc::new(call)))
}
