//! The policy, read and checked.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use super::fault::PolicyFault;
use crate::canonical::Digest;

/// `[release]`, `[env.*]` and `[[notify]]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// Where approvals and bases are recorded.
    pub ledger: LedgerPlace,
    /// The reference that the policy is trusted from: `origin/main`.
    pub policy_ref: Option<String>,
    /// Whose SSH keys count: a file in the repository, read from `policy_ref`.
    pub allowed_signers: Option<Utf8PathBuf>,
    /// The folder of accepted findings, in the repository.
    pub acceptances: Utf8PathBuf,
    /// The environments by name.
    pub environments: BTreeMap<String, EnvironmentPolicy>,
    /// Who is told.
    pub notify: Vec<Notify>,
    /// What was written and says nothing, or says less than it seems to. No part of the digest.
    #[serde(skip)]
    pub warnings: Vec<PolicyFault>,
}

impl Policy {
    /// The digest of what it says: not of how that is written.
    ///
    /// # Errors
    /// None that is known: every key of a policy is a string.
    pub fn digest(&self) -> Result<Digest, serde_json::Error> {
        Digest::of(self)
    }
}

/// Where the ledger is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LedgerPlace {
    /// A file, relative to the repository's root.
    File(Utf8PathBuf),
    /// A PostgreSQL database, by the variable that holds its address.
    Postgres(String),
}

/// One environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnvironmentPolicy {
    /// Its place in the promotion path; the highest is protected unless said otherwise.
    pub order: u32,
    /// Unknown blocks, and red needs signatures.
    pub protected: bool,
    /// Which commits may be released: those on this branch, or under a tag of this pattern.
    pub reference: Reference,
    /// The environments that must have run the same change before.
    pub from: Vec<String>,
    /// When migrations run, relative to the code.
    pub migrate: MigrateOrder,
    /// Who starts.
    pub trigger: Trigger,
    /// From where it may be applied. Empty: from nowhere.
    pub apply_from: BTreeSet<Place>,
    /// The database.
    pub database: Option<Database>,
    /// The command that says which code runs there now.
    pub live_sha: Option<Vec<String>>,
    /// How long a change must have stood in the environments before, by light.
    pub soak: ByLight<Duration>,
    /// Who must say yes.
    pub approval: ApprovalPolicy,
    /// When it may be applied: where each of these allows it. Empty: always.
    pub windows: Vec<Windows>,
    /// How a bad release is taken back.
    pub rollback: RollbackPolicy,
    /// What a person ticks for each plan.
    pub checklist: Vec<String>,
    /// The names of variables that must be set there.
    pub keys: Option<KeySource>,
    /// The team's own commands.
    pub commands: Commands,
}

impl EnvironmentPolicy {
    /// Whether a red plan may run here on approvals that prove nothing: a team can lower that, and whoever reads a plan or a status must see it.
    pub fn is_attribution_only(&self) -> bool {
        self.protected && self.approval.assurance.red < Assurance::Signed
    }
}

/// One value for each light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[expect(missing_docs, reason = "the lights")]
pub struct ByLight<T> {
    pub green: T,
    pub yellow: T,
    pub red: T,
}

impl<T: Copy> ByLight<T> {
    /// The value for a light.
    pub const fn of(&self, light: migsafe_core::Light) -> T {
        match light {
            migsafe_core::Light::Green => self.green,
            migsafe_core::Light::Yellow => self.yellow,
            migsafe_core::Light::Red => self.red,
        }
    }
}

/// Which commits may be released.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reference {
    /// Those on a branch.
    Branch(String),
    /// Those under a tag that the pattern matches: `v*`.
    Tag(String),
}

/// When migrations run, relative to the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MigrateOrder {
    /// Before the new code is deployed.
    BeforeCode,
    /// Inside the build or deploy of the new code.
    DuringBuild,
    /// After the new code runs.
    AfterCode,
    /// In a release of their own.
    SeparateRelease,
}

/// From where a release is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// A CI provider's runner.
    Ci,
    /// A person's machine.
    Local,
}

/// Who starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trigger {
    /// A person.
    #[default]
    Manual,
    /// CI, as soon as every gate passes.
    Auto,
}

/// The database. Its address is never written into the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Database {
    /// Where its address comes from.
    pub url: UrlSource,
    /// What it must be: `url:<fingerprint>` or `pg:<system identifier>:<database oid>`.
    pub pin: Option<String>,
}

/// Where the address comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum UrlSource {
    /// An environment variable.
    Variable(String),
    /// What a command prints.
    Command(Vec<String>),
}

