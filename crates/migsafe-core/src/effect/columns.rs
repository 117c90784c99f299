//! Changes of single columns that keep their type. Measured on 14–18.

use super::draft::Draft;
use super::model::LISTED;
use super::{Circumstances, Effect, LockMode, LosesData, Reversible, dependents, literals};
use crate::name::QualifiedName;
use crate::operation::{
    AlterColumnOption, ColumnOption, ConstraintKind, DropColumn, DropDefault, DropNotNull, Identity, RenameColumn, SetDefault, SetNotNull,
};
use crate::version::PostgresVersion;

pub(super) fn drop_column(drop: &DropColumn, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let known = cx.table(&drop.table);
    if known.is_some_and(crate::schema::Table::is_known) && known.and_then(|table| table.column(&drop.column)).is_none() {
        draft.lock(&drop.table, LockMode::AccessExclusive);
        if !drop.if_exists {
            draft.fails(format!("column {} does not exist", drop.column), "42703");
        }
        return draft.effect;
    }
    draft.lock_tree(&drop.table, LockMode::AccessExclusive);
    draft.lock_those_left_out();
    let column_is_new = cx.is_new(known.and_then(|table| table.birth_of(&drop.column)));
    if column_is_new || cx.is_empty(&drop.table) {
        draft.loses(LosesData::No, Reversible::Lossless);
    } else {
        draft.destroys();
        draft.breaks_old_code_of(&drop.table);
    }
    lock_what_goes_with_it(drop, &mut draft);
    dependents_of_dropped(drop, &mut draft);
    if known.is_none_or(|table| !table.is_known()) {
        draft.unknown(format!("which indexes, keys and views of {} name the column", drop.table.short()));
    }
    draft.effect
}

/// Indexes, owned sequences and the other side of foreign keys.
fn lock_what_goes_with_it(drop: &DropColumn, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    for member in cx.tree(&drop.table) {
        for index in cx.indexes(&member).iter().take(LISTED).filter(|index| index.uses(&drop.column)) {
            draft.lock(&index.name, LockMode::AccessExclusive);
        }
    }
    for sequence in cx.owned_sequences(&drop.table, Some(&drop.column)) {
        draft.lock(&sequence, LockMode::AccessExclusive);
    }
    for (_, key) in cx.foreign_keys_of(&drop.table) {
        if key.columns.contains(&drop.column) {
            draft.lock_tree(&key.references, LockMode::AccessExclusive);
        }
    }
}

/// Views and foreign keys of other tables: they refuse it, or go with it under `CASCADE`.
fn dependents_of_dropped(drop: &DropColumn, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let referencing: Vec<_> = cx
        .foreign_keys_to(&drop.table)
        .into_iter()
        .filter(|(child, _, key)| child.name != drop.table && references_column(cx, &drop.table, &key.referenced_columns, &drop.column))
        .collect();
    let views = cx.views_on_column(&drop.table, &drop.column);
    draft.drop_with(dependents::of_column(&drop.table, &drop.column, cx), drop.cascade);
    if drop.cascade {
        for (child, _, _) in referencing {
            draft.lock(&child.name, LockMode::AccessExclusive);
        }
        for (view, _) in views {
            for gone in std::iter::once(view).chain(cx.views_on(&view.name)) {
                draft.lock(&gone.name, LockMode::AccessExclusive);
                cx.index_names(&gone.name).iter().for_each(|index| draft.lock(index, LockMode::AccessExclusive));
            }
        }
        return;
    }
    for (view, certain) in views {
        let when = format!("view {} needs the column", view.name.short());
        if certain { draft.fails(when, "2BP01") } else { draft.may_fail(when, "2BP01") }
    }
    if let Some((child, ..)) = referencing.first() {
        draft.fails(format!("a foreign key of {} references the column", child.name.short()), "2BP01");
    }
    let generated_from = cx.table(&drop.table).into_iter().flat_map(|table| &table.columns).find(|column| {
        column.name != drop.column && column.generated.as_ref().is_some_and(|generated| generated.expression.columns.contains(&drop.column))
    });
    if let Some(column) = generated_from.filter(|_| cx.version >= PostgresVersion(15)) {
        draft.fails(format!("column {} is computed from it", column.name), "2BP01");
    }
    if cx.table(&drop.table).and_then(|table| table.partition_by.as_ref()).is_some_and(|by| by.columns.contains(&drop.column)) {
        draft.fails("it is part of the partition key", "42P16");
    }
}

