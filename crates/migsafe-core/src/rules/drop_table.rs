//! A table is dropped.

use super::{Check, OperationContext, Reporter, advice};
use crate::classify::Class;
use crate::name::QualifiedName;
use crate::operation::DropTable;
use crate::recreation::Recreation;
use crate::report::Place;

pub(super) const CHECK: Check = Check::Operation(check);

fn check(cx: &OperationContext<'_>, out: &mut Reporter<'_>) {
    let Some(drop) = cx.located.operation.as_kind::<DropTable>() else { return };
    if cx.class != Class::Destructive || cx.is_new(&drop.table) {
        return;
    }
    let table = drop.table.short();
    if let Some(recreation) = cx.recreation() {
        recreated(cx, recreation, out);
        return;
    }
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
    let first = advice::ship_code_without(cx.history().tool, &format!("`{}`", drop.table.name));
    out.report(cx.located.span, "default", message)
        .help("stop using it before it goes")
        .steps(vec![first])
        .portable_step(
            "take it out of reach first: if something still needs it, the way back is one statement",
            format!("ALTER TABLE {} RENAME TO {};", cx.name(&drop.table), cx.quote(&retired)),
            Place::LaterDeploy,
        )
        .portable_step(
            "keep a dump, and drop it when nobody has missed it",
            format!("DROP TABLE {};", cx.name(&sibling(drop, &retired))),
            Place::LaterDeploy,
        )
        .related(created);
}

/// A copy takes its place, and rows are lost on the way. What else may be lost has rules of its own.
fn recreated(cx: &OperationContext<'_>, recreation: &Recreation, out: &mut Reporter<'_>) {
    let name = recreation.name.short();
    if recreation.leaves_out_rows {
        let message = format!("makes {name} anew and copies some of its rows: those that the copy leaves out are gone");
        out.report(cx.located.span, "default", message)
            .help("look first which rows do not meet the copy's condition, and keep them elsewhere");
    }
    if recreation.gapes && recreation.lost.is_empty() && !recreation.leaves_out_rows {
        let message = format!(
            "makes {name} anew, and MySQL commits each statement by itself: what is written between the copy and this drop is gone, and code that asks for {name} meanwhile fails"
        );
        out.report(cx.located.span, "default", message).help("change it in place with ALTER TABLE, or stop what writes to it for so long");
    }
    let [first, rest @ ..] = &recreation.cascades[..] else { return };
    let others: Vec<&QualifiedName> = rest.iter().collect();
    let children = advice::in_words(&[&[first], &others[..]].concat());
    let unheard = if cx.statement.circumstances.in_transaction {
        format!("; PRAGMA foreign_keys does nothing inside the transaction that {} opens", advice::tool_word(cx.run()))
    } else {
        String::new()
    };
    let message = format!(
        "drops {name} to make it anew: where foreign keys are enforced, SQLite deletes its rows first, and what refers to them in {children} goes or is reset with them{unheard}"
    );
    let finding = out.report(cx.located.span, "default", message).help(
        "switch foreign keys off before any transaction begins, and look into a copy of the database whether every row is still there",
    );
    if cx.statement.circumstances.in_transaction {
        finding.portable_step(
            "at the top of this migration, each a statement of its own",
            "COMMIT;\nPRAGMA foreign_keys=OFF;\nBEGIN;",
            Place::SameMigration,
        );
    } else {
        finding.portable_step("at the top of this migration", "PRAGMA foreign_keys=OFF;", Place::SameMigration);
    }
}

fn sibling(drop: &DropTable, name: &str) -> QualifiedName {
    QualifiedName { schema: drop.table.schema.clone(), name: name.into() }
}
