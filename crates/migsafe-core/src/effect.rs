//! What the server will do: locks, rewrites, scans, index builds, failures. Every fact about PostgreSQL stands below this module and nowhere else; what is said of
//! MySQL and SQLite stands in `others`.

mod add_column;
mod bounds;
mod column_type;
mod columns;
mod constraint_changes;
mod constraints;
mod data;
mod dependents;
mod describe;
mod draft;
mod functions_triggers;
mod indexes;
mod literals;
mod maintenance;
mod model;
mod objects;
mod others;
mod partitions;
mod privileges;
mod refusals;
mod sequences;
mod table_options;
mod tables;
#[cfg(test)]
mod tests;
mod types_domains;
mod types_families;
mod types_matrix;
mod types_references;
mod views;
mod volatility;

pub use column_type::{Conversion, conversion};
pub(crate) use constraints::taken_over;
pub use describe::{describe, describe_on};
pub use model::*;
pub(crate) use others::{Affinity, affinity, has_zero_that_is_refused};

use crate::name::QualifiedName;
use crate::operation::{ObjectKind, Operation};
use crate::schema::{Birth, Schema};
use crate::source::Dialect;
use crate::version::PostgresVersion;

/// What an effect depends on besides the operation.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The schema before the operation.
    pub schema: &'a Schema,
    /// The server, clamped to what is proven.
    pub version: PostgresVersion,
    /// The operation's own place in the history.
    pub now: Birth,
    /// Whether it runs in a transaction block, explicit or implicit.
    pub in_transaction: bool,
    /// It was read from the body of a `DO` block.
    pub in_block: bool,
    /// The first migration that is deployed as one with this one: objects born in it or later are new. Equal to `now.migration` where each migration stands for itself.
    pub new_from: usize,
    /// What the operation takes away comes back later in the same migration.
    pub replaced: bool,
    /// The table that the operation names under `ONLY`: what inherits from it, and its partitions, stay out of it.
    pub only: Option<&'a QualifiedName>,
    /// A copy takes the place of the table that the operation drops: what becomes of it.
    pub recreation: Option<&'a crate::recreation::Recreation>,
    /// What the same statement asks, the operation included, names as they are written.
    pub beside: &'a [crate::operation::Located],
}

impl Circumstances<'_> {
    /// Whether something born then is new: created in the same migration, or in one that the runner commits together with it.
    pub fn is_new(&self, birth: Option<Birth>) -> bool {
        birth.is_some_and(|birth| birth.migration() >= self.new_from)
    }

    /// Whether the table, view or sequence is new.
    pub fn is_new_relation(&self, name: &QualifiedName) -> bool {
        self.is_new(self.schema.relation_birth(name))
    }
}

/// What the server does when it runs this operation.
pub fn of<'a>(operation: &'a Operation, circumstances: &Circumstances<'a>) -> Effect {
    if circumstances.schema.dialect == Dialect::PostgreSql {
        postgresql(operation, circumstances)
    } else {
        others::of(operation, circumstances)
    }
}

fn postgresql<'a>(operation: &'a Operation, circumstances: &Circumstances<'a>) -> Effect {
    let cx = &Circumstances { only: operation.only(), ..*circumstances };
    let mut effect = if is_without_effect(operation, cx) { Effect::default() } else { of_family(operation, cx) };
    // What a version does not know is no statement to it; everything else is found out behind that.
    let unknown_syntax = effect.fails.as_ref().is_some_and(|failure| failure.certain && failure.sqlstate == Some("42601"));
    if let Some(refusal) = refusals::of(operation, cx).filter(|_| !unknown_syntax) {
        let known = effect.fails.as_ref().filter(|failure| failure.certain);
        // Found out first, and as certain as what would be found out later.
        if refusal.certain || known.is_none_or(|failure| failure.sqlstate != Some("25001")) {
            effect.fails = Some(Failure { certain: refusal.certain || known.is_some(), ..refusal });
        }
    }
    if effect.fails.is_none() {
        effect.fails = refusals::pending(operation, cx);
    }
    if let Some(failure) = &mut effect.fails {
        let rests_on_history = !failure.sqlstate.is_some_and(|state| DECIDED_BY_TEXT.contains(&state));
        failure.certain &= !(rests_on_history && cx.schema.may_differ_since(cx.schema.standing_birth(operation)));
    }
    effect
}

/// Failures that no statement before can turn away: a transaction that is open, words that the version does not know, an enum value of the same transaction.
const DECIDED_BY_TEXT: [&str; 3] = ["25001", "42601", "55P04"];

