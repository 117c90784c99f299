//! Whether a plan has the approvals that it needs, which of them count, and why the others do not.

mod weigh;

use jiff::Timestamp;
use migsafe_core::Light;
use serde::Serialize;

use crate::canonical::{self, Digest};
use crate::edges::Edges;
use crate::gate::{Answer, Gate, GateKind, GateReport};
use crate::ledger::{ApprovalStatement, State};
use crate::policy::{ApprovalPolicy, Assurance};

pub use weigh::{Counted, Ignored};
use weigh::{Weighed, weigh};

/// The gate's name.
pub const GATE: Gate = Gate::of_moment("approval", GateKind::Approval);

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Where.
    pub environment: &'a str,
    /// The plan.
    pub plan: &'a Digest,
    /// The plan's light.
    pub light: Light,
    /// Unknown blocks there, and red needs signatures unless the policy says otherwise.
    pub protected: bool,
    /// A statement of the plan cannot be taken back.
    pub irreversible: bool,
    /// How many risk gates are overridden for the plan: each needs one approval more.
    pub overrides: u32,
    /// What the environment asks for.
    pub policy: &'a ApprovalPolicy,
    /// What the ledger says.
    pub state: &'a State,
    /// Who wrote the migrations: addresses in lower case.
    pub authors: &'a [String],
    /// Who applies, where somebody does.
    pub applier: Option<&'a str>,
    /// The content of the file of allowed signers, from the trusted reference.
    pub allowed_signers: Option<&'a [u8]>,
    /// Now.
    pub now: Timestamp,
}

/// What the approvals come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// There are enough.
    Pass,
    /// Some are missing.
    Missing,
    /// Somebody said no: the plan stays refused.
    Rejected,
    /// There would be enough, and a signature cannot be checked.
    Unknown,
}

/// The decision, and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What the approvals come to.
    pub outcome: Outcome,
    /// How many are needed.
    pub needed: u32,
    /// Those that count.
    pub counted: Vec<Counted>,
    /// Those that do not.
    pub ignored: Vec<Ignored>,
    /// The same as a gate's answer.
    pub report: GateReport,
}

/// What somebody approves: it counts from now on for as long as the policy says. Its canonical JSON ([`bytes_to_sign`]) is what is signed.
pub fn statement(question: &Question<'_>, change: &Digest, commit: &str, by: &str) -> ApprovalStatement {
    ApprovalStatement {
        environment: question.environment.to_owned(),
        plan: question.plan.clone(),
        change: change.clone(),
        commit: commit.to_owned(),
        by: by.to_lowercase(),
        at: question.now,
        expires: question.now.checked_add(question.policy.expires).unwrap_or(Timestamp::MAX),
    }
}

/// The bytes that are signed.
///
/// # Errors
/// None that a statement can have.
pub fn bytes_to_sign(statement: &ApprovalStatement) -> Result<Vec<u8>, serde_json::Error> {
    canonical::json(statement).map(String::into_bytes)
}

/// How many approvals a plan needs, and what makes them so many.
pub fn needed(question: &Question<'_>) -> (u32, Vec<String>) {
    let mut needed = question.policy.needed.of(question.light);
    let light = name(question.light);
    let mut why = Vec::new();
    // The policy's reader refuses this; a policy that came by another way is not to open red.
    if question.protected && question.light == Light::Red {
        needed = needed.max(1);
    }
    why.push(format!("{light} needs {}", number(needed)));
    // Where nobody is asked, nobody can be asked once more.
    let asks_nobody = !question.protected && question.policy.approvers.is_empty();
    if question.irreversible && question.light == Light::Red && !asks_nobody {
        needed = needed.saturating_add(1);
        why.push("one more because the plan cannot be taken back".to_owned());
    }
    if question.overrides > 0 {
        needed = needed.saturating_add(question.overrides);
        why.push(format!("{} more for as many overridden gates", question.overrides));
    }
    (needed, why)
}

