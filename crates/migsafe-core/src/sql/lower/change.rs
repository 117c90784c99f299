//! ALTER of everything but tables, comments, privileges.

use sqlparser::ast::{
    self, AlterCollationOperation, AlterFunctionKind, AlterFunctionOperation, AlterIndexOperation, AlterOperatorClassOperation,
    AlterOperatorFamilyOperation, AlterOperatorOperation, AlterPolicyOperation, AlterRoleOperation, AlterSchemaOperation,
    AlterTextSearchOperation, AlterTypeOperation, CommentObject, GrantObjects, ObjectName, Statement,
};

use super::create::label;
use super::name::{bare, column_of_table, ident, qualified};
use crate::name::QualifiedName;
use crate::operation::{
    AddEnumValue, AlterObject, ChangeOwner, ChangePrivileges, Comment, ObjectKind, Operation, RenameEnumValue, RenameObject, SetSchema,
};

type Lowered = Result<Vec<Operation>, String>;

/// An `ALTER` other than of a table, a `COMMENT`, a `GRANT`, a `REVOKE`; `None` for any other statement.
pub(super) fn change_statement(statement: &Statement) -> Option<Lowered> {
    let operation = match statement {
        Statement::AlterIndex { name, operation: AlterIndexOperation::RenameIndex { index_name } } => {
            qualified(name).and_then(|name| Ok(renamed(ObjectKind::Index, name, bare(index_name)?)))
        }
        Statement::AlterType(it) => alter_type(it),
        Statement::AlterSchema(it) => return Some(alter_schema(it)),
        Statement::AlterRole { name, operation } => Ok(alter_role(QualifiedName::bare(ident(name)), operation)),
        Statement::AlterUser(it) => Ok(alter_user(it)),
        Statement::AlterPolicy(it) => alter_policy(it),
        Statement::AlterFunction(it) => alter_function(it),
        Statement::AlterCollation(it) => qualified(&it.name).and_then(|name| {
            Ok(match &it.operation {
                AlterCollationOperation::RenameTo { new_name } => renamed(ObjectKind::Collation, name, ident(new_name)),
                AlterCollationOperation::OwnerTo(_) => owned(ObjectKind::Collation, name),
                AlterCollationOperation::SetSchema { schema_name } => moved(ObjectKind::Collation, name, schema_name)?,
                AlterCollationOperation::RefreshVersion => altered(ObjectKind::Collation, name, "REFRESH VERSION"),
            })
        }),
        Statement::AlterOperator(it) => qualified(&it.name).and_then(|name| {
            Ok(match &it.operation {
                AlterOperatorOperation::OwnerTo(_) => owned(ObjectKind::Operator, name),
                AlterOperatorOperation::SetSchema { schema_name } => moved(ObjectKind::Operator, name, schema_name)?,
                AlterOperatorOperation::Set { .. } => altered(ObjectKind::Operator, name, "SET"),
            })
        }),
        Statement::AlterOperatorFamily(it) => qualified(&it.name).and_then(|name| {
            Ok(match &it.operation {
                AlterOperatorFamilyOperation::RenameTo { new_name } => renamed(ObjectKind::OperatorFamily, name, bare(new_name)?),
                AlterOperatorFamilyOperation::OwnerTo(_) => owned(ObjectKind::OperatorFamily, name),
                AlterOperatorFamilyOperation::SetSchema { schema_name } => moved(ObjectKind::OperatorFamily, name, schema_name)?,
                AlterOperatorFamilyOperation::Add { .. } => altered(ObjectKind::OperatorFamily, name, "ADD"),
                AlterOperatorFamilyOperation::Drop { .. } => altered(ObjectKind::OperatorFamily, name, "DROP"),
            })
        }),
        Statement::AlterOperatorClass(it) => qualified(&it.name).and_then(|name| {
            Ok(match &it.operation {
                AlterOperatorClassOperation::RenameTo { new_name } => renamed(ObjectKind::OperatorClass, name, bare(new_name)?),
                AlterOperatorClassOperation::OwnerTo(_) => owned(ObjectKind::OperatorClass, name),
                AlterOperatorClassOperation::SetSchema { schema_name } => moved(ObjectKind::OperatorClass, name, schema_name)?,
            })
        }),
        Statement::AlterTextSearch(it) => qualified(&it.name).and_then(|name| {
            Ok(match &it.operation {
                AlterTextSearchOperation::RenameTo { new_name } => renamed(ObjectKind::TextSearch, name, ident(new_name)),
                AlterTextSearchOperation::OwnerTo(_) => owned(ObjectKind::TextSearch, name),
                AlterTextSearchOperation::SetSchema { schema_name } => moved(ObjectKind::TextSearch, name, schema_name)?,
                AlterTextSearchOperation::SetOptions { .. } => altered(ObjectKind::TextSearch, name, "SET"),
            })
        }),
        Statement::Comment { object_type, object_name, .. } => comment(*object_type, object_name),
        Statement::Grant(it) => privileges(true, it.objects.as_ref()),
        Statement::Revoke(it) => privileges(false, it.objects.as_ref()),
        _ => return None,
    };
    Some(operation.map(|operation| vec![operation]))
}

