//! The git program, run in one repository.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use camino::{Utf8Path, Utf8PathBuf};
use migsafe_core::source::tree::FileTree;

use super::batch::Batch;
use super::tree::{self, Listing};
use super::{Commit, Git, GitError, GitTree, Uncommitted, log};
use crate::edges::trusted;

/// A repository on disk.
///
/// What it was asked once it knows: a command rests on one state of the repository, and each question is a process.
#[derive(Debug, Clone)]
pub struct Repository {
    pub(super) root: Utf8PathBuf,
    resolved: Arc<Mutex<HashMap<String, String>>>,
    listed: Arc<Mutex<HashMap<String, Arc<Listing>>>>,
    pub(super) batch: Arc<Mutex<Batch>>,
}

impl Repository {
    /// The repository that holds a folder.
    ///
    /// # Errors
    /// Git is not there, or the folder is in no repository.
    pub fn around(place: &Utf8Path) -> Result<Self, GitError> {
        let printed = run(place, &["rev-parse", "--show-toplevel"])?.map_err(|complaint| {
            if complaint.contains("not a git repository") {
                GitError::new(format!("{place} is in no git repository"))
            } else {
                GitError::new(format!("git: {complaint}"))
            }
        })?;
        let root = String::from_utf8(printed).map_err(|_| GitError::new("the path of the git repository is not UTF-8"))?;
        let root = Utf8PathBuf::from(root.trim_end_matches(['\n', '\r']));
        let root = root.canonicalize_utf8().unwrap_or(root);
        let batch = Arc::new(Mutex::new(Batch::new(root.clone())));
        Ok(Self { root, resolved: Arc::default(), listed: Arc::default(), batch })
    }

