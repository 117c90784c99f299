//! Statements on rows as MySQL and SQLite have them, turned into those that PostgreSQL has too.

use sqlparser::ast::{
    Assignment, AssignmentTarget, Delete, Expr, FromTable, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, Insert, ObjectName,
    OnInsert, SelectItem, SetExpr, SqliteOnConflict, Statement, TableFactor, TableWithJoins, Update, UpdateTableFromKind, Value,
};

use super::collect::Collector;
use crate::operation::Operation;

/// What the statement asks beyond its translation.
#[derive(Debug, Default)]
pub(super) struct Extras {
    /// Rows that are there already are overwritten: `REPLACE`, `ON DUPLICATE KEY UPDATE`.
    overwrites: bool,
    /// The columns that a query takes values from.
    copies: Vec<String>,
    /// Which values of a query are never NULL.
    never_null: Vec<bool>,
    /// Some of the rows may be left out without a word: `INSERT IGNORE`, `INSERT OR IGNORE`.
    leaves_out: bool,
}

impl Extras {
    /// Puts it into the operations of the translation.
    pub(super) fn add_to(self, operations: &mut [Operation]) {
        for operation in operations {
            if let Operation::Insert(insert) = operation {
                insert.updates_on_conflict |= self.overwrites;
                insert.leaves_out |= self.leaves_out;
                insert.copies.clone_from(&self.copies);
                insert.never_null.clone_from(&self.never_null);
            }
        }
    }
}

/// The parser's or our own reason without a word on PostgreSQL, of which nothing is asked here.
pub(super) fn reason(why: &str) -> String {
    if why.contains("PostgreSQL") { "the statement has a form that is not read yet".to_owned() } else { why.to_owned() }
}

/// Turns what other databases write otherwise into what is read.
pub(super) fn translate(statement: &mut Statement) -> Extras {
    match statement {
        Statement::Insert(it) => insert(it),
        Statement::Update(it) => update(it),
        Statement::Delete(it) => delete(it),
        _ => Extras::default(),
    }
}

fn insert(it: &mut Insert) -> Extras {
    let or = it.or.take();
    let replace = std::mem::take(&mut it.replace_into);
    let ignore = std::mem::take(&mut it.ignore);
    let duplicate = matches!(it.on, Some(OnInsert::DuplicateKeyUpdate(_)));
    if duplicate {
        it.on = None;
    }
    // `INSERT INTO t SET a = 1` names columns and values in turn.
    for assignment in std::mem::take(&mut it.assignments) {
        if let AssignmentTarget::ColumnName(name) = assignment.target {
            it.columns.push(name);
        }
    }
    let rows = it.source.as_deref().is_some_and(|source| {
        matches!(&*source.body, SetExpr::Select(select) if select.selection.is_some() || select.distinct.is_some() || select.having.is_some())
            || source.limit_clause.is_some()
            || !matches!(&*source.body, SetExpr::Select(_) | SetExpr::Values(_))
    });
    let mut collector = Collector::default();
    let mut never_null = Vec::new();
    if let Some(SetExpr::Select(select)) = it.source.as_deref().map(|source| &*source.body) {
        select.projection.iter().for_each(|item| collector.item(item));
        never_null = select.projection.iter().map(is_never_null).collect();
    }
    Extras {
        never_null,
        copies: collector.finish().map(|(reads, _)| reads.columns).unwrap_or_default(),
        overwrites: replace || duplicate || or == Some(SqliteOnConflict::Replace),
        leaves_out: ignore || or == Some(SqliteOnConflict::Ignore) || rows,
    }
}

fn is_never_null(item: &SelectItem) -> bool {
    match item {
        SelectItem::UnnamedExpr(value) | SelectItem::ExprWithAlias { expr: value, .. } => is_value(value),
        _ => false,
    }
}

/// Whether an expression gives a value whatever the row holds.
fn is_value(expression: &Expr) -> bool {
    match expression {
        Expr::Value(value) => !matches!(value.value, Value::Null | Value::Placeholder(_)),
        Expr::Nested(inner) => is_value(inner),
        Expr::Function(function) => {
            let name = function.name.to_string().to_ascii_lowercase();
            let FunctionArguments::List(list) = &function.args else { return false };
            let gives = |argument: &FunctionArg| matches!(argument, FunctionArg::Unnamed(FunctionArgExpr::Expr(value)) if is_value(value));
            matches!(name.as_str(), "coalesce" | "ifnull") && list.args.iter().any(gives)
        }
        _ => false,
    }
}

/// `UPDATE a JOIN b ON … SET a.x = b.y` is an `UPDATE a … FROM b`; `LIMIT` and `ORDER BY` only choose the rows.
fn update(it: &mut Update) -> Extras {
    it.or = None;
    it.order_by.clear();
    it.limit = None;
    let joined: Vec<TableWithJoins> =
        std::mem::take(&mut it.table.joins).into_iter().map(|join| TableWithJoins { relation: join.relation, joins: Vec::new() }).collect();
    if !joined.is_empty() {
        match &mut it.from {
            Some(UpdateTableFromKind::AfterSet(tables)) => tables.extend(joined),
            from => *from = Some(UpdateTableFromKind::AfterSet(joined)),
        }
    }
    for Assignment { target, .. } in &mut it.assignments {
        if let AssignmentTarget::ColumnName(name) = target
            && let Some(last) = name.0.pop()
        {
            *name = ObjectName(vec![last]);
        }
    }
    Extras::default()
}

/// `DELETE a FROM a JOIN b …` is a `DELETE FROM a USING b …`.
fn delete(it: &mut Delete) -> Extras {
    it.order_by.clear();
    it.limit = None;
    let named = it.tables.first().map(ToString::to_string);
    let FromTable::WithFromKeyword(from) = &mut it.from else { return Extras::default() };
    let mut factors: Vec<TableFactor> = Vec::new();
    for tables in std::mem::take(from) {
        factors.push(tables.relation);
        factors.extend(tables.joins.into_iter().map(|join| join.relation));
    }
    let at = named.and_then(|named| factors.iter().position(|factor| is_called(factor, &named))).unwrap_or(0);
    if it.tables.len() <= 1 && at < factors.len() {
        it.tables.clear();
        let target = factors.remove(at);
        from.push(TableWithJoins { relation: target, joins: Vec::new() });
        if !factors.is_empty() {
            let rest = factors.into_iter().map(|relation| TableWithJoins { relation, joins: Vec::new() });
            it.using.get_or_insert_default().extend(rest);
        }
    } else {
        // Rows of several tables at once: the first stands for all.
        from.extend(factors.into_iter().map(|relation| TableWithJoins { relation, joins: Vec::new() }));
    }
    Extras::default()
}

fn is_called(factor: &TableFactor, name: &str) -> bool {
    let TableFactor::Table { name: own, alias, .. } = factor else { return false };
    let plain = |ident: &Ident| ident.to_string() == name;
    alias.as_ref().map_or_else(|| own.to_string() == name, |alias| plain(&alias.name))
}
