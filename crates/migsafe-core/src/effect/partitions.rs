//! Partitions created, attached, detached. Measured on 14–18.

use super::draft::Draft;
use super::{Circumstances, Effect, LockMode, bounds, constraints};
use crate::name::QualifiedName;
use crate::operation::{AttachPartition, DetachPartition, PartitionBound, PartitionOf};
use crate::schema::Table;
use crate::version::PostgresVersion;

/// `CREATE TABLE … PARTITION OF`: ACCESS EXCLUSIVE on the parent, and the default partition is read for rows of the new bound.
pub(super) fn created(_table: &QualifiedName, partition: &PartitionOf, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    draft.lock(&partition.parent, LockMode::AccessExclusive);
    for index in cx.index_names(&partition.parent) {
        draft.lock(&index, LockMode::ShareUpdateExclusive);
    }
    for (_, key) in cx.foreign_keys_of(&partition.parent) {
        draft.lock_tree_of_partitions(&key.references, LockMode::ShareRowExclusive);
    }
    referencing_tables(&partition.parent, draft);
    check_default(&partition.parent, &partition.bound, draft);
}

/// Foreign keys that reference the partitioned table are made for the new partition too, since 15 under a lock on the referencing table.
fn referencing_tables(parent: &QualifiedName, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    if cx.version < PostgresVersion(15) {
        return;
    }
    for (child, ..) in cx.foreign_keys_reaching(parent) {
        draft.lock_tree_of_partitions(&child.name, LockMode::ShareRowExclusive);
    }
}

/// The default partition must hold no row of the new bound: it is locked and read, unless its own checks exclude them.
fn check_default(parent: &QualifiedName, bound: &PartitionBound, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let Some(default) = cx.default_partition(parent) else { return };
    if *bound == PartitionBound::Default {
        draft.fails(format!("{} is the default partition already", default.name.short()), "42P17");
        return;
    }
    draft.lock(&default.name, LockMode::AccessExclusive);
    let excluded = cx.table(parent).is_some_and(|table| bounds::excluded(table, bound, cx.validated_checks(&default.name)));
    if excluded {
        return;
    }
    draft.scan_tree(&default.name);
    if !cx.is_empty(&default.name) {
        draft.may_fail(format!("{} holds rows of the new partition", default.name.short()), "23514");
    }
}

pub(super) fn attach(attach: &AttachPartition, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    draft.lock(&attach.table, LockMode::ShareUpdateExclusive);
    draft.lock_tree(&attach.partition, LockMode::AccessExclusive);
    same_columns(attach, &mut draft);
    indexes_of_parent(attach, &mut draft);
    foreign_keys_of_parent(attach, &mut draft);
    referencing_tables(&attach.table, &mut draft);
    check_default(&attach.table, &attach.bound, &mut draft);
    let first_default = attach.bound == PartitionBound::Default
        && cx.table(&attach.table).is_some_and(|table| table.is_known() && table.children.is_empty());
    let unproven = if first_default { Vec::new() } else { unproven_members(attach, cx) };
    if !unproven.is_empty() {
        for member in &unproven {
            draft.scan(member);
        }
        if !cx.is_empty(&attach.partition) {
            draft.may_fail("a row does not fit the partition's bound", "23514");
        }
        if !cx.knows(&attach.partition) {
            draft.unknown(format!("whether a validated CHECK of {} already proves the bound", attach.partition.short()));
        }
    }
    draft.effect
}

/// The tables with rows that must be read: a check of the attached table, or of a partition of it, may prove that they fit.
fn unproven_members(attach: &AttachPartition, cx: &Circumstances<'_>) -> Vec<QualifiedName> {
    let proven = |name: &QualifiedName| match (cx.table(&attach.table), cx.table(name)) {
        (Some(parent), Some(table)) => bounds::proven(parent, table, &attach.bound, cx.validated_checks(name)),
        _ => false,
    };
    if proven(&attach.partition) {
        return Vec::new();
    }
    cx.stored_tree(&attach.partition).into_iter().filter(|member| !proven(member)).collect()
}

/// Both must have the same columns, of the same types.
fn same_columns(attach: &AttachPartition, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let (Some(parent), Some(partition)) = (cx.table(&attach.table), cx.table(&attach.partition)) else { return };
    if !parent.is_known() || !partition.is_known() {
        return;
    }
    let misses = |here: &Table, there: &Table| {
        here.columns.iter().find(|column| there.column(&column.name).is_none()).map(|column| column.name.clone())
    };
    if let Some(column) = misses(parent, partition) {
        draft.fails(format!("{} has no column {column}", partition.name.short()), "42804");
    } else if let Some(column) = misses(partition, parent) {
        draft.fails(format!("{} has no column {column}", parent.name.short()), "42804");
    }
}

/// Each index of the parent gets one on the partition: an equal one is taken over, another is built.
fn indexes_of_parent(attach: &AttachPartition, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    for index in cx.indexes(&attach.table) {
        draft.lock(&index.name, LockMode::ShareUpdateExclusive);
        let equal = cx.indexes(&attach.partition).iter().any(|own| {
            own.parts == index.parts && own.unique == index.unique && own.method == index.method && own.predicate == index.predicate
        });
        if !equal {
            for member in cx.index_tree(&attach.partition) {
                draft.index_build(&member);
            }
        }
    }
}

/// Each foreign key of the parent becomes one of the partition: checked where the partition has none like it, merged under a stronger lock where it has.
fn foreign_keys_of_parent(attach: &AttachPartition, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    for (_, key) in cx.foreign_keys_of(&attach.table) {
        let own = cx.table(&attach.partition).into_iter().flat_map(|partition| &partition.constraints);
        if own.into_iter().any(|own| constraints::is_same_foreign_key(own, key)) {
            draft.lock_tree_of_partitions(&key.references, LockMode::AccessExclusive);
        } else {
            draft.lock_tree_of_partitions(&key.references, LockMode::ShareRowExclusive);
            draft.scan_tree(&attach.partition);
        }
    }
}

pub(super) fn detach(detach: &DetachPartition, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    if detach.concurrently || detach.finalize {
        draft.lock(&detach.table, LockMode::ShareUpdateExclusive);
        // Of the partition alone, in the second of its two transactions; queries of the table no longer look at it then.
        draft.lock(&detach.partition, LockMode::AccessExclusive);
        if detach.concurrently {
            draft.outside_transactions_only("DETACH PARTITION CONCURRENTLY");
            if cx.default_partition(&detach.table).is_some() {
                draft.fails("a default partition exists", "55000");
            }
        }
    } else {
        draft.lock(&detach.table, LockMode::AccessExclusive);
        draft.lock_tree_of_partitions(&detach.partition, LockMode::AccessExclusive);
        for index in cx.indexes(&detach.partition).iter().filter(|index| index.parent.is_some()) {
            draft.lock(&index.name, LockMode::AccessExclusive);
        }
        for (child, ..) in cx.foreign_keys_reaching(&detach.table) {
            draft.lock_tree_of_partitions(&child.name, LockMode::AccessExclusive);
            draft.may_fail(format!("a row of {} references one of them", child.name.short()), "23503");
        }
        if let Some(default) = cx.default_partition(&detach.table) {
            draft.lock(&default.name, LockMode::AccessExclusive);
        }
    }
    for (_, key) in cx.foreign_keys_of(&detach.table) {
        draft.lock_tree_of_partitions(&key.references, LockMode::ShareRowExclusive);
    }
    if !cx.is_empty(&detach.partition) {
        draft.breaks_old_code_of(&detach.table);
    }
    draft.effect
}
