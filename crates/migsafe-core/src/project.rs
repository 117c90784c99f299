//! The front door: a project in, a report out.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;

use crate::report::{Accepted, Keep, Level, ProjectReport, Report, Summary};
use crate::schema::Schema;
use crate::source::tree::{DiskTree, FileTree};
use crate::source::{Dialect, Discovery, History, Language, Problem, Request, Script, Tool};
use crate::sql::{self, Statement};
use crate::version::PostgresVersion;
use crate::{alembic, judge};

/// How to check.
#[derive(Default)]
pub struct Options<'a> {
    /// The server's major version; `None`: [`PostgresVersion::DEFAULT`].
    pub version: Option<PostgresVersion>,
    /// Where the version comes from, for the report: `configuration`, `command line`.
    pub version_source: Option<&'static str>,
    /// The files as they stand at the merge base: migrations that are there with the same content are history. `None`: everything named is judged.
    pub base: Option<&'a dyn FileTree>,
    /// The judged migrations are known to be pending together, as those are that `base` lacks.
    pub together: bool,
    /// Settings of single rules, by id.
    pub rules: BTreeMap<String, RuleOptions>,
    /// Say of each statement what undoes it ([`crate::report::MigrationReport::rollback`]).
    pub rollback: bool,
    /// The team sets `lock_timeout` outside the project's files (on the role, say): where, in the words of the configuration.
    pub lock_timeout: Option<String>,
    /// Where the tree stands in its repository, absolute paths both: fingerprints then tell two projects of one repository apart.
    pub place: Option<Place>,
    /// How much the report keeps of the statements.
    pub statements: Keep,
    /// Findings that the team accepts, by fingerprint.
    pub accepted: BTreeMap<String, Accepted>,
}

/// Where a tree stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// What the tree's paths are relative to.
    pub directory: Utf8PathBuf,
    /// The top of the repository.
    pub top: Utf8PathBuf,
}

impl Place {
    /// A path of the tree, as seen from the top of the repository; as it is where it lies outside.
    pub(crate) fn seen_from_top(&self, path: &Utf8Path) -> Utf8PathBuf {
        let mut parts: Vec<&str> = Vec::new();
        let whole = self.directory.join(path);
        for part in whole.as_str().split(['/', '\\']) {
            match part {
                "" | "." => {}
                ".." if parts.last().is_some_and(|last| *last != "..") => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        let top: Vec<&str> = self.top.as_str().split(['/', '\\']).filter(|part| !part.is_empty()).collect();
        Utf8PathBuf::from(parts.strip_prefix(&top[..]).unwrap_or(&parts).join("/"))
    }
}

impl Options<'_> {
    /// What a project's root is called in its fingerprints; nothing where it is not known where the tree stands.
    pub(crate) fn place_of(&self, root: &Utf8Path) -> Option<String> {
        Some(self.place.as_ref()?.seen_from_top(root).into_string())
    }

    /// Whether the judged migrations are known to be pending together.
    pub(crate) fn pending_together(&self) -> bool {
        self.together || self.base.is_some()
    }
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
        let path = path.as_ref();
        std::fs::metadata(path).map_err(|source| OpenError { path: path.to_owned(), source })?;
        let request = Request { paths: vec![path.to_owned()], ..Request::default() };
        Ok(Self::from_files(&DiskTree::new("."), &request))
    }

    /// Reads what the request names from any tree of files.
    pub fn from_files(tree: &dyn FileTree, request: &Request) -> Self {
        let Discovery { histories, problems } = crate::source::discover(tree, request);
        Self { histories, problems }
    }

    /// A project of histories that the caller has read or made himself.
    pub fn from_histories(histories: Vec<History>) -> Self {
        Self { histories, problems: Vec::new() }
    }

    /// Reads one migration from a text, as an editor or standard input gives it; what `alembic upgrade --sql` prints gives one for each revision. Without a tool and without
    /// marks in the text it counts as a plain SQL file, for the database that its SQL looks like.
    pub fn from_text(text: &str, path: &Utf8Path, tool: Option<Tool>) -> Self {
        Self { histories: vec![crate::source::single(text, path, tool)], problems: Vec::new() }
    }

    /// The same for that database.
    pub fn from_text_for(text: &str, path: &Utf8Path, tool: Option<Tool>, dialect: Dialect) -> Self {
        let mut project = Self::from_text(text, path, tool);
        project.histories.iter_mut().for_each(|history| history.settle(dialect));
        project
    }

    /// The histories found.
    pub fn histories(&self) -> &[History] {
        &self.histories
    }

    /// What could not be read.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// Judges the migrations.
    pub fn check(&self, options: &Options<'_>) -> Report {
        let mut histories = self.histories.clone();
        if let Some(base) = options.base {
            crate::source::mark_history(&mut histories, base);
        }
        let projects: Vec<ProjectReport> = histories.par_iter().map(|history| judge::judge(history, options)).collect();
        let summary = summarize(&projects);
        Report { schema: Report::SCHEMA, summary, problems: self.problems.clone(), projects }
    }
}

/// The schema that a history comes to when every migration of it has run.
pub fn replay(history: &History) -> Schema {
    judge::replay(history)
}

/// Reads a script in whatever language it is written.
pub fn read_script(script: &Script) -> Vec<Statement> {
    match script.language {
        Language::Sql => sql::read(script),
        Language::Python => alembic::read(script),
    }
}

fn summarize(projects: &[ProjectReport]) -> Summary {
    let mut summary = Summary::default();
    for project in projects {
        summary.light = summary.light.max(project.light);
        project.findings.iter().for_each(|finding| summary.count(finding));
        for migration in &project.migrations {
            summary.migrations += 1;
            summary.statements += migration.statements.count();
            summary.not_understood += migration.statements.not_understood();
            migration.findings.iter().for_each(|finding| summary.count(finding));
        }
    }
    summary
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
