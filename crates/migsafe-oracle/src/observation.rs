//! What one side says of a statement: the server, or the prediction. Both are brought into this one form, so that they can be compared.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What a statement does to what stood before it. Relations of the schema `public` stand under their bare names.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Observation {
    /// The SQLSTATE it failed with; nothing else is known then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Tables, views, sequences and indexes, each with the strongest mode taken; ACCESS SHARE left out, indexes from SHARE UPDATE EXCLUSIVE up.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub locks: BTreeMap<String, String>,
    /// Tables given a new file.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub rewrites: BTreeSet<String>,
    /// Tables whose rows were read to validate something.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub scans: BTreeSet<String>,
    /// Tables whose index was built or rebuilt.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub index_builds: BTreeSet<String>,
    /// What other sessions have to wait for.
    #[serde(skip_serializing_if = "Waits::is_none")]
    pub blocks: Waits,
}

/// Which of another session's statements wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Waits {
    /// Neither reads nor writes.
    #[default]
    None,
    /// Writes of a table, or `nextval` of a sequence.
    Writes,
    /// Reads and writes.
    ReadsAndWrites,
}

impl Waits {
    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
    fn is_none(&self) -> bool {
        *self == Self::None
    }

    /// The words for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::None => "nothing",
            Self::Writes => "writes",
            Self::ReadsAndWrites => "reads and writes",
        }
    }
}

/// A full name, without the schema where that is `public`.
pub fn short(name: &str) -> String {
    name.strip_prefix("public.").unwrap_or(name).to_owned()
}
