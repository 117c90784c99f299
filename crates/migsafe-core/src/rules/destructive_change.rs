//! Whatever destroys and has no rule of its own: no red statement goes without an error.

use super::{Check, OperationContext, Reporter, advice};
use crate::classify::Class;
use crate::operation::{AttributeChange, ConstraintKind, DropConstraint, ObjectKind, Operation, ReplicaIdentity, TableOption};
use crate::report::Place;

pub(super) const CHECK: Check = Check::OperationAtLast(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let span = if cx.located.span.is_empty() { cx.statement.statement.span } else { cx.located.span };
    if cx.class != Class::Destructive || out.has_error_in(span) {
        return;
    }
    let (message, what) = match &cx.located.operation {
        Operation::DropConstraint(drop) => drop_constraint(cx, drop),
        other => describe(other),
    };
    let steps = vec![
        advice::ship_code_without(cx.history().tool, what),
        advice::step("then this migration", cx.statement_text(), Place::LaterDeploy),
    ];
    out.report(span, "default", message).steps(steps);
}

/// A constraint goes: what that means depends on what it demanded.
fn drop_constraint(cx: &OperationContext<'_>, drop: &DropConstraint) -> (String, &'static str) {
    let table = drop.table.short();
    let known = cx.schema().tables.get(&drop.table).and_then(|table| table.constraint(&drop.constraint));
    let consequence = match known.map(|known| &known.kind) {
        Some(ConstraintKind::ForeignKey(key)) => format!("rows may refer to nothing in {} from now on", key.references.short()),
        Some(ConstraintKind::PrimaryKey(_)) => {
            "its key and its index go: duplicates are accepted, and ON CONFLICT and replication that need it fail".to_owned()
        }
        Some(ConstraintKind::Unique(_)) => "its index goes: duplicates are accepted, and ON CONFLICT that needs it fails".to_owned(),
        Some(_) => "rows that it refused are accepted from now on".to_owned(),
        None => "rows that it refused are accepted from now on, and what relied on its index fails".to_owned(),
    };
    (format!("drops constraint {} of {table}: {consequence}", drop.constraint), "what relies on it")
}

/// What is taken from whom, and what code must let go of first.
#[allow(clippy::too_many_lines, reason = "a table: one arm a kind of loss")]
fn describe(operation: &Operation) -> (String, &'static str) {
    let code_fails = "code that still uses it fails at once";
    match operation {
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
    }
}
