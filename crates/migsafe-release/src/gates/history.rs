//! Nothing that an environment holds was edited, taken away or overtaken.

use std::collections::HashMap;

use camino::Utf8Path;
use migsafe_core::Level;
use migsafe_core::report::Finding;

use crate::gate::{Answer, Gate, GateKind, GateReport};
use crate::ledger::{Adoption, AppliedMigration};

/// Compares the history at hand with what is recorded of the environment. `findings` are those about the project's own books.
pub(crate) fn history(environment: &str, base: Option<&Adoption>, current: &[AppliedMigration], findings: &[&Finding]) -> GateReport {
    const GATE: Gate = Gate::of_change("history", GateKind::Integrity);
    let Some(base) = base else {
        return GateReport::unknown(GATE, format!("nothing is recorded of what {environment} holds"))
            .next(format!("migsafe release adopt --env {environment} --at COMMIT"));
    };
    let by_name: HashMap<(&Utf8Path, &str), &AppliedMigration> = current.iter().map(|migration| (key(migration), migration)).collect();
    let mut report = GateReport::new(GATE, Answer::Pass, Vec::new());
    for applied in &base.migrations {
        match by_name.get(&key(applied)) {
            Some(now) if now.tokens != applied.tokens => {
                report.answer = Answer::Fail;
                report.evidence.push(format!("{} was edited after it was applied to {environment}", applied.id));
                report = report.next(format!("git checkout {} -- {}, and put the change into a new migration", base.commit, applied.root));
            }
            Some(now) if now.raw != applied.raw => {
                report
                    .evidence
                    .push(format!("{} was edited after it was applied, in comments and white space alone: restore the text", applied.id));
            }
            Some(_) => {}
            None if base.squashed.iter().any(|squashed| key(squashed) == key(applied)) => {}
            None => {
                report.answer = Answer::Fail;
                report.evidence.push(format!("{} was applied to {environment} and is gone from the history", applied.id));
                report = report.next(format!(
                    "bring it back; a squash on purpose is recorded with: migsafe release adopt --env {environment} --squash"
                ));
            }
        }
    }
    for finding in findings.iter().filter(|finding| finding.suppressed.is_none() && finding.default_level == Level::Error) {
        report.answer = Answer::Fail;
        report.evidence.push(format!("{} ({})", finding.message, finding.rule));
        report.next.extend(finding.help.clone());
    }
    report.next.dedup();
    if report.evidence.is_empty() {
        report.evidence.push(match base.migrations.len() {
            0 => format!("{environment} held no migration yet"),
            1 => format!("the migration that {environment} holds stands as it was applied"),
            many => format!("the {many} migrations that {environment} holds stand as they were applied"),
        });
    }
    report
}

/// What names a migration.
pub(crate) fn key(migration: &AppliedMigration) -> (&Utf8Path, &str) {
    (&migration.root, &migration.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::Digest;

    fn migration(id: &str, text: &str, raw: &str) -> AppliedMigration {
        AppliedMigration {
            root: "db".into(),
            id: id.to_owned(),
            tokens: Digest::of_bytes(text.as_bytes()),
            raw: Digest::of_bytes(raw.as_bytes()),
        }
    }

    fn base(migrations: Vec<AppliedMigration>, squashed: Vec<AppliedMigration>) -> Adoption {
        Adoption { environment: "production".to_owned(), commit: "c0ffee".to_owned(), migrations, squashed, policy_ref: None, reason: None }
    }

    #[test]
    fn what_happened_to_an_applied_migration() {
        let applied = base(vec![migration("1", "a", "a"), migration("2", "b", "b")], Vec::new());
        let ask = |current: &[AppliedMigration]| history("production", Some(&applied), current, &[]);
        assert_eq!(ask(&applied.migrations).answer, Answer::Pass);
        let edited = ask(&[migration("1", "a", "a"), migration("2", "x", "x")]);
        assert_eq!((edited.answer, edited.evidence[0].as_str()), (Answer::Fail, "2 was edited after it was applied to production"));
        let comment = ask(&[migration("1", "a", "a"), migration("2", "b", "b -- why")]);
        assert!(comment.answer == Answer::Pass && comment.evidence[0].ends_with("restore the text"), "{comment:?}");
        let gone = ask(&[migration("1", "a", "a")]);
        assert!(gone.answer == Answer::Fail && gone.evidence[0].contains("2 was applied to production and is gone"), "{gone:?}");
        assert_eq!(history("production", None, &[], &[]).answer, Answer::Unknown);
    }

    #[test]
    fn a_recorded_squash_may_be_gone() {
        let squashed = base(vec![migration("1", "a", "a")], vec![migration("1", "a", "a")]);
        assert_eq!(history("production", Some(&squashed), &[], &[]).answer, Answer::Pass);
    }
}
