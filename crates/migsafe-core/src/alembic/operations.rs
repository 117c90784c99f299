//! The calls of `op` and of `batch_op`.

use std::rc::Rc;

use super::columns::Column;
use super::convention::{Parts, shortened};
use super::draft::{Draft, Owner};
use super::expression::{literal, sql_of};
use super::run::Run;
use super::types::DataType;
use super::value::{Arguments, Batch, Call, HOLE, Value};
use crate::name::{quote, quote_literal};
use crate::python::Text;
use crate::source::Dialect;
use crate::span::Span;

/// Every call that is read.
pub(super) const KNOWN: &[&str] = &[
    "add_column",
    "drop_column",
    "alter_column",
    "create_table",
    "drop_table",
    "rename_table",
    "create_index",
    "drop_index",
    "create_unique_constraint",
    "create_check_constraint",
    "create_primary_key",
    "create_foreign_key",
    "create_exclude_constraint",
    "drop_constraint",
    "create_table_comment",
    "drop_table_comment",
    "execute",
    "bulk_insert",
    "batch_alter_table",
    "get_bind",
    "get_context",
    "f",
    "inline_literal",
];

/// A name as `op.f` marks it.
fn final_name(name: String, span: Span) -> Value {
    let arguments = Arguments { places: vec![(Value::text(name), span)], span, ..Arguments::default() };
    Value::Call(Rc::new(Call { callee: Value::Name("alembic.op.f".into()), arguments }))
}

impl Run<'_> {
    /// A call of `op` or of `batch_op`.
    pub(super) fn operation(&mut self, name: &str, arguments: &Arguments, batch: Option<&Batch>) -> Value {
        match name {
            // Such a name is final, whatever the convention says.
            "f" => {
                let name = arguments.places.first().and_then(|(value, _)| value.as_text()).map(shortened);
                return match name {
                    Some(name) if self.modules.convention.is_empty() => Value::text(name),
                    Some(name) => final_name(name, arguments.span),
                    None => arguments.places.first().map_or(Value::Unknown, |(value, _)| value.clone()),
                };
            }
            "inline_literal" => return arguments.places.first().map_or(Value::Unknown, |(value, _)| value.clone()),
            "get_bind" => return Value::Connection,
            "get_context" => {
                let callee = Value::Name("alembic.op.get_context".into());
                return Value::Call(Rc::new(Call { callee, arguments: arguments.clone() }));
            }
            "batch_alter_table" => {
                let schema = arguments.get(1, "schema").cloned().unwrap_or(Value::None);
                return Self::batch(arguments.get(0, "table_name").cloned().unwrap_or(Value::Unknown), schema);
            }
            "execute" => {
                match arguments.get(0, "sqltext").cloned() {
                    Some(statement) => self.execute(&statement, arguments.span),
                    None => self.dynamic(arguments.span),
                }
                return Value::None;
            }
            "bulk_insert" => {
                self.bulk_insert(arguments);
                return Value::None;
            }
            "f_" | "get_current_revision" | "implementation_for" | "register_operation" | "batch_op" => return Value::Unknown,
            _ => {}
        }
        if self.extension(name, arguments) {
            return Value::None;
        }
        if !KNOWN.contains(&name) {
            let given = if name == "invoke" { self.invoke(arguments) } else { self.registered(name, arguments) };
            if let Some(given) = given {
                return given;
            }
        }
        if let Some(ways) = one_of_several(arguments) {
            self.perhaps(|run| {
                for way in ways {
                    run.deeper(arguments.span, |run| run.operation(name, &way, batch));
                }
            });
            return Value::None;
        }
        let mut draft = self.draft(arguments.span);
        if arguments.open {
            draft.fault("more arguments come from what is known only when the migration runs");
        }
        let name = if self.dialect == Dialect::PostgreSql { without_geospatial(name) } else { name };
        let Some(sql) = draft.statements(name, arguments, batch) else {
            self.not_understood(arguments.span, format!("`{name}` is none of Alembic's own operations"));
            return Value::Unknown;
        };
        for sql in &sql {
            let makes_type = name == "create_table" && sql.starts_with("CREATE TYPE");
            if !makes_type || self.types_made.insert(sql.clone()) {
                self.emit(&Text::plain(sql.as_str()), arguments.span, &draft.faults, batch.is_some());
            }
        }
        if sql.is_empty() && !draft.faults.is_empty() {
            for fault in draft.faults {
                self.not_understood(fault.span, fault.why);
            }
        }
        match name {
            "create_table" => Value::Call(Rc::new(Call { callee: Value::Name("sqlalchemy.Table".into()), arguments: arguments.clone() })),
            _ => Value::None,
        }
    }
}

