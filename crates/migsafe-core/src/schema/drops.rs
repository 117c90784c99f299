//! What goes when something is dropped.
//!
//! Source: PostgreSQL docs, 5.14 *Dependency Tracking*, *DROP TABLE*, *ALTER TABLE* (`DROP COLUMN`).

use super::hash::HashSet;

use super::{Constraint, Schema};
use crate::name::QualifiedName;
use crate::operation::{DropColumn, DropConstraint, IndexPart, ObjectKind};
use crate::source::Dialect;

/// So many constraints of a table are looked through for one of a shorter name.
const LOOKED_THROUGH: usize = 1_000;

impl Schema {
    /// Removes a relation of whatever kind, with all that hangs on it.
    pub(super) fn remove_relation(&mut self, name: &QualifiedName) {
        if self.tables.contains_key(name) {
            self.remove_table(name);
        } else if self.views.contains_key(name) {
            self.remove_view(name);
        } else if self.sequences.contains_key(name) {
            self.unlink_sequence(name);
        } else {
            self.drop_index(name);
        }
    }

    /// Removes the table, its partitions and inheriting children, its indexes and sequences, foreign keys that lead to it and views that read it. Without `CASCADE` the server refuses while something else needs the table, so what is left to go then went together with it.
    pub(super) fn remove_table(&mut self, name: &QualifiedName) {
        self.trees.forget();
        let mut going = self.descendants(name);
        going.push(name.clone());
        for member in &going {
            // All go, so nobody needs to be taken off a list that goes too.
            if let Some(table) = self.tables.get_mut(member) {
                table.children = super::Listed::new();
            }
        }
        for member in going {
            self.remove_member(&member);
        }
    }

    /// Removes a table that nothing inherits from any more.
    fn remove_member(&mut self, name: &QualifiedName) {
        // SQLite keeps the keys of other tables: they are texts, and lead to the next table of the name.
        let keeps_keys = self.dialect == Dialect::Sqlite;
        for reference in self.referenced_by.get(name).filter(|_| !keeps_keys).cloned().unwrap_or_default() {
            for constraint in &reference.keys {
                self.unlink_constraint(&reference.table, constraint);
            }
        }
        for view in self.read_by.get(name).cloned().unwrap_or_default() {
            self.remove_view(&view);
        }
        self.drop_owned_sequences(name, None);
        self.forget_those_needing(name);
        let Some(table) = self.tables.remove(name) else { return };
        self.made_names.free(name);
        for index in &table.indexes {
            self.index_owner.remove(&index.name);
            self.made_names.free(&index.name);
        }
        for constraint in &table.constraints {
            self.forget_constraint_name(&super::links::beside(name, &constraint.name));
            if let Some(key) = constraint.foreign_key() {
                self.forget_reference(name, &key.references, &constraint.name);
            }
        }
        for parent in table.partition_of.iter().map(|partition| &partition.0).chain(&table.inherits) {
            if let Some(parent) = self.tables.get_mut(parent) {
                parent.forget_child(name);
            }
        }
        for publication in self.published_in.remove(name).into_iter().flatten() {
            if let Some(Some(tables)) = self.publications.get_mut(&publication) {
                tables.remove(name);
            }
        }
    }

    /// Removes the foreign keys to the table that are such.
    fn remove_keys(&mut self, table: &QualifiedName, such: impl Fn(&crate::operation::ForeignKey) -> bool) {
        let is_such = |(_, constraint): &(&super::Table, &Constraint)| constraint.foreign_key().is_some_and(&such);
        let going: Vec<(QualifiedName, String)> =
            self.referencing(table).filter(is_such).map(|(table, constraint)| (table.name.clone(), constraint.name.clone())).collect();
        for (referencing, name) in going {
            self.unlink_constraint(&referencing, &name);
        }
    }

    /// Removes the view and the views that read it.
    pub(super) fn remove_view(&mut self, name: &QualifiedName) {
        let mut open = vec![name.clone()];
        while let Some(name) = open.pop() {
            if self.unlink_view(&name).is_some() {
                self.forget_those_needing(&name);
                open.extend(self.read_by.get(&name).into_iter().flatten().cloned());
            }
        }
    }

    pub(super) fn drop_owned_sequences(&mut self, table: &QualifiedName, column: Option<&str>) {
        for name in self.owned_sequences.get(table).cloned().unwrap_or_default() {
            let of_column = self
                .sequences
                .get(&name)
                .and_then(|sequence| sequence.owned_by.as_ref())
                .is_some_and(|(_, owner)| column.is_none_or(|column| owner == column));
            if of_column {
                self.unlink_sequence(&name);
            }
        }
    }

