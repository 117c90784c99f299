//! What definitions of tables ask of the database, as far as their text tells; what it does not tell is left open.
//!
//! Source: Drizzle's documentation, *Schema Declaration*, *Column types* and *Indexes & Constraints*.

mod column;
mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use super::super::typescript::{Range, Source};
use super::super::{Dialect, ModelColumn, ModelTable, Models};
use names::{Names, object_of};

/// Nothing is taken over through more definitions than these.
const NESTING: usize = 8;

/// One file.
pub(super) struct Module<'t> {
    path: &'t Utf8Path,
    source: Source<'t>,
    /// What it takes from Drizzle itself.
    builders: BTreeSet<&'t str>,
}

/// What the files ask for.
pub(super) fn read(texts: &BTreeMap<Utf8PathBuf, Arc<str>>, dialect: Dialect, snake_case: bool) -> Models {
    let modules: Vec<Module<'_>> = texts
        .iter()
        .map(|(path, text)| {
            let source = Source::new(text);
            Module { path, builders: names::builders(&source), source }
        })
        .collect();
    let names = Names::of(&modules, dialect);
    let mut models = Models { values: names.values(), ..Models::default() };
    for (at, module) in modules.iter().enumerate() {
        for call in names.table_calls(module) {
            let Some(name) = names.table_name(module, &call) else {
                models.partial = true;
                continue;
            };
            let reading = Reading { modules: &modules, names: &names, snake_case };
            let mut table = ModelTable { path: module.path.to_owned(), line: module.source.line(call.maker), ..ModelTable::default() };
            let parts = module.source.parts(call.open);
            match parts.get(1) {
                Some(columns) => reading.columns(at, *columns, &mut table, NESTING),
                None => table.partial = true,
            }
            for part in parts.iter().skip(2) {
                table.rest.extend(named_things(&module.source, *part));
            }
            models.tables.insert(name, table);
        }
    }
    models
}

/// Indexes, keys and checks that have a name: `index accounts_email`.
fn named_things(source: &Source<'_>, part: Range) -> Vec<String> {
    const KINDS: [&str; 5] = ["index", "uniqueIndex", "unique", "check", "pgPolicy"];
    let names = (part.start..part.end).filter_map(|at| {
        let kind = source.word(at).filter(|word| KINDS.contains(word) && source.is(at + 1, "("))?;
        Some(format!("{kind} {}", source.quoted(at + 2)?))
    });
    names.collect()
}

/// What is at hand while the columns of a table are read.
struct Reading<'a> {
    modules: &'a [Module<'a>],
    names: &'a Names<'a>,
    snake_case: bool,
}

impl Reading<'_> {
    /// The columns of `{ … }`, of a function that returns such, or of a name that stands for one.
    fn columns(&self, at: usize, part: Range, table: &mut ModelTable, nesting: usize) {
        let Some(module) = self.modules.get(at).filter(|_| nesting > 0) else {
            table.partial = true;
            return;
        };
        let source = &module.source;
        if let Some((open, parameters)) = object_of(source, part) {
            for property in source.parts(open) {
                self.property(at, property, &parameters, table, nesting);
            }
        } else if let Some((module, object)) = source.word(part.start).and_then(|name| self.names.object(at, name)) {
            self.columns(module, object, table, nesting - 1);
        } else {
            table.partial = true;
        }
    }

    fn property(&self, at: usize, part: Range, parameters: &[&str], table: &mut ModelTable, nesting: usize) {
        let Some(module) = self.modules.get(at) else { return };
        let source = &module.source;
        if source.is(part.start, ".") {
            // `...timestamps`, `...timestamps()`, but no part of a thing.
            let name = part.start + 3;
            let whole = name + 1 == part.end || (source.is(name + 1, "(") && source.closing(name + 1) + 1 == part.end);
            let object = source.word(name).filter(|_| whole).and_then(|name| self.names.object(at, name));
            match object {
                Some((module, object)) => self.columns(module, object, table, nesting - 1),
                None => table.partial = true,
            }
            return;
        }
        let key = source.word(part.start).or_else(|| source.quoted(part.start));
        let Some(key) = key.filter(|_| source.is(part.start + 1, ":")) else {
            table.partial = true;
            return;
        };
        let value = Range { start: part.start + 2, end: part.end };
        let read = column::read(module, self.names, parameters, value);
        let snake = snake_case(key);
        let (name, mut aliases) = match read.name {
            Some(name) => (name.to_owned(), Vec::new()),
            None if self.snake_case => (snake, Vec::new()),
            None => (key.to_owned(), vec![snake]),
        };
        aliases.extend(read.perhaps.map(str::to_owned));
        aliases.retain(|alias| *alias != name);
        table.columns.insert(name, ModelColumn { asks: read.asks, aliases, line: source.line(part.start) });
    }
}

/// `createdAt` as `created_at`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut before = '_';
    for character in name.chars() {
        if character.is_uppercase() && before != '_' && !before.is_uppercase() {
            snake.push('_');
        }
        snake.extend(character.to_lowercase());
        before = character;
    }
    snake
}

#[cfg(test)]
mod tests;
