//! Our own small grammar: the forms of PostgreSQL that the parser does not know, one file a family.

pub(super) mod data;
pub(super) mod insert;
pub(super) mod object;

use super::NotUnderstood;
use super::cursor::Cursor;
use crate::operation::Operation;

/// What our grammar read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// What the statement asks, in order.
    pub(super) operations: Vec<Operation>,
    /// Parts of it that stay unread.
    pub(super) not_understood: Vec<NotUnderstood>,
}

impl<T: Into<Operation>> From<T> for Reading {
    fn from(operation: T) -> Self {
        Self { operations: vec![operation.into()], not_understood: Vec::new() }
    }
}

/// Reads a whole statement; `None` where the form is not known.
pub(super) fn read(_cursor: Cursor<'_>) -> Option<Reading> {
    None
}
