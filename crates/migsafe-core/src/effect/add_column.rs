//! `ADD COLUMN`. Measured on 14–18.

use super::draft::Draft;
use super::literals::{self, Computed};
use super::model::LISTED;
use super::{Circumstances, Effect, LockMode, constraints, types_families, volatility};
use crate::name::QualifiedName;
use crate::operation::{AddColumn, ColumnDefinition, ConstraintKind, Expression, Shape};
use crate::schema::UserTypeKind;
use crate::version::PostgresVersion;

/// How the existing rows get the new column's value.
#[derive(PartialEq, Eq)]
enum Fill {
    /// NULL, or one value stored in the catalog.
    Catalog,
    /// Every row is written again.
    Rewrite,
}

pub(super) fn add_column(add: &AddColumn, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let exists = cx.table(&add.table).is_some_and(|table| table.column(&add.column.name).is_some());
    if exists {
        // The lock is taken before the name is looked up, and the descendants are not visited.
        draft.lock(&add.table, LockMode::AccessExclusive);
        if !add.if_not_exists {
            draft.fails(format!("column {} already exists", add.column.name), "42701");
        }
        return draft.effect;
    }
    lock_down_to_existing(add, &mut draft);
    let column = &add.column;
    for child in cx.tree(&add.table) {
        let other = cx.table(&child).and_then(|table| table.column(&column.name)).and_then(|column| column.data_type.as_deref());
        if other.is_some_and(|other| *other != column.data_type.stored()) {
            draft.fails(format!("{} has a column {} of another type", child.short(), column.name), "42804");
        }
    }
    if let Some((user, other)) = super::dependents::columns_of_rows(&add.table, cx).first()
        && column.default.is_some()
    {
        draft.fails(format!("column {}.{other} holds rows of the table, and they would lack the default", user.short()), "0A000");
    }
    if let Some(default) = &column.default {
        super::types_domains::use_in_type(&column.data_type, default, &mut draft);
        literals::as_default(default, &column.data_type, Computed::Now, &mut draft);
    }
    if add.if_not_exists && !cx.knows(&add.table) {
        draft.unknown(format!("whether {} has the column already: then nothing is done", add.table.short()));
    }
    type_of_unseen_kind(column, &mut draft);
    if fill(column, &mut draft) == Fill::Rewrite {
        draft.rewrite_tree(&add.table);
        for sequence in sequences_called(column, cx) {
            draft.lock(&sequence, LockMode::RowExclusive);
        }
    }
    not_null(add, &mut draft);
    computed_from(add, &mut draft);
    for constraint in &column.constraints {
        match &constraint.kind {
            ConstraintKind::ForeignKey(key) => {
                // Without a value there is nothing to check; a default, be it NULL, makes it read the table.
                let checks = column.default.is_some() || column.identity.is_some() || column.data_type.is_serial();
                constraints::foreign_key(&add.table, key, checks && !constraint.not_valid && !constraint.not_enforced, &mut draft);
            }
            ConstraintKind::Check { .. } if !constraint.not_enforced => {
                if draft.effect.rewrites.is_empty() {
                    draft.scan_tree(&add.table);
                }
                if column.supplies_value() && !cx.is_empty(&add.table) {
                    draft.may_fail("the value that every row gets violates the check", "23514");
                }
            }
            ConstraintKind::Unique(_) | ConstraintKind::PrimaryKey(_) | ConstraintKind::Exclude { .. } => {
                if is_virtual(column, cx) {
                    draft.fails("a virtual column has no index", "0A000");
                }
                let primary = matches!(constraint.kind, ConstraintKind::PrimaryKey(_));
                if primary && cx.table(&add.table).is_some_and(|table| table.primary_key().is_some()) {
                    draft.fails("the table has a primary key", "42P16");
                }
                for member in cx.index_tree(&add.table) {
                    draft.index_build(&member);
                }
                unique_on_one_value(add, &constraint.kind, &mut draft);
            }
            _ => {}
        }
    }
    draft.effect
}

