//! Maintenance, and operations on the session.

use serde::Serialize;

use crate::name::QualifiedName;

/// `VACUUM`, `ANALYZE`, `CLUSTER`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Maintain {
    /// Which of them.
    pub action: Maintenance,
    /// The tables named; empty for all.
    pub tables: Vec<QualifiedName>,
    /// `CLUSTER`: the index by which rows are put in order, where one is named.
    #[serde(skip)]
    pub by_index: Option<String>,
}

/// Which maintenance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Maintenance {
    /// `VACUUM`.
    Vacuum,
    /// `VACUUM FULL`.
    VacuumFull,
    /// `ANALYZE`.
    Analyze,
    /// `CLUSTER`.
    Cluster,
}

/// `LOCK TABLE`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LockTable {
    /// The tables.
    pub tables: Vec<QualifiedName>,
    /// Those of them that stand under `ONLY`: what inherits from them, and their partitions, stay out of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<QualifiedName>,
    /// The mode.
    pub mode: LockMode,
}

/// A table-level lock mode, weakest first.
///
/// Source: PostgreSQL docs, 13.3.1 *Table-Level Locks*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[allow(missing_docs, reason = "each is the SQL word itself")]
pub enum LockMode {
    #[serde(rename = "ACCESS SHARE")]
    AccessShare,
    #[serde(rename = "ROW SHARE")]
    RowShare,
    #[serde(rename = "ROW EXCLUSIVE")]
    RowExclusive,
    #[serde(rename = "SHARE UPDATE EXCLUSIVE")]
    ShareUpdateExclusive,
    #[serde(rename = "SHARE")]
    Share,
    #[serde(rename = "SHARE ROW EXCLUSIVE")]
    ShareRowExclusive,
    #[serde(rename = "EXCLUSIVE")]
    Exclusive,
    #[serde(rename = "ACCESS EXCLUSIVE")]
    AccessExclusive,
}

impl LockMode {
    /// The SQL words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }
}

impl std::fmt::Display for LockMode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.words())
    }
}

/// `SET`, `RESET`, `set_config(…)`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SetParameter {
    /// The parameter in lower case; `all` for `RESET ALL`, `role`, `session authorization`, `transaction` for those forms.
    pub name: String,
    /// The value as written, without quotes; several joined by `, `. Absent for `RESET` and `DEFAULT`.
    pub value: Option<String>,
    /// `SET LOCAL`.
    pub local: bool,
}

/// `BEGIN`, `COMMIT`, `ROLLBACK`, savepoints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Transaction {
    /// Which of them.
    pub action: TransactionAction,
}

/// What a [`Transaction`] statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransactionAction {
    /// `BEGIN`, `START TRANSACTION`.
    Begin,
    /// `COMMIT`, `END`.
    Commit,
    /// `ROLLBACK`, `ABORT`.
    Rollback,
    /// `SAVEPOINT`, `RELEASE`, `ROLLBACK TO`.
    Savepoint,
}

/// `SET CONSTRAINTS`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetConstraints {
    /// `DEFERRED` or `IMMEDIATE`.
    pub deferred: bool,
}

/// A statement that changes nothing stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Utility {
    /// Its leading words in upper case.
    pub command: String,
    /// The tables that it plans to write without doing so: `EXPLAIN` and `PREPARE` of a modification.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub plans_to_write: Vec<QualifiedName>,
}

impl Utility {
    /// A command that touches nothing.
    pub fn new(command: &str) -> Self {
        Self { command: command.to_owned(), plans_to_write: Vec::new() }
    }
}
