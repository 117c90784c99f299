//! Calls: which function, and what it may do to the database.

use std::rc::Rc;

use super::classes::with_self;
use super::grown::Grown;
use super::rows::Change;
use super::run::Run;
use super::value::{Arguments, Call, Closure, HOLE, Value};
use crate::python::{Argument, Expr, ExprKind};
use crate::sql::Statement;

impl Run<'_> {
    /// A call; `alone`: what it gives is thrown away, so it is there for what it does.
    pub(super) fn call_expression(&mut self, function: &Expr, written: &[Argument], whole: &Expr, alone: bool) -> Value {
        if let ExprKind::Attribute(owner, name) = &function.kind {
            if let Some(change) = Change::of_collection(name)
                && let ExprKind::Attribute(row, relationship) = &owner.kind
            {
                let row = self.evaluate(row);
                if super::rows::has_relationship(&row, relationship) {
                    self.arguments(written, whole);
                    self.relate(&row, relationship, change, whole.span);
                    return Value::Unknown;
                }
            }
            let owner_value = self.evaluate(owner);
            let arguments = self.arguments(written, whole);
            // The arguments may have changed it.
            let owner_value = self.as_is_now(owner_value);
            if let Some(Grown { changed, given }) = self.grow(&owner_value, name, &arguments, alone) {
                self.assign(owner, changed);
                return given;
            }
            if super::rows::is_column_of_row(&owner_value) && Change::of_collection(name).is_some() {
                self.change_within(owner, Value::Unknown);
            }
            return self.method(owner_value, name, arguments, alone);
        }
        let callee = self.evaluate(function);
        let arguments = self.arguments(written, whole);
        self.plain(callee, arguments, alone)
    }

    pub(super) fn method(&mut self, owner: Value, name: &str, arguments: Arguments, alone: bool) -> Value {
        if let Some(given) = self.method_of_one(&owner, name, &arguments, alone) {
            return given;
        }
        if let Some(given) = self.method_of_names(&owner, name, &arguments) {
            return given;
        }
        // Both call what they are given, with a connection first.
        if matches!(name, "run_async" | "run_sync" | "run_callable")
            && (owner == Value::Connection || owner.path() == Some("alembic.op"))
            && let Some(((function, _), rest)) = arguments.places.split_first()
            && self.runs(function)
        {
            let mut places = vec![(Value::Connection, arguments.span)];
            places.extend(rest.iter().cloned());
            let function = function.clone();
            return self.plain(function, Arguments { places, ..arguments }, true);
        }
        // What Alembic's own calls are made of.
        if let Value::Member(context, part) = &owner
            && &**part == "impl"
            && context.word() == "get_context"
        {
            if name == "execute" {
                return self.on_connection(name, arguments);
            }
            self.not_understood(arguments.span, format!("`impl.{name}` is a part of Alembic that is not followed"));
            return Value::Unknown;
        }
        match &owner {
            Value::Name(path) if &**path == "alembic.op" => return self.operation(name, &arguments, None),
            Value::Name(path) if &**path == "alembic.context" && matches!(name, "execute" | "get_bind" | "get_context") => {
                return self.operation(name, &arguments, None);
            }
            // What is judged is a run against a database.
            Value::Name(path) if &**path == "alembic.context" && name == "is_offline_mode" => return Value::Bool(false),
            Value::Batch(batch) => {
                let batch = Rc::clone(batch);
                return self.operation(name, &arguments, Some(&batch));
            }
            Value::Connection => {
                let given = self.on_connection(name, arguments);
                return super::rows::row_of(&given).filter(|_| name == "get").unwrap_or(given);
            }
            // A path's `open`.
            Value::Text(_) if name == "open" => {
                let opened = Arguments { places: vec![(owner.clone(), arguments.span)], span: arguments.span, ..Arguments::default() };
                return Value::Call(Rc::new(Call { callee: Value::Name("builtins.open".into()), arguments: opened }));
            }
            Value::Text(_) | Value::Partial(_) | Value::List(_) | Value::Dict(_) => {
                if let Some(given) = self.of_path(&owner, name, &arguments) {
                    return given;
                }
                return super::builtin::method(&owner, name, &arguments).unwrap_or(Value::Unknown);
            }
            Value::Call(call) if call.callee.path() == Some("string.Template") && matches!(name, "substitute" | "safe_substitute") => {
                if let Some(text) = super::strings::substituted(&call.arguments, &arguments) {
                    return text;
                }
            }
            // A wrapper around `op` passes its calls on.
            Value::Call(call)
                if super::operations::KNOWN.contains(&name)
                    && call.arguments.values().any(|it| matches!(it, Value::Name(path) if &**path == "alembic.op")) =>
            {
                return self.operation(name, &arguments, None);
            }
            _ => {}
        }
        if self.is_session(&owner) && self.member(&owner, name).is_none() {
            return if name == "__init__" { Value::None } else { self.on_connection(name, arguments) };
        }
        // One row of a query.
        if matches!(name, "first" | "one" | "one_or_none" | "get" | "scalar" | "scalar_one" | "scalar_one_or_none")
            && let Some(row) = super::rows::row_of(&owner)
        {
            return row;
        }
        if matches!(name, "update" | "delete") && self.on_query(&owner, name, &arguments) {
            return Value::Unknown;
        }
        if matches!(name, "create" | "drop") && self.create_or_drop(&owner, name, &arguments) {
            return Value::None;
        }
        if matches!(name, "create_all" | "drop_all") && self.create_or_drop_all(name, &arguments) {
            return Value::None;
        }
        if let Value::Either(ways) = &owner
            && matches!(name, "items" | "keys" | "values")
        {
            let given = ways.iter().filter_map(|way| super::builtin::method(way, name, &arguments));
            return given.reduce(Value::either).unwrap_or(Value::Unknown);
        }
        // Without an argument it is the result of a query that is asked for its value.
        let sends = matches!(name, "execute" | "exec_driver_sql" | "executemany" | "scalar" | "scalars") && !arguments.places.is_empty();
        if sends && !matches!(owner, Value::Name(_)) {
            return self.on_connection(name, arguments);
        }
        if let Value::Call(call) = &owner
            && call.callee.word() == "get_context"
            && name == "autocommit_block"
        {
            return Value::Name("alembic.autocommit_block".into());
        }
        let callee = self.attribute_of(owner, name);
        self.plain(callee, arguments, alone)
    }

    pub(super) fn plain(&mut self, callee: Value, arguments: Arguments, alone: bool) -> Value {
        if matches!(callee, Value::Name(_) | Value::Member(..))
            && matches!(callee.word(), "Session" | "sessionmaker" | "scoped_session" | "create_engine" | "Connection")
        {
            return Value::Connection;
        }
        if let Some(quoted) = quoted(&callee, &arguments) {
            return quoted;
        }
        if let Some(given) = self.call_of_value(&callee, &arguments, alone) {
            return given;
        }
        if let Some(moment) = super::text::strftime(&callee, &arguments) {
            return moment;
        }
        if let Some(given) = self.of_files(&callee, &arguments) {
            return given;
        }
        match &callee {
            Value::Function(closure) => {
                let closure = Rc::clone(closure);
                return self.for_value(alone, &closure, &arguments);
            }
            Value::Bound(closure, itself) => return self.for_value(alone, &Rc::clone(closure), &with_self(itself, arguments)),
            Value::Class(class) => {
                let class = Rc::clone(class);
                return self.instance(&class, arguments);
            }
            Value::Name(path) if &**path == "builtins.super" => return self.super_of_method(),
            Value::Name(path) => {
                if let Some(name) = path.strip_prefix("alembic.op.") {
                    let name = name.to_owned();
                    return self.operation(&name, &arguments, None);
                }
                let path = Rc::clone(path);
                if let Some(given) = self.of_library(&path, &arguments) {
                    return given;
                }
                if &*path == "builtins.open" {
                    return Value::Call(Rc::new(Call { callee, arguments }));
                }
                if let Some(name) = path.strip_prefix("builtins.") {
                    if name == "str"
                        && let Some((value @ Value::Instance(_), _)) = arguments.places.first()
                        && let Some(method) = self.member(value, "__str__")
                    {
                        return self.plain(method, Arguments { span: arguments.span, ..Arguments::default() }, false);
                    }
                    if let Some((kind, method)) = name.split_once('.')
                        && matches!(kind, "list" | "dict" | "set" | "str" | "tuple")
                        && !arguments.places.is_empty()
                    {
                        // `list.append(names, name)`.
                        let method = method.to_owned();
                        let mut rest = arguments;
                        let (owner, _) = rest.places.remove(0);
                        return self.method_of_container(owner, &method, rest, alone);
                    }
                    match name {
                        "globals" => return Value::Name(super::names::GLOBALS.into()),
                        "getattr" => return self.get_attribute(&arguments),
                        "setattr" | "object.__setattr__" => return self.set_attribute_of(&arguments),
                        "map" => return self.map(&arguments),
                        "exec" | "eval" => self.not_understood(arguments.span, format!("`{name}` runs a text as Python")),
                        _ => self.hand_on(&callee, &arguments, alone),
                    }
                    return super::builtin::call(name, &arguments, self.dialect);
                }
                if let Some(given) = super::patterns::call(&path, &arguments) {
                    return given;
                }
                if path.starts_with("alembic.") && (path.ends_with(".Operations") || path.ends_with(".Operations.context")) {
                    return Value::Name("alembic.op".into());
                }
                let word = callee.word();
                if &*path == "json.dumps"
                    && let Some(text) = arguments.places.first().filter(|_| arguments.named.is_empty()).and_then(|(value, _)| json(value))
                {
                    return Value::text(text);
                }
                if word == "flag_modified" && !arguments.places.is_empty() {
                    return self.flag_modified(&arguments);
                }
                if word == "dedent" && arguments.places.len() == 1 {
                    return arguments.places.first().map_or(Value::Unknown, |(value, _)| value.clone());
                }
            }
            Value::Connection => return Value::Connection,
            _ => {}
        }
        if let Some(path) = callee.path().map(str::to_owned)
            && self.extension_function(&path, &arguments)
        {
            return Value::None;
        }
        self.elsewhere(&callee, &arguments, alone);
        Value::Call(Rc::new(Call { callee, arguments }))
    }

    /// What a function of Python's library gives; nothing where it is none that is known here.
    fn of_library(&mut self, path: &str, arguments: &Arguments) -> Option<Value> {
        if let Some(given) = self.of_iterables(path, arguments) {
            return Some(given);
        }
        if matches!(path, "importlib.import_module" | "builtins.__import__")
            && let Some((Value::Text(module), span)) = arguments.places.first()
        {
            let name = self.imported_path(&module.value);
            self.import(&name, *span);
            if self.modules.holding(&name).is_some_and(|(_, rest)| rest.is_empty()) {
                return Some(Value::Name(name));
            }
        }
        if let ("contextlib.nullcontext" | "copy.copy" | "copy.deepcopy", Some((value, _))) = (path, arguments.places.first()) {
            return Some(match path {
                "copy.copy" => value.copied(),
                "copy.deepcopy" => value.copied_deeply(super::value::NESTING),
                _ => value.clone(),
            });
        }
        if path == "json.loads"
            && let Some(value) = arguments.places.first().and_then(|(text, _)| super::json::loaded(text.as_text()?))
        {
            return Some(value);
        }
        None
    }

    /// `flag_modified(row, "attribute")`.
    fn flag_modified(&mut self, arguments: &Arguments) -> Value {
        let Some((row, _)) = arguments.places.first() else { return Value::None };
        let name = arguments.get(1, "key").and_then(Value::as_text).unwrap_or(HOLE).to_owned();
        let told = self.statements.len();
        self.set_attribute(row, &name, Value::Unknown, arguments.span);
        // Most often it stands behind what changes the attribute.
        let is_same = |last: &Statement| self.statements.get(told).is_some_and(|new| new.sql == last.sql);
        if told.checked_sub(1).and_then(|last| self.statements.get(last)).is_some_and(is_same) {
            self.statements.truncate(told);
        }
        Value::None
    }

    /// A function of the project, called for what it does or for what it gives. Of the latter, where it gets no connection, what it calls elsewhere is none of the migration's.
    fn for_value(&mut self, alone: bool, closure: &Closure, arguments: &Arguments) -> Value {
        let quiet = usize::from(!alone && closure.module.is_some() && !arguments.values().any(Value::reaches_database));
        self.quiet += quiet;
        let value = self.call_function(closure, arguments);
        self.quiet -= quiet;
        value
    }
}

/// What `json.dumps` makes of a literal.
fn json(value: &Value) -> Option<String> {
    Some(match value {
        Value::None => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Text(text) => serde_json::to_string(&text.value).ok().filter(|_| text.value.is_ascii())?,
        Value::List(items) => format!("[{}]", items.iter().map(json).collect::<Option<Vec<_>>>()?.join(", ")),
        Value::Dict(items) => {
            let pair = |(key, value): &(Value, Value)| Some(format!("{}: {}", json(key).filter(|key| key.starts_with('"'))?, json(value)?));
            format!("{{{}}}", items.iter().map(pair).collect::<Option<Vec<_>>>()?.join(", "))
        }
        _ => return None,
    })
}

/// What a dialect's `identifier_preparer.quote(name)` gives.
fn quoted(callee: &Value, arguments: &Arguments) -> Option<Value> {
    let Value::Member(owner, _) = callee else { return None };
    let quotes = matches!(callee.word(), "quote" | "quote_identifier") && owner.word() == "identifier_preparer";
    let name = arguments.places.first().filter(|_| quotes)?.0.as_text()?;
    Some(Value::text(crate::name::quote(name)))
}
