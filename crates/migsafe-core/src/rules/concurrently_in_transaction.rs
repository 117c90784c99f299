//! A statement that PostgreSQL refuses within a transaction, in a place where the tool has opened one.

use super::{Check, OperationContext, Reporter, advice};
use crate::operation::{Operation, Transaction, TransactionAction};
use crate::source::{History, Tool, TransactionScope};

pub(super) const CHECK: Check = Check::Operation(check);

/// What the server says to it: `active_sql_transaction`.
const ACTIVE_TRANSACTION: &str = "25001";

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    if let Operation::Transaction(Transaction { action: TransactionAction::Commit }) = &cx.located.operation {
        commit(cx, out);
        return;
    }
    let Some(failure) = cx.effect.fails.as_ref().filter(|failure| failure.certain && failure.sqlstate == Some(ACTIVE_TRANSACTION)) else {
        return;
    };
    let history = cx.history();
    let message = format!("fails: {}, and {}", failure.when, who_opened_it(cx));
    let steps = advice::outside_transaction(history, "run it", cx.statement_text());
    out.report(cx.located.span, "default", message).label("SQLSTATE 25001: the deploy stops here").help(help(history)).steps(steps);
}

fn who_opened_it(cx: &OperationContext<'_>) -> String {
    let history = cx.history();
    if cx.statement.circumstances.in_block {
        return "a DO block is one".to_owned();
    }
    let tool = advice::tool_word(history);
    let assumed = if history.runner.assumed { " (assumed)" } else { "" };
    match history.runner.transaction {
        TransactionScope::AllPending => format!("{tool} runs all pending migrations in one{assumed}"),
        TransactionScope::PerMigration => format!("{tool} runs each file in one{assumed}"),
        TransactionScope::SimpleQuery => format!("{tool} sends the file as one query, whose statements share one{assumed}"),
        TransactionScope::None => "this file has opened one".to_owned(),
    }
}

fn help(history: &History) -> &'static str {
    match (history.tool, history.runner.transaction) {
        (Tool::Drizzle, _) => {
            "run it by hand before the deploy; or put COMMIT, this statement and BEGIN each in a chunk of its own, which gives up that a failed deploy leaves nothing behind"
        }
        (Tool::Alembic, _) => "wrap it in an autocommit block: what stands before it is committed there, earlier revisions too",
        (Tool::Prisma, TransactionScope::SimpleQuery) => {
            "give it a migration of its own: a file with a single statement runs outside a transaction"
        }
        _ => "run it outside a transaction",
    }
}

/// A `COMMIT` that ends the tool's own transaction: it works, and it has a price.
fn commit(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let history = cx.history();
    let before = cx.statement.migration.statements.iter().take(cx.statement.index).flat_map(|statement| &statement.operations);
    let own = before
        .filter_map(|located| located.operation.as_kind::<Transaction>())
        .any(|transaction| transaction.action == TransactionAction::Begin);
    let wrapped = matches!(history.runner.transaction, TransactionScope::AllPending | TransactionScope::PerMigration);
    if own || !wrapped || !cx.statement.circumstances.in_transaction {
        return;
    }
    let tool = advice::tool_word(history);
    let message = format!("ends the transaction that {tool} has opened: if a later statement fails, what stands before this one stays");
    out.report(cx.located.span, "commit", message).label("everything before it is committed here");
}
