//! Statements on rows. Measured on 14–18.

use std::collections::BTreeSet;

use super::draft::Draft;
use super::model::LISTED;
use super::{Circumstances, Duration, Effect, LockMode, LosesData, Reversible};
use crate::name::QualifiedName;
use crate::operation::{ConstraintKind, Copy, Delete, Insert, Merge, Query, Reads, ReferentialAction, Update, Utility};
use crate::version::PostgresVersion;

pub(super) fn insert(insert: &Insert, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    draft.lock_tree_of_partitions(&insert.table, LockMode::RowExclusive);
    write_through_view(&insert.table, &mut draft);
    referenced_on_insert(insert, &mut draft);
    for sequence in sequences_drawn(insert, cx) {
        draft.lock(&sequence, LockMode::RowExclusive);
    }
    if let Some(reads) = &insert.from_query {
        grow_unless_empty(reads.relations.iter(), &mut draft);
        read_functions(reads, &mut draft);
    }
    duplicates(insert, &mut draft);
    if insert.updates_on_conflict {
        draft.loses(LosesData::No, Reversible::Lossy);
    }
    super::types_domains::may_write_new_enum_value(&insert.table, &insert.columns, &mut draft);
    required_columns(insert, &mut draft);
    draft.effect
}

/// ROW EXCLUSIVE on the table and what lies under it. A view that is written through is locked too, and the tables that it reads.
fn write(table: &QualifiedName, draft: &mut Draft<'_>) {
    draft.lock_tree(table, LockMode::RowExclusive);
    write_through_view(table, draft);
}

fn write_through_view(table: &QualifiedName, draft: &mut Draft<'_>) {
    if let Some(view) = draft.cx.schema.views.get(table) {
        for relation in &view.reads {
            draft.lock(relation, LockMode::RowExclusive);
        }
    }
}

/// A row that references locks its parent's row: ROW SHARE on the parent. A column left out references nothing unless a default does.
fn referenced_on_insert(insert: &Insert, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    for (_, key) in cx.foreign_keys_of(&insert.table) {
        let has_value = |column: &String| {
            insert.columns.is_empty()
                || insert.columns.contains(column)
                || cx.table(&insert.table).and_then(|table| table.column(column)).is_some_and(|column| column.default.is_some())
        };
        if key.columns.iter().all(has_value) {
            draft.lock(&key.references, LockMode::RowShare);
        }
    }
}

/// Sequences of columns that the statement leaves to their defaults.
fn sequences_drawn(insert: &Insert, cx: &Circumstances<'_>) -> Vec<QualifiedName> {
    cx.schema
        .sequences_owned_by(&insert.table, None)
        .filter(|sequence| {
            let left_out = |(_, column): &(_, String)| !insert.columns.is_empty() && !insert.columns.contains(column);
            sequence.owned_by.as_ref().is_some_and(left_out)
        })
        .map(|sequence| sequence.name.clone())
        .collect()
}

/// A row that repeats a key, or references none: where the table holds rows, the text does not tell.
fn duplicates(insert: &Insert, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let Some(table) = cx.table(&insert.table) else { return };
    let given = |columns: &[String]| insert.columns.is_empty() || columns.iter().all(|column| insert.columns.contains(column));
    let unique = table.constraints.iter().take(LISTED).any(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => !key.columns.is_empty() && given(&key.columns),
        _ => false,
    });
    if unique && !insert.on_conflict && !cx.is_empty(&insert.table) {
        draft.may_fail("a row of the same key exists", "23505");
    }
    let key = cx.foreign_keys_of(&insert.table).into_iter().find(|(constraint, key)| constraint.enforced && given(&key.columns));
    if let Some((_, key)) = key {
        draft.may_fail(format!("a row references none of {}", key.references.short()), "23503");
    }
    let check = table.constraints.iter().take(LISTED).find(|constraint| match &constraint.kind {
        ConstraintKind::Check { expression, .. } => {
            constraint.enforced && expression.columns.iter().any(|column| given(std::slice::from_ref(column)))
        }
        _ => false,
    });
    if let Some(check) = check {
        draft.may_fail(format!("a row violates {}", check.name), "23514");
    }
}

