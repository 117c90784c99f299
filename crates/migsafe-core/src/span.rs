//! Places in a file, in bytes, and their lines.

use serde::Serialize;

/// A half-open range of byte offsets into one file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The range from `start` up to and not including `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// How many bytes it covers.
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers no byte at all.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The text it covers; empty where the span does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// A span in half the room, for those of which there are as many as statements. What lies behind four gigabytes is cut: no such text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShortSpan {
    start: u32,
    end: u32,
}

impl From<Span> for ShortSpan {
    fn from(span: Span) -> Self {
        let short = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: short(span.start), end: short(span.end) }
    }
}

impl From<ShortSpan> for Span {
    fn from(span: ShortSpan) -> Self {
        Self::new(span.start as usize, span.end as usize)
    }
}

/// Finds the line and column of a byte offset. Lines and columns count from 1; a column counts bytes' characters.
#[derive(Debug, Clone)]
pub struct LineIndex {
    /// Where each line begins; 32 bits are enough for every text that is read.
    starts: Vec<u32>,
    /// How many characters begin before each block of the text: a file can be one line, with a finding every few bytes.
    characters: Vec<usize>,
}

/// The bytes of one block.
const BLOCK: usize = 1024;

impl LineIndex {
    /// Reads where the lines of `text` begin.
    pub fn new(text: &str) -> Self {
        let mut starts = Vec::with_capacity(memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1);
        starts.push(0);
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| u32::try_from(at + 1).unwrap_or(u32::MAX)));
        let mut characters = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut before = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            characters.push(before);
            before += count(block);
        }
        Self { starts, characters }
    }

    fn characters_before(&self, text: &str, offset: usize) -> usize {
        let block = (offset / BLOCK).min(self.characters.len().saturating_sub(1));
        let rest = text.as_bytes().get(block * BLOCK..offset).unwrap_or_default();
        self.characters.get(block).copied().unwrap_or(0) + count(rest)
    }

    /// The line that holds the byte at `offset`, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= offset)
    }

    /// Where that line begins, in bytes; nothing behind the last.
    pub fn start(&self, line: usize) -> Option<usize> {
        self.starts.get(line.checked_sub(1)?).map(|start| *start as usize)
    }

    /// The column of `offset` in its line, in characters, from 1.
    pub fn column(&self, text: &str, offset: usize) -> usize {
        let start = self.starts[self.line(offset).max(1) - 1] as usize;
        text.get(start..offset).map_or(1, |_| self.characters_before(text, offset) - self.characters_before(text, start) + 1)
    }
}

/// How many characters begin in these bytes of UTF-8.
fn count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_from_the_start_of_the_line() {
        let text = format!("é\n{}x", "aé…".repeat(700));
        let lines = LineIndex::new(&text);
        for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
            let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
            assert_eq!(lines.column(&text, offset), text[start..offset].chars().count() + 1, "{offset}");
        }
        assert_eq!(lines.column(&text, text.len() + 1), 1);
        assert_eq!(LineIndex::new("").column("", 0), 1);
        assert_eq!((lines.start(0), lines.start(1), lines.start(2), lines.start(3)), (None, Some(0), Some(3), None));
    }
}
