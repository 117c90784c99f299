//! Renames and moves, and every reference that follows them.
//!
//! The catalog refers by number, so that nothing breaks inside the database; here references are names, and all are rewritten.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::links::beside;
use super::naming::truncated;
use super::{Constraint, Schema};
use crate::name::QualifiedName;
use crate::operation::{
    Conjunct, ConstraintKind, Expression, IndexPart, ObjectKind, RenameColumn, RenameObject, SetSchema, Shape, Summary,
};
use crate::source::Dialect;

impl Schema {
    /// Renames a table, view, sequence or index: `ALTER TABLE … RENAME` takes them all.
    pub(super) fn rename_relation(&mut self, name: &QualifiedName, to: &str) {
        let to = beside(name, truncated(to));
        self.make_room(name, &to);
        if self.index_owner.contains_key(name) {
            self.rename_index(name, &to);
        } else if self.views.contains_key(name) {
            self.move_view(name, &to);
        } else if self.sequences.contains_key(name) {
            self.move_sequence(name, &to);
        } else if self.alter(name).is_some() {
            self.move_table(name, &to);
        }
    }

    /// A name succeeds only where it is free: whatever stood there has gone in a way that the history does not show.
    fn make_room(&mut self, name: &QualifiedName, to: &QualifiedName) {
        if name != to && self.relation_exists(to) {
            self.remove_relation(to);
        }
    }

    /// An index and the constraint that it stands for share their name.
    pub(super) fn rename_index(&mut self, name: &QualifiedName, to: &QualifiedName) {
        let Some(owner) = self.index_owner.get(name).cloned() else { return };
        let Some(mut index) = self.unlink_index(name) else { return };
        if let Some(before) = index.constraint.take() {
            if let Some(mut constraint) = self.unlink_constraint(&owner, &before) {
                constraint.name = to.name.to_string();
                self.link_constraint(&owner, constraint);
            }
            index.constraint = Some(to.name.to_string());
        }
        index.name = to.clone();
        self.link_index(&owner, index);
        for child in self.followers(&owner) {
            let Some(child) = self.tables.get_mut(&child) else { continue };
            for index in child.indexes.iter_mut().filter(|index| index.parent.as_deref() == Some(name)) {
                index.parent = Some(Box::new(to.clone()));
            }
        }
    }

    fn move_view(&mut self, name: &QualifiedName, to: &QualifiedName) {
        let Some(mut view) = self.unlink_view(name) else { return };
        view.name = to.clone();
        for index in view.indexes.iter_mut() {
            index.name.schema.clone_from(&to.schema);
            self.index_owner.insert(index.name.clone(), to.clone());
        }
        self.link_view(view);
        self.move_readers(name, to);
    }

    fn move_readers(&mut self, name: &QualifiedName, to: &QualifiedName) {
        let Some(readers) = self.read_by.remove(name) else { return };
        let followed = if self.may_follow(readers.len()) { readers.len() } else { 0 };
        for reader in readers.iter().take(followed) {
            if let Some(view) = self.views.get_mut(reader) {
                view.reads.iter_mut().filter(|read| *read == name).for_each(|read| *read = to.clone());
            }
        }
        self.read_by.insert(to.clone(), readers);
    }

    fn move_sequence(&mut self, name: &QualifiedName, to: &QualifiedName) {
        if let Some(mut sequence) = self.unlink_sequence(name) {
            sequence.name = to.clone();
            self.link_sequence(sequence);
        }
    }

