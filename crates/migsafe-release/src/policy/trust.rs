//! The policy that counts: the one at `policy_ref`, and what a branch makes stricter.

mod commands;
mod difference;
mod environment;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use serde::Serialize;

use super::{Assurance, EnvironmentPolicy, Policy, PolicyFault};
use crate::git::{Git, GitError};
use difference::Comparison;

/// The policy at a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedPolicy {
    /// The commit.
    pub commit: String,
    /// What `migsafe.toml` says there; nothing where there is none, or none with a policy.
    pub policy: Option<Policy>,
    /// The file whose keys count, as it stands there; nothing where that policy names none, or it is not there.
    pub allowed_signers: Option<Vec<u8>>,
}

/// Why the policy at a reference cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrustError {
    /// Git does not know it.
    Git {
        /// The reference.
        reference: String,
        /// What git says.
        error: GitError,
    },
    /// A file there cannot be read.
    File {
        /// The reference.
        reference: String,
        /// The file, from the repository's root.
        path: Utf8PathBuf,
        /// Why.
        message: String,
    },
    /// The policy there has a fault.
    Policy {
        /// The reference.
        reference: String,
        /// The file, from the repository's root.
        path: Utf8PathBuf,
        /// Its text.
        text: String,
        /// The fault.
        fault: Box<PolicyFault>,
    },
}

impl fmt::Display for TrustError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Git { reference, error } => write!(formatter, "the policy at {reference} cannot be read: {error}"),
            Self::File { reference, path, message } => write!(formatter, "{path} at {reference} cannot be read: {message}"),
            Self::Policy { reference, path, fault, .. } => write!(formatter, "{path} at {reference}: {fault}"),
        }
    }
}

impl std::error::Error for TrustError {}

/// Reads the policy at a reference; `path` is that of `migsafe.toml` from the repository's root.
///
/// # Errors
/// There is no such reference, a file there cannot be read, or the policy there has a fault.
pub fn read_trusted(git: &dyn Git, reference: &str, path: &Utf8Path) -> Result<TrustedPolicy, TrustError> {
    let git_error = |error| TrustError::Git { reference: reference.to_owned(), error };
    let commit = git.resolve(reference).map_err(git_error)?;
    let tree = git.tree(&commit).map_err(git_error)?;
    let read = |path: &Utf8Path| match tree.read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(TrustError::File { reference: reference.to_owned(), path: path.to_owned(), message: error.to_string() }),
    };
    let Some(bytes) = read(path)? else { return Ok(TrustedPolicy { commit, policy: None, allowed_signers: None }) };
    let text = String::from_utf8(bytes).map_err(|error| TrustError::File {
        reference: reference.to_owned(),
        path: path.to_owned(),
        message: format!("not UTF-8 at byte {}", error.utf8_error().valid_up_to()),
    })?;
    let policy = Policy::parse(&text).map_err(|fault| TrustError::Policy {
        reference: reference.to_owned(),
        path: path.to_owned(),
        text,
        fault: Box::new(fault),
    })?;
    let allowed_signers = match policy.as_ref().and_then(|policy| policy.allowed_signers.as_deref()) {
        Some(file) => read(file)?,
        None => None,
    };
    Ok(TrustedPolicy { commit, policy, allowed_signers })
}

/// The reference that the policy is trusted from. Where git knows the remote's own branch and the policy there names a reference, that one, so that a branch cannot choose whom it is judged by; else the one that the branch names.
///
/// # Errors
/// The policy on the remote's own branch cannot be read.
pub fn trusted_reference(git: &dyn Git, branch: &Policy, path: &Utf8Path) -> Result<Option<String>, TrustError> {
    const REMOTE: &str = "origin/HEAD";
    if git.resolve(REMOTE).is_ok()
        && let Some(reference) = read_trusted(git, REMOTE, path)?.policy.and_then(|policy| policy.policy_ref)
    {
        return Ok(Some(reference));
    }
    Ok(branch.policy_ref.clone())
}

