//! Rows of models that a session reads, adds, changes and deletes.

use std::rc::Rc;

use super::data::{Chain, columns, condition, insert, qualified, table_of, update};
use super::run::Run;
use super::value::{Arguments, HOLE, Value};
use crate::name::quote;
use crate::python::Text;
use crate::span::Span;
use crate::sql::NotUnderstood;

/// So many calls are chained at most.
const CHAINED: usize = 50;

/// Methods whose result is no row of what is asked.
const NO_ROWS: [&str; 6] = ["count", "exists", "subquery", "with_entities", "with_only_columns", "cte"];

/// A row of what a query gives: of a model or table, or one of each where it asks for several.
pub(super) fn row_of(value: &Value) -> Option<Value> {
    let entities: Vec<&Value> = match value {
        Value::Row(_) => return Some(value.clone()),
        // `session.get(Model, key)`
        Value::Call(call) if matches!(&call.callee, Value::Member(owner, method) if **owner == Value::Connection && &**method == "get") => {
            call.arguments.get(0, "entity").into_iter().collect()
        }
        // Of whichever query it is, where all ask for the same.
        Value::Either(ways) => {
            let mut rows = ways.iter().map(row_of);
            let first = rows.next()??;
            return rows.all(|row| row.as_ref() == Some(&first)).then_some(first);
        }
        _ => asked(value)?.0,
    };
    let row = |entity: &Value| table_of(entity).map(|_| Value::Row(Rc::new(entity.clone())));
    if let [entity] = entities.as_slice() {
        return row(entity);
    }
    let rows: Vec<Option<Value>> = entities.into_iter().map(row).collect();
    rows.iter().any(Option::is_some).then(|| Value::list(rows.into_iter().map(|row| row.unwrap_or(Value::Unknown)).collect()))
}

/// Whether a value is a query of a session.
pub(super) fn is_query(value: &Value) -> bool {
    asked(value).is_some_and(|(_, _, of_session)| of_session)
}

/// What a query asks for, its conditions, and whether it is a session's.
fn asked(value: &Value) -> Option<(Vec<&Value>, Vec<&Arguments>, bool)> {
    let mut wheres = Vec::new();
    let mut current = value;
    for _ in 0..CHAINED {
        let call = match current {
            Value::Call(call) => call,
            // Flask-SQLAlchemy: `Model.query` is a query of the session's.
            Value::Member(model, name) if &**name == "query" && matches!(**model, Value::Class(_)) => {
                return Some((vec![&**model], wheres, true));
            }
            // The way without what a branch adds says least of which rows are meant.
            Value::Either(ways) => {
                current = ways.first()?;
                continue;
            }
            _ => return None,
        };
        let entities = || match call.arguments.places.first() {
            Some((Value::List(items), _)) => items.iter().collect(),
            Some(_) => call.arguments.places.iter().map(|(value, _)| value).collect(),
            None => call.arguments.named("entity").into_iter().collect(),
        };
        match &call.callee {
            Value::Name(_) if current.word() == "select" => return Some((entities(), wheres, false)),
            Value::Member(owner, method) => {
                match &**method {
                    "query" => return Some((entities(), wheres, true)),
                    "where" | "filter" | "filter_by" => wheres.push(&call.arguments),
                    method if NO_ROWS.contains(&method) => return None,
                    _ => {}
                }
                current = owner;
            }
            _ => return None,
        }
    }
    None
}