/// So many combinations of arguments are told one by one.
const COMBINED: usize = 8;

/// The arguments of a call of which one is one of several texts, once for each.
fn one_of_several(arguments: &Arguments) -> Option<Vec<Arguments>> {
    let several = |value: &Value| match value {
        Value::Either(ways) if ways.iter().all(|way| matches!(way, Value::Text(_) | Value::None)) => Some(Rc::clone(ways)),
        _ => None,
    };
    // Every combination is told, as far as they are few.
    let all = arguments.values().filter_map(several).map(|ways| ways.len()).try_fold(1, usize::checked_mul)?;
    let (at, ways) = arguments.values().enumerate().find_map(|(at, value)| Some((at, several(value)?))).filter(|_| all <= COMBINED)?;
    let with = |way: &Value| {
        let mut all = arguments.clone();
        let places = all.places.len();
        match all.places.get_mut(at) {
            Some((own, _)) => *own = way.clone(),
            None => all.named.iter_mut().skip(at - places).take(1).for_each(|(_, own, _)| *own = way.clone()),
        }
        all
    };
    Some(ways.iter().map(with).collect())
}

impl Draft {
    /// The SQL that Alembic sends for a call; nothing where it is not one of its own.
    fn statements(&mut self, name: &str, it: &Arguments, batch: Option<&Batch>) -> Option<Vec<String>> {
        Some(match name {
            "create_table" => self.create_table(it),
            "drop_table" => {
                let table = self.relation(it.named("schema"), it.get(0, "table_name"), "table");
                vec![format!("DROP TABLE {}{table}", exists(it.flag("if_exists"), "IF EXISTS "))]
            }
            "rename_table" => {
                let table = self.relation(it.named("schema"), it.get(0, "old_table_name"), "table");
                let new = self.name(it.get(1, "new_table_name"), "table");
                vec![format!("ALTER TABLE {table} RENAME TO {new}")]
            }
            "add_column" => self.add_column(it, batch),
            "drop_column" => {
                let target = self.target(it, batch, 0, "table_name");
                let column = self.name(it.get(target.shift, "column_name"), "column");
                vec![format!("ALTER TABLE {} DROP COLUMN {}{column}", target.table, exists(it.flag("if_exists"), "IF EXISTS "))]
            }
            "alter_column" => self.alter_column(it, batch),
            "create_index" => {
                let target = self.target(it, batch, 1, "table_name");
                let columns = it.get(1 + target.shift, "columns").cloned();
                let parts: Vec<Value> = match columns {
                    Some(Value::List(items)) => items.to_vec(),
                    other => other.into_iter().collect(),
                };
                vec![self.create_index(&target.table, &target.owner, it.get(0, "index_name"), &parts, it)]
            }
            "drop_index" => {
                let schema = batch.map_or(it.named("schema"), |batch| Some(&batch.schema));
                let index = self.relation(schema, it.get(0, "index_name"), "index");
                let concurrently = if it.flag("postgresql_concurrently") { "CONCURRENTLY " } else { "" };
                vec![format!("DROP INDEX {concurrently}{}{index}", exists(it.flag("if_exists"), "IF EXISTS "))]
            }
            "create_table_comment" | "drop_table_comment" => {
                let target = self.target(it, batch, 0, "table_name");
                let comment = if name == "drop_table_comment" { None } else { it.get(target.shift, "comment") };
                vec![Self::comment(&format!("TABLE {}", target.table), comment)]
            }
            // They are of SQL Server alone.
            "create_geospatial_constraints" | "drop_geospatial_constraints" => Vec::new(),
            _ => vec![self.constraint_call(name, it, batch)?],
        })
    }

