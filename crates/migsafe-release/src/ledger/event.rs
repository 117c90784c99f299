//! What the ledger holds.

use camino::Utf8PathBuf;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::canonical::Digest;
use crate::identity::Actor;

/// One thing that was said or done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Event {
    /// An environment's base: what its database holds.
    Adopted(Adoption),
    /// Somebody said yes to a plan.
    Approved(Approval),
    /// Somebody said no to a plan: it stays refused.
    Rejected(Rejection),
    /// Somebody took an approval back.
    Revoked(Revocation),
    /// Somebody ticked an item of the checklist for a plan.
    Ticked(Tick),
    /// Somebody opened a risk gate for a plan.
    Overridden(Override),
    /// A line that was cut short by a crash was taken off the end.
    Repaired {
        /// Its length in bytes.
        bytes: u64,
    },
}

impl Event {
    /// What happened, in a line.
    pub fn in_words(&self) -> String {
        match self {
            Self::Adopted(it) => {
                let why = it.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
                format!("{} holds {} migrations at {}{why}", it.environment, it.migrations.len(), it.commit.get(..10).unwrap_or(&it.commit))
            }
            Self::Approved(it) => {
                let how = if it.signature.is_some() { ", signed" } else { "" };
                format!("{} said yes to plan {} to {}{how}", it.statement.by, it.statement.plan.short(), it.statement.environment)
            }
            Self::Rejected(it) => format!("no to plan {} to {}: {}", it.plan.short(), it.environment, it.reason),
            Self::Revoked(it) => format!("the yes of {} to plan {} to {} is taken back", it.of, it.plan.short(), it.environment),
            Self::Ticked(it) => format!("`{}` ticked for plan {} to {}", it.item, it.plan.short(), it.environment),
            Self::Overridden(it) => {
                format!("gate {} opened for plan {} to {}: {} (backup {})", it.gate, it.plan.short(), it.environment, it.reason, it.backup)
            }
            Self::Repaired { bytes } => format!("a last line of {bytes} bytes, cut short by a crash, was taken off"),
        }
    }
}

/// What an environment's database holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adoption {
    /// The environment.
    pub environment: String,
    /// The commit whose history it holds.
    pub commit: String,
    /// Its migrations, in order.
    pub migrations: Vec<AppliedMigration>,
    /// Migrations that a squash replaced: they may be gone from the history.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub squashed: Vec<AppliedMigration>,
    /// The reference from which policy is trusted: a branch that names another one is not believed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy_ref: Option<String>,
    /// Why, where somebody said so.
    pub reason: Option<String>,
}

/// A migration as it was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedMigration {
    /// The folder of its project, from the repository's root.
    pub root: Utf8PathBuf,
    /// Its name in the tool.
    pub id: String,
    /// The digest of its tokens.
    pub tokens: Digest,
    /// The digest of its bytes.
    pub raw: Digest,
}

/// A yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// What is approved; this part is signed.
    pub statement: ApprovalStatement,
    /// The SSH signature over the canonical JSON of the statement.
    pub signature: Option<String>,
}

/// What is approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApprovalStatement {
    /// Where.
    pub environment: String,
    /// The plan.
    pub plan: Digest,
    /// The change in it.
    pub change: Digest,
    /// The commit in it.
    pub commit: String,
    /// By whom: the e-mail address in lower case.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Until when it counts.
    pub expires: Timestamp,
}

/// A no.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in an approval")]
pub struct Rejection {
    pub environment: String,
    pub plan: Digest,
    pub reason: String,
}

/// An approval taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in an approval")]
pub struct Revocation {
    pub environment: String,
    pub plan: Digest,
    /// Whose approval.
    pub of: String,
    pub reason: Option<String>,
}

/// An item of the checklist, ticked for one plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in an approval")]
pub struct Tick {
    pub environment: String,
    pub plan: Digest,
    /// The item as the policy words it.
    pub item: String,
}

/// A risk gate opened for one plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "as in an approval")]
pub struct Override {
    pub environment: String,
    pub plan: Digest,
    /// The gate's name.
    pub gate: String,
    pub reason: String,
    /// The id of a fresh backup.
    pub backup: String,
    pub expires: Timestamp,
}

/// An event in its place in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Counted from 1.
    pub sequence: u64,
    /// The hash of the record before; 64 zeros in the first.
    pub previous: Digest,
    /// When it was written.
    pub at: Timestamp,
    /// Who wrote it.
    pub by: Actor,
    /// What.
    pub event: Event,
}
