//! What PostgreSQL will do: locks, rewrites, scans, index builds, failures. Every fact about the server stands below this module and nowhere else.

mod model;

pub use model::*;

use crate::name::QualifiedName;
use crate::operation::Operation;
use crate::schema::{Birth, Schema};
use crate::version::PostgresVersion;

/// What an effect depends on besides the operation.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The schema before the operation.
    pub schema: &'a Schema,
    /// The server, clamped to what is proven.
    pub version: PostgresVersion,
    /// The operation's own place in the history.
    pub now: Birth,
    /// Whether it runs in a transaction block, explicit or implicit.
    pub in_transaction: bool,
    /// It was read from the body of a `DO` block.
    pub in_block: bool,
    /// The first migration that is deployed as one with this one: objects born in it or later are new. Equal to `now.migration` where each migration stands for itself.
    pub new_from: usize,
}

impl Circumstances<'_> {
    /// Whether something born then is new: created in the same migration, or in one that the runner commits together with it.
    pub fn is_new(&self, birth: Option<Birth>) -> bool {
        birth.is_some_and(|birth| birth.migration >= self.new_from)
    }

    /// Whether the table, view or sequence is new.
    pub fn is_new_relation(&self, name: &QualifiedName) -> bool {
        self.is_new(self.schema.relation_birth(name))
    }
}

/// What the server does when it runs this operation.
pub fn of(_operation: &Operation, _circumstances: &Circumstances<'_>) -> Effect {
    Effect::default()
}
