//! Text to statements to operations. The only user of the SQL parser.
//!
//! A script is cut into statements first, then each is read by itself: a definition by our own grammar, anything else by the parser; by the other of the two what the
//! first does not know, and by its leading words alone what neither knows. So one bad statement hides nothing else.

mod called;
mod cap;
mod cursor;
mod do_block;
mod grammar;
mod headline;
mod lexer;
mod lower;
mod model;
mod others;
mod placeholders;
mod psql;
mod reader;
mod spans;
mod split;
mod statement;
mod text;
mod trace;
mod value;

pub(crate) use called::Functions;
pub use model::*;
use placeholders::Filled;
pub(crate) use placeholders::unknown_placeholders;
pub(crate) use reader::Reader;
pub(crate) use text::{comments, words};
pub(crate) use trace::{Piece, trace};

use crate::source::{Cut, Script};
use crate::span::Span;

/// Reads a script's statements. Never fails: what cannot be read is in the statement's `not_understood`.
pub fn read(script: &Script) -> Vec<Statement> {
    let Some((filled, own)) = filled(script) else { return Reader::new(script).collect() };
    let mut statements: Vec<Statement> = Reader::new(&own).collect();
    filled.restore(&script.text, &mut statements);
    statements
}

/// The same of a script that is sent behind others: it may call the functions that they created.
pub(crate) fn read_behind(script: &Script, functions: &mut Functions) -> Vec<Statement> {
    let mut reader = Reader::new(script).behind(std::mem::take(functions));
    let statements = reader.by_ref().collect();
    *functions = reader.into_functions();
    statements
}

/// Whether a statement that writes rows takes some of them at a time, as its words say.
pub(crate) fn takes_some_rows(sql: &str) -> bool {
    let sql = sql.to_ascii_lowercase();
    ["limit ", "between ", "fetch first"].iter().any(|word| sql.contains(word))
}

/// Where the statements of a script stand, without reading them: each from its first token to its semicolon.
pub fn statement_spans(script: &Script) -> Vec<Span> {
    let spans = |script: &Script| -> Vec<Span> {
        let text = &*script.text;
        split::chunks(script).into_iter().flat_map(|chunk| split::split(text, chunk, script.dialect)).map(|piece| piece.span).collect()
    };
    match filled(script) {
        Some((filled, own)) => spans(&own).into_iter().map(|span| filled.source(span)).collect(),
        None => spans(script),
    }
}

/// The parts of a script that its tool sends as one query each, as far as the tool cuts it.
pub(crate) fn queries(script: &Script) -> Vec<Span> {
    if script.cut == Cut::Whole { Vec::new() } else { split::chunks(script) }
}

/// A reader of the script's statements, where it can be read as it stands.
pub(crate) fn reader(script: &Script) -> Option<Reader<'_>> {
    filled(script).is_none().then(|| Reader::new(script))
}

/// The script with what its tool puts in the place of placeholders; nothing where there are none.
fn filled(script: &Script) -> Option<(Filled, Script)> {
    let values = script.placeholders.as_ref().filter(|_| script.text.contains("${"))?;
    let filled = Filled::new(&script.text, values, |_, _| {});
    let own = Script { text: filled.text.as_str().into(), ..script.clone() };
    Some((filled, own))
}

#[cfg(test)]
mod tests;
