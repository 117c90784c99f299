//! The arguments of `migsafe release`.

use camino::Utf8PathBuf;
use clap::{Args, Subcommand, ValueEnum};
use migsafe_release::presets::Preset;

use super::PlainFormat;

#[derive(Debug, Args)]
pub(crate) struct ReleaseArguments {
    #[command(subcommand)]
    pub(crate) command: ReleaseCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ReleaseCommand {
    /// Write a first policy into migsafe.toml, explained line by line
    Init(ReleaseInitArguments),
    /// Show what would run, on what evidence, and what is missing
    ///
    /// Ends with 0 where nothing in the change itself stands in the way, whenever and wherever it runs.
    Plan(PlanArguments),
    /// Say whether it may run there, now
    ///
    /// Every gate is asked, and the team's own checks are run. Ends with 0 only where all pass.
    Gate(PlanArguments),
    /// Record what an environment holds
    Adopt(AdoptArguments),
    /// Accept a red finding, in a file that is reviewed with the change
    Accept(AcceptArguments),
    /// Say yes to a plan
    Approve(ApproveArguments),
    /// Say no to a plan
    Reject(RejectArguments),
    /// Take your approval of a plan back
    Revoke(RevokeArguments),
    /// Tick an item of the checklist for a plan
    Tick(TickArguments),
    /// Open a risk gate for a plan, for two hours
    Override(OverrideArguments),
    /// Check or show the ledger
    Ledger(LedgerArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ReleaseInitArguments {
    /// How the team releases [default: trunk]
    #[arg(long, value_enum, value_name = "PRESET")]
    pub(crate) preset: Option<PresetName>,
}

/// A preset by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PresetName {
    /// Staging on merge, production by tag and approval
    Trunk,
    /// Migrations run inside the build, a branch for staging before the main one
    VercelBuild,
    /// The code deploys itself, a person runs the migrations after it
    ManualAfterCode,
}

impl From<PresetName> for Preset {
    fn from(name: PresetName) -> Self {
        match name {
            PresetName::Trunk => Self::Trunk,
            PresetName::VercelBuild => Self::VercelBuild,
            PresetName::ManualAfterCode => Self::ManualAfterCode,
        }
    }
}

/// Which environment, and which commit.
#[derive(Debug, Args)]
pub(crate) struct TargetArguments {
    /// The environment, as migsafe.toml names it
    #[arg(long = "env", value_name = "NAME")]
    pub(crate) environment: String,

    /// The branch, tag or commit that is released [default: HEAD]
    #[arg(long = "ref", value_name = "REF")]
    pub(crate) reference: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    pub(crate) target: TargetArguments,

    /// The plan that is meant: the first digits of its digest, at least eight
    ///
    /// Where the facts make another plan by now, that is an integrity failure.
    #[arg(long, value_name = "DIGEST")]
    pub(crate) plan: Option<String>,

    /// Write the plan as JSON: migsafe/plan/v1
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AdoptArguments {
    /// The environment, as migsafe.toml names it
    #[arg(long = "env", value_name = "NAME")]
    pub(crate) environment: String,

    /// The commit whose migrations the environment holds [default: HEAD]
    #[arg(long, value_name = "REF")]
    pub(crate) at: Option<String>,

    /// Record that earlier migrations were squashed into others
    ///
    /// Every migration that the environment held and that the commit lacks is listed, and both histories must replay to the same schema.
    #[arg(long)]
    pub(crate) squash: bool,

    /// Why, for those who read the ledger later
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct AcceptArguments {
    /// The finding's id, as the plan shows it: F-0123456789abcdef, or its first digits
    #[arg(value_name = "FINDING")]
    pub(crate) finding: String,

    #[command(flatten)]
    pub(crate) target: TargetArguments,

    /// Why this is intended
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,

    /// Why the safe way that the finding shows is not taken
    #[arg(long, value_name = "TEXT")]
    pub(crate) alternative_declined: Option<String>,

    /// What you looked at to know that code can leave the column out
    #[arg(long, value_name = "TEXT")]
    pub(crate) attest_tolerant: Option<String>,

    /// What you looked at to know that no live code names it
    #[arg(long, value_name = "TEXT")]
    pub(crate) attest_unreferenced: Option<String>,

    /// The day on which the acceptance ends: 2027-01-31
    #[arg(long, value_name = "DATE")]
    pub(crate) expires: Option<jiff::civil::Date>,
}

/// Which plan a person decides about, and where it would run.
#[derive(Debug, Args)]
pub(crate) struct DecidedPlanArguments {
    #[command(flatten)]
    pub(crate) target: TargetArguments,

    /// The plan: the first digits of its digest, at least eight
    #[arg(long, value_name = "DIGEST")]
    pub(crate) plan: String,
}

#[derive(Debug, Args)]
pub(crate) struct ApproveArguments {
    #[command(flatten)]
    pub(crate) decided: DecidedPlanArguments,

    /// Sign it with your SSH key
    #[arg(long)]
    pub(crate) sign: bool,

    /// The private key to sign with [default: git's user.signingkey]
    #[arg(long, value_name = "FILE", requires = "sign")]
    pub(crate) key: Option<Utf8PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct RejectArguments {
    #[command(flatten)]
    pub(crate) decided: DecidedPlanArguments,

    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
}

#[derive(Debug, Args)]
pub(crate) struct RevokeArguments {
    #[command(flatten)]
    pub(crate) decided: DecidedPlanArguments,

    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TickArguments {
    /// The item, as the checklist words it, or its first words
    #[arg(value_name = "ITEM")]
    pub(crate) item: String,

    #[command(flatten)]
    pub(crate) decided: DecidedPlanArguments,
}

#[derive(Debug, Args)]
pub(crate) struct OverrideArguments {
    /// The gate, as the plan names it: light, windows, soak
    #[arg(value_name = "GATE")]
    pub(crate) gate: String,

    #[command(flatten)]
    pub(crate) decided: DecidedPlanArguments,

    /// Why it cannot wait
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,

    /// The id of a backup taken for this
    #[arg(long, value_name = "ID")]
    pub(crate) backup: String,
}

#[derive(Debug, Args)]
pub(crate) struct LedgerArguments {
    #[command(subcommand)]
    pub(crate) command: LedgerCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// Read the whole ledger and check its chain
    Verify {
        /// A head that was kept elsewhere: the ledger must still hold it
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
    /// Show the records
    Show {
        /// The form of the answer
        #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
        format: PlainFormat,
    },
}
