//! Everything in a text that is not white space, in order: what two texts must share to be the same to a server.

use super::lexer::{Kind, Lexer, Token};
use super::split::{TakesData, chunks_of};
use super::text::{Between, between};
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
pub(crate) fn trace(text: &str, part: Span, cut: Cut, dialect: Dialect, visit: &mut impl FnMut(Piece)) {
    for (at, chunk) in chunks_of(text, part, cut).into_iter().enumerate() {
        if at > 0 {
            visit(Piece::Cut);
        }
        trace_chunk(text, chunk, dialect, visit);
    }
}

fn trace_chunk(text: &str, chunk: Span, dialect: Dialect, visit: &mut impl FnMut(Piece)) {
    let mut lexer = Lexer::new(text, chunk, dialect);
    let mut found = Vec::new();
    let mut before: Option<Token> = None;
    let mut seen = chunk.start;
    let mut data = TakesData::default();
    let mut may_hold_data = dialect == Dialect::PostgreSql;
    while let Some(token) = lexer.next() {
        let gap = Span::new(seen, token.span().start);
        between(text, gap, dialect, &mut found);
        found.drain(..).map(Piece::from).for_each(&mut *visit);
        let joined = before.is_some_and(|before| match dialect {
            Dialect::PostgreSql => is_joined(text, before, gap, token),
            _ => gap.is_empty() && touches(text, before, token, dialect),
        });
        visit(Piece::Token { span: token.span(), joined });
        seen = token.span().end;
        if dialect == Dialect::MySql && begins(before) && is_delimiter_command(text, token) {
            lexer.change_delimiter();
            let rest = Span::new(seen, lexer.position());
            visit(Piece::Data(rest));
            seen = rest.end;
            before = None;
            continue;
        }
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
    between(text, Span::new(seen, chunk.end), dialect, &mut found);
    found.drain(..).map(Piece::from).for_each(visit);
}

impl From<Between> for Piece {
    fn from(between: Between) -> Self {
        match between {
            Between::Comment(span) => Self::Comment(span),
            Between::Mark(span) => Self::Token { span, joined: false },
        }
    }
}

fn is_joined(text: &str, before: Token, gap: Span, token: Token) -> bool {
    match (before.kind, token.kind) {
        (Kind::String, Kind::String) => gap.of(text).contains(['\n', '\r']),
        (Kind::Symbol(b':'), _) => gap.is_empty(),
        _ => false,
    }
}

/// Whether a statement begins behind the token.
fn begins(before: Option<Token>) -> bool {
    before.is_none_or(|before| matches!(before.kind, Kind::Symbol(b';') | Kind::Delimiter))
}

/// What the client of MySQL reads itself: its line says what ends statements from there on.
fn is_delimiter_command(text: &str, token: Token) -> bool {
    token.kind == Kind::Word && token.span().of(text).eq_ignore_ascii_case("delimiter")
}

/// Whether two tokens that touch say something else than the same two apart: `1a` is a name in MySQL, `@a` a variable, and some functions are calls only where
/// the parenthesis touches.
fn touches(text: &str, before: Token, token: Token, dialect: Dialect) -> bool {
    let word = before.span().of(text);
    match (before.kind, token.kind) {
        (Kind::Number | Kind::Word, Kind::Number | Kind::Word) | (Kind::Symbol(b':'), _) => true,
        (Kind::Word, Kind::Symbol(b'(')) => {
            dialect == Dialect::MySql && CALLED_WITHOUT_SPACE.iter().any(|name| word.eq_ignore_ascii_case(name))
        }
        (Kind::Operator, _) => word.ends_with(['@', '?']),
        _ => false,
    }
}

/// Functions of MySQL that white space before the parenthesis turns into names. Source: MySQL 8.4 Reference Manual, 11.2.5 *Function Name Parsing and Resolution*.
#[rustfmt::skip]
const CALLED_WITHOUT_SPACE: [&str; 32] = [
    "adddate", "bit_and", "bit_or", "bit_xor", "cast", "count", "curdate", "curtime", "date_add", "date_sub", "extract", "group_concat",
    "max", "mid", "min", "now", "position", "session_user", "std", "stddev", "stddev_pop", "stddev_samp", "subdate", "substr", "substring",
    "sum", "sysdate", "system_user", "trim", "var_pop", "var_samp", "variance",
];
