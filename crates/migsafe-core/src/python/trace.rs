//! Everything in a text that counts, in order: what two texts must share to be the same to Python.

use super::lexer::{Kind, tokens_and_comments};
use crate::span::Span;

/// One piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A token, what is no token included.
    Token(Span),
    /// `newline`: a logical line ends; `indent`: a block begins; `dedent`: a block ends.
    Structure(&'static str),
    /// A comment.
    Comment(Span),
}

/// Calls `visit` with each piece of the text.
pub(crate) fn trace(text: &str, visit: &mut impl FnMut(Piece)) {
    let (tokens, comments, end) = tokens_and_comments(text);
    let mut comments = comments.into_iter().peekable();
    for token in tokens {
        while let Some(comment) = comments.next_if(|comment| comment.start < token.span.start) {
            visit(Piece::Comment(comment));
        }
        visit(match token.kind {
            Kind::Newline => Piece::Structure("newline"),
            Kind::Indent => Piece::Structure("indent"),
            Kind::Dedent => Piece::Structure("dedent"),
            _ => Piece::Token(token.span),
        });
    }
    comments.map(Piece::Comment).for_each(&mut *visit);
    if end < text.len() {
        visit(Piece::Token(Span::new(end, text.len())));
    }
}
