//! `SET NOT NULL` that has to read the table: no validated constraint proves the column full.

use super::{Check, OperationContext, Reporter, advice};
use crate::operation::{ConstraintKind, Operation};

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let (table, column) = match &cx.located.operation {
        Operation::SetNotNull(set) => (&set.table, &set.column),
        Operation::AddConstraint(add) => match &add.constraint.kind {
            ConstraintKind::NotNull { column } => (&add.table, column),
            _ => return,
        },
        _ => return,
    };
    let scans = cx.existing(&cx.effect.scans);
    if scans.is_empty() || cx.is_new_column(table, column) && cx.is_new(table) {
        return;
    }
    let message =
        format!("reads every row of {} to look for NULL in {column}: reads and writes wait until it is done", advice::in_words(&scans));
    out.report(cx.located.span, "default", message)
        .help("prove it first with a constraint that is checked while the table stays in use")
        .steps(advice::not_null_in_steps(cx.run(), table, column, cx.version()));
}