    fn constraint_call(&mut self, name: &str, it: &Arguments, batch: Option<&Batch>) -> Option<String> {
        if name == "create_foreign_key" {
            return Some(self.create_foreign_key(it, batch));
        }
        let target = self.target(it, batch, 1, "table_name");
        let (shift, owner) = (target.shift, &target.owner);
        let (written, alter) = (it.get(0, "constraint_name"), format!("ALTER TABLE {}", target.table));
        let columns = Self::raw_names(it.get(1 + shift, "columns"));
        Some(match name {
            "drop_constraint" => {
                let kind = match it.get(1 + shift, "type_").and_then(Value::as_text) {
                    Some("check") => "ck",
                    Some("unique") => "uq",
                    Some("foreignkey") => "fk",
                    Some("primary") => "pk",
                    _ => "",
                };
                let named = written.filter(|value| **value != Value::None);
                let constraint = match named {
                    Some(_) => self.conventional(kind, named, owner.parts(&[]), "constraint").unwrap_or_default(),
                    None => self.name(written, "constraint"),
                };
                return Some(format!("{alter} DROP CONSTRAINT {}{constraint}", exists(it.flag("if_exists"), "IF EXISTS ")));
            }
            "create_unique_constraint" => {
                let name = self.constraint_name("uq", written, owner.parts(&columns));
                let columns = self.names(it.get(1 + shift, "columns"), "column");
                let nulls = if it.flag("postgresql_nulls_not_distinct") { "NULLS NOT DISTINCT " } else { "" };
                format!("{alter} ADD {name}UNIQUE {nulls}({columns}){}", Self::deferring(it))
            }
            "create_primary_key" => {
                let name = self.constraint_name("pk", written, owner.parts(&columns));
                let columns = self.names(it.get(1 + shift, "columns"), "column");
                format!("{alter} ADD {name}PRIMARY KEY ({columns}){}", Self::deferring(it))
            }
            "create_check_constraint" => {
                let name = self.constraint_name("ck", written, owner.parts(&[]));
                let condition = self.condition(it.get(1 + shift, "condition"));
                format!("{alter} ADD {name}CHECK ({condition}){}", Self::deferring(it))
            }
            "create_exclude_constraint" => {
                let elements: Vec<Value> = it.places.iter().skip(1 + shift).map(|(value, _)| value.clone()).collect();
                let name = self.constraint_name("", written, owner.parts(&[]));
                format!("{alter} ADD {name}{}", self.exclude(&elements, it))
            }
            _ => return None,
        })
    }

    fn create_foreign_key(&mut self, it: &Arguments, batch: Option<&Batch>) -> String {
        let target = self.target(it, batch, 1, "source_table");
        let shift = target.shift;
        let references = self.relation(it.named("referent_schema"), it.get(1 + shift, "referent_table"), "referenced table");
        let columns = self.names(it.get(2 + shift, "local_cols"), "column");
        let remote = self.names(it.get(3 + shift, "remote_cols"), "column");
        let (own, referred) = (Self::raw_names(it.get(2 + shift, "local_cols")), Self::raw_names(it.get(3 + shift, "remote_cols")));
        let parts = Parts {
            referred_table: it.get(1 + shift, "referent_table").and_then(Value::as_text).unwrap_or(HOLE),
            referred_columns: &referred,
            ..target.owner.parts(&own)
        };
        let name = self.constraint_name("fk", it.get(0, "constraint_name"), parts);
        let tail = self.referential(it);
        format!("ALTER TABLE {} ADD {name}FOREIGN KEY ({columns}) REFERENCES {references} ({remote}){tail}", target.table)
    }

    fn add_column(&mut self, it: &Arguments, batch: Option<&Batch>) -> Vec<String> {
        let target = self.target(it, batch, 0, "table_name");
        let table = &target.table;
        let exists = exists(it.flag("if_not_exists"), "IF NOT EXISTS ");
        let Some(column) = it.get(target.shift, "column").and_then(|value| Column::read(value, self)) else {
            self.fault("which column is added is known only when the migration runs");
            return vec![format!("ALTER TABLE {table} ADD COLUMN {exists}{} unknown", quote(HOLE))];
        };
        let serial = column.primary && column.may_be_serial();
        let mut sql = vec![format!("ALTER TABLE {table} ADD COLUMN {exists}{}", column.definition(serial, &target.owner, self))];
        for key in &column.foreign_keys {
            let key = self.column_key(key, &target.owner, &column.name);
            sql.push(format!("ALTER TABLE {table} ADD {key}"));
        }
        if column.unique && !column.index {
            let name = self.constraint_name("uq", None, target.owner.parts(std::slice::from_ref(&column.name)));
            sql.push(format!("ALTER TABLE {table} ADD {name}UNIQUE ({})", quote(&column.name)));
        }
        sql.extend(self.column_index(&column, &target.owner, table));
        if let Some(comment) = &column.comment {
            sql.push(Self::comment(&format!("COLUMN {table}.{}", quote(&column.name)), Some(comment)));
        }
        sql
    }

