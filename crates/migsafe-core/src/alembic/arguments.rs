//! The arguments of a call.

use super::value::Value;
use crate::span::Span;

/// The arguments of a call.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Arguments {
    /// Those without a name, in order, and where they stand.
    pub(super) places: Vec<(Value, Span)>,
    /// Those with a name.
    pub(super) named: Vec<(String, Value, Span)>,
    /// More came from `*` or `**` of something that is not known.
    pub(super) open: bool,
    /// The whole call.
    pub(super) span: Span,
}

impl Arguments {
    /// The argument at a place or of a name.
    pub(super) fn get(&self, place: usize, name: &str) -> Option<&Value> {
        self.named(name).or_else(|| self.places.get(place).map(|(value, _)| value))
    }

    /// The argument of a name.
    pub(super) fn named(&self, name: &str) -> Option<&Value> {
        self.named.iter().find(|(own, ..)| own == name).map(|(_, value, _)| value)
    }

    /// Whether the flag of that name is set.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.named(name).and_then(Value::truth) == Some(true)
    }

    /// The argument of a name unless it is `None`.
    pub(super) fn given(&self, name: &str) -> Option<&Value> {
        self.named(name).filter(|value| **value != Value::None)
    }

    /// Every value, in order.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.places.iter().map(|(value, _)| value).chain(self.named.iter().map(|(_, value, _)| value))
    }
}