/// A table below that has such a column already takes it as its own, and those below it are not visited.
fn lock_down_to_existing(add: &AddColumn, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let has_it = |name: &QualifiedName| cx.table(name).is_some_and(|table| table.column(&add.column.name).is_some());
    if !cx.tree(&add.table).iter().any(has_it) {
        return draft.lock_tree(&add.table, LockMode::AccessExclusive);
    }
    let mut open = vec![add.table.clone()];
    while let Some(next) = open.pop() {
        if draft.effect.lock_on(&next).is_some() {
            continue;
        }
        draft.lock(&next, LockMode::AccessExclusive);
        let Some(table) = cx.table(&next) else { continue };
        if table.column(&add.column.name).is_none() && cx.only != Some(&next) {
            open.extend(table.children.iter().take(LISTED).cloned());
        }
    }
}

fn fill(column: &ColumnDefinition, draft: &mut Draft<'_>) -> Fill {
    if let Some(generated) = &column.generated {
        generated_since(column, draft);
        return if generated.stored == Some(true) { Fill::Rewrite } else { Fill::Catalog };
    }
    if column.identity.is_some() || column.data_type.is_serial() {
        return Fill::Rewrite;
    }
    if domain_rewrites(column, draft) {
        return Fill::Rewrite;
    }
    match &column.default {
        Some(default) => default_rewrites(default, draft),
        None => domain_default(column, draft).map_or(Fill::Catalog, |default| default_rewrites(default, draft)),
    }
}

/// Computed when read, which exists since 18.
fn is_virtual(column: &ColumnDefinition, cx: &Circumstances<'_>) -> bool {
    cx.version >= PostgresVersion(18) && column.generated.as_ref().is_some_and(|generated| generated.stored != Some(true))
}

/// What a version does not know of generated columns.
pub(super) fn generated_since(column: &ColumnDefinition, draft: &mut Draft<'_>) {
    let Some(generated) = column.generated.as_ref().filter(|_| draft.cx.version < PostgresVersion(18)) else { return };
    match generated.stored {
        Some(true) => {}
        Some(false) => draft.fails("virtual generated columns exist since PostgreSQL 18", "42601"),
        None => draft.fails("STORED must be written before PostgreSQL 18", "42601"),
    }
}

/// What is computed at every read may run the server's own code alone.
fn virtual_with_own_code(column: &ColumnDefinition, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let Some(generated) = column.generated.as_ref().filter(|_| is_virtual(column, cx)) else { return };
    let types = std::iter::once(&column.data_type).chain(generated.expression.casts.iter().map(|cast| &cast.to));
    if let Some(user) = types.into_iter().find_map(|data_type| cx.user_type(&data_type.name)) {
        draft.fails(format!("a virtual column cannot be of the type {}", user.name.short()), "0A000");
    }
    if let Some(function) = generated.expression.functions.iter().find(|function| volatility::is_of_project(function, cx)) {
        draft.fails(format!("a virtual column cannot call {}", function.short()), "0A000");
    }
}

/// A type that the history never shows may be a domain, whose values are checked.
fn type_of_unseen_kind(column: &ColumnDefinition, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    let unread = cx.schema.unread && cx.user_type(&column.data_type.name).is_none();
    if unread && column.data_type.dimensions == 0 && !types_families::is_built_in(&column.data_type) {
        draft.unknown(format!("whether {} is a domain: if it checks its values, every row is written again", column.data_type));
    }
}

/// A domain's own default counts where the column has none.
fn domain_default<'a>(column: &ColumnDefinition, draft: &Draft<'a>) -> Option<&'a Expression> {
    match &draft.cx.schema.types.get(&column.data_type.name)?.kind {
        UserTypeKind::Domain { default, .. } => default.as_ref(),
        _ => None,
    }
}

