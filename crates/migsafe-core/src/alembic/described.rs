//! What a table that is written out, and a column of one, say of themselves.

use super::data::table_of;
use super::value::Value;

/// An attribute of a table or of a column; nothing where the value is neither, or is not known to have it.
pub(super) fn attribute(value: &Value, name: &str) -> Option<Value> {
    if let Some((table, column)) = column(value) {
        return match name {
            "table" => Some(table.clone()),
            "name" => Some(Value::text(name_of(table, column))),
            _ => None,
        };
    }
    if !is_table(value) {
        return None;
    }
    match name {
        "name" => table_of(value).map(|(name, _)| Value::text(name)),
        "schema" => Some(schema(value)),
        _ => None,
    }
}

/// The table and the name of `table.c.name`.
fn column(value: &Value) -> Option<(&Value, &str)> {
    let Value::Member(columns, name) = value else { return None };
    match &**columns {
        Value::Member(table, of) if matches!(&**of, "c" | "columns") => Some((table, name)),
        _ => None,
    }
}

/// What a column is called in the database: a model may call it otherwise.
fn name_of<'a>(table: &'a Value, column: &'a str) -> &'a str {
    let declared = if let Value::Class(class) = table { class.member(column).and_then(Value::call) } else { None };
    declared.and_then(|declared| declared.get(0, "name")).and_then(Value::as_text).unwrap_or(column)
}

fn is_table(value: &Value) -> bool {
    match value {
        Value::Call(call) => matches!(value.word(), "Table" | "table") && matches!(call.callee, Value::Name(_)),
        Value::Member(_, name) => &**name == "__table__",
        _ => false,
    }
}

/// The schema that a table is given, or its metadata.
fn schema(table: &Value) -> Value {
    let Some(it) = table.call().filter(|it| !it.open) else { return Value::Unknown };
    if let Some(schema) = it.named("schema") {
        return schema.clone();
    }
    match it.get(1, "metadata") {
        Some(metadata) if metadata.word() == "MetaData" => match metadata.call() {
            Some(it) if !it.open => it.get(1, "schema").cloned().unwrap_or(Value::None),
            _ => Value::Unknown,
        },
        _ => Value::Unknown,
    }
}