impl Run<'_> {
    /// `session.query(Model).filter(…).delete()` and `.update({…})`; `false` where the value is no query.
    pub(super) fn on_query(&mut self, owner: &Value, method: &str, it: &Arguments) -> bool {
        let Some((entities, wheres, true)) = asked(owner) else { return false };
        let Some(entity) = entities.first() else { return false };
        let chain = Chain { table: Some(entity), wheres, values: vec![it], ..Chain::default() };
        let mut faults = Vec::new();
        // A query of columns is one of their table.
        let table = table_of(entity).or_else(|| if let Value::Member(columns, _) = entity { table_of(columns) } else { None });
        let table = table.map_or_else(
            || {
                faults
                    .push(NotUnderstood { span: it.span, why: "which table this is of is known only when the migration runs".to_owned() });
                quote(HOLE)
            },
            |(table, schema)| qualified(&table, schema.as_deref()),
        );
        let condition = condition(&chain);
        let sql = if method == "delete" { format!("DELETE FROM {table}{condition}") } else { update(&table, &columns(&chain), &condition) };
        self.emit(&Text::plain(sql), it.span, &faults, false);
        true
    }

    /// `session.bulk_insert_mappings(Model, rows)` and `session.bulk_update_mappings`; `false` where the table is not known.
    pub(super) fn store_mappings(&mut self, method: &str, it: &Arguments) -> bool {
        let Some(model) = it.get(0, "mapper") else { return false };
        let Some((table, schema)) = table_of(model) else { return false };
        let table = qualified(&table, schema.as_deref());
        let rows = Arguments { places: it.get(1, "mappings").cloned().map(|rows| (rows, it.span)).into_iter().collect(), ..<_>::default() };
        let columns = columns(&Chain { values: vec![&rows], ..Chain::default() });
        let sql = if method == "bulk_insert_mappings" {
            insert(&table, &columns)
        } else {
            let is_key = |name: &String| {
                let Value::Class(class) = model else { return false };
                class.member(name).and_then(Value::call).is_some_and(|column| column.flag("primary_key"))
            };
            let changed: Vec<String> = columns.into_iter().filter(|name| !is_key(name)).collect();
            update(&table, &changed, &format!(" WHERE {}", quote(HOLE)))
        };
        self.emit_sql(&sql, it.span);
        true
    }

    /// `session.add(row)`, `session.add_all(rows)` and `session.merge(row)`; `false` where a row is of a table that nobody can tell.
    pub(super) fn store(&mut self, row: &Value, method: &str, span: Span) -> bool {
        match row {
            // It was read from there, and what was changed of it is told where it is changed.
            Value::Row(_) => true,
            Value::List(rows) => rows.iter().all(|row| self.store(row, method, span)),
            Value::Maybe(row) => self.perhaps(|run| run.store(row, method, span)),
            Value::Either(ways) => self.perhaps(|run| ways.iter().all(|way| run.store(way, method, span))),
            Value::Call(call) if matches!(call.callee, Value::Class(_)) => {
                let Some((table, schema)) = table_of(&call.callee) else { return false };
                let table = qualified(&table, schema.as_deref());
                let columns: Vec<String> = call.arguments.named.iter().map(|(name, ..)| name.clone()).collect();
                if method == "merge" {
                    // Whether the row is there already, the session looks first.
                    self.perhaps(|run| {
                        run.emit_sql(&update(&table, &columns, &format!(" WHERE {}", quote(HOLE))), span);
                        run.emit_sql(&insert(&table, &columns), span);
                    });
                } else {
                    self.emit_sql(&insert(&table, &columns), span);
                }
                true
            }
            _ => false,
        }
    }

    /// What may happen, and may not.
    pub(super) fn perhaps<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        self.conditional += 1;
        let given = walk(self);
        self.conditional -= 1;
        given
    }

    /// What is done to a row that a session gave: its table is known, and which row is not. `name`: the attribute that is set; without one the row is deleted.
    pub(super) fn on_row(&mut self, row: &Value, name: Option<&str>, span: Span) -> bool {
        let Value::Row(model) = row else { return false };
        let Some((table, schema)) = table_of(model) else { return false };
        let (table, condition) = (qualified(&table, schema.as_deref()), format!(" WHERE {}", quote(HOLE)));
        let Some(name) = name else {
            self.emit_sql(&format!("DELETE FROM {table}{condition}"), span);
            return true;
        };
        if relationship(model, name).is_some() {
            self.relate(row, name, Change::Replaced, span);
        } else {
            self.emit_sql(&update(&table, &[name.to_owned()], &condition), span);
        }
        true
    }

    /// What a row is related to is changed: rows of a table between the two, or the key on either side.
    pub(super) fn relate(&mut self, row: &Value, name: &str, change: Change, span: Span) {
        let Value::Row(model) = row else { return };
        let between = relationship(model, name).and_then(|it| it.named("secondary")).and_then(|between| match between.as_text() {
            Some(name) => Some((name.to_owned(), None)),
            None => table_of(between),
        });
        let condition = format!(" WHERE {}", quote(HOLE));
        if let Some((between, schema)) = between {
            let between = qualified(&between, schema.as_deref());
            if change != Change::More {
                self.emit_sql(&format!("DELETE FROM {between}{condition}"), span);
            }
            if change != Change::Less {
                self.emit_sql(&insert(&between, &[]), span);
            }
        } else if let Some((table, key)) = self.key_between(row, name) {
            self.emit_sql(&update(&table, &[key], &condition), span);
        } else {
            let why = format!("`{name}` is a relationship, and no file that was read says which column holds its key");
            self.not_understood(span, why);
        }
    }

    /// The table and the column that hold the key of a relationship, on either side.
    fn key_between(&mut self, row: &Value, name: &str) -> Option<(String, String)> {
        let (Value::Row(model), Value::Row(other)) = (row, self.of_row(row, name)?) else { return None };
        let key = |from: &Value, to: &Value| {
            let (table, schema) = table_of(from)?;
            Some((qualified(&table, schema.as_deref()), key_to(from, to)?))
        };
        key(model, &other).or_else(|| key(&other, model))
    }

    /// What an attribute of a row leads to: rows of another model, where it is a relationship to it.
    pub(super) fn of_row(&mut self, row: &Value, name: &str) -> Option<Value> {
        let Value::Row(model) = row else { return None };
        let target = relationship(model, name)?.get(0, "argument").cloned()?;
        let target = match target.as_text() {
            Some(class) => self.lookup(class)?,
            None => target,
        };
        let target = self.found(target);
        Some(table_of(&target).map_or(Value::Unknown, |_| Value::Row(Rc::new(target))))
    }
}