    /// The index of a column with `index=True`, under the name that SQLAlchemy gives it.
    pub(super) fn column_index(&mut self, column: &Column, owner: &Owner, table: &str) -> Option<String> {
        column.index.then(|| {
            let unique = if column.unique { "UNIQUE " } else { "" };
            let name = self.conventional("ix", None, owner.parts(std::slice::from_ref(&column.name)), "index").unwrap_or_default();
            format!("CREATE {unique}INDEX {name} ON {table} ({})", quote(&column.name))
        })
    }

    pub(super) fn comment(what: &str, comment: Option<&Value>) -> String {
        let comment = match comment {
            None | Some(Value::None) => "NULL".to_owned(),
            Some(value) => literal(value).unwrap_or_else(|| quote_literal(HOLE)),
        };
        format!("COMMENT ON {what} IS {comment}")
    }

    /// The order is Alembic's: type, NOT NULL, default, comment, name.
    fn alter_column(&mut self, it: &Arguments, batch: Option<&Batch>) -> Vec<String> {
        let target = self.target(it, batch, 0, "table_name");
        let column = self.name(it.get(target.shift, "column_name"), "column");
        let table = &target.table;
        let alter = format!("ALTER TABLE {table} ALTER COLUMN {column}");
        let mut sql = Vec::new();
        if let Some(new) = it.given("type_") {
            let new = DataType::read(new);
            if !new.known {
                self.fault(format!("the type {} is defined elsewhere", new.sql));
            }
            let using = match it.given("postgresql_using") {
                None => String::new(),
                Some(value) => {
                    let using = value.as_text().map(str::to_owned).or_else(|| sql_of(value));
                    if using.is_none() {
                        self.fault("the USING expression is known only when the migration runs");
                    }
                    using.map(|using| format!(" USING {using}")).unwrap_or_default()
                }
            };
            sql.push(format!("{alter} TYPE {}{using}", new.sql));
        }
        match it.given("nullable").map(Value::truth) {
            None => {}
            Some(Some(true)) => sql.push(format!("{alter} DROP NOT NULL")),
            Some(Some(false)) => sql.push(format!("{alter} SET NOT NULL")),
            Some(None) => {
                self.fault("whether the column takes NULL is known only when the migration runs");
                sql.push(format!("{alter} SET NOT NULL"));
            }
        }
        sql.extend(self.change_default(it, &alter));
        if let Some(comment) = it.named("comment").filter(|value| **value != Value::Bool(false)) {
            sql.push(Self::comment(&format!("COLUMN {table}.{column}"), Some(comment)));
        }
        let renamed = it.given("new_column_name").or_else(|| it.given("name"));
        if let Some(new) = renamed {
            let new = self.name(Some(new), "column");
            if new != column {
                sql.push(format!("ALTER TABLE {table} RENAME COLUMN {column} TO {new}"));
            }
        }
        sql
    }

    fn change_default(&mut self, it: &Arguments, alter: &str) -> Option<String> {
        let default = it.named("server_default")?;
        let identity = it.named("existing_server_default").is_some_and(|value| value.word() == "Identity");
        match default {
            Value::Bool(false) => None,
            Value::None if identity => Some(format!("{alter} DROP IDENTITY")),
            Value::None => Some(format!("{alter} DROP DEFAULT")),
            value if value.word() == "Identity" => {
                let always = if value.call().is_some_and(|it| it.flag("always")) { "ALWAYS" } else { "BY DEFAULT" };
                Some(if identity {
                    format!("{alter} SET GENERATED {always}")
                } else {
                    format!("{alter} ADD GENERATED {always} AS IDENTITY")
                })
            }
            value => Some(format!("{alter} SET DEFAULT {}", self.default(value))),
        }
    }
}

/// What an operation of `GeoAlchemy2`'s `alembic_helpers` is on PostgreSQL: Alembic's own (measured with 0.20).
fn without_geospatial(name: &str) -> &str {
    match name {
        "create_geospatial_table" => "create_table",
        "drop_geospatial_table" => "drop_table",
        "add_geospatial_column" => "add_column",
        "drop_geospatial_column" => "drop_column",
        "create_geospatial_index" => "create_index",
        "drop_geospatial_index" => "drop_index",
        name => name,
    }
}

fn exists(yes: bool, words: &'static str) -> &'static str {
    if yes { words } else { "" }
}
