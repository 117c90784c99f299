//! An index that is built while writes wait.

use super::{Check, OperationContext, Reporter, advice};
use crate::effect::Blocks;
use crate::operation::Operation;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let builds = cx.existing(&cx.effect.index_builds);
    if builds.is_empty() || cx.effect.blocks == Blocks::None {
        return;
    }
    let tables = advice::in_words(&builds);
    match &cx.located.operation {
        Operation::CreateIndex(create) => {
            let message = format!("builds an index over every row of {tables}: writes wait until it is done");
            let partitions = cx.partitions(&create.table);
            let steps = advice::build_index(cx.run(), create, cx.sql(), &partitions);
            let help = if partitions.is_empty() {
                "build it CONCURRENTLY, outside a transaction"
            } else {
                "build it on one partition after the other"
            };
            out.report(cx.located.span, "default", message).help(help).steps(steps);
        }
        Operation::Reindex(reindex) if !reindex.concurrently => {
            let message =
                format!("builds indexes of {tables} again: writes wait until it is done, and reads that plan with such an index as well");
            let concurrent = concurrent_reindex(cx.sql());
            let steps = concurrent.map(|sql| advice::outside_transaction(cx.run(), "rebuild while writes go on", &sql)).unwrap_or_default();
            out.report(cx.located.span, "default", message).help("REINDEX … CONCURRENTLY, outside a transaction").steps(steps);
        }
        _ => {}
    }
}

/// `REINDEX TABLE t` → `REINDEX TABLE CONCURRENTLY t`. `None` where options in parentheses stand between.
fn concurrent_reindex(sql: &str) -> Option<String> {
    let mut words = sql.splitn(3, char::is_whitespace);
    let (reindex, target, rest) = (words.next()?, words.next()?, words.next()?);
    let plain = ["INDEX", "TABLE", "SCHEMA", "DATABASE"].iter().any(|word| target.eq_ignore_ascii_case(word));
    plain.then(|| format!("{reindex} {target} CONCURRENTLY {}", rest.trim_start()))
}
