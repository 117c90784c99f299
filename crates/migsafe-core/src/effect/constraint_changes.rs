//! Constraints validated, dropped, altered, renamed. Measured on 14–18.

use super::columns::references_column;
use super::draft::Draft;
use super::{Circumstances, Effect, LockMode};
use crate::operation::{AlterConstraint, ConstraintKind, DropConstraint, RenameConstraint, ValidateConstraint};
use crate::schema::{Constraint, Index};
use crate::version::PostgresVersion;

pub(super) fn validate(validate: &ValidateConstraint, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let table = &validate.table;
    let known = cx.table(table);
    let not_null = known
        .and_then(|table| table.columns.iter().find(|column| column.details.not_null_not_valid.as_deref() == Some(&*validate.constraint)));
    if not_null.is_some() {
        draft.lock_tree(table, LockMode::ShareUpdateExclusive);
        draft.scan_tree(table);
        draft.may_fail("a row holds NULL", "23502");
        return draft.effect;
    }
    let Some(constraint) = known.and_then(|table| table.constraint(&validate.constraint)) else {
        draft.lock_tree(table, LockMode::ShareUpdateExclusive);
        draft.scan_tree(table);
        if cx.knows(table) {
            draft.may_fail(format!("constraint {} does not exist", validate.constraint), "42704");
        } else {
            draft.may_fail("a row violates it", "23514");
            draft.unknown(format!("what constraint {} demands", validate.constraint));
        }
        return draft.effect;
    };
    if !constraint.enforced {
        draft.lock(table, LockMode::ShareUpdateExclusive);
        draft.fails("a NOT ENFORCED constraint cannot be validated", "55000");
        return draft.effect;
    }
    draft.lock(table, LockMode::ShareUpdateExclusive);
    if constraint.validated {
        return draft.effect;
    }
    if let ConstraintKind::ForeignKey(key) = &constraint.kind {
        draft.lock_tree_of_partitions(table, LockMode::ShareUpdateExclusive);
        draft.lock(&key.references, LockMode::RowShare);
        for member in cx.index_tree(table) {
            draft.scan(&member);
        }
        draft.may_fail(format!("a row references none of {}", key.references.short()), "23503");
    } else {
        draft.lock_tree(table, LockMode::ShareUpdateExclusive);
        draft.scan_tree(table);
        draft.may_fail("a row violates it", "23514");
    }
    draft.effect
}

pub(super) fn drop_constraint(drop: &DropConstraint, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let table = &drop.table;
    let constraint = cx.table(table).and_then(|table| table.constraint(&drop.constraint));
    let Some(constraint) = constraint else {
        missing(drop, &mut draft);
        return draft.effect;
    };
    draft.lock(table, LockMode::AccessExclusive);
    match &constraint.kind {
        ConstraintKind::ForeignKey(key) => {
            draft.lock_tree_of_partitions(table, LockMode::AccessExclusive);
            draft.lock_tree_of_partitions(&key.references, LockMode::AccessExclusive);
        }
        ConstraintKind::Check { no_inherit: true, .. } => {}
        ConstraintKind::Check { .. } | ConstraintKind::NotNull { .. } => {
            draft.lock_tree(table, LockMode::AccessExclusive);
            draft.lock_those_left_out();
        }
        ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) | ConstraintKind::Exclude { .. } => {
            drop_key(drop, constraint, &mut draft);
        }
    }
    draft.effect
}

/// The constraint is not in what the history shows.
fn missing(drop: &DropConstraint, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    draft.lock(&drop.table, LockMode::AccessExclusive);
    if cx.knows(&drop.table) {
        if !drop.if_exists {
            // The server makes up names that replay can miss, so this is not certain.
            draft.may_fail(format!("constraint {} does not exist", drop.constraint), "42704");
        }
    } else {
        draft.lock_tree(&drop.table, LockMode::AccessExclusive);
        draft.unknown(format!("what constraint {} is: a foreign key locks the table that it references as well", drop.constraint));
    }
}

