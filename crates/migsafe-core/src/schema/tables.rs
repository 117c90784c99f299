//! `CREATE TABLE`.
//!
//! Source: PostgreSQL docs, *CREATE TABLE*; the order in which parts get their names is that of `transformCreateStmt`, measured on 15.

use super::hash::HashSet;

use super::shared::{Columns, take_column};
use super::{Birth, Column, Index, Schema, Table};
use crate::name::QualifiedName;
use crate::operation::{ColumnDefinition, ConstraintDefinition, ConstraintKind, CreateTable, Key, Like};
use crate::source::Dialect;

impl Schema {
    pub(super) fn create_table(&mut self, create: &CreateTable, now: Birth) {
        let name = &create.table;
        if self.relation_exists(name) {
            let unseen = self.tables.get(name).is_some_and(|table| table.birth.is_none());
            if create.if_not_exists && !unseen {
                return;
            }
            // The statement succeeds only where the name is free: whatever stood there has gone in a way that the history does not show.
            self.remove_relation(name);
        }
        let parents = self.parents(create);
        let table = Table {
            name: name.clone(),
            birth: Some(now),
            persistence: create.persistence,
            partition_by: create.partition_by.clone().map(Box::new),
            partition_of: create
                .partition_of
                .as_ref()
                .filter(|partition| parents.contains(&partition.parent))
                .map(|partition| Box::new((partition.parent.clone(), partition.bound.clone()))),
            inherits: create.inherits.iter().filter(|parent| parents.contains(parent)).cloned().collect(),
            foreign: create.foreign,
            of_type: create.of_type.clone().map(Box::new),
            filled: create.foreign || create.as_query.is_some(),
            columns_unknown: create.of_type.is_some()
                || (create.as_query.is_some() && create.columns.is_empty())
                || parents.iter().chain(create.like.iter().map(|like| &like.table)).any(|name| !self.is_known(name)),
            ..Table::default()
        };
        self.enter_table(name, table);
        self.inherit_columns(name, &parents);
        for like in &create.like {
            self.copy_columns(name, like, now);
        }
        for definition in &create.columns {
            self.define_column(name, definition, now);
        }
        self.define_constraints(create, now);
        for like in &create.like {
            self.copy_constraints(name, like, now);
        }
        for parent in &parents {
            self.join_parent(name, parent, now);
        }
    }

    /// What the new table inherits from, each once; not itself, nor what would come below it.
    fn parents(&self, create: &CreateTable) -> Vec<QualifiedName> {
        let mut seen = HashSet::default();
        let named = create.partition_of.iter().map(|partition| &partition.parent).chain(&create.inherits);
        named.filter(|parent| seen.insert(*parent) && !self.would_circle(&create.table, parent)).cloned().collect()
    }

    fn is_known(&self, table: &QualifiedName) -> bool {
        self.tables.get(table).is_some_and(Table::is_known)
    }

    fn inherit_columns(&mut self, name: &QualifiedName, parents: &[QualifiedName]) {
        for parent in parents {
            let passed_on = self.columns_passed_on(parent);
            let is_whole = self.tables.get(parent).is_none_or(|parent| parent.columns.len() == passed_on.len());
            self.take_over_columns(name, passed_on);
            if let Some(table) = self.tables.get_mut(name) {
                table.columns_unknown |= !is_whole;
            }
        }
    }

    fn copy_columns(&mut self, name: &QualifiedName, like: &Like, now: Birth) {
        let copied = self.columns_copied(like);
        let identities: Vec<String> = copied.iter().filter(|column| column.identity.is_some()).map(|column| column.name.clone()).collect();
        self.take_over_columns(name, copied);
        for column in identities {
            self.create_owned_sequence(name, &column, now);
        }
    }

    /// Gives a new table columns that others have too: as its whole list, where they are its first.
    fn take_over_columns(&mut self, name: &QualifiedName, columns: Columns) {
        let tables = std::slice::from_ref(name);
        match self.tables.get_mut(name) {
            Some(table) if table.columns.is_empty() => {
                for data_type in columns.iter().filter_map(|column| column.data_type.as_deref()) {
                    self.note_type(tables, &data_type.name);
                }
                if let Some(table) = self.tables.get_mut(name) {
                    table.columns = columns;
                }
            }
            _ => columns.iter().for_each(|column| self.push_column(tables, column)),
        }
    }

