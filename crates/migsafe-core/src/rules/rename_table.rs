//! A table gets another name.

use super::{Check, OperationContext, Reporter, advice};
use crate::effect::Breaks;
use crate::name::{QualifiedName, quote};
use crate::operation::RenameTable;
use crate::report::Place;
use crate::source::Dialect;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let Some(rename) = cx.located.operation.as_kind::<RenameTable>() else { return };
    if !cx.effect.breaks.contains(&Breaks::OldCode) {
        return;
    }
    let old = rename.table.to_sql();
    let new = QualifiedName { schema: rename.table.schema.clone(), name: rename.to.as_str().into() }.to_sql();
    let message = format!("renames {}: code that is still running asks for the old name and fails at once", rename.table.short());
    let view = format!(
        "BEGIN;\nALTER TABLE {old} RENAME TO {};\nCREATE VIEW {old} WITH (security_invoker = true) AS SELECT * FROM {new};\nCOMMIT;",
        quote(&rename.to)
    );
    let view = match (cx.version().0 >= 15, cx.statement.circumstances.in_transaction) {
        (true, false) => view,
        (true, true) => view.replace("BEGIN;\n", "").replace("\nCOMMIT;", ""),
        (false, in_transaction) => {
            let view = view.replace(" WITH (security_invoker = true)", "");
            if in_transaction { view.replace("BEGIN;\n", "").replace("\nCOMMIT;", "") } else { view }
        }
    };
    let steps = vec![
        advice::step("leave a view under the old name, through which old code reads and writes", view, Place::SameMigration),
        advice::step("ship code that uses the new name and wait until no old instance runs", "", Place::LaterDeploy),
        advice::step("drop the view", format!("DROP VIEW {old};"), Place::LaterDeploy),
    ];
    if cx.dialect() != Dialect::PostgreSql {
        // A view under the old name takes no writes in SQLite, and has no name free to be made under without a gap in MySQL.
        let steps = vec![advice::step(
            "or add a table under the new name, write to both until every row is there, and drop the old one a deploy later",
            "",
            Place::LaterDeploy,
        )];
        out.report(cx.located.span, "default", message).help(advice::map_name(cx.history(), &rename.table.name, true)).steps(steps);
        return;
    }
    out.report(cx.located.span, "default", message).help(advice::map_name(cx.history(), &rename.table.name, true)).steps(steps);
}
