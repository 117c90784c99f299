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
    /// The facts of a release do not fit each other.
    Integrity,
    /// Somebody else is writing.
    Busy,
    /// An approval or a tick is missing.
    ApprovalMissing,
    /// A gate could not tell, and that blocks.
    UnknownBlocks,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Fine => 0,
            Exit::Refused => 1,
            Exit::CouldNotWork => 2,
            Exit::NothingToCheck => 3,
            Exit::Integrity => 4,
            Exit::Busy => 5,
            Exit::ApprovalMissing => 9,
            Exit::UnknownBlocks => 10,
        })
    }
}
