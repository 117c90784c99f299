//! Alembic: revisions in Python, in the order of the graph that they make.
//!
//! Source of the layout: Alembic's documentation, *Tutorial* ("The Migration Environment"), *Working with Branches* and *Cookbook*; behaviour measured with 1.20.

mod data_files;
mod driver;
mod environment;
mod graph;
mod imports;
mod models;
pub(super) mod printed;

use std::collections::BTreeSet;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::files::read_text;
use super::folder::{Folder, strip_suffix};
use super::near::parent;
use super::order::natural;
use super::plain::UNKNOWN;
use super::reader::Reader;
use super::tree::{FileTree, join};
use super::{Dialect, History, Language, Migration, ModelChange, Models, Problem, Runner, Script, Tool, TransactionScope};
use crate::alembic::{Identity, Modules};

pub(super) struct Alembic;

/// A revision's file.
struct Revision {
    path: Utf8PathBuf,
    text: Arc<str>,
    identity: Identity,
}

impl Revision {
    /// Its id; the file's name where it has none that can be read.
    fn id(&self) -> &str {
        self.identity.revision.as_ref().map_or_else(|| self.path.file_stem().unwrap_or_default(), |(id, _)| id)
    }
}

impl Reader for Alembic {
    fn recognises(&self, tree: &dyn FileTree, folder: &Folder) -> bool {
        if !holds_revisions(folder) {
            return false;
        }
        let has_environment = |folder: &Utf8Path| {
            parent(tree, folder).is_some_and(|above| ["env.py", "script.py.mako"].iter().any(|name| tree.is_file(&join(&above, name))))
        };
        if folder.name() == "versions" && has_environment(&folder.path) {
            return !is_by_dialect(tree, &folder.path);
        }
        let is_one_dialect = || {
            parent(tree, &folder.path)
                .is_some_and(|above| above.file_name() == Some("versions") && has_environment(&above) && is_by_dialect(tree, &above))
        };
        (dialect_of(folder.name()).is_some() && is_one_dialect())
            || environment::settings(tree, &folder.path).is_some_and(|settings| settings.names(tree, &folder.path))
    }

    fn accepts(&self, folder: &Folder) -> bool {
        holds_revisions(folder) || folder.files_ending(".sql").next().is_some()
    }

    fn owns(&self, folder: &Folder, file: &Utf8Path) -> bool {
        let ending = if holds_revisions(folder) { ".py" } else { ".sql" };
        file.file_name().is_some_and(|name| strip_suffix(name, ending).is_some())
    }

    fn assumed_runner(&self) -> Runner {
        let source = "assumed: alembic's default env.py";
        Runner { assumed: true, session_outlives_migration: true, ..Runner::new(TransactionScope::AllPending, source) }
    }

    fn language(&self) -> Language {
        Language::Python
    }

    fn models(&self, tree: &dyn FileTree, history: &History, passed_over: &BTreeSet<Utf8PathBuf>) -> Models {
        models::read(tree, history, passed_over)
    }

    fn read(&self, tree: &dyn FileTree, folder: &Folder, problems: &mut Vec<Problem>) -> History {
        if !holds_revisions(folder) {
            // What `--sql` printed, or SQL that somebody says is Alembic's.
            let mut history = UNKNOWN.read(tree, folder, problems);
            printed::adopt(&mut history);
            return history;
        }
        let settings = environment::settings(tree, &folder.path);
        let environment = environment::read(tree, &folder.path, settings.as_ref());
        let revisions = read_revisions(tree, folder, problems);
        let elsewhere = settings.map(|settings| settings.other_folders(tree, &folder.path)).unwrap_or_default();
        let known = elsewhere
            .iter()
            .flat_map(|path| read_revisions(tree, &super::folder::walk(tree, path, 4, &mut Vec::new()), &mut Vec::new()))
            .map(|revision| revision.id().to_owned())
            .collect();
        let (order, irregularities) = graph::order(&revisions, &known);
        let named = named_dialect(tree, &folder.path);
        let mentions_postgres = revisions.iter().any(|revision| revision.text.contains("postgresql"));
        let mut revisions: Vec<Option<Revision>> = revisions.into_iter().map(Some).collect();
        let texts = revisions.par_iter().flatten().map(|revision| &*revision.text);
        let modules = imports::modules(tree, &folder.path, texts, imports::MOST)
            .with(environment.registering)
            .under(environment.convention, environment.begins_anew);
        let modules = Arc::new(modules);
        let in_order = order.into_iter().filter_map(|at| revisions.get_mut(at).and_then(Option::take));
        History {
            root: folder.path.clone(),
            tool: Tool::Alembic,
            dialect: named.or(environment.dialect.filter(|_| !mentions_postgres)).unwrap_or(Dialect::PostgreSql),
            runner: environment.runner.unwrap_or_else(|| self.assumed_runner()),
            migrations: in_order.map(|revision| migration(&revision, &modules)).collect(),
            irregularities,
            whole: true,
            models: ModelChange::default(),
            lock_timeout: environment.lock_timeout,
        }
    }
}

