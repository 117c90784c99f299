//! What widely used extensions of Alembic and SQLAlchemy send: `alembic_utils` (functions, views, triggers and their like), `alembic-postgresql-enum`,
//! `alembic-autogenerate-enums`, `sqlalchemy_searchable`.
//!
//! Measured: the SQL that `alembic upgrade --sql` prints with `alembic_utils` 0.8.8 and `alembic-postgresql-enum` 1.11.0. Read from their code: `alembic-autogenerate-enums`
//! 0.1.2, `sqlalchemy_searchable` 3.0.0.

use super::data::qualified;
use super::run::Run;
use super::value::{Arguments, Value};
use crate::name::{quote, quote_literal};
use crate::python::Text;

impl Run<'_> {
    /// A call of an operation that an extension adds; `false` where it is none, or what it is about is not written out.
    pub(super) fn extension(&mut self, name: &str, it: &Arguments) -> bool {
        let sql = match name {
            "create_entity" | "drop_entity" | "replace_entity" => it.get(0, "target").and_then(|target| entity(name, target, it)),
            "sync_enum_values" => sync_enum_values(it).or_else(|| add_enum_values(it)),
            _ => None,
        };
        for sql in sql.iter().flatten() {
            self.emit(&Text::plain(sql.as_str()), it.span, &[], false);
        }
        sql.is_some()
    }

    /// A function of an extension that is given a connection; `false` where it is none that is known.
    pub(super) fn extension_function(&mut self, path: &str, it: &Arguments) -> bool {
        let sql = match path {
            "sqlalchemy_searchable.sync_trigger" => search_trigger(it, true),
            "sqlalchemy_searchable.drop_trigger" => search_trigger(it, false),
            _ => None,
        };
        for sql in sql.iter().flatten() {
            self.emit_sql(sql, it.span);
        }
        sql.is_some()
    }
}

/// The trigger that keeps a column for text search, made anew, and every row sent through it.
fn search_trigger(it: &Arguments, creates: bool) -> Option<Vec<String>> {
    if it.given("options").is_some() {
        return None;
    }
    let (table, column) = (it.get(1, "table_name")?.as_text()?, it.get(2, "tsvector_column")?.as_text()?);
    let schema = it.named("schema").and_then(Value::as_text);
    let on = qualified(table, schema);
    let (trigger, function) = (quote(&format!("{table}_{column}_trigger")), qualified(&format!("{table}_{column}_update"), schema));
    let mut sql = vec![format!("DROP TRIGGER IF EXISTS {trigger} ON {on}"), format!("DROP FUNCTION IF EXISTS {function}()")];
    if creates {
        let Value::List(indexed) = it.get(3, "indexed_columns")? else { return None };
        let first = quote(indexed.first()?.as_text()?);
        sql.push(format!("CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"));
        sql.push(format!("CREATE TRIGGER {trigger} BEFORE UPDATE OR INSERT ON {on} FOR EACH ROW EXECUTE PROCEDURE {function}()"));
        if it.named("update_rows").and_then(Value::truth) != Some(false) {
            sql.push(format!("UPDATE {on} SET {first} = {first}"));
        }
    }
    Some(sql)
}

