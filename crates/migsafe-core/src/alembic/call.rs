//! Calls: which function, and what it may do to the database.

use std::rc::Rc;

use super::evaluate::attribute;
use super::run::Run;
use super::value::{Arguments, Call, Value};
use crate::python::{Argument, Expr, ExprKind};

/// Modules whose functions change nothing in the database unless what they return is executed.
const HARMLESS: [&str; 46] = [
    "sqlalchemy",
    "sqlmodel",
    "alembic",
    "builtins",
    "logging",
    "os",
    "re",
    "json",
    "uuid",
    "datetime",
    "time",
    "enum",
    "typing",
    "itertools",
    "functools",
    "collections",
    "textwrap",
    "pathlib",
    "hashlib",
    "secrets",
    "random",
    "string",
    "decimal",
    "copy",
    "sys",
    "warnings",
    "contextlib",
    "tqdm",
    "sqlalchemy_utils",
    "geoalchemy2",
    "pgvector",
    "dateutil",
    "pytz",
    "bcrypt",
    "bisect",
    "operator",
    "math",
    "base64",
    "binascii",
    "zlib",
    "struct",
    "traceback",
    "urllib",
    "dataclasses",
    "calendar",
    "dotenv",
];

/// What only reads, though it is given a connection.
const READERS: [&str; 15] = [
    "inspect",
    "from_engine",
    "MetaData",
    "Table",
    "reflect",
    "automap_base",
    "prepare",
    "print",
    "isinstance",
    "dialect",
    "Inspector",
    "has_table",
    "has_index",
    "has_schema",
    "has_sequence",
];

impl Run<'_> {
    /// A call; `alone`: what it gives is thrown away, so it is there for what it does.
    pub(super) fn call_expression(&mut self, function: &Expr, written: &[Argument], whole: &Expr, alone: bool) -> Value {
        if let ExprKind::Attribute(owner, name) = &function.kind {
            let owner_value = self.evaluate(owner);
            let arguments = self.arguments(written, whole);
            if let Some(changed) = grown(&owner_value, name, &arguments) {
                let changed = self.weighed(changed);
                self.assign(owner, changed);
                return Value::None;
            }
            return self.method(owner_value, name, arguments, alone);
        }
        let callee = self.evaluate(function);
        let arguments = self.arguments(written, whole);
        self.plain(callee, arguments, alone)
    }

    fn method(&mut self, owner: Value, name: &str, arguments: Arguments, alone: bool) -> Value {
        match &owner {
            Value::Name(path) if &**path == "alembic.op" => return self.operation(name, &arguments, None),
            Value::Name(path) if &**path == "alembic.context" && name == "execute" => return self.operation(name, &arguments, None),
            Value::Batch(batch) => {
                let batch = Rc::clone(batch);
                return self.operation(name, &arguments, Some(&batch));
            }
            Value::Connection => return self.on_connection(name, arguments),
            Value::Text(_) | Value::Partial(_) | Value::List(_) | Value::Dict(_) => {
                return super::builtin::method(&owner, name, &arguments).unwrap_or(Value::Unknown);
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
        if matches!(name, "create" | "drop") && self.create_or_drop(&owner, name, &arguments) {
            return Value::None;
        }
        // Without an argument it is the result of a query that is asked for its value.
        let sends = matches!(name, "execute" | "exec_driver_sql" | "scalar" | "scalars") && !arguments.places.is_empty();
        if sends && !matches!(owner, Value::Name(_)) {
            return self.on_connection(name, arguments);
        }
        if let Value::Call(call) = &owner
            && call.callee.word() == "get_context"
            && name == "autocommit_block"
        {
            return Value::Name("alembic.autocommit_block".into());
        }
        let callee = attribute(owner, name);
        self.plain(callee, arguments, alone)
    }

    fn plain(&mut self, callee: Value, arguments: Arguments, alone: bool) -> Value {
        match &callee {
            Value::Function(closure) => {
                let closure = Rc::clone(closure);
                return self.call_function(&closure, &arguments);
            }
            Value::Name(path) => {
                if let Some(name) = path.strip_prefix("alembic.op.") {
                    let name = name.to_owned();
                    return self.operation(&name, &arguments, None);
                }
                if let Some(name) = path.strip_prefix("builtins.") {
                    return super::builtin::call(name, &arguments);
                }
                let word = callee.word();
                if matches!(word, "Session" | "sessionmaker" | "scoped_session" | "create_engine" | "Connection") {
                    return Value::Connection;
                }
                if word == "dedent" && arguments.places.len() == 1 {
                    return arguments.places.first().map_or(Value::Unknown, |(value, _)| value.clone());
                }
            }
            Value::Connection => return Value::Connection,
            _ => {}
        }
        self.elsewhere(&callee, &arguments, alone);
        Value::Call(Rc::new(Call { callee, arguments }))
    }

    /// A function of another file may do anything: with a connection in its hands for sure, or where it is called for nothing else.
    fn elsewhere(&mut self, callee: &Value, arguments: &Arguments, alone: bool) {
        let word = callee.word();
        let module = callee.path().and_then(|path| path.split('.').next()).unwrap_or_default();
        let given = arguments.values().any(Value::reaches_database);
        if READERS.contains(&word) || (HARMLESS.contains(&module) && !(given && matches!(word, "create_all" | "drop_all"))) {
            return;
        }
        let imported = matches!(callee, Value::Name(_)) && !harmless_word(callee);
        if given || (alone && imported) {
            let name = if word.is_empty() { "a function".to_owned() } else { format!("`{word}`") };
            self.not_understood(arguments.span, format!("{name} is defined elsewhere and may change anything"));
        }
    }
}

fn harmless_word(callee: &Value) -> bool {
    let path = callee.path().unwrap_or_default().to_ascii_lowercase();
    ["log", "print", "warn", "click"].iter().any(|word| path.contains(word))
}

/// What a list is after `append` or `extend`.
fn grown(owner: &Value, name: &str, arguments: &Arguments) -> Option<Value> {
    let Value::List(items) = owner else { return None };
    let first = arguments.places.first().map(|(value, _)| value);
    let mut items = items.to_vec();
    match (name, first) {
        ("append" | "add", Some(value)) => items.push(value.clone()),
        ("extend", Some(Value::List(more))) => items.extend(more.iter().cloned()),
        ("extend" | "insert" | "remove" | "pop" | "sort" | "reverse" | "clear", _) => return Some(Value::Unknown),
        _ => return None,
    }
    Some(Value::list(items))
}
