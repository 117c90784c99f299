//! CREATE of everything but tables and indexes.

use sqlparser::ast::{
    self, ArgMode, CreateFunctionBody, DataType, FunctionBehavior, FunctionReturnType, Ident, ObjectName, SchemaName, Statement,
    TableConstraint, UserDefinedTypeRepresentation,
};

use super::name::{bare, column_of_table, ident, qualified, type_name};
use super::query::{reads, top};
use super::summary::{column, string, summarize, unquoted};
use crate::name::QualifiedName;
use crate::operation::{
    CreateDomain, CreateFunction, CreateObject, CreatePolicy, CreateSequence, CreateTrigger, CreateType, CreateView, ObjectKind, Operation,
    Reads, TypeDefinition, Volatility,
};

type Lowered = Result<Vec<Operation>, String>;

/// A `CREATE` other than of a table or an index; `None` for any other statement.
pub(super) fn create_statement(statement: &Statement) -> Option<Lowered> {
    Some(match statement {
        Statement::CreateView(it) => create_view(it),
        Statement::CreateType { name, representation } => one(create_type(name, representation.as_ref())),
        Statement::CreateDomain(it) => one(create_domain(it)),
        Statement::CreateSequence { temporary, if_not_exists, name, data_type, owned_by, .. } => {
            one(create_sequence(*temporary, *if_not_exists, name, data_type.as_ref(), owned_by.as_ref()))
        }
        Statement::CreateFunction(it) => one(create_function(it)),
        Statement::CreateTrigger(it) => one(create_trigger(it)),
        Statement::CreatePolicy(it) => {
            one(qualified(&it.table_name).map(|table| CreatePolicy { name: ident(&it.name), table, needs: Reads::default() }.into()))
        }
        Statement::CreateExtension(it) => Ok(vec![object(ObjectKind::Extension, QualifiedName::bare(ident(&it.name)), it.if_not_exists)]),
        Statement::CreateSchema { schema_name, or_replace: false, if_not_exists, with: None, clone: None, .. } => {
            one(schema(schema_name).map(|name| object(ObjectKind::Schema, QualifiedName::bare(name), *if_not_exists)))
        }
        Statement::CreateDatabase { db_name, if_not_exists, or_replace: false, clone: None, .. } => {
            one(bare(db_name).map(|name| object(ObjectKind::Database, QualifiedName::bare(name), *if_not_exists)))
        }
        Statement::CreateRole(it) => {
            it.names.iter().map(|name| Ok(object(ObjectKind::Role, QualifiedName::bare(bare(name)?), it.if_not_exists))).collect()
        }
        Statement::CreateUser(it) if !it.or_replace => {
            Ok(vec![object(ObjectKind::Role, QualifiedName::bare(ident(&it.name)), it.if_not_exists)])
        }
        Statement::CreateServer(it) => one(plain(ObjectKind::Server, &it.name, it.if_not_exists)),
        Statement::CreateCollation(it) => one(plain(ObjectKind::Collation, &it.name, it.if_not_exists)),
        Statement::CreateOperator(it) => one(plain(ObjectKind::Operator, &it.name, false)),
        Statement::CreateOperatorFamily(it) => one(plain(ObjectKind::OperatorFamily, &it.name, false)),
        Statement::CreateOperatorClass(it) => one(plain(ObjectKind::OperatorClass, &it.name, false)),
        Statement::CreateTextSearch(it) => one(plain(ObjectKind::TextSearch, &it.name, false)),
        _ => return None,
    })
}

fn one(operation: Result<Operation, String>) -> Lowered {
    operation.map(|operation| vec![operation])
}

fn plain(kind: ObjectKind, name: &ObjectName, if_not_exists: bool) -> Result<Operation, String> {
    Ok(object(kind, qualified(name)?, if_not_exists))
}

fn object(object: ObjectKind, name: QualifiedName, if_not_exists: bool) -> Operation {
    CreateObject { object, name, or_replace: false, if_not_exists, on: None }.into()
}

/// A schema takes its owner's name where it has none of its own (docs: "CREATE SCHEMA").
fn schema(name: &SchemaName) -> Result<String, String> {
    match name {
        SchemaName::Simple(name) | SchemaName::NamedAuthorization(name, _) => bare(name),
        SchemaName::UnnamedAuthorization(owner) => Ok(ident(owner)),
    }
}

fn create_view(it: &ast::CreateView) -> Lowered {
    if it.or_alter
        || it.secure
        || it.to.is_some()
        || it.copy_grants
        || it.params.is_some()
        || it.with_no_schema_binding
        || !it.cluster_by.is_empty()
    {
        return Err("the CREATE VIEW has a clause that is not PostgreSQL".to_owned());
    }
    let (reads, mut operations) = reads(&it.query)?;
    let columns = if it.columns.is_empty() { projected(&it.query) } else { it.columns.iter().map(|column| ident(&column.name)).collect() };
    let view = CreateView {
        view: qualified(&it.name)?,
        or_replace: it.or_replace,
        materialized: it.materialized,
        if_not_exists: it.if_not_exists,
        with_data: true,
        reads,
        columns,
    };
    operations.push(view.into());
    Ok(operations)
}

