//! Triggers, foreign keys or row-level security are switched off.

use super::{Check, OperationContext, Reporter};
use crate::classify::Class;
use crate::name::QualifiedName;
use crate::operation::{Operation, SetParameter, TableOption};
use crate::report::Place;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    match &cx.located.operation {
        // `row_security = off` lets nobody see more: it makes the query fail.
        Operation::SetParameter(set) if cx.class != Class::Additive && set.name != "row_security" => session(cx, set, out),
        Operation::AlterTableOption(alter) => {
            if let TableOption::Trigger { name, enabled: false } = &alter.option {
                trigger(cx, &alter.table, name, out);
            }
        }
        Operation::Insert(insert) => catalog(cx, &insert.table, out),
        Operation::Update(update) => catalog(cx, &update.table, out),
        _ => {}
    }
}

/// A parameter of the session that switches off what protects the data.
fn session(cx: &OperationContext<'_>, set: &SetParameter, out: &mut Reporter<'_>) {
    let on_again = cx.later().find(|(operation, _)| matches!(operation, Operation::SetParameter(later) if later.name == set.name));
    let (case, until) = match &on_again {
        Some(_) => ("for-a-while", "until it is set again below"),
        None if set.local => ("for-a-while", "until the transaction ends"),
        None => ("default", "for the rest of the session, later migrations too"),
    };
    let message = match set.name.as_str() {
        "foreign_key_checks" => format!("switches foreign keys off {until}: rows that break them go in unnoticed"),
        "unique_checks" => format!("switches checks for duplicates off {until}: rows that break a key may go in unnoticed"),
        "session_replication_role" => format!("switches triggers and foreign keys off {until}: rows that break them go in unnoticed"),
        name => format!("sets {name} {until}: damage goes unnoticed"),
    };
    let related = on_again.map(|(_, statement)| cx.place(statement, "set again here"));
    let finding = out.report(cx.located.span, case, message).label("nothing checks these rows afterwards").related(related);
    if case == "default" && set.name == "session_replication_role" {
        finding.help("switch them on again as soon as the rows are in").step(
            "at the end of the migration",
            "SET session_replication_role = DEFAULT;",
            Place::SameMigration,
        );
    }
}

fn trigger(cx: &OperationContext<'_>, table: &QualifiedName, name: &str, out: &mut Reporter<'_>) {
    if cx.is_new(table) {
        return;
    }
    let is_on =
        |option: &TableOption| matches!(option, TableOption::Trigger { name: later, enabled: true } if later.eq_ignore_ascii_case(name));
    let on_again = cx
        .later()
        .find(|(operation, _)| matches!(operation, Operation::AlterTableOption(later) if later.table == *table && is_on(&later.option)));
    let short = table.short();
    let what = match name.to_ascii_lowercase().as_str() {
        "all" => format!("all triggers of {short}, those of its foreign keys too"),
        "user" => format!("the triggers of {short}"),
        _ => format!("trigger {name} of {short}"),
    };
    let case = if on_again.is_some() { "for-a-while" } else { "default" };
    let message = match case {
        "default" => format!("switches off {what}: rows go in unchecked until somebody switches it on again"),
        _ => format!("switches off {what} while this migration writes: these rows go in unchecked"),
    };
    let related = on_again.map(|(_, statement)| cx.place(statement, "switched on again here"));
    let finding = out.report(cx.located.span, case, message).related(related);
    if case == "default" {
        let name =
            if matches!(name.to_ascii_lowercase().as_str(), "all" | "user") { name.to_ascii_uppercase() } else { crate::name::quote(name) };
        let sql = format!("ALTER TABLE {} ENABLE TRIGGER {name};", table.to_sql());
        finding.step("at the end of the migration", sql, Place::SameMigration);
    }
}

/// The server's own tables take whatever they are given.
fn catalog(cx: &OperationContext<'_>, table: &QualifiedName, out: &mut Reporter<'_>) {
    if table.schema.as_deref() != Some("pg_catalog") {
        return;
    }
    let message = format!("writes {} by hand: the server checks nothing, and a wrong row can make the database unusable", table.name);
    out.report(cx.located.span, "catalog", message).help("there is a statement for nearly everything: use that one");
}
