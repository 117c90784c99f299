//! Carrying out an operation.

use super::hash::HashSet;

use super::{Birth, NeedingKind, Schema};
use crate::name::QualifiedName;
use crate::operation::{AlterTableOption, Expression, ObjectKind, Operation, Persistence, TableOption, Truncate};

/// So many foreign keys of a table, and to it, are looked at for one that is checked late.
const LOOKED_AT: usize = 500;

impl Schema {
    /// Carries out the operation.
    pub fn apply(&mut self, operation: &Operation, now: Birth) {
        self.enter(now);
        self.note_pending_checks(operation, now);
        self.note_gone(operation);
        let table = operation.only();
        let children = table.and_then(|table| self.tables.get_mut(table)).map(|table| std::mem::take(&mut table.children));
        self.apply_to_all(operation, now);
        if let (Some(table), Some(children)) = (table.and_then(|table| self.tables.get_mut(table)), children) {
            table.children = children;
        }
    }

    /// Keeps the names of what the history made and now takes away.
    fn note_gone(&mut self, operation: &Operation) {
        let name = match operation {
            Operation::DropTable(it) => &it.table,
            Operation::DropObject(it) => &it.name,
            _ => return,
        };
        let birth = self.relation_birth(name).or_else(|| self.types.get(name).and_then(|user| user.birth));
        if birth.is_some() {
            self.gone.insert(name.clone());
        }
    }

    /// Rows written to a table with a deferrable foreign key may be checked at the end.
    fn note_pending_checks(&mut self, operation: &Operation, now: Birth) {
        let table = match operation {
            Operation::Insert(it) => &it.table,
            Operation::Update(it) => &it.table,
            Operation::Delete(it) => &it.table,
            Operation::Merge(it) => &it.table,
            Operation::SetConstraints(it) if !it.deferred => return self.pending_checks.clear(),
            _ => return,
        };
        let deferrable = |constraint: &super::Constraint| constraint.deferrable && constraint.foreign_key().is_some();
        let own = self.foreign_keys_of(table).take(LOOKED_AT).any(deferrable);
        if own || self.referencing(table).take(LOOKED_AT).any(|(_, constraint)| deferrable(constraint)) {
            self.pending_checks.insert(table.clone(), now.transaction());
        }
    }

    fn apply_to_all(&mut self, operation: &Operation, now: Birth) {
        match operation {
            Operation::CreateTable(it) => self.create_table(it, now),
            Operation::DropTable(it) => self.remove_table(&it.table),
            Operation::RenameTable(it) => self.rename_relation(&it.table, &it.to),
            Operation::AttachPartition(it) => self.attach_partition(it, now),
            Operation::DetachPartition(it) => self.detach_partition(it),
            Operation::AlterTableOption(it) => self.alter_table_option(it, now),
            Operation::AddColumn(it) => self.add_column(it, now),
            Operation::DropColumn(it) => self.drop_column(it),
            Operation::RenameColumn(it) => self.rename_column(it),
            Operation::AlterColumnType(it) => self.alter_column_type(it),
            Operation::SetNotNull(it) => self.set_not_null(&it.table, &it.column),
            Operation::DropNotNull(it) => self.drop_not_null(&it.table, &it.column),
            Operation::SetDefault(it) => self.set_default(&it.table, &it.column, Some(&it.default)),
            Operation::DropDefault(it) => self.set_default(&it.table, &it.column, None),
            Operation::AlterColumnOption(it) => self.alter_column_option(it, now),
            Operation::AddConstraint(it) => self.define_constraint(&it.table, &it.constraint, false, now),
            Operation::ValidateConstraint(it) => self.validate_constraint(it),
            Operation::DropConstraint(it) => self.drop_constraint(it),
            Operation::AlterConstraint(it) => self.alter_constraint(it),
            Operation::RenameConstraint(it) => self.rename_constraint(it),
            Operation::CreateIndex(it) => self.create_index(it, now),
            Operation::DropIndex(it) => self.drop_index(&it.index),
            Operation::AttachIndexPartition(it) => self.attach_index(it),
            _ => self.apply_to_other(operation, now),
        }
    }

