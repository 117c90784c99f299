//! What a plan is about: the pending migrations, judged.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use jiff::Timestamp;
use migsafe_core::digest::Digests;
use migsafe_core::effect::Reversible;
use migsafe_core::report::{Impact, MigrationReport, ProjectReport, Report};
use migsafe_core::rollback::Rollback;
use migsafe_core::source::tree::FileTree;
use migsafe_core::source::{History, Migration, Problem, Request, Standing, Tool};
use migsafe_core::{Class, Light, Options, Place, Project};
use serde::Serialize;

use super::PlanRequest;
use crate::canonical::Digest;
use crate::gates::history::key;
use crate::ledger::{Adoption, AppliedMigration};

/// What a plan is about.
pub struct Subject {
    /// What `migsafe check` says of the pending migrations.
    pub report: Report,
    /// The pending migrations, in order.
    pub pending: Vec<PendingMigration>,
    /// Every migration at the commit that its tool would run, in order.
    pub current: Vec<AppliedMigration>,
    /// The folders of migrations.
    pub roots: Vec<Utf8PathBuf>,
}

/// A migration that would run.
#[derive(Debug, Clone, Serialize)]
pub struct PendingMigration {
    /// The folder of its project.
    pub root: Utf8PathBuf,
    /// Whose it is.
    pub tool: Tool,
    /// Its name in the tool.
    pub id: String,
    /// Its file.
    pub path: Utf8PathBuf,
    /// That of its worst statement.
    pub class: Class,
    /// That of its worst statement.
    pub light: Light,
    /// The digest of its tokens.
    pub tokens: Digest,
    /// The digest of its bytes.
    pub raw: Digest,
    /// Its statements.
    pub statements: Vec<PendingStatement>,
    /// What it changes, table by table.
    pub impact: Impact,
    /// What undoes it.
    pub rollback: Rollback,
    /// The tool keeps a way back of its own.
    pub has_down: bool,
}

/// A statement that would run.
#[derive(Debug, Clone, Serialize)]
pub struct PendingStatement {
    /// Its line, from 1.
    pub line: usize,
    /// Every operation in it was read.
    pub understood: bool,
    /// What kind of change it is.
    pub class: Class,
    /// Likewise.
    pub light: Light,
}

/// What an environment holds, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Base {
    /// The commit whose history it holds.
    pub commit: String,
    /// Since when that is recorded.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// How many migrations.
    pub migrations: usize,
}

impl Subject {
    /// Reads the migrations at the commit and judges those that the environment does not hold.
    pub(super) fn read(request: &PlanRequest<'_>, base: Option<&Adoption>, base_tree: Option<&dyn FileTree>) -> Self {
        let project = Project::from_files(request.tree, &Request { paths: request.paths.clone(), ..Request::default() });
        let mut histories = project.histories().to_vec();
        let current: Vec<Vec<AppliedMigration>> = histories.iter().map(applied).collect();
        mark(&mut histories, base);
        let roots: BTreeSet<Utf8PathBuf> = histories.iter().map(|history| history.root.clone()).collect();
        let options = Options {
            version: request.version.map(|(version, _)| version),
            version_source: request.version.map(|(_, source)| source),
            base: base_tree,
            together: true,
            rollback: true,
            // The tree is the repository's.
            place: Some(Place::default()),
            lock_timeout: request.lock_timeout.clone(),
            ..Options::default()
        };
        let mut report = Project::from_histories(histories).check(&options);
        report.problems = problems(project.problems(), &report.problems);
        let held = |root: &Utf8PathBuf, id: &str| {
            base.is_some_and(|base| base.migrations.iter().any(|applied| key(applied) == (root.as_path(), id)))
        };
        for project in &mut report.projects {
            // What is held and judged all the same was edited: the history gate says so.
            let root = project.root.clone();
            project.migrations.retain(|migration| !held(&root, &migration.id));
        }
        let pending =
            report.projects.iter().flat_map(|project| project.migrations.iter().map(move |migration| pending(project, migration)));
        let pending = pending.collect();
        Self { report, pending, current: current.into_iter().flatten().collect(), roots: roots.into_iter().collect() }
    }

    /// The pending migrations, judged.
    pub(super) fn judged(&self) -> impl Iterator<Item = &MigrationReport> {
        self.report.projects.iter().flat_map(|project| &project.migrations)
    }

    /// The pending migrations as an environment would hold them.
    pub(super) fn as_applied(&self) -> Vec<AppliedMigration> {
        let applied = |pending: &PendingMigration| AppliedMigration {
            root: pending.root.clone(),
            id: pending.id.clone(),
            tokens: pending.tokens.clone(),
            raw: pending.raw.clone(),
        };
        self.pending.iter().map(applied).collect()
    }
}

/// The migrations of a history that its tool would run.
pub(crate) fn applied(history: &History) -> Vec<AppliedMigration> {
    let one = |migration: &Migration| {
        let digests = Digests::of(migration, history.dialect);
        AppliedMigration { root: history.root.clone(), id: migration.id.clone(), tokens: digests.tokens.into(), raw: digests.raw.into() }
    };
    history.migrations.iter().filter(|migration| migration.standing != Standing::Orphan).map(one).collect()
}

/// What the environment holds is history, whatever text it has now: that it was edited is said by another gate.
fn mark(histories: &mut [History], base: Option<&Adoption>) {
    let held: BTreeSet<_> = base.iter().flat_map(|base| base.migrations.iter().map(key)).collect();
    for history in histories {
        for migration in &mut history.migrations {
            if migration.standing == Standing::Judged && held.contains(&(history.root.as_path(), migration.id.as_str())) {
                migration.standing = Standing::History;
            }
        }
    }
}

fn pending(project: &ProjectReport, migration: &MigrationReport) -> PendingMigration {
    PendingMigration {
        root: project.root.clone(),
        tool: project.tool,
        id: migration.id.clone(),
        path: migration.path.clone(),
        class: migration.class,
        light: migration.light,
        tokens: migration.digests.tokens.into(),
        raw: migration.digests.raw.into(),
        impact: migration.impact(),
        // The check was asked for it.
        rollback: migration.rollback().unwrap_or(Rollback { grade: Reversible::Impossible, steps: Vec::new() }),
        has_down: migration.digests.down.is_some(),
        statements: migration
            .statements
            .iter()
            .map(|statement| PendingStatement {
                line: statement.line,
                understood: statement.understood,
                class: statement.class,
                light: statement.light,
            })
            .collect(),
    }
}

fn problems(read: &[Problem], judged: &[Problem]) -> Vec<Problem> {
    let all: BTreeSet<&Problem> = read.iter().chain(judged).collect();
    all.into_iter().cloned().collect()
}
