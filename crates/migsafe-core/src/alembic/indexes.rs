//! `CREATE INDEX`.

use super::draft::{Draft, Owner};
use super::expression::sql_of;
use super::value::{Arguments, Value};
use crate::name::quote;

impl Draft {
    /// An index on parts given as names and expressions, with PostgreSQL's own options.
    pub(super) fn create_index(&mut self, table: &str, owner: &Owner, name: Option<&Value>, parts: &[Value], it: &Arguments) -> String {
        let operators = it.given("postgresql_ops");
        let columns: Vec<String> = parts.iter().map(|part| self.index_part(part, operators)).collect();
        let named: Vec<String> = parts.iter().filter_map(|part| part.as_text().map(str::to_owned)).collect();
        let name = self.conventional("ix", name, owner.parts(&named), "index").map(|name| format!("{name} ")).unwrap_or_default();
        let word = |name: &str| it.given(name).and_then(Value::as_text).map(str::to_owned);
        let unique = if it.flag("unique") { "UNIQUE " } else { "" };
        let concurrently = if it.flag("postgresql_concurrently") { "CONCURRENTLY " } else { "" };
        let exists = if it.flag("if_not_exists") { "IF NOT EXISTS " } else { "" };
        let method = word("postgresql_using").map(|method| format!("USING {method} ")).unwrap_or_default();
        let mut sql = format!("CREATE {unique}INDEX {concurrently}{exists}{name}ON {table} {method}({})", columns.join(", "));
        if let Some(include) = it.given("postgresql_include") {
            sql = format!("{sql} INCLUDE ({})", self.names(Some(include), "column"));
        }
        if it.flag("postgresql_nulls_not_distinct") {
            sql.push_str(" NULLS NOT DISTINCT");
        }
        if let Some(Value::Dict(options)) = it.given("postgresql_with") {
            let options =
                options.iter().filter_map(|(key, value)| Some(format!("{} = {}", key.as_text()?, super::expression::literal(value)?)));
            sql = format!("{sql} WITH ({})", options.collect::<Vec<_>>().join(", "));
        }
        if let Some(condition) = it.given("postgresql_where") {
            sql = format!("{sql} WHERE {}", self.condition(Some(condition)));
        }
        sql
    }

    fn index_part(&mut self, part: &Value, operators: Option<&Value>) -> String {
        let Some(name) = part.as_text() else {
            return match sql_of(part) {
                Some(sql) => sql,
                None => self.name(Some(part), "index's column"),
            };
        };
        let operator = match operators {
            Some(Value::Dict(items)) => items.iter().find(|(key, _)| key.as_text() == Some(name)).and_then(|(_, value)| value.as_text()),
            _ => None,
        };
        operator.map_or_else(|| quote(name), |operator| format!("{} {operator}", quote(name)))
    }
}
