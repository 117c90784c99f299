//! Digests: what makes a migration the same migration.
//!
//! The *token digest* is made of what a server or Python reads: every token byte for byte, in order. White space and ordinary comments do not count, nor how a line
//! ends (git may write it in another way). Everything else does: the case of a key word, the quotes of a name, each byte of a string, the rows of a `COPY`, the
//! blocks of Python, and every comment that a program reads, such as `--> statement-breakpoint`, `-- migrate:up transaction:false` or `-- migsafe: …`, together
//! with whether it has a line of its own. What PostgreSQL would not tell apart may so have two digests; what it would tell apart never has one.
//!
//! The *raw digest* is that of the file's bytes, as Prisma keeps it.

use std::borrow::Cow;
use std::fmt;

use serde::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::source::directive::{is_directive, must_be_first};
use crate::source::{Cut, Dialect, Language, Migration, Script};
use crate::span::Span;
use crate::{python, sql};

/// A SHA-256, shown as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// That of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// Its 32 bytes.
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hexadecimal(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Bytes as pairs of small hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// The digests of one migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Digests {
    /// Over the tokens of what a deploy runs: the file without the part that undoes it.
    pub tokens: Digest,
    /// Over the bytes of the file, or of its part where it holds several migrations.
    pub raw: Digest,
    /// Over the tokens of what undoes it, where the tool keeps that.
    pub down: Option<Digest>,
}

impl Digests {
    /// The digests of a migration for a database. Of one whose tokens are not known every byte of the text counts but how a line ends, and so it is for MySQL where
    /// the text itself changes how strings are read.
    pub fn of(migration: &Migration, dialect: Dialect) -> Self {
        let Migration { up, down, .. } = migration;
        let whole = Span::new(0, up.text.len());
        // One of several migrations in a file is the same whatever stands beside it.
        if let Some(part) = up.range.filter(|_| up.lines_before.is_some()) {
            let whole = |script: &Script| tokens(script, dialect, &[script.range.unwrap_or(part)]);
            let raw = Digest::of(part.of(&up.text).as_bytes());
            return Self { tokens: whole(up), raw, down: down.as_ref().map(whole) };
        }
        let undone = down.as_ref().filter(|down| down.path == up.path).and_then(|down| down.range);
        let run = match undone {
            Some(undone) => vec![Span::new(0, undone.start), Span::new(undone.end, whole.end)],
            None => vec![whole],
        };
        let back = |down: &Script| tokens(down, dialect, &[down.range.unwrap_or(Span::new(0, down.text.len()))]);
        Self { tokens: tokens(up, dialect, &run), raw: Digest::of(up.text.as_bytes()), down: down.as_ref().map(back) }
    }
}

/// The digest of some parts of a file.
fn tokens(script: &Script, dialect: Dialect, parts: &[Span]) -> Digest {
    let returns = script.text.contains('\r');
    let mut writer = Writer { hash: Sha256::new(), text: &script.text, language: script.language, returns, end: None };
    match (script.language, dialect) {
        (Language::Python, _) => writer.python(parts),
        (Language::Sql, _) if has_known_tokens(&script.text, dialect) => {
            for part in parts {
                writer.sql(*part, script.cut, dialect);
            }
        }
        (Language::Sql, _) => parts.iter().for_each(|part| writer.piece(b'w', part.of(&script.text))),
    }
    Digest(writer.hash.finalize().into())
}

/// Whether the text's tokens are those that the lexer reads. `sql_mode` may give a backslash and double quotes another meaning (MySQL 8.4 Reference Manual, 7.1.11).
fn has_known_tokens(text: &str, dialect: Dialect) -> bool {
    let changes = |mode: &str| text.as_bytes().windows(mode.len()).any(|window| window.eq_ignore_ascii_case(mode.as_bytes()));
    match dialect {
        Dialect::PostgreSql | Dialect::Sqlite => true,
        Dialect::MySql => !(changes("sql_mode") && (changes("ansi") || changes("no_backslash_escapes"))),
        Dialect::Other => false,
    }
}

struct Writer<'a> {
    hash: Sha256,
    text: &'a str,
    language: Language,
    /// The text holds carriage returns.
    returns: bool,
    /// Where the last token ended.
    end: Option<usize>,
}

impl Writer<'_> {
    /// A piece with its kind and length, so that no two rows of pieces are alike. A line end is one however it is written.
    fn piece(&mut self, kind: u8, text: &str) {
        let text = if self.returns { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) };
        self.hash.update([kind]);
        self.hash.update((text.len() as u64).to_be_bytes());
        self.hash.update(text.as_bytes());
    }

    fn sql(&mut self, part: Span, cut: Cut, dialect: Dialect) {
        if part.of(self.text).starts_with('\u{feff}') {
            // Some drivers send it, and the server refuses it.
            self.piece(b'm', "");
        }
        sql::trace(self.text, part, cut, dialect, &mut |piece| match piece {
            sql::Piece::Token { span, joined } => self.token(if joined { b'j' } else { b't' }, span),
            sql::Piece::Data(span) => self.token(b'r', span),
            sql::Piece::Comment(span) => self.comment(span),
            sql::Piece::Cut => self.piece(b'c', ""),
        });
    }

    fn python(&mut self, parts: &[Span]) {
        let mut counts = true;
        python::trace(self.text, &mut |piece| match piece {
            // The line end and the ends of blocks behind a function belong to it.
            python::Piece::Structure(kind) if counts => self.piece(b's', kind),
            python::Piece::Structure(_) => {}
            python::Piece::Token(span) | python::Piece::Comment(span) => {
                counts = parts.iter().any(|part| part.start <= span.start && span.start < part.end);
                match piece {
                    _ if !counts => {}
                    python::Piece::Comment(_) => self.comment(span),
                    _ => self.token(b't', span),
                }
            }
        });
    }

    fn token(&mut self, kind: u8, span: Span) {
        self.piece(kind, span.of(self.text));
        self.end = Some(span.end);
    }

    fn comment(&mut self, span: Span) {
        let comment = span.of(self.text);
        if !is_directive(comment, self.language, self.text) {
            return;
        }
        let before = self.text.get(self.end.unwrap_or(0)..span.start).unwrap_or_default();
        let place = match () {
            () if must_be_first(comment) && span.start == 0 => b'f',
            () if self.end.is_some() && !before.contains('\n') => b'b',
            () => b'o',
        };
        let words: Vec<&str> = comment.split_whitespace().collect();
        self.piece(b'd', &words.join(" "));
        self.hash.update([place]);
    }
}

#[cfg(test)]
mod tests;
