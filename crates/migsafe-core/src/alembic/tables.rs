//! `create_table`.

use super::columns::Column;
use super::convention::shortened;
use super::draft::{Draft, Owner};
use super::value::{Arguments, Value};
use crate::name::quote;

impl Draft {
    /// What Alembic sends for a new table: its enum types, the table, its indexes, its comments.
    pub(super) fn create_table(&mut self, it: &Arguments) -> Vec<String> {
        let table = self.relation(it.named("schema"), it.get(0, "table_name"), "table");
        let owner = Owner::new(it.named("schema"), it.get(0, "table_name"));
        let mut columns = Vec::new();
        let mut others = Vec::new();
        for (value, _) in it.places.iter().skip(1) {
            self.element(value, &mut columns, &mut others);
        }
        let body = self.elements(&columns, &others, &owner);
        let mut sql: Vec<String> = Vec::new();
        for create in columns.iter().filter_map(|column| column.data_type.create.clone()) {
            if !sql.contains(&create) {
                sql.push(create);
            }
        }
        let exists = if it.flag("if_not_exists") { "IF NOT EXISTS " } else { "" };
        let prefixes = match it.given("prefixes") {
            Some(Value::List(items)) => items.iter().filter_map(Value::as_text).flat_map(|word| [word, " "]).collect(),
            _ => String::new(),
        };
        let mut create = format!("CREATE {prefixes}TABLE {exists}{table} ({})", body.join(", "));
        if let Some(inherits) = it.given("postgresql_inherits") {
            create = format!("{create} INHERITS ({})", self.names(Some(inherits), "table"));
        }
        if let Some(partition) = it.given("postgresql_partition_by").and_then(Value::as_text) {
            create = format!("{create} PARTITION BY {partition}");
        }
        sql.push(create);
        for index in others.iter().filter(|value| value.word() == "Index") {
            let arguments = index.call().cloned().unwrap_or_default();
            let parts: Vec<Value> = arguments.places.iter().skip(1).map(|(value, _)| value.clone()).collect();
            sql.push(self.create_index(&table, &owner, arguments.get(0, "name"), &parts, &arguments));
        }
        for column in &columns {
            sql.extend(self.column_index(column, &owner, &table));
            if column.data_type.spatial_index {
                let name = quote(&shortened(&format!("idx_{}_{}", owner.name, column.name)));
                sql.push(format!("CREATE INDEX {name} ON {table} USING gist ({})", quote(&column.name)));
            }
        }
        if let Some(comment) = it.given("comment") {
            sql.push(Self::comment(&format!("TABLE {table}"), Some(comment)));
        }
        for column in columns.iter().filter(|column| column.comment.is_some()) {
            sql.push(Self::comment(&format!("COLUMN {table}.{}", quote(&column.name)), column.comment.as_ref()));
        }
        sql
    }

    fn element(&mut self, value: &Value, columns: &mut Vec<Column>, others: &mut Vec<Value>) {
        if let Some(column) = Column::read(value, self) {
            columns.push(column);
        } else if matches!(value.word(), "Index") || value.word().ends_with("Constraint") {
            others.push(value.clone());
        } else if value.word() != "MetaData" {
            self.fault("a part of the table is known only when the migration runs");
        }
    }

    /// The columns and constraints between the brackets.
    fn elements(&mut self, columns: &[Column], others: &[Value], owner: &Owner) -> Vec<String> {
        let keyed: Vec<String> = others
            .iter()
            .filter(|value| value.word() == "PrimaryKeyConstraint")
            .filter_map(Value::call)
            .flat_map(|it| it.places.iter().filter_map(|(value, _)| value.as_text().map(str::to_owned)))
            .collect();
        let is_key = |column: &Column| column.primary || keyed.contains(&column.name);
        let keys = columns.iter().filter(|column| is_key(column)).count();
        let foreign: Vec<String> = others
            .iter()
            .filter(|value| value.word() == "ForeignKeyConstraint")
            .filter_map(|value| value.call()?.get(0, "columns").cloned())
            .flat_map(|value| if let Value::List(items) = value { items.to_vec() } else { Vec::new() })
            .filter_map(|value| value.as_text().map(str::to_owned))
            .collect();
        let mut body = Vec::new();
        for column in columns {
            let wanted = column.autoincrement == Some(true) || (keys == 1 && !foreign.contains(&column.name));
            let serial = is_key(column) && wanted && column.may_be_serial();
            let mut required = column.clone();
            required.nullable &= !(column.follows_key && keyed.contains(&column.name));
            body.push(required.definition(serial, owner, self));
        }
        let primary: Vec<String> = columns.iter().filter(|column| column.primary).map(|column| quote(&column.name)).collect();
        if !primary.is_empty() && keyed.is_empty() {
            let names: Vec<String> = columns.iter().filter(|column| column.primary).map(|column| column.name.clone()).collect();
            let name = self.constraint_name("pk", None, owner.parts(&names));
            body.push(format!("{name}PRIMARY KEY ({})", primary.join(", ")));
        }
        // SQLAlchemy's order: the key, the constraints written in the table, those that columns ask for.
        let (key, rest): (Vec<&Value>, Vec<&Value>) = others.iter().partition(|value| value.word() == "PrimaryKeyConstraint");
        for value in key.into_iter().chain(rest).filter(|value| !value.call().is_some_and(is_left_for_later)) {
            body.extend(self.table_constraint(value, owner));
        }
        for column in columns {
            for key in column.foreign_keys.iter().filter(|key| !is_left_for_later(key)) {
                body.push(self.column_key(key, owner, &column.name));
            }
            if column.unique && !column.index {
                let name = self.constraint_name("uq", None, owner.parts(std::slice::from_ref(&column.name)));
                body.push(format!("{name}UNIQUE ({})", quote(&column.name)));
            }
        }
        body
    }
}

/// `use_alter=True`: SQLAlchemy leaves such a key out of a CREATE TABLE, and `op.create_table` sends nothing after it (Alembic 1.20.1).
fn is_left_for_later(key: &Arguments) -> bool {
    key.flag("use_alter")
}
