//! Diesel: `<version>_name/up.sql` beside `down.sql`, and a `metadata.toml` that can switch the transaction off.
//!
//! Measured with Diesel 2.3 on a live server.

use super::super::files::glance;
use super::super::near::{parent, pattern};
use super::super::tree::join;
use super::super::{Migration, Outside, Runner, Tool, TransactionScope};
use super::cargo;
use super::layout::{Layout, Place};

pub(super) static LAYOUT: Layout =
    Layout { shown, runner, order: |left, right| version(left).cmp(&version(right)), settle, ..Layout::new(Tool::Diesel) };

/// What `diesel setup` makes first of all.
const FIRST: &str = "00000000000000_diesel_initial_setup";

fn shown(place: &Place<'_>) -> Option<String> {
    place.folder.folders_with("up.sql").next()?;
    let initial = || place.folder.folder(FIRST).map(|_| FIRST.to_owned());
    let settings = || place.nearest(&["diesel.toml"], &pattern("")).map(|_| "diesel.toml".to_owned());
    cargo::depends_on(place, "diesel").or_else(settings).or_else(initial)
}

/// Diesel compares what stands before the first `_`, without its dashes, letter by letter (the code of `migrations_internals` 2.3).
fn version(id: &str) -> String {
    id.split('_').next().unwrap_or_default().replace('-', "")
}

fn runner(_: &Place<'_>, sign: Option<String>) -> Runner {
    let how = ", as the only statement of its up.sql, with `run_in_transaction = false` in a metadata.toml beside it";
    Runner {
        session_outlives_migration: true,
        in_one_go: true,
        fails_after_commit: true,
        outside: Some(Outside { how, head: "" }),
        ..Runner::new(TransactionScope::PerMigration, sign.unwrap_or_else(|| "diesel".to_owned()))
    }
}

/// Without a transaction the file is still one query.
fn settle(place: &Place<'_>, _: &Runner, migration: &mut Migration) {
    let off = pattern(r"(?m)^\s*run_in_transaction\s*=\s*false\b");
    let metadata = parent(place.tree, &migration.path).map(|folder| join(&folder, "metadata.toml"));
    if metadata.and_then(|path| glance(place.tree, &path)).is_some_and(|text| off.is_match(&text)) {
        migration.transaction = Some(TransactionScope::SimpleQuery);
    }
}
