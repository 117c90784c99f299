//! What changed in the repository since the environment's last release.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

use crate::git::Commit;

/// What changed in the repository since the environment's last release.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// How many commits.
    pub commits: usize,
    /// How many people wrote them.
    pub people: usize,
    /// The commits that touch migrations, newest first.
    pub with_migrations: Vec<Change>,
    /// Who wrote the pending migrations: addresses in lower case.
    pub authors: Vec<String>,
}

/// A commit that touches migrations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its object name.
    pub commit: String,
    /// The first line of its message.
    pub subject: String,
    /// The files of migrations.
    pub migrations: Vec<Utf8PathBuf>,
    /// How many other files it changed: a migration with its code, or apart from it.
    pub other_files: usize,
}

impl Changes {
    /// Sums up commits, newest first. `roots` are the migrations' folders, `pending` the files of the pending migrations.
    pub(super) fn of(commits: &[Commit], roots: &[Utf8PathBuf], pending: &[&Utf8Path]) -> Self {
        let mut changes = Self { commits: commits.len(), ..Self::default() };
        let (mut people, mut authors) = (BTreeSet::new(), BTreeSet::new());
        for commit in commits {
            people.extend(&commit.authors);
            let (migrations, others): (Vec<_>, Vec<_>) =
                commit.files.iter().partition(|file| roots.iter().any(|root| root.as_str().is_empty() || file.starts_with(root)));
            if migrations.is_empty() {
                continue;
            }
            if migrations.iter().any(|file| pending.contains(&file.as_path())) {
                authors.extend(commit.authors.iter().cloned());
            }
            changes.with_migrations.push(Change {
                commit: commit.id.clone(),
                subject: commit.subject.clone(),
                migrations: migrations.into_iter().cloned().collect(),
                other_files: others.len(),
            });
        }
        changes.people = people.len();
        changes.authors = authors.into_iter().collect();
        changes
    }
}
