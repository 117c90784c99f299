//! The shape of a report.

use std::sync::Arc;

use camino::Utf8PathBuf;
use serde::Serialize;

use crate::classify::{Class, Light};
use crate::digest::Digests;
use crate::effect::Effect;
use crate::name::QualifiedName;
use crate::operation::{HOLE, Located};
use crate::rollback::Inverse;
use crate::source::{Dialect, Language, Problem, Runner, Tool, TransactionScope};
use crate::span::Span;
use crate::version::PostgresVersion;

use super::{Excerpt, Statements};

pub use migsafe_rules::Level;

/// Everything that a check found.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The name and version of this form.
    pub schema: &'static str,
    /// Counts over all projects.
    pub summary: Summary,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// The projects found, sorted by root.
    pub projects: Vec<ProjectReport>,
}

/// Counts over all projects.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// The worst light of all.
    pub light: Light,
    /// Migrations judged.
    pub migrations: usize,
    /// Their statements.
    pub statements: usize,
    /// Findings of level error that are not suppressed.
    pub errors: usize,
    /// Likewise of level warning.
    pub warnings: usize,
    /// Likewise of level info.
    pub infos: usize,
    /// Findings suppressed by a comment, of any level.
    pub suppressed: usize,
    /// Findings that the team accepts, of any level.
    pub accepted: usize,
    /// Statements not understood.
    pub not_understood: usize,
}

impl Summary {
    /// Counts a finding.
    pub(crate) fn count(&mut self, finding: &Finding) {
        let counter = match finding.level {
            _ if finding.is_accepted() => &mut self.accepted,
            _ if finding.suppressed.is_some() => &mut self.suppressed,
            Level::Error => &mut self.errors,
            Level::Warning => &mut self.warnings,
            Level::Info | Level::Off => &mut self.infos,
        };
        *counter += 1;
    }
}

/// One project: one folder of migrations of one tool.
#[derive(Debug, Clone, Serialize)]
pub struct ProjectReport {
    /// Its folder.
    pub root: Utf8PathBuf,
    /// Whose it is.
    pub tool: Tool,
    /// Which database it is for.
    pub dialect: Dialect,
    /// The version of PostgreSQL that was judged for; `None` for another database, of which nothing hangs on it.
    pub version: Option<PostgresVersion>,
    /// Where the version comes from: `default`, `configuration`, `command line`.
    pub version_source: Option<&'static str>,
    /// How it runs.
    pub runner: Runner,
    /// The worst light of its judged migrations.
    pub light: Light,
    /// How many earlier migrations were replayed and not judged.
    pub replayed: usize,
    /// Why nothing in it was judged, where that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
    /// Findings about the project as a whole.
    pub findings: Vec<Finding>,
    /// The judged migrations, in order.
    pub migrations: Vec<MigrationReport>,
}

/// One judged migration.
#[derive(Debug, Clone, Serialize)]
pub struct MigrationReport {
    /// Its name in the tool.
    pub id: String,
    /// Its file.
    pub path: Utf8PathBuf,
    /// What runs in one transaction with its statements.
    pub transaction: TransactionScope,
    /// That of its worst statement.
    pub class: Class,
    /// That of its worst statement.
    pub light: Light,
    /// Its statements, in order.
    pub statements: Statements,
    /// Its findings, by place.
    pub findings: Vec<Finding>,
    /// What makes it the same migration elsewhere and later.
    pub digests: Digests,
    /// The file's text, for showing places in it.
    #[serde(skip)]
    pub text: Arc<str>,
    /// The bytes of that text that the migration answers for.
    #[serde(skip)]
    pub part: Span,
    /// The language of that text.
    #[serde(skip)]
    pub language: Language,
    /// Whose SQL it is.
    #[serde(skip)]
    pub dialect: Dialect,
}

/// One statement.
#[derive(Debug, Clone, Serialize)]
pub struct StatementReport {
    /// Its line, from 1.
    pub line: usize,
    /// Its bytes in the file.
    pub span: Span,
    /// Its text.
    pub sql: Excerpt,
    /// Every operation in it was read.
    pub understood: bool,
    /// What was not read and why.
    pub why_not: Option<String>,
    /// Its class.
    pub class: Class,
    /// Its light.
    pub light: Light,
    /// What it asks.
    pub operations: Vec<Located>,
    /// What it does, all operations together.
    pub effects: Arc<Effect>,
    /// The effect of each operation, in the same order.
    #[serde(skip)]
    pub operation_effects: Vec<Arc<Effect>>,
    /// The class of each operation, in the same order.
    #[serde(skip)]
    pub operation_classes: Vec<Class>,
    /// What undoes each operation, in the same order; empty where nobody asked.
    #[serde(skip)]
    pub inverses: Vec<Inverse>,
    /// The tables and columns that it drops, with what they were before the deploy; known only where the judged migrations are pending together.
    #[serde(skip)]
    pub dropped: Vec<Dropped>,
}

