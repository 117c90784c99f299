//! Alembic: a graph of revisions that cannot be followed.

use super::{Check, ProjectContext, Reporter, Site};
use crate::source::IrregularityKind;

pub(super) const CHECK: Check = Check::Project(check);

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    for fault in &cx.history.irregularities {
        let id = &fault.migration;
        let other = fault.other.as_deref().unwrap_or_default();
        let (case, message, help) = match fault.kind {
            IrregularityKind::RevisionHeads => (
                "heads",
                format!("{id} and {other} are both heads: `alembic upgrade head` stops, as it cannot tell which is meant"),
                "join them with `alembic merge heads`, or set the down_revision of the one that is not deployed yet",
            ),
            IrregularityKind::RevisionMissing => (
                "missing",
                format!("{id} stands on {other}, which is not there: alembic cannot run any revision"),
                "bring the file back, or name the revision that is meant",
            ),
            IrregularityKind::RevisionCycle => (
                "cycle",
                if other.is_empty() {
                    format!("{id} stands on itself: alembic cannot run any revision")
                } else {
                    format!("{id} stands on itself by way of {other}: alembic cannot run any revision")
                },
                "set the down_revision of the newest of them anew",
            ),
            IrregularityKind::RevisionDuplicate => (
                "duplicate",
                format!("{id} is the revision of {other} too: alembic runs only one of the two files"),
                "give one of them a revision of its own",
            ),
            _ => continue,
        };
        out.at(Site::of_irregularity(fault)).report(fault.span, case, message).help(help);
    }
}
