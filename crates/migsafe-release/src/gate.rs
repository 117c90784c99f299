//! What a gate answers.

use serde::Serialize;

/// A gate: what is asked, apart from any answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// Its name: `clean-tree`, `merged`, `light`.
    pub name: &'static str,
    /// What follows where it does not pass.
    pub kind: GateKind,
    /// What it is about.
    pub concern: Concern,
}

impl Gate {
    /// A gate on the change itself.
    pub const fn of_change(name: &'static str, kind: GateKind) -> Self {
        Self { name, kind, concern: Concern::Change }
    }

    /// A gate on the place and the moment.
    pub const fn of_moment(name: &'static str, kind: GateKind) -> Self {
        Self { name, kind, concern: Concern::Moment }
    }
}

/// What a gate says of a plan, with the evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateReport {
    /// The gate: `clean-tree`, `merged`, `light`.
    pub name: &'static str,
    /// What follows where it does not pass.
    pub kind: GateKind,
    /// What the gate is about.
    #[serde(skip)]
    pub concern: Concern,
    /// What it says.
    pub answer: Answer,
    /// What that rests on, one sentence each, without a capital and full stop.
    pub evidence: Vec<String>,
    /// What to do where it does not pass: a command, or a sentence.
    pub next: Vec<String>,
    /// Whether anything is asked: the policy wants it, and the change has what it is about.
    pub asked: bool,
    /// Who opened it all the same, and until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overridden: Option<String>,
}

/// What follows where a gate does not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GateKind {
    /// Never overridable: the facts do not fit each other.
    Integrity,
    /// Overridable by a record that names the gate, a person, a reason and an expiry.
    Risk,
    /// A person has still to say yes.
    Approval,
}

/// Pass, fail or unknown. Unknown is never pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It holds, and the evidence shows it.
    Pass,
    /// It could not be told.
    Unknown,
    /// It does not hold.
    Fail,
}

impl GateReport {
    /// A gate that passes.
    pub fn pass(gate: Gate, evidence: impl Into<String>) -> Self {
        Self::new(gate, Answer::Pass, vec![evidence.into()])
    }

    /// A gate that passes because nothing is asked.
    pub fn idle(gate: Gate, why: impl Into<String>) -> Self {
        Self { asked: false, ..Self::pass(gate, why) }
    }

    /// A gate that does not.
    pub fn fail(gate: Gate, evidence: impl Into<String>) -> Self {
        Self::new(gate, Answer::Fail, vec![evidence.into()])
    }

    /// A gate that cannot tell.
    pub fn unknown(gate: Gate, evidence: impl Into<String>) -> Self {
        Self::new(gate, Answer::Unknown, vec![evidence.into()])
    }

    /// A gate with any answer.
    pub fn new(gate: Gate, answer: Answer, evidence: Vec<String>) -> Self {
        let Gate { name, kind, concern } = gate;
        Self { name, kind, concern, answer, evidence, next: Vec::new(), asked: true, overridden: None }
    }

    /// The way forward.
    #[must_use]
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next.push(next.into());
        self
    }
}

/// What a gate is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Concern {
    /// The change itself, wherever and whenever it runs.
    Change,
    /// Whether it may run there, now.
    Moment,
}
