//! Cases: a few migrations, the same for every tool.
//!
//! ```sql
//! -- tools: drizzle, prisma@6.19          only these; all of them without the line
//! -- file: 0001_orders.sql deployed       it was deployed before
//! CREATE TABLE orders (id bigint);
//! -- file: 0002_index.sql autocommit     Alembic: in an autocommit block
//! -- file: 0003_late.sql when=1600000000000    Drizzle: the time in its journal
//! CREATE TABLE late (id bigint);
//! -- file: 0004_lost.sql unlisted         Drizzle: its journal does not name it
//! CREATE TABLE lost (id bigint);
//! -- file: 0000_users.sql deployed edited    its last statement came after its deploy
//! CREATE TABLE users (id bigint);
//! CREATE TABLE later (id bigint);
//! ```

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use migsafe_core::source::Script;
use migsafe_core::sql;

use super::Tool;

/// A few migrations.
#[derive(Debug, Clone)]
pub struct Case {
    /// The file's stem.
    pub name: String,
    tools: Option<Vec<String>>,
    /// In order.
    pub files: Vec<File>,
}

/// A migration.
#[derive(Debug, Clone)]
pub struct File {
    /// Its name, without an ending.
    pub stem: String,
    /// It was deployed before.
    pub deployed: bool,
    /// Alembic: it stands in an autocommit block.
    autocommit: bool,
    /// Drizzle: the time in its journal.
    when: Option<u64>,
    /// Drizzle: its journal names it.
    listed: bool,
    /// Its last statement came after its deploy.
    pub(super) edited: bool,
    /// Its statements.
    pub statements: Vec<String>,
}

/// Reads every case of a folder, sorted by name.
///
/// # Errors
/// A file cannot be read, or its form is wrong.
pub fn read_folder(folder: &Path) -> Result<Vec<Case>> {
    let mut paths: Vec<_> = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<std::io::Result<_>>()?;
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_stem().and_then(|stem| stem.to_str()).context("a case without a name")?;
        parse(name, &fs::read_to_string(path)?).with_context(|| path.display().to_string())
    };
    paths.iter().map(read).collect()
}

fn parse(name: &str, text: &str) -> Result<Case> {
    let text = format!("\n{text}");
    let mut parts = text.split("\n-- file: ");
    let head = parts.next().unwrap_or_default().trim();
    let tools = head.strip_prefix("-- tools: ").map(|tools| tools.split(", ").map(str::to_owned).collect());
    let files = parts.map(|part| {
        let (title, body) = part.split_once('\n').context("a file without a body")?;
        let mut words = title.split_whitespace();
        let stem = words.next().and_then(|name| name.strip_suffix(".sql")).context("a file without a name")?.to_owned();
        let mut file =
            File { stem, deployed: false, autocommit: false, when: None, listed: true, edited: false, statements: statements(body) };
        for word in words {
            match word.split_once('=') {
                Some(("when", when)) => file.when = Some(when.parse()?),
                None if word == "deployed" => file.deployed = true,
                None if word == "autocommit" => file.autocommit = true,
                None if word == "unlisted" => file.listed = false,
                None if word == "edited" => file.edited = true,
                _ => anyhow::bail!("unknown option `{word}`"),
            }
        }
        Ok(file)
    });
    Ok(Case { name: name.to_owned(), tools, files: files.collect::<Result<_>>()? })
}

fn statements(text: &str) -> Vec<String> {
    sql::statement_spans(&script(text)).into_iter().map(|span| span.of(text).to_owned()).collect()
}

fn script(text: &str) -> Script {
    Script { path: "case".into(), text: text.into(), ..Script::default() }
}

impl File {
    /// As it was deployed.
    fn before_its_edit(&self) -> Self {
        let mut before = self.clone();
        if self.edited {
            before.statements.pop();
        }
        before
    }
}

impl Case {
    /// The tools that it is meant for.
    pub fn tools(&self) -> impl Iterator<Item = Tool> {
        Tool::ALL.into_iter().filter(|tool| self.tools.as_ref().is_none_or(|tools| tools.iter().any(|name| name == tool.word())))
    }

    /// The file that holds what the tool sent to the server.
    pub(super) fn file_of(&self, sql: &str) -> String {
        let holds = |file: &&File| {
            !sql.trim().is_empty() && file.statements.iter().any(|statement| statement.contains(sql.trim()) || sql.contains(statement))
        };
        self.files.iter().rev().find(holds).map_or_else(|| format!("none of the files: {sql}"), |file| file.stem.clone())
    }

    /// What was deployed before, as it was then.
    pub(super) fn before(&self) -> Self {
        Self { files: self.files.iter().filter(|file| file.deployed).map(File::before_its_edit).collect(), ..self.clone() }
    }

    /// The project's files as the tool lays them out, by path.
    pub(super) fn project(&self, tool: Tool) -> BTreeMap<String, String> {
        let chosen: Vec<&File> = self.files.iter().collect();
        let mut files: BTreeMap<String, String> = chosen
            .iter()
            .enumerate()
            .map(|(at, file)| (tool.path_of(file), text(tool, file, at.checked_sub(1).and_then(|before| chosen.get(before)).copied())))
            .collect();
        files.extend(tool.own_files());
        if tool == Tool::Drizzle {
            files.insert("drizzle/meta/_journal.json".to_owned(), journal(&chosen));
        }
        files
    }
}

/// A migration as its tool writes it.
fn text(tool: Tool, file: &File, before: Option<&File>) -> String {
    match tool {
        Tool::Drizzle => file.statements.join("--> statement-breakpoint\n"),
        Tool::Prisma6 | Tool::Prisma74 => file.statements.join("\n"),
        Tool::Alembic | Tool::AlembicEach | Tool::AlembicPsycopg2 => {
            let down = before.map_or_else(|| "None".to_owned(), |before| format!("\"{}\"", before.stem));
            let mut text = format!("from alembic import op\n\nrevision = \"{}\"\ndown_revision = {down}\n\n\ndef upgrade():\n", file.stem);
            let indent = if file.autocommit { "        " } else { "    " };
            if file.autocommit {
                text.push_str("    with op.get_context().autocommit_block():\n");
            }
            for statement in &file.statements {
                let _ = writeln!(text, "{indent}op.execute(\"\"\"{}\"\"\")", statement.trim_end_matches(';'));
            }
            text
        }
    }
}

fn journal(files: &[&File]) -> String {
    let entry = |(idx, file): (usize, &&File)| {
        let when = file.when.unwrap_or(1_700_000_000_000 + idx as u64 * 1000);
        format!("{{ \"idx\": {idx}, \"version\": \"7\", \"when\": {when}, \"tag\": \"{}\", \"breakpoints\": true }}", file.stem)
    };
    let entries: Vec<String> = files.iter().filter(|file| file.listed).enumerate().map(entry).collect();
    format!("{{ \"version\": \"7\", \"dialect\": \"postgresql\", \"entries\": [{}] }}", entries.join(", "))
}
