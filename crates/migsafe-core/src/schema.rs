//! Replay: the schema as it stands before each statement.

mod model;

pub use model::*;

use crate::name::QualifiedName;
use crate::operation::Operation;

impl Schema {
    /// An empty database as a migration finds it: the search path is `public`.
    pub fn new() -> Self {
        Self { search_path: vec!["public".to_owned()], ..Self::default() }
    }

    /// A new session connects: its parameters and its search path are the defaults again.
    pub fn begin_session(&mut self) {
        self.parameters.clear();
        self.search_path = vec!["public".to_owned()];
    }

    /// Completes the names inside the operation with their schemas, by the search path and by what exists.
    pub fn resolve(&self, _operation: &mut Operation) {}

    /// Carries out the operation.
    pub fn apply(&mut self, _operation: &Operation, _now: Birth) {}

    /// Who created the table, view, sequence of this name; `None` where nobody did or it is not known.
    pub fn relation_birth(&self, name: &QualifiedName) -> Option<Birth> {
        self.tables
            .get(name)
            .and_then(|table| table.birth)
            .or_else(|| self.views.get(name).and_then(|view| view.birth))
            .or_else(|| self.sequences.get(name).and_then(|sequence| sequence.birth))
    }
}
