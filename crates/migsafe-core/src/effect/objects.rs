//! Objects of every kind without an operation of their own: created, altered, dropped, renamed, moved, given away. Measured on 14–18.

use super::draft::Draft;
use super::{Circumstances, Effect, LockMode, dependents};
use crate::name::QualifiedName;
use crate::operation::{AlterObject, ChangeOwner, CreateObject, DropObject, Expression, ObjectKind, RenameObject, SetSchema};

pub(super) fn create(create: &CreateObject, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    match create.object {
        ObjectKind::Statistics => {
            if let Some(table) = &create.on {
                draft.lock(table, LockMode::ShareUpdateExclusive);
            }
        }
        ObjectKind::Schema if !create.if_not_exists && cx.schema.schemas.contains_key(create.name.name.as_str()) => {
            draft.fails("a schema of that name exists", "42P06");
        }
        ObjectKind::Database => draft.outside_transactions_only("CREATE DATABASE"),
        ObjectKind::Tablespace => draft.outside_transactions_only("CREATE TABLESPACE"),
        ObjectKind::Subscription => draft.outside_transactions_only("CREATE SUBSCRIPTION, which creates a slot,"),
        ObjectKind::Policy | ObjectKind::Rule => {
            if let Some(table) = &create.on {
                draft.lock(table, LockMode::AccessExclusive);
            }
        }
        _ => {}
    }
    draft.effect
}

pub(super) fn alter(alter: &AlterObject, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    match alter.object {
        ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::ForeignTable | ObjectKind::Table => {
            draft.lock(&alter.name, LockMode::AccessExclusive);
        }
        ObjectKind::Index => draft.lock(&alter.name, LockMode::ShareUpdateExclusive),
        ObjectKind::Sequence => draft.lock(&alter.name, LockMode::ShareRowExclusive),
        ObjectKind::Policy | ObjectKind::Rule | ObjectKind::Trigger => {
            if let Some(table) = &alter.on {
                draft.lock(table, LockMode::AccessExclusive);
            }
        }
        ObjectKind::System => draft.outside_transactions_only("ALTER SYSTEM"),
        _ => {}
    }
    draft.effect
}

pub(super) fn drop(drop: &DropObject, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    match drop.object {
        ObjectKind::View | ObjectKind::MaterializedView => drop_view(drop, &mut draft),
        ObjectKind::Sequence => drop_sequence(drop, &mut draft),
        ObjectKind::Type | ObjectKind::Domain => drop_type(drop, &mut draft),
        ObjectKind::Schema => drop_schema(drop, &mut draft),
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => {
            if !cx.is_new(cx.schema.functions.get(&drop.name).and_then(|overloads| overloads.iter().find_map(|function| function.birth))) {
                draft.breaks_old_code();
            }
            draft.drop_with(dependents::of_function(&drop.name, cx), drop.cascade);
            if !cx.schema.functions.contains_key(&drop.name) {
                if drop.cascade {
                    draft.unknown("which triggers, views and defaults call it: they go with it");
                } else {
                    draft.may_fail("a trigger, a view, a default or a policy calls it", "2BP01");
                }
            }
        }
        ObjectKind::Trigger | ObjectKind::Policy if is_missing(drop, cx) && drop.if_exists => {}
        ObjectKind::Trigger | ObjectKind::Policy if is_missing(drop, cx) => {
            draft.may_fail(format!("{} does not exist", drop.name.short()), "42704");
        }
        ObjectKind::Trigger => {
            if let Some(table) = &drop.on {
                draft.lock_tree_of_partitions(table, LockMode::AccessExclusive);
            }
        }
        ObjectKind::Rule | ObjectKind::Policy => {
            if let Some(table) = &drop.on {
                draft.lock(table, LockMode::AccessExclusive);
            }
        }
        ObjectKind::Table | ObjectKind::ForeignTable => {
            draft.lock(&drop.name, LockMode::AccessExclusive);
            draft.breaks_old_code_of(&drop.name);
        }
        ObjectKind::Database => {
            draft.outside_transactions_only("DROP DATABASE");
            draft.destroys();
        }
        ObjectKind::Tablespace => draft.outside_transactions_only("DROP TABLESPACE"),
        ObjectKind::Subscription => draft.outside_transactions_only("DROP SUBSCRIPTION with a slot"),
        ObjectKind::Owned => {
            draft.destroys();
            draft.breaks_old_code();
            draft.unknown("what the role owns: all of it goes");
        }
        ObjectKind::Extension => {
            draft.breaks_old_code();
            draft.unknown("which columns, indexes and functions rest on the extension");
        }
        ObjectKind::Role => draft.breaks_old_code(),
        ObjectKind::Statistics => match cx.schema.statistics.get(&drop.name) {
            Some(table) => draft.lock(table, LockMode::ShareUpdateExclusive),
            None => draft.unknown("which table the statistics belong to: SHARE UPDATE EXCLUSIVE on it"),
        },
        _ => {}
    }
    draft.effect
}