    /// Gives a table another name or schema. Its indexes, constraints and sequences keep their names, and follow into another schema.
    fn move_table(&mut self, name: &QualifiedName, to: &QualifiedName) {
        let Some(mut table) = self.tables.remove(name) else { return };
        self.trees.forget();
        self.made_names.free(name);
        table.name = to.clone();
        let moved = name.schema != to.schema;
        for index in table.indexes.iter_mut() {
            self.index_owner.remove(&index.name);
            if moved {
                self.made_names.free(&index.name);
            }
            let before = index.name.clone();
            index.name.schema = if self.dialect == Dialect::MySql { Some(to.name.clone()) } else { to.schema.clone() };
            self.index_owner.insert(index.name.clone(), to.clone());
            if moved {
                for child in &table.children {
                    let attached = self.tables.get_mut(child).into_iter().flat_map(|child| child.indexes.iter_mut());
                    attached
                        .filter(|own| own.parent.as_deref() == Some(&before))
                        .for_each(|own| own.parent = Some(Box::new(index.name.clone())));
                }
            }
        }
        if moved {
            for constraint in &table.constraints {
                self.forget_constraint_name(&beside(name, &constraint.name));
                *self.constraint_names.entry(beside(to, &constraint.name)).or_default() += 1;
            }
        }
        for column in &table.columns {
            if let Some(data_type) = column.data_type.as_deref().filter(|data_type| data_type.name.schema.is_some()) {
                self.type_users.entry(data_type.name.clone()).or_default().insert(to.clone());
            }
        }
        self.move_family(&table, name, to);
        self.enter_table(to, table);
        self.move_references(name, to);
        self.move_readers(name, to);
        self.move_needing(name, to);
        self.move_owned_sequences(name, to);
        if let Some(publications) = self.published_in.remove(name) {
            for publication in &publications {
                if let Some(Some(tables)) = self.publications.get_mut(publication) {
                    tables.update(name, |table| *table = to.clone());
                }
            }
            self.published_in.entry(to.clone()).or_default().extend(publications);
        }
    }

    /// Parents and children of a table know its new name.
    fn move_family(&mut self, table: &super::Table, name: &QualifiedName, to: &QualifiedName) {
        for parent in table.partition_of.iter().map(|partition| &partition.0).chain(&table.inherits) {
            let Some(parent) = self.tables.get_mut(parent) else { continue };
            parent.children.update(name, |child| *child = to.clone());
            parent.default_partition.iter_mut().filter(|child| ***child == *name).for_each(|child| **child = to.clone());
        }
        let followed = if self.may_follow(table.children.len()) { table.children.len() } else { 0 };
        for child in table.children.iter().take(followed) {
            let Some(child) = self.tables.get_mut(child) else { continue };
            if let Some((parent, _)) = child.partition_of.as_deref_mut().filter(|(parent, _)| parent == name) {
                *parent = to.clone();
            }
            child.inherits.update(name, |parent| parent.clone_from(to));
        }
    }

    /// Foreign keys to the table, and its own, know its new name.
    fn move_references(&mut self, name: &QualifiedName, to: &QualifiedName) {
        if let Some(mut referencing) = self.referenced_by.remove(name) {
            referencing.update(name, |reference| reference.table = to.clone());
            let followed = if self.may_follow(referencing.len()) { referencing.len() } else { 0 };
            for reference in referencing.iter().take(followed) {
                let Some(table) = self.tables.get_mut(&reference.table) else { continue };
                for key in &reference.keys {
                    if let Some(ConstraintKind::ForeignKey(key)) = table.constraints.get_mut(key).map(|constraint| &mut constraint.kind) {
                        key.references = to.clone();
                    }
                }
            }
            match self.referenced_by.entry(to.clone()) {
                Entry::Vacant(entry) => {
                    entry.insert(referencing);
                }
                // In SQLite there may be keys that wait for a table of the name.
                Entry::Occupied(mut entry) => {
                    for mut reference in referencing {
                        let waiting = entry.get_mut().remove(&reference.table);
                        waiting.into_iter().flat_map(|waiting| waiting.keys).for_each(|key| reference.keys.push(key));
                        entry.get_mut().push(reference);
                    }
                }
            }
        }
        let referenced: Vec<QualifiedName> = self
            .tables
            .get(to)
            .into_iter()
            .flat_map(|table| &table.constraints)
            .filter_map(Constraint::foreign_key)
            .map(|key| key.references.clone())
            .collect();
        for other in referenced {
            if let Some(users) = self.referenced_by.get_mut(&other) {
                users.update(name, |reference| reference.table = to.clone());
            }
        }
    }

    fn move_owned_sequences(&mut self, name: &QualifiedName, to: &QualifiedName) {
        let owned = self.owned_sequences.get(name).map_or(0, super::Listed::len);
        if !self.may_follow(owned) {
            return;
        }
        for sequence in self.owned_sequences.get(name).cloned().unwrap_or_default() {
            if let Some(mut sequence) = self.unlink_sequence(&sequence) {
                if let Some((table, _)) = &mut sequence.owned_by {
                    *table = to.clone();
                }
                sequence.name.schema.clone_from(&to.schema);
                self.link_sequence(sequence);
            }
        }
    }

