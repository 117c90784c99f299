//! An index that is dropped under the table's strongest lock.

use super::{Check, OperationContext, Reporter, advice};
use crate::classify::Class;
use crate::effect::Blocks;
use crate::operation::DropIndex;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let Some(drop) = cx.located.operation.as_kind::<DropIndex>() else { return };
    let owner = cx.schema().index_owner.get(&drop.index);
    let certain_failure = cx.effect.fails.as_ref().is_some_and(|failure| failure.certain);
    if drop.concurrently || certain_failure || cx.effect.blocks == Blocks::None || owner.is_some_and(|owner| cx.is_new(owner)) {
        return;
    }
    // Most likely there is nothing to drop.
    if owner.is_none() && drop.if_exists {
        return;
    }
    // What a unique index guarded is told together with its lock; and where the migration takes the table's lock in any case, nothing is won.
    if cx.class == Class::Destructive || owner.is_some_and(|owner| cx.is_locked_anyway(owner)) {
        return;
    }
    let table = owner.map_or_else(|| "its table".to_owned(), crate::name::QualifiedName::short);
    let message = format!(
        "drops {} under a lock on {table}: it waits for every running query, and reads and writes wait behind it",
        drop.index.short()
    );
    let partitioned = owner.is_some_and(|owner| !cx.partitions(owner).is_empty());
    let finding = out.report(cx.located.span, "default", message);
    if partitioned {
        finding.help(
            "an index of a partitioned table cannot be dropped CONCURRENTLY: set a short lock_timeout and try again until it goes through",
        );
    } else {
        finding.help("drop it CONCURRENTLY, outside a transaction").steps(advice::drop_index(cx.run(), &drop.index, drop.if_exists));
    }
}
