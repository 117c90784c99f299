//! From what the user named to migration roots.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::files::describe;
use super::folder::{DEEPEST, Folder, around, strip_suffix, walk};
use super::near::parent;
use super::plain::{flyway, is_called_migrations, is_ordered};
use super::reader::{Reader, reader_named, reader_of, readers};
use super::tree::{FileTree, join};
use super::{Dialect, Discovery, History, IrregularityKind, Problem, Request, Standing, Tool, lock_timeout, prisma};

/// How far above a named file its project's root is looked for: `migrations/<name>/migration.sql` has it two up, Alembic's dated folders further.
const LEVELS: usize = 4;

/// A migration root and why it was taken.
struct Root {
    folder: Folder,
    reader: &'static dyn Reader,
    /// Everything in it is judged, as the user named a folder.
    whole: bool,
    /// The files that the user named.
    named: BTreeSet<Utf8PathBuf>,
}

/// Collects the roots of one request.
pub(super) struct Search<'a> {
    tree: &'a dyn FileTree,
    tool: Option<Tool>,
    dialect: Option<Dialect>,
    models: bool,
    problems: Vec<Problem>,
    /// By the folder's real path; files that belong to no project stand apart (`true`).
    roots: BTreeMap<(Utf8PathBuf, bool), Root>,
    /// The folders around named files, and the readers that take them for roots: many files may be named that stand in the same ones.
    around: BTreeMap<Utf8PathBuf, (Folder, Option<&'static dyn Reader>)>,
}

impl<'a> Search<'a> {
    pub(super) fn new(tree: &'a dyn FileTree, request: &Request) -> Self {
        let Request { tool, dialect, models, .. } = *request;
        Self { tree, tool, dialect, models, problems: Vec::new(), roots: BTreeMap::new(), around: BTreeMap::new() }
    }

    /// Takes in one path that the user named.
    pub(super) fn add(&mut self, path: &Utf8Path) {
        let path = normalise(path);
        if self.tree.is_directory(&path) {
            self.add_folder(&path);
        } else if self.tree.is_file(&path) {
            self.add_file(&path);
        } else {
            let message = self.tree.read(&path).map_or_else(|error| describe(&error), |_| "not a file".into());
            self.problems.push(Problem { path, message });
        }
    }

    /// Reads all roots, in parallel.
    pub(super) fn finish(mut self) -> Discovery {
        let (tree, models) = (self.tree, self.models);
        let roots: Vec<Root> = self.roots.into_values().collect();
        let read: Vec<(History, Vec<Problem>)> = roots.into_par_iter().map(|root| read(tree, root, models)).collect();
        let mut histories = Vec::with_capacity(read.len());
        for (mut history, problems) in read {
            // Of a plain folder only its SQL tells; what a tool's own files say is believed.
            let named = self.dialect.filter(|_| !matches!(history.tool, Tool::Prisma | Tool::Drizzle | Tool::Alembic));
            let dialect = named.unwrap_or(history.dialect);
            history.settle(dialect);
            histories.push(history);
            self.problems.extend(problems);
        }
        histories.sort_by(|a, b| a.root.cmp(&b.root).then_with(|| a.tool.word().cmp(b.tool.word())));
        self.problems.sort();
        self.problems.dedup();
        Discovery { histories, problems: self.problems }
    }

    fn add_folder(&mut self, path: &Utf8Path) {
        let folder = walk(self.tree, path, DEEPEST, &mut self.problems);
        for script in ["migration.sql", "up.sql"] {
            if folder.has(script) && self.add_to_project(&folder.file(script)) {
                return;
            }
        }
        let found = self.collect(&folder, path);
        // Beside roots further down, only files that are plainly in an order are more migrations; without any, whatever can be read is meant.
        let is_meant = found == 0 || (self.choose(&folder).is_none() && is_ordered(&folder));
        let reader = match self.tool {
            Some(tool) => Some(reader_of(tool)).filter(|reader| reader.accepts(&folder)),
            None => readers().rev().find(|reader| reader.accepts(&folder)),
        };
        if let Some(reader) = reader.filter(|_| is_meant) {
            self.insert(folder, reader, false).whole = true;
        }
    }

    /// Takes every root at or below the folder, and says how many. What is for tests alone is passed over, unless the search began there.
    fn collect(&mut self, folder: &Folder, start: &Utf8Path) -> usize {
        let whole = flyway::whole(folder);
        let folder = whole.as_ref().unwrap_or(folder);
        let below = folder.path.strip_prefix(start).unwrap_or(&folder.path);
        let reader = self.choose(folder).filter(|reader| reader.is_meant(below));
        if let Some(reader) = reader {
            self.insert(folder.clone(), reader, false).whole = true;
        }
        let mut found = usize::from(reader.is_some());
        for below in &folder.folders {
            // The folder of one migration belongs to the root that was just taken.
            let is_migration = reader.is_some() && (below.has("migration.sql") || below.has("up.sql"));
            if !is_migration {
                found += self.collect(below, start);
            }
        }
        found
    }

