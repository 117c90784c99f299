//! `migsafe release`: one file a command.

mod init;

use crate::arguments::ReleaseCommand;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::Terminal;

/// Runs one of its commands.
pub(crate) fn run(command: &ReleaseCommand, terminal: &Terminal) -> Result<Exit, Failure> {
    match command {
        ReleaseCommand::Init(init) => init::run(init, terminal),
    }
}
