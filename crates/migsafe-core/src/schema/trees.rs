//! Trees of tables, as far as they are looked through. They are asked for by every statement on a table with partitions, and seldom change.

use std::sync::{Arc, Mutex, PoisonError};

use super::Schema;
use super::hash::{HashMap, HashSet};
use crate::name::QualifiedName;

/// A table, its partitions and the tables that inherit from it, and theirs.
#[derive(Debug, Default)]
pub struct Tree {
    /// Their names, sorted: so many as are looked at, the oldest of each table first.
    pub members: Vec<QualifiedName>,
    /// How many more there are at least.
    pub left_out: usize,
}

/// Fewer than these are looked up anew each time.
const FEW: usize = 100;

/// The trees asked for since the last change of any.
#[derive(Debug, Default)]
pub(super) struct Trees(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    looked_at: HashMap<QualifiedName, Arc<Tree>>,
    /// All tables below one, in the order in which they are found.
    below: HashMap<QualifiedName, Vec<QualifiedName>>,
}

impl Clone for Trees {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Trees {
    /// A table has come, gone, or got another place.
    pub(super) fn forget(&mut self) {
        let known = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        known.looked_at.clear();
        known.below.clear();
    }
}

impl Schema {
    /// The tree of the table, of at most so many members.
    pub fn tree(&self, table: &QualifiedName, most: usize) -> Arc<Tree> {
        let is_alone = self.tables.get(table).is_none_or(|table| table.children.is_empty());
        if is_alone {
            return Arc::new(Tree { members: vec![table.clone()], left_out: 0 });
        }
        let mut known = self.trees.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tree) = known.looked_at.get(table) {
            return Arc::clone(tree);
        }
        let tree = Arc::new(self.walk(table, most));
        known.looked_at.insert(table.clone(), Arc::clone(&tree));
        tree
    }

    /// Tables that inherit from this one and its partitions, at every level.
    pub(super) fn descendants(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        if self.tables.get(table).is_none_or(|table| table.children.is_empty()) {
            return Vec::new();
        }
        let mut known = self.trees.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(below) = known.below.get(table) {
            return below.clone();
        }
        let below = self.walk_down(table);
        if below.len() >= FEW {
            known.below.insert(table.clone(), below.clone());
        }
        below
    }

    fn walk_down(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let mut found: Vec<QualifiedName> = Vec::new();
        let mut seen: HashSet<&QualifiedName> = HashSet::default();
        let mut open: Vec<&QualifiedName> = self.tables.get(table).into_iter().flat_map(|table| &table.children).collect();
        while let Some(name) = open.pop() {
            if name == table || !seen.insert(name) {
                continue;
            }
            if let Some(child) = self.tables.get(name) {
                open.extend(&child.children);
            }
            found.push(name.clone());
        }
        found
    }

    fn walk(&self, table: &QualifiedName, most: usize) -> Tree {
        let mut found: HashSet<&QualifiedName> = HashSet::default();
        found.insert(table);
        let mut open = vec![table];
        let mut left_out = 0;
        while let Some(next) = open.pop() {
            let Some(table) = self.tables.get(next) else { continue };
            let mut seen = 0;
            for child in &table.children {
                if found.len() >= most {
                    break;
                }
                seen += 1;
                if found.insert(child) {
                    open.push(child);
                }
            }
            left_out += table.children.len() - seen;
        }
        let mut members: Vec<QualifiedName> = found.into_iter().cloned().collect();
        members.sort_unstable();
        Tree { members, left_out }
    }
}
