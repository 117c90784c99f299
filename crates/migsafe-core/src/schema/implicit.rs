//! The index that MySQL makes for a foreign key that has none, and drops without a word when another is made that serves it.
//!
//! Source: MySQL 8.4 Reference Manual, 15.1.20.5 *FOREIGN KEY Constraints*; 9.7 ran.

use super::{Constraint, Index, Schema};
use crate::name::QualifiedName;
use crate::operation::IndexPart;
use crate::source::Dialect;

impl Schema {
    /// Makes it.
    pub(super) fn index_foreign_key(&mut self, table: &QualifiedName, constraint: &Constraint) {
        let Some(key) = constraint.foreign_key().filter(|_| self.dialect == Dialect::MySql) else { return };
        let Some(known) = self.tables.get(table) else { return };
        let name = self.index_name(table, name_for(table, &constraint.name, &key.columns));
        if key.columns.is_empty() || self.relation_exists(&name) || known.indexes.iter().any(|index| serves(&index.parts, &key.columns)) {
            return;
        }
        let index = Index {
            name,
            parts: key.columns.iter().cloned().map(IndexPart::Column).collect(),
            part_options: Vec::new(),
            include: Vec::new(),
            unique: false,
            predicate: None,
            method: self.shared_method("btree"),
            constraint: None,
            only: false,
            column_names: key.columns.clone(),
            parent: None,
            birth: constraint.birth,
        };
        self.link_index(table, index);
    }

    /// Drops those that the index now made serves too.
    pub(super) fn leave_implicit_indexes(&mut self, table: &QualifiedName, parts: &[IndexPart]) {
        if self.dialect != Dialect::MySql {
            return;
        }
        let Some(known) = self.tables.get(table) else { return };
        let keys = known.constraints.iter().filter_map(|constraint| Some((&constraint.name, constraint.foreign_key()?)));
        let served: Vec<QualifiedName> = keys
            .filter(|(_, key)| serves(parts, &key.columns))
            .filter_map(|(name, key)| {
                let own = known.indexes.iter().find(|index| index.name.name == name_for(table, name, &key.columns) && !index.unique)?;
                (own.parts.len() == key.columns.len()).then(|| own.name.clone())
            })
            .collect();
        for index in served {
            self.drop_index(&index);
        }
    }
}

/// The name of the key, or of its first column where the key was given none.
fn name_for<'a>(table: &QualifiedName, key: &'a str, columns: &'a [String]) -> &'a str {
    let is_counted = key.strip_prefix(table.name.as_str()).is_some_and(|rest| rest.starts_with("_ibfk_"));
    columns.first().filter(|_| is_counted).map_or(key, String::as_str)
}

/// Whether the first columns of an index are those of the key, in whatever order.
fn serves(parts: &[IndexPart], columns: &[String]) -> bool {
    let has = |column: &String| parts.iter().take(columns.len()).any(|part| matches!(part, IndexPart::Column(name) if name == column));
    parts.len() >= columns.len() && columns.iter().all(has)
}
