//! The parser's tree, in our vocabulary.

use sqlparser::ast::Statement;

use crate::operation::{Expression, Operation, Reads, TypeName};

/// The operations that a parsed statement asks for, or why they could not be read.
pub(super) fn lower(_statement: Statement) -> Result<Vec<Operation>, String> {
    Err("this form is not known".to_owned())
}

/// Sums up an expression.
pub(super) fn expression(text: &str) -> Option<Expression> {
    Some(Expression { text: text.to_owned(), ..Expression::default() })
}

/// Reads a type.
pub(super) fn data_type(text: &str) -> Option<TypeName> {
    Some(TypeName::simple(text))
}

/// What a query reads.
pub(super) fn reads(_query: &str) -> Option<Reads> {
    Some(Reads::default())
}
