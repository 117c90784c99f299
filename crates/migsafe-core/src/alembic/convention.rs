//! The naming convention of a project's metadata: what SQLAlchemy calls constraints and indexes that have no name, and how it completes the names of others.
//!
//! Source: SQLAlchemy's documentation, *Configuring Constraint Naming Conventions*, and Alembic's, *The Importance of Naming Constraints*; measured with SQLAlchemy 2.1.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use md5::{Digest as _, Md5};

use super::modules::Modules;
use super::run::Run;
use super::value::{Arguments, Value};
use crate::python::{self, Expr, ExprKind, Stmt, StmtKind};

/// The longest name, in characters.
const LONGEST: usize = 63;

/// The pattern for each kind of name, by SQLAlchemy's two letters: `ix`, `uq`, `ck`, `fk`, `pk`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Convention {
    patterns: BTreeMap<String, String>,
}

/// What a name is made of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parts<'a> {
    pub(super) table: &'a str,
    /// The table's name with that of its schema, as labels have it.
    pub(super) label: &'a str,
    pub(super) columns: &'a [String],
    pub(super) referred_table: &'a str,
    pub(super) referred_columns: &'a [String],
    /// The name that is written.
    pub(super) written: Option<&'a str>,
}

impl Convention {
    /// The name of something without one, or the completed name of something whose pattern completes names. `None`: it stays as it is.
    pub(super) fn name(&self, kind: &str, parts: &Parts<'_>) -> Option<String> {
        // That of indexes is SQLAlchemy's own, unless another is given.
        let pattern = self.patterns.get(kind).map(String::as_str).or((kind == "ix").then_some("ix_%(column_0_label)s"))?;
        if parts.written.is_some() && !pattern.contains("%(constraint_name)s") {
            return None;
        }
        let mut name = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once("%(") {
            let (token, behind) = after.split_once(")s")?;
            let _ = write!(name, "{before}{}", parts.token(token)?);
            rest = behind;
        }
        name.push_str(rest);
        Some(shortened(&name))
    }

    /// Whether nothing is known of it.
    pub(super) fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }
}

impl Parts<'_> {
    fn token(&self, token: &str) -> Option<String> {
        match token {
            "table_name" => Some(self.table.to_owned()),
            "constraint_name" => self.written.map(str::to_owned),
            "referred_table_name" => Some(self.referred_table.to_owned()),
            _ => {
                let (columns, rest) = match token.strip_prefix("referred_column_") {
                    Some(rest) => (self.referred_columns, rest),
                    None => (self.columns, token.strip_prefix("column_")?),
                };
                let (place, what) = rest.rsplit_once('_')?;
                // What a column is called within a program is not told by the text of a migration; most often it is its name.
                let shown = |column: &String| match what {
                    "name" | "key" => Some(column.clone()),
                    "label" => Some(format!("{}_{column}", self.label)),
                    _ => None,
                };
                let all = || columns.iter().map(shown).collect::<Option<Vec<_>>>();
                match place {
                    "0N" => all().map(|names| names.concat()),
                    "0_N" => all().map(|names| names.join("_")),
                    number => columns.get(number.parse::<usize>().ok()?).and_then(shown),
                }
            }
        }
    }
}

/// A name that SQLAlchemy has made, or that is marked as final (`op.f`): one that is too long is cut, and ends in a part of its checksum.
pub(super) fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let start: String = name.chars().take(LONGEST - 8).collect();
    let sum = Md5::digest(name.as_bytes()).iter().fold(String::new(), |mut sum, byte| {
        let _ = write!(sum, "{byte:02x}");
        sum
    });
    format!("{start}_{}", sum.get(sum.len() - 4..).unwrap_or_default())
}

/// What a statement sets as the convention of a metadata.
pub(super) fn set_on_metadata(statement: &Stmt) -> Option<&Expr> {
    let StmtKind::Assign { targets, value, .. } = &statement.kind else { return None };
    targets.iter().any(|target| matches!(&target.kind, ExprKind::Attribute(_, name) if name == "naming_convention")).then_some(value)
}

