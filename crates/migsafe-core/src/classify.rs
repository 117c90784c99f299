//! Class and light of an operation.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::effect::{Circumstances, Conversion, Effect, conversion, finds_nothing, is_harmless_call};
use crate::name::QualifiedName;
use crate::operation::{
    AlterColumnType, AlterDomain, AttributeChange, ColumnOption, ConstraintKind, Copy, DomainChange, DropColumn, DropConstraint, DropIndex,
    DropObject, ObjectKind, Operation, Query, RenameColumn, SetParameter, TableOption,
};
use crate::schema::{Index, Listed};
use crate::source::Dialect;

/// What kind of change an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Adds something, changes nothing that stands.
    #[default]
    Additive,
    /// Changes what stands and keeps every value.
    Transformative,
    /// Removes data, or what running code or the data's protection relies on.
    Destructive,
}

impl Class {
    /// The word for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Additive => "additive",
            Self::Transformative => "transformative",
            Self::Destructive => "destructive",
        }
    }
}

/// The traffic light of a statement, a migration, a project.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Light {
    /// Additive.
    #[default]
    Green,
    /// Transformative, not understood, or additive with an error-level finding.
    Yellow,
    /// Destructive.
    Red,
}

impl Light {
    /// The word for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }
}

impl From<Class> for Light {
    fn from(class: Class) -> Self {
        match class {
            Class::Additive => Self::Green,
            Class::Transformative => Self::Yellow,
            Class::Destructive => Self::Red,
        }
    }
}

/// The class of an operation.
pub fn class_of(operation: &Operation, effect: &Effect, circumstances: &Circumstances<'_>) -> Class {
    let class = class_alone(operation, effect, circumstances);
    // What is dropped and created again is not destroyed.
    if circumstances.replaced { class.min(Class::Transformative) } else { class }
}

