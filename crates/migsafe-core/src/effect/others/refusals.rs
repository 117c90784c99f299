//! What MySQL refuses whatever the rows hold.
//!
//! Keys that are not known to hold do not count. Source: MySQL 9.7 ran each of them, in strict mode and with foreign keys checked, and `MariaDB` 10.11 refused the same; the numbers are MySQL's.

use std::collections::BTreeSet;

use crate::effect::Circumstances;
use crate::name::QualifiedName;
use crate::operation::{ColumnOption, ConstraintKind, ForeignKey, IndexPart, Key, Operation, ReferentialAction, TypeName};
use crate::schema::{Constraint, Index, Table};

/// Why it is refused, where it is.
pub(super) fn of(operation: &Operation, cx: &Circumstances<'_>) -> Option<String> {
    if let Operation::SetNotNull(set) = operation {
        return nulled(&set.table, &set.column, cx);
    }
    counted(operation, cx).or_else(|| if checks_keys(cx) { keyed(operation, cx) } else { None })
}

/// The one column that counts, which a key must begin with (error 1075).
fn counted(operation: &Operation, cx: &Circumstances<'_>) -> Option<String> {
    match operation {
        Operation::DropConstraint(drop) => {
            let table = cx.table(&drop.table)?;
            let dropped = table.indexes.iter().find(|index| index.name.name == drop.constraint)?;
            let column = table.columns.iter().find(|column| column.identity.is_some())?;
            let leads = |columns: &[String]| columns.first() == Some(&column.name);
            let others = table.indexes.iter().filter(|index| index.name != dropped.name).map(leading);
            let still = others.chain(added(table, cx)).any(|columns| leads(&columns));
            let changed = cx.beside.iter().any(|located| match &located.operation {
                Operation::AlterColumnOption(alter) => alter.column == column.name && alter.option == ColumnOption::DropIdentity,
                Operation::DropColumn(drop) => drop.column == column.name,
                _ => false,
            });
            (leads(&leading(dropped)) && !still && !changed)
                .then(|| format!("{} is AUTO_INCREMENT and needs the key: take that off it before (error 1075)", column.name))
        }
        Operation::AddColumn(add) if add.column.identity.is_some() => {
            let first = cx.table(&add.table)?.columns.iter().find(|column| column.identity.is_some() && column.name != add.column.name)?;
            let dropped =
                cx.beside.iter().any(|located| matches!(&located.operation, Operation::DropColumn(drop) if drop.column == first.name));
            (!dropped).then(|| format!("{} is AUTO_INCREMENT already, and a table has only one such column (error 1075)", first.name))
        }
        _ => None,
    }
}

/// What foreign keys forbid while they are checked.
fn keyed(operation: &Operation, cx: &Circumstances<'_>) -> Option<String> {
    match operation {
        Operation::DropIndex(drop) => {
            let table = cx.table(&QualifiedName::bare(drop.index.schema.clone()?))?;
            index(table, &drop.index.name, cx)
        }
        Operation::DropConstraint(drop) => index(cx.table(&drop.table)?, &drop.constraint, cx),
        Operation::DropColumn(drop) => {
            let key = keys_of_column(&drop.table, &drop.column, cx).next()?;
            Some(format!("{} is needed in the foreign key {}: drop the key before (error 1828)", drop.column, key.name()))
        }
        Operation::AlterColumnType(alter) => {
            let old = cx.table(&alter.table)?.column(&alter.column)?.data_type.as_ref()?;
            let key = keys_of_column(&alter.table, &alter.column, cx).next().filter(|_| changes(old, &alter.data_type))?;
            let name = key.name();
            Some(format!(
                "{} is part of the foreign key {name}, both sides of which must be of one type: drop the key before (error 3780)",
                alter.column
            ))
        }
        Operation::DropTable(drop) => {
            let dropped: Vec<&QualifiedName> = cx.beside.iter().filter_map(|located| dropped_table(&located.operation)).collect();
            let (child, key) = referring(&drop.table, cx).find(|(child, _)| !dropped.iter().any(|table| table.name == child.name.name))?;
            Some(format!("{} refers to it by the foreign key {}: drop that first (error 3730)", child.name.short(), key.name))
        }
        Operation::Truncate(truncate) => {
            let (child, key) = referring(&truncate.table, cx).next()?;
            Some(format!("{} refers to it by the foreign key {}: MySQL empties no such table (error 1701)", child.name.short(), key.name))
        }
        _ => None,
    }
}

/// Whether foreign keys are checked: what is set to another value than a plain on may be off.
fn checks_keys(cx: &Circumstances<'_>) -> bool {
    let set = cx.schema.parameter("foreign_key_checks", cx.now.transaction());
    set.is_none_or(|set| matches!(set.value.to_ascii_lowercase().as_str(), "1" | "on" | "true" | "default"))
}

fn dropped_table(operation: &Operation) -> Option<&QualifiedName> {
    match operation {
        Operation::DropTable(drop) => Some(&drop.table),
        _ => None,
    }
}

/// Foreign keys of other tables that refer to this one.
fn referring<'a>(table: &'a QualifiedName, cx: &Circumstances<'a>) -> impl Iterator<Item = (&'a Table, &'a Constraint)> {
    cx.schema.referencing(table).filter(move |(child, key)| child.name != *table && key.validated)
}

