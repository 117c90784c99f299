//! A foreign key or check that reads every row while it holds a strong lock.

use super::advice::Replaces;
use super::{Check, OperationContext, Reporter, advice};
use crate::effect::Blocks;
use crate::name::quote;
use crate::operation::{AddColumn, AddConstraint, ConstraintDefinition, ConstraintKind, Operation, ValidateConstraint};
use crate::report::Place;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let scans = cx.existing(&cx.effect.scans);
    if scans.is_empty() {
        return;
    }
    let tables = advice::in_words(&scans);
    match &cx.located.operation {
        Operation::AddConstraint(add) if has_two_steps(&add.constraint) => {
            let steps = advice::in_two_steps(cx.run(), &add.table, &add.constraint, replaces(cx, add));
            out.report(cx.located.span, "default", message(cx, &tables))
                .help("add it NOT VALID, then validate it in a transaction of its own")
                .steps(steps);
        }
        Operation::AddColumn(add) => inline(cx, add, &tables, out),
        Operation::ValidateConstraint(validate) => same_transaction(cx, validate, &tables, out),
        Operation::AlterConstraint(alter) if alter.enforced == Some(true) => {
            out.report(cx.located.span, "default", message(cx, &tables));
        }
        Operation::AlterDomain(_) => {
            out.report(cx.located.span, "default", message(cx, &tables))
                .help("NOT VALID and a later VALIDATE take the same lock for as long: choose an hour when writes can wait");
        }
        _ => {}
    }
}

/// Whether the same statement drops a constraint of that name.
fn replaces(cx: &OperationContext<'_>, add: &AddConstraint) -> bool {
    add.constraint.name.as_ref().is_some_and(|name| Replaces::before(cx, &add.table, name) == Some(Replaces::InStatement))
}

fn has_two_steps(constraint: &ConstraintDefinition) -> bool {
    matches!(constraint.kind, ConstraintKind::ForeignKey(_) | ConstraintKind::Check { .. })
}

fn message(cx: &OperationContext<'_>, tables: &str) -> String {
    let who = if cx.effect.blocks == Blocks::ReadsAndWrites { "reads and writes wait" } else { "writes wait" };
    format!("checks every row of {tables}: {who} until it is done")
}

/// `ADD COLUMN … CHECK (…)` and `ADD COLUMN … DEFAULT … REFERENCES …`.
fn inline(cx: &OperationContext<'_>, add: &AddColumn, tables: &str, out: &mut Reporter<'_>) {
    let Some(constraint) = add.column.constraints.iter().find(|constraint| has_two_steps(constraint)) else { return };
    let column = quote(&add.column.name);
    let default = add.column.default.as_ref().map(|default| format!(" DEFAULT {}", default.text)).unwrap_or_default();
    let sql = format!("ALTER TABLE {} ADD COLUMN {column} {}{default};", add.table.to_sql(), advice::type_sql(&add.column.data_type));
    let mut steps = vec![advice::step("add the column alone", sql, Place::SameMigration)];
    steps.extend(advice::in_two_steps(cx.run(), &add.table, constraint, false));
    out.report(cx.located.span, "default", message(cx, tables)).help("add the constraint apart from the column").steps(steps);
}

/// Validated in the transaction that added it: the lock of the first step is still held.
fn same_transaction(cx: &OperationContext<'_>, validate: &ValidateConstraint, tables: &str, out: &mut Reporter<'_>) {
    let known = cx.schema().tables.get(&validate.table).and_then(|table| table.constraint(&validate.constraint));
    let now = cx.statement.circumstances.now.transaction();
    let birth = known.and_then(|known| known.birth);
    if birth.is_none_or(|birth| birth.transaction() != now) {
        return;
    }
    let message = format!(
        "checks every row of {tables} while the lock that added the constraint is still held: nobody else can write until it is done"
    );
    out.report(cx.located.span, "same-transaction", message)
        .label("the lock that added the constraint is still held")
        .help(format!("{} commits both together: the split brings nothing unless a commit lies between", advice::tool_word(cx.run())))
        .related(cx.origin(birth, "added here, in the same transaction"))
        .steps(vec![advice::validate(cx.run(), &validate.table, &validate.constraint)]);
}
