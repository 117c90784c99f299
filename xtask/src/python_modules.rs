//! `cargo xtask python-modules`: the names of Python's standard modules, of the versions that were asked so far and of the one that is installed.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::Failure;

const LIST: &str = "crates/migsafe-core/src/alembic/standard_modules.txt";
const ASK: &str = "import sys; print('\\n'.join(sys.stdlib_module_names))";

/// Adds what the installed Python names to the list.
pub(crate) fn write(root: &Path) -> Result<(), Failure> {
    let asked = Command::new("python3").args(["-c", ASK]).output().map_err(|error| format!("python3: {error}"))?;
    if !asked.status.success() {
        return Err(format!("python3: {}", String::from_utf8_lossy(&asked.stderr)));
    }
    let path = root.join(LIST);
    let before = std::fs::read_to_string(&path).unwrap_or_default();
    let printed = String::from_utf8_lossy(&asked.stdout);
    let names: BTreeSet<&str> = before.lines().chain(printed.lines()).filter(|name| !name.is_empty()).collect();
    let text: String = names.into_iter().flat_map(|name| [name, "\n"]).collect();
    std::fs::write(&path, text).map_err(|error| format!("{LIST}: {error}"))
}
