//! Chores of this repository: `cargo xtask test`, `cargo xtask new-rule <id>`, `cargo xtask python-modules`.

mod new_rule;
mod python_modules;
mod test;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask test            install what the tests need below target/, and run them all
       cargo xtask new-rule <id>   write rules/<id>.md and its detection from a template
       cargo xtask python-modules  ask the installed Python which modules are its own";

/// What went wrong, in one line.
type Failure = String;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["test"] => test::run(&root()),
        ["new-rule", id] => new_rule::write(&root(), id),
        ["python-modules"] => python_modules::write(&root()),
        _ => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// The repository's top folder.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
