//! Asks live PostgreSQL servers what a statement does, and compares it with what `migsafe-core` says of the same statement.

pub mod advice;
pub mod case;
pub mod compare;
pub mod difference;
pub mod document;
pub mod measured;
pub mod observation;
pub mod observe;
pub mod predict;
mod probe;
pub mod servers;
mod watch;

use std::path::PathBuf;

/// The folder of the case files.
pub fn cases_folder() -> PathBuf {
    repository().join("testdata/oracle")
}

/// The page that the oracle writes.
pub fn document_path() -> PathBuf {
    repository().join("docs/effects.md")
}

/// The folder where server packages are kept between runs.
pub fn package_cache() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from).join("postgresql")
}

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}
