//! The text of an expression, written without recursion along chains of operators.

use std::borrow::Cow;

use sqlparser::ast::{CastKind, Expr};

use super::children::children;

/// How deep an expression may be for the tree's own printing, which recurses.
const DEEPEST_PRINTED: usize = 64;

enum Piece<'a> {
    Expression(&'a Expr),
    Text(Cow<'a, str>),
}

/// The text of an expression. A part that is nested absurdly deep, other than as a chain of operators, is shortened to `…`.
pub(super) fn text(expression: &Expr) -> String {
    if !is_deep(expression) {
        return expression.to_string();
    }
    let mut written = String::new();
    let mut todo = vec![Piece::Expression(expression)];
    while let Some(piece) = todo.pop() {
        match piece {
            Piece::Text(text) => written.push_str(&text),
            Piece::Expression(expression) => open(expression, &mut todo),
        }
    }
    written
}

/// Puts what an expression is written as on the stack, last piece first.
fn open<'a>(expression: &'a Expr, todo: &mut Vec<Piece<'a>>) {
    let text = |text: &'static str| Piece::Text(Cow::Borrowed(text));
    match expression {
        Expr::BinaryOp { left, op, right } => {
            todo.extend([Piece::Expression(right), Piece::Text(Cow::Owned(format!(" {op} "))), Piece::Expression(left)]);
        }
        Expr::Nested(inner) => todo.extend([text(")"), Piece::Expression(inner), text("(")]),
        Expr::IsNull(inner) => todo.extend([text(" IS NULL"), Piece::Expression(inner)]),
        Expr::IsNotNull(inner) => todo.extend([text(" IS NOT NULL"), Piece::Expression(inner)]),
        Expr::Cast { kind: CastKind::DoubleColon, expr, data_type, .. } => {
            todo.extend([Piece::Text(Cow::Owned(format!("::{data_type}"))), Piece::Expression(expr)]);
        }
        _ if is_deep(expression) => todo.push(text("…")),
        _ => todo.push(Piece::Text(Cow::Owned(expression.to_string()))),
    }
}

/// Whether printing recursively could exhaust a stack.
fn is_deep(expression: &Expr) -> bool {
    let mut level = vec![expression];
    let mut next = Vec::new();
    for _ in 0..DEEPEST_PRINTED {
        for expression in level.drain(..) {
            children(expression, &mut next);
        }
        if next.is_empty() {
            return false;
        }
        std::mem::swap(&mut level, &mut next);
    }
    true
}
