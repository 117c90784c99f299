//! A column whose value must be computed for each row.

use super::{Check, OperationContext, Reporter, advice};
use crate::name::quote;
use crate::operation::{AddColumn, ColumnDefinition, Operation, TypeName};
use crate::report::{Place, Step};
use crate::schema::UserTypeKind;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let rewrites = cx.existing(&cx.effect.rewrites);
    if rewrites.is_empty() {
        return;
    }
    let tables = advice::in_words(&rewrites);
    match &cx.located.operation {
        Operation::AddColumn(add) => {
            let message =
                format!("computes {} for every row and writes {tables} again: reads and writes wait until it is done", why(&add.column));
            out.report(cx.located.span, "default", message).help(help(&add.column)).steps(steps(cx, add));
        }
        Operation::AlterColumnOption(alter) => {
            let message =
                format!("computes {} for every row and writes {tables} again: reads and writes wait until it is done", alter.column);
            out.report(cx.located.span, "default", message).help("add a second column, fill it in batches, and let code move over");
        }
        _ => {}
    }
}

fn why(column: &ColumnDefinition) -> &'static str {
    if column.generated.is_some() {
        "a stored generated column"
    } else if column.identity.is_some() || column.data_type.is_serial() {
        "a number"
    } else if column.default.is_some() {
        "its default"
    } else {
        "the check of its domain"
    }
}

fn help(column: &ColumnDefinition) -> &'static str {
    if column.generated.is_some() {
        "a plain column that a trigger keeps up to date; from PostgreSQL 18 on a VIRTUAL one needs no storage at all"
    } else {
        "add the column empty, give new rows their value, and fill the old ones in batches"
    }
}

/// What the column's domain is based on, where the domain has checks of its own: those are made by writing the table again.
fn checked_domain<'a>(cx: &OperationContext<'a>, column: &ColumnDefinition) -> Option<&'a TypeName> {
    match &cx.schema().user_type_of(&column.data_type)?.kind {
        UserTypeKind::Domain { base, checks, not_null, .. } => (!checks.is_empty() || *not_null).then_some(base),
        _ => None,
    }
}

fn steps(cx: &OperationContext<'_>, add: &AddColumn) -> Vec<Step> {
    let (table, column) = (add.table.to_sql(), quote(&add.column.name));
    let batch = advice::placeholder_batch(&cx.batch_key(&add.table));
    let domain = checked_domain(cx, &add.column);
    let data_type = advice::type_sql(&domain.map_or_else(|| add.column.data_type.stored(), Clone::clone));
    let mut steps =
        vec![advice::step("add it without a value", format!("ALTER TABLE {table} ADD COLUMN {column} {data_type};"), Place::SameMigration)];
    let fill = |value: &str| {
        let sql = format!("UPDATE {table} SET {column} = {value} WHERE {column} IS NULL AND {batch}");
        advice::step("fill the old rows in batches of some thousand, each in a transaction of its own", sql, Place::OutsideTool)
    };
    if add.column.identity.is_some() || add.column.data_type.is_serial() {
        let sequence = crate::name::QualifiedName {
            schema: add.table.schema.clone(),
            name: format!("{}_{}_seq", add.table.name, add.column.name).into(),
        };
        let value = format!("nextval('{}')", sequence.to_sql().replace('\'', "''"));
        let sql = format!(
            "CREATE SEQUENCE {} OWNED BY {table}.{column};\nALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {value};",
            sequence.to_sql()
        );
        steps.push(advice::step("number new rows", sql, Place::SameMigration));
        steps.push(fill(&value));
    } else if let Some(generated) = &add.column.generated {
        steps.push(advice::step("let a BEFORE INSERT OR UPDATE trigger set it", "", Place::SameMigration));
        steps.push(fill(&format!("({})", generated.expression.text)));
    } else if let Some(default) = &add.column.default {
        let sql = format!("ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {};", default.text);
        steps.push(advice::step("give new rows their value", sql, Place::SameMigration));
        steps.push(fill(&default.text));
    }
    if domain.is_some() {
        // A cast to the domain fails where its checks do: that is all a check on the table needs to say.
        let name = format!("{}_{}_check", add.table.name, add.column.name);
        let sql = format!(
            "ALTER TABLE {table} ADD CONSTRAINT {} CHECK ({column}::{} IS NOT DISTINCT FROM {column}) NOT VALID;",
            quote(&name),
            advice::type_sql(&add.column.data_type)
        );
        steps.push(advice::step(
            "hold new values against the domain: a column of its base type is added without a look at the rows",
            sql,
            Place::SameMigration,
        ));
        steps.push(advice::validate(cx.run(), &add.table, &name));
    }
    if add.column.not_null || add.column.identity.is_some() || add.column.data_type.is_serial() {
        steps.extend(advice::not_null_in_steps(cx.run(), &add.table, &add.column.name, cx.version()).into_iter().enumerate().map(
            |(at, mut step)| {
                if at == 0 {
                    step.place = Place::LaterDeploy;
                }
                step
            },
        ));
    }
    steps
}