    /// The files of a commit.
    pub(super) fn listing(&self, commit: &str) -> Result<Arc<Listing>, GitError> {
        if let Some(known) = self.listed.lock().ok().and_then(|listed| listed.get(commit).cloned()) {
            return Ok(known);
        }
        let printed = self.ask(&["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit])?;
        let printed = printed.map_err(|complaint| GitError::new(format!("git cannot list the files of {commit}: {complaint}")))?;
        let listing = Arc::new(tree::listing(&printed));
        if let Ok(mut listed) = self.listed.lock() {
            listed.insert(commit.to_owned(), Arc::clone(&listing));
        }
        Ok(listing)
    }

    /// The merge base of HEAD and a reference.
    ///
    /// # Errors
    /// There is no such reference or no merge base.
    pub fn merge_base(&self, reference: &str) -> Result<String, GitError> {
        let commit = self.resolve(reference)?;
        if self.ask(&["rev-parse", "--verify", "--quiet", "HEAD^{commit}"])?.is_err() {
            return Err(GitError::new("this repository has no commit yet"));
        }
        match self.ask(&["merge-base", &commit, "HEAD"])? {
            Ok(base) => Ok(String::from_utf8_lossy(&base).trim().to_owned()),
            Err(_) if self.is_shallow()? => Err(GitError::with_help(
                format!("no merge base of HEAD and {reference}: the clone is shallow"),
                "fetch the whole history: git fetch --unshallow, or fetch-depth: 0 for actions/checkout",
            )),
            Err(_) => Err(GitError::new(format!("HEAD and {reference} have no common history"))),
        }
    }

    /// What git prints, or what it complains about.
    pub(super) fn ask(&self, arguments: &[&str]) -> Result<Result<Vec<u8>, String>, GitError> {
        run(&self.root, arguments)
    }

    /// What git prints where nothing can be wrong with the question.
    pub(super) fn tell(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        self.ask(arguments)?.map_err(|complaint| GitError::new(format!("git: {complaint}")))
    }

    fn unknown(&self, reference: &str) -> GitError {
        let fetch = match reference.split_once('/') {
            Some((remote, branch)) => format!("git fetch {remote} {branch}"),
            None => "git fetch".to_owned(),
        };
        let shallow = if self.is_shallow().unwrap_or(false) { ", or fetch-depth: 0 for actions/checkout" } else { "" };
        GitError::with_help(format!("git knows no commit called {reference}"), format!("fetch it first: {fetch}{shallow}"))
    }

    fn is_shallow(&self) -> Result<bool, GitError> {
        Ok(self.ask(&["rev-parse", "--is-shallow-repository"])?.is_ok_and(|printed| printed.starts_with(b"true")))
    }
}

impl Git for Repository {
    fn root(&self) -> &Utf8Path {
        &self.root
    }

    fn resolve(&self, reference: &str) -> Result<String, GitError> {
        if let Some(known) = self.resolved.lock().ok().and_then(|resolved| resolved.get(reference).cloned()) {
            return Ok(known);
        }
        let wanted = format!("{reference}^{{commit}}");
        let commit = self.ask(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
        let commit = commit.map_err(|_| self.unknown(reference))?;
        let commit = String::from_utf8_lossy(&commit).trim().to_owned();
        if let Ok(mut resolved) = self.resolved.lock() {
            resolved.insert(reference.to_owned(), commit.clone());
        }
        Ok(commit)
    }

    fn is_ancestor(&self, ancestor: &str, descendant: &str) -> Result<bool, GitError> {
        let status = git(&self.root)?.args(["merge-base", "--is-ancestor", ancestor, descendant]).stderr(Stdio::null()).status();
        match status.map_err(cannot_run)?.code() {
            Some(0) => Ok(true),
            Some(1) => Ok(false),
            _ => Err(self.unknown(&format!("{ancestor} or {descendant}"))),
        }
    }

    fn tree(&self, commit: &str) -> Result<Box<dyn FileTree>, GitError> {
        Ok(Box::new(GitTree::at_commit(self, commit, &self.root)?))
    }

    fn uncommitted(&self, below: &[Utf8PathBuf]) -> Result<Vec<Uncommitted>, GitError> {
        let mut arguments = vec!["status", "--porcelain=v1", "-z", "--untracked-files=all", "--ignored=matching", "--no-renames", "--"];
        arguments.extend(below.iter().map(|path| if path.as_str().is_empty() { "." } else { path.as_str() }));
        let mut files = log::uncommitted(&self.tell(&arguments)?);
        let mut arguments = vec!["ls-files", "-v", "-z", "--"];
        arguments.extend(below.iter().map(|path| if path.as_str().is_empty() { "." } else { path.as_str() }));
        files.extend(log::hidden(&self.tell(&arguments)?));
        Ok(files)
    }

    fn commits(&self, from: Option<&str>, to: &str) -> Result<Vec<Commit>, GitError> {
        let range = from.map_or_else(|| to.to_owned(), |from| format!("{from}..{to}"));
        Ok(log::commits(&self.tell(&["log", "-z", "--name-only", "--no-renames", log::FORMAT, "--end-of-options", &range, "--"])?))
    }

    fn tags_at(&self, commit: &str) -> Result<Vec<String>, GitError> {
        let printed = self.tell(&["tag", "--points-at", commit])?;
        Ok(String::from_utf8_lossy(&printed).lines().map(str::to_owned).collect())
    }

    fn user(&self) -> Option<String> {
        let printed = self.ask(&["config", "--get", "user.email"]).ok()?.ok()?;
        Some(String::from_utf8(printed).ok()?.trim().to_owned()).filter(|email| !email.is_empty())
    }
}

/// What would make git answer for another repository, another tree or other objects than those that stand here.
const LEADING_ASTRAY: [&str; 10] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
];

/// The git program at a place. It answers for what is there: no object stands for another (`git replace`, grafts), and no helper says which files have changed.
pub(super) fn git(place: &Utf8Path) -> Result<Command, GitError> {
    let mut command = Command::new(trusted::find("git").map_err(cannot_run)?);
    for name in LEADING_ASTRAY {
        command.env_remove(name);
    }
    command.env("GIT_NO_REPLACE_OBJECTS", "1").env("GIT_GRAFT_FILE", if cfg!(windows) { "NUL" } else { "/dev/null" });
    command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_TERMINAL_PROMPT", "0");
    command.args(["-c", "core.fsmonitor=false", "-c", "core.ignoreStat=false", "-C"]).arg(place).stdin(Stdio::null());
    Ok(command)
}

fn run(place: &Utf8Path, arguments: &[&str]) -> Result<Result<Vec<u8>, String>, GitError> {
    let output = git(place)?.args(arguments).output().map_err(cannot_run)?;
    Ok(if output.status.success() {
        Ok(output.stdout)
    } else {
        let complaint = String::from_utf8_lossy(&output.stderr).trim().replace('\n', "; ");
        Err(complaint.trim_start_matches("fatal: ").to_owned())
    })
}

#[expect(clippy::needless_pass_by_value, reason = "map_err hands the error over")]
fn cannot_run(error: std::io::Error) -> GitError {
    match error.kind() {
        ErrorKind::NotFound => GitError::with_help("git is not installed", "install git"),
        _ => GitError::new(format!("git cannot be run: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Playground(tempfile::TempDir);

    impl Playground {
        fn new() -> Self {
            let playground = Self(tempfile::tempdir().unwrap());
            playground.git(&["init", "-q", "-b", "main"]);
            playground
        }

        fn git(&self, arguments: &[&str]) {
            let mut command = Command::new("git");
            command.args(["-c", "user.name=t", "-c", "user.email=T@example.org", "-c", "commit.gpgsign=false"]).args(arguments);
            command.current_dir(self.0.path()).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
            assert!(command.status().unwrap().success(), "git {arguments:?}");
        }

        fn write(&self, path: &str, text: &str) {
            let path = self.0.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }

        fn commit(&self, message: &str) {
            self.git(&["add", "-A"]);
            self.git(&["commit", "-q", "-m", message]);
        }

        fn repository(&self) -> Repository {
            Repository::around(Utf8Path::from_path(self.0.path()).unwrap()).unwrap()
        }
    }

    #[test]
    fn commits_with_their_authors_and_files() {
        let playground = Playground::new();
        playground.write("db/1 a.sql", "");
        playground.commit("first");
        playground.write("db/2.sql", "");
        playground.write("x.txt", "");
        playground.commit("second\n\nwhy\n\nCo-authored-by: Jane <Jane@Example.org>\nCo-authored-by: Bo <bo@example.org>");
        let repository = playground.repository();
        let head = repository.resolve("HEAD").unwrap();
        let commits = repository.commits(None, &head).unwrap();
        let told: Vec<_> = commits.iter().map(|commit| (commit.subject.as_str(), commit.authors.join(" "), commit.files.len())).collect();
        assert_eq!(
            told,
            [("second", "t@example.org jane@example.org bo@example.org".to_owned(), 2), ("first", "t@example.org".to_owned(), 1)]
        );
        assert_eq!(commits[1].files, ["db/1 a.sql"]);
        assert_eq!(repository.commits(Some("HEAD~1"), &head).unwrap().len(), 1);
        assert!(repository.is_ancestor("HEAD~1", &head).unwrap() && !repository.is_ancestor(&head, "HEAD~1").unwrap());
        assert!(repository.is_ancestor("nowhere", &head).is_err());
    }

    #[test]
    fn what_is_not_committed_is_told_even_where_it_is_ignored() {
        let playground = Playground::new();
        playground.write(".gitignore", "*.tmp.sql\n");
        playground.write("db/1.sql", "");
        playground.commit("first");
        playground.write("db/1.sql", "x");
        playground.write("db/2.sql", "");
        playground.write("db/3.tmp.sql", "");
        playground.write("else/4.sql", "");
        let told = playground.repository().uncommitted(&["db".into()]).unwrap();
        let told: Vec<_> = told.iter().map(|file| (file.path.as_str(), file.state)).collect();
        assert_eq!(told, [("db/1.sql", "changed"), ("db/2.sql", "untracked"), ("db/3.tmp.sql", "ignored")]);
    }
}
