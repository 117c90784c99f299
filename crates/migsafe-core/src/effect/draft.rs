//! An effect while it is put together, with the questions about the schema that every family asks.

use std::sync::Arc;

use smol_str::SmolStr;

use super::model::LISTED;
use super::{Breaks, Circumstances, Duration, Effect, Failure, LockMode, LosesData, Reversible};
use crate::name::QualifiedName;
use crate::operation::{ConstraintKind, Expression, ForeignKey};
use crate::schema::{Constraint, Index, Listed, Table, Tree, UserType, View};

/// The effect so far, and what it depends on.
pub(super) struct Draft<'a> {
    pub(super) cx: &'a Circumstances<'a>,
    pub(super) effect: Effect,
}

impl<'a> Draft<'a> {
    pub(super) fn new(cx: &'a Circumstances<'a>) -> Self {
        Self { cx, effect: Effect::default() }
    }

    /// The effect of one lock and nothing else.
    pub(super) fn locking(cx: &'a Circumstances<'a>, relation: &QualifiedName, mode: LockMode) -> Effect {
        let mut draft = Self::new(cx);
        draft.lock(relation, mode);
        draft.effect
    }

    /// Locks the relation. A materialized view's rows are written by nobody, so a lock that lets reads pass blocks nothing.
    pub(super) fn lock(&mut self, relation: &QualifiedName, mode: LockMode) {
        if mode < LockMode::AccessExclusive && self.cx.schema.views.get(relation).is_some_and(|view| view.materialized) {
            self.effect.lock_unnoticed(relation, mode);
        } else {
            self.effect.lock(relation, mode);
        }
    }

    /// Locks the table, its partitions and the tables that inherit from it.
    pub(super) fn lock_tree(&mut self, table: &QualifiedName, mode: LockMode) {
        let tree = self.cx.whole_tree(table);
        for member in &tree.members {
            self.lock(member, mode);
        }
        self.effect.leave_out(table, tree.left_out);
    }

    /// What `ONLY` leaves out is told, one level down, that the thing is its own from now on.
    pub(super) fn lock_those_left_out(&mut self) {
        let children = self.cx.only.and_then(|table| self.cx.table(table)).map(|table| &table.children).into_iter().flatten();
        for child in children.take(LISTED) {
            self.lock(child, LockMode::AccessExclusive);
        }
    }

    /// Locks the table and its partitions; tables that inherit from it are not visited.
    pub(super) fn lock_tree_of_partitions(&mut self, table: &QualifiedName, mode: LockMode) {
        if self.cx.is_partitioned(table) {
            self.lock_tree(table, mode);
        } else {
            self.lock(table, mode);
        }
    }

    /// The table and its descendants get new files, and their indexes with them.
    pub(super) fn rewrite_tree(&mut self, table: &QualifiedName) {
        for member in self.cx.stored_tree(table) {
            self.rewrite(&member);
        }
    }

    /// The table gets a new file; each of its indexes is locked and built again.
    pub(super) fn rewrite(&mut self, table: &QualifiedName) {
        let keep = self.effect.duration;
        self.effect.rewrite(table);
        self.keep_instant_where_empty(table, keep);
        if !self.cx.knows(table) && !self.cx.schema.views.contains_key(table) {
            self.unknown(format!("which indexes {} has: they are built again too", table.short()));
        }
        let indexes = self.cx.index_names(table);
        if !indexes.is_empty() {
            self.index_build(table);
            self.effect.leave_out(table, self.cx.indexes(table).len() - indexes.len());
        }
        for index in indexes {
            self.lock(&index, LockMode::AccessExclusive);
        }
    }

    pub(super) fn scan_tree(&mut self, table: &QualifiedName) {
        for member in self.cx.stored_tree(table) {
            self.scan(&member);
        }
    }

    pub(super) fn scan(&mut self, table: &QualifiedName) {
        let keep = self.effect.duration;
        self.effect.scan(table);
        self.keep_instant_where_empty(table, keep);
    }

    pub(super) fn index_build(&mut self, table: &QualifiedName) {
        let keep = self.effect.duration;
        self.effect.index_build(table);
        self.keep_instant_where_empty(table, keep);
    }

    /// A table that is certainly empty costs nothing to read or write again.
    fn keep_instant_where_empty(&mut self, table: &QualifiedName, before: Duration) {
        if self.cx.is_empty(table) {
            self.effect.duration = before;
        }
    }

    pub(super) fn grows(&mut self) {
        self.effect.duration = Duration::GrowsWithTable;
    }

    pub(super) fn fails(&mut self, when: impl Into<String>, sqlstate: &'static str) {
        self.failure(true, when.into(), sqlstate);
    }

    pub(super) fn may_fail(&mut self, when: impl Into<String>, sqlstate: &'static str) {
        self.failure(false, when.into(), sqlstate);
    }

