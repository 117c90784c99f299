//! Privileges, publications, comments. Measured on 14–18.

use super::draft::Draft;
use super::{Breaks, Circumstances, Effect, LockMode};
use crate::operation::{ChangePrivileges, ChangePublication, Comment, ObjectKind};

/// No relation is locked.
pub(super) fn change_privileges(change: &ChangePrivileges, cx: &Circumstances<'_>) -> Effect {
    let mut effect = Effect::default();
    let all_new = !change.objects.is_empty() && change.objects.iter().all(|object| cx.is_new_relation(object));
    if !change.grants && !all_new {
        effect.breaks.insert(Breaks::OldCode);
    }
    effect
}

/// SHARE UPDATE EXCLUSIVE on each table that joins or leaves.
pub(super) fn change_publication(change: &ChangePublication, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    for table in &change.tables {
        draft.lock(table, LockMode::ShareUpdateExclusive);
    }
    if change.change == "set" {
        for table in cx.schema.publications.get(&change.name).into_iter().flatten().flatten() {
            draft.lock(table, LockMode::ShareUpdateExclusive);
        }
    }
    draft.effect
}

pub(super) fn comment(comment: &Comment, cx: &Circumstances<'_>) -> Effect {
    match comment.object {
        ObjectKind::Table
        | ObjectKind::ForeignTable
        | ObjectKind::Column
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Index
        | ObjectKind::Sequence => Draft::locking(cx, &comment.name, LockMode::ShareUpdateExclusive),
        _ => Effect::default(),
    }
}
