//! Sessions, transactions, and what changes nothing.

use super::{Reading, is_mysql};
use crate::operation::{ChangePrivileges, Maintain, Maintenance, Operation, SetParameter, Transaction, TransactionAction, Utility};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::Kind;

/// Reads such a statement.
pub(super) fn read(cursor: Cursor<'_>) -> Option<Reading> {
    if let Some(transaction) = transaction(cursor) {
        return Some(transaction.into());
    }
    if is_mysql(&cursor) { mysql(cursor) } else { sqlite(cursor) }
}

fn transaction(mut cursor: Cursor<'_>) -> Option<Transaction> {
    let word = cursor.eat_any(&["begin", "start transaction", "commit", "end", "rollback", "savepoint", "release"])?;
    cursor.eat_any(&["deferred", "immediate", "exclusive"]);
    cursor.eat_any(&["work", "transaction"]);
    let action = match word {
        "begin" | "start transaction" => TransactionAction::Begin,
        "commit" | "end" => TransactionAction::Commit,
        "rollback" if !cursor.sees("to") => TransactionAction::Rollback,
        _ => TransactionAction::Savepoint,
    };
    Some(Transaction { action })
}

fn utility(command: &str) -> Reading {
    Utility { command: command.to_ascii_uppercase(), plans_to_write: Vec::new() }.into()
}

fn mysql(mut cursor: Cursor<'_>) -> Option<Reading> {
    const HARMLESS: &[&str] =
        &["use", "show", "flush", "unlock tables", "deallocate prepare", "drop prepare", "analyze table", "check table"];
    if cursor.eat("set") {
        return set(cursor).map(Reading::Plain);
    }
    if let Some(words) = cursor.eat_any(HARMLESS) {
        return Some(utility(words));
    }
    match cursor.eat_any(&[
        "lock tables",
        "lock table",
        "optimize table",
        "repair table",
        "grant",
        "revoke",
        "call",
        "prepare",
        "execute",
    ])? {
        "lock tables" | "lock table" => Some(utility("lock tables")),
        "optimize table" | "repair table" => {
            let tables = cursor.names()?;
            Some(Maintain { action: Maintenance::VacuumFull, tables, by_index: None }.into())
        }
        word @ ("grant" | "revoke") => Some(ChangePrivileges { grants: word == "grant", objects: Vec::new(), object: None }.into()),
        "call" => Some(Reading::Unknowable("it calls a procedure, whose statements are not read")),
        "prepare" => Some(utility("prepare")),
        _ => Some(Reading::Unknowable("it runs SQL that is put together at run time")),
    }
}

/// Reads what follows `SET`.
fn set(mut cursor: Cursor<'_>) -> Option<Vec<Operation>> {
    if cursor.eat("names") || cursor.eat("character set") || cursor.eat("charset") {
        let value = Some(cursor.remaining_text().to_owned());
        return Some(vec![SetParameter { name: "names".to_owned(), value, local: false }.into()]);
    }
    let mut ahead = cursor;
    ahead.eat_any(&["global", "session", "local"]);
    if ahead.eat("transaction") {
        let value = Some(ahead.remaining_text().to_owned());
        return Some(vec![SetParameter { name: "transaction".to_owned(), value, local: false }.into()]);
    }
    cursor.comma_parts().into_iter().map(assignment).collect()
}

/// `@a = 1`, `@@SESSION.sql_mode = ''`, `GLOBAL x = 1`, `foreign_key_checks = 0`.
fn assignment(mut cursor: Cursor<'_>) -> Option<Operation> {
    let system = cursor.eat_operator("@@");
    let own = !system && cursor.eat_operator("@");
    cursor.eat_any(&["global", "session", "local", "persist", "persist_only"]);
    cursor.eat_symbol(b'.');
    let name = cursor.identifier().or_else(|| cursor.string())?;
    if !(cursor.eat_operator("=") || cursor.eat_operator(":=") || cursor.sees_symbol(b':')) {
        return None;
    }
    if own {
        // A variable of the session, which no statement is made of until one is prepared from it.
        return Some(Utility { command: "SET".to_owned(), plans_to_write: Vec::new() }.into());
    }
    let text = cursor.remaining_text();
    let value = cursor.string().filter(|_| cursor.at_end()).unwrap_or_else(|| text.to_owned());
    Some(SetParameter { name: name.to_ascii_lowercase(), value: Some(value), local: false }.into())
}

fn sqlite(mut cursor: Cursor<'_>) -> Option<Reading> {
    match cursor.eat_any(&["pragma", "vacuum", "analyze", "reindex", "attach", "detach"])? {
        "pragma" => {
            let name = cursor.name()?.name.to_ascii_lowercase();
            let value = if cursor.eat_operator("=") {
                cursor.rest()
            } else if cursor.sees_symbol(b'(') {
                cursor.parentheses()?
            } else {
                return cursor.finish(utility("pragma"));
            };
            // These look at something, and the value says at what.
            if ["_check", "info", "_list"].iter().any(|end| name.ends_with(end)) {
                return Some(utility("pragma"));
            }
            let is_string = value.peek().is_some_and(|token| token.kind == Kind::String);
            let text = value.remaining_text();
            let text = if is_string { text.trim_matches('\'') } else { text };
            Some(SetParameter { name, value: Some(text.to_owned()), local: false }.into())
        }
        "vacuum" => Some(Maintain { action: Maintenance::Vacuum, tables: Vec::new(), by_index: None }.into()),
        "analyze" => Some(Maintain { action: Maintenance::Analyze, tables: Vec::new(), by_index: None }.into()),
        word => Some(utility(word)),
    }
}
