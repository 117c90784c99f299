//! A few rows for every table, from nothing but the catalog.
//!
//! The value of a column depends on its type and on the number of the row alone, so a key and what refers to it meet by themselves. A table has one row less
//! than those it refers to: there is always a row left to refer to.

use anyhow::{Context, Result};
use postgres::Client;

/// Rows in a table that refers to nothing.
const MOST: usize = 6;

/// A column as far as values need it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) name: String,
    kind: String,
    length: Option<usize>,
    dimensions: bool,
    labels: Vec<String>,
    /// The server gives it its value.
    pub(super) supplied: Supply,
    pub(super) literals: Vec<String>,
}

/// Who gives a column its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Supply {
    /// Whoever inserts.
    Code,
    /// A sequence, unless whoever inserts insists.
    Sequence,
    /// The server alone.
    Generated,
}

/// How much values of one column differ, where only some are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// All that are allowed, in turn.
    Varied,
    /// The first that is allowed.
    Alike,
}

/// A table that holds rows.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) oid: u32,
    pub(super) name: String,
    pub(super) columns: Vec<Column>,
    /// Rows it is given.
    rows: usize,
    /// A column that cuts it into partitions, and a value for each of them.
    partitions: Option<(String, Vec<String>)>,
}

const TABLES: &str =
    "SELECT c.oid, format('%I.%I', n.nspname, c.relname), c.relkind = 'p', c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY c.oid";

const COLUMNS: &str = "SELECT a.attname, base.typname, CASE WHEN base.typname IN ('varchar', 'bpchar') AND m.mod > 4 THEN m.mod - 4 END,
        base.typcategory = 'A', array(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = base.oid ORDER BY enumsortorder),
        a.attidentity::text, a.attgenerated <> '', coalesce(pg_get_expr(d.adbin, d.adrelid), ''),
        array(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]),
        array(SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k WHERE k.contypid = t.oid)
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_type base ON base.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
        CROSS JOIN LATERAL (SELECT CASE WHEN t.typbasetype <> 0 THEN t.typtypmod ELSE a.atttypmod END AS mod) m
        LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE a.attrelid = $1 AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum";

const REFERENCES: &str = "SELECT a.relname::text, b.relname::text FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid
    WHERE k.contype = 'f' AND k.conrelid <> k.confrelid";

const PARTITIONS: &str = "SELECT a.attname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        JOIN pg_partitioned_table p ON p.partrelid = i.inhparent JOIN pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
    WHERE i.inhparent = $1 ORDER BY c.oid";

/// The tables that can hold rows.
pub(super) fn tables(client: &mut Client, references: &[(String, String)], values: Values) -> Result<Vec<Table>> {
    let mut references = references.to_vec();
    references.extend(client.query(REFERENCES, &[])?.iter().map(|row| (row.get(0), row.get(1))));
    let mut tables = Vec::new();
    for row in client.query(TABLES, &[])? {
        let (oid, partitioned): (u32, bool) = (row.get(0), row.get(2));
        let columns = client.query(COLUMNS, &[&oid])?.iter().map(|row| column(row, values)).collect();
        let partitions = if partitioned { partition_values(client, oid)? } else { None };
        if partitioned && partitions.is_none() {
            continue;
        }
        let rows = MOST.saturating_sub(depth(row.get(3), &references, 0)).max(2);
        tables.push(Table { oid, name: row.get(1), columns, rows, partitions });
    }
    Ok(tables)
}

fn column(row: &postgres::Row, values: Values) -> Column {
    let allowed = if values == Values::Alike { 1 } else { usize::MAX };
    let (identity, default): (String, String) = (row.get(5), row.get(7));
    let checks: Vec<String> = [row.get::<_, Vec<String>>(8), row.get::<_, Vec<String>>(9)].concat();
    Column {
        name: row.get(0),
        kind: row.get(1),
        length: row.get::<_, Option<i32>>(2).and_then(|length| usize::try_from(length).ok()),
        dimensions: row.get(3),
        labels: row.get::<_, Vec<String>>(4).into_iter().take(allowed).collect(),
        supplied: if row.get(6) {
            Supply::Generated
        } else if identity.trim().is_empty() && !default.starts_with("nextval(") {
            Supply::Code
        } else {
            Supply::Sequence
        },
        literals: checks.iter().flat_map(|check| quoted(check)).take(allowed).collect(),
    }
}

/// The quoted values in a text such as `CHECK ((a = ANY (ARRAY['x'::text, 'y'::text])))`.
fn quoted(text: &str) -> Vec<String> {
    text.split('\'').skip(1).step_by(2).map(str::to_owned).collect()
}

/// How many references one after the other lead away from a table.
fn depth(table: &str, references: &[(String, String)], so_far: usize) -> usize {
    let onward = references.iter().filter(|(from, to)| from == table && to != table && so_far < MOST);
    onward.map(|(_, to)| depth(to, references, so_far + 1) + 1).max().unwrap_or(0)
}

