//! One walk over the folders, from which every reader recognises what is its own.

use std::collections::BTreeSet;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::Problem;
use super::files::describe;
use super::tree::{Entry, FileTree, join};

/// How deep a search goes: no project nests its folders so far, a broken file system might.
pub(super) const DEEPEST: usize = 64;

/// A folder and what is below it, by name; files that no reader asks for are left out.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) path: Utf8PathBuf,
    /// Sorted.
    pub(super) files: Vec<String>,
    /// Sorted by path.
    pub(super) folders: Vec<Folder>,
    /// It was looked into. What else it holds is taken for granted.
    pub(super) is_listed: bool,
}

impl Folder {
    /// A folder of these files, sorted, and nothing below.
    pub(super) fn new(path: impl Into<Utf8PathBuf>, files: Vec<String>) -> Self {
        Self { path: path.into(), files, folders: Vec::new(), is_listed: true }
    }

    /// Its last name; empty for the tree's root.
    pub(super) fn name(&self) -> &str {
        self.path.file_name().unwrap_or_default()
    }

    /// Whether it holds this file.
    pub(super) fn has(&self, file: &str) -> bool {
        self.files.binary_search_by(|name| name.as_str().cmp(file)).is_ok()
    }

    /// The path of a file in it.
    pub(super) fn file(&self, name: &str) -> Utf8PathBuf {
        join(&self.path, name)
    }

    /// The folder of this name in it.
    pub(super) fn folder(&self, name: &str) -> Option<&Self> {
        self.folders.iter().find(|folder| folder.name() == name)
    }

    /// The folders in it that hold this file.
    pub(super) fn folders_with<'a>(&'a self, file: &'a str) -> impl Iterator<Item = &'a Self> {
        self.folders.iter().filter(move |folder| folder.has(file))
    }

    /// Looks into the folder in it that has this file, where nobody did yet.
    pub(super) fn list_around(&mut self, tree: &dyn FileTree, file: &Utf8Path) {
        let name = file.parent().and_then(Utf8Path::file_name).unwrap_or_default();
        if let Ok(at) = self.folders.binary_search_by(|below| below.name().cmp(name))
            && let Some(below) = self.folders.get_mut(at).filter(|below| !below.is_listed)
        {
            *below = walk(tree, &below.path, 0, &mut Vec::new());
        }
    }

    /// The files in it whose names end so, in any case of letters.
    pub(super) fn files_ending<'a>(&'a self, suffix: &'a str) -> impl Iterator<Item = &'a str> {
        self.files.iter().map(String::as_str).filter(move |name| strip_suffix(name, suffix).is_some())
    }
}

/// A name without its suffix, in any case of letters.
pub(super) fn strip_suffix<'a>(name: &'a str, suffix: &str) -> Option<&'a str> {
    let at = name.len().checked_sub(suffix.len())?;
    let end = name.get(at..)?;
    end.eq_ignore_ascii_case(suffix).then(|| name.get(..at)).flatten()
}

/// Lists a folder and the folders below it down to a depth (0: its own entries only).
pub(super) fn walk(tree: &dyn FileTree, path: &Utf8Path, depth: usize, problems: &mut Vec<Problem>) -> Folder {
    let mut walk =
        Walk { tree, start: tree.real_path(path), targets: BTreeSet::new(), is_search: depth == DEEPEST, presumed: None, problems };
    walk.folder(path, tree.entries(path), depth)
}

/// The folder around a named file, and those below it. Where it holds the file `sign`, which alone shows whose the migrations are, those below stay unlisted and count as folders with `script`: a
/// history of a thousand migrations need not be listed for one of them.
pub(super) fn around(tree: &dyn FileTree, path: &Utf8Path, presumed: Option<Presumed>) -> Folder {
    let problems = &mut Vec::new();
    let mut walk = Walk { tree, start: tree.real_path(path), targets: BTreeSet::new(), is_search: false, presumed, problems };
    walk.folder(path, tree.entries(path), 2)
}

/// A layout with a folder for each migration that shows by one file beside them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Presumed {
    /// That file.
    pub(super) sign: &'static str,
    /// What is in the folder of every migration.
    pub(super) script: &'static str,
}

struct Walk<'a> {
    tree: &'a dyn FileTree,
    start: Option<Utf8PathBuf>,
    /// Where the links followed so far lead.
    targets: BTreeSet<Utf8PathBuf>,
    /// It is meant to see everything.
    is_search: bool,
    /// The layout that need not be listed.
    presumed: Option<Presumed>,
    problems: &'a mut Vec<Problem>,
}

impl Walk<'_> {
    fn folder(&mut self, path: &Utf8Path, entries: io::Result<Vec<Entry>>, depth: usize) -> Folder {
        let mut folder = Folder::new(path, Vec::new());
        let mut below = Vec::new();
        let entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                self.problem(path, describe(&error));
                return folder;
            }
        };
        for entry in entries {
            let Some(name) = entry.path.file_name() else { continue };
            if name.contains('\u{FFFD}') && !self.tree.is_file(&entry.path) && !self.tree.is_directory(&entry.path) {
                if !is_uninteresting(name) {
                    self.problem(&entry.path, "the name is not UTF-8".into());
                }
            } else if !entry.directory {
                if !is_uninteresting(name) {
                    folder.files.push(name.to_owned());
                }
            } else if depth > 0 && self.is_worth_entering(&entry) {
                below.push(entry.path);
            } else if depth == 0 && self.is_search {
                self.problem(&entry.path, format!("nested more than {DEEPEST} folders deep, not searched"));
            }
        }
        folder.files.sort();
        // A project of Prisma has a folder for each migration: they are listed in parallel, and walked through in order.
        if let Some(presumed) = self.presumed.filter(|presumed| folder.has(presumed.sign)) {
            let unlisted = |path| Folder { is_listed: false, ..Folder::new(path, vec![presumed.script.to_owned()]) };
            folder.folders = below.into_iter().map(unlisted).collect();
            return folder;
        }
        let listed: Vec<_> = below.par_iter().map(|path| self.tree.entries(path)).collect();
        folder.folders = below.iter().zip(listed).map(|(path, entries)| self.folder(path, entries, depth - 1)).collect();
        folder
    }

    /// A folder behind a link is entered unless the walk comes to it anyway.
    fn is_worth_entering(&mut self, entry: &Entry) -> bool {
        if !entry.link {
            return true;
        }
        match self.tree.real_path(&entry.path) {
            Some(target) => !self.start.as_ref().is_some_and(|start| target.starts_with(start)) && self.targets.insert(target),
            None => true,
        }
    }

    fn problem(&mut self, path: &Utf8Path, message: String) {
        let path = if path.as_str().is_empty() { Utf8PathBuf::from(".") } else { path.to_owned() };
        self.problems.push(Problem { path, message });
    }
}

/// Whether no reader ever asks for a file of that name.
fn is_uninteresting(name: &str) -> bool {
    ![".sql", ".py", ".mako", ".prisma", ".json", ".toml", ".ini"].iter().any(|suffix| strip_suffix(name, suffix).is_some())
}