/// Whether a foreign key's referenced columns (the primary key where it names none) hold the column.
pub(super) fn references_column(cx: &Circumstances<'_>, table: &QualifiedName, referenced: &[String], column: &str) -> bool {
    if !referenced.is_empty() {
        return referenced.iter().any(|name| name == column);
    }
    primary_key_columns(cx, table).iter().any(|name| name == column)
}

/// The columns of the table's primary key.
pub(super) fn primary_key_columns<'a>(cx: &Circumstances<'a>, table: &QualifiedName) -> &'a [String] {
    match cx.table(table).and_then(|table| table.primary_key()).map(|constraint| &constraint.kind) {
        Some(ConstraintKind::PrimaryKey(key)) => &key.columns,
        _ => &[],
    }
}

pub(super) fn rename_column(rename: &RenameColumn, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    if cx.schema.types.contains_key(&rename.table) && cx.table(&rename.table).is_none() {
        draft.breaks_old_code();
        return draft.effect;
    }
    draft.lock_tree(&rename.table, LockMode::AccessExclusive);
    let column_is_new = cx.is_new(cx.table(&rename.table).and_then(|table| table.birth_of(&rename.column)));
    if !column_is_new {
        draft.breaks_old_code_of(&rename.table);
    }
    draft.effect
}

pub(super) fn set_not_null(set: &SetNotNull, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    draft.lock_tree(&set.table, LockMode::AccessExclusive);
    if is_not_null(cx, &set.table, &set.column) {
        return draft.effect;
    }
    for member in cx.stored_tree(&set.table) {
        scan_unless_proven(&member, &set.column, &mut draft);
    }
    draft.breaks_old_code_of(&set.table);
    draft.effect
}

/// Whether the column is known to be NOT NULL already, with a valid constraint.
pub(super) fn is_not_null(cx: &Circumstances<'_>, table: &QualifiedName, column: &str) -> bool {
    cx.table(table)
        .and_then(|table| table.column(column))
        .is_some_and(|column| column.not_null == Some(true) && column.details.not_null_not_valid.is_none())
}

/// Reads the table for NULLs, unless it need not.
pub(super) fn scan_unless_proven(table: &QualifiedName, column: &str, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    if is_not_null(cx, table, column) || cx.check_proves_not_null(table, column) {
        return;
    }
    draft.scan(table);
    if !cx.is_empty(table) {
        draft.may_fail(format!("a row holds NULL in {column}"), "23502");
    }
    if !cx.knows(table) {
        draft.unknown(format!("whether a validated CHECK of {} already proves the column full", table.short()));
    }
}

pub(super) fn drop_not_null(drop: &DropNotNull, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let nullable = cx.table(&drop.table).and_then(|table| table.column(&drop.column)).is_some_and(|column| column.not_null == Some(false));
    if nullable && cx.version >= PostgresVersion(18) {
        // Since 18 it looks for the constraint first and does not go down to the partitions where there is none.
        draft.lock(&drop.table, LockMode::AccessExclusive);
    } else {
        draft.lock_tree(&drop.table, LockMode::AccessExclusive);
    }
    if primary_key_columns(cx, &drop.table).contains(&drop.column) {
        draft.fails(format!("{} is in the primary key", drop.column), "42P16");
    } else if cx.table(&drop.table).and_then(|table| table.column(&drop.column)).is_some_and(|column| column.identity.is_some()) {
        draft.fails(format!("{} is an identity column", drop.column), "42601");
    }
    draft.effect
}