/// A key goes with its index, and foreign keys that rest on it refuse or follow.
fn drop_key(drop: &DropConstraint, constraint: &Constraint, draft: &mut Draft<'_>) {
    let cx = draft.cx;
    draft.lock_tree_of_partitions(&drop.table, LockMode::AccessExclusive);
    let columns: &[String] = match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => &key.columns,
        _ => &[],
    };
    let own = cx.table(&drop.table).and_then(|table| table.index_of(&constraint.name));
    if let Some(own) = own {
        draft.lock(&own.name, LockMode::AccessExclusive);
        for member in cx.index_tree(&drop.table).iter().filter(|member| **member != drop.table) {
            for index in cx.indexes(member).iter().filter(|index| index.parts == own.parts && index.constraint.is_some()) {
                draft.lock(&index.name, LockMode::AccessExclusive);
            }
        }
    }
    let others = own.is_some_and(|own| {
        cx.indexes(&drop.table)
            .iter()
            .any(|other| other.name != own.name && other.unique && other.predicate.is_none() && same_parts(other, own))
    });
    for (child, _, key) in cx.foreign_keys_to(&drop.table) {
        let rests_on_it = !columns.is_empty()
            && columns.iter().all(|column| references_column(cx, &drop.table, &key.referenced_columns, column))
            && (key.referenced_columns.is_empty() || key.referenced_columns.len() == columns.len());
        if !rests_on_it {
            continue;
        }
        let when = format!("a foreign key of {} rests on it", child.name.short());
        if drop.cascade {
            if others {
                draft.unknown(format!("which of two keys the foreign key of {} rests on", child.name.short()));
            }
            draft.lock(&child.name, LockMode::AccessExclusive);
        } else if others && !key.referenced_columns.is_empty() {
            // Which of the two it was made to rest on is not in the text.
            draft.may_fail(when, "2BP01");
        } else {
            draft.fails(when, "2BP01");
        }
    }
    if matches!(constraint.kind, ConstraintKind::PrimaryKey(_)) && !drop.cascade {
        for view in cx.views_on(&drop.table) {
            draft.may_fail(format!("view {} rests on it where it groups by the key", view.name.short()), "2BP01");
        }
    }
    if matches!(constraint.kind, ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_)) {
        // `ON CONFLICT` names it, and updates of published tables need the primary key.
        draft.breaks_old_code_of(&drop.table);
    }
}

/// The same columns, in whatever order.
fn same_parts(one: &Index, other: &Index) -> bool {
    one.parts.len() == other.parts.len() && one.parts.iter().all(|part| other.parts.contains(part))
}

pub(super) fn alter_constraint(alter: &AlterConstraint, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let table = &alter.table;
    draft.lock_tree_of_partitions(table, LockMode::AccessExclusive);
    let constraint = cx.table(table).and_then(|table| table.constraint(&alter.constraint));
    if let Some(constraint) = constraint
        && !matches!(constraint.kind, ConstraintKind::ForeignKey(_))
        && alter.enforced.is_none()
    {
        draft.fails("only a foreign key's deferrability can be altered", "42809");
    } else if constraint.is_none() && cx.knows(table) {
        draft.may_fail(format!("constraint {} does not exist", alter.constraint), "42704");
    }
    let Some(enforced) = alter.enforced else { return draft.effect };
    if cx.version < PostgresVersion(18) {
        draft.fails("ENFORCED exists since PostgreSQL 18", "42601");
        return draft.effect;
    }
    match constraint.map(|constraint| (&constraint.kind, constraint.enforced)) {
        Some((ConstraintKind::ForeignKey(key), was)) if was != enforced => {
            if enforced {
                draft.lock_tree_of_partitions(&key.references, LockMode::ShareRowExclusive);
                for member in cx.index_tree(table) {
                    draft.scan(&member);
                }
                draft.may_fail(format!("a row references none of {}", key.references.short()), "23503");
            } else {
                draft.lock_tree_of_partitions(&key.references, LockMode::AccessExclusive);
            }
        }
        Some((ConstraintKind::ForeignKey(_), _)) => {}
        Some(_) => draft.fails("only a foreign key's enforcement can be altered", "42809"),
        None => {
            draft.scan_tree(table);
            draft.unknown(format!("what constraint {} is and which table it references", alter.constraint));
        }
    }
    draft.effect
}

pub(super) fn rename_constraint(rename: &RenameConstraint, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let table = &rename.table;
    draft.lock(table, LockMode::AccessExclusive);
    if cx.table(table).is_some_and(|table| table.is_known() && table.constraint(&rename.constraint).is_none()) {
        draft.may_fail(format!("constraint {} does not exist", rename.constraint), "42704");
    }
    if let Some(constraint) = cx.table(table).and_then(|table| table.constraint(&rename.constraint)) {
        if matches!(constraint.kind, ConstraintKind::Check { .. } | ConstraintKind::NotNull { .. }) {
            draft.lock_tree(table, LockMode::AccessExclusive);
        }
        for index in cx.indexes(table).iter().filter(|index| index.constraint.as_ref() == Some(&constraint.name)) {
            draft.lock(&index.name, LockMode::ShareUpdateExclusive);
        }
    }
    draft.effect
}