    /// The first certain failure stays; a possible one gives way to a certain one.
    fn failure(&mut self, certain: bool, when: String, sqlstate: &'static str) {
        if self.effect.fails.as_ref().is_none_or(|known| !known.certain && certain) {
            self.effect.fails = Some(Failure { certain, when, sqlstate: Some(sqlstate) });
        }
    }

    pub(super) fn unknown(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.effect.unknown.contains(&what) {
            self.effect.unknown.push(what);
        }
    }

    /// Code that runs before the deploy fails or misses what it needs; not where the object is new, since no code knows it yet.
    pub(super) fn breaks_old_code_of(&mut self, relation: &QualifiedName) {
        if !self.cx.is_new_relation(relation) {
            self.effect.breaks.insert(Breaks::OldCode);
        }
    }

    pub(super) fn breaks_old_code(&mut self) {
        self.effect.breaks.insert(Breaks::OldCode);
    }

    /// Values are gone for good.
    pub(super) fn destroys(&mut self) {
        self.effect.loses_data = LosesData::Yes;
        self.effect.reversible = Reversible::Impossible;
    }

    pub(super) fn loses(&mut self, data: LosesData, reversible: Reversible) {
        self.effect.loses_data = self.effect.loses_data.max(data);
        self.effect.reversible = self.effect.reversible.max(reversible);
    }

    /// Runs outside a transaction block only.
    pub(super) fn outside_transactions_only(&mut self, command: &str) {
        if self.cx.in_transaction || self.cx.in_block {
            self.fails(format!("{command} cannot run inside a transaction block"), "25001");
        }
    }
}