/// A foreign key, and the table that it belongs to.
struct Owned<'a> {
    table: &'a Table,
    constraint: &'a Constraint,
}

impl Owned<'_> {
    fn name(&self) -> String {
        format!("{} of {}", self.constraint.name, self.table.name.short())
    }
}

/// The foreign keys that the column is part of, on either side, and that the statement does not drop with it.
fn keys_of_column<'a>(table: &'a QualifiedName, column: &'a str, cx: &Circumstances<'a>) -> impl Iterator<Item = Owned<'a>> {
    let own = cx.table(table).into_iter().flat_map(move |known| {
        let uses = move |key: &ForeignKey| key.columns.iter().any(|name| name == column);
        known.constraints.iter().filter(move |constraint| constraint.foreign_key().is_some_and(uses)).map(move |it| (known, it))
    });
    let others = cx.schema.referencing(table).filter(move |(_, constraint)| {
        constraint.foreign_key().is_some_and(|key| key.referenced_columns.iter().any(|name| name == column))
    });
    let gone = dropped_constraints(cx);
    own.chain(others)
        .map(|(table, constraint)| Owned { table, constraint })
        .filter(move |key| key.constraint.validated && !gone.contains(key.constraint.name.as_str()))
}

/// The names of the constraints that the statement drops.
fn dropped_constraints<'a>(cx: &Circumstances<'a>) -> BTreeSet<&'a str> {
    let name = |operation: &'a Operation| match operation {
        Operation::DropConstraint(drop) => Some(drop.constraint.as_str()),
        _ => None,
    };
    cx.beside.iter().filter_map(|located| name(&located.operation)).collect()
}

/// Whether a foreign key makes the difference matter: texts may become longer.
fn changes(old: &TypeName, new: &TypeName) -> bool {
    let longer = old.name == new.name && old.name.name == "varchar" && old.modifier(0) <= new.modifier(0);
    old != new && !longer
}

/// An index without which a foreign key has none: on its own side, or where it refers to.
fn index(table: &Table, name: &str, cx: &Circumstances<'_>) -> Option<String> {
    let dropped = table.indexes.iter().find(|index| index.name.name == name)?;
    let gone = dropped_constraints(cx);
    let supports = |columns: &[String]| {
        let others = table.indexes.iter().filter(|index| index.name.name != name).map(leading);
        others.chain(added(table, cx)).any(|index| begins_with(&index, columns))
    };
    let own = table.constraints.iter().filter_map(|constraint| Some((constraint, &constraint.foreign_key()?.columns)));
    let others = cx.schema.referencing(&table.name).filter_map(|(_, it)| Some((it, &it.foreign_key()?.referenced_columns)));
    let (key, _) = own
        .chain(others)
        .filter(|(key, columns)| key.validated && !columns.is_empty() && !gone.contains(key.name.as_str()))
        .find(|(_, columns)| begins_with(&leading(dropped), columns) && !supports(columns))?;
    Some(format!("the foreign key {} needs the index {name}: add another on its columns, or drop the key, before (error 1553)", key.name))
}

/// The columns of the indexes that the same statement adds to the table.
fn added(table: &Table, cx: &Circumstances<'_>) -> Vec<Vec<String>> {
    let columns = |operation: &Operation| match operation {
        Operation::CreateIndex(create) if create.table.name == table.name.name => Some(plain(&create.parts)),
        Operation::AddConstraint(add) if add.table.name == table.name.name => match &add.constraint.kind {
            ConstraintKind::PrimaryKey(Key { columns, .. }) | ConstraintKind::Unique(Key { columns, .. }) => Some(columns.clone()),
            _ => None,
        },
        _ => None,
    };
    cx.beside.iter().filter_map(|located| columns(&located.operation)).collect()
}

fn leading(index: &Index) -> Vec<String> {
    plain(&index.parts)
}

/// The columns before the first expression.
fn plain(parts: &[IndexPart]) -> Vec<String> {
    let column = |part: &IndexPart| match part {
        IndexPart::Column(column) => Some(column.clone()),
        IndexPart::Expression(_) => None,
    };
    parts.iter().map_while(column).collect()
}

/// Whether the first columns of the index are those of the key, in whatever order.
fn begins_with(index: &[String], columns: &[String]) -> bool {
    index.get(..columns.len()).is_some_and(|first| columns.iter().all(|column| first.contains(column)))
}

/// A column that a foreign key sets to NULL cannot be NOT NULL, whether keys are checked or not.
fn nulled(table: &QualifiedName, column: &str, cx: &Circumstances<'_>) -> Option<String> {
    let sets_null = |key: &ForeignKey| {
        key.columns.iter().any(|name| name == column) && [key.on_delete, key.on_update].contains(&ReferentialAction::SetNull)
    };
    let key = cx.table(table)?.constraints.iter().find(|constraint| constraint.foreign_key().is_some_and(sets_null))?;
    let dropped = dropped_constraints(cx).contains(key.name.as_str());
    (!dropped).then(|| format!("the foreign key {} sets {column} to NULL: drop the key before (error 1830)", key.name))
}
