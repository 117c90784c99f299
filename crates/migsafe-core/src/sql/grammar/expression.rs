//! Expressions, summed up.

use crate::name::{QualifiedName, is_reserved};
use crate::operation::{Cast, Expression, Shape, Summary};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::Kind;
use crate::sql::lower;
use crate::sql::value::string_value;

use super::data_type;

/// Sums up an expression, of which nothing is left. What most defaults are is read here; the rest is the parser's.
pub(super) fn read(cursor: Cursor<'_>) -> Option<Expression> {
    plain(cursor).or_else(|| lower::expression(cursor.remaining_text()))
}

/// A constant or a call without arguments, either with a cast: `'a'::"Status"`, `0`, `now()`, `CURRENT_TIMESTAMP`.
fn plain(mut cursor: Cursor<'_>) -> Option<Expression> {
    let mut expression = Summary { text: cursor.remaining_text().to_owned(), ..Summary::default() };
    let token = cursor.peek()?;
    let mut literal = None;
    match token.kind {
        Kind::String if cursor.of(token).starts_with('\'') => {
            literal = string_value(cursor.of(token), token.kind);
            expression.shape = Shape::Literal;
            cursor.next();
        }
        Kind::Number if is_decimal(cursor.of(token)) => {
            expression.shape = Shape::Literal;
            cursor.next();
        }
        Kind::Word if cursor.eat("null") => expression.shape = Shape::Null,
        Kind::Word if cursor.eat_any(&["true", "false"]).is_some() => expression.shape = Shape::Literal,
        Kind::Word if cursor.eat("current_timestamp") => expression.functions.push(QualifiedName::bare("current_timestamp")),
        Kind::Word | Kind::QuotedIdentifier => expression.functions.push(call(&mut cursor)?),
        _ => return None,
    }
    if cursor.eat_operator("::") {
        let to = data_type::read(cursor.rest())?;
        expression.cast = Some(Box::new(to.clone()));
        expression.casts.push(Cast { to, literal });
    }
    cursor.finish(expression.into())
}

fn is_decimal(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Takes `name()`. Key words may ask for something else than a function.
fn call(cursor: &mut Cursor<'_>) -> Option<QualifiedName> {
    let is_word = cursor.peek()?.kind == Kind::Word;
    let name = cursor.name()?;
    let is_function = !is_word || !is_reserved(&name.name);
    (is_function && cursor.eat_symbol(b'(') && cursor.eat_symbol(b')')).then_some(name)
}
