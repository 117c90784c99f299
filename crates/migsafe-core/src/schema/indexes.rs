//! Operations on indexes, and how those of partitioned tables spread.
//!
//! Source: PostgreSQL docs, *CREATE INDEX*, 5.11.2.1 *Example* (of declarative partitioning), *ALTER INDEX*.

use super::naming::{IndexLabel, index_column_names, truncated};
use super::{Birth, Constraint, Index, Schema};
use crate::name::QualifiedName;
use crate::operation::{AttachIndexPartition, ConstraintKind, CreateIndex, IndexPart};

impl Schema {
    pub(super) fn create_index(&mut self, create: &CreateIndex, now: Birth) {
        if !self.views.contains_key(&create.table) && self.alter(&create.table).is_none() {
            return;
        }
        let column_names = index_column_names(&create.parts, &create.include);
        let name = match &create.name {
            Some(name) => truncated(name).to_owned(),
            None => self.choose_index_name(&create.table, IndexLabel::Plain, &column_names),
        };
        let name = self.index_name(&create.table, &name);
        if self.relation_exists(&name) {
            return;
        }
        self.leave_implicit_indexes(&create.table, &create.parts);
        let index = Index {
            name: name.clone(),
            parts: create.parts.clone(),
            part_options: create.part_options.clone(),
            include: create.include.clone(),
            unique: create.unique,
            predicate: create.predicate.clone(),
            method: self.shared_method(&create.method),
            constraint: None,
            only: create.only && self.tables.get(&create.table).is_some_and(|table| table.partition_by.is_some() || table.birth.is_none()),
            column_names,
            parent: None,
            birth: Some(now),
        };
        self.link_index(&create.table, index);
        if !create.only {
            self.spread_index(&create.table, &name);
        }
    }

    /// Gives every partition at every level an index like the partitioned table's: one that is there already and fits, or a new one.
    pub(super) fn spread_index(&mut self, table: &QualifiedName, index: &QualifiedName) {
        let mut open = vec![(table.clone(), index.clone())];
        while let Some((table, index)) = open.pop() {
            let below = self.tables.get(&table).filter(|table| table.partition_by.is_some()).map_or(0, |table| table.children.len());
            if below == 0 || !self.may_make(below) {
                continue;
            }
            for partition in self.partitions_of(&table) {
                if let Some(own) = self.give_index(&partition, &table, &index) {
                    open.push((partition, own));
                }
            }
        }
    }

    /// The partitions right below a partitioned table.
    fn partitions_of(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        let belongs = |child: &&QualifiedName| {
            self.tables.get(child).and_then(|child| child.partition_of.as_deref()).is_some_and(|(parent, _)| parent == table)
        };
        let Some(entry) = self.tables.get(table).filter(|entry| entry.partition_by.is_some()) else { return Vec::new() };
        entry.children.iter().filter(belongs).cloned().collect()
    }

    /// Attaches a fitting index of the partition to the partitioned table's, or creates one; and so on below.
    pub(super) fn ensure_index(&mut self, partition: &QualifiedName, table: &QualifiedName, index: &QualifiedName) {
        if let Some(own) = self.give_index(partition, table, index) {
            self.spread_index(partition, &own);
        }
    }

    /// Attaches a fitting index of the partition to the partitioned table's, or creates one; gives its name.
    fn give_index(&mut self, partition: &QualifiedName, table: &QualifiedName, index: &QualifiedName) -> Option<QualifiedName> {
        let parent = self.tables.get(table)?;
        let model = parent.index(&index.name)?.clone();
        let key = model.constraint.as_ref().and_then(|name| parent.constraint(name)).cloned();
        let fitting = self
            .tables
            .get(partition)?
            .indexes
            .iter()
            .find(|own| own.parent.is_none() && fits(own, &model) && (own.constraint.is_some() || model.constraint.is_none()))
            .map(|own| own.name.clone());
        let name = match fitting {
            Some(name) => name,
            None => self.clone_index(partition, &model, key.as_ref(), model.birth?),
        };
        if let Some(own) = self.index_mut(&name) {
            own.parent = Some(Box::new(index.clone()));
        }
        if let Some(entry) = self.tables.get_mut(partition)
            && let Some(constraint) = entry.constraints.get_mut(&name.name)
        {
            constraint.inherited = true;
        }
        Some(name)
    }

