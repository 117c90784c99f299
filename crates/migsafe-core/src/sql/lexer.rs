//! Lexical rules, without copying: every token is a kind and a place.
//!
//! Follows the PostgreSQL documentation, section 4.1 "Lexical Structure"; psql's backslash commands are one token up to the end of their line. Where MySQL and SQLite
//! differ stands in [`Rules`].

mod rules;
#[cfg(test)]
mod tests;

use rules::Rules;

use crate::source::Dialect;
use crate::span::Span;

/// A token of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it begins, in bytes of the whole text.
    start: u32,
    /// One past its last byte.
    end: u32,
}

impl Token {
    /// Where it stands, in bytes of the whole text.
    pub(super) const fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A key word or an identifier without quotes.
    Word,
    /// `"…"`, `U&"…"`, `` `…` ``, `[…]`.
    QuotedIdentifier,
    /// A string constant in quotes, whatever its prefix.
    String,
    /// `$tag$…$tag$`.
    DollarString,
    /// A number.
    Number,
    /// `$1`.
    Parameter,
    /// An operator, also `::`, `:=` and `..`.
    Operator,
    /// One of `( ) [ ] , ; . :`.
    Symbol(u8),
    /// A psql command: from its backslash to the end of the line.
    Command,
    /// What the client of MySQL was told to end statements on.
    Delimiter,
    /// Something that the server could not read as a token.
    Error(Fault),
}

/// Why something is not a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A string without its end.
    String,
    /// A quoted identifier without its end.
    Identifier,
    /// A dollar-quoted string without its end.
    Dollar,
    /// A block comment without its end.
    Comment,
    /// A character that begins no token.
    Character,
}

impl Fault {
    /// The reason for people.
    pub(super) const fn why(self) -> &'static str {
        match self {
            Self::String => "a string begins here and never ends",
            Self::Identifier => "a quoted identifier begins here and never ends",
            Self::Dollar => "a dollar-quoted string begins here and never ends",
            Self::Comment => "a comment begins here and never ends",
            Self::Character => "this character begins nothing that the server knows",
        }
    }
}

/// The longest operator in bytes that is read as PostgreSQL reads it: names end at 63, and a longer run of such characters is cut nowhere.
const LONGEST_OPERATOR: usize = 1_000;

/// Reads the tokens of a part of a text, one after the other. White space and comments are passed over.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    end: usize,
    rules: Rules,
    /// What ends a statement instead of a semicolon.
    delimiter: Option<&'a [u8]>,
    /// A `/*!` is open: what stands in it is run.
    executed: bool,
}

impl<'a> Lexer<'a> {
    /// Reads `range` of `text`; a range that does not fit is cut to the text.
    pub(super) fn new(text: &'a str, range: Span, dialect: Dialect) -> Self {
        let end = range.end.min(text.len());
        let mut at = range.start.min(end);
        if at == 0 && text.starts_with('\u{feff}') {
            at = '\u{feff}'.len_utf8().min(end);
        }
        let bytes = text.as_bytes().get(..end).unwrap_or_default();
        Self { bytes, at, end, rules: Rules::of(dialect), delimiter: None, executed: false }
    }

    /// Takes the rest of the line as what ends statements from here on, as the client of MySQL does behind `DELIMITER`; the next line where there is none, as Flyway.
    pub(super) fn change_delimiter(&mut self) {
        let mut end = self.line_end(self.at);
        if self.bytes.get(self.at..end).unwrap_or_default().trim_ascii().is_empty() && end < self.end {
            self.at = end + 1;
            end = self.line_end(self.at);
        }
        let line = self.bytes.get(self.at..end).unwrap_or_default().trim_ascii();
        let word = line.split(u8::is_ascii_whitespace).next().unwrap_or_default();
        self.delimiter = Some(word).filter(|word| !word.is_empty() && *word != b";");
        self.at = end;
    }

    /// Whether a semicolon ends statements.
    pub(super) const fn ends_on_semicolon(&self) -> bool {
        self.delimiter.is_none()
    }

    /// Passes over the data behind a `COPY … FROM stdin;`: to the end of the line that holds `\.` alone. Without such a line nothing is passed over, lest
    /// statements be taken for data; then none comes further on either, and `false` is given.
    pub(super) fn skip_copy_data(&mut self) -> bool {
        let mut at = self.line_end(self.at);
        while at < self.end {
            let start = at + 1;
            let end = self.line_end(start);
            let line = self.bytes.get(start..end).unwrap_or_default();
            if line.strip_suffix(b"\r").unwrap_or(line) == b"\\." {
                self.at = end;
                return true;
            }
            at = end;
        }
        false
    }

