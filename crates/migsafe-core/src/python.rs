//! Python's syntax as far as a migration uses it: text to a tree with places.
//!
//! Follows the Python language reference, chapters 2 *Lexical analysis*, 6 *Expressions*, 7 *Simple statements* and 8 *Compound statements*. What cannot be read
//! becomes one unreadable statement or expression and hides nothing around it. Nothing here runs anything.

mod lexer;
mod parser;
mod scan;
mod string;
mod style;
mod trace;
mod tree;

pub(crate) use lexer::comments;
pub(crate) use parser::parse;
pub(crate) use string::Text;
pub(crate) use style::plain_tokens;
pub(crate) use trace::{Piece, trace};
pub(crate) use tree::*;

#[cfg(test)]
mod tests;
