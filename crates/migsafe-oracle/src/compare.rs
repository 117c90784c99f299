//! All cases on all majors, both sides.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::thread;

use anyhow::Result;

use crate::case::Case;
use crate::difference::differences;
use crate::measured::{Measured, key, ranges};
use crate::observation::Observation;
use crate::observe::observe;
use crate::predict::{Prediction, predict};
use crate::servers::{Server, Servers};

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
pub fn ask(server: &Server, case: &Case) -> Result<Outcome> {
    let observed = observe(server, case)?;
    let predicted = predict(case, server.major)?;
    let differences = differences(case, &observed, &predicted);
    Ok(Outcome { case: case.clone(), major: server.major, server: observed, migsafe: predicted, differences })
}

/// Asks about every case on every major it is meant for, the majors side by side. A case that cannot be asked is in the second list.
pub fn ask_all(servers: &Servers, cases: &[Case]) -> (Vec<Outcome>, Vec<String>) {
    let each = |server: &Server| -> Vec<Result<Outcome, String>> {
        let meant = cases.iter().filter(|case| case.majors.contains(&server.major));
        meant.map(|case| ask(server, case).map_err(|error| format!("{} on {}: {error:#}", key(case), server.major))).collect()
    };
    // The threads mostly wait for their servers, so there is one a server, however few cores there are.
    let answers: Vec<Result<Outcome, String>> = thread::scope(|scope| {
        let asking: Vec<_> = servers.list.iter().map(|server| (server.major, scope.spawn(move || each(server)))).collect();
        let joined = |(major, thread): (u8, thread::ScopedJoinHandle<'_, _>)| {
            thread.join().unwrap_or_else(|_| vec![Err(format!("the thread that asks PostgreSQL {major} has panicked"))])
        };
        asking.into_iter().flat_map(joined).collect()
    });
    let (asked, failed): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    (asked.into_iter().filter_map(Result::ok).collect(), failed.into_iter().filter_map(Result::err).collect())
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
