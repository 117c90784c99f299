//! A new migration whose place is before one that was merged.

use super::{Check, ProjectContext, Reporter, Site, advice};
use crate::source::{Irregularity, IrregularityKind, Tool};

pub(super) const CHECK: Check = Check::Project(check);

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    for fault in &cx.history.irregularities {
        let (case, message, help) = match fault.kind {
            IrregularityKind::InsertedSkipped => skipped(fault, cx),
            IrregularityKind::InsertedRefused => refused(fault, cx),
            IrregularityKind::InsertedLate => late(fault, cx),
            IrregularityKind::InsertedUnknown => unknown(fault),
            _ => continue,
        };
        out.at(Site::of_irregularity(fault)).report(fault.span, case, message).help(help);
    }
}

fn skipped(fault: &Irregularity, cx: &ProjectContext<'_>) -> (&'static str, String, &'static str) {
    let (id, other) = (&fault.migration, fault.other.as_deref().unwrap_or_default());
    let (tool, assumed) = (cx.history.tool.word(), advice::assumed(&cx.history.runner));
    match cx.history.tool {
        Tool::Alembic => (
            "skipped",
            format!("{other}, which was merged, was put upon {id}: a database that has {other} never comes to {id}, and nobody is told"),
            "give the old revision its down_revision back, and put the new one behind the head",
        ),
        Tool::Drizzle => (
            "skipped",
            format!("{id} stands before {other}, which was merged: where that has run, {tool} skips it without an error"),
            "generate it anew on top of the others, or raise its `when` above every other and move it to the end of the journal",
        ),
        _ => (
            "skipped",
            format!("{id} stands before {other}, which was merged: where that has run, {tool} skips it without an error{assumed}"),
            "give it a name behind the last one",
        ),
    }
}

fn refused(fault: &Irregularity, cx: &ProjectContext<'_>) -> (&'static str, String, &'static str) {
    let (id, other) = (&fault.migration, fault.other.as_deref().unwrap_or_default());
    let (tool, assumed) = (cx.history.tool.word(), advice::assumed(&cx.history.runner));
    let message = format!("{id} stands before {other}, which was merged: where that has run, {tool} stops with an error{assumed}");
    ("refused", message, "give it a name behind the last one")
}

fn late(fault: &Irregularity, cx: &ProjectContext<'_>) -> (&'static str, String, &'static str) {
    let (id, other) = (&fault.migration, fault.other.as_deref().unwrap_or_default());
    let message = format!(
        "{id} stands before {other}, which was merged: where that has run, {} runs it afterwards, in a new database before",
        cx.history.tool.word()
    );
    ("late", message, "give it a name behind the last one, so that every database runs the same order")
}

fn unknown(fault: &Irregularity) -> (&'static str, String, &'static str) {
    let (id, other) = (&fault.migration, fault.other.as_deref().unwrap_or_default());
    let message = format!(
        "{id} stands before {other}, which was merged: where that has run, some tools skip it without an error, others stop or run it afterwards"
    );
    ("unknown", message, "give it a name behind the last one")
}
