//! Rows: `bulk_insert`, and statements built by SQLAlchemy's functions.

use super::expression::{literal, sql_of};
use super::run::Run;
use super::types::DataType;
use super::value::{Arguments, HOLE, Value};
use crate::name::quote;
use crate::operation::Operation;
use crate::python::Text;
use crate::source::Dialect;
use crate::span::Span;
use crate::sql::{NotUnderstood, Statement};

/// The most rows of a `bulk_insert` that become statements of their own.
const ROWS: usize = 100;

/// The name and schema of a table written in the file, also through its columns (`table.c`).
pub(super) fn table_of(value: &Value) -> Option<(String, Option<String>)> {
    match value {
        // A model, and its `__table__`.
        Value::Class(class) => Some((class.table()?.to_owned(), None)),
        Value::Row(model) => table_of(model),
        Value::Member(owner, name) if &**name == "__table__" => table_of(owner),
        // Of a collection of tables: `metadata.tables["name"]`.
        Value::Member(owner, name) if owner.word() == "tables" => Some(named_with_schema(name)),
        Value::Name(path) if path.contains(".tables.") => path.rsplit('.').next().map(named_with_schema),
        Value::Call(call) if matches!(value.word(), "table" | "Table") => {
            let schema = call.arguments.named("schema").and_then(Value::as_text).map(str::to_owned);
            Some((call.arguments.get(0, "name")?.as_text()?.to_owned(), schema))
        }
        Value::Call(call) if matches!(value.word(), "alias") => match &call.callee {
            Value::Member(owner, _) => table_of(owner),
            _ => None,
        },
        Value::Member(owner, name) if matches!(&**name, "c" | "columns") => table_of(owner),
        // Whichever it is, it is the same table; `None` is none.
        Value::Either(ways) => {
            let mut tables = ways.iter().filter(|way| **way != Value::None).map(table_of);
            let first = tables.next()??;
            tables.all(|table| table.as_ref() == Some(&first)).then_some(first)
        }
        _ => None,
    }
}

/// `schema.name` apart.
fn named_with_schema(name: &str) -> (String, Option<String>) {
    name.split_once('.').map_or_else(|| (name.to_owned(), None), |(schema, name)| (name.to_owned(), Some(schema.to_owned())))
}

/// Marks what a loop does to some rows at a time and commits each time: an `UPDATE` or `DELETE` with a limit.
pub(super) fn mark_batched(statement: &mut Statement) {
    let limited = crate::sql::takes_some_rows(statement.sql.as_deref().unwrap_or_default());
    for located in &mut statement.operations {
        if limited && matches!(located.operation, Operation::Update(_) | Operation::Delete(_) | Operation::Insert(_)) {
            located.batched = true;
        }
    }
}

/// What a chain such as `table.update().where(…).values(…)` is made of.
#[derive(Default)]
pub(super) struct Chain<'a> {
    pub(super) verb: &'a str,
    pub(super) table: Option<&'a Value>,
    pub(super) wheres: Vec<&'a Arguments>,
    pub(super) values: Vec<&'a Arguments>,
    pub(super) selects: bool,
}

fn chain(value: &Value) -> Option<Chain<'_>> {
    let mut chain = Chain::default();
    let mut current = value;
    for _ in 0..50 {
        let call = match current {
            Value::Call(call) => call,
            // The way without what a branch adds says least of which rows are meant.
            Value::Either(ways) => {
                current = ways.first()?;
                continue;
            }
            _ => return None,
        };
        match &call.callee {
            Value::Member(owner, method) => match &**method {
                "insert" | "update" | "delete" | "select" => {
                    chain.verb = method;
                    chain.table = Some(owner);
                    return Some(chain);
                }
                "where" | "filter" | "filter_by" => {
                    chain.wheres.push(&call.arguments);
                    current = owner;
                }
                "values" => {
                    chain.values.push(&call.arguments);
                    current = owner;
                }
                "from_select" => {
                    chain.selects = true;
                    current = owner;
                }
                _ => current = owner,
            },
            Value::Name(_) => {
                chain.verb = match current.word() {
                    word @ ("insert" | "update" | "delete" | "select") => word,
                    _ => return None,
                };
                chain.table = call.arguments.get(0, "table").map(|first| match first {
                    // `select(table.c.a)`, `select([table.c.a])`
                    Value::List(items) => items.first().unwrap_or(first),
                    other => other,
                });
                if chain.verb != "select" && call.arguments.get(1, "whereclause").is_some() {
                    chain.wheres.push(&call.arguments);
                }
                return Some(chain);
            }
            _ => return None,
        }
    }
    None
}

