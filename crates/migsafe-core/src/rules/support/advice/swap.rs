//! A second column that takes the place of the first.

use super::{key, model, placeholder_batch, step, type_sql};
use crate::name::{QualifiedName, quote};
use crate::operation::{AlterColumnType, ConstraintKind, IndexPart, Operation};
use crate::report::{Place, Step};
use crate::rules::OperationContext;

/// A column of another type beside the old one, filled in batches, and swapped in.
pub(in crate::rules) fn swap_column(cx: &OperationContext<'_>, alter: &AlterColumnType, value: &str) -> Vec<Step> {
    if let Some(steps) = is_of_key(cx, alter).then(|| key::move_key(cx, alter)).flatten() {
        return steps;
    }
    let (table, old) = (alter.table.to_sql(), quote(&alter.column));
    let new = quote(&format!("{}_new", alter.column));
    let batch = placeholder_batch(&cx.batch_key(&alter.table));
    let mut steps = vec![
        step(
            "add a column of the new type",
            format!("ALTER TABLE {table} ADD COLUMN {new} {};", type_sql(&alter.data_type)),
            Place::SameMigration,
        ),
        step("ship code that writes both columns", "", Place::LaterDeploy),
        step(
            "fill it in batches of some thousand rows, each in a transaction of its own",
            format!("UPDATE {table} SET {new} = {value} WHERE {new} IS NULL AND {old} IS NOT NULL AND {batch}"),
            Place::OutsideTool,
        ),
    ];
    let resting = resting_on(cx, &alter.table, &alter.column);
    if !resting.is_empty() {
        steps.push(step(
            format!("build anew for the new column what rests on the old one: {}", resting.join(", ")),
            "",
            Place::LaterDeploy,
        ));
    }
    let model = model(cx.history().tool);
    if resting.iter().any(|what| what.starts_with("primary key")) {
        steps.push(step(
            format!("once the key and what refers to it have moved: ship code that reads the new column, remove the old one from {model}, and drop it a deploy later"),
            "",
            Place::LaterDeploy,
        ));
        return steps;
    }
    steps.extend(leave_out(cx, &alter.table, &alter.column));
    steps.push(step(format!("ship code that reads the new column, then remove the old one from {model}"), "", Place::LaterDeploy));
    steps.push(step("drop the old column", format!("ALTER TABLE {table} DROP COLUMN {old};"), Place::LaterDeploy));
    steps
}

/// Whether the column belongs to a primary key, before the migration or behind it: tools drop keys for the change and add them again.
fn is_of_key(cx: &OperationContext<'_>, alter: &AlterColumnType) -> bool {
    let rests = |operation: &Operation| match operation {
        Operation::AddConstraint(add) if add.table.name == alter.table.name => {
            matches!(&add.constraint.kind, ConstraintKind::PrimaryKey(key) if key.columns.contains(&alter.column))
        }
        _ => false,
    };
    let added =
        cx.statement.migration.statements.iter().flat_map(|statement| &statement.operations).any(|located| rests(&located.operation));
    added || resting_on(cx, &alter.table, &alter.column).iter().any(|what| what.starts_with("primary key"))
}

/// Lets code leave a column out that is about to go. `None` where it may already.
pub(in crate::rules) fn leave_out(cx: &OperationContext<'_>, table: &QualifiedName, column: &str) -> Option<Step> {
    let known = cx.schema().tables.get(table)?.column(column)?;
    let needed = known.not_null == Some(true) && known.default.is_none() && known.identity.is_none();
    let sql = format!("ALTER TABLE {} ALTER COLUMN {} DROP NOT NULL;", table.to_sql(), quote(column));
    needed.then(|| step("let the next release leave the old column out", sql, Place::LaterDeploy))
}

/// What would go with the column or keep it from going: keys, indexes, references, views.
pub(super) fn resting_on(cx: &OperationContext<'_>, table: &QualifiedName, column: &str) -> Vec<String> {
    let Some(known) = cx.schema().tables.get(table) else { return Vec::new() };
    let has = |columns: &[String]| columns.iter().any(|name| name == column);
    let mut found: Vec<String> = Vec::new();
    for constraint in &known.constraints {
        let word = match &constraint.kind {
            ConstraintKind::PrimaryKey(key) if has(&key.columns) => "primary key",
            ConstraintKind::Unique(key) if has(&key.columns) => "unique constraint",
            ConstraintKind::ForeignKey(key) if has(&key.columns) => "foreign key",
            ConstraintKind::Exclude { columns } if has(columns) => "exclusion constraint",
            ConstraintKind::Check { expression, .. } if has(&expression.columns) => "check",
            _ => continue,
        };
        found.push(format!("{word} {}", constraint.name));
    }
    let plain = known.indexes.iter().filter(|index| index.constraint.is_none());
    let of_column = |part: &IndexPart| match part {
        IndexPart::Column(name) => name == column,
        IndexPart::Expression(expression) => has(&expression.columns),
    };
    found.extend(plain.filter(|index| index.parts.iter().any(of_column)).map(|index| format!("index {}", index.name.name)));
    let references = cx.schema().referencing(table).filter(|(_, constraint)| match &constraint.kind {
        ConstraintKind::ForeignKey(key) => has(&key.referenced_columns) || key.referenced_columns.is_empty(),
        _ => false,
    });
    found.extend(references.map(|(from, constraint)| format!("foreign key {} of {}", constraint.name, from.name.short())));
    found.extend(cx.schema().views_reading(table, Some(column)).iter().map(|view| format!("view {}", view.name.short())));
    found
}
