//! A merged migration that is not what it was.

use super::many::{names, places};
use super::{Check, ProjectContext, Reporter, Site, advice};
use crate::source::{Irregularity, IrregularityKind, Notice};

pub(super) const CHECK: Check = Check::Project(check);

/// So many characters of the line that stood there are shown.
const SHOWN: usize = 60;

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    for fault in &cx.history.irregularities {
        match fault.kind {
            IrregularityKind::MergedEdited => edited(fault, cx, out),
            IrregularityKind::MergedReworded => reworded(fault, "only its comments or its layout", cx, out),
            IrregularityKind::MergedRestyled => reworded(fault, "only how it is written, not what it asks,", cx, out),
            IrregularityKind::MergedWayBackEdited => {
                let message = format!("{} was merged, and what undoes it was edited: it undoes what the old text did", fault.migration);
                let help = "make sure that it still is the reverse of what has run";
                out.at(Site::of_irregularity(fault)).report(fault.span, "way-back", message).label(was(fault)).help(help);
            }
            IrregularityKind::MergedRenamed => renamed(fault, cx, out),
            _ => {}
        }
    }
    gone(cx, out);
}

fn edited(fault: &Irregularity, cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let tool = cx.history.tool;
    let assumed = advice::assumed(&cx.history.runner);
    let then = match tool.notices_edits() {
        Notice::Nobody => format!(", and {} does not notice{assumed}", tool.word()),
        Notice::Developers => format!(", and `{} migrate dev` asks every developer to reset the database", tool.word()),
        Notice::Refused => format!(", and {} refuses to run anything at all there{assumed}", tool.word()),
        Notice::Unknown => String::new(),
    };
    let message =
        format!("{} was merged and has been edited: where it has run, the edit never reaches the database{then}", fault.migration);
    let help = "restore the text, and write what should be different as a new migration";
    out.at(Site::of_irregularity(fault)).report(fault.span, "edited", message).label(was(fault)).help(help);
}

fn reworded(fault: &Irregularity, what: &str, cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let tool = cx.history.tool;
    let assumed = advice::assumed(&cx.history.runner);
    let (case, then) = match tool.notices_edits() {
        Notice::Nobody => ("unnoticed", format!("{} does not look at it again{assumed}", tool.word())),
        Notice::Developers => {
            ("reworded", format!("`{} migrate dev` asks every developer to reset the database all the same", tool.word()))
        }
        Notice::Refused => ("refused", format!("{} refuses to run anything at all where it has run{assumed}", tool.word())),
        Notice::Unknown => ("reworded", "a tool that keeps a checksum takes it for another migration all the same".to_owned()),
    };
    let message = format!("{} was merged, and {what} has changed since: {then}", fault.migration);
    out.at(Site::of_irregularity(fault)).report(fault.span, case, message).label(was(fault)).help("restore the text");
}

fn renamed(fault: &Irregularity, cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let tool = cx.history.tool;
    let before = fault.other.as_deref().unwrap_or("another name");
    let (tool, identity) = (tool.word(), tool.identity());
    let message =
        format!("{} was merged as {before}: {tool} knows it by {identity} and runs it a second time where it has run", fault.migration);
    out.at(Site::of_irregularity(fault)).report(fault.span, "renamed", message).help("give it its old name back");
}

fn gone(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let gone: Vec<&Irregularity> = cx.history.irregularities.iter().filter(|fault| fault.kind == IrregularityKind::MergedDeleted).collect();
    let (message, site) = match &gone[..] {
        [] => return,
        [one] => (
            format!("{} was merged and is gone: a database that is made from now on lacks what it did", one.migration),
            Site::of_irregularity(one),
        ),
        [first, ..] => (
            format!(
                "{} merged migrations are gone: a database that is made from now on lacks what they did ({})",
                gone.len(),
                names(&gone)
            ),
            Site::of_irregularity(first).in_file(&cx.history.root),
        ),
    };
    let help = "restore the files; to squash them, first see to it that every database has run them";
    let related = if gone.len() > 1 { places(&gone) } else { Vec::new() };
    out.at(site).report(crate::span::Span::default(), "deleted", message).help(help).related(related);
}

/// What stood in the first line that differs.
fn was(fault: &Irregularity) -> String {
    let Some(line) = fault.other.as_deref() else { return "nothing stood here".to_owned() };
    match line.char_indices().nth(SHOWN).and_then(|(end, _)| line.get(..end)) {
        Some(start) => format!("here stood `{start}…`"),
        None => format!("here stood `{line}`"),
    }
}
