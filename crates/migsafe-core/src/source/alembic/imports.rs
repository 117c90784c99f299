//! The project's own modules that revisions import: Python finds them from the folders that it is started in, and these are not written anywhere.
//!
//! Source of how a name leads to a file: the Python language reference, 5 *The import system*.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::LazyLock;

use camino::{Utf8Path, Utf8PathBuf};
use rayon::prelude::*;
use regex::Regex;

use super::data_files::{self, Wanted};
use crate::alembic::{ENVIRONMENT, Module, Modules, imported, is_library};
use crate::source::files::glance;
use crate::source::near::{parent, pattern, upwards};
use crate::source::tree::{FileTree, join};

/// So many modules are read at most, the nearest to the revisions first: helpers are few, an application is large.
pub(super) const MOST: usize = 300;

/// So many folders up they are looked for.
const HIGHEST: usize = 16;

static HANDS_OVER: LazyLock<Regex> = LazyLock::new(|| pattern(r"run_migrations\(\s*[A-Za-z_]\w*\s*="));

/// A larger file is none that a person wrote.
const LARGEST: usize = 1024 * 1024;

/// The modules that the texts of revisions in a folder import, and those that these import.
pub(super) fn modules<'t>(tree: &dyn FileTree, folder: &Utf8Path, texts: impl ParallelIterator<Item = &'t str>, most: usize) -> Modules {
    let read = |text: &str| (imported(text), Wanted::of(text));
    let none = || (BTreeSet::new(), Wanted::default());
    let (first, mut wanted_files) = texts.map(read).reduce(none, |(mut all, wanted), (more, also)| {
        all.extend(more);
        (all, wanted.and(also))
    });
    let mut search = Search { tree, roots: roots(tree, folder), tops: BTreeMap::new(), folder };
    let mut seen: BTreeSet<String> = first.clone();
    let mut open: VecDeque<String> = first.into_iter().collect();
    let mut modules: BTreeMap<String, Module> = BTreeMap::new();
    while !open.is_empty() && modules.len() < most {
        let wanted: BTreeMap<String, Utf8PathBuf> =
            open.drain(..).filter_map(|path| search.file(&path)).filter(|(name, _)| !modules.contains_key(name)).collect();
        let wanted: Vec<_> = wanted.into_iter().take(most.saturating_sub(modules.len())).collect();
        let read = |(name, path): (String, Utf8PathBuf)| {
            let text = glance(tree, &path).filter(|text| text.len() <= LARGEST)?;
            let module = Module::read(&name, &path, &text);
            Some((name, module.imports().clone(), Wanted::of(&text), module))
        };
        for (name, imports, files, module) in wanted.into_par_iter().filter_map(read).collect::<Vec<_>>() {
            modules.insert(name, module);
            wanted_files = wanted_files.and(files);
            open.extend(imports.into_iter().filter(|path| seen.insert(path.clone())));
        }
    }
    let files = data_files::read(tree, folder, &search.roots, &wanted_files);
    Modules::new(modules.into_values()).beside(files)
}

/// The modules that register operations of their own with Alembic, or hold what it hands to revisions: `env.py`, and those that it imports itself.
pub(super) fn registering(tree: &dyn FileTree, folder: &Utf8Path, path: &Utf8Path, text: &str) -> Vec<Module> {
    let registers = |text: &str| text.contains("register_operation") || text.contains("implementation_for");
    let hands_over = HANDS_OVER.is_match(text);
    let mut search = Search { tree, roots: roots(tree, folder), tops: BTreeMap::new(), folder };
    let found = imported(text).into_iter().filter_map(|path| search.file(&path));
    let files: BTreeMap<String, Utf8PathBuf> = found.collect();
    let read = |(name, path): (String, Utf8PathBuf)| {
        let text = glance(tree, &path).filter(|text| text.len() <= LARGEST && (hands_over || registers(text)))?;
        Some(Module::read(&name, &path, &text))
    };
    let own = (hands_over || registers(text)).then(|| Module::read(ENVIRONMENT, path, text));
    own.into_iter().chain(files.into_iter().filter_map(read)).collect()
}

