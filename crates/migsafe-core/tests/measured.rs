//! What is said of a statement, against what live servers of every proven version did with it: `testdata/oracle/*.sql` holds the cases, `measured.json` what the
//! servers did. No server is needed here; that the file is true is tested by the crate `migsafe-oracle`, whose reading of cases and of predictions this is.

#![allow(unreachable_pub, reason = "the modules are another crate's")]

#[path = "../../migsafe-oracle/src/case.rs"]
mod case;
#[path = "../../migsafe-oracle/src/difference.rs"]
mod difference;
#[path = "../../migsafe-oracle/src/measured.rs"]
#[allow(dead_code, reason = "here the file is only read")]
mod measured;
#[path = "../../migsafe-oracle/src/observation.rs"]
mod observation;
#[path = "../../migsafe-oracle/src/predict.rs"]
#[allow(dead_code, reason = "a server needs the set-up cut into statements")]
mod predict;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use rayon::prelude::*;

#[test]
fn every_statement_does_what_the_servers_did() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/oracle");
    let cases = case::read_folder(&folder).expect("the cases are readable");
    let measured = measured::read(&folder).expect("what was measured is readable");
    let of_case = |case: &case::Case| {
        let mut wrong = String::new();
        let key = measured::key(case);
        for major in &case.majors {
            let Some(server) = measured.get(&key).and_then(|by_major| by_major.get(major)) else {
                writeln!(wrong, "{key} on {major}: never measured").unwrap();
                continue;
            };
            let migsafe = predict::predict(case, *major).expect("the statement is found again");
            for difference in difference::differences(case, server, &migsafe) {
                writeln!(wrong, "{key} on {major}: {}\n    {difference}", case.statement).unwrap();
            }
        }
        wrong
    };
    let mut wrong: String = cases.par_iter().map(of_case).collect();
    let known: BTreeSet<String> = cases.iter().map(measured::key).collect();
    for key in measured.keys().filter(|key| !known.contains(*key)) {
        writeln!(wrong, "{key}: measured, but there is no such case").unwrap();
    }
    assert!(wrong.is_empty(), "\n{wrong}\nAfter a change of cases: cargo run -p migsafe-oracle -- --write-docs (Linux on x64)");
}

/// What the text alone does not tell is the exception.
#[test]
fn few_cases_are_left_open() {
    let cases = case::read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/oracle")).expect("the cases are readable");
    let open: Vec<String> = cases.iter().filter(|case| case.unknown.is_some()).map(measured::key).collect();
    assert!(open.len() * 50 <= cases.len(), "more than 2 % of {} cases: {}", cases.len(), open.join(", "));
}
