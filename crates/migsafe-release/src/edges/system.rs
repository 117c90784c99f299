//! The real world.

use std::fs::OpenOptions;
use std::io::Write as _;

use camino::Utf8Path;

use super::{Clock, Environment, Files, Outcome, Processes, Program, processes};

/// This machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Clock for System {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }
}

impl Environment for System {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
        names.sort_unstable();
        names
    }
}

impl Files for System {
    fn read(&self, path: &Utf8Path) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn create(&self, path: &Utf8Path, content: &[u8]) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(content)?;
        file.sync_all()
    }
}

impl Processes for System {
    fn run(&self, program: &Program) -> std::io::Result<Outcome> {
        processes::run(program)
    }

    fn run_in_foreground(&self, program: &Program) -> std::io::Result<Outcome> {
        processes::run_in_foreground(program)
    }
}
