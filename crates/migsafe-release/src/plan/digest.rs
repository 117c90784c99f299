//! What makes a plan that plan.

use migsafe_core::effect::Reversible;
use migsafe_core::{Class, Light};
use serde::Serialize;

use super::{PlanRequest, Subject};
use crate::canonical::Digest;
use crate::policy::EnvironmentPolicy;

/// Everything that an approval is bound to.
#[derive(Serialize)]
struct Bound<'a> {
    environment: &'a str,
    /// The pinned address. What the database is behind it is compared by a gate, since not everybody who reads a plan may know the address.
    target: Option<&'a str>,
    migrations: Vec<BoundMigration<'a>>,
    rules: Digest,
    policy: Digest,
    commit: &'a str,
}

#[derive(Serialize)]
struct BoundMigration<'a> {
    tool: &'static str,
    root: &'a str,
    id: &'a str,
    tokens: &'a Digest,
    verdicts: Vec<(bool, Class, Light)>,
    /// What undoes it, and how each step is graded.
    rollback: Vec<(Reversible, &'a [String])>,
}

/// The digest of a plan.
pub(super) fn plan(request: &PlanRequest<'_>, here: &EnvironmentPolicy, subject: &Subject) -> Result<Digest, serde_json::Error> {
    let migrations = subject.pending.iter().map(|migration| BoundMigration {
        tool: migration.tool.word(),
        root: migration.root.as_str(),
        id: &migration.id,
        tokens: &migration.tokens,
        rollback: migration.rollback.steps.iter().map(|step| (step.inverse.grade, &*step.inverse.sql)).collect(),
        verdicts: migration.statements.iter().map(|statement| (statement.understood, statement.class, statement.light)).collect(),
    });
    Digest::of(&Bound {
        environment: request.environment,
        target: here.database.as_ref().and_then(|database| database.pin.as_deref()),
        migrations: migrations.collect(),
        rules: rules()?,
        policy: request.counting.policy.digest()?,
        commit: request.commit,
    })
}

/// The digest of the change alone: the tokens of its migrations, in order.
pub(super) fn change(subject: &Subject) -> Result<Digest, serde_json::Error> {
    Digest::of(&subject.pending.iter().map(|migration| &migration.tokens).collect::<Vec<_>>())
}

/// The digest of the rules: their pages say what is judged and how gravely, and this version of migsafe says how it is found.
fn rules() -> Result<Digest, serde_json::Error> {
    let pages = migsafe_rules::all().iter().map(|rule| (rule.id, rule.levels, rule.body));
    Digest::of(&(env!("CARGO_PKG_VERSION"), pages.collect::<Vec<_>>()))
}
