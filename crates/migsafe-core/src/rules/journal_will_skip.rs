//! Drizzle: a migration that the migrator passes over without a word.

use super::{Check, ProjectContext, Reporter, Site};
use crate::source::{IrregularityKind, Standing};

pub(super) const CHECK: Check = Check::Project(check);

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let skipped = cx.history.irregularities.iter().filter(|fault| fault.kind == IrregularityKind::JournalOutOfOrder);
    for fault in skipped {
        let standing = cx.history.migrations.iter().find(|migration| migration.id == fault.migration).map(|migration| migration.standing);
        if standing.is_some_and(|standing| standing != Standing::Judged) {
            continue;
        }
        let than = fault.other.as_ref().map(|other| format!(" than that of {other}, which stands before it")).unwrap_or_default();
        let message = format!(
            "{} will never run where the entry before it is already applied: its `when` is not later{than}, and drizzle skips it without an error",
            fault.migration
        );
        out.at(Site::of_irregularity(fault))
            .report(fault.span, "default", message)
            .label("drizzle compares `when` with the newest applied one, and nothing else")
            .help("generate the migration anew on top of the others, or raise its `when` above every earlier entry");
    }
}
