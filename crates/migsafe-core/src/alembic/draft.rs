//! SQL in the making: names, and the tables that calls are about.

use std::sync::Arc;

use super::convention::Parts;
use super::modules::Modules;
use super::run::Run;
use super::value::{Arguments, Batch, HOLE, Value};
use crate::name::quote;
use crate::span::Span;
use crate::sql::NotUnderstood;

/// SQL in the making, and what of it could not be read.
pub(super) struct Draft {
    pub(super) faults: Vec<NotUnderstood>,
    pub(super) span: Span,
    modules: Arc<Modules>,
}

/// The table that a call is about, and how far its other arguments are moved: `batch_op` knows the table already.
pub(super) struct Target {
    pub(super) table: String,
    pub(super) owner: Owner,
    pub(super) shift: usize,
}

/// A table as names of its constraints and indexes have it.
#[derive(Debug, Clone)]
pub(super) struct Owner {
    pub(super) name: String,
    /// With the name of its schema.
    pub(super) label: String,
}

impl Owner {
    pub(super) fn new(schema: Option<&Value>, name: Option<&Value>) -> Self {
        let name = name.and_then(Value::as_text).unwrap_or(HOLE).to_owned();
        let label = schema.and_then(Value::as_text).map_or_else(|| name.clone(), |schema| format!("{schema}_{name}"));
        Self { name, label }
    }

    /// What names about these columns are made of.
    pub(super) fn parts<'a>(&'a self, columns: &'a [String]) -> Parts<'a> {
        Parts { table: &self.name, label: &self.label, columns, ..Parts::default() }
    }
}

impl Draft {
    /// The name that the project's naming convention gives, or makes of the one that is written; nothing where there is neither.
    pub(super) fn conventional(&mut self, kind: &str, name: Option<&Value>, parts: Parts<'_>, what: &str) -> Option<String> {
        let convention = &self.modules.convention;
        match name {
            None | Some(Value::None) => convention.name(kind, &parts).map(|name| quote(&name)),
            Some(value) => {
                let written = value.as_text().map(str::to_owned);
                let completed = written.as_deref().and_then(|written| convention.name(kind, &Parts { written: Some(written), ..parts }));
                Some(completed.map_or_else(|| self.name(Some(value), what), |name| quote(&name)))
            }
        }
    }

    /// Names as they are written, where they are.
    pub(super) fn raw_names(value: Option<&Value>) -> Vec<String> {
        match value {
            Some(Value::List(items)) => items.iter().filter_map(|item| item.as_text().map(str::to_owned)).collect(),
            other => other.and_then(Value::as_text).map(str::to_owned).into_iter().collect(),
        }
    }

    pub(super) fn fault(&mut self, why: impl Into<String>) {
        let fault = NotUnderstood { span: self.span, why: why.into() };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    /// A name as SQL; what it names, for people, where the text does not tell.
    pub(super) fn name(&mut self, value: Option<&Value>, what: &str) -> String {
        let raw = self.raw(value, what);
        quote(&raw)
    }

    pub(super) fn raw(&mut self, value: Option<&Value>, what: &str) -> String {
        if let Some(text) = value.and_then(Value::as_text) {
            return text.to_owned();
        }
        match value {
            Some(Value::Call(call)) if matches!(value.map(Value::word), Some("quoted_name" | "conv" | "f" | "column" | "Column")) => {
                self.raw(call.arguments.places.first().map(|(value, _)| value), what)
            }
            Some(Value::Partial(text)) => {
                self.fault(format!("a part of the name of the {what}, `{}`, is known only when the migration runs", text.value));
                text.value.clone()
            }
            Some(Value::None) => {
                self.fault(format!("the {what} has no name here, so the call fails"));
                HOLE.to_owned()
            }
            other => {
                self.fault(format!("the name of the {what} {}", untold(other)));
                HOLE.to_owned()
            }
        }
    }

    /// `schema.table` as SQL.
    pub(super) fn relation(&mut self, schema: Option<&Value>, name: Option<&Value>, what: &str) -> String {
        let name = self.name(name, what);
        match schema {
            None | Some(Value::None) => name,
            // A schema that is set when the migration runs: most often one of several alike.
            Some(schema) => match schema.as_text() {
                Some(schema) => format!("{}.{name}", quote(schema)),
                None => name,
            },
        }
    }

    /// A list of names as SQL.
    pub(super) fn names(&mut self, value: Option<&Value>, what: &str) -> String {
        match value {
            Some(Value::List(items)) => items.iter().map(|item| self.name(Some(item), what)).collect::<Vec<_>>().join(", "),
            other => self.name(other, what),
        }
    }

    pub(super) fn target(&mut self, arguments: &Arguments, batch: Option<&Batch>, place: usize, word: &str) -> Target {
        let (table, schema) = match batch {
            Some(batch) => (Some(&batch.table), Some(&batch.schema)),
            None => (arguments.get(place, word), arguments.named("schema").or(arguments.named("source_schema"))),
        };
        let owner = Owner::new(schema, table);
        Target { table: self.relation(schema, table, "table"), owner, shift: usize::from(batch.is_none()) }
    }
}

/// Why a value is not known, for a person who reads the call.
pub(super) fn untold(value: Option<&Value>) -> String {
    match value {
        None => "is not given in the call".to_owned(),
        Some(Value::Name(path)) => format!("is `{path}`, which no file that was read defines"),
        Some(value @ Value::Call(_)) if !value.word().is_empty() => {
            format!("is what `{}(…)` gives when the migration runs", value.word())
        }
        Some(_) => "is known only when the migration runs".to_owned(),
    }
}

impl Run<'_> {
    /// SQL in the making for the call at `span`.
    pub(super) fn draft(&self, span: Span) -> Draft {
        Draft { faults: Vec::new(), span, modules: Arc::clone(&self.modules) }
    }
}
