//! The files of a git repository as they stand at a merge base.

mod batch;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Error, ErrorKind};
use std::ops::Bound;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use camino::{Utf8Path, Utf8PathBuf};
use migsafe_core::source::tree::{Entry, FileTree};

use crate::failure::Failure;
use crate::input::normal;
use batch::Batch;

/// The tree of a commit. Paths given to it are relative to the working directory, or absolute.
#[derive(Debug)]
pub(crate) struct GitTree {
    /// The working directory, absolute.
    directory: Utf8PathBuf,
    /// The repository's root, absolute.
    root: Utf8PathBuf,
    /// Every file of the commit by its path from the root.
    files: BTreeMap<Utf8PathBuf, Blob>,
    batch: Mutex<Batch>,
}

#[derive(Debug, Clone)]
struct Blob {
    object: String,
    link: bool,
}

impl GitTree {
    /// The files at the merge base of HEAD and `reference`, in the repository that holds `place`. Both paths are absolute.
    pub(crate) fn at_merge_base(reference: &str, place: &Utf8Path, directory: &Utf8Path) -> Result<Self, Failure> {
        let git = Git { place };
        let root = git.root()?;
        let commit = git.merge_base(reference)?;
        let files = git.files(&commit)?;
        let batch = Mutex::new(Batch::new(root.clone()));
        Ok(Self { directory: directory.to_owned(), root, files, batch })
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
        for path in self.below(&inside) {
            let Ok(rest) = path.strip_prefix(&inside) else { continue };
            let mut parts = rest.components();
            if let Some(first) = parts.next() {
                entries.insert(Entry { path: directory.join(first), directory: parts.next().is_some() });
            }
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

/// The git program, run in a folder.
struct Git<'a> {
    place: &'a Utf8Path,
}

impl Git<'_> {
    /// What git prints, or what it complains about.
    fn run(&self, arguments: &[&str]) -> Result<Result<Vec<u8>, String>, Failure> {
        let output = Command::new("git").arg("-C").arg(self.place).args(arguments).stdin(Stdio::null()).output();
        let output = output.map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                Failure::with_help("--since needs git, which is not installed", "install git, or leave out --since (--all)")
            }
            _ => Failure::new(format!("git cannot be run: {error}")),
        })?;
        Ok(if output.status.success() {
            Ok(output.stdout)
        } else {
            let complaint = String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; ");
            Err(complaint.trim_start_matches("fatal: ").to_owned())
        })
    }

    fn root(&self) -> Result<Utf8PathBuf, Failure> {
        let printed = self.run(&["rev-parse", "--show-toplevel"])?.map_err(|complaint| {
            if complaint.contains("not a git repository") {
                Failure::with_help(
                    format!("--since needs a git repository, and {} is in none", self.place),
                    "leave out --since, or use --all where the configuration sets it",
                )
            } else {
                Failure::new(format!("git: {complaint}"))
            }
        })?;
        let root = String::from_utf8(printed).map_err(|_| Failure::new("the path of the git repository is not UTF-8"))?;
        let root = Utf8PathBuf::from(root.trim_end_matches(['\n', '\r']));
        Ok(root.canonicalize_utf8().unwrap_or(root))
    }

    fn merge_base(&self, reference: &str) -> Result<String, Failure> {
        let wanted = format!("{reference}^{{commit}}");
        let commit = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
        let commit = commit.map_err(|_| self.unknown(reference))?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        if self.run(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?.is_err() {
            return Err(Failure::new("--since needs a commit, and this repository has none yet"));
        }
        match self.run(&["merge-base", &commit, "HEAD"])? {
            Ok(base) => Ok(String::from_utf8_lossy(&base).trim().to_owned()),
            Err(_) if self.is_shallow()? => Err(Failure::with_help(
                format!("no merge base of HEAD and {reference}: the clone is shallow"),
                "fetch the whole history: git fetch --unshallow, or fetch-depth: 0 for actions/checkout",
            )),
            Err(_) => Err(Failure::new(format!("HEAD and {reference} have no common history"))),
        }
    }

    fn unknown(&self, reference: &str) -> Failure {
        let fetch = match reference.split_once('/') {
            Some((remote, branch)) => format!("git fetch {remote} {branch}"),
            None => "git fetch".to_owned(),
        };
        let shallow = if self.is_shallow().unwrap_or(false) { ", or fetch-depth: 0 for actions/checkout" } else { "" };
        Failure::with_help(format!("git knows no commit called {reference}"), format!("fetch it first: {fetch}{shallow}"))
    }

    fn is_shallow(&self) -> Result<bool, Failure> {
        Ok(self.run(&["rev-parse", "--is-shallow-repository"])?.is_ok_and(|printed| printed.starts_with(b"true")))
    }

    fn files(&self, commit: &str) -> Result<BTreeMap<Utf8PathBuf, Blob>, Failure> {
        let listing = self.run(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
        let listing = listing.map_err(|complaint| Failure::new(format!("git cannot list the files of {commit}: {complaint}")))?;
        Ok(listing.split(|byte| *byte == 0).filter_map(entry).collect())
    }
}

/// `100644 blob 8f3b…<tab>path`. A submodule is no file; a path that is not UTF-8 is none that migsafe reads.
fn entry(line: &[u8]) -> Option<(Utf8PathBuf, Blob)> {
    let line = std::str::from_utf8(line).ok()?;
    let (fields, path) = line.split_once('\t')?;
    let mut fields = fields.split(' ');
    let (mode, kind, object) = (fields.next()?, fields.next()?, fields.next()?);
    (kind == "blob").then(|| (Utf8PathBuf::from(path), Blob { object: object.to_owned(), link: mode == "120000" }))
}
