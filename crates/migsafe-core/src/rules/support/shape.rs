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
    pub(in crate::rules) fn of<'a>(operations: impl IntoIterator<Item = &'a Operation>) -> Self {
        let mut shape = Self::default();
        operations.into_iter().for_each(|operation| shape.enter(operation));
        shape.settled()
    }

    /// Takes note of the next operation.
    pub(in crate::rules) fn enter(&mut self, operation: &Operation) {
        match operation {
            Operation::CreateTable(it) => self.add(it.table.name.to_string()),
            Operation::DropTable(it) => self.drop(it.table.name.to_string()),
            Operation::AddColumn(it) => self.add(format!("{}.{}", it.table.name, it.column.name)),
            Operation::DropColumn(it) => self.drop(format!("{}.{}", it.table.name, it.column)),
            Operation::RenameTable(it) => self.renamed.extend([it.table.name.to_string(), it.to.clone()]),
            Operation::RenameColumn(it) => {
                self.renamed.extend([format!("{}.{}", it.table.name, it.column), format!("{}.{}", it.table.name, it.to)]);
            }
            _ => {}
        }
    }

    /// The shape when the last operation is known: of what is renamed nothing else is said.
    pub(in crate::rules) fn settled(mut self) -> Self {
        let renamed = std::mem::take(&mut self.renamed);
        let is_renamed =
            |thing: &String| renamed.contains(thing) || thing.split_once('.').is_some_and(|(table, _)| renamed.contains(table));
        self.added.retain(|thing| !is_renamed(thing));
        self.dropped.retain(|thing| !is_renamed(thing));
        self.renamed = renamed;
        self
    }

    fn add(&mut self, thing: String) {
        if !self.dropped.remove(&thing) {
            self.added.insert(thing);
        }
    }

    fn drop(&mut self, thing: String) {
        // The columns go with their table.
        let own = format!("{thing}.");
        let columns: Vec<String> = self.added.range(own.clone()..).take_while(|added| added.starts_with(&own)).cloned().collect();
        for column in &columns {
            self.added.remove(column);
        }
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