    pub(super) fn rename_column(&mut self, rename: &RenameColumn) {
        let to = truncated(&rename.to);
        if self.alter(&rename.table).is_none() {
            return;
        }
        let mut tables = self.followers(&rename.table);
        tables.push(rename.table.clone());
        self.change_columns(&tables, |columns| {
            columns.update(&rename.column, |column| to.clone_into(&mut column.name));
            for column in columns.iter_mut() {
                if let Some(generated) = &mut column.generated {
                    rename_in(&mut generated.expression, &rename.column, to);
                }
            }
        });
        for table in tables {
            self.rename_column_of(&table, &rename.column, to);
        }
    }

    /// Renames the column in everything but the list of columns.
    fn rename_column_of(&mut self, name: &QualifiedName, from: &str, to: &str) {
        let Some(table) = self.tables.get_mut(name) else { return };
        for constraint in table.constraints.iter_mut() {
            rename_in_constraint(constraint, from, to);
        }
        for index in table.indexes.iter_mut() {
            for part in &mut index.parts {
                match part {
                    IndexPart::Column(column) => replace(column, from, to),
                    IndexPart::Expression(expression) => rename_in(expression, from, to),
                }
            }
            replace_all(&mut index.include, from, to);
            if let Some(predicate) = &mut index.predicate {
                rename_in(predicate, from, to);
            }
        }
        if let Some(partition_by) = &mut table.partition_by {
            replace_all(&mut partition_by.columns, from, to);
        }
        let dependents = self.referenced_by.get(name).map_or(0, super::Listed::len) + self.read_by.get(name).map_or(0, super::Listed::len);
        if !self.may_follow(dependents) {
            return;
        }
        for reference in self.referenced_by.get(name).into_iter().flatten() {
            let Some(table) = self.tables.get_mut(&reference.table) else { continue };
            for key in &reference.keys {
                if let Some(ConstraintKind::ForeignKey(key)) = table.constraints.get_mut(key).map(|constraint| &mut constraint.kind) {
                    replace_all(&mut key.referenced_columns, from, to);
                }
            }
        }
        for sequence in self.owned_sequences.get(name).into_iter().flatten() {
            if let Some((_, column)) = self.sequences.get_mut(sequence).and_then(|sequence| sequence.owned_by.as_mut()) {
                replace(column, from, to);
            }
        }
        self.rename_needed_column(name, from, to);
        for view in self.read_by.get(name).into_iter().flatten() {
            let Some(view) = self.views.get_mut(view).filter(|view| view.columns.iter().any(|column| column == from)) else { continue };
            // The view may read a column of the old name elsewhere, so that name stays.
            if view.reads.len() == 1 {
                Arc::make_mut(&mut view.columns).retain(|column| column != from);
            }
            Arc::make_mut(&mut view.columns).push(to.to_owned());
        }
    }

    pub(super) fn rename_object(&mut self, rename: &RenameObject) {
        self.rename_needing(rename.object, &rename.name.name, &rename.to, rename.on.as_ref());
        match rename.object {
            // Nothing is known of what has the new name now, if anything has it: `IF EXISTS`.
            ObjectKind::Index | ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Sequence
                if !self.relation_exists(&rename.name) => {}
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Sequence
            | ObjectKind::Index => self.rename_relation(&rename.name, &rename.to),
            ObjectKind::Type | ObjectKind::Domain => self.move_type(&rename.name, &beside(&rename.name, truncated(&rename.to))),
            ObjectKind::Function | ObjectKind::Procedure => self.move_function(&rename.name, &beside(&rename.name, &rename.to)),
            ObjectKind::Schema => self.rename_schema(&rename.name.name, &rename.to),
            ObjectKind::Publication => {
                if let Some(tables) = self.publications.remove(rename.name.name.as_str()) {
                    self.note_published(&rename.to, tables.iter().flatten());
                    self.publications.insert(rename.to.clone(), tables);
                }
            }
            ObjectKind::Trigger | ObjectKind::Policy => {
                let Some(table) = rename.on.as_ref().and_then(|on| self.alter(on)) else { return };
                let list = if rename.object == ObjectKind::Trigger { &mut table.triggers } else { &mut table.policies };
                list.update(&rename.name.name, |name| name.clone_from(&rename.to));
            }
            _ => {}
        }
    }

    pub(super) fn set_schema(&mut self, set: &SetSchema) {
        let to = QualifiedName::new(set.to.clone(), set.name.name.clone());
        match set.object {
            ObjectKind::Type | ObjectKind::Domain => self.move_type(&set.name, &to),
            ObjectKind::Function | ObjectKind::Procedure => self.move_function(&set.name, &to),
            ObjectKind::Table | ObjectKind::ForeignTable | ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Sequence => {
                self.move_relation(&set.name, &to);
            }
            _ => {}
        }
    }

