//! What stood there before: the difference between a new migration and an old one, and what was done to the old ones.

mod alike;
mod matching;

use std::collections::HashSet;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::folder::{DEEPEST, walk};
use super::past::Late;
use super::reader::reader_of;
use super::tree::FileTree;
use super::{History, Irregularity, IrregularityKind, Migration, Request, Standing};
use crate::span::{LineIndex, Span};
use alike::{Edit, edit, is_same};
use matching::Matching;

/// Makes history of every migration that stands in the base tree and runs the same. New and changed ones stay as they are; those that the tool runs after everything
/// that it ran before stand behind it. What happened to the old ones is added to the irregularities. One that was history already stays so.
///
/// A file that the tool never runs stays one; if it stood there before, that is no news.
pub fn mark_history(histories: &mut [History], base: &dyn FileTree) {
    histories.par_iter_mut().for_each(|history| match before(history, base) {
        Some(before) => mark(history, &before),
        None => mark_alone(history, base),
    });
}

/// The project as the base tree has it, read by the same reader.
fn before(history: &History, base: &dyn FileTree) -> Option<History> {
    if !base.is_directory(&history.root) {
        return history.whole.then(|| moved(history, base)).flatten();
    }
    let folder = walk(base, &history.root, DEEPEST, &mut Vec::new());
    let reader = reader_of(history.tool);
    let mut before = reader.read(base, &folder, &mut Vec::new());
    if !history.models.now.is_empty() {
        before.models.now = reader.models(base, &before, &history.models.now.passed_over);
    }
    Some(before)
}

/// The project whose folder stood elsewhere: one of the same tool with most of these migrations.
fn moved(history: &History, base: &dyn FileTree) -> Option<History> {
    let names: HashSet<&str> = history.migrations.iter().map(|migration| migration.id.as_str()).collect();
    let shared = |other: &History| other.migrations.iter().filter(|it| names.contains(it.id.as_str())).count();
    let found = super::discover(base, &Request::default()).histories;
    let (shared, before) =
        found.into_iter().filter(|other| other.tool == history.tool).map(|it| (shared(&it), it)).max_by_key(|it| it.0)?;
    (shared * 2 > before.migrations.len()).then_some(before)
}

/// A single text without a project.
fn mark_alone(history: &mut History, base: &dyn FileTree) {
    for migration in history.migrations.iter_mut().filter(|migration| migration.standing == Standing::Judged) {
        if base.read(&migration.path).is_ok_and(|before| alike::is_same_text(&before, migration.up.text.as_bytes())) {
            migration.standing = Standing::History;
        }
    }
}

fn mark(history: &mut History, before: &History) {
    history.models.before = before.models.now.clone();
    if before.irregularities.iter().any(|fault| fault.kind == IrregularityKind::LockMissing) {
        history.irregularities.retain(|fault| fault.kind != IrregularityKind::LockMissing);
    }
    let matching = Matching::of(history, before);
    let mut faults = Vec::new();
    // Which are to be asked about is settled before any of them becomes history.
    let standings: Vec<Standing> = history.migrations.iter().map(|migration| migration.standing).collect();
    for (at, earlier) in matching.pairs(before) {
        let Some(now) = history.migrations.get_mut(at) else { continue };
        match (standings.get(at), earlier.standing) {
            // It was never run, and nothing changes that.
            (Some(Standing::Orphan), Standing::Orphan) if is_same(earlier, now) => {
                let news = |fault: &Irregularity| fault.kind != IrregularityKind::NotInJournal || fault.migration != now.id;
                history.irregularities.retain(news);
            }
            (Some(Standing::Judged), Standing::Judged | Standing::History) => {
                let edit = edit(earlier, now, history.dialect);
                if edit != Edit::Other {
                    now.standing = Standing::History;
                }
                if !history.tool.runs_anew(now) {
                    faults.extend(edit.kind().map(|kind| edited(kind, earlier, now)));
                }
            }
            _ => {}
        }
    }
    if history.whole {
        let renamed = matching.renamed.iter().filter_map(|(at, from)| Some((*at, before.migrations.get(*from)?)));
        for (at, earlier) in renamed {
            if let Some(now) = history.migrations.get_mut(at) {
                now.standing = Standing::History;
                faults.push(at_start(IrregularityKind::MergedRenamed, now, Some(earlier.id.clone())));
            }
        }
        let gone = matching.gone.iter().filter_map(|at| before.migrations.get(*at));
        faults.extend(
            gone.filter(|earlier| !is_missed(history, &earlier.id)).map(|earlier| at_start(IrregularityKind::MergedDeleted, earlier, None)),
        );
    }
    faults.extend(settle_order(history, &matching, before));
    history.irregularities.append(&mut faults);
}

/// Whether it is reported already that something asks for this migration.
fn is_missed(history: &History, id: &str) -> bool {
    history.irregularities.iter().any(|fault| match fault.kind {
        IrregularityKind::FileMissing => fault.migration == id,
        IrregularityKind::RevisionMissing => fault.other.as_deref() == Some(id),
        _ => false,
    })
}

