//! A statement that the server will refuse whatever the data.

use super::{Check, OperationContext, Reporter};
use crate::report::Related;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let Some(failure) = cx.effect.fails.as_ref().filter(|failure| failure.certain) else { return };
    // A handler in a DO block may be there for this very failure; one about transactions has a rule of its own.
    if cx.located.conditional || !cx.located.handlers.is_empty() || failure.sqlstate == Some("25001") {
        return;
    }
    let label =
        failure.sqlstate.map_or_else(|| "the deploy stops here".to_owned(), |state| format!("SQLSTATE {state}: the deploy stops here"));
    let finding = out.report(cx.located.span, "default", format!("fails: {}", failure.when)).label(label).related(stands_already(cx));
    if failure.sqlstate == Some("55P04") {
        finding.help("a new enum value can be used once the transaction that added it has committed: put its first use in a later deploy");
    }
}

/// Where that was created which the statement creates again.
fn stands_already(cx: &OperationContext<'_>) -> Option<Related> {
    let birth = cx.schema().standing_birth(&cx.located.operation);
    cx.origin(birth, "created here")
}
