//! Text to statements to operations. The only user of the SQL parser.
//!
//! A script is cut into statements first, then each is read by itself: a definition by our own grammar, anything else by the parser; by the other of the two what the
//! first does not know, and by its leading words alone what neither knows. So one bad statement hides nothing else.

mod cap;
mod cursor;
mod do_block;
mod grammar;
mod headline;
mod lexer;
mod lower;
mod model;
mod others;
mod psql;
mod spans;
mod split;
mod statement;
mod text;
mod trace;
mod value;

pub use model::*;
pub(crate) use text::{comments, filled as filled_text, words};
pub(crate) use trace::{Piece, trace};

use std::borrow::Cow;

use crate::source::{Cut, Script};
use crate::span::Span;

/// Reads a script's statements. Never fails: what cannot be read is in the statement's `not_understood`.
pub fn read(script: &Script) -> Vec<Statement> {
    let script = &filled(script);
    let text = &*script.text;
    let end = script.range.map_or(text.len(), |range| range.end);
    let mut lines = match (script.range, script.lines_before) {
        (Some(range), Some(before)) => Lines { text, offset: range.start, line: before + 1 },
        _ => Lines { text, offset: 0, line: 1 },
    };
    let mut statements = Vec::new();
    for piece in split::chunks(script).into_iter().flat_map(|chunk| split::split(text, chunk, script.dialect)) {
        let line = lines.line(piece.span.start);
        if statements.len() >= STATEMENTS {
            let span = Span::new(piece.span.start, end.max(piece.span.end));
            let why = format!("the file holds more than {STATEMENTS} statements: what follows is not read");
            let not_understood = vec![NotUnderstood { span, why }];
            statements.push(Statement { span, line, operations: Vec::new(), not_understood, is_block: false, sql: None });
            break;
        }
        let body = statement::read(text, &piece.tokens, script.dialect);
        statements.push(Statement {
            span: piece.span,
            line,
            operations: body.operations,
            not_understood: body.not_understood,
            is_block: body.is_block,
            sql: None,
        });
    }
    statements
}

/// The most statements of one file that are read: what is longer is a dump, and would take gigabytes.
const STATEMENTS: usize = 250_000;

/// Where the statements of a script stand, without reading them: each from its first token to its semicolon.
pub fn statement_spans(script: &Script) -> Vec<Span> {
    let script = &filled(script);
    let text = &*script.text;
    split::chunks(script).into_iter().flat_map(|chunk| split::split(text, chunk, script.dialect)).map(|piece| piece.span).collect()
}

/// The parts of a script that its tool sends as one query each, as far as the tool cuts it.
pub(crate) fn queries(script: &Script) -> Vec<Span> {
    if script.cut == Cut::Whole { Vec::new() } else { split::chunks(script) }
}

/// The script with a word of the same length for each placeholder, so that places stay what they are.
fn filled(script: &Script) -> Cow<'_, Script> {
    if !script.placeholders || !script.text.contains("${") {
        return Cow::Borrowed(script);
    }
    Cow::Owned(Script { text: text::filled(&script.text, |_, _| {}).into(), ..script.clone() })
}

/// Counts lines for offsets that only grow.
struct Lines<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
}

impl Lines<'_> {
    fn line(&mut self, offset: usize) -> usize {
        let between = self.text.as_bytes().get(self.offset..offset).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count();
        self.offset = offset;
        self.line
    }
}

#[cfg(test)]
mod tests;
