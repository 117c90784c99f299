//! A migration that the tool cannot find or was never told of.

use super::{Check, ProjectContext, Reporter, Site};
use crate::source::IrregularityKind;

pub(super) const CHECK: Check = Check::Project(check);

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let tool = cx.history.tool.word();
    for fault in &cx.history.irregularities {
        let name = &fault.migration;
        let (case, message, help) = match fault.kind {
            IrregularityKind::NotInJournal => (
                "not-in-journal",
                format!("{name} is not in the journal: {tool} never runs it"),
                "delete the file, or generate the migration anew so that the journal names it",
            ),
            IrregularityKind::FileMissing => (
                "file-missing",
                format!("{name} has no SQL file: {tool} stops there, and nothing after it runs"),
                "bring the file back, or take its entry away on purpose",
            ),
            IrregularityKind::JournalDuplicate => {
                let other = fault.other.as_deref().unwrap_or("another entry");
                (
                    "duplicate",
                    format!(
                        "{name} and {other} share a place in the journal: two branches were merged, and which one runs first is chance"
                    ),
                    "generate the later one anew on top of the other",
                )
            }
            IrregularityKind::JournalOutOfOrder => continue,
        };
        out.at(Site::of_irregularity(fault)).report(fault.span, case, message).help(help);
    }
}
