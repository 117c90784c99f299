//! Where a string literal ends, and the braces in it.
//!
//! Source: PEP 701, since Python 3.12: what stands in the braces of an f-string is code like any other, with strings in any quotes. In older versions no such string
//! can have the quotes of the one around it, so that what they take is read alike.

use super::string::{Opening, opening};

/// How many bytes the literal at the start of the text takes, and whether it is closed.
pub(super) fn length(text: &str, opening: Opening) -> (usize, bool) {
    let mut scan = Scan { text, at: opening.length, open: vec![Open::Literal(opening)], value: None };
    let closed = scan.run();
    (scan.at.min(text.len()), closed)
}

/// Braces of an f-string.
pub(super) struct Braces {
    /// Where the value in them ends, if more than it stands there: a conversion or a format.
    pub(super) value: Option<usize>,
    /// How many bytes they take.
    pub(super) length: usize,
}

/// The braces at the start of the text; nothing where they are not closed.
pub(super) fn braces(text: &str) -> Option<Braces> {
    let mut scan = Scan { text, at: 1, open: vec![Open::Value { brackets: 0 }], value: None };
    scan.run().then_some(Braces { value: scan.value, length: scan.at })
}

/// What is open where reading stands.
#[derive(Clone, Copy)]
enum Open {
    Literal(Opening),
    /// The value in braces, and how many brackets are open in it.
    Value {
        brackets: usize,
    },
    /// The format behind the value.
    Format,
}

struct Scan<'t> {
    text: &'t str,
    at: usize,
    open: Vec<Open>,
    /// Where the value of the outermost braces ends.
    value: Option<usize>,
}

impl Scan<'_> {
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    /// Goes on until everything is closed; `false` where something never is.
    fn run(&mut self) -> bool {
        while let Some(byte) = self.byte(0) {
            let goes_on = match self.open.last().copied() {
                None => return true,
                Some(Open::Literal(opening)) => self.in_literal(byte, opening),
                Some(Open::Value { brackets }) => {
                    self.in_value(byte, brackets);
                    true
                }
                Some(Open::Format) => self.in_format(byte),
            };
            if !goes_on {
                return false;
            }
        }
        self.open.is_empty()
    }

    fn in_literal(&mut self, byte: u8, opening: Opening) -> bool {
        let begins = opening.format && byte == b'{';
        match byte {
            b'\n' if !opening.triple => return false,
            b'\\' if opening.format && self.byte(1) == Some(b'{') => self.at += 1,
            b'\\' => self.at += 2,
            _ if begins && self.byte(1) == Some(b'{') => self.at += 2,
            _ if begins => {
                self.open.push(Open::Value { brackets: 0 });
                self.at += 1;
            }
            _ if self.closes(opening) => {
                self.open.pop();
                self.at += opening.closing();
            }
            _ => self.at += 1,
        }
        true
    }

    fn in_value(&mut self, byte: u8, brackets: usize) {
        match byte {
            b'(' | b'[' | b'{' => self.turn_to(Open::Value { brackets: brackets + 1 }),
            b')' | b']' => self.turn_to(Open::Value { brackets: brackets.saturating_sub(1) }),
            b'}' if brackets > 0 => self.turn_to(Open::Value { brackets: brackets - 1 }),
            b'}' => {
                self.open.pop();
            }
            b'!' if brackets == 0 && self.byte(1) != Some(b'=') => self.end_value(),
            b':' if brackets == 0 => {
                self.end_value();
                self.turn_to(Open::Format);
            }
            b'#' => {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                return;
            }
            _ => {
                if let Some(opening) = opening(self.rest()) {
                    self.open.push(Open::Literal(opening));
                    self.at += opening.length;
                    return;
                }
                // The letters of a word are no prefix of what follows it.
                let is_word = |character: char| character == '_' || character.is_alphanumeric();
                let word = self.rest().find(|character| !is_word(character)).unwrap_or(self.rest().len());
                self.at += word.max(self.rest().chars().next().map_or(1, char::len_utf8));
                return;
            }
        }
        self.at += 1;
    }

    fn in_format(&mut self, byte: u8) -> bool {
        let around = self.open.len().checked_sub(2).and_then(|at| self.open.get(at)).copied();
        match (byte, around) {
            (b'{', _) => self.open.push(Open::Value { brackets: 0 }),
            (b'}', _) => {
                self.open.pop();
            }
            (b'\n', Some(Open::Literal(opening))) if !opening.triple => return false,
            // The literal ends before the braces do.
            (_, Some(Open::Literal(opening))) if self.closes(opening) => {
                self.open.pop();
                return true;
            }
            _ => {}
        }
        self.at += 1;
        true
    }

    fn turn_to(&mut self, state: Open) {
        if let Some(last) = self.open.last_mut() {
            *last = state;
        }
    }

    fn end_value(&mut self) {
        if self.open.len() == 1 {
            self.value.get_or_insert(self.at);
        }
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn closes(&self, opening: Opening) -> bool {
        let quotes = [opening.quote; 3];
        self.text.as_bytes().get(self.at..self.at + opening.closing()) == quotes.get(..opening.closing())
    }
}
