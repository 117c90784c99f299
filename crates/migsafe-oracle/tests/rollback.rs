//! What migsafe says undoes a statement undoes it, on live servers.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where its own files are missing")]

use migsafe_oracle::case::{read_folder, read_majors};
use migsafe_oracle::rollback::try_all;
use migsafe_oracle::servers::Servers;
use migsafe_oracle::{cases_folder, package_cache};

/// The majors asked, unless the environment names others.
const MAJORS: &str = "14,18";

#[test]
#[cfg_attr(not(all(target_os = "linux", target_arch = "x86_64")), ignore = "the servers are fetched for Linux on x64 only")]
fn a_lossless_way_back_leaves_the_schema_as_it_was() {
    let majors = read_majors(&std::env::var("MIGSAFE_PG").unwrap_or_else(|_| MAJORS.to_owned())).unwrap();
    let only = std::env::var("MIGSAFE_CASE").unwrap_or_default();
    let servers = Servers::start(&majors, &package_cache()).unwrap_or_else(|error| panic!("the servers could not be started: {error:#}"));
    let mut cases = read_folder(&cases_folder()).unwrap();
    cases.retain(|case| case.name.contains(&only));
    let (trials, failed) = try_all(&servers, &cases);
    assert!(failed.is_empty(), "{} ways back could not be tried:\n{}", failed.len(), failed.join("\n"));
    let faults: Vec<String> = trials
        .iter()
        .filter(|trial| !trial.faults.is_empty())
        .map(|trial| format!("{}\n    {}", trial.case, trial.faults.join("\n    ")))
        .collect();
    assert!(faults.is_empty(), "{} ways back go wrong:\n{}", faults.len(), faults.join("\n"));
    let exact = trials.iter().filter(|trial| trial.exact).count();
    println!("{} ways back, {exact} of them lossless", trials.len());
    assert!(!only.is_empty() || exact >= 300 * majors.len(), "only {exact} lossless ways back were tried");
}
