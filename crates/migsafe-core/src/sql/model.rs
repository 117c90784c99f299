//! The shape of a statement.

use crate::operation::Located;
use crate::span::Span;

/// One statement of a script.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Statement {
    /// Its first to its last byte in the script, its semicolon included, leading comments not.
    pub span: Span,
    /// Where it begins for people: from 1.
    pub line: usize,
    /// What it asks, in order.
    pub operations: Vec<Located>,
    /// What in it could not be read. Empty: it was understood.
    pub not_understood: Vec<NotUnderstood>,
    /// It stands inside a `DO` block: operations were read from the block's body.
    pub is_block: bool,
    /// Its SQL, where the script is written in another language; the span then covers what asks for it.
    pub sql: Option<String>,
}

impl Statement {
    /// Whether every operation in it was read.
    pub fn is_understood(&self) -> bool {
        self.not_understood.is_empty()
    }

    /// Whether it does what it says whatever the names in it are, so that it may hold names that only a run can tell.
    pub(crate) fn says_enough(&self) -> bool {
        says_enough(&self.operations, &self.not_understood)
    }
}

/// The same of what was read of a statement.
pub(super) fn says_enough(operations: &[Located], not_understood: &[NotUnderstood]) -> bool {
    let mut asked = operations.iter();
    not_understood.is_empty() && !operations.is_empty() && asked.all(|located| located.operation.whatever_its_names())
}

/// A part of a statement that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotUnderstood {
    /// Where.
    pub span: Span,
    /// Why, in a sentence without a capital and full stop.
    pub why: String,
}
