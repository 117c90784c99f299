//! sqlx: `<number>_name.sql`, or `<number>_name.up.sql` beside `<number>_name.down.sql`.
//!
//! Measured with sqlx 0.8.6 on a live server.

use super::super::folder::strip_suffix;
use super::super::{Migration, Outside, Runner, Tool, TransactionScope};
use super::cargo;
use super::layout::{Layout, Place, by_number};

pub(super) static LAYOUT: Layout = Layout { shown, runner, order: by_number, settle, ..Layout::new(Tool::Sqlx) };

fn shown(place: &Place<'_>) -> Option<String> {
    let names = place.folder.files_ending(".sql").filter_map(|name| strip_suffix(name, ".sql"));
    let (numbered, others): (Vec<_>, Vec<_>) = names.partition(|stem| {
        let rest = stem.trim_start_matches(|first: char| first.is_ascii_digit());
        rest.len() < stem.len() && rest.starts_with('_')
    });
    if numbered.len() <= others.len() {
        return None;
    }
    cargo::depends_on(place, "sqlx")
}

fn runner(_: &Place<'_>, sign: Option<String>) -> Runner {
    let how = ", as the only statement of its file, under this first line";
    Runner {
        session_outlives_migration: true,
        in_one_go: true,
        outside: Some(Outside { how, head: "-- no-transaction\n" }),
        ..Runner::new(TransactionScope::PerMigration, sign.unwrap_or_else(|| "sqlx".to_owned()))
    }
}

/// Without a transaction the file is still one query. The mark counts at the very start alone (sqlx's documentation of `migrate!`; measured).
fn settle(_: &Place<'_>, _: &Runner, migration: &mut Migration) {
    if migration.up.text.starts_with("-- no-transaction") {
        migration.transaction = Some(TransactionScope::SimpleQuery);
    }
}
