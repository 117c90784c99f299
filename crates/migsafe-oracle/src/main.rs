//! The command line of the oracle: one question, or all cases.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use migsafe_oracle::case::{Case, read_folder, read_majors};
use migsafe_oracle::compare::{ask, ask_all, describe, measured as what_was_measured};
use migsafe_oracle::document::document;
use migsafe_oracle::measured::{self, FILE};
use migsafe_oracle::servers::Servers;
use migsafe_oracle::stage::Stage;
use migsafe_oracle::{cases_folder, document_path, package_cache};

/// Asks live PostgreSQL servers what a statement does, and compares it with what migsafe says.
#[derive(Parser)]
struct Arguments {
    /// The statement; without one every case of testdata/oracle is asked.
    statement: Option<String>,
    /// A file of SQL that stands before it.
    #[arg(long)]
    setup: Option<PathBuf>,
    /// The majors to ask.
    #[arg(long, default_value = "14-18")]
    pg: String,
    /// It runs outside any transaction.
    #[arg(long)]
    alone: bool,
    /// Only cases whose family and name contain this.
    #[arg(long)]
    only: Option<String>,
    /// Keep what was measured in testdata/oracle/measured.json, and write docs/effects.md from it.
    #[arg(long, conflicts_with_all = ["statement", "only", "pg"])]
    write_docs: bool,
}

fn main() -> Result<ExitCode> {
    let arguments = Arguments::parse();
    let cases = read_folder(&cases_folder())?;
    let servers = Servers::start(&read_majors(&arguments.pg)?, &package_cache())?;
    match &arguments.statement {
        Some(statement) => answer(&servers, &arguments, statement),
        None => all(&servers, &arguments, cases),
    }
}

fn answer(servers: &Servers, arguments: &Arguments, statement: &str) -> Result<ExitCode> {
    let setup = arguments.setup.as_ref().map(std::fs::read_to_string).transpose()?.unwrap_or_default();
    let case = Case {
        family: "question".to_owned(),
        name: "question".to_owned(),
        shared: String::new(),
        setup,
        statement: statement.to_owned(),
        majors: Vec::new(),
        alone: arguments.alone,
        unknown: None,
    };
    let mut agree = true;
    for server in &servers.list {
        let outcome = ask(&mut Stage::new(server)?, &case)?;
        println!("PostgreSQL {}\n{}", server.major, serde_json::to_string_pretty(&outcome.server)?);
        for difference in &outcome.differences {
            println!("differs: {difference}");
        }
        agree &= outcome.differences.is_empty();
    }
    Ok(ExitCode::from(u8::from(!agree)))
}

fn all(servers: &Servers, arguments: &Arguments, mut cases: Vec<Case>) -> Result<ExitCode> {
    if let Some(only) = &arguments.only {
        cases.retain(|case| format!("{}/{}", case.family, case.name).contains(only));
    }
    let (outcomes, failed) = ask_all(servers, &cases);
    if arguments.write_docs {
        anyhow::ensure!(failed.is_empty(), "not every case could be asked: {}", failed.join("\n"));
        let measured = what_was_measured(&outcomes);
        std::fs::write(cases_folder().join(FILE), measured::write(&measured)?)?;
        std::fs::write(document_path(), document(&cases, &measured)?)?;
    }
    print!("{}", describe(&outcomes));
    for failure in &failed {
        println!("{failure}");
    }
    let differing = outcomes.iter().filter(|outcome| !outcome.differences.is_empty()).count();
    println!("{} cases, {} answers, {differing} differ, {} not asked", cases.len(), outcomes.len(), failed.len());
    Ok(ExitCode::from(u8::from(differing + failed.len() > 0)))
}
