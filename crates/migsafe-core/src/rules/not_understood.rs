//! A statement that could not be read, or a part of one.

use super::{Check, Reporter, StatementContext};
use crate::report::StatementReport;

pub(super) const CHECK: Check = Check::Statement(check);

fn check(cx: &StatementContext<'_>, _: &StatementReport, out: &mut Reporter<'_>) {
    for part in &cx.statement.not_understood {
        let span = if part.span.is_empty() { cx.statement.span } else { part.span };
        let label = if cx.statement.operations.iter().any(|located| located.span == span) {
            "only a part of what the server does here is known"
        } else {
            "nothing is known of what the server does here"
        };
        out.report(span, "default", format!("was not understood: {}", part.why)).label(label).help("look at it yourself before the deploy");
    }
}
