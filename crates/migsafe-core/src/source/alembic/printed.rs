//! What `alembic upgrade --sql` and `alembic downgrade --sql` print: one file of several revisions, each behind a comment that names it.
//!
//! Source: the outputs of Alembic 1.20 in all its modes, and its documentation, *Generating SQL Scripts (a.k.a. "Offline Mode")*.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::source::near::pattern;
use crate::source::{History, Migration, Runner, Script, Tool, TransactionScope};
use crate::span::Span;

static MARKER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?m)^-- Running (upgrade|downgrade|stamp_revision) ([^\n]*?) ?-> ?([^\n]*?)\s*?$"));
static BEGIN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^BEGIN\s*;$"));
static COMMIT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^COMMIT\s*;$"));
/// The column has this name in whatever table the environment keeps the versions.
static BOOKKEEPING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?is)^(?:INSERT INTO \S+ \(version_num\) VALUES \('[^']*'\)(?: RETURNING \S+)?|UPDATE \S+ SET version_num='[^']*' WHERE \S+\.version_num = '[^']*'|DELETE FROM \S+ WHERE \S+\.version_num = '[^']*'|DROP TABLE \S*alembic_version\S*)\s*;$",
    )
});

/// Whether the text is such output.
pub(in crate::source) fn is_printed(text: &str) -> bool {
    MARKER.is_match(text)
}

/// Cuts every migration that is such output into its revisions. A downgrade belongs to the upgrade of its revision where that is there too; else it is what is to be run.
pub(in crate::source) fn cut(migrations: Vec<Migration>) -> Vec<Migration> {
    if !migrations.iter().any(|migration| is_printed(&migration.up.text)) {
        return migrations;
    }
    let mut ups: Vec<Migration> = Vec::new();
    let mut downs: Vec<(usize, String, Migration)> = Vec::new();
    for migration in migrations {
        let pieces = pieces(&migration.up);
        if pieces.is_empty() {
            ups.push(migration);
            continue;
        }
        let scope = scope(&migration.up.text);
        for piece in pieces {
            let script = Script { range: Some(piece.range), lines_before: Some(piece.lines_before), ..migration.up.clone() };
            let id = if piece.is_downgrade { format!("downgrade {}", piece.revision) } else { piece.revision.clone() };
            let cut = Migration { transaction: Some(scope), standing: migration.standing, ..Migration::new(id, script) };
            if piece.is_downgrade {
                downs.push((ups.len(), piece.revision, cut));
            } else {
                ups.push(cut);
            }
        }
    }
    keep_apart(ups, downs)
}

/// The downgrades with the place in the list at which they stand.
fn keep_apart(mut ups: Vec<Migration>, downs: Vec<(usize, String, Migration)>) -> Vec<Migration> {
    let mut places: HashMap<String, usize> = HashMap::new();
    for (at, up) in ups.iter().enumerate() {
        places.entry(up.id.clone()).or_insert(at);
    }
    let mut alone = Vec::new();
    for (at, revision, down) in downs {
        match places.get(&revision).and_then(|place| ups.get_mut(*place)) {
            Some(up) => up.down = Some(down.up),
            None => alone.push((at, down)),
        }
    }
    for (at, down) in alone.into_iter().rev() {
        ups.insert(at.min(ups.len()), down);
    }
    ups
}

/// One revision of the output.
struct Piece {
    revision: String,
    is_downgrade: bool,
    range: Span,
    lines_before: usize,
}

fn pieces(script: &Script) -> Vec<Piece> {
    let text = &*script.text;
    let mut markers = MARKER.captures_iter(text).peekable();
    let mut pieces = Vec::new();
    let (mut counted, mut lines_before) = (0, 0);
    while let Some(found) = markers.next() {
        let (Some(marker), Some(word), Some(from), Some(to)) = (found.get(0), found.get(1), found.get(2), found.get(3)) else { continue };
        let end = markers.peek().and_then(|next| next.get(0)).map_or(text.len(), |next| next.start());
        let is_downgrade = word.as_str() == "downgrade";
        let revision = if is_downgrade { from } else { to }.as_str().trim().to_owned();
        lines_before += text.get(counted..marker.start()).map_or(0, |between| between.matches('\n').count());
        counted = marker.start();
        let range = without_ending(script, Span::new(marker.start(), end));
        pieces.push(Piece { revision, is_downgrade, range, lines_before });
    }
    pieces
}

/// Leaves out what Alembic itself puts at the end: its own table's row, and where one transaction ends and the next begins.
fn without_ending(script: &Script, range: Span) -> Span {
    let text = &*script.text;
    let spans = crate::sql::statement_spans(&Script { range: Some(range), ..script.clone() });
    let is = |at: usize, holds: &Regex| spans.get(at).is_some_and(|span| holds.is_match(span.of(text)));
    let mut left = spans.len();
    if left > 1 && is(left - 1, &BEGIN) && is(left - 2, &COMMIT) {
        left -= 2;
    } else if left > 0 && is(left - 1, &COMMIT) {
        left -= 1;
    }
    while left > 0 && is(left - 1, &BOOKKEEPING) {
        left -= 1;
    }
    let end = spans.get(left).map_or(range.end, |next| next.start);
    Span::new(range.start, end)
}

