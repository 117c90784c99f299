//! Files that hold what a deploy runs and what undoes it, one after the other, as goose, dbmate and sql-migrate mark them; and marks that switch a file's transaction off.

use std::sync::LazyLock;

use regex::Regex;

use super::super::near::pattern;
use super::super::{Migration, Script, TransactionScope};
use super::goose;
use crate::span::Span;

static MARKER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?mi)^[ \t]*--[ \t]*(?:\+goose|\+migrate|migrate:)[ \t]*(up|down)\b([^\n]*)"));

/// Marks behind `up` or in a line of their own, and what they mean: dbmate (measured) and morph send the file as one query all the same, sql-migrate its statements one by one.
static WITHOUT: LazyLock<[(Regex, TransactionScope); 3]> = LazyLock::new(|| {
    [
        (pattern(r"(?mi)^--[ \t]*migrate:up\b[^\n]*\btransaction:[ \t]*false\b"), TransactionScope::SimpleQuery),
        (pattern(r"(?mi)^--[ \t]*\+migrate up\b[^\n]*\bnotransaction\b"), TransactionScope::None),
        (pattern(r"(?mi)^--[ \t]*morph:nontransactional\b"), TransactionScope::SimpleQuery),
    ]
});

/// Keeps the two parts apart, where the file marks them.
pub(super) fn separate(migration: &mut Migration) {
    let text = migration.up.text.clone();
    let (mut up, mut down) = (None, None);
    let mut markers = MARKER.captures_iter(&text).filter_map(|found| Some((found.get(0)?, found.get(1)?.as_str()))).peekable();
    while let Some((marker, word)) = markers.next() {
        let end = markers.peek().map_or(text.len(), |(next, _)| next.start());
        let span = Span::new(marker.end(), end);
        if word.eq_ignore_ascii_case("up") {
            up.get_or_insert(span);
        } else {
            down.get_or_insert(span);
            // What stands before the first marker is run where no marker says otherwise.
            up.get_or_insert(Span::new(0, marker.start()));
        }
    }
    if let (Some(range), None) = (down, &migration.down) {
        migration.down = Some(Script { range: Some(range), ..migration.up.clone() });
    }
    if up.is_some() {
        migration.up.range = up;
    }
    if let Some((_, scope)) = WITHOUT.iter().find(|(mark, _)| mark.is_match(&text)) {
        migration.transaction = Some(*scope);
    }
    goose::settle(migration);
}
