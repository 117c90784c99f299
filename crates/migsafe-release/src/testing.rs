//! A world for tests: what git, the clock and the environment say is set by hand; programs run for real.

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use migsafe_core::source::tree::FileTree;

use crate::edges::{Clock, Edges, Environment, Outcome, Processes, Program, System};
use crate::git::{Commit, Git, GitError, Uncommitted};

#[derive(Debug, Clone, Default)]
pub(crate) struct World {
    /// What `git config user.email` says.
    pub(crate) user: Option<String>,
    /// The environment.
    pub(crate) variables: BTreeMap<String, String>,
    /// The time.
    pub(crate) now: Timestamp,
    /// The repository.
    pub(crate) root: Utf8PathBuf,
    /// No program is there.
    pub(crate) bare: bool,
}

impl World {
    pub(crate) fn edges(&self) -> Edges<'_> {
        Edges { git: self, clock: self, processes: self, files: &System, environment: self }
    }

    pub(crate) fn set(&mut self, variables: &[(&str, &str)]) {
        self.variables.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        self.now
    }
}

impl Environment for World {
    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }

    fn names(&self) -> Vec<String> {
        self.variables.keys().cloned().collect()
    }
}

impl Processes for World {
    fn run(&self, program: &Program) -> std::io::Result<Outcome> {
        if self.bare { Err(std::io::ErrorKind::NotFound.into()) } else { System.run(program) }
    }
}

impl Git for World {
    fn root(&self) -> &Utf8Path {
        &self.root
    }

    fn resolve(&self, reference: &str) -> Result<String, GitError> {
        Err(GitError::new(format!("no {reference}")))
    }

    fn is_ancestor(&self, _ancestor: &str, _descendant: &str) -> Result<bool, GitError> {
        Ok(false)
    }

    fn tree(&self, commit: &str) -> Result<Box<dyn FileTree>, GitError> {
        Err(GitError::new(format!("no {commit}")))
    }

    fn uncommitted(&self, _below: &[Utf8PathBuf]) -> Result<Vec<Uncommitted>, GitError> {
        Ok(Vec::new())
    }

    fn commits(&self, _from: Option<&str>, _to: &str) -> Result<Vec<Commit>, GitError> {
        Ok(Vec::new())
    }

    fn tags_at(&self, _commit: &str) -> Result<Vec<String>, GitError> {
        Ok(Vec::new())
    }

    fn user(&self) -> Option<String> {
        self.user.clone()
    }
}

/// SSH keys by name, made on first use.
#[cfg(unix)]
pub(crate) struct Keys(tempfile::TempDir);

#[cfg(unix)]
impl Keys {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// The file of the private key.
    pub(crate) fn private(&self, name: &str) -> Utf8PathBuf {
        let path = Utf8Path::from_path(self.0.path()).unwrap().join(name);
        if !path.exists() {
            let mut command = std::process::Command::new("ssh-keygen");
            command.args(["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path.as_str()]);
            assert!(command.status().unwrap().success());
        }
        path
    }

    fn public(&self, name: &str) -> String {
        std::fs::read_to_string(format!("{}.pub", self.private(name))).unwrap()
    }

    pub(crate) fn fingerprint(&self, name: &str) -> String {
        let output = std::process::Command::new("ssh-keygen").args(["-l", "-f", self.private(name).as_str()]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().split(' ').nth(1).unwrap().to_owned()
    }

    pub(crate) fn sign(&self, name: &str, bytes: &[u8]) -> String {
        self.sign_for("migsafe", name, bytes)
    }

    pub(crate) fn sign_for(&self, namespace: &str, name: &str, bytes: &[u8]) -> String {
        let key = self.private(name).to_string();
        let argv = ["ssh-keygen", "-Y", "sign", "-n", namespace, "-f", &key].map(str::to_owned).to_vec();
        let timeout = std::time::Duration::from_secs(60);
        let outcome = System.run(&Program { argv, directory: "/".into(), variables: Vec::new(), input: bytes.to_vec(), timeout }).unwrap();
        assert!(outcome.succeeded(), "{}", String::from_utf8_lossy(&outcome.complaint));
        String::from_utf8(outcome.output).unwrap()
    }

    /// A file of allowed signers: principals, names of keys and options.
    pub(crate) fn allowed(&self, signers: &[(&str, &str, &str)]) -> Vec<u8> {
        let line = |(principal, name, options): &(&str, &str, &str)| format!("{principal} {options} {}", self.public(name));
        signers.iter().map(line).collect::<String>().into_bytes()
    }
}