/// Weighs the approvals of a plan.
pub fn decide(edges: &Edges<'_>, question: &Question<'_>) -> Decision {
    let (needed, why) = needed(question);
    let Weighed { counted, ignored } = weigh(edges, question);
    let enough = |counted: usize, independent: bool| counted >= needed as usize && (independent || needed == 0);
    let independent = counted.iter().any(|approval| approval.independent);
    let untold = || ignored.iter().filter(|approval| approval.cannot_tell);
    let hoped = counted.len() + untold().count();
    let outcome = if question.state.rejection(question.environment, question.plan).is_some() {
        Outcome::Rejected
    } else if enough(counted.len(), independent) {
        Outcome::Pass
    } else if enough(hoped, independent || untold().any(|approval| approval.independent)) {
        Outcome::Unknown
    } else {
        Outcome::Missing
    };
    let mut decision = Decision { outcome, needed, counted, ignored, report: GateReport::new(GATE, answer(outcome), Vec::new()) };
    decision.report.evidence = evidence(question, &decision, &why);
    decision.report.next = next(question, &decision);
    decision
}

const fn answer(outcome: Outcome) -> Answer {
    match outcome {
        Outcome::Pass => Answer::Pass,
        Outcome::Unknown => Answer::Unknown,
        Outcome::Missing | Outcome::Rejected => Answer::Fail,
    }
}

fn evidence(question: &Question<'_>, decision: &Decision, why: &[String]) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(rejection) = question.state.rejection(question.environment, question.plan) {
        lines.push(format!("rejected by {} on {:.0}: {}", rejection.by.name, rejection.at, rejection.what.reason));
    }
    let sum = if why.len() > 1 { format!("; {} in all", decision.needed) } else { String::new() };
    lines.push(format!("{}{sum}; {} count", why.join(", "), decision.counted.len()));
    lines.extend(decision.counted.iter().map(ToString::to_string));
    if is_lacking_independence(decision) {
        lines.push("none of them is by somebody who neither wrote the change nor applies it, and one must be".to_owned());
    }
    let assurance = question.policy.assurance.of(question.light);
    if question.protected && question.light == Light::Red && assurance < Assurance::Signed {
        let place = if assurance == Assurance::Ci { "the CI provider's environment" } else { "the git identity" };
        lines.push(format!("attribution only: the policy takes {place} for red, and nothing proves who it is"));
    }
    lines.extend(decision.ignored.iter().map(|approval| format!("ignored: {approval}")));
    lines
}

fn is_lacking_independence(decision: &Decision) -> bool {
    decision.needed > 0
        && decision.counted.len() >= decision.needed as usize
        && decision.counted.iter().all(|approval| !approval.independent)
}

fn next(question: &Question<'_>, decision: &Decision) -> Vec<String> {
    let signed = question.policy.assurance.of(question.light) == Assurance::Signed;
    let signers = "name the file of the approvers' SSH keys: `allowed_signers` under [release], in the policy at its trusted reference";
    match decision.outcome {
        Outcome::Pass => Vec::new(),
        Outcome::Rejected => vec!["change the migrations: a plan that was rejected stays refused".to_owned()],
        Outcome::Unknown if question.allowed_signers.is_none() => vec![signers.to_owned()],
        Outcome::Unknown => vec!["install OpenSSH: its ssh-keygen checks the signatures".to_owned()],
        Outcome::Missing => {
            let sign = if signed { " --sign" } else { "" };
            let mut next = vec![format!("migsafe release approve --env {} --plan {}{sign}", question.environment, question.plan.short())];
            let open = weigh::open_approvers(question, &decision.counted);
            next.push(match open.as_slice() {
                [] => "nobody else may: name more `approvers` in the policy of the environment".to_owned(),
                open => format!("by {}", open.join(" or ")),
            });
            if signed && question.allowed_signers.is_none() {
                next.push(signers.to_owned());
            }
            next
        }
    }
}

const fn name(light: Light) -> &'static str {
    match light {
        Light::Green => "green",
        Light::Yellow => "yellow",
        Light::Red => "red",
    }
}

fn number(count: u32) -> String {
    match count {
        0 => "no approval".to_owned(),
        1 => "1 approval".to_owned(),
        count => format!("{count} approvals"),
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