impl Run<'_> {
    /// A statement built by functions: at least what it does and to which table.
    pub(super) fn constructed(&mut self, statement: &Value, span: Span) {
        if let Some(sql) = schema_statement(statement) {
            self.emit_sql(&sql, span);
            return;
        }
        // A function of the database: `func.name(…)`.
        if let Some(sql) = super::expression::function_call(statement) {
            self.emit_sql(&format!("SELECT {sql}"), span);
            return;
        }
        // Sent as it is, a session's query reads.
        if super::rows::is_query(statement) {
            return;
        }
        let Some(chain) = chain(statement) else { return self.dynamic(span) };
        let table = chain.table.and_then(|table| match table {
            Value::Member(owner, _) => table_of(owner).or_else(|| table_of(table)),
            other => table_of(other),
        });
        if chain.verb == "select" {
            if let Some((table, schema)) = table {
                self.emit_sql(&format!("SELECT FROM {}", qualified(&table, schema.as_deref())), span);
            }
            return;
        }
        let mut faults = Vec::new();
        let table = table.map_or_else(
            || {
                faults.push(NotUnderstood { span, why: "which table this is of is known only when the migration runs".to_owned() });
                quote(HOLE)
            },
            |(table, schema)| qualified(&table, schema.as_deref()),
        );
        let condition = condition(&chain);
        let sql = match chain.verb {
            "delete" => format!("DELETE FROM {table}{condition}"),
            "insert" if chain.selects => format!("INSERT INTO {table} SELECT FROM {}", quote(HOLE)),
            "insert" => insert(&table, &columns(&chain)),
            _ => update(&table, &columns(&chain), &condition),
        };
        self.emit(&Text::plain(sql), span, &faults, false);
    }

    pub(super) fn bulk_insert(&mut self, it: &Arguments) {
        let mut draft = self.draft(it.span);
        let table = match it.get(0, "table").and_then(table_of) {
            Some((table, schema)) => qualified(&table, schema.as_deref()),
            None => draft.name(None, "table"),
        };
        let rows: Vec<Vec<String>> = match it.get(1, "rows") {
            Some(Value::List(rows)) => rows
                .iter()
                .take(ROWS)
                .map(|row| match row.inner() {
                    Value::Dict(items) => items.iter().filter_map(|(key, _)| key.as_text().map(str::to_owned)).collect(),
                    _ => Vec::new(),
                })
                .collect(),
            _ => vec![Vec::new()],
        };
        for row in rows {
            self.emit(&Text::plain(insert(&table, &row)), it.span, &draft.faults, false);
        }
    }

    /// `Enum(…).create(bind)`, `Sequence(…).drop(bind)` and their like; `false` where the value is none of these.
    pub(super) fn create_or_drop(&mut self, owner: &Value, method: &str, it: &Arguments) -> bool {
        let create = method == "create";
        let owner = &self.variant(owner);
        let table = self.table_arguments(owner);
        let mut draft = self.draft(it.span);
        let given = table.as_ref().or(owner.call());
        let Some(arguments) = given else { return false };
        let statements = match if table.is_some() { "Table" } else { owner.word() } {
            "Enum" | "ENUM" => {
                let data_type = DataType::read(&without_create_type(owner));
                match (create, data_type.create) {
                    (true, Some(sql)) => vec![sql],
                    (true, None) => return true,
                    (false, _) => vec![format!("DROP TYPE {}", data_type.sql)],
                }
            }
            "Sequence" => {
                let name = draft.relation(arguments.named("schema"), arguments.get(0, "name"), "sequence");
                vec![format!("{} SEQUENCE {name}", if create { "CREATE" } else { "DROP" })]
            }
            "Table" if create => draft.create_table(arguments),
            "Table" => {
                let table = draft.relation(arguments.named("schema"), arguments.get(0, "name"), "table");
                vec![format!("DROP TABLE {table}")]
            }
            _ => return false,
        };
        // With `checkfirst` it happens only where it is needed; that is the default of PostgreSQL's own types, tables and sequences.
        let checks = it.get(1, "checkfirst").map_or(owner.word() != "Enum", |value| value.truth() != Some(false));
        self.conditional += usize::from(checks);
        for sql in statements {
            self.emit(&Text::plain(sql), it.span, &draft.faults, false);
        }
        self.conditional -= usize::from(checks);
        true
    }
}

impl Run<'_> {
    /// The type that a type with variants is on the database at hand.
    fn variant(&self, value: &Value) -> Value {
        let Value::Call(call) = value else { return value.clone() };
        let Value::Member(base, _) = &call.callee else { return value.clone() };
        if value.word() != "with_variant" {
            return value.clone();
        }
        let is_meant = |name: &Value| match self.dialect {
            Dialect::Sqlite => name.as_text() == Some("sqlite"),
            Dialect::MySql => matches!(name.as_text(), Some("mysql" | "mariadb")),
            _ => name.as_text() == Some("postgresql"),
        };
        let dialects = call.arguments.places.iter().skip(1).map(|(name, _)| name).chain(call.arguments.named("dialect_name"));
        if dialects.into_iter().any(is_meant) {
            return call.arguments.get(0, "type_").cloned().unwrap_or(Value::Unknown);
        }
        self.variant(base)
    }
}

