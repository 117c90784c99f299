//! Rows are deleted.

use super::{Check, OperationContext, Reporter, advice};
use crate::classify::Class;
use crate::name::QualifiedName;
use crate::operation::Operation;
use crate::report::{Place, Step};

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
            } else {
                format!("empties {}: every row is gone, and reads and writes wait for the lock", truncate.table.short())
            };
            report(cx, out, "truncate", message, &truncate.table);
        }
        Operation::Delete(delete) if delete.condition.is_none() => {
            report(cx, out, "all-rows", format!("deletes every row of {}", delete.table.short()), &delete.table);
        }
        Operation::Delete(delete) => {
            report(
                cx,
                out,
                "some-rows",
                format!("deletes rows of {}: they come back from a backup only", delete.table.short()),
                &delete.table,
            );
        }
        Operation::Merge(merge) if merge.deletes => {
            report(
                cx,
                out,
                "some-rows",
                format!("deletes rows of {}: they come back from a backup only", merge.table.short()),
                &merge.table,
            );
        }
        _ => {}
    }
}

fn report(cx: &OperationContext<'_>, out: &mut Reporter<'_>, case: &str, message: String, table: &QualifiedName) {
    out.report(cx.located.span, case, message).help("keep what goes before it goes").steps(steps(cx, table));
}

fn steps(cx: &OperationContext<'_>, table: &QualifiedName) -> Vec<Step> {
    let kept = QualifiedName { schema: table.schema.clone(), name: format!("{}_deleted", table.name) };
    let condition = match &cx.located.operation {
        Operation::Delete(delete) if delete.reads.relations.iter().all(|relation| relation == table) => {
            delete.condition.as_ref().map(|condition| format!(" WHERE {}", condition.text))
        }
        _ => None,
    };
    let sql = format!("CREATE TABLE {} AS SELECT * FROM {}{};", kept.to_sql(), table.to_sql(), condition.unwrap_or_default());
    let mut steps = vec![advice::step("copy the rows aside, or make sure of a backup", sql, Place::SameMigration)];
    if !matches!(cx.located.operation, Operation::Truncate(_)) {
        steps.push(advice::step("delete many rows in batches of some thousand, by a job that can be stopped", "", Place::OutsideTool));
    }
    steps
}
