//! What a `*` takes: the columns of the sources of rows around it.

use sqlparser::ast::{ObjectName, TableFactor, TableWithJoins};

use super::super::name::{ident, qualified};
use super::{Collector, listed, push_once};
use crate::name::QualifiedName;

impl Collector {
    /// `name.*`, of the nearest source of that name.
    pub(super) fn star_of(&mut self, name: &ObjectName) {
        let last = qualified(name).map(|name| name.name).unwrap_or_default();
        let nearest = self.sources.iter().rev().find_map(|sources| sources.iter().find(|(name, _)| *name == last));
        match nearest.map(|(_, relation)| relation.clone()) {
            Some(relation) => relation.into_iter().for_each(|relation| self.star(relation)),
            None => self.reads.star_elsewhere = true,
        }
    }

    pub(super) fn star(&mut self, relation: QualifiedName) {
        push_once(&mut self.reads.starred, relation);
    }

    /// What the sources of rows are called.
    pub(super) fn name_sources(&self, tables: &TableWithJoins, found: &mut Vec<(String, Option<QualifiedName>)>) {
        let factors = std::iter::once(&tables.relation).chain(tables.joins.iter().map(|join| &join.relation));
        for factor in factors {
            match factor {
                TableFactor::Table { name, alias, args: None, .. } => {
                    let Ok((relation, only)) = listed(name, alias.as_ref()) else { continue };
                    let called = alias.as_ref().filter(|_| !only).map_or_else(|| relation.name.to_string(), |alias| ident(&alias.name));
                    let is_bound = relation.schema.is_none() && self.bound.iter().any(|bound| *bound == relation.name);
                    found.push((called, Some(relation).filter(|_| !is_bound)));
                }
                TableFactor::NestedJoin { table_with_joins, .. } => self.name_sources(table_with_joins, found),
                TableFactor::Derived { alias: Some(alias), .. }
                | TableFactor::Function { alias: Some(alias), .. }
                | TableFactor::UNNEST { alias: Some(alias), .. }
                | TableFactor::Table { alias: Some(alias), .. } => found.push((ident(&alias.name), None)),
                _ => {}
            }
        }
    }
}
