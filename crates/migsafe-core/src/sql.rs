//! Text to statements to operations. The only user of the SQL parser.

mod model;

pub use model::*;

use crate::source::Script;

/// Reads a script's statements. Never fails: what cannot be read is in the statement's `not_understood`.
pub fn read(_script: &Script) -> Vec<Statement> {
    Vec::new()
}
