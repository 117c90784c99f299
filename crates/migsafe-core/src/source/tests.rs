//! Each oddity of a layout, in memory.

mod alembic;
mod base;
mod disk;
mod drizzle;
mod layouts;
mod plain;
mod prisma;
mod search;

use super::tree::MemoryTree;
use super::{Discovery, History, IrregularityKind, Request, Standing, Tool, discover};

pub(super) fn tree(files: &[(&str, &str)]) -> MemoryTree {
    MemoryTree::new(files.iter().map(|(path, text)| (*path, *text)))
}

pub(super) fn find(files: &[(&str, &str)], paths: &[&str]) -> Discovery {
    find_as(files, paths, None)
}

pub(super) fn find_as(files: &[(&str, &str)], paths: &[&str], tool: Option<Tool>) -> Discovery {
    discover(&tree(files), &Request { paths: paths.iter().map(Into::into).collect(), tool, dialect: None, models: false })
}

/// The only history, and that nothing could not be read.
pub(super) fn only(discovery: Discovery) -> History {
    assert_eq!(discovery.problems, []);
    let [history] = <[History; 1]>::try_from(discovery.histories).expect("one project");
    history
}

/// `root: tool` of every project.
pub(super) fn roots(discovery: &Discovery) -> Vec<String> {
    discovery.histories.iter().map(|history| format!("{}: {}", history.root, history.tool.word())).collect()
}

/// The ids, with the letter of each one's standing: judged, history, orphan.
pub(super) fn migrations(history: &History) -> Vec<String> {
    let letter = |standing| match standing {
        Standing::Judged => 'j',
        Standing::History => 'h',
        Standing::Orphan => 'o',
    };
    history.migrations.iter().map(|migration| format!("{} {}", letter(migration.standing), migration.id)).collect()
}

/// `path: message` of every problem.
pub(super) fn problems(discovery: &Discovery) -> Vec<String> {
    discovery.problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect()
}

/// The faults, the migration that each is about, and the other one.
pub(super) fn faults(history: &History) -> Vec<(IrregularityKind, &str, Option<&str>)> {
    history.irregularities.iter().map(|fault| (fault.kind, fault.migration.as_str(), fault.other.as_deref())).collect()
}
