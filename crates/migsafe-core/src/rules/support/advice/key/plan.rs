//! What moves with a key's column: the columns that refer to it, and the keys, references and indexes that they are part of.

use super::super::swap::resting_on;
use crate::name::QualifiedName;
use crate::operation::{AlterColumnType, ConstraintDefinition, ConstraintKind, ForeignKey, IndexPart, Key, Operation};
use crate::rules::OperationContext;
use crate::schema::{Column, Index, Table};

/// More columns than these are not moved in one go.
const MOST: usize = 12;

/// What moves.
pub(super) struct Move<'a> {
    pub(super) cx: &'a OperationContext<'a>,
    pub(super) alter: &'a AlterColumnType,
    /// The column itself, then those that refer to it.
    pub(super) moved: Vec<(&'a Table, &'a Column)>,
    pub(super) keys: Vec<(&'a Table, String, Key, bool)>,
    pub(super) references: Vec<(&'a Table, String, ForeignKey)>,
    pub(super) indexes: Vec<(&'a Table, &'a Index)>,
    /// What a person has to see to.
    pub(super) left: Vec<String>,
}

impl<'a> Move<'a> {
    pub(super) fn of(cx: &'a OperationContext<'a>, alter: &'a AlterColumnType) -> Option<Self> {
        let mut plan =
            Self { cx, alter, moved: Vec::new(), keys: Vec::new(), references: Vec::new(), indexes: Vec::new(), left: Vec::new() };
        plan.take(&alter.table, &alter.column)?;
        let mut at = 0;
        while let Some((table, column)) = plan.moved.get(at).copied() {
            for (from, name) in plan.referring(table, column) {
                if !plan.is_moved(&from, &name) {
                    plan.take(&from, &name)?;
                }
            }
            at += 1;
        }
        // An expression of the one column's own says nothing of the others.
        if plan.moved.len() > 1 && alter.using.is_some() && !plan.is_cast() {
            return None;
        }
        Some(plan)
    }

    /// Takes in a column and what stands on it.
    fn take(&mut self, name: &QualifiedName, column: &str) -> Option<()> {
        let table = self.cx.schema().tables.get(name)?;
        let known = table.column(column)?;
        let is_alone =
            table.partition_by.is_none() && table.partition_of.is_none() && table.children.is_empty() && table.inherits.is_empty();
        if !is_alone || table.foreign || known.generated.is_some() || self.moved.len() >= MOST {
            return None;
        }
        self.moved.push((table, known));
        for constraint in self.constraints(table).into_iter().filter(|constraint| uses(constraint, column)) {
            let name = constraint.name?;
            match constraint.kind {
                _ if constraint.deferrable => return None,
                ConstraintKind::PrimaryKey(key) => self.key(table, name, key, true)?,
                ConstraintKind::Unique(key) => self.key(table, name, key, false)?,
                ConstraintKind::ForeignKey(key)
                    if !self.references.iter().any(|(of, known, _)| of.name == table.name && *known == name) =>
                {
                    self.references.push((table, name, key));
                }
                _ => {}
            }
        }
        for index in table.indexes.iter().filter(|index| index.constraint.is_none() && index.uses(column)) {
            if can_be_told(index, column) && !self.indexes.iter().any(|(_, known)| known.name == index.name) {
                self.indexes.push((table, index));
            }
        }
        let is_left = |what: &String| {
            let plain =
                table.indexes.iter().filter(|index| can_be_told(index, column)).any(|index| *what == format!("index {}", index.name.name));
            !plain && !["primary key ", "unique constraint ", "foreign key "].iter().any(|kind| what.starts_with(kind))
        };
        self.left.extend(resting_on(self.cx, name, column).into_iter().filter(is_left));
        Some(())
    }

    fn key(&mut self, table: &'a Table, name: String, key: Key, primary: bool) -> Option<()> {
        if key.columns.is_empty() {
            return None;
        }
        if !self.keys.iter().any(|(other, known, ..)| other.name == table.name && *known == name) {
            self.keys.push((table, name, key, primary));
        }
        Some(())
    }

    /// The constraints that the table has, and those that the migration adds: a tool may have dropped them for the change.
    fn constraints(&self, table: &Table) -> Vec<ConstraintDefinition> {
        let mut found: Vec<ConstraintDefinition> = table
            .constraints
            .iter()
            .map(|known| ConstraintDefinition {
                deferrable: known.deferrable,
                ..ConstraintDefinition::new(Some(known.name.clone()), known.kind.clone())
            })
            .collect();
        for (_, constraint) in self.added().into_iter().filter(|(name, _)| *name == table.name) {
            if constraint.name.is_some() && !found.iter().any(|known| known.name == constraint.name) {
                found.push(constraint);
            }
        }
        found
    }

    fn added(&self) -> Vec<(QualifiedName, ConstraintDefinition)> {
        let operations = self.cx.statement.migration.statements.iter().flat_map(|statement| &statement.operations);
        let added = operations.map(|located| &located.operation).filter(|operation| matches!(operation, Operation::AddConstraint(_)));
        let resolved = added.filter_map(|operation| {
            let mut operation = operation.clone();
            self.cx.schema().resolve(&mut operation);
            if let Operation::AddConstraint(add) = operation { Some((add.table, add.constraint)) } else { None }
        });
        resolved.collect()
    }

    /// The columns that refer to the column.
    fn referring(&self, table: &Table, column: &Column) -> Vec<(QualifiedName, String)> {
        let known = self
            .cx
            .schema()
            .referencing(&table.name)
            .filter_map(|(from, constraint)| Some((from.name.clone(), constraint.foreign_key()?.clone())));
        let added = self.added().into_iter().filter_map(|(from, constraint)| match constraint.kind {
            ConstraintKind::ForeignKey(key) if key.references == table.name => Some((from, key)),
            _ => None,
        });
        let pairs = known.chain(added).flat_map(|(from, key)| {
            let targets = self.referenced(&key);
            key.columns.into_iter().zip(targets).map(move |(name, target)| (from.clone(), name, target))
        });
        pairs.filter(|(.., target)| *target == column.name).map(|(from, name, _)| (from, name)).collect()
    }

    /// The columns that a foreign key refers to: those of the primary key where it names none.
    pub(super) fn referenced(&self, key: &ForeignKey) -> Vec<String> {
        if !key.referenced_columns.is_empty() {
            return key.referenced_columns.clone();
        }
        let table = self.cx.schema().tables.get(&key.references);
        let constraints = table.map(|table| self.constraints(table)).unwrap_or_default();
        let primary = constraints.into_iter().find_map(|constraint| match constraint.kind {
            ConstraintKind::PrimaryKey(key) => Some(key.columns),
            _ => None,
        });
        primary.unwrap_or_default()
    }

    fn is_moved(&self, table: &QualifiedName, column: &str) -> bool {
        self.moved.iter().any(|(known, moved)| known.name == *table && moved.name == column)
    }

    /// The columns with those that move under their new names.
    pub(super) fn renamed(&self, table: &QualifiedName, names: &[String]) -> Vec<String> {
        names.iter().map(|name| if self.is_moved(table, name) { format!("{name}_new") } else { name.clone() }).collect()
    }
}

fn uses(constraint: &ConstraintDefinition, column: &str) -> bool {
    let among = |columns: &[String]| columns.iter().any(|name| name == column);
    match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => among(&key.columns) || among(&key.include),
        ConstraintKind::ForeignKey(key) => among(&key.columns),
        _ => false,
    }
}

/// An index of plain columns: its text can be made again. An operator class or a collation of the column itself may be none of the new type's.
fn can_be_told(index: &Index, column: &str) -> bool {
    let is_order = |options: &String| options.split(' ').all(|word| ["", "DESC", "NULLS", "FIRST", "LAST"].contains(&word));
    let own = index.parts.iter().zip(&index.part_options).filter(|(part, _)| matches!(part, IndexPart::Column(name) if name == column));
    own.into_iter().all(|(_, options)| is_order(options))
        && index.predicate.is_none()
        && index.include.is_empty()
        && index.parts.iter().all(|part| matches!(part, IndexPart::Column(_)))
}

pub(super) fn columns_of(index: &Index) -> Vec<String> {
    let name = |part: &IndexPart| match part {
        IndexPart::Column(name) => Some(name.clone()),
        IndexPart::Expression(_) => None,
    };
    index.parts.iter().filter_map(name).collect()
}
