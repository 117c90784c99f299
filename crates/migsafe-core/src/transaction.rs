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
    /// A `BEGIN` of the script's own stands before it, whether or not its transaction has ended.
    pub after_begin: bool,
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
    /// This script has said `BEGIN`.
    begun: bool,
}

impl<'a> TransactionTracker<'a> {
    /// A tracker for the migrations of a history.
    pub fn new(history: &'a History) -> Self {
        Self { history, next: 0, open: None, implicit: false, apart: &[], queries: Vec::new(), running: None, begun: false }
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
        self.begun = false;
        self.queries = of_several(queries(&migration.up), statements);
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
            let point = TransactionPoint { id: self.fresh(), in_block: false, after_begin: self.begun };
            // What stands before it is committed, what follows begins anew.
            self.open = Some(self.fresh());
            return point;
        }
        let query = if self.open.is_none() { holding(&self.queries, statement).map(|(_, query)| query) } else { None };
        let running = self.running.filter(|(running, _)| Some(*running) == query).map(|(_, id)| id);
        let id = match self.open.or(running) {
            Some(id) => id,
            None => self.fresh(),
        };
        self.running = query.map(|query| (query, id));
        let point = TransactionPoint { id, in_block: self.open.is_some() || query.is_some(), after_begin: self.begun };
        let mut ended = false;
        for located in &statement.operations {
            if let Operation::Transaction(transaction) = &located.operation {
                self.begun |= transaction.action == TransactionAction::Begin;
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

/// The queries that hold several of the statements.
fn of_several(queries: Vec<Span>, statements: &[Statement]) -> Vec<Span> {
    let mut counts = vec![0_usize; queries.len()];
    for (place, _) in statements.iter().filter_map(|statement| holding(&queries, statement)) {
        if let Some(count) = counts.get_mut(place) {
            *count += 1;
        }
    }
    queries.into_iter().zip(counts).filter(|(_, count)| *count > 1).map(|(query, _)| query).collect()
}

/// The query in which the statement starts, and its place among the queries, which are in order.
fn holding(queries: &[Span], statement: &Statement) -> Option<(usize, Span)> {
    let start = statement.span.start;
    let place = queries.partition_point(|query| query.end <= start);
    queries.get(place).filter(|query| query.start <= start).map(|query| (place, *query))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::Project;
    use crate::source::Tool;

    /// What the tracker says of each statement of a file of Drizzle: the number of its transaction, counted from 1, and `b` in a block, `a` behind a `BEGIN`.
    fn points(text: &str, scope: TransactionScope) -> Vec<String> {
        let project = Project::from_text(text, "0000_x.sql".into(), Some(Tool::Drizzle));
        let mut history = project.histories()[0].clone();
        history.runner.transaction = scope;
        let statements = crate::sql::read(&history.migrations[0].up);
        let mut tracker = TransactionTracker::new(&history);
        let mut ids = Vec::new();
        let mut told = |point: TransactionPoint| {
            let number = ids.iter().position(|id| *id == point.id).unwrap_or(ids.len());
            if number == ids.len() {
                ids.push(point.id);
            }
            format!("{}{}{}", number + 1, if point.in_block { "b" } else { "" }, if point.after_begin { "a" } else { "" })
        };
        // What an earlier script said counts for nothing.
        let earlier = Project::from_text("BEGIN", "x.sql".into(), None);
        let earlier = crate::sql::read(&earlier.histories()[0].migrations[0].up);
        tracker.begin_migration(0, &earlier, false);
        tracker.enter(&earlier[0]);
        tracker.begin_migration(0, &statements, false);
        statements.iter().map(|statement| told(tracker.enter(statement))).collect()
    }

    #[test]
    fn a_query_of_several_statements_is_one_transaction_where_none_is_open() {
        let several = "SELECT 1; SELECT 2;--> statement-breakpoint\n--> statement-breakpoint\nSELECT 3;--> statement-breakpoint SELECT 4\n\
                       --> statement-breakpoint\n-- five and six\nSELECT 5; SELECT 6;\n--> statement-breakpoint\nSELECT 7; SELECT 8; SELECT 9;";
        assert_eq!(points(several, TransactionScope::None), ["1b", "1b", "2", "3", "4b", "4b", "5b", "5b", "5b"]);
        assert_eq!(points(several, TransactionScope::PerMigration), ["1b"; 9]);
        let ended = "SELECT 1; COMMIT; SELECT 2; SELECT 3;--> statement-breakpoint\nSELECT 4; SELECT 5;--> statement-breakpoint\nSELECT 6;";
        assert_eq!(points(ended, TransactionScope::PerMigration), ["1b", "1b", "2b", "2b", "3b", "3b", "4"]);
    }

    #[test]
    fn what_stands_behind_a_begin_of_the_script_is_told() {
        let text = "COMMIT;--> statement-breakpoint\nSELECT 1;--> statement-breakpoint\nBEGIN;--> statement-breakpoint\nCOMMIT;--> statement-breakpoint\nSELECT 2;";
        assert_eq!(points(text, TransactionScope::PerMigration), ["1b", "2", "3", "3ba", "4a"]);
    }
}
