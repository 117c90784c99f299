//! `meta/_journal.json`: which files the migrator runs and in which order.

use std::collections::{BTreeSet, HashMap};

use camino::Utf8Path;
use serde_json::Value;
use serde_json::value::RawValue;

use super::super::{Dialect, Irregularity, IrregularityKind, Problem};
use super::dialect_named;
use crate::span::{LineIndex, Span};

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) tag: String,
    idx: Option<i64>,
    /// In milliseconds; the migrator compares nothing else.
    when: Option<f64>,
    /// The tag in the journal's text, its quotes included.
    pub(super) span: Span,
    /// Its line, from 1.
    pub(super) line: usize,
}

/// The journal, its entries in the order in which they stand there, which is the order in which the migrator runs them.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Journal {
    pub(super) dialect: Option<Dialect>,
    entries: Vec<Entry>,
}

impl Journal {
    /// Reads the text. An entry that names no file is a problem of its own; the others are still read.
    pub(super) fn read(path: &Utf8Path, text: &str, problems: &mut Vec<Problem>) -> Result<Self, Problem> {
        let problem = |message: String| Problem { path: path.to_owned(), message };
        let bare = text.trim_start_matches('\u{FEFF}');
        let no_list = || problem("it has no list `entries`".into());
        let journal: HashMap<String, &RawValue> = match serde_json::from_str(bare) {
            Err(error) if error.is_data() => return Err(no_list()),
            read => read.map_err(|error| problem(format!("not valid JSON: {error}")))?,
        };
        let entries: Vec<&RawValue> = journal.get("entries").and_then(|raw| serde_json::from_str(raw.get()).ok()).ok_or_else(no_list)?;
        let lines = LineIndex::new(text);
        let mut read = Vec::with_capacity(entries.len());
        for (number, raw) in entries.into_iter().enumerate() {
            let entry: Value = serde_json::from_str(raw.get()).unwrap_or_default();
            let Some(tag) = entry.get("tag").and_then(Value::as_str) else {
                problems.push(problem(format!("entry {} has no `tag`", number + 1)));
                continue;
            };
            let start = raw.get().as_ptr().addr().saturating_sub(text.as_ptr().addr());
            let span = find_quoted(text, Span::new(start, start + raw.get().len()), tag);
            let when = entry.get("when").and_then(Value::as_f64);
            read.push(Entry {
                tag: tag.to_owned(),
                idx: entry.get("idx").and_then(Value::as_i64),
                when,
                span,
                line: lines.line(span.start),
            });
        }
        let dialect = journal.get("dialect").and_then(|raw| serde_json::from_str::<String>(raw.get()).ok());
        Ok(Self { dialect: dialect.as_deref().map(dialect_named), entries: read })
    }

    /// The entries without those whose file an earlier one names.
    pub(super) fn distinct(&self) -> impl Iterator<Item = &Entry> {
        let mut seen = BTreeSet::new();
        self.entries.iter().filter(move |entry| seen.insert(entry.tag.as_str()))
    }

    /// What is wrong with the entries themselves.
    pub(super) fn irregularities(&self, path: &Utf8Path) -> Vec<Irregularity> {
        let mut found = Vec::new();
        let mut newest: Option<&Entry> = None;
        let (mut tags, mut numbers) = (HashMap::new(), HashMap::new());
        for (at, entry) in self.entries.iter().enumerate() {
            let mut report = |kind, other: &Entry| {
                found.push(Irregularity {
                    kind,
                    migration: entry.tag.clone(),
                    path: path.to_owned(),
                    span: entry.span,
                    line: entry.line,
                    other: Some(other.tag.clone()),
                });
            };
            let same_tag = *tags.entry(entry.tag.as_str()).or_insert(at);
            let same_number = entry.idx.map_or(at, |number| *numbers.entry(number).or_insert(at));
            let first = same_tag.min(same_number);
            if let Some(other) = self.entries.get(first).filter(|_| first < at) {
                report(IrregularityKind::JournalDuplicate, other);
            }
            match (newest.and_then(|newest| newest.when), entry.when) {
                (Some(latest), Some(when)) if when <= latest => {
                    if let Some(newest) = newest.filter(|newest| newest.tag != entry.tag) {
                        report(IrregularityKind::JournalOutOfOrder, newest);
                    }
                }
                (_, Some(_)) => newest = Some(entry),
                (_, None) => {}
            }
        }
        found
    }
}

/// Where a string stands as a JSON string within an entry; empty where it is written with other escapes than usual.
fn find_quoted(text: &str, entry: Span, string: &str) -> Span {
    let quoted = Value::from(string).to_string();
    let at = entry.of(text).find(&quoted).map(|at| entry.start + at);
    at.map_or_else(Span::default, |at| Span::new(at, at + quoted.len()))
}