/// The class, whatever follows.
fn class_alone(operation: &Operation, effect: &Effect, circumstances: &Circumstances<'_>) -> Class {
    use Class::{Additive, Destructive, Transformative};
    let cx = circumstances;
    if finds_nothing(operation, cx) {
        return Additive;
    }
    match operation {
        Operation::CreateTable(_) | Operation::CreateType(_) | Operation::CreateDomain(_) | Operation::CreateSequence(_) => Additive,
        Operation::AddColumn(_) | Operation::AddEnumValue(_) | Operation::AttachPartition(_) | Operation::AttachIndexPartition(_) => {
            Additive
        }
        Operation::CreateIndex(_) | Operation::Comment(_) => Additive,
        Operation::CreateView(it) => replaced(it.or_replace && known_view(&it.view, cx) && !cx.is_new_relation(&it.view)),
        Operation::CreateFunction(it) => replaced(it.or_replace && !is_new_function(&it.function, cx)),
        Operation::CreateObject(it) => create_object(it.object, it.or_replace),

        Operation::DropTable(it) => destructive_unless(cx.is_new_relation(&it.table)),
        Operation::DropColumn(it) => drop_column(it, cx),
        Operation::DropConstraint(it) => drop_constraint(it, cx),
        Operation::DropIndex(it) => drop_index(it, cx),
        Operation::DropObject(it) => drop_object(it, cx),
        Operation::DetachPartition(it) => destructive_unless(cx.is_new_relation(&it.partition) || cx.is_new_relation(&it.table)),

        Operation::RenameTable(it) => destructive_unless(cx.is_new_relation(&it.table)),
        Operation::RenameColumn(it) => rename_column(it, cx),
        Operation::RenameEnumValue(it) => destructive_unless(is_new_type(&it.name, cx)),
        Operation::RenameObject(it) => rename_object(it.object, &it.name, it.on.as_ref(), cx),
        Operation::SetSchema(it) => rename_object(it.object, &it.name, None, cx),

        Operation::AlterColumnType(it) => alter_column_type(it, cx),
        // Outside its strict mode MySQL writes something else over NULL.
        Operation::SetNotNull(_) if effect.loses_data != crate::effect::LosesData::No => Destructive,
        Operation::SetNotNull(it) => changes_column(&it.table, &it.column, cx),
        Operation::DropNotNull(it) => changes_column(&it.table, &it.column, cx),
        Operation::SetDefault(it) => changes_column(&it.table, &it.column, cx),
        Operation::DropDefault(it) => changes_column(&it.table, &it.column, cx),
        Operation::AlterColumnOption(it) => match it.option {
            ColumnOption::SetStatistics => Additive,
            _ => changes_column(&it.table, &it.column, cx),
        },
        // In MySQL a unique constraint is an index and nothing else.
        Operation::AddConstraint(it) if cx.schema.dialect == Dialect::MySql && matches!(it.constraint.kind, ConstraintKind::Unique(_)) => {
            Additive
        }
        Operation::AddConstraint(it) => changes(&it.table, cx),
        Operation::ValidateConstraint(it) => changes(&it.table, cx),
        Operation::AlterConstraint(it) => changes(&it.table, cx),
        Operation::RenameConstraint(it) => changes(&it.table, cx),
        Operation::AlterTableOption(it) => table_option(&it.table, &it.option, cx),
        Operation::AlterTypeAttribute(it) => match it.change {
            _ if is_new_type(&it.name, cx) => Additive,
            AttributeChange::Drop | AttributeChange::Rename(_) => Destructive,
            AttributeChange::Add | AttributeChange::Type => Transformative,
        },
        Operation::AlterDomain(it) => alter_domain(it, cx),
        Operation::AlterSequence(it) => changes(&it.sequence, cx),
        Operation::AlterObject(_) => Transformative,
        Operation::CreateTrigger(it) => changes(&it.table, cx),
        Operation::CreateRule(it) => changes(&it.table, cx),
        Operation::CreatePolicy(it) => changes(&it.table, cx),
        Operation::ChangePublication(it) => match it.change.as_str() {
            "create" => Additive,
            "set" | "drop" => Destructive,
            _ => Transformative,
        },
        Operation::ChangeOwner(it) => changes(&it.name, cx),
        Operation::ChangePrivileges(it) => {
            if !it.objects.is_empty() && it.objects.iter().all(|object| cx.is_new_relation(object)) {
                Additive
            } else {
                Transformative
            }
        }
        Operation::Reindex(it) => it.name.as_ref().map_or(Transformative, |name| changes(name, cx)),
        Operation::RefreshMaterializedView(it) => changes(&it.view, cx),
        Operation::Maintain(it) => match it.action {
            crate::operation::Maintenance::Analyze | crate::operation::Maintenance::Vacuum => Additive,
            crate::operation::Maintenance::VacuumFull | crate::operation::Maintenance::Cluster => Transformative,
        },
        Operation::LockTable(_) => Transformative,

        Operation::Insert(it) => {
            let calls = it.from_query.as_ref().is_some_and(|query| has_unknown_call(&query.functions, cx));
            if (it.updates_on_conflict && !cx.is_new_relation(&it.table)) || calls { Transformative } else { Additive }
        }
        Operation::Update(it) => changes(&it.table, cx),
        Operation::Delete(it) => destructive_unless(cx.is_new_relation(&it.table)),
        Operation::Truncate(it) => {
            let only_new = effect.unlisted.is_empty()
                && effect.locks.iter().all(|lock| cx.schema.index_owner.contains_key(&lock.relation) || cx.is_new_relation(&lock.relation));
            destructive_unless(cx.is_new_relation(&it.table) && only_new)
        }
        Operation::Merge(it) => match (it.deletes, it.updates) {
            _ if cx.is_new_relation(&it.table) => Additive,
            (true, _) => Destructive,
            (false, true) => Transformative,
            (false, false) => Additive,
        },
        Operation::Copy(it) => copy(it),
        Operation::Query(it) => query(it, cx),
        Operation::SetParameter(it) => set_parameter(it, cx.schema.dialect),
        Operation::Transaction(_) | Operation::SetConstraints(_) | Operation::Utility(_) => Additive,
    }
}

fn destructive_unless(new: bool) -> Class {
    if new { Class::Additive } else { Class::Destructive }
}

/// A change of a table, view or sequence: nobody relies on a new one yet.
fn changes(relation: &QualifiedName, cx: &Circumstances<'_>) -> Class {
    if cx.is_new_relation(relation) { Class::Additive } else { Class::Transformative }
}

fn changes_column(table: &QualifiedName, column: &str, cx: &Circumstances<'_>) -> Class {
    if is_new_column(table, column, cx) { Class::Additive } else { changes(table, cx) }
}

fn replaced(something_stood: bool) -> Class {
    if something_stood { Class::Transformative } else { Class::Additive }
}

fn known_view(view: &QualifiedName, cx: &Circumstances<'_>) -> bool {
    cx.schema.views.contains_key(view)
}

