//! A plan: what would run, where, on what evidence; and its digest, which is all that anybody approves.

mod build;
mod changes;
mod digest;
mod ladder;
mod subject;
mod verdict;

use serde::Serialize;

use migsafe_core::Light;
use migsafe_core::report::Report;

pub use build::{PlanError, PlanRequest, build};
pub use changes::{Change, Changes};
pub use ladder::{Phase, PhaseName, PhaseState, RedStatement, Rung};
pub(crate) use subject::applied;
pub use subject::{Base, PendingMigration, PendingStatement, Subject};
pub use verdict::{Verdict, Word};

use crate::canonical::Digest;
use crate::gate::GateReport;
use crate::policy::Difference;

/// A release that could be.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// The name and version of this form.
    pub schema: &'static str,
    /// What is approved: changes with the statements, their order, the target, the rules, the policy, the way back and the commit.
    pub digest: Digest,
    /// Changes with the statements and their order alone.
    pub change_digest: Digest,
    /// Where.
    pub environment: String,
    /// Unknown blocks there.
    pub protected: bool,
    /// The reference as it was asked for.
    pub reference: String,
    /// The commit that it means.
    pub commit: String,
    /// The worst light of the pending migrations.
    pub light: Light,
    /// Something in it cannot be undone without a backup.
    pub irreversible: bool,
    /// May it run?
    pub verdict: Verdict,
    /// What would run, in order.
    pub migrations: Vec<PendingMigration>,
    /// How many migrations the environment holds already.
    pub applied: usize,
    /// What the environment holds, and since when.
    pub base: Option<Base>,
    /// What changed in the repository since.
    pub changes: Changes,
    /// Each red statement, and how far it is from being confirmed.
    pub reds: Vec<RedStatement>,
    /// Every gate.
    pub gates: Vec<GateReport>,
    /// Where this commit's policy is looser than the trusted one; the stricter counts.
    pub loosened: Vec<Difference>,
    /// What somebody should know of the policy itself.
    pub notes: Vec<String>,
    /// What `migsafe check` says of the pending migrations.
    #[serde(skip)]
    pub report: Report,
}

impl Plan {
    /// The name and version of the JSON form.
    pub const SCHEMA: &'static str = "migsafe/plan/v1";
}

#[cfg(test)]
mod tests;
