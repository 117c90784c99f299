//! Migrations that change what the models go on asking for as before.

use std::collections::HashMap;

use super::many::first_few;
use super::models::{Known, generator, may_have};
use super::shape::Shape;
use super::{Check, MigrationContext, ProjectContext, Reporter, Site, Watch};
use crate::report::StatementReport;
use crate::source::{History, Models, Tool};
use crate::span::Span;

pub(super) const CHECK: Check = Check::Watch(|| Box::<MigrationWithoutSchema>::default());

/// What the judged migrations do that the models may not know of.
#[derive(Default)]
struct MigrationWithoutSchema {
    current: Option<Current>,
    judged: usize,
    suspects: Vec<Suspect>,
}

/// The migration at hand, as far as it has been seen.
#[derive(Default)]
struct Current {
    shape: Shape,
    /// The first operation that has to do with each thing.
    places: HashMap<String, Span>,
    not_understood: bool,
}

/// A migration with things of which the models say the same as before.
struct Suspect {
    /// The place of the migration among the judged ones.
    judged: usize,
    /// What it takes or renames and the models name.
    taken: Vec<(String, Span)>,
    /// What it brings or renames and the models do not name.
    brought: Vec<(String, Span)>,
}

impl Watch for MigrationWithoutSchema {
    fn begin(&mut self, migration: MigrationContext<'_>) {
        self.close(migration.history);
        self.current = Some(Current::default());
    }

    fn see(&mut self, migration: MigrationContext<'_>, statement: &StatementReport) {
        let Some(current) = &mut self.current else { return };
        current.not_understood |= !statement.understood;
        if migration.history.models.now.is_empty() {
            return;
        }
        for located in &statement.operations {
            current.shape.enter(&located.operation);
            let own = Shape::of([&located.operation]);
            for thing in own.added.into_iter().chain(own.dropped).chain(own.renamed) {
                current.places.entry(thing).or_insert(located.span);
            }
        }
    }

    fn end(&mut self, cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
        self.close(cx.history);
        let Some(known) = Known::of(cx) else { return };
        for suspect in &self.suspects {
            speak(cx, &known, suspect, out);
        }
    }
}

impl MigrationWithoutSchema {
    /// The migration at hand has been seen whole: what the models leave no doubt of is forgotten.
    fn close(&mut self, history: &History) {
        let Some(Current { shape, places, not_understood }) = self.current.take() else { return };
        let judged = self.judged;
        self.judged += 1;
        if not_understood || history.models.now.is_empty() {
            return;
        }
        let shape = shape.settled();
        let placed = |thing: &String| (thing.clone(), places.get(thing).copied().unwrap_or_default());
        let taken = shape.dropped.iter().chain(&shape.renamed).filter(|thing| is_named_as_before(history, thing)).map(placed).collect();
        let brought = shape.added.iter().chain(&shape.renamed).filter(|thing| is_left_out_as_before(history, thing)).map(placed).collect();
        self.suspects.push(Suspect { judged, taken, brought });
    }
}

fn speak(cx: &ProjectContext<'_>, known: &Known<'_>, suspect: &Suspect, out: &mut Reporter<'_>) {
    let Some(report) = cx.judged.get(suspect.judged) else { return };
    let place = |found: &[&(String, Span)]| found.first().map_or_else(Span::default, |(_, span)| *span);
    let taken: Vec<&(String, Span)> = suspect.taken.iter().filter(|(thing, _)| is_gone(known, thing)).collect();
    if !taken.is_empty() {
        let message = format!("{} takes {} away, and the models still name it: every query on it fails", report.id, quoted(&taken));
        out.at(Site::of_report(report, place(&taken)))
            .report(place(&taken), "taken", message)
            .help("take it out of the models in a release before this one");
        return;
    }
    let brought: Vec<&(String, Span)> = suspect.brought.iter().filter(|(thing, _)| is_asked_of_nobody(known, thing)).collect();
    if !brought.is_empty() {
        let then = match cx.history.tool {
            Tool::Drizzle => "the code does not see it, and who adds it to the models later makes a migration that fails".to_owned(),
            tool => format!("the next `{}` drops it again", generator(tool)),
        };
        let message = format!("{} brings {}, which the models do not name: {then}", report.id, quoted(&brought));
        out.at(Site::of_report(report, Span::default())).report(place(&brought), "brought", message).help("add it to the models too");
    }
}

fn quoted(things: &[&(String, Span)]) -> String {
    first_few(&things.iter().map(|(thing, _)| format!("`{thing}`")).collect::<Vec<_>>())
}

/// Whether the models name the column or table, and did before.
fn is_named_as_before(history: &History, thing: &str) -> bool {
    let (now, before) = (&history.models.now, &history.models.before);
    let names = |models: &Models| match thing.split_once('.') {
        Some((table, column)) => models.tables.get(table).is_some_and(|it| it.columns.contains_key(column)),
        None => models.tables.contains_key(thing),
    };
    names(now) && names(before)
}

/// Whether it is gone when the last migration has run.
fn is_gone(known: &Known<'_>, thing: &str) -> bool {
    match thing.split_once('.') {
        Some((table, column)) => known.table(table).is_some_and(|there| there.is_known() && !may_have(there, column, &[])),
        None => !known.has_relation(thing),
    }
}

/// Whether the models name the table and not this column of it, as before.
fn is_left_out_as_before(history: &History, thing: &str) -> bool {
    let Some((table, column)) = thing.split_once('.') else { return false };
    let lacks = |models: &Models| models.tables.get(table).is_some_and(|it| !it.partial && !it.asks_for(column, &[]));
    lacks(&history.models.now) && lacks(&history.models.before)
}

/// Whether the column is there when the last migration has run, and code has to do with it: what the database makes by itself is no model's business.
fn is_asked_of_nobody(known: &Known<'_>, thing: &str) -> bool {
    let Some((table, column)) = thing.split_once('.') else { return false };
    known.table(table).and_then(|there| there.column(column)).is_some_and(|there| there.generated.is_none())
}
