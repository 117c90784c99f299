//! Python's tokens, with line structure.

use super::scan::length;
use super::string::opening;
use crate::span::Span;

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or keyword.
    Name,
    /// A number.
    Number,
    /// A string literal with its prefix and quotes.
    Text,
    /// An operator or bracket.
    Operator,
    /// The end of a statement's line.
    Newline,
    /// A block begins.
    Indent,
    /// A block ends.
    Dedent,
    /// It has no meaning here, or a string is never closed.
    Error,
}

/// The most tokens that are read: a file of that size is generated data.
const TOKENS: usize = 2_000_000;

/// The deepest indentation that `CPython` takes is 100.
const INDENTS: usize = 100;

const OPERATORS: [&str; 24] = [
    "**=", "//=", ">>=", "<<=", "...", "**", "//", ">>", "<<", "<=", ">=", "==", "!=", "->", "+=", "-=", "*=", "/=", "%=", "&=", "|=",
    "^=", "@=", ":=",
];

pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    indents: Vec<usize>,
    brackets: usize,
    tokens: Vec<Token>,
    comments: Vec<Span>,
}

/// The tokens of a text; a [`Kind::Newline`] ends each logical line.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    read(text).tokens
}

/// The tokens and the comments of a text, each in order, and where reading ended.
pub(super) fn tokens_and_comments(text: &str) -> (Vec<Token>, Vec<Span>, usize) {
    let lexer = read(text);
    (lexer.tokens, lexer.comments, lexer.at)
}

/// The comments of a text, in order.
pub(crate) fn comments(text: &str) -> Vec<Span> {
    read(text).comments
}

fn read(text: &str) -> Lexer<'_> {
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lexer = Lexer { text, at, indents: vec![0], brackets: 0, tokens: Vec::new(), comments: Vec::new() };
    lexer.run();
    lexer
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn push(&mut self, kind: Kind, length: usize) {
        let span = Span::new(self.at, self.at + length);
        self.tokens.push(Token { kind, span });
        self.at += length;
    }

    fn run(&mut self) {
        while self.at < self.text.len() && self.tokens.len() < TOKENS {
            self.line();
        }
        if self.tokens.len() >= TOKENS {
            self.push(Kind::Error, 0);
        }
        if self.tokens.last().is_some_and(|token| token.kind != Kind::Newline) {
            self.push(Kind::Newline, 0);
        }
        for _ in 1..self.indents.len() {
            self.push(Kind::Dedent, 0);
        }
    }

    /// A logical line: its indentation, its tokens, its end.
    fn line(&mut self) {
        let mut width = 0;
        while let Some(byte) = self.byte() {
            match byte {
                b' ' => width += 1,
                b'\t' => width = (width / 8 + 1) * 8,
                b'\x0c' => width = 0,
                _ => break,
            }
            self.at += 1;
        }
        if matches!(self.byte(), Some(b'\n' | b'\r' | b'#') | None) {
            self.blank();
            return;
        }
        self.indent(width);
        while self.at < self.text.len() && self.tokens.len() < TOKENS {
            if self.token() {
                return;
            }
        }
    }

    /// An empty line or a comment alone: of no consequence for the structure.
    fn blank(&mut self) {
        self.comment();
        match self.byte() {
            Some(b'\r') if self.rest().starts_with("\r\n") => self.at += 2,
            Some(_) => self.at += 1,
            None => {}
        }
    }

    fn comment(&mut self) {
        if self.byte() == Some(b'#') {
            let length = self.rest().find(['\n', '\r']).unwrap_or(self.rest().len());
            self.comments.push(Span::new(self.at, self.at + length));
            self.at += length;
        }
    }

    fn indent(&mut self, width: usize) {
        let current = self.indents.last().copied().unwrap_or(0);
        if width > current && self.indents.len() < INDENTS {
            self.indents.push(width);
            self.push(Kind::Indent, 0);
        }
        while self.indents.len() > 1 && self.indents.last().is_some_and(|indent| *indent > width) {
            self.indents.pop();
            self.push(Kind::Dedent, 0);
        }
    }

    /// Takes one token or the space between two; `true` at the end of the logical line.
    fn token(&mut self) -> bool {
        let Some(byte) = self.byte() else { return true };
        match byte {
            b' ' | b'\t' | b'\x0c' => self.at += 1,
            b'#' => self.comment(),
            b'\\' if self.rest().starts_with("\\\n") => self.at += 2,
            b'\\' if self.rest().starts_with("\\\r\n") => self.at += 3,
            b'\n' | b'\r' => {
                let length = if self.rest().starts_with("\r\n") { 2 } else { 1 };
                if self.brackets > 0 && !self.starts_anew(self.at + length) {
                    self.at += length;
                } else {
                    self.brackets = 0;
                    self.push(Kind::Newline, length);
                    return true;
                }
            }
            b'(' | b'[' | b'{' => {
                self.brackets += 1;
                self.push(Kind::Operator, 1);
            }
            b')' | b']' | b'}' => {
                self.brackets = self.brackets.saturating_sub(1);
                self.push(Kind::Operator, 1);
            }
            _ => self.word(byte),
        }
        false
    }

    /// A bracket that is never closed must not swallow the rest of the file: no expression goes on with these words at a line's start.
    fn starts_anew(&self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or_default();
        ["def ", "class ", "async def ", "from ", "import ", "@"].iter().any(|word| rest.starts_with(word))
    }

    fn word(&mut self, byte: u8) {
        if let Some(opening) = opening(self.rest()) {
            let (length, closed) = length(self.rest(), opening);
            self.push(if closed { Kind::Text } else { Kind::Error }, length);
            return;
        }
        let rest = self.rest();
        let digit = byte.is_ascii_digit() || (byte == b'.' && rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit));
        if digit {
            let length = number(rest);
            self.push(Kind::Number, length);
        } else if byte == b'_' || byte.is_ascii_alphabetic() || byte >= 0x80 {
            let length = rest.find(|c: char| !(c == '_' || c.is_alphanumeric() || !c.is_ascii())).unwrap_or(rest.len());
            self.push(Kind::Name, length);
        } else if let Some(operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) {
            self.push(Kind::Operator, operator.len());
        } else {
            let known = byte.is_ascii_punctuation() && !matches!(byte, b'$' | b'?' | b'!' | b'`' | b'\\');
            self.push(if known { Kind::Operator } else { Kind::Error }, 1);
        }
    }
}

fn number(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let exponent = at > 0 && matches!(byte, b'+' | b'-') && matches!(bytes.get(at - 1), Some(b'e' | b'E')) && !text.starts_with("0x");
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_') || exponent) {
            break;
        }
        at += 1;
    }
    at
}
