//! What each tool's command does to a database.

use serde::Serialize;

/// What a command does to a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// Runs the pending migrations.
    Migrates,
    /// Makes the schema that of the code, without a migration.
    Pushes,
    /// Writes and runs migrations, and may drop everything.
    Develops,
    /// Drops everything.
    Resets,
    /// Takes migrations back.
    Reverts,
    /// Says of migrations that they ran, without running them.
    Marks,
    /// Runs SQL that no migration holds.
    Executes,
}

/// A command of a tool.
#[derive(Debug)]
pub(super) struct Tool {
    /// Its program and the words that follow, options left out.
    pub(super) words: &'static [&'static str],
    pub(super) act: Act,
    pub(super) does: &'static str,
    /// Options with which it reaches no database, or none but its own.
    unless: &'static [&'static str],
    /// Options of which it needs one; without, it reaches none but its own.
    only: &'static [&'static str],
}

const MIGRATES: &str = "runs the pending migrations";
const PUSHES: &str = "pushes the schema without a migration";
const DEVELOPS: &str = "writes and runs migrations, and offers to reset where the history does not fit";
const RESETS: &str = "resets the database: everything is dropped";
const REVERTS: &str = "takes migrations back";

const fn tool(words: &'static [&'static str], act: Act, does: &'static str) -> Tool {
    Tool { words, act, does, unless: &[], only: &[] }
}

/// Longer ones first where one begins as another.
static TOOLS: [Tool; 72] = [
    tool(&["prisma", "migrate", "deploy"], Act::Migrates, MIGRATES),
    Tool { unless: &["--create-only"], ..tool(&["prisma", "migrate", "dev"], Act::Develops, DEVELOPS) },
    tool(&["prisma", "migrate", "reset"], Act::Resets, RESETS),
    tool(&["prisma", "db", "push"], Act::Pushes, PUSHES),
    tool(&["prisma", "db", "execute"], Act::Executes, "runs SQL that no migration holds"),
    Tool { unless: &["--explain"], ..tool(&["drizzle-kit", "push"], Act::Pushes, PUSHES) },
    tool(&["drizzle-kit", "push:pg"], Act::Pushes, PUSHES),
    tool(&["drizzle-kit", "migrate"], Act::Migrates, MIGRATES),
    Tool { unless: &["--sql"], ..tool(&["alembic", "upgrade"], Act::Migrates, MIGRATES) },
    Tool { unless: &["--sql"], ..tool(&["alembic", "downgrade"], Act::Reverts, REVERTS) },
    Tool { unless: &["--sql"], ..tool(&["alembic", "stamp"], Act::Marks, "marks migrations as applied without running them") },
    Tool { unless: &["--sql"], ..tool(&["flask", "db", "upgrade"], Act::Migrates, MIGRATES) },
    Tool { unless: &["--sql"], ..tool(&["flask", "db", "downgrade"], Act::Reverts, REVERTS) },
    Tool { unless: &["--sql"], ..tool(&["flask", "db", "stamp"], Act::Marks, "marks migrations as applied without running them") },
    Tool { unless: &["--sql"], ..tool(&["manage.py", "db", "upgrade"], Act::Migrates, MIGRATES) },
    Tool { unless: &["--sql"], ..tool(&["manage.py", "db", "downgrade"], Act::Reverts, REVERTS) },
    Tool { unless: &["--plan", "--check", "--fake"], ..tool(&["manage.py", "migrate"], Act::Migrates, MIGRATES) },
    tool(&["manage.py", "flush"], Act::Resets, "empties every table"),
    Tool { unless: &["--local", "--dry-run"], ..tool(&["supabase", "db", "push"], Act::Migrates, MIGRATES) },
    Tool { only: &["--linked", "--db-url"], ..tool(&["supabase", "db", "reset"], Act::Resets, RESETS) },
    Tool { only: &["--linked", "--db-url"], ..tool(&["supabase", "migration", "up"], Act::Migrates, MIGRATES) },
    Tool { unless: &["--dry-run"], ..tool(&["sqlx", "migrate", "run"], Act::Migrates, MIGRATES) },
    Tool { unless: &["--dry-run"], ..tool(&["sqlx", "migrate", "revert"], Act::Reverts, REVERTS) },
    tool(&["sqlx", "database", "reset"], Act::Resets, RESETS),
    tool(&["sqlx", "database", "drop"], Act::Resets, RESETS),
    tool(&["diesel", "migration", "run"], Act::Migrates, MIGRATES),
    tool(&["diesel", "migration", "revert"], Act::Reverts, REVERTS),
    tool(&["diesel", "migration", "redo"], Act::Reverts, "takes a migration back and runs it again"),
    tool(&["diesel", "database", "reset"], Act::Resets, RESETS),
    tool(&["dbmate", "up"], Act::Migrates, MIGRATES),
    tool(&["dbmate", "migrate"], Act::Migrates, MIGRATES),
    tool(&["dbmate", "down"], Act::Reverts, REVERTS),
    tool(&["dbmate", "rollback"], Act::Reverts, REVERTS),
    tool(&["dbmate", "drop"], Act::Resets, RESETS),
    tool(&["goose", "up"], Act::Migrates, MIGRATES),
    tool(&["goose", "up-by-one"], Act::Migrates, MIGRATES),
    tool(&["goose", "up-to"], Act::Migrates, MIGRATES),
    tool(&["goose", "down"], Act::Reverts, REVERTS),
    tool(&["goose", "down-to"], Act::Reverts, REVERTS),
    tool(&["goose", "redo"], Act::Reverts, "takes a migration back and runs it again"),
    tool(&["goose", "reset"], Act::Reverts, "takes every migration back"),
    Tool { only: &["-path", "--path", "-source", "--source"], ..tool(&["migrate", "up"], Act::Migrates, MIGRATES) },
    Tool { only: &["-path", "--path", "-source", "--source"], ..tool(&["migrate", "down"], Act::Reverts, REVERTS) },
    Tool { only: &["-path", "--path", "-source", "--source"], ..tool(&["migrate", "drop"], Act::Resets, RESETS) },
    tool(&["flyway", "migrate"], Act::Migrates, MIGRATES),
    tool(&["flyway", "clean"], Act::Resets, RESETS),
    tool(&["flyway", "undo"], Act::Reverts, REVERTS),
    tool(&["typeorm", "migration:run"], Act::Migrates, MIGRATES),
    tool(&["typeorm", "migration:revert"], Act::Reverts, REVERTS),
    tool(&["typeorm", "schema:sync"], Act::Pushes, PUSHES),
    tool(&["typeorm", "schema:drop"], Act::Resets, RESETS),
    tool(&["knex", "migrate:latest"], Act::Migrates, MIGRATES),
    tool(&["knex", "migrate:up"], Act::Migrates, MIGRATES),
    tool(&["knex", "migrate:down"], Act::Reverts, REVERTS),
    tool(&["knex", "migrate:rollback"], Act::Reverts, REVERTS),
    tool(&["sequelize", "db:migrate"], Act::Migrates, MIGRATES),
    tool(&["sequelize", "db:migrate:undo"], Act::Reverts, REVERTS),
    tool(&["sequelize", "db:migrate:undo:all"], Act::Reverts, "takes every migration back"),
    tool(&["sequelize", "db:drop"], Act::Resets, RESETS),
    tool(&["sequelize", "sync"], Act::Pushes, PUSHES),
    tool(&["sqlalchemy", "create_all"], Act::Pushes, "creates the tables that are missing, without a migration"),
    tool(&["sqlalchemy", "drop_all"], Act::Resets, "drops every table"),
    tool(&["sequelize-cli", "db:migrate"], Act::Migrates, MIGRATES),
    tool(&["sequelize-cli", "db:migrate:undo"], Act::Reverts, REVERTS),
    tool(&["sequelize-cli", "db:drop"], Act::Resets, RESETS),
    tool(&["mikro-orm", "migration:up"], Act::Migrates, MIGRATES),
    tool(&["mikro-orm", "migration:down"], Act::Reverts, REVERTS),
    tool(&["mikro-orm", "migration:fresh"], Act::Resets, RESETS),
    tool(&["mikro-orm", "schema:update"], Act::Pushes, PUSHES),
    tool(&["mikro-orm", "schema:fresh"], Act::Resets, RESETS),
    tool(&["atlas", "migrate", "apply"], Act::Migrates, MIGRATES),
    tool(&["atlas", "schema", "apply"], Act::Pushes, PUSHES),
];

