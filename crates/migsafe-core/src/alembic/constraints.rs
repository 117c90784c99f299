//! Constraints as parts of SQL.

use super::convention::Parts;
use super::draft::{Draft, Owner};
use super::value::{Arguments, Value};
use crate::name::quote;

impl Draft {
    /// `CONSTRAINT name `, or nothing where PostgreSQL makes the name.
    pub(super) fn constraint_name(&mut self, kind: &str, name: Option<&Value>, parts: Parts<'_>) -> String {
        self.conventional(kind, name, parts, "constraint").map(|name| format!("CONSTRAINT {name} ")).unwrap_or_default()
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
                    None => self.fault(format!("what happens {} is known only when the migration runs", words.to_lowercase())),
                },
            }
        }
        format!("{sql}{}", Self::deferring(it))
    }

    /// `ForeignKey('table.column', …)` at a column.
    pub(super) fn column_key(&mut self, it: &Arguments, owner: &Owner, column: &str) -> String {
        let (table, remote) = self.reference(it.get(0, "column"));
        let (referred, referred_columns) = (unquoted(&table), [unquoted(&remote)]);
        let own = [column.to_owned()];
        let parts = Parts { referred_table: &referred, referred_columns: &referred_columns, ..owner.parts(&own) };
        let name = self.constraint_name("fk", it.named("name"), parts);
        format!("{name}FOREIGN KEY ({}) REFERENCES {table} ({remote}){}", quote(column), self.referential(it))
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
    pub(super) fn table_constraint(&mut self, value: &Value, owner: &Owner) -> Option<String> {
        let it = value.call()?;
        let listed = |it: &Arguments| Value::list(it.places.iter().map(|(value, _)| value.clone()).collect());
        let name = it.named("name").cloned();
        let word = value.word();
        if !matches!(word, "PrimaryKeyConstraint" | "UniqueConstraint" | "ForeignKeyConstraint" | "CheckConstraint" | "ExcludeConstraint") {
            return None;
        }
        let name = name.as_ref();
        let columns = Self::raw_names(Some(&listed(it)));
        Some(match word {
            "PrimaryKeyConstraint" => format!(
                "{}PRIMARY KEY ({}){}",
                self.constraint_name("pk", name, owner.parts(&columns)),
                self.names(Some(&listed(it)), "column"),
                Self::deferring(it)
            ),
            "UniqueConstraint" => {
                let nulls = if it.flag("postgresql_nulls_not_distinct") { "NULLS NOT DISTINCT " } else { "" };
                let name = self.constraint_name("uq", name, owner.parts(&columns));
                format!("{name}UNIQUE {nulls}({}){}", self.names(Some(&listed(it)), "column"), Self::deferring(it))
            }
            "CheckConstraint" => {
                let condition = self.condition(it.get(0, "sqltext"));
                let name = self.constraint_name("ck", name, owner.parts(&[]));
                format!("{name}CHECK ({condition}){}", Self::deferring(it))
            }
            "ExcludeConstraint" => {
                let elements: Vec<Value> = it.places.iter().map(|(value, _)| value.clone()).collect();
                let name = self.constraint_name("", name, owner.parts(&[]));
                format!("{name}{}", self.exclude(&elements, it))
            }
            _ => {
                let own = Self::raw_names(it.get(0, "columns"));
                let columns = self.names(it.get(0, "columns"), "column");
                let references: Vec<(String, String)> = match it.get(1, "refcolumns") {
                    Some(Value::List(items)) => items.iter().map(|item| self.reference(Some(item))).collect(),
                    other => vec![self.reference(other)],
                };
                let table = references.first().map(|(table, _)| table.clone()).unwrap_or_default();
                let referred_columns: Vec<String> = references.iter().map(|(_, column)| unquoted(column)).collect();
                let referred = unquoted(&table);
                let parts = Parts { referred_table: &referred, referred_columns: &referred_columns, ..owner.parts(&own) };
                let name = self.constraint_name("fk", name, parts);
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

/// The last name of a path in SQL, without its quotes.
fn unquoted(path: &str) -> String {
    let Some(inner) = path.strip_suffix('"') else { return path.rsplit('.').next().unwrap_or_default().to_owned() };
    let start = ["\".\"", ".\""].iter().filter_map(|joint| inner.rfind(joint).map(|at| at + joint.len())).max();
    inner.get(start.unwrap_or_else(|| usize::from(inner.starts_with('"')))..).unwrap_or_default().replace("\"\"", "\"")
}
