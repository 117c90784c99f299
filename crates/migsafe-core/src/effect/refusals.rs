//! What the server refuses before it does anything: because the table is a part of a tree, because the name is taken, because nothing has the name. Measured on 14–18.
//!
//! A column or index that the history does not show may still be there: that is a possible failure. How tables hang together is known, and what follows from it is certain.

mod trees;

use super::columns::primary_key_columns;
use super::{Circumstances, Failure, types_families, types_references};
use crate::name::QualifiedName;
use crate::operation::{
    AddConstraint, AlterColumnOption, AlterTableOption, ColumnOption, ConstraintKind, CreateIndex, DropConstraint, ForeignKey, Identity,
    IndexPart, Key, ObjectKind, Operation, Persistence, RenameObject, TableOption,
};
use crate::schema::Table;
use crate::version::PostgresVersion;

use trees::{attach, create_table, inherit};

type Refusal = Option<Failure>;

/// Why the server refuses the operation, if it does.
pub(super) fn of(operation: &Operation, cx: &Circumstances<'_>) -> Refusal {
    match operation {
        Operation::AddColumn(it) => within_tree(&it.table, it.only, cx).or_else(|| {
            let partition = cx.table(&it.table).is_some_and(|table| table.partition_of.is_some());
            partition.then(|| certain("columns are added to the partitioned table, not to a partition", "42809"))
        }),
        Operation::DropColumn(it) => inherited_column(&it.table, &it.column, cx)
            .or_else(|| key_below(&it.table, &it.column, cx))
            .or_else(|| only_with_partitions(&it.table, it.only, cx)),
        Operation::AlterColumnType(it) => missing_column(&it.table, &it.column, cx)
            .or_else(|| inherited_column(&it.table, &it.column, cx))
            .or_else(|| key_below(&it.table, &it.column, cx))
            .or_else(|| within_tree(&it.table, it.only, cx)),
        Operation::RenameColumn(it) => missing_column(&it.table, &it.column, cx)
            .or_else(|| {
                let taken = cx.table(&it.table).is_some_and(|table| table.column(&it.to).is_some());
                taken.then(|| certain(format!("column {} exists", it.to), "42701"))
            })
            .or_else(|| inherited_column(&it.table, &it.column, cx))
            .or_else(|| within_tree(&it.table, it.only, cx)),
        Operation::SetNotNull(it) => missing_column(&it.table, &it.column, cx).or_else(|| only_with_partitions(&it.table, it.only, cx)),
        Operation::DropNotNull(it) => missing_column(&it.table, &it.column, cx).or_else(|| required_above(&it.table, &it.column, cx)),
        Operation::SetDefault(it) => missing_column(&it.table, &it.column, cx).or_else(|| default_of(&it.table, &it.column, cx)),
        Operation::DropDefault(it) => missing_column(&it.table, &it.column, cx),
        Operation::AlterColumnOption(it) => missing_column(&it.table, &it.column, cx).or_else(|| column_option(it, cx)),
        Operation::AddConstraint(it) => constraint(it, cx),
        Operation::DropConstraint(it) => inherited_constraint(it, cx),
        Operation::CreateIndex(it) => index(it, cx),
        Operation::Insert(it) => it.columns.iter().find_map(|column| not_written(&it.table, column, true, cx)),
        Operation::Update(it) => it.columns.iter().find_map(|column| not_written(&it.table, column, false, cx)),
        Operation::Truncate(it) if it.only && cx.is_partitioned(&it.table) => {
            Some(certain("a partitioned table cannot be emptied without its partitions", "42809"))
        }
        Operation::RenameTable(it) => taken(&it.table, &it.to, cx),
        Operation::RenameObject(it) => rename(it, cx),
        Operation::AlterTableOption(it) => option(it, cx),
        Operation::AttachPartition(it) => attach(it, cx),
        Operation::DetachPartition(it) => {
            let child = cx.table(&it.table).is_none_or(|table| !table.is_known() || table.children.contains(&it.partition));
            (!child).then(|| certain(format!("{} is no partition of it", it.partition.short()), "42P01"))
        }
        Operation::CreateTable(it) => create_table(it, cx),
        Operation::AlterSequence(it) => {
            let (table, column) = it.owned_by.as_ref()?.as_ref()?;
            missing_column(table, column, cx)
        }
        Operation::ChangePublication(it) => {
            let unlogged = |table: &&QualifiedName| cx.table(table).is_some_and(|table| table.persistence != Persistence::Permanent);
            let table = it.tables.iter().find(unlogged)?;
            (it.change != "drop").then(|| certain(format!("{} is not logged", table.short()), "22023"))
        }
        Operation::DropObject(it) if it.object == ObjectKind::Trigger => {
            let on = it.on.as_ref()?;
            let (parent, _) = cx.table(on)?.partition_of.as_deref()?;
            let from_above = cx.table(parent)?.triggers.contains(&it.name.name);
            from_above.then(|| certain(format!("it is the trigger of {}", parent.short()), "2BP01"))
        }
        _ => None,
    }
}