/// The folders that Python may look in: those around the revisions, and the `src` of each. One that is a package itself comes last.
fn roots(tree: &dyn FileTree, folder: &Utf8Path) -> Vec<Utf8PathBuf> {
    let mut around = upwards(tree, folder);
    // The folder that holds the outermost package, however far up it is; the revisions' own folders are none.
    while let Some(last) = around.last().filter(|_| around.len() < HIGHEST) {
        let Some(above) = parent(tree, last).filter(|above| is_package(tree, last) || is_package(tree, above)) else { break };
        around.push(above);
    }
    let sources = around.iter().map(|above| join(above, "src")).filter(|path| tree.is_directory(path));
    let all: Vec<Utf8PathBuf> = around.iter().cloned().chain(sources).collect();
    let (packages, plain): (Vec<_>, Vec<_>) = all.into_iter().partition(|path| is_package(tree, path));
    plain.into_iter().chain(packages).collect()
}

fn is_package(tree: &dyn FileTree, folder: &Utf8Path) -> bool {
    tree.is_file(&join(folder, "__init__.py"))
}

struct Search<'a> {
    tree: &'a dyn FileTree,
    folder: &'a Utf8Path,
    roots: Vec<Utf8PathBuf>,
    /// The folders that hold something of the first name of a path.
    tops: BTreeMap<String, Vec<Utf8PathBuf>>,
}

impl Search<'_> {
    /// The name of the module that a full name leads to or into, and its file.
    fn file(&mut self, path: &str) -> Option<(String, Utf8PathBuf)> {
        let top = path.split('.').next().filter(|top| !top.is_empty() && !is_library(top))?;
        if !self.tops.contains_key(top) {
            let (tree, file) = (self.tree, format!("{top}.py"));
            let holds = |root: &&Utf8PathBuf| tree.is_file(&join(root, &file)) || tree.is_directory(&join(root, top));
            let found = self.roots.iter().filter(holds).cloned().collect();
            self.tops.insert(top.to_owned(), found);
        }
        self.tops.get(top)?.iter().find_map(|root| self.below(root, path))
    }

    fn below(&self, root: &Utf8Path, path: &str) -> Option<(String, Utf8PathBuf)> {
        let mut folder = root.to_owned();
        let mut found = None;
        let mut length = 0;
        for part in path.split('.') {
            length += part.len();
            let file = join(&folder, &format!("{part}.py"));
            let below = join(&folder, part);
            let package = join(&below, "__init__.py");
            if self.tree.is_file(&package) {
                found = Some((length, package));
            } else if self.tree.is_file(&file) {
                found = Some((length, file));
                break;
            } else if !self.tree.is_directory(&below) {
                break;
            }
            length += 1;
            folder = below;
        }
        let (length, file) = found?;
        // A revision may be imported as a part of its package; Python does not look for modules in the folder of revisions itself.
        let is_revision = root == self.folder && file.parent() == Some(self.folder);
        (!is_revision).then(|| (path.get(..length).unwrap_or_default().to_owned(), file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::tree::MemoryTree;

    #[test]
    fn a_revision_is_imported_through_its_package_alone() {
        let found = |text: &str| {
            let tree = MemoryTree::new([
                (".git/HEAD", ""),
                ("app/__init__.py", ""),
                ("app/migrations/versions/a1_first.py", "def fill(): pass"),
                ("app/migrations/versions/helpers.py", ""),
            ]);
            let modules = modules(&tree, "app/migrations/versions".into(), rayon::iter::once(text), MOST);
            format!("{modules:?}").matches("path: ").count()
        };
        assert_eq!(found("from app.migrations.versions.a1_first import fill"), 1);
        assert_eq!(found("import helpers"), 0);
    }

    #[test]
    fn files_with_sql_are_found_around_the_revisions_and_where_a_text_says() {
        let found = |text: &str| {
            let all = ["app/migrations/versions/a.sql", "app/migrations/sql/deep/b.sql", "app/data/c.sql", "app/other/d.sql", "sql/e.sql"];
            let revision = [(".git/HEAD", ""), ("app/__init__.py", ""), ("app/migrations/versions/a.py", "")];
            let tree = MemoryTree::new(revision.into_iter().chain(all.map(|path| (path, path))));
            let modules = modules(&tree, "app/migrations/versions".into(), rayon::iter::once(text), MOST);
            all.into_iter().filter(|path| format!("{modules:?}").contains(path)).collect::<Vec<_>>()
        };
        let around = ["app/migrations/versions/a.sql", "app/migrations/sql/deep/b.sql"];
        assert_eq!(found("open(name + '.sql')"), around);
        assert_eq!(found("read_text('app.data', 'c.sql')"), [&around[..], &["app/data/c.sql"]].concat());
        assert_eq!(found("open('sql/e.sql')"), [&around[..], &["sql/e.sql"]].concat());
        assert!(found("from sqlalchemy.sql import text").is_empty());
    }
}
