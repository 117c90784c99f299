//! Finding and reading a project: which files are migrations, in which order, and how its tool runs them.
//!
//! A tool's layout is known by one reader (`source/<tool>.rs`); `source/reader.rs` lists them.

mod alembic;
mod base;
pub(crate) mod directive;
mod disk;
mod drizzle;
mod files;
mod folder;
mod layout;
mod lock_timeout;
mod model;
mod models;
mod near;
mod order;
mod package;
mod past;
mod plain;
mod prisma;
mod reader;
mod search;
pub mod tree;
mod typescript;

pub use base::mark_history;
pub use model::*;
pub use models::*;
pub use past::{Late, Notice};

use camino::{Utf8Path, Utf8PathBuf};

use tree::FileTree;

/// What to look for.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// What the user named: folders (searched for migration roots, or one themselves), files (judged, with their project as history). Empty: the tree's root.
    pub paths: Vec<Utf8PathBuf>,
    /// Which tool the migrations belong to, where the user said so.
    pub tool: Option<Tool>,
    /// Which database they are for, where the user said so and the project's files do not.
    pub dialect: Option<Dialect>,
    /// Read the application's models too, for a comparison with what they were ([`mark_history`]).
    pub models: bool,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Discovery {
    /// The projects, sorted by root.
    pub histories: Vec<History>,
    /// What could not be read, sorted.
    pub problems: Vec<Problem>,
}

/// Finds the migration roots below the paths and reads them.
pub fn discover(tree: &dyn FileTree, request: &Request) -> Discovery {
    let mut search = search::Search::new(tree, request);
    if request.paths.is_empty() {
        search.add(Utf8Path::new(""));
    }
    // Folders first: a file that is named beside its folder is a part of that.
    let (mut folders, mut files): (Vec<_>, Vec<_>) = request.paths.iter().partition(|path| tree.is_directory(path));
    // Which project a file between two belongs to must not hang on the order in which it was named.
    folders.sort();
    files.sort();
    for path in folders.into_iter().chain(files) {
        search.add(path);
    }
    search.finish()
}

/// A history from a text: of one migration, or of several where the text holds several. Without a tool, whose it is shows in the text or not at all.
///
/// The text tells for which database it is, as far as it does.
pub fn single(text: &str, path: &Utf8Path, tool: Option<Tool>) -> History {
    let mut history = of_text(text, path, tool);
    let guessed = if history.tool == Tool::Alembic { history.dialect } else { plain::guess(std::iter::once(text)) };
    history.settle(guessed);
    history
}

fn of_text(text: &str, path: &Utf8Path, tool: Option<Tool>) -> History {
    let (reader, tool) = match tool {
        None => return plain::UNKNOWN.of_text(text, path),
        Some(Tool::Alembic) => return alembic::of_text(text, path),
        Some(tool @ (Tool::Prisma | Tool::Drizzle)) => (reader::reader_of(tool), tool),
        Some(tool) => return plain::reader_of(tool).of_text(text, path),
    };
    let plain = plain::UNKNOWN.of_text(text, path);
    let migrations = plain.migrations.into_iter().map(|migration| {
        let script =
            Script { path: path.to_owned(), text: text.into(), cut: reader.cut(), language: reader.language(), ..Script::default() };
        Migration::new(migration.id, script)
    });
    let (migrations, runner) = (migrations.take(1).collect(), reader.assumed_runner());
    History { tool, dialect: Dialect::PostgreSql, runner, migrations, ..plain }
}

#[cfg(test)]
mod tests;
