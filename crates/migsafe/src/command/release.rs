//! `migsafe release`: one file a command.

mod accept;
mod adopt;
mod decide;
mod init;
mod ledger;
mod plan;
mod session;

use crate::arguments::ReleaseCommand;
use crate::exit::Exit;
use crate::terminal::{ColorWhen, Terminal};

/// Runs one of its commands; what stops it is told on standard error.
pub(crate) fn run(command: &ReleaseCommand, terminal: &Terminal, color: ColorWhen) -> Exit {
    let ended = match command {
        ReleaseCommand::Init(arguments) => init::run(arguments, terminal).map_err(Into::into),
        ReleaseCommand::Plan(arguments) => plan::plan(arguments, terminal),
        ReleaseCommand::Gate(arguments) => plan::gate(arguments, terminal),
        ReleaseCommand::Adopt(arguments) => adopt::run(arguments),
        ReleaseCommand::Accept(arguments) => accept::run(arguments),
        ReleaseCommand::Approve(arguments) => decide::approve(arguments),
        ReleaseCommand::Reject(arguments) => decide::reject(arguments),
        ReleaseCommand::Revoke(arguments) => decide::revoke(arguments),
        ReleaseCommand::Tick(arguments) => decide::tick(arguments),
        ReleaseCommand::Override(arguments) => decide::open(arguments),
        ReleaseCommand::Ledger(arguments) => ledger::run(arguments),
    };
    ended.unwrap_or_else(|stop| {
        stop.failure.print(&Terminal::of_stderr(color));
        stop.exit
    })
}