/// The policy that counts, and where it is not the branch's or not that of `policy_ref`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// The policy that counts.
    pub policy: Policy,
    /// Where the branch is looser, or other where neither is stricter: what counts is trusted.
    pub loosened: Vec<Difference>,
    /// Where the branch is stricter, or speaks first: what counts is the branch's.
    pub tightened: Vec<Difference>,
    /// Environments that the trusted policy does not know: the branch's word alone.
    pub added: Vec<String>,
}

/// One thing that a branch and the trusted policy say differently.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Difference {
    /// The environment; none where it is of the whole release.
    pub environment: Option<String>,
    /// The key, as it is written in the file: `approval.red`, `commands.check tests`.
    pub what: String,
    /// What the branch says.
    pub branch_value: String,
    /// What the trusted policy says.
    pub trusted_value: String,
}

/// The policy that counts: of each value the stricter, and the trusted one where neither is stricter.
///
/// Without a trusted policy it is the branch's, but for signatures: a branch alone cannot do without them for red in a protected environment.
pub fn effective(branch: &Policy, trusted: Option<&Policy>) -> Effective {
    let mut comparison = Comparison::default();
    let mut added = Vec::new();
    let mut policy = match trusted {
        Some(trusted) => of_release(branch, trusted, &mut comparison),
        None => branch.clone(),
    };
    let of_trusted = trusted.iter().flat_map(|trusted| trusted.environments.keys());
    let names: BTreeSet<&String> = branch.environments.keys().chain(of_trusted).collect();
    policy.environments = names
        .into_iter()
        .filter_map(|name| {
            comparison.environment = Some(name.clone());
            let trusted_here = trusted.and_then(|trusted| trusted.environments.get(name));
            let counts = match (branch.environments.get(name), trusted_here) {
                (Some(branch), Some(trusted)) => environment::strictest(branch, trusted, &mut comparison),
                (Some(branch), None) => {
                    if trusted.is_some() {
                        added.push(name.clone());
                    }
                    EnvironmentPolicy { approval: signed(branch, &mut comparison), ..branch.clone() }
                }
                (None, Some(trusted)) => {
                    comparison.differ("environment", "removed", "kept", true, false);
                    trusted.clone()
                }
                (None, None) => return None,
            };
            Some((name.clone(), counts))
        })
        .collect();
    let Comparison { loosened, tightened, .. } = comparison;
    Effective { policy, loosened, tightened, added }
}

/// What stands outside the environments.
fn of_release(branch: &Policy, trusted: &Policy, comparison: &mut Comparison) -> Policy {
    let mut notify = trusted.notify.clone();
    notify.extend(branch.notify.iter().filter(|told| !trusted.notify.contains(told)).cloned());
    Policy {
        ledger: comparison.trusted("ledger", &branch.ledger, &trusted.ledger),
        policy_ref: comparison.first("policy_ref", branch.policy_ref.as_ref(), trusted.policy_ref.as_ref()),
        // A key that counts in the branch alone is one that the branch brought.
        allowed_signers: comparison.trusted("allowed_signers", &branch.allowed_signers, &trusted.allowed_signers),
        acceptances: comparison.trusted("acceptances", &branch.acceptances, &trusted.acceptances),
        environments: BTreeMap::new(),
        notify: comparison.stricter_list("notify", &branch.notify, &trusted.notify, notify),
        warnings: branch.warnings.clone(),
    }
}

/// The approvals of an environment that is the branch's word alone.
fn signed(branch: &EnvironmentPolicy, comparison: &mut Comparison) -> super::ApprovalPolicy {
    let mut approval = branch.approval.clone();
    if branch.is_attribution_only() {
        comparison.differ(
            "approval.assurance.red",
            &difference::shown(&approval.assurance.red),
            "signed (until policy_ref says otherwise)",
            true,
            false,
        );
        approval.assurance.red = Assurance::Signed;
    }
    approval
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
