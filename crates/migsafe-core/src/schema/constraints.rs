//! Operations on constraints.
//!
//! Source: PostgreSQL docs, *ALTER TABLE*, 5.5 *Constraints*.

use super::naming::{IndexLabel, index_column_names, truncated};
use super::{Birth, Constraint, Index, Schema};
use crate::name::QualifiedName;
use crate::operation::{
    AlterConstraint, ConstraintDefinition, ConstraintKind, Expression, ForeignKey, IndexPart, Key, RenameConstraint, ValidateConstraint,
};
use crate::source::Dialect;

impl Schema {
    /// Adds a constraint to the table and to whatever below it takes it over. `fresh`: together with its table or column, so that no row can break it and `NOT VALID` counts for nothing.
    pub(super) fn define_constraint(&mut self, table: &QualifiedName, definition: &ConstraintDefinition, fresh: bool, now: Birth) {
        if self.alter(table).is_none() {
            return;
        }
        let name = definition.name.as_deref().map(truncated);
        if name.is_some_and(|name| self.has_constraint(table, name)) {
            // The server refuses; a handler around it may swallow that.
            return;
        }
        let validated = !definition.not_enforced && (fresh || !definition.not_valid);
        let constraint = |name: String, kind: ConstraintKind| Constraint {
            name,
            kind,
            validated,
            enforced: !definition.not_enforced,
            deferrable: definition.deferrable,
            inherited: false,
            birth: Some(now),
        };
        match &definition.kind {
            ConstraintKind::PrimaryKey(key) => {
                self.add_key(table, name, key, &|name, key| constraint(name, ConstraintKind::PrimaryKey(key)));
            }
            ConstraintKind::Unique(key) => self.add_key(table, name, key, &|name, key| constraint(name, ConstraintKind::Unique(key))),
            ConstraintKind::Exclude { columns } => {
                self.add_exclusion(table, name, columns, &|name| constraint(name, definition.kind.clone()));
            }
            ConstraintKind::Check { expression, no_inherit } => {
                let name = name.map_or_else(|| self.check_name(table, expression), str::to_owned);
                self.add_check(table, &constraint(name, definition.kind.clone()), *no_inherit);
            }
            ConstraintKind::ForeignKey(key) => {
                let key = self.completed(key);
                let name = name.map_or_else(|| self.choose_key_name(table, &key.columns), str::to_owned);
                self.add_foreign_key(table, constraint(name, ConstraintKind::ForeignKey(key)));
            }
            ConstraintKind::NotNull { column } => self.add_not_null(table, column, name, validated),
        }
    }

    /// The name of a foreign key for which none is written; `InnoDB` counts them (MySQL manual of 8.4, 15.1.20.5; 9.7 ran).
    fn choose_key_name(&mut self, table: &QualifiedName, columns: &[String]) -> String {
        if self.dialect != Dialect::MySql {
            return self.choose_constraint_name(table, Some(columns), "fkey");
        }
        let start = format!("{}_ibfk_", table.name);
        let known = self.tables.get(table).into_iter().flat_map(|table| &table.constraints);
        let last = known.filter_map(|constraint| constraint.name.strip_prefix(&start)?.parse::<u32>().ok()).max().unwrap_or(0);
        format!("{start}{}", last.saturating_add(1))
    }

    fn add_key(&mut self, table: &QualifiedName, name: Option<&str>, key: &Key, constraint: &dyn Fn(String, Key) -> Constraint) {
        let template = constraint(String::new(), key.clone());
        let primary = matches!(template.kind, ConstraintKind::PrimaryKey(_));
        let (name, columns) = if let Some(index) = &key.using_index {
            let columns = self.take_index(table, index, name.unwrap_or(index));
            (name.unwrap_or(index).to_owned(), columns)
        } else {
            let label = if primary { IndexLabel::PrimaryKey } else { IndexLabel::Unique };
            let parts: Vec<IndexPart> = key.columns.iter().cloned().map(IndexPart::Column).collect();
            let column_names = index_column_names(&parts, &key.include);
            self.leave_implicit_indexes(table, &parts);
            let name = name.map_or_else(|| self.choose_index_name(table, label, &column_names), str::to_owned);
            let index = Index {
                name: self.index_name(table, &name),
                parts,
                part_options: Vec::new(),
                include: key.include.clone(),
                unique: true,
                predicate: None,
                method: self.shared_method(if key.without_overlaps { "gist" } else { "btree" }),
                constraint: Some(name.clone()),
                only: false,
                column_names,
                parent: None,
                birth: template.birth,
            };
            self.link_index(table, index);
            (name, key.columns.clone())
        };
        if primary {
            for column in &columns {
                self.set_not_null(table, column);
            }
        }
        let added = constraint(name.clone(), Key { columns, using_index: None, ..key.clone() });
        self.link_constraint(table, added);
        self.spread_index(table, &self.index_name(table, &name));
    }

