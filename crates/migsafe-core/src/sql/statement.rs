//! One statement's tokens to its operations.

use sqlparser::tokenizer::Token as ParserToken;

use super::cursor::Cursor;
use super::lexer::{Kind, Token};
use super::{NotUnderstood, cap, do_block, grammar, headline, lower, others, psql, spans};
use crate::operation::{Located, Operation, Utility};
use crate::source::Dialect;
use crate::span::Span;

/// What was read of a statement.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// What it asks, in order.
    pub(super) operations: Vec<Located>,
    /// What in it could not be read.
    pub(super) not_understood: Vec<NotUnderstood>,
    /// It is a `DO` block.
    pub(super) is_block: bool,
}

/// Reads a statement, given without its semicolon.
pub(super) fn read(text: &str, tokens: &[Token], dialect: Dialect) -> Body {
    if dialect == Dialect::PostgreSql { read_within(text, tokens, 0) } else { read_other(Cursor::new(text, tokens, dialect)) }
}

/// Reads a statement of another database.
pub(super) fn read_other(cursor: Cursor<'_>) -> Body {
    if let Some((span, fault)) = fault(cursor.remaining()) {
        return headline(cursor, span, fault);
    }
    if let Some(body) = others::read(cursor) {
        return body;
    }
    if let Some(why) = cap::refuses(cursor.text(), cursor.remaining()) {
        return headline(cursor, cursor.span(), why.to_owned());
    }
    match parse(&cursor.plain_text(), cursor.dialect()) {
        Ok(operations) => understood(cursor, operations),
        Err(why) => headline(cursor, cursor.span(), why),
    }
}

/// Reads a statement within `depth` blocks.
pub(super) fn read_within(text: &str, tokens: &[Token], depth: usize) -> Body {
    let mut body = read_operations(text, tokens, depth);
    let cursor = Cursor::new(text, tokens, Dialect::PostgreSql);
    if !body.is_block {
        note_together(&mut body, cursor.span());
    }
    if !body.is_block && depth < DEEPEST {
        for located in &mut body.operations {
            grammar::needs::note(&mut located.operation, cursor, depth);
        }
    }
    body
}

/// The most drops of one statement that are told of each other.
const TOGETHER: usize = 500;

/// Tells each drop of a statement what the others drop.
fn note_together(body: &mut Body, span: Span) {
    let operations = &mut body.operations;
    let names: Vec<_> = operations.iter().filter_map(|located| dropped(&located.operation)).cloned().collect();
    if names.len() < 2 {
        return;
    }
    if names.len() > TOGETHER {
        let why = format!("it drops more than {TOGETHER} things: which of them hold each other up is not looked at");
        body.not_understood.push(NotUnderstood { span, why });
        return;
    }
    for (at, located) in operations.iter_mut().enumerate() {
        let others = || names.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, name)| name.clone()).collect();
        match &mut located.operation {
            Operation::DropTable(it) => it.together = others(),
            Operation::DropIndex(it) => it.together = others(),
            Operation::DropObject(it) => it.together = others(),
            _ => {}
        }
    }
}

fn dropped(operation: &Operation) -> Option<&crate::name::QualifiedName> {
    match operation {
        Operation::DropTable(it) => Some(&it.table),
        Operation::DropIndex(it) => Some(&it.index),
        Operation::DropObject(it) => Some(&it.name),
        _ => None,
    }
}

/// How many blocks and bodies within each other are looked into.
const DEEPEST: usize = 4;

fn read_operations(text: &str, tokens: &[Token], depth: usize) -> Body {
    let cursor = Cursor::new(text, tokens, Dialect::PostgreSql);
    if let Some(command) = tokens.last().filter(|token| token.kind == Kind::Command) {
        return psql::read(cursor, *command);
    }
    if let Some((span, fault)) = fault(tokens) {
        return headline(cursor, span, fault);
    }
    if let Some(block) = do_block::read(cursor, depth) {
        return block;
    }
    if let Some(inner) = explained(cursor) {
        return read_within(text, inner.remaining(), depth);
    }
    if let Some(utility) = planned(cursor, text, depth) {
        return understood(cursor, vec![utility.into()]);
    }
    if let Some(operations) = grammar::insert::values(cursor) {
        return understood(cursor, operations);
    }
    if let Some(why) = cap::refuses(text, tokens) {
        return headline(cursor, cursor.span(), why.to_owned());
    }
    if grammar::comes_first(cursor) { own_first(cursor) } else { parser_first(cursor) }
}

/// The parser is asked for what our own grammar leaves unread.
fn own_first(cursor: Cursor<'_>) -> Body {
    let mut own = grammar::read(cursor);
    if let Some(reading) = own.take_if(|reading| reading.not_understood.is_empty()) {
        return taken(cursor, reading);
    }
    match parse(cursor.remaining_text(), Dialect::PostgreSql) {
        Ok(operations) => understood(cursor, operations),
        Err(why) => own.map_or_else(|| headline(cursor, cursor.span(), why), |reading| taken(cursor, reading)),
    }
}

/// Our own grammar is asked for what the parser does not know.
fn parser_first(cursor: Cursor<'_>) -> Body {
    match parse(cursor.remaining_text(), Dialect::PostgreSql) {
        Ok(operations) => understood(cursor, operations),
        Err(why) => match plain_query(cursor).and_then(|query| parse(&query, Dialect::PostgreSql).ok()) {
            Some(operations) => understood(cursor, operations),
            None => grammar::read(cursor).map_or_else(|| headline(cursor, cursor.span(), why), |reading| taken(cursor, reading)),
        },
    }
}

