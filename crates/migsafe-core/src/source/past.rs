//! What a tool makes of a past that was changed behind its back: measured with each tool (goose 3.27.3, golang-migrate 4, the Supabase command line 3.1.0 and those of the
//! other readers), but for Flyway, which is told from its documentation (*Validate*, *Out Of Order*). golang-migrate keeps one version alone: a file behind it is passed over.

#![allow(clippy::match_wildcard_for_single_variants, reason = "whatever tool is added, nothing is known of it until it is said")]

use super::plain::flyway;
use super::{History, Migration, Tool};

/// What happens where a migration that ran has another text now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// Nobody notices.
    Nobody,
    /// A deploy goes on; a developer is asked to reset the database.
    Developers,
    /// The tool refuses to run.
    Refused,
    /// It depends on the tool, which is not known.
    Unknown,
}

/// What happens to a new migration whose place is before one that ran already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Late {
    /// It runs, after those that ran already.
    Runs,
    /// It runs likewise, and that is how the tool means it: its order is that of a graph.
    RunsInOrder,
    /// It never runs there, and nobody is told.
    Skipped,
    /// The tool stops with an error.
    Refused,
    /// It depends on the tool, which is not known.
    Unknown,
}

impl Tool {
    /// What happens where a migration that ran has another text now. Prisma compares a checksum of the file in `migrate dev` and not in `migrate deploy`; Drizzle and Alembic keep none.
    pub const fn notices_edits(self) -> Notice {
        match self {
            Self::Prisma => Notice::Developers,
            Self::Drizzle | Self::Alembic | Self::Diesel | Self::Dbmate => Notice::Nobody,
            // They know migrations by nothing but a number.
            Self::Goose | Self::GolangMigrate | Self::Supabase => Notice::Nobody,
            Self::Sqlx | Self::Flyway => Notice::Refused,
            _ => Notice::Unknown,
        }
    }

    /// What a migration is known by, in words: the thing that must stay as it is.
    pub const fn identity(self) -> &'static str {
        match self {
            Self::Prisma => "its folder's name",
            Self::Drizzle => "its folder's name",
            Self::Alembic => "its revision",
            _ => "its number",
        }
    }

    /// Whether the migration runs anew whenever it has changed, so that a change of it is no change of the past.
    pub(super) fn runs_anew(self, migration: &Migration) -> bool {
        self == Self::Flyway && flyway::kind_of(&migration.id) == Some(flyway::Kind::Repeatable)
    }

    /// Whether a number at the start of the name is what counts.
    pub(super) const fn goes_by_number(self) -> bool {
        !matches!(self, Self::Prisma | Self::Drizzle | Self::Alembic)
    }

    /// Whether both are the same migration to the tool, if one took the place of the other.
    pub(super) fn takes_for_same(self, before: &Migration, now: &Migration) -> bool {
        match self {
            Self::Prisma | Self::Alembic => before.id == now.id,
            // The journal's times count, and names nowhere. drizzle-kit itself turns the files into folders.
            Self::Drizzle => !is_folder(before) || !is_folder(now) || before.id == now.id,
            // Of a tool that is not known, the number is all that can count.
            _ => number(&before.id).is_some_and(|before| number(&now.id) == Some(before)),
        }
    }
}

impl History {
    /// What happens to a new migration whose place is before one that ran already.
    pub(super) fn late(&self, migration: &Migration) -> Late {
        match self.tool {
            Tool::Prisma => Late::Runs,
            Tool::Drizzle if is_folder(migration) => Late::Runs,
            Tool::Drizzle => Late::Skipped,
            Tool::Alembic => Late::RunsInOrder,
            Tool::Flyway if flyway::kind_of(&migration.id) == Some(flyway::Kind::Repeatable) => Late::RunsInOrder,
            Tool::Diesel | Tool::Sqlx | Tool::Dbmate => Late::Runs,
            // It remembers the newest number alone.
            Tool::GolangMigrate => Late::Skipped,
            // Each has an option that runs it all the same: `-allow-missing`, `outOfOrder`, `--include-all`.
            Tool::Goose | Tool::Flyway | Tool::Supabase => Late::Refused,
            _ => Late::Unknown,
        }
    }
}

fn is_folder(migration: &Migration) -> bool {
    migration.path.file_name() == Some(super::layout::SCRIPT)
}

/// The number that a name begins with, alone or behind a `V`; of Flyway's names the whole version, which may be left out.
fn number(name: &str) -> Option<&str> {
    if let Some(version) = flyway::version_of(name) {
        return Some(version).filter(|version| !version.is_empty());
    }
    let bare = name.strip_prefix(['V', 'v']).unwrap_or(name);
    let end = bare.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(bare.len());
    bare.get(..end).filter(|number| !number.is_empty())
}
