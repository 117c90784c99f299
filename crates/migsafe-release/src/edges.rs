//! The world outside: the clock, other programs, files, the environment. Tests replace each.

mod processes;
mod system;
pub(crate) mod trusted;

use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

pub use system::System;

/// Everything outside that a release asks.
#[derive(Clone, Copy)]
pub struct Edges<'a> {
    /// The repository.
    pub git: &'a dyn crate::git::Git,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Other programs.
    pub processes: &'a dyn Processes,
    /// Files of the working directory.
    pub files: &'a dyn Files,
    /// Environment variables.
    pub environment: &'a dyn Environment,
}

/// The time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> jiff::Timestamp;
}

/// Environment variables.
pub trait Environment: Send + Sync {
    /// The variable's value; one that is not UTF-8 is not there.
    fn variable(&self, name: &str) -> Option<String>;

    /// The names of all variables, sorted: what a program may print of them is hidden.
    fn names(&self) -> Vec<String>;
}

/// Files. Paths are absolute.
pub trait Files: Send + Sync {
    /// The bytes of a file.
    ///
    /// # Errors
    /// Those of the file system.
    fn read(&self, path: &Utf8Path) -> std::io::Result<Vec<u8>>;

    /// Writes a file that is not there yet, with the folders above it.
    ///
    /// # Errors
    /// Those of the file system; the file is there.
    fn create(&self, path: &Utf8Path, content: &[u8]) -> std::io::Result<()>;
}

/// Other programs.
pub trait Processes: Send + Sync {
    /// Runs a program to its end or its time-out; then it and its children are killed.
    ///
    /// # Errors
    /// The program is not there, or cannot be started.
    fn run(&self, program: &Program) -> std::io::Result<Outcome>;

    /// Runs a program that may ask something at the terminal: a passphrase, the touch of a key. At a terminal, what it complains of goes there and is not kept.
    ///
    /// # Errors
    /// Those of [`Self::run`].
    fn run_in_foreground(&self, program: &Program) -> std::io::Result<Outcome> {
        self.run(program)
    }
}

/// A program to run: no shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Its name or path, then its arguments.
    pub argv: Vec<String>,
    /// The folder it runs in.
    pub directory: Utf8PathBuf,
    /// Variables added to the environment.
    pub variables: Vec<(String, String)>,
    /// What it reads from standard input.
    pub input: Vec<u8>,
    /// How long it may take.
    pub timeout: Duration,
}

/// How a program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Its exit code; nothing where a signal ended it.
    pub code: Option<i32>,
    /// Its time was up.
    pub timed_out: bool,
    /// What it printed, the first megabyte.
    pub output: Vec<u8>,
    /// What it complained of, the first megabyte.
    pub complaint: Vec<u8>,
}

impl Outcome {
    /// Whether it ended by itself and well.
    pub fn succeeded(&self) -> bool {
        self.code == Some(0) && !self.timed_out
    }
}