fn of_family(operation: &Operation, cx: &Circumstances<'_>) -> Effect {
    match operation {
        Operation::CreateTable(it) => tables::create(it, cx),
        Operation::DropTable(it) => tables::drop(it, cx),
        Operation::RenameTable(it) => tables::rename(it, cx),
        Operation::AttachPartition(it) => partitions::attach(it, cx),
        Operation::DetachPartition(it) => partitions::detach(it, cx),
        Operation::AlterTableOption(it) => table_options::alter(it, cx),
        Operation::AddColumn(it) => add_column::add_column(it, cx),
        Operation::DropColumn(it) => columns::drop_column(it, cx),
        Operation::RenameColumn(it) => columns::rename_column(it, cx),
        Operation::AlterColumnType(it) => column_type::alter_type(it, cx),
        Operation::SetNotNull(it) => columns::set_not_null(it, cx),
        Operation::DropNotNull(it) => columns::drop_not_null(it, cx),
        Operation::SetDefault(it) => columns::set_default(it, cx),
        Operation::DropDefault(it) => columns::drop_default(it, cx),
        Operation::AlterColumnOption(it) => columns::alter_option(it, cx),
        Operation::AddConstraint(it) => constraints::add_constraint(it, cx),
        Operation::ValidateConstraint(it) => constraint_changes::validate(it, cx),
        Operation::DropConstraint(it) => constraint_changes::drop_constraint(it, cx),
        Operation::AlterConstraint(it) => constraint_changes::alter_constraint(it, cx),
        Operation::RenameConstraint(it) => constraint_changes::rename_constraint(it, cx),
        Operation::CreateIndex(it) => indexes::create(it, cx),
        Operation::DropIndex(it) => indexes::drop(it, cx),
        Operation::AttachIndexPartition(it) => indexes::attach_partition(it, cx),
        Operation::Reindex(it) => indexes::reindex(it, cx),
        Operation::CreateView(it) => views::create(it, cx),
        Operation::RefreshMaterializedView(it) => views::refresh(it, cx),
        Operation::CreateType(it) => types_domains::create_type(it, cx),
        Operation::AddEnumValue(it) => types_domains::add_enum_value(it, cx),
        Operation::RenameEnumValue(it) => types_domains::rename_enum_value(it, cx),
        Operation::AlterTypeAttribute(it) => types_domains::alter_attribute(it, cx),
        Operation::CreateDomain(it) => types_domains::create_domain(it, cx),
        Operation::AlterDomain(it) => types_domains::alter_domain(it, cx),
        Operation::CreateSequence(it) => sequences::create(it, cx),
        Operation::AlterSequence(it) => sequences::alter(it, cx),
        Operation::CreateFunction(it) => functions_triggers::create_function(it, cx),
        Operation::CreateTrigger(it) => functions_triggers::create_trigger(it, cx),
        Operation::CreateRule(it) => functions_triggers::create_rule(it, cx),
        Operation::CreatePolicy(it) => functions_triggers::create_policy(it, cx),
        Operation::ChangePublication(it) => privileges::change_publication(it, cx),
        Operation::CreateObject(it) => objects::create(it, cx),
        Operation::AlterObject(it) => objects::alter(it, cx),
        Operation::DropObject(it) => objects::drop(it, cx),
        Operation::RenameObject(it) => objects::rename(it, cx),
        Operation::SetSchema(it) => objects::set_schema(it, cx),
        Operation::ChangeOwner(it) => objects::change_owner(it, cx),
        Operation::ChangePrivileges(it) => privileges::change_privileges(it, cx),
        Operation::Comment(it) => privileges::comment(it, cx),
        Operation::Insert(it) => data::insert(it, cx),
        Operation::Update(it) => data::update(it, cx),
        Operation::Delete(it) => data::delete(it, cx),
        Operation::Merge(it) => data::merge(it, cx),
        Operation::Truncate(it) => tables::truncate(it, cx),
        Operation::Copy(it) => data::copy(it, cx),
        Operation::Query(it) => data::query(it, cx),
        Operation::Maintain(it) => maintenance::maintain(it, cx),
        Operation::LockTable(it) => maintenance::lock_table(it, cx),
        Operation::Utility(it) => data::plan(it, cx),
        Operation::SetParameter(_) | Operation::Transaction(_) | Operation::SetConstraints(_) => Effect::default(),
    }
}

/// Whether an `IF EXISTS` certainly finds nothing: the history made the thing and took it away, or shows the whole table without it.
pub fn finds_nothing(operation: &Operation, cx: &Circumstances<'_>) -> bool {
    let known = |table: &QualifiedName| cx.schema.tables.get(table).filter(|table| table.is_known() && !cx.schema.unread);
    match operation {
        Operation::DropColumn(it) => it.if_exists && known(&it.table).is_some_and(|table| table.column(&it.column).is_none()),
        Operation::DropObject(it) if matches!(it.object, ObjectKind::Trigger | ObjectKind::Policy) => {
            let Some(table) = it.on.as_ref().and_then(known) else { return false };
            let names = if it.object == ObjectKind::Trigger { &table.triggers } else { &table.policies };
            it.if_exists && !names.contains(&it.name.name)
        }
        _ => is_without_effect(operation, cx),
    }
}

/// Where not even a lock is taken.
fn is_without_effect(operation: &Operation, cx: &Circumstances<'_>) -> bool {
    match operation {
        Operation::DropTable(it) => it.if_exists && cx.schema.is_gone(&it.table),
        Operation::DropObject(it) => it.if_exists && cx.schema.is_gone(&it.name),
        _ => false,
    }
}

/// Whether a call of the function changes nothing: a known built-in, or a function of the project declared immutable or stable.
///
/// SQLite has no functions of the project; in MySQL those that the history does not create are taken for built in.
pub fn is_harmless_call(function: &QualifiedName, circumstances: &Circumstances<'_>) -> bool {
    if circumstances.schema.dialect != Dialect::PostgreSql {
        return !circumstances.schema.functions.contains_key(function);
    }
    data::is_harmless_call(function, circumstances)
}
