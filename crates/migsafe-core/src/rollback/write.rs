//! SQL for what the schema knows.

use crate::name::{QualifiedName, quote};
use crate::operation::{ConstraintKind, ForeignKey, Key, PartitionBound, ReferentialAction};
use crate::schema::Constraint;

/// `ALTER TABLE t action;`
pub(super) fn alter(table: &QualifiedName, action: &str) -> String {
    format!("ALTER TABLE {} {action};", table.to_sql())
}

/// `ALTER TABLE t ALTER COLUMN c action;`
pub(super) fn alter_column(table: &QualifiedName, column: &str, action: &str) -> String {
    alter(table, &format!("ALTER COLUMN {} {action}", quote(column)))
}

fn columns(names: &[String]) -> String {
    names.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ")
}

/// A constraint behind `ADD`, its name included. `None` where its text cannot be rebuilt, or would not be the same.
pub(super) fn constraint(constraint: &Constraint) -> Option<String> {
    // Whether it was deferred from the start is not kept.
    if constraint.deferrable || constraint.inherited || !constraint.enforced {
        return None;
    }
    let demand = match &constraint.kind {
        ConstraintKind::PrimaryKey(key) => format!("PRIMARY KEY {}", key_sql(key)?),
        ConstraintKind::Unique(key) if key.nulls_not_distinct => format!("UNIQUE NULLS NOT DISTINCT {}", key_sql(key)?),
        ConstraintKind::Unique(key) => format!("UNIQUE {}", key_sql(key)?),
        ConstraintKind::ForeignKey(key) => foreign_key(key),
        ConstraintKind::Check { expression, no_inherit } => {
            format!("CHECK ({}){}", expression.text, if *no_inherit { " NO INHERIT" } else { "" })
        }
        ConstraintKind::NotNull { column } => format!("NOT NULL {}", quote(column)),
        ConstraintKind::Exclude { .. } => return None,
    };
    let not_valid = if constraint.validated { "" } else { " NOT VALID" };
    Some(format!("CONSTRAINT {} {demand}{not_valid}", quote(&constraint.name)))
}

fn key_sql(key: &Key) -> Option<String> {
    if key.columns.is_empty() || key.without_overlaps {
        return None;
    }
    let include = if key.include.is_empty() { String::new() } else { format!(" INCLUDE ({})", columns(&key.include)) };
    Some(format!("({}){include}", columns(&key.columns)))
}

fn foreign_key(key: &ForeignKey) -> String {
    let mut sql = format!("FOREIGN KEY ({}) REFERENCES {}", columns(&key.columns), key.references.to_sql());
    if !key.referenced_columns.is_empty() {
        sql = format!("{sql} ({})", columns(&key.referenced_columns));
    }
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        let words = match action {
            ReferentialAction::NoAction => continue,
            ReferentialAction::Restrict => "RESTRICT",
            ReferentialAction::Cascade => "CASCADE",
            ReferentialAction::SetNull => "SET NULL",
            ReferentialAction::SetDefault => "SET DEFAULT",
        };
        sql = format!("{sql} ON {event} {words}");
    }
    sql
}

/// Which rows a partition takes, behind `ATTACH PARTITION p`. `None`: a modulus and a remainder are not kept.
pub(super) fn bound(bound: &PartitionBound) -> Option<String> {
    match bound {
        PartitionBound::Default => Some("DEFAULT".to_owned()),
        PartitionBound::Range { from, to } => Some(format!("FOR VALUES FROM ({}) TO ({})", from.join(", "), to.join(", "))),
        PartitionBound::List(values) => Some(format!("FOR VALUES IN ({})", values.join(", "))),
        PartitionBound::Hash => None,
    }
}
