//! DROP of everything.

use sqlparser::ast::{DropBehavior, FunctionDesc, ObjectName, ObjectType, ReferentialAction, Statement};

use super::alter::cascades;
use super::collect::table;
use super::name::{bare, ident, qualified};
use crate::name::QualifiedName;
use crate::operation::{DropIndex, DropObject, DropTable, ObjectKind, Operation};

type Lowered = Result<Vec<Operation>, String>;

/// A `DROP`; `None` for any other statement.
pub(super) fn drop_statement(statement: &Statement) -> Option<Lowered> {
    Some(match statement {
        Statement::Drop { object_type, if_exists, names, cascade, purge, temporary, table, .. } => {
            if *purge || *temporary || table.is_some() {
                return Some(Err("the DROP has an option that is not PostgreSQL".to_owned()));
            }
            names.iter().map(|name| named(*object_type, name, *if_exists, *cascade)).collect()
        }
        Statement::DropFunction(it) => functions(ObjectKind::Function, &it.func_desc, it.if_exists, it.drop_behavior),
        Statement::DropProcedure { if_exists, proc_desc, drop_behavior } => {
            functions(ObjectKind::Procedure, proc_desc, *if_exists, *drop_behavior)
        }
        Statement::DropDomain(it) => object(ObjectKind::Domain, &it.name, it.if_exists, cascades(it.drop_behavior)).map(|it| vec![it]),
        Statement::DropTrigger(it) => match &it.table_name {
            Some(on) => attached(
                ObjectKind::Trigger,
                bare(&it.trigger_name),
                on,
                it.if_exists,
                matches!(it.option, Some(ReferentialAction::Cascade)),
            ),
            None => Err("DROP TRIGGER without its table".to_owned()),
        },
        Statement::DropPolicy(it) => {
            attached(ObjectKind::Policy, Ok(ident(&it.name)), &it.table_name, it.if_exists, cascades(it.drop_behavior))
        }
        Statement::DropExtension(it) => {
            let cascade = matches!(it.cascade_or_restrict, Some(ReferentialAction::Cascade));
            let drop = |name| {
                DropObject {
                    object: ObjectKind::Extension,
                    name: QualifiedName::bare(ident(name)),
                    if_exists: it.if_exists,
                    cascade,
                    on: None,
                    together: Vec::new(),
                }
                .into()
            };
            Ok(it.names.iter().map(drop).collect())
        }
        Statement::DropOperator(it) => {
            let cascade = cascades(it.drop_behavior);
            it.operators.iter().map(|operator| object(ObjectKind::Operator, &operator.name, it.if_exists, cascade)).collect()
        }
        Statement::DropOperatorFamily(it) => {
            let cascade = cascades(it.drop_behavior);
            it.names.iter().map(|name| object(ObjectKind::OperatorFamily, name, it.if_exists, cascade)).collect()
        }
        Statement::DropOperatorClass(it) => {
            let cascade = cascades(it.drop_behavior);
            it.names.iter().map(|name| object(ObjectKind::OperatorClass, name, it.if_exists, cascade)).collect()
        }
        _ => return None,
    })
}

fn named(kind: ObjectType, name: &ObjectName, if_exists: bool, cascade: bool) -> Result<Operation, String> {
    let object_kind = match kind {
        ObjectType::Table => return Ok(DropTable { table: table(name)?, if_exists, cascade, together: Vec::new() }.into()),
        ObjectType::Index => {
            return Ok(DropIndex { index: qualified(name)?, concurrently: false, if_exists, cascade, together: Vec::new() }.into());
        }
        ObjectType::Collation => ObjectKind::Collation,
        ObjectType::View => ObjectKind::View,
        ObjectType::MaterializedView => ObjectKind::MaterializedView,
        ObjectType::Schema => ObjectKind::Schema,
        ObjectType::Database => ObjectKind::Database,
        ObjectType::Role | ObjectType::User => ObjectKind::Role,
        ObjectType::Sequence => ObjectKind::Sequence,
        ObjectType::Type => ObjectKind::Type,
        ObjectType::Stage | ObjectType::Stream | ObjectType::Warehouse => return Err(format!("DROP {kind} is not PostgreSQL")),
    };
    object(object_kind, name, if_exists, cascade)
}

fn object(object: ObjectKind, name: &ObjectName, if_exists: bool, cascade: bool) -> Result<Operation, String> {
    Ok(DropObject { object, name: qualified(name)?, if_exists, cascade, on: None, together: Vec::new() }.into())
}

fn attached(object: ObjectKind, name: Result<String, String>, on: &ObjectName, if_exists: bool, cascade: bool) -> Lowered {
    Ok(vec![
        DropObject { object, name: QualifiedName::bare(name?), if_exists, cascade, on: Some(qualified(on)?), together: Vec::new() }.into(),
    ])
}

fn functions(kind: ObjectKind, list: &[FunctionDesc], if_exists: bool, behavior: Option<DropBehavior>) -> Lowered {
    list.iter().map(|function| object(kind, &function.name, if_exists, cascades(behavior))).collect()
}
