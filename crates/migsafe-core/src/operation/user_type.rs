//! Operations on the types that a project defines.

use serde::Serialize;

use super::{ConstraintDefinition, Expression, TypeName};
use crate::name::QualifiedName;

/// `CREATE TYPE`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CreateType {
    /// The type.
    pub name: QualifiedName,
    /// Which kind.
    pub definition: TypeDefinition,
}

/// What a `CREATE TYPE` defines.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TypeDefinition {
    /// `AS ENUM`: its labels.
    Enum(Vec<String>),
    /// `AS (…)`: its attributes.
    Composite(Vec<(String, TypeName)>),
    /// `AS RANGE`, a base type, a shell.
    Other,
}

/// `ALTER TYPE … ADD VALUE`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AddEnumValue {
    /// The type.
    pub name: QualifiedName,
    /// The new label.
    pub value: String,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
}

/// `ALTER TYPE … RENAME VALUE`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RenameEnumValue {
    /// The type.
    pub name: QualifiedName,
    /// The old label.
    pub value: String,
    /// The new label.
    pub to: String,
}

/// `ALTER TYPE … ADD / DROP / ALTER / RENAME ATTRIBUTE`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlterTypeAttribute {
    /// The type.
    pub name: QualifiedName,
    /// The attribute.
    pub attribute: String,
    /// Which change.
    pub change: AttributeChange,
    /// `CASCADE`: the tables of the type follow.
    pub cascade: bool,
}

/// What an [`AlterTypeAttribute`] does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttributeChange {
    /// `ADD ATTRIBUTE`.
    Add,
    /// `DROP ATTRIBUTE`.
    Drop,
    /// `ALTER ATTRIBUTE … TYPE`.
    Type,
    /// `RENAME ATTRIBUTE … TO`.
    Rename(String),
}

/// `CREATE DOMAIN`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CreateDomain {
    /// The domain.
    pub name: QualifiedName,
    /// What it is based on.
    pub base: TypeName,
    /// `NOT NULL`.
    pub not_null: bool,
    /// It has a `CHECK`.
    pub checked: bool,
    /// `DEFAULT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Expression>,
}

/// `ALTER DOMAIN`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlterDomain {
    /// The domain.
    pub name: QualifiedName,
    /// Which change.
    pub change: DomainChange,
}

/// What an [`AlterDomain`] does.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DomainChange {
    /// `ADD CONSTRAINT`.
    AddConstraint(ConstraintDefinition),
    /// `DROP CONSTRAINT`.
    DropConstraint(String),
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint(String),
    /// `RENAME CONSTRAINT`.
    RenameConstraint(String, String),
    /// `SET NOT NULL`.
    SetNotNull,
    /// `DROP NOT NULL`.
    DropNotNull,
    /// `SET DEFAULT`.
    SetDefault(Expression),
    /// `DROP DEFAULT`.
    DropDefault,
}
