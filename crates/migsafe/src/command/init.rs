//! `migsafe init`.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::process::{Command, Stdio};

use crate::arguments::InitArguments;
use crate::config::FILE_NAME;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::print;
use crate::terminal::Terminal;

const DEFAULT_BRANCH: &str = "origin/main";

/// Writes a configuration that says what can be said. One that is there already stays as it is.
pub(crate) fn run(_arguments: &InitArguments, _terminal: &Terminal) -> Result<Exit, Failure> {
    let branch = default_branch().unwrap_or_else(|| DEFAULT_BRANCH.to_owned());
    let file = OpenOptions::new().write(true).create_new(true).open(FILE_NAME);
    let mut file = file.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::with_help(format!("{FILE_NAME} is there already"), "remove it first, or change it by hand"),
        _ => Failure::new(format!("cannot write {FILE_NAME}: {error}")),
    })?;
    file.write_all(content(&branch).as_bytes()).map_err(|error| Failure::new(format!("cannot write {FILE_NAME}: {error}")))?;
    print(&format!("wrote {FILE_NAME}: migsafe check now judges what is new since {branch}\n"))?;
    Ok(Exit::Fine)
}

/// The branch that the remote calls its own, where git knows it.
fn default_branch() -> Option<String> {
    symbolic_reference("refs/remotes/origin/HEAD")
}

/// The branch that a symbolic reference stands for, by its short name.
pub(crate) fn symbolic_reference(reference: &str) -> Option<String> {
    let output = Command::new("git")
        .args(["symbolic-ref", "--quiet", "--short", reference])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let branch = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    let plain = branch.chars().all(|character| character.is_ascii_alphanumeric() || "/-_.+".contains(character));
    (output.status.success() && !branch.is_empty() && plain).then_some(branch)
}

fn content(branch: &str) -> String {
    format!(
        r#"# How migsafe judges the migrations of this repository. Every key may be left out.

[check]
# Judge only what is new since the merge base with this branch; earlier migrations are history.
since = "{branch}"
# The server's major version, 14 to 18.
# pg-version = 15
# Whose SQL plain files hold, where it cannot be told from them: "postgresql", "mysql" or "sqlite".
# dialect = "postgresql"
# The lowest level that refuses: "error", "warning", "info" or "never".
# fail-on = "error"
# Where the migrations are, relative to this file; found by themselves otherwise.
# paths = ["prisma/migrations"]
# What to leave out, relative to this file.
# exclude = ["**/seeds"]

[postgres]
# Where a lock time-out is set for whoever runs the migrations, if not in the files themselves.
# lock-timeout = "set on the role deployer"

# One table a rule; migsafe rules lists them.
# [rules.missing-lock-timeout]
# level = "off"          # "off", "info", "warning" or "error"
# scope = "migration"    # "project" or "migration", for rules that can speak once for each
"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use camino::Utf8Path;

    #[test]
    fn what_is_written_can_be_read() {
        let config = Config::parse(&content("origin/trunk"), Utf8Path::new(FILE_NAME)).unwrap();
        assert_eq!(config.since.as_deref(), Some("origin/trunk"));
    }

    #[test]
    fn every_key_offered_exists() {
        let text =
            content("main").replace("# pg", "pg").replace("# fail", "fail").replace("# paths", "paths").replace("# exclude", "exclude");
        let config = Config::parse(&text.replace("# lock", "lock"), Utf8Path::new(FILE_NAME)).unwrap();
        assert!(config.version.is_some() && config.fail_on.is_some() && config.exclude.is_some() && config.lock_timeout.is_some());
        assert_eq!(config.paths, ["prisma/migrations"]);
    }
}
