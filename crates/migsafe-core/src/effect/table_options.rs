//! `ALTER TABLE` actions on the table itself. Measured on 14–18.

use super::draft::Draft;
use super::{Circumstances, Effect, LockMode};
use crate::name::QualifiedName;
use crate::operation::{AlterTableOption, Persistence, ReplicaIdentity, TableOption};
use crate::version::PostgresVersion;

pub(super) fn alter(alter: &AlterTableOption, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let table = &alter.table;
    if cx.schema.index_owner.contains_key(table) {
        return of_index(alter, cx);
    }
    match &alter.option {
        TableOption::Logged(logged) => set_logged(table, *logged, &mut draft),
        TableOption::Tablespace(_) => {
            draft.lock(table, LockMode::AccessExclusive);
            // The same tablespace moves nothing; which one holds the table is not in the text.
            if cx.is_stored(table) {
                draft.effect.rewrite(table);
            }
            draft.unknown(format!("which tablespace holds {} now: the same one moves nothing", table.short()));
        }
        TableOption::AccessMethod(method) => access_method(table, method, &mut draft),
        TableOption::Set(options) => {
            let mode = options.iter().map(|(name, _)| option_lock(name, table, cx)).max().unwrap_or(LockMode::ShareUpdateExclusive);
            draft.lock(table, mode);
        }
        TableOption::Reset(options) => {
            let mode = options.iter().map(|name| option_lock(name, table, cx)).max().unwrap_or(LockMode::ShareUpdateExclusive);
            draft.lock(table, mode);
        }
        TableOption::ClusterOn(index) => {
            draft.lock(table, LockMode::ShareUpdateExclusive);
            if let Some(index) = index {
                lock_index(table, index, LockMode::ShareUpdateExclusive, &mut draft);
            }
        }
        TableOption::ReplicaIdentity(identity) => {
            draft.lock(table, LockMode::AccessExclusive);
            if let ReplicaIdentity::Index(index) = identity {
                lock_index(table, index, LockMode::Share, &mut draft);
            }
        }
        TableOption::Inherit { parent, joins } => {
            draft.lock(table, LockMode::AccessExclusive);
            if *joins {
                draft.lock(parent, LockMode::ShareUpdateExclusive);
            }
        }
        TableOption::OfType(_) => draft.lock(table, LockMode::AccessExclusive),
        TableOption::Trigger { name, .. } => {
            let all = matches!(name.to_ascii_lowercase().as_str(), "all" | "user");
            if !all && cx.table(table).is_some_and(|table| table.is_known() && !table.triggers.contains(name)) {
                draft.may_fail(format!("trigger {name} does not exist"), "42704");
            }
            draft.lock_tree_of_partitions(table, LockMode::ShareRowExclusive);
        }
        TableOption::Rule { .. } | TableOption::RowSecurity(_) | TableOption::ForceRowSecurity(_) => {
            draft.lock(table, LockMode::AccessExclusive);
        }
    }
    draft.effect
}

/// `ALTER INDEX`, where the action names an index.
fn of_index(alter: &AlterTableOption, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    match &alter.option {
        TableOption::Set(_) | TableOption::Reset(_) => draft.lock(&alter.table, LockMode::ShareUpdateExclusive),
        TableOption::Tablespace(_) => {
            draft.lock(&alter.table, LockMode::AccessExclusive);
            draft.grows();
            draft.unknown(format!("which tablespace holds {} now: the same one moves nothing", alter.table.short()));
        }
        _ => draft.lock(&alter.table, LockMode::AccessExclusive),
    }
    draft.effect
}

fn lock_index(table: &QualifiedName, index: &str, mode: LockMode, draft: &mut Draft<'_>) {
    let name = QualifiedName { schema: table.schema.clone(), name: index.into() };
    draft.lock(&name, mode);
}

fn set_logged(table: &QualifiedName, logged: bool, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    draft.lock(table, LockMode::AccessExclusive);
    let known = cx.table(table);
    let already = known.filter(|table| table.is_known()).is_some_and(|table| (table.persistence == Persistence::Unlogged) != logged);
    if already {
        return;
    }
    if cx.is_stored(table) {
        draft.rewrite(table);
    }
    if cx.version >= PostgresVersion(15) {
        for sequence in cx.owned_sequences(table, None) {
            draft.lock(&sequence, LockMode::AccessExclusive);
        }
    }
    if !logged {
        let logged_child =
            cx.foreign_keys_to(table).into_iter().find(|(child, ..)| child.name != *table && child.persistence == Persistence::Permanent);
        if let Some((child, ..)) = logged_child {
            draft.fails(format!("{} references it and is logged", child.name.short()), "42P16");
        }
    }
}

/// `heap` is what a table has unless something else was set; the history does not keep it.
fn access_method(table: &QualifiedName, method: &str, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    draft.lock(table, LockMode::AccessExclusive);
    if cx.version < PostgresVersion(15) {
        draft.fails("SET ACCESS METHOD exists since PostgreSQL 15", "42601");
        return;
    }
    if method != "heap" && cx.is_stored(table) {
        draft.rewrite(table);
    }
}

/// Source: PostgreSQL docs, *ALTER TABLE*, `SET ( storage_parameter )`; measured on 14–18.
fn option_lock(name: &str, table: &QualifiedName, cx: &Circumstances<'_>) -> LockMode {
    if name == "user_catalog_table" || cx.schema.views.get(table).is_some_and(|view| !view.materialized) {
        LockMode::AccessExclusive
    } else {
        LockMode::ShareUpdateExclusive
    }
}
