//! Prisma Migrate: `migrations/<name>/migration.sql`, applied in the order of the folders' names.

use std::collections::{BTreeSet, HashSet};
use std::sync::LazyLock;

use camino::{Utf8Path, Utf8PathBuf};
use regex::Regex;

use super::files::{Draft, read_migrations, read_text};
use super::folder::{Folder, Presumed, walk};
use super::layout::{PRISMA_LOCK, SCRIPT, schemas, tool_of};
use super::near::pattern;
use super::package::{Installed, installed};
use super::reader::Reader;
use super::tree::FileTree;
use super::{Dialect, History, Irregularity, IrregularityKind, ModelChange, Models, Problem, Runner, Tool, TransactionScope};
use crate::span::Span;

mod models;

pub(super) struct Prisma;

/// The script that undoes a migration, in its folder.
const DOWN: &str = "down.sql";

/// Migrations beside a lock file are Prisma's, whatever else is there.
pub(super) const LAYOUT: Presumed = Presumed { sign: PRISMA_LOCK, script: SCRIPT };

static DATASOURCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?s)(?-u:\b)datasource[ \t\r\n]+[A-Za-z0-9_]+[ \t\r\n]*\{(.*?)\}"));
static PROVIDER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?m)^[ \t\r\n]*provider[ \t\r\n]*=[ \t\r\n]*\[?[ \t\r\n]*["']([^"']+)["']"#));

impl Reader for Prisma {
    fn recognises(&self, tree: &dyn FileTree, folder: &Folder) -> bool {
        tool_of(tree, folder) == Some(Tool::Prisma)
    }

    fn accepts(&self, folder: &Folder) -> bool {
        folder.folders_with(SCRIPT).next().is_some()
    }

    fn owns(&self, _folder: &Folder, file: &Utf8Path) -> bool {
        let mut parts = file.components().map(|part| part.as_str());
        match (parts.next(), parts.next(), parts.next()) {
            (Some(PRISMA_LOCK), None, None) => true,
            (Some(_), Some(name), None) => name == SCRIPT || name == DOWN,
            _ => false,
        }
    }

    fn assumed_runner(&self) -> Runner {
        runner(None)
    }

    fn models(&self, tree: &dyn FileTree, history: &History, _passed_over: &BTreeSet<Utf8PathBuf>) -> Models {
        models::read(&schemas(tree, &history.root))
    }

    fn read(&self, tree: &dyn FileTree, folder: &Folder, problems: &mut Vec<Problem>) -> History {
        // They are sorted by the bytes of their names, as Prisma sorts them.
        let with_script = folder.folders_with(SCRIPT).map(|migration| {
            let down = migration.has(DOWN).then(|| migration.file(DOWN));
            Draft { down, ..Draft::new(migration.name(), migration.file(SCRIPT)) }
        });
        let drafts = with_script.collect();
        let mut faults = Vec::new();
        let around = || {
            let runner = runner(installed(tree, &folder.path, &["prisma", "@prisma/client"]));
            (dialect(tree, folder, &mut faults), runner, [lock_mismatch(tree, folder), lock_missing(tree, folder)])
        };
        let mut unread = Vec::new();
        // A lock file of packages takes as long to read as hundreds of migrations.
        let (migrations, (dialect, runner, of_lock)) = rayon::join(|| read_migrations(tree, drafts, &mut unread), around);
        let mut irregularities = without_script(tree, folder, &mut unread);
        irregularities.extend(of_lock.into_iter().flatten());
        problems.extend(unread.into_iter().chain(faults));
        History {
            root: folder.path.clone(),
            tool: Tool::Prisma,
            dialect,
            runner,
            migrations,
            irregularities,
            whole: true,
            models: ModelChange::default(),
            lock_timeout: None,
        }
    }
}

/// The folders in which no script is, at which `migrate deploy` stops (Prisma's error P3015). Of those that were not listed, reading the script has shown it: that is no fault of a file.
fn without_script(tree: &dyn FileTree, folder: &Folder, unread: &mut Vec<Problem>) -> Vec<Irregularity> {
    let unlisted: HashSet<&Utf8Path> = folder.folders.iter().filter(|it| !it.is_listed).map(|it| it.path.as_path()).collect();
    let around = |problem: &Problem| problem.path.parent().filter(|path| unlisted.contains(path)).map(Utf8Path::to_owned);
    let is_absent = |path: &Utf8PathBuf| !walk(tree, path, 0, &mut Vec::new()).has(SCRIPT);
    let absent: HashSet<Utf8PathBuf> = unread.iter().filter_map(around).filter(is_absent).collect();
    unread.retain(|problem| problem.path.parent().is_none_or(|path| !absent.contains(path)));
    let missing = folder.folders.iter().filter(|migration| !migration.has(SCRIPT) || absent.contains(&migration.path));
    let named = missing.filter(|migration| migration.path.file_name().is_some());
    named
        .map(|migration| Irregularity {
            kind: IrregularityKind::FileMissing,
            migration: migration.name().to_owned(),
            path: migration.file(SCRIPT),
            span: Span::default(),
            line: 1,
            other: None,
        })
        .collect()
}

/// How a version of Prisma runs a migration: up to 7.3 the file is one simple query; from 7.4 on its statements are sent one by one.
fn runner(prisma: Option<Installed>) -> Runner {
    const ONE_BY_ONE: (u64, u64) = (7, 4);
    let (transaction, source, assumed) = match prisma {
        Some(prisma) => {
            let (major, minor, _) = prisma.version;
            let transaction = if (major, minor) >= ONE_BY_ONE { TransactionScope::None } else { TransactionScope::SimpleQuery };
            let undecided = prisma.is_range && major == ONE_BY_ONE.0 && (major, minor) < ONE_BY_ONE;
            (transaction, prisma.to_string(), undecided)
        }
        None => (TransactionScope::SimpleQuery, "assumed: prisma before 7.4, no version found".to_owned(), true),
    };
    Runner { assumed, session_outlives_migration: true, ..Runner::new(transaction, source) }
}

fn dialect(tree: &dyn FileTree, folder: &Folder, problems: &mut Vec<Problem>) -> Dialect {
    if folder.has(PRISMA_LOCK) {
        match read_text(tree, &folder.file(PRISMA_LOCK)) {
            Ok(text) => match provider(&text) {
                Some(provider) => return dialect_named(&provider),
                None => problems.push(Problem { path: folder.file(PRISMA_LOCK), message: "it names no `provider`".into() }),
            },
            Err(problem) => problems.push(problem),
        }
    }
    provider_of_models(tree, folder).map(|provider| dialect_named(&provider)).unwrap_or_default()
}

/// The lock file names another database than the models: Prisma's error P3019, at which `migrate deploy` stops.
fn lock_mismatch(tree: &dyn FileTree, folder: &Folder) -> Option<Irregularity> {
    let path = folder.file(PRISMA_LOCK);
    let locked = provider(&super::files::glance(tree, &path)?)?;
    let asked = provider_of_models(tree, folder).filter(|asked| *asked != locked)?;
    let other = Some(format!("{locked} and {asked}"));
    Some(Irregularity { kind: IrregularityKind::LockMismatch, migration: String::new(), path, span: Span::default(), line: 1, other })
}

/// No lock file beside migrations that are surely Prisma's. `migrate deploy` runs all the same and checks nothing (`error_on_changed_provider` passes over it).
fn lock_missing(tree: &dyn FileTree, folder: &Folder) -> Option<Irregularity> {
    let is_missing = !folder.has(PRISMA_LOCK) && folder.folders_with(SCRIPT).next().is_some() && provider_of_models(tree, folder).is_some();
    let (migration, path) = (String::new(), folder.file(PRISMA_LOCK));
    is_missing.then_some(Irregularity { kind: IrregularityKind::LockMissing, migration, path, span: Span::default(), line: 1, other: None })
}

/// That of the `datasource` in the models.
fn provider_of_models(tree: &dyn FileTree, folder: &Folder) -> Option<String> {
    schemas(tree, &folder.path).iter().find_map(|(_, schema)| provider(DATASOURCE.captures(schema)?.get(1)?.as_str()))
}

/// The first `provider = "…"`. The lock file is TOML, but people leave conflict markers in it, which are no reason not to read it.
fn provider(text: &str) -> Option<String> {
    let word = PROVIDER.captures(text)?.get(1)?.as_str();
    Some(if word == "postgres" { "postgresql" } else { word }.to_owned())
}

fn dialect_named(provider: &str) -> Dialect {
    match provider {
        "postgresql" => Dialect::PostgreSql,
        "mysql" => Dialect::MySql,
        "sqlite" => Dialect::Sqlite,
        _ => Dialect::Other,
    }
}
