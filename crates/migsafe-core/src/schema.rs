//! Replay: the schema as it stands before each statement.
//!
//! It follows what PostgreSQL does, and stays cautious where a history starts in the middle: a table that is altered before it was ever seen is entered without a
//! birth, with what the statement shows.

mod apply;
mod boxed;
mod columns;
mod constraints;
mod drops;
mod follow;
mod hash;
mod implicit;
mod indexes;
mod lines;
mod links;
mod listed;
mod made_names;
mod model;
mod naming;
mod needing;
mod objects;
mod partitions;
mod queries;
mod renames;
mod resolve;
mod session;
mod shared;
mod tables;
#[cfg(test)]
mod tests;
mod trees;
mod within;

pub use boxed::Boxed;
pub use hash::{HashMap, HashSet};
pub use links::Reference;
pub use listed::{Keyed, Listed};
pub use model::*;
pub use needing::{Needing, NeedingKind, NeedingThings};
pub(crate) use objects::bare_type;
pub use queries::IndexOwner;
pub use shared::Columns;
pub use trees::Tree;

use crate::source::Dialect;

impl Schema {
    /// An empty database as a migration finds it: the search path is `public`.
    pub fn new() -> Self {
        Self { search_path: vec!["public".into()], ..Self::default() }
    }

    /// An empty database of that kind.
    pub fn of(dialect: Dialect) -> Self {
        Self { dialect, ..Self::new() }
    }
}