/// What is asked of one of `alembic_utils`' entities.
fn entity(operation: &str, target: &Value, call: &Arguments) -> Option<Vec<String>> {
    let it = target.call()?;
    let text = |place: usize, name: &str| it.get(place, name).and_then(Value::as_text).map(str::trim);
    let schema = quote(unquoted(text(0, "schema")?));
    let signature = unquoted(text(1, "signature")?);
    let definition = || text(2, "definition").map(|definition| definition.trim_end_matches(';'));
    let on = || text(3, "on_entity").map(|on| if on.contains('.') { on.to_owned() } else { format!("{schema}.{on}") });
    let replaces = operation == "replace_entity";
    let or_replace = if replaces { "CREATE OR REPLACE" } else { "CREATE" };
    let cascade = if call.get(1, "cascade").and_then(Value::truth) == Some(true) { " CASCADE" } else { "" };
    let drops = operation == "drop_entity";
    let sql = match target.word() {
        "PGFunction" if drops => format!("DROP FUNCTION {schema}.{}{cascade}", without_defaults(signature)),
        "PGFunction" => format!("{or_replace} FUNCTION {schema}.{} {}", signature_of(signature), definition()?),
        "PGView" if drops => format!("DROP VIEW {schema}.{}{cascade}", quote(signature)),
        "PGView" => format!("{or_replace} VIEW {schema}.{} AS {}", quote(signature), definition()?),
        "PGMaterializedView" if drops => format!("DROP MATERIALIZED VIEW {schema}.{}{cascade}", quote(signature)),
        "PGMaterializedView" => {
            let name = format!("{schema}.{}", quote(signature));
            let empty = if it.get(3, "with_data").and_then(Value::truth) == Some(false) { "NO " } else { "" };
            let create = format!("CREATE MATERIALIZED VIEW {name} AS {} WITH {empty}DATA", definition()?);
            let drop = replaces.then(|| format!("DROP MATERIALIZED VIEW IF EXISTS {name}"));
            return Some(drop.into_iter().chain([create]).collect());
        }
        "PGExtension" if drops => format!("DROP EXTENSION {}{cascade}", quote(signature)),
        "PGExtension" if !replaces => format!("CREATE EXTENSION {} WITH SCHEMA {schema}", quote(signature)),
        "PGTrigger" | "PGPolicy" => {
            let is_trigger = target.word() == "PGTrigger";
            let (kind, on, name) = (if is_trigger { "TRIGGER" } else { "POLICY" }, on()?, quote(signature));
            let drop = |exists: &str| format!("DROP {kind} {exists}{name} ON {on}{cascade}");
            if drops {
                return Some(vec![drop("")]);
            }
            let constraint = if is_trigger && it.get(4, "is_constraint").and_then(Value::truth) == Some(true) { "CONSTRAINT " } else { "" };
            let create = if is_trigger {
                format!("CREATE {constraint}TRIGGER {name} {}", definition()?)
            } else {
                format!("CREATE POLICY {name} ON {on} {}", definition()?)
            };
            return Some(replaces.then(|| drop("IF EXISTS ")).into_iter().chain([create]).collect());
        }
        _ => return None,
    };
    Some(vec![sql])
}

fn unquoted(name: &str) -> &str {
    name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name)
}

/// A function's name in quotes, and its parameters.
fn signature_of(signature: &str) -> String {
    let (name, parameters) = signature.split_once('(').unwrap_or((signature, ")"));
    format!("{}({parameters}", quote(unquoted(name.trim())))
}

/// A function's signature as `DROP FUNCTION` takes it.
fn without_defaults(signature: &str) -> String {
    let whole = signature_of(signature);
    let Some((name, parameters)) = whole.split_once('(') else { return whole };
    let parameters = parameters.trim_end_matches(')').split(',').map(|parameter| {
        let lower = parameter.to_ascii_lowercase();
        let end = [" default ", "="].iter().filter_map(|word| lower.find(word)).min().unwrap_or(parameter.len());
        parameter.get(..end).unwrap_or(parameter)
    });
    format!("{name}({})", parameters.collect::<Vec<_>>().join(","))
}