/// A table or column that a statement drops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The table.
    pub table: QualifiedName,
    /// The column; nothing where the whole table goes.
    pub column: Option<String>,
    /// How it stood before the first of the pending migrations.
    pub before: Before,
}

/// How a table or column stood before the deploy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// It was not there: the same deploy creates it.
    Absent,
    /// The history does not show it.
    Unseen,
    /// A table, or a column that code can leave out of an `INSERT`: it is nullable or gets a value by itself.
    Tolerant,
    /// A column that every `INSERT` must name: `NOT NULL`, and nothing gives it a value.
    Required,
}

/// A consequence that a person would act on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    /// How grave, as configured.
    pub level: Level,
    /// How grave the rule itself says it is. Lights follow this one.
    #[serde(skip)]
    pub default_level: Level,
    /// What happens to whom, in one sentence without a capital and full stop.
    pub message: String,
    /// The file.
    pub path: Utf8PathBuf,
    /// The line of its place, from 1.
    pub line: usize,
    /// The column of its place, from 1, in characters.
    pub column: usize,
    /// Its place: bytes in the file.
    pub span: Span,
    /// What the server does there, in a few words: `ACCESS EXCLUSIVE on users, instant · cannot be undone`.
    pub label: String,
    /// Other places that matter.
    pub related: Vec<Related>,
    /// What to do instead, in prose.
    pub help: Option<String>,
    /// The safe rewrite of this statement, in steps that the project's runner can execute.
    pub fix: Option<Fix>,
    /// An id of this finding that survives line moves and edits elsewhere: 16 hexadecimal digits.
    pub fingerprint: String,
    /// Why it does not count, where somebody said so.
    pub suppressed: Option<Suppression>,
}

impl Finding {
    /// Whether it shows what to do instead, step by step.
    pub fn has_safe_way(&self) -> bool {
        self.fix.as_ref().is_some_and(|fix| !fix.steps.is_empty())
    }

    /// Whether the team accepts it.
    pub fn is_accepted(&self) -> bool {
        self.suppressed.as_ref().is_some_and(|suppression| suppression.by == Suppression::ACCEPTANCE)
    }

    /// Whether it is about the integrity of the history (what was merged, its order, the tool's own list) and not about what a statement does.
    pub fn is_integrity(&self) -> bool {
        migsafe_rules::find(self.rule).is_some_and(|rule| rule.category == migsafe_rules::Category::Bookkeeping)
    }
}

/// Another place that matters to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// The file.
    pub path: Utf8PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The bytes.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// A safe rewrite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What to do, in order.
    pub steps: Vec<Step>,
}

/// One step of a safe rewrite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// What it is for, without a capital and full stop.
    pub title: String,
    /// The SQL; empty where the step is not SQL (ship code, wait).
    pub sql: String,
    /// How it must run.
    pub place: Place,
}

impl Step {
    /// Whether a name in its SQL is known at run time only, and `…` stands for a part of it.
    #[must_use]
    pub fn lacks_a_name(&self) -> bool {
        self.sql.split('"').skip(1).step_by(2).any(|name| name.contains(HOLE))
    }
}

/// Where a step of a rewrite runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In the same migration as the step before.
    SameMigration,
    /// In a migration of its own that may be deployed together with the one before, as the runner commits between them.
    OwnMigration,
    /// In a migration of its own, in a later deploy.
    LaterDeploy,
    /// By hand or by a job outside the migration tool, outside any transaction.
    OutsideTool,
}

/// Why a finding does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suppression {
    /// `comment` or `acceptance`.
    pub by: &'static str,
    /// The reason given.
    pub reason: Option<String>,
}

impl Suppression {
    /// Of those that the team accepts.
    pub const ACCEPTANCE: &'static str = "acceptance";
}

impl MigrationReport {
    /// The text of the statement that a finding stands in; nothing where it stands in none.
    pub fn statement_of(&self, finding: &Finding) -> &str {
        let at = finding.span.start;
        let place = self.statements.places().find(|place| place.start <= at && at < place.end);
        place.map_or("", |place| place.of(&self.text))
    }
}

impl Report {
    /// The name and version of the JSON form.
    pub const SCHEMA: &'static str = "migsafe/report/v1";

    /// The worst light of all.
    pub fn light(&self) -> Light {
        self.summary.light
    }

    /// All findings, the projects' own first, then by migration and place.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.projects
            .iter()
            .flat_map(|project| project.findings.iter().chain(project.migrations.iter().flat_map(|migration| &migration.findings)))
    }
}
