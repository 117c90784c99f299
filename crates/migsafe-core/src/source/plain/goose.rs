//! goose: `-- +goose Up`, `-- +goose Down`, and `-- +goose NO TRANSACTION` for a file without one.
//!
//! Measured with goose 3.27.3 on a live server, through pgx, which its command line uses. Through lib/pq it stops with an error where a file has ended goose's
//! transaction; through pgx it goes on.

use std::sync::LazyLock;

use regex::Regex;

use super::super::near::pattern;
use super::super::{Cut, Migration, Outside, Runner, Tool, TransactionScope};
use super::layout::{Layout, Place, by_number};

pub(super) static LAYOUT: Layout = Layout { marks: |text| UP.is_match(text), runner, order: by_number, ..Layout::new(Tool::Goose) };

static UP: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?mi)^--[ \t]*\+goose Up[ \t]*\r?$"));
static NO_TRANSACTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?mi)^--[ \t]*\+goose NO TRANSACTION[ \t]*\r?$"));
static ENVIRONMENT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?mi)^--[ \t]*\+goose ENVSUBST ON[ \t]*\r?$"));

fn runner(_: &Place<'_>, sign: Option<String>) -> Runner {
    let outside = Outside { how: ", under these first lines", head: "-- +goose NO TRANSACTION\n-- +goose Up\n" };
    Runner {
        session_outlives_migration: true,
        outside: Some(outside),
        ..Runner::new(TransactionScope::PerMigration, sign.unwrap_or_else(|| "goose".to_owned()))
    }
}

/// What a file with goose's marks says of itself, whoever's the folder is.
pub(super) fn settle(migration: &mut Migration) {
    let text = migration.up.text.clone();
    if !UP.is_match(&text) {
        return;
    }
    migration.up.cut = Cut::Lines;
    migration.up.placeholders = ENVIRONMENT.is_match(&text).then(std::sync::Arc::default);
    if let Some(down) = &mut migration.down {
        (down.cut, down.placeholders) = (migration.up.cut, migration.up.placeholders.clone());
    }
    if NO_TRANSACTION.is_match(&text) {
        migration.transaction = Some(TransactionScope::None);
    }
}