/// Finds the new ones that stand before an old one, and moves those that run all the same to where they run.
fn settle_order(history: &mut History, matching: &Matching, before: &History) -> Vec<Irregularity> {
    let mut faults = Vec::new();
    let never = matching::never_reached(history, matching, before);
    let out_of_order = |history: &History, id: &str| {
        history.irregularities.iter().any(|it| it.kind == IrregularityKind::JournalOutOfOrder && it.migration == id)
    };
    let merged = |at: usize| matching.is_merged(at);
    let mut moved = Vec::new();
    for (at, migration) in history.migrations.iter().enumerate().filter(|(at, _)| !merged(*at)) {
        if migration.standing != Standing::Judged {
            continue;
        }
        // Drizzle: an old one whose own time is out of order says nothing of the time of this one.
        let later = history.migrations.iter().enumerate().skip(at + 1);
        let first = later
            .filter(|(place, it)| merged(*place) && it.standing != Standing::Orphan && !out_of_order(history, &it.id))
            .filter(|(_, it)| !history.tool.runs_anew(it))
            .map(|(_, it)| it)
            .next();
        let late = history.late(migration);
        if let Some((_, over)) = never.iter().find(|(place, _)| *place == at) {
            faults.push(at_start(IrregularityKind::InsertedSkipped, migration, Some(over.clone())));
        } else if let Some(first) = first {
            if matches!(late, Late::Runs | Late::RunsInOrder) {
                moved.push(at);
            }
            if !(late == Late::Skipped && out_of_order(history, &migration.id)) {
                faults.extend(late.kind().map(|kind| at_start(kind, migration, Some(first.id.clone()))));
            }
        }
    }
    let mut at = 0;
    let (late, mut rest): (Vec<_>, Vec<_>) = std::mem::take(&mut history.migrations).into_iter().partition(|_| {
        at += 1;
        moved.binary_search(&(at - 1)).is_ok()
    });
    let old = rest.iter().rposition(|migration| migration.standing == Standing::History).map_or(0, |at| at + 1);
    rest.splice(old..old, late);
    history.migrations = rest;
    faults
}

impl Edit {
    const fn kind(self) -> Option<IrregularityKind> {
        match self {
            Self::None => None,
            Self::Comments => Some(IrregularityKind::MergedReworded),
            Self::Style => Some(IrregularityKind::MergedRestyled),
            Self::WayBack => Some(IrregularityKind::MergedWayBackEdited),
            Self::Other => Some(IrregularityKind::MergedEdited),
        }
    }
}

impl Late {
    const fn kind(self) -> Option<IrregularityKind> {
        match self {
            Self::Runs => Some(IrregularityKind::InsertedLate),
            Self::RunsInOrder => None,
            Self::Skipped => Some(IrregularityKind::InsertedSkipped),
            Self::Refused => Some(IrregularityKind::InsertedRefused),
            Self::Unknown => Some(IrregularityKind::InsertedUnknown),
        }
    }
}

fn at_start(kind: IrregularityKind, migration: &Migration, other: Option<String>) -> Irregularity {
    fault(kind, migration, migration.path.clone(), Span::default(), 1, other)
}

fn fault(kind: IrregularityKind, migration: &Migration, path: Utf8PathBuf, span: Span, line: usize, other: Option<String>) -> Irregularity {
    Irregularity { kind, migration: migration.id.clone(), path, span, line, other }
}

/// The first line that differs, and what stood there.
fn edited(kind: IrregularityKind, before: &Migration, now: &Migration) -> Irregularity {
    let (text, path): (&str, &Utf8Path) = match (&before.down, &now.down) {
        // Only the file of the way back differs.
        (_, Some(down)) if alike::is_same_text(before.up.text.as_bytes(), now.up.text.as_bytes()) => (&down.text, &down.path),
        _ => (&now.up.text, &now.path),
    };
    let earlier = before.down.as_ref().filter(|_| path != now.path).map_or(&*before.up.text, |down| &*down.text);
    let (at, was) = first_difference(earlier, text);
    let line = LineIndex::new(text).line(at);
    let end = text.get(at..).and_then(|rest| rest.find(['\r', '\n'])).map_or(text.len(), |length| at + length);
    fault(kind, now, path.to_owned(), Span::new(at, end), line, was.map(str::to_owned))
}

/// Where the first line of `now` that is another begins, and what stood in its place.
fn first_difference<'a>(before: &'a str, now: &str) -> (usize, Option<&'a str>) {
    let mut at = 0;
    let mut earlier = before.lines();
    for line in now.split_inclusive('\n') {
        let was = earlier.next();
        if was != Some(line.trim_end_matches('\n').trim_end_matches('\r')) {
            return (at, was.map(str::trim).filter(|was| !was.is_empty()));
        }
        at += line.len();
    }
    (at, earlier.next().map(str::trim).filter(|was| !was.is_empty()))
}
