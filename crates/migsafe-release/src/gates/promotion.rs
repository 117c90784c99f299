//! The environments before have run the same, and it has stood there long enough.

use jiff::{SignedDuration, Timestamp};
use migsafe_core::Light;

use crate::gate::{Answer, Gate, GateKind, GateReport};
use crate::ledger::AppliedMigration;

/// Since when an environment holds a migration with these tokens; the last argument's name says which environment.
pub(crate) type HeldSince<'a> = &'a dyn Fn(&str, &AppliedMigration) -> Option<Timestamp>;

/// Only what every environment in `from` has run comes here.
pub(crate) fn promotion(from: &[String], pending: &[AppliedMigration], held: HeldSince<'_>) -> GateReport {
    const GATE: Gate = Gate::of_moment("promotion", GateKind::Risk);
    if from.is_empty() {
        return GateReport::idle(GATE, "no environment comes before this one");
    }
    if pending.is_empty() {
        return GateReport::idle(GATE, "nothing is pending");
    }
    let mut report = GateReport::new(GATE, Answer::Pass, Vec::new());
    for before in from {
        let missing: Vec<&str> =
            pending.iter().filter(|migration| held(before, migration).is_none()).map(|migration| migration.id.as_str()).collect();
        if missing.is_empty() {
            report.evidence.push(format!("{before} holds every statement of it, as it is here"));
        } else {
            report.answer = Answer::Fail;
            report.evidence.push(format!("{before} has not run {} as it is here", missing.join(", ")));
            report = report.next(format!(
                "release it to {before} first; where that was done by hand: migsafe release adopt --env {before} --at COMMIT"
            ));
        }
    }
    report
}

/// It has stood in every environment in `from` for long enough.
pub(crate) fn soak(
    from: &[String],
    pending: &[AppliedMigration],
    light: Light,
    needed: std::time::Duration,
    held: HeldSince<'_>,
    now: Timestamp,
) -> GateReport {
    const GATE: Gate = Gate::of_moment("soak", GateKind::Risk);
    let needed = SignedDuration::try_from(needed).unwrap_or(SignedDuration::MAX);
    if from.is_empty() || pending.is_empty() || needed.is_zero() {
        return GateReport::idle(GATE, "nothing has to stand elsewhere first");
    }
    let mut report = GateReport::new(GATE, Answer::Pass, Vec::new());
    for before in from {
        let since: Option<Vec<Timestamp>> = pending.iter().map(|migration| held(before, migration)).collect();
        let Some(newest) = since.and_then(|since| since.into_iter().max()) else {
            report.answer = Answer::Fail;
            report.evidence.push(format!("{before} has not run all of it"));
            continue;
        };
        let stood = now.duration_since(newest);
        if stood.is_negative() {
            report.answer = report.answer.max(Answer::Unknown);
            report.evidence.push(format!("the record of {before} is of a later time than this clock shows"));
        } else if stood < needed {
            report.answer = Answer::Fail;
            report.evidence.push(format!("it stands in {before} for {}, and {} wants {}", words(stood), light_word(light), words(needed)));
            report = report.next(format!("wait another {}", words(needed.checked_sub(stood).unwrap_or(needed))));
        } else {
            report.evidence.push(format!("it stands in {before} for {}; {} wants {}", words(stood), light_word(light), words(needed)));
        }
    }
    report
}

fn light_word(light: Light) -> &'static str {
    match light {
        Light::Green => "green",
        Light::Yellow => "yellow",
        Light::Red => "red",
    }
}

/// `2 days`, `26 h`, `14 min`.
pub(crate) fn words(duration: SignedDuration) -> String {
    let minutes = duration.as_mins();
    match (minutes / 60, minutes) {
        (48.., _) => format!("{} days", minutes / 60 / 24),
        (2.., _) => format!("{} h", minutes / 60),
        (_, 1..) => format!("{minutes} min"),
        _ => format!("{} s", duration.as_secs()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::Digest;

    fn pending() -> Vec<AppliedMigration> {
        let digest = Digest::of_bytes(b"x");
        vec![AppliedMigration { root: "db".into(), id: "1".to_owned(), tokens: digest.clone(), raw: digest }]
    }

    #[test]
    fn what_staging_has_not_run_does_not_go_further() {
        let from = ["staging".to_owned()];
        let answer = |held: Option<Timestamp>| promotion(&from, &pending(), &|_, _| held).answer;
        assert_eq!((answer(None), answer(Some(Timestamp::UNIX_EPOCH))), (Answer::Fail, Answer::Pass));
        assert_eq!(promotion(&[], &pending(), &|_, _| None).answer, Answer::Pass);
    }

    #[test]
    fn soak_counts_from_the_newest_and_a_clock_that_went_back_is_unknown() {
        let from = ["staging".to_owned()];
        let day = std::time::Duration::from_secs(24 * 3600);
        let at = |hours: i64| Timestamp::from_second(hours * 3600).unwrap();
        let ask = |held: Option<Timestamp>, now| soak(&from, &pending(), Light::Yellow, day, &|_, _| held, now);
        assert_eq!(ask(Some(at(0)), at(24)).answer, Answer::Pass);
        let early = ask(Some(at(0)), at(20));
        assert_eq!((early.answer, early.next[0].as_str()), (Answer::Fail, "wait another 4 h"));
        assert_eq!(ask(Some(at(30)), at(20)).answer, Answer::Unknown);
        assert_eq!(ask(None, at(20)).answer, Answer::Fail);
    }
}