    pub(super) fn drop_column(&mut self, drop: &DropColumn) {
        if self.alter(&drop.table).is_none() {
            return;
        }
        let mut tables: Vec<QualifiedName> = self
            .followers(&drop.table)
            .into_iter()
            .filter(|child| self.tables.get(child).and_then(|child| child.column(&drop.column)).is_some_and(|column| column.inherited))
            .collect();
        tables.push(drop.table.clone());
        self.remove_column(&tables, &drop.column, drop.cascade);
    }

    /// Removes a column of the tables, and with `CASCADE` the generated columns that are computed from it.
    fn remove_column(&mut self, tables: &[QualifiedName], column: &str, cascade: bool) {
        let mut seen = HashSet::default();
        let mut open = vec![column.to_owned()];
        while let Some(column) = open.pop() {
            if !seen.insert(column.clone()) {
                continue;
            }
            for table in tables {
                self.remove_what_hangs_on(table, &column, cascade);
            }
            self.change_columns(tables, |columns| {
                columns.remove(&column);
                let computed = |other: &&super::Column| {
                    other.generated.as_ref().is_some_and(|generated| generated.expression.columns.contains(&column))
                };
                if cascade {
                    open.extend(columns.iter().filter(computed).map(|other| other.name.clone()));
                }
            });
        }
    }

    /// Removes what hangs on one column.
    fn remove_what_hangs_on(&mut self, table: &QualifiedName, column: &str, cascade: bool) {
        self.remove_keys_to_column(table, column);
        if cascade {
            for view in self.readers_of(table, column).cloned().collect::<Vec<_>>() {
                self.remove_view(&view);
            }
        }
        self.drop_owned_sequences(table, Some(column));
        self.forget_those_needing_column(table, column);
        let Some(entry) = self.tables.get_mut(table) else { return };
        let constraints: Vec<String> =
            entry.constraints.iter().filter(|constraint| constraint.uses(column)).map(|constraint| constraint.name.clone()).collect();
        let indexes: Vec<QualifiedName> = entry.indexes.iter().filter(|index| index.uses(column)).map(|index| index.name.clone()).collect();
        for index in indexes {
            self.drop_index(&index);
        }
        for constraint in constraints {
            self.unlink_constraint(table, &constraint);
        }
    }

    /// Foreign keys to a column go with the key that they rely on.
    fn remove_keys_to_column(&mut self, table: &QualifiedName, column: &str) {
        self.remove_keys(table, |key| key.referenced_columns.iter().any(|name| name == column));
    }

    /// The views that read the column directly, as far as their texts tell.
    pub(super) fn readers_of<'a>(&'a self, table: &QualifiedName, column: &'a str) -> impl Iterator<Item = &'a QualifiedName> {
        self.read_by.get(table).into_iter().flatten().filter(move |view| {
            let reads = |view: &super::View| view.columns.is_empty() || view.columns.iter().any(|name| name == column || name == "*");
            self.views.get(*view).is_some_and(reads)
        })
    }

    pub(super) fn drop_constraint(&mut self, drop: &DropConstraint) {
        if self.alter(&drop.table).is_none() {
            return;
        }
        let inherited: Vec<QualifiedName> = self
            .followers(&drop.table)
            .into_iter()
            .filter(|child| {
                self.tables.get(child).and_then(|child| child.constraint(&drop.constraint)).is_some_and(|constraint| constraint.inherited)
            })
            .collect();
        let removed = self.remove_constraint(&drop.table, &drop.constraint);
        if !removed {
            self.drop_not_null_constraint(drop);
            // `IF EXISTS` says nothing of what there is.
            if let Some(short) = self.named_by_convention(drop).filter(|_| !drop.if_exists) {
                self.remove_constraint(&drop.table, &short);
            }
            return;
        }
        for child in inherited {
            self.remove_constraint(&child, &drop.constraint);
        }
    }

    /// The constraint that is dropped under a longer name: SQLAlchemy's naming conventions turn `valid_state` into `ck_orders_valid_state`, which the history does not show.
    fn named_by_convention(&self, drop: &DropConstraint) -> Option<String> {
        let is_end = |name: &str| {
            drop.constraint.strip_suffix(name).is_some_and(|rest| rest.ends_with('_') && rest.contains(drop.table.name.as_str()))
        };
        self.tables
            .get(&drop.table)?
            .constraints
            .iter()
            .take(LOOKED_THROUGH)
            .map(|constraint| &constraint.name)
            .find(|name| is_end(name))
            .cloned()
    }

