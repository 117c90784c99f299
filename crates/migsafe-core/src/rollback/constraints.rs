//! Constraints and indexes.

use super::write::{alter, alter_column, constraint as constraint_sql};
use super::{Asked, Inverse};
use crate::effect::{Reversible, taken_over};
use crate::name::{QualifiedName, quote};
use crate::operation::{AddConstraint, ConstraintKind, CreateIndex, DropConstraint, DropIndex, Key, Operation};
use crate::schema::Table;

/// Why nothing undoes a validation.
pub(super) const VALIDATED: &str = "a constraint that is validated asks no more of new rows than before";

pub(super) fn inverse(asked: Asked<'_>) -> Option<Inverse> {
    Some(match asked.operation {
        Operation::AddConstraint(it) => add(it, asked),
        Operation::DropConstraint(it) => drop(it, asked),
        Operation::ValidateConstraint(_) => Inverse::nothing(VALIDATED),
        Operation::RenameConstraint(it) => Inverse::lossless(
            alter(&it.table, &format!("RENAME CONSTRAINT {} TO {}", quote(&it.to), quote(&it.constraint))),
            "the old name comes back",
        ),
        Operation::AlterConstraint(_) => Inverse::stays("it stays as it is: what it was before is not all known"),
        Operation::CreateIndex(it) => create_index(it, asked),
        Operation::DropIndex(it) => drop_index(it, asked),
        Operation::AttachIndexPartition(_) => Inverse::stays("an index cannot be detached; it does no harm"),
        _ => return None,
    })
}

impl Asked<'_> {
    /// Whether a partition has an index already that fits, which becomes a part of the new one.
    fn takes_over(&self, create: &CreateIndex) -> bool {
        let mut open: Vec<&QualifiedName> = vec![&create.table];
        let mut seen = std::collections::BTreeSet::new();
        while let Some(name) = open.pop() {
            let Some(table) = self.cx.schema.tables.get(name).filter(|_| seen.insert(name)) else { continue };
            if *name != create.table && table.indexes.iter().any(|index| *index.method == *create.method && index.parts == create.parts) {
                return true;
            }
            open.extend(&table.children);
        }
        false
    }

    /// The table as it stands after the operation.
    fn table_after(&self, table: &QualifiedName) -> Option<Table> {
        let mut schema = self.cx.schema.clone();
        schema.apply(self.operation, self.cx.now);
        schema.tables.get(table).cloned()
    }
}

fn add(add: &AddConstraint, asked: Asked<'_>) -> Inverse {
    let before = asked.cx.schema.tables.get(&add.table);
    if let ConstraintKind::NotNull { column } = &add.constraint.kind {
        let drop = alter_column(&add.table, column, "DROP NOT NULL");
        return match asked.column(&add.table, column).and_then(|column| column.not_null) {
            Some(true) => Inverse::nothing("it took no NULL before"),
            Some(false) => Inverse::lossless(drop, "it takes NULL again"),
            None => Inverse::lossy(drop, "whether it took NULL before is not known"),
        };
    }
    let known = |name: &String| before.is_some_and(|table| table.constraint(name).is_some());
    let made = || {
        let after = asked.table_after(&add.table)?;
        after.constraints.into_iter().map(|constraint| constraint.name).find(|name| !known(name))
    };
    let Some(name) = add.constraint.name.clone().or_else(made) else {
        return Inverse::impossible("the name that it was given is not known");
    };
    let mut inverse = Inverse::lossless(alter(&add.table, &format!("DROP CONSTRAINT {}", quote(&name))), "it is gone again");
    if let ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) = &add.constraint.kind {
        inverse = without_key(inverse, add, key, asked);
    }
    // What a partition had of the kind has become a part of it, and goes with it.
    for partition in asked.cx.schema.partitions(&add.table) {
        let Some(own) = taken_over(&add.constraint, partition) else { continue };
        match constraint_sql(own) {
            Some(sql) => inverse.sql.push(alter(&partition.name, &format!("ADD {sql}"))),
            None => inverse = inverse.though(Reversible::Lossy, "a partition's own constraint goes with it"),
        }
    }
    inverse
}

