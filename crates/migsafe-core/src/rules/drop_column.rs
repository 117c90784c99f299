//! A column is dropped.

use super::{Check, OperationContext, Reporter, advice};
use crate::name::quote;
use crate::operation::DropColumn;
use crate::report::Place;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let Some(drop) = cx.located.operation.as_kind::<DropColumn>() else { return };
    if cx.is_new_column(&drop.table, &drop.column) {
        return;
    }
    let (table, column) = (drop.table.to_sql(), quote(&drop.column));
    let message = format!("drops {}.{}: its data is gone, and code that still reads it fails at once", drop.table.short(), drop.column);
    let mut finding = out.report(cx.located.span, "default", message).help("three deploys instead of one");
    let known = cx.schema().tables.get(&drop.table).and_then(|known| known.column(&drop.column));
    if let Some(known) = known.filter(|known| known.not_null == Some(true) && known.default.is_none() && known.identity.is_none()) {
        let since = known.birth.and_then(|birth| cx.migration_id(birth.migration)).map(|id| format!(" (since {id})")).unwrap_or_default();
        let title = format!("it is still NOT NULL{since}: let the next release leave it out");
        finding = finding.step(title, format!("ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL;"), Place::OwnMigration);
    }
    finding
        .step(advice::remove_from_model(cx.history().tool, "the field"), "", Place::LaterDeploy)
        .step("then this migration", cx.statement_text(), Place::LaterDeploy);
}
