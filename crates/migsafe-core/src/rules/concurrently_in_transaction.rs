//! A statement that PostgreSQL refuses within a transaction, in a place where the tool has opened one.

use super::{Check, OperationContext, Reporter, Run, advice};
use crate::operation::{Operation, TransactionAction};
use crate::source::{Tool, TransactionScope};

pub(super) const CHECK: Check = Check::Operation(check);

/// What the server says to it: `active_sql_transaction`.
const ACTIVE_TRANSACTION: &str = "25001";

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    if matches!(&cx.located.operation, Operation::Transaction(it) if it.action == TransactionAction::Commit) {
        commit(cx, out);
        return;
    }
    if let Some(setting) = cx.run().runner.own_lock.filter(|_| waits_for_all(cx)) {
        let (tool, assumed) = (advice::tool_word(cx.run()), advice::assumed(cx.run().runner));
        let message = format!("never ends: it waits for every open transaction, and {tool} keeps one of its own open meanwhile{assumed}");
        out.report(cx.located.span, "own-lock", message).label("the deploy hangs here").help(format!("set {setting}"));
        return;
    }
    let Some(failure) = cx.effect.fails.as_ref().filter(|failure| failure.certain && failure.sqlstate == Some(ACTIVE_TRANSACTION)) else {
        return;
    };
    let run = cx.run();
    let message = format!("fails: {}, and {}", failure.when, who_opened_it(cx, run));
    let steps = advice::outside_transaction(run, "run it", cx.statement_text());
    out.report(cx.located.span, "default", message).label("SQLSTATE 25001: the deploy stops here").help(help(run)).steps(steps);
}

/// Whether it runs outside a transaction and waits for those of others. Source: PostgreSQL docs, *CREATE INDEX*, "Building Indexes Concurrently".
fn waits_for_all(cx: &OperationContext<'_>) -> bool {
    let concurrently = match &cx.located.operation {
        Operation::CreateIndex(create) => create.concurrently,
        Operation::DropIndex(drop) => drop.concurrently,
        Operation::Reindex(reindex) => reindex.concurrently,
        _ => false,
    };
    concurrently && !cx.statement.circumstances.in_transaction
}

fn who_opened_it(cx: &OperationContext<'_>, run: Run<'_>) -> String {
    if cx.statement.circumstances.in_block {
        return "a DO block is one".to_owned();
    }
    let tool = advice::tool_word(run);
    let assumed = advice::assumed(run.runner);
    match run.transaction {
        TransactionScope::AllPending => format!("{tool} runs all pending migrations in one{assumed}"),
        TransactionScope::PerMigration => format!("{tool} runs each file in one{assumed}"),
        TransactionScope::SimpleQuery => format!("{tool} sends the file as one query, whose statements share one{assumed}"),
        TransactionScope::None => "this file has opened one".to_owned(),
    }
}

fn help(run: Run<'_>) -> &'static str {
    match (run.tool, run.transaction) {
        (Tool::Drizzle, _) => {
            "run it by hand before the deploy; or put COMMIT, this statement and BEGIN each in a chunk of its own, which gives up that a failed deploy leaves nothing behind"
        }
        (Tool::Alembic, _) => "wrap it in an autocommit block: what stands before it is committed there, earlier revisions too",
        (_, TransactionScope::SimpleQuery) => "give it a migration of its own: a file with a single statement runs outside a transaction",
        (Tool::Flyway, _) => {
            "flyway refuses a file that mixes it with others; it runs a file without a transaction where it sees that it must, and else with `executeInTransaction=false` in the script's .conf"
        }
        _ => "run it outside a transaction",
    }
}

/// A `COMMIT` that ends the tool's own transaction: it works, and it has a price.
fn commit(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let run = cx.run();
    let wrapped = matches!(run.transaction, TransactionScope::AllPending | TransactionScope::PerMigration);
    if !wrapped || !cx.statement.circumstances.in_transaction {
        return;
    }
    let tool = advice::tool_word(run);
    if run.runner.fails_after_commit {
        let message =
            format!("ends the transaction that {tool} has opened: {tool} then stops with an error, and what was done is not recorded");
        out.report(cx.located.span, "commit-fails", message)
            .label("everything before it is committed here")
            .help(format!("leave transactions to {tool}"));
    } else if !cx.statement.point.after_begin {
        let message = format!("ends the transaction that {tool} has opened: if a later statement fails, what stands before this one stays");
        out.report(cx.located.span, "commit", message).label("everything before it is committed here");
    }
}
