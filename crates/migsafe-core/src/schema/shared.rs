//! The columns of tables. A hundred partitions have the columns of their table, and one list serves them all until one of them gets another.

use std::collections::hash_map::Entry;
use std::ops::Deref;
use std::sync::Arc;

use super::listed::Listed;
use super::tables::includes;
use super::{Born, Column, Schema};
use crate::name::QualifiedName;
use crate::operation::{Expression, Like, TypeName};

/// A table's columns, in order.
#[derive(Debug, Clone, Default)]
pub struct Columns(Option<Arc<Listed<Column>>>);

static NONE: Listed<Column> = Listed::new();

impl Columns {
    /// The list, for changes: one that is shared is copied first.
    pub(super) fn make_mut(&mut self) -> &mut Listed<Column> {
        Arc::make_mut(self.0.get_or_insert_default())
    }

    /// Whether others have the same list.
    fn is_shared(&self) -> bool {
        self.0.as_ref().is_some_and(|list| Arc::strong_count(list) > 1)
    }

    /// Which list it is.
    fn identity(&self) -> Option<*const Listed<Column>> {
        self.0.as_ref().map(Arc::as_ptr)
    }

    /// Takes the other's list for its own where both say the same.
    pub(super) fn share(&mut self, other: &Self) {
        if self.identity() != other.identity() && **self == **other {
            self.0.clone_from(&other.0);
        }
    }
}

impl Deref for Columns {
    type Target = Listed<Column>;
    fn deref(&self) -> &Self::Target {
        self.0.as_deref().unwrap_or(&NONE)
    }
}

impl<'a> IntoIterator for &'a Columns {
    type Item = &'a Column;
    type IntoIter = <&'a Listed<Column> as IntoIterator>::IntoIter;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl FromIterator<Column> for Columns {
    fn from_iter<I: IntoIterator<Item = Column>>(columns: I) -> Self {
        Self(Some(Arc::new(columns.into_iter().collect())))
    }
}

/// The most columns that a table can have (PostgreSQL docs, appendix K *PostgreSQL Limits*).
const MOST_COLUMNS: usize = 1_600;

/// Adds a column. The server refuses those beyond its limit, and what it refuses is not there.
pub(super) fn take_column(columns: &mut Listed<Column>, column: Column) {
    if columns.len() < MOST_COLUMNS {
        columns.push(column);
    }
}

/// The lists that a table gave to others last, each with the table's own as it was then.
#[derive(Debug, Clone, Default)]
pub(super) struct PassedOn {
    to_heirs: Option<(Columns, Columns)>,
    to_copies: Option<(Columns, Vec<String>, Columns)>,
}

/// A default of so many bytes of text is one that other columns have too: `now()`, `false`, `'{}'::jsonb`.
const COMMON: usize = 40;

impl Schema {
    /// The default, in the one place where all columns with the same have it.
    pub(super) fn shared_default(&mut self, default: Expression) -> Expression {
        if default.text.len() > COMMON {
            return default;
        }
        match self.shared_defaults.get(&default.text) {
            Some(known) if *known == default => known.clone(),
            Some(_) => default,
            None => {
                self.shared_defaults.insert(default.text.clone(), default.clone());
                default
            }
        }
    }

    /// The name of an access method, in the one place where all indexes have it.
    pub(super) fn shared_method(&mut self, method: &str) -> Arc<str> {
        if let Some(known) = self.shared_methods.get(method) {
            return Arc::clone(known);
        }
        let method: Arc<str> = method.into();
        self.shared_methods.insert(Arc::clone(&method));
        method
    }

    /// The type, in the one place where all columns of it have it.
    pub(super) fn shared_type(&mut self, data_type: TypeName) -> Arc<TypeName> {
        if let Some(known) = self.shared_types.get(&data_type) {
            return Arc::clone(known);
        }
        let data_type = Arc::new(data_type);
        self.shared_types.insert(Arc::clone(&data_type));
        data_type
    }