static DROPDB: Tool = tool(&["dropdb"], Act::Resets, "drops the database");
static PSQL: Tool = tool(&["psql"], Act::Executes, "runs SQL that no migration holds");

/// The tool's command that stands at the beginning of the words; options may stand between.
pub(super) fn at(words: &[String]) -> Option<&'static Tool> {
    let (program, rest) = words.split_first()?;
    let program = program_name(program);
    if rest.iter().any(|word| matches!(word.as_str(), "--help" | "-h" | "--version")) && program != "psql" && program != "dropdb" {
        return None;
    }
    match program {
        "dropdb" => return Some(&DROPDB),
        "psql" => return changes(rest).then_some(&PSQL),
        _ => {}
    }
    let plain: Vec<&str> = rest.iter().map(String::as_str).filter(|word| !word.starts_with('-')).collect();
    let has = |options: &[&str]| rest.iter().any(|word| options.contains(&word.split('=').next().unwrap_or_default()));
    TOOLS.iter().find(|tool| {
        let Some((name, follow)) = tool.words.split_first() else { return false };
        // An option's value may stand before the words: `alembic -c alembic.ini upgrade head`.
        let stands = (0..=2).any(|skipped| plain.get(skipped..).is_some_and(|plain| plain.starts_with(follow)));
        *name == program && stands && !has(tool.unless) && (tool.only.is_empty() || has(tool.only))
    })
}

/// `prisma` of `node_modules/.bin/prisma` and `prisma@6.1`.
pub(super) fn program_name(word: &str) -> &str {
    let name = word.rsplit('/').next().unwrap_or(word);
    match name.find('@') {
        Some(at) if at > 0 => name.get(..at).unwrap_or(name),
        _ => name,
    }
}

/// Whether psql is given SQL that drops or changes: `-c "DROP TABLE x"`.
fn changes(arguments: &[String]) -> bool {
    let mut given = Vec::new();
    for (index, word) in arguments.iter().enumerate() {
        if matches!(word.as_str(), "-c" | "--command") || word.starts_with('-') && !word.starts_with("--") && word.ends_with('c') {
            given.extend(arguments.get(index + 1).map(String::as_str));
        } else if let Some(text) = word.strip_prefix("--command=") {
            given.push(text);
        }
    }
    let acts = |statement: &str| {
        let mut words = statement.split_whitespace().map(str::to_ascii_uppercase);
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        match first.as_str() {
            "DROP" | "TRUNCATE" | "DELETE" => true,
            // Roles and settings are no schema.
            "ALTER" => !matches!(second.as_str(), "USER" | "ROLE" | "SYSTEM" | "DATABASE"),
            _ => false,
        }
    };
    given.iter().flat_map(|sql| sql.split(';')).any(acts)
}

impl Tool {
    /// Whether it serves other databases than PostgreSQL too.
    pub(super) fn serves_others(&self) -> bool {
        matches!(self.words.first(), Some(&("goose" | "migrate" | "dbmate" | "flyway" | "atlas")))
    }
}
