//! What migsafe tells people to do is done, on live servers.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where its own files are missing")]

use std::sync::Mutex;

use camino::Utf8Path;
use migsafe_core::source::Tool;
use migsafe_oracle::advice::{collect, try_all};
use migsafe_oracle::case::read_majors;
use migsafe_oracle::package_cache;
use migsafe_oracle::runners::Tools;
use migsafe_oracle::servers::Servers;
use rayon::prelude::*;

/// The majors asked, unless the environment names others.
const MAJORS: &str = "15,18";

/// Fewer plans than this, and the search for them is broken.
const LEAST: usize = 80;

/// Likewise for those that Alembic itself runs.
const LEAST_BY_ALEMBIC: usize = 60;

#[test]
fn every_step_of_advice_works_and_keeps_writers_going() {
    let majors = read_majors(&std::env::var("MIGSAFE_PG").unwrap_or_else(|_| MAJORS.to_owned())).unwrap();
    let only = std::env::var("MIGSAFE_ADVICE").unwrap_or_default();
    let repository = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let cache = package_cache();
    let tools =
        Mutex::new(Tools::start(cache.parent().unwrap(), repository.join("testdata/runners").canonicalize().unwrap().as_path()).unwrap());
    let servers = Servers::start(&majors, &cache).unwrap();
    let tried: Vec<((usize, usize), Vec<String>)> = servers
        .list
        .par_iter()
        .map(|server| {
            let mut plans = collect(server.major, &repository).unwrap();
            plans.retain(|plan| plan.name.contains(&only));
            let by_alembic = plans.iter().filter(|plan| plan.tool == Tool::Alembic).count();
            ((plans.len(), by_alembic), try_all(server, &tools, &plans).unwrap())
        })
        .collect();
    let failures: Vec<String> = tried.iter().flat_map(|(_, failures)| failures.clone()).collect();
    assert!(failures.is_empty(), "{} plans go wrong:\n{}", failures.len(), failures.join("\n"));
    assert!(
        !only.is_empty() || tried.iter().all(|((plans, by_alembic), _)| *plans >= LEAST && *by_alembic >= LEAST_BY_ALEMBIC),
        "only {:?} plans, of which for Alembic",
        tried.iter().map(|(plans, _)| plans).collect::<Vec<_>>()
    );
}