/// The type under another name, a new one, its columns moved over, the old one dropped. The operators that it makes for the while, and drops again, are left out.
fn sync_enum_values(it: &Arguments) -> Option<Vec<String>> {
    let schema = it.get(0, "enum_schema")?.as_text()?;
    let name = it.get(1, "enum_name")?.as_text()?;
    let Value::List(values) = it.get(2, "new_values")? else { return None };
    let values: Vec<String> = values.iter().map(|value| value.as_text().map(quote_literal)).collect::<Option<_>>()?;
    let Value::List(columns) = it.get(3, "affected_columns")? else { return None };
    let (new, old) = (qualified(name, Some(schema)), format!("{name}_old"));
    let mut sql = vec![format!("ALTER TYPE {new} RENAME TO {}", quote(&old)), format!("CREATE TYPE {new} AS ENUM ({})", values.join(", "))];
    for column in columns.iter() {
        let column = Affected::read(column)?;
        let alter =
            format!("ALTER TABLE {} ALTER COLUMN {}", qualified(column.table, Some(column.schema.unwrap_or(schema))), quote(column.name));
        let array = if column.is_array { "[]" } else { "" };
        sql.push(format!("{alter} DROP DEFAULT"));
        sql.push(format!("{alter} TYPE {new}{array} USING {}::text{array}::{new}{array}", quote(column.name)));
        if let Some(default) = column.default {
            sql.push(format!("{alter} SET DEFAULT {default}"));
        }
    }
    sql.push(format!("DROP TYPE {}", qualified(&old, Some(schema))));
    Some(sql)
}

/// `alembic-autogenerate-enums`: the values that are new, each behind a `COMMIT` of its own sending; or a new type, where that is asked for.
fn add_enum_values(it: &Arguments) -> Option<Vec<String>> {
    let (schema, name) = (it.get(0, "schema")?.as_text()?, it.get(1, "name")?.as_text()?);
    let texts = |place: usize, name: &str| match it.get(place, name)? {
        Value::List(items) => items.iter().map(|item| item.as_text().map(str::to_owned)).collect::<Option<Vec<_>>>(),
        _ => None,
    };
    let (old, new) = (texts(2, "old_values")?, texts(3, "new_values")?);
    let enumeration = format!("{schema}.{name}");
    if it.get(5, "should_reverse").and_then(Value::truth) == Some(true)
        && let Value::List(columns) = it.get(4, "affected_columns")?
    {
        let values: Vec<String> = new.iter().map(|value| quote_literal(value)).collect();
        let mut sql = vec![
            format!("ALTER TYPE {enumeration} RENAME TO {name}_old"),
            format!("CREATE TYPE {enumeration} AS ENUM ({})", values.join(", ")),
        ];
        for column in columns.iter() {
            let Value::List(parts) = column else { return None };
            let (table, column) = (parts.first()?.as_text()?, parts.get(1)?.as_text()?);
            sql.push(format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE {enumeration} USING {column}::text::{enumeration}"));
        }
        sql.push(format!("DROP TYPE {enumeration}_old"));
        return Some(sql);
    }
    let added = new.iter().filter(|value| !old.contains(value));
    let sql = added.map(|value| format!("ALTER TYPE {enumeration} ADD VALUE {}", quote_literal(value)));
    Some(std::iter::once("COMMIT".to_owned()).chain(sql).collect())
}

/// A column of the type: `TableReference(…)`, or a tuple in older revisions.
struct Affected<'a> {
    schema: Option<&'a str>,
    table: &'a str,
    name: &'a str,
    is_array: bool,
    default: Option<&'a str>,
}

impl<'a> Affected<'a> {
    fn read(value: &'a Value) -> Option<Self> {
        let is_array = |kind: Option<&Value>| kind.is_some_and(|kind| kind.word() == "ARRAY");
        if let Value::List(parts) = value {
            let (table, name) = (parts.first()?.as_text()?, parts.get(1)?.as_text()?);
            return Some(Self { schema: None, table, name, is_array: is_array(parts.get(2)), default: None });
        }
        let it = value.call().filter(|_| value.word() == "TableReference")?;
        Some(Self {
            schema: it.named("table_schema").and_then(Value::as_text),
            table: it.get(0, "table_name")?.as_text()?,
            name: it.get(1, "column_name")?.as_text()?,
            is_array: is_array(it.named("column_type")),
            default: it.named("existing_server_default").and_then(Value::as_text),
        })
    }
}
