//! What is refused of trees of tables: who may be whose child, and which rows a partition takes.

use super::{Refusal, certain, persistence};
use crate::effect::{Circumstances, bounds};
use crate::name::QualifiedName;
use crate::operation::{AttachPartition, ConstraintKind, CreateTable, PartitionBound};
use crate::schema::Table;

pub(super) fn inherit(child: &Table, parent: &QualifiedName, cx: &Circumstances<'_>) -> Refusal {
    if child.partition_of.is_some() {
        return Some(certain("a partition inherits from nothing else", "42809"));
    }
    if child.inherits.contains(parent) {
        return Some(certain(format!("it inherits from {} already", parent.short()), "42P07"));
    }
    let parent = cx.table(parent)?;
    other_column(parent, child).or_else(|| missing_check(parent, child))
}

/// A column of the table above that the one below lacks, or has with another type.
fn other_column(parent: &Table, child: &Table) -> Refusal {
    if !parent.is_known() || !child.is_known() {
        return None;
    }
    for column in &parent.columns {
        let Some(own) = child.column(&column.name) else {
            return Some(certain(format!("{} has no column {}", child.name.short(), column.name), "42804"));
        };
        if own.data_type != column.data_type {
            return Some(certain(format!("{}.{} is of another type", child.name.short(), column.name), "42804"));
        }
        if column.not_null == Some(true) && own.not_null == Some(false) {
            return Some(certain(format!("{}.{} takes NULLs", child.name.short(), column.name), "42804"));
        }
    }
    None
}

fn missing_check(parent: &Table, child: &Table) -> Refusal {
    let passed_on = |kind: &ConstraintKind| matches!(kind, ConstraintKind::Check { no_inherit: false, .. });
    let missing =
        parent.constraints.iter().find(|constraint| passed_on(&constraint.kind) && child.constraint(&constraint.name).is_none())?;
    child.is_known().then(|| certain(format!("{} lacks the check {}", child.name.short(), missing.name), "42804"))
}

pub(super) fn attach(attach: &AttachPartition, cx: &Circumstances<'_>) -> Refusal {
    let (parent, child) = (cx.table(&attach.table)?, cx.table(&attach.partition)?);
    if child.partition_of.is_some() {
        return Some(certain(format!("{} is a partition already", child.name.short()), "42809"));
    }
    other_column(parent, child).or_else(|| missing_check(parent, child)).or_else(|| overlap(parent, &attach.bound, cx))
}

/// So many partitions are compared with a new one.
const COMPARED: usize = 500;

fn overlap(parent: &Table, bound: &PartitionBound, cx: &Circumstances<'_>) -> Refusal {
    // Of very many the newest are compared.
    let other = parent.children.newest().take(COMPARED).filter_map(|child| cx.table(child)).filter(|child| {
        let own = child.partition_of.as_deref().filter(|(of, _)| *of == parent.name).map(|(_, bound)| bound);
        own.is_some_and(|own| bounds::overlap(own, bound))
    });
    let other = other.last()?;
    Some(certain(format!("{} takes some of these rows", other.name.short()), "42P17"))
}

pub(super) fn create_table(create: &CreateTable, cx: &Circumstances<'_>) -> Refusal {
    if cx.schema.relation_exists(&create.table) {
        return None;
    }
    let definitions = create.columns.iter().flat_map(|column| &column.constraints).chain(&create.constraints);
    let referenced = definitions.filter_map(|definition| match &definition.kind {
        ConstraintKind::ForeignKey(key) if key.references != create.table => cx.table(&key.references),
        _ => None,
    });
    referenced
        .into_iter()
        .find_map(|to| persistence(create.persistence, to))
        .or_else(|| create_partition(create, cx))
        .or_else(|| conflicting_parents(create, cx))
}

/// Columns of one name that come from several tables are one column, of one type.
fn conflicting_parents(create: &CreateTable, cx: &Circumstances<'_>) -> Refusal {
    let parents: Vec<&Table> = create.inherits.iter().filter_map(|parent| cx.table(parent)).collect();
    let columns = parents.iter().flat_map(|parent| &parent.columns);
    let differs = |column: &&crate::schema::Column| {
        parents.iter().filter_map(|parent| parent.column(&column.name)).any(|other| other.data_type != column.data_type)
    };
    columns.into_iter().find(differs).map(|column| certain(format!("{} comes from two tables with two types", column.name), "42804"))
}

fn create_partition(create: &CreateTable, cx: &Circumstances<'_>) -> Refusal {
    let partition = create.partition_of.as_ref()?;
    let parent = cx.table(&partition.parent)?;
    if parent.is_known() && parent.partition_by.is_none() {
        return Some(certain(format!("{} is not partitioned", parent.name.short()), "42P17"));
    }
    overlap(parent, &partition.bound, cx)
}
