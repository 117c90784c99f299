//! What the records come to.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use jiff::Timestamp;

use super::{Adoption, AppliedMigration, Approval, Event, Override, Record, Rejection, Revocation, Tick};
use crate::canonical::Digest;
use crate::identity::Actor;

/// What the records come to. It is made of them alone and kept nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    environments: BTreeMap<String, Environment>,
    latest: Option<Timestamp>,
}

/// Something that a record says, with who said it and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<T> {
    /// The record's number.
    pub sequence: u64,
    /// When it was recorded.
    pub at: Timestamp,
    /// Who recorded it.
    pub by: Actor,
    /// What.
    pub what: T,
}

/// An approval, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenApproval {
    /// The approval.
    pub said: Said<Approval>,
    /// Who took it back.
    pub revoked: Option<Said<Revocation>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Environment {
    adoptions: Vec<Said<Adoption>>,
    held: BTreeMap<Held, Timestamp>,
    approvals: Vec<GivenApproval>,
    rejections: Vec<Said<Rejection>>,
    ticks: Vec<Said<Tick>>,
    overrides: Vec<Said<Override>>,
}

/// What makes a migration the same one: its place, its name and its tokens. White space and comments may differ.
type Held = (Utf8PathBuf, String, Digest);

impl State {
    /// Folds records, in order.
    pub fn of<'a>(records: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut state = Self::default();
        for record in records {
            state.add(record);
        }
        state
    }

    fn add(&mut self, record: &Record) {
        self.latest = self.latest.max(Some(record.at));
        match &record.event {
            Event::Adopted(what) => self.of_mut(&what.environment).adopt(said(record, what)),
            Event::Approved(what) => {
                let said = said(record, what);
                self.of_mut(&what.statement.environment).approvals.push(GivenApproval { said, revoked: None });
            }
            Event::Rejected(what) => self.of_mut(&what.environment).rejections.push(said(record, what)),
            Event::Revoked(what) => self.of_mut(&what.environment).revoke(&said(record, what)),
            Event::Ticked(what) => self.of_mut(&what.environment).ticks.push(said(record, what)),
            Event::Overridden(what) => self.of_mut(&what.environment).overrides.push(said(record, what)),
            Event::Repaired { .. } => {}
        }
    }

    fn of_mut(&mut self, environment: &str) -> &mut Environment {
        self.environments.entry(environment.to_owned()).or_default()
    }

    fn list<'a, T>(&'a self, environment: &str, of: impl Fn(&'a Environment) -> &'a [T]) -> &'a [T] {
        self.environments.get(environment).map_or(&[], of)
    }

    /// The latest date of a record: a clock that shows an earlier time was set back.
    pub const fn latest(&self) -> Option<Timestamp> {
        self.latest
    }

    /// What the environment's database holds, as recorded last.
    pub fn base(&self, environment: &str) -> Option<&Said<Adoption>> {
        self.adoptions(environment).last()
    }

    /// Every base that the environment has had, oldest first.
    pub fn adoptions(&self, environment: &str) -> &[Said<Adoption>] {
        self.list(environment, |environment| &environment.adoptions)
    }

    /// Since when the environment has held this migration, with these tokens, in every base recorded; nothing where its latest base does not hold it. A squash goes on holding what it replaced.
    pub fn held_since(&self, environment: &str, migration: &AppliedMigration) -> Option<Timestamp> {
        self.environments.get(environment)?.held.get(&key(migration)).copied()
    }

    /// The approvals of a plan, in the order in which they were given, with those that were taken back.
    pub fn approvals(&self, environment: &str, plan: &Digest) -> Vec<&GivenApproval> {
        let all = self.list(environment, |environment| &environment.approvals);
        all.iter().filter(|given| given.said.what.statement.plan == *plan).collect()
    }

    /// Every approval of an environment, whatever the plan, in order.
    pub fn all_approvals(&self, environment: &str) -> &[GivenApproval] {
        self.list(environment, |environment| &environment.approvals)
    }

    /// The no to a plan: the first where there are several.
    pub fn rejection(&self, environment: &str, plan: &Digest) -> Option<&Said<Rejection>> {
        self.list(environment, |environment| &environment.rejections).iter().find(|said| said.what.plan == *plan)
    }

    /// The items of the checklist that are ticked for a plan, in order.
    pub fn ticks(&self, environment: &str, plan: &Digest) -> Vec<&Said<Tick>> {
        self.list(environment, |environment| &environment.ticks).iter().filter(|said| said.what.plan == *plan).collect()
    }

    /// The risk gates that are open for a plan now.
    pub fn overrides(&self, environment: &str, plan: &Digest, now: Timestamp) -> Vec<&Said<Override>> {
        let live = |said: &&Said<Override>| said.what.plan == *plan && said.at <= now && now < said.what.expires;
        self.all_overrides(environment).iter().filter(live).collect()
    }

    /// Every override of an environment, whatever the plan, in order.
    pub fn all_overrides(&self, environment: &str) -> &[Said<Override>] {
        self.list(environment, |environment| &environment.overrides)
    }
}

impl Environment {
    /// A new base replaces the one before it.
    fn adopt(&mut self, adoption: Said<Adoption>) {
        let holds = adoption.what.migrations.iter().chain(&adoption.what.squashed);
        let held = holds.map(|migration| {
            let key = key(migration);
            let since = self.held.get(&key).copied().unwrap_or(adoption.at);
            (key, since)
        });
        self.held = held.collect();
        self.adoptions.push(adoption);
    }

    /// It takes what was given before it; what that person gives afterwards counts.
    fn revoke(&mut self, revocation: &Said<Revocation>) {
        for given in &mut self.approvals {
            let statement = &given.said.what.statement;
            if given.revoked.is_none() && statement.plan == revocation.what.plan && statement.by == revocation.what.of {
                given.revoked = Some(revocation.clone());
            }
        }
    }
}

fn said<T: Clone>(record: &Record, what: &T) -> Said<T> {
    Said { sequence: record.sequence, at: record.at, by: record.by.clone(), what: what.clone() }
}

fn key(migration: &AppliedMigration) -> Held {
    (migration.root.clone(), migration.id.clone(), migration.tokens.clone())
}

#[cfg(test)]
mod tests;
