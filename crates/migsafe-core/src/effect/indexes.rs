//! Indexes created, dropped, attached, rebuilt. Measured on 14–18.

use super::draft::Draft;
use super::model::LISTED;
use super::{Circumstances, Effect, LockMode};
use crate::name::QualifiedName;
use crate::operation::{AttachIndexPartition, CreateIndex, DropIndex, ForeignKey, IndexPart, Reindex, ReindexTarget};
use crate::schema::{Birth, Index, Listed};

pub(super) fn create(create: &CreateIndex, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let mode = if create.concurrently { LockMode::ShareUpdateExclusive } else { LockMode::Share };
    draft.lock(&create.table, mode);
    if create.concurrently {
        draft.outside_transactions_only("CREATE INDEX CONCURRENTLY");
    }
    if exists(create, cx) {
        // The lock is taken before the name is looked up.
        if !create.if_not_exists {
            draft.fails("an index of that name exists", "42P07");
        }
        return draft.effect;
    }
    if create.if_not_exists && !cx.knows(&create.table) && !cx.schema.views.contains_key(&create.table) {
        draft.unknown("whether an index of that name exists: then nothing is built");
    }
    if cx.is_partitioned(&create.table) {
        if create.concurrently {
            draft.fails("an index of a partitioned table cannot be built concurrently", "0A000");
        }
        if create.only {
            return draft.effect;
        }
        draft.lock_tree(&create.table, mode);
        unique_without_partition_key(create, &mut draft);
    }
    let mut open = vec![create.table.clone()];
    while let Some(member) = open.pop() {
        match matching_index(create, &member, cx) {
            // Taken over with all that hangs on it.
            Some(index) if member != create.table => draft.lock(&index.name, LockMode::Share),
            _ if cx.is_partitioned(&member) => open.extend(cx.table(&member).into_iter().flat_map(|table| table.children.iter().cloned())),
            _ if cx.is_stored(&member) => draft.index_build(&member),
            _ => {}
        }
    }
    let expressions = create.parts.iter().filter_map(|part| match part {
        IndexPart::Expression(expression) => Some(expression),
        IndexPart::Column(_) => None,
    });
    expressions.chain(&create.predicate).for_each(|expression| super::volatility::must_be_steady(expression, &mut draft));
    if create.unique && !cx.is_empty(&create.table) {
        draft.may_fail("two rows hold the same key", "23505");
    }
    draft.effect
}

fn exists(create: &CreateIndex, cx: &Circumstances<'_>) -> bool {
    create.name.as_ref().is_some_and(|name| {
        let full = QualifiedName { schema: create.table.schema.clone(), name: name.as_str().into() };
        cx.schema.index_owner.contains_key(&full)
    })
}

/// An index of the partition that the new parent index takes over instead of building one.
fn matching_index<'a>(create: &CreateIndex, partition: &QualifiedName, cx: &Circumstances<'a>) -> Option<&'a Index> {
    cx.indexes(partition).iter().find(|index| {
        index.parts == create.parts
            && index.unique == create.unique
            && *index.method == *create.method
            && index.include == create.include
            && index.predicate == create.predicate
            && index.constraint.is_none()
    })
}

fn unique_without_partition_key(create: &CreateIndex, draft: &mut Draft<'_>) {
    let by = draft.cx.table(&create.table).and_then(|table| table.partition_by.as_ref());
    let missing = by
        .is_some_and(|by| by.columns.iter().any(|column| !column.is_empty() && !create.parts.contains(&IndexPart::Column(column.clone()))));
    if create.unique && missing {
        draft.fails("it leaves out a column of the partition key", "0A000");
    }
}

pub(super) fn drop(drop: &DropIndex, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let Some((owner, index)) = cx.index(&drop.index) else {
        // The table is locked too, but nothing here says which one it is.
        let mode = if drop.concurrently { LockMode::ShareUpdateExclusive } else { LockMode::AccessExclusive };
        draft.lock(&drop.index, mode);
        draft.unknown(format!("which table index {} belongs to: it is locked as well", drop.index.short()));
        if !drop.if_exists {
            draft.may_fail(format!("index {} does not exist", drop.index.short()), "42704");
        }
        if drop.concurrently {
            draft.outside_transactions_only("DROP INDEX CONCURRENTLY");
        }
        return draft.effect;
    };
    if drop.concurrently {
        draft.lock(owner, LockMode::ShareUpdateExclusive);
        // By then the index is dead, and no plan looks at it.
        draft.effect.lock_unnoticed(&index.name, LockMode::AccessExclusive);
        draft.grows();
        draft.outside_transactions_only("DROP INDEX CONCURRENTLY");
        if !drop.together.is_empty() {
            draft.fails("DROP INDEX CONCURRENTLY takes one index", "0A000");
        }
        if cx.is_partitioned(owner) {
            draft.fails("an index of a partitioned table cannot be dropped concurrently", "0A000");
        }
    } else {
        draft.lock_tree_of_partitions(owner, LockMode::AccessExclusive);
        draft.lock(&index.name, LockMode::AccessExclusive);
        if cx.is_partitioned(owner) {
            for member in cx.tree(owner) {
                for part in cx.indexes(&member).iter().filter(|part| part.parts == index.parts && part.constraint == index.constraint) {
                    draft.lock(&part.name, LockMode::AccessExclusive);
                }
            }
        }
    }
    if let Some(constraint) = &index.constraint {
        draft.fails(format!("constraint {constraint} needs it"), "2BP01");
    }
    who_needs(owner, index, drop.cascade, &mut draft);
    draft.effect
}