    /// Where reading goes on.
    pub(super) const fn position(&self) -> usize {
        self.at
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn find(&self, from: usize, wanted: u8) -> Option<usize> {
        memchr::memchr(wanted, self.bytes.get(from..)?).map(|offset| from + offset)
    }

    fn line_end(&self, from: usize) -> usize {
        self.find(from, b'\n').unwrap_or(self.end)
    }

    fn while_byte(&self, mut at: usize, accepts: impl Fn(u8) -> bool) -> usize {
        while at < self.end && accepts(self.byte(at)) {
            at += 1;
        }
        at
    }

    /// Passes over white space and comments; `Some` is the start of a comment without an end.
    fn skip_blank(&mut self) -> Option<usize> {
        loop {
            self.at = self.while_byte(self.at, is_space);
            match (self.byte(self.at), self.byte(self.at + 1)) {
                (b'#', _) if self.rules.mysql_comments => self.at = self.line_end(self.at),
                (b'-', b'-') if !self.rules.mysql_comments || self.byte(self.at + 2) <= b' ' => self.at = self.comment_end(),
                (b'*', b'/') if self.executed => {
                    self.executed = false;
                    self.at = (self.at + 2).min(self.end);
                }
                (b'/', b'*') if self.opens_executed().is_some() => {
                    self.executed = true;
                    self.at = self.opens_executed().unwrap_or(self.end).min(self.end);
                }
                (b'/', b'*') => {
                    let start = self.at;
                    if !self.skip_block_comment() {
                        return Some(start);
                    }
                }
                _ => return None,
            }
        }
    }

    /// The end of a comment that ends with its line; in PostgreSQL a carriage return alone ends it too, and what follows is run.
    fn comment_end(&self) -> usize {
        let postgresql = self.rules.postgresql;
        self.while_byte(self.at, |byte| byte != b'\n' && !(postgresql && byte == b'\r'))
    }

    /// Where the code begins in a comment that is run: behind `/*!`, `/*!50003` or, of `MariaDB`, `/*M!`.
    fn opens_executed(&self) -> Option<usize> {
        let mark = match (self.rules.mysql_comments, self.byte(self.at + 2), self.byte(self.at + 3)) {
            (true, b'!', _) => 3,
            (true, b'M', b'!') => 4,
            _ => return None,
        };
        Some(self.while_byte(self.at + mark, |byte| byte.is_ascii_digit()))
    }

    fn skip_block_comment(&mut self) -> bool {
        let mut depth = 0_usize;
        while self.at < self.end {
            match (self.byte(self.at), self.byte(self.at + 1)) {
                (b'/', b'*') if depth == 0 || self.rules.postgresql => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', b'/') => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        return true;
                    }
                }
                _ => self.at += 1,
            }
        }
        self.at = self.end;
        false
    }

    fn token_at(&self, start: usize) -> (Kind, usize) {
        let byte = self.byte(start);
        if let Some(delimiter) = self.delimiter.filter(|delimiter| self.bytes.get(start..).is_some_and(|rest| rest.starts_with(delimiter)))
        {
            return (Kind::Delimiter, start + delimiter.len());
        }
        let rules = self.rules;
        match byte {
            b'\'' => self.string(start + 1, b'\'', rules.backslash_escapes),
            b'"' if rules.double_quoted_strings => self.string(start + 1, b'"', rules.backslash_escapes),
            b'"' => self.quoted_identifier(start + 1, b'"'),
            b'`' if rules.backticks => self.quoted_identifier(start + 1, b'`'),
            b'[' if rules.brackets => self.quoted_identifier(start + 1, b']'),
            b'$' if rules.postgresql => self.dollar(start),
            b'$' => (Kind::Word, self.while_byte(start, is_word)),
            b'0'..=b'9' => (Kind::Number, self.number(start)),
            b'.' if self.byte(start + 1).is_ascii_digit() => (Kind::Number, self.number(start)),
            b'.' if rules.postgresql && self.byte(start + 1) == b'.' => (Kind::Operator, start + 2),
            b':' if matches!(self.byte(start + 1), b':' | b'=') => (Kind::Operator, start + 2),
            b'(' | b')' | b'[' | b']' | b',' | b';' | b'.' | b':' => (Kind::Symbol(byte), start + 1),
            b'\\' if rules.postgresql => {
                let end = self.line_end(start);
                (Kind::Command, if self.byte(end.saturating_sub(1)) == b'\r' { end - 1 } else { end })
            }
            _ if is_word_start(byte) => self.word(start),
            _ if is_operator(byte) => (Kind::Operator, self.operator(start)),
            _ => (Kind::Error(Fault::Character), start + 1),
        }
    }

    fn word(&self, start: usize) -> (Kind, usize) {
        let (next, after) = (self.byte(start + 1), self.byte(start + 2));
        match self.byte(start).to_ascii_lowercase() {
            b'b' | b'x' | b'n' if next == b'\'' => return self.string(start + 2, b'\'', self.rules.backslash_escapes),
            _ if !self.rules.postgresql => {}
            b'e' if next == b'\'' => return self.string(start + 2, b'\'', true),
            b'u' if next == b'&' && after == b'\'' => return self.string(start + 3, b'\'', false),
            b'u' if next == b'&' && after == b'"' => return self.quoted_identifier(start + 3, b'"'),
            _ => {}
        }
        (Kind::Word, self.while_byte(start, is_word))
    }

    fn string(&self, mut at: usize, quote: u8, escapes: bool) -> (Kind, usize) {
        while at < self.end {
            match self.byte(at) {
                b'\\' if escapes => at += 2,
                byte if byte == quote && self.byte(at + 1) == quote && at + 1 < self.end => at += 2,
                byte if byte == quote => return (Kind::String, at + 1),
                _ => at += 1,
            }
        }
        (Kind::Error(Fault::String), self.end)
    }

    /// Twice the closing quote is one of the name's own; but not of brackets.
    fn quoted_identifier(&self, mut at: usize, quote: u8) -> (Kind, usize) {
        while let Some(found) = self.find(at, quote) {
            if self.byte(found + 1) != quote || quote == b']' {
                return (Kind::QuotedIdentifier, found + 1);
            }
            at = found + 2;
        }
        (Kind::Error(Fault::Identifier), self.end)
    }

    fn dollar(&self, start: usize) -> (Kind, usize) {
        let digits = self.while_byte(start + 1, |byte| byte.is_ascii_digit());
        if digits > start + 1 {
            return (Kind::Parameter, digits);
        }
        let tag_end = self.while_byte(start + 1, |byte| is_word(byte) && byte != b'$');
        if self.byte(tag_end) != b'$' {
            return (Kind::Error(Fault::Character), start + 1);
        }
        let tag = self.bytes.get(start..=tag_end).unwrap_or_default();
        let mut at = tag_end + 1;
        while let Some(found) = self.find(at, b'$') {
            if self.bytes.get(found..).is_some_and(|rest| rest.starts_with(tag)) {
                return (Kind::DollarString, found + tag.len());
            }
            at = found + 1;
        }
        (Kind::Error(Fault::Dollar), self.end)
    }

    fn number(&self, start: usize) -> usize {
        let digit = |byte: u8| byte.is_ascii_digit() || byte == b'_';
        if self.byte(start) == b'0' && matches!(self.byte(start + 1), b'x' | b'X' | b'o' | b'O' | b'b' | b'B') {
            return self.while_byte(start + 2, |byte| byte.is_ascii_alphanumeric() || byte == b'_');
        }
        let mut at = self.while_byte(start, digit);
        // `1..10` is a range of plpgsql, not a number with two points.
        if self.byte(at) == b'.' && self.byte(at + 1) != b'.' {
            at = self.while_byte(at + 1, digit);
        }
        if matches!(self.byte(at), b'e' | b'E') {
            let sign = usize::from(matches!(self.byte(at + 1), b'+' | b'-'));
            if self.byte(at + 1 + sign).is_ascii_digit() {
                at = self.while_byte(at + 1 + sign, digit);
            }
        }
        at
    }

    fn operator(&self, start: usize) -> usize {
        let mut end = start;
        while end < self.end && is_operator(self.byte(end)) {
            // Only behind the first character: a comment at the start was passed over before.
            let pair = (self.byte(end), self.byte(end + 1));
            if end > start && (matches!(pair, (b'-', b'-') | (b'/', b'*')) || self.executed && pair == (b'*', b'/')) {
                break;
            }
            if end > start && (self.rules.mysql_comments && pair.0 == b'#' || self.rules.backticks && pair.0 == b'`') {
                break;
            }
            end += 1;
        }
        if end - start > LONGEST_OPERATOR {
            return end;
        }
        // An operator of several characters ends in + or - only where it holds one of these (section 4.1.3).
        let special = self.bytes.get(start..end).is_some_and(|all| all.iter().any(|byte| b"~!@#%^&|`?".contains(byte)));
        while !special && end > start + 1 && matches!(self.byte(end - 1), b'+' | b'-') {
            end -= 1;
        }
        end
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if let Some(start) = self.skip_blank() {
            return token(Kind::Error(Fault::Comment), start, self.end);
        }
        if self.at >= self.end {
            return None;
        }
        let start = self.at;
        let (kind, end) = self.token_at(start);
        self.at = end.clamp(start + 1, self.end);
        token(kind, start, self.at)
    }
}

/// Places of 32 bits: a longer text is refused before ([`super::reader::Reader`]), and tokens take half the memory so.
fn token(kind: Kind, start: usize, end: usize) -> Option<Token> {
    Some(Token { kind, start: u32::try_from(start).ok()?, end: u32::try_from(end).ok()? })
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

const fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

const fn is_word(byte: u8) -> bool {
    is_word_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

const fn is_operator(byte: u8) -> bool {
    matches!(byte, b'+' | b'-' | b'*' | b'/' | b'<' | b'>' | b'=' | b'~' | b'!' | b'@' | b'#' | b'%' | b'^' | b'&' | b'|' | b'`' | b'?')
}