pub(super) fn set_default(set: &SetDefault, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    draft.lock_tree(&set.table, LockMode::AccessExclusive);
    super::types_domains::use_of_new_enum_value(&set.table, &set.column, &set.default, &mut draft);
    if let Some(data_type) = cx.table(&set.table).and_then(|table| table.column(&set.column)).and_then(|column| column.data_type.as_deref())
    {
        literals::as_default(&set.default, data_type, literals::Computed::Later, &mut draft);
    }
    draft.effect
}

pub(super) fn drop_default(drop: &DropDefault, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    draft.lock_tree(&drop.table, LockMode::AccessExclusive);
    let table = cx.table(&drop.table);
    let relied_on = |column: &crate::schema::Column| column.not_null == Some(true) && column.default.is_some();
    if table.is_some_and(|table| table.column(&drop.column).is_some_and(relied_on) && !cx.is_new(table.birth_of(&drop.column))) {
        draft.breaks_old_code_of(&drop.table);
    }
    draft.effect
}

pub(super) fn alter_option(alter: &AlterColumnOption, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let table = &alter.table;
    match &alter.option {
        ColumnOption::AddIdentity(_) => {
            draft.lock_tree(table, LockMode::AccessExclusive);
            if cx.table(table).and_then(|table| table.column(&alter.column)).is_some_and(|column| column.not_null == Some(false)) {
                draft.fails(format!("column {} must be NOT NULL first", alter.column), "55000");
            }
        }
        ColumnOption::SetIdentity(kind) => {
            draft.lock(table, LockMode::AccessExclusive);
            for sequence in cx.owned_sequences(table, Some(&alter.column)) {
                draft.lock(&sequence, LockMode::ShareRowExclusive);
            }
            if *kind == Some(Identity::Always) {
                draft.breaks_old_code_of(table);
            }
        }
        ColumnOption::DropIdentity => {
            draft.lock_tree(table, LockMode::AccessExclusive);
            for sequence in cx.owned_sequences(table, Some(&alter.column)) {
                draft.lock(&sequence, LockMode::AccessExclusive);
            }
            draft.breaks_old_code_of(table);
        }
        ColumnOption::SetExpression(_) => set_expression(alter, &mut draft),
        ColumnOption::DropExpression => {
            draft.lock_tree(table, LockMode::AccessExclusive);
            draft.breaks_old_code_of(table);
        }
        ColumnOption::SetStatistics => draft.lock_tree(table, LockMode::ShareUpdateExclusive),
        ColumnOption::SetStorage => draft.lock_tree(table, LockMode::AccessExclusive),
        ColumnOption::SetCompression => draft.lock(table, LockMode::AccessExclusive),
        ColumnOption::SetOptions => draft.lock(table, LockMode::ShareUpdateExclusive),
    }
    draft.effect
}

/// `SET EXPRESSION` (17 and later) computes a stored column of every row again; a virtual one is not stored.
fn set_expression(alter: &AlterColumnOption, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    draft.lock_tree(&alter.table, LockMode::AccessExclusive);
    if cx.version < PostgresVersion(17) {
        draft.fails("SET EXPRESSION exists since PostgreSQL 17", "42601");
        return;
    }
    let column = cx.table(&alter.table).and_then(|table| table.column(&alter.column));
    let generated = column.and_then(|column| column.generated.as_ref());
    match generated.map(|generated| generated.stored) {
        Some(Some(false)) => {}
        Some(None) if cx.version >= PostgresVersion(18) => {}
        Some(_) => draft.rewrite_tree(&alter.table),
        None => {
            draft.unknown(format!("whether {} is stored: if it is, every row is written again", alter.column));
            draft.rewrite_tree(&alter.table);
        }
    }
}
