//! Views and materialized views. Measured on 14–18.

use super::draft::Draft;
use super::{Circumstances, Effect, LockMode};
use crate::operation::{CreateView, RefreshMaterializedView};

pub(super) fn create(create: &CreateView, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    let existing = cx.schema.views.get(&create.view);
    if existing.is_some() && create.or_replace {
        draft.lock(&create.view, LockMode::AccessExclusive);
        keeps_columns(create, &existing.map(|view| view.gives.clone()).unwrap_or_default(), &mut draft);
    } else if existing.is_some() && !create.if_not_exists {
        draft.fails("a relation of that name exists", "42P07");
    } else if existing.is_none() && create.or_replace && cx.table(&create.view).is_some() {
        draft.fails(format!("{} is not a view", create.view.short()), "42809");
    }
    if create.materialized && create.with_data && existing.is_none() && create.reads.relations.iter().any(|relation| !cx.is_empty(relation))
    {
        draft.grows();
    }
    draft.effect
}

/// The server lets columns be added at the end, and refuses any other change of their names, order or types.
fn keeps_columns(create: &CreateView, before: &[String], draft: &mut Draft<'_>) {
    let both_known = !before.is_empty() && !create.columns.is_empty();
    if both_known && !create.columns.starts_with(before) {
        draft.fails(format!("{} loses a column, or its order changes", create.view.short()), "42P16");
    } else {
        draft.may_fail(format!("a column of {} gets another name, place or type", create.view.short()), "42P16");
    }
}

pub(super) fn refresh(refresh: &RefreshMaterializedView, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    if !refresh.concurrently {
        draft.lock(&refresh.view, LockMode::AccessExclusive);
        draft.rewrite(&refresh.view);
        return draft.effect;
    }
    draft.lock(&refresh.view, LockMode::Exclusive);
    draft.grows();
    let Some(view) = cx.schema.views.get(&refresh.view) else { return draft.effect };
    if view.birth.is_some() && !view.indexes.iter().any(|index| index.unique && index.predicate.is_none()) {
        draft.fails(format!("{} has no unique index", refresh.view.short()), "55000");
    }
    if !view.populated {
        draft.fails(format!("{} was never filled", refresh.view.short()), "0A000");
    }
    draft.effect
}