/// Checks that wait for the end of the transaction keep the table as it is.
pub(super) fn pending(operation: &Operation, cx: &Circumstances<'_>) -> Refusal {
    let table = match operation {
        Operation::AddColumn(it) => &it.table,
        Operation::DropColumn(it) => &it.table,
        Operation::AlterColumnType(it) => &it.table,
        Operation::SetNotNull(it) => &it.table,
        Operation::DropNotNull(it) => &it.table,
        Operation::SetDefault(it) => &it.table,
        Operation::DropDefault(it) => &it.table,
        Operation::AddConstraint(it) => &it.table,
        Operation::DropConstraint(it) => &it.table,
        Operation::ValidateConstraint(it) => &it.table,
        Operation::AlterTableOption(it) => &it.table,
        Operation::Truncate(it) => &it.table,
        Operation::DropTable(it) => &it.table,
        Operation::CreateIndex(it) => &it.table,
        _ => return None,
    };
    let waits = cx.schema.pending_checks.get(table) == Some(&cx.now.transaction());
    waits.then(|| possible("rows were written in the same transaction, and their foreign keys are checked at its end", "55006"))
}

fn certain(when: impl Into<String>, sqlstate: &'static str) -> Failure {
    Failure { certain: true, when: when.into(), sqlstate: Some(sqlstate) }
}

fn possible(when: impl Into<String>, sqlstate: &'static str) -> Failure {
    Failure { certain: false, ..certain(when, sqlstate) }
}

/// `ONLY`, where what is asked goes down to every table below.
fn within_tree(table: &QualifiedName, only: bool, cx: &Circumstances<'_>) -> Refusal {
    let below = cx.table(table).is_some_and(|table| !table.children.is_empty());
    (only && below).then(|| certain("the tables below it need the same, and ONLY leaves them out", "42P16"))
}

/// The same, where only partitions need it.
fn only_with_partitions(table: &QualifiedName, only: bool, cx: &Circumstances<'_>) -> Refusal {
    if cx.is_partitioned(table) { within_tree(table, only, cx) } else { None }
}

fn missing_column(table: &QualifiedName, column: &str, cx: &Circumstances<'_>) -> Refusal {
    let missing = cx.table(table).is_some_and(|table| table.is_known() && table.column(column).is_none());
    missing.then(|| possible(format!("{} has no column {column}", table.short()), "42703"))
}

/// A column that code cannot write, unless it says `DEFAULT` or `OVERRIDING`.
fn not_written(table: &QualifiedName, name: &str, inserts: bool, cx: &Circumstances<'_>) -> Refusal {
    missing_column(table, name, cx).or_else(|| {
        let column = cx.table(table)?.column(name)?;
        let always = inserts && column.identity == Some(Identity::Always);
        (always || column.generated.is_some()).then(|| possible(format!("the server alone gives {name} its value"), "428C9"))
    })
}

/// A column that comes from the table above changes there.
fn inherited_column(table: &QualifiedName, column: &str, cx: &Circumstances<'_>) -> Refusal {
    let inherited = cx.table(table)?.column(column)?.inherited;
    inherited.then(|| certain(format!("column {column} comes from the table above"), "42P16"))
}

