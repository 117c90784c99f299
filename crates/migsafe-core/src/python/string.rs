//! String literals and where each of their characters comes from.

use crate::span::Span;

/// A text and which parts of it stand verbatim in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Text {
    /// The characters.
    pub(crate) value: String,
    /// Runs that the file holds as they are, in order.
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    at: usize,
    source: usize,
    length: usize,
}

impl Text {
    /// A text that stands nowhere.
    pub(crate) fn plain(value: impl Into<String>) -> Self {
        Self { value: value.into(), pieces: Vec::new() }
    }

    /// Adds a part of the file's text as it is.
    pub(crate) fn push_verbatim(&mut self, text: &str, source: usize) {
        let at = self.value.len();
        self.value.push_str(text);
        match self.pieces.last_mut() {
            Some(last) if last.at + last.length == at && last.source + last.length == source => last.length += text.len(),
            _ if text.is_empty() => {}
            _ => self.pieces.push(Piece { at, source, length: text.len() }),
        }
    }

    /// Adds another text, with its places.
    pub(crate) fn push(&mut self, other: &Self) {
        let at = self.value.len();
        self.value.push_str(&other.value);
        self.pieces.extend(other.pieces.iter().map(|piece| Piece { at: piece.at + at, ..*piece }));
    }

    /// A part of it, with its places.
    #[must_use]
    pub(crate) fn slice(&self, start: usize, end: usize) -> Self {
        let mut part = Self::plain(self.value.get(start..end).unwrap_or_default());
        for piece in &self.pieces {
            let (from, to) = (piece.at.max(start), (piece.at + piece.length).min(end));
            if from < to {
                part.pieces.push(Piece { at: from - start, source: piece.source + (from - piece.at), length: to - from });
            }
        }
        part
    }

    /// Where a part of it stands in the file; nothing where an end of it is not written there.
    pub(crate) fn source(&self, part: Span) -> Option<Span> {
        let last = part.end.checked_sub(1).filter(|last| *last >= part.start)?;
        let place = |offset: usize| {
            let piece = self.pieces.iter().find(|piece| (piece.at..piece.at + piece.length).contains(&offset))?;
            Some(piece.source + (offset - piece.at))
        };
        let span = Span::new(place(part.start)?, place(last)? + 1);
        (span.start < span.end).then_some(span)
    }
}

/// What stands before the quotes and how many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Opening {
    pub(super) raw: bool,
    pub(super) bytes: bool,
    pub(super) format: bool,
    /// Bytes before the text: the prefix and the quotes.
    pub(super) length: usize,
    pub(super) quote: u8,
    pub(super) triple: bool,
}

impl Opening {
    /// How many quotes close the text.
    pub(super) const fn closing(self) -> usize {
        if self.triple { 3 } else { 1 }
    }
}

/// Reads the opening of a literal; nothing where none begins.
pub(super) fn opening(text: &str) -> Option<Opening> {
    let bytes = text.as_bytes();
    let mut opening = Opening::default();
    for byte in bytes.iter().take(3) {
        match byte.to_ascii_lowercase() {
            b'r' => opening.raw = true,
            b'b' => opening.bytes = true,
            b'f' | b't' => opening.format = true,
            b'u' => {}
            quote @ (b'"' | b'\'') => {
                opening.quote = quote;
                break;
            }
            _ => return None,
        }
        opening.length += 1;
    }
    let quote = bytes.get(opening.length).copied().filter(|byte| matches!(byte, b'"' | b'\''))?;
    opening.quote = quote;
    opening.triple = bytes.get(opening.length..opening.length + 3) == Some(&[quote; 3]);
    opening.length += opening.closing();
    Some(opening)
}

/// The characters of a literal's body, which stands at `source` in the file.
pub(super) fn decode(body: &str, source: usize, raw: bool) -> Text {
    let mut text = Text::default();
    let mut rest = body;
    let mut at = source;
    while !raw && let Some(slash) = rest.find('\\') {
        let (before, after) = rest.split_at(slash);
        text.push_verbatim(before, at);
        let (decoded, taken) = escape(after);
        text.push(&Text::plain(decoded));
        at += slash + taken;
        rest = after.get(taken..).unwrap_or_default();
    }
    text.push_verbatim(rest, at);
    text
}

/// The characters that an escape stands for and its length in bytes. Source: the language reference, 2.5.1 *String and bytes literals*, *Escape sequences*.
fn escape(text: &str) -> (String, usize) {
    let Some(second) = text.chars().nth(1) else { return ("\\".to_owned(), text.len()) };
    let simple = |character: &str| (character.to_owned(), 2);
    match second {
        '\n' => simple(""),
        '\r' => (String::new(), if text.starts_with("\\\r\n") { 3 } else { 2 }),
        '\\' => simple("\\"),
        '\'' => simple("'"),
        '"' => simple("\""),
        'n' => simple("\n"),
        't' => simple("\t"),
        'r' => simple("\r"),
        'a' => simple("\u{7}"),
        'b' => simple("\u{8}"),
        'f' => simple("\u{c}"),
        'v' => simple("\u{b}"),
        '0'..='7' => {
            let digits: String = text.chars().skip(1).take(3).take_while(|digit| ('0'..='7').contains(digit)).collect();
            (character(&digits, 8), 1 + digits.len())
        }
        'x' => coded(text, 2),
        'u' => coded(text, 4),
        'U' => coded(text, 8),
        'N' => match text.find('}').filter(|_| text.starts_with("\\N{")) {
            Some(end) => ("\u{fffd}".to_owned(), end + 1),
            None => simple("\\N"),
        },
        other => (format!("\\{other}"), 1 + other.len_utf8()),
    }
}

fn coded(text: &str, digits: usize) -> (String, usize) {
    match text.get(2..2 + digits).filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        Some(code) => (character(code, 16), 2 + digits),
        None => ("\\".to_owned(), 1),
    }
}

fn character(digits: &str, radix: u32) -> String {
    u32::from_str_radix(digits, radix).ok().and_then(char::from_u32).unwrap_or('\u{fffd}').to_string()
}
