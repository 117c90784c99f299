//! Reading texts, and saying what is wrong with those that cannot be read.

use std::io;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use super::tree::FileTree;
use super::{Cut, Migration, Problem, Script, Standing};

/// The largest file that is read, in bytes: far beyond any migration that a person wrote, and small enough to hold in memory.
pub(super) const LARGEST: u64 = 100 * 1024 * 1024;

/// How a file begins that Git LFS holds elsewhere. Source: its specification, *The Pointer*.
const LFS_POINTER: &str = "version https://git-lfs.github.com/spec/v1\n";

/// A migration whose files are known and not yet read.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) id: String,
    pub(super) up: Utf8PathBuf,
    pub(super) down: Option<Utf8PathBuf>,
    pub(super) standing: Standing,
    pub(super) cut: Cut,
}

impl Draft {
    pub(super) fn new(id: impl Into<String>, up: Utf8PathBuf) -> Self {
        Self { id: id.into(), up, down: None, standing: Standing::Judged, cut: Cut::Whole }
    }
}

/// Reads the scripts, in parallel. What cannot be read becomes a problem; its migration is left out.
pub(super) fn read_migrations(tree: &dyn FileTree, drafts: Vec<Draft>, problems: &mut Vec<Problem>) -> Vec<Migration> {
    let read: Vec<(Option<Migration>, Vec<Problem>)> = drafts.into_par_iter().map(|draft| read_migration(tree, draft)).collect();
    let mut migrations = Vec::with_capacity(read.len());
    for (migration, faults) in read {
        migrations.extend(migration);
        problems.extend(faults);
    }
    migrations
}

fn read_migration(tree: &dyn FileTree, draft: Draft) -> (Option<Migration>, Vec<Problem>) {
    let mut problems = Vec::new();
    let script = |path: &Utf8Path, problems: &mut Vec<Problem>| {
        read_text(tree, path).map_err(|problem| problems.push(problem)).ok().map(|text| Script {
            path: path.to_owned(),
            text: text.into(),
            range: None,
            cut: draft.cut,
            ..Script::default()
        })
    };
    let up = script(&draft.up, &mut problems);
    let down = draft.down.as_deref().and_then(|path| script(path, &mut problems));
    let migration = up.map(|up| Migration { down, standing: draft.standing, ..Migration::new(draft.id, up) });
    (migration, problems)
}

/// The text of a file.
pub(super) fn read_text(tree: &dyn FileTree, path: &Utf8Path) -> Result<String, Problem> {
    let problem = |message: String| Problem { path: path.to_owned(), message };
    let bytes = tree.read(path).map_err(|error| problem(describe(&error)))?;
    if bytes.len() as u64 > LARGEST {
        return Err(problem(describe(&io::ErrorKind::FileTooLarge.into())));
    }
    let text = String::from_utf8(bytes).map_err(|error| problem(format!("not UTF-8 at byte {}", error.utf8_error().valid_up_to())))?;
    if text.starts_with(LFS_POINTER) {
        return Err(problem("kept in Git LFS: what stands here is a pointer, and what a deploy would run cannot be seen".into()));
    }
    match text.find('\0') {
        Some(at) => Err(problem(format!("a NUL byte at byte {at}, which PostgreSQL does not accept"))),
        None => Ok(text),
    }
}

/// The text of a file that helps but is not needed: nothing where it cannot be read.
pub(super) fn glance(tree: &dyn FileTree, path: &Utf8Path) -> Option<Arc<str>> {
    if !tree.is_file(path) {
        return None;
    }
    let bytes = tree.read(path).ok()?;
    Some(String::from_utf8(bytes).map_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into(), Into::into))
}

/// An error of the file system in the words of a problem.
pub(super) fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "no permission to read it".into(),
        io::ErrorKind::FileTooLarge => format!("larger than {} MB, not read", LARGEST / 1024 / 1024),
        io::ErrorKind::IsADirectory => "a folder, not a file".into(),
        _ => error.to_string(),
    }
}
