//! Folders of ordered SQL files whose tool is not known: `1_a.sql`, `2_b.up.sql` beside `2_b.down.sql`, `3_c/up.sql`.

mod dialect;
mod sections;

pub(super) use sections::separate;

use std::collections::{BTreeMap, HashMap};

use camino::Utf8Path;

use super::files::{Draft, read_migrations};
use super::folder::{Folder, strip_suffix};
use super::order::natural;
use super::reader::Reader;
use super::tree::FileTree;
use super::{History, Problem, Runner, Tool, TransactionScope};

pub(super) struct Plain;

/// Endings of the files that undo a migration.
const DOWN: [&str; 3] = [".down", ".undo", ".rollback"];

impl Reader for Plain {
    fn recognises(&self, _tree: &dyn FileTree, folder: &Folder) -> bool {
        is_called_migrations(&folder.path) && !is_for_tests(&folder.path) && is_ordered(folder)
    }

    fn accepts(&self, folder: &Folder) -> bool {
        folder.files_ending(".sql").next().is_some() || folder.folders_with("up.sql").next().is_some()
    }

    fn owns(&self, _folder: &Folder, file: &Utf8Path) -> bool {
        let mut parts = file.components().map(|part| part.as_str());
        match (parts.next(), parts.next(), parts.next()) {
            (Some(name), None, None) => strip_suffix(name, ".sql").is_some(),
            (Some(_), Some("up.sql" | "down.sql"), None) => true,
            _ => false,
        }
    }

    fn assumed_runner(&self) -> Runner {
        Runner {
            transaction: TransactionScope::PerMigration,
            source: "assumed: one transaction a file".to_owned(),
            assumed: true,
            session_outlives_migration: false,
        }
    }

    fn read(&self, tree: &dyn FileTree, folder: &Folder, problems: &mut Vec<Problem>) -> History {
        let mut drafts = drafts(folder);
        drafts.sort_by(|a, b| natural(&a.id, &b.id).then_with(|| a.up.cmp(&b.up)));
        let mut migrations = read_migrations(tree, drafts, problems);
        migrations.iter_mut().for_each(separate);
        History {
            root: folder.path.clone(),
            tool: Tool::Sql,
            dialect: dialect::guess(migrations.iter().map(|migration| &*migration.up.text)),
            runner: self.assumed_runner(),
            migrations,
            irregularities: Vec::new(),
            whole: true,
            lock_timeout: None,
        }
    }
}

/// Whether the last or last but one name says migrations (`migrations/postgres`), which a search asks for: dumps, seeds and queries are `.sql` too.
fn is_called_migrations(path: &Utf8Path) -> bool {
    path.components().rev().take(2).any(|part| part.as_str().to_ascii_lowercase().contains("migrat"))
}

fn is_for_tests(path: &Utf8Path) -> bool {
    const TESTS: [&str; 11] =
        ["test", "tests", "__tests__", "testing", "spec", "e2e", "fixture", "fixtures", "__fixtures__", "testdata", "test-data"];
    path.components().any(|part| TESTS.contains(&part.as_str()))
}

/// Whether most names begin with a number, alone or after a `V`.
pub(super) fn is_ordered(folder: &Folder) -> bool {
    let files = folder.files_ending(".sql");
    let folders = folder.folders_with("up.sql").map(Folder::name);
    let (mut ordered, mut others) = (0_usize, 0_usize);
    for name in files.chain(folders) {
        let bare = name.strip_prefix(['V', 'v']).unwrap_or(name);
        *(if bare.starts_with(|first: char| first.is_ascii_digit()) { &mut ordered } else { &mut others }) += 1;
    }
    ordered > others
}

fn drafts(folder: &Folder) -> Vec<Draft> {
    let mut ups: BTreeMap<&str, Draft> = BTreeMap::new();
    let mut downs: Vec<(&str, &str)> = Vec::new();
    for name in folder.files_ending(".sql") {
        let Some(stem) = strip_suffix(name, ".sql") else { continue };
        match DOWN.iter().find_map(|suffix| strip_suffix(stem, suffix)) {
            Some(undone) => downs.push((undone, name)),
            None => {
                ups.insert(stem, Draft::new(strip_suffix(stem, ".up").unwrap_or(stem), folder.file(name)));
            }
        }
    }
    let mut stems: HashMap<String, &str> = HashMap::new();
    for (stem, draft) in &ups {
        stems.entry(draft.id.clone()).or_insert(stem);
    }
    for (undone, name) in downs {
        if let Some(draft) = stems.get(undone).and_then(|stem| ups.get_mut(stem)) {
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
