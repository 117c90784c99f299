//! PostgreSQL major versions.

use serde::Serialize;

/// A major version of PostgreSQL, as facts about the server depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PostgresVersion(pub u8);

impl PostgresVersion {
    /// The oldest version that facts are proven for.
    pub const OLDEST: Self = Self(14);
    /// The newest version that facts are proven for; a newer server is treated as this one.
    pub const NEWEST: Self = Self(18);
    /// What is assumed when nobody says: the oldest release with community support.
    pub const DEFAULT: Self = Self(15);

    /// The version whose facts are used for this one: itself where proven, else the nearest that is.
    #[must_use]
    pub fn proven(self) -> Self {
        self.clamp(Self::OLDEST, Self::NEWEST)
    }
}

impl Default for PostgresVersion {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl std::fmt::Display for PostgresVersion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