/// The columns that a query gives, where each is plainly named.
fn projected(query: &ast::Query) -> Vec<String> {
    let name = |item: &ast::SelectItem| match item {
        ast::SelectItem::ExprWithAlias { alias, .. } => Some(ident(alias)),
        ast::SelectItem::UnnamedExpr(expression) => column(expression),
        _ => None,
    };
    top(query).and_then(|select| select.projection.iter().map(name).collect()).unwrap_or_default()
}

fn create_type(name: &ObjectName, representation: Option<&UserDefinedTypeRepresentation>) -> Result<Operation, String> {
    let definition = match representation {
        Some(UserDefinedTypeRepresentation::Enum { labels }) => TypeDefinition::Enum(labels.iter().map(label).collect()),
        Some(UserDefinedTypeRepresentation::Composite { attributes }) => TypeDefinition::Composite(
            attributes
                .iter()
                .map(|attribute| Ok((ident(&attribute.name), type_name(&attribute.data_type)?)))
                .collect::<Result<_, String>>()?,
        ),
        Some(UserDefinedTypeRepresentation::Range { .. } | UserDefinedTypeRepresentation::SqlDefinition { .. }) | None => {
            TypeDefinition::Other
        }
    };
    Ok(CreateType { name: qualified(name)?, definition }.into())
}

/// A label of an enum is a string and is never folded.
pub(super) fn label(label: &Ident) -> String {
    label.value.clone()
}

fn create_domain(it: &ast::CreateDomain) -> Result<Operation, String> {
    let domain = CreateDomain {
        name: qualified(&it.name)?,
        base: type_name(&it.data_type)?,
        not_null: false,
        checked: it.constraints.iter().any(|constraint| matches!(constraint, TableConstraint::Check(_))),
        default: it.default.as_ref().map(summarize).transpose()?,
    };
    Ok(domain.into())
}

fn create_sequence(
    temporary: bool,
    if_not_exists: bool,
    name: &ObjectName,
    data_type: Option<&DataType>,
    owned_by: Option<&ObjectName>,
) -> Result<Operation, String> {
    if temporary {
        return Err("a temporary sequence has no place in the tree's reading".to_owned());
    }
    Ok(CreateSequence {
        sequence: qualified(name)?,
        if_not_exists,
        data_type: data_type.map(type_name).transpose()?,
        owned_by: owner(owned_by)?,
    }
    .into())
}

/// `OWNED BY`; `NONE` is no owner.
fn owner(name: Option<&ObjectName>) -> Result<Option<(QualifiedName, String)>, String> {
    match name {
        Some(name) if !matches!(name.0.as_slice(), [part] if part.as_ident().is_some_and(|word| unquoted(word, "none"))) => {
            column_of_table(name).map(Some)
        }
        _ => Ok(None),
    }
}

fn create_function(it: &ast::CreateFunction) -> Result<Operation, String> {
    if it.or_alter
        || it.temporary
        || it.if_not_exists
        || it.using.is_some()
        || it.determinism_specifier.is_some()
        || it.options.is_some()
        || it.remote_connection.is_some()
    {
        return Err("the CREATE FUNCTION has a clause that is not PostgreSQL".to_owned());
    }
    let function = CreateFunction {
        function: qualified(&it.name)?,
        or_replace: it.or_replace,
        procedure: false,
        arguments: it
            .args
            .iter()
            .flatten()
            .filter(|argument| argument.mode != Some(ArgMode::Out))
            .map(|argument| type_name(&argument.data_type).map(|argument| argument.to_string()))
            .collect::<Result<_, _>>()?,
        returns: match &it.return_type {
            Some(FunctionReturnType::DataType(returned) | FunctionReturnType::SetOf(returned)) => Some(type_name(returned)?),
            None => None,
        },
        language: it.language.as_ref().map_or_else(|| "sql".to_owned(), |language| ident(language).to_ascii_lowercase()),
        volatility: match it.behavior {
            Some(FunctionBehavior::Immutable) => Volatility::Immutable,
            Some(FunctionBehavior::Stable) => Volatility::Stable,
            Some(FunctionBehavior::Volatile) | None => Volatility::Volatile,
        },
        body: it.function_body.as_ref().map(body).transpose()?,
        ..CreateFunction::default()
    };
    Ok(function.into())
}

fn body(tree: &CreateFunctionBody) -> Result<String, String> {
    match tree {
        CreateFunctionBody::AsBeforeOptions { body, .. } | CreateFunctionBody::AsAfterOptions(body) => {
            string(body).map(str::to_owned).ok_or_else(|| "the function's body is no string".to_owned())
        }
        CreateFunctionBody::Return(expression) => Ok(format!("RETURN {}", super::text::text(expression))),
        _ => Err("the function's body has an unknown form".to_owned()),
    }
}

fn create_trigger(it: &ast::CreateTrigger) -> Result<Operation, String> {
    let Some(called) = &it.exec_body else { return Err("the CREATE TRIGGER calls no function".to_owned()) };
    if it.or_alter || it.temporary || it.statements.is_some() {
        return Err("the CREATE TRIGGER has a clause that is not PostgreSQL".to_owned());
    }
    let trigger = CreateTrigger {
        name: bare(&it.name)?,
        table: qualified(&it.table_name)?,
        or_replace: it.or_replace,
        constraint: it.is_constraint,
        function: qualified(&called.func_desc.name)?,
        needs: Reads::default(),
    };
    Ok(trigger.into())
}
