//! The Supabase command line: `supabase/migrations/<14 digits>_name.sql`.
//!
//! Measured with the command line 2.109.0, 2.122.1 and 3.1.0 on a live server: a file runs in one transaction, out of which it takes what PostgreSQL refuses in one:
//! what stands before is committed, the statement runs by itself, and what follows is the next transaction. After a `COMMIT` of the file's own each statement commits
//! by itself. What is `SET` holds in its file alone. Of versions before 2.109 only the code was read: they send a file as one pipeline and take nothing out.

use std::sync::LazyLock;

use camino::Utf8Path;
use regex::Regex;

use super::super::near::{parent, pattern};
use super::super::package::installed;
use super::super::tree::join;
use super::super::{Migration, Outside, Runner, Tool, TransactionScope};
use super::layout::{Layout, Place, by_bytes};

pub(super) static LAYOUT: Layout = Layout { shown, runner, order: by_bytes, settle, ..Layout::new(Tool::Supabase) };

/// What the command line sends by itself.
static APART: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?is)^(?:(?:CREATE(?:\s+UNIQUE)?|DROP)\s+INDEX\s+CONCURRENTLY\b|REINDEX\b.*\bCONCURRENTLY\b|VACUUM\b|ALTER\s+SYSTEM\b|CLUSTER\b)",
    )
});

const SINCE: (u64, u64) = (2, 109);

fn shown(place: &Place<'_>) -> Option<String> {
    let above = parent(place.tree, &place.folder.path)?;
    let real = place.tree.real_path(&above).unwrap_or_else(|| above.clone());
    let is_called = |path: &Utf8Path| path.file_name() == Some("supabase");
    let numbered = place.folder.files_ending(".sql").any(|name| name.starts_with(|first: char| first.is_ascii_digit()));
    let configured = || place.tree.is_file(&join(&above, "config.toml"));
    ((is_called(&above) || is_called(&real)) && (numbered || configured())).then(|| "supabase/migrations".to_owned())
}

fn runner(place: &Place<'_>, sign: Option<String>) -> Runner {
    let outside = Some(Outside { how: ": supabase from 2.109 on sends it outside any transaction", head: "" });
    if is_old(place) {
        return Runner {
            assumed: true,
            in_one_go: true,
            outside,
            ..Runner::new(TransactionScope::PerMigration, "assumed, not measured: supabase before 2.109 runs each file in one transaction")
        };
    }
    Runner { outside, ..Runner::new(TransactionScope::PerMigration, sign.unwrap_or_else(|| "supabase".to_owned())) }
}

/// Whether an older command line is installed.
fn is_old(place: &Place<'_>) -> bool {
    installed(place.tree, &place.folder.path, &["supabase"]).is_some_and(|it| (it.version.0, it.version.1) < SINCE)
}

fn settle(place: &Place<'_>, _: &Runner, migration: &mut Migration) {
    if !is_old(place) && migration.up.text.to_ascii_uppercase().contains("CONCURRENTLY") || APART.is_match(&migration.up.text) {
        let spans = crate::sql::statement_spans(&migration.up);
        migration.apart = spans.into_iter().filter(|span| APART.is_match(span.of(&migration.up.text))).map(|span| span.start).collect();
    }
}
