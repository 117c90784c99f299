//! Tables, partitions and rows.

use super::write::{alter, bound};
use super::{Asked, Inverse};
use crate::effect::Reversible;
use crate::name::{QualifiedName, quote};
use crate::operation::{AlterTableOption, AttachPartition, CreateTable, DetachPartition, DropTable, Operation, Persistence, TableOption};
use crate::schema::Table;

const ROWS_GONE: &str = "the rows are gone: they come back from a backup alone";

pub(super) fn inverse(asked: Asked<'_>) -> Option<Inverse> {
    Some(match asked.operation {
        Operation::CreateTable(it) => create(it, asked),
        Operation::DropTable(it) => drop(it, asked),
        Operation::RenameTable(it) => {
            let renamed = crate::name::QualifiedName { name: it.to.as_str().into(), ..it.table.clone() };
            Inverse::lossless(alter(&renamed, &format!("RENAME TO {}", quote(&it.table.name))), "the old name comes back")
        }
        Operation::AttachPartition(it) => attach(it, asked),
        Operation::DetachPartition(it) => detach(it, asked),
        Operation::AlterTableOption(it) => option(it, asked),
        Operation::Insert(it) if it.updates_on_conflict => Inverse::impossible("the values that were written over are gone"),
        Operation::Insert(_) => Inverse::stays("the rows stay: which ones they are is not kept"),
        Operation::Copy(it) if it.from => Inverse::stays("the rows stay: which ones they are is not kept"),
        Operation::Copy(_) => Inverse::nothing("it only reads"),
        Operation::Update(_) => Inverse::impossible("the values that were there before are gone: they come back from a backup alone"),
        Operation::Delete(_) | Operation::Truncate(_) => Inverse::impossible(ROWS_GONE),
        Operation::Merge(it) if !it.updates && !it.deletes => Inverse::stays("the rows stay: which ones they are is not kept"),
        Operation::Merge(_) => Inverse::impossible(ROWS_GONE),
        Operation::Query(_)
            if asked.effect.unknown.is_empty() && asked.effect.locks.iter().all(|lock| lock.mode <= crate::effect::LockMode::RowShare) =>
        {
            Inverse::nothing("it only reads")
        }
        Operation::Query(_) => Inverse::impossible("what the functions did that it calls is not known"),
        Operation::Maintain(_)
        | Operation::Reindex(_)
        | Operation::RefreshMaterializedView(_)
        | Operation::LockTable(_)
        | Operation::SetParameter(_)
        | Operation::Transaction(_)
        | Operation::SetConstraints(_)
        | Operation::Utility(_) => Inverse::nothing("nothing stays behind that could be undone"),
        _ => return None,
    })
}

fn create(create: &CreateTable, asked: Asked<'_>) -> Inverse {
    let table = &create.table;
    if create.if_not_exists && asked.cx.schema.tables.contains_key(table) {
        return Inverse::nothing("the table was there before");
    }
    if create.if_not_exists && !asked.is_pristine() {
        return Inverse::lossy(
            format!("DROP TABLE {};", table.to_sql()),
            "the rows written since are lost; IF NOT EXISTS: make sure that it was not there before",
        );
    }
    if create.persistence == Persistence::Temporary {
        return Inverse::nothing("it goes with the session");
    }
    let drop = if create.foreign { "DROP FOREIGN TABLE" } else { "DROP TABLE" };
    let mut inverse = Inverse::lossless(format!("{drop} {};", table.to_sql()), "the foreign table holds no rows of its own");
    if let Some(of) = &create.partition_of
        && asked.may_be_referenced(&of.parent)
    {
        inverse.sql.insert(0, alter(&of.parent, &format!("DETACH PARTITION {}", table.to_sql())));
    }
    if create.foreign { inverse } else { inverse.though(Reversible::Lossy, "the rows written since are lost") }
}