    /// Makes an existing index the one of a constraint, under the constraint's name; gives its columns.
    fn take_index(&mut self, table: &QualifiedName, index: &str, name: &str) -> Vec<String> {
        let from = self.index_name(table, index);
        let to = self.index_name(table, name);
        let Some(mut taken) = self.unlink_index(&from) else { return Vec::new() };
        let columns = taken
            .parts
            .iter()
            .filter_map(|part| match part {
                IndexPart::Column(column) => Some(column.clone()),
                IndexPart::Expression(_) => None,
            })
            .collect();
        taken.name = to;
        taken.unique = true;
        taken.constraint = Some(name.to_owned());
        self.link_index(table, taken);
        columns
    }

    fn add_exclusion(&mut self, table: &QualifiedName, name: Option<&str>, columns: &[String], constraint: &dyn Fn(String) -> Constraint) {
        let parts: Vec<IndexPart> = columns.iter().cloned().map(IndexPart::Column).collect();
        let column_names = index_column_names(&parts, &[]);
        let name = name.map_or_else(|| self.choose_index_name(table, IndexLabel::Exclude, &column_names), str::to_owned);
        let constraint = constraint(name.clone());
        let index = Index {
            name: self.index_name(table, &name),
            parts,
            part_options: Vec::new(),
            include: Vec::new(),
            unique: false,
            predicate: None,
            method: self.shared_method("gist"),
            constraint: Some(name),
            only: false,
            column_names,
            parent: None,
            birth: constraint.birth,
        };
        self.link_index(table, index);
        self.link_constraint(table, constraint);
    }

    /// The name made for a check: with its column where it names exactly one of the table's.
    fn check_name(&mut self, table: &QualifiedName, expression: &Expression) -> String {
        let entry = self.tables.get(table);
        let mut named =
            expression.columns.iter().filter(|name| entry.is_none_or(|entry| !entry.is_known() || entry.column(name).is_some()));
        let only = match (named.next(), named.next()) {
            (Some(column), None) => Some(std::slice::from_ref(column)),
            _ => None,
        };
        self.choose_constraint_name(table, only, "check")
    }

    fn add_check(&mut self, table: &QualifiedName, constraint: &Constraint, no_inherit: bool) {
        self.link_constraint(table, constraint.clone());
        if no_inherit {
            return;
        }
        let below = self.tables.get(table).map_or(0, |table| table.children.len());
        if below > 0 && self.may_make(below) {
            for child in self.followers(table) {
                self.inherit_constraint(&child, constraint);
            }
        }
    }

    /// Gives a child its parent's constraint, under the same name; one that is there already is merged with it.
    pub(super) fn inherit_constraint(&mut self, child: &QualifiedName, constraint: &Constraint) {
        let Some(entry) = self.tables.get_mut(child) else { return };
        if let Some(existing) = entry.constraints.get_mut(&constraint.name) {
            existing.inherited |= entry.partition_of.is_some();
            return;
        }
        self.link_constraint(child, Constraint { inherited: true, ..constraint.clone() });
    }

    /// A foreign key with the columns that the text leaves to the referenced table's primary key.
    fn completed(&self, key: &ForeignKey) -> ForeignKey {
        let mut key = key.clone();
        if key.referenced_columns.is_empty()
            && let Some(ConstraintKind::PrimaryKey(primary)) =
                self.tables.get(&key.references).and_then(|table| table.primary_key()).map(|constraint| &constraint.kind)
        {
            key.referenced_columns.clone_from(&primary.columns);
        }
        key
    }

