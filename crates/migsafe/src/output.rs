//! The forms of output: one file each.

pub(crate) mod advice;
pub(crate) mod github;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod migrations;
pub(crate) mod operations;
pub(crate) mod plan;
pub(crate) mod snippet;
pub(crate) mod text;

use std::io::{ErrorKind, Write};

use crate::failure::Failure;

/// Writes to standard output. That nobody reads on is no error.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::new(format!("cannot write to standard output: {error}"))),
        _ => Ok(()),
    }
}
