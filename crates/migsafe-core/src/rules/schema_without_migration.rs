//! Models that ask for what no migration brings.

use super::many::first_few;
use super::models::{Known, generator, has_named, may_have};
use super::{Check, ProjectContext, Reporter, Site};
use crate::source::{IrregularityKind, ModelTable, Standing};
use crate::span::Span;

pub(super) const CHECK: Check = Check::Project(check);

/// What the models ask for, and where.
struct Demand<'a> {
    name: String,
    place: Option<(&'a ModelTable, usize)>,
}

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    let Some(known) = Known::of(cx) else { return };
    let has_news = cx.history.migrations.iter().any(|migration| migration.standing == Standing::Judged);
    let is_understood = cx.judged.iter().all(|migration| migration.statements.not_understood() == 0);
    // Where a merged migration is gone, what it brought is missing, and that is said already.
    let is_gone = cx.history.irregularities.iter().any(|fault| fault.kind == IrregularityKind::MergedDeleted);
    if is_gone || (has_news && !is_understood) {
        return;
    }
    let generator = generator(cx.history.tool);
    let help = format!("generate the migration: `{generator}`");
    let added = added(cx, &known);
    if !added.is_empty() {
        let names = names(&added);
        let message = format!("the models ask for {names}, and no migration brings it: the code expects what the database will not have");
        speak(cx, &added, "default", message, &help, out);
    }
    if has_news {
        // What else they ask may well be what the migration does.
        return;
    }
    let changed = changed(cx, &known);
    if added.is_empty() && !changed.is_empty() {
        let names = names(&changed);
        let message = format!("the models ask for something else of {names}, and no migration came with that");
        speak(cx, &changed, "default", message, &help, out);
    }
    let (needed, unneeded) = removed(cx, &known);
    if !needed.is_empty() {
        let names = names(&needed);
        let message =
            format!("the models no longer name {names}, which the database does not let be left out: every INSERT of the new code fails");
        let help = format!("let it be NULL or give it a default, by a migration, before the code leaves it out; `{generator}` drops it");
        speak(cx, &needed, "needed", message, &help, out);
    }
    if !unneeded.is_empty() && added.is_empty() && changed.is_empty() && needed.is_empty() {
        let names = names(&unneeded);
        let message =
            format!("the models no longer name {names}, and no migration came with that: the next `{generator}` of anybody drops it");
        let help = "right as the step before a drop, in a release of its own; tell the team that the drop follows";
        speak(cx, &unneeded, "removed", message, help, out);
    }
}

fn speak(cx: &ProjectContext<'_>, demands: &[Demand<'_>], case: &str, message: String, help: &str, out: &mut Reporter<'_>) {
    let site = Site::of_project(cx);
    let site = match demands.iter().find_map(|demand| demand.place) {
        Some((table, line)) => site.at_line(&table.path, line),
        None => site,
    };
    out.at(site).report(Span::default(), case, message).help(help);
}

fn names(demands: &[Demand<'_>]) -> String {
    first_few(&demands.iter().map(|demand| format!("`{}`", demand.name)).collect::<Vec<_>>())
}

/// Tables, columns and values that are new in the models and not there.
fn added<'a>(cx: &ProjectContext<'a>, known: &Known<'_>) -> Vec<Demand<'a>> {
    let (now, before) = (&cx.history.models.now, &cx.history.models.before);
    let mut found = Vec::new();
    for (name, table) in &now.tables {
        let Some(earlier) = before.tables.get(name) else {
            if !now.shared && !known.has_relation(name) {
                found.push(Demand { name: name.clone(), place: Some((table, table.line)) });
            }
            continue;
        };
        let Some(there) = known.table(name) else { continue };
        for (column, asked) in &table.columns {
            if !earlier.asks_for(column, &asked.aliases) && !may_have(there, column, &asked.aliases) {
                found.push(Demand { name: format!("{name}.{column}"), place: Some((table, asked.line)) });
            }
        }
    }
    let values = now.values.difference(&before.values).filter(|value| known.lacks_value(value));
    found.extend(values.map(|value| Demand { name: value.clone(), place: None }));
    found
}

/// Columns, keys and indexes of which the models ask something else.
fn changed<'a>(cx: &ProjectContext<'a>, known: &Known<'_>) -> Vec<Demand<'a>> {
    let (now, before) = (&cx.history.models.now, &cx.history.models.before);
    let mut found = Vec::new();
    for (name, table) in &now.tables {
        let (Some(earlier), Some(there)) = (before.tables.get(name), known.table(name)) else { continue };
        for (column, asked) in &table.columns {
            let Some(was) = earlier.columns.get(column) else { continue };
            if asked.asks.is_some() && was.asks.is_some() && asked.asks != was.asks {
                found.push(Demand { name: format!("{name}.{column}"), place: Some((table, asked.line)) });
            }
        }
        let is_there = |asked: &str| asked.rsplit(' ').next().is_some_and(|last| has_named(there, last));
        let brought = table.rest.difference(&earlier.rest).filter(|asked| !is_there(asked));
        let taken = earlier
            .rest
            .difference(&table.rest)
            .filter(|asked| table.rest.len() < earlier.rest.len() && (is_there(asked) || asked.starts_with("@@")));
        for asked in brought.chain(taken).take(1) {
            found.push(Demand { name: format!("{name}: {asked}"), place: Some((table, table.line)) });
        }
    }
    found
}

/// Columns and tables that the models named and name no more: those that must have a value, and the others.
fn removed<'a>(cx: &ProjectContext<'a>, known: &Known<'_>) -> (Vec<Demand<'a>>, Vec<Demand<'a>>) {
    let (now, before) = (&cx.history.models.now, &cx.history.models.before);
    let (mut needed, mut unneeded) = (Vec::new(), Vec::new());
    for (name, earlier) in &before.tables {
        let Some(there) = known.table(name) else { continue };
        let Some(table) = now.tables.get(name) else {
            if !now.partial {
                unneeded.push(Demand { name: name.clone(), place: None });
            }
            continue;
        };
        for (column, was) in &earlier.columns {
            let Some(own) = there.column(column) else { continue };
            if table.partial || table.asks_for(column, &was.aliases) {
                continue;
            }
            let has_value = own.default.is_some() || own.identity.is_some() || own.generated.is_some();
            let list = if own.not_null == Some(true) && !has_value { &mut needed } else { &mut unneeded };
            list.push(Demand { name: format!("{name}.{column}"), place: Some((table, table.line)) });
        }
    }
    (needed, unneeded)
}