    /// Creates an index like the model, and its constraint, under names made for the table.
    pub(super) fn clone_index(&mut self, table: &QualifiedName, model: &Index, key: Option<&Constraint>, now: Birth) -> QualifiedName {
        let label = match key.map(|key| &key.kind) {
            Some(ConstraintKind::PrimaryKey(_)) => IndexLabel::PrimaryKey,
            Some(ConstraintKind::Unique(_)) => IndexLabel::Unique,
            Some(ConstraintKind::Exclude { .. }) => IndexLabel::Exclude,
            _ => IndexLabel::Plain,
        };
        let name = self.choose_index_name(table, label, &model.column_names);
        if let (IndexLabel::PrimaryKey, Some(ConstraintKind::PrimaryKey(columns))) = (label, key.map(|key| &key.kind)) {
            for column in &columns.columns {
                self.set_not_null(table, column);
            }
        }
        let full = self.index_name(table, &name);
        let constraint = key.map(|_| name.clone());
        self.link_index(table, Index { name: full.clone(), constraint, only: false, parent: None, birth: Some(now), ..model.clone() });
        if let Some(key) = key {
            self.link_constraint(table, Constraint { name, inherited: false, birth: Some(now), ..key.clone() });
        }
        full
    }

    pub(super) fn attach_index(&mut self, it: &AttachIndexPartition) {
        if let Some(index) = self.index_mut(&it.partition) {
            index.parent = Some(Box::new(it.index.clone()));
        }
        self.complete_index(&it.index);
    }

    /// An index created `ON ONLY` becomes valid once every partition has one attached to it.
    pub(super) fn complete_index(&mut self, name: &QualifiedName) {
        let Some(table) = self.index_owner.get(name).and_then(|owner| self.tables.get(owner)) else { return };
        let complete = table.children.iter().all(|child| {
            self.tables
                .get(child)
                .is_some_and(|child| child.indexes.iter().any(|index| index.parent.as_deref() == Some(name) && !index.only))
        });
        if complete && let Some(index) = self.index_mut(name) {
            index.only = false;
        }
    }

    /// Drops the index, those of partitions attached to it, and the constraint it stands for.
    pub(super) fn drop_index(&mut self, name: &QualifiedName) {
        let mut open = vec![name.clone()];
        while let Some(name) = open.pop() {
            let Some(owner) = self.index_owner.get(&name).cloned() else { continue };
            let Some(index) = self.unlink_index(&name) else { continue };
            if let Some(constraint) = &index.constraint {
                self.unlink_constraint(&owner, constraint);
            }
            if index.unique {
                self.remove_unsupported_keys(&owner, &plain_columns(&index));
            }
            open.extend(self.attached_indexes(&owner, &name));
        }
    }

    fn attached_indexes(&self, owner: &QualifiedName, index: &QualifiedName) -> Vec<QualifiedName> {
        self.tables
            .get(owner)
            .into_iter()
            .flat_map(|table| &table.children)
            .filter_map(|child| self.tables.get(child))
            .flat_map(|child| &child.indexes)
            .filter(|own| own.parent.as_deref() == Some(index))
            .map(|own| own.name.clone())
            .collect()
    }
}

/// The columns among the parts of an index.
fn plain_columns(index: &Index) -> Vec<String> {
    index
        .parts
        .iter()
        .filter_map(|part| match part {
            IndexPart::Column(column) => Some(column.clone()),
            IndexPart::Expression(_) => None,
        })
        .collect()
}

/// Whether a partition's index serves as the partitioned table's.
fn fits(own: &Index, model: &Index) -> bool {
    let predicate = |index: &Index| index.predicate.as_ref().map(|predicate| predicate.text.clone());
    own.parts == model.parts
        && own.include == model.include
        && own.unique == model.unique
        && own.method == model.method
        && predicate(own) == predicate(model)
}
