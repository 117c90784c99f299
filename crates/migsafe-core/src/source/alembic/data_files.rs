//! The files with SQL that revisions read: those that lie in and beside the folder of revisions, and where a package is named, in it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use camino::{Utf8Path, Utf8PathBuf};
use regex::Regex;

use crate::source::files::glance;
use crate::source::near::{parent, pattern};
use crate::source::tree::{FileTree, join};

/// So many folders are looked into.
const FOLDERS: usize = 400;

/// So deep below the folder around the revisions.
const DEEPEST: usize = 6;

/// So many files are read.
const MOST: usize = 400;

/// So many bytes are read of them all.
const BYTES: usize = 16 << 20;

static ENDS: LazyLock<Regex> = LazyLock::new(|| pattern(r#"\.sql["']"#));
static NAMED: LazyLock<Regex> = LazyLock::new(|| pattern(r#"([^/"'\s{}]+\.sql)["']"#));
static PACKAGE: LazyLock<Regex> = LazyLock::new(|| pattern(r#"["']([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)["']"#));
static FOLDER: LazyLock<Regex> = LazyLock::new(|| pattern(r#"["']/?((?:[\w.-]+/)+)[^"'\n]*["']"#));

/// What the texts of revisions name.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// The names of files.
    files: BTreeSet<String>,
    /// What may be a package or a folder.
    folders: BTreeSet<String>,
    /// Some name is put together.
    any: bool,
}

impl Wanted {
    /// What one text names.
    pub(super) fn of(text: &str) -> Self {
        if !ENDS.is_match(text) {
            return Self::default();
        }
        let all =
            |names: &Regex| names.captures_iter(text).filter_map(|found| Some(found.get(1)?.as_str().to_owned())).collect::<BTreeSet<_>>();
        let packages = all(&PACKAGE).into_iter().map(|name| name.replace('.', "/"));
        Self { files: all(&NAMED), folders: packages.chain(all(&FOLDER)).collect(), any: true }
    }

    /// What both name.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.files.extend(other.files);
        self.folders.extend(other.folders);
        self.any |= other.any;
        self
    }
}

/// The files, by their paths. `roots`: where Python looks for packages, and where a command may be started.
pub(super) fn read(tree: &dyn FileTree, folder: &Utf8Path, roots: &[Utf8PathBuf], wanted: &Wanted) -> BTreeMap<Utf8PathBuf, Arc<str>> {
    if !wanted.any {
        return BTreeMap::new();
    }
    let around = parent(tree, folder).unwrap_or_else(|| folder.to_owned());
    let mut found = BTreeSet::new();
    let mut left = FOLDERS;
    walk(tree, &around, DEEPEST, &mut left, &mut found);
    for (root, named) in roots.iter().flat_map(|root| wanted.folders.iter().map(move |named| (root, named))) {
        let path = named.split('/').filter(|part| !part.is_empty()).fold(root.clone(), |path, part| join(&path, part));
        if left > 0 && tree.is_directory(&path) {
            walk(tree, &path, 1, &mut left, &mut found);
        }
    }
    let is_named = |path: &Utf8PathBuf| path.file_name().is_some_and(|name| wanted.files.contains(name));
    let (named, others): (Vec<_>, Vec<_>) = found.into_iter().partition(is_named);
    let mut bytes = BYTES;
    let mut files = BTreeMap::new();
    for path in named.into_iter().chain(others).take(MOST) {
        let Some(text) = glance(tree, &path).filter(|text| text.len() <= bytes) else { continue };
        bytes -= text.len();
        files.insert(path, text);
    }
    files
}

fn walk(tree: &dyn FileTree, folder: &Utf8Path, depth: usize, left: &mut usize, found: &mut BTreeSet<Utf8PathBuf>) {
    let (Some(depth), Some(rest)) = (depth.checked_sub(1), left.checked_sub(1)) else { return };
    *left = rest;
    for entry in tree.entries(folder).unwrap_or_default() {
        if entry.directory {
            walk(tree, &entry.path, depth, left, found);
        } else if entry.path.extension() == Some("sql") {
            found.insert(entry.path);
        }
    }
}
