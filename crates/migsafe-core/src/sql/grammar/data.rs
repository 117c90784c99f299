//! Statements on rows.

use super::Reading;
use crate::operation::{Copy, CreateView, Delete, Expression, Insert, Merge, Operation, Query, Reads, Shape, Truncate, Update};
use crate::sql::cursor::Cursor;
use crate::sql::{NotUnderstood, lower};

/// The table whose rows the operation writes, if it writes rows.
pub(in crate::sql) fn written(operation: &Operation) -> Option<&crate::name::QualifiedName> {
    match operation {
        Operation::Insert(it) => Some(&it.table),
        Operation::Update(it) => Some(&it.table),
        Operation::Delete(it) => Some(&it.table),
        Operation::Merge(it) => Some(&it.table),
        _ => None,
    }
}

/// A statement on rows that could not be read: its table alone.
pub(in crate::sql) fn headline(statement: &str, mut cursor: Cursor<'_>) -> Option<Operation> {
    if statement == "truncate" {
        cursor.eat("table");
    }
    let table = cursor.relation()?;
    Some(match statement {
        "insert into" => Insert { table, ..Insert::default() }.into(),
        "update" => Update { table, ..Update::default() }.into(),
        "delete from" => Delete { table, ..Delete::default() }.into(),
        _ => Truncate { table, ..Truncate::default() }.into(),
    })
}

/// Reads what follows `TRUNCATE`.
pub(super) fn truncate(mut cursor: Cursor<'_>) -> Option<Vec<Operation>> {
    cursor.eat("table");
    let mut tables = vec![cursor.relation_under_only()?];
    while cursor.eat_symbol(b',') {
        tables.push(cursor.relation_under_only()?);
    }
    let restart_identity = cursor.eat_any(&["restart identity", "continue identity"]) == Some("restart identity");
    let cascade = cursor.cascade();
    cursor.finish(tables.into_iter().map(|(table, only)| Truncate { table, cascade, restart_identity, only }.into()).collect())
}

/// Reads what follows `DELETE FROM`.
pub(super) fn delete(mut cursor: Cursor<'_>) -> Option<Operation> {
    let (table, only) = cursor.relation_under_only()?;
    alias(&mut cursor, &["using", "where", "returning"])?;
    let from = if cursor.eat("using") { cursor.until(&["where", "returning"], false).remaining_text() } else { "" };
    let mut delete = Delete { table, condition: None, reads: Reads::default(), only };
    take_condition(&mut cursor, &mut delete.condition)?;
    delete.reads = reads("1", from, delete.condition.as_ref())?;
    cursor.finish(delete.into())
}

/// Reads what follows `UPDATE`.
pub(super) fn update(mut cursor: Cursor<'_>) -> Option<Operation> {
    let (table, only) = cursor.relation_under_only()?;
    alias(&mut cursor, &["set"])?;
    cursor.expect("set")?;
    let assignments = cursor.until(&["from", "where", "returning"], false);
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for mut part in assignments.comma_parts() {
        if part.sees_symbol(b'(') {
            columns.extend(part.columns()?);
        } else {
            columns.push(part.identifier()?);
            while part.sees_symbol(b'[') {
                part.skip_balanced();
            }
        }
        if !part.eat_operator("=") {
            return None;
        }
        part.eat("row");
        if !part.sees("default") {
            values.push(part.remaining_text());
        }
    }
    if values.is_empty() {
        values.push("1");
    }
    let from = if cursor.eat("from") { cursor.until(&["where", "returning"], false).remaining_text() } else { "" };
    let mut update = Update { table, columns, only, ..Update::default() };
    take_condition(&mut cursor, &mut update.condition)?;
    update.reads = reads(&values.join(", "), from, update.condition.as_ref())?;
    cursor.finish(update.into())
}

