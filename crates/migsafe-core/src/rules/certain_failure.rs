//! A statement that the server will refuse whatever the data.

use super::{Check, OperationContext, Reporter};

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let Some(failure) = cx.effect.fails.as_ref().filter(|failure| failure.certain) else { return };
    // A handler in a DO block may be there for this very failure; one about transactions has a rule of its own.
    if cx.located.conditional || !cx.located.handlers.is_empty() || failure.sqlstate == Some("25001") {
        return;
    }
    let label =
        failure.sqlstate.map_or_else(|| "the deploy stops here".to_owned(), |state| format!("SQLSTATE {state}: the deploy stops here"));
    let finding = out.report(cx.located.span, "default", format!("fails: {}", failure.when)).label(label);
    if failure.sqlstate == Some("55P04") {
        finding.help("a new enum value can be used once the transaction that added it has committed: put its first use in a later deploy");
    }
}