/// A required column without a default that the statement leaves out.
fn required_columns(insert: &Insert, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let Some(table) = cx.table(&insert.table).filter(|table| table.is_known()) else { return };
    if insert.from_query.is_some()
        && let Some(column) = table
            .columns
            .iter()
            .find(|column| column.not_null == Some(true) && (insert.columns.is_empty() || insert.columns.contains(&column.name)))
    {
        draft.may_fail(format!("{} is NOT NULL, and the query may give NULL", column.name), "23502");
    }
    if insert.columns.is_empty() {
        return;
    }
    let missing = table.columns.iter().find(|column| {
        column.not_null == Some(true)
            && column.default.is_none()
            && column.identity.is_none()
            && column.generated.is_none()
            && !insert.columns.contains(&column.name)
            && cx.owned_sequences(&table.name, Some(&column.name)).is_empty()
            && table.triggers.is_empty()
    });
    if let Some(column) = missing {
        draft.may_fail(format!("{} is NOT NULL and gets no value", column.name), "23502");
    }
}

/// Subscribers find a changed row by its identity, which is the primary key unless another was set.
fn needs_identity(table: &QualifiedName, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    if cx.schema.is_published(table) && cx.table(table).is_some_and(|table| table.is_known() && table.primary_key().is_none()) {
        draft.may_fail(format!("{} is published, and nothing identifies its rows", table.short()), "55000");
    }
}

pub(super) fn update(update: &Update, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    write(&update.table, &mut draft);
    needs_identity(&update.table, &mut draft);
    for (_, key) in cx.foreign_keys_of(&update.table) {
        if key.columns.iter().any(|column| update.columns.contains(column)) {
            draft.lock(&key.references, LockMode::RowShare);
        }
    }
    let key_changes = |columns: &[String]| columns.iter().any(|column| update.columns.contains(column));
    for (child, _, key) in cx.foreign_keys_to(&update.table) {
        let referenced = if key.referenced_columns.is_empty() {
            super::columns::primary_key_columns(cx, &update.table)
        } else {
            &key.referenced_columns[..]
        };
        if key_changes(referenced) {
            draft.lock(&child.name, on_referencing(key.on_update));
            if on_referencing(key.on_update) == LockMode::RowShare && !cx.is_empty(&child.name) {
                draft.may_fail(format!("a row of {} references an old value", child.name.short()), "23503");
            }
        }
    }
    rows_written(&update.table, &update.columns, &mut draft);
    null_given(update, &mut draft);
    if !cx.is_empty(&update.table) {
        draft.grows();
        draft.loses(LosesData::Maybe, Reversible::Lossy);
    }
    super::types_domains::may_write_new_enum_value(&update.table, &update.columns, &mut draft);
    grow_unless_empty(update.reads.relations.iter(), &mut draft);
    read_functions(&update.reads, &mut draft);
    draft.effect
}

/// What rows must keep to that get new values in these columns, all of them where none is named. A row is checked whole, so that one which broke a check before it was
/// added as `NOT VALID` cannot be written any more, whatever the column.
fn rows_written(table: &QualifiedName, columns: &[String], draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let Some(known) = cx.table(table).filter(|_| !cx.is_empty(table)) else { return };
    let written = |column: &String| columns.is_empty() || columns.contains(column);
    for constraint in known.constraints.iter().take(LISTED).filter(|constraint| constraint.enforced) {
        let name = &constraint.name;
        match &constraint.kind {
            ConstraintKind::Check { expression, .. } if !constraint.validated || expression.columns.iter().any(written) => {
                draft.may_fail(format!("a row violates {name}"), "23514");
            }
            ConstraintKind::ForeignKey(key) if key.columns.iter().any(written) => {
                draft.may_fail(format!("a row references none of {}", key.references.short()), "23503");
            }
            ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) if key.columns.iter().any(written) => {
                draft.may_fail("two rows get the same key", "23505");
            }
            _ => {}
        }
    }
}

/// NULL is written where a column takes none.
fn null_given(update: &Update, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let refuses =
        |name: &&String| cx.table(&update.table).and_then(|table| table.column(name)).is_some_and(|column| column.not_null == Some(true));
    if let Some(column) = update.nulls.iter().find(refuses) {
        draft.may_fail(format!("{column} is NOT NULL"), "23502");
    }
}

/// Checking that nothing references a row locks the referencing rows; cascading writes them.
fn on_referencing(action: ReferentialAction) -> LockMode {
    match action {
        ReferentialAction::NoAction | ReferentialAction::Restrict => LockMode::RowShare,
        ReferentialAction::Cascade | ReferentialAction::SetNull | ReferentialAction::SetDefault => LockMode::RowExclusive,
    }
}

pub(super) fn delete(delete: &Delete, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    write(&delete.table, &mut draft);
    needs_identity(&delete.table, &mut draft);
    cascade_of_delete(&delete.table, &mut draft);
    grow_unless_empty(std::iter::once(&delete.table).chain(&delete.reads.relations), &mut draft);
    read_functions(&delete.reads, &mut draft);
    if !cx.is_empty(&delete.table) {
        draft.destroys();
    }
    draft.effect
}

