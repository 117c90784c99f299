//! ALTER TABLE.

use sqlparser::ast::{
    self, AlterColumnOperation, AlterTableOperation as Action, DropBehavior, Expr, GeneratedAs, Ident, RenameTableNameKind, SqlOption,
};

use super::collect::table;
use super::constraint::constraint;
use super::name::{bare, ident, type_name};
use super::summary::{string, summarize, unquoted};
use super::table::column_definition;
use crate::name::QualifiedName;
use crate::operation::{
    AddColumn, AddConstraint, AlterColumnOption, AlterColumnType, AlterTableOption, ChangeOwner, ColumnOption, DropColumn, DropConstraint,
    DropDefault, DropNotNull, Identity, ObjectKind, Operation, RenameColumn, RenameConstraint, RenameTable, ReplicaIdentity, SetDefault,
    SetNotNull, TableOption, ValidateConstraint,
};

/// `ALTER TABLE`: one operation for each action.
pub(super) fn alter_table(it: &ast::AlterTable) -> Result<Vec<Operation>, String> {
    if it.location.is_some() || it.on_cluster.is_some() || it.table_type.is_some() {
        return Err("the ALTER TABLE has a clause that is not PostgreSQL".to_owned());
    }
    let table = table(&it.name)?;
    let mut operations = it.operations.iter().map(|action| alter(&table, action)).collect::<Result<Vec<_>, _>>()?;
    if it.only {
        operations.iter_mut().for_each(Operation::set_only);
    }
    Ok(operations)
}

/// `CASCADE` was written.
pub(super) fn cascades(behavior: Option<DropBehavior>) -> bool {
    matches!(behavior, Some(DropBehavior::Cascade))
}

fn alter(table: &QualifiedName, action: &Action) -> Result<Operation, String> {
    let table = table.clone();
    Ok(match action {
        Action::AddColumn { if_not_exists, column_def, column_position: None, .. } => {
            AddColumn { table, column: column_definition(column_def)?, if_not_exists: *if_not_exists, only: false }.into()
        }
        Action::DropColumn { column_names, if_exists, drop_behavior, .. } => {
            let [column] = column_names.as_slice() else { return Err("DROP COLUMN of several columns is not PostgreSQL".to_owned()) };
            DropColumn { table, column: ident(column), if_exists: *if_exists, cascade: cascades(*drop_behavior), only: false }.into()
        }
        Action::AlterColumn { column_name, op } => alter_column(table, ident(column_name), op)?,
        Action::RenameColumn { old_column_name, new_column_name } => {
            RenameColumn { table, column: ident(old_column_name), to: ident(new_column_name), only: false }.into()
        }
        Action::RenameTable { table_name: RenameTableNameKind::To(to) } => RenameTable { table, to: bare(to)? }.into(),
        Action::RenameConstraint { old_name, new_name } => {
            RenameConstraint { table, constraint: ident(old_name), to: ident(new_name) }.into()
        }
        Action::AddConstraint { constraint: tree, not_valid } => {
            let mut constraint = constraint(tree)?;
            constraint.not_valid = *not_valid;
            AddConstraint { table, constraint, only: false }.into()
        }
        Action::ValidateConstraint { name } => ValidateConstraint { table, constraint: ident(name) }.into(),
        Action::DropConstraint { if_exists, name, drop_behavior } => {
            DropConstraint { table, constraint: ident(name), if_exists: *if_exists, cascade: cascades(*drop_behavior), only: false }.into()
        }
        Action::OwnerTo { .. } => ChangeOwner { object: ObjectKind::Table, name: table }.into(),
        other => AlterTableOption { table, option: option(other)? }.into(),
    })
}