impl Asked<'_> {
    /// Nothing is there that the history did not create.
    fn is_pristine(&self) -> bool {
        self.cx.schema.tables.values().all(|table| table.birth.is_some())
    }

    /// Whether foreign keys may lead to a partitioned table, by itself or as a part of another: then they lead to each of its partitions, and keep it.
    fn may_be_referenced(&self, table: &QualifiedName) -> bool {
        let mut member = Some(table);
        while let Some(name) = member {
            let known = self.cx.schema.tables.get(name);
            if !known.is_some_and(Table::is_known) || self.cx.schema.references_to(name).next().is_some() {
                return true;
            }
            member = known.and_then(|table| table.partition_of.as_deref()).map(|(parent, _)| parent);
        }
        false
    }
}

fn drop(drop: &DropTable, asked: Asked<'_>) -> Inverse {
    match asked.cx.schema.tables.get(&drop.table) {
        None if drop.if_exists => Inverse::impossible("whether it was there before is not known; if it was, its rows are gone"),
        _ => Inverse::impossible(ROWS_GONE),
    }
}

fn attach(attach: &AttachPartition, asked: Asked<'_>) -> Inverse {
    let inverse =
        Inverse::lossless(alter(&attach.table, &format!("DETACH PARTITION {}", attach.partition.to_sql())), "it stands alone again");
    let bare = |table: &crate::schema::Table| {
        table.is_known() && table.indexes.is_empty() && table.constraints.is_empty() && table.triggers.is_empty()
    };
    if asked.cx.schema.tables.get(&attach.table).is_some_and(bare) {
        return inverse;
    }
    inverse.though(Reversible::Lossy, "indexes and keys that were made on the partition when it was attached stay there")
}

fn detach(detach: &DetachPartition, asked: Asked<'_>) -> Inverse {
    let known = asked.cx.schema.tables.get(&detach.partition).and_then(|table| table.partition_of.as_deref());
    match known.and_then(|(_, rows)| bound(rows)) {
        Some(rows) => {
            let inverse = Inverse::lossless(
                alter(&detach.table, &format!("ATTACH PARTITION {} {rows}", detach.partition.to_sql())),
                "it is attached again; this fails where rows were written since that do not belong there",
            );
            // A constraint stands in for the bound, and stays.
            if detach.concurrently {
                inverse.though(Reversible::Lossy, "the check that DETACH … CONCURRENTLY leaves on the partition stays")
            } else {
                inverse
            }
        }
        None => Inverse::impossible("which rows the partition took is not known"),
    }
}

fn option(change: &AlterTableOption, asked: Asked<'_>) -> Inverse {
    let table = &change.table;
    let known = asked.cx.schema.tables.get(table).filter(|known| known.birth.is_some());
    let back = |action: String| Inverse::lossless(alter(table, &action), "it is set back");
    let word = |on: bool| if on { "ENABLE" } else { "DISABLE" };
    match &change.option {
        TableOption::Logged(logged) => match known.map(|known| known.persistence == Persistence::Permanent) {
            Some(before) if before == *logged => Inverse::nothing("it was so before"),
            Some(_) => back(format!("SET {}", if *logged { "UNLOGGED" } else { "LOGGED" })),
            None => Inverse::stays("what it was before is not known"),
        },
        TableOption::RowSecurity(on) => match known.map(|known| known.row_security) {
            Some(before) if before == *on => Inverse::nothing("it was so before"),
            Some(_) => back(format!("{} ROW LEVEL SECURITY", word(!on))),
            None => Inverse::stays("what it was before is not known"),
        },
        TableOption::ForceRowSecurity(on) if known.is_some() => {
            back(format!("{} ROW LEVEL SECURITY", if *on { "NO FORCE" } else { "FORCE" }))
                .though(Reversible::Lossy, "it is set to the opposite; what it was before is not kept")
        }
        TableOption::Trigger { name, enabled } if known.is_some_and(|known| known.triggers.contains(name)) => {
            back(format!("{} TRIGGER {}", word(!enabled), quote(name)))
                .though(Reversible::Lossy, "it is set to the opposite; what it was before is not kept")
        }
        TableOption::Inherit { parent, joins: true } => {
            back(format!("NO INHERIT {}", parent.to_sql())).though(Reversible::Lossy, "constraints that were taken over stay")
        }
        TableOption::Inherit { parent, joins: false } => {
            back(format!("INHERIT {}", parent.to_sql())).though(Reversible::Lossy, "its columns count as its own from now on")
        }
        _ => Inverse::stays("it stays as it is: what it was before is not known"),
    }
}
