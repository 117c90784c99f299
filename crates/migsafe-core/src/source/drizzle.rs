//! Drizzle: files in the order of `meta/_journal.json`, or from 1.0 on folders `<14 digits>_name/migration.sql` in the order of their names.

mod config;
mod journal;
mod models;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use camino::{Utf8Path, Utf8PathBuf};
use regex::Regex;

pub(super) use config::config_for;

use super::files::{Draft, glance, read_migrations, read_text};
use super::folder::{Folder, strip_suffix};
use super::layout::{PRISMA_LOCK, SCRIPT, tool_of};
use super::near::pattern;
use super::order::natural;
use super::package::{Installed, installed};
use super::reader::Reader;
use super::tree::FileTree;
use super::{
    Cut, Dialect, History, Irregularity, IrregularityKind, ModelChange, Models, Problem, Runner, Standing, Tool, TransactionScope,
};
use crate::span::Span;
use journal::Journal;

/// What Drizzle writes between statements and cuts its files on.
pub(super) const BREAKPOINT: &str = "--> statement-breakpoint";

const META: &str = "meta";
const JOURNAL: &str = "_journal.json";

pub(super) struct Drizzle;

static DIALECT: LazyLock<Regex> = LazyLock::new(|| pattern(r#""dialect"\s*:\s*"([^"]+)""#));

impl Reader for Drizzle {
    fn recognises(&self, tree: &dyn FileTree, folder: &Folder) -> bool {
        has_journal(folder) || tool_of(tree, folder) == Some(Tool::Drizzle)
    }

    fn accepts(&self, folder: &Folder) -> bool {
        folder.files_ending(".sql").next().is_some() || folder.folders_with(SCRIPT).next().is_some()
    }

    fn owns(&self, folder: &Folder, file: &Utf8Path) -> bool {
        let mut parts = file.components().map(|part| part.as_str());
        match (parts.next(), parts.next(), parts.next()) {
            (Some(name), None, None) => is_flat(folder) && strip_suffix(name, ".sql").is_some(),
            (Some(META), Some(_), None) => true,
            (Some(_), Some(name), None) => !is_flat(folder) && (name == SCRIPT || name == "down.sql" || name == "snapshot.json"),
            _ => false,
        }
    }

    fn assumed_runner(&self) -> Runner {
        runner(None)
    }

    fn cut(&self) -> Cut {
        Cut::Breakpoints
    }

    fn models(&self, tree: &dyn FileTree, history: &History, _passed_over: &BTreeSet<Utf8PathBuf>) -> Models {
        models::read(tree, history)
    }

    fn read(&self, tree: &dyn FileTree, folder: &Folder, problems: &mut Vec<Problem>) -> History {
        let mut reading = if is_flat(folder) { read_flat(tree, folder, problems) } else { read_folders(folder) };
        for draft in &mut reading.drafts {
            draft.cut = self.cut();
        }
        let mut runner =
            runner(installed(tree, &folder.path, &["drizzle-orm"]).or_else(|| installed(tree, &folder.path, &["drizzle-kit"])));
        // Its client switches foreign keys off around the batch (`migrate` of @libsql/client, assumed); better-sqlite3 and D1 have them on.
        runner.foreign_keys_off =
            installed(tree, &folder.path, &["@libsql/client"]).is_some() && installed(tree, &folder.path, &["better-sqlite3"]).is_none();
        History {
            root: folder.path.clone(),
            tool: Tool::Drizzle,
            dialect: reading.dialect.or_else(|| dialect_without_journal(tree, folder)).unwrap_or_default(),
            runner,
            migrations: read_migrations(tree, reading.drafts, problems),
            irregularities: reading.irregularities,
            whole: true,
            models: ModelChange::default(),
            lock_timeout: None,
        }
    }
}

#[derive(Default)]
struct Reading {
    drafts: Vec<Draft>,
    irregularities: Vec<Irregularity>,
    dialect: Option<Dialect>,
}

fn has_journal(folder: &Folder) -> bool {
    !folder.has(PRISMA_LOCK) && folder.folder(META).is_some_and(|meta| meta.has(JOURNAL))
}

/// The layout before 1.0: files beside the journal.
fn is_flat(folder: &Folder) -> bool {
    has_journal(folder) || folder.folders_with(SCRIPT).next().is_none()
}

/// The migrator runs every pending file in one transaction (measured with drizzle-orm 0.45 and 1.0.0-rc).
fn runner(package: Option<Installed>) -> Runner {
    let assumed = package.is_none();
    let source = package.map_or_else(|| "assumed: drizzle-orm's migrator, no version found".to_owned(), |package| package.to_string());
    Runner { assumed, session_outlives_migration: true, ..Runner::new(TransactionScope::AllPending, source) }
}

fn read_folders(folder: &Folder) -> Reading {
    let mut folders: Vec<&Folder> = folder.folders_with(SCRIPT).collect();
    folders.sort_by(|a, b| a.name().cmp(b.name()));
    let drafts = folders.into_iter().map(|migration| {
        let mut draft = Draft::new(migration.name(), migration.file(SCRIPT));
        draft.down = migration.has("down.sql").then(|| migration.file("down.sql"));
        draft
    });
    Reading { drafts: drafts.collect(), ..Reading::default() }
}

fn read_flat(tree: &dyn FileTree, folder: &Folder, problems: &mut Vec<Problem>) -> Reading {
    let mut files = scripts(folder);
    let journal = folder.folder(META).filter(|meta| meta.has(JOURNAL)).and_then(|meta| {
        let path = meta.file(JOURNAL);
        let journal = read_text(tree, &path).and_then(|text| Journal::read(&path, &text, problems));
        journal.map_err(|problem| problems.push(problem)).ok().map(|journal| (path, journal))
    });
    let Some((path, journal)) = journal else {
        // Without a journal that can be read nobody knows what the migrator will run: all of it is judged, in the order of the names.
        let mut drafts: Vec<Draft> = files.into_values().collect();
        drafts.sort_by(|a, b| natural(&a.id, &b.id));
        return Reading { drafts, ..Reading::default() };
    };
    let mut reading = Reading { irregularities: journal.irregularities(&path), dialect: journal.dialect, ..Reading::default() };
    let fault = |kind, migration: &str, path: &Utf8Path, span, line| Irregularity {
        kind,
        migration: migration.to_owned(),
        path: path.to_owned(),
        span,
        line,
        other: None,
    };
    for entry in journal.distinct() {
        match files.remove(&entry.tag) {
            Some(draft) => reading.drafts.push(draft),
            None => reading.irregularities.push(fault(IrregularityKind::FileMissing, &entry.tag, &path, entry.span, entry.line)),
        }
    }
    let mut outside: Vec<Draft> = files.into_values().collect();
    outside.sort_by(|a, b| natural(&a.id, &b.id));
    for mut draft in outside {
        draft.standing = Standing::Orphan;
        reading.irregularities.push(fault(IrregularityKind::NotInJournal, &draft.id, &draft.up, Span::default(), 1));
        reading.drafts.push(draft);
    }
    reading
}

/// The `.sql` files by their stems; `x.down.sql` beside `x.sql` undoes that.
fn scripts(folder: &Folder) -> BTreeMap<String, Draft> {
    let stems = || folder.files_ending(".sql").filter_map(|name| Some((name, strip_suffix(name, ".sql")?)));
    let mut scripts: BTreeMap<String, Draft> = stems().map(|(name, stem)| (stem.to_owned(), Draft::new(stem, folder.file(name)))).collect();
    for (name, stem) in stems() {
        if let Some(draft) = strip_suffix(stem, ".down").and_then(|stem| scripts.get_mut(stem)) {
            draft.down = Some(folder.file(name));
            scripts.remove(stem);
        }
    }
    scripts
}

fn dialect_without_journal(tree: &dyn FileTree, folder: &Folder) -> Option<Dialect> {
    let snapshot = folder.folders_with("snapshot.json").last().and_then(|migration| glance(tree, &migration.file("snapshot.json")));
    let named = snapshot.and_then(|text| Some(dialect_named(DIALECT.captures(&text)?.get(1)?.as_str())));
    named.or_else(|| config_for(tree, &folder.path).and_then(|config| config.dialect))
}

/// The database by Drizzle's word for it.
fn dialect_named(word: &str) -> Dialect {
    match word {
        "postgresql" | "postgres" | "pg" => Dialect::PostgreSql,
        "mysql" => Dialect::MySql,
        "sqlite" | "turso" => Dialect::Sqlite,
        _ => Dialect::Other,
    }
}
