//! The part of a text around a span that is worth showing, whatever the size of the text.

use std::ops::Range;

use migsafe_core::span::{LineIndex, Span};

/// At most so many lines of a span are shown.
const LINES: usize = 8;

/// A part of a text: whole lines, each cut to the width.
#[derive(Debug)]
pub(super) struct Window {
    /// What is shown.
    pub(super) text: String,
    /// How many lines of the span do not show.
    pub(super) lines_left_out: usize,
    pieces: Vec<Piece>,
}

/// One line of the window.
#[derive(Debug)]
struct Piece {
    /// The line in the whole text, its line feed left out.
    line: Range<usize>,
    /// The part of it that shows.
    kept: Range<usize>,
    /// Where that part stands in the window.
    at: usize,
}

impl Window {
    /// The lines of the span, each cut to `columns` characters around what the span covers of it. `lines` are those of `text`: in a file that is one long line, each
    /// finding would else look for its ends.
    pub(super) fn around(text: &str, lines: &LineIndex, span: Span, columns: usize) -> Self {
        let start = floor(text, span.start);
        let end = floor(text, span.end.max(span.start)).max(start);
        let mut window = Self { text: String::new(), lines_left_out: 0, pieces: Vec::new() };
        let first = lines.line(start);
        let last = lines.line(end.saturating_sub(1)).max(first);
        for line in first..=last.min(first + LINES - 1) {
            let line_start = lines.start(line).unwrap_or(text.len());
            let line_end = lines.start(line + 1).map_or(text.len(), |next| next - 1);
            window.push(text, line_start..line_end, start.max(line_start)..end.min(line_end), columns);
        }
        window.lines_left_out = (last + 1 - first).saturating_sub(LINES);
        window
    }

    fn push(&mut self, text: &str, line: Range<usize>, focus: Range<usize>, columns: usize) {
        let visible = without_mark(text, &line);
        let kept = keep(text, visible.clone(), focus, columns);
        if !self.pieces.is_empty() {
            self.text.push('\n');
        }
        if kept.start > visible.start {
            self.text.push('…');
        }
        let at = self.text.len();
        self.text.push_str(text.get(kept.clone()).unwrap_or_default());
        if kept.end < visible.end {
            self.text.push('…');
        }
        self.pieces.push(Piece { line, kept, at });
    }

    /// Whether the span's start shows.
    pub(super) fn shows(&self, span: Span) -> bool {
        self.pieces.iter().any(|piece| piece.kept.contains(&span.start))
    }

    /// Where the span, given in the whole text, stands in the window, clipped to it: offset and length.
    pub(super) fn place(&self, span: Span) -> (usize, usize) {
        let start = self.map(span.start);
        let end = self.map(span.end.max(span.start));
        if start == end && self.text.get(end..).is_none_or(|rest| rest.is_empty() || rest.starts_with('\n')) {
            // Nothing stands there to point at: the character before it does.
            let before = floor(&self.text, start.saturating_sub(1));
            return (before, start - before);
        }
        (start, end.saturating_sub(start))
    }

    fn map(&self, offset: usize) -> usize {
        let Some(piece) = self.pieces.iter().rev().find(|piece| piece.line.start <= offset).or(self.pieces.first()) else { return 0 };
        let inside = offset.clamp(piece.kept.start, piece.kept.end) - piece.kept.start;
        let mapped = piece.at + inside;
        floor(&self.text, mapped)
    }
}

/// The line without a byte order mark before it and a carriage return behind it.
fn without_mark(text: &str, line: &Range<usize>) -> Range<usize> {
    let shown = text.get(line.clone()).unwrap_or_default();
    let start = if line.start == 0 && shown.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { line.start };
    let end = if shown.ends_with('\r') { line.end - 1 } else { line.end };
    start..end.max(start)
}

/// The part of a line to show: all of it where it is short, else what fits around the focus. Looks at no more of the line than it shows.
fn keep(text: &str, line: Range<usize>, focus: Range<usize>, columns: usize) -> Range<usize> {
    let forward = |from: usize, count: usize| {
        text.get(from..line.end).and_then(|rest| rest.char_indices().nth(count)).map_or(line.end, |(at, _)| from + at)
    };
    let backward = |from: usize, count: usize| {
        text.get(line.start..from)
            .and_then(|before| before.char_indices().rev().nth(count.saturating_sub(1)))
            .map_or(line.start, |(at, _)| line.start + at)
    };
    let whole = forward(line.start, columns);
    if whole == line.end || focus.end <= whole && focus.start <= whole {
        return line.start..whole;
    }
    let start = backward(focus.start.clamp(line.start, line.end), columns / 4);
    let end = forward(start, columns);
    // Where little follows, show more of what goes before.
    if end == line.end { backward(end, columns)..end } else { start..end }
}

/// The nearest character boundary at or before the offset.
pub(super) fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
