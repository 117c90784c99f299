//! Finding and reading a project: which files are migrations, in which order, and how its tool runs them.

mod model;
pub mod tree;

pub use model::*;

use camino::Utf8PathBuf;

use tree::FileTree;

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// What the user named: folders (searched for migration roots, or one themselves), files (judged, with their project as history). Empty: the tree's root.
    pub paths: Vec<Utf8PathBuf>,
    /// Which tool the migrations belong to, where the user said so.
    pub tool: Option<Tool>,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Discovery {
    /// The projects, sorted by root.
    pub histories: Vec<History>,
    /// What could not be read, sorted.
    pub problems: Vec<Problem>,
}

/// Finds the migration roots below the paths and reads them.
pub fn discover(_tree: &dyn FileTree, _request: &Request) -> Discovery {
    Discovery::default()
}
