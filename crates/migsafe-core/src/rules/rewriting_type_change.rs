//! A type change that writes the table again, or builds its indexes again, or reads it.

use super::{Check, OperationContext, Reporter, advice, enums};
use crate::classify::Class;
use crate::name::quote;
use crate::operation::AlterColumnType;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let Some(alter) = cx.located.operation.as_kind::<AlterColumnType>() else { return };
    if cx.class == Class::Destructive {
        // Told with the values that do not fit: the way out is the same.
        return;
    }
    let (rewrites, builds, scans) = (cx.existing(&cx.effect.rewrites), cx.existing(&cx.effect.index_builds), cx.existing(&cx.effect.scans));
    let (case, message) = if !rewrites.is_empty() {
        ("default", format!("writes every row of {} again: reads and writes wait until it is done", advice::in_words(&rewrites)))
    } else if !builds.is_empty() {
        ("indexes", format!("builds the indexes of {} again: reads and writes wait until it is done", advice::in_words(&builds)))
    } else if !scans.is_empty() {
        ("scan", format!("reads every row of {}: reads and writes wait until it is done", advice::in_words(&scans)))
    } else {
        return;
    };
    if let Some(remade) = enums::remade(cx, alter) {
        out.report(cx.located.span, case, format!("{message}{}", remade.consequence)).help(remade.help);
        return;
    }
    let value = alter.using.as_ref().map_or_else(|| quote(&alter.column), |using| using.text.clone());
    let steps = advice::swap_column(cx, alter, &value);
    out.report(cx.located.span, case, message).help("a second column, filled beside running code").steps(steps);
}
