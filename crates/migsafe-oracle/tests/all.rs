//! Every case on a live server of every proven version, against the prediction, and against what is kept of earlier runs.

use migsafe_oracle::case::read_folder;
use migsafe_oracle::compare::{ask_all, describe, measured};
use migsafe_oracle::document::document;
use migsafe_oracle::measured::FILE;
use migsafe_oracle::servers::{RELEASES, Servers};
use migsafe_oracle::{cases_folder, document_path, package_cache};

/// The servers' packages are for this platform only. Elsewhere the test shows as ignored; `cargo test -p migsafe-core --test measured` runs everywhere.
#[test]
#[cfg_attr(not(all(target_os = "linux", target_arch = "x86_64")), ignore = "the servers are fetched for Linux on x64 only")]
fn migsafe_says_what_live_servers_do() {
    let majors = RELEASES.map(|(major, _)| major);
    let servers = Servers::start(&majors, &package_cache()).unwrap_or_else(|error| panic!("the servers could not be started: {error:#}"));
    let cases = read_folder(&cases_folder()).unwrap();
    let (outcomes, failed) = ask_all(&servers, &cases);
    assert!(failed.is_empty(), "{} questions could not be asked:\n{}", failed.len(), failed.join("\n"));
    let asked: usize = cases.iter().map(|case| case.majors.len()).sum();
    assert_eq!(outcomes.len(), asked, "every case is asked on every major it is meant for");

    let differing = describe(&outcomes);
    assert!(differing.is_empty(), "the server is right:\n{differing}");

    let measured = measured(&outcomes);
    let again = "measure again: cargo run -p migsafe-oracle -- --write-docs";
    let kept = std::fs::read_to_string(cases_folder().join(FILE)).unwrap();
    let now = migsafe_oracle::measured::write(&measured).unwrap();
    assert!(kept == now, "{FILE} is stale in {}\n{again}", first_difference(&kept, &now));
    let page = std::fs::read_to_string(document_path()).unwrap();
    let page_now = document(&cases, &measured).unwrap();
    assert!(page == page_now, "docs/effects.md is stale in {}\n{again}", first_difference(&page, &page_now));
}

/// The first line that differs, both ways.
fn first_difference(kept: &str, now: &str) -> String {
    let (mut kept, mut now, mut line) = (kept.lines(), now.lines(), 0);
    loop {
        line += 1;
        match (kept.next(), now.next()) {
            (Some(one), Some(other)) if one == other => {}
            (one, other) => return format!("line {line}:\n  kept {}\n  now  {}", one.unwrap_or("nothing"), other.unwrap_or("nothing")),
        }
    }
}
