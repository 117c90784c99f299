//! A column is dropped.

use super::{Check, OperationContext, Reporter, advice};
use crate::classify::Class;
use crate::name::quote;
use crate::operation::{ColumnDefinition, DropColumn, Operation};
use crate::recreation::Recreation;
use crate::report::Place;
use crate::source::Dialect;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    if let Some(recreation) = cx.recreation().filter(|recreation| !recreation.lost.is_empty()) {
        left_out(cx, recreation, out);
        return;
    }
    let Some(drop) = cx.located.operation.as_kind::<DropColumn>() else { return };
    if cx.class != Class::Destructive || cx.is_new_column(&drop.table, &drop.column) {
        return;
    }
    let (table, column) = (drop.table.to_sql(), quote(&drop.column));
    let is_postgresql = cx.dialect() == Dialect::PostgreSql;
    let holder = cx.schema().tables.get(&drop.table);
    let known = holder.and_then(|holder| holder.column(&drop.column));
    let birth = holder.and_then(|holder| holder.birth_of(&drop.column));
    let related = cx.origin(birth, "added here");
    if let Some(anew) = added_anew(cx, drop) {
        let data_type = advice::type_sql(&anew.data_type);
        let place = drop.table.short();
        let message = format!(
            "drops {place}.{} and adds it anew as {data_type}: its values are gone, and code that writes the old type fails at once",
            drop.column
        );
        let cast = if data_type == "text" { String::new() } else { format!("::{data_type}") };
        let sql = format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE {data_type} USING {column}::text{cast};");
        if !is_postgresql {
            let help = "the tool that wrote this could not convert the values: add the new column under another name, copy what fits, and drop the old one a deploy later";
            out.report(cx.located.span, "default", message).help(help).related(related);
            return;
        }
        out.report(cx.located.span, "default", message)
            .help("the tool that wrote this could not convert the values; where they can be, one statement keeps them, under a lock for as long as the table is written again")
            .step("keep the values", sql, Place::SameMigration)
            .related(related);
        return;
    }
    let is_seen = known.is_some() || holder.is_some_and(|table| !table.is_known());
    let unseen = advice::unseen(is_seen);
    let message =
        format!("drops {}.{}{unseen}: its data is gone, and code that still reads it fails at once", drop.table.short(), drop.column);
    let mut steps = Vec::new();
    if known.is_some_and(|known| known.not_null == Some(true) && known.default.is_none() && known.identity.is_none()) {
        let since = birth.and_then(|birth| cx.migration_id(birth.migration())).map(|id| format!(" (since {id})")).unwrap_or_default();
        let title = format!("this column is still NOT NULL{since}: let the next release leave it out");
        steps.push(advice::step(title, format!("ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL;"), Place::SameMigration));
    }
    steps.push(advice::ship_code_without(cx.history().tool, &format!("`{}`", drop.column)));
    steps.push(advice::then_this_migration());
    let help = if steps.len() == 3 { "three deploys instead of one" } else { "two deploys instead of one" };
    out.report(cx.located.span, "default", message).help(help).steps(steps).related(related);
}

/// A table is made anew, and the copy does not take every column.
fn left_out(cx: &OperationContext<'_>, recreation: &Recreation, out: &mut Reporter<'_>) {
    let (name, lost) = (recreation.name.short(), recreation.lost.join(", "));
    let (their, they) = if recreation.lost.len() == 1 { ("its", "it") } else { ("their", "them") };
    let message = format!("makes {name} anew without {lost}: {their} data is gone, and code that still reads {they} fails at once");
    let names: Vec<String> = recreation.lost.iter().map(|column| format!("`{column}`")).collect();
    let steps = vec![advice::ship_code_without(cx.history().tool, &names.join(", ")), advice::then_this_migration()];
    out.report(cx.located.span, "default", message).help("two deploys instead of one").steps(steps);
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
