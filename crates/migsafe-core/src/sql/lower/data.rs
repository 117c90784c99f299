//! INSERT, UPDATE, DELETE, MERGE, COPY, TRUNCATE.

use sqlparser::ast::{
    self, Assignment, AssignmentTarget, CascadeOption, CopySource, CopyTarget, FromTable, MergeAction, MergeUpdateKind, OnConflictAction,
    OnInsert, SetExpr, Statement, TableFactor, TableObject, TruncateIdentityOption, UpdateTableFromKind,
};

use super::collect::{Collector, listed, push_once, table};
use super::name::parts;
use super::summary::condition;
use crate::name::QualifiedName;
use crate::operation::{Copy, Delete, Expression, Insert, Merge, Operation, Truncate, Update};

/// A statement that modifies rows. `collector` knows what an enclosing `WITH` binds.
pub(super) fn modification(statement: &Statement, collector: Collector) -> Result<Vec<Operation>, String> {
    match statement {
        Statement::Insert(it) => insert(it, collector),
        Statement::Update(it) => update(it, collector),
        Statement::Delete(it) => delete(it, collector),
        Statement::Merge(it) => merge(it, collector),
        _ => Err("the statement inside the query modifies no rows".to_owned()),
    }
}

fn insert(it: &ast::Insert, mut collector: Collector) -> Result<Vec<Operation>, String> {
    let foreign = it.or.is_some()
        || it.ignore
        || it.overwrite
        || it.replace_into
        || it.partitioned.is_some()
        || !it.assignments.is_empty()
        || it.multi_table_insert_type.is_some();
    let TableObject::TableName(name) = &it.table else { return Err("INSERT into something that is no table".to_owned()) };
    if foreign {
        return Err("the INSERT has a clause that is not PostgreSQL".to_owned());
    }
    let table = table(name)?;
    let columns = it.columns.iter().map(last).collect::<Result<_, _>>()?;
    let mut values_only = true;
    if let Some(source) = &it.source {
        values_only = source.with.is_none() && matches!(&*source.body, SetExpr::Values(_));
        collector.query(source);
    }
    let updates_on_conflict = match &it.on {
        None => false,
        Some(OnInsert::OnConflict(conflict)) => match &conflict.action {
            OnConflictAction::DoNothing => false,
            OnConflictAction::DoUpdate(update) => {
                collector.expressions(update.assignments.iter().map(|assignment| &assignment.value).chain(&update.selection));
                true
            }
        },
        Some(_) => return Err("the INSERT has a clause that is not PostgreSQL".to_owned()),
    };
    it.returning.iter().flatten().for_each(|item| collector.item(item));
    let (reads, mut operations) = collector.finish()?;
    let from_query = (!values_only).then_some(reads);
    operations.push(
        Insert {
            table,
            columns,
            from_query,
            updates_on_conflict,
            on_conflict: it.on.is_some(),
            leaves_out: false,
            copies: Vec::new(),
            never_null: Vec::new(),
        }
        .into(),
    );
    Ok(operations)
}

fn update(it: &ast::Update, mut collector: Collector) -> Result<Vec<Operation>, String> {
    if it.or.is_some() || !it.order_by.is_empty() || it.limit.is_some() || it.output.is_some() || !it.table.joins.is_empty() {
        return Err("the UPDATE has a clause that is not PostgreSQL".to_owned());
    }
    let (table, only) = modified(&it.table.relation)?;
    let (mut columns, mut nulls) = (Vec::new(), Vec::new());
    for assignment in &it.assignments {
        assigned(assignment, &mut columns)?;
        if matches!(&assignment.value, ast::Expr::Value(value) if value.value == ast::Value::Null) {
            assigned(assignment, &mut nulls)?;
        }
        collector.expression(&assignment.value);
    }
    match &it.from {
        Some(UpdateTableFromKind::AfterSet(tables)) => tables.iter().for_each(|table| collector.tables(table)),
        Some(UpdateTableFromKind::BeforeSet(_)) => return Err("FROM before SET is not PostgreSQL".to_owned()),
        None => {}
    }
    it.returning.iter().flatten().for_each(|item| collector.item(item));
    let condition = selected(it.selection.as_ref(), &mut collector)?;
    let (reads, mut operations) = collector.finish()?;
    operations.push(Update { table, columns, nulls, condition, reads, only }.into());
    Ok(operations)
}