/// An index of the partitioned table above, and foreign keys that rest on the index.
fn who_needs(owner: &QualifiedName, index: &Index, cascade: bool, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    if let Some((parent, _)) = cx.table(owner).and_then(|table| table.partition_of.as_deref())
        && let Some(above) = cx.indexes(parent).iter().find(|above| above.parts == index.parts && !above.only)
    {
        draft.may_fail(format!("index {} of {} needs it", above.name.short(), parent.short()), "2BP01");
    }
    for (child, constraint, key) in cx.foreign_keys_to(owner) {
        let Some(certain) = rests_on(key, constraint.birth, index, cx.indexes(owner)) else { continue };
        if cascade {
            draft.lock(&child.name, LockMode::AccessExclusive);
        } else if certain {
            draft.fails(format!("a foreign key of {} rests on it", child.name.short()), "2BP01");
        } else {
            draft.may_fail(format!("a foreign key of {} rests on it", child.name.short()), "2BP01");
        }
    }
}

/// Whether the foreign key rests on the index, and whether that is certain. It rests on the oldest unique index of just its columns, in any order, that was there when it was made
/// (measured on 14–18, cases `drop-index-of-key-*`).
fn rests_on(key: &ForeignKey, born: Option<Birth>, index: &Index, all: &Listed<Index>) -> Option<bool> {
    let fits = |index: &Index| {
        let is_key = |part: &IndexPart| matches!(part, IndexPart::Column(name) if key.referenced_columns.contains(name));
        index.unique && index.predicate.is_none() && index.parts.len() == key.referenced_columns.len() && index.parts.iter().all(is_key)
    };
    if !fits(index) {
        return None;
    }
    let older = |birth: Option<Birth>, than: Option<Birth>| Some(birth?.statement() < than?.statement());
    if older(born, index.birth) == Some(true) {
        return None;
    }
    let others = || all.iter().filter(|other| other.name != index.name && fits(other));
    if others().any(|other| older(other.birth, index.birth) == Some(true)) {
        return None;
    }
    Some(others().all(|other| older(index.birth, other.birth) == Some(true)))
}

pub(super) fn attach_partition(attach: &AttachIndexPartition, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    draft.lock(&attach.index, LockMode::ShareUpdateExclusive);
    draft.lock(&attach.partition, LockMode::AccessExclusive);
    if let Some((owner, _)) = cx.index(&attach.index).filter(|(owner, _)| cx.knows(owner) && !cx.is_partitioned(owner)) {
        draft.fails(format!("{} is not partitioned", owner.short()), "42809");
    }
    draft.effect
}

pub(super) fn reindex(reindex: &Reindex, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    if reindex.concurrently {
        draft.outside_transactions_only("REINDEX CONCURRENTLY");
    }
    match (reindex.target, &reindex.name) {
        (ReindexTarget::Index, Some(name)) => {
            if let Some((owner, index)) = cx.index(name) {
                rebuild(owner, [index], reindex.concurrently, &mut draft);
            } else {
                let mode = if reindex.concurrently { LockMode::ShareUpdateExclusive } else { LockMode::AccessExclusive };
                draft.lock(name, mode);
                draft.grows();
                draft.unknown(format!("which table index {} belongs to: writes to it wait", name.short()));
            }
        }
        (ReindexTarget::Table, Some(name)) => {
            if cx.is_partitioned(name) {
                draft.outside_transactions_only("REINDEX TABLE of a partitioned table");
                draft.lock(name, if reindex.concurrently { LockMode::ShareUpdateExclusive } else { LockMode::Share });
            }
            for member in cx.index_tree(name) {
                rebuild(&member, cx.indexes(&member), reindex.concurrently, &mut draft);
            }
            if !cx.knows(name) {
                draft.index_build(name);
            }
        }
        (ReindexTarget::Schema, Some(name)) => {
            draft.outside_transactions_only("REINDEX SCHEMA");
            rebuild_all(Some(&name.name), reindex.concurrently, &mut draft);
        }
        _ => {
            draft.outside_transactions_only("REINDEX DATABASE");
            rebuild_all(None, reindex.concurrently, &mut draft);
        }
    }
    draft.effect
}

/// Each table in a transaction of its own.
fn rebuild_all(schema: Option<&str>, concurrently: bool, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    draft.grows();
    for name in cx.schema.tables.keys().chain(cx.schema.views.keys()).filter(|name| schema.is_none() || name.schema.as_deref() == schema) {
        let plain_view = cx.schema.views.get(name).is_some_and(|view| !view.materialized);
        if cx.is_stored(name) && !plain_view {
            rebuild(name, cx.indexes(name), concurrently, draft);
        }
    }
}

fn rebuild<'i>(table: &QualifiedName, indexes: impl IntoIterator<Item = &'i Index>, concurrently: bool, draft: &mut Draft<'_>) {
    let (on_table, on_index) = if concurrently {
        (LockMode::ShareUpdateExclusive, LockMode::ShareUpdateExclusive)
    } else {
        (LockMode::Share, LockMode::AccessExclusive)
    };
    draft.lock(table, on_table);
    for index in indexes.into_iter().take(LISTED) {
        draft.lock(&index.name, on_index);
        draft.index_build(table);
    }
}