/// The column that decides, and the first value that each partition takes.
fn partition_values(client: &mut Client, table: u32) -> Result<Option<(String, Vec<String>)>> {
    let rows = client.query(PARTITIONS, &[&table])?;
    let Some(first) = rows.first() else { return Ok(None) };
    let values = rows.iter().filter_map(|row| {
        let bound: String = row.get(1);
        let value = bound.split_once('(')?.1.split([',', ')']).next()?.trim().trim_matches('\'').to_owned();
        (!value.contains("MINVALUE") && !value.contains("modulus")).then_some(value)
    });
    Ok(Some((first.get(0), values.collect())))
}

/// Puts rows into every table and returns the tables.
pub(super) fn fill(client: &mut Client, references: &[(String, String)], values: Values) -> Result<Vec<Table>> {
    let tables = tables(client, references, values)?;
    // Triggers and foreign keys are not asked: references meet by construction.
    client.batch_execute("SET session_replication_role = replica")?;
    for table in &tables {
        for row in 1..=table.rows {
            let sql = table.insert(row, true);
            client.batch_execute(&sql).with_context(|| format!("no rows for {}: {sql}", table.name))?;
        }
        for column in table.columns.iter().filter(|column| column.supplied == Supply::Sequence) {
            client.execute("SELECT setval(pg_get_serial_sequence($1, $2), 1000)", &[&table.name, &column.name])?;
        }
    }
    client.batch_execute("RESET session_replication_role")?;
    Ok(tables)
}

impl Table {
    /// Takes over what it was filled with: constraints may have come since.
    pub(super) fn go_on_as(&mut self, filled: &Self) {
        self.rows = filled.rows;
        for column in &mut self.columns {
            if let Some(then) = filled.columns.iter().find(|then| then.name == column.name && then.kind == column.kind) {
                *column = then.clone();
            }
        }
    }

    /// An `INSERT` of the row of that number, sequences' values too if `insist`.
    fn insert(&self, row: usize, insist: bool) -> String {
        let wanted = self.columns.iter().filter(|column| column.supplied == Supply::Code || insist && column.supplied == Supply::Sequence);
        let (names, values): (Vec<String>, Vec<String>) = wanted.map(|column| (quote(&column.name), self.value(column, row))).unzip();
        if names.is_empty() {
            return format!("INSERT INTO {} DEFAULT VALUES", self.name);
        }
        let overriding = if insist { " OVERRIDING SYSTEM VALUE" } else { "" };
        format!("INSERT INTO {} ({}){overriding} VALUES ({})", self.name, names.join(", "), values.join(", "))
    }

    fn value(&self, column: &Column, row: usize) -> String {
        let of_partition = self.partitions.as_ref().filter(|(key, values)| *key == column.name && !values.is_empty());
        match of_partition.and_then(|(_, values)| values.get(row % values.len())) {
            Some(value) => format!("'{value}'"),
            None => column.value(row),
        }
    }

    /// What code that knows these columns sends: a new row, and a write of every row and column.
    pub(super) fn writes(&self) -> [String; 2] {
        let sets: Vec<String> = self
            .columns
            .iter()
            .filter(|column| column.supplied == Supply::Code)
            .map(|column| format!("{0} = {0}", quote(&column.name)))
            .collect();
        let update = if sets.is_empty() {
            format!("DELETE FROM {} WHERE false", self.name)
        } else {
            format!("UPDATE {} SET {}", self.name, sets.join(", "))
        };
        [self.insert(self.rows + 1, false), update]
    }
}

impl Column {
    /// A literal for the row of that number.
    pub(super) fn value(&self, row: usize) -> String {
        let at = |list: &[String]| list.get(row % list.len().max(1)).cloned().unwrap_or_default();
        if !self.labels.is_empty() {
            return format!("'{}'", at(&self.labels));
        }
        if self.dimensions {
            return "'{}'".to_owned();
        }
        let is_text = matches!(self.kind.as_str(), "text" | "varchar" | "bpchar" | "citext" | "name");
        if is_text && !self.literals.is_empty() {
            return format!("'{}'", at(&self.literals));
        }
        let day = row % 28 + 1;
        let value = match self.kind.as_str() {
            _ if is_text => {
                let text = format!("a{row}");
                let length = self.length.unwrap_or(text.len()).min(text.len());
                text.split_at(text.len() - length).1.to_owned()
            }
            "bool" => "true".to_owned(),
            "int2" | "int4" | "int8" | "numeric" | "float4" | "float8" | "money" | "oid" => row.to_string(),
            "uuid" => format!("00000000-0000-0000-0000-{row:012}"),
            "date" | "timestamp" | "timestamptz" => format!("2026-01-{day:02}"),
            "time" | "timetz" => format!("00:00:{day:02}"),
            "interval" => format!("{row} days"),
            "json" | "jsonb" => format!("{{\"n\": {row}}}"),
            "bytea" => format!("\\x{row:02x}"),
            "inet" | "cidr" => format!("10.0.0.{row}"),
            "tsvector" | "xml" => "a".to_owned(),
            "int4range" | "int8range" | "numrange" => format!("[{row},{})", row + 1),
            "tsrange" | "tstzrange" | "daterange" => format!("[2026-01-{day:02},2026-01-{:02})", day + 1),
            _ => return "NULL".to_owned(),
        };
        format!("'{value}'")
    }
}

/// A name as SQL.
pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