    /// Removes the constraint, its index, and the foreign keys that rely on it.
    fn remove_constraint(&mut self, table: &QualifiedName, name: &str) -> bool {
        let Some(constraint) = self.unlink_constraint(table, name) else { return false };
        let index = self.index_name(table, name);
        // An index of the same name is another thing: MySQL keeps the one that it made for a foreign key.
        let has_none =
            matches!(constraint.kind, crate::operation::ConstraintKind::ForeignKey(_) | crate::operation::ConstraintKind::Check { .. });
        if !has_none && self.index_owner.get(&index).is_some_and(|owner| owner == table) {
            self.drop_index(&index);
        }
        if let crate::operation::ConstraintKind::PrimaryKey(key) | crate::operation::ConstraintKind::Unique(key) = &constraint.kind {
            self.remove_unsupported_keys(table, &key.columns);
        }
        true
    }

    /// Foreign keys to columns that no unique index covers any more.
    pub(super) fn remove_unsupported_keys(&mut self, table: &QualifiedName, columns: &[String]) {
        let supported = self.tables.get(table).is_some_and(|entry| {
            entry.indexes.iter().any(|index| {
                index.unique
                    && index.parts.len() == columns.len()
                    && index.parts.iter().all(|part| matches!(part, IndexPart::Column(name) if columns.contains(name)))
            })
        });
        if supported {
            return;
        }
        self.remove_keys(table, |key| {
            key.referenced_columns.len() == columns.len() && key.referenced_columns.iter().all(|name| columns.contains(name))
        });
    }

    /// A not-null constraint dropped by name: the one written, or the one that PostgreSQL 18 makes.
    fn drop_not_null_constraint(&mut self, drop: &DropConstraint) {
        let Some(entry) = self.tables.get(&drop.table) else { return };
        let named = entry.columns.iter().find(|column| match &column.details.not_null_constraint {
            Some(name) => *name == drop.constraint,
            None => super::naming::made_name(&drop.table.name, Some(&column.name), "not_null") == drop.constraint,
        });
        if let Some(column) = named.map(|column| column.name.clone()) {
            let stands = entry.column(&column).is_some_and(|column| column.details.not_null_not_valid.is_none());
            self.alter_column(&drop.table, &column, |column| {
                column.details.change(|details| (details.not_null_not_valid, details.not_null_constraint) = (None, None));
                if stands {
                    column.not_null = Some(false);
                }
            });
        }
    }

    /// Removes a type, and with `CASCADE` the columns of it.
    pub(super) fn remove_type(&mut self, name: &QualifiedName) {
        let users: Vec<(QualifiedName, String)> =
            self.columns_of_type(name).map(|(table, column)| (table.name.clone(), column.name.clone())).collect();
        for (table, column) in users {
            self.remove_column(&[table], &column, true);
        }
        self.unlink_type(name);
        self.type_users.remove(name);
    }

    /// Removes a schema and everything in it.
    pub(super) fn remove_schema(&mut self, schema: &str) {
        let names = self.names_within(schema);
        for name in &names {
            if self.relation_exists(name) {
                self.remove_relation(name);
            }
        }
        for name in &names {
            if self.types.contains_key(name) {
                self.remove_type(name);
            }
            self.functions.remove(name);
        }
        self.within.remove(schema);
        self.schemas.remove(schema);
    }

    pub(super) fn drop_object(&mut self, object: ObjectKind, name: &QualifiedName, on: Option<&QualifiedName>) {
        self.forget_needing(object, &name.name, on);
        match object {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Sequence
            | ObjectKind::Index => self.remove_relation(name),
            ObjectKind::Type | ObjectKind::Domain => self.remove_type(name),
            ObjectKind::Schema => self.remove_schema(&name.name),
            ObjectKind::Function | ObjectKind::Procedure => {
                self.functions.remove(name);
            }
            ObjectKind::Statistics => {
                self.statistics.remove(name);
            }
            ObjectKind::Publication => {
                self.publications.remove(name.name.as_str());
            }
            ObjectKind::Trigger | ObjectKind::Policy => {
                let mut tables: Vec<QualifiedName> = on.cloned().into_iter().collect();
                tables.extend(on.map(|on| self.following_partitions(on)).unwrap_or_default());
                for table in tables {
                    let Some(table) = self.alter(&table) else { continue };
                    let list = if object == ObjectKind::Trigger { &mut table.triggers } else { &mut table.policies };
                    list.remove(&name.name);
                }
            }
            _ => {}
        }
    }
}
