//! Constraints added. Measured on 14–18.

use super::columns::{is_not_null, scan_unless_proven};
use super::draft::Draft;
use super::{Circumstances, Effect, LockMode};
use crate::name::QualifiedName;
use crate::operation::{AddConstraint, ConstraintDefinition, ConstraintKind, ForeignKey, IndexPart, Key};
use crate::schema::{Constraint, Table};
use crate::version::PostgresVersion;

pub(super) fn add_constraint(add: &AddConstraint, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let constraint = &add.constraint;
    if constraint.not_enforced && cx.version < PostgresVersion(18) {
        draft.fails("NOT ENFORCED exists since PostgreSQL 18", "42601");
    }
    match &constraint.kind {
        ConstraintKind::ForeignKey(key) => add_foreign_key(add, key, &mut draft),
        ConstraintKind::Check { no_inherit, .. } => add_check(add, *no_inherit, &mut draft),
        ConstraintKind::NotNull { column } => add_not_null(add, column, &mut draft),
        ConstraintKind::PrimaryKey(key) => add_primary_key(add, key, &mut draft),
        ConstraintKind::Unique(key) => add_unique(add, key, &mut draft),
        ConstraintKind::Exclude { .. } => {
            lock_for_key(&add.table, &mut draft);
            build(add, &mut draft, "two rows conflict", "23P01");
        }
    }
    if !constraint_is_quiet(constraint) {
        draft.breaks_old_code_of(&add.table);
    }
    draft.effect
}

/// Whether code that wrote valid rows before goes on unharmed: nothing is demanded of new rows.
fn constraint_is_quiet(constraint: &ConstraintDefinition) -> bool {
    // What a CHECK, key or foreign key demands is usually true of what the code writes already; only NOT NULL asks for a value that it may not send.
    !matches!(constraint.kind, ConstraintKind::NotNull { .. }) || constraint.not_enforced
}

fn add_foreign_key(add: &AddConstraint, key: &ForeignKey, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let constraint = &add.constraint;
    if cx.version >= PostgresVersion(18) {
        draft.lock_tree(&add.table, LockMode::ShareRowExclusive);
    } else {
        draft.lock_tree_of_partitions(&add.table, LockMode::ShareRowExclusive);
    }
    foreign_key(&add.table, key, !constraint.not_valid && !constraint.not_enforced, draft);
    if constraint.not_valid && cx.is_partitioned(&add.table) && cx.version < PostgresVersion(18) {
        draft.fails("a partitioned table takes no NOT VALID foreign key before PostgreSQL 18", "42809");
    }
}

/// What a foreign key of `table` does to the tables it touches: SHARE ROW EXCLUSIVE on the referenced one and its partitions; and whether the rows are checked now.
pub(super) fn foreign_key(table: &QualifiedName, key: &ForeignKey, checks: bool, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    draft.lock_tree_of_partitions(&key.references, LockMode::ShareRowExclusive);
    if let Some(parent) = cx.table(&key.references).filter(|parent| parent.is_known()) {
        let columns = if key.referenced_columns.is_empty() {
            super::columns::primary_key_columns(cx, &parent.name)
        } else {
            &key.referenced_columns[..]
        };
        if columns.is_empty() || !is_unique(parent, columns) {
            draft.fails(format!("{} has no unique constraint on the referenced columns", parent.name.short()), "42830");
        }
    }
    let has_it = |member: &QualifiedName| {
        let own = cx.table(member).filter(|_| member != table);
        own.is_some_and(|own| own.constraints.iter().any(|own| !own.inherited && is_same_foreign_key(own, key)))
    };
    if cx.tree(table).iter().any(has_it) {
        // The triggers of the partition's own are taken off the referenced table.
        draft.lock_tree_of_partitions(&key.references, LockMode::AccessExclusive);
    }
    if !checks {
        return;
    }
    for member in cx.index_tree(table).iter().filter(|member| !has_it(member)) {
        draft.scan(member);
    }
    if !cx.is_empty(table) {
        draft.may_fail(format!("a row references none of {}", key.references.short()), "23503");
    }
}

fn is_unique(table: &crate::schema::Table, columns: &[String]) -> bool {
    let same = |these: &[String]| these.len() == columns.len() && columns.iter().all(|column| these.contains(column));
    let by_constraint = table.constraints.iter().any(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => same(&key.columns) || key.columns.is_empty(),
        _ => false,
    });
    let by_index = table.indexes.iter().filter(|index| index.unique && index.predicate.is_none()).any(|index| {
        let names: Vec<String> = index
            .parts
            .iter()
            .filter_map(|part| match part {
                IndexPart::Column(name) => Some(name.clone()),
                IndexPart::Expression(_) => None,
            })
            .collect();
        names.len() == index.parts.len() && same(&names)
    });
    by_constraint || by_index
}

fn add_check(add: &AddConstraint, no_inherit: bool, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let constraint = &add.constraint;
    if no_inherit && cx.version < PostgresVersion(18) {
        draft.lock(&add.table, LockMode::AccessExclusive);
    } else {
        draft.lock_tree(&add.table, LockMode::AccessExclusive);
    }
    if constraint.not_valid || constraint.not_enforced {
        return;
    }
    if no_inherit {
        draft.scan(&add.table);
    } else {
        // A table below that has the check already keeps its own.
        let has = |member: &QualifiedName| {
            let name = constraint.name.as_deref().unwrap_or_default();
            cx.table(member).and_then(|table| table.constraint(name)).is_some_and(|own| own.validated)
        };
        cx.stored_tree(&add.table).iter().filter(|member| !has(member)).for_each(|member| draft.scan(member));
    }
    if !cx.is_empty(&add.table) {
        draft.may_fail("a row violates it", "23514");
    }
}