impl<'a> Circumstances<'a> {
    /// The table, where the history shows it.
    pub(super) fn table(&self, name: &QualifiedName) -> Option<&'a Table> {
        self.schema.tables.get(name)
    }

    /// The project's type of that name; where a cast leaves out the schema, by the search path.
    pub(super) fn user_type(&self, name: &QualifiedName) -> Option<&'a UserType> {
        let within = |schema: &SmolStr| self.schema.types.get(&QualifiedName { schema: Some(schema.clone()), name: name.name.clone() });
        let found = self.schema.types.get(name);
        if name.schema.is_some() { found } else { found.or_else(|| self.schema.search_path.iter().find_map(within)) }
    }

    /// Whether the history has created the table, so that its partitions, keys and columns are all known.
    pub(super) fn knows(&self, name: &QualifiedName) -> bool {
        self.table(name).is_some_and(Table::is_known)
    }

    /// Whether no row can be in it: it is new, and nothing has filled it.
    pub(super) fn is_empty(&self, name: &QualifiedName) -> bool {
        self.table(name).is_some_and(|table| self.is_new(table.birth) && !table.filled && table.is_empty_below(self.new_from))
    }

    /// The table, its partitions and inheriting tables, and theirs; a thousand at most, the oldest of each table first.
    pub(super) fn tree(&self, name: &QualifiedName) -> Vec<QualifiedName> {
        self.whole_tree(name).members.clone()
    }

    fn whole_tree(&self, name: &QualifiedName) -> Arc<Tree> {
        if self.only == Some(name) { Arc::new(Tree { members: vec![name.clone()], left_out: 0 }) } else { self.schema.tree(name, LISTED) }
    }

    /// The partitioned tables above, the nearest first.
    pub(super) fn above(&self, name: &QualifiedName) -> Vec<QualifiedName> {
        let mut found: Vec<QualifiedName> = Vec::new();
        let mut next = name;
        while let Some((parent, _)) = self.table(next).and_then(|table| table.partition_of.as_deref()) {
            if found.contains(parent) {
                break;
            }
            found.push(parent.clone());
            next = parent;
        }
        found
    }

    /// Foreign keys of any table that reference this one or, since they are kept on every partition too, a partitioned table above it.
    pub(super) fn foreign_keys_reaching(&self, name: &QualifiedName) -> Vec<(&'a Table, &'a Constraint, &'a ForeignKey)> {
        let mut found = self.foreign_keys_to(name);
        for parent in self.above(name) {
            found.extend(self.foreign_keys_to(&parent));
        }
        found
    }

    /// Those of the tree that hold rows themselves: partitioned tables do not, foreign tables hold them elsewhere.
    pub(super) fn stored_tree(&self, name: &QualifiedName) -> Vec<QualifiedName> {
        self.tree(name).into_iter().filter(|member| self.is_stored(member)).collect()
    }

    /// The tables on which an index of this one is built: its partitions where it is partitioned; tables that inherit get none.
    pub(super) fn index_tree(&self, name: &QualifiedName) -> Vec<QualifiedName> {
        if self.is_partitioned(name) { self.stored_tree(name) } else { vec![name.clone()] }
    }

    /// Whether the table has a file of its own.
    pub(super) fn is_stored(&self, name: &QualifiedName) -> bool {
        self.table(name).is_none_or(|table| table.partition_by.is_none() && !table.foreign)
    }

    pub(super) fn is_partitioned(&self, name: &QualifiedName) -> bool {
        self.table(name).is_some_and(|table| table.partition_by.is_some())
    }

    pub(super) fn indexes(&self, name: &QualifiedName) -> &'a Listed<Index> {
        static NONE: Listed<Index> = Listed::new();
        if let Some(table) = self.table(name) {
            return &table.indexes;
        }
        self.schema.views.get(name).map_or(&NONE, |view| &view.indexes)
    }

    pub(super) fn index_names(&self, table: &QualifiedName) -> Vec<QualifiedName> {
        self.indexes(table).iter().take(LISTED).map(|index| index.name.clone()).collect()
    }

    /// The index of that name and the relation it belongs to.
    pub(super) fn index(&self, name: &QualifiedName) -> Option<(&'a QualifiedName, &'a Index)> {
        let owner = self.schema.index_owner.get(name)?;
        let index = self.indexes(owner).get(&name.name)?;
        Some((owner, index))
    }

    /// Foreign keys of any table that reference this one, with their table; a thousand at most.
    pub(super) fn foreign_keys_to(&self, name: &QualifiedName) -> Vec<(&'a Table, &'a Constraint, &'a ForeignKey)> {
        let referencing = self.schema.references_to(name).take(LISTED);
        let tables = referencing.filter_map(|reference| Some((self.table(&reference.table)?, &reference.keys)));
        let keys = tables.flat_map(|(table, keys)| keys.iter().filter_map(|key| table.constraint(key)).map(move |key| (table, key)));
        let mut found: Vec<_> =
            keys.filter_map(|(table, constraint)| Some((table, constraint, constraint.foreign_key()?))).take(LISTED).collect();
        found.sort_by(|one, other| one.0.name.cmp(&other.0.name));
        found
    }

    /// Foreign keys of the table itself.
    pub(super) fn foreign_keys_of(&self, name: &QualifiedName) -> Vec<(&'a Constraint, &'a ForeignKey)> {
        self.table(name).map(|table| foreign_keys(table).take(LISTED).collect()).unwrap_or_default()
    }

    /// Views that read the relation, and the views that read those.
    pub(super) fn views_on(&self, name: &QualifiedName) -> Vec<&'a View> {
        self.schema.views_reading(name, None)
    }

    /// Views that read the column itself. The flag: certain; a name that several of the view's relations may carry is not.
    pub(super) fn views_on_column(&self, table: &QualifiedName, column: &str) -> Vec<(&'a View, bool)> {
        let mut views: Vec<_> = self
            .schema
            .directly_reading(table)
            .take(LISTED)
            .filter(|view| view.columns.iter().any(|name| name == column || name == "*"))
            .map(|view| (view, view.columns.iter().any(|name| name == column) && self.is_column_of(table, column, &view.reads)))
            .collect();
        views.sort_by(|a, b| a.0.name.cmp(&b.0.name));
        views
    }

    /// Sequences that belong to a column of the table, or to any of its columns.
    pub(super) fn owned_sequences(&self, table: &QualifiedName, column: Option<&str>) -> Vec<QualifiedName> {
        let mut owned: Vec<_> = self.schema.sequences_owned_by(table, column).map(|sequence| sequence.name.clone()).collect();
        owned.sort();
        owned
    }

    /// The default partition of a partitioned table.
    pub(super) fn default_partition(&self, parent: &QualifiedName) -> Option<&'a Table> {
        self.table(self.table(parent)?.default_partition.as_deref()?)
    }

    /// Whether a validated `CHECK` of the table proves that the column holds no NULL.
    ///
    /// Measured on 14–18: `SET NOT NULL` then reads nothing; a check that is not validated, and a comparison, prove nothing.
    pub(super) fn check_proves_not_null(&self, table: &QualifiedName, column: &str) -> bool {
        self.validated_checks(table).any(|expression| expression.proves_not_null(column))
    }

    /// The conditions known to hold for every row of the table.
    pub(super) fn validated_checks(&self, table: &QualifiedName) -> impl Iterator<Item = &'a Expression> {
        self.table(table)
            .into_iter()
            .flat_map(|table| table.constraints.iter().take(LISTED))
            .filter(|constraint| constraint.validated && constraint.enforced)
            .filter_map(|constraint| match &constraint.kind {
                ConstraintKind::Check { expression, .. } => Some(expression),
                _ => None,
            })
    }
}

/// The table's foreign keys.
pub(super) fn foreign_keys(table: &Table) -> impl Iterator<Item = (&Constraint, &ForeignKey)> {
    table.constraints.iter().take(10 * LISTED).filter_map(|constraint| match &constraint.kind {
        ConstraintKind::ForeignKey(key) => Some((constraint, key)),
        _ => None,
    })
}