fn renamed(object: ObjectKind, name: QualifiedName, to: String) -> Operation {
    RenameObject { object, name, to, on: None }.into()
}

fn owned(object: ObjectKind, name: QualifiedName) -> Operation {
    ChangeOwner { object, name }.into()
}

fn moved(object: ObjectKind, name: QualifiedName, to: &ObjectName) -> Result<Operation, String> {
    Ok(SetSchema { object, name, to: bare(to)? }.into())
}

fn altered(object: ObjectKind, name: QualifiedName, action: &str) -> Operation {
    AlterObject { object, name, on: None, action: action.to_owned() }.into()
}

fn alter_type(it: &ast::AlterType) -> Result<Operation, String> {
    let name = qualified(&it.name)?;
    Ok(match &it.operation {
        AlterTypeOperation::Rename(rename) => renamed(ObjectKind::Type, name, ident(&rename.new_name)),
        AlterTypeOperation::AddValue(added) => AddEnumValue { name, value: label(&added.value), if_not_exists: added.if_not_exists }.into(),
        AlterTypeOperation::RenameValue(rename) => RenameEnumValue { name, value: label(&rename.from), to: label(&rename.to) }.into(),
    })
}

fn alter_schema(it: &ast::AlterSchema) -> Lowered {
    let name = QualifiedName::bare(bare(&it.name)?);
    it.operations
        .iter()
        .map(|operation| match operation {
            AlterSchemaOperation::Rename { name: to } => Ok(renamed(ObjectKind::Schema, name.clone(), bare(to)?)),
            AlterSchemaOperation::OwnerTo { .. } => Ok(owned(ObjectKind::Schema, name.clone())),
            other => Err(format!("ALTER SCHEMA … {other} is not PostgreSQL")),
        })
        .collect()
}

fn alter_role(name: QualifiedName, operation: &AlterRoleOperation) -> Operation {
    match operation {
        AlterRoleOperation::RenameRole { role_name } => renamed(ObjectKind::Role, name, ident(role_name)),
        AlterRoleOperation::AddMember { .. } => altered(ObjectKind::Role, name, "ADD MEMBER"),
        AlterRoleOperation::DropMember { .. } => altered(ObjectKind::Role, name, "DROP MEMBER"),
        AlterRoleOperation::WithOptions { .. } => altered(ObjectKind::Role, name, "WITH"),
        AlterRoleOperation::Set { .. } => altered(ObjectKind::Role, name, "SET"),
        AlterRoleOperation::Reset { .. } => altered(ObjectKind::Role, name, "RESET"),
    }
}

fn alter_user(it: &ast::AlterUser) -> Operation {
    let name = QualifiedName::bare(ident(&it.name));
    match &it.rename_to {
        Some(to) => renamed(ObjectKind::Role, name, ident(to)),
        None => altered(ObjectKind::Role, name, "WITH"),
    }
}

