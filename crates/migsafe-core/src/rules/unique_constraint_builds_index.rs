//! A unique, primary or exclusion constraint whose index is built under the table's strongest lock.

use super::advice::Replaces;
use super::{Check, OperationContext, Reporter, advice};
use crate::name::{QualifiedName, quote};
use crate::operation::{AlterColumnType, ConstraintDefinition, ConstraintKind, Operation};
use crate::report::{Place, Step};

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let (table, constraint, column) = match &cx.located.operation {
        Operation::AddConstraint(add) => (&add.table, Some(&add.constraint), None),
        Operation::AddColumn(add) => {
            (&add.table, add.column.constraints.iter().find(|constraint| has_index(constraint)), Some(&add.column))
        }
        _ => return,
    };
    let Some(constraint) = constraint.filter(|constraint| has_index(constraint)) else { return };
    let (builds, scans) = (cx.existing(&cx.effect.index_builds), cx.existing(&cx.effect.scans));
    if builds.is_empty() {
        if let (ConstraintKind::PrimaryKey(key), false, None) = (&constraint.kind, scans.is_empty(), column) {
            nullable_key(cx, table, &key.columns, &advice::in_words(&scans), out);
        }
        return;
    }
    let message = format!("builds an index over every row of {}: reads and writes wait until it is done", advice::in_words(&builds));
    if changes_type_of_key(cx, constraint) {
        let help = "change the type alone: the key and its index go along with it, and need not be dropped and added again";
        out.report(cx.located.span, "default", message).help(help);
        return;
    }
    let mut steps = Vec::new();
    if let Some(column) = column {
        let sql = format!("ALTER TABLE {} ADD COLUMN {} {};", table.to_sql(), quote(&column.name), advice::type_sql(&column.data_type));
        steps.push(advice::step("add the column alone", sql, Place::SameMigration));
    }
    steps.extend(by_index(cx, table, constraint));
    let (case, help) = if matches!(constraint.kind, ConstraintKind::Exclude { .. }) {
        (
            "exclusion",
            "an exclusion constraint has no way around the lock: create the table anew with it, copy the rows in batches and swap the names, or take the downtime on purpose",
        )
    } else {
        ("default", "build the index first, beside running code, and hand it to the constraint")
    };
    out.report(cx.located.span, case, message).help(help).steps(steps);
}

/// Prisma drops and adds a primary key around the change of its column's type, in one statement.
fn changes_type_of_key(cx: &OperationContext<'_>, constraint: &ConstraintDefinition) -> bool {
    let (ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key)) = &constraint.kind else { return false };
    let operations = cx.statement.statement.operations.iter().map(|located| &located.operation);
    operations.filter_map(Operation::as_kind::<AlterColumnType>).any(|alter| key.columns.contains(&alter.column))
}

fn has_index(constraint: &ConstraintDefinition) -> bool {
    matches!(constraint.kind, ConstraintKind::Unique(_) | ConstraintKind::PrimaryKey(_) | ConstraintKind::Exclude { .. })
}

fn by_index(cx: &OperationContext<'_>, table: &QualifiedName, constraint: &ConstraintDefinition) -> Vec<Step> {
    let name = advice::constraint_name(table, constraint);
    match &constraint.kind {
        ConstraintKind::Unique(key) => advice::unique_by_index(cx.run(), table, &name, key, false, Replaces::before(cx, table, &name)),
        ConstraintKind::PrimaryKey(key) => advice::unique_by_index(cx.run(), table, &name, key, true, Replaces::before(cx, table, &name)),
        _ => Vec::new(),
    }
}

/// `PRIMARY KEY USING INDEX` on columns that may hold NULL: it looks at every row.
fn nullable_key(cx: &OperationContext<'_>, table: &QualifiedName, columns: &[String], tables: &str, out: &mut Reporter<'_>) {
    let message = format!("reads every row of {tables} to look for NULL in the key: reads and writes wait until it is done");
    let steps = columns.iter().flat_map(|column| advice::not_null_in_steps(cx.run(), table, column, cx.version())).collect();
    out.report(cx.located.span, "nullable", message).help("make the key's columns NOT NULL first").steps(steps);
}
