//! The red ladder: how far each red statement is from being confirmed.

use camino::Utf8PathBuf;
use jiff::Timestamp;
use migsafe_core::Level;
use migsafe_core::report::{Before, Dropped, Finding, MigrationReport, StatementReport, Step};
use serde::Serialize;

use crate::acceptance::{Acceptance, Attestation, Attested};

/// A red statement's error, and how far it is from being confirmed.
#[derive(Debug, Clone, Serialize)]
pub struct RedStatement {
    /// The finding's id: `F-` and its fingerprint.
    pub id: String,
    /// Its rule.
    pub rule: &'static str,
    /// Its migration.
    pub migration: String,
    /// Its file.
    pub path: Utf8PathBuf,
    /// Its line, from 1.
    pub line: usize,
    /// What happens to whom.
    pub message: String,
    /// Where it stands.
    pub rung: Rung,
    /// The phases of a drop; empty where nothing is dropped that code reads and writes.
    pub phases: Vec<Phase>,
    /// The safe way, where there is one.
    pub instead: Vec<Step>,
    /// Who accepted it and why.
    pub accepted: Option<String>,
    /// What is missing, and the command that brings it.
    pub next: Vec<String>,
}

/// Where a red statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rung {
    /// It was accepted, and nothing is missing.
    Accepted,
    /// Its phases are proven or attested: a person can accept it.
    Confirmable,
    /// A phase is not proven, or a safe alternative was not declined.
    Refused,
}

/// One of the three phases of a drop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phase {
    /// Which.
    pub name: PhaseName,
    /// How sure it is.
    pub state: PhaseState,
    /// What shows it.
    pub evidence: String,
}

/// The phases of a drop, each a release of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhaseName {
    /// Code can leave it out.
    Tolerant,
    /// The code that is live does not name it.
    Unreferenced,
    /// It is dropped in a later release.
    Dropped,
}

/// How sure a phase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhaseState {
    /// Shown by the history.
    Proven,
    /// The same change creates what it drops: no code can know it.
    NotNeeded,
    /// A named person says so.
    Attested,
    /// Nothing shows it.
    NotProven,
    /// The history shows the contrary: nobody can attest it.
    Disproved,
}

impl PhaseState {
    fn holds(self) -> bool {
        matches!(self, Self::Proven | Self::NotNeeded | Self::Attested)
    }
}

/// What the ladder is climbed with.
#[derive(Clone, Copy)]
pub(super) struct Ladder<'a> {
    pub(super) environment: &'a str,
    pub(super) acceptances: &'a [Acceptance],
    pub(super) now: Timestamp,
}

/// The errors of red statements, and how far each is.
pub(super) fn climb(migration: &MigrationReport, ladder: Ladder<'_>) -> Vec<RedStatement> {
    let mut reds = Vec::new();
    for statement in migration.statements.iter().filter(|statement| statement.light == migsafe_core::Light::Red) {
        let within = |finding: &&Finding| finding.span.start >= statement.span.start && finding.span.start < statement.span.end.max(1);
        let errors = migration.findings.iter().filter(within).filter(|finding| finding.default_level == Level::Error);
        reds.extend(errors.map(|finding| red(migration, statement, finding, ladder)));
    }
    reds
}

fn red(migration: &MigrationReport, statement: &StatementReport, finding: &Finding, ladder: Ladder<'_>) -> RedStatement {
    let written = ladder.acceptances.iter().find(|acceptance| acceptance.finding == finding.fingerprint);
    let void = written.and_then(|acceptance| acceptance.is_void_for(finding, migration, ladder.now));
    let acceptance = written.filter(|_| void.is_none());
    let id = format!("F-{}", finding.fingerprint);
    let phases: Vec<Phase> = if is_about_a_drop(finding) { phases(&statement.dropped, ladder.environment, acceptance) } else { Vec::new() };
    let instead = finding.fix.as_ref().map(|fix| fix.steps.clone()).unwrap_or_default();
    let rung = match (phases.iter().all(|phase| phase.state.holds()), acceptance) {
        (true, Some(_)) => Rung::Accepted,
        (true, None) => Rung::Confirmable,
        (false, _) => Rung::Refused,
    };
    let mut next = if rung == Rung::Accepted { Vec::new() } else { missing(&id, &phases, !instead.is_empty(), ladder.environment) };
    if let Some(acceptance) = written.filter(|_| rung != Rung::Accepted) {
        let why = void.unwrap_or_else(|| "a phase is neither proven nor attested".to_owned());
        next.insert(0, format!("{} does not count ({why}): take it away and write it anew", acceptance.path));
    }
    RedStatement {
        id,
        rule: finding.rule,
        migration: migration.id.clone(),
        path: finding.path.clone(),
        line: finding.line,
        message: finding.message.clone(),
        rung,
        phases,
        instead,
        accepted: acceptance.map(|acceptance| format!("{}: {}", acceptance.by, acceptance.reason)),
        next,
    }
}