fn alter_column(table: QualifiedName, column: String, action: &AlterColumnOperation) -> Result<Operation, String> {
    Ok(match action {
        AlterColumnOperation::SetNotNull => SetNotNull { table, column, only: false }.into(),
        AlterColumnOperation::DropNotNull => DropNotNull { table, column, only: false }.into(),
        AlterColumnOperation::SetDefault { value } => SetDefault { table, column, default: summarize(value)?, only: false }.into(),
        AlterColumnOperation::DropDefault => DropDefault { table, column, only: false }.into(),
        AlterColumnOperation::SetDataType { data_type, using, .. } => {
            let using = using.as_ref().map(summarize).transpose()?;
            AlterColumnType { table, column, data_type: type_name(data_type)?, collation: None, using, only: false }.into()
        }
        AlterColumnOperation::AddGenerated { generated_as, .. } => {
            let identity = match generated_as {
                Some(GeneratedAs::Always) => Identity::Always,
                Some(GeneratedAs::ByDefault) => Identity::ByDefault,
                Some(GeneratedAs::ExpStored) | None => return Err("the ADD GENERATED has an unknown form".to_owned()),
            };
            AlterColumnOption { table, column, option: ColumnOption::AddIdentity(identity) }.into()
        }
    })
}

fn option(action: &Action) -> Result<TableOption, String> {
    Ok(match action {
        Action::SetLogged => TableOption::Logged(true),
        Action::SetUnlogged => TableOption::Logged(false),
        Action::EnableRowLevelSecurity => TableOption::RowSecurity(true),
        Action::DisableRowLevelSecurity => TableOption::RowSecurity(false),
        Action::ForceRowLevelSecurity => TableOption::ForceRowSecurity(true),
        Action::NoForceRowLevelSecurity => TableOption::ForceRowSecurity(false),
        Action::EnableTrigger { name } | Action::EnableAlwaysTrigger { name } | Action::EnableReplicaTrigger { name } => {
            TableOption::Trigger { name: trigger(name), enabled: true }
        }
        Action::DisableTrigger { name } => TableOption::Trigger { name: trigger(name), enabled: false },
        Action::EnableRule { name } | Action::EnableAlwaysRule { name } | Action::EnableReplicaRule { name } => {
            TableOption::Rule { name: ident(name), enabled: true }
        }
        Action::DisableRule { name } => TableOption::Rule { name: ident(name), enabled: false },
        Action::ReplicaIdentity { identity } => TableOption::ReplicaIdentity(match identity {
            ast::ReplicaIdentity::Default => ReplicaIdentity::Default,
            ast::ReplicaIdentity::Full => ReplicaIdentity::Full,
            ast::ReplicaIdentity::Nothing => ReplicaIdentity::Nothing,
            ast::ReplicaIdentity::Index(name) => ReplicaIdentity::Index(ident(name)),
        }),
        Action::SetOptionsParens { options } => TableOption::Set(options.iter().map(setting).collect::<Result<_, _>>()?),
        other => return Err(format!("the action {} is not PostgreSQL", words(&other.to_string()))),
    })
}

/// `ALL` and `USER` are key words there, unless quoted.
fn trigger(name: &Ident) -> String {
    ["ALL", "USER"].into_iter().find(|word| unquoted(name, word)).map_or_else(|| ident(name), str::to_owned)
}

fn setting(option: &SqlOption) -> Result<(String, String), String> {
    match option {
        SqlOption::KeyValue { key, value } => {
            Ok((ident(key), string(value).map_or_else(|| plain(value), str::to_owned).to_ascii_lowercase()))
        }
        // A boolean parameter without a value is switched on (docs: "CREATE TABLE", storage parameters).
        SqlOption::Ident(key) => Ok((ident(key), "true".to_owned())),
        other => Err(format!("the storage parameter {other} has an unknown form")),
    }
}

fn plain(value: &Expr) -> String {
    match value {
        Expr::Identifier(name) => name.value.clone(),
        other => super::text::text(other),
    }
}

/// The leading words of a text, for a message.
fn words(text: &str) -> String {
    text.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}
