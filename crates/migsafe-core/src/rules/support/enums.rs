//! Enums that a tool makes anew to take labels away: straight from the old to the new one (Prisma), or by way of `text` (Drizzle).

use super::context::OperationContext;
use crate::operation::{AlterColumnType, Operation, TypeDefinition, TypeName};
use crate::schema::UserTypeKind;

/// What the change means, to be put behind the message, and what to do instead.
pub(in crate::rules) struct Remade {
    /// Begins with a semicolon, or is empty.
    pub consequence: String,
    /// In prose: nothing has to be made anew at all.
    pub help: &'static str,
}

/// Whether the change of type is a part of that.
pub(in crate::rules) fn remade(cx: &OperationContext<'_>, alter: &AlterColumnType) -> Option<Remade> {
    let column = cx.schema().tables.get(&alter.table)?.column(&alter.column)?;
    let from = column.data_type.as_deref()?;
    let lost = match (labels(cx, from), labels(cx, &alter.data_type)) {
        (Some(old), Some(new)) => lost(&old, &new),
        (Some(old), None) => lost(&old, &labels_made_below(cx, alter, from)?),
        (None, Some(_)) if left_above(cx, alter) => {
            let consequence = format!("; it fails on the first row that holds a label which {} no longer has", alter.data_type);
            return Some(Remade { consequence, help: KEEP });
        }
        _ => return None,
    };
    let place = format!("{}.{}", alter.table.short(), alter.column);
    Some(match &lost[..] {
        [] => Remade { consequence: String::new(), help: "ALTER TYPE … ADD VALUE adds a label in an instant" },
        lost => Remade { consequence: format!("; the migration fails if {place} holds '{}' in any row", lost.join("' or '")), help: KEEP },
    })
}

const KEEP: &str = "leave the label in the type: one that no code writes costs nothing";

fn labels(cx: &OperationContext<'_>, data_type: &TypeName) -> Option<Vec<String>> {
    match &cx.schema().user_type_of(data_type)?.kind {
        UserTypeKind::Enum(labels) => Some(labels.iter().map(|(label, _)| label.clone()).collect()),
        _ => None,
    }
}

fn lost(old: &[String], new: &[String]) -> Vec<String> {
    old.iter().filter(|label| !new.contains(label)).cloned().collect()
}

/// The labels of the type of the same name that a later statement creates, if the column then goes to it.
fn labels_made_below(cx: &OperationContext<'_>, alter: &AlterColumnType, from: &TypeName) -> Option<Vec<String>> {
    let goes_back = |operation: &Operation| {
        matches!(operation, Operation::AlterColumnType(later)
            if later.table == alter.table && later.column == alter.column && later.data_type.name.name == from.name.name)
    };
    if !cx.later().any(|(operation, _)| goes_back(&operation)) {
        return None;
    }
    cx.later().find_map(|(operation, _)| match operation {
        Operation::CreateType(create) if create.name.name == from.name.name => match create.definition {
            TypeDefinition::Enum(labels) => Some(labels),
            _ => None,
        },
        _ => None,
    })
}

/// Whether an earlier statement of this migration took the column from its type.
fn left_above(cx: &OperationContext<'_>, alter: &AlterColumnType) -> bool {
    cx.earlier().any(|(operation, _)| {
        matches!(operation, Operation::AlterColumnType(earlier) if earlier.table == alter.table && earlier.column == alter.column)
    })
}
