//! Constraints as parts of SQL.

use super::operations::Draft;
use super::value::{Arguments, Value};
use crate::name::quote;

impl Draft {
    /// `CONSTRAINT name `, or nothing where PostgreSQL makes the name.
    pub(super) fn constraint_name(&mut self, name: Option<&Value>) -> String {
        match name {
            None | Some(Value::None) => String::new(),
            name => format!("CONSTRAINT {} ", self.name(name, "constraint")),
        }
    }

    /// `DEFERRABLE INITIALLY DEFERRED NOT VALID`, as far as given.
    pub(super) fn deferring(it: &Arguments) -> String {
        let mut sql = String::new();
        match it.named("deferrable").and_then(Value::truth) {
            Some(true) => sql.push_str(" DEFERRABLE"),
            Some(false) => sql.push_str(" NOT DEFERRABLE"),
            None => {}
        }
        if let Some(initially) =
            it.named("initially").and_then(Value::as_text).filter(|word| word.bytes().all(|it| it.is_ascii_alphabetic()))
        {
            sql = format!("{sql} INITIALLY {initially}");
        }
        if it.flag("postgresql_not_valid") {
            sql.push_str(" NOT VALID");
        }
        sql
    }

    /// `ON DELETE …` and what follows.
    pub(super) fn referential(&mut self, it: &Arguments) -> String {
        let mut sql = String::new();
        for (words, name) in [("ON DELETE", "ondelete"), ("ON UPDATE", "onupdate")] {
            match it.given(name) {
                None => {}
                Some(action) => match action.as_text().filter(|it| it.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b' ')) {
                    Some(action) => sql = format!("{sql} {words} {action}"),
                    None => self.fault(format!("what happens {} is not written here", words.to_lowercase())),
                },
            }
        }
        format!("{sql}{}", Self::deferring(it))
    }

    /// `ForeignKey('table.column', …)` at a column.
    pub(super) fn column_key(&mut self, it: &Arguments, column: &str) -> String {
        let (table, remote) = self.reference(it.get(0, "column"));
        let name = self.constraint_name(it.named("name"));
        format!("{name}FOREIGN KEY ({column}) REFERENCES {table} ({remote}){}", self.referential(it))
    }

    /// `schema.table.column` as a table and a column.
    fn reference(&mut self, value: Option<&Value>) -> (String, String) {
        let raw = match value.and_then(Value::as_text) {
            Some(text) => text.to_owned(),
            None => match value {
                // `other.c.id` of a table written in the file.
                Some(Value::Member(columns, column)) => match super::data::table_of(columns) {
                    Some((table, _)) => format!("{table}.{column}"),
                    None => self.raw(value, "referenced column"),
                },
                _ => self.raw(value, "referenced column"),
            },
        };
        let mut parts = raw.rsplitn(3, '.');
        let column = parts.next().unwrap_or_default();
        let table = parts.next();
        let schema = parts.next();
        match (schema, table) {
            (Some(schema), Some(table)) => (format!("{}.{}", quote(schema), quote(table)), quote(column)),
            (None, Some(table)) => (quote(table), quote(column)),
            _ => (quote(column), quote(column)),
        }
    }

    /// A constraint among the arguments of `create_table`; nothing where the value is none.
    pub(super) fn table_constraint(&mut self, value: &Value) -> Option<String> {
        let it = value.call()?;
        let listed = |it: &Arguments| Value::list(it.places.iter().map(|(value, _)| value.clone()).collect());
        let name = it.named("name").cloned();
        let word = value.word();
        if !matches!(word, "PrimaryKeyConstraint" | "UniqueConstraint" | "ForeignKeyConstraint" | "CheckConstraint" | "ExcludeConstraint") {
            return None;
        }
        let name = self.constraint_name(name.as_ref());
        Some(match word {
            "PrimaryKeyConstraint" => format!("{name}PRIMARY KEY ({}){}", self.names(Some(&listed(it)), "column"), Self::deferring(it)),
            "UniqueConstraint" => {
                let nulls = if it.flag("postgresql_nulls_not_distinct") { "NULLS NOT DISTINCT " } else { "" };
                format!("{name}UNIQUE {nulls}({}){}", self.names(Some(&listed(it)), "column"), Self::deferring(it))
            }
            "CheckConstraint" => {
                let condition = self.condition(it.get(0, "sqltext"));
                format!("{name}CHECK ({condition}){}", Self::deferring(it))
            }
            "ExcludeConstraint" => {
                let elements: Vec<Value> = it.places.iter().map(|(value, _)| value.clone()).collect();
                format!("{name}{}", self.exclude(&elements, it))
            }
            _ => {
                let columns = self.names(it.get(0, "columns"), "column");
                let references: Vec<(String, String)> = match it.get(1, "refcolumns") {
                    Some(Value::List(items)) => items.iter().map(|item| self.reference(Some(item))).collect(),
                    other => vec![self.reference(other)],
                };
                let table = references.first().map(|(table, _)| table.clone()).unwrap_or_default();
                let remote: Vec<String> = references.into_iter().map(|(_, column)| column).collect();
                format!("{name}FOREIGN KEY ({columns}) REFERENCES {table} ({}){}", remote.join(", "), self.referential(it))
            }
        })
    }

    /// `EXCLUDE USING gist (a WITH =) WHERE (…)`.
    pub(super) fn exclude(&mut self, elements: &[Value], it: &Arguments) -> String {
        let mut parts = Vec::new();
        for element in elements {
            let (column, operator) = match element {
                Value::List(pair) => (pair.first(), pair.get(1).and_then(Value::as_text)),
                _ => (None, None),
            };
            let column = match column.and_then(Value::as_text) {
                Some(name) => quote(name),
                None => self.condition(column),
            };
            parts.push(format!("{column} WITH {}", operator.unwrap_or("=")));
        }
        let using = it.named("using").and_then(Value::as_text).unwrap_or("gist");
        let condition = match it.given("where") {
            Some(value) => format!(" WHERE ({})", self.condition(Some(value))),
            None => String::new(),
        };
        format!("EXCLUDE USING {using} ({}){condition}{}", parts.join(", "), Self::deferring(it))
    }
}
