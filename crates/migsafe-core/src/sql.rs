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
mod reader;
mod spans;
mod split;
mod statement;
mod text;
mod trace;
mod value;

pub use model::*;
pub(crate) use reader::Reader;
pub(crate) use text::{comments, filled as filled_text, words};
pub(crate) use trace::{Piece, trace};

use std::borrow::Cow;

use crate::source::{Cut, Script};
use crate::span::Span;

/// Reads a script's statements. Never fails: what cannot be read is in the statement's `not_understood`.
pub fn read(script: &Script) -> Vec<Statement> {
    Reader::new(&filled(script)).collect()
}

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

/// A reader of the script's statements, where it can be read as it stands.
pub(crate) fn reader(script: &Script) -> Option<Reader<'_>> {
    matches!(filled(script), Cow::Borrowed(_)).then(|| Reader::new(script))
}

/// The script with a word of the same length for each placeholder, so that places stay what they are.
fn filled(script: &Script) -> Cow<'_, Script> {
    if !script.placeholders || !script.text.contains("${") {
        return Cow::Borrowed(script);
    }
    Cow::Owned(Script { text: text::filled(&script.text, |_, _| {}).into(), ..script.clone() })
}

#[cfg(test)]
mod tests;