/// A partition that is partitioned itself holds on to its key.
fn key_below(table: &QualifiedName, column: &str, cx: &Circumstances<'_>) -> Refusal {
    let by = |member: &QualifiedName| cx.table(member).and_then(|table| table.partition_by.as_ref());
    let below = cx.tree(table).into_iter().find(|member| by(member).is_some_and(|by| by.columns.iter().any(|key| key == column)))?;
    Some(certain(format!("it is part of the partition key of {}", below.short()), "42P16"))
}

/// A partition cannot take NULLs where its table takes none.
fn required_above(table: &QualifiedName, column: &str, cx: &Circumstances<'_>) -> Refusal {
    let (parent, _) = cx.table(table)?.partition_of.as_deref()?;
    let required = cx.table(parent)?.column(column)?.not_null == Some(true);
    required.then(|| certain(format!("{}.{column} is NOT NULL", parent.short()), "42P16"))
}

fn default_of(table: &QualifiedName, column: &str, cx: &Circumstances<'_>) -> Refusal {
    let column = cx.table(table)?.column(column)?;
    let why = match (&column.identity, &column.generated) {
        (Some(_), _) => "an identity column",
        (_, Some(_)) => "a generated column",
        _ => return None,
    };
    Some(certain(format!("{} is {why}", column.name), "42601"))
}

fn column_option(alter: &AlterColumnOption, cx: &Circumstances<'_>) -> Refusal {
    let column = cx.table(&alter.table).filter(|table| table.is_known())?.column(&alter.column)?;
    match &alter.option {
        ColumnOption::AddIdentity(_) if column.default.is_some() => Some(certain(format!("{} has a default", column.name), "55000")),
        ColumnOption::AddIdentity(_) if column.identity.is_some() => {
            Some(certain(format!("{} is an identity column already", column.name), "55000"))
        }
        // `IF EXISTS` is not kept.
        ColumnOption::DropIdentity if column.identity.is_none() => {
            Some(possible(format!("{} is no identity column", column.name), "55000"))
        }
        ColumnOption::DropExpression if column.generated.is_none() => {
            Some(possible(format!("{} is no generated column", column.name), "55000"))
        }
        _ => None,
    }
}

fn constraint(add: &AddConstraint, cx: &Circumstances<'_>) -> Refusal {
    let definition = &add.constraint;
    let is_key = matches!(definition.kind, ConstraintKind::PrimaryKey(_) | ConstraintKind::Unique(_) | ConstraintKind::Exclude { .. });
    if let Some(name) = &definition.name
        && cx.table(&add.table).is_some_and(|table| table.constraint(name).is_some())
    {
        let replaced_key = definition.kind.using_index().is_some_and(|index| index == name);
        let sqlstate = if is_key && !replaced_key { "42P07" } else { "42710" };
        return Some(certain(format!("a constraint {name} exists"), sqlstate));
    }
    match &definition.kind {
        ConstraintKind::Check { expression, .. } if expression.subquery => Some(certain("a check cannot hold a subquery", "0A000")),
        ConstraintKind::Check { expression, no_inherit } => {
            let missing = expression.columns.iter().find_map(|column| missing_column(&add.table, column, cx));
            missing.or_else(|| if *no_inherit { None } else { within_tree(&add.table, add.only, cx) })
        }
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => {
            let missing = key.columns.iter().chain(&key.include).find_map(|column| missing_column(&add.table, column, cx));
            missing
                .or_else(|| key.columns.iter().chain(&key.include).find_map(|column| virtual_column(&add.table, column, cx)))
                .or_else(|| using_index(&add.table, key.using_index.as_deref()?, cx))
                .or_else(|| key_columns_below(add, cx))
                .or_else(|| scalar_without_overlaps(&add.table, key, cx))
        }
        ConstraintKind::ForeignKey(key) => {
            let only = (add.only && cx.is_partitioned(&add.table))
                .then(|| certain("a partitioned table's foreign key goes down to its partitions", "42809"));
            only.or_else(|| foreign_key(&add.table, key, cx))
        }
        ConstraintKind::Exclude { .. } | ConstraintKind::NotNull { .. } => None,
    }
}

/// What is computed at every read stands in no index (18 and later).
fn virtual_column(table: &QualifiedName, column: &str, cx: &Circumstances<'_>) -> Refusal {
    let generated = cx.table(table)?.column(column)?.generated.as_ref()?;
    let computed_when_read = cx.version >= PostgresVersion(18) && generated.stored != Some(true);
    computed_when_read.then(|| certain(format!("{column} is virtual, and stands in no index"), "0A000"))
}