/// How what a row is related to changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Other rows take the place of those before.
    Replaced,
    /// Some come to them.
    More,
    /// Some go.
    Less,
}

impl Change {
    /// What a method does to a collection.
    pub(super) fn of_collection(method: &str) -> Option<Self> {
        Some(match method {
            "append" | "add" | "extend" | "insert" | "update" => Self::More,
            "remove" | "discard" | "pop" | "clear" => Self::Less,
            _ => return None,
        })
    }
}

/// Whether the value is a row of a model that says of the name that it is a relationship.
pub(super) fn has_relationship(row: &Value, name: &str) -> bool {
    matches!(row, Value::Row(model) if relationship(model, name).is_some())
}

/// Whether the value is what a row holds in a column of its model.
pub(super) fn is_column_of_row(value: &Value) -> bool {
    let Value::Member(row, name) = value else { return false };
    let Value::Row(model) = &**row else { return false };
    matches!(&**model, Value::Class(class) if class.binds(name))
}

/// What a model says of a relationship of that name.
fn relationship<'a>(model: &'a Value, name: &str) -> Option<&'a Arguments> {
    let Value::Class(class) = model else { return None };
    let value = class.member(name)?;
    value.call().filter(|_| value.word() == "relationship")
}

/// The column of a model whose foreign key leads to the table of another.
fn key_to(model: &Value, other: &Value) -> Option<String> {
    let (Value::Class(class), (table, _)) = (model, table_of(other)?) else { return None };
    let leads_there = |part: &Value| {
        part.word() == "ForeignKey"
            && part.call().and_then(|it| it.get(0, "column")?.as_text()).is_some_and(|to| to.rsplit('.').nth(1) == Some(&*table))
    };
    let key = |(_, column): &&(String, Value)| column.call().is_some_and(|it| it.places.iter().any(|(part, _)| leads_there(part)));
    class.members.iter().find(key).map(|(name, column)| {
        let named = column.call().and_then(|it| it.places.first()?.0.as_text());
        named.unwrap_or(name).to_owned()
    })
}
