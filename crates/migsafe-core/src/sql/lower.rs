//! The parser's tree to operations.

mod alter;
mod change;
mod children;
mod collect;
mod constraint;
mod create;
mod data;
mod drop;
mod name;
mod others;
mod query;
mod session;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod words;
mod written;

use sqlparser::ast::Statement;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

pub(super) use constraint::written_options;
pub(super) use name::{canonical, truncated};
pub(super) use words::parser;

use crate::operation::{Expression, Operation, Reads, TypeName};
use crate::source::Dialect;

/// What a statement asks, in source order. `source` is the text that the tree was made of. `Err` says why the tree cannot be relied on.
#[allow(clippy::needless_pass_by_value, reason = "the tree is of no use to the caller afterwards")]
pub(super) fn lower(mut statement: Statement, source: &str, dialect: Dialect) -> Result<Vec<Operation>, String> {
    let mut operations = if dialect == Dialect::PostgreSql {
        lower_one(&statement)?
    } else {
        let extras = others::translate(&mut statement);
        let mut operations = lower_one(&statement).map_err(|why| others::reason(&why))?;
        extras.add_to(&mut operations);
        operations
    };
    let source = written::Source::new(source);
    for operation in &mut operations {
        written::restore(operation, &source);
    }
    Ok(operations)
}

fn lower_one(statement: &Statement) -> Result<Vec<Operation>, String> {
    match statement {
        Statement::CreateTable(it) => return table::create_table(it),
        Statement::CreateIndex(it) => return constraint::create_index(it),
        Statement::AlterTable(it) => return alter::alter_table(it),
        Statement::Insert(_) | Statement::Update(_) | Statement::Delete(_) | Statement::Merge(_) => {
            return data::modification(statement, collect::Collector::default());
        }
        Statement::Query(it) => return query::query(it),
        Statement::Truncate(it) => return data::truncate(it),
        Statement::Copy { source, to, target, .. } => return data::copy(source, *to, target),
        _ => {}
    }
    drop::drop_statement(statement)
        .or_else(|| create::create_statement(statement))
        .or_else(|| change::change_statement(statement))
        .or_else(|| session::session_statement(statement))
        .unwrap_or_else(|| Err("a statement that is not PostgreSQL".to_owned()))
}

/// Reads an expression.
pub(super) fn expression(text: &str) -> Option<Expression> {
    expression_as(text, Dialect::PostgreSql)
}

/// Reads an expression of this database.
pub(super) fn expression_as(text: &str, dialect: Dialect) -> Option<Expression> {
    let tree = whole(text, dialect, Parser::parse_expr)?;
    let summary = summary::summarize(&tree).ok()?;
    Some(summary.written(text.trim()))
}

/// Reads a type.
pub(super) fn data_type(text: &str) -> Option<TypeName> {
    name::type_name(&whole(text, Dialect::PostgreSql, Parser::parse_data_type)?).ok()
}

/// Reads a query that modifies nothing.
pub(super) fn reads(query_text: &str) -> Option<Reads> {
    reads_as(query_text, Dialect::PostgreSql)
}

/// Reads a query of this database that modifies nothing.
pub(super) fn reads_as(query_text: &str, dialect: Dialect) -> Option<Reads> {
    let (reads, modifications) = query::reads(&*whole(query_text, dialect, Parser::parse_query)?).ok()?;
    modifications.is_empty().then_some(reads)
}

/// Parses the whole of a text as one thing.
fn whole<T>(text: &str, dialect: Dialect, parse: impl FnOnce(&mut Parser<'static>) -> Result<T, ParserError>) -> Option<T> {
    let mut parser = parser(text, dialect).ok()?;
    let parsed = parse(&mut parser).ok()?;
    (parser.peek_token_ref().token == Token::EOF).then_some(parsed)
}
