//! An `UPDATE` that writes a whole table in one statement.

use super::{Check, OperationContext, Reporter, advice};
use crate::effect::Duration;
use crate::operation::{Conjunct, Expression, Update};
use crate::report::Place;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let Some(update) = cx.located.operation.as_kind::<Update>() else { return };
    if cx.is_new(&update.table) || cx.effect.duration == Duration::Instant || update.condition.as_ref().is_some_and(picks_few) {
        return;
    }
    let table = update.table.short();
    let (case, what) =
        if update.condition.is_some() { ("some-rows", "all the rows that match at once") } else { ("all-rows", "every row at once") };
    let message = format!("writes {what} in {table}: other writes to them wait until the transaction ends, and the table grows by as much");
    let batch = advice::placeholder_batch(&cx.batch_key(&update.table));
    let batched = in_batches(cx.located.span.of(&cx.statement.migration.migration.up.text), update.condition.as_ref(), &batch);
    let finding = out
        .report(cx.located.span, case, message)
        .help("batches of some thousand rows, each in a transaction of its own, outside the migration");
    if let Some(sql) = batched.filter(|_| update.reads.relations.iter().all(|relation| *relation == update.table)) {
        finding.step("run it for one range after the other, with a VACUUM now and then", sql, Place::OutsideTool);
    }
}

/// A column compared with a literal: usually a few rows, found by an index.
fn picks_few(condition: &Expression) -> bool {
    condition.conjuncts.iter().any(|conjunct| match conjunct {
        Conjunct::Compare { operator, .. } => operator == "=",
        Conjunct::In { .. } => true,
        Conjunct::NotNull(_) | Conjunct::Either(_) => false,
    })
}

/// The same statement with one more condition. `None` where it ends in something else than its condition.
fn in_batches(sql: &str, condition: Option<&Expression>, batch: &str) -> Option<String> {
    let sql = sql.trim_end().trim_end_matches(';').trim_end();
    match condition {
        None => (!sql.to_ascii_uppercase().contains("RETURNING")).then(|| format!("{sql}\nWHERE {batch}")),
        Some(condition) => {
            let head = sql.strip_suffix(condition.text.as_str()).filter(|_| !condition.text.is_empty())?;
            Some(format!("{head}({}) AND {batch}", condition.text))
        }
    }
}
