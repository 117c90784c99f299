//! The hooks of `.pre-commit-hooks.yaml` under the real pre-commit. `cargo xtask test` installs it and runs these.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where its own tools fail")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A repository with one harmless migration, and pre-commit installed as its hook.
struct Repository {
    folder: tempfile::TempDir,
    path: std::ffi::OsString,
}

impl Repository {
    /// `hooks` is a repository with `.pre-commit-hooks.yaml` at its top.
    fn new(hooks: &Path, id: &str) -> Self {
        let binary = Path::new(env!("CARGO_BIN_EXE_migsafe")).parent().unwrap();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(binary.to_owned()).chain(std::env::split_paths(&path))).unwrap();
        let repository = Self { folder: tempfile::tempdir().unwrap(), path };
        let revision = git(hooks, &["rev-parse", "HEAD"]);
        let config = format!("repos:\n  - repo: {}\n    rev: {}\n    hooks:\n      - id: {id}\n", hooks.display(), revision.trim());
        repository.write(".pre-commit-config.yaml", &config);
        repository.write("db/my migrations/0001_users.sql", "CREATE TABLE users (id bigint PRIMARY KEY, email text, fax text);\n");
        git(repository.folder.path(), &["init", "--quiet", "--initial-branch=main"]);
        let installed = repository.run(&pre_commit(), &["install"]);
        assert!(installed.status.success(), "{installed:?}");
        repository
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn run(&self, program: &Path, arguments: &[&str]) -> Output {
        let mut command = clean(program);
        command.args(arguments).current_dir(self.folder.path()).env("PATH", &self.path);
        command.env("PRE_COMMIT_HOME", self.folder.path().join(".git/pre-commit")).output().unwrap()
    }

    /// Commits everything; gives whether the hook let it through, and what was printed.
    fn commit(&self, message: &str) -> (bool, String) {
        git(self.folder.path(), &["add", "--all"]);
        let outcome = self.run(Path::new("git"), &["-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "-m", message]);
        (outcome.status.success(), String::from_utf8_lossy(&[outcome.stdout, outcome.stderr].concat()).into_owned())
    }
}

/// A command that knows nothing of the repository and the configuration that the test itself runs in.
fn clean(program: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if ["GIT_", "MIGSAFE_", "PRE_COMMIT"].iter().any(|prefix| name.starts_with(prefix)) {
            command.env_remove(name);
        }
    }
    command
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
    let outcome = clean(Path::new("git")).args(identity).args(arguments).current_dir(folder).output().unwrap();
    assert!(outcome.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&outcome.stderr));
    String::from_utf8(outcome.stdout).unwrap()
}

fn pre_commit() -> PathBuf {
    std::env::var_os("MIGSAFE_PRE_COMMIT").expect("MIGSAFE_PRE_COMMIT names the pre-commit to use: run `cargo xtask test`").into()
}

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn lets_green_through_and_stops_red(repository: &Repository) {
    let (through, printed) = repository.commit("Create the users");
    assert!(through, "{printed}");

    repository.write("db/my migrations/0002_phone.sql", "ALTER TABLE users ADD COLUMN phone text;\n");
    let (through, printed) = repository.commit("Add a column");
    assert!(through, "{printed}");

    repository.write("db/my migrations/0003_no_fax.sql", "ALTER TABLE users DROP COLUMN fax;\n");
    let (through, printed) = repository.commit("Drop a column");
    assert!(!through, "{printed}");
    assert!(printed.contains("drop-column") && printed.contains("0003_no_fax.sql"), "{printed}");
    assert!(!printed.contains("0002_phone.sql"), "an earlier migration is history, not judged:\n{printed}");
    assert_eq!(git(repository.folder.path(), &["log", "--format=%s"]), "Add a column\nCreate the users\n");

    repository.write("db/my migrations/0003_no_fax.sql", "SELECT 1;\n");
    repository.write("README.md", "# Shop\n");
    let (through, printed) = repository.commit("Keep the column");
    assert!(through, "{printed}");
}

#[test]
#[ignore = "needs pre-commit, which `cargo xtask test` installs"]
fn the_installed_program_serves_as_a_hook() {
    let hooks = tempfile::tempdir().unwrap();
    std::fs::copy(top().join(".pre-commit-hooks.yaml"), hooks.path().join(".pre-commit-hooks.yaml")).unwrap();
    git(hooks.path(), &["init", "--quiet"]);
    git(hooks.path(), &["add", "--all"]);
    git(hooks.path(), &["commit", "--quiet", "--message", "Hooks"]);
    lets_green_through_and_stops_red(&Repository::new(hooks.path(), "migsafe-system"));
}

#[test]
#[ignore = "builds the program anew from the last commit: minutes"]
fn the_hook_builds_from_a_clone() {
    lets_green_through_and_stops_red(&Repository::new(&top(), "migsafe"));
}
