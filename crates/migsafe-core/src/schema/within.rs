//! What stands in a schema.

use super::Schema;
use super::resolve::TEMPORARY;
use crate::name::QualifiedName;

/// Where most things stand: it is looked through when somebody asks for it, which hardly anybody does.
const MOST: &str = "public";

impl Schema {
    /// Notes that something of that name has come.
    pub(super) fn note_within(&mut self, name: &QualifiedName) {
        let Some(schema) = name.schema.as_deref().filter(|schema| ![MOST, TEMPORARY].contains(schema)) else { return };
        match self.within.get_mut(schema) {
            Some(names) => {
                names.insert(name.clone());
            }
            None => {
                self.within.insert(schema.to_owned(), std::iter::once(name.clone()).collect());
            }
        }
    }

    /// The names of everything in the schema: tables, views, sequences, types and functions.
    pub(super) fn names_within(&self, schema: &str) -> Vec<QualifiedName> {
        let exists = |name: &&QualifiedName| {
            self.tables.contains_key(name)
                || self.views.contains_key(name)
                || self.sequences.contains_key(name)
                || self.types.contains_key(name)
                || self.functions.contains_key(name)
        };
        if ![MOST, TEMPORARY].contains(&schema) {
            return self.within.get(schema).into_iter().flatten().filter(exists).cloned().collect();
        }
        let relations = self.tables.keys().chain(self.views.keys()).chain(self.sequences.keys());
        let all = relations.chain(self.types.keys()).chain(self.functions.keys());
        all.filter(|name| name.schema.as_deref() == Some(schema)).cloned().collect()
    }
}