    /// The reader of a folder that is a root: the named tool's where the folder is a root at all and that tool can read it.
    fn choose(&self, folder: &Folder) -> Option<&'static dyn Reader> {
        let recognised = readers().find(|reader| reader.recognises(self.tree, folder))?;
        let wanted = self.tool.map(reader_of).filter(|reader| reader.accepts(folder));
        Some(wanted.unwrap_or(recognised))
    }

    fn add_file(&mut self, path: &Utf8Path) {
        if self.add_to_project(path) {
            return;
        }
        let Some(name) = path.file_name() else { return };
        if strip_suffix(name, ".sql").is_none() {
            let message = "not a migration: neither an SQL file nor a part of a project's migrations".into();
            self.problems.push(Problem { path: path.to_owned(), message });
            return;
        }
        let folder = Folder::new(path.parent().unwrap_or(Utf8Path::new("")), Vec::new());
        let reader = reader_named(self.tool);
        let root = self.insert(folder, reader, true);
        root.named.insert(path.to_owned());
        if let Err(at) = root.folder.files.binary_search_by(|file| file.as_str().cmp(name)) {
            root.folder.files.insert(at, name.to_owned());
        }
    }

    /// Finds the project of a named file upwards; that file is judged there.
    fn add_to_project(&mut self, path: &Utf8Path) -> bool {
        let known = self.roots.iter_mut().filter(|((_, alone), _)| !alone).map(|(_, root)| root);
        for root in known {
            if path.strip_prefix(&root.folder.path).is_ok_and(|file| root.reader.owns(&root.folder, file)) {
                root.named.insert(path.to_owned());
                return true;
            }
        }
        let mut above = path.to_owned();
        let mut relative = Utf8PathBuf::new();
        for level in 0..LEVELS {
            let real = if above.file_name().is_some() { Some(above.clone()) } else { self.tree.real_path(&above) };
            let Some(name) = real.as_deref().and_then(Utf8Path::file_name) else { return false };
            relative = if relative.as_str().is_empty() { name.into() } else { join(name.into(), relative.as_str()) };
            let Some(next) = parent(self.tree, &above) else { return false };
            above = next;
            if !self.around.contains_key(&above) {
                let presumed = self.tool.is_none_or(|tool| tool == Tool::Prisma).then_some(prisma::LAYOUT);
                let folder = around(self.tree, &above, presumed);
                let reader = self.choose(&folder);
                self.around.insert(above.clone(), (folder, reader));
            }
            let Some((folder, reader)) = self.around.get(&above) else { return false };
            let reader = reader.or_else(|| self.choose_ordered(folder, level));
            if let Some(reader) = reader.filter(|reader| reader.owns(folder, &relative)) {
                let folder = self.widened(folder.clone());
                self.insert(folder, reader, false).named.insert(path.to_owned());
                return true;
            }
        }
        false
    }

    /// The folder itself, or the one above it from which Flyway reads it.
    fn widened(&self, folder: Folder) -> Folder {
        let mut found = folder;
        let mut above = found.path.clone();
        for _ in 0..LEVELS {
            let Some(next) = parent(self.tree, &above).filter(|next| is_called_migrations(next)) else { break };
            found = flyway::whole(&walk(self.tree, &next, LEVELS, &mut Vec::new())).unwrap_or(found);
            above = next;
        }
        if !flyway::may_be_location(&found) {
            return found;
        }
        flyway::whole(&walk(self.tree, &found.path, LEVELS, &mut Vec::new())).unwrap_or(found)
    }

    /// A folder around a named file is its history as soon as the names are ordered, whatever the folder is called.
    fn choose_ordered(&self, folder: &Folder, level: usize) -> Option<&'static dyn Reader> {
        let reader = reader_named(self.tool);
        (level < 2 && is_ordered(folder) && reader.accepts(folder)).then_some(reader)
    }

    fn insert(&mut self, folder: Folder, reader: &'static dyn Reader, alone: bool) -> &mut Root {
        let key = self.tree.real_path(&folder.path).unwrap_or_else(|| folder.path.clone());
        self.roots.entry((key, alone)).or_insert_with(|| Root { folder, reader, whole: false, named: BTreeSet::new() })
    }
}

/// Reads a root, and says of each migration whether it is judged.
fn read(tree: &dyn FileTree, mut root: Root, models: bool) -> (History, Vec<Problem>) {
    let mut problems = Vec::new();
    root.named.iter().for_each(|file| root.folder.list_around(tree, file));
    let (mut history, around) =
        rayon::join(|| root.reader.read(tree, &root.folder, &mut problems), || lock_timeout::find(tree, &root.folder.path));
    history.lock_timeout = history.lock_timeout.take().or(around);
    // Where every path is named as the history has it, nobody need look where links lead.
    let own: HashSet<&str> = history.migrations.iter().map(|migration| migration.path.as_str()).collect();
    let by_links = !root.named.iter().all(|path| own.contains(path.as_str()));
    let real = |path: &Utf8Path| if by_links { tree.real_path(path) } else { None }.unwrap_or_else(|| path.to_owned()).into_string();
    let named: HashMap<String, Utf8PathBuf> = root.named.into_iter().map(|path| (real(&path), path)).collect();
    history.whole = root.whole;
    if models && root.whole {
        history.models.now = root.reader.models(tree, &history, &BTreeSet::new());
    }
    if !root.whole {
        // Of the files that never run, only a named one is asked about.
        let is_named = |path: &Utf8Path| named.contains_key(&real(path));
        history.irregularities.retain(|fault| fault.kind != IrregularityKind::NotInJournal || is_named(&fault.path));
    }
    for migration in &mut history.migrations {
        match named.get(&real(&migration.path)) {
            Some(path) => {
                migration.path.clone_from(path);
                migration.up.path.clone_from(path);
            }
            None if !root.whole && migration.standing == Standing::Judged => migration.standing = Standing::History,
            None => {}
        }
    }
    (history, problems)
}

/// The path as the user named it, with `/` and without `.`.
fn normalise(path: &Utf8Path) -> Utf8PathBuf {
    let text = if cfg!(windows) { path.as_str().replace('\\', "/") } else { path.as_str().to_owned() };
    let parts: Vec<&str> = text.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    Utf8PathBuf::from(format!("{}{}", if text.starts_with('/') { "/" } else { "" }, parts.join("/")))
}
