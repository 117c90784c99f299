//! Files, from a disk or from memory.

use std::collections::BTreeMap;
use std::ops::Bound;

use camino::{Utf8Path, Utf8PathBuf};

pub use super::disk::DiskTree;

/// One entry of a directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its path, relative to the tree. A name that is not UTF-8 stands here with U+FFFD for what cannot be shown; nothing opens it.
    pub path: Utf8PathBuf,
    /// Whether it is a directory.
    pub directory: bool,
    /// Whether it is a link; `directory` tells what it leads to.
    pub link: bool,
}

/// A tree of files that a project is read from. Paths are relative to its root, with `/`; the empty path is the root.
pub trait FileTree: Send + Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Those of the file system; a directory is an error of kind [`std::io::ErrorKind::IsADirectory`].
    fn read(&self, path: &Utf8Path) -> std::io::Result<Vec<u8>>;

    /// The entries of a directory, sorted by path, without `.git`, `node_modules`, `target` and their like, which no tool keeps migrations in. A link is followed unless it leads to a directory above itself.
    ///
    /// # Errors
    /// Those of the file system.
    fn entries(&self, directory: &Utf8Path) -> std::io::Result<Vec<Entry>>;

    /// Whether a file (not a directory) is there.
    fn is_file(&self, path: &Utf8Path) -> bool;

    /// Whether a directory is there.
    fn is_directory(&self, path: &Utf8Path) -> bool;

    /// The path with every link and `..` resolved, by which two names of one file are known to be one. `None`: the tree has no links and nothing above its root.
    fn real_path(&self, _path: &Utf8Path) -> Option<Utf8PathBuf> {
        None
    }
}

/// The path of an entry of a directory, with `/` on every system.
pub fn join(directory: &Utf8Path, name: &str) -> Utf8PathBuf {
    let parent = directory.as_str();
    let slash = if parent.is_empty() || parent.ends_with('/') { "" } else { "/" };
    [parent, slash, name].concat().into()
}

/// Whether a directory of that name holds what other programs put there (version control, installed packages, caches, build output), and never migrations that somebody wrote.
pub fn is_skipped(name: &str) -> bool {
    const SKIPPED: [&str; 26] = [
        ".git",
        ".hg",
        ".svn",
        ".jj",
        "node_modules",
        "bower_components",
        ".yarn",
        ".pnpm-store",
        "target",
        "dist",
        ".next",
        ".nuxt",
        ".output",
        ".svelte-kit",
        ".turbo",
        ".vercel",
        ".cache",
        ".venv",
        "venv",
        "__pycache__",
        ".tox",
        ".nox",
        ".mypy_cache",
        ".ruff_cache",
        ".terraform",
        ".gradle",
    ];
    SKIPPED.contains(&name)
}

/// A tree in memory: path → bytes.
#[derive(Debug, Clone, Default)]
pub struct MemoryTree {
    files: BTreeMap<Utf8PathBuf, Vec<u8>>,
}

impl MemoryTree {
    /// A tree of these files.
    pub fn new<P: Into<Utf8PathBuf>, B: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, B)>) -> Self {
        Self { files: files.into_iter().map(|(path, bytes)| (path.into(), bytes.into())).collect() }
    }

    /// The files at or below a path. Paths order by component, so they stand together.
    fn below<'a>(&'a self, path: &'a Utf8Path) -> impl Iterator<Item = &'a Utf8Path> {
        let from = if path.as_str().is_empty() { Bound::Unbounded } else { Bound::Included(path) };
        self.files
            .range::<Utf8Path, _>((from, Bound::Unbounded))
            .map(|(file, _)| file.as_path())
            .take_while(move |file| file.starts_with(path))
    }
}

impl FileTree for MemoryTree {
    fn read(&self, path: &Utf8Path) -> std::io::Result<Vec<u8>> {
        match self.files.get(path) {
            Some(bytes) => Ok(bytes.clone()),
            None if self.is_directory(path) => Err(std::io::ErrorKind::IsADirectory.into()),
            None => Err(std::io::ErrorKind::NotFound.into()),
        }
    }

    fn entries(&self, directory: &Utf8Path) -> std::io::Result<Vec<Entry>> {
        let mut entries: Vec<Entry> = Vec::new();
        for path in self.below(directory) {
            let Ok(rest) = path.strip_prefix(directory) else { continue };
            let mut parts = rest.components();
            let Some(first) = parts.next() else { continue };
            let entry = Entry { path: join(directory, first.as_str()), directory: parts.next().is_some(), link: false };
            if entries.last() != Some(&entry) && !(entry.directory && is_skipped(first.as_str())) {
                entries.push(entry);
            }
        }
        entries.sort();
        entries.dedup();
        if entries.is_empty() && !self.is_directory(directory) { Err(std::io::ErrorKind::NotFound.into()) } else { Ok(entries) }
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        self.files.contains_key(path)
    }

    fn is_directory(&self, path: &Utf8Path) -> bool {
        path.as_str().is_empty() || self.below(path).any(|file| file != path)
    }
}
