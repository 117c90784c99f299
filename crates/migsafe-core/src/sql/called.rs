//! Functions of PostgreSQL that a script creates and then calls: a migration that needs variables, a loop or an `IF` writes one for itself.
//!
//! What such a function does stands where the call does, as what a `DO` block does stands where the block is. What it only reads is left to the statement itself.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::cursor::Cursor;
use super::lexer::{Kind, Lexer, Token};
use super::split::split;
use super::statement::{self, Body};
use super::value::{identifier, string_value};
use super::{NotUnderstood, do_block};
use crate::operation::{Located, Operation, TransactionAction};
use crate::source::Dialect;
use crate::span::Span;

/// The longest body that is kept, in bytes.
const LONGEST: usize = 200_000;

/// The most bytes of bodies that are read again for the calls of one script.
const AGAIN: usize = 500_000;

/// So many functions are followed, each called by the one before.
const NESTING: usize = 4;

/// The functions that were created so far.
#[derive(Debug, Default)]
pub(crate) struct Functions {
    /// By name. Several may share one, with other parameters.
    known: HashMap<String, Vec<Definition>>,
    /// How many bytes were read for calls.
    read: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct Definition {
    parameters: String,
    language: String,
    body: Arc<str>,
}

impl Functions {
    /// Keeps the body of the function that a statement creates, and forgets what one drops.
    pub(super) fn note(&mut self, mut cursor: Cursor<'_>) {
        if cursor.eat("drop") {
            if cursor.eat_any(&["function", "procedure", "routine"]).is_some() {
                cursor.if_exists();
                if let Some(name) = cursor.name() {
                    self.known.remove(name.name.as_str());
                }
            }
        } else if let Some((name, definition)) = definition(cursor) {
            let all = self.known.entry(name).or_default();
            all.retain(|other| other.parameters != definition.parameters);
            all.push(definition);
        }
    }

    /// Adds what the functions change that a statement calls.
    pub(super) fn add_called(&mut self, cursor: Cursor<'_>, body: &mut Body) {
        if self.known.is_empty() || !calls(cursor) {
            return;
        }
        let whole = cursor.span();
        let rows = cursor.remaining().iter().any(|token| token.kind == Kind::Word && cursor.of(*token).eq_ignore_ascii_case("from"));
        let names = self.named(cursor.text(), cursor.remaining());
        let given = |name: &str| given(cursor, name);
        let mut seen = BTreeSet::new();
        let before = (body.operations.len(), body.not_understood.len());
        for name in names {
            let call = Call { whole, may: rows, given: given(&name) };
            self.follow(&name, &call, &mut seen, NESTING, body);
        }
        body.is_block |= (body.operations.len(), body.not_understood.len()) != before;
    }

    /// Adds what a function changes, and what those change that it calls.
    fn follow(&mut self, name: &str, call: &Call, seen: &mut BTreeSet<String>, depth: usize, body: &mut Body) {
        let Some(definitions) = self.known.get(name).cloned() else { return };
        if depth == 0 || !seen.insert(name.to_owned()) {
            return;
        }
        let (whole, may) = (call.whole, call.may || definitions.len() > 1);
        for definition in definitions {
            self.read = self.read.saturating_add(definition.body.len());
            if self.read > AGAIN {
                let why = format!("what `{name}` does is not read again for every call");
                body.not_understood.push(NotUnderstood { span: whole, why });
                return;
            }
            let own = definition.read(&call.given);
            body.not_understood
                .extend(own.not_understood.into_iter().map(|part| NotUnderstood { span: whole, why: format!("`{name}`: {}", part.why) }));
            let batched = definition.commits_some(&own.operations);
            let changes =
                own.operations.into_iter().filter(|located| !matches!(located.operation, Operation::Query(_) | Operation::Utility(_)));
            body.operations.extend(changes.map(|located| Located {
                span: whole,
                conditional: located.conditional || may,
                batched: located.batched || batched && is_of_rows(&located.operation),
                ..located
            }));
            let tokens: Vec<Token> = definition.tokens().collect();
            for inner in self.named(&definition.body, &tokens) {
                let call = Call { whole, may: true, given: Vec::new() };
                self.follow(&inner, &call, seen, depth - 1, body);
            }
        }
    }

    /// The known functions that these tokens call, also within a block's text.
    fn named(&self, text: &str, tokens: &[Token]) -> BTreeSet<String> {
        let mut found = self.called(text, tokens);
        for block in tokens.iter().filter(|token| token.kind == Kind::DollarString) {
            let inner = super::value::dollar_body(block.span().of(text));
            let tokens: Vec<Token> = Lexer::new(inner, Span::new(0, inner.len()), Dialect::PostgreSql).collect();
            found.extend(self.called(inner, &tokens));
        }
        found
    }

    fn called(&self, text: &str, tokens: &[Token]) -> BTreeSet<String> {
        let is_call =
            |at: usize| tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Symbol(b'(')) && !is_only_named(text, tokens, at);
        let calls = tokens.iter().enumerate().filter(|(at, _)| is_call(*at));
        let names = calls.filter_map(|(_, token)| identifier(token.span().of(text), token.kind));
        names.filter(|name| self.known.contains_key(name)).collect()
    }
}

