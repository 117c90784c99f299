//! A comment that was meant to suppress a finding and does not.

use super::{Check, Reporter, Unused};
use crate::report::suppress::Fault;

pub(super) const CHECK: Check = Check::Comment(check);

fn check(cx: &Unused<'_>, out: &mut Reporter<'_>) {
    let rule = cx.rule;
    let message = match cx.fault {
        Fault::UnknownRule => format!("suppresses nothing: there is no rule `{rule}`"),
        Fault::Nothing => format!("suppresses nothing: {rule} reports nothing here"),
        Fault::NoReason => format!("suppresses nothing: no reason is given why {rule} does not matter here"),
        Fault::Unreadable => "suppresses nothing: this is not `migsafe: ignore <rule> because <reason>`".to_owned(),
    };
    let help = match cx.fault {
        Fault::UnknownRule => "`migsafe rules` lists the names",
        Fault::Nothing => "delete the comment, or move it to the line before the statement that it is about",
        Fault::NoReason => "add ` because …`: whoever reads the migration next needs to know",
        Fault::Unreadable => "write `-- migsafe: ignore drop-column because …`, or `ignore-file` for the whole file",
    };
    out.report(cx.span, "default", message).help(help);
}
