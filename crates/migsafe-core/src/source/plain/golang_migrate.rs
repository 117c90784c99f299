//! golang-migrate: `<number>_name.up.sql` beside `<number>_name.down.sql`.
//!
//! Measured with golang-migrate 4 (the code of July 2026, its driver on lib/pq) on a live server: it sends the whole file as one query and opens no transaction.

use super::super::folder::strip_suffix;
use super::super::near::pattern;
use super::super::{Runner, Tool, TransactionScope};
use super::layout::{Layout, Place, by_number};

pub(super) static LAYOUT: Layout = Layout { shown, runner, order: by_number, ..Layout::new(Tool::GolangMigrate) };

fn shown(place: &Place<'_>) -> Option<String> {
    place.folder.files_ending(".sql").find(|name| strip_suffix(name, ".up.sql").is_some())?;
    let module = pattern(r"\bgithub\.com/golang-migrate/migrate(?:/v\d+)?\s+v");
    place.nearest(&["go.mod"], &module).map(|_| "golang-migrate in go.mod".to_owned())
}

fn runner(_: &Place<'_>, sign: Option<String>) -> Runner {
    Runner {
        session_outlives_migration: true,
        ..Runner::new(TransactionScope::SimpleQuery, sign.unwrap_or_else(|| "golang-migrate".to_owned()))
    }
}
