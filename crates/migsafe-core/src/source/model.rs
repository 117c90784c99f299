//! The shape of a history and of the tool that runs it.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::Utf8PathBuf;
use serde::Serialize;

use super::ModelChange;
pub use crate::alembic::Modules;

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
    /// Diesel.
    Diesel,
    /// Flyway.
    Flyway,
    /// goose.
    Goose,
    /// dbmate.
    Dbmate,
    /// golang-migrate.
    GolangMigrate,
    /// sqlx.
    Sqlx,
    /// The Supabase command line.
    Supabase,
    /// A folder of ordered SQL files whose tool is not known.
    Sql,
}

impl Tool {
    /// Every tool.
    pub const ALL: [Self; 11] = [
        Self::Prisma,
        Self::Drizzle,
        Self::Alembic,
        Self::Diesel,
        Self::Flyway,
        Self::Goose,
        Self::Dbmate,
        Self::GolangMigrate,
        Self::Sqlx,
        Self::Supabase,
        Self::Sql,
    ];

    /// The name, for people and in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Prisma => "prisma",
            Self::Drizzle => "drizzle",
            Self::Alembic => "alembic",
            Self::Diesel => "diesel",
            Self::Flyway => "flyway",
            Self::Goose => "goose",
            Self::Dbmate => "dbmate",
            Self::GolangMigrate => "golang-migrate",
            Self::Sqlx => "sqlx",
            Self::Supabase => "supabase",
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

impl Dialect {
    /// The name for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::PostgreSql => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::Sqlite => "SQLite",
            Self::Other => "another database",
        }
    }
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
    /// The statements of a file reach the server together, as one query or one pipeline: after a `COMMIT` of the file's own, what is left of it shares an implicit transaction.
    #[serde(skip)]
    pub in_one_go: bool,
    /// The tool stops with an error where a file has ended the tool's own transaction.
    #[serde(skip)]
    pub fails_after_commit: bool,
    /// How a migration of its own runs outside a transaction, where that has to be written down.
    #[serde(skip)]
    pub outside: Option<Outside>,
    /// The tool holds a lock in an open transaction of its own all the while, for which a statement waits that waits for every other transaction: the setting that mends it.
    #[serde(skip)]
    pub own_lock: Option<&'static str>,
    /// SQLite: whether the tool switches foreign keys off before its transaction (libSQL's client does for Drizzle).
    #[serde(skip)]
    pub foreign_keys_off: bool,
}

impl Runner {
    /// A runner of which this much is known; nothing else is said of it.
    pub fn new(transaction: TransactionScope, source: impl Into<String>) -> Self {
        Self {
            transaction,
            source: source.into(),
            assumed: false,
            session_outlives_migration: false,
            in_one_go: false,
            fails_after_commit: false,
            outside: None,
            own_lock: None,
            foreign_keys_off: false,
        }
    }
}

/// What a migration must have to be run outside a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outside {
    /// In words that follow what is to be done: `, as the only statement of its file, under this first line`.
    pub how: &'static str,
    /// The lines with which such a file begins, each with its end; empty where there are none.
    pub head: &'static str,
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
    /// What the application's models ask of the database, where a comparison was asked for and the tool makes migrations of them.
    pub models: ModelChange,
    /// The project's files show a lock time-out for the migrating session (`options=-c lock_timeout` in a URL, `env.py`): where.
    pub lock_timeout: Option<String>,
}

impl History {
    /// Takes it for a history of that database: its scripts are read as such, and run as that database runs them.
    ///
    /// MySQL commits each statement of a definition, whatever the tool opens (manual, 15.3.3 *Statements That Cause an Implicit Commit*). Prisma hands a file to
    /// SQLite statement by statement (assumed).
    pub fn settle(&mut self, dialect: Dialect) {
        self.dialect = dialect;
        for migration in &mut self.migrations {
            migration.up.dialect = dialect;
            if dialect == Dialect::MySql {
                migration.transaction = None;
            }
            if let Some(down) = &mut migration.down {
                down.dialect = dialect;
            }
        }
        if dialect == Dialect::MySql {
            self.runner.transaction = TransactionScope::None;
            // Whatever the tool does, so that nothing of it is assumed.
            self.runner.assumed = false;
            "MySQL commits each change of the schema at once".clone_into(&mut self.runner.source);
        } else if dialect == Dialect::Sqlite && self.tool == Tool::Prisma {
            self.runner.transaction = TransactionScope::None;
        }
    }
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
    /// What runs in one transaction, where this migration says otherwise than its runner.
    pub transaction: Option<TransactionScope>,
    /// Where the statements begin that the tool takes out of the migration's transaction by itself, in order.
    pub apart: Vec<usize>,
}

impl Migration {
    /// A migration that is judged and of which nothing special is known.
    pub fn new(id: impl Into<String>, up: Script) -> Self {
        let path = up.path.clone();
        Self { id: id.into(), path, up, down: None, standing: Standing::Judged, transaction: None, apart: Vec::new() }
    }
}

impl History {
    /// What runs in one transaction with the statements of a migration.
    pub fn transaction_of(&self, migration: &Migration) -> TransactionScope {
        migration.transaction.unwrap_or(self.runner.transaction)
    }

    /// Whether the migration stands in the same file as the one before it, and so runs on in whatever that has left open.
    pub fn continues_file(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|before| self.migrations.get(before));
        before.zip(self.migrations.get(index)).is_some_and(|(before, migration)| before.path.as_str() == migration.path.as_str())
    }
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
    /// How many lines of the file end before that part, where it is known already.
    pub lines_before: Option<usize>,
    /// How the tool cuts it before the server sees it.
    pub cut: Cut,
    /// The language it is written in.
    pub language: Language,
    /// `${name}` stands for what the tool puts there (Flyway, goose with ENVSUBST): the values that the project's files tell.
    pub placeholders: Option<Arc<BTreeMap<String, String>>>,
    /// Whose SQL it is, or asks for: that of its history.
    pub dialect: Dialect,
    /// The modules of the project that a script in Python imports.
    pub modules: Arc<Modules>,
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
    /// Behind every line that ends in a semicolon, inside a string too, but not between `StatementBegin` and `StatementEnd` (goose).
    Lines,
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
    /// Prisma: there are migrations and no lock file.
    LockMissing,
    /// Prisma: the lock file names another database (`other`) than the models: `migrate deploy` stops.
    LockMismatch,
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
    /// Likewise, and the tool stops at it with an error.
    InsertedRefused,
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
