//! Reading a script statement by statement.

use super::called::Functions;
use super::cursor::Cursor;
use super::others::Procedures;
use super::split::{Splitter, chunks, split};
use super::{NotUnderstood, Statement, statement};
use crate::source::{Dialect, Script};
use crate::span::Span;

/// The most statements of one file that are read: what is longer is a dump, and would take minutes.
const STATEMENTS: usize = 250_000;

/// Reads the statements of a script one after the other. What cannot be read of one is in its `not_understood`.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    text: &'a str,
    dialect: Dialect,
    chunks: std::vec::IntoIter<Span>,
    splitter: Option<Splitter<'a>>,
    lines: Lines<'a>,
    /// Where the script ends.
    end: usize,
    /// How many were read.
    count: usize,
    /// What calls may run.
    procedures: Procedures,
    functions: Functions,
}

impl<'a> Reader<'a> {
    /// Begins with the first statement. Placeholders are read as they are.
    pub(crate) fn new(script: &'a Script) -> Self {
        let text = &*script.text;
        let lines = match (script.range, script.lines_before) {
            (Some(range), Some(before)) => Lines { text, offset: range.start, line: before + 1 },
            _ => Lines { text, offset: 0, line: 1 },
        };
        let end = script.range.map_or(text.len(), |range| range.end);
        Self {
            text,
            dialect: script.dialect,
            chunks: chunks(script).into_iter(),
            splitter: None,
            lines,
            end,
            count: 0,
            procedures: Procedures::default(),
            functions: Functions::default(),
        }
    }

    /// Where these functions are there already.
    pub(super) fn behind(self, functions: Functions) -> Self {
        Self { functions, ..self }
    }

    /// The functions that are there at its end.
    pub(super) fn into_functions(self) -> Functions {
        self.functions
    }
}

impl Iterator for Reader<'_> {
    type Item = Statement;

    fn next(&mut self) -> Option<Statement> {
        if self.count > STATEMENTS {
            return None;
        }
        if u32::try_from(self.end).is_err() {
            self.count = STATEMENTS + 1;
            return Some(unread(Span::new(0, 1), 1, "the file is larger than 4 GiB: it is not read".to_owned()));
        }
        let piece = loop {
            match self.splitter.as_mut().and_then(Iterator::next) {
                Some(piece) => break piece,
                None => self.splitter = Some(split(self.text, self.chunks.next()?, self.dialect)),
            }
        };
        let line = self.lines.line(piece.span.start);
        self.count += 1;
        if self.count > STATEMENTS {
            let span = Span::new(piece.span.start, self.end.max(piece.span.end));
            let why = format!("the file holds more than {STATEMENTS} statements: what follows is not read");
            return Some(unread(span, line, why));
        }
        let cursor = Cursor::new(self.text, &piece.tokens, self.dialect);
        self.procedures.note(cursor);
        let called = self.procedures.called(cursor);
        let mut body = called.unwrap_or_else(|| statement::read(self.text, &piece.tokens, self.dialect));
        if self.dialect == Dialect::PostgreSql {
            self.functions.add_called(cursor, &mut body);
            self.functions.note(cursor);
        }
        Some(Statement {
            span: piece.span,
            line,
            operations: body.operations,
            not_understood: body.not_understood,
            is_block: body.is_block,
            sql: None,
        })
    }
}

fn unread(span: Span, line: usize, why: String) -> Statement {
    let not_understood = vec![NotUnderstood { span, why }];
    Statement { span, line, operations: Vec::new(), not_understood, is_block: false, sql: None }
}

/// Counts lines for offsets that only grow.
#[derive(Debug)]
struct Lines<'a> {
    text: &'a str,
    offset: usize,
    line: usize,
}

impl Lines<'_> {
    fn line(&mut self, offset: usize) -> usize {
        let between = self.text.as_bytes().get(self.offset..offset).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count();
        self.offset = offset;
        self.line
    }
}
