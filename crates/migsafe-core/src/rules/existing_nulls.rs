//! A column becomes NOT NULL on a database whose rows nothing proves to be without NULL.

use super::{Check, OperationContext, Reporter, advice};
use crate::name::QualifiedName;
use crate::operation::{DropTable, Operation, SetNotNull};
use crate::report::{Place, Step};
use crate::source::Dialect;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    // There it is the scan that is reported, and that it fails on NULL.
    if cx.dialect() == Dialect::PostgreSql {
        return;
    }
    if let (Some(drop), Some(recreation)) = (cx.located.operation.as_kind::<DropTable>(), cx.recreation()) {
        let open: Vec<&str> = recreation
            .required
            .iter()
            .map(String::as_str)
            .filter(|column| !is_filled(cx, &[&drop.table, &recreation.name], column))
            .collect();
        if let [first, ..] = open[..]
            && !cx.is_new(&drop.table)
            && !recreation.leaves_out_rows
        {
            let (columns, name) = (open.join(", "), recreation.name.short());
            let message = format!(
                "makes {name} anew with {columns} NOT NULL: the copy fails as soon as one row holds NULL, and so does code that still writes NULL there"
            );
            let given = format!("coalesce({}, …)", cx.quote(first));
            out.report(cx.located.span, "default", message)
                .help(format!("give old rows a value: {given} in the copy's SELECT does, or fill them first"))
                .portable_steps(steps(cx, &drop.table, first));
        }
        return;
    }
    let Some(SetNotNull { table, column, .. }) = cx.located.operation.as_kind::<SetNotNull>() else { return };
    let known = cx.schema().tables.get(table).and_then(|known| known.column(column));
    let may_hold_null = known.is_some_and(|known| known.not_null == Some(false));
    if !may_hold_null || cx.is_new(table) || is_filled(cx, &[table], column) {
        return;
    }
    let message = format!(
        "makes {}.{column} NOT NULL: it fails as soon as one row holds NULL, and so does code that still writes NULL there",
        table.short()
    );
    let lenient =
        if cx.dialect() == Dialect::MySql { "; outside its strict mode MySQL writes a zero or an empty text there instead" } else { "" };
    out.report(cx.located.span, "default", message)
        .help(format!("fill the rows that hold NULL before{lenient}"))
        .portable_steps(steps(cx, table, column));
}

/// Whether an earlier statement of the migration gives the rows that hold NULL a value, or takes them away.
fn is_filled(cx: &OperationContext<'_>, tables: &[&QualifiedName], column: &str) -> bool {
    let is = |name: &String| name.eq_ignore_ascii_case(column);
    cx.earlier().any(|(operation, _)| match operation {
        Operation::Update(update) => {
            let reaches = update.condition.as_ref().is_none_or(|condition| condition.columns.iter().any(is));
            tables.contains(&&update.table) && reaches && update.columns.iter().any(is) && !update.nulls.iter().any(is)
        }
        Operation::Delete(delete) => {
            tables.contains(&&delete.table) && delete.condition.as_ref().is_none_or(|condition| condition.columns.iter().any(is))
        }
        _ => false,
    })
}

fn steps(cx: &OperationContext<'_>, table: &QualifiedName, column: &str) -> Vec<Step> {
    let fill = format!("UPDATE {} SET {column} = … WHERE {column} IS NULL", cx.name(table), column = cx.quote(column));
    let mut steps = vec![advice::step("ship code that always sets it", "", Place::LaterDeploy)];
    if cx.dialect() == Dialect::MySql {
        let batch = format!("{fill} LIMIT 5000;");
        steps.push(advice::step("fill the old rows in batches, until none is left", batch, Place::OutsideTool));
    }
    steps.push(advice::step("at the top of this migration, for the rows that are left", format!("{fill};"), Place::SameMigration));
    steps
}
