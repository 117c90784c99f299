//! An expression, summed up.

use sqlparser::ast::{BinaryOperator, Expr, Ident, UnaryOperator, Value};

use super::collect::{Collector, special_function};
use super::name::{ident, type_name};
use super::text::text;
use crate::operation::{Conjunct, Expression, Shape, TypeName};

/// Sums an expression up under the text that its tree prints.
pub(super) fn summarize(expression: &Expr) -> Result<Expression, String> {
    let mut collector = Collector::default();
    collector.expression(expression);
    let mut summary = collector.finish_expression(text(expression), shape(expression)?, conjuncts(expression))?;
    summary.cast = outermost_cast(expression)?.map(Box::new);
    Ok(summary.into())
}

/// `DATE '2020-01-01'` is a cast too.
fn outermost_cast(expression: &Expr) -> Result<Option<TypeName>, String> {
    match bare(expression) {
        Expr::Cast { data_type, .. } => type_name(data_type).map(Some),
        Expr::TypedString(typed) => type_name(&typed.data_type).map(Some),
        _ => Ok(None),
    }
}

/// An expression without the parentheses around it.
pub(super) fn bare(mut expression: &Expr) -> &Expr {
    while let Expr::Nested(inner) = expression {
        expression = inner;
    }
    expression
}

fn shape(expression: &Expr) -> Result<Shape, String> {
    let mut inner = bare(expression);
    let mut casts: Vec<TypeName> = Vec::new();
    while let Expr::Cast { expr, data_type, .. } = inner {
        casts.push(type_name(data_type)?);
        inner = bare(expr);
    }
    if let Some(column) = column(inner) {
        let Some(to) = (!casts.is_empty()).then(|| casts.remove(0)) else { return Ok(Shape::Column(column)) };
        casts.reverse();
        return Ok(Shape::Cast { column, to, through: casts });
    }
    Ok(match inner {
        Expr::Value(value) if value.value == Value::Null => Shape::Null,
        _ if is_literal(inner) => Shape::Literal,
        _ => Shape::Other,
    })
}

/// The column that an expression names, if that is all it does.
pub(super) fn column(expression: &Expr) -> Option<String> {
    match bare(expression) {
        Expr::Identifier(name) if special_function(name).is_none() => Some(ident(name)),
        Expr::CompoundIdentifier(parts) => parts.last().map(ident),
        _ => None,
    }
}

/// Whether an expression is a constant other than NULL.
fn is_literal(expression: &Expr) -> bool {
    let mut todo = vec![expression];
    let mut inside = false;
    while let Some(expression) = todo.pop() {
        match bare(expression) {
            Expr::Value(value) => match &value.value {
                Value::Placeholder(_) => return false,
                // `ARRAY[NULL]` is a value, `NULL` is none.
                Value::Null if !inside => return false,
                _ => {}
            },
            Expr::TypedString(_) => {}
            Expr::Interval(interval) => todo.push(&interval.value),
            Expr::UnaryOp { op: UnaryOperator::Plus | UnaryOperator::Minus, expr }
            | Expr::Cast { expr, .. }
            | Expr::Collate { expr, .. }
            | Expr::Prefixed { value: expr, .. } => {
                todo.push(expr);
            }
            Expr::Array(array) => {
                inside = true;
                todo.extend(&array.elem);
            }
            _ => return false,
        }
    }
    true
}

/// The conditions joined by `AND`, in order, without the parentheses around them.
fn conjunction(expression: &Expr) -> Vec<&Expr> {
    flatten(expression, &BinaryOperator::And)
}

fn flatten<'a>(expression: &'a Expr, joined_by: &BinaryOperator) -> Vec<&'a Expr> {
    let mut todo = vec![expression];
    let mut found = Vec::new();
    while let Some(expression) = todo.pop() {
        match bare(expression) {
            Expr::BinaryOp { left, op, right } if op == joined_by => todo.extend([&**right, &**left]),
            other => found.push(other),
        }
    }
    found
}

fn conjuncts(expression: &Expr) -> Vec<Conjunct> {
    conjunction(expression).into_iter().flat_map(conjunct).collect()
}

fn conjunct(expression: &Expr) -> Vec<Conjunct> {
    simple_conjunct(expression).or_else(|| either(expression)).unwrap_or_default()
}

/// `a < 1 OR a >= 2`, and `NOT (a >= 1 AND a < 2)`, which is the same.
fn either(expression: &Expr) -> Option<Vec<Conjunct>> {
    let alternatives: Vec<Vec<Conjunct>> = match expression {
        Expr::BinaryOp { op: BinaryOperator::Or, .. } => {
            let all = |alternative: &Expr| {
                let simple: Vec<Conjunct> = conjunction(alternative).into_iter().filter_map(simple_conjunct).flatten().collect();
                (!simple.is_empty()).then_some(simple)
            };
            flatten(expression, &BinaryOperator::Or).into_iter().map(all).collect::<Option<_>>()?
        }
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => conjunction(expr).into_iter().map(negation).collect::<Option<_>>()?,
        _ => return None,
    };
    Some(vec![Conjunct::Either(alternatives)])
}

