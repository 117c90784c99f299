//! The policy that counts, and the gate that says why.

use camino::Utf8Path;

use super::{Difference, Effective, Policy, TrustError, effective, read_trusted, trusted_reference};
use crate::gate::{Gate, GateKind, GateReport};
use crate::git::{Git, GitError};

/// The name of the gate.
pub(crate) const GATE: Gate = Gate::of_change("policy", GateKind::Integrity);

/// The policy that counts.
pub struct Counting {
    /// The stricter of the commit's own and the trusted one, value by value.
    pub policy: Policy,
    /// Where the commit's own is looser.
    pub loosened: Vec<Difference>,
    /// Whose SSH keys count: the file's content at the trusted reference.
    pub allowed_signers: Option<Vec<u8>>,
    /// Whether that can be trusted.
    pub gate: GateReport,
}

impl Counting {
    /// `branch` is the commit's own policy, `path` the file it stands in, from the repository's root.
    pub fn of(branch: &Policy, path: &Utf8Path, git: &dyn Git) -> Self {
        let untrusted = |gate: GateReport| Self { policy: branch.clone(), loosened: Vec::new(), allowed_signers: None, gate };
        let reference = match trusted_reference(git, branch, path) {
            Ok(Some(reference)) => reference,
            Ok(None) => {
                let seen = "no policy_ref is set: whoever writes the change writes the rules for it too";
                return untrusted(GateReport::unknown(GATE, seen).next(format!("policy_ref = \"origin/main\" in {path}")));
            }
            Err(error) => return untrusted(unreadable(&error)),
        };
        let trusted = match read_trusted(git, &reference, path) {
            Ok(trusted) => trusted,
            Err(error) => return untrusted(unreadable(&error)),
        };
        let at = format!("{reference} ({})", trusted.commit.get(..10).unwrap_or(&trusted.commit));
        let gate = match &trusted.policy {
            Some(_) => GateReport::pass(GATE, format!("{path} as it stands at {at}")),
            None => GateReport::unknown(GATE, format!("{path} says nothing of releases at {at}"))
                .next(format!("merge the policy into {reference} first, in a change of its own")),
        };
        let Effective { policy, loosened, .. } = effective(branch, trusted.policy.as_ref());
        Self { policy, loosened, allowed_signers: trusted.allowed_signers, gate }
    }
}

fn unreadable(error: &TrustError) -> GateReport {
    let gate = GateReport::unknown(GATE, error.to_string());
    match error {
        TrustError::Git { error: GitError { help: Some(help), .. }, .. } => gate.next(help.clone()),
        _ => gate,
    }
}
