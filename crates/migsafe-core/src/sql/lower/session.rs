//! Session, transactions, maintenance, and what changes nothing.

use sqlparser::ast::{self, ContextModifier, Expr, ObjectName, Reset, Set, SetSessionAuthorizationParamKind, Statement};

use super::collect::{Collector, table};
use super::name::qualified;
use super::query::query;
use super::summary::{string, unquoted};
use super::text::text;
use crate::effect::LockMode;
use crate::operation::{LockTable, Maintain, Maintenance, Operation, Query, SetParameter, Transaction, TransactionAction, Utility};

type Lowered = Result<Vec<Operation>, String>;

/// A statement of the session; `None` for any other.
pub(super) fn session_statement(statement: &Statement) -> Option<Lowered> {
    Some(match statement {
        Statement::Set(set) => parameter(set).map(|parameter| vec![parameter.into()]),
        Statement::Reset(reset) => reset_parameter(&reset.reset).map(|parameter| vec![parameter.into()]),
        Statement::StartTransaction { modifier: None, statements, exception: None, has_end_keyword: false, .. }
            if statements.is_empty() =>
        {
            transaction(TransactionAction::Begin)
        }
        Statement::Commit { modifier: None, .. } => transaction(TransactionAction::Commit),
        Statement::Rollback { savepoint: None, .. } => transaction(TransactionAction::Rollback),
        Statement::Rollback { savepoint: Some(_), .. } | Statement::Savepoint { .. } | Statement::ReleaseSavepoint { .. } => {
            transaction(TransactionAction::Savepoint)
        }
        Statement::Lock(lock) => lock_table(lock),
        Statement::Vacuum(it) => vacuum(it),
        Statement::Analyze(it) => analyze(it),
        Statement::Call(function) => call(function),
        Statement::Explain { analyze, statement, options, .. } => explain(*analyze, statement, options.as_deref()),
        Statement::Declare { stmts } => declare(stmts),
        Statement::Execute { .. } => Err("EXECUTE runs a statement that was prepared elsewhere".to_owned()),
        Statement::Prepare { .. } => utility("PREPARE"),
        Statement::Deallocate { .. } => utility("DEALLOCATE"),
        Statement::Discard { .. } => utility("DISCARD"),
        Statement::Fetch { .. } => utility("FETCH"),
        Statement::Close { .. } => utility("CLOSE"),
        Statement::LISTEN { .. } => utility("LISTEN"),
        Statement::UNLISTEN { .. } => utility("UNLISTEN"),
        Statement::NOTIFY { .. } => utility("NOTIFY"),
        Statement::Load { .. } => utility("LOAD"),
        Statement::ShowVariable { .. } => utility("SHOW"),
        _ => return None,
    })
}

#[allow(clippy::unnecessary_wraps, reason = "it stands among arms that can fail")]
fn utility(command: &str) -> Lowered {
    Ok(vec![Utility::new(command).into()])
}

#[allow(clippy::unnecessary_wraps, reason = "it stands among arms that can fail")]
fn transaction(action: TransactionAction) -> Lowered {
    Ok(vec![Transaction { action }.into()])
}

fn parameter(set: &Set) -> Result<SetParameter, String> {
    Ok(match set {
        Set::SingleAssignment { scope, hivevar: false, variable, values } => {
            let value = match values.as_slice() {
                [Expr::Identifier(word)] if unquoted(word, "default") => None,
                values => Some(values.iter().map(setting).collect::<Vec<_>>().join(", ")),
            };
            SetParameter { name: parameter_name(variable)?, value, local: is_local(scope.as_ref())? }
        }
        Set::SetTimeZone { local, value } => {
            let value = match value {
                Expr::Identifier(word) if unquoted(word, "default") || unquoted(word, "local") => None,
                value => Some(setting(value)),
            };
            SetParameter { name: "timezone".to_owned(), value, local: *local }
        }
        Set::SetRole { context_modifier, role_name } => SetParameter {
            name: "role".to_owned(),
            value: role_name.as_ref().map(|name| name.value.clone()),
            local: is_local(context_modifier.as_ref())?,
        },
        Set::SetSessionAuthorization(authorization) => {
            let value = match &authorization.kind {
                SetSessionAuthorizationParamKind::Default => None,
                SetSessionAuthorizationParamKind::User(name) => Some(name.value.clone()),
            };
            SetParameter { name: "session authorization".to_owned(), value, local: is_local(Some(&authorization.scope))? }
        }
        Set::SetNames { charset_name, .. } => {
            SetParameter { name: "client_encoding".to_owned(), value: Some(charset_name.value.clone()), local: false }
        }
        Set::SetNamesDefault {} => SetParameter { name: "client_encoding".to_owned(), value: None, local: false },
        Set::SetTransaction { modes, session, .. } => {
            let modes = modes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            SetParameter { name: "transaction".to_owned(), value: Some(modes), local: !session }
        }
        other => return Err(format!("{other} is not PostgreSQL")),
    })
}

