//! Folders of ordered SQL files: `1_a.sql`, `2_b.up.sql` beside `2_b.down.sql`, `3_c/up.sql`, `V4__d.sql`. Whose they are is told by `layout`; many tools lay their files out alike.

mod cargo;
mod dbmate;
mod dialect;
mod diesel;
pub(super) mod flyway;
mod golang_migrate;
mod goose;
mod layout;
mod sections;
mod sqlx;
mod supabase;

pub(super) use dialect::guess;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use camino::Utf8Path;

use super::alembic::printed;
use super::files::{Draft, glance, read_migrations};
use super::folder::{Folder, strip_suffix};
use super::reader::Reader;
use super::tree::{FileTree, MemoryTree};
use super::{History, Migration, ModelChange, Problem, Runner, Script, Tool};
use layout::{LAYOUTS, Layout, Place};

/// Reads a folder as this tool's; as whoever's it shows itself to be where none is given.
pub(super) struct Plain(Option<&'static Layout>);

/// Reads a folder as whoever's it shows itself to be.
pub(super) static UNKNOWN: Plain = Plain(None);

/// The reader for one of the tools that keep SQL files in a folder.
pub(super) fn reader_of(tool: Tool) -> &'static Plain {
    LAYOUTS.iter().find(|reader| reader.0.is_some_and(|layout| layout.tool == tool)).unwrap_or(&&UNKNOWN)
}

/// Endings of the files that undo a migration.
const DOWN: [&str; 3] = [".down", ".undo", ".rollback"];

impl Reader for Plain {
    fn recognises(&self, tree: &dyn FileTree, folder: &Folder) -> bool {
        is_ordered(folder) && (is_called_migrations(&folder.path) || is_marked(tree, folder))
    }

    fn is_meant(&self, folder: &Utf8Path) -> bool {
        !is_for_tests(folder)
    }

    fn accepts(&self, folder: &Folder) -> bool {
        folder.files_ending(".sql").next().is_some() || folder.folders_with("up.sql").next().is_some()
    }

    fn owns(&self, folder: &Folder, file: &Utf8Path) -> bool {
        let mut parts = file.components().map(|part| part.as_str());
        match (parts.next(), parts.next(), parts.next()) {
            (Some(name), None, None) => strip_suffix(name, ".sql").is_some(),
            (Some(_), Some("up.sql" | "down.sql"), None) => true,
            _ => folder.has(file.as_str()),
        }
    }

    fn assumed_runner(&self) -> Runner {
        let nothing = MemoryTree::new(std::iter::empty::<(&str, &str)>());
        let folder = Folder::new("", Vec::new());
        (self.0.unwrap_or(&layout::NONE).runner)(&Place { tree: &nothing, folder: &folder }, None)
    }

    fn read(&self, tree: &dyn FileTree, folder: &Folder, problems: &mut Vec<Problem>) -> History {
        let migrations = read_migrations(tree, drafts(folder), problems);
        self.assemble(&Place { tree, folder }, migrations)
    }
}

impl Plain {
    /// A history of one migration, from a text.
    pub(super) fn of_text(&self, text: &str, path: &Utf8Path) -> History {
        let folder = Folder::new(path.parent().unwrap_or(Utf8Path::new("")), Vec::new());
        let stem = path.file_stem().unwrap_or(path.as_str());
        // Where the folder carries the name, every file is called alike.
        let named = path.parent().and_then(Utf8Path::file_name).filter(|_| matches!(stem, "migration" | "up"));
        let script = Script { path: path.to_owned(), text: Arc::from(text), ..Script::default() };
        let migration = Migration::new(named.unwrap_or_else(|| strip_suffix(stem, ".up").unwrap_or(stem)), script);
        let nothing = MemoryTree::new(std::iter::empty::<(&str, &str)>());
        History { root: path.to_owned(), ..self.assemble(&Place { tree: &nothing, folder: &folder }, vec![migration]) }
    }

