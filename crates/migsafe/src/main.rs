//! The command line of migsafe: arguments, `migsafe.toml`, git, output formats, exit codes.
#![allow(
    clippy::format_push_string,
    reason = "output is put together once a run, and `format!` reads better than `write!` with an error that cannot be"
)]

mod arguments;
mod clean;
mod command;
mod config;
mod exit;
mod failure;
mod input;
mod output;
mod settings;

mod terminal;
mod verdict;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::exit::Exit;
use crate::terminal::{ColorWhen, Terminal};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let terminal = Terminal::of_stdout(arguments.color);
    match run(arguments.command, &terminal, arguments.color) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            failure.print(&Terminal::of_stderr(arguments.color));
            Exit::CouldNotWork.into()
        }
    }
}

fn run(command: Command, terminal: &Terminal, color: ColorWhen) -> Result<Exit, failure::Failure> {
    match command {
        Command::Check(check) => command::check::run(&check, terminal),
        Command::Classify(classify) => command::classify::run(&classify, terminal),
        Command::Rules(rules) => command::rules::run(&rules, terminal),
        Command::Explain(explain) => command::explain::run(&explain, terminal),
        Command::Init(init) => command::init::run(&init, terminal),
        Command::Release(release) => Ok(command::release::run(&release.command, terminal, color)),
        Command::Completions(completions) => command::completions::run(&completions),
    }
}

/// Help and version are answers; everything else is an error of usage. A closed pipe changes neither.
fn usage(error: &clap::Error) -> ExitCode {
    let _ = error.print();
    if error.use_stderr() { Exit::CouldNotWork.into() } else { Exit::Fine.into() }
}
