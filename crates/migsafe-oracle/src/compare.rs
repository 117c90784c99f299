//! Both sides of a case, and where they differ.

use std::collections::BTreeSet;
use std::fmt::Write;

use anyhow::Result;
use rayon::prelude::*;

use crate::case::Case;
use crate::observe::{Observation, observe};
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
    let predicted = predict(&format!("{}\n{}", case.shared, case.setup), &case.statement, server.major, case.alone)?;
    let differences = differences(case, &observed, &predicted);
    Ok(Outcome { case: case.clone(), major: server.major, server: observed, migsafe: predicted, differences })
}

/// Asks about every case on every major it is meant for, the majors side by side. A case that cannot be asked is in the second list.
pub fn ask_all(servers: &Servers, cases: &[Case]) -> (Vec<Outcome>, Vec<String>) {
    let each = |server: &Server| -> Vec<Result<Outcome, String>> {
        let meant = cases.iter().filter(|case| case.majors.contains(&server.major));
        meant
            .map(|case| ask(server, case).map_err(|error| format!("{}/{} on {}: {error:#}", case.family, case.name, server.major)))
            .collect()
    };
    let (asked, failed): (Vec<_>, Vec<_>) = servers.list.par_iter().flat_map(each).partition(Result::is_ok);
    (asked.into_iter().filter_map(Result::ok).collect(), failed.into_iter().filter_map(Result::err).collect())
}

fn differences(case: &Case, server: &Observation, migsafe: &Prediction) -> Vec<String> {
    let mut found = Vec::new();
    if !migsafe.understood {
        found.push("the statement was not understood".to_owned());
    }
    match (&case.unknown, migsafe.effect.unknown.is_empty()) {
        (Some(_), true) => found.push("the effect does not say what it cannot tell".to_owned()),
        (Some(_), false) => return found,
        (None, false) => found.push(format!("the effect says that it cannot tell: {}", migsafe.effect.unknown.join("; "))),
        (None, true) => {}
    }
    let said = &migsafe.observation;
    if server.error != said.error {
        let foreseen = migsafe.effect.fails.as_ref().is_some_and(|failure| !failure.certain && failure.sqlstate == server.error.as_deref());
        if !foreseen {
            found.push(format!("error: server {}, migsafe {}", shown(server.error.as_ref()), shown(said.error.as_ref())));
        }
        return found;
    }
    if server.locks != said.locks {
        let names: BTreeSet<&String> = server.locks.keys().chain(said.locks.keys()).collect();
        for name in names {
            let (theirs, ours) = (server.locks.get(name), said.locks.get(name));
            if theirs != ours {
                found.push(format!("lock on {name}: server {}, migsafe {}", shown(theirs), shown(ours)));
            }
        }
    }
    for (what, theirs, ours) in [
        ("rewrites", &server.rewrites, &said.rewrites),
        ("scans", &server.scans, &said.scans),
        ("index builds", &server.index_builds, &said.index_builds),
    ] {
        if theirs != ours {
            found.push(format!("{what}: server {theirs:?}, migsafe {ours:?}"));
        }
    }
    found
}

fn shown(value: Option<impl AsRef<str>>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.as_ref().to_owned())
}

/// The differences, for a person: a paragraph a case, majors with the same difference together.
pub fn describe(outcomes: &[Outcome]) -> String {
    let mut text = String::new();
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for outcome in outcomes.iter().filter(|outcome| !outcome.differences.is_empty()) {
        let key = (outcome.case.family.as_str(), outcome.case.name.as_str());
        if !seen.insert(key) {
            continue;
        }
        let _ = writeln!(text, "{}/{}: {}", key.0, key.1, outcome.case.statement);
        let same = |other: &&Outcome| other.case.family == key.0 && other.case.name == key.1 && !other.differences.is_empty();
        for other in outcomes.iter().filter(same) {
            for difference in &other.differences {
                let _ = writeln!(text, "    {}  {difference}", other.major);
            }
        }
    }
    text
}
