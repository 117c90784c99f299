//! psql's backslash commands, which no server sees.

use super::NotUnderstood;
use super::cursor::Cursor;
use super::lexer::Token;
use super::statement::Body;
use crate::operation::{Located, Operation, Utility};

/// Commands that change nothing of the database and bring in no other SQL (psql's reference page). `\restrict` stands in every dump since the releases of August 2025.
const HARMLESS: &[&str] = &[
    "\\connect",
    "\\c",
    "\\restrict",
    "\\unrestrict",
    "\\echo",
    "\\qecho",
    "\\warn",
    "\\set",
    "\\unset",
    "\\timing",
    "\\pset",
    "\\x",
    "\\encoding",
    "\\o",
    "\\a",
    "\\t",
    "\\f",
    "\\h",
    "\\?",
    "\\q",
    "\\cd",
    "\\prompt",
    "\\conninfo",
    "\\errverbose",
];

/// Reads a command that stands alone, or one that sends the statement before it.
pub(super) fn read(cursor: Cursor<'_>, command: Token) -> Body {
    let word = cursor.of(command).split_ascii_whitespace().next().unwrap_or_default();
    let describes = word.starts_with("\\d") || word.starts_with("\\l");
    if cursor.span() == command.span() && (describes || HARMLESS.contains(&word)) {
        let operation = Operation::from(Utility::new(word));
        return Body { operations: vec![Located::new(operation, command.span())], ..Body::default() };
    }
    Body {
        not_understood: vec![NotUnderstood { span: command.span(), why: format!("`{word}` is a command of psql and was not followed") }],
        ..Body::default()
    }
}