fn drop_view(drop: &DropObject, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let wanted = drop.object == ObjectKind::MaterializedView;
    if cx.schema.views.get(&drop.name).is_some_and(|view| view.materialized != wanted) || cx.table(&drop.name).is_some() {
        draft.fails(format!("{} is something else", drop.name.short()), "42809");
    }
    draft.lock(&drop.name, LockMode::AccessExclusive);
    draft.breaks_old_code_of(&drop.name);
    for index in cx.index_names(&drop.name) {
        draft.lock(&index, LockMode::AccessExclusive);
    }
    for view in cx.views_on(&drop.name).into_iter().filter(|view| !drop.together.contains(&view.name)) {
        if drop.cascade {
            draft.lock(&view.name, LockMode::AccessExclusive);
        } else {
            draft.fails(format!("view {} reads it", view.name.short()), "2BP01");
        }
    }
}

fn drop_sequence(drop: &DropObject, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    draft.lock(&drop.name, LockMode::AccessExclusive);
    draft.breaks_old_code_of(&drop.name);
    for table in cx.schema.tables.values() {
        let draws = |column: &&crate::schema::Column| column.default.as_ref().is_some_and(|default| draws_from(default, &drop.name));
        let Some(column) = table.columns.iter().find(draws) else { continue };
        if drop.cascade {
            draft.lock_tree(&table.name, LockMode::AccessExclusive);
        } else {
            draft.fails(format!("the default of {}.{} draws from it", table.name.short(), column.name), "2BP01");
        }
    }
    let Some((owner, column)) = cx.schema.sequences.get(&drop.name).and_then(|sequence| sequence.owned_by.as_ref()) else { return };
    let uses_it =
        cx.table(owner).and_then(|table| table.column(column)).is_some_and(|column| column.default.is_some() || column.identity.is_some());
    if drop.cascade {
        draft.lock(owner, LockMode::AccessExclusive);
    } else if uses_it {
        draft.fails(format!("the default of {}.{column} draws from it", owner.short()), "2BP01");
    }
}

/// Whether the table is known without a trigger or policy of that name.
fn is_missing(drop: &DropObject, cx: &Circumstances<'_>) -> bool {
    let Some(table) = drop.on.as_ref().and_then(|on| cx.table(on)).filter(|table| table.is_known()) else { return false };
    let names = if drop.object == ObjectKind::Trigger { &table.triggers } else { &table.policies };
    !cx.schema.unread && !names.contains(&drop.name.name)
}

/// `nextval('numbers')`, as far as the text names the sequence.
pub(super) fn draws_from(default: &Expression, sequence: &QualifiedName) -> bool {
    let named = default.text.split('\'').nth(1).unwrap_or_default().replace('"', "");
    default.functions.iter().any(|function| function.name == "nextval") && (sequence.short() == named || sequence.to_string() == named)
}

/// Columns of the type refuse it, or go with it under `CASCADE`.
fn drop_type(drop: &DropObject, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let user = cx.schema.types.get(&drop.name);
    if !cx.is_new(user.and_then(|user| user.birth)) {
        draft.breaks_old_code();
    }
    draft.drop_with(dependents::of_type(&drop.name, cx), drop.cascade);
    for (table, column) in cx.columns_of_type(&drop.name) {
        if drop.cascade {
            draft.lock_tree_of_partitions(&table, LockMode::AccessExclusive);
            if !cx.is_empty(&table) {
                draft.destroys();
            }
        } else {
            draft.fails(format!("column {}.{column} is of it", table.short()), "2BP01");
        }
    }
}

