//! The files that define Drizzle's tables: those that the configuration names, else those in the usual places.
//!
//! Source: Drizzle's documentation, *Drizzle Config File* (`schema`) and *Schema Declaration*.

use std::collections::BTreeMap;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use globset::GlobBuilder;

use super::super::files::glance;
use super::super::near::parent;
use super::super::tree::{FileTree, join};
use super::super::typescript::{Kind, Source};
use super::super::{History, Models};
use super::config::{config_for, resolve};
use super::tables;

/// So many files are read at most.
const MOST: usize = 600;

/// So many folders deep a pattern is looked for.
const DEEPEST: usize = 6;

/// Where definitions are looked for where no configuration says it, seen from the folder above the migrations.
const USUAL: [&str; 10] = [
    "schema.ts",
    "schema",
    "src/schema.ts",
    "src/schema",
    "src/db/schema.ts",
    "src/db/schema",
    "db/schema.ts",
    "db/schema",
    "lib/db/schema.ts",
    "lib/db/schema",
];

/// What the tables ask of the database.
pub(super) fn read(tree: &dyn FileTree, history: &History) -> Models {
    let config = config_for(tree, &history.root);
    let mut starts: Vec<Utf8PathBuf> = Vec::new();
    for (place, pattern) in
        config.iter().flat_map(|config| config.places.iter().flat_map(|place| config.schema.iter().map(move |it| (place, it))))
    {
        starts.extend(matching(tree, place, pattern));
    }
    if config.as_ref().is_none_or(|config| config.schema.is_empty()) {
        let Some(above) = parent(tree, &history.root) else { return Models::default() };
        starts = USUAL.iter().map(|place| files_at(tree, &join(&above, place))).find(|files| !files.is_empty()).unwrap_or_default();
    }
    let mut files = Files { tree, texts: BTreeMap::new(), partial: false };
    for path in starts {
        files.add(&path);
    }
    let Files { texts, partial, .. } = files;
    let mut models = tables::read(&texts, history.dialect, config.is_some_and(|config| config.snake_case));
    models.partial |= partial;
    models
}

/// The files that a pattern of the configuration means, seen from a folder.
fn matching(tree: &dyn FileTree, place: &Utf8Path, pattern: &str) -> Vec<Utf8PathBuf> {
    let path = resolve(&join(place, pattern));
    if !pattern.contains(['*', '?', '{', '!', '[']) {
        return files_at(tree, &path);
    }
    // What it leaves out by `!(…)` are tests, as a rule, and those are left out anyway.
    let open = path.as_str().split("!(").enumerate().map(|(at, part)| {
        if at == 0 { part.to_owned() } else { part.split_once(')').map_or(String::new(), |(_, rest)| format!("*{rest}")) }
    });
    let pattern: String = open.collect();
    let Ok(glob) = GlobBuilder::new(&pattern).literal_separator(true).build() else { return Vec::new() };
    let matcher = glob.compile_matcher();
    let fixed: Vec<&str> = pattern.split('/').take_while(|part| !part.contains(['*', '?', '{', '['])).collect();
    let mut found = Vec::new();
    collect(tree, Utf8Path::new(&fixed.join("/")), DEEPEST, &mut |file| {
        if matcher.is_match(file) {
            found.push(file.to_owned());
        }
    });
    found
}

/// The file, or those in the folder.
fn files_at(tree: &dyn FileTree, path: &Utf8Path) -> Vec<Utf8PathBuf> {
    if tree.is_file(path) {
        return vec![path.to_owned()];
    }
    let mut found = Vec::new();
    if tree.is_directory(path) {
        collect(tree, path, DEEPEST, &mut |file| found.push(file.to_owned()));
    }
    found
}

fn collect(tree: &dyn FileTree, folder: &Utf8Path, depth: usize, take: &mut dyn FnMut(&Utf8Path)) {
    for entry in tree.entries(folder).unwrap_or_default() {
        let name = entry.path.file_name().unwrap_or_default();
        if entry.directory {
            if depth > 0 && !["__tests__", "tests", "test"].contains(&name) {
                collect(tree, &entry.path, depth - 1, take);
            }
        } else if is_code(name) {
            take(&entry.path);
        }
    }
}

fn is_code(name: &str) -> bool {
    let is_test = [".test.", ".spec.", ".d.ts"].iter().any(|part| name.contains(part));
    !is_test && name.rsplit_once('.').is_some_and(|(_, suffix)| ["ts", "js", "mts", "mjs", "cts", "cjs", "tsx"].contains(&suffix))
}

/// The files read so far, with those that they take things from.
struct Files<'a> {
    tree: &'a dyn FileTree,
    texts: BTreeMap<Utf8PathBuf, Arc<str>>,
    /// A file takes over what stands in one that was not found.
    partial: bool,
}

impl Files<'_> {
    fn add(&mut self, path: &Utf8Path) {
        let path = resolve(path);
        if self.texts.contains_key(&path) {
            return;
        }
        if self.texts.len() >= MOST {
            self.partial = true;
            return;
        }
        let Some(text) = glance(self.tree, &path) else { return };
        self.texts.insert(path.clone(), Arc::clone(&text));
        let folder = path.parent().unwrap_or(Utf8Path::new("")).to_owned();
        for (specifier, taken_over) in specifiers(&text) {
            match if specifier.starts_with('.') { self.find(&folder, &specifier) } else { None } {
                Some(file) => self.add(&file),
                None if taken_over && !specifier.contains("drizzle-orm") => self.partial = true,
                None => {}
            }
        }
    }

    /// The file that a relative name means.
    fn find(&self, folder: &Utf8Path, specifier: &str) -> Option<Utf8PathBuf> {
        let path = resolve(&join(folder, specifier));
        let stem = [".js", ".mjs", ".cjs"].iter().find_map(|suffix| path.as_str().strip_suffix(suffix)).unwrap_or(path.as_str());
        let beside = ["ts", "tsx", "mts", "js", "mjs"].iter().map(|suffix| Utf8PathBuf::from(format!("{stem}.{suffix}")));
        let within = ["ts", "js", "mjs"].iter().map(|suffix| join(&path, &format!("index.{suffix}")));
        std::iter::once(path.clone()).chain(beside).chain(within).find(|file| self.tree.is_file(file))
    }
}

/// What a file takes things from, and whether it hands all of that on (`export … from`). Types alone are nothing that it takes.
fn specifiers(text: &str) -> Vec<(String, bool)> {
    let source = Source::new(text);
    let from = source.tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Word && token.text == "from");
    let mut found = Vec::new();
    for (at, _) in from {
        let Some(specifier) = source.quoted(at + 1) else { continue };
        let words = (0..at).rev().take(MOST);
        let start = words.into_iter().find(|before| matches!(source.word(*before), Some("import" | "export")));
        let Some(start) = start.filter(|start| source.word(start + 1) != Some("type")) else { continue };
        found.push((specifier.to_owned(), source.word(start) == Some("export")));
    }
    found
}
