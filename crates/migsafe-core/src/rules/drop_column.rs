//! A column is dropped.

use super::{Check, OperationContext, Reporter, advice};
use crate::classify::Class;
use crate::name::quote;
use crate::operation::DropColumn;
use crate::report::Place;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let Some(drop) = cx.located.operation.as_kind::<DropColumn>() else { return };
    if cx.class != Class::Destructive || cx.is_new_column(&drop.table, &drop.column) {
        return;
    }
    let (table, column) = (drop.table.to_sql(), quote(&drop.column));
    let message = format!("drops {}.{}: its data is gone, and code that still reads it fails at once", drop.table.short(), drop.column);
    let mut steps = Vec::new();
    let known = cx.schema().tables.get(&drop.table).and_then(|known| known.column(&drop.column));
    if let Some(known) = known.filter(|known| known.not_null == Some(true) && known.default.is_none() && known.identity.is_none()) {
        let since = known.birth.and_then(|birth| cx.migration_id(birth.migration)).map(|id| format!(" (since {id})")).unwrap_or_default();
        let title = format!("this column is still NOT NULL{since}: let the next release leave it out");
        steps.push(advice::step(title, format!("ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL;"), Place::SameMigration));
    }
    steps.push(advice::ship_code_without(cx.history().tool, &format!("`{}`", drop.column)));
    steps.push(advice::step("then this migration", cx.statement_text(), Place::LaterDeploy));
    let help = if steps.len() == 3 { "three deploys instead of one" } else { "two deploys instead of one" };
    out.report(cx.located.span, "default", message).help(help).steps(steps);
}