/// Who must say yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApprovalPolicy {
    /// How many approvals, by light.
    pub needed: ByLight<u32>,
    /// How long one counts.
    pub expires: Duration,
    /// Who may give one: e-mail addresses or the CI provider's names for people, in lower case, sorted.
    pub approvers: Vec<String>,
    /// How sure it must be that they gave it, by light.
    pub assurance: ByLight<Assurance>,
}

/// How sure it is who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assurance {
    /// The git identity says so: attribution, not proof.
    #[default]
    Local,
    /// The CI provider's environment says so: attribution.
    Ci,
    /// An SSH signature proves it.
    Signed,
}

/// When it may be applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Windows {
    /// The time zone that all times are in: `Europe/Berlin`.
    pub tz: String,
    /// The windows; empty: always.
    pub allow: Vec<WeekWindow>,
    /// Narrower windows for red; empty: those of `allow`.
    pub red: Vec<WeekWindow>,
    /// Days on which nothing is applied.
    pub freeze: Vec<Freeze>,
    /// Days before which nothing is applied either.
    pub holidays: Vec<jiff::civil::Date>,
}

/// `mon-thu 09:00-16:00`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WeekWindow {
    /// As written.
    pub text: String,
    /// The weekdays, Monday first.
    pub days: [bool; 7],
    /// From this time on.
    pub from: jiff::civil::Time,
    /// Up to, not including, this time. Not after `from`: it ends on the next day.
    pub to: jiff::civil::Time,
}

/// Days on which nothing is applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Freeze {
    /// The first day.
    pub from: jiff::civil::Date,
    /// The last day.
    pub to: jiff::civil::Date,
    /// Why.
    pub reason: String,
}

/// How a bad release is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RollbackPolicy {
    /// By what.
    pub style: RollbackStyle,
    /// What happens where verification fails.
    pub on_failure: OnFailure,
}

/// By what a bad release is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RollbackStyle {
    /// A migration that reverses, generated and reviewed.
    Reversal,
    /// The tool's own down.
    Down,
}

/// What happens where verification fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnFailure {
    /// Everything stops, and a person decides.
    Halt,
    /// The rollback runs, where every step is lossless and was rehearsed.
    Rollback,
}

/// Where the names of an environment's variables come from. Values are never kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeySource {
    /// `.env` files of the working directory, relative to the repository's root, sorted.
    pub files: Vec<Utf8PathBuf>,
    /// A command that prints `NAME=value` or `NAME` lines.
    pub run: Option<Vec<String>>,
    /// Names that need not be there, as patterns, sorted: `LOCAL_*`.
    pub ignore: Vec<String>,
}

/// The team's own commands: programs with their arguments, no shell.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Commands {
    /// What must hold before: tests, builds.
    pub check: Vec<NamedCommand>,
    /// Says the id of a fresh backup.
    pub backup: Option<BackupCommand>,
    /// Is waited for before the migration.
    pub wait_for: Option<TeamCommand>,
    /// Runs the migrations.
    pub migrate: Option<TeamCommand>,
    /// Deploys the code.
    pub deploy: Option<TeamCommand>,
    /// What must hold afterwards.
    pub verify: Vec<Verification>,
    /// Takes the code back.
    pub rollback: Option<TeamCommand>,
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TeamCommand {
    /// The program and its arguments.
    pub run: Vec<String>,
    /// How long it may take.
    pub timeout: Duration,
    /// After which time it is said to be slow.
    pub warn_after: Option<Duration>,
    /// The name under which what it prints is kept.
    pub capture: Option<String>,
}

/// A command with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedCommand {
    /// Its name.
    pub name: String,
    /// The command.
    pub command: TeamCommand,
    /// It must succeed; otherwise it is recorded only.
    pub required: bool,
}

/// The evidence of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BackupCommand {
    /// Prints the backup's id.
    pub command: TeamCommand,
    /// How old it may be.
    pub max_age: Duration,
}

/// What must hold afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verification {
    /// Its name.
    pub name: String,
    /// What is asked.
    pub ask: Ask,
    /// How often.
    pub attempts: u32,
    /// With this time between.
    pub every: Duration,
}

/// What a verification asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// A page.
    Http {
        /// Its address.
        url: String,
        /// The status it must answer with.
        status: u16,
        /// The text it must contain; `${SHA}` is the commit.
        body: Option<String>,
    },
    /// A command.
    Run(TeamCommand),
}

/// Somebody who is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notify {
    /// Of what.
    pub on: BTreeSet<Occasion>,
    /// The variable that holds the address of the webhook.
    pub webhook: String,
}

/// What somebody is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Occasion {
    /// A release begins.
    Start,
    /// It is done.
    Success,
    /// It failed.
    Failure,
    /// A gate said no.
    Refused,
}
