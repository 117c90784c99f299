//! The real tools run small folders on live servers, and do what migsafe says they do.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where its own files are missing")]

use std::path::Path;

use migsafe_oracle::case::read_majors;
use migsafe_oracle::package_cache;
use migsafe_oracle::runners::{Tools, ask_all, read_folder};
use migsafe_oracle::servers::Servers;

/// The majors asked, unless the environment names others: new enum values are treated otherwise from 17 on.
const MAJORS: &str = "15,17";

/// Fewer pairs of a case and a tool than this, and the search for them is broken.
const LEAST: usize = 50;

#[test]
fn the_tools_do_what_is_said_of_them() {
    let majors = read_majors(&std::env::var("MIGSAFE_PG").unwrap_or_else(|_| MAJORS.to_owned())).unwrap();
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/runners").canonicalize().unwrap();
    let cases = read_folder(&testdata.join("cases")).unwrap();
    let cache = package_cache();
    let mut tools = Tools::start(cache.parent().unwrap(), &testdata).unwrap();
    let servers = Servers::start(&majors, &cache).unwrap();
    let mut differences = Vec::new();
    for server in &servers.list {
        let (found, asked) = ask_all(server, &mut tools, &cases).unwrap();
        assert!(asked >= LEAST, "only {asked} were run");
        differences.extend(found);
    }
    assert!(differences.is_empty(), "{} differ:\n{}", differences.len(), differences.join("\n"));
}