    /// Puts what was read in order, and finds out whose it is and what each file says of itself.
    fn assemble(&self, place: &Place<'_>, migrations: Vec<Migration>) -> History {
        let of_alembic = self.0.is_none() && !migrations.is_empty() && migrations.iter().all(|it| printed::is_printed(&it.up.text));
        let (layout, runner) = match self.0 {
            Some(layout) => (layout, (layout.runner)(place, (layout.shown)(place))),
            None => layout::detect(place, &migrations),
        };
        let mut migrations = migrations;
        migrations.sort_by(|a, b| (layout.order)(&a.id, &b.id).then_with(|| a.up.path.cmp(&b.up.path)));
        if self.0.is_none() {
            migrations = printed::cut(migrations);
        }
        for migration in &mut migrations {
            sections::separate(migration);
            (layout.settle)(place, &runner, migration);
        }
        let mut history = History {
            root: place.folder.path.clone(),
            tool: layout.tool,
            dialect: dialect::of(place, layout.tool, &migrations.iter().map(|migration| &*migration.up.text).collect::<Vec<_>>()),
            runner,
            migrations,
            irregularities: Vec::new(),
            whole: true,
            models: ModelChange::default(),
            lock_timeout: None,
        };
        if of_alembic {
            printed::adopt(&mut history);
        }
        history
    }
}

/// Whether the first file has a tool's own marks, whatever the folder is called.
fn is_marked(tree: &dyn FileTree, folder: &Folder) -> bool {
    let first = folder.files_ending(".sql").next().and_then(|name| glance(tree, &folder.file(name)));
    first.is_some_and(|text| LAYOUTS.iter().filter_map(|reader| reader.0).any(|layout| (layout.marks)(&text)))
}

/// Whether the last or last but one name says migrations (`migrations/postgres`), which a search asks for: dumps, seeds and queries are `.sql` too.
pub(super) fn is_called_migrations(path: &Utf8Path) -> bool {
    path.components().rev().take(2).any(|part| part.as_str().to_ascii_lowercase().contains("migrat"))
}

fn is_for_tests(path: &Utf8Path) -> bool {
    const TESTS: [&str; 11] =
        ["test", "tests", "__tests__", "testing", "spec", "e2e", "fixture", "fixtures", "__fixtures__", "testdata", "test-data"];
    path.components().any(|part| TESTS.contains(&part.as_str()))
}

/// Whether most names begin with a number, alone or after a `V`; Flyway's other kinds of files count for neither side.
pub(super) fn is_ordered(folder: &Folder) -> bool {
    let files = folder.files_ending(".sql").filter(|name| flyway::kind_of(name).is_none_or(|kind| kind == flyway::Kind::Versioned));
    let folders = folder.folders_with("up.sql").map(Folder::name);
    let (mut ordered, mut others) = (0_usize, 0_usize);
    for name in files.chain(folders) {
        let name = base(name);
        let bare = name.strip_prefix(['V', 'v']).unwrap_or(name);
        *(if bare.starts_with(|first: char| first.is_ascii_digit()) { &mut ordered } else { &mut others }) += 1;
    }
    ordered > others
}

/// A name without the folders before it: Flyway looks into those below its own.
fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn drafts(folder: &Folder) -> Vec<Draft> {
    let mut ups: BTreeMap<&str, Draft> = BTreeMap::new();
    let mut downs: Vec<(String, &str)> = Vec::new();
    for name in folder.files_ending(".sql") {
        let Some(stem) = strip_suffix(name, ".sql") else { continue };
        let suffixed = DOWN.iter().find_map(|suffix| strip_suffix(stem, suffix)).map(str::to_owned);
        match suffixed.or_else(|| flyway::undone(stem, folder)) {
            Some(undone) => downs.push((undone, name)),
            None => {
                ups.insert(stem, Draft::new(strip_suffix(base(stem), ".up").unwrap_or(base(stem)), folder.file(name)));
            }
        }
    }
    let mut stems: HashMap<String, &str> = HashMap::new();
    for (stem, draft) in &ups {
        stems.entry(draft.id.clone()).or_insert(stem);
    }
    for (undone, name) in downs {
        if let Some(draft) = stems.get(&undone).and_then(|stem| ups.get_mut(stem)) {
            draft.down = Some(folder.file(name));
        }
    }
    let folders = folder.folders_with("up.sql").map(|migration| {
        let mut draft = Draft::new(migration.name(), migration.file("up.sql"));
        draft.down = migration.has("down.sql").then(|| migration.file("down.sql"));
        draft
    });
    ups.into_values().chain(folders).collect()
}
