//! Exit codes, the same for every command and format.

use std::process::ExitCode;

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing stands in the way.
    Fine,
    /// A finding at or over the limit.
    Refused,
    /// Usage, configuration, unreadable input.
    CouldNotWork,
    /// No migrations at all.
    NothingToCheck,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Refused => 1,
            Exit::CouldNotWork => 2,
            Exit::NothingToCheck => 3,
        })
    }
}
