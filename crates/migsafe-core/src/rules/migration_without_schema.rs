//! Migrations that change what the models go on asking for as before.

use super::many::first_few;
use super::models::{Known, generator, may_have};
use super::shape::Shape;
use super::{Check, ProjectContext, Reporter, Site};
use crate::operation::Operation;
use crate::report::MigrationReport;
use crate::source::Tool;
use crate::span::Span;

pub(super) const CHECK: Check = Check::Project(check);

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let Some(known) = Known::of(cx) else { return };
    for report in cx.judged.iter().filter(|report| report.statements.iter().all(|statement| statement.understood)) {
        let asked: Vec<&Operation> = report.statements.iter().flat_map(|it| &it.operations).map(|located| &located.operation).collect();
        let shape = Shape::of(&asked);
        let touched = |own: &std::collections::BTreeSet<String>| own.iter().chain(&shape.renamed).cloned().collect::<Vec<String>>();
        let gone: Vec<String> = touched(&shape.dropped).into_iter().filter(|thing| is_still_named(cx, &known, thing)).collect();
        let site = Site::of_report(report, place(report, gone.first()));
        if !gone.is_empty() {
            let message = format!("{} takes {} away, and the models still name it: every query on it fails", report.id, quoted(&gone));
            out.at(site)
                .report(place(report, gone.first()), "taken", message)
                .help("take it out of the models in a release before this one");
            continue;
        }
        let unknown: Vec<String> = touched(&shape.added).into_iter().filter(|thing| is_not_named(cx, &known, thing)).collect();
        if !unknown.is_empty() {
            let then = match cx.history.tool {
                Tool::Drizzle => "the code does not see it, and who adds it to the models later makes a migration that fails".to_owned(),
                tool => format!("the next `{}` drops it again", generator(tool)),
            };
            let message = format!("{} brings {}, which the models do not name: {then}", report.id, quoted(&unknown));
            out.at(site).report(place(report, unknown.first()), "brought", message).help("add it to the models too");
        }
    }
}

fn quoted(things: &[String]) -> String {
    first_few(&things.iter().map(|thing| format!("`{thing}`")).collect::<Vec<_>>())
}

/// The first operation of the migration that has to do with the thing.
fn place(report: &MigrationReport, thing: Option<&String>) -> Span {
    let Some(thing) = thing else { return Span::default() };
    let mut located = report.statements.iter().flat_map(|it| &it.operations);
    let own = located.find(|it| {
        let shape = Shape::of(&[&it.operation]);
        shape.added.contains(thing) || shape.dropped.contains(thing) || shape.renamed.contains(thing)
    });
    own.map_or_else(Span::default, |it| it.span)
}

/// Whether the models ask for the column or table as they did before, and it is gone.
fn is_still_named(cx: &ProjectContext<'_>, known: &Known<'_>, thing: &str) -> bool {
    let (now, before) = (&cx.history.models.now, &cx.history.models.before);
    match thing.split_once('.') {
        Some((table, column)) => {
            let names = |models: &crate::source::Models| models.tables.get(table).is_some_and(|it| it.columns.contains_key(column));
            names(now) && names(before) && known.table(table).is_some_and(|there| there.is_known() && !may_have(there, column, &[]))
        }
        None => now.tables.contains_key(thing) && before.tables.contains_key(thing) && !known.has_relation(thing),
    }
}

/// Whether the models ask for the table, as they did before, and not for this column of it.
fn is_not_named(cx: &ProjectContext<'_>, known: &Known<'_>, thing: &str) -> bool {
    let (now, before) = (&cx.history.models.now, &cx.history.models.before);
    let Some((table, column)) = thing.split_once('.') else { return false };
    let lacks = |models: &crate::source::Models| models.tables.get(table).is_some_and(|it| !it.partial && !it.asks_for(column, &[]));
    let Some(there) = known.table(table).and_then(|there| there.column(column)) else { return false };
    // What the database makes by itself is no model's business.
    there.generated.is_none() && lacks(now) && lacks(before)
}
