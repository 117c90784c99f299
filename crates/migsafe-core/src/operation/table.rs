//! Operations on tables and on the rows in them.

use serde::Serialize;

use super::{Cast, ColumnDefinition, ConstraintDefinition, Expression};
use crate::name::QualifiedName;

/// `CREATE TABLE` in all its forms.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct CreateTable {
    /// The table.
    pub table: QualifiedName,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// Its columns in order.
    pub columns: Vec<ColumnDefinition>,
    /// The constraints written after the columns.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<ConstraintDefinition>,
    /// Temporary, unlogged or neither.
    pub persistence: Persistence,
    /// `PARTITION BY`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_by: Option<PartitionBy>,
    /// `PARTITION OF`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition_of: Option<PartitionOf>,
    /// `INHERITS`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inherits: Vec<QualifiedName>,
    /// `OF`: the composite type whose attributes are its columns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of_type: Option<QualifiedName>,
    /// `LIKE`, each source with what it copies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub like: Vec<Like>,
    /// `AS SELECT …`: what it reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_query: Option<Reads>,
    /// A foreign table.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub foreign: bool,
}

/// How long a table lives and what survives a crash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Persistence {
    /// An ordinary table.
    #[default]
    Permanent,
    /// `UNLOGGED`.
    Unlogged,
    /// `TEMPORARY`.
    Temporary,
}

/// `PARTITION BY`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartitionBy {
    /// `range`, `list` or `hash`.
    pub strategy: String,
    /// The key columns; an expression counts as an empty name.
    pub columns: Vec<String>,
}

/// `PARTITION OF`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartitionOf {
    /// The partitioned table.
    pub parent: QualifiedName,
    /// Which rows.
    pub bound: PartitionBound,
}

/// Which rows a partition takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartitionBound {
    /// `DEFAULT`.
    Default,
    /// `FOR VALUES FROM (…) TO (…)`, the texts.
    Range {
        /// The lower bounds, inclusive.
        from: Vec<String>,
        /// The upper bounds, exclusive.
        to: Vec<String>,
    },
    /// `FOR VALUES IN (…)`, the texts.
    List(Vec<String>),
    /// `FOR VALUES WITH (MODULUS …, REMAINDER …)`.
    Hash,
}

/// `LIKE` in a `CREATE TABLE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Like {
    /// The source.
    pub table: QualifiedName,
    /// `INCLUDING` options in lower case (`defaults`, `constraints`, `indexes`, `all` …), in order; excluded ones are left out.
    pub including: Vec<String>,
}

/// `DROP TABLE`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DropTable {
    /// The table.
    pub table: QualifiedName,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `CASCADE`.
    pub cascade: bool,
    /// What else the statement drops: it does not stand in the way.
    #[serde(skip)]
    pub together: Vec<QualifiedName>,
}

/// `ALTER TABLE … RENAME TO`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RenameTable {
    /// The table under its old name.
    pub table: QualifiedName,
    /// The new name; the schema stays.
    pub to: String,
}

/// `ALTER TABLE … ATTACH PARTITION`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttachPartition {
    /// The partitioned table.
    pub table: QualifiedName,
    /// The table that becomes a partition.
    pub partition: QualifiedName,
    /// Which rows.
    pub bound: PartitionBound,
}

/// `ALTER TABLE … DETACH PARTITION`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DetachPartition {
    /// The partitioned table.
    pub table: QualifiedName,
    /// The partition.
    pub partition: QualifiedName,
    /// `CONCURRENTLY`.
    pub concurrently: bool,
    /// `FINALIZE`.
    pub finalize: bool,
}

/// An `ALTER TABLE` action without an operation of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlterTableOption {
    /// The table (or materialized view, or index where the grammar allows).
    pub table: QualifiedName,
    /// Which action.
    pub option: TableOption,
}

/// What an [`AlterTableOption`] changes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TableOption {
    /// `SET LOGGED` (true) or `SET UNLOGGED`.
    Logged(bool),
    /// `SET TABLESPACE`.
    Tablespace(String),
    /// `SET ACCESS METHOD` (15 and later).
    AccessMethod(String),
    /// `SET (…)`: the names set and their values, in lower case.
    Set(Vec<(String, String)>),
    /// `RESET (…)`.
    Reset(Vec<String>),
    /// `CLUSTER ON`, `SET WITHOUT CLUSTER`.
    ClusterOn(Option<String>),
    /// `REPLICA IDENTITY`.
    ReplicaIdentity(ReplicaIdentity),
    /// `INHERIT` (true) or `NO INHERIT`.
    Inherit {
        /// The parent.
        parent: QualifiedName,
        /// Joined, or left.
        joins: bool,
    },
    /// `OF type` or `NOT OF`.
    OfType(Option<String>),
    /// `ENABLE` (true) or `DISABLE TRIGGER`; the name, or `ALL`, or `USER`.
    Trigger {
        /// Which one.
        name: String,
        /// On or off.
        enabled: bool,
    },
    /// `ENABLE` (true) or `DISABLE RULE`.
    Rule {
        /// Which one.
        name: String,
        /// On or off.
        enabled: bool,
    },
    /// `ENABLE` (true) or `DISABLE ROW LEVEL SECURITY`.
    RowSecurity(bool),
    /// `FORCE` (true) or `NO FORCE ROW LEVEL SECURITY`.
    ForceRowSecurity(bool),
}

