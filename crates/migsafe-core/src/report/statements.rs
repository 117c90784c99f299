//! The statements of a migration in a report: whole, as JSON text, or their places alone.

use std::ops::Deref;
use std::sync::Arc;

use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::StatementReport;
use super::pack::{Pack, Place};
use crate::span::{ShortSpan, Span};

/// How much of its statements a report keeps. What a statement asks and does takes many times the memory of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// Everything.
    #[default]
    Whole,
    /// Their JSON form, packed: for a report that is to be written as JSON and nothing else.
    Json,
    /// Where they stand: for a report of which only findings and counts are read.
    Places,
}

/// The statements of one migration. As a slice it holds those that are kept whole: all of them, or none ([`Keep`]).
#[derive(Debug, Clone, Default)]
pub struct Statements {
    whole: Vec<StatementReport>,
    written: Option<Written>,
    places: Vec<ShortSpan>,
    not_understood: usize,
}

/// Statements in a pack.
#[derive(Debug, Clone)]
struct Written {
    pack: Arc<Pack>,
    /// Where the first of them begins.
    start: Place,
}

impl Statements {
    /// None yet; so many are to come.
    pub(crate) fn with_capacity(count: usize, keep: Keep) -> Self {
        let whole = Vec::with_capacity(if keep == Keep::Whole { count } else { 0 });
        Self { whole, written: None, places: Vec::with_capacity(count), not_understood: 0 }
    }

    /// Takes note of a statement.
    pub(crate) fn note(&mut self, statement: &StatementReport) {
        self.places.push(statement.span.into());
        self.not_understood += usize::from(!statement.understood);
    }

    /// Keeps a statement whole.
    pub(crate) fn keep(&mut self, statement: StatementReport) {
        self.whole.push(statement);
    }

    /// Their JSON form stands there.
    pub(crate) fn are_written(&mut self, pack: &Arc<Pack>, start: Place) {
        self.written = Some(Written { pack: Arc::clone(pack), start });
    }

    /// How many the migration has.
    pub fn count(&self) -> usize {
        self.places.len()
    }

    /// How many of them were not understood.
    pub fn not_understood(&self) -> usize {
        self.not_understood
    }

    /// The bytes of each in its file, in order.
    pub fn places(&self) -> impl Iterator<Item = Span> + '_ {
        self.places.iter().map(|place| Span::from(*place))
    }

    /// The bytes of one.
    pub(crate) fn place(&self, at: usize) -> Option<Span> {
        self.places.get(at).map(|place| Span::from(*place))
    }

    /// How many begin before that byte.
    pub(crate) fn begun_before(&self, offset: usize) -> usize {
        self.places.partition_point(|place| Span::from(*place).start < offset)
    }
}

impl Deref for Statements {
    type Target = [StatementReport];

    fn deref(&self) -> &[StatementReport] {
        &self.whole
    }
}

impl<'a> IntoIterator for &'a Statements {
    type Item = &'a StatementReport;
    type IntoIter = std::slice::Iter<'a, StatementReport>;

    fn into_iter(self) -> Self::IntoIter {
        self.whole.iter()
    }
}

impl IntoIterator for Statements {
    type Item = StatementReport;
    type IntoIter = std::vec::IntoIter<StatementReport>;

    fn into_iter(self) -> Self::IntoIter {
        self.whole.into_iter()
    }
}

impl Serialize for Statements {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Some(Written { pack, start }) = &self.written else { return serializer.collect_seq(&self.whole) };
        let mut list = serializer.serialize_seq(Some(self.count()))?;
        let mut left = self.count();
        let mut place = *start;
        while left > 0 {
            let block = pack.block(place.block).map_err(S::Error::custom)?;
            for line in block.get(place.offset..).unwrap_or_default().lines().take(left) {
                list.serialize_element(serde_json::from_str::<&RawValue>(line).map_err(S::Error::custom)?)?;
                left -= 1;
            }
            place = Place { block: place.block + 1, offset: 0 };
        }
        list.end()
    }
}
