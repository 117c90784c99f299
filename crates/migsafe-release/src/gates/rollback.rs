//! There is a way back, and everybody knows how far it leads.

use migsafe_core::effect::Reversible;
use migsafe_core::report::Finding;

use crate::gate::{Answer, Gate, GateKind, GateReport};
use crate::plan::PendingMigration;
use crate::policy::RollbackStyle;

/// The rule that looks at the tool's own ways back.
const RULE: &str = "down-migration";

/// Whether there is a way back: the generated one, or the tool's own where the policy wants that. `findings` are those of the pending migrations.
pub(crate) fn rollback(style: RollbackStyle, pending: &[PendingMigration], findings: &[&Finding]) -> GateReport {
    const GATE: Gate = Gate::of_change("rollback", GateKind::Risk);
    if pending.is_empty() {
        return GateReport::idle(GATE, "nothing is pending");
    }
    let mut report = GateReport::new(GATE, Answer::Pass, vec![grades(pending)]);
    if style == RollbackStyle::Down {
        for migration in pending.iter().filter(|migration| !migration.has_down) {
            report.answer = Answer::Fail;
            report.evidence.push(format!("{} has no way back of its own", migration.id));
        }
        for finding in findings.iter().filter(|finding| finding.rule == RULE && finding.suppressed.is_none()) {
            report.answer = Answer::Fail;
            report.evidence.push(finding.message.clone());
            report.next.extend(finding.help.clone());
        }
        if report.answer == Answer::Fail {
            report = report.next("write the way back, or set rollback = { style = \"reversal\" } for a generated one");
        }
    }
    report
}

/// `4 steps back: 2 lossless, 1 lossy, 1 impossible without a backup`.
fn grades(pending: &[PendingMigration]) -> String {
    let steps = || pending.iter().flat_map(|migration| &migration.rollback.steps);
    let number = |grade| steps().filter(|step| step.inverse.grade == grade).count();
    let parts = [
        (number(Reversible::Lossless), "lossless"),
        (number(Reversible::Lossy), "lossy"),
        (number(Reversible::Impossible), "impossible without a backup"),
    ];
    let told: Vec<String> =
        parts.into_iter().filter(|(number, _)| *number > 0).map(|(number, grade)| format!("{number} {grade}")).collect();
    let total = steps().count();
    format!("{total} {} back: {}", if total == 1 { "step" } else { "steps" }, told.join(", "))
}
