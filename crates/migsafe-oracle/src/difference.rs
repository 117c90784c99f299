//! Where the server and the prediction differ.

use std::collections::BTreeSet;

use crate::case::Case;
use crate::observation::Observation;
use crate::predict::Prediction;

/// Where they differ, a line each; empty where they agree.
pub fn differences(case: &Case, server: &Observation, migsafe: &Prediction) -> Vec<String> {
    let mut found = Vec::new();
    if !migsafe.understood {
        found.push("the statement was not understood".to_owned());
    }
    match (&case.unknown, migsafe.unknown.is_empty()) {
        (Some(_), true) => found.push("the effect does not say what it cannot tell".to_owned()),
        (Some(_), false) => return found,
        (None, false) => found.push(format!("the effect says that it cannot tell: {}", migsafe.unknown.join("; "))),
        (None, true) => {}
    }
    let said = &migsafe.observation;
    if server.error != said.error {
        let foreseen = said.error.is_none() && migsafe.possible_error.is_some() && migsafe.possible_error == server.error;
        if !foreseen {
            found.push(format!("error: server {}, migsafe {}", shown(server.error.as_ref()), shown(said.error.as_ref())));
        }
        return found;
    }
    let names: BTreeSet<&String> = server.locks.keys().chain(said.locks.keys()).collect();
    for name in names {
        let (theirs, ours) = (server.locks.get(name), said.locks.get(name));
        if theirs != ours {
            found.push(format!("lock on {name}: server {}, migsafe {}", shown(theirs), shown(ours)));
        }
    }
    for (what, theirs, ours) in [
        ("rewrites", &server.rewrites, &said.rewrites),
        ("scans", &server.scans, &said.scans),
        ("index builds", &server.index_builds, &said.index_builds),
    ] {
        if theirs != ours {
            found.push(format!("{what}: server {}, migsafe {}", listed(theirs), listed(ours)));
        }
    }
    if server.blocks != said.blocks {
        found.push(format!("what waits: server {}, migsafe {}", server.blocks.words(), said.blocks.words()));
    }
    found
}

fn shown(value: Option<impl AsRef<str>>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.as_ref().to_owned())
}

fn listed(names: &BTreeSet<String>) -> String {
    if names.is_empty() { "none".to_owned() } else { names.iter().map(String::as_str).collect::<Vec<_>>().join(" ") }
}
