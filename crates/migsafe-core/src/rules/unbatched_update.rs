//! An `UPDATE` that writes a whole table in one statement.

use super::{Check, OperationContext, Reporter, advice};
use crate::effect::Duration;
use crate::operation::{Expression, Update};
use crate::report::Place;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let Some(update) = cx.located.operation.as_kind::<Update>() else { return };
    let condition = update.condition.as_ref();
    if cx.located.batched
        || cx.is_new(&update.table)
        || update.table.schema.as_deref() == Some("pg_catalog")
        || cx.effect.duration == Duration::Instant
        || condition.is_some_and(|condition| cx.picks_few(&update.table, condition))
    {
        return;
    }
    let table = update.table.short();
    let (case, what) = match condition {
        Some(condition) if !is_about_new_columns(cx, update, condition) => ("some-rows", "all the rows that match at once"),
        _ => ("all-rows", "every row at once"),
    };
    let message = format!("writes {what} in {table}: other writes to them wait until the transaction ends, and the table grows by as much");
    let batch = advice::placeholder_batch(&cx.batch_key(&update.table));
    let batched = in_batches(cx.sql(), condition, &batch);
    let finding = out
        .report(cx.located.span, case, message)
        .help("batches of some thousand rows, each in a transaction of its own, outside the migration");
    // In a DO block it may use the block's variables.
    let stands_alone = !cx.statement.circumstances.in_block && update.reads.relations.iter().all(|relation| *relation == update.table);
    if let Some(sql) = batched.filter(|_| stands_alone) {
        finding.step("run it for one range after the other, with a VACUUM now and then", sql, Place::OutsideTool);
    }
}

/// The condition asks of columns alone that this deploy adds: it holds for every old row or for none.
fn is_about_new_columns(cx: &OperationContext<'_>, update: &Update, condition: &Expression) -> bool {
    let is_new = |column: &String| cx.is_new_column(&update.table, column);
    !condition.subquery
        && !condition.columns.is_empty()
        && update.reads.relations.iter().all(|relation| *relation == update.table)
        && condition.columns.iter().all(is_new)
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