fn is_new_column(table: &QualifiedName, column: &str, cx: &Circumstances<'_>) -> bool {
    cx.is_new_relation(table) || cx.is_new(cx.schema.tables.get(table).and_then(|table| table.birth_of(column)))
}

fn is_new_type(name: &QualifiedName, cx: &Circumstances<'_>) -> bool {
    cx.is_new(cx.schema.types.get(name).and_then(|user| user.birth))
}

/// Whether every overload of the name is new, or none is known to have stood before.
fn is_new_function(name: &QualifiedName, cx: &Circumstances<'_>) -> bool {
    cx.schema.functions.get(name).is_none_or(|overloads| overloads.iter().all(|function| cx.is_new(function.birth)))
}

fn create_object(object: ObjectKind, or_replace: bool) -> Class {
    match object {
        _ if or_replace => Class::Transformative,
        ObjectKind::Policy
        | ObjectKind::Rule
        | ObjectKind::Trigger
        | ObjectKind::EventTrigger
        | ObjectKind::Cast
        | ObjectKind::Subscription => Class::Transformative,
        _ => Class::Additive,
    }
}

fn drop_column(drop: &DropColumn, cx: &Circumstances<'_>) -> Class {
    destructive_unless(is_new_column(&drop.table, &drop.column, cx))
}

fn rename_column(rename: &RenameColumn, cx: &Circumstances<'_>) -> Class {
    destructive_unless(is_new_column(&rename.table, &rename.column, cx) || is_new_type(&rename.table, cx))
}

/// A check that this migration added, as the helper of a `SET NOT NULL`, is not what anybody relies on; one that only repeats a NOT NULL neither.
fn drop_constraint(drop: &DropConstraint, cx: &Circumstances<'_>) -> Class {
    let Some(table) = cx.schema.tables.get(&drop.table) else { return Class::Destructive };
    let Some(constraint) = table.constraint(&drop.constraint) else { return destructive_unless(cx.is_new(table.birth)) };
    if cx.is_new(table.birth) || cx.is_new(constraint.birth) {
        return Class::Additive;
    }
    let repeats_not_null = match &constraint.kind {
        ConstraintKind::Check { expression, .. } => {
            let [crate::operation::Conjunct::NotNull(column)] = &expression.conjuncts[..] else { return Class::Destructive };
            expression.columns.len() == 1 && table.column(column).is_some_and(|column| column.not_null == Some(true))
        }
        _ => false,
    };
    if repeats_not_null { Class::Transformative } else { Class::Destructive }
}

/// A unique index guards data; where it is not known which it is, it may.
fn drop_index(drop: &DropIndex, cx: &Circumstances<'_>) -> Class {
    let Some(owner) = cx.schema.index_owner.get(&drop.index) else {
        return if drop.if_exists && !drop.cascade { Class::Transformative } else { Class::Destructive };
    };
    let tables = cx.schema.tables.get(owner).map(|table| &table.indexes);
    let indexes = tables.or_else(|| cx.schema.views.get(owner).map(|view| &view.indexes));
    let index = indexes.and_then(|indexes| indexes.iter().find(|index| index.name == drop.index));
    match index {
        _ if cx.is_new_relation(owner) => Class::Additive,
        Some(index) if cx.is_new(index.birth) => Class::Additive,
        Some(index) if !index.unique && index.constraint.is_none() => Class::Transformative,
        Some(index) if cx.schema.dialect != Dialect::PostgreSql && indexes.is_some_and(|all| has_double(index, all)) => {
            Class::Transformative
        }
        _ => Class::Destructive,
    }
}

/// Whether another unique index refuses the same rows.
fn has_double(index: &Index, all: &Listed<Index>) -> bool {
    let parts = |index: &Index| index.parts.iter().map(|part| format!("{part:?}")).collect::<BTreeSet<_>>();
    let whole = |index: &Index| index.unique && index.predicate.is_none();
    whole(index) && all.iter().any(|other| other.name != index.name && whole(other) && parts(other) == parts(index))
}

