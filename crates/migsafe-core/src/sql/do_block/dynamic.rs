//! Text within a block that is not SQL as it stands: what an `EXECUTE` runs, `PERFORM`, `SELECT … INTO variable`.

use crate::source::Dialect;
use crate::span::Span;
use crate::sql::cursor::Cursor;
use crate::sql::lexer::{Kind, Token};
use crate::sql::split;
use crate::sql::statement::{self, Body};

/// Reads the statements of another text; their places are places in that text.
pub(super) fn text(text: &str, depth: usize) -> Body {
    let mut all = Body::default();
    for piece in split::split(text, Span::new(0, text.len()), Dialect::PostgreSql) {
        let body = statement::read_within(text, &piece.tokens, depth + 1);
        all.operations.extend(body.operations);
        all.not_understood.extend(body.not_understood);
    }
    all
}

/// The statement with its `INTO variable, …` blanked out, byte for byte; `None` where it has none.
///
/// In plpgsql that clause fills variables, while in SQL `SELECT … INTO` makes a table.
pub(super) fn without_target(cursor: Cursor<'_>) -> Option<String> {
    let begins = |word: &str| cursor.sees(word);
    if !["select", "with", "insert", "update", "delete", "merge", "values"].iter().any(|word| begins(word)) {
        return None;
    }
    let mut ahead = cursor;
    let mut before: Option<Token> = None;
    while !ahead.at_end() {
        let is_target = ahead.sees("into")
            && before.is_none_or(|word| !["insert", "merge"].iter().any(|verb| cursor.of(word).eq_ignore_ascii_case(verb)));
        if is_target {
            let target = ahead.peek()?.span();
            ahead.next();
            ahead.eat("strict");
            loop {
                ahead.name()?;
                while ahead.sees_symbol(b'[') {
                    ahead.skip_balanced();
                }
                if !ahead.eat_symbol(b',') {
                    break;
                }
            }
            return blanked(cursor, target.join(ahead.last_span()));
        }
        before = ahead.peek().filter(|token| token.kind == Kind::Word);
        ahead.skip_balanced();
    }
    None
}

fn blanked(cursor: Cursor<'_>, target: Span) -> Option<String> {
    let whole = cursor.span();
    let text = cursor.text();
    let (before, after) = (text.get(whole.start..target.start)?, text.get(target.end..whole.end)?);
    Some(format!("{before}{}{after}", " ".repeat(target.len())))
}