/// `create_type=False` holds for tables; a call of `create` creates.
fn without_create_type(value: &Value) -> Value {
    let Value::Call(call) = value else { return value.clone() };
    let mut call = (**call).clone();
    call.arguments.named.retain(|(name, ..)| name != "create_type");
    Value::Call(std::rc::Rc::new(call))
}

/// A table's name as SQL.
pub(super) fn qualified(table: &str, schema: Option<&str>) -> String {
    schema.map_or_else(|| quote(table), |schema| format!("{}.{}", quote(schema), quote(table)))
}

pub(super) fn insert(table: &str, columns: &[String]) -> String {
    if columns.is_empty() {
        return format!("INSERT INTO {table} DEFAULT VALUES");
    }
    let names: Vec<String> = columns.iter().map(|column| quote(column)).collect();
    format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), vec!["$1"; columns.len()].join(", "))
}

pub(super) fn update(table: &str, columns: &[String], condition: &str) -> String {
    let hole = [HOLE.to_owned()];
    let set: Vec<String> =
        if columns.is_empty() { &hole } else { columns }.iter().map(|column| format!("{} = $1", quote(column))).collect();
    format!("UPDATE {table} SET {}{condition}", set.join(", "))
}

pub(super) fn columns(chain: &Chain<'_>) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for values in &chain.values {
        columns.extend(values.named.iter().map(|(name, ..)| name.clone()));
        for (value, _) in &values.places {
            let row = match value {
                Value::List(rows) => rows.first().map_or(Value::Unknown, |row| row.inner().clone()),
                other => other.clone(),
            };
            if let Value::Dict(items) = row {
                columns.extend(items.iter().filter_map(|(key, _)| match key {
                    Value::Member(_, name) => Some(name.to_string()),
                    other => other.as_text().map(str::to_owned),
                }));
            }
        }
    }
    columns
}

pub(super) fn condition(chain: &Chain<'_>) -> String {
    let mut parts = Vec::new();
    for arguments in &chain.wheres {
        // In the function's form, `update(table, whereclause)`, the table stands first.
        let skip = usize::from(arguments.places.first().is_some_and(|(first, _)| table_of(first).is_some()));
        for (value, _) in arguments.places.iter().skip(skip) {
            parts.push(sql_of(value).unwrap_or_else(|| quote(HOLE)));
        }
        for (name, value, _) in &arguments.named {
            if name != "values" {
                parts.push(format!("{} = {}", quote(name), literal(value).unwrap_or_else(|| "$1".to_owned())));
            }
        }
    }
    if parts.is_empty() {
        String::new()
    } else {
        format!(" WHERE {}", parts.iter().map(|it| format!("({it})")).collect::<Vec<_>>().join(" AND "))
    }
}

/// `CreateSequence(…)`, `CreateSchema(…)` and their like.
fn schema_statement(value: &Value) -> Option<String> {
    let it = value.call()?;
    let first = it.places.first().map(|(value, _)| value)?;
    let flag = |name: &str, words: &'static str| if it.flag(name) { words } else { "" };
    let cascade = flag("cascade", " CASCADE");
    let (missing, present) = (flag("if_not_exists", "IF NOT EXISTS "), flag("if_exists", "IF EXISTS "));
    let sequence = || {
        let arguments = first.call()?;
        let name = arguments.get(0, "name")?.as_text()?;
        Some(qualified(name, arguments.named("schema").and_then(Value::as_text)))
    };
    let table = || table_of(first).map(|(table, schema)| qualified(&table, schema.as_deref()));
    Some(match value.word() {
        "CreateSequence" => format!("CREATE SEQUENCE {missing}{}", sequence()?),
        "DropSequence" => format!("DROP SEQUENCE {present}{}", sequence()?),
        "CreateSchema" => format!("CREATE SCHEMA {missing}{}", quote(first.as_text()?)),
        "DropSchema" => format!("DROP SCHEMA {present}{}{cascade}", quote(first.as_text()?)),
        "DropTable" => format!("DROP TABLE {present}{}", table()?),
        // Of `sqlalchemy_utils`, whose default is CASCADE.
        "DropView" => {
            let materialized = if it.get(1, "materialized").and_then(Value::truth) == Some(true) { "MATERIALIZED " } else { "" };
            let cascade = if it.get(2, "cascade").and_then(Value::truth) == Some(false) { "" } else { " CASCADE" };
            format!("DROP {materialized}VIEW IF EXISTS {}{cascade}", quote(first.as_text()?))
        }
        _ => return None,
    })
}
