//! The files of a git repository as they stand at a commit.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Error, ErrorKind};
use std::ops::Bound;
use std::sync::{Arc, Mutex};

use camino::{Utf8Path, Utf8PathBuf};
use migsafe_core::source::tree::{Entry, FileTree};

use super::batch::Batch;
use super::{GitError, Repository};
use crate::path::normal;

/// The tree of a commit. Paths given to it are relative to a folder in the repository, or absolute.
#[derive(Debug)]
pub struct GitTree {
    /// What paths are relative to, absolute.
    directory: Utf8PathBuf,
    /// The repository's root, absolute.
    root: Utf8PathBuf,
    files: Arc<Listing>,
    batch: Arc<Mutex<Batch>>,
}

/// Every file of a commit by its path from the root.
pub(super) type Listing = BTreeMap<Utf8PathBuf, Blob>;

#[derive(Debug, Clone)]
pub(super) struct Blob {
    object: String,
    link: bool,
}

impl GitTree {
    /// The files at a commit. Paths are relative to `directory`, absolute.
    ///
    /// # Errors
    /// Git cannot list them.
    pub fn at_commit(repository: &Repository, commit: &str, directory: &Utf8Path) -> Result<Self, GitError> {
        let files = repository.listing(commit)?;
        Ok(Self { directory: directory.to_owned(), batch: Arc::clone(&repository.batch), root: repository.root.clone(), files })
    }

    /// The files at the merge base of HEAD and `reference`. Paths are relative to `directory`, absolute.
    ///
    /// # Errors
    /// There is no such reference or no merge base.
    pub fn at_merge_base(repository: &Repository, reference: &str, directory: &Utf8Path) -> Result<Self, GitError> {
        Self::at_commit(repository, &repository.merge_base(reference)?, directory)
    }

    /// The path from the repository's root; nothing where it lies outside.
    fn inside(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        let absolute = normal(&self.directory.join(path));
        if let Ok(inside) = absolute.strip_prefix(&self.root) {
            return Some(inside.to_owned());
        }
        // Through a link, the same file has another name.
        let (existing, rest) = absolute.ancestors().find_map(|ancestor| {
            let real = ancestor.canonicalize_utf8().ok()?;
            Some((real, absolute.strip_prefix(ancestor).ok()?))
        })?;
        existing.join(rest).strip_prefix(&self.root).ok().map(Utf8Path::to_owned)
    }

    fn blob(&self, path: &Utf8Path) -> Option<(Utf8PathBuf, &Blob)> {
        let inside = self.inside(path)?;
        let blob = self.files.get(&inside)?;
        Some((inside, blob))
    }

    fn below(&self, inside: &Utf8Path) -> impl Iterator<Item = &Utf8PathBuf> {
        let all = inside.as_str().is_empty();
        let inside = inside.to_owned();
        let start = if all { Bound::Unbounded } else { Bound::Excluded(inside.clone()) };
        self.files.range((start, Bound::Unbounded)).map(|(path, _)| path).take_while(move |path| all || path.starts_with(&inside))
    }

    /// The first file behind a place, in the order of paths.
    fn behind(&self, place: &Utf8Path) -> Option<&Utf8PathBuf> {
        let start = if place.as_str().is_empty() { Bound::Unbounded } else { Bound::Excluded(place) };
        self.files.range::<Utf8Path, _>((start, Bound::Unbounded)).next().map(|(path, _)| path)
    }

    fn content(&self, object: &str) -> std::io::Result<Vec<u8>> {
        let mut batch = self.batch.lock().map_err(|_| Error::other("git cat-file stopped"))?;
        batch.read(object)
    }
}

impl FileTree for GitTree {
    fn read(&self, path: &Utf8Path) -> std::io::Result<Vec<u8>> {
        const LINKS: usize = 8;
        let Some((mut inside, mut blob)) = self.blob(path) else {
            let kind = if self.is_directory(path) { ErrorKind::IsADirectory } else { ErrorKind::NotFound };
            return Err(kind.into());
        };
        for _ in 0..LINKS {
            let content = self.content(&blob.object)?;
            if !blob.link {
                return Ok(content);
            }
            let target = String::from_utf8(content).map_err(|_| Error::from(ErrorKind::InvalidData))?;
            inside = normal(&inside.parent().unwrap_or(Utf8Path::new("")).join(target));
            blob = self.files.get(&inside).ok_or_else(|| Error::from(ErrorKind::NotFound))?;
        }
        Err(ErrorKind::InvalidInput.into())
    }

    fn entries(&self, directory: &Utf8Path) -> std::io::Result<Vec<Entry>> {
        let inside = self.inside(directory).ok_or_else(|| Error::from(ErrorKind::NotFound))?;
        let mut entries = BTreeSet::new();
        let mut place = inside.clone();
        while let Some(path) = self.behind(&place).filter(|path| path.starts_with(&inside)) {
            let Ok(rest) = path.strip_prefix(&inside) else { break };
            let mut parts = rest.components();
            let Some(first) = parts.next() else { break };
            let is_directory = parts.next().is_some();
            entries.insert(Entry { path: directory.join(first), directory: is_directory, link: false });
            // Nothing sorts behind this name: all below the folder is passed over.
            place = if is_directory { inside.join(first).join("\u{10ffff}") } else { path.clone() };
        }
        if entries.is_empty() { Err(ErrorKind::NotFound.into()) } else { Ok(entries.into_iter().collect()) }
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        self.blob(path).is_some()
    }

    fn is_directory(&self, path: &Utf8Path) -> bool {
        self.inside(path).is_some_and(|inside| self.below(&inside).next().is_some())
    }
}

/// Reads `git ls-tree -r -z`.
pub(super) fn listing(printed: &[u8]) -> Listing {
    printed.split(|byte| *byte == 0).filter_map(entry).collect()
}

/// `100644 blob 8f3b…<tab>path`. A submodule is no file; a path that is not UTF-8 is none that migsafe reads.
fn entry(line: &[u8]) -> Option<(Utf8PathBuf, Blob)> {
    let line = std::str::from_utf8(line).ok()?;
    let (fields, path) = line.split_once('\t')?;
    let mut fields = fields.split(' ');
    let (mode, kind, object) = (fields.next()?, fields.next()?, fields.next()?);
    (kind == "blob").then(|| (Utf8PathBuf::from(path), Blob { object: object.to_owned(), link: mode == "120000" }))
}
