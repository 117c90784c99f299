//! Every test of the repository, with what the tests need.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;

/// The version of pre-commit that the hook is tested with.
const PRE_COMMIT: &str = "pre-commit==4.7.0";

/// Runs all tests; cargo's own summary comes last.
pub(crate) fn run(root: &Path) -> Result<(), Failure> {
    let pre_commit = install_pre_commit(root)?;
    succeed(
        cargo(root)
            .args(["test", "--package", "migsafe", "--test", "pre_commit", "--", "--ignored", "the_installed_program"])
            .env("MIGSAFE_PRE_COMMIT", &pre_commit),
    )?;
    succeed(cargo(root).args(["test", "--workspace"]))
}

/// Puts pre-commit into a virtual environment below `target/`, once, and tells its path.
fn install_pre_commit(root: &Path) -> Result<PathBuf, Failure> {
    let environment = root.join("target").join(PRE_COMMIT.replace("==", "-"));
    let programs = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let program = programs.join(if cfg!(windows) { "pre-commit.exe" } else { "pre-commit" });
    if !program.exists() {
        let python = if cfg!(windows) { "python" } else { "python3" };
        succeed(Command::new(python).args(["-m", "venv"]).arg(&environment))?;
        succeed(Command::new(programs.join("python")).args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            PRE_COMMIT,
        ]))?;
    }
    Ok(program)
}

/// The cargo that runs this program, in the repository's top folder.
fn cargo(root: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    command
}

/// Runs a command to its end.
fn succeed(command: &mut Command) -> Result<(), Failure> {
    let line = format!("{command:?}");
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{line}: {status}")),
        Err(error) => Err(format!("{line}: {error}")),
    }
}