    /// Checks first, then keys, then foreign keys: the order in which the server makes them, and their names.
    fn define_constraints(&mut self, create: &CreateTable, now: Birth) {
        let all: Vec<&ConstraintDefinition> =
            create.columns.iter().flat_map(|column| &column.constraints).chain(&create.constraints).collect();
        let of = |wanted: fn(&ConstraintKind) -> bool| all.iter().copied().filter(move |definition| wanted(&definition.kind));
        for definition in of(|kind| matches!(kind, ConstraintKind::Check { .. } | ConstraintKind::NotNull { .. })) {
            self.define_constraint(&create.table, definition, true, now);
        }
        for definition in merged_keys(&all, self.dialect) {
            self.define_constraint(&create.table, &definition, true, now);
        }
        for definition in of(|kind| matches!(kind, ConstraintKind::ForeignKey(_))) {
            self.define_constraint(&create.table, definition, true, now);
        }
    }

    fn copy_constraints(&mut self, name: &QualifiedName, like: &Like, now: Birth) {
        let Some(source) = self.tables.get(&like.table) else { return };
        let checks: Vec<_> = if includes(like, "constraints") {
            source.constraints.iter().filter(|constraint| matches!(constraint.kind, ConstraintKind::Check { .. })).cloned().collect()
        } else {
            Vec::new()
        };
        let indexes: Vec<Index> = if includes(like, "indexes") { source.indexes.iter().cloned().collect() } else { Vec::new() };
        if !self.may_make(checks.len() + indexes.len()) {
            return;
        }
        let Some(source) = self.tables.get(&like.table) else { return };
        let keys: Vec<_> =
            indexes.iter().map(|index| index.constraint.as_ref().and_then(|constraint| source.constraint(constraint)).cloned()).collect();
        for constraint in checks {
            self.link_constraint(
                name,
                super::Constraint { birth: Some(now), inherited: false, validated: constraint.enforced, ..constraint },
            );
        }
        for (index, key) in indexes.iter().zip(keys) {
            self.clone_index(name, index, key.as_ref(), now);
        }
    }

    /// Adds the column to each of the tables, or lays what is written over one that a parent gave.
    pub(super) fn push_column(&mut self, tables: &[QualifiedName], column: &Column) {
        if let Some(data_type) = &column.data_type {
            self.note_type(tables, &data_type.name);
        }
        column.default.iter().chain(column.generated.iter().map(|it| &it.expression)).for_each(|it| self.note_expression(it));
        self.change_columns(tables, |columns| match columns.get_mut(&column.name) {
            Some(existing) => {
                existing.inherited &= column.inherited;
                if column.data_type.is_some() {
                    existing.data_type.clone_from(&column.data_type);
                }
                if column.not_null == Some(true) {
                    existing.not_null = Some(true);
                }
                if column.default.is_some() {
                    existing.default.clone_from(&column.default);
                }
            }
            None => take_column(columns, column.clone()),
        });
    }
}

pub(super) fn includes(like: &Like, option: &str) -> bool {
    like.including.iter().any(|included| included == option || included == "all")
}

/// The keys of a new table: the primary key first, and one for several that say the same.
///
/// Source: PostgreSQL source, `transformIndexConstraints`. MySQL keeps each (9.7 ran).
fn merged_keys(all: &[&ConstraintDefinition], dialect: Dialect) -> Vec<ConstraintDefinition> {
    let rank = |definition: &ConstraintDefinition| usize::from(!matches!(definition.kind, ConstraintKind::PrimaryKey(_)));
    let mut wanted: Vec<&ConstraintDefinition> = all
        .iter()
        .copied()
        .filter(|definition| {
            matches!(definition.kind, ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) | ConstraintKind::Exclude { .. })
        })
        .collect();
    wanted.sort_by_key(|definition| rank(definition));
    let mut merged: Vec<ConstraintDefinition> = Vec::new();
    for definition in wanted {
        let same = key(definition)
            .filter(|_| dialect != Dialect::MySql)
            .and_then(|this| merged.iter_mut().find(|kept| key(kept) == Some(this) && kept.deferrable == definition.deferrable));
        match same {
            Some(kept) => kept.name = kept.name.take().or_else(|| definition.name.clone()),
            None => merged.push(definition.clone()),
        }
    }
    merged
}

fn key(definition: &ConstraintDefinition) -> Option<&Key> {
    match &definition.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => Some(key),
        _ => None,
    }
}

/// The type of a definition, where one was written: a partition's column may name no more than the column.
pub(super) fn written_type(definition: &ColumnDefinition) -> Option<crate::operation::TypeName> {
    (!definition.data_type.name.name.is_empty()).then(|| definition.data_type.stored())
}
