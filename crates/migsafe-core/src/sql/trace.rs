//! Everything in a text that is not white space, in order: what two texts must share to be the same to a server.

use super::lexer::{Kind, Lexer, Token};
use super::split::{TakesData, chunks_of};
use super::text::between;
use crate::source::{Cut, Dialect};
use crate::span::Span;

/// One piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A token, what is no token included.
    Token {
        /// Where it stands.
        span: Span,
        /// Whether the white space before it says something: a line end between two strings makes them one (PostgreSQL docs, 4.1.2.1), and a name directly
        /// behind a colon is a variable of psql.
        joined: bool,
    },
    /// The rows of a `COPY … FROM stdin`, in which every byte counts.
    Data(Span),
    /// A comment.
    Comment(Span),
    /// The tool sends what follows by itself.
    Cut,
}

/// Calls `visit` with each piece of a part of the text.
pub(crate) fn trace(text: &str, part: Span, cut: Cut, visit: &mut impl FnMut(Piece)) {
    for (at, chunk) in chunks_of(text, part, cut).into_iter().enumerate() {
        if at > 0 {
            visit(Piece::Cut);
        }
        trace_chunk(text, chunk, visit);
    }
}

fn trace_chunk(text: &str, chunk: Span, visit: &mut impl FnMut(Piece)) {
    let mut lexer = Lexer::new(text, chunk, Dialect::PostgreSql);
    let mut comments = Vec::new();
    let mut before: Option<Token> = None;
    let mut seen = chunk.start;
    let mut data = TakesData::default();
    let mut may_hold_data = true;
    while let Some(token) = lexer.next() {
        let gap = Span::new(seen, token.span.start);
        between(text, gap, Dialect::PostgreSql, &mut comments);
        comments.drain(..).map(Piece::Comment).for_each(&mut *visit);
        visit(Piece::Token { span: token.span, joined: before.is_some_and(|before| is_joined(text, before, gap, token)) });
        seen = token.span.end;
        before = Some(token);
        if data.enter(text, token) && may_hold_data {
            may_hold_data = lexer.skip_copy_data();
            if may_hold_data {
                let rows = Span::new(seen, lexer.position());
                visit(Piece::Data(rows));
                seen = rows.end;
            }
        }
    }
    between(text, Span::new(seen, chunk.end), Dialect::PostgreSql, &mut comments);
    comments.drain(..).map(Piece::Comment).for_each(visit);
}

fn is_joined(text: &str, before: Token, gap: Span, token: Token) -> bool {
    match (before.kind, token.kind) {
        (Kind::String, Kind::String) => gap.of(text).contains(['\n', '\r']),
        (Kind::Symbol(b':'), _) => gap.is_empty(),
        _ => false,
    }
}