/// `REPLICA IDENTITY`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReplicaIdentity {
    /// The primary key.
    Default,
    /// Every column.
    Full,
    /// Nothing: UPDATE and DELETE fail on a published table.
    Nothing,
    /// A unique index.
    Index(String),
}

/// The tables and functions that a query touches.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Reads {
    /// Every relation read, each once, without the names that its own `WITH` binds.
    pub relations: Vec<QualifiedName>,
    /// Every function called.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<QualifiedName>,
    /// Every column named (last part of each reference); `*` where all are taken.
    #[serde(skip)]
    pub columns: Vec<String>,
    /// The relations of which a `*` takes every column.
    #[serde(skip)]
    pub starred: Vec<QualifiedName>,
    /// Whether there is a `*` of which it is not known what it takes.
    #[serde(skip)]
    pub star_elsewhere: bool,
    /// Every cast in it.
    #[serde(skip)]
    pub casts: Vec<Cast>,
}

impl Reads {
    /// Takes in what the other touches, each thing once.
    pub fn add(&mut self, other: &Self) {
        add_new(&mut self.relations, &other.relations);
        add_new(&mut self.functions, &other.functions);
        add_new(&mut self.columns, &other.columns);
        add_new(&mut self.starred, &other.starred);
        self.star_elsewhere |= other.star_elsewhere;
        add_new(&mut self.casts, &other.casts);
    }

    /// Takes in what the expression touches.
    pub fn add_expression(&mut self, expression: &Expression) {
        add_new(&mut self.relations, &expression.relations);
        add_new(&mut self.functions, &expression.functions);
        add_new(&mut self.columns, &expression.columns);
        add_new(&mut self.casts, &expression.casts);
    }
}

fn add_new<T: Clone + PartialEq>(list: &mut Vec<T>, items: &[T]) {
    for item in items {
        if !list.contains(item) {
            list.push(item.clone());
        }
    }
}

/// `INSERT`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Insert {
    /// The table.
    pub table: QualifiedName,
    /// The columns named.
    pub columns: Vec<String>,
    /// `INSERT … SELECT`: what it reads. Absent for `VALUES`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_query: Option<Reads>,
    /// `ON CONFLICT … DO UPDATE`, `ON DUPLICATE KEY UPDATE`, `REPLACE`.
    pub updates_on_conflict: bool,
    /// `ON CONFLICT`, whatever it does then.
    #[serde(skip)]
    pub on_conflict: bool,
    /// Of what is given, rows may be left out without a word: a condition of the query, `INSERT IGNORE`. Read of MySQL and SQLite, where tables are copied so.
    #[serde(skip)]
    pub leaves_out: bool,
    /// The columns that the query takes values from, `*` for all of them. Read of MySQL and SQLite.
    #[serde(skip)]
    pub copies: Vec<String>,
    /// Of each value that the query gives, in order, whether it is never NULL as it is written: a literal, `coalesce(a, '')`. Read of MySQL and SQLite.
    #[serde(skip)]
    pub never_null: Vec<bool>,
}

/// `UPDATE`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Update {
    /// The table.
    pub table: QualifiedName,
    /// The columns written.
    pub columns: Vec<String>,
    /// Those of them that get NULL, written as such.
    #[serde(skip)]
    pub nulls: Vec<String>,
    /// `WHERE`, absent also where it is constantly true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Expression>,
    /// What it reads besides the table.
    pub reads: Reads,
    /// `ONLY`: what inherits from the table, and its partitions, stay out of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub only: bool,
}

/// `DELETE`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Delete {
    /// The table.
    pub table: QualifiedName,
    /// `WHERE`, absent also where it is constantly true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Expression>,
    /// What it reads besides the table.
    pub reads: Reads,
    /// `ONLY`: what inherits from the table, and its partitions, stay out of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub only: bool,
}

/// `MERGE`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Merge {
    /// The table.
    pub table: QualifiedName,
    /// What it reads besides the table.
    pub reads: Reads,
    /// Some branch inserts.
    pub inserts: bool,
    /// Some branch updates.
    pub updates: bool,
    /// The columns that it updates; empty where they were not read.
    #[serde(skip)]
    pub columns: Vec<String>,
    /// Some branch deletes.
    pub deletes: bool,
    /// `WHEN NOT MATCHED BY SOURCE` (17 and later).
    #[serde(skip)]
    pub by_source: bool,
    /// `ONLY`: what inherits from the table, and its partitions, stay out of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub only: bool,
}

/// `TRUNCATE`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Truncate {
    /// The table.
    pub table: QualifiedName,
    /// `CASCADE`.
    pub cascade: bool,
    /// `RESTART IDENTITY`.
    pub restart_identity: bool,
    /// `ONLY`: what inherits from the table, and its partitions, stay out of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub only: bool,
}

/// `COPY`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Copy {
    /// The table; absent for a query.
    pub table: Option<QualifiedName>,
    /// `FROM` (rows come in) or `TO`.
    pub from: bool,
    /// `PROGRAM`: the server runs a shell command.
    pub program: bool,
}

/// `SELECT` and its kin.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Query {
    /// What it reads and calls.
    pub reads: Reads,
    /// `FOR UPDATE`, `FOR SHARE` and their kin: the relations whose rows are locked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locks_rows_of: Vec<QualifiedName>,
    /// Those of them that stand under `ONLY`: what inherits from them, and their partitions, stay out of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<QualifiedName>,
    /// `CALL` of a procedure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure: Option<QualifiedName>,
}