/// `WITHOUT OVERLAPS` is kept by a `GiST` index, for which plain types have operators in an extension alone.
fn scalar_without_overlaps(table: &QualifiedName, key: &Key, cx: &Circumstances<'_>) -> Refusal {
    let table = cx.table(table).filter(|_| key.without_overlaps && cx.version >= PostgresVersion(18))?;
    let plain = |name: &&String| table.column(name).and_then(|column| column.data_type.as_deref()).is_some_and(types_families::is_scalar);
    let column = key.columns.iter().find(plain)?;
    Some(possible(format!("{column} is in a GiST index only where btree_gist is installed"), "42704"))
}

/// What the two ends of a foreign key must be.
fn foreign_key(table: &QualifiedName, key: &ForeignKey, cx: &Circumstances<'_>) -> Refusal {
    use crate::operation::ReferentialAction::{Cascade, SetDefault, SetNull};
    let missing = key.columns.iter().find_map(|column| missing_column(table, column, cx));
    let referenced = || key.referenced_columns.iter().find_map(|column| missing_column(&key.references, column, cx));
    if let Some(refusal) = missing.or_else(referenced) {
        return Some(refusal);
    }
    if cx.schema.views.contains_key(&key.references) {
        return Some(certain(format!("{} is not a table", key.references.short()), "42809"));
    }
    if !key.referenced_columns.is_empty() && key.referenced_columns.len() != key.columns.len() {
        return Some(certain("the two sides have different numbers of columns", "42830"));
    }
    let (from, to) = (cx.table(table)?, cx.table(&key.references)?);
    if let Some(refusal) = persistence(from.persistence, to) {
        return Some(refusal);
    }
    let computed = key.columns.iter().find(|column| from.column(column).is_some_and(|column| column.generated.is_some()));
    let writes = matches!(key.on_delete, SetNull | SetDefault) || matches!(key.on_update, Cascade | SetNull | SetDefault);
    let computed =
        computed.filter(|_| writes).map(|column| certain(format!("{column} is computed, so it cannot be set when a row goes"), "42601"));
    computed.or_else(|| incomparable(from, to, key, cx))
}

/// Types between which no foreign key leads.
fn incomparable(from: &Table, to: &Table, key: &ForeignKey, cx: &Circumstances<'_>) -> Refusal {
    let referenced = if key.referenced_columns.is_empty() { primary_key_columns(cx, &to.name) } else { &key.referenced_columns[..] };
    key.columns.iter().zip(referenced).find_map(|(own, other)| {
        let (own, other) = (from.column(own)?, to.column(other)?);
        let (own_type, other_type) = (own.data_type.as_deref()?, other.data_type.as_deref()?);
        let refused =
            || certain(format!("{} is {own_type} and the referenced {} {other_type}: they do not compare", own.name, other.name), "42804");
        (types_references::can_refer(own_type, other_type, cx) == Some(false)).then(refused)
    })
}

fn using_index(table: &QualifiedName, index: &str, cx: &Circumstances<'_>) -> Refusal {
    let known = cx.table(table).filter(|table| table.is_known())?;
    let Some(found) = known.index(index) else { return Some(possible(format!("index {index} does not exist"), "42704")) };
    let plain = found.unique && found.predicate.is_none() && found.parts.iter().all(|part| matches!(part, IndexPart::Column(_)));
    (!plain).then(|| certain(format!("index {index} is not a unique one of columns alone, over all rows"), "42809"))
}

/// A key of a partitioned table holds the partition key of every partitioned table below.
fn key_columns_below(add: &AddConstraint, cx: &Circumstances<'_>) -> Refusal {
    let (ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key)) = &add.constraint.kind else { return None };
    if !cx.is_partitioned(&add.table) || key.using_index.is_some() {
        return None;
    }
    let left_out = |member: &QualifiedName| {
        let by = cx.table(member).and_then(|table| table.partition_by.as_ref());
        by.is_some_and(|by| by.columns.iter().any(|column| !column.is_empty() && !key.columns.contains(column)))
    };
    let below = cx.tree(&add.table).into_iter().find(left_out)?;
    Some(certain(format!("it leaves out a column of the partition key of {}", below.short()), "0A000"))
}

