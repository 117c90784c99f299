//! Constraints in two steps: added without looking at the rows, then validated beside running code.

use super::{columns, next_transaction, step};
use crate::name::{QualifiedName, quote};
use crate::operation::{ConstraintDefinition, ConstraintKind, ReferentialAction};
use crate::report::{Place, Step};
use crate::rules::Run;
use crate::version::PostgresVersion;

/// The constraint's name: the one written, or the one that PostgreSQL would make.
pub(in crate::rules) fn constraint_name(table: &QualifiedName, definition: &ConstraintDefinition) -> String {
    if let Some(name) = &definition.name {
        return name.clone();
    }
    let (columns, suffix) = match &definition.kind {
        ConstraintKind::PrimaryKey(_) => return format!("{}_pkey", table.name),
        ConstraintKind::Unique(key) => (key.columns.join("_"), "key"),
        ConstraintKind::ForeignKey(key) => (key.columns.join("_"), "fkey"),
        ConstraintKind::Check { expression, .. } => (expression.columns.first().cloned().unwrap_or_default(), "check"),
        ConstraintKind::NotNull { column } => (column.clone(), "not_null"),
        ConstraintKind::Exclude { columns } => (columns.join("_"), "excl"),
    };
    [table.name.as_str(), &columns, suffix].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}

/// What the constraint demands, as SQL. `None` where its text cannot be rebuilt.
fn constraint_sql(kind: &ConstraintKind) -> Option<String> {
    match kind {
        ConstraintKind::Check { expression, no_inherit } => {
            let tail = if *no_inherit { " NO INHERIT" } else { "" };
            Some(format!("CHECK ({}){tail}", expression.text))
        }
        ConstraintKind::ForeignKey(key) => {
            let mut sql = format!("FOREIGN KEY ({}) REFERENCES {}", columns(&key.columns), key.references.to_sql());
            if !key.referenced_columns.is_empty() {
                sql = format!("{sql} ({})", columns(&key.referenced_columns));
            }
            for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
                if let Some(action) = action_words(action) {
                    sql = format!("{sql} ON {event} {action}");
                }
            }
            Some(sql)
        }
        ConstraintKind::NotNull { column } => Some(format!("NOT NULL {}", quote(column))),
        _ => None,
    }
}

fn action_words(action: ReferentialAction) -> Option<&'static str> {
    match action {
        ReferentialAction::NoAction => None,
        ReferentialAction::Restrict => Some("RESTRICT"),
        ReferentialAction::Cascade => Some("CASCADE"),
        ReferentialAction::SetNull => Some("SET NULL"),
        ReferentialAction::SetDefault => Some("SET DEFAULT"),
    }
}

/// The validation of a constraint, in a transaction after the one that adds it.
pub(in crate::rules) fn validate(run: Run<'_>, table: &QualifiedName, name: &str) -> Step {
    let sql = format!("ALTER TABLE {} VALIDATE CONSTRAINT {};", table.to_sql(), quote(name));
    step("then check the rows that are there, while reads and writes go on", sql, next_transaction(run))
}

/// `NOT VALID`, then `VALIDATE`. `replaces`: the same statement drops a constraint of that name before.
pub(in crate::rules) fn in_two_steps(run: Run<'_>, table: &QualifiedName, definition: &ConstraintDefinition, replaces: bool) -> Vec<Step> {
    let name = constraint_name(table, definition);
    let Some(demand) = constraint_sql(&definition.kind) else { return Vec::new() };
    let deferrable = match (definition.deferrable, definition.initially_deferred) {
        (_, true) => " DEFERRABLE INITIALLY DEFERRED",
        (true, false) => " DEFERRABLE",
        (false, false) => "",
    };
    let drop = if replaces { format!("DROP CONSTRAINT {}, ", quote(&name)) } else { String::new() };
    let sql = format!("ALTER TABLE {} {drop}ADD CONSTRAINT {} {demand}{deferrable} NOT VALID;", table.to_sql(), quote(&name));
    vec![step("add it for new rows only", sql, Place::SameMigration), validate(run, table, &name)]
}

/// `NOT NULL` by way of a constraint that is validated first.
///
/// Source of both forms: PostgreSQL docs, *ALTER TABLE*, `SET NOT NULL` and `ADD table_constraint`.
pub(in crate::rules) fn not_null_in_steps(run: Run<'_>, table: &QualifiedName, column: &str, version: PostgresVersion) -> Vec<Step> {
    let (sql_table, sql_column) = (table.to_sql(), quote(column));
    let name = format!("{}_{column}_not_null", table.name);
    let quoted = quote(&name);
    let demand =
        if version >= PostgresVersion(18) { format!("NOT NULL {sql_column}") } else { format!("CHECK ({sql_column} IS NOT NULL)") };
    let mut steps = vec![
        step(
            "demand it of new rows only",
            format!("ALTER TABLE {sql_table} ADD CONSTRAINT {quoted} {demand} NOT VALID;"),
            Place::SameMigration,
        ),
        validate(run, table, &name),
    ];
    if version < PostgresVersion(18) {
        let sql =
            format!("ALTER TABLE {sql_table} ALTER COLUMN {sql_column} SET NOT NULL;\nALTER TABLE {sql_table} DROP CONSTRAINT {quoted};");
        steps.push(step("the validated constraint now proves it: no row is read again", sql, next_transaction(run)));
    }
    steps
}
