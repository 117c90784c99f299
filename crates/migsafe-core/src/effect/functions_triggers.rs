//! Functions, triggers, rules and policies created. Measured on 14–18.

use super::draft::Draft;
use super::{Circumstances, Effect, LockMode};
use crate::operation::{CreateFunction, CreatePolicy, CreateRule, CreateTrigger};

/// A function touches no relation; a body in SQL is looked over, and the tables that it writes are locked meanwhile.
pub(super) fn create_function(create: &CreateFunction, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let same = cx.schema.functions.get(&create.function).and_then(|overloads| overloads.get(&create.arguments));
    let other_result =
        same.is_some_and(|function| matches!((&function.returns, &create.returns), (Some(before), Some(after)) if before != after));
    if other_result && create.or_replace {
        draft.fails("the result type of an existing function cannot be changed", "42P13");
    }
    for table in &create.plans_to_write {
        draft.lock_tree(table, LockMode::RowExclusive);
    }
    if same.is_some() && !create.or_replace {
        draft.fails("a function of that name and these arguments exists", "42723");
    }
    draft.effect
}

pub(super) fn create_trigger(create: &CreateTrigger, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    draft.lock_tree_of_partitions(&create.table, LockMode::ShareRowExclusive);
    let exists = cx.table(&create.table).is_some_and(|table| table.triggers.contains(&create.name));
    if exists && !create.or_replace {
        draft.fails("a trigger of that name exists", "42710");
    }
    draft.effect
}

pub(super) fn create_rule(create: &CreateRule, cx: &Circumstances<'_>) -> Effect {
    Draft::locking(cx, &create.table, LockMode::AccessExclusive)
}

pub(super) fn create_policy(create: &CreatePolicy, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    draft.lock(&create.table, LockMode::AccessExclusive);
    if cx.table(&create.table).is_some_and(|table| table.policies.contains(&create.name)) {
        draft.fails("a policy of that name exists", "42710");
    }
    draft.effect
}
