//! `ONLY` before the table of an operation.

use super::Operation;
use crate::name::QualifiedName;

impl Operation {
    /// The table that the operation changes without what inherits from it and without its partitions, where it says so.
    pub fn only(&self) -> Option<&QualifiedName> {
        let (table, only) = match self {
            Self::AddColumn(it) => (&it.table, it.only),
            Self::DropColumn(it) => (&it.table, it.only),
            Self::RenameColumn(it) => (&it.table, it.only),
            Self::AlterColumnType(it) => (&it.table, it.only),
            Self::SetNotNull(it) => (&it.table, it.only),
            Self::DropNotNull(it) => (&it.table, it.only),
            Self::SetDefault(it) => (&it.table, it.only),
            Self::DropDefault(it) => (&it.table, it.only),
            Self::AddConstraint(it) => (&it.table, it.only),
            Self::DropConstraint(it) => (&it.table, it.only),
            Self::Update(it) => (&it.table, it.only),
            Self::Delete(it) => (&it.table, it.only),
            Self::Merge(it) => (&it.table, it.only),
            Self::Truncate(it) => (&it.table, it.only),
            _ => return None,
        };
        only.then_some(table)
    }

    /// Notes that `ALTER TABLE ONLY` asks for it.
    pub(crate) fn set_only(&mut self) {
        match self {
            Self::AddColumn(it) => it.only = true,
            Self::DropColumn(it) => it.only = true,
            Self::RenameColumn(it) => it.only = true,
            Self::AlterColumnType(it) => it.only = true,
            Self::SetNotNull(it) => it.only = true,
            Self::DropNotNull(it) => it.only = true,
            Self::SetDefault(it) => it.only = true,
            Self::DropDefault(it) => it.only = true,
            Self::AddConstraint(it) => it.only = true,
            Self::DropConstraint(it) => it.only = true,
            _ => {}
        }
    }
}
