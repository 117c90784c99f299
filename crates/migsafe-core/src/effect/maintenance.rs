//! `VACUUM`, `ANALYZE`, `CLUSTER` and `LOCK`. Measured on 14–18.

use super::draft::Draft;
use super::{Circumstances, Effect, LockMode};
use crate::name::QualifiedName;
use crate::operation::{LockTable, Maintain, Maintenance};

pub(super) fn maintain(maintain: &Maintain, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    match maintain.action {
        Maintenance::Vacuum | Maintenance::VacuumFull => draft.outside_transactions_only("VACUUM"),
        Maintenance::Cluster if maintain.tables.is_empty() => draft.outside_transactions_only("CLUSTER without a table"),
        Maintenance::Cluster | Maintenance::Analyze => {}
    }
    let all: Vec<QualifiedName>;
    let tables = if maintain.tables.is_empty() && maintain.action != Maintenance::Cluster {
        let materialized = cx.schema.views.values().filter(|view| view.materialized).map(|view| &view.name);
        all = cx.schema.tables.keys().chain(materialized).cloned().collect();
        &all
    } else {
        &maintain.tables
    };
    for table in tables {
        match maintain.action {
            Maintenance::Vacuum | Maintenance::Analyze => {
                draft.lock_tree_of_partitions(table, LockMode::ShareUpdateExclusive);
                if !cx.is_empty(table) {
                    draft.grows();
                }
            }
            Maintenance::VacuumFull | Maintenance::Cluster => {
                if maintain.action == Maintenance::Cluster && cx.is_partitioned(table) {
                    draft.outside_transactions_only("CLUSTER of a partitioned table");
                }
                if maintain.action == Maintenance::Cluster && maintain.by_index.is_none() {
                    draft.may_fail("no index was chosen before by which its rows are put in order", "42704");
                }
                draft.lock_tree_of_partitions(table, LockMode::AccessExclusive);
                for member in cx.index_tree(table) {
                    draft.rewrite(&member);
                }
            }
        }
    }
    if tables.is_empty() {
        draft.grows();
    }
    draft.effect
}

/// A view's tables are locked with it.
pub(super) fn lock_table(lock: &LockTable, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let mut open = lock.tables.clone();
    while let Some(table) = open.pop() {
        if draft.effect.lock_on(&table).is_some() {
            continue;
        }
        if lock.mode == LockMode::AccessShare {
            break;
        }
        if lock.only.contains(&table) {
            draft.lock(&table, lock.mode);
        } else {
            draft.lock_tree(&table, lock.mode);
        }
        if let Some(view) = cx.schema.views.get(&table) {
            open.extend(view.reads.iter().cloned());
        }
    }
    draft.effect
}
