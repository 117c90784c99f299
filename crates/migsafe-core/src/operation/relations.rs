//! The names inside an operation, for replay to complete with their schema.

#[allow(clippy::wildcard_imports, reason = "it walks the whole vocabulary")]
use super::*;
use crate::name::QualifiedName;

/// What a name inside an operation stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameRole {
    /// A relation that should exist: table, view, sequence.
    Relation,
    /// An index that should exist.
    Index,
    /// A type or domain that should exist.
    Type,
    /// A function that should exist.
    Function,
    /// Something that this operation creates: it goes to the first schema of the path, and a temporary table to none.
    Created,
}

impl Operation {
    /// Calls `visit` with every name that may lack its schema.
    #[allow(clippy::too_many_lines, reason = "one arm an operation")]
    pub fn names_mut(&mut self, visit: &mut dyn FnMut(NameRole, &mut QualifiedName)) {
        use NameRole::{Created, Function, Index, Relation, Type};
        match self {
            Self::CreateTable(create) => create_table(create, visit),
            Self::DropTable(it) => {
                visit(Relation, &mut it.table);
                all(Relation, &mut it.together, visit);
            }
            Self::RenameTable(it) => visit(Relation, &mut it.table),
            Self::AttachPartition(it) => {
                visit(Relation, &mut it.table);
                visit(Relation, &mut it.partition);
            }
            Self::DetachPartition(it) => {
                visit(Relation, &mut it.table);
                visit(Relation, &mut it.partition);
            }
            Self::AlterTableOption(it) => {
                visit(Relation, &mut it.table);
                if let TableOption::Inherit { parent, .. } = &mut it.option {
                    visit(Relation, parent);
                }
            }
            Self::AddColumn(it) => {
                visit(Relation, &mut it.table);
                column(&mut it.column, visit);
            }
            Self::DropColumn(it) => visit(Relation, &mut it.table),
            Self::RenameColumn(it) => visit(Relation, &mut it.table),
            Self::AlterColumnType(it) => {
                visit(Relation, &mut it.table);
                visit(Type, &mut it.data_type.name);
            }
            Self::SetNotNull(it) => visit(Relation, &mut it.table),
            Self::DropNotNull(it) => visit(Relation, &mut it.table),
            Self::SetDefault(it) => visit(Relation, &mut it.table),
            Self::DropDefault(it) => visit(Relation, &mut it.table),
            Self::AlterColumnOption(it) => visit(Relation, &mut it.table),
            Self::AddConstraint(it) => {
                visit(Relation, &mut it.table);
                constraint(&mut it.constraint, visit);
            }
            Self::ValidateConstraint(it) => visit(Relation, &mut it.table),
            Self::DropConstraint(it) => visit(Relation, &mut it.table),
            Self::AlterConstraint(it) => visit(Relation, &mut it.table),
            Self::RenameConstraint(it) => visit(Relation, &mut it.table),
            Self::CreateIndex(it) => visit(Relation, &mut it.table),
            Self::DropIndex(it) => {
                visit(Index, &mut it.index);
                all(Index, &mut it.together, visit);
            }
            Self::AttachIndexPartition(it) => {
                visit(Index, &mut it.index);
                visit(Index, &mut it.partition);
            }
            Self::Reindex(it) => {
                let role = if it.target == ReindexTarget::Index { Index } else { Relation };
                if let (Some(name), ReindexTarget::Index | ReindexTarget::Table) = (&mut it.name, it.target) {
                    visit(role, name);
                }
            }
            Self::CreateView(it) => {
                reads(&mut it.reads, visit);
                visit(Created, &mut it.view);
            }
            Self::RefreshMaterializedView(it) => visit(Relation, &mut it.view),
            Self::CreateType(it) => visit(Created, &mut it.name),
            Self::AddEnumValue(it) => visit(Type, &mut it.name),
            Self::RenameEnumValue(it) => visit(Type, &mut it.name),
            Self::AlterTypeAttribute(it) => visit(Type, &mut it.name),
            Self::CreateDomain(it) => {
                visit(Type, &mut it.base.name);
                visit(Created, &mut it.name);
            }
            Self::AlterDomain(it) => visit(Type, &mut it.name),
            Self::CreateSequence(it) => {
                if let Some((table, _)) = &mut it.owned_by {
                    visit(Relation, table);
                }
                visit(Created, &mut it.sequence);
            }
            Self::AlterSequence(it) => {
                visit(Relation, &mut it.sequence);
                if let Some(Some((table, _))) = &mut it.owned_by {
                    visit(Relation, table);
                }
            }
            Self::CreateFunction(it) => {
                it.needs.iter_mut().for_each(|needs| reads(needs, visit));
                all(Relation, &mut it.plans_to_write, visit);
                visit(Created, &mut it.function);
            }
            Self::CreateTrigger(it) => {
                reads(&mut it.needs, visit);
                visit(Relation, &mut it.table);
                visit(Function, &mut it.function);
            }
            Self::CreateRule(it) => {
                reads(&mut it.needs, visit);
                visit(Relation, &mut it.table);
            }
            Self::CreatePolicy(it) => {
                reads(&mut it.needs, visit);
                visit(Relation, &mut it.table);
            }
            Self::ChangePublication(it) => {
                all(Relation, &mut it.tables, visit);
                for part in &mut it.parts {
                    visit(Relation, &mut part.table);
                    reads(&mut part.filter, visit);
                }
            }
            Self::CreateObject(it) => optional(&mut it.on, visit),
            Self::AlterObject(it) => {
                optional(&mut it.on, visit);
                named(it.object, &mut it.name, visit);
            }
            Self::DropObject(it) => {
                optional(&mut it.on, visit);
                named(it.object, &mut it.name, visit);
                it.together.iter_mut().for_each(|name| named(it.object, name, visit));
            }
            Self::RenameObject(it) => {
                optional(&mut it.on, visit);
                named(it.object, &mut it.name, visit);
            }
            Self::SetSchema(it) => named(it.object, &mut it.name, visit),
            Self::ChangeOwner(it) => named(it.object, &mut it.name, visit),
            Self::Comment(it) => match it.object {
                ObjectKind::Column | ObjectKind::Constraint => visit(Relation, &mut it.name),
                object => named(object, &mut it.name, visit),
            },
            Self::ChangePrivileges(it) => {
                if matches!(it.object, Some(ObjectKind::Table | ObjectKind::Sequence)) {
                    all(Relation, &mut it.objects, visit);
                }
            }
            Self::Insert(it) => {
                visit(Relation, &mut it.table);
                if let Some(query) = &mut it.from_query {
                    reads(query, visit);
                }
            }
            Self::Update(it) => {
                visit(Relation, &mut it.table);
                reads(&mut it.reads, visit);
            }
            Self::Delete(it) => {
                visit(Relation, &mut it.table);
                reads(&mut it.reads, visit);
            }
            Self::Merge(it) => {
                visit(Relation, &mut it.table);
                reads(&mut it.reads, visit);
            }
            Self::Truncate(it) => visit(Relation, &mut it.table),
            Self::Copy(it) => optional(&mut it.table, visit),
            Self::Query(it) => {
                reads(&mut it.reads, visit);
                all(Relation, &mut it.locks_rows_of, visit);
                all(Relation, &mut it.only, visit);
                if let Some(procedure) = &mut it.procedure {
                    visit(Function, procedure);
                }
            }
            Self::Maintain(it) => all(Relation, &mut it.tables, visit),
            Self::LockTable(it) => {
                all(Relation, &mut it.tables, visit);
                all(Relation, &mut it.only, visit);
            }
            Self::Utility(it) => all(Relation, &mut it.plans_to_write, visit),
            Self::SetParameter(_) | Self::Transaction(_) | Self::SetConstraints(_) => {}
        }
    }
}