fn drop_schema(drop: &DropObject, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    draft.breaks_old_code();
    let inside = |name: &QualifiedName| name.schema.as_deref() == Some(&drop.name.name);
    let mut members: Vec<&QualifiedName> =
        cx.schema.tables.keys().chain(cx.schema.views.keys()).chain(cx.schema.sequences.keys()).filter(|name| inside(name)).collect();
    members.sort();
    if !drop.cascade {
        members.extend(cx.schema.types.keys().chain(cx.schema.functions.keys()).filter(|name| inside(name)).min());
        if let Some(member) = members.first() {
            draft.fails(format!("{member} is in it"), "2BP01");
        }
        return;
    }
    for member in members {
        draft.lock(member, LockMode::AccessExclusive);
        for (_, key) in cx.foreign_keys_of(member) {
            draft.lock(&key.references, LockMode::AccessExclusive);
        }
        for (child, ..) in cx.foreign_keys_to(member) {
            draft.lock(&child.name, LockMode::AccessExclusive);
        }
        for view in cx.views_on(member) {
            draft.lock(&view.name, LockMode::AccessExclusive);
        }
    }
    for name in cx.schema.types.keys().filter(|name| inside(name)) {
        for (table, _) in cx.schema.columns_of_type(name) {
            draft.lock_tree_of_partitions(&table.name, LockMode::AccessExclusive);
        }
    }
    draft.destroys();
    if !cx.schema.schemas.contains_key(drop.name.name.as_str()) {
        draft.unknown("what else is in the schema");
    }
}

pub(super) fn rename(rename: &RenameObject, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    match rename.object {
        ObjectKind::Index => {
            draft.lock(&rename.name, LockMode::ShareUpdateExclusive);
            if cx.index(&rename.name).is_none() {
                draft.unknown(format!("whether index {} exists", rename.name.short()));
                draft.may_fail(format!("index {} does not exist", rename.name.short()), "42P01");
            }
            return draft.effect;
        }
        ObjectKind::Table | ObjectKind::ForeignTable | ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Sequence => {
            draft.lock(&rename.name, LockMode::AccessExclusive);
            draft.breaks_old_code_of(&rename.name);
        }
        ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Policy => {
            if let Some(table) = &rename.on {
                draft.lock(table, LockMode::AccessExclusive);
            }
        }
        ObjectKind::Schema | ObjectKind::Database | ObjectKind::Role => draft.breaks_old_code(),
        ObjectKind::Type | ObjectKind::Domain if !cx.is_new(cx.schema.types.get(&rename.name).and_then(|user| user.birth)) => {
            draft.breaks_old_code();
        }
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => draft.breaks_old_code(),
        _ => {}
    }
    draft.effect
}

pub(super) fn set_schema(set: &SetSchema, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    match set.object {
        ObjectKind::Table | ObjectKind::ForeignTable | ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Sequence => {
            draft.lock(&set.name, LockMode::AccessExclusive);
            for sequence in cx.owned_sequences(&set.name, None) {
                draft.lock(&sequence, LockMode::AccessExclusive);
            }
            draft.breaks_old_code_of(&set.name);
        }
        ObjectKind::Type | ObjectKind::Domain if !cx.is_new(cx.schema.types.get(&set.name).and_then(|user| user.birth)) => {
            draft.breaks_old_code();
        }
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => draft.breaks_old_code(),
        _ => {}
    }
    draft.effect
}

/// A table's indexes and sequences change owner with it.
pub(super) fn change_owner(change: &ChangeOwner, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    match change.object {
        ObjectKind::Table | ObjectKind::ForeignTable | ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Sequence => {
            draft.lock(&change.name, LockMode::AccessExclusive);
            for index in cx.index_names(&change.name) {
                draft.lock(&index, LockMode::AccessExclusive);
            }
            for sequence in cx.owned_sequences(&change.name, None) {
                draft.lock(&sequence, LockMode::AccessExclusive);
            }
        }
        ObjectKind::Owned => draft.unknown("what the role owns: each relation is locked with ACCESS EXCLUSIVE"),
        _ => {}
    }
    draft.effect
}
