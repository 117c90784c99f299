//! Files that hold what a deploy runs and what undoes it, one after the other, as goose, dbmate and sql-migrate mark them.

use std::sync::LazyLock;

use regex::Regex;

use super::super::near::pattern;
use super::super::{Migration, Script};
use crate::span::Span;

static MARKER: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?mi)^[ \t]*--[ \t]*(?:\+goose|\+migrate|migrate:)[ \t]*(up|down)\b[^\n]*"));

/// Keeps the two parts apart, where the file marks them.
pub(in super::super) fn separate(migration: &mut Migration) {
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
}
