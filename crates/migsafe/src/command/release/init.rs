//! `migsafe release init`.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};

use camino::{Utf8Path, Utf8PathBuf};
use migsafe_core::Project;
use migsafe_core::source::tree::DiskTree;
use migsafe_core::source::{Request, Tool};
use migsafe_release::git::{Git as _, Repository};
use migsafe_release::presets::{Facts, Preset, render};

use crate::arguments::ReleaseInitArguments;
use crate::command::init::symbolic_reference;
use crate::config::{Config, FILE_NAME, find};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input::from_directory;
use crate::output::print;
use crate::settings::working_directory;
use crate::terminal::Terminal;

/// What git must not keep: the ledger is written where the release runs, and its neighbours are files of the moment.
const IGNORED: &str = "/.migsafe/ledger*";

/// Writes a first policy at the end of the nearest `migsafe.toml`, or into a new one. A policy that is there already stays as it is.
pub(crate) fn run(arguments: &ReleaseInitArguments, terminal: &Terminal) -> Result<Exit, Failure> {
    let directory = working_directory()?;
    let repository = Repository::around(&directory)?;
    let path = find(&directory).unwrap_or_else(|| directory.join(FILE_NAME));
    let shown = from_directory(&path, &directory);
    let before = read(&path)?;
    let config = Config::parse(&before, &shown)?;
    if config.policy.is_some() {
        let help = "change it by hand, or take the sections [release], [env.*] and [[notify]] out of it first";
        return Err(Failure::with_help(format!("{shown} has a policy already"), help));
    }
    let facts = facts(&repository, &path, &config);
    let preset = arguments.preset.map_or(Preset::ALL[0], Preset::from);
    let addition = format!("{}{}", separation(&before), render(preset, &facts));
    // Nothing is written that cannot be read.
    let config = Config::parse(&format!("{before}{addition}"), &shown)?;
    config.print_warnings(terminal);
    let ignored = ignore(&repository.root().join(".gitignore"))?;
    append(&path, &addition)?;
    print(&told(preset, arguments.preset.is_some(), &shown, ignored, &facts))?;
    Ok(Exit::Fine)
}

/// The text of a file that may not be there.
fn read(path: &Utf8Path) -> Result<String, Failure> {
    match std::fs::read(path) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|error| Failure::new(format!("{path} is not UTF-8 (byte {})", error.utf8_error().valid_up_to()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(Failure::new(format!("cannot read {path}: {error}"))),
    }
}

/// What stands between a text and what is added at its end.
fn separation(before: &str) -> &'static str {
    match before {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    }
}

fn append(path: &Utf8Path, text: &str) -> Result<(), Failure> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| Failure::new(format!("cannot write {path}: {error}")))
}

/// Has git ignore the ledger; whether that was new.
fn ignore(path: &Utf8Path) -> Result<bool, Failure> {
    let before = read(path)?;
    if before.lines().any(|line| line.trim() == IGNORED) {
        return Ok(false);
    }
    let end = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    append(path, &format!("{end}{IGNORED}\n"))?;
    Ok(true)
}

/// What the repository tells.
fn facts(repository: &Repository, path: &Utf8Path, config: &Config) -> Facts {
    let (remote, branch) = main_branch(repository);
    Facts { tool: tool(path, config), branch, remote, person: repository.user(), time_zone: Facts::system_time_zone() }
}

/// The remote and the branch that changes are merged into, as far as git knows them.
fn main_branch(repository: &Repository) -> (Option<String>, Option<String>) {
    let known = |name: &&str| repository.resolve(name).is_ok();
    let remote = symbolic_reference("refs/remotes/origin/HEAD")
        .or_else(|| ["origin/main", "origin/master"].iter().find(|name| known(name)).map(ToString::to_string));
    match remote.as_deref().and_then(|name| name.split_once('/')) {
        Some((remote, branch)) => (Some(remote.to_owned()), Some(branch.to_owned())),
        None => (None, ["main", "master"].iter().find(|name| known(name)).map(ToString::to_string).or_else(|| symbolic_reference("HEAD"))),
    }
}

/// Whose migrations they are, where they are all of one tool.
fn tool(path: &Utf8Path, config: &Config) -> Option<Tool> {
    let folder = path.parent()?;
    let mut paths: Vec<Utf8PathBuf> = config.paths.iter().map(|path| folder.join(path)).collect();
    if paths.is_empty() {
        paths.push(folder.to_owned());
    }
    let project = Project::from_files(&DiskTree::new(""), &Request { paths, ..Request::default() });
    let mut tools = project.histories().iter().map(|history| history.tool);
    let first = tools.next()?;
    tools.all(|tool| tool == first).then_some(first)
}

fn told(preset: Preset, chosen: bool, path: &Utf8Path, ignored: bool, facts: &Facts) -> String {
    let mut told = format!("wrote a policy into {path}, after the preset {preset}: {}\n", preset.summary());
    if !chosen {
        for other in Preset::ALL.iter().filter(|other| **other != preset) {
            told.push_str(&format!("  there is also --preset {other}: {}\n", other.summary()));
        }
    }
    if ignored {
        told.push_str(&format!("added {IGNORED} to .gitignore\n"));
    }
    told.push_str("next:\n");
    for (number, step) in facts.next_steps().iter().enumerate() {
        told.push_str(&format!("  {}. {}\n", number + 1, step.replace('\n', "\n       ")));
    }
    told
}
