//! What a script brings and takes.

use std::collections::BTreeSet;

use crate::operation::Operation;

/// The tables and columns that a script brings and takes in the end: `users`, `users.name`.
#[derive(Default)]
pub(in crate::rules) struct Shape {
    pub(in crate::rules) added: BTreeSet<String>,
    pub(in crate::rules) dropped: BTreeSet<String>,
    /// Names that it changes otherwise, so that what is said of them is not the whole.
    pub(in crate::rules) renamed: BTreeSet<String>,
}

impl Shape {
    pub(in crate::rules) fn of(operations: &[&Operation]) -> Self {
        let mut shape = Self::default();
        for operation in operations {
            match operation {
                Operation::CreateTable(it) => shape.add(it.table.name.clone()),
                Operation::DropTable(it) => shape.drop(it.table.name.clone()),
                Operation::AddColumn(it) => shape.add(format!("{}.{}", it.table.name, it.column.name)),
                Operation::DropColumn(it) => shape.drop(format!("{}.{}", it.table.name, it.column)),
                Operation::RenameTable(it) => shape.renamed.extend([it.table.name.clone(), it.to.clone()]),
                Operation::RenameColumn(it) => {
                    shape.renamed.extend([format!("{}.{}", it.table.name, it.column), format!("{}.{}", it.table.name, it.to)]);
                }
                _ => {}
            }
        }
        let renamed = std::mem::take(&mut shape.renamed);
        let is_renamed =
            |thing: &String| renamed.contains(thing) || thing.split_once('.').is_some_and(|(table, _)| renamed.contains(table));
        shape.added.retain(|thing| !is_renamed(thing));
        shape.dropped.retain(|thing| !is_renamed(thing));
        shape.renamed = renamed;
        shape
    }

    fn add(&mut self, thing: String) {
        if !self.dropped.remove(&thing) {
            self.added.insert(thing);
        }
    }

    fn drop(&mut self, thing: String) {
        // The columns go with their table.
        let own = format!("{thing}.");
        self.added.retain(|added| !added.starts_with(&own));
        if !self.added.remove(&thing) {
            self.dropped.insert(thing);
        }
    }

    /// Whether it takes the thing away, itself or with its table.
    pub(in crate::rules) fn takes(&self, thing: &str) -> bool {
        self.dropped.contains(thing)
            || self.takes_part(thing)
            || thing.split_once('.').is_some_and(|(table, _)| self.dropped.contains(table))
    }

    pub(in crate::rules) fn gives(&self, thing: &str) -> bool {
        self.added.contains(thing) || self.takes_part(thing) || thing.split_once('.').is_some_and(|(table, _)| self.added.contains(table))
    }

    /// Whether it renames the thing or its table, so that nothing more is said of it.
    pub(in crate::rules) fn takes_part(&self, thing: &str) -> bool {
        self.renamed.contains(thing) || thing.split_once('.').is_some_and(|(table, _)| self.renamed.contains(table))
    }
}
