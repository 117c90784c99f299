//! Procedures of MySQL: what a call runs, where the same script creates the procedure. Migrations write them for want of an `IF` outside of one.
//!
//! Branches and loops are walked through, not evaluated: what stands in them may happen. Source: MySQL 8.4 Reference Manual, 15.6 *Compound Statement Syntax*.

use std::collections::HashMap;

use super::is_mysql;
use crate::operation::{Located, Operation, Utility};
use crate::sql::NotUnderstood;
use crate::sql::cursor::Cursor;
use crate::sql::lexer::Token;
use crate::sql::statement::{self, Body};

/// The most tokens of a body that are kept.
const LONGEST: usize = 100_000;

/// The most tokens that are read again for calls of one script.
const AGAIN: usize = 1_000_000;

/// The procedures that a script has created so far.
#[derive(Debug, Default)]
pub(in crate::sql) struct Procedures {
    /// By name in lower case: the tokens of the body.
    known: HashMap<String, Vec<Token>>,
    /// How many tokens were read for calls.
    read: usize,
}

impl Procedures {
    /// Keeps the body of the procedure that the statement creates.
    pub(in crate::sql) fn note(&mut self, mut cursor: Cursor<'_>) {
        if !is_mysql(&cursor) || !cursor.eat("create") || !cursor.holds("procedure") {
            return;
        }
        cursor.until(&["procedure"], false);
        cursor.eat("procedure");
        cursor.if_not_exists();
        let Some(name) = cursor.name() else { return };
        if cursor.parentheses().is_some() && cursor.remaining().len() <= LONGEST {
            self.known.insert(name.name.to_lowercase(), cursor.remaining().to_vec());
        }
    }

    /// What the statement runs, where it calls one of them. Everything stands where the call does.
    pub(in crate::sql) fn called(&mut self, mut cursor: Cursor<'_>) -> Option<Body> {
        let whole = cursor.span();
        if !is_mysql(&cursor) || !cursor.eat("call") {
            return None;
        }
        let name = cursor.name()?.name.to_lowercase();
        let tokens = self.known.get(&name)?;
        self.read = self.read.saturating_add(tokens.len());
        if self.read > AGAIN {
            return None;
        }
        let mut walker =
            Walker { cursor: Cursor::new(cursor.text(), tokens, cursor.dialect()), body: Body::default(), branches: 0, handled: false };
        walker.walk();
        let mut body = walker.body;
        body.operations.iter_mut().for_each(|located| located.span = whole);
        body.not_understood.iter_mut().for_each(|part| part.span = whole);
        if body.operations.is_empty() && body.not_understood.is_empty() {
            body.operations.push(Located::new(Utility::new("CALL").into(), whole));
        }
        body.is_block = true;
        Some(body)
    }
}

struct Walker<'a> {
    cursor: Cursor<'a>,
    body: Body,
    /// How many branches and loops are around.
    branches: usize,
    /// A handler stands above: a failure may be passed over.
    handled: bool,
}

impl Walker<'_> {
    fn walk(&mut self) {
        while !self.cursor.at_end() {
            if !self.step() {
                let span = self.cursor.span();
                self.body.not_understood.push(NotUnderstood { span, why: "a procedure that it calls could not be followed".to_owned() });
                return;
            }
        }
    }

    /// Takes the next word that steers, or statement; `false` where neither is there.
    fn step(&mut self) -> bool {
        const ENDS: &[&str] = &["end if", "end case", "end loop", "end while", "end repeat", "end"];
        const PASSED: &[&str] = &[
            "set",
            "open",
            "close",
            "fetch",
            "leave",
            "iterate",
            "return",
            "signal",
            "resignal",
            "get",
            "select",
            "prepare",
            "deallocate",
        ];
        if self.cursor.eat_symbol(b';') || self.label() || self.cursor.eat("begin") || self.cursor.eat("else") {
            return true;
        }
        if let Some(end) = self.cursor.eat_any(ENDS) {
            self.branches = self.branches.saturating_sub(usize::from(end != "end"));
            self.pass();
            return true;
        }
        if self.cursor.eat("declare") {
            self.declaration();
            return true;
        }
        if let Some(word) = self.cursor.eat_any(&["if", "elseif", "while", "case", "when", "until", "loop", "repeat"]) {
            self.branches += usize::from(!matches!(word, "elseif" | "when" | "until"));
            let before: &[&str] = match word {
                "while" => &["do"],
                "case" => &["when"],
                "if" | "elseif" | "when" => &["then"],
                "until" => &["end repeat"],
                _ => return true,
            };
            self.cursor.until(before, false);
            return word == "case" || word == "until" || before.iter().any(|word| self.cursor.eat(word));
        }
        if PASSED.iter().any(|word| self.cursor.sees(word)) {
            self.pass();
            return true;
        }
        self.statement()
    }

    /// Takes `name:` before a block or a loop.
    fn label(&mut self) -> bool {
        let mut ahead = self.cursor;
        let is_label = ahead.identifier().is_some() && ahead.eat_symbol(b':');
        if is_label {
            self.cursor = ahead;
        }
        is_label
    }

    /// Takes what is declared; of a handler the head, so that what it does is read like the rest.
    fn declaration(&mut self) {
        if self.cursor.eat_any(&["continue handler for", "exit handler for", "undo handler for"]).is_none() {
            self.pass();
            return;
        }
        self.handled = true;
        loop {
            if self.cursor.eat("sqlstate") {
                self.cursor.eat("value");
                self.cursor.next();
            } else if self.cursor.eat_any(&["not found"]).is_none() {
                self.cursor.next();
            }
            if !self.cursor.eat_symbol(b',') {
                return;
            }
        }
    }

    /// Passes over everything up to the semicolon.
    fn pass(&mut self) {
        while !self.cursor.at_end() && !self.cursor.sees_symbol(b';') {
            self.cursor.next();
        }
    }

    fn statement(&mut self) -> bool {
        let start = self.cursor;
        self.pass();
        let part = start.before(&self.cursor);
        let read = statement::read_other(part);
        let may_happen = self.branches > 0 || self.handled;
        let handled = self.handled;
        self.body.operations.extend(read.operations.into_iter().map(|mut located| {
            located.conditional |= may_happen;
            // Its failure is passed over: what is not there is not missed.
            if let Operation::DropIndex(drop) = &mut located.operation {
                drop.if_exists |= handled;
            }
            located
        }));
        self.body.not_understood.extend(read.not_understood);
        !part.at_end()
    }
}
