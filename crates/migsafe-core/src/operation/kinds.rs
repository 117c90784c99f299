//! The list of operations.

use serde::Serialize;

#[allow(clippy::wildcard_imports, reason = "the vocabulary is one list in several files")]
use super::*;

macro_rules! operations {
    ($( $(#[$doc:meta])* $name:ident, )*) => {
        /// One thing asked of the database. One `ALTER TABLE` with three actions is one statement with three operations.
        ///
        /// Boxed, as the largest takes ten times the room of most.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(tag = "kind", rename_all = "kebab-case")]
        pub enum Operation {
            $( $(#[$doc])* $name(Box<$name>), )*
        }

        $(
            impl From<$name> for Operation {
                fn from(payload: $name) -> Self {
                    Self::$name(Box::new(payload))
                }
            }

            impl<'a> TryFrom<&'a Operation> for &'a $name {
                type Error = ();
                fn try_from(operation: &'a Operation) -> Result<Self, ()> {
                    match operation {
                        Operation::$name(payload) => Ok(payload),
                        _ => Err(()),
                    }
                }
            }
        )*
    };
}

operations! {
    // tables
    /// `CREATE TABLE`, `CREATE TABLE … AS`, `CREATE FOREIGN TABLE`, `SELECT … INTO`.
    CreateTable,
    /// `DROP TABLE`, one for each table named.
    DropTable,
    /// `ALTER TABLE … RENAME TO`.
    RenameTable,
    /// `ALTER TABLE … ATTACH PARTITION`.
    AttachPartition,
    /// `ALTER TABLE … DETACH PARTITION`.
    DetachPartition,
    /// Every `ALTER TABLE` action on the table itself that has no operation of its own.
    AlterTableOption,
    // columns
    /// `ADD COLUMN`.
    AddColumn,
    /// `DROP COLUMN`.
    DropColumn,
    /// `RENAME COLUMN`.
    RenameColumn,
    /// `ALTER COLUMN … TYPE`.
    AlterColumnType,
    /// `ALTER COLUMN … SET NOT NULL`.
    SetNotNull,
    /// `ALTER COLUMN … DROP NOT NULL`.
    DropNotNull,
    /// `ALTER COLUMN … SET DEFAULT`.
    SetDefault,
    /// `ALTER COLUMN … DROP DEFAULT`.
    DropDefault,
    /// Every other `ALTER COLUMN` action: identity, expression, storage, statistics.
    AlterColumnOption,
    // constraints
    /// `ADD CONSTRAINT`, also in its unnamed forms and with `USING INDEX`.
    AddConstraint,
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint,
    /// `DROP CONSTRAINT`.
    DropConstraint,
    /// `ALTER CONSTRAINT`: deferrability, enforcement, inheritance.
    AlterConstraint,
    /// `RENAME CONSTRAINT`.
    RenameConstraint,
    // indexes
    /// `CREATE INDEX`.
    CreateIndex,
    /// `DROP INDEX`, one for each index named.
    DropIndex,
    /// `ALTER INDEX … ATTACH PARTITION`.
    AttachIndexPartition,
    /// `REINDEX`.
    Reindex,
    // other objects
    /// `CREATE VIEW`, `CREATE MATERIALIZED VIEW`.
    CreateView,
    /// `REFRESH MATERIALIZED VIEW`.
    RefreshMaterializedView,
    /// `CREATE TYPE`.
    CreateType,
    /// `ALTER TYPE … ADD VALUE`.
    AddEnumValue,
    /// `ALTER TYPE … RENAME VALUE`.
    RenameEnumValue,
    /// `ALTER TYPE … ADD / DROP / ALTER / RENAME ATTRIBUTE`.
    AlterTypeAttribute,
    /// `CREATE DOMAIN`.
    CreateDomain,
    /// `ALTER DOMAIN` in every form that changes what values it takes.
    AlterDomain,
    /// `CREATE SEQUENCE`.
    CreateSequence,
    /// `ALTER SEQUENCE`.
    AlterSequence,
    /// `CREATE FUNCTION`, `CREATE PROCEDURE`.
    CreateFunction,
    /// `CREATE TRIGGER`.
    CreateTrigger,
    /// `CREATE RULE`.
    CreateRule,
    /// `CREATE POLICY`.
    CreatePolicy,
    /// `CREATE PUBLICATION`, and the `ADD / SET / DROP` forms of `ALTER PUBLICATION`.
    ChangePublication,
    /// `CREATE` of every kind without an operation of its own.
    CreateObject,
    /// `ALTER` of every kind without an operation of its own.
    AlterObject,
    /// `DROP` of every kind without an operation of its own, one for each object named.
    DropObject,
    /// `RENAME` of every kind without an operation of its own.
    RenameObject,
    /// `SET SCHEMA`.
    SetSchema,
    /// `OWNER TO`, `REASSIGN OWNED`.
    ChangeOwner,
    /// `GRANT`, `REVOKE`, `ALTER DEFAULT PRIVILEGES`.
    ChangePrivileges,
    /// `COMMENT ON`, `SECURITY LABEL`.
    Comment,
    // data
    /// `INSERT`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
    /// `MERGE`.
    Merge,
    /// `TRUNCATE`, one for each table named.
    Truncate,
    /// `COPY`.
    Copy,
    /// `SELECT`, `VALUES`, `TABLE`, `PERFORM`, `CALL`: reads, and whatever the functions called do.
    Query,
    // maintenance and session
    /// `VACUUM`, `ANALYZE`, `CLUSTER`.
    Maintain,
    /// `LOCK TABLE`.
    LockTable,
    /// `SET`, `RESET`, `set_config(…)`.
    SetParameter,
    /// `BEGIN`, `COMMIT`, `ROLLBACK`, savepoints.
    Transaction,
    /// `SET CONSTRAINTS`.
    SetConstraints,
    /// Anything else that was read and has no consequence for what is stored: `LISTEN`, `NOTIFY`, `EXPLAIN`, `DISCARD`, `SHOW`, `PREPARE`, `CHECKPOINT`, an empty `DO`.
    Utility,
}

impl Operation {
    /// The payload, where the operation is of that kind: `operation.as_kind::<DropColumn>()`.
    pub fn as_kind<'a, T>(&'a self) -> Option<&'a T>
    where
        &'a T: TryFrom<&'a Self>,
    {
        self.try_into().ok()
    }

    /// Whether it does the same to what is there, whatever the names in it are: a privilege more breaks nothing and loses nothing.
    pub(crate) fn whatever_its_names(&self) -> bool {
        matches!(self, Self::ChangePrivileges(change) if change.grants)
    }

    /// Whether it does the same to what is there, whatever the literals in it are: a default, a value that is compared or written, a comment.
    pub(crate) fn whatever_its_literals(&self) -> bool {
        matches!(
            self,
            Self::AddColumn(_)
                | Self::SetDefault(_)
                | Self::AddConstraint(_)
                | Self::CreateIndex(_)
                | Self::Insert(_)
                | Self::Update(_)
                | Self::Delete(_)
                | Self::Comment(_)
        )
    }
}
