//! What migsafe says undoes a statement undoes it, on live servers.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where its own files are missing")]

use migsafe_core::effect::Reversible;
use migsafe_oracle::case::{read_folder, read_majors};
use migsafe_oracle::rollback::{Trial, try_case};
use migsafe_oracle::servers::Servers;
use migsafe_oracle::{cases_folder, package_cache};
use rayon::prelude::*;

/// The majors asked, unless the environment names others.
const MAJORS: &str = "14,18";

#[test]
#[ignore = "takes many minutes, and six corner cases still fail: cargo test -p migsafe-oracle --test rollback -- --ignored; Linux on x64 only"]
fn a_lossless_way_back_leaves_the_schema_as_it_was() {
    let majors = read_majors(&std::env::var("MIGSAFE_PG").unwrap_or_else(|_| MAJORS.to_owned())).unwrap();
    let only = std::env::var("MIGSAFE_CASE").unwrap_or_default();
    let servers = Servers::start(&majors, &package_cache()).unwrap_or_else(|error| panic!("the servers could not be started: {error:#}"));
    let cases = read_folder(&cases_folder()).unwrap();
    let of_server = |server: &migsafe_oracle::servers::Server| -> Vec<Trial> {
        let meant = cases.iter().filter(|case| case.majors.contains(&server.major) && case.name.contains(&only));
        let stopped = |case: &migsafe_oracle::case::Case, error: anyhow::Error| Trial {
            case: case.name.clone(),
            grade: Reversible::Impossible,
            faults: vec![format!("{error:#}")],
            undone: false,
        };
        meant.filter_map(|case| try_case(server, case).unwrap_or_else(|error| Some(stopped(case, error)))).collect()
    };
    let trials: Vec<Trial> = servers.list.par_iter().flat_map(of_server).collect();
    let faults: Vec<String> = trials
        .iter()
        .filter(|trial| !trial.faults.is_empty())
        .map(|trial| format!("{}\n    {}", trial.case, trial.faults.join("\n    ")))
        .collect();
    assert!(faults.is_empty(), "{} ways back go wrong:\n{}", faults.len(), faults.join("\n"));
    let undone = trials.iter().filter(|trial| trial.undone).count();
    println!("{} cases, {undone} of them undone", trials.len());
    let exact = trials.iter().filter(|trial| trial.undone && trial.grade == Reversible::Lossless).count();
    assert!(!only.is_empty() || exact >= 150 * majors.len(), "only {exact} lossless ways back were tried");
}
