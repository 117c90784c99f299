//! From paths to a project that is read.

mod tree;

use std::io::Read as _;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use migsafe_core::report::{Keep, Summary};
use migsafe_core::source::tree::{DiskTree, FileTree};
use migsafe_core::source::{Problem, Request};
use migsafe_core::{Options, Place, Project, Report};

use crate::arguments::InputArguments;
use crate::failure::Failure;
use crate::settings::{Settings, is_stdin};
use migsafe_release::acceptance;
use migsafe_release::edges::{Clock as _, System};
use migsafe_release::git::{GitError, GitTree, Repository};
pub(crate) use tree::Filtered;
use tree::Overlay;

/// What standard input is called where nobody says.
const STDIN: &str = "stdin.sql";

/// Reads what the arguments name and judges it; of the statements the report keeps so much. Whatever cannot be read is a problem in the report.
pub(crate) fn judge(arguments: &InputArguments, settings: &Settings, statements: Keep) -> Result<Report, Failure> {
    let base = match &settings.since {
        Some(reference) => Some(base_of(reference, settings)?),
        None => None,
    };
    let filtered =
        |tree| Filtered { tree, exclude: settings.exclude.as_ref(), root: &settings.exclude_root, directory: &settings.directory };
    let base = base.as_ref().map(|base| filtered(base));
    let (acceptances, unread) = acceptance::read_all(&DiskTree::new(""), &settings.acceptances);
    let options = Options {
        version: settings.version.map(|(version, _)| version),
        version_source: settings.version.map(|(_, source)| source),
        base: base.as_ref().map(|base| base as &dyn FileTree),
        together: false,
        rules: settings.rules.clone(),
        rollback: false,
        lock_timeout: settings.lock_timeout.clone(),
        place: in_repository(&settings.directory),
        statements,
        accepted: acceptance::accepted(&acceptances, System.now()),
    };
    let (paths, mut problems) = existing(&settings.paths);
    let mut report = if paths.iter().any(|path| is_stdin(path)) {
        read_stdin(arguments, settings, &mut problems)?.map(|project| project.check(&options))
    } else if paths.is_empty() && !problems.is_empty() {
        None
    } else {
        let disk = DiskTree::new("");
        let tree = filtered(&disk);
        let paths = paths.iter().map(|path| tidy(path)).collect();
        let request = Request { paths, tool: arguments.tool, dialect: settings.dialect, models: options.base.is_some() };
        Some(Project::from_files(&tree, &request).check(&options))
    }
    .unwrap_or_else(|| Report { schema: Report::SCHEMA, summary: Summary::default(), problems: Vec::new(), projects: Vec::new() });
    report.problems.append(&mut problems);
    report.problems.extend(unread);
    report.problems.sort();
    report.problems.dedup();
    Ok(report)
}

/// Where a folder stands in its repository, if it is in one.
fn in_repository(directory: &Utf8Path) -> Option<Place> {
    let directory = directory.canonicalize_utf8().ok()?;
    let top = directory.ancestors().find(|folder| folder.join(".git").exists())?.to_owned();
    Some(Place { directory, top })
}

/// The files as they stand at the merge base of HEAD and the reference.
fn base_of(reference: &str, settings: &Settings) -> Result<GitTree, Failure> {
    let tree =
        Repository::around(&place(settings)).and_then(|repository| GitTree::at_merge_base(&repository, reference, &settings.directory));
    tree.map_err(|GitError { message, help }| match help {
        Some(help) => Failure::with_help(message, help),
        None => Failure::with_help(
            format!("--since cannot be answered: {message}"),
            "leave out --since, or use --all where the configuration sets it",
        ),
    })
}

/// The paths that are there, and a problem for each that is not.
fn existing(paths: &[Utf8PathBuf]) -> (Vec<Utf8PathBuf>, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut there = Vec::new();
    for path in paths {
        match std::fs::metadata(path) {
            _ if is_stdin(path) => there.push(path.clone()),
            Ok(_) => there.push(path.clone()),
            Err(error) => problems.push(Problem { path: path.clone(), message: explain(&error) }),
        }
    }
    (there, problems)
}

fn explain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// Reads standard input: in its place among its neighbours where its name says one, else alone.
fn read_stdin(arguments: &InputArguments, settings: &Settings, problems: &mut Vec<Problem>) -> Result<Option<Project>, Failure> {
    if arguments.paths.len() > 1 {
        return Err(Failure::new("- stands alone: standard input cannot be judged together with other paths"));
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    let tool = arguments.tool;
    if let Some(path) = arguments.stdin_filename.as_deref().map(tidy) {
        let disk = DiskTree::new("");
        let tree = Overlay { tree: &disk, path: path.clone(), bytes: bytes.clone() };
        let project = Project::from_files(&tree, &Request { paths: vec![path.clone()], tool, dialect: settings.dialect, models: false });
        if project.histories().iter().any(|history| history.migrations.iter().any(|migration| migration.path == path))
            || !project.problems().is_empty()
        {
            return Ok(Some(project));
        }
    }
    let name = arguments.stdin_filename.clone().unwrap_or_else(|| STDIN.into());
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Some(match settings.dialect {
            Some(dialect) => Project::from_text_for(text, &name, tool, dialect),
            None => Project::from_text(text, &name, tool),
        })),
        Err(error) => {
            problems.push(Problem { path: name, message: format!("not UTF-8 at byte {}", error.valid_up_to()) });
            Ok(None)
        }
    }
}

/// Whose repository is asked: that of the first path, absolute.
fn place(settings: &Settings) -> Utf8PathBuf {
    let first = settings.paths.iter().find(|path| !is_stdin(path)).map(|path| settings.directory.join(path));
    let first = first.unwrap_or_else(|| settings.directory.clone());
    first.ancestors().find(|ancestor| ancestor.is_dir()).map_or_else(|| settings.directory.clone(), Utf8Path::to_owned)
}

/// A path as people write it, without `./`, `//` and a slash at its end; the working directory itself is empty.
fn tidy(path: &Utf8Path) -> Utf8PathBuf {
    path.components().filter(|component| *component != Utf8Component::CurDir).collect()
}

/// An absolute path as seen from an absolute folder.
pub(crate) fn from_directory(path: &Utf8Path, directory: &Utf8Path) -> Utf8PathBuf {
    let common = path.components().zip(directory.components()).take_while(|(left, right)| left == right).count();
    let up = directory.components().skip(common).map(|_| Utf8Component::ParentDir);
    let seen: Utf8PathBuf = up.chain(path.components().skip(common)).collect();
    if seen.as_str().is_empty() { Utf8PathBuf::from(".") } else { seen }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lose_what_says_nothing() {
        assert_eq!(tidy(Utf8Path::new("./a//b/./c/")), "a/b/c");
        assert_eq!(tidy(Utf8Path::new(".")), "");
        assert_eq!(tidy(Utf8Path::new("../a")), "../a");
    }

    #[test]
    fn a_path_seen_from_a_folder() {
        let from = |path: &str, directory: &str| from_directory(Utf8Path::new(path), Utf8Path::new(directory)).into_string();
        assert_eq!(from("/r/db/m", "/r"), "db/m");
        assert_eq!(from("/r/db/m", "/r/app/src"), "../../db/m");
        assert_eq!(from("/r", "/r"), ".");
    }
}
