//! Operations on constraints and indexes.

use serde::Serialize;

use super::Expression;
use crate::name::QualifiedName;

/// A constraint as a definition gives it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConstraintDefinition {
    /// Its name, where one is written; PostgreSQL makes one otherwise.
    pub name: Option<String>,
    /// What it demands.
    #[serde(flatten)]
    pub kind: ConstraintKind,
    /// `NOT VALID`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_valid: bool,
    /// `NOT ENFORCED` (18 and later).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_enforced: bool,
    /// `DEFERRABLE`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deferrable: bool,
    /// `INITIALLY DEFERRED`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub initially_deferred: bool,
}

impl ConstraintDefinition {
    /// A plain constraint: validated, enforced, not deferrable.
    pub fn new(name: Option<String>, kind: ConstraintKind) -> Self {
        Self { name, kind, not_valid: false, not_enforced: false, deferrable: false, initially_deferred: false }
    }
}

/// What a constraint demands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "constraint", rename_all = "kebab-case")]
pub enum ConstraintKind {
    /// `PRIMARY KEY`.
    PrimaryKey(Key),
    /// `UNIQUE`.
    Unique(Key),
    /// `FOREIGN KEY … REFERENCES`.
    ForeignKey(ForeignKey),
    /// `CHECK`.
    Check {
        /// The condition.
        expression: Expression,
        /// `NO INHERIT`.
        no_inherit: bool,
    },
    /// `NOT NULL column` as a table constraint (18 and later).
    NotNull {
        /// The column.
        column: String,
    },
    /// `EXCLUDE`.
    Exclude {
        /// The columns compared, where they are plain columns.
        columns: Vec<String>,
    },
}

impl ConstraintKind {
    /// The index that a key takes over: `USING INDEX`.
    pub fn using_index(&self) -> Option<&str> {
        match self {
            Self::PrimaryKey(key) | Self::Unique(key) => key.using_index.as_deref(),
            _ => None,
        }
    }
}

/// A primary key or unique constraint.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Key {
    /// The columns in order; empty with `USING INDEX`.
    pub columns: Vec<String>,
    /// `INCLUDE`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// `USING INDEX`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub using_index: Option<String>,
    /// `NULLS NOT DISTINCT` (15 and later).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
    /// `WITHOUT OVERLAPS` (18 and later).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_overlaps: bool,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ForeignKey {
    /// The referencing columns.
    pub columns: Vec<String>,
    /// The referenced table.
    pub references: QualifiedName,
    /// The referenced columns; empty where the text leaves them to the primary key.
    pub referenced_columns: Vec<String>,
    /// `ON DELETE`.
    pub on_delete: ReferentialAction,
    /// `ON UPDATE`.
    pub on_update: ReferentialAction,
}

/// What happens to referencing rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferentialAction {
    /// Refuse, at the end of the statement or transaction.
    #[default]
    NoAction,
    /// Refuse at once.
    Restrict,
    /// Do the same to the referencing rows.
    Cascade,
    /// Set them to NULL.
    SetNull,
    /// Set them to their default.
    SetDefault,
}

/// `ALTER TABLE … ADD CONSTRAINT`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AddConstraint {
    /// The table.
    pub table: QualifiedName,
    /// What is added.
    #[serde(flatten)]
    pub constraint: ConstraintDefinition,
    /// `ONLY`: what inherits from the table, and its partitions, stay out of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub only: bool,
}

/// `ALTER TABLE … VALIDATE CONSTRAINT`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ValidateConstraint {
    /// The table.
    pub table: QualifiedName,
    /// The constraint.
    pub constraint: String,
}

/// `ALTER TABLE … DROP CONSTRAINT`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DropConstraint {
    /// The table.
    pub table: QualifiedName,
    /// The constraint.
    pub constraint: String,
    /// `IF EXISTS` at the constraint.
    pub if_exists: bool,
    /// `CASCADE`.
    pub cascade: bool,
    /// `ONLY`: what inherits from the table, and its partitions, stay out of it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub only: bool,
}

/// `ALTER TABLE … ALTER CONSTRAINT`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlterConstraint {
    /// The table.
    pub table: QualifiedName,
    /// The constraint.
    pub constraint: String,
    /// `ENFORCED` or `NOT ENFORCED` (18 and later), where written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enforced: Option<bool>,
    /// `DEFERRABLE` or `NOT DEFERRABLE`, where written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deferrable: Option<bool>,
}

/// `ALTER TABLE … RENAME CONSTRAINT`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RenameConstraint {
    /// The table.
    pub table: QualifiedName,
    /// The old name.
    pub constraint: String,
    /// The new name.
    pub to: String,
}

/// `CREATE INDEX`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CreateIndex {
    /// Its name; PostgreSQL makes one where none is written.
    pub name: Option<String>,
    /// The table.
    pub table: QualifiedName,
    /// `UNIQUE`.
    pub unique: bool,
    /// `CONCURRENTLY`.
    pub concurrently: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `ON ONLY`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub only: bool,
    /// `USING`, in lower case; `btree` where not written.
    pub method: String,
    /// What it orders by.
    pub parts: Vec<IndexPart>,
    /// What stands behind each part: its collation, operator class and order. Empty: behind none of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub part_options: Vec<String>,
    /// `INCLUDE`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// `WHERE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predicate: Option<Expression>,
    /// `NULLS NOT DISTINCT` (15 and later).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub nulls_not_distinct: bool,
}

/// One key part of an index.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IndexPart {
    /// A plain column.
    Column(String),
    /// An expression.
    Expression(Expression),
}

/// `DROP INDEX`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DropIndex {
    /// The index.
    pub index: QualifiedName,
    /// `CONCURRENTLY`.
    pub concurrently: bool,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `CASCADE`.
    pub cascade: bool,
    /// What else the statement drops: it does not stand in the way.
    #[serde(skip)]
    pub together: Vec<QualifiedName>,
}

/// `ALTER INDEX … ATTACH PARTITION`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AttachIndexPartition {
    /// The index of the partitioned table.
    pub index: QualifiedName,
    /// The index of the partition.
    pub partition: QualifiedName,
}

/// `REINDEX`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reindex {
    /// What is rebuilt.
    pub target: ReindexTarget,
    /// The index, table or schema; absent for a whole database or system without a name.
    pub name: Option<QualifiedName>,
    /// `CONCURRENTLY`.
    pub concurrently: bool,
}

/// The scope of a `REINDEX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReindexTarget {
    /// One index.
    Index,
    /// All indexes of a table.
    Table,
    /// All indexes of a schema.
    Schema,
    /// All indexes of the database.
    Database,
    /// All indexes of the catalogs.
    System,
}
