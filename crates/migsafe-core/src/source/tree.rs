//! Files, from a disk or from memory.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

/// One entry of a directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its path, relative to the tree.
    pub path: Utf8PathBuf,
    /// Whether it is a directory.
    pub directory: bool,
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
        for path in self.files.keys() {
            let Ok(rest) = path.strip_prefix(directory) else { continue };
            let mut parts = rest.components();
            let Some(first) = parts.next() else { continue };
            let entry = Entry { path: directory.join(first), directory: parts.next().is_some() };
            if entries.last() != Some(&entry) {
                entries.push(entry);
            }
        }
        entries.sort();
        entries.dedup();
        if entries.is_empty() && !directory.as_str().is_empty() { Err(std::io::ErrorKind::NotFound.into()) } else { Ok(entries) }
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        self.files.contains_key(path)
    }

    fn is_directory(&self, path: &Utf8Path) -> bool {
        path.as_str().is_empty() || self.files.keys().any(|file| file != path && file.starts_with(path))
    }
}

/// A tree on disk. Paths are joined to its root, so absolute ones stand for themselves.
#[derive(Debug, Clone)]
pub struct DiskTree {
    root: Utf8PathBuf,
}

impl DiskTree {
    /// The tree below a directory.
    pub fn new(root: impl Into<Utf8PathBuf>) -> Self {
        Self { root: root.into() }
    }
}

impl FileTree for DiskTree {
    fn read(&self, path: &Utf8Path) -> std::io::Result<Vec<u8>> {
        std::fs::read(self.root.join(path))
    }

    fn entries(&self, _directory: &Utf8Path) -> std::io::Result<Vec<Entry>> {
        Ok(Vec::new())
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        self.root.join(path).is_file()
    }

    fn is_directory(&self, path: &Utf8Path) -> bool {
        self.root.join(path).is_dir()
    }
}
