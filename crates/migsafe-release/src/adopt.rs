//! Recording what an environment holds: the migrations of a commit, and squashes of earlier ones.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Path, Utf8PathBuf};
use migsafe_core::Project;
use migsafe_core::project::replay;
use migsafe_core::source::tree::FileTree;
use migsafe_core::source::{History, Request};

use crate::gates::history::key;
use crate::ledger::{Adoption, AppliedMigration};
use crate::plan::applied;

/// What is recorded, and what it rests on.
pub struct Adopting<'a> {
    /// The environment.
    pub environment: &'a str,
    /// The commit whose migrations it holds.
    pub commit: &'a str,
    /// The files at the commit.
    pub tree: &'a dyn FileTree,
    /// Where the migrations are; empty: they are searched for.
    pub paths: Vec<Utf8PathBuf>,
    /// What it held before.
    pub base: Option<&'a Adoption>,
    /// The reference from which policy is trusted.
    pub policy_ref: Option<&'a str>,
    /// Why.
    pub reason: Option<&'a str>,
}

/// Why nothing is recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// What does not fit.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// So many lines of a difference are named.
const NAMED: usize = 6;

/// What the environment holds from now on.
///
/// # Errors
/// A migration that it held is gone or was edited, or there is none at all.
pub fn adopt(adopting: &Adopting<'_>) -> Result<Adoption, Refusal> {
    let histories = adopting.histories(adopting.tree);
    let migrations = adopting.migrations(&histories)?;
    let squashed = adopting.base.map(|base| base.squashed.clone()).unwrap_or_default();
    if let Some(base) = adopting.base {
        let gone = missing(base, &migrations);
        if let Some(first) = gone.first() {
            return Err(Refusal {
                message: format!("{} holds {}, which is not in {} as it was applied", adopting.environment, list(&gone), adopting.commit),
                help: format!(
                    "restore {first}; where migrations were squashed on purpose: migsafe release adopt --env {} --squash",
                    adopting.environment
                ),
            });
        }
    }
    Ok(adopting.adoption(migrations, squashed))
}

/// Likewise where migrations were squashed: those that are gone are listed, and both histories must come to the same schema. `before` are the files at the commit of the base.
///
/// # Errors
/// Nothing is gone, or the schemas differ.
pub fn squash(adopting: &Adopting<'_>, before: &dyn FileTree) -> Result<Adoption, Refusal> {
    let base = adopting.base.ok_or_else(|| Refusal {
        message: format!("nothing is recorded of what {} holds, so nothing can have been squashed", adopting.environment),
        help: format!("migsafe release adopt --env {} --at COMMIT", adopting.environment),
    })?;
    let new = adopting.histories(adopting.tree);
    let migrations = adopting.migrations(&new)?;
    let gone: Vec<&AppliedMigration> = base.migrations.iter().filter(|held| !migrations.iter().any(|now| key(now) == key(held))).collect();
    if gone.is_empty() {
        return Err(Refusal {
            message: format!("every migration that {} holds is still there: nothing was squashed", adopting.environment),
            help: "leave --squash out".to_owned(),
        });
    }
    let (old_lines, new_lines) = (lines(&adopting.histories(before)), lines(&new));
    let differences: Vec<String> = old_lines
        .difference(&new_lines)
        .map(|line| format!("- {line}"))
        .chain(new_lines.difference(&old_lines).map(|line| format!("+ {line}")))
        .collect();
    if !differences.is_empty() {
        let shown = differences.iter().take(NAMED).cloned().collect::<Vec<_>>().join("\n");
        let more = differences.len().saturating_sub(NAMED);
        return Err(Refusal {
            message: format!(
                "the squashed history does not come to the schema that {} holds: {} differences",
                adopting.environment,
                differences.len()
            ),
            help: format!("make them agree{}:\n{shown}", if more > 0 { format!(" (and {more} more)") } else { String::new() }),
        });
    }
    let squashed = base.squashed.iter().chain(gone).cloned().collect();
    Ok(adopting.adoption(migrations, squashed))
}

impl Adopting<'_> {
    fn histories(&self, tree: &dyn FileTree) -> Vec<History> {
        Project::from_files(tree, &Request { paths: self.paths.clone(), ..Request::default() }).histories().to_vec()
    }

    fn migrations(&self, histories: &[History]) -> Result<Vec<AppliedMigration>, Refusal> {
        let migrations: Vec<AppliedMigration> = histories.iter().flat_map(applied).collect();
        if migrations.is_empty() && self.base.is_some_and(|base| !base.migrations.is_empty()) {
            return Err(Refusal {
                message: format!("no migrations were found at {}", self.commit),
                help: "name their folder in [check] paths".to_owned(),
            });
        }
        Ok(migrations)
    }

    fn adoption(&self, migrations: Vec<AppliedMigration>, squashed: Vec<AppliedMigration>) -> Adoption {
        Adoption {
            environment: self.environment.to_owned(),
            commit: self.commit.to_owned(),
            migrations,
            squashed,
            policy_ref: self.policy_ref.map(str::to_owned),
            reason: self.reason.map(str::to_owned),
        }
    }
}

/// What the base holds and the list lacks, or has with other tokens.
fn missing(base: &Adoption, now: &[AppliedMigration]) -> Vec<String> {
    let tokens: BTreeMap<(&Utf8Path, &str), _> = now.iter().map(|migration| (key(migration), &migration.tokens)).collect();
    let is_gone = |held: &&AppliedMigration| {
        tokens.get(&key(held)) != Some(&&held.tokens) && !base.squashed.iter().any(|gone| key(gone) == key(held))
    };
    base.migrations.iter().filter(is_gone).map(|held| held.id.clone()).collect()
}

/// The schemas of all histories, in lines.
fn lines(histories: &[History]) -> BTreeSet<String> {
    histories.iter().flat_map(|history| replay(history).lines()).collect()
}

fn list(names: &[String]) -> String {
    match names.len().saturating_sub(NAMED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ")),
    }
}
