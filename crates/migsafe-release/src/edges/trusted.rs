//! The programs on whose word a verdict rests: `git` and `ssh-keygen`.

use std::env;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

/// Where the program is: in the first folder of `PATH` that has it, relative folders and files of the working directory's repository left out. What a change brings along
/// (`node_modules/.bin`, a script at the top) must not answer for git, or call a signature good.
///
/// # Errors
/// It is nowhere else.
pub(crate) fn find(name: &str) -> std::io::Result<PathBuf> {
    let top = env::current_dir().ok().and_then(|directory| top(&directory));
    let path = env::var_os("PATH").unwrap_or_default();
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let found = env::split_paths(&path).filter(|folder| folder.is_absolute()).map(|folder| folder.join(&file)).find(|candidate| {
        let Ok(real) = candidate.canonicalize() else { return false };
        real.is_file() && top.as_ref().is_none_or(|top| !real.starts_with(top))
    });
    found.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("{name} is in no folder of PATH outside of the repository")))
}

/// The top of the repository that holds a folder.
fn top(directory: &Path) -> Option<PathBuf> {
    directory.canonicalize().ok()?.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned)
}
