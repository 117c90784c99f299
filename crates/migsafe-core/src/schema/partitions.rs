//! Partitions and inheritance.
//!
//! Source: PostgreSQL docs, 5.10 *Inheritance*, 5.11 *Table Partitioning*, *ALTER TABLE*.

use super::{Birth, Constraint, Schema};
use crate::name::QualifiedName;
use crate::operation::{AttachPartition, ConstraintKind, DetachPartition, PartitionBound};

impl Schema {
    /// Enters the child at its parent, where it is not yet, and gives it the parent's checks, and as a partition its foreign keys, indexes and triggers.
    pub(super) fn join_parent(&mut self, child: &QualifiedName, parent: &QualifiedName, _now: Birth) {
        let Some(entry) = self.alter(parent) else { return };
        entry.children.push(child.clone());
        self.trees.forget();
        self.note_below(child);
        let bound = self.tables.get(child).and_then(|child| child.partition_of.as_deref()).filter(|(of, _)| of == parent);
        let is_default = bound.is_some_and(|(_, bound)| *bound == PartitionBound::Default);
        let partition = self.tables.get(child).is_some_and(|child| child.partition_of.is_some());
        let Some(entry) = self.tables.get_mut(parent) else { return };
        if is_default {
            entry.default_partition.get_or_insert_with(|| Box::new(child.clone()));
        }
        let given = entry.constraints.len() + entry.indexes.len() + entry.triggers.len();
        if given > 0 && !self.may_make(given) {
            return;
        }
        let Some(entry) = self.tables.get(parent) else { return };
        let taken_over: Vec<Constraint> = entry
            .constraints
            .iter()
            .filter(|constraint| match &constraint.kind {
                ConstraintKind::Check { no_inherit, .. } => !no_inherit,
                ConstraintKind::ForeignKey(_) => partition,
                _ => false,
            })
            .cloned()
            .collect();
        let indexes: Vec<QualifiedName> = entry.indexes.iter().map(|index| index.name.clone()).collect();
        let triggers = entry.triggers.clone();
        for constraint in taken_over {
            self.inherit_constraint(child, &constraint);
        }
        if !partition {
            return;
        }
        for index in indexes {
            self.ensure_index(child, parent, &index);
        }
        if let Some(entry) = self.tables.get_mut(child) {
            for trigger in triggers {
                if !entry.triggers.contains(&trigger) {
                    entry.triggers.push(trigger);
                }
            }
        }
    }

    pub(super) fn attach_partition(&mut self, attach: &AttachPartition, now: Birth) {
        if self.would_circle(&attach.partition, &attach.table) {
            return;
        }
        self.leave_partitioned(&attach.partition);
        let Some(partition) = self.alter(&attach.partition) else { return };
        partition.partition_of = Some(Box::new((attach.table.clone(), attach.bound.clone())));
        partition.columns.make_mut().iter_mut().for_each(|column| column.inherited = true);
        let filled = partition.filled;
        let Some(parent) = self.alter(&attach.table) else { return };
        parent.filled |= filled;
        let sibling = parent.children.newest().next().cloned();
        let columns = sibling.and_then(|sibling| self.tables.get(&sibling)).map(|sibling| sibling.columns.clone());
        if let (Some(partition), Some(columns)) = (self.tables.get_mut(&attach.partition), columns) {
            partition.columns.share(&columns);
        }
        self.join_parent(&attach.partition, &attach.table, now);
    }

    pub(super) fn detach_partition(&mut self, detach: &DetachPartition) {
        self.alter(&detach.table);
        self.alter(&detach.partition);
        let triggers = self.tables.get(&detach.table).map(|parent| parent.triggers.clone()).unwrap_or_default();
        self.leave_partitioned(&detach.partition);
        if let Some(partition) = self.tables.get_mut(&detach.partition) {
            for trigger in &triggers {
                partition.triggers.remove(trigger);
            }
            partition.columns.make_mut().iter_mut().for_each(|column| column.inherited = false);
            partition.constraints.iter_mut().for_each(|constraint| constraint.inherited = false);
            partition.indexes.iter_mut().for_each(|index| index.parent = None);
        }
    }

    /// Takes the table off the list of the one that it is a partition of.
    fn leave_partitioned(&mut self, partition: &QualifiedName) {
        self.trees.forget();
        let Some(of) = self.tables.get_mut(partition).and_then(|partition| partition.partition_of.take()) else { return };
        if let Some(parent) = self.tables.get_mut(&of.0) {
            parent.forget_child(partition);
        }
    }

    pub(super) fn change_inheritance(&mut self, child: &QualifiedName, parent: &QualifiedName, joins: bool, now: Birth) {
        if joins && self.would_circle(child, parent) {
            return;
        }
        let Some(entry) = self.alter(child) else { return };
        while entry.inherits.remove(parent).is_some() {}
        if joins {
            entry.inherits.push(parent.clone());
        }
        self.trees.forget();
        if let Some(parent) = self.tables.get_mut(parent) {
            parent.forget_child(child);
        }
        if joins {
            self.join_parent(child, parent, now);
        }
    }
}
