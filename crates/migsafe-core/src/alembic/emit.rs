//! What was read becomes statements.

use super::run::Run;
use crate::operation::{Located, Operation, Transaction, TransactionAction};
use crate::python::Text;
use crate::source::{Cut, Dialect, Script};
use crate::span::Span;
use crate::sql::{self, NotUnderstood, Statement};

/// So far back is looked for a statement that does the same.
const LOOKED_BACK: usize = 16;

impl Run<'_> {
    /// Something at `span` of which nothing more is known.
    pub(super) fn not_understood(&mut self, span: Span, why: impl AsRef<str>) {
        let why = format!("{}{}", self.elsewhere_at(span), why.as_ref());
        self.not_understood_at(self.stands_at(span), why);
    }

    /// Where in the revision something stands: what Python calls by itself stands where the statement does.
    pub(super) fn stands_at(&self, span: Span) -> Span {
        let span = self.place.unwrap_or(span);
        if span.start < span.end { span } else { self.here }
    }

    /// The same, of a place in the revision.
    pub(super) fn not_understood_at(&mut self, span: Span, why: String) {
        if !self.said.insert((span, why.clone())) {
            return;
        }
        let part = NotUnderstood { span, why };
        let statement = Statement {
            span,
            line: self.lines.line(span.start),
            operations: Vec::new(),
            not_understood: vec![part],
            is_block: false,
            sql: None,
        };
        self.push(statement);
    }

    fn push(&mut self, statement: Statement) {
        if !self.does_again(&statement) {
            self.statements.push(statement);
        }
    }

    /// Whether a turn of a loop reads or writes rows in the very words of the turn before.
    fn does_again(&self, statement: &Statement) -> bool {
        use Operation::{Delete, Insert, Query, Update};
        let is_of_rows = |located: &Located| matches!(located.operation, Insert(_) | Update(_) | Delete(_) | Query(_));
        let is_in_loop = self.frames.iter().any(|frame| !frame.loops.is_empty());
        let mut last = self.statements.iter().rev().take(LOOKED_BACK);
        is_in_loop
            && !statement.operations.is_empty()
            && statement.operations.iter().all(is_of_rows)
            && last.any(|before| before == statement)
    }

    /// Sends SQL that stands nowhere in the file.
    pub(super) fn emit_sql(&mut self, sql: &str, span: Span) {
        self.emit(&Text::plain(sql), span, &[], false);
    }

    /// Sends SQL that the revision writes out itself, in the words of its own database.
    pub(super) fn emit_written(&mut self, sql: &Text, span: Span, faults: &[NotUnderstood]) {
        self.emit_in(self.words(), sql, span, faults, false);
    }

    /// Whose words are read: those of a database of which nothing is known here are taken for PostgreSQL's.
    pub(super) fn words(&self) -> Dialect {
        if self.dialect == Dialect::Other { Dialect::PostgreSql } else { self.dialect }
    }

    /// Sends SQL for the call at `span`, in PostgreSQL's words. `faults` are the parts of it that could not be read; `batch` keeps it until the batch around it ends.
    pub(super) fn emit(&mut self, sql: &Text, span: Span, faults: &[NotUnderstood], batch: bool) {
        self.emit_in(Dialect::PostgreSql, sql, span, faults, batch);
    }

    fn emit_in(&mut self, dialect: Dialect, sql: &Text, span: Span, faults: &[NotUnderstood], batch: bool) {
        self.sends(sql.value.len());
        let elsewhere = self.elsewhere_at(span);
        let faults: Vec<NotUnderstood> = faults
            .iter()
            .map(|fault| NotUnderstood { span: self.stands_at(fault.span), why: format!("{elsewhere}{}", fault.why) })
            .collect();
        let span = self.stands_at(span);
        let script = Script { text: sql.value.as_str().into(), cut: Cut::Whole, dialect, ..Script::default() };
        let read = sql::read_behind(&script, &mut self.functions);
        let several = read.len() > 1;
        for mut statement in read {
            let own = sql.source(statement.span);
            statement.sql = Some(statement.span.of(&sql.value).to_owned());
            statement.span = own.filter(|_| several).unwrap_or(span);
            statement.line = self.lines.line(statement.span.start);
            // Of several statements in one text, each says in its own place what could not be read of them all.
            let whole = statement.span;
            let within = |part: Span| if whole.start <= part.start && part.end <= whole.end { part } else { whole };
            let place = |part: Span| sql.source(part).map_or(whole, within);
            for located in &mut statement.operations {
                located.span = place(located.span);
                located.conditional |= self.conditional > 0;
            }
            for part in &mut statement.not_understood {
                part.span = place(part.span);
            }
            let told = |fault: &NotUnderstood| NotUnderstood { span: within(fault.span), why: fault.why.clone() };
            statement.not_understood.extend(faults.iter().map(told));
            self.begin_again(&mut statement);
            match self.batches.last_mut().filter(|_| batch) {
                Some(batch) => batch.push(statement),
                None => self.push(statement),
            }
        }
    }

    /// After a `COMMIT` by hand some drivers open a new transaction at the next statement; not in an autocommit block.
    fn begin_again(&self, statement: &mut Statement) {
        let ends = statement.operations.iter().any(|located| {
            matches!(&located.operation, Operation::Transaction(it) if matches!(it.action, TransactionAction::Commit | TransactionAction::Rollback))
        });
        if ends && self.modules.begins_anew && !statement.span.of(self.text).is_empty() && self.autocommit == 0 {
            let begin = Operation::from(Transaction { action: TransactionAction::Begin });
            statement.operations.push(Located::new(begin, statement.span));
        }
    }
}