fn inherited_constraint(drop: &DropConstraint, cx: &Circumstances<'_>) -> Refusal {
    let table = cx.table(&drop.table)?;
    let constraint = table.constraint(&drop.constraint)?;
    let of_parent_index = table.index_of(&constraint.name).is_some_and(|index| index.parent.is_some());
    (constraint.inherited || of_parent_index).then(|| certain("it comes from the table above", "42P16"))
}

fn index(create: &CreateIndex, cx: &Circumstances<'_>) -> Refusal {
    if cx.schema.views.get(&create.table).is_some_and(|view| !view.materialized) {
        return Some(certain(format!("{} is a view", create.table.short()), "42809"));
    }
    let columns = create.parts.iter().filter_map(|part| match part {
        IndexPart::Column(column) => Some(column),
        IndexPart::Expression(_) => None,
    });
    let mut columns: Vec<&String> = columns.chain(&create.include).collect();
    let missing = columns.iter().find_map(|column| missing_column(&create.table, column, cx));
    let computed = create.parts.iter().filter_map(|part| match part {
        IndexPart::Expression(expression) => Some(&expression.columns),
        IndexPart::Column(_) => None,
    });
    columns.extend(computed.flatten());
    missing.or_else(|| columns.into_iter().find_map(|column| virtual_column(&create.table, column, cx)))
}

/// Relations of a schema share one name space.
fn taken(name: &QualifiedName, to: &str, cx: &Circumstances<'_>) -> Refusal {
    let to = QualifiedName { schema: name.schema.clone(), name: to.into() };
    cx.schema.relation_exists(&to).then(|| certain(format!("a relation {} exists", to.short()), "42P07"))
}

fn rename(rename: &RenameObject, cx: &Circumstances<'_>) -> Refusal {
    match rename.object {
        ObjectKind::Index
        | ObjectKind::Table
        | ObjectKind::ForeignTable
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Sequence => taken(&rename.name, &rename.to, cx),
        _ => None,
    }
}

fn option(alter: &AlterTableOption, cx: &Circumstances<'_>) -> Refusal {
    let table = cx.table(&alter.table)?;
    match &alter.option {
        TableOption::Set(_) if table.partition_by.is_some() => {
            let sqlstate = if cx.version < PostgresVersion(16) { "22023" } else { "42809" };
            Some(certain("a partitioned table has no storage of its own", sqlstate))
        }
        TableOption::Logged(_) if table.partition_by.is_some() && cx.version >= PostgresVersion(18) => {
            Some(certain("a partitioned table has no storage of its own", "42809"))
        }
        TableOption::Inherit { parent, joins: true } => inherit(table, parent, cx),
        TableOption::Inherit { parent, joins: false } if table.is_known() && !table.inherits.contains(parent) => {
            Some(certain(format!("it does not inherit from {}", parent.short()), "42P01"))
        }
        TableOption::ReplicaIdentity(crate::operation::ReplicaIdentity::Index(index)) => replica_identity(table, index),
        _ => None,
    }
}

fn replica_identity(table: &Table, index: &str) -> Refusal {
    let Some(found) = table.index(index) else {
        return table.is_known().then(|| possible(format!("index {index} does not exist"), "42704"));
    };
    let holds = |part: &IndexPart| match part {
        IndexPart::Column(column) => table.column(column).is_none_or(|column| column.not_null != Some(false)),
        IndexPart::Expression(_) => false,
    };
    let fits = found.unique && found.predicate.is_none() && found.parts.iter().all(holds);
    (!fits).then(|| certain(format!("index {index} does not identify every row"), "42809"))
}

/// A table references only what lasts as long as it does.
fn persistence(from: Persistence, to: &Table) -> Refusal {
    if !to.is_known() {
        return None;
    }
    if from == Persistence::Permanent && to.persistence != Persistence::Permanent {
        return Some(certain(format!("{} may lose its rows in a crash", to.name.short()), "42P16"));
    }
    let mixed = (from == Persistence::Temporary) != (to.persistence == Persistence::Temporary);
    mixed.then(|| certain("a temporary table references temporary tables alone", "42P16"))
}
