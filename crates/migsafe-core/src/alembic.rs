//! Alembic revisions: what their Python asks of the database, read from the text and never run.
//!
//! A revision is walked through as Python would run it, as far as its text tells: names bound to literals, loops over literal lists,
//! and the helpers, classes and models of the project, in this file and in the modules that it imports.
//! Each `op` call becomes the SQL that Alembic sends for it (measured with `alembic upgrade --sql`, Alembic 1.20 and SQLAlchemy 2.1), and that SQL is read like
//! any other. What only a run could tell is said to be not understood, in its place, and hides nothing else.

mod arguments;
mod attributes;
mod bound;
mod builtin;
mod call;
mod class_bodies;
mod classes;
mod columns;
mod comprehension;
mod connection;
mod constraints;
mod contexts;
mod convention;
mod data;
mod described;
mod draft;
mod elsewhere;
mod emit;
mod environment;
mod evaluate;
mod expression;
mod extensions;
mod fields;
mod files;
mod flow;
mod functions;
mod grown;
mod handed;
mod indexes;
mod iterators;
mod json;
mod layered;
mod loading;
mod loops;
mod models;
mod modules;
mod names;
mod operations;
mod operators;
mod patterns;
mod registered;
mod rows;
mod run;
mod shared;
mod slices;
mod strings;
mod tables;
mod targets;
mod text;
mod types;
mod value;

use std::sync::Arc;

pub(crate) use convention::{Convention, of_environment};
pub(crate) use elsewhere::is_library;
pub(crate) use environment::ENVIRONMENT;
pub use modules::Modules;
pub(crate) use modules::{Module, imported};

use crate::python;
use crate::source::Script;
use crate::span::Span;
use crate::sql::{NotUnderstood, Statement};
use run::Run;
use value::Value;

/// The largest revision that is read, in bytes: far beyond any that a person wrote.
const LARGEST: usize = 4 * 1024 * 1024;

/// Reads what a revision asks: its `upgrade`, or the function that the script's range names. Never fails.
pub(crate) fn read(script: &Script) -> Vec<Statement> {
    let text = &*script.text;
    if text.len() > LARGEST {
        return vec![unread(text, Span::new(0, text.len()), "the file is too large to be read as Python")];
    }
    let module = python::parse(text);
    let mut run = Run::new(text, Arc::clone(&script.modules)).on(script.dialect, &script.path);
    run.module(&module);
    let entry = module.iter().find_map(|statement| match &statement.kind {
        python::StmtKind::Def(function) => match script.range {
            Some(range) => (range == statement.span).then_some(function),
            None => (function.name == "upgrade").then_some(function),
        },
        _ => None,
    });
    let named = entry.map_or("upgrade", |function| &function.name);
    // The name may stand for another function by now: one that a decorator made, or that was bound to it later.
    let bound = run.global(named).filter(|value| run.runs(value)).cloned();
    if let Some(function) = entry {
        run.decorators_elsewhere(&function.decorated_by);
    }
    match (entry, bound) {
        (Some(function), Some(Value::Function(closure))) if Arc::ptr_eq(&closure.function, function) => run.enter(function),
        (_, Some(bound)) => {
            run.here = module.iter().rfind(|statement| modules::binds(statement, named)).map_or(run.here, |statement| statement.span);
            run.enter_bound(bound);
        }
        (Some(function), None) => run.enter(function),
        (None, None) => run.statements.push(unread(text, Span::new(0, text.len().min(1)), "no function `upgrade` was found in the file")),
    }
    run.finish()
}

fn unread(text: &str, span: Span, why: &str) -> Statement {
    let span = if span.of(text).is_empty() { Span::new(0, text.len()) } else { span };
    Statement {
        span,
        line: 1,
        operations: Vec::new(),
        not_understood: vec![NotUnderstood { span, why: why.to_owned() }],
        is_block: false,
        sql: None,
    }
}

/// What a revision says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Identity {
    /// `revision`, where it is a literal.
    pub(crate) revision: Option<(String, Span)>,
    /// `down_revision`.
    pub(crate) down: Vec<String>,
    /// `depends_on`.
    pub(crate) depends_on: Vec<String>,
    /// `branch_labels`.
    pub(crate) labels: Vec<String>,
    /// The bytes of `def upgrade` and of `def downgrade`.
    pub(crate) upgrade: Option<Span>,
    /// See `upgrade`.
    pub(crate) downgrade: Option<Span>,
}

/// Reads what a revision says of itself; nothing where the file is no revision.
pub(crate) fn identity(text: &str) -> Option<Identity> {
    if text.len() > LARGEST {
        return None;
    }
    let module = python::parse(text);
    let mut run = Run::new(text, Arc::default());
    run.module(&module);
    let mut identity = Identity::default();
    for statement in &module {
        match &statement.kind {
            python::StmtKind::Assign { targets, value, .. }
                if targets.iter().any(|it| it.kind == python::ExprKind::Name("revision".into())) =>
            {
                identity.revision = run.global("revision").and_then(Value::as_text).map(|id| (id.to_owned(), value.span));
            }
            python::StmtKind::Def(function) if function.name == "upgrade" => identity.upgrade = Some(statement.span),
            python::StmtKind::Def(function) if function.name == "downgrade" => identity.downgrade = Some(statement.span),
            _ => {}
        }
    }
    let names = |name: &str| run.global(name).map(names).unwrap_or_default();
    identity.down = names("down_revision");
    identity.depends_on = names("depends_on");
    identity.labels = names("branch_labels");
    // A command of an application may be called `upgrade`, too.
    let is_said = identity.downgrade.is_some() || ["revision", "down_revision", "op"].iter().any(|name| run.global(name).is_some());
    (identity.revision.is_some() || identity.upgrade.is_some() && is_said).then_some(identity)
}

fn names(value: &Value) -> Vec<String> {
    match value {
        Value::List(items) => items.iter().filter_map(|item| item.as_text().map(str::to_owned)).collect(),
        other => other.as_text().map(str::to_owned).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests;