fn alter_policy(it: &ast::AlterPolicy) -> Result<Operation, String> {
    let on = Some(qualified(&it.table_name)?);
    let name = QualifiedName::bare(ident(&it.name));
    let object = ObjectKind::Policy;
    Ok(match &it.operation {
        AlterPolicyOperation::Rename { new_name } => RenameObject { object, name, to: ident(new_name), on }.into(),
        AlterPolicyOperation::Apply { to, using, with_check } => {
            let words = [to.as_ref().map(|_| "TO"), using.as_ref().map(|_| "USING"), with_check.as_ref().map(|_| "WITH CHECK")];
            AlterObject { object, name, on, action: words.into_iter().flatten().collect::<Vec<_>>().join(" ") }.into()
        }
    })
}

fn alter_function(it: &ast::AlterFunction) -> Result<Operation, String> {
    let name = qualified(&it.function.name)?;
    let object = match it.kind {
        AlterFunctionKind::Function => ObjectKind::Function,
        AlterFunctionKind::Aggregate => ObjectKind::Aggregate,
    };
    Ok(match &it.operation {
        AlterFunctionOperation::RenameTo { new_name } => renamed(object, name, ident(new_name)),
        AlterFunctionOperation::OwnerTo(_) => owned(object, name),
        AlterFunctionOperation::SetSchema { schema_name } => moved(object, name, schema_name)?,
        AlterFunctionOperation::DependsOnExtension { no, .. } => {
            altered(object, name, if *no { "NO DEPENDS ON EXTENSION" } else { "DEPENDS ON EXTENSION" })
        }
        AlterFunctionOperation::Actions { actions, .. } => {
            let words: Vec<_> =
                actions.iter().filter_map(|action| action.to_string().split_whitespace().next().map(str::to_ascii_uppercase)).collect();
            altered(object, name, &words.join(" "))
        }
    })
}

fn comment(object: CommentObject, name: &ObjectName) -> Result<Operation, String> {
    let object = match object {
        CommentObject::Collation => ObjectKind::Collation,
        CommentObject::Column => ObjectKind::Column,
        CommentObject::Database => ObjectKind::Database,
        CommentObject::Domain => ObjectKind::Domain,
        CommentObject::Extension => ObjectKind::Extension,
        CommentObject::Function => ObjectKind::Function,
        CommentObject::Index => ObjectKind::Index,
        CommentObject::MaterializedView => ObjectKind::MaterializedView,
        CommentObject::Procedure => ObjectKind::Procedure,
        CommentObject::Role | CommentObject::User => ObjectKind::Role,
        CommentObject::Schema => ObjectKind::Schema,
        CommentObject::Sequence => ObjectKind::Sequence,
        CommentObject::Table => ObjectKind::Table,
        CommentObject::Type => ObjectKind::Type,
        CommentObject::View => ObjectKind::View,
    };
    let name = if object == ObjectKind::Column { column_of_table(name)?.0 } else { qualified(name)? };
    Ok(Comment { object, name }.into())
}

fn privileges(grants: bool, objects: Option<&GrantObjects>) -> Result<Operation, String> {
    let listed = |kind, names: &[ObjectName]| Ok::<_, String>((Some(kind), names.iter().map(qualified).collect::<Result<Vec<_>, _>>()?));
    let (object, objects) = match objects {
        None => (None, Vec::new()),
        Some(GrantObjects::Tables(names)) => listed(ObjectKind::Table, names)?,
        Some(GrantObjects::Sequences(names)) => listed(ObjectKind::Sequence, names)?,
        Some(GrantObjects::Schemas(names)) => listed(ObjectKind::Schema, names)?,
        Some(GrantObjects::Databases(names)) => listed(ObjectKind::Database, names)?,
        Some(GrantObjects::Function { name, .. }) => listed(ObjectKind::Function, std::slice::from_ref(name))?,
        Some(GrantObjects::Procedure { name, .. }) => listed(ObjectKind::Procedure, std::slice::from_ref(name))?,
        Some(GrantObjects::AllTablesInSchema { .. }) => (Some(ObjectKind::Table), Vec::new()),
        Some(GrantObjects::AllSequencesInSchema { .. }) => (Some(ObjectKind::Sequence), Vec::new()),
        Some(GrantObjects::AllFunctionsInSchema { .. }) => (Some(ObjectKind::Function), Vec::new()),
        Some(other) => return Err(format!("privileges on {other} are not PostgreSQL")),
    };
    Ok(ChangePrivileges { grants, objects, object }.into())
}
