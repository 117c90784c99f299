//! The shape of a history and of the tool that runs it.

use std::sync::Arc;

use camino::Utf8PathBuf;
use serde::Serialize;

/// Who wrote the migrations and applies them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tool {
    /// Prisma Migrate.
    Prisma,
    /// drizzle-kit and drizzle-orm.
    Drizzle,
    /// Alembic.
    Alembic,
    /// A folder of ordered SQL files whose tool is not known.
    Sql,
}

impl Tool {
    /// The name for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Prisma => "prisma",
            Self::Drizzle => "drizzle",
            Self::Alembic => "alembic",
            Self::Sql => "sql",
        }
    }
}

/// The language of the database that the migrations are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "each is the product's name")]
pub enum Dialect {
    #[default]
    PostgreSql,
    MySql,
    Sqlite,
    /// Anything else: `SQL Server`, `MongoDB`, `CockroachDB`, `ClickHouse`.
    Other,
}

/// What runs in one transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TransactionScope {
    /// All pending migrations together (Drizzle, Alembic's default).
    AllPending,
    /// Each migration in a transaction of its own, opened and closed by the tool.
    PerMigration,
    /// Each migration as one simple query: an implicit transaction as soon as it holds more than one statement (Prisma up to 7.3, many drivers).
    SimpleQuery,
    /// Every statement commits on its own (psql, Prisma from 7.4).
    None,
}

/// How a tool runs its migrations. Source of each tool's facts: measured with the real tools on a live server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Runner {
    /// What runs in one transaction.
    pub transaction: TransactionScope,
    /// How the facts were found: `prisma 6.16 in package.json`, `drizzle-orm`, `assumed: one transaction a file`.
    pub source: String,
    /// Not known from the project's files but assumed.
    pub assumed: bool,
    /// Whether `SET` in one migration still holds in the next.
    #[serde(skip)]
    pub session_outlives_migration: bool,
}

/// Where a migration stands in this check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Standing {
    /// It is judged.
    #[default]
    Judged,
    /// It was applied before: replayed, not judged.
    History,
    /// Its tool will never run it (outside Drizzle's journal): neither replayed nor judged.
    Orphan,
}

/// A project's migrations in the order in which their tool applies them.
#[derive(Debug, Clone)]
pub struct History {
    /// The folder that holds them, relative to the tree, as the user named it.
    pub root: Utf8PathBuf,
    /// Whose they are.
    pub tool: Tool,
    /// Which database they are for.
    pub dialect: Dialect,
    /// How they run.
    pub runner: Runner,
    /// The migrations.
    pub migrations: Vec<Migration>,
    /// What was wrong with the project's own bookkeeping, for rules to report.
    pub irregularities: Vec<Irregularity>,
    /// Everything in its folder is asked about; otherwise only the files that the user named.
    pub whole: bool,
    /// The project's files show a lock time-out for the migrating session (`options=-c lock_timeout` in a URL, `env.py`): where.
    pub lock_timeout: Option<String>,
}

/// One migration.
#[derive(Debug, Clone)]
pub struct Migration {
    /// The name under which the tool knows it: `20261120_drop_legacy`, `0007_brave_hulk`.
    pub id: String,
    /// Its file.
    pub path: Utf8PathBuf,
    /// What a deploy runs.
    pub up: Script,
    /// What undoes it, where the tool keeps that apart. Never judged as a deploy.
    pub down: Option<Script>,
    /// Where it stands in this check.
    pub standing: Standing,
}

/// The text of a migration.
#[derive(Debug, Clone, Default)]
pub struct Script {
    /// Its file.
    pub path: Utf8PathBuf,
    /// Its text: UTF-8, without a byte order mark taken off (spans count it).
    pub text: Arc<str>,
    /// The part of the text that is run, where the file holds more (an up part and a down part in one file).
    pub range: Option<crate::span::Span>,
    /// How the tool cuts it before the server sees it.
    pub cut: Cut,
    /// The language it is written in.
    pub language: Language,
}

/// The language of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// SQL.
    #[default]
    Sql,
    /// An Alembic revision.
    Python,
}

/// How a tool cuts a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Cut {
    /// Not at all: the server gets the whole text.
    #[default]
    Whole,
    /// On the literal text `--> statement-breakpoint`, wherever it stands, inside a string too (Drizzle).
    Breakpoints,
}

/// A fault in a tool's own bookkeeping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Irregularity {
    /// Which fault.
    pub kind: IrregularityKind,
    /// The migration concerned: its id.
    pub migration: String,
    /// The file that shows it (the journal), and the bytes in it that name the migration.
    pub path: Utf8PathBuf,
    /// Where in that file; empty where there is no place.
    pub span: crate::span::Span,
    /// The line of that place, from 1.
    pub line: usize,
    /// The other migration, where two disagree.
    pub other: Option<String>,
}

/// Which fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IrregularityKind {
    /// Drizzle: `when` is not after that of an earlier entry: the migrator skips the file and says nothing.
    JournalOutOfOrder,
    /// Drizzle: the file is not in the journal: it never runs.
    NotInJournal,
    /// Drizzle: the journal names a file that is not there: the migrator stops.
    FileMissing,
    /// Drizzle: two entries share an `idx` or a `tag`.
    JournalDuplicate,
    /// Alembic: more than one revision of a tree has nothing after it (`other`: the rest of them): `upgrade head` stops.
    RevisionHeads,
    /// Alembic: the revision stands on one (`other`) that is not there.
    RevisionMissing,
    /// Alembic: the revision stands on itself, through others (`other`).
    RevisionCycle,
    /// Alembic: another file (`other`) has the same revision: one of the two never runs.
    RevisionDuplicate,
    /// It was merged and asks something else now; `other`: what stood in the first line that differs.
    MergedEdited,
    /// It was merged, and its comments or its layout are others now; `other` likewise.
    MergedReworded,
    /// It was merged and is written in another way now, and runs the same; `other` likewise.
    MergedRestyled,
    /// It was merged, and what undoes it is another now; `other` likewise.
    MergedWayBackEdited,
    /// It was merged, and is gone.
    MergedDeleted,
    /// It was merged under another name (`other`), and the tool takes it for a new one.
    MergedRenamed,
    /// It is new and stands before a merged one (`other`), and the tool never runs it where that one ran.
    InsertedSkipped,
    /// It is new and stands before a merged one (`other`), and the tool runs it all the same.
    InsertedLate,
    /// It is new and stands before a merged one (`other`), and what comes of it depends on the tool, which is not known.
    InsertedUnknown,
}

/// Something that could not be read. Everything else still is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The file or folder.
    pub path: Utf8PathBuf,
    /// What is wrong and where, in a sentence without a capital and full stop: `not UTF-8 at byte 17`.
    pub message: String,
}