/// Whether the statement is about the function that the token names: `GRANT EXECUTE ON FUNCTION app.purge(date)`.
fn is_only_named(text: &str, tokens: &[Token], at: usize) -> bool {
    let mut first = at;
    while first >= 2 && tokens.get(first - 1).is_some_and(|before| before.kind == Kind::Symbol(b'.')) {
        first -= 2;
    }
    let before = first.checked_sub(1).and_then(|before| tokens.get(before));
    before.is_some_and(|before| ["function", "procedure", "routine"].iter().any(|word| before.span().of(text).eq_ignore_ascii_case(word)))
}

impl Definition {
    /// The names of its parameters, in order.
    fn names(&self) -> impl Iterator<Item = Option<String>> {
        let text = self.parameters.as_str();
        let tokens: Vec<Token> = Lexer::new(text, Span::new(0, text.len()), Dialect::PostgreSql).collect();
        let parts = Cursor::new(text, &tokens, Dialect::PostgreSql).comma_parts();
        let name = |mut part: Cursor<'_>| {
            part.eat_any(&["in", "inout", "variadic"]);
            // A type alone has no name before it.
            (part.remaining().len() > 1).then(|| part.identifier()).flatten()
        };
        parts.into_iter().map(name).collect::<Vec<_>>().into_iter()
    }

    fn tokens(&self) -> impl Iterator<Item = Token> + '_ {
        Lexer::new(&self.body, Span::new(0, self.body.len()), Dialect::PostgreSql)
    }

    /// Whether it writes some rows at a time and commits each time.
    fn commits_some(&self, operations: &[Located]) -> bool {
        let commits =
            |located: &Located| matches!(&located.operation, Operation::Transaction(it) if it.action == TransactionAction::Commit);
        operations.iter().any(commits) && super::takes_some_rows(&self.body)
    }

    /// What the body does; of a language that is not read, nothing is known.
    fn read(&self, given: &[Option<String>]) -> Body {
        let whole = Span::new(0, self.body.len());
        match self.language.as_str() {
            "plpgsql" => {
                let named = self.names().zip(given).filter_map(|(name, text)| Some((name?, text.clone()?)));
                do_block::walk(&self.body, whole, 1, &named.collect::<Vec<_>>())
            }
            "sql" => {
                let mut all = Body::default();
                for piece in split(&self.body, whole, Dialect::PostgreSql) {
                    let own = statement::read_within(&self.body, &piece.tokens, 1);
                    all.operations.extend(own.operations);
                    all.not_understood.extend(own.not_understood);
                }
                all
            }
            language => {
                let why = format!("it is written in {language}");
                Body { not_understood: vec![NotUnderstood { span: whole, why }], ..Body::default() }
            }
        }
    }
}

/// A call of a function.
struct Call {
    whole: Span,
    /// It may not happen.
    may: bool,
    /// The texts that it is given, in order; nothing for an argument that is none.
    given: Vec<Option<String>>,
}

/// What a statement gives a function that it calls once and by places.
fn given(mut cursor: Cursor<'_>, name: &str) -> Vec<Option<String>> {
    let mut calls = Vec::new();
    while let Some(token) = cursor.next() {
        if identifier(cursor.of(token), token.kind).is_some_and(|own| own == name) && cursor.sees_symbol(b'(') {
            calls.extend(cursor.parentheses());
        }
    }
    let [call] = calls.as_slice() else { return Vec::new() };
    let text = |part: Cursor<'_>| match part.remaining() {
        [only] => string_value(part.of(*only), only.kind),
        _ => None,
    };
    call.comma_parts().into_iter().map(text).collect()
}

fn is_of_rows(operation: &Operation) -> bool {
    matches!(operation, Operation::Insert(_) | Operation::Update(_) | Operation::Delete(_))
}

/// Whether it is a statement that runs what it names: what a table, a trigger or a view names is run by others, later.
fn calls(cursor: Cursor<'_>) -> bool {
    ["select", "call", "do", "with", "values", "insert", "update", "delete", "merge"].iter().any(|word| cursor.sees(word))
}

/// The name of a function and what is to be known of it.
fn definition(mut cursor: Cursor<'_>) -> Option<(String, Definition)> {
    cursor.expect("create")?;
    cursor.eat("or replace");
    cursor.eat_any(&["function", "procedure"])?;
    let name = cursor.name()?.name.to_string();
    let parameters = cursor.parentheses()?.remaining_text().to_lowercase();
    let (mut language, mut body) = (None, None);
    while !cursor.at_end() {
        if cursor.eat("language") {
            language = Some(cursor.string().or_else(|| cursor.identifier())?.to_ascii_lowercase());
        } else if cursor.eat("as") {
            body = cursor.next().and_then(|token| string_value(cursor.of(token), token.kind));
        } else if cursor.eat("begin atomic") {
            let inner = cursor.remaining_text().trim_end();
            body = Some(inner.get(..inner.len().saturating_sub("END".len())).unwrap_or_default().to_owned());
            break;
        } else {
            cursor.next();
        }
    }
    let body = body.filter(|body| body.len() <= LONGEST)?;
    Some((name, Definition { parameters, language: language.unwrap_or_else(|| "sql".to_owned()), body: body.into() }))
}
