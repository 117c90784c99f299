//! SELECT and its kin.

use sqlparser::ast::{Expr, FunctionArguments, Ident, LockClause, Query as Tree, Select, SelectItem, SetExpr, TableFactor};

use super::children::argument;
use super::collect::{Collector, listed, push_once};
use super::name::{ident, qualified};
use super::summary::{bare, string};
use crate::name::QualifiedName;
use crate::operation::{CreateTable, Operation, Persistence, Query, Reads, SetParameter};

/// A query as a statement of its own.
pub(super) fn query(tree: &Tree) -> Result<Vec<Operation>, String> {
    if let Some(parameters) = set_config(tree) {
        return Ok(parameters);
    }
    let mut collector = Collector::default();
    collector.query(tree);
    let locked = std::mem::take(&mut collector.locked);
    let (reads, mut operations) = collector.finish()?;
    if matches!(&*tree.body, SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_)) {
        if let Some(last) = operations.last_mut() {
            add_reads(last, reads);
        }
        return Ok(operations);
    }
    let select = top(tree);
    operations.push(if let Some(into) = select.and_then(|select| select.into.as_ref()) {
        let [target] = into.targets.as_slice() else { return Err("SELECT INTO several targets is not PostgreSQL".to_owned()) };
        let persistence = match (into.temporary, into.unlogged) {
            (true, _) => Persistence::Temporary,
            (false, true) => Persistence::Unlogged,
            (false, false) => Persistence::Permanent,
        };
        CreateTable { table: expression_name(target)?, persistence, as_query: Some(reads), ..CreateTable::default() }.into()
    } else {
        let only = locked.iter().filter(|(_, only)| *only).map(|(name, _)| name.clone()).collect();
        Query { reads, locks_rows_of: locked.into_iter().map(|(name, _)| name).collect(), only, procedure: None }.into()
    });
    Ok(operations)
}

/// What a query reads, and what it modifies besides.
pub(super) fn reads(tree: &Tree) -> Result<(Reads, Vec<Operation>), String> {
    let mut collector = Collector::default();
    collector.query(tree);
    collector.finish()
}

/// The outermost `SELECT`; `None` for set operations, `VALUES` and modifications.
pub(super) fn top(tree: &Tree) -> Option<&Select> {
    let mut body = &*tree.body;
    while let SetExpr::Query(inner) = body {
        body = &inner.body;
    }
    match body {
        SetExpr::Select(select) => Some(select),
        _ => None,
    }
}

/// Adds what the `WITH` before a modification reads.
fn add_reads(operation: &mut Operation, reads: Reads) {
    let into = match operation {
        Operation::Insert(it) => it.from_query.get_or_insert_default(),
        Operation::Update(it) => &mut it.reads,
        Operation::Delete(it) => &mut it.reads,
        Operation::Merge(it) => &mut it.reads,
        _ => return,
    };
    reads.relations.into_iter().for_each(|name| push_once(&mut into.relations, name));
    reads.functions.into_iter().for_each(|name| push_once(&mut into.functions, name));
    reads.columns.into_iter().for_each(|name| push_once(&mut into.columns, name));
}

/// The table that an expression in a name's place means.
fn expression_name(expression: &Expr) -> Result<QualifiedName, String> {
    let parts: &[Ident] = match expression {
        Expr::Identifier(name) => std::slice::from_ref(name),
        Expr::CompoundIdentifier(parts) => parts,
        _ => return Err("SELECT INTO something that is no name".to_owned()),
    };
    qualified(&parts.to_vec().into())
}

/// The tables whose rows `FOR UPDATE` and its kin lock, and whether they stand under `ONLY` (docs: "SELECT", the locking clause: without `OF`, every table of the FROM).
pub(super) fn locked(tree: &Tree) -> Result<Vec<(QualifiedName, bool)>, String> {
    let mut found = Vec::new();
    if tree.locks.is_empty() {
        return Ok(found);
    }
    let sources = top(tree).map(sources).unwrap_or_default();
    let bound: Vec<String> = tree.with.iter().flat_map(|with| &with.cte_tables).map(|table| ident(&table.alias.name)).collect();
    for LockClause { of, .. } in &tree.locks {
        let wanted = of.as_ref().map(|name| qualified(name).map(|name| name.name)).transpose()?;
        for (alias, (name, only)) in &sources {
            if wanted.as_ref().is_none_or(|wanted| wanted == alias)
                && (name.schema.is_some() || !bound.iter().any(|bound| *bound == name.name))
            {
                push_once(&mut found, (name.clone(), *only));
            }
        }
    }
    Ok(found)
}

/// The tables of a FROM, under the names by which the query knows them.
fn sources(select: &Select) -> Vec<(String, (QualifiedName, bool))> {
    let mut todo: Vec<&TableFactor> = Vec::new();
    let mut found = Vec::new();
    for tables in &select.from {
        todo.push(&tables.relation);
        todo.extend(tables.joins.iter().map(|join| &join.relation));
    }
    while let Some(factor) = todo.pop() {
        match factor {
            TableFactor::Table { name, alias, args: None, .. } => {
                if let Ok((name, only)) = listed(name, alias.as_ref()) {
                    found.push((alias.as_ref().map_or_else(|| name.name.to_string(), |alias| ident(&alias.name)), (name, only)));
                }
            }
            TableFactor::NestedJoin { table_with_joins, .. } => {
                todo.push(&table_with_joins.relation);
                todo.extend(table_with_joins.joins.iter().map(|join| &join.relation));
            }
            _ => {}
        }
    }
    found.reverse();
    found
}

/// `SELECT set_config('name', 'value', local), …` without a FROM.
fn set_config(tree: &Tree) -> Option<Vec<Operation>> {
    let select = top(tree).filter(|select| {
        tree.with.is_none()
            && select.from.is_empty()
            && select.into.is_none()
            && select.selection.is_none()
            && !select.projection.is_empty()
    })?;
    select
        .projection
        .iter()
        .map(|item| match item {
            SelectItem::UnnamedExpr(expression) | SelectItem::ExprWithAlias { expr: expression, .. } => set_config_call(expression),
            _ => None,
        })
        .collect()
}

fn set_config_call(expression: &Expr) -> Option<Operation> {
    let Expr::Function(function) = bare(expression) else { return None };
    let name = qualified(&function.name).ok()?;
    if name.name != "set_config" || !matches!(name.schema.as_deref(), None | Some("pg_catalog")) {
        return None;
    }
    let FunctionArguments::List(list) = &function.args else { return None };
    let [parameter, value, local] = list.args.as_slice() else { return None };
    let local = match bare(argument(local)?) {
        Expr::Value(value) => matches!(value.value, sqlparser::ast::Value::Boolean(true)),
        _ => return None,
    };
    let value = string(argument(value)?)?.to_owned();
    Some(SetParameter { name: string(argument(parameter)?)?.to_ascii_lowercase(), value: Some(value), local }.into())
}
