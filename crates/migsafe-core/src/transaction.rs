//! Which statements commit together, by what the runner wraps and what the script itself begins and commits.

use crate::operation::{Operation, Transaction, TransactionAction};
use crate::source::TransactionScope;
use crate::sql::Statement;

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
pub struct TransactionTracker {
    scope: TransactionScope,
    next: usize,
    open: Option<usize>,
    /// The rest of this script runs in an implicit block whatever it commits: it is one simple query of several statements.
    implicit: bool,
}

impl TransactionTracker {
    /// A tracker for migrations run that way.
    pub fn new(scope: TransactionScope) -> Self {
        Self { scope, next: 0, open: None, implicit: false }
    }

    fn fresh(&mut self) -> usize {
        self.next += 1;
        self.next
    }

    /// A migration begins. `joined`: it is pending together with the one before, so a runner with one transaction for all goes on in the same one.
    pub fn begin_migration(&mut self, statements: &[Statement], joined: bool) {
        self.implicit = false;
        match self.scope {
            TransactionScope::AllPending if joined => {}
            TransactionScope::AllPending | TransactionScope::PerMigration => self.open = Some(self.fresh()),
            TransactionScope::SimpleQuery => {
                self.implicit = statements.len() > 1;
                self.open = self.implicit.then(|| self.fresh());
            }
            TransactionScope::None => self.open = None,
        }
    }

    /// The point at which the statement runs; its own `BEGIN` or `COMMIT` takes effect after it.
    pub fn enter(&mut self, statement: &Statement) -> TransactionPoint {
        let id = match self.open {
            Some(id) => id,
            None => self.fresh(),
        };
        let point = TransactionPoint { id, in_block: self.open.is_some() };
        for located in &statement.operations {
            if let Operation::Transaction(Transaction { action }) = &located.operation {
                match action {
                    TransactionAction::Begin => self.open = Some(id),
                    TransactionAction::Commit | TransactionAction::Rollback => self.open = self.implicit.then(|| self.fresh()),
                    TransactionAction::Savepoint => {}
                }
            }
        }
        point
    }
}
