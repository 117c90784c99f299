//! Which statements commit together, by what the runner wraps and what the script itself begins and commits.

use crate::operation::{Operation, TransactionAction};
use crate::source::{History, TransactionScope};
use crate::span::Span;
use crate::sql::{Statement, queries};

/// Where a statement stands among transactions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TransactionPoint {
    /// Numbered over the whole history; statements with the same number commit together.
    pub id: usize,
    /// In a transaction block, explicit or implicit: `CREATE INDEX CONCURRENTLY` and its kin fail there.
    pub in_block: bool,
}

/// Follows the transactions through a history.
#[derive(Debug)]
pub struct TransactionTracker<'a> {
    history: &'a History,
    next: usize,
    open: Option<usize>,
    /// The rest of this script runs in an implicit block whatever it commits: it is sent in one go.
    implicit: bool,
    /// Where the statements of this script begin that the tool takes out of its transaction.
    apart: &'a [usize],
    /// The queries of this script that hold several statements: outside a transaction such a query is one.
    queries: Vec<Span>,
    /// The query that is running so, and its transaction.
    running: Option<(Span, usize)>,
}

impl<'a> TransactionTracker<'a> {
    /// A tracker for the migrations of a history.
    pub fn new(history: &'a History) -> Self {
        Self { history, next: 0, open: None, implicit: false, apart: &[], queries: Vec::new(), running: None }
    }

    fn fresh(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    /// A migration begins, the `index`th of the history. `joined`: it is pending together with the one before, so a runner with one transaction for all goes on in the same one.
    pub fn begin_migration(&mut self, index: usize, statements: &[Statement], joined: bool) {
        let Some(migration) = self.history.migrations.get(index) else { return };
        let joined = joined || self.history.continues_file(index);
        let several = statements.len() > 1;
        self.apart = &migration.apart;
        self.running = None;
        self.queries = queries(&migration.up);
        let starts_in = |query: &Span| statements.iter().filter(|statement| holds(*query, statement)).take(2).count();
        self.queries.retain(|query| starts_in(query) > 1);
        self.implicit = several && self.history.runner.in_one_go;
        match self.history.transaction_of(migration) {
            TransactionScope::AllPending if joined => {}
            TransactionScope::AllPending | TransactionScope::PerMigration => self.open = Some(self.fresh()),
            TransactionScope::SimpleQuery => {
                self.implicit = several;
                self.open = self.implicit.then(|| self.fresh());
            }
            TransactionScope::None => {
                self.implicit = false;
                self.open = None;
            }
        }
    }

    /// The point at which the statement runs; its own `BEGIN` or `COMMIT` takes effect after it.
    pub fn enter(&mut self, statement: &Statement) -> TransactionPoint {
        if self.open.is_some() && self.apart.binary_search(&statement.span.start).is_ok() {
            let point = TransactionPoint { id: self.fresh(), in_block: false };
            // What stands before it is committed, what follows begins anew.
            self.open = Some(self.fresh());
            return point;
        }
        let query = self.queries.iter().copied().find(|query| self.open.is_none() && holds(*query, statement));
        let running = self.running.filter(|(running, _)| Some(*running) == query).map(|(_, id)| id);
        let id = match self.open.or(running) {
            Some(id) => id,
            None => self.fresh(),
        };
        self.running = query.map(|query| (query, id));
        let point = TransactionPoint { id, in_block: self.open.is_some() || query.is_some() };
        let mut ended = false;
        for located in &statement.operations {
            if let Operation::Transaction(transaction) = &located.operation {
                match transaction.action {
                    // In a transaction it is but a warning.
                    TransactionAction::Begin if self.open.is_some() => {}
                    TransactionAction::Begin => self.open = Some(if ended { self.fresh() } else { id }),
                    TransactionAction::Commit | TransactionAction::Rollback => {
                        ended = true;
                        // The rest of its query is the next.
                        self.running = None;
                        self.open = self.implicit.then(|| self.fresh());
                    }
                    TransactionAction::Savepoint => {}
                }
            }
        }
        point
    }
}

fn holds(query: Span, statement: &Statement) -> bool {
    query.start <= statement.span.start && statement.span.start < query.end
}