/// What the parts of a statement read, as a query over the same parts would.
fn reads(values: &str, from: &str, condition: Option<&Expression>) -> Option<Reads> {
    let condition = condition.filter(|condition| condition.shape != Shape::Other || !condition.columns.is_empty() || condition.subquery);
    let mut query = format!("SELECT {values}");
    if !from.is_empty() {
        query = format!("{query} FROM {from}");
    }
    if let Some(condition) = condition {
        query = format!("{query} WHERE {}", condition.text);
    }
    lower::reads(&query)
}

fn alias(cursor: &mut Cursor<'_>, follows: &[&str]) -> Option<()> {
    if cursor.eat("as") || !(cursor.at_end() || follows.iter().any(|word| cursor.sees(word))) {
        cursor.identifier()?;
    }
    Some(())
}

/// Takes `WHERE …` and `RETURNING …`.
fn take_condition(cursor: &mut Cursor<'_>, condition: &mut Option<Expression>) -> Option<()> {
    if cursor.eat("where") {
        let text = cursor.until(&["returning"], false);
        // A cursor's row is no condition that the parser knows, but one it is.
        let current = text.sees("current of").then(|| Expression::unread(text.remaining_text()));
        *condition = Some(current.or_else(|| super::expression(text))?);
    }
    if cursor.eat("returning") {
        cursor.rest();
    }
    Some(())
}

/// Reads what follows `COPY`.
pub(super) fn copy(mut cursor: Cursor<'_>) -> Option<Operation> {
    cursor.eat("binary");
    let table = if cursor.sees_symbol(b'(') {
        // What modifies rows is no query here, and then nothing is read.
        lower::reads(cursor.parentheses()?.remaining_text())?;
        None
    } else {
        Some(cursor.name()?)
    };
    if cursor.sees_symbol(b'(') {
        cursor.columns()?;
    }
    let from = cursor.eat_any(&["from", "to"])? == "from";
    let program = cursor.eat("program");
    Some(Copy { table, from, program }.into())
}

/// Reads what follows `CALL`.
pub(super) fn call(mut cursor: Cursor<'_>) -> Option<Operation> {
    let procedure = Some(cursor.name()?);
    cursor.parentheses()?;
    cursor.finish(Query { procedure, ..Query::default() }.into())
}

/// Reads what follows `MERGE INTO`.
pub(super) fn merge(mut cursor: Cursor<'_>) -> Option<Operation> {
    let (table, only) = cursor.relation_under_only()?;
    let mut merge = Merge { table, only, ..Merge::default() };
    cursor.until(&["using"], false);
    cursor.expect("using")?;
    if cursor.sees_symbol(b'(') {
        merge.reads = lower::reads(cursor.parentheses()?.remaining_text())?;
    } else {
        merge.reads.relations.push(cursor.relation()?);
    }
    merge.inserts = cursor.holds("then insert");
    merge.updates = cursor.holds("then update");
    merge.deletes = cursor.holds("then delete");
    merge.by_source = cursor.holds("not matched by source");
    cursor.holds("then").then(|| merge.into())
}

/// Reads what follows `CREATE [OR REPLACE]`, where that is a view.
pub(super) fn view(mut cursor: Cursor<'_>, or_replace: bool) -> Option<Reading> {
    while cursor.eat_any(&["temporary", "temp", "recursive"]).is_some() {}
    let materialized = cursor.eat("materialized");
    cursor.expect("view")?;
    let if_not_exists = cursor.if_not_exists();
    let mut create = CreateView { view: cursor.name()?, or_replace, materialized, if_not_exists, with_data: true, ..CreateView::default() };
    if cursor.sees_symbol(b'(') {
        create.columns = cursor.columns()?;
    }
    cursor.until(&["as"], false);
    cursor.expect("as")?;
    let query =
        cursor.until(&["with no data", "with data", "with check option", "with local check option", "with cascaded check option"], false);
    create.with_data = !cursor.eat("with no data");
    let reads = lower::reads(query.remaining_text());
    let unread = reads.is_none();
    create.reads = reads.unwrap_or_default();
    let mut reading = Reading::from(create);
    if unread {
        reading.not_understood.push(NotUnderstood { span: query.span(), why: "the query of the view could not be read".to_owned() });
    }
    Some(reading)
}
