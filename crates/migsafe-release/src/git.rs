//! What git knows.

mod batch;
mod log;
mod repository;
mod tree;

use camino::{Utf8Path, Utf8PathBuf};
use migsafe_core::source::tree::FileTree;

pub use repository::Repository;
pub use tree::GitTree;

/// What a release asks of the repository. Commits are full object names.
pub trait Git: Send + Sync {
    /// The repository's root, absolute.
    fn root(&self) -> &Utf8Path;

    /// The commit that a branch, tag or object name means.
    ///
    /// # Errors
    /// There is none.
    fn resolve(&self, reference: &str) -> Result<String, GitError>;

    /// Whether one commit is another or stands behind it.
    ///
    /// # Errors
    /// One of them is not there.
    fn is_ancestor(&self, ancestor: &str, descendant: &str) -> Result<bool, GitError>;

    /// The files at a commit, by their paths from the root.
    ///
    /// # Errors
    /// Git cannot list them.
    fn tree(&self, commit: &str) -> Result<Box<dyn FileTree>, GitError>;

    /// The files below these folders (from the root) that are not as they are committed: changed, staged, untracked or ignored.
    ///
    /// # Errors
    /// Git cannot tell.
    fn uncommitted(&self, below: &[Utf8PathBuf]) -> Result<Vec<Uncommitted>, GitError>;

    /// The commits that `to` has and `from` has not, newest first, with the files that each changed.
    ///
    /// # Errors
    /// One of them is not there.
    fn commits(&self, from: Option<&str>, to: &str) -> Result<Vec<Commit>, GitError>;

    /// The tags that stand at a commit.
    ///
    /// # Errors
    /// The commit is not there.
    fn tags_at(&self, commit: &str) -> Result<Vec<String>, GitError>;

    /// Whom git takes the person at the keyboard for: an e-mail address.
    fn user(&self) -> Option<String>;
}

/// A file that is not as it is committed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uncommitted {
    /// Its path from the root.
    pub path: Utf8PathBuf,
    /// `changed`, `untracked`, `ignored`, or why git does not say.
    pub state: &'static str,
}

/// A commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its object name.
    pub id: String,
    /// Who wrote it: the author's address and those of `Co-authored-by`, in lower case.
    pub authors: Vec<String>,
    /// The first line of its message.
    pub subject: String,
    /// The files that it changed, by their paths from the root.
    pub files: Vec<Utf8PathBuf>,
}

/// What git could not do, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct GitError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl GitError {
    /// An error in words.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// An error in words, and what to do about it.
    pub fn with_help(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: Some(help.into()) }
    }
}
