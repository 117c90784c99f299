//! Steps for Alembic: each that goes into a migration becomes a revision, and Alembic itself deploys it.

use std::fmt::Write;
use std::fs;
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use migsafe_core::project::read_script;
use migsafe_core::report::Step;
use migsafe_core::source::{Language, Script, TransactionScope};

use crate::runners::{Tool, Tools};
use crate::servers::Server;

/// What an autocommit block around one statement begins and ends with, as the advice prints it.
const BLOCK: (&str, &str) = ("with op.get_context().autocommit_block():\n    op.execute(\"\"\"", "\"\"\")");

/// A folder of revisions that grows with each deploy.
pub(super) struct Revisions<'a> {
    tools: &'a Mutex<Tools>,
    folder: tempfile::TempDir,
    made: usize,
}

impl<'a> Revisions<'a> {
    /// A folder as `alembic init` makes it, without a revision.
    pub(super) fn new(tools: &'a Mutex<Tools>, scope: TransactionScope) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("versions"))?;
        let tool = if scope == TransactionScope::AllPending { Tool::Alembic } else { Tool::AlembicEach };
        for (path, text) in tool.own_files() {
            fs::write(folder.path().join(path.trim_start_matches("alembic/")), text)?;
        }
        Ok(Self { tools, folder, made: 0 })
    }

    /// Adds revisions, each of one or more parts, and has Alembic upgrade to the last of them. What the server refuses.
    pub(super) fn deploy(&mut self, server: &Server, database: &str, revisions: &[Vec<String>]) -> Result<Option<String>> {
        for parts in revisions {
            let down = self.made.checked_sub(1).map(|before| format!("r{before}"));
            let name = format!("r{}", self.made);
            let text = match parts.as_slice() {
                [whole] if is_revision(whole) => renamed(whole, &name, down.as_deref()),
                parts => revision(&name, down.as_deref(), parts),
            };
            fs::write(self.folder.path().join(format!("versions/{name}.py")), text)?;
            self.made += 1;
        }
        let failure = self.tools.lock().unwrap_or_else(PoisonError::into_inner).upgrade(server, database, self.folder.path())?;
        Ok(failure.map(|(sql, code)| format!("{code}, at `{sql}`")))
    }
}

/// A revision that does what the parts say, which are Python or SQL.
pub(super) fn revision(name: &str, down: Option<&str>, parts: &[String]) -> String {
    let mut text = format!("from alembic import op\n\nrevision = \"{name}\"\n{}\n\n\ndef upgrade():\n    pass\n", down_revision(down));
    for part in parts {
        let body = if is_block(part) { part.clone() } else { format!("op.execute({:?})", part.trim_end().trim_end_matches(';')) };
        for line in body.lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
    text
}

fn down_revision(down: Option<&str>) -> String {
    format!("down_revision = {}", down.map_or_else(|| "None".to_owned(), |down| format!("\"{down}\"")))
}

/// A whole revision in its place among those that Alembic has run here: what stood before it was not run by Alembic.
fn renamed(text: &str, name: &str, down: Option<&str>) -> String {
    let line = |line: &str| match line.split_once(" = ") {
        Some(("revision", _)) => format!("revision = \"{name}\"\n"),
        Some(("down_revision", _)) => format!("{}\n", down_revision(down)),
        _ => format!("{line}\n"),
    };
    text.lines().map(line).collect()
}

fn is_revision(text: &str) -> bool {
    text.contains("\ndef upgrade(")
}

/// Whether a step is Python that has Alembic leave its transaction.
pub(super) fn is_block(text: &str) -> bool {
    text.starts_with(BLOCK.0)
}

/// The SQL of a step for Alembic: what stands in its autocommit block, what its revision comes to, or itself.
pub(super) fn sql_of(step: &Step) -> String {
    if is_revision(&step.sql) {
        let script = Script { path: "step.py".into(), text: step.sql.as_str().into(), language: Language::Python, ..Script::default() };
        return read_script(&script).into_iter().filter_map(|statement| statement.sql).collect::<Vec<_>>().join("\n");
    }
    let inside = step.sql.strip_prefix(BLOCK.0).and_then(|rest| rest.strip_suffix(BLOCK.1));
    inside.map_or_else(|| step.sql.clone(), |sql| sql.replace("\\\\:", ":").replace("\\\"", "\"").replace("\\\\", "\\"))
}