type Visit<'a> = &'a mut dyn FnMut(NameRole, &mut QualifiedName);

fn create_table(create: &mut CreateTable, visit: Visit<'_>) {
    if let Some(of_type) = &mut create.of_type {
        visit(NameRole::Type, of_type);
    }
    for definition in &mut create.columns {
        column(definition, visit);
    }
    for definition in &mut create.constraints {
        constraint(definition, visit);
    }
    if let Some(partition) = &mut create.partition_of {
        visit(NameRole::Relation, &mut partition.parent);
    }
    all(NameRole::Relation, &mut create.inherits, visit);
    for like in &mut create.like {
        visit(NameRole::Relation, &mut like.table);
    }
    if let Some(query) = &mut create.as_query {
        reads(query, visit);
    }
    if create.persistence != Persistence::Temporary {
        visit(NameRole::Created, &mut create.table);
    }
}

fn column(definition: &mut ColumnDefinition, visit: Visit<'_>) {
    visit(NameRole::Type, &mut definition.data_type.name);
    for attached in &mut definition.constraints {
        constraint(attached, visit);
    }
}

fn constraint(definition: &mut ConstraintDefinition, visit: Visit<'_>) {
    if let ConstraintKind::ForeignKey(key) = &mut definition.kind {
        visit(NameRole::Relation, &mut key.references);
    }
}

fn reads(reads: &mut Reads, visit: Visit<'_>) {
    all(NameRole::Relation, &mut reads.relations, visit);
    all(NameRole::Relation, &mut reads.starred, visit);
}

fn all(role: NameRole, names: &mut [QualifiedName], visit: Visit<'_>) {
    for name in names {
        visit(role, name);
    }
}

fn optional(name: &mut Option<QualifiedName>, visit: Visit<'_>) {
    if let Some(name) = name {
        visit(NameRole::Relation, name);
    }
}

fn named(object: ObjectKind, name: &mut QualifiedName, visit: Visit<'_>) {
    match object {
        ObjectKind::Table | ObjectKind::ForeignTable | ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Sequence => {
            visit(NameRole::Relation, name);
        }
        ObjectKind::Index => visit(NameRole::Index, name),
        ObjectKind::Type | ObjectKind::Domain => visit(NameRole::Type, name),
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => visit(NameRole::Function, name),
        _ => {}
    }
}