    /// The columns that a table gets by inheriting from this one. Those that get the same share one list.
    pub(super) fn columns_passed_on(&mut self, parent: &QualifiedName) -> Columns {
        let Some(table) = self.tables.get(parent) else { return Columns::default() };
        if let Some((before, given)) = table.passed_on.as_ref().and_then(|passed_on| passed_on.to_heirs.as_ref())
            && before.identity() == table.columns.identity()
        {
            return given.clone();
        }
        let inherited = |column: &Column| Column {
            born: Born::WithTable,
            inherited: true,
            identity: None,
            details: column.details.clone().with(|details| details.not_null_not_valid = None),
            ..column.clone()
        };
        let mut given: Columns = table.columns.iter().map(inherited).collect();
        given.share(&table.columns);
        if let Some(sibling) = table.children.newest().next().and_then(|sibling| self.tables.get(sibling)) {
            given.share(&sibling.columns);
        }
        if !given.is_shared() && !self.may_copy(given.len()) {
            return Columns::default();
        }
        if let Some(table) = self.tables.get_mut(parent) {
            table.passed_on.get_or_insert_default().to_heirs = Some((table.columns.clone(), given.clone()));
        }
        given
    }

    /// The columns that a table gets by being made like this one. Those that get the same share one list.
    pub(super) fn columns_copied(&mut self, like: &Like) -> Columns {
        let Some(table) = self.tables.get_mut(&like.table) else { return Columns::default() };
        if let Some((before, including, given)) = table.passed_on.as_ref().and_then(|passed_on| passed_on.to_copies.as_ref())
            && before.identity() == table.columns.identity()
            && *including == like.including
        {
            return given.clone();
        }
        let copied = |column: &Column| Column {
            default: column.default.clone().filter(|_| includes(like, "defaults")),
            identity: column.identity.filter(|_| includes(like, "identity")),
            generated: column.generated.clone().filter(|_| includes(like, "generated")),
            born: Born::WithTable,
            details: column.details.clone().with(|details| (details.not_null_not_valid, details.not_null_constraint) = (None, None)),
            inherited: false,
            ..column.clone()
        };
        let given: Columns = table.columns.iter().map(copied).collect();
        table.passed_on.get_or_insert_default().to_copies = Some((table.columns.clone(), like.including.clone(), given.clone()));
        given
    }

    /// Makes one change to the columns of each table; those that share a list share it afterwards.
    pub(super) fn change_columns(&mut self, tables: &[QualifiedName], mut change: impl FnMut(&mut Listed<Column>)) {
        let mut lists: Vec<Columns> = Vec::new();
        let mut of_table: Vec<Option<usize>> = Vec::with_capacity(tables.len());
        let mut known = super::HashMap::default();
        for name in tables {
            // What is shared is taken from all before it is changed, so that nothing is copied.
            let taken = self.tables.get_mut(name).map(|table| {
                table.passed_on = None;
                std::mem::take(&mut table.columns)
            });
            of_table.push(taken.map(|columns| match known.entry(columns.identity()) {
                Entry::Occupied(at) => *at.get(),
                Entry::Vacant(entry) => {
                    lists.push(columns);
                    *entry.insert(lists.len() - 1)
                }
            }));
        }
        let mut left_as_they_are = super::HashSet::default();
        for (at, list) in lists.iter_mut().enumerate() {
            if list.is_shared() && !self.may_copy(list.len()) {
                left_as_they_are.insert(at);
            } else {
                change(list.make_mut());
            }
        }
        for (name, at) in tables.iter().zip(of_table).filter_map(|(name, at)| Some((name, at?))) {
            if let (Some(table), Some(list)) = (self.tables.get_mut(name), lists.get(at)) {
                table.columns = list.clone();
                table.columns_unknown |= left_as_they_are.contains(&at);
            }
        }
    }
}
