//! What a person ticks for each plan.

use jiff::Timestamp;

use crate::canonical::Digest;
use crate::gate::{Answer, Gate, GateKind, GateReport};

const GATE: Gate = Gate::of_moment("checklist", GateKind::Approval);

/// An item that somebody ticked for this plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticked<'a> {
    /// The item as the policy words it.
    pub item: &'a str,
    /// Who.
    pub by: &'a str,
    /// When.
    pub at: Timestamp,
}

/// Whether each item of the policy is ticked for this plan. A tick of an item that the policy no longer has counts for nothing.
pub fn checklist(items: &[String], ticked: &[Ticked<'_>], environment: &str, plan: &Digest) -> GateReport {
    if items.is_empty() {
        return GateReport::idle(GATE, "none configured");
    }
    let mut report = GateReport::new(GATE, Answer::Pass, Vec::new());
    for item in items {
        if let Some(tick) = ticked.iter().filter(|tick| tick.item == item).min_by_key(|tick| tick.at) {
            report.evidence.push(format!("{item}: ticked by {} at {}", tick.by, tick.at.strftime("%Y-%m-%d %H:%M UTC")));
        } else {
            report.answer = Answer::Fail;
            report.evidence.push(format!("{item}: not ticked"));
            report.next.push(format!("migsafe release tick {} --env {environment} --plan {}", quoted(item), plan.short()));
        }
    }
    for tick in ticked.iter().filter(|tick| !items.iter().any(|item| item == tick.item)) {
        report.evidence.push(format!("{}: ticked by {}, and no item of the policy", tick.item, tick.by));
    }
    report
}

/// The item as one word of a shell.
fn quoted(item: &str) -> String {
    if item.contains(['"', '$', '`', '\\', '!']) { format!("'{}'", item.replace('\'', r"'\''")) } else { format!("\"{item}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_item_is_ticked_for_this_plan() {
        let plan = Digest::of_bytes(b"");
        let items = ["flags off".to_owned(), "it's $5".to_owned()];
        assert_eq!(checklist(&[], &[], "production", &plan).answer, Answer::Pass);
        let tick = |item| Ticked { item, by: "anna@example.com", at: "2026-11-26T10:00:00Z".parse().unwrap() };
        let report = checklist(&items, &[tick("flags off"), tick("gone")], "production", &plan);
        assert_eq!(report.answer, Answer::Fail);
        assert_eq!(
            report.evidence,
            [
                "flags off: ticked by anna@example.com at 2026-11-26 10:00 UTC",
                "it's $5: not ticked",
                "gone: ticked by anna@example.com, and no item of the policy"
            ]
        );
        assert_eq!(report.next, [r"migsafe release tick 'it'\''s $5' --env production --plan e3b0c44298fc"]);
        assert_eq!(checklist(&items, &[tick("flags off"), tick("it's $5")], "production", &plan).answer, Answer::Pass);
        assert_eq!(
            checklist(&items, &[], "production", &plan).next[0],
            "migsafe release tick \"flags off\" --env production --plan e3b0c44298fc"
        );
    }
}
