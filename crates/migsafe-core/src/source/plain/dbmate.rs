//! dbmate: `-- migrate:up` and `-- migrate:down` in one file.
//!
//! Measured with dbmate 2.36 on a live server.

use std::sync::LazyLock;

use regex::Regex;

use super::super::near::pattern;
use super::super::{Outside, Runner, Tool, TransactionScope};
use super::layout::{Layout, Place, by_bytes};

pub(super) static LAYOUT: Layout = Layout { marks: |text| UP.is_match(text), runner, order: by_bytes, ..Layout::new(Tool::Dbmate) };

static UP: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^--[ \t]*migrate:up\b"));

fn runner(_: &Place<'_>, sign: Option<String>) -> Runner {
    let how = ", as the only statement of its file, under this first line";
    Runner {
        session_outlives_migration: true,
        in_one_go: true,
        fails_after_commit: true,
        outside: Some(Outside { how, head: "-- migrate:up transaction:false\n" }),
        ..Runner::new(TransactionScope::PerMigration, sign.unwrap_or_else(|| "dbmate".to_owned()))
    }
}