/// `NOT NULL column` as a table constraint (18 and later).
fn add_not_null(add: &AddConstraint, column: &str, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    draft.lock_tree(&add.table, LockMode::AccessExclusive);
    if cx.version < PostgresVersion(18) {
        draft.fails("NOT NULL as a table constraint exists since PostgreSQL 18", "42601");
        return;
    }
    if add.constraint.not_valid {
        return;
    }
    for member in cx.stored_tree(&add.table) {
        scan_unless_proven(&member, column, draft);
    }
}

fn add_primary_key(add: &AddConstraint, key: &Key, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    lock_for_key(&add.table, draft);
    if cx.table(&add.table).is_some_and(|table| table.primary_key().is_some()) {
        draft.fails("the table has a primary key", "42P16");
    }
    let columns = key_columns(&add.table, key, cx);
    for column in &columns {
        if is_not_null(cx, &add.table, column) {
            continue;
        }
        // NOT NULL comes with the key and goes down to tables that inherit.
        draft.lock_tree(&add.table, LockMode::AccessExclusive);
        for member in cx.stored_tree(&add.table) {
            scan_unless_proven(&member, column, draft);
        }
    }
    index_or_build(add, key, draft);
}

fn add_unique(add: &AddConstraint, key: &Key, draft: &mut Draft<'_>) {
    lock_for_key(&add.table, draft);
    index_or_build(add, key, draft);
}

/// The key's columns, through `USING INDEX` where that is written.
fn key_columns(table: &QualifiedName, key: &Key, cx: &Circumstances<'_>) -> Vec<String> {
    let Some(index) = &key.using_index else { return key.columns.clone() };
    let Some(index) = cx.indexes(table).iter().find(|known| known.name.name == *index) else { return Vec::new() };
    index
        .parts
        .iter()
        .filter_map(|part| match part {
            IndexPart::Column(name) => Some(name.clone()),
            IndexPart::Expression(_) => None,
        })
        .collect()
}

fn index_or_build(add: &AddConstraint, key: &Key, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    if let Some(index) = &key.using_index {
        let found = cx.indexes(&add.table).iter().find(|known| known.name.name == *index);
        if let (Some(found), Some(name)) = (found, &add.constraint.name)
            && found.name.name != *name
        {
            draft.lock(&found.name, LockMode::ShareUpdateExclusive);
        }
        if found.is_none() && matches!(add.constraint.kind, ConstraintKind::PrimaryKey(_)) {
            draft.unknown(format!("whether the columns of index {index} are NOT NULL: if one is not, the table is read"));
        }
        return;
    }
    if let Some(by) = cx.table(&add.table).and_then(|table| table.partition_by.as_ref())
        && by.columns.iter().any(|column| !column.is_empty() && !key.columns.contains(column))
    {
        draft.fails("it leaves out a column of the partition key", "0A000");
    }
    build(add, draft, "two rows hold the same key", "23505");
}

/// A partition's own constraint that becomes a part of the one added to its table: a check of the same name, a key or a foreign key that is the same.
pub(crate) fn taken_over<'a>(added: &ConstraintDefinition, partition: &'a Table) -> Option<&'a Constraint> {
    let same = |own: &&Constraint| match (&own.kind, &added.kind) {
        (ConstraintKind::Check { .. }, ConstraintKind::Check { .. }) => added.name.as_ref() == Some(&own.name),
        (ConstraintKind::ForeignKey(_), ConstraintKind::ForeignKey(key)) => is_same_foreign_key(own, key),
        (ConstraintKind::PrimaryKey(own), ConstraintKind::PrimaryKey(key)) | (ConstraintKind::Unique(own), ConstraintKind::Unique(key)) => {
            own.columns == key.columns && own.include == key.include && own.nulls_not_distinct == key.nulls_not_distinct
        }
        _ => false,
    };
    partition.constraints.iter().filter(|own| !own.inherited).find(same)
}

/// Whether a constraint is this foreign key, and known to hold.
pub(super) fn is_same_foreign_key(own: &Constraint, key: &ForeignKey) -> bool {
    let same = |other: &ForeignKey| {
        other.references == key.references
            && other.columns == key.columns
            && other.on_delete == key.on_delete
            && other.on_update == key.on_update
    };
    own.validated && own.foreign_key().is_some_and(same)
}

fn build(add: &AddConstraint, draft: &mut Draft<'_>, when: &str, sqlstate: &'static str) {
    let cx = draft.cx;
    for member in cx.index_tree(&add.table) {
        let partition = cx.table(&member).filter(|_| member != add.table);
        let own = partition.and_then(|partition| partition.index(&taken_over(&add.constraint, partition)?.name));
        match own {
            // Taken over with all that hangs on it.
            Some(index) => draft.lock(&index.name, LockMode::Share),
            None => draft.index_build(&member),
        }
    }
    if !cx.is_empty(&add.table) {
        draft.may_fail(when, sqlstate);
    }
}

/// ACCESS EXCLUSIVE on the table. Its partitions get SHARE for the build before 18; since 18 everything below gets ACCESS EXCLUSIVE, tables that inherit too.
fn lock_for_key(table: &QualifiedName, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    draft.lock(table, LockMode::AccessExclusive);
    if cx.version >= PostgresVersion(18) {
        draft.lock_tree(table, LockMode::AccessExclusive);
    } else {
        draft.lock_tree_of_partitions(table, LockMode::Share);
    }
}
