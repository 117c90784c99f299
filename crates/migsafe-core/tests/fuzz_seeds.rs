//! The fuzz targets' properties over their seeds, so that the targets cannot rot: `fuzz/` is a workspace of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a property that fails must stop the test"
)]

use std::path::Path;

#[path = "../../../fuzz/properties.rs"]
#[allow(unreachable_pub, reason = "there it is a library")]
mod properties;

fn over_seeds(target: &str, property: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(target);
    let mut seeds: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    seeds.sort();
    assert!(!seeds.is_empty());
    for seed in seeds {
        println!("{}", seed.display());
        property(&std::fs::read(seed).unwrap());
    }
}

#[test]
fn sql() {
    over_seeds("sql", properties::sql);
}

#[test]
fn alembic() {
    over_seeds("alembic", properties::alembic);
}

#[test]
fn bookkeeping() {
    over_seeds("bookkeeping", properties::bookkeeping);
}

#[test]
fn tree() {
    over_seeds("tree", properties::tree);
}
