//! A type change that cuts values off or refuses some.

use super::{Check, OperationContext, Reporter, advice, enums};
use crate::classify::Class;
use crate::effect::LosesData;
use crate::name::quote;
use crate::operation::AlterColumnType;
use crate::source::Dialect;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    if let Some(recreation) = cx.recreation().filter(|recreation| !recreation.converted.is_empty()) {
        let changes = recreation.converted.iter().map(|(column, from, to)| format!("{column} from {from} to {to}"));
        let message = format!(
            "makes {} anew with {}: texts that look like numbers become such for good, `007` becomes 7",
            recreation.name.short(),
            changes.collect::<Vec<_>>().join(", ")
        );
        out.report(cx.located.span, "default", message).help("keep the old column until the new one has proved itself");
        return;
    }
    let Some(alter) = cx.located.operation.as_kind::<AlterColumnType>() else { return };
    if cx.class != Class::Destructive || cx.is_new_column(&alter.table, &alter.column) {
        return;
    }
    let place = format!("{}.{}", alter.table.short(), alter.column);
    let lenient = if cx.dialect() == Dialect::MySql { " (outside MySQL's strict mode they are cut instead)" } else { "" };
    let holder = cx.schema().tables.get(&alter.table);
    let column = holder.and_then(|holder| holder.column(&alter.column));
    let column_birth = holder.and_then(|holder| holder.birth_of(&alter.column));
    let known = column.and_then(|column| column.data_type.as_deref());
    let from = known.map(|data_type| format!(" from {data_type}")).unwrap_or_default();
    let change = format!("{place}{from} to {}", alter.data_type);
    let waits = if cx.existing(&cx.effect.rewrites).is_empty() {
        ""
    } else {
        "; every row is written again, and reads and writes wait until it is done"
    };
    let what = match cx.effect.loses_data {
        LosesData::No => {
            format!(
                "narrows {change}: the migration fails on the first value that does not fit, and so does every later write of one{lenient}"
            )
        }
        LosesData::Maybe => format!("changes {change}: what does not fit is cut or altered for good"),
        LosesData::Yes => format!("changes {change}: the old values are gone"),
    };
    if let Some(remade) = enums::remade(cx, alter) {
        let message = format!("changes {change}{}{waits}", remade.consequence);
        out.report(cx.located.span, "default", message).help(remade.help).related(cx.origin(column_birth, "the column is added here"));
        return;
    }
    let message = format!("{what}{waits}");
    let value = alter.using.as_ref().map_or_else(|| quote(&alter.column), |using| using.text.clone());
    let steps = advice::swap_column(cx, alter, &value);
    out.report(cx.located.span, "default", message)
        .help("look first whether a value is too wide; then keep the old column until the new one has proved itself")
        .steps(steps)
        .related(cx.origin(column_birth, "the column is added here"));
}
