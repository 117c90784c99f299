//! A migration that the tool cannot find or was never told of.

use super::{Check, ProjectContext, Reporter, Site};
use crate::report::Related;
use crate::source::{Irregularity, IrregularityKind, Standing};

pub(super) const CHECK: Check = Check::Project(check);

/// So many of many files are named in the message.
const NAMED: usize = 3;

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let tool = cx.history.tool.word();
    let of_kind = |kind| cx.history.irregularities.iter().filter(move |fault| fault.kind == kind);
    let outside: Vec<&Irregularity> = of_kind(IrregularityKind::NotInJournal).collect();
    not_in_journal(&outside, tool, cx, out);
    for fault in of_kind(IrregularityKind::FileMissing) {
        let message = format!("{} has no SQL file: {tool} stops there, and nothing after it runs", fault.migration);
        out.at(Site::of_irregularity(fault))
            .report(fault.span, "file-missing", message)
            .help("bring the file back, or take its entry away on purpose");
    }
    for fault in of_kind(IrregularityKind::JournalDuplicate).filter(|fault| is_new(cx, fault)) {
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

/// One finding, however many files there are.
fn not_in_journal(outside: &[&Irregularity], tool: &str, cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let Some((first, rest)) = outside.split_first() else { return };
    let help = "delete what is not wanted, or generate it anew so that the journal names it";
    if rest.is_empty() {
        let message = format!("{} is not in the journal: {tool} never runs it", first.migration);
        out.at(Site::of_irregularity(first)).report(first.span, "not-in-journal", message).help(help);
        return;
    }
    let names: Vec<&str> = outside.iter().take(NAMED).map(|fault| fault.migration.as_str()).collect();
    let more = match outside.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("{} files are not in the journal: {tool} never runs them ({}{more})", outside.len(), names.join(", "));
    let places = outside.iter().map(|fault| {
        let message = "not in the journal".to_owned();
        Related { path: fault.path.clone(), line: fault.line, span: fault.span, message }
    });
    out.at(Site::of_project(cx)).report(first.span, "not-in-journal", message).help(help).related(places);
}
