//! golang-migrate: `<number>_name.up.sql` beside `<number>_name.down.sql`.
//!
//! Source: the code of its PostgreSQL driver, which sends the whole file as one query and opens no transaction; not measured.

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

fn runner(_: &Place<'_>, _: Option<String>) -> Runner {
    Runner {
        assumed: true,
        session_outlives_migration: true,
        ..Runner::new(TransactionScope::SimpleQuery, "assumed, not measured: golang-migrate sends each file as one query")
    }
}
