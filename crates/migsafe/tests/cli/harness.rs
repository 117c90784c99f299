//! Runs the binary in a folder of its own.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder with files, in which the binary is run.
pub(crate) struct Playground {
    folder: TempDir,
}

/// What a run left behind.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Playground {
    /// An empty folder. A `.git` in it keeps the search for a configuration inside.
    pub(crate) fn new() -> Self {
        let playground = Self { folder: TempDir::new().unwrap() };
        std::fs::create_dir(playground.path(".git")).unwrap();
        playground
    }

    /// An empty folder without a repository.
    pub(crate) fn outside_git() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// Plain SQL files in `migrations/`.
    pub(crate) fn with_sql(files: &[(&str, &str)]) -> Self {
        let playground = Self::new();
        for (name, text) in files {
            playground.write(&format!("migrations/{name}"), text);
        }
        playground
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("git");
        command.args([
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.org",
            "-c",
            "init.defaultBranch=main",
            "-c",
            "commit.gpgsign=false",
        ]);
        let output = scrub(&mut command).args(arguments).current_dir(self.folder.path()).output().unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Everything in the folder becomes a commit.
    pub(crate) fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "a commit"]);
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_migsafe"));
        scrub(&mut command).args(arguments).current_dir(self.folder.path());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.finish(self.command(arguments).stdin(Stdio::null()).output().unwrap())
    }

    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
        self.finish(self.command(arguments).envs(variables.iter().copied()).stdin(Stdio::null()).output().unwrap())
    }

    pub(crate) fn run_in(&self, folder: &str, arguments: &[&str]) -> Run {
        self.finish(self.command(arguments).current_dir(self.path(folder)).stdin(Stdio::null()).output().unwrap())
    }

    pub(crate) fn pipe(&self, arguments: &[&str], input: &[u8]) -> Run {
        self.pipe_with(arguments, input, &[])
    }

    pub(crate) fn pipe_with(&self, arguments: &[&str], input: &[u8], variables: &[(&str, &str)]) -> Run {
        let mut child = self
            .command(arguments)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        self.finish(child.wait_with_output().unwrap())
    }

    /// The output with the folder's own name taken out.
    fn finish(&self, output: Output) -> Run {
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).unwrap();
            let real = self.folder.path().canonicalize().unwrap();
            text.replace(real.to_str().unwrap(), "[folder]").replace(self.folder.path().to_str().unwrap(), "[folder]")
        };
        Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Run {
    /// Output, complaints and exit code, as a snapshot shows them.
    pub(crate) fn whole(&self) -> String {
        let part = |name: &str, text: &str| if text.is_empty() { String::new() } else { format!("-- {name}\n{text}") };
        format!("exit {}\n{}{}", self.code, part("stdout", &self.out), part("stderr", &self.err))
    }
}

/// Nothing of the developer's environment reaches the run but where programs are.
fn scrub(command: &mut Command) -> &mut Command {
    command.env_clear();
    for name in ["PATH", "SYSTEMROOT", "LLVM_PROFILE_FILE"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null")
}
