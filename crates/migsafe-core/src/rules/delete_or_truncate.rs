//! Rows are deleted.

use super::{Check, OperationContext, Reporter, advice};
use crate::classify::Class;
use crate::name::QualifiedName;
use crate::operation::{Operation, ReferentialAction};
use crate::report::{Place, Step};
use crate::source::Dialect;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    if cx.class != Class::Destructive {
        return;
    }
    match &cx.located.operation {
        Operation::Truncate(truncate) => {
            let others: Vec<&QualifiedName> = cx
                .effect
                .locks
                .iter()
                .map(|lock| &lock.relation)
                .filter(|relation| **relation != truncate.table && cx.schema().tables.contains_key(relation))
                .collect();
            let message = if truncate.cascade && !others.is_empty() {
                format!("empties {} and, by CASCADE, {}: every row is gone", truncate.table.short(), advice::in_words(&others))
            } else if truncate.cascade {
                format!("empties {} and, by CASCADE, every table that references it: every row is gone", truncate.table.short())
            } else if cx.dialect() == Dialect::PostgreSql {
                format!("empties {}: every row is gone, and reads and writes wait for the lock", truncate.table.short())
            } else {
                format!("empties {}: every row is gone", truncate.table.short())
            };
            report(cx, out, "truncate", message, &truncate.table);
        }
        Operation::Delete(delete) => {
            let table = delete.table.short();
            let others = cascades(cx, &delete.table);
            let (case, message) = match (&delete.condition, others.is_empty()) {
                (None, true) => ("all-rows", format!("deletes every row of {table}")),
                (None, false) => ("all-rows", format!("deletes every row of {table} and, by ON DELETE CASCADE, those of {others}")),
                (Some(_), true) => ("some-rows", format!("deletes rows of {table}: they come back from a backup only")),
                (Some(_), false) => (
                    "some-rows",
                    format!("deletes rows of {table} and, by ON DELETE CASCADE, those of {others}: they come back from a backup only"),
                ),
            };
            report(cx, out, case, message, &delete.table);
        }
        Operation::Merge(merge) if merge.deletes => {
            let message = format!("deletes rows of {}: they come back from a backup only", merge.table.short());
            report(cx, out, "some-rows", message, &merge.table);
        }
        _ => {}
    }
}

/// The tables whose rows go with those of this one.
fn cascades(cx: &OperationContext<'_>, table: &QualifiedName) -> String {
    let keys = cx.schema().referencing(table);
    let mut others: Vec<&QualifiedName> = keys
        .filter(|(_, key)| key.foreign_key().is_some_and(|key| key.on_delete == ReferentialAction::Cascade))
        .map(|(child, _)| &child.name)
        .filter(|child| *child != table && !cx.is_new(child))
        .collect();
    others.dedup();
    advice::in_words(&others)
}

fn report(cx: &OperationContext<'_>, out: &mut Reporter<'_>, case: &str, message: String, table: &QualifiedName) {
    let catalog = table.schema.as_deref() == Some("pg_catalog");
    if catalog {
        let message = format!("{message}, and this is the server's own catalog, which checks nothing");
        out.report(cx.located.span, case, message).help("there is a statement for nearly everything: use that one");
        return;
    }
    let mut steps = steps(cx, table).into_iter();
    let finding = out.report(cx.located.span, case, message).help("keep what goes before it goes");
    // The copy is the same SQL everywhere, but for a condition in words that are not SQL.
    let whole_partition = matches!(&cx.located.operation, Operation::Delete(delete) if delete.condition.as_ref().is_some_and(|it| it.text.starts_with("PARTITION ")));
    match steps.next() {
        Some(copy) if !whole_partition => finding.portable_step(copy.title, copy.sql, copy.place).steps(steps.collect()),
        Some(copy) => finding.step(copy.title, "", copy.place).steps(steps.collect()),
        None => finding,
    };
}

fn steps(cx: &OperationContext<'_>, table: &QualifiedName) -> Vec<Step> {
    let kept = QualifiedName { schema: table.schema.clone(), name: format!("{}_deleted", table.name).into() };
    let condition = match &cx.located.operation {
        // In a DO block it may use the block's variables.
        Operation::Delete(delete)
            if !cx.statement.circumstances.in_block && delete.reads.relations.iter().all(|relation| relation == table) =>
        {
            delete.condition.as_ref().map(|condition| format!(" WHERE {}", condition.text))
        }
        _ => None,
    };
    let sql = format!("CREATE TABLE {} AS SELECT * FROM {}{};", cx.name(&kept), cx.name(table), condition.unwrap_or_default());
    let mut steps = vec![advice::step("copy the rows aside, or make sure of a backup", sql, Place::SameMigration)];
    let many = match &cx.located.operation {
        Operation::Truncate(_) => false,
        Operation::Delete(delete) => !delete.condition.as_ref().is_some_and(|condition| cx.picks_few(table, condition)),
        _ => true,
    };
    if many {
        steps.push(advice::step("delete many rows in batches of some thousand, by a job that can be stopped", "", Place::OutsideTool));
    }
    steps
}
