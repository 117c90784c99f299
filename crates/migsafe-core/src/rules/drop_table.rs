//! A table is dropped.

use super::{Check, OperationContext, Reporter, advice};
use crate::classify::Class;
use crate::operation::DropTable;
use crate::report::Place;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let Some(drop) = cx.located.operation.as_kind::<DropTable>() else { return };
    if cx.class != Class::Destructive || cx.is_new(&drop.table) {
        return;
    }
    let table = drop.table.short();
    let message = if drop.cascade {
        format!(
            "drops {table} and, by CASCADE, every view and foreign key that needs it: its data is gone, and code that still reads it fails at once"
        )
    } else {
        let unseen = advice::unseen(cx.schema().tables.contains_key(&drop.table));
        format!("drops {table}{unseen}: its data is gone, and code that still reads it fails at once")
    };
    let created = cx.origin(cx.schema().relation_birth(&drop.table), "created here");
    let retired = format!("{}_retired", drop.table.name);
    let mut steps = vec![advice::ship_code_without(cx.history().tool, &format!("`{}`", drop.table.name))];
    steps.push(advice::step(
        "take it out of reach first: if something still needs it, the way back is one statement",
        format!("ALTER TABLE {} RENAME TO {};", drop.table.to_sql(), crate::name::quote(&retired)),
        Place::LaterDeploy,
    ));
    steps.push(advice::step(
        "keep a dump, and drop it when nobody has missed it",
        format!("DROP TABLE {};", sibling(drop, &retired)),
        Place::LaterDeploy,
    ));
    out.report(cx.located.span, "default", message).help("stop using it before it goes").steps(steps).related(created);
}

fn sibling(drop: &DropTable, name: &str) -> String {
    crate::name::QualifiedName { schema: drop.table.schema.clone(), name: name.to_owned() }.to_sql()
}
