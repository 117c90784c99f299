//! Commands in a repository that reach a database past every gate: a push in a build script, a reset in CI, a migration at the start of a container.
//!
//! [`survey`] reads the files that run commands, follows scripts that call scripts, and says of each command where it runs. [`commands`] judges them for one environment.
//! Nothing is run.

mod callers;
mod command;
mod database;
mod document;
mod follow;
mod judge;
mod places;
mod repository;
mod shell;
mod targets;
#[cfg(test)]
mod tests;
mod tool;

use camino::{Utf8Path, Utf8PathBuf};
use migsafe_core::source::tree::FileTree;
use serde::Serialize;

pub use judge::commands;
pub use tool::Act;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Survey {
    /// By path and place.
    pub commands: Vec<GuardedCommand>,
    /// Files that run commands and could not be read, from the repository's root.
    pub unread: Vec<Utf8PathBuf>,
}

/// A command that reaches a database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GuardedCommand {
    /// The file that holds it, from the repository's root.
    pub path: Utf8PathBuf,
    /// Its line, counted from 1.
    pub line: usize,
    /// Its place in the file, in bytes.
    pub span: Span,
    /// As written, without control characters.
    pub text: String,
    /// The tool's command: `prisma db push`.
    pub tool: String,
    /// What that does to a database.
    pub act: Act,
    /// The same in words.
    pub does: &'static str,
    /// Where it runs. Empty: a developer's script that nothing calls.
    pub runs: Vec<Run>,
}

/// A place in a file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[expect(missing_docs, reason = "a range")]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

/// A place that a command runs in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Run {
    /// When.
    pub places: Vec<Place>,
    /// What starts it: `.github/workflows/deploy.yml job migrate`.
    pub from: String,
    /// The scripts on the way, outermost first.
    pub through: Vec<String>,
    /// Whose database it reaches, as far as the files say.
    pub database: Reached,
    /// What must hold for it to run, where that asks for a variable.
    pub condition: Option<String>,
    /// migsafe is asked before, in the same job.
    pub gated: bool,
}

/// When something runs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In the build of the code.
    Build,
    /// When a container or the application starts.
    Start,
    /// In the phase between build and start that a platform has for it.
    ReleasePhase,
    /// In CI, on a pull request.
    PullRequest,
    /// In CI, on a push to branches that these patterns match.
    Branch(Vec<String>),
    /// In CI, on a tag.
    Tag,
    /// In CI, for the environment of this name.
    Environment(String),
    /// In CI, when a person starts it.
    ByHand,
    /// In CI, at set times.
    Schedule,
}

/// Whose database a command reaches.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reached {
    /// That of the place it runs in.
    Unsaid,
    /// One of its own: a service container, a local address. With what shows it.
    Own(String),
    /// The one whose address this variable holds.
    Variable(String),
}

/// Reads the files of a repository that run commands. `root` is the repository's root as the tree names it.
pub fn survey(tree: &dyn FileTree, root: &Utf8Path) -> Survey {
    let repository = repository::Repository::read(tree, root);
    let mut follower = follow::Follower::new(&repository);
    follower.name_scripts();
    for job in places::jobs(&repository) {
        follower.follow(&job);
    }
    Survey { commands: follower.found(), unread: repository.unread() }
}