/// A volatile default is computed for each row.
fn default_rewrites(default: &Expression, draft: &mut Draft<'_>) -> Fill {
    match volatility::of(default, draft.cx) {
        (volatility::Known::Steady, _) => Fill::Catalog,
        (volatility::Known::Volatile, _) => Fill::Rewrite,
        (volatility::Known::Unknown, function) => {
            let name = function.map(|name| name.short()).unwrap_or_default();
            draft.unknown(format!("whether the function {name} is volatile: if it is, every row is written again"));
            Fill::Rewrite
        }
    }
}

/// A domain with a check or NOT NULL has every row written again, even without a default: the value must be checked.
fn domain_rewrites(column: &ColumnDefinition, draft: &mut Draft<'_>) -> bool {
    let Some(user) = draft.cx.schema.types.get(&column.data_type.name) else { return false };
    let UserTypeKind::Domain { not_null, checks, .. } = &user.kind else { return false };
    if !checks.is_empty() && column.supplies_value() {
        draft.may_fail(format!("domain {} refuses the value that every row gets", column.data_type), "23514");
    }
    if *not_null && !column.supplies_value() && column.data_type.dimensions == 0 {
        draft.may_fail(format!("a row exists, and domain {} does not allow NULL", column.data_type), "23502");
    }
    (*not_null || !checks.is_empty()) && column.data_type.dimensions == 0
}

/// A default names no column; a computed column is computed from plain ones, and always gives the same.
fn computed_from(add: &AddColumn, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    if let Some(column) = add.column.default.as_ref().and_then(|default| default.columns.first()) {
        draft.may_fail(format!("the default names the column {column}"), "0A000");
    }
    virtual_with_own_code(&add.column, draft);
    let Some(generated) = &add.column.generated else { return };
    let known = cx.table(&add.table);
    let computed = |name: &&String| known.and_then(|table| table.column(name)).is_some_and(|column| column.generated.is_some());
    if let Some(column) = generated.expression.columns.iter().find(computed) {
        draft.fails(format!("{column} is computed itself"), "42P17");
    }
    volatility::must_be_steady(&generated.expression, draft);
}

/// NOT NULL without a value for the existing rows.
fn not_null(add: &AddColumn, draft: &mut Draft<'_>) {
    let column = &add.column;
    let required = column.not_null || column.constraints.iter().any(|constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey(_)));
    let virtual_column = column.generated.as_ref().is_some_and(|generated| generated.stored != Some(true));
    if required && virtual_column {
        draft.scan_tree(&add.table);
    }
    if !required || column.supplies_value() {
        return;
    }
    draft.scan_tree(&add.table);
    if !draft.cx.is_empty(&add.table) {
        draft.may_fail(format!("a row exists, and {} would be NULL in it", column.name), "23502");
    }
    draft.breaks_old_code_of(&add.table);
}

/// A constant default under a unique constraint puts the same value in every row.
fn unique_on_one_value(add: &AddColumn, kind: &ConstraintKind, draft: &mut Draft<'_>) {
    let unique = matches!(kind, ConstraintKind::Unique(_) | ConstraintKind::PrimaryKey(_));
    let same = add.column.default.as_ref().is_some_and(|default| default.shape == Shape::Literal);
    if unique && same && !draft.cx.is_empty(&add.table) {
        draft.may_fail(format!("two rows exist, and both get the same {}", add.column.name), "23505");
    }
}

/// The sequences that the default draws from, as far as the text names them.
fn sequences_called(column: &ColumnDefinition, cx: &Circumstances<'_>) -> Vec<crate::name::QualifiedName> {
    let Some(default) = column.default.as_ref().filter(|default| default.functions.iter().any(|name| name.name == "nextval")) else {
        return Vec::new();
    };
    cx.schema.sequences.keys().filter(|sequence| super::objects::draws_from(default, sequence)).cloned().collect()
}
