//! A way back that is not there, does nothing, or leads elsewhere.

use super::many::first_few;
use super::shape::Shape;
use super::{Check, ProjectContext, Reporter, Site};
use crate::operation::Operation;
use crate::report::MigrationReport;
use crate::source::{Language, Migration, Script, Standing};
use crate::span::Span;
use crate::sql::Statement;

pub(super) const CHECK: Check = Check::Project(check);

/// So many other migrations show whether a project keeps ways back.
const SHOWN: usize = 20;

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let judged = cx.history.migrations.iter().filter(|migration| migration.standing == Standing::Judged);
    for migration in judged {
        let Some(report) = cx.judged.iter().find(|report| report.id == migration.id && report.path == migration.path) else { continue };
        let asked = report.statements.iter().flat_map(|it| &it.operations).map(|located| &located.operation);
        let shape = Shape::of(&asked.collect::<Vec<_>>());
        if shape.added.is_empty() && shape.dropped.is_empty() && shape.renamed.is_empty() && migration.down.as_ref().is_none_or(is_bare) {
            // A constraint that was validated, say, has nothing to be undone.
            continue;
        }
        let site = Site::of_report(report, Span::default());
        match &migration.down {
            None if keeps_ways_back(cx, migration) => {
                let message = format!("{} has no way back, and the other migrations have one", migration.id);
                out.at(site).report(Span::default(), "missing", message).help("write what undoes it, or say in it that nothing does");
            }
            None => {}
            Some(down) => undoing(migration, down, report, cx, &mut out.at(site)),
        }
    }
}

/// Whether most of the other migrations can be undone: their last ones are asked.
fn keeps_ways_back(cx: &ProjectContext<'_>, migration: &Migration) -> bool {
    let others: Vec<&Migration> = cx.history.migrations.iter().filter(|other| other.id != migration.id).rev().take(SHOWN).collect();
    let with = others.iter().filter(|other| other.down.as_ref().is_some_and(|down| !is_bare(down))).count();
    others.len() >= 2 && with * 2 > others.len()
}

/// Whether a script asks nothing, by a glance.
fn is_bare(script: &Script) -> bool {
    crate::project::read_script(script).is_empty()
}

fn undoing(migration: &Migration, down: &Script, report: &MigrationReport, cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let back = crate::project::read_script(down);
    let span = down.range.filter(|_| down.path == report.path).unwrap_or_default();
    let span = Span::new(span.start, span.start);
    if back.is_empty() {
        if keeps_ways_back(cx, migration) {
            let message = format!("the way back of {} does nothing", migration.id);
            out.report(span, "empty", message).help("write what undoes it; where nothing can, raise an error instead of passing over it");
        }
        return;
    }
    let forth: Vec<&Operation> = report.statements.iter().flat_map(|it| &it.operations).map(|located| &located.operation).collect();
    let is_plain = |statement: &Statement| statement.is_understood() && statement.operations.iter().all(|located| !located.conditional);
    let understood = report.statements.iter().all(|it| it.understood && it.operations.iter().all(|located| !located.conditional));
    if !understood || !back.iter().all(is_plain) {
        return;
    }
    let back: Vec<&Operation> = back.iter().flat_map(|statement| &statement.operations).map(|located| &located.operation).collect();
    let (forth, back) = (Shape::of(&forth), Shape::of(&back));
    let left: Vec<&String> = forth.added.iter().filter(|thing| !back.takes(thing)).collect();
    let lost: Vec<&String> = forth.dropped.iter().filter(|thing| !back.gives(thing)).collect();
    let emptied: Vec<&String> = forth.dropped.iter().filter(|thing| back.added.contains(*thing)).collect();
    let more: Vec<&String> = back.dropped.iter().filter(|thing| !forth.gives(thing) && !forth.takes_part(thing)).collect();
    if !more.is_empty() {
        let message = format!("the way back of {} drops {}, which it did not create", migration.id, first_few(&more));
        out.report(span, "takes-more", message).help("drop only what the migration itself brought");
    } else if !left.is_empty() || !lost.is_empty() {
        let what = if left.is_empty() {
            format!("does not bring {} back", first_few(&lost))
        } else {
            format!("leaves {} behind", first_few(&left))
        };
        let message = format!("the way back of {} {what}", migration.id);
        out.report(span, "incomplete", message).help("make it the reverse of what the migration does");
    } else if !emptied.is_empty() && crate::rollback::lossy_down_reason(down).is_none() {
        let message =
            format!("the way back of {} brings {} back empty: it looks as if nothing had been lost", migration.id, first_few(&emptied));
        let mark = if down.language == Language::Python { "#" } else { "--" };
        let help = format!(
            "say so in it, for whoever runs it at night: `{mark} migsafe: lossy-down because …`, with where the data can be had from"
        );
        out.report(span, "lossy", message).help(help);
    }
}