fn delete(it: &ast::Delete, mut collector: Collector) -> Result<Vec<Operation>, String> {
    let FromTable::WithFromKeyword(from) = &it.from else { return Err("DELETE without FROM is not PostgreSQL".to_owned()) };
    let [from] = from.as_slice() else { return Err("DELETE from several tables is not PostgreSQL".to_owned()) };
    if !it.tables.is_empty() || !it.order_by.is_empty() || it.limit.is_some() || it.output.is_some() || !from.joins.is_empty() {
        return Err("the DELETE has a clause that is not PostgreSQL".to_owned());
    }
    let (table, only) = modified(&from.relation)?;
    it.using.iter().flatten().for_each(|table| collector.tables(table));
    it.returning.iter().flatten().for_each(|item| collector.item(item));
    let condition = selected(it.selection.as_ref(), &mut collector)?;
    let (reads, mut operations) = collector.finish()?;
    operations.push(Delete { table, condition, reads, only }.into());
    Ok(operations)
}

/// A `WHERE`: what it reads goes to the collector, its summary comes back.
fn selected(selection: Option<&ast::Expr>, collector: &mut Collector) -> Result<Option<Expression>, String> {
    collector.expressions(selection);
    condition(selection)
}

fn merge(it: &ast::Merge, mut collector: Collector) -> Result<Vec<Operation>, String> {
    let (table, only) = modified(&it.table)?;
    let mut merge = Merge { table, only, ..Merge::default() };
    collector.factor(&it.source);
    collector.expression(&it.on);
    for clause in &it.clauses {
        merge.by_source |= clause.clause_kind == ast::MergeClauseKind::NotMatchedBySource;
        collector.expressions(&clause.predicate);
        match &clause.action {
            MergeAction::Insert(action) => {
                merge.inserts = true;
                if let ast::MergeInsertKind::Values(values) = &action.kind {
                    values.rows.iter().for_each(|row| collector.expressions(&row.content));
                }
            }
            MergeAction::Update(action) => {
                merge.updates = true;
                match &action.kind {
                    MergeUpdateKind::Set(assignments) => {
                        for assignment in assignments {
                            assigned(assignment, &mut merge.columns)?;
                            collector.expression(&assignment.value);
                        }
                    }
                    MergeUpdateKind::Wildcard => return Err("UPDATE * is not PostgreSQL".to_owned()),
                }
            }
            MergeAction::Delete { .. } => merge.deletes = true,
            MergeAction::DoNothing { .. } => {}
        }
    }
    let (reads, mut operations) = collector.finish()?;
    merge.reads = reads;
    operations.push(merge.into());
    Ok(operations)
}

/// The table whose rows a statement changes, and whether `ONLY` stands before it.
fn modified(factor: &TableFactor) -> Result<(QualifiedName, bool), String> {
    match factor {
        TableFactor::Table { name, alias, args: None, .. } => listed(name, alias.as_ref()),
        _ => Err("what is modified is no table".to_owned()),
    }
}

fn assigned(assignment: &Assignment, columns: &mut Vec<String>) -> Result<(), String> {
    let names = match &assignment.target {
        AssignmentTarget::ColumnName(name) => std::slice::from_ref(name),
        AssignmentTarget::Tuple(names) => names,
    };
    for name in names {
        // `SET column.field = …` writes a part of a composite column: the first name is the column.
        let column = parts(name)?.into_iter().next().ok_or("an assignment without a column")?;
        push_once(columns, column);
    }
    Ok(())
}

fn last(name: &ast::ObjectName) -> Result<String, String> {
    parts(name)?.pop().ok_or_else(|| "an empty name".to_owned())
}

/// `COPY`.
pub(super) fn copy(source: &CopySource, to: bool, target: &CopyTarget) -> Result<Vec<Operation>, String> {
    let mut operations = Vec::new();
    let table = match source {
        CopySource::Table { table_name, .. } => Some(table(table_name)?),
        CopySource::Query(query) => {
            let mut collector = Collector::default();
            collector.query(query);
            operations = collector.finish()?.1;
            None
        }
    };
    operations.push(Copy { table, from: !to, program: matches!(target, CopyTarget::Program { .. }) }.into());
    Ok(operations)
}

/// `TRUNCATE`.
pub(super) fn truncate(it: &ast::Truncate) -> Result<Vec<Operation>, String> {
    if it.partitions.is_some() || it.on_cluster.is_some() || it.if_exists {
        return Err("the TRUNCATE has a clause that is not PostgreSQL".to_owned());
    }
    let cascade = matches!(it.cascade, Some(CascadeOption::Cascade));
    let restart_identity = matches!(it.identity, Some(TruncateIdentityOption::Restart));
    it.table_names
        .iter()
        .map(|target| Ok(Truncate { table: table(&target.name)?, cascade, restart_identity, only: target.only }.into()))
        .collect()
}
