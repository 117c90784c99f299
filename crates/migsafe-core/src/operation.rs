//! The vocabulary in the middle: what one statement asks of the database.
//!
//! Readers of SQL and of Python produce operations; replay, effects, classes and rules consume them. Nothing here says what PostgreSQL does with one.

mod column;
mod constraint;
mod expression;
mod kinds;
mod object;
mod only;
mod relations;
mod session;
mod table;
mod user_type;

pub use column::*;
pub use constraint::*;
pub use expression::*;
pub use kinds::*;
pub use object::*;
pub use relations::*;
pub use session::*;
pub use table::*;
pub use user_type::*;

use serde::Serialize;

use crate::span::Span;

/// An operation and where it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Located {
    /// What is asked.
    #[serde(flatten)]
    pub operation: Operation,
    /// The words that ask it, for instance `DROP COLUMN "legacy"` within its `ALTER TABLE`. Bytes of the script.
    #[serde(skip)]
    pub span: Span,
    /// It stands in a branch, a loop or behind an exception handler of a `DO` block, so it may not happen, and its failure may be swallowed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub conditional: bool,
    /// It stands in a loop that takes some rows at a time and commits each time.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub batched: bool,
    /// It repeats a part of a definition that takes the place of the whole (MySQL's `MODIFY`), and may change nothing.
    #[serde(skip)]
    pub restated: bool,
    /// The plpgsql `EXCEPTION` handlers around it, by condition name in lower case (`duplicate_object`, `others`).
    #[serde(skip)]
    pub handlers: Vec<String>,
}

impl Located {
    /// An operation that certainly happens.
    pub fn new(operation: Operation, span: Span) -> Self {
        Self { operation, span, conditional: false, batched: false, restated: false, handlers: Vec::new() }
    }
}