    /// Operations on what is not a table, on rows and on the session.
    fn apply_to_other(&mut self, operation: &Operation, now: Birth) {
        match operation {
            Operation::CreateView(it) => self.create_view(it, now),
            Operation::RefreshMaterializedView(it) => {
                if let Some(view) = self.views.get_mut(&it.view) {
                    view.populated = it.with_data;
                }
            }
            Operation::CreateType(it) => self.create_type(it, now),
            Operation::AddEnumValue(it) => self.add_enum_value(it, now),
            Operation::RenameEnumValue(it) => self.rename_enum_value(it),
            Operation::AlterTypeAttribute(it) => self.alter_type_attribute(it),
            Operation::CreateDomain(it) => self.create_domain(it, now),
            Operation::AlterDomain(it) => self.alter_domain(it),
            Operation::CreateSequence(it) => self.create_sequence(it, now),
            Operation::AlterSequence(it) => self.alter_sequence(it),
            Operation::CreateFunction(it) => self.create_function(it, now),
            Operation::CreateTrigger(it) => {
                self.create_trigger(&it.table, &it.name);
                let mut needs = it.needs.clone();
                needs.functions.push(it.function.clone());
                self.enter_needing(NeedingKind::Trigger, &it.name, &it.table, &needs);
            }
            Operation::CreateRule(it) => self.enter_needing(NeedingKind::Rule, &it.name, &it.table, &it.needs),
            Operation::CreatePolicy(it) => {
                self.create_policy(&it.table, &it.name);
                self.enter_needing(NeedingKind::Policy, &it.name, &it.table, &it.needs);
            }
            Operation::AlterObject(it) => self.alter_needing(it),
            Operation::ChangePublication(it) => self.change_publication(it),
            Operation::CreateObject(it) if it.object == ObjectKind::Schema => {
                self.schemas.entry(it.name.name.to_string()).or_insert(now);
            }
            Operation::CreateObject(it) if it.object == ObjectKind::Statistics => {
                self.statistics.extend(it.on.clone().map(|table| (it.name.clone(), table)));
            }
            Operation::DropObject(it) => {
                if it.cascade {
                    self.forget_those_calling(it.object, &it.name);
                }
                self.drop_object(it.object, &it.name, it.on.as_ref());
            }
            Operation::RenameObject(it) => self.rename_object(it),
            Operation::SetSchema(it) => self.set_schema(it),
            Operation::Insert(it) => self.fill(&it.table),
            Operation::Merge(it) if it.inserts => self.fill(&it.table),
            Operation::Copy(it) if it.from => {
                if let Some(table) = &it.table {
                    self.fill(table);
                }
            }
            Operation::Truncate(it) => self.truncate(it, now),
            Operation::SetParameter(it) => self.set_parameter(it, now),
            Operation::Transaction(it) => self.transaction(it, now),
            _ => {}
        }
    }

    fn set_default(&mut self, table: &QualifiedName, column: &str, default: Option<&Expression>) {
        if let Some(default) = default {
            self.note_expression(default);
        }
        self.alter_column(table, column, |column| column.default = default.cloned());
    }

    fn alter_table_option(&mut self, alter: &AlterTableOption, now: Birth) {
        let Some(table) = self.alter(&alter.table) else { return };
        match &alter.option {
            TableOption::Logged(true) => table.persistence = Persistence::Permanent,
            TableOption::Logged(false) => table.persistence = Persistence::Unlogged,
            TableOption::RowSecurity(enabled) => table.row_security = *enabled,
            TableOption::Inherit { parent, joins } => self.change_inheritance(&alter.table, parent, *joins, now),
            _ => {}
        }
    }

    /// Rows have come in; those of a partitioned table go to its partitions.
    fn fill(&mut self, table: &QualifiedName) {
        let Some(entry) = self.tables.get_mut(table) else { return };
        if entry.filled && entry.filled_down {
            return;
        }
        (entry.filled, entry.filled_down) = (true, true);
        for name in self.following_partitions(table) {
            if let Some(table) = self.tables.get_mut(&name) {
                table.filled = true;
                table.filled_below |= !table.children.is_empty();
            }
        }
        if let Some(entry) = self.tables.get_mut(table).filter(|entry| entry.partition_by.is_some()) {
            entry.filled_below = true;
        }
        self.note_above(table, |above| !std::mem::replace(&mut above.filled_below, true));
    }

    /// Empties the table and what inherits from it, and with `CASCADE` every table that references one of those.
    fn truncate(&mut self, truncate: &Truncate, now: Birth) {
        let mut open = vec![truncate.table.clone()];
        let mut done: HashSet<QualifiedName> = HashSet::default();
        while let Some(name) = open.pop() {
            if !done.insert(name.clone()) {
                continue;
            }
            if !self.may_go_on(done.len()) {
                break;
            }
            open.extend(self.tables.get(&name).into_iter().flat_map(|table| table.children.iter().cloned()));
            if truncate.cascade {
                open.extend(self.references_to(&name).map(|reference| reference.table.clone()));
            }
            if let Some(table) = self.tables.get_mut(&name) {
                table.filled = table.foreign;
                (table.filled_below, table.filled_down) = (false, false);
                table.emptied = Some(now);
            }
            self.note_above(&name, |above| std::mem::take(&mut above.filled_down));
        }
    }
}
