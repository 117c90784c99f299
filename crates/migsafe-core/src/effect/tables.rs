//! Tables created, dropped, renamed, emptied. Measured on 14–18.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::model::LISTED;
use super::partitions;
use super::{Circumstances, Effect, LockMode, LosesData, Reversible};
use super::{constraints, dependents};
use crate::name::QualifiedName;
use crate::operation::{ConstraintKind, CreateTable, DropTable, RenameTable, Truncate};

pub(super) fn create(create: &CreateTable, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    if cx.table(&create.table).is_some() || cx.schema.views.contains_key(&create.table) {
        if !create.if_not_exists {
            draft.fails("a relation of that name exists", "42P07");
        }
        return draft.effect;
    }
    for definition in create.constraints.iter().chain(create.columns.iter().flat_map(|column| &column.constraints)) {
        if let ConstraintKind::ForeignKey(key) = &definition.kind
            && key.references != create.table
        {
            constraints::foreign_key(&create.table, key, false, &mut draft);
        }
    }
    for column in &create.columns {
        super::add_column::generated_since(column, &mut draft);
        if let Some(default) = &column.default {
            super::literals::as_default(default, &column.data_type, super::literals::Computed::Later, &mut draft);
        }
    }
    for parent in &create.inherits {
        draft.lock(parent, LockMode::ShareUpdateExclusive);
    }
    if let Some(partition) = &create.partition_of {
        partitions::created(&create.table, partition, &mut draft);
    }
    if let Some(reads) = &create.as_query
        && reads.relations.iter().any(|relation| !cx.is_empty(relation))
    {
        draft.grows();
    }
    draft.effect
}

pub(super) fn drop(drop: &DropTable, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    draft.lock_tree_of_partitions(&drop.table, LockMode::AccessExclusive);
    let known = cx.table(&drop.table);
    if known.is_none() && cx.schema.views.contains_key(&drop.table) {
        draft.fails(format!("{} is not a table", drop.table.short()), "42809");
        return draft.effect;
    }
    if !cx.is_empty(&drop.table) {
        draft.destroys();
        draft.breaks_old_code_of(&drop.table);
    }
    if known.is_none_or(|table| !table.is_known()) {
        draft.unknown(format!("which foreign keys and views touch {}", drop.table.short()));
        if known.is_none() && !drop.if_exists {
            draft.may_fail(format!("{} does not exist", drop.table.short()), "42P01");
            return draft.effect;
        }
    }
    let going = if cx.is_partitioned(&drop.table) { cx.tree(&drop.table) } else { vec![drop.table.clone()] };
    for member in &going {
        goes_with(member, &drop.table, &mut draft);
    }
    if let Some((parent, _)) = known.and_then(|table| table.partition_of.as_deref()) {
        draft.lock(parent, LockMode::AccessExclusive);
        if let Some(default) = cx.default_partition(parent) {
            draft.lock(&default.name, LockMode::AccessExclusive);
        }
    }
    for member in &going {
        draft.drop_with(dependents::of_relation(member, cx), drop.cascade);
        if drop.cascade {
            cascade(member, &mut draft);
        } else {
            refuse(member, &drop.together, &mut draft);
        }
    }
    draft.effect
}

/// Sequences that the table owns and the tables that its foreign keys reference. A partition's inherited foreign keys lock nothing.
fn goes_with(member: &QualifiedName, root: &QualifiedName, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    for sequence in cx.owned_sequences(member, None) {
        draft.lock(&sequence, LockMode::AccessExclusive);
    }
    for index in cx.index_names(member) {
        draft.lock(&index, LockMode::AccessExclusive);
    }
    let is_partition = cx.table(member).is_some_and(|table| table.partition_of.is_some());
    if is_partition && member == root {
        return;
    }
    for (_, key) in cx.foreign_keys_of(member) {
        draft.lock_tree_of_partitions(&key.references, LockMode::AccessExclusive);
    }
}

fn cascade(table: &QualifiedName, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    for (child, _, key) in cx.foreign_keys_reaching(table) {
        draft.lock_tree_of_partitions(&child.name, LockMode::AccessExclusive);
        if key.references != *table {
            // The whole foreign key goes, not its part for this partition.
            draft.lock_tree_of_partitions(&key.references, LockMode::AccessExclusive);
        }
    }
    for view in cx.views_on(table) {
        draft.lock(&view.name, LockMode::AccessExclusive);
        cx.index_names(&view.name).iter().for_each(|index| draft.lock(index, LockMode::AccessExclusive));
    }
    for heir in cx.tree(table) {
        draft.lock(&heir, LockMode::AccessExclusive);
    }
}

/// What stands in the way without `CASCADE`.
fn refuse(table: &QualifiedName, together: &[QualifiedName], draft: &mut Draft<'_>) {
    let cx = draft.cx;
    if let Some((child, ..)) =
        cx.foreign_keys_reaching(table).into_iter().find(|(child, ..)| child.name != *table && !together.contains(&child.name))
    {
        draft.fails(format!("a foreign key of {} references it", child.name.short()), "2BP01");
    }
    if let Some(view) = cx.views_on(table).first() {
        draft.fails(format!("view {} reads it", view.name.short()), "2BP01");
    }
    if !cx.is_partitioned(table) && cx.table(table).is_some_and(|table| table.children.iter().any(|child| !together.contains(child))) {
        draft.fails("other tables inherit from it", "2BP01");
    }
}

pub(super) fn rename(rename: &RenameTable, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    draft.lock(&rename.table, LockMode::AccessExclusive);
    draft.breaks_old_code_of(&rename.table);
    draft.effect
}

pub(super) fn truncate(truncate: &Truncate, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    if cx.schema.views.contains_key(&truncate.table) {
        draft.fails(format!("{} is not a table", truncate.table.short()), "42809");
        return draft.effect;
    }
    let mut emptied = BTreeSet::new();
    let mut open = vec![truncate.table.clone()];
    while let Some(next) = open.pop() {
        if emptied.len() >= LISTED {
            draft.unknown("what is beyond the first thousand tables that it reaches");
            break;
        }
        for member in cx.tree(&next) {
            if !emptied.insert(member.clone()) {
                continue;
            }
            if truncate.cascade {
                open.extend(cx.foreign_keys_to(&member).into_iter().map(|(child, ..)| child.name.clone()));
            }
        }
    }
    for member in &emptied {
        draft.lock(member, LockMode::AccessExclusive);
        if !cx.is_stored(member) {
            continue;
        }
        // The new files are empty: fast, whatever the table held. Files of a table of the same transaction are cut instead.
        let duration = draft.effect.duration;
        draft.rewrite(member);
        draft.effect.duration = duration;
        if truncate.restart_identity {
            for sequence in cx.owned_sequences(member, None) {
                draft.lock(&sequence, LockMode::AccessExclusive);
            }
        }
    }
    if !truncate.cascade
        && let Some((child, ..)) = cx.foreign_keys_reaching(&truncate.table).into_iter().find(|(child, ..)| child.name != truncate.table)
    {
        draft.may_fail(format!("{} references it and is not truncated in the same statement", child.name.short()), "0A000");
    }
    if !cx.is_empty(&truncate.table) {
        draft.loses(LosesData::Yes, Reversible::Impossible);
    }
    draft.effect
}