/// A query in words that the parser knows: `TABLE t` as `SELECT * FROM t`, the two weaker row locks as the stronger ones, which lock the table alike, and `ON CONFLICT`
/// without the condition of its index.
fn plain_query(cursor: Cursor<'_>) -> Option<String> {
    const ROW_LOCKS: [(&str, &str); 2] = [("no key update", "UPDATE"), ("key share", "SHARE")];
    let mut rest = cursor;
    if rest.eat("table") {
        let relation = rest.remaining_text();
        rest.relation()?;
        return rest.finish(format!("SELECT * FROM {relation}"));
    }
    let mut query = String::new();
    let mut replaced = false;
    let mut copied = rest.span().start;
    while !rest.at_end() {
        let before = rest;
        let weak = rest.eat("for").then(|| ROW_LOCKS.iter().find(|(words, _)| rest.eat(words))).flatten();
        if let Some((_, word)) = weak {
            query.push_str(cursor.text().get(copied..before.span().start)?);
            query.push_str("FOR ");
            query.push_str(word);
            copied = rest.last_span().end;
            replaced = true;
        } else if rest.eat("on conflict") && rest.parentheses().is_some() && rest.sees("where") {
            query.push_str(cursor.text().get(copied..rest.span().start)?);
            rest.until(&["do"], false);
            copied = rest.span().start;
            replaced = true;
        } else {
            rest = before;
            rest.next();
        }
    }
    query.push_str(cursor.text().get(copied..cursor.span().end)?);
    replaced.then_some(query)
}

/// `EXPLAIN` and `PREPARE` of a statement, which is planned and not run.
fn planned(cursor: Cursor<'_>, text: &str, depth: usize) -> Option<Utility> {
    let mut rest = cursor;
    let word = rest.eat_any(&["explain", "prepare"])?;
    if rest.sees("transaction") {
        return None;
    }
    if word == "prepare" {
        rest.identifier()?;
        if rest.sees_symbol(b'(') {
            rest.parentheses()?;
        }
        rest.expect("as")?;
    } else if rest.sees_symbol(b'(') {
        rest.parentheses()?;
    } else {
        rest.eat("verbose");
    }
    if rest.sees("explain") || rest.sees("prepare") {
        return None;
    }
    let inner = read_within(text, rest.remaining(), depth);
    let mut utility = Utility::new(&word.to_ascii_uppercase());
    utility.plans_to_write = inner.operations.iter().filter_map(|located| grammar::data::written(&located.operation)).cloned().collect();
    Some(utility)
}

fn taken(cursor: Cursor<'_>, reading: grammar::Reading) -> Body {
    Body { operations: spans::locate(cursor, reading.operations), not_understood: reading.not_understood, is_block: false }
}

fn understood(cursor: Cursor<'_>, operations: Vec<Operation>) -> Body {
    Body { operations: spans::locate(cursor, operations), ..Body::default() }
}

fn headline(cursor: Cursor<'_>, span: Span, why: String) -> Body {
    let operations = headline::read(cursor).map_or_else(Vec::new, |operation| vec![Located::new(operation, cursor.span())]);
    Body { operations, not_understood: vec![NotUnderstood { span, why }], is_block: false }
}

/// The statement that an `EXPLAIN ANALYZE` runs, for it does run it; `EXPLAIN` alone is a utility.
fn explained(mut cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    cursor.expect("explain")?;
    let mut runs = false;
    if cursor.sees_symbol(b'(') {
        let options = cursor.parentheses()?.comma_parts();
        runs = options
            .iter()
            .any(|option| (option.sees("analyze") || option.sees("analyse")) && !option.holds("false") && !option.holds("off"));
    }
    while let Some(word) = cursor.eat_any(&["analyze", "analyse", "verbose"]) {
        runs |= word != "verbose";
    }
    (runs && !cursor.at_end() && !cursor.sees("explain")).then(|| cursor.rest())
}

/// What keeps the tokens from being a statement.
pub(super) fn fault(tokens: &[Token]) -> Option<(Span, String)> {
    tokens.iter().find_map(|token| match token.kind {
        Kind::Error(fault) => Some((token.span(), fault.why().to_owned())),
        Kind::Command => Some((token.span(), "a psql command stands within the statement".to_owned())),
        _ => None,
    })
}

/// Reads one statement with the parser alone.
pub(super) fn parse(sql: &str, dialect: Dialect) -> Result<Vec<Operation>, String> {
    let mut parser = lower::parser(sql, dialect).map_err(|error| reason(&error))?;
    let statement = parser.parse_statement().map_err(|error| reason(&error))?;
    if parser.peek_token().token != ParserToken::EOF {
        return Err(format!("the statement goes on where it should end, at `{}`", parser.peek_token().token));
    }
    lower::lower(statement, sql, dialect)
}

/// A message that quotes a token may quote megabytes.
fn clipped(message: &str) -> String {
    const LONGEST: usize = 200;
    match message.char_indices().nth(LONGEST).and_then(|(end, _)| message.get(..end)) {
        Some(start) => format!("{start}…"),
        None => message.to_owned(),
    }
}

fn reason(error: &sqlparser::parser::ParserError) -> String {
    use sqlparser::parser::ParserError::{ParserError, RecursionLimitExceeded, TokenizerError};
    match error {
        // The parser's own place is relative to the statement and would mislead.
        ParserError(message) | TokenizerError(message) => {
            let message = message.split(" at Line:").next().unwrap_or_default();
            let message = message.strip_prefix("Expected: ").map_or_else(|| message.to_owned(), |rest| format!("expected {rest}"));
            format!("unknown syntax: {}", clipped(&message))
        }
        RecursionLimitExceeded => "the statement is nested too deeply to be read".to_owned(),
    }
}
