//! Whatever destroys and has no rule of its own: no red statement goes without an error.

use super::{Check, Reporter, StatementContext, advice};
use crate::classify::Class;
use crate::operation::{AttributeChange, ObjectKind, Operation, ReplicaIdentity, TableOption};
use crate::report::StatementReport;

pub(super) const CHECK: Check = Check::StatementAtLast(check);

fn check(cx: &StatementContext<'_>, outcome: &StatementReport, out: &mut Reporter<'_>) {
    if outcome.class != Class::Destructive || out.has_error_in(cx.statement.span) {
        return;
    }
    let classes = outcome.operation_classes.iter();
    let destructive: Vec<_> = outcome.operations.iter().zip(classes).filter(|(_, class)| **class == Class::Destructive).collect();
    if destructive.is_empty() {
        out.report(cx.statement.span, "default", "takes away something that code or other objects may rely on");
    }
    let tool = cx.migration.history.tool;
    for (at, (located, _)) in destructive.iter().enumerate() {
        let span = if located.span.is_empty() { cx.statement.span } else { located.span };
        let effect = outcome.operations.iter().position(|other| other == *located).and_then(|at| outcome.operation_effects.get(at));
        let Some((message, what)) = describe(&located.operation) else { continue };
        // The first one always speaks; another at the same place says nothing new.
        if at > 0 && destructive.iter().take(at).any(|(before, _)| before.span == located.span) {
            continue;
        }
        let site = effect.map_or(out.site(), |effect| out.site().with_effect(effect));
        out.at(site).report(span, "default", message).steps(vec![
            advice::ship_code_without(tool, what),
            advice::step("then this migration", cx.text(), crate::report::Place::LaterDeploy),
        ]);
    }
}

/// What is taken from whom, and what code must let go of first.
#[allow(clippy::too_many_lines, reason = "a table: one arm a kind of loss")]
fn describe(operation: &Operation) -> Option<(String, &'static str)> {
    let code_fails = "code that still uses it fails at once";
    Some(match operation {
        Operation::DropObject(drop) => {
            let name = drop.name.short();
            let word = drop.object.word();
            let of = drop.on.as_ref().map(|on| format!(" of {}", on.short())).unwrap_or_default();
            let cascade = if drop.cascade { " and, by CASCADE, everything that needs it" } else { "" };
            let consequence = match drop.object {
                ObjectKind::Policy => "rows that it hid or let through are seen otherwise from now on",
                ObjectKind::Trigger | ObjectKind::Rule => "what it did on every write no longer happens",
                ObjectKind::Schema | ObjectKind::Database | ObjectKind::Owned => "every table in it and their data are gone",
                ObjectKind::MaterializedView | ObjectKind::View | ObjectKind::Function | ObjectKind::Procedure => code_fails,
                ObjectKind::Publication | ObjectKind::Subscription => "replication of its tables stops",
                ObjectKind::Extension => "its types and functions are gone, and the columns that use them with CASCADE",
                ObjectKind::Role => "whoever logs in with it is shut out",
                _ => code_fails,
            };
            (format!("drops {word} {name}{of}{cascade}: {consequence}"), "what uses it")
        }
        Operation::DropConstraint(drop) => (
            format!(
                "drops constraint {} of {}: rows that it refused are accepted from now on, and ON CONFLICT that names it fails",
                drop.constraint,
                drop.table.short()
            ),
            "what relies on it",
        ),
        Operation::DropIndex(drop) => (
            format!("drops unique index {}: duplicates are accepted from now on, and ON CONFLICT that needs it fails", drop.index.short()),
            "what relies on it",
        ),
        Operation::DetachPartition(detach) => (
            format!(
                "detaches {} from {}: its rows are no longer seen through {}",
                detach.partition.short(),
                detach.table.short(),
                detach.table.short()
            ),
            "what reads its rows",
        ),
        Operation::RenameEnumValue(rename) => (
            format!("renames value '{}' of {}: code that still sends the old one fails at once", rename.value, rename.name.short()),
            "the old value",
        ),
        Operation::RenameObject(rename) => (
            format!("renames {} {}: code that still uses the old name fails at once", rename.object.word(), rename.name.short()),
            "the old name",
        ),
        Operation::RenameColumn(rename) => {
            (format!("renames {}.{}: code that still uses the old name fails at once", rename.table.short(), rename.column), "the old name")
        }
        Operation::RenameTable(rename) => {
            (format!("renames {}: code that still uses the old name fails at once", rename.table.short()), "the old name")
        }
        Operation::SetSchema(set) => (
            format!(
                "moves {} {} to schema {}: code that looks for it where it was fails at once",
                set.object.word(),
                set.name.short(),
                set.to
            ),
            "the old place",
        ),
        Operation::AlterTypeAttribute(alter) => {
            let verb = match alter.change {
                AttributeChange::Drop => "drops",
                AttributeChange::Rename(_) => "renames",
                AttributeChange::Type => "changes the type of",
                AttributeChange::Add => "adds",
            };
            (format!("{verb} attribute {} of {}: {code_fails}", alter.attribute, alter.name.short()), "it")
        }
        Operation::AlterTableOption(alter) => {
            let table = alter.table.short();
            match &alter.option {
                TableOption::RowSecurity(false) => {
                    (format!("switches row-level security of {table} off: every role that may read it sees every row"), "what relies on it")
                }
                TableOption::ForceRowSecurity(false) => (format!("lets the owner of {table} past row-level security"), "what relies on it"),
                TableOption::Logged(false) => {
                    (format!("makes {table} unlogged: a crash empties it, and replicas do not have it"), "what needs it to last")
                }
                TableOption::ReplicaIdentity(ReplicaIdentity::Nothing) => {
                    (format!("takes the replica identity of {table}: UPDATE and DELETE fail while it is published"), "what relies on it")
                }
                TableOption::Inherit { joins: false, .. } => {
                    (format!("takes {table} out of its parent: its rows are no longer seen there"), "what reads its rows")
                }
                _ => (format!("takes something from {table} that code may rely on"), "what relies on it"),
            }
        }
        Operation::AlterColumnOption(alter) => (
            format!("takes from {}.{} what supplies its value: inserts that leave it out fail", alter.table.short(), alter.column),
            "inserts without it",
        ),
        Operation::ChangePublication(change) => {
            (format!("takes tables out of publication {}: subscribers no longer see their changes", change.name), "what reads them there")
        }
        Operation::ChangePrivileges(_) => ("takes privileges: code that needs them fails at once".to_owned(), "what needs them"),
        Operation::DropColumn(drop) => (format!("drops {}.{}: {code_fails}", drop.table.short(), drop.column), "it"),
        Operation::DropTable(drop) => (format!("drops {}: {code_fails}", drop.table.short()), "it"),
        Operation::Copy(_) => ("runs a program on the server".to_owned(), "it"),
        _ => ("takes away something that code or other objects may rely on".to_owned(), "what relies on it"),
    })
}