/// Whether code that reads or writes the thing is what the finding is about: the phases then apply.
fn is_about_a_drop(finding: &Finding) -> bool {
    matches!(finding.rule, "drop-column" | "drop-table")
}

/// The phases over everything that the statement drops: each is as sure as the least sure of them.
fn phases(dropped: &[Dropped], environment: &str, acceptance: Option<&Acceptance>) -> Vec<Phase> {
    let attested = |what: fn(&Attested) -> Option<&Attestation>| acceptance.and_then(|acceptance| what(&acceptance.attest));
    let said = |attestation: &Attestation| format!("attested by {}, not proven: {}", attestation.by, attestation.reason);
    if !dropped.is_empty() && dropped.iter().all(|dropped| dropped.before == Before::Absent) {
        let evidence = "the same change creates it: no code that runs can know it".to_owned();
        return [PhaseName::Tolerant, PhaseName::Unreferenced, PhaseName::Dropped]
            .map(|name| Phase { name, state: PhaseState::NotNeeded, evidence: evidence.clone() })
            .into();
    }
    let required: Vec<String> = dropped.iter().filter(|dropped| dropped.before == Before::Required).map(name_of).collect();
    let unseen: Vec<String> = dropped.iter().filter(|dropped| dropped.before == Before::Unseen).map(name_of).collect();
    let (state, evidence) = if !required.is_empty() {
        let evidence =
            format!("{} is NOT NULL without a default in what {environment} holds: code cannot leave it out yet", required.join(", "));
        (PhaseState::Disproved, evidence)
    } else if let Some(attest) = attested(|attest| attest.tolerant.as_ref()).filter(|_| !unseen.is_empty() || dropped.is_empty()) {
        (PhaseState::Attested, said(attest))
    } else if dropped.is_empty() || !unseen.is_empty() {
        let whom = if unseen.is_empty() { "it".to_owned() } else { unseen.join(", ") };
        (PhaseState::NotProven, format!("the history does not show {whom} before this change"))
    } else {
        let names: Vec<String> = dropped.iter().filter(|dropped| dropped.before == Before::Tolerant).map(name_of).collect();
        (PhaseState::Proven, format!("code can leave {} out since an earlier release", names.join(", ")))
    };
    let dropped_later = Phase {
        name: PhaseName::Dropped,
        state: if state == PhaseState::Disproved { PhaseState::Disproved } else { PhaseState::Proven },
        evidence: if state == PhaseState::Disproved { "the first phase is not released yet".to_owned() } else { "this change".to_owned() },
    };
    let unreferenced = match attested(|attest| attest.unreferenced.as_ref()) {
        Some(attest) => (PhaseState::Attested, said(attest)),
        None => (PhaseState::NotProven, "nothing shows that the code which is live no longer names it".to_owned()),
    };
    vec![
        Phase { name: PhaseName::Tolerant, state, evidence },
        Phase { name: PhaseName::Unreferenced, state: unreferenced.0, evidence: unreferenced.1 },
        dropped_later,
    ]
}

fn name_of(dropped: &Dropped) -> String {
    match &dropped.column {
        Some(column) => format!("{}.{column}", dropped.table.short()),
        None => dropped.table.short(),
    }
}

/// What is missing, as commands and sentences.
fn missing(id: &str, phases: &[Phase], has_alternative: bool, environment: &str) -> Vec<String> {
    let state = |name| phases.iter().find(|phase| phase.name == name).map(|phase| phase.state);
    let mut next = Vec::new();
    if state(PhaseName::Tolerant) == Some(PhaseState::Disproved) {
        next.push("release the first phase first, in a migration of its own: see the safe way".to_owned());
        return next;
    }
    let mut command = format!("migsafe release accept {id} --env {environment} --reason \"why this is intended\"");
    if has_alternative {
        command.push_str(" --alternative-declined \"why the safe way is not taken\"");
    }
    for (name, flag) in [(PhaseName::Tolerant, "tolerant"), (PhaseName::Unreferenced, "unreferenced")] {
        if matches!(state(name), Some(PhaseState::NotProven | PhaseState::Attested)) {
            command.push_str(&format!(" --attest-{flag} \"what you looked at\""));
        }
    }
    next.push(command);
    next.push("commit the file that it writes, so that it is reviewed with the change".to_owned());
    next
}

impl PhaseName {
    /// In words, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Tolerant => "code can leave it out",
            Self::Unreferenced => "live code does not name it",
            Self::Dropped => "dropped in a later release",
        }
    }
}
