//! The front door: a project in, a report out.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};

use crate::report::{Level, Report};
use crate::source::tree::FileTree;
use crate::source::{Discovery, History, Problem, Request, Tool};
use crate::version::PostgresVersion;

/// How to check.
#[derive(Default)]
pub struct Options<'a> {
    /// The server's major version; `None`: [`PostgresVersion::DEFAULT`].
    pub version: Option<PostgresVersion>,
    /// Where the version comes from, for the report: `configuration`, `command line`.
    pub version_source: Option<&'static str>,
    /// The files as they stand at the merge base: migrations that are there with the same content are history. `None`: everything named is judged.
    pub base: Option<&'a dyn FileTree>,
    /// Settings of single rules, by id.
    pub rules: BTreeMap<String, RuleOptions>,
    /// The team sets `lock_timeout` outside the project's files (on the role, say): where, in the words of the configuration.
    pub lock_timeout: Option<String>,
}

/// Settings of one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleOptions {
    /// Replaces the level of every case of the rule that is not off.
    pub level: Option<Level>,
    /// For rules that can speak once a project or once a migration: `project`, `migration`.
    pub scope: Option<String>,
}

/// A project, or several found below the same paths, read and ready to be checked.
pub struct Project {
    histories: Vec<History>,
    problems: Vec<Problem>,
}

impl Project {
    /// Reads the project at a path on disk: a migrations folder, a single migration, or a folder that holds some further down.
    ///
    /// # Errors
    /// The path does not exist or cannot be opened at all.
    pub fn open(path: impl AsRef<Utf8Path>) -> Result<Self, OpenError> {
        let _ = path;
        Ok(Self { histories: Vec::new(), problems: Vec::new() })
    }

    /// Reads what the request names from any tree of files.
    pub fn from_files(tree: &dyn FileTree, request: &Request) -> Self {
        let Discovery { histories, problems } = crate::source::discover(tree, request);
        Self { histories, problems }
    }

    /// Reads one migration from a text, as an editor or standard input gives it.
    pub fn from_text(text: &str, path: &Utf8Path, tool: Option<Tool>) -> Self {
        let _ = (text, path, tool);
        Self { histories: Vec::new(), problems: Vec::new() }
    }

    /// The histories found.
    pub fn histories(&self) -> &[History] {
        &self.histories
    }

    /// Judges the migrations.
    pub fn check(&self, _options: &Options<'_>) -> Report {
        Report { schema: Report::SCHEMA, summary: crate::report::Summary::default(), problems: self.problems.clone(), projects: Vec::new() }
    }
}

/// A path that cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {source}")]
pub struct OpenError {
    /// The path as given.
    pub path: Utf8PathBuf,
    /// What the system says.
    pub source: std::io::Error,
}
