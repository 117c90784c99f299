//! What each tool's reader answers, and the list of readers.

use std::collections::BTreeSet;

use camino::{Utf8Path, Utf8PathBuf};

use super::folder::Folder;
use super::tree::FileTree;
use super::{Cut, History, Models, Problem, Runner, Tool};

/// The knowledge about one tool's layout: how its folders look and how to read them.
pub(super) trait Reader: Sync {
    /// Whether a search over a project takes the folder for a migration root of this tool.
    fn recognises(&self, tree: &dyn FileTree, folder: &Folder) -> bool;

    /// Whether a search that comes to the folder, of that path from where it began, takes what it recognises there.
    fn is_meant(&self, _folder: &Utf8Path) -> bool {
        true
    }

    /// Whether the folder can be read as this tool's where the user names the folder or the tool, though it does not show by itself.
    fn accepts(&self, folder: &Folder) -> bool;

    /// Whether a file below the root (its path relative to that) belongs to the tool's migrations or bookkeeping.
    fn owns(&self, folder: &Folder, file: &Utf8Path) -> bool;

    /// How the tool runs migrations, where nothing of the project is known.
    fn assumed_runner(&self) -> Runner;

    /// How the tool cuts a script.
    fn cut(&self) -> Cut {
        Cut::Whole
    }

    /// The language of its scripts.
    fn language(&self) -> super::Language {
        super::Language::Sql
    }

    /// What the application's models ask of the database, where the tool makes migrations of them. Files that are known to hold none are not opened.
    fn models(&self, _tree: &dyn FileTree, _history: &History, _passed_over: &BTreeSet<Utf8PathBuf>) -> Models {
        Models::default()
    }

    /// Reads the root.
    fn read(&self, tree: &dyn FileTree, folder: &Folder, problems: &mut Vec<Problem>) -> History;
}

/// Every reader; the first that recognises a folder reads it, so that a layout with signs of its own stands before a more general one.
pub(super) fn readers() -> impl DoubleEndedIterator<Item = &'static dyn Reader> {
    [reader_of(Tool::Drizzle), reader_of(Tool::Prisma), reader_of(Tool::Alembic), &super::plain::UNKNOWN].into_iter()
}

/// The reader of the tool that the user named; without one, that of plain files, which finds out whose they are.
pub(super) fn reader_named(tool: Option<Tool>) -> &'static dyn Reader {
    tool.map_or(&super::plain::UNKNOWN, reader_of)
}

/// The reader of a tool.
pub(super) fn reader_of(tool: Tool) -> &'static dyn Reader {
    match tool {
        Tool::Prisma => &super::prisma::Prisma,
        Tool::Drizzle => &super::drizzle::Drizzle,
        Tool::Alembic => &super::alembic::Alembic,
        tool => super::plain::reader_of(tool),
    }
}
