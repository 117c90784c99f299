//! The commands: one file each.

pub(crate) mod check;
pub(crate) mod classify;
pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod release;
pub(crate) mod rules;