fn drop_object(drop: &DropObject, cx: &Circumstances<'_>) -> Class {
    match drop.object {
        ObjectKind::Statistics => Class::Transformative,
        ObjectKind::Type | ObjectKind::Domain => destructive_unless(is_new_type(&drop.name, cx) && !drop.cascade),
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => {
            let known = cx.schema.functions.contains_key(&drop.name);
            destructive_unless(known && is_new_function(&drop.name, cx) && !drop.cascade)
        }
        ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Policy => {
            destructive_unless(drop.on.as_ref().is_some_and(|table| cx.is_new_relation(table)))
        }
        ObjectKind::Table | ObjectKind::ForeignTable | ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Sequence => {
            destructive_unless(cx.is_new_relation(&drop.name))
        }
        _ => Class::Destructive,
    }
}

/// What code names breaks it; an index, a constraint, a trigger or a policy is named by nobody.
fn rename_object(object: ObjectKind, name: &QualifiedName, on: Option<&QualifiedName>, cx: &Circumstances<'_>) -> Class {
    match object {
        ObjectKind::Index
        | ObjectKind::Constraint
        | ObjectKind::Trigger
        | ObjectKind::Rule
        | ObjectKind::Policy
        | ObjectKind::Statistics => on.map_or(Class::Transformative, |table| changes(table, cx)),
        ObjectKind::Type | ObjectKind::Domain => destructive_unless(is_new_type(name, cx)),
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => {
            destructive_unless(cx.schema.functions.contains_key(name) && is_new_function(name, cx))
        }
        _ => destructive_unless(cx.is_new_relation(name)),
    }
}

fn alter_column_type(alter: &AlterColumnType, cx: &Circumstances<'_>) -> Class {
    if is_new_column(&alter.table, &alter.column, cx) {
        return Class::Additive;
    }
    match conversion(alter, cx) {
        Conversion::Keeps => Class::Transformative,
        Conversion::Narrows | Conversion::Cuts | Conversion::Replaces | Conversion::Unknown => Class::Destructive,
    }
}

fn alter_domain(alter: &AlterDomain, cx: &Circumstances<'_>) -> Class {
    match alter.change {
        _ if is_new_type(&alter.name, cx) => Class::Additive,
        DomainChange::DropConstraint(_) => Class::Destructive,
        _ => Class::Transformative,
    }
}

/// Switching row-level security off opens rows; statistics and comments aside, the rest changes how a table works.
fn table_option(table: &QualifiedName, option: &TableOption, cx: &Circumstances<'_>) -> Class {
    match option {
        _ if cx.is_new_relation(table) => Class::Additive,
        TableOption::RowSecurity(false) | TableOption::ForceRowSecurity(false) => Class::Destructive,
        _ => Class::Transformative,
    }
}

/// A program runs on the server, whatever it does.
fn copy(copy: &Copy) -> Class {
    if copy.program { Class::Transformative } else { Class::Additive }
}

fn query(query: &Query, cx: &Circumstances<'_>) -> Class {
    if query.procedure.is_some() || has_unknown_call(&query.reads.functions, cx) { Class::Transformative } else { Class::Additive }
}

fn has_unknown_call(functions: &[QualifiedName], cx: &Circumstances<'_>) -> bool {
    functions.iter().any(|function| !is_harmless_call(function, cx))
}

/// Settings that switch off what protects the data.
///
/// MySQL 8.4 Reference Manual, 7.1.8 *Server System Variables*; SQLite docs, *PRAGMA Statements*. SQLite has foreign keys off unless a connection asks for them.
fn set_parameter(set: &SetParameter, dialect: Dialect) -> Class {
    if dialect != Dialect::PostgreSql {
        let value = set.value.as_deref().unwrap_or_default().to_ascii_lowercase();
        let on = !matches!(value.as_str(), "0" | "off" | "false" | "no");
        // What is set again from a variable is what it was before.
        let off = match set.name.as_str() {
            "foreign_key_checks" | "unique_checks" | "sql_log_bin" => !on && !value.starts_with('@'),
            "writable_schema" | "ignore_check_constraints" => on,
            _ => false,
        };
        return if off { Class::Transformative } else { Class::Additive };
    }
    let off = set.value.as_deref().is_some_and(|value| {
        let value = value.to_ascii_lowercase();
        match set.name.as_str() {
            "session_replication_role" => value != "origin",
            "row_security" | "zero_damaged_pages" | "ignore_system_indexes" | "fsync" | "full_page_writes" => {
                matches!(value.as_str(), "off" | "false" | "0" | "no")
                    != matches!(set.name.as_str(), "zero_damaged_pages" | "ignore_system_indexes")
            }
            _ => false,
        }
    });
    if off { Class::Transformative } else { Class::Additive }
}