/// The convention of the `target_metadata` of an `env.py`, as far as its text and that of the modules tell.
pub(crate) fn of_environment(text: &str, modules: Modules) -> Convention {
    let block = python::parse(text);
    let mut run = Run::new(text, Arc::new(modules));
    run.module(&block);
    // `metadata.naming_convention = {…}`
    if let Some(value) = block.iter().find_map(set_on_metadata) {
        return Convention::read(&run.evaluate(value));
    }
    let metadata = run.lookup("target_metadata").unwrap_or(Value::Unknown);
    let first = match &metadata {
        // Several: the tables of all are made under the first one's.
        Value::List(all) => all.first().cloned().unwrap_or(Value::Unknown),
        other => other.clone(),
    };
    metadata_of(&first, 6)
        .and_then(|it| it.named("naming_convention").or(it.get(3, "naming_convention")))
        .map(Convention::read)
        .unwrap_or_default()
}

/// The call of `MetaData` that a value is, or that the base class or extension was made with.
fn metadata_of(value: &Value, depth: usize) -> Option<&Arguments> {
    let depth = depth.checked_sub(1)?;
    match value {
        Value::Field(_, inner, _) | Value::Maybe(inner) => metadata_of(inner, depth),
        Value::Call(call) if value.word() == "MetaData" => Some(&call.arguments),
        // `declarative_base(metadata=…)`, `SQLAlchemy(metadata=…)`
        Value::Call(call) => call.arguments.named("metadata").and_then(|inner| metadata_of(inner, depth)),
        Value::Class(class) => class.member("metadata").and_then(|inner| metadata_of(inner, depth)),
        Value::Member(owner, _) => metadata_of(owner, depth),
        _ => None,
    }
}

impl Convention {
    pub(super) fn read(value: &Value) -> Self {
        let Value::Dict(items) = value else { return Self::default() };
        let pattern = |(kind, pattern): &(Value, Value)| Some((kind.as_text()?.to_owned(), pattern.as_text()?.to_owned()));
        Self { patterns: items.iter().filter_map(pattern).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convention(kind: &str, pattern: &str) -> Convention {
        Convention { patterns: [(kind.to_owned(), pattern.to_owned())].into() }
    }

    #[test]
    fn names_are_made_as_sqlalchemy_makes_them() {
        let columns = ["a".to_owned(), "b".to_owned()];
        let parts =
            Parts { table: "t", label: "s_t", columns: &columns, referred_table: "r", referred_columns: &columns[1..], written: None };
        let name = |pattern: &str| convention("fk", pattern).name("fk", &parts);
        assert_eq!(name("fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s").as_deref(), Some("fk_t_a_r"));
        assert_eq!(
            name("%(column_0_N_name)s-%(column_0N_key)s-%(column_1_label)s-%(referred_column_0_name)s").as_deref(),
            Some("a_b-ab-s_t_b-b")
        );
        // A token of the project's own, a column that is not there, and a name that is not written.
        for pattern in ["%(fk_guid)s", "%(column_5_name)s", "%(constraint_name)s"] {
            assert_eq!(name(pattern), None, "{pattern}");
        }
        let written = Parts { written: Some("short"), ..Parts { table: "t", label: "t", ..Parts::default() } };
        assert_eq!(convention("ck", "ck_%(table_name)s_%(constraint_name)s").name("ck", &written).as_deref(), Some("ck_t_short"));
        assert_eq!(convention("uq", "uq_%(table_name)s").name("uq", &written), None);
        assert_eq!(Convention::default().name("ix", &parts).as_deref(), Some("ix_s_t_a"));
    }

    #[test]
    fn long_names_end_in_a_checksum() {
        let name = format!("ix_{}", "x".repeat(61));
        assert_eq!(shortened(&name), format!("ix_{}_e9eb", "x".repeat(52)));
        assert_eq!(shortened(&name[1..]), name[1..]);
    }
}
