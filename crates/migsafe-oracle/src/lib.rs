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
pub mod rollback;
pub mod runners;
pub mod servers;
pub mod stage;
mod watch;

use std::path::PathBuf;

/// Empties a database for what comes next; much faster than a new one.
const EMPTY: &str = r"SET client_min_messages = warning;
    DO $$ DECLARE command text; BEGIN
        FOR command IN
            SELECT format('DROP PUBLICATION %I', pubname) FROM pg_publication
            UNION ALL SELECT format('DROP FOREIGN DATA WRAPPER %I CASCADE', fdwname) FROM pg_foreign_data_wrapper
            UNION ALL SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
        LOOP EXECUTE command; END LOOP;
        CREATE SCHEMA public;
    END $$";

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