fn cascade_of_delete(table: &QualifiedName, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let mut seen = BTreeSet::new();
    let mut open = vec![table.clone()];
    while let Some(next) = open.pop() {
        if !seen.insert(next.clone()) {
            continue;
        }
        if seen.len() > LISTED {
            draft.unknown("what is beyond the first thousand tables that it reaches");
            return;
        }
        for (child, _, key) in cx.foreign_keys_to(&next) {
            draft.lock_tree_of_partitions(&child.name, on_referencing(key.on_delete));
            match key.on_delete {
                ReferentialAction::Cascade => open.push(child.name.clone()),
                ReferentialAction::NoAction | ReferentialAction::Restrict if !cx.is_empty(&child.name) => {
                    draft.may_fail(format!("a row of {} references one of them", child.name.short()), "23503");
                }
                _ => {}
            }
        }
    }
}

pub(super) fn merge(merge: &Merge, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    write(&merge.table, &mut draft);
    if cx.version < PostgresVersion(15) {
        draft.fails("MERGE exists since PostgreSQL 15", "42601");
    } else if merge.by_source && cx.version < PostgresVersion(17) {
        draft.fails("NOT MATCHED BY SOURCE exists since PostgreSQL 17", "42601");
    }
    for (_, key) in cx.foreign_keys_of(&merge.table) {
        let updated = merge.updates && (merge.columns.is_empty() || key.columns.iter().any(|column| merge.columns.contains(column)));
        if merge.inserts || updated {
            draft.lock(&key.references, LockMode::RowShare);
        }
    }
    grow_unless_empty(std::iter::once(&merge.table).chain(&merge.reads.relations), &mut draft);
    if merge.updates {
        rows_written(&merge.table, &merge.columns, &mut draft);
    }
    if merge.deletes {
        cascade_of_delete(&merge.table, &mut draft);
        draft.destroys();
    } else if merge.updates && !cx.is_empty(&merge.table) {
        draft.loses(LosesData::Maybe, Reversible::Lossy);
    }
    draft.effect
}

pub(super) fn copy(copy: &Copy, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    if let Some(table) = &copy.table {
        if copy.from {
            draft.lock_tree_of_partitions(table, LockMode::RowExclusive);
            write_through_view(table, &mut draft);
            for (_, key) in cx.foreign_keys_of(table) {
                draft.lock(&key.references, LockMode::RowShare);
            }
        } else if !cx.is_empty(table) {
            draft.grows();
        }
    }
    if copy.program {
        draft.unknown("what the program does that the server starts");
    }
    draft.effect
}

/// Planning a statement locks the tables that it would write.
pub(super) fn plan(utility: &Utility, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    for table in &utility.plans_to_write {
        write(table, &mut draft);
    }
    draft.effect
}

pub(super) fn query(query: &Query, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    for relation in &query.locks_rows_of {
        if query.only.contains(relation) {
            draft.lock(relation, LockMode::RowShare);
        } else {
            draft.lock_tree(relation, LockMode::RowShare);
        }
        for view in cx.schema.views.get(relation).into_iter().filter(|view| !view.materialized) {
            view.reads.iter().for_each(|relation| draft.lock_tree(relation, LockMode::RowShare));
        }
    }
    grow_unless_empty(query.reads.relations.iter(), &mut draft);
    read_functions(&query.reads, &mut draft);
    if let Some(procedure) = &query.procedure {
        draft.unknown(format!("what procedure {} does", procedure.short()));
    }
    draft.effect
}

/// Whether a call can change nothing by the function's name: a built-in without side effects.
pub(super) fn is_harmless_call(name: &QualifiedName, cx: &Circumstances<'_>) -> bool {
    super::volatility::is_harmless(name, cx)
}

/// Labels of enums that are cast must be there and committed. Functions called may do anything, unless they are known.
fn read_functions(reads: &Reads, draft: &mut Draft<'_>) {
    super::types_domains::casts(&reads.casts, draft);
    for function in &reads.functions {
        if !is_harmless_call(function, draft.cx) {
            draft.unknown(format!("what function {} does", function.short()));
        }
    }
}

fn grow_unless_empty<'n>(relations: impl Iterator<Item = &'n QualifiedName>, draft: &mut Draft<'_>) {
    for relation in relations {
        if !draft.cx.is_empty(relation) {
            draft.effect.duration = Duration::GrowsWithTable;
        }
    }
}
