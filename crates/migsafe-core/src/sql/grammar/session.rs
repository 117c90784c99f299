//! Parameters, transactions and everything that leaves no trace.

use super::Reading;
use crate::operation::{Operation, SetConstraints, SetParameter, Transaction, TransactionAction, Utility};
use crate::sql::NotUnderstood;
use crate::sql::cursor::Cursor;

/// Parameters that have words of their own, and their names.
const SPECIAL: &[(&str, &str)] = &[
    ("time zone", "timezone"),
    ("session authorization", "session authorization"),
    ("role", "role"),
    ("names", "client_encoding"),
    ("schema", "search_path"),
    ("xml option", "xmloption"),
];

/// Reads what follows `SET`.
pub(super) fn set(mut cursor: Cursor<'_>) -> Option<Operation> {
    if cursor.eat("constraints") {
        let deferred = cursor.holds("deferred");
        return (deferred || cursor.holds("immediate")).then(|| SetConstraints { deferred }.into());
    }
    if let Some(words) = cursor.eat_any(&["session characteristics as transaction", "local transaction", "transaction"]) {
        let value = Some(cursor.remaining_text().to_owned());
        return Some(SetParameter { name: "transaction".to_owned(), value, local: !words.starts_with("session") }.into());
    }
    let local = cursor.eat_any(&["local", "session authorization", "session"]);
    if local == Some("session authorization") {
        return parameter("session authorization", cursor, false);
    }
    let local = local == Some("local");
    if let Some((_, name)) = SPECIAL.iter().find(|(words, _)| cursor.eat(words)) {
        return parameter(name, cursor, local);
    }
    let mut name = cursor.identifier()?;
    while cursor.eat_symbol(b'.') {
        name = format!("{name}.{}", cursor.identifier()?);
    }
    if !cursor.eat("to") && !cursor.eat_operator("=") {
        return None;
    }
    parameter(&name.to_ascii_lowercase(), cursor, local)
}

fn parameter(name: &str, mut cursor: Cursor<'_>, local: bool) -> Option<Operation> {
    if cursor.at_end() {
        return None;
    }
    let value = if cursor.eat("default") {
        cursor.finish(None)?
    } else {
        Some(cursor.comma_parts().into_iter().map(value).collect::<Vec<_>>().join(", "))
    };
    Some(SetParameter { name: name.to_owned(), value, local }.into())
}

fn value(mut cursor: Cursor<'_>) -> String {
    let text = cursor.remaining_text();
    let quoted = cursor.string().filter(|_| cursor.at_end());
    quoted.unwrap_or_else(|| text.trim_matches('"').to_owned())
}

/// Reads what follows `RESET`.
pub(super) fn reset(mut cursor: Cursor<'_>) -> Option<Operation> {
    let name = match cursor.eat_any(&["time zone", "session authorization", "transaction isolation level"]) {
        Some("time zone") => "timezone".to_owned(),
        Some("session authorization") => "session authorization".to_owned(),
        Some(_) => "transaction".to_owned(),
        None => cursor.name()?.to_string().to_ascii_lowercase(),
    };
    cursor.finish(SetParameter { name, value: None, local: false }.into())
}

/// Reads a command that opens or ends a transaction.
pub(super) fn transaction(mut cursor: Cursor<'_>) -> Option<Operation> {
    let word = cursor.eat_any(&[
        "begin",
        "start transaction",
        "commit",
        "end",
        "rollback",
        "abort",
        "savepoint",
        "release",
        "prepare transaction",
    ])?;
    if cursor.eat("prepared") {
        return Some(Utility::new(&format!("{} PREPARED", word.to_ascii_uppercase())).into());
    }
    cursor.eat_any(&["work", "transaction"]);
    let action = match word {
        "begin" | "start transaction" => TransactionAction::Begin,
        // A prepared transaction leaves the session; what it did stays.
        "commit" | "end" | "prepare transaction" => TransactionAction::Commit,
        "savepoint" | "release" => TransactionAction::Savepoint,
        _ if cursor.sees("to") => TransactionAction::Savepoint,
        _ => TransactionAction::Rollback,
    };
    Some(Transaction { action }.into())
}

/// Reads a command without consequence for what is stored.
pub(super) fn utility(mut cursor: Cursor<'_>) -> Option<Reading> {
    const WORDS: &[&str] = &[
        "discard",
        "listen",
        "notify",
        "unlisten",
        "declare",
        "fetch",
        "move",
        "close",
        "deallocate",
        "checkpoint",
        "load",
        "show",
        "prepare",
        "explain",
    ];
    if cursor.eat("execute") {
        let span = cursor.last_span();
        let mut reading = Reading::from(Utility::new("EXECUTE"));
        reading.not_understood.push(NotUnderstood { span, why: "a prepared statement is run whose text is not here".to_owned() });
        return Some(reading);
    }
    let word = cursor.eat_any(WORDS)?;
    Some(Utility::new(&word.to_ascii_uppercase()).into())
}
