//! A way back that is not there, does nothing, or leads elsewhere.

use super::many::first_few;
use super::shape::Shape;
use super::{Check, MigrationContext, ProjectContext, Reporter, Site, Watch};
use crate::operation::Located;
use crate::report::StatementReport;
use crate::source::{History, Language, Migration, Script};
use crate::span::Span;
use crate::sql::Statement;

pub(super) const CHECK: Check = Check::Watch(|| Box::<DownMigration>::default());

/// So many other migrations show whether a project keeps ways back.
const SHOWN: usize = 20;

/// What is to be said of the ways back of the judged migrations.
#[derive(Default)]
struct DownMigration {
    /// The migration at hand.
    current: Option<Forth>,
    /// How many were judged before it.
    judged: usize,
    verdicts: Vec<Verdict>,
}

/// What a migration does, as far as it has been seen.
struct Forth {
    /// Its place in the history.
    index: usize,
    shape: Shape,
    /// All of it was understood and certainly happens.
    plain: bool,
    /// There is a way back, or should be: what it does matters.
    matters: bool,
}

/// What is said of one way back.
struct Verdict {
    /// The place of its migration among the judged ones.
    judged: usize,
    span: Span,
    case: &'static str,
    message: String,
    help: String,
}

impl Watch for DownMigration {
    fn begin(&mut self, migration: MigrationContext<'_>) {
        self.close(migration.history);
        let matters = migration.migration.down.is_some() || keeps_ways_back(migration.history, migration.migration);
        self.current = Some(Forth { index: migration.index, shape: Shape::default(), plain: true, matters });
    }

    fn see(&mut self, _: MigrationContext<'_>, statement: &StatementReport) {
        let Some(forth) = self.current.as_mut().filter(|forth| forth.matters) else { return };
        forth.plain &= statement.understood && statement.operations.iter().all(|located| !located.conditional);
        statement.operations.iter().for_each(|located| forth.shape.enter(&located.operation));
    }

    fn end(&mut self, cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
        self.close(cx.history);
        for verdict in std::mem::take(&mut self.verdicts) {
            let Some(report) = cx.judged.get(verdict.judged) else { continue };
            let mut out = out.at(Site::of_report(report, Span::default()));
            out.report(verdict.span, verdict.case, verdict.message).help(verdict.help);
        }
    }
}

impl DownMigration {
    /// The migration at hand has been seen whole.
    fn close(&mut self, history: &History) {
        let Some(forth) = self.current.take() else { return };
        let judged = self.judged;
        self.judged += 1;
        if !forth.matters {
            return;
        }
        let Some(migration) = history.migrations.get(forth.index) else { return };
        if let Some((span, case, message, help)) = said_of(history, migration, forth) {
            self.verdicts.push(Verdict { judged, span, case, message, help });
        }
    }
}

/// Where something is to be said, as which case, in which words, and what helps.
type Said = (Span, &'static str, String, String);

fn said_of(history: &History, migration: &Migration, forth: Forth) -> Option<Said> {
    let Forth { shape, plain, .. } = forth;
    let shape = shape.settled();
    let is_empty = shape.added.is_empty() && shape.dropped.is_empty() && shape.renamed.is_empty();
    if is_empty && migration.down.as_ref().is_none_or(is_bare) {
        // A constraint that was validated, say, has nothing to be undone.
        return None;
    }
    let Some(down) = &migration.down else {
        let message = format!("{} has no way back, and the other migrations have one", migration.id);
        let help = "write what undoes it, or say in it that nothing does".to_owned();
        return Some((Span::default(), "missing", message, help));
    };
    undoing(history, migration, down, &shape, plain)
}

/// Whether most of the other migrations can be undone: their last ones are asked.
fn keeps_ways_back(history: &History, migration: &Migration) -> bool {
    let others: Vec<&Migration> = history.migrations.iter().filter(|other| other.id != migration.id).rev().take(SHOWN).collect();
    let with = others.iter().filter(|other| other.down.as_ref().is_some_and(|down| !is_bare(down))).count();
    others.len() >= 2 && with * 2 > others.len()
}

/// Whether a script asks nothing, by a glance.
fn is_bare(script: &Script) -> bool {
    crate::project::read_script(script).is_empty()
}

fn undoing(history: &History, migration: &Migration, down: &Script, forth: &Shape, plain: bool) -> Option<Said> {
    let back = crate::project::read_script(down);
    let span = down.range.filter(|_| down.path == migration.path).unwrap_or_default();
    let span = Span::new(span.start, span.start);
    if back.is_empty() {
        let message = format!("the way back of {} does nothing", migration.id);
        let help = "write what undoes it; where nothing can, raise an error instead of passing over it".to_owned();
        return keeps_ways_back(history, migration).then_some((span, "empty", message, help));
    }
    let is_plain = |statement: &Statement| statement.is_understood() && statement.operations.iter().all(|located| !located.conditional);
    if !plain || !back.iter().all(is_plain) {
        return None;
    }
    let asked = back.iter().flat_map(|statement| &statement.operations);
    let back = Shape::of(asked.map(|located: &Located| &located.operation));
    let left: Vec<&String> = forth.added.iter().filter(|thing| !back.takes(thing)).collect();
    let lost: Vec<&String> = forth.dropped.iter().filter(|thing| !back.gives(thing)).collect();
    let emptied: Vec<&String> = forth.dropped.iter().filter(|thing| back.added.contains(*thing)).collect();
    let more: Vec<&String> = back.dropped.iter().filter(|thing| !forth.gives(thing) && !forth.takes_part(thing)).collect();
    if !more.is_empty() {
        let message = format!("the way back of {} drops {}, which it did not create", migration.id, first_few(&more));
        return Some((span, "takes-more", message, "drop only what the migration itself brought".to_owned()));
    }
    if !left.is_empty() || !lost.is_empty() {
        let what = if left.is_empty() {
            format!("does not bring {} back", first_few(&lost))
        } else {
            format!("leaves {} behind", first_few(&left))
        };
        let message = format!("the way back of {} {what}", migration.id);
        return Some((span, "incomplete", message, "make it the reverse of what the migration does".to_owned()));
    }
    if emptied.is_empty() || crate::rollback::lossy_down_reason(down).is_some() {
        return None;
    }
    let message =
        format!("the way back of {} brings {} back empty: it looks as if nothing had been lost", migration.id, first_few(&emptied));
    let mark = if down.language == Language::Python { "#" } else { "--" };
    let help =
        format!("say so in it, for whoever runs it at night: `{mark} migsafe: lossy-down because …`, with where the data can be had from");
    Some((span, "lossy", message, help))
}
