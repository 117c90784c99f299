//! Operations on everything that is neither a table nor a type.

use serde::Serialize;

use super::{Reads, TypeName};
use crate::name::QualifiedName;

/// A kind of database object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "each is the SQL word itself")]
pub enum ObjectKind {
    AccessMethod,
    Aggregate,
    Cast,
    Collation,
    Column,
    Constraint,
    Conversion,
    Database,
    Domain,
    EventTrigger,
    Extension,
    ForeignDataWrapper,
    ForeignTable,
    Function,
    Index,
    Language,
    LargeObject,
    MaterializedView,
    Operator,
    OperatorClass,
    OperatorFamily,
    /// `DROP OWNED`: whatever the role owns.
    Owned,
    Parameter,
    Policy,
    Procedure,
    Publication,
    Role,
    Rule,
    Schema,
    Sequence,
    Server,
    Statistics,
    Subscription,
    /// `ALTER SYSTEM`.
    System,
    Table,
    Tablespace,
    TextSearch,
    Transform,
    Trigger,
    Type,
    UserMapping,
    View,
}

impl ObjectKind {
    /// The word for people, in lower case: `materialized view`.
    pub fn word(self) -> String {
        let debug = format!("{self:?}");
        let mut word = String::with_capacity(debug.len() + 2);
        for character in debug.chars() {
            if character.is_ascii_uppercase() && !word.is_empty() {
                word.push(' ');
            }
            word.push(character.to_ascii_lowercase());
        }
        word
    }
}

/// `CREATE VIEW`, `CREATE MATERIALIZED VIEW`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct CreateView {
    /// The view.
    pub view: QualifiedName,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `MATERIALIZED`.
    pub materialized: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `WITH NO DATA` was not written.
    pub with_data: bool,
    /// What its query reads.
    pub reads: Reads,
    /// Its column names, where the text gives them all; empty otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
}

/// `REFRESH MATERIALIZED VIEW`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RefreshMaterializedView {
    /// The view.
    pub view: QualifiedName,
    /// `CONCURRENTLY`.
    pub concurrently: bool,
    /// `WITH NO DATA` was not written.
    pub with_data: bool,
}

/// `CREATE SEQUENCE`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CreateSequence {
    /// The sequence.
    pub sequence: QualifiedName,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `AS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_type: Option<TypeName>,
    /// `OWNED BY table.column`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<(QualifiedName, String)>,
}

/// `ALTER SEQUENCE`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct AlterSequence {
    /// The sequence.
    pub sequence: QualifiedName,
    /// `RESTART`.
    pub restart: bool,
    /// `AS`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_type: Option<TypeName>,
    /// `OWNED BY`: `Some(None)` for `OWNED BY NONE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owned_by: Option<Option<(QualifiedName, String)>>,
    /// `SET LOGGED` (true) or `SET UNLOGGED` (15 and later).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logged: Option<bool>,
    /// Increment, limits, cache or cycle change.
    pub changes_options: bool,
}

/// `CREATE FUNCTION`, `CREATE PROCEDURE`.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct CreateFunction {
    /// The function.
    pub function: QualifiedName,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// A procedure.
    pub procedure: bool,
    /// The argument types as written.
    pub arguments: Vec<String>,
    /// What it returns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub returns: Option<TypeName>,
    /// In lower case; `sql` where not written.
    pub language: String,
    /// `IMMUTABLE`, `STABLE`, or `VOLATILE` where not written.
    pub volatility: Volatility,
    /// Its body as written, where it is a string or an SQL body.
    #[serde(skip)]
    pub body: Option<String>,
    /// What an SQL body (`BEGIN ATOMIC`, `RETURN`) touches, which the server notes; a string it does not look into.
    #[serde(skip)]
    pub needs: Option<Reads>,
    /// The tables that a body in SQL writes: they are locked while it is looked over.
    #[serde(skip)]
    pub plans_to_write: Vec<QualifiedName>,
}

/// How far a function's result may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Volatility {
    /// Never, for the same arguments.
    Immutable,
    /// Not within one statement.
    Stable,
    /// At any time.
    #[default]
    Volatile,
}