    fn move_relation(&mut self, name: &QualifiedName, to: &QualifiedName) {
        self.make_room(name, to);
        if self.views.contains_key(name) {
            self.move_view(name, to);
        } else if self.sequences.contains_key(name) {
            self.move_sequence(name, to);
        } else if self.alter(name).is_some() {
            self.move_table(name, to);
        }
    }

    fn move_function(&mut self, name: &QualifiedName, to: &QualifiedName) {
        if let Some(overloads) = self.functions.remove(name) {
            overloads.iter().filter_map(|it| it.needs.as_ref()).for_each(|needs| self.note_needs(to, needs));
            let known = self.functions.entry(to.clone()).or_default();
            overloads.into_iter().for_each(|overload| known.push(overload));
        }
    }

    fn move_type(&mut self, name: &QualifiedName, to: &QualifiedName) {
        let Some(mut user_type) = self.unlink_type(name) else { return };
        user_type.name = to.clone();
        self.link_type(user_type);
        for holder in self.domains_over(name) {
            let Some(mut holder) = self.unlink_type(&holder) else { continue };
            if let super::UserTypeKind::Domain { base, .. } = &mut holder.kind {
                base.name = to.clone();
            }
            self.link_type(holder);
        }
        let Some(users) = self.type_users.remove(name) else { return };
        let tables: Vec<QualifiedName> = users.iter().cloned().collect();
        self.change_columns(&tables, |columns| {
            for data_type in columns.iter_mut().filter_map(|column| column.data_type.as_mut()).filter(|data_type| data_type.name == *name) {
                Arc::make_mut(data_type).name = to.clone();
            }
        });
        self.column_types.insert(to.name.to_string());
        self.type_users.entry(to.clone()).or_default().extend(users);
    }

    fn rename_schema(&mut self, from: &str, to: &str) {
        let within = |name: &&QualifiedName| name.schema.as_deref() == Some(from);
        let moved = |name: &QualifiedName| QualifiedName::new(to, name.name.clone());
        let relations: Vec<QualifiedName> = self.tables.keys().chain(self.views.keys()).filter(within).cloned().collect();
        if !self.may_follow(relations.len()) {
            return;
        }
        for name in relations {
            self.move_relation(&name, &moved(&name));
        }
        for name in self.sequences.keys().filter(within).cloned().collect::<Vec<_>>() {
            self.move_sequence(&name, &moved(&name));
        }
        for name in self.types.keys().filter(within).cloned().collect::<Vec<_>>() {
            self.move_type(&name, &moved(&name));
        }
        for name in self.functions.keys().filter(within).cloned().collect::<Vec<_>>() {
            self.move_function(&name, &moved(&name));
        }
        if let Some(birth) = self.schemas.remove(from) {
            self.schemas.insert(to.to_owned(), birth);
        }
    }
}

fn rename_in_constraint(constraint: &mut Constraint, from: &str, to: &str) {
    match &mut constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            replace_all(&mut key.columns, from, to);
            replace_all(&mut key.include, from, to);
        }
        ConstraintKind::ForeignKey(key) => {
            replace_all(&mut key.columns, from, to);
        }
        ConstraintKind::Check { expression, .. } => rename_in(expression, from, to),
        ConstraintKind::NotNull { column } => replace(column, from, to),
        ConstraintKind::Exclude { columns } => replace_all(columns, from, to),
    }
}

/// Follows a rename in what is summed up of an expression; its text stays as it was written.
fn rename_in(expression: &mut Expression, from: &str, to: &str) {
    let expression: &mut Summary = expression;
    replace_all(&mut expression.columns, from, to);
    let mut open: Vec<&mut Conjunct> = expression.conjuncts.iter_mut().collect();
    while let Some(conjunct) = open.pop() {
        match conjunct {
            Conjunct::NotNull(column) | Conjunct::Compare { column, .. } | Conjunct::In { column, .. } => replace(column, from, to),
            Conjunct::Either(alternatives) => open.extend(alternatives.iter_mut().flatten()),
        }
    }
    if let Shape::Column(column) | Shape::Cast { column, .. } = &mut expression.shape {
        replace(column, from, to);
    }
}

fn replace(name: &mut String, from: &str, to: &str) {
    if name == from {
        to.clone_into(name);
    }
}

fn replace_all(names: &mut [String], from: &str, to: &str) {
    for name in names {
        replace(name, from, to);
    }
}
