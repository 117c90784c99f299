//! A column is dropped.

use super::{Check, OperationContext, Reporter, advice};
use crate::classify::Class;
use crate::name::quote;
use crate::operation::{ColumnDefinition, DropColumn, Operation};
use crate::report::Place;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let Some(drop) = cx.located.operation.as_kind::<DropColumn>() else { return };
    if cx.class != Class::Destructive || cx.is_new_column(&drop.table, &drop.column) {
        return;
    }
    let (table, column) = (drop.table.to_sql(), quote(&drop.column));
    let known = cx.schema().tables.get(&drop.table).and_then(|known| known.column(&drop.column));
    let related = cx.origin(known.and_then(|known| known.birth), "added here");
    if let Some(anew) = added_anew(cx, drop) {
        let data_type = advice::type_sql(&anew.data_type);
        let place = drop.table.short();
        let message = format!(
            "drops {place}.{} and adds it anew as {data_type}: its values are gone, and code that writes the old type fails at once",
            drop.column
        );
        let cast = if data_type == "text" { String::new() } else { format!("::{data_type}") };
        let sql = format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE {data_type} USING {column}::text{cast};");
        out.report(cx.located.span, "default", message)
            .help("the tool that wrote this could not convert the values; where they can be, one statement keeps them, under a lock for as long as the table is written again")
            .step("keep the values", sql, Place::SameMigration)
            .related(related);
        return;
    }
    let is_seen = known.is_some() || cx.schema().tables.get(&drop.table).is_some_and(|table| !table.is_known());
    let unseen = advice::unseen(is_seen);
    let message =
        format!("drops {}.{}{unseen}: its data is gone, and code that still reads it fails at once", drop.table.short(), drop.column);
    let mut steps = Vec::new();
    if let Some(known) = known.filter(|known| known.not_null == Some(true) && known.default.is_none() && known.identity.is_none()) {
        let since = known.birth.and_then(|birth| cx.migration_id(birth.migration)).map(|id| format!(" (since {id})")).unwrap_or_default();
        let title = format!("this column is still NOT NULL{since}: let the next release leave it out");
        steps.push(advice::step(title, format!("ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL;"), Place::SameMigration));
    }
    steps.push(advice::ship_code_without(cx.history().tool, &format!("`{}`", drop.column)));
    steps.push(advice::then_this_migration());
    let help = if steps.len() == 3 { "three deploys instead of one" } else { "two deploys instead of one" };
    out.report(cx.located.span, "default", message).help(help).steps(steps).related(related);
}

/// The column of the same name that the same migration adds, as tools do that cannot convert its values.
fn added_anew(cx: &OperationContext<'_>, drop: &DropColumn) -> Option<ColumnDefinition> {
    let own = cx.statement.statement;
    let beside = own.operations.iter().map(|located| {
        let mut operation = located.operation.clone();
        cx.schema().resolve(&mut operation);
        operation
    });
    beside.chain(cx.later().map(|(operation, _)| operation)).find_map(|operation| match operation {
        Operation::AddColumn(add) if add.table == drop.table && add.column.name == drop.column => Some(add.column),
        _ => None,
    })
}