/// The opposite of a comparison.
fn negation(expression: &Expr) -> Option<Vec<Conjunct>> {
    let opposite = |operator: &str| match operator {
        "=" => "<>",
        "<>" => "=",
        "<" => ">=",
        ">=" => "<",
        ">" => "<=",
        _ => ">",
    };
    match &simple_conjunct(expression)?[..] {
        [Conjunct::Compare { column, operator, literal }] => {
            Some(vec![Conjunct::Compare { column: column.clone(), operator: opposite(operator).to_owned(), literal: literal.clone() }])
        }
        _ => None,
    }
}

fn simple_conjunct(expression: &Expr) -> Option<Vec<Conjunct>> {
    let compare = |column: String, operator: &str, literal: String| Conjunct::Compare { column, operator: operator.to_owned(), literal };
    Some(match expression {
        Expr::IsNotNull(inner) => vec![Conjunct::NotNull(column(inner)?)],
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => match bare(expr) {
            Expr::IsNull(inner) => vec![Conjunct::NotNull(column(inner)?)],
            _ => return None,
        },
        Expr::BinaryOp { left, op, right } => {
            let (operator, turned) = comparison(op)?;
            match (column(left), column(right)) {
                (Some(column), None) => vec![compare(column, operator, literal(right)?)],
                (None, Some(column)) => vec![compare(column, turned, literal(left)?)],
                _ => return None,
            }
        }
        Expr::Between { expr, negated: false, low, high } => {
            vec![compare(column(expr)?, ">=", literal(low)?), compare(column(expr)?, "<=", literal(high)?)]
        }
        Expr::InList { expr, list, negated: false } => vec![Conjunct::In { column: column(expr)?, literals: literals(list)? }],
        Expr::AnyOp { left, compare_op: BinaryOperator::Eq, right, .. } => match bare(right) {
            Expr::Array(array) => vec![Conjunct::In { column: column(left)?, literals: literals(&array.elem)? }],
            _ => return None,
        },
        _ => return None,
    })
}

/// A comparison operator, and the same one with its sides exchanged.
fn comparison(operator: &BinaryOperator) -> Option<(&'static str, &'static str)> {
    Some(match operator {
        BinaryOperator::Eq => ("=", "="),
        BinaryOperator::NotEq => ("<>", "<>"),
        BinaryOperator::Lt => ("<", ">"),
        BinaryOperator::LtEq => ("<=", ">="),
        BinaryOperator::Gt => (">", "<"),
        BinaryOperator::GtEq => (">=", "<="),
        _ => return None,
    })
}

fn literal(expression: &Expr) -> Option<String> {
    is_literal(expression).then(|| text(expression))
}

fn literals(list: &[Expr]) -> Option<Vec<String>> {
    list.iter().map(literal).collect()
}

/// A `WHERE`, summed up; `None` where it is absent or constantly true.
pub(super) fn condition(selection: Option<&Expr>) -> Result<Option<Expression>, String> {
    match selection {
        Some(expression) if !constantly_true(expression) => summarize(expression).map(Some),
        _ => Ok(None),
    }
}

fn constantly_true(expression: &Expr) -> bool {
    conjunction(expression).into_iter().all(|condition| flatten(condition, &BinaryOperator::Or).into_iter().any(plainly_true))
}

fn plainly_true(expression: &Expr) -> bool {
    match expression {
        Expr::Value(value) => value.value == Value::Boolean(true),
        Expr::IsTrue(inner) | Expr::IsNotFalse(inner) => matches!(bare(inner), Expr::Value(value) if value.value == Value::Boolean(true)),
        Expr::UnaryOp { op: UnaryOperator::Not, expr } => matches!(bare(expr), Expr::Value(value) if value.value == Value::Boolean(false)),
        Expr::BinaryOp { left, op, right } => match (constant(left), constant(right)) {
            (Some(left), Some(right)) => match op {
                BinaryOperator::Eq => left == right,
                BinaryOperator::NotEq => left != right && left.parse::<f64>().is_ok() && right.parse::<f64>().is_ok(),
                _ => false,
            },
            _ => false,
        },
        _ => false,
    }
}

fn constant(expression: &Expr) -> Option<String> {
    match bare(expression) {
        Expr::Value(value) if !matches!(value.value, Value::Null | Value::Placeholder(_)) => Some(value.value.to_string()),
        _ => None,
    }
}

/// The text of a string literal, its quotes and escapes taken away.
pub(super) fn string(expression: &Expr) -> Option<&str> {
    match bare(expression) {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text)
            | Value::EscapedStringLiteral(text)
            | Value::UnicodeStringLiteral(text)
            | Value::NationalStringLiteral(text) => Some(text),
            Value::DollarQuotedString(quoted) => Some(&quoted.value),
            _ => None,
        },
        Expr::Cast { expr, .. } => match bare(expr) {
            // One cast is enough for what people write, and keeps this from recursing.
            Expr::Value(value) => match &value.value {
                Value::SingleQuotedString(text) => Some(text),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// The name of a function that an unquoted identifier calls.
pub(super) fn unquoted(name: &Ident, word: &str) -> bool {
    name.quote_style.is_none() && name.value.eq_ignore_ascii_case(word)
}
