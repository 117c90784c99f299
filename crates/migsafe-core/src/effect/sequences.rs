//! Sequences created and altered. Measured on 14–18.

use super::draft::Draft;
use super::{Circumstances, Effect, LockMode};
use crate::operation::{AlterSequence, CreateSequence};
use crate::version::PostgresVersion;

pub(super) fn create(create: &CreateSequence, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    if cx.schema.sequences.contains_key(&create.sequence) && !create.if_not_exists {
        draft.fails("a relation of that name exists", "42P07");
    }
    draft.effect
}

/// SHARE ROW EXCLUSIVE: `nextval` waits.
pub(super) fn alter(alter: &AlterSequence, cx: &Circumstances<'_>) -> Effect {
    let mut draft = Draft::new(cx);
    draft.lock(&alter.sequence, LockMode::ShareRowExclusive);
    if alter.logged.is_some() {
        draft.lock(&alter.sequence, LockMode::AccessExclusive);
        if cx.version < PostgresVersion(15) {
            draft.fails("SET LOGGED of a sequence exists since PostgreSQL 15", "42601");
        }
    }
    draft.effect
}