fn is_local(scope: Option<&ContextModifier>) -> Result<bool, String> {
    match scope {
        Some(ContextModifier::Local) => Ok(true),
        Some(ContextModifier::Session) | None => Ok(false),
        Some(ContextModifier::Global) => Err("SET GLOBAL is not PostgreSQL".to_owned()),
    }
}

/// A value as written, without quotes.
fn setting(value: &Expr) -> String {
    match value {
        Expr::Identifier(name) => name.value.clone(),
        other => string(other).map_or_else(|| text(other), str::to_owned),
    }
}

fn parameter_name(name: &ObjectName) -> Result<String, String> {
    // Parameter names ignore case even when quoted (docs: "Parameter Names and Values").
    Ok(super::name::parts(name)?.join(".").to_ascii_lowercase())
}

fn reset_parameter(reset: &Reset) -> Result<SetParameter, String> {
    let name = match reset {
        Reset::ALL => "all".to_owned(),
        Reset::SessionAuthorization => "session authorization".to_owned(),
        Reset::ConfigurationParameter(name) => parameter_name(name)?,
    };
    Ok(SetParameter { name, value: None, local: false })
}

fn lock_table(lock: &ast::Lock) -> Lowered {
    let mode = match lock.lock_mode {
        Some(ast::LockTableMode::AccessShare) => LockMode::AccessShare,
        Some(ast::LockTableMode::RowShare) => LockMode::RowShare,
        Some(ast::LockTableMode::RowExclusive) => LockMode::RowExclusive,
        Some(ast::LockTableMode::ShareUpdateExclusive) => LockMode::ShareUpdateExclusive,
        Some(ast::LockTableMode::Share) => LockMode::Share,
        Some(ast::LockTableMode::ShareRowExclusive) => LockMode::ShareRowExclusive,
        Some(ast::LockTableMode::Exclusive) => LockMode::Exclusive,
        // Without a mode it is the strongest (docs: "LOCK").
        Some(ast::LockTableMode::AccessExclusive) | None => LockMode::AccessExclusive,
    };
    let (mut tables, mut only) = (Vec::new(), Vec::new());
    for target in &lock.tables {
        let name = table(&target.name)?;
        only.extend(target.only.then(|| name.clone()));
        tables.push(name);
    }
    Ok(vec![LockTable { tables, only, mode }.into()])
}

fn vacuum(it: &ast::VacuumStatement) -> Lowered {
    if it.sort_only || it.delete_only || it.reindex || it.recluster || it.threshold.is_some() || it.boost {
        return Err("the VACUUM has an option that is not PostgreSQL".to_owned());
    }
    let action = if it.full { Maintenance::VacuumFull } else { Maintenance::Vacuum };
    let tables = it.table_name.iter().map(word_or_table).collect::<Result<_, _>>()?;
    Ok(vec![Maintain { action, tables, by_index: None }.into()])
}

fn analyze(it: &ast::Analyze) -> Lowered {
    if it.partitions.is_some() || it.for_columns || it.cache_metadata || it.noscan || it.compute_statistics || it.has_table_keyword {
        return Err("the ANALYZE has an option that is not PostgreSQL".to_owned());
    }
    let tables = it.table_name.iter().map(word_or_table).collect::<Result<_, _>>()?;
    Ok(vec![Maintain { action: Maintenance::Analyze, tables, by_index: None }.into()])
}

/// A table's name, unless it is an option word that was taken for one.
fn word_or_table(name: &ObjectName) -> Result<crate::name::QualifiedName, String> {
    let option = |word: &ast::Ident| ["analyze", "verbose", "freeze", "full"].iter().any(|option| unquoted(word, option));
    match name.0.as_slice() {
        [part] if part.as_ident().is_some_and(option) => Err(format!("{name} is an option and no table")),
        _ => table(name),
    }
}

fn call(function: &ast::Function) -> Lowered {
    let mut collector = Collector::default();
    collector.call(function);
    let (mut reads, mut operations) = collector.finish()?;
    let procedure = qualified(&function.name)?;
    reads.functions.retain(|name| *name != procedure);
    operations.push(Query { reads, procedure: Some(procedure), ..Query::default() }.into());
    Ok(operations)
}

/// `EXPLAIN ANALYZE` carries the statement out (docs: "EXPLAIN").
fn explain(analyze: bool, statement: &Statement, options: Option<&[ast::UtilityOption]>) -> Lowered {
    let off = |value: &Expr| matches!(setting(value).to_ascii_lowercase().as_str(), "false" | "off" | "0");
    let by_option =
        options.unwrap_or_default().iter().any(|option| unquoted(&option.name, "analyze") && !option.arg.as_ref().is_some_and(off));
    if analyze || by_option { super::lower_one(statement) } else { utility("EXPLAIN") }
}

fn declare(list: &[ast::Declare]) -> Lowered {
    match list {
        [ast::Declare { for_query: Some(tree), .. }] => query(tree),
        _ => Err("the DECLARE is no cursor".to_owned()),
    }
}
