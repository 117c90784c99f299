//! A column without a value for the rows that are there.

use super::{Check, OperationContext, Reporter, advice};
use crate::effect::{Breaks, has_zero_that_is_refused};
use crate::name::quote;
use crate::operation::{AddColumn, DropTable};
use crate::recreation::Recreation;
use crate::report::Place;
use crate::source::Dialect;

pub(super) const CHECK: Check = Check::Operation(check);

/// What the server says to a row without the value: `not_null_violation`.
const NOT_NULL_VIOLATION: &str = "23502";

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    if let (Some(drop), Some(recreation)) = (cx.located.operation.as_kind::<DropTable>(), cx.recreation())
        && !cx.is_new(&drop.table)
    {
        in_a_copy(cx, recreation, out);
    }
    let Some(add) = cx.located.operation.as_kind::<AddColumn>() else { return };
    if cx.dialect() != Dialect::PostgreSql {
        elsewhere(cx, add, out);
        return;
    }
    let fails = cx.effect.fails.as_ref().is_some_and(|failure| failure.sqlstate == Some(NOT_NULL_VIOLATION));
    if !fails || cx.is_new(&add.table) {
        return;
    }
    let name = &add.column.name;
    let message = format!(
        "adds {}.{name} as NOT NULL without a default: it fails as soon as one row exists, and code that is still running inserts without it",
        add.table.short()
    );
    let (table, column) = (add.table.to_sql(), quote(name));
    let batch = advice::placeholder_batch(&cx.batch_key(&add.table));
    let mut steps = vec![
        advice::step(
            "add it so that it may be empty",
            format!("ALTER TABLE {table} ADD COLUMN {column} {};", advice::type_sql(&add.column.data_type)),
            Place::SameMigration,
        ),
        advice::step("ship code that always sets it", "", Place::LaterDeploy),
        advice::step(
            "fill the old rows in batches of some thousand, each in a transaction of its own",
            format!("UPDATE {table} SET {column} = … WHERE {column} IS NULL AND {batch}"),
            Place::OutsideTool,
        ),
    ];
    let mut last = advice::not_null_in_steps(cx.run(), &add.table, name, cx.version());
    if let Some(first) = last.first_mut() {
        first.place = Place::LaterDeploy;
    }
    steps.extend(last);
    out.report(cx.located.span, "default", message)
        .help("a constant DEFAULT is stored in the catalog and makes it instant; without one, three deploys")
        .steps(steps);
}

/// MySQL fills the rows that are there with what the type has for nothing; SQLite refuses. Both refuse later inserts without the column.
fn elsewhere(cx: &OperationContext<'_>, add: &AddColumn, out: &mut Reporter<'_>) {
    if !cx.effect.breaks.contains(&Breaks::OldCode) {
        return;
    }
    let is_mysql = cx.dialect() == Dialect::MySql;
    let (table, name) = (cx.name(&add.table), &add.column.name);
    let (column, data_type) = (cx.quote(name), cx.type_sql(&add.column.data_type));
    let is_unique = cx.effect.fails.as_ref().is_some_and(|failure| failure.when.starts_with("two rows"));
    let rows = match add.column.data_type.name.name.as_str() {
        _ if !is_mysql => "SQLite refuses it as soon as one row exists",
        _ if has_zero_that_is_refused(&add.column.data_type) => "MySQL refuses it as soon as one row exists",
        _ if is_unique => "MySQL refuses it as soon as two rows exist, which would get the same value",
        "enum" => "the rows that are there get its first value",
        "json" => "the rows that are there get a JSON null",
        _ => "the rows that are there get a zero or an empty value",
    };
    let message = format!(
        "adds {}.{name} as NOT NULL without a default: {rows}, and code that is still running inserts without it and fails",
        add.table.short()
    );
    let then = if is_mysql { format!("ALTER TABLE {table} MODIFY COLUMN {column} {data_type} NOT NULL;") } else { String::new() };
    out.report(cx.located.span, "default", message)
        .help("give it a DEFAULT that is right for the rows that are there, or take two deploys")
        .portable_step(
            "add it so that it may be empty",
            format!("ALTER TABLE {table} ADD COLUMN {column} {data_type};"),
            Place::SameMigration,
        )
        .portable_step("ship code that always sets it, and fill the old rows in batches", "", Place::LaterDeploy)
        .portable_step("then demand it", then, Place::LaterDeploy);
}

/// A table is made anew with columns that the copy has no values for.
fn in_a_copy(cx: &OperationContext<'_>, recreation: &Recreation, out: &mut Reporter<'_>) {
    let name = recreation.name.short();
    if !recreation.unfilled.is_empty() {
        let columns = recreation.unfilled.join(", ");
        let message = format!(
            "makes {name} anew with {columns}, NOT NULL without a default: the copy fails as soon as one row exists, and code that is still running inserts without it"
        );
        let help = "give it a DEFAULT that is right for the rows that are there, or let the copy's SELECT give it a value";
        out.report(cx.located.span, "default", message).help(help);
    }
    if !recreation.misread.is_empty() {
        let columns = recreation.misread.join(", ");
        let message = format!(
            "copies {columns} from {name}, where it does not exist yet: SQLite takes a name in double quotes for a text then, so that every row gets its name as its value, or refuses it"
        );
        out.report(cx.located.span, "default", message)
            .help("take it out of the copy's SELECT, or write the value there that old rows shall have");
    }
}