/// What the output itself puts into one transaction: `BEGIN` before the first revision, and before every other one too with `transaction_per_migration`; never one without transactional DDL.
fn scope(text: &str) -> TransactionScope {
    let ends_so = |before: &str| before.trim_end().to_ascii_uppercase().ends_with("BEGIN;");
    let mut starts = MARKER.find_iter(text).map(|marker| text.get(..marker.start()).unwrap_or_default());
    let first = starts.next().unwrap_or_default();
    if !first.lines().any(|line| line.trim().eq_ignore_ascii_case("BEGIN;")) {
        return TransactionScope::None;
    }
    if starts.any(ends_so) { TransactionScope::PerMigration } else { TransactionScope::AllPending }
}

/// Makes a history of such output Alembic's.
pub(in crate::source) fn adopt(history: &mut History) {
    history.tool = Tool::Alembic;
    let scope = history.migrations.iter().rev().find_map(|migration| migration.transaction).unwrap_or(TransactionScope::None);
    history.runner = Runner::new(scope, "alembic's --sql output");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_text(text: &str) -> Vec<(String, String, Option<String>)> {
        let script = Script { path: "out.sql".into(), text: text.into(), ..Script::default() };
        let shown = |script: &Script| {
            let spans = crate::sql::statement_spans(script);
            spans.into_iter().map(|span| span.of(&script.text).to_owned()).collect::<Vec<_>>().join(" ")
        };
        let cut = cut(vec![Migration::new("out", script)]);
        cut.into_iter().map(|it| (it.id, shown(&it.up), it.down.as_ref().map(shown))).collect()
    }

    fn triple(id: &str, up: &str, down: Option<&str>) -> (String, String, Option<String>) {
        (id.to_owned(), up.to_owned(), down.map(str::to_owned))
    }

    const A: &str = "-- Running upgrade  -> a1\n\nSELECT 1;\n\nINSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;\n\n";
    const B: &str =
        "-- Running upgrade a1 -> b2\n\nSELECT 2;\n\nUPDATE v.versions SET version_num='b2' WHERE v.versions.version_num = 'a1';\n\n";
    const MERGE: &str = "-- Running upgrade b2, c3 -> m4\n\nDELETE FROM alembic_version WHERE alembic_version.version_num = 'b2';\n\nUPDATE alembic_version SET version_num='m4' WHERE alembic_version.version_num = 'c3';\n\n";
    const DOWN: &str = "-- Running downgrade a1 -> \n\nSELECT -1;\n\nDELETE FROM alembic_version WHERE alembic_version.version_num = 'a1';\n\nDROP TABLE alembic_version;\n\n";

    #[test]
    fn each_revision_holds_what_it_asks_itself() {
        let each = [triple("a1", "SELECT 1;", None), triple("b2", "SELECT 2;", None), triple("m4", "", None)];
        let one = format!("BEGIN;\n\nCREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);\n\n{A}{B}{MERGE}COMMIT;\n\n");
        assert_eq!((cut_text(&one), scope(&one)), (each.to_vec(), TransactionScope::AllPending));
        let many = format!("BEGIN;\n\n{A}COMMIT;\n\nBEGIN;\n\n{B}COMMIT;\n\nBEGIN;\n\n{MERGE}COMMIT;\n\n");
        assert_eq!((cut_text(&many), scope(&many)), (each.to_vec(), TransactionScope::PerMigration));
        let none = format!("{A}{B}{MERGE}").replace('\n', "\r\n");
        assert_eq!((cut_text(&none), scope(&none)), (each.to_vec(), TransactionScope::None));
    }

    #[test]
    fn an_autocommit_block_stays() {
        let text = "BEGIN;\n\n-- Running upgrade  -> a1\n\nCOMMIT;\n\nCREATE INDEX CONCURRENTLY i ON t (a);\n\nBEGIN;\n\nINSERT INTO alembic_version (version_num) VALUES ('a1');\n\nCOMMIT;\n";
        assert_eq!(cut_text(text), [triple("a1", "COMMIT; CREATE INDEX CONCURRENTLY i ON t (a); BEGIN;", None)]);
        assert_eq!(scope(text), TransactionScope::AllPending);
    }

    #[test]
    fn a_downgrade_is_judged_only_without_its_upgrade() {
        assert_eq!(cut_text(&format!("BEGIN;\n{DOWN}COMMIT;\n")), [triple("downgrade a1", "SELECT -1;", None)]);
        assert_eq!(cut_text(&format!("BEGIN;\n{A}{DOWN}COMMIT;\n")), [triple("a1", "SELECT 1;", Some("SELECT -1;"))]);
        let both = cut_text(&format!("BEGIN;\n{DOWN}{B}COMMIT;\n"));
        assert_eq!(both, [triple("downgrade a1", "SELECT -1;", None), triple("b2", "SELECT 2;", None)]);
    }

    #[test]
    fn other_text_is_left_alone() {
        assert!(!is_printed("-- Running the upgrade -> now\nSELECT 1;"));
        assert_eq!(cut_text("SELECT 1;"), [triple("out", "SELECT 1;", None)]);
    }
}
