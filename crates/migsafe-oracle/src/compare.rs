//! All cases on all majors, both sides.

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::Result;

use crate::case::Case;
use crate::difference::differences;
use crate::measured::{Measured, key, ranges};
use crate::observation::Observation;
use crate::observe::observe;
use crate::predict::{Prediction, predict};
use crate::servers::Servers;
use crate::stage::{Stage, visit};

/// The outcome of one case on one major.
pub struct Outcome {
    /// The case.
    pub case: Case,
    /// The major.
    pub major: u8,
    /// What the server did.
    pub server: Observation,
    /// What migsafe says.
    pub migsafe: Prediction,
    /// Where they differ, a line each; empty where they agree.
    pub differences: Vec<String>,
}

/// Asks both sides about a case.
///
/// # Errors
/// The set-up fails or a side cannot be asked.
pub fn ask(stage: &mut Stage<'_>, case: &Case) -> Result<Outcome> {
    let observed = observe(stage, case)?;
    let predicted = predict(case, stage.major())?;
    let differences = differences(case, &observed, &predicted);
    Ok(Outcome { case: case.clone(), major: stage.major(), server: observed, migsafe: predicted, differences })
}

/// Asks about every case on every major it is meant for, the majors side by side. A case that cannot be asked is in the second list.
pub fn ask_all(servers: &Servers, cases: &[Case]) -> (Vec<Outcome>, Vec<String>) {
    visit(servers, cases, ask)
}

/// What the servers did, for the file that keeps it.
pub fn measured(outcomes: &[Outcome]) -> Measured {
    let mut measured = Measured::new();
    for outcome in outcomes {
        measured.entry(key(&outcome.case)).or_default().insert(outcome.major, outcome.server.clone());
    }
    measured
}

/// The differences, for a person: a paragraph a case, majors with the same difference together.
pub fn describe(outcomes: &[Outcome]) -> String {
    let mut cases: BTreeMap<String, (&str, BTreeMap<&str, Vec<u8>>)> = BTreeMap::new();
    for outcome in outcomes.iter().filter(|outcome| !outcome.differences.is_empty()) {
        let (_, lines) = cases.entry(key(&outcome.case)).or_insert((&outcome.case.statement, BTreeMap::new()));
        for difference in &outcome.differences {
            lines.entry(difference).or_default().push(outcome.major);
        }
    }
    let mut text = String::new();
    for (case, (statement, lines)) in cases {
        let _ = writeln!(text, "{case}: {statement}");
        for (difference, majors) in lines {
            let _ = writeln!(text, "    {}  {difference}", ranges(&majors));
        }
    }
    text
}
