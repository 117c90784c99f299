//! The files that hold an application's SQLAlchemy models.
//!
//! `env.py` hands Alembic the metadata of classes that it imports, often through a framework. Which files those are shows in what they hold: they are looked for
//! around the folder of `env.py`, and further up where there are none.

mod class;
mod column;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::super::files::glance;
use super::super::folder::strip_suffix;
use super::super::near::parent;
use super::super::tree::FileTree;
use super::super::{History, Models};

/// So many files are opened at most; a larger application is passed over.
const MOST: usize = 6_000;

/// So many folders deep models are looked for.
const DEEPEST: usize = 12;

/// So many folders above that of `env.py` are searched.
const HIGHEST: usize = 2;

/// What the models ask of the database.
pub(super) fn read(tree: &dyn FileTree, history: &History, passed_over: &BTreeSet<Utf8PathBuf>) -> Models {
    let Some(environment) = parent(tree, &history.root) else { return Models::default() };
    let mut place = environment.clone();
    for _ in 0..HIGHEST {
        if super::super::near::upwards(tree, &place).len() < 2 {
            break;
        }
        let Some(above) = parent(tree, &place) else { break };
        place = above;
        let mut found = Found { tree, environment: &environment, passed_over, texts: BTreeMap::new(), passed: BTreeSet::new(), opened: 0 };
        found.folder(&place, DEEPEST);
        if found.opened > MOST {
            break;
        }
        let Found { texts, passed, .. } = found;
        let mut models = class::read(&texts);
        if !models.is_empty() {
            models.passed_over = passed;
            models.shared = super::environment::settings(tree, &history.root).is_some_and(|settings| settings.has_several_folders());
            return models;
        }
    }
    Models::default()
}

struct Found<'a> {
    tree: &'a dyn FileTree,
    environment: &'a Utf8Path,
    passed_over: &'a BTreeSet<Utf8PathBuf>,
    texts: BTreeMap<Utf8PathBuf, Arc<str>>,
    passed: BTreeSet<Utf8PathBuf>,
    opened: usize,
}

impl Found<'_> {
    fn folder(&mut self, folder: &Utf8Path, depth: usize) {
        for entry in self.tree.entries(folder).unwrap_or_default() {
            let name = entry.path.file_name().unwrap_or_default();
            if self.opened > MOST {
                return;
            }
            if entry.directory {
                let is_meant =
                    entry.path != self.environment && !["tests", "test", "testing", "versions"].contains(&name) && !name.starts_with('.');
                if depth > 0 && is_meant && !entry.link {
                    self.folder(&entry.path, depth - 1);
                }
            } else if strip_suffix(name, ".py").is_some()
                && !name.starts_with("test_")
                && name != "conftest.py"
                && !self.passed_over.contains(&entry.path)
            {
                self.opened += 1;
                match glance(self.tree, &entry.path).filter(|text| may_hold_columns(text)) {
                    Some(text) => {
                        self.texts.insert(entry.path, text);
                    }
                    None => {
                        self.passed.insert(entry.path);
                    }
                }
            }
        }
    }
}

/// By a glance: whether a file may define a table, or columns that tables take over.
fn may_hold_columns(text: &str) -> bool {
    ["Column(", "mapped_column(", "Mapped[", "__tablename__", "table=True"].iter().any(|word| text.contains(word))
}
