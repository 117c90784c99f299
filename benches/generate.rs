//! Projects to measure on: histories of any length, in the proportions in which the tools' own output comes.
//!
//! A generated history is deterministic, and every statement names what an earlier one created.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Path → text.
pub type Files = BTreeMap<String, String>;

/// What quotes and separates statements differently from tool to tool.
struct Style {
    /// Stands after each statement but the last.
    separator: &'static str,
    /// Precedes each statement with a comment that names it, as Prisma does.
    comments: bool,
}

/// A Prisma project below `prisma/migrations`.
pub fn prisma(migrations: usize) -> Files {
    let style = Style { separator: "\n\n", comments: true };
    let mut files: Files = (0..migrations)
        .map(|number| {
            (format!("prisma/migrations/{}_step_{number}/migration.sql", 20_200_101_000_000_u64 + number as u64), script(number, &style))
        })
        .collect();
    files.insert("prisma/migrations/migration_lock.toml".to_owned(), "provider = \"postgresql\"\n".to_owned());
    files.insert("package.json".to_owned(), "{ \"devDependencies\": { \"prisma\": \"6.19.3\" } }\n".to_owned());
    files
}

/// A Drizzle project below `drizzle`, with its journal.
pub fn drizzle(migrations: usize) -> Files {
    let style = Style { separator: "--> statement-breakpoint\n", comments: false };
    let mut files = Files::new();
    let mut entries = Vec::new();
    for number in 0..migrations {
        let tag = format!("{number:04}_step");
        let when = 1_600_000_000_000_u64 + number as u64 * 1000;
        entries.push(format!("{{ \"idx\": {number}, \"version\": \"7\", \"when\": {when}, \"tag\": \"{tag}\", \"breakpoints\": true }}"));
        files.insert(format!("drizzle/{tag}.sql"), script(number, &style));
    }
    let journal = format!("{{ \"version\": \"7\", \"dialect\": \"postgresql\", \"entries\": [{}] }}", entries.join(",\n"));
    files.insert("drizzle/meta/_journal.json".to_owned(), journal);
    files
}

/// The migration of that number. Each eighth creates a table; the others change the one created last.
fn script(number: usize, style: &Style) -> String {
    let table = format!("Table{}", number / 8);
    let referenced = format!("Table{}", number / 16);
    let statements: Vec<(&str, String)> = match number % 8 {
        0 => vec![
            ("CreateTable", create_table(&table)),
            ("CreateIndex", format!("CREATE INDEX \"{table}_name_idx\" ON \"{table}\"(\"name\");")),
        ],
        1 => vec![
            ("AlterTable", format!("ALTER TABLE \"{table}\" ADD COLUMN     \"parent_id\" INTEGER,\nADD COLUMN     \"note\" TEXT;")),
            (
                "AddForeignKey",
                format!(
                    "ALTER TABLE \"{table}\" ADD CONSTRAINT \"{table}_parent_id_fkey\" FOREIGN KEY (\"parent_id\") REFERENCES \"{referenced}\"(\"id\") ON DELETE SET NULL ON UPDATE CASCADE;"
                ),
            ),
        ],
        2 => vec![
            ("CreateEnum", format!("CREATE TYPE \"{table}_kind\" AS ENUM ('SMALL', 'MEDIUM', 'LARGE');")),
            ("AlterTable", format!("ALTER TABLE \"{table}\" ADD COLUMN     \"kind\" \"{table}_kind\" NOT NULL DEFAULT 'SMALL';")),
        ],
        3 => vec![(
            "Guarded",
            format!(
                "DO $$ BEGIN\n ALTER TABLE \"{table}\" ADD CONSTRAINT \"{table}_amount_check\" CHECK (\"amount\" >= 0);\nEXCEPTION\n WHEN duplicate_object THEN null;\nEND $$;"
            ),
        )],
        4 => vec![("CreateIndex", format!("CREATE UNIQUE INDEX CONCURRENTLY \"{table}_code_key\" ON \"{table}\"(\"code\");"))],
        5 => vec![
            (
                "Backfill",
                format!(
                    "UPDATE \"{table}\" SET \"note\" = 'it''s; unknown' WHERE \"note\" IS NULL AND \"created_at\" < now() - interval '1 day';"
                ),
            ),
            ("AlterTable", format!("ALTER TABLE \"{table}\" ALTER COLUMN \"note\" SET NOT NULL;")),
        ],
        6 => vec![(
            "AlterTable",
            format!(
                "ALTER TABLE \"{table}\" ALTER COLUMN \"amount\" SET DATA TYPE BIGINT,\nALTER COLUMN \"name\" SET DATA TYPE VARCHAR(120);"
            ),
        )],
        _ => vec![("AlterTable", format!("ALTER TABLE \"{table}\" DROP COLUMN \"legacy\",\nALTER COLUMN \"kind\" DROP DEFAULT;"))],
    };
    let mut text = String::new();
    for (index, (comment, statement)) in statements.iter().enumerate() {
        if index > 0 {
            text.push_str(style.separator);
        }
        if style.comments {
            let _ = writeln!(text, "-- {comment}");
        }
        text.push_str(statement);
    }
    text.push('\n');
    text
}

fn create_table(table: &str) -> String {
    let columns = "\"code\" TEXT NOT NULL,\n    \"name\" TEXT NOT NULL DEFAULT '',\n    \"amount\" INTEGER NOT NULL DEFAULT 0,\n    \"legacy\" JSONB,\n    \"created_at\" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP";
    format!(
        "CREATE TABLE \"{table}\" (\n    \"id\" SERIAL NOT NULL,\n    {columns},\n\n    CONSTRAINT \"{table}_pkey\" PRIMARY KEY (\"id\")\n);"
    )
}