/// What a key did beside itself: the index that it took over, and NOT NULL.
fn without_key(mut inverse: Inverse, add: &AddConstraint, key: &Key, asked: Asked<'_>) -> Inverse {
    let before = asked.cx.schema.tables.get(&add.table);
    if let Some(index) = &key.using_index {
        let index = QualifiedName { name: index.as_str().into(), ..add.table.clone() };
        match asked.definitions.index(&index, &add.table, asked.cx.schema) {
            Some(sql) => inverse.sql.push(sql),
            None => {
                inverse = inverse.though(Reversible::Lossy, "the index that it took over goes with it, and how that was made is not known");
            }
        }
    }
    if matches!(add.constraint.kind, ConstraintKind::PrimaryKey(_)) {
        let columns = match &key.using_index {
            Some(index) => before.and_then(|table| table.index(index)).map(|index| index.column_names.clone()).unwrap_or_default(),
            None => key.columns.clone(),
        };
        for column in asked.nullable(&add.table, &columns) {
            inverse.sql.extend(asked.take_null_again(&add.table, &column));
        }
        let unseen = |column: &String| asked.column(&add.table, column).is_none_or(|column| column.not_null.is_none());
        if columns.is_empty() || columns.iter().any(unseen) {
            inverse = inverse.though(Reversible::Lossy, "its columns stay NOT NULL: whether they took NULL before is not known");
        }
    }
    inverse
}

fn drop(drop: &DropConstraint, asked: Asked<'_>) -> Inverse {
    let table = asked.cx.schema.tables.get(&drop.table);
    let Some(constraint) = table.and_then(|table| table.constraint(&drop.constraint)) else {
        let known = table.is_some_and(Table::is_known);
        return if drop.if_exists && known {
            Inverse::nothing("there was none")
        } else {
            Inverse::impossible("what it demanded is not known")
        };
    };
    let Some(sql) = constraint_sql(constraint) else { return Inverse::impossible("what it demanded is not all known") };
    let inverse = Inverse::lossless(
        alter(&drop.table, &format!("ADD {sql}")),
        "it is made anew; this fails where rows were written since that it does not take",
    );
    let left_behind = |child: &Table| child.constraint(&drop.constraint).is_some_and(|constraint| constraint.inherited);
    if drop.only && asked.cx.schema.inheriting(&drop.table).any(left_behind) {
        return inverse.though(Reversible::Lossy, "it is made anew; what inherits from the table keeps it as its own from now on");
    }
    let inverse = match &constraint.kind {
        ConstraintKind::PrimaryKey(key) => inverse.relying_on_columns(&drop.table, &key.columns),
        // The key that it references goes with a column of it.
        ConstraintKind::ForeignKey(key) => {
            inverse.relying_on([&key.references]).relying_on_columns(&key.references, &key.referenced_columns)
        }
        _ => inverse,
    };
    let is_key = matches!(constraint.kind, ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_));
    if drop.cascade && is_key {
        return inverse.though(Reversible::Lossy, "it is made anew; what went with it by CASCADE is not");
    }
    inverse
}

fn create_index(create: &CreateIndex, asked: Asked<'_>) -> Inverse {
    let before = asked.cx.schema.tables.get(&create.table);
    let schema = create.table.schema.clone();
    let named = create.name.as_ref().map(|name| QualifiedName { schema: schema.clone(), name: name.as_str().into() });
    if create.if_not_exists {
        match &named {
            Some(name) if asked.cx.schema.index_owner.contains_key(name) => return Inverse::nothing("the index was there before"),
            _ if !before.is_some_and(Table::is_known) => {
                return Inverse::impossible("IF NOT EXISTS: whether the index was there before is not known, and what was there must stay");
            }
            _ => {}
        }
    }
    let made = || {
        let after = asked.table_after(&create.table)?;
        let known = |name: &QualifiedName| before.is_some_and(|table| table.indexes.iter().any(|index| index.name == *name));
        after.indexes.into_iter().map(|index| index.name).find(|name| !known(name))
    };
    match named.or_else(made) {
        Some(name) => {
            let concurrently = if create.concurrently { "CONCURRENTLY " } else { "" };
            let drop = Inverse::lossless(format!("DROP INDEX {concurrently}{};", name.to_sql()), "it is gone again");
            if asked.takes_over(create) {
                drop.though(Reversible::Lossy, "indexes of partitions that it took over go with it")
            } else {
                drop
            }
        }
        None => Inverse::impossible("the name that it was given is not known"),
    }
}

fn drop_index(drop: &DropIndex, asked: Asked<'_>) -> Inverse {
    let owner = asked.cx.schema.index_owner.get(&drop.index);
    match owner.and_then(|table| asked.definitions.index(&drop.index, table, asked.cx.schema)) {
        Some(sql) => {
            let inverse = Inverse::lossless(sql, "it is built anew, which takes its time").relying_on(owner);
            if drop.cascade { inverse.though(Reversible::Lossy, "it is built anew; what went with it by CASCADE is not") } else { inverse }
        }
        None => Inverse::impossible("how the index was made is not known"),
    }
}