/// `CREATE TRIGGER`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CreateTrigger {
    /// Its name.
    pub name: String,
    /// The table or view.
    pub table: QualifiedName,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `CREATE CONSTRAINT TRIGGER`.
    pub constraint: bool,
    /// What it calls.
    pub function: QualifiedName,
    /// What the server notes that it needs: the columns behind `UPDATE OF`, and what `WHEN` touches.
    #[serde(skip)]
    pub needs: Reads,
}

/// `CREATE RULE`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CreateRule {
    /// Its name.
    pub name: String,
    /// The table or view.
    pub table: QualifiedName,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// What the server notes that it needs: what its condition and its commands touch.
    #[serde(skip)]
    pub needs: Reads,
}

/// `CREATE POLICY`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CreatePolicy {
    /// Its name.
    pub name: String,
    /// The table.
    pub table: QualifiedName,
    /// What the server notes that it needs: what `USING` and `WITH CHECK` touch.
    #[serde(skip)]
    pub needs: Reads,
}

/// `CREATE PUBLICATION`, and `ALTER PUBLICATION … ADD / SET / DROP`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangePublication {
    /// The publication.
    pub name: String,
    /// `create`, `add`, `set` or `drop`.
    pub change: String,
    /// The tables named.
    pub tables: Vec<QualifiedName>,
    /// `FOR ALL TABLES`, or tables of whole schemas.
    pub wide: bool,
    /// The column lists and the row filters of tables (15 and later).
    #[serde(skip)]
    pub parts: Vec<PublishedPart>,
}

/// What of a table a publication is limited to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PublishedPart {
    /// The table.
    pub table: QualifiedName,
    /// These columns.
    pub columns: Vec<String>,
    /// What `WHERE` touches.
    pub filter: Reads,
}

/// `CREATE` of a kind without an operation of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CreateObject {
    /// Which kind.
    pub object: ObjectKind,
    /// Its name.
    pub name: QualifiedName,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// `IF NOT EXISTS`.
    pub if_not_exists: bool,
    /// `ON table`, `FROM table` where the kind has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<QualifiedName>,
}

/// `ALTER` of a kind without an operation of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AlterObject {
    /// Which kind.
    pub object: ObjectKind,
    /// Its name.
    pub name: QualifiedName,
    /// `ON table` where the kind has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<QualifiedName>,
    /// The rest of the statement in upper-case key words, shortened: `SET`, `UPDATE TO`, `DEPENDS ON EXTENSION`.
    pub action: String,
}

/// `DROP` of a kind without an operation of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DropObject {
    /// Which kind.
    pub object: ObjectKind,
    /// Its name, without arguments.
    pub name: QualifiedName,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `CASCADE`.
    pub cascade: bool,
    /// `ON table` (trigger, rule, policy).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<QualifiedName>,
    /// What else the statement drops: it does not stand in the way.
    #[serde(skip)]
    pub together: Vec<QualifiedName>,
}

/// `RENAME` of a kind without an operation of its own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RenameObject {
    /// Which kind.
    pub object: ObjectKind,
    /// Its old name.
    pub name: QualifiedName,
    /// The new name; the schema stays.
    pub to: String,
    /// `ON table` (trigger, rule, policy).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<QualifiedName>,
}

/// `SET SCHEMA`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SetSchema {
    /// Which kind.
    pub object: ObjectKind,
    /// Its name.
    pub name: QualifiedName,
    /// The new schema.
    pub to: String,
}

/// `OWNER TO`, `REASSIGN OWNED`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangeOwner {
    /// Which kind; `owned` for `REASSIGN OWNED`.
    pub object: ObjectKind,
    /// Its name.
    pub name: QualifiedName,
}

/// `GRANT`, `REVOKE`, `ALTER DEFAULT PRIVILEGES`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangePrivileges {
    /// `GRANT` (true) or `REVOKE`.
    pub grants: bool,
    /// The objects named; empty for roles, schemas' worth of objects and defaults.
    pub objects: Vec<QualifiedName>,
    /// The kind of the objects, where one is written or implied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectKind>,
}

/// `COMMENT ON`, `SECURITY LABEL`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comment {
    /// Which kind.
    pub object: ObjectKind,
    /// Its name; for a column the table's.
    pub name: QualifiedName,
}
