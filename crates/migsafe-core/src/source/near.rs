//! The folders around a migration root, where a project keeps its settings.

use camino::{Utf8Path, Utf8PathBuf};
use regex::Regex;

use super::tree::{FileTree, join};

/// How far up a project's own files are looked for.
const HIGHEST: usize = 12;

/// The folder that holds a path; climbs with `..` where the path as the user named it has no more parts.
pub(super) fn parent(tree: &dyn FileTree, path: &Utf8Path) -> Option<Utf8PathBuf> {
    if path.file_name().is_some() {
        return path.parent().map(Utf8Path::to_owned);
    }
    tree.real_path(path)?.parent()?;
    Some(join(path, ".."))
}

/// The folder itself and those above it, nearest first, up to the repository's top. Where there is no repository: up to the topmost folder with a `package.json`, or three.
pub(super) fn upwards(tree: &dyn FileTree, folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let mut folders = vec![folder.to_owned()];
    let mut within = 3;
    while folders.len() < HIGHEST {
        let Some(last) = folders.last() else { break };
        let git = join(last, ".git");
        if tree.is_directory(&git) || tree.is_file(&git) {
            return folders;
        }
        if tree.is_file(&join(last, "package.json")) {
            within = within.max(folders.len());
        }
        match parent(tree, last) {
            Some(above) => folders.push(above),
            None => break,
        }
    }
    folders.truncate(within);
    folders
}

/// Compiles a pattern that stands in this program: once, in a static, where it does not depend on the project.
#[allow(
    clippy::expect_used,
    reason = "every caller passes a literal or escaped text, so that a failure is a defect that the first test shows"
)]
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}
