//! A migration that the tool cannot find or was never told of.

use super::many::{names, places};
use super::{Check, ProjectContext, Reporter, Site};
use crate::source::{Irregularity, IrregularityKind, Standing};
use crate::span::Span;

pub(super) const CHECK: Check = Check::Project(check);

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let tool = cx.history.tool.word();
    let of_kind = |kind| -> Vec<&Irregularity> { cx.history.irregularities.iter().filter(|fault| fault.kind == kind).collect() };
    let outside = of_kind(IrregularityKind::NotInJournal);
    let message = match &outside[..] {
        [one] => format!("{} is not in the journal: {tool} never runs it", one.migration),
        many => format!("{} files are not in the journal: {tool} never runs them ({})", many.len(), names(many)),
    };
    let help = "delete what is not wanted, or generate it anew so that the journal names it";
    all_in_one(&outside, "not-in-journal", message, help, cx, out);
    let missing = of_kind(IrregularityKind::FileMissing);
    let message = match &missing[..] {
        [one] => format!("{} has no SQL file: {tool} stops there, and nothing after it runs", one.migration),
        many => format!("{} entries have no SQL file: {tool} stops at the first, and nothing after it runs ({})", many.len(), names(many)),
    };
    all_in_one(&missing, "file-missing", message, "bring the file back, or take its entry away on purpose", cx, out);
    for fault in of_kind(IrregularityKind::LockMismatch) {
        let providers = fault.other.as_deref().unwrap_or("another database");
        let message = format!("the lock file and the models name different databases ({providers}): `{tool} migrate deploy` stops (P3019)");
        let help = "a project moves to another database with a new migrations folder; if the models are right, that is what to make";
        out.at(Site::of_irregularity(fault)).report(fault.span, "lock", message).help(help);
    }
    for fault in of_kind(IrregularityKind::JournalDuplicate).into_iter().filter(|fault| is_new(cx, fault)) {
        let other = fault.other.as_deref().unwrap_or("another entry");
        let message = format!(
            "{} and {other} share a place in the journal: two branches were merged, and which one runs first is chance",
            fault.migration
        );
        out.at(Site::of_irregularity(fault))
            .report(fault.span, "duplicate", message)
            .help("generate the later one anew on top of the other");
    }
}

/// Whether one of those concerned is not applied yet, as far as is known.
fn is_new(cx: &ProjectContext<'_>, fault: &Irregularity) -> bool {
    let mut migrations = cx.history.migrations.iter();
    migrations.any(|migration| {
        migration.standing == Standing::Judged && (migration.id == fault.migration || fault.other.as_ref() == Some(&migration.id))
    })
}

/// One finding, however many migrations there are: at the fault itself where it is one, else at the journal.
fn all_in_one(faults: &[&Irregularity], case: &str, message: String, help: &'static str, cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let Some((first, rest)) = faults.split_first() else { return };
    let journal = cx.history.root.join("meta/_journal.json");
    let site = Site::of_irregularity(first);
    let elsewhere = !rest.is_empty() && first.path != journal;
    let (site, span) = if elsewhere { (site.in_file(&journal), Span::default()) } else { (site, first.span) };
    let related = if rest.is_empty() { Vec::new() } else { places(faults) };
    out.at(site).report(span, case, message).help(help).related(related);
}
