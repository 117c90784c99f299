//! A column gets another name.

use super::{Check, OperationContext, Reporter, advice};
use crate::effect::Breaks;
use crate::operation::RenameColumn;
use crate::report::Place;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    if let Some(recreation) = cx.recreation().filter(|recreation| !recreation.renamed.is_empty()) {
        let (name, renamed) = (recreation.name.short(), recreation.renamed.join(", "));
        let message = format!(
            "makes {name} anew without {renamed}, whose values go into other columns: code that still asks for the old name fails at once"
        );
        let first = recreation.renamed.first().map(String::as_str).unwrap_or_default();
        out.report(cx.located.span, "default", message).help(advice::map_name(cx.history(), first, false));
        return;
    }
    let Some(rename) = cx.located.operation.as_kind::<RenameColumn>() else { return };
    if !cx.effect.breaks.contains(&Breaks::OldCode) {
        return;
    }
    let (table, old, new) = (cx.name(&rename.table), cx.quote(&rename.column), cx.quote(&rename.to));
    let message =
        format!("renames {}.{}: code that is still running asks for the old name and fails at once", rename.table.short(), rename.column);
    let known = cx.schema().tables.get(&rename.table).and_then(|known| known.column(&rename.column));
    let data_type =
        known.and_then(|known| known.data_type.as_deref()).map_or_else(|| "<its type>".to_owned(), |data_type| cx.type_sql(data_type));
    let batch = advice::placeholder_batch(&cx.batch_key(&rename.table));
    let mut steps = vec![
        advice::step("add a column under the new name", format!("ALTER TABLE {table} ADD COLUMN {new} {data_type};"), Place::SameMigration),
        advice::step("ship code that writes both and reads the old one", "", Place::LaterDeploy),
        advice::step(
            "copy the values in batches of some thousand rows, each in a transaction of its own",
            format!("UPDATE {table} SET {new} = {old} WHERE {new} IS DISTINCT FROM {old} AND {batch}"),
            Place::OutsideTool,
        ),
    ];
    steps.extend(advice::leave_out(cx, &rename.table, &rename.column));
    steps.push(advice::step("ship code that reads and writes the new one only", "", Place::LaterDeploy));
    steps.push(advice::step("drop the old column", format!("ALTER TABLE {table} DROP COLUMN {old};"), Place::LaterDeploy));
    let finding = out.report(cx.located.span, "default", message).help(advice::map_name(cx.history(), &rename.column, false));
    let mut steps = steps.into_iter();
    if let Some(first) = steps.next() {
        finding.portable_step(first.title, first.sql, first.place).steps(steps.collect());
    }
}