    fn add_foreign_key(&mut self, table: &QualifiedName, constraint: Constraint) {
        let below = self.tables.get(table).map_or(0, |table| table.children.len());
        if below > 0 && self.may_make(below) {
            for partition in self.following_partitions(table) {
                self.inherit_constraint(&partition, &constraint);
            }
        }
        self.index_foreign_key(table, &constraint);
        self.link_constraint(table, constraint);
    }

    fn add_not_null(&mut self, table: &QualifiedName, column: &str, name: Option<&str>, validated: bool) {
        let name = name
            .map_or_else(|| self.choose_constraint_name(table, Some(std::slice::from_ref(&column.to_owned())), "not_null"), str::to_owned);
        self.alter_column(table, column, |column| {
            if column.not_null == Some(true) && !validated {
                return;
            }
            if validated {
                column.not_null = Some(true);
            }
            column.details.change(|details| {
                details.not_null_not_valid = (!validated).then(|| name.clone());
                details.not_null_constraint = Some(name.clone());
            });
        });
    }

    pub(super) fn validate_constraint(&mut self, it: &ValidateConstraint) {
        if self.alter(&it.table).is_none() {
            return;
        }
        let mut tables = self.followers(&it.table);
        tables.push(it.table.clone());
        for table in &tables {
            let Some(entry) = self.tables.get_mut(table) else { continue };
            if let Some(constraint) = entry.constraints.get_mut(&it.constraint) {
                constraint.validated = true;
            }
        }
        let is_of_it = |column: &super::Column| column.details.not_null_not_valid.as_ref() == Some(&it.constraint);
        tables.retain(|table| self.tables.get(table).is_some_and(|table| table.columns.iter().any(is_of_it)));
        self.change_columns(&tables, |columns| {
            for column in columns.iter_mut().filter(|column| is_of_it(column)) {
                column.not_null = Some(true);
                column.details.change(|details| details.not_null_not_valid = None);
            }
        });
    }

    pub(super) fn alter_constraint(&mut self, it: &AlterConstraint) {
        let Some(entry) = self.alter(&it.table) else { return };
        if let Some(constraint) = entry.constraints.get_mut(&it.constraint) {
            if let Some(enforced) = it.enforced {
                constraint.enforced = enforced;
                // Enforcing again checks every row at once; no longer enforced means no longer known to hold.
                constraint.validated = enforced;
            }
            if let Some(deferrable) = it.deferrable {
                constraint.deferrable = deferrable;
            }
        }
    }

    pub(super) fn rename_constraint(&mut self, it: &RenameConstraint) {
        if self.alter(&it.table).is_none() {
            return;
        }
        let to = truncated(&it.to);
        let mut tables: Vec<QualifiedName> = self.followers(&it.table);
        tables.retain(|child| self.tables.get(child).and_then(|child| child.constraint(&it.constraint)).is_some_and(|it| it.inherited));
        tables.push(it.table.clone());
        for table in &tables {
            let index = self.index_name(table, &it.constraint);
            if self.index_owner.get(&index).is_some_and(|owner| owner == table) {
                self.rename_index(&index, &self.index_name(table, to));
            } else if let Some(mut constraint) = self.unlink_constraint(table, &it.constraint) {
                to.clone_into(&mut constraint.name);
                self.link_constraint(table, constraint);
            }
        }
        let is_of_it = |column: &super::Column| {
            [&column.details.not_null_not_valid, &column.details.not_null_constraint].contains(&&Some(it.constraint.clone()))
        };
        tables.retain(|table| self.tables.get(table).is_some_and(|table| table.columns.iter().any(is_of_it)));
        self.change_columns(&tables, |columns| {
            for column in columns.iter_mut() {
                column.details.change(|details| {
                    for name in [&mut details.not_null_not_valid, &mut details.not_null_constraint] {
                        if name.as_ref() == Some(&it.constraint) {
                            *name = Some(to.to_owned());
                        }
                    }
                });
            }
        });
    }
}