/// So far up a folder may bear the name of the history's database.
const NAMED: usize = 4;

/// The database whose name the folder bears, or one around it, beside another with the name of another: `storage_sqlite/migrations/versions`.
fn named_dialect(tree: &dyn FileTree, folder: &Utf8Path) -> Option<Dialect> {
    let part_of = |name: &str| name.split(['_', '-', '.']).find_map(dialect_of);
    std::iter::successors(Some(folder.to_owned()), |below| parent(tree, below)).take(NAMED).find_map(|path| {
        let own = part_of(path.file_name()?)?;
        let beside = tree.entries(&parent(tree, &path)?).ok()?;
        let names = beside.iter().filter(|entry| entry.directory).filter_map(|entry| part_of(entry.path.file_name()?));
        names.into_iter().any(|other| other != own).then_some(own)
    })
}

/// The database whose name a folder bears.
fn dialect_of(folder: &str) -> Option<Dialect> {
    Some(match folder {
        "postgresql" | "postgres" | "psql" => Dialect::PostgreSql,
        "sqlite" => Dialect::Sqlite,
        "mysql" | "mariadb" => Dialect::MySql,
        _ => return None,
    })
}

/// Whether a folder holds one history for each of several databases, in folders that bear their names.
fn is_by_dialect(tree: &dyn FileTree, folder: &Utf8Path) -> bool {
    let named = ["postgresql", "postgres", "sqlite", "mysql", "mariadb"];
    named.iter().filter(|name| tree.is_directory(&join(folder, name))).count() > 1
}

fn holds_revisions(folder: &Folder) -> bool {
    folder.files_ending(".py").any(|name| name != "__init__.py") || folder.folders.iter().any(holds_revisions)
}

/// A history of one text: a revision, or what `--sql` printed.
pub(super) fn of_text(text: &str, path: &Utf8Path) -> History {
    let is_python = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("py"));
    if !is_python && (printed::is_printed(text) || crate::alembic::identity(text).is_none()) {
        let mut history = UNKNOWN.of_text(text, path);
        printed::adopt(&mut history);
        return history;
    }
    let script = Script { path: path.to_owned(), text: text.into(), language: Language::Python, ..Script::default() };
    History {
        root: path.to_owned(),
        tool: Tool::Alembic,
        dialect: Dialect::PostgreSql,
        runner: Alembic.assumed_runner(),
        migrations: vec![Migration::new(path.file_stem().unwrap_or(path.as_str()), script)],
        irregularities: Vec::new(),
        whole: true,
        models: ModelChange::default(),
        lock_timeout: None,
    }
}

fn migration(revision: &Revision, modules: &Arc<Modules>) -> Migration {
    let script = |range| Script {
        path: revision.path.clone(),
        text: revision.text.clone(),
        range,
        language: Language::Python,
        modules: Arc::clone(modules),
        ..Script::default()
    };
    let down = revision.identity.downgrade.map(|range| script(Some(range)));
    Migration { down, ..Migration::new(revision.id(), script(revision.identity.upgrade)) }
}

/// The revisions at and below the folder, by file name. A Python file that says nothing of a revision is none.
fn read_revisions(tree: &dyn FileTree, folder: &Folder, problems: &mut Vec<Problem>) -> Vec<Revision> {
    let mut paths = Vec::new();
    collect(folder, &mut paths);
    let read = |path: Utf8PathBuf| match read_text(tree, &path) {
        Ok(text) => Ok(crate::alembic::identity(&text).map(|identity| Revision { path, text: text.into(), identity })),
        Err(problem) => Err(problem),
    };
    let mut revisions = Vec::new();
    for outcome in paths.into_par_iter().map(read).collect::<Vec<_>>() {
        match outcome {
            Ok(revision) => revisions.extend(revision),
            Err(problem) => problems.push(problem),
        }
    }
    revisions
}

fn collect(folder: &Folder, paths: &mut Vec<Utf8PathBuf>) {
    let mut names: Vec<&str> = folder.files_ending(".py").filter(|name| *name != "__init__.py").collect();
    names.sort_by(|a, b| natural(a, b));
    paths.extend(names.into_iter().map(|name| folder.file(name)));
    for below in &folder.folders {
        collect(below, paths);
    }
}
