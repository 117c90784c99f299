//! What the tools do with a folder of migrations, beside what migsafe says they do.
//!
//! A case is a few files, some of them deployed before. The tool itself runs them on a live server; what fails, what is left behind and which setting
//! reaches a later file is compared with what follows from migsafe's reading of the same folder.

mod case;
mod predict;
mod tools;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use postgres::NoTls;

pub use case::{Case, read_folder};
pub use tools::{Tool, Tools};

use crate::EMPTY;
use crate::servers::Server;

/// Where the tools run, one case after the other.
const DATABASE: &str = "runners";

/// What a deploy comes to, on either side.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// The file that fails, and with which SQLSTATE.
    pub failure: Option<(String, String)>,
    /// The tables and indexes that stand afterwards.
    pub left: BTreeSet<String>,
    /// Whether a lock time-out reached the file that asks for it, where one does.
    pub limited: Option<bool>,
}

/// Runs every case through every tool that it is meant for and returns the differences, and how many pairs were run.
///
/// # Errors
/// A tool or the server cannot be used.
pub fn ask_all(server: &Server, tools: &mut Tools, cases: &[Case]) -> Result<(Vec<String>, usize)> {
    server.config("postgres").connect(NoTls)?.batch_execute(&format!("CREATE DATABASE {DATABASE}"))?;
    let (mut differences, mut asked) = (Vec::new(), 0);
    for case in cases {
        for tool in case.tools() {
            let said = predict::predict(case, tool, server.major)?;
            let done = observe(server, tools, case, tool).with_context(|| format!("{} with {}", case.name, tool.word()))?;
            asked += 1;
            if said != done {
                differences.push(format!(
                    "PostgreSQL {}, {} with {}:\n    tool    {done:?}\n    migsafe {said:?}",
                    server.major,
                    case.name,
                    tool.word()
                ));
            }
        }
    }
    Ok((differences, asked))
}

/// Deploys what was deployed before, then the rest.
fn observe(server: &Server, tools: &mut Tools, case: &Case, tool: Tool) -> Result<Outcome> {
    server.config(DATABASE).connect(NoTls)?.batch_execute(EMPTY)?;
    let home = tempfile::tempdir()?;
    for deployed in [true, false] {
        let folder = home.path().join(if deployed { "before" } else { "now" });
        let project = if deployed { case.before().project(tool) } else { case.project(tool) };
        write(&folder, &project)?;
        let files = case.files.iter().filter(|file| file.deployed == deployed);
        let failure = tools.deploy(server, DATABASE, tool, &folder, &files.collect::<Vec<_>>())?;
        let failure = failure.map(|(sql, code)| (case.file_of(&sql), code));
        if deployed {
            anyhow::ensure!(failure.is_none(), "what was deployed before fails: {failure:?}");
        } else {
            return left_behind(server, failure);
        }
    }
    anyhow::bail!("nothing was deployed")
}

fn left_behind(server: &Server, failure: Option<(String, String)>) -> Result<Outcome> {
    let mut client = server.config(DATABASE).connect(NoTls)?;
    let relations = client.query(
        "SELECT c.relname::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relname <> 'alembic_version'
            AND (c.relkind = 'r' OR c.relkind = 'i' AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid))",
        &[],
    )?;
    let left: BTreeSet<String> = relations.iter().map(|row| row.get(0)).collect();
    let limited = if left.contains("seen") {
        let value: String = client.query_one("SELECT lock_timeout FROM seen", &[])?.get(0);
        Some(value != "0")
    } else {
        None
    };
    Ok(Outcome { failure, left, limited })
}

fn write(folder: &Path, files: &std::collections::BTreeMap<String, String>) -> Result<()> {
    for (path, text) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().context("a file in a folder")?)?;
        std::fs::write(path, text)?;
    }
    Ok(())
}
