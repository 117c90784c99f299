//! What `migsafe check` says of the pending migrations, as gates.

use migsafe_core::report::{Finding, Report};
use migsafe_core::{Level, Light};

use crate::gate::{Answer, Gate, GateKind, GateReport};
use crate::plan::{RedStatement, Rung};

/// So many findings are named.
const NAMED: usize = 8;

/// Everything could be read.
pub(crate) fn readable(report: &Report) -> GateReport {
    const GATE: Gate = Gate::of_change("readable", GateKind::Integrity);
    if report.problems.is_empty() {
        return GateReport::pass(GATE, "every migration could be read");
    }
    let evidence = report.problems.iter().take(NAMED).map(|problem| format!("{}: {}", problem.path, problem.message)).collect();
    GateReport::new(GATE, Answer::Unknown, evidence).next("mend the file; what cannot be read cannot be judged")
}

/// No error stands open. Levels are the rules' own, whatever the branch configures; a red statement's errors are the light gate's.
pub(crate) fn lint(findings: &[&Finding], reds: &[RedStatement]) -> GateReport {
    const GATE: Gate = Gate::of_change("lint", GateKind::Risk);
    let is_red = |finding: &Finding| reds.iter().any(|red| red.id.strip_prefix("F-") == Some(&finding.fingerprint));
    let errors: Vec<&&Finding> = findings.iter().filter(|finding| finding.default_level == Level::Error && !is_red(finding)).collect();
    let (suppressed, open): (Vec<&Finding>, Vec<&Finding>) = errors.into_iter().copied().partition(|finding| finding.suppressed.is_some());
    if open.is_empty() {
        let beside = match suppressed.len() {
            0 => String::new(),
            1 => "; one is suppressed with a reason".to_owned(),
            many => format!("; {many} are suppressed with reasons"),
        };
        return GateReport::pass(GATE, format!("no error stands open{beside}"));
    }
    let line = |finding: &&Finding| format!("{}:{}: {} ({})", finding.path, finding.line, finding.message, finding.rule);
    let mut evidence: Vec<String> = open.iter().take(NAMED).map(line).collect();
    if open.len() > NAMED {
        evidence.push(format!("and {} more", open.len() - NAMED));
    }
    GateReport::new(GATE, Answer::Fail, evidence).next("take the safe way that migsafe check shows for each")
}

/// Nothing red runs without its record.
pub(crate) fn light(light: Light, reds: &[RedStatement]) -> GateReport {
    const GATE: Gate = Gate::of_change("light", GateKind::Risk);
    match light {
        Light::Green => return GateReport::pass(GATE, "green: it only adds"),
        Light::Yellow => return GateReport::pass(GATE, "yellow: it changes what stands and keeps every value"),
        Light::Red => {}
    }
    if reds.is_empty() {
        // A red statement without an error of its own cannot be accepted either.
        return GateReport::fail(GATE, "red, and no finding says why").next("take the statement out");
    }
    let open: Vec<&RedStatement> = reds.iter().filter(|red| red.rung != Rung::Accepted).collect();
    if open.is_empty() {
        let evidence =
            reds.iter().map(|red| format!("{}: accepted by {}", red.id, red.accepted.as_deref().unwrap_or("somebody"))).collect();
        return GateReport::new(GATE, Answer::Pass, evidence);
    }
    let evidence = open.iter().map(|red| format!("{} ({} at {}:{}) {}", red.id, red.rule, red.path, red.line, rung(red.rung))).collect();
    let mut report = GateReport::new(GATE, Answer::Fail, evidence);
    report.next = open.iter().flat_map(|red| red.next.iter().cloned()).collect();
    report
}

fn rung(rung: Rung) -> &'static str {
    match rung {
        Rung::Accepted => "is accepted",
        Rung::Confirmable => "is not accepted yet",
        Rung::Refused => "lacks something before it can be accepted: see above",
    }
}
