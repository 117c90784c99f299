//! What the names in the files stand for.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::Dialect;
use super::super::super::typescript::{Range, Source};
use super::Module;

/// What a name stands for.
#[derive(Debug, Clone)]
enum Meaning {
    /// `{ … }`, or a function that returns it.
    Object(Range),
    /// An enum of that name, with its values where they are written out.
    Enum(String, Vec<String>),
    /// A type of columns that the project makes itself.
    CustomType,
    /// A maker of tables, with what it puts around their names; nothing where that cannot be told.
    Maker(Option<(String, String)>),
    /// A schema, whose `.table(…)` makes tables.
    Schema,
    /// A table: where its name stands.
    Table(usize),
    /// A text.
    Text(String),
}

/// The definitions of all files.
pub(super) struct Names<'a> {
    modules: &'a [Module<'a>],
    own: Vec<BTreeMap<&'a str, Meaning>>,
    maker: &'static [&'static str],
}

/// A call that makes a table.
pub(super) struct TableCall {
    /// The word before the bracket.
    pub(super) maker: usize,
    /// The bracket.
    pub(super) open: usize,
}

/// What a file takes from Drizzle itself, by the names that it gives.
pub(super) fn builders<'t>(source: &Source<'t>) -> BTreeSet<&'t str> {
    let mut found = BTreeSet::new();
    for at in 0..source.tokens.len() {
        if source.word(at) != Some("from") || !source.quoted(at + 1).is_some_and(|from| from.contains("drizzle-orm")) {
            continue;
        }
        let start = (0..at).rev().take(400).find(|before| source.word(*before) == Some("import")).unwrap_or(at);
        // `import { text as varchar }` binds the last word before each comma; `import * as pg` likewise.
        found.extend(
            (start + 1..at)
                .filter(|word| source.is(word + 1, ",") || source.is(word + 1, "}") || word + 1 == at)
                .filter_map(|word| source.word(word)),
        );
    }
    found
}

/// Where the object opens that a value is or that a function returns, and the names of the function's parameters.
pub(super) fn object_of<'t>(source: &Source<'t>, part: Range) -> Option<(usize, Vec<&'t str>)> {
    if source.is(part.start, "{") {
        return Some((part.start, Vec::new()));
    }
    let (parameters, arrow) = if source.is(part.start, "(") {
        let end = source.closing(part.start);
        ((part.start + 1..end).filter_map(|at| source.word(at)).collect(), end + 1)
    } else {
        (vec![source.word(part.start)?], part.start + 1)
    };
    if !(source.is(arrow, "=") && source.is(arrow + 1, ">")) {
        return None;
    }
    let body = arrow + 2;
    if source.is(body, "(") && source.is(body + 1, "{") {
        return Some((body + 1, parameters));
    }
    let returned = source.is(body, "{") && source.word(body + 1) == Some("return") && source.is(body + 2, "{");
    returned.then_some((body + 2, parameters))
}

impl<'a> Names<'a> {
    pub(super) fn of(modules: &'a [Module<'a>], dialect: Dialect) -> Self {
        let maker: &'static [&'static str] = match dialect {
            Dialect::PostgreSql => &["pgTable"],
            Dialect::MySql => &["mysqlTable", "singlestoreTable"],
            Dialect::Sqlite => &["sqliteTable"],
            Dialect::Other => &[],
        };
        let mut names = Self { modules, own: Vec::new(), maker };
        names.own = modules.iter().map(|module| names.definitions(&module.source)).collect();
        // Enums of a schema are known once the schemas are.
        let enums: Vec<Vec<(&str, Meaning)>> = modules.iter().enumerate().map(|(at, module)| names.enums_of_schemas(at, module)).collect();
        for (own, enums) in names.own.iter_mut().zip(enums) {
            own.extend(enums);
        }
        names
    }

    fn definitions(&self, source: &Source<'a>) -> BTreeMap<&'a str, Meaning> {
        let mut found = BTreeMap::new();
        for at in 0..source.tokens.len() {
            let meaning = match source.word(at) {
                Some("const" | "let" | "var") => value_of(source, at + 1).and_then(|value| self.meaning(source, value)),
                Some("function") => returned(source, at + 1),
                _ => None,
            };
            if let (Some(meaning), Some(name)) = (meaning, source.word(at + 1)) {
                found.insert(name, meaning);
            }
        }
        found
    }

    fn meaning(&self, source: &Source<'a>, at: usize) -> Option<Meaning> {
        if let Some(text) = source.quoted(at) {
            return Some(Meaning::Text(text.to_owned()));
        }
        if let Some((open, _)) = object_of(source, Range { start: at, end: source.tokens.len() }) {
            // The whole function, so that its parameters are still seen.
            return Some(Meaning::Object(Range { start: at, end: source.closing(open) }));
        }
        let word = source.word(at)?;
        if self.maker.contains(&word) {
            let open = if source.is(at + 1, ".") { at + 3 } else { at + 1 };
            return Some(Meaning::Table(open + 1));
        }
        let open = (at + 1..at + 4).find(|open| source.is(*open, "("))?;
        match word {
            "pgEnum" => Some(Meaning::Enum(source.quoted(open + 1)?.to_owned(), texts(source, open))),
            "customType" => Some(Meaning::CustomType),
            "pgTableCreator" | "mysqlTableCreator" | "sqliteTableCreator" => {
                let around = (open..source.closing(open)).find_map(|at| around(source.text(at)));
                self.maker.iter().any(|maker| word.starts_with(maker)).then_some(Meaning::Maker(around))
            }
            "pgSchema" | "mysqlSchema" => Some(Meaning::Schema),
            _ if source.is(at + 1, ".") && source.word(at + 2) == Some("table") && source.is(at + 3, "(") => Some(Meaning::Table(at + 4)),
            _ if source.is(at + 1, "(") && source.quoted(at + 2).is_some() => Some(Meaning::Table(at + 2)),
            _ => None,
        }
    }

    /// `const role = auth.enum("role", […])`.
    fn enums_of_schemas(&self, module: usize, of: &Module<'a>) -> Vec<(&'a str, Meaning)> {
        let source = &of.source;
        let mut found = Vec::new();
        for at in 0..source.tokens.len() {
            if source.word(at) != Some("const") {
                continue;
            }
            let Some(value) = value_of(source, at + 1) else { continue };
            let is_enum = source.is(value + 1, ".") && source.word(value + 2) == Some("enum") && source.is(value + 3, "(");
            let is_schema = || source.word(value).is_some_and(|name| matches!(self.find(module, name), Some((_, Meaning::Schema))));
            if let (true, Some(name), Some(own)) = (is_enum && is_schema(), source.word(at + 1), source.quoted(value + 4)) {
                found.push((name, Meaning::Enum(own.to_owned(), texts(source, value + 3))));
            }
        }
        found
    }

    /// What a name means in a file: its own definition, else the only one that another file has.
    fn find(&self, module: usize, name: &str) -> Option<(usize, &Meaning)> {
        if let Some(own) = self.own.get(module).and_then(|own| own.get(name)) {
            return Some((module, own));
        }
        let mut others = self.own.iter().enumerate().filter_map(|(at, own)| Some((at, own.get(name)?)));
        others.next().filter(|_| others.next().is_none())
    }

    /// The object that a name stands for, and the file in which it stands.
    pub(super) fn object(&self, module: usize, name: &str) -> Option<(usize, Range)> {
        match self.find(module, name)? {
            (at, Meaning::Object(range)) => Some((at, *range)),
            _ => None,
        }
    }

    /// The enum that a name stands for.
    pub(super) fn enumeration(&self, module: &Module<'_>, name: &str) -> Option<&str> {
        match self.find(self.place(module), name)? {
            (_, Meaning::Enum(own, _)) => Some(own),
            _ => None,
        }
    }

    /// Whether a name stands for a type of columns that the project makes itself.
    pub(super) fn is_custom_type(&self, module: &Module<'_>, name: &str) -> bool {
        matches!(self.find(self.place(module), name), Some((_, Meaning::CustomType)))
    }

    /// What the database calls the table that a name stands for.
    pub(super) fn table(&self, module: &Module<'_>, name: &str) -> Option<String> {
        let (at, meaning) = self.find(self.place(module), name)?;
        let Meaning::Table(place) = meaning else { return None };
        Some(self.modules.get(at)?.source.quoted(*place)?.to_owned())
    }

    fn place(&self, module: &Module<'_>) -> usize {
        self.modules.iter().position(|other| other.path == module.path).unwrap_or_default()
    }

    /// The values of every enum that are written out.
    pub(super) fn values(&self) -> BTreeSet<String> {
        let enums = self.own.iter().flat_map(BTreeMap::values).filter_map(|meaning| match meaning {
            Meaning::Enum(name, values) => Some(values.iter().map(move |value| format!("{name}.{value}"))),
            _ => None,
        });
        enums.flatten().collect()
    }

    /// The calls that make tables of this database.
    pub(super) fn table_calls(&self, module: &Module<'_>) -> Vec<TableCall> {
        let source = &module.source;
        let place = self.place(module);
        let mut found = Vec::new();
        for maker in 0..source.tokens.len() {
            let Some(word) = source.word(maker) else { continue };
            let is_maker = self.maker.contains(&word) || matches!(self.find(place, word), Some((_, Meaning::Maker(_))));
            if is_maker && source.is(maker + 1, "(") {
                found.push(TableCall { maker, open: maker + 1 });
            } else if is_maker && source.is(maker + 1, ".") && source.is(maker + 3, "(") {
                // `pgTable.withRLS(…)`.
                found.push(TableCall { maker, open: maker + 3 });
            } else if source.is(maker + 1, ".")
                && source.word(maker + 2) == Some("table")
                && source.is(maker + 3, "(")
                && matches!(self.find(place, word), Some((_, Meaning::Schema)))
            {
                found.push(TableCall { maker, open: maker + 3 });
            }
        }
        found
    }

    /// What the database calls the table.
    pub(super) fn table_name(&self, module: &Module<'_>, call: &TableCall) -> Option<String> {
        let source = &module.source;
        let place = self.place(module);
        let written =
            source.quoted(call.open + 1).map(str::to_owned).or_else(|| match self.find(place, source.word(call.open + 1)?)? {
                (_, Meaning::Text(text)) => Some(text.clone()),
                _ => None,
            })?;
        match self.find(place, source.word(call.maker)?) {
            Some((_, Meaning::Maker(around))) => around.as_ref().map(|(before, behind)| format!("{before}{written}{behind}")),
            _ => Some(written),
        }
    }
}

/// Where the value begins that a name is given: behind its `=`, past a type.
fn value_of(source: &Source<'_>, name: usize) -> Option<usize> {
    source.word(name)?;
    let mut at = name + 1;
    for _ in 0..40 {
        if source.is(at, "=") && !source.is(at + 1, ">") {
            return Some(at + 1);
        }
        if source.is(at, ";") || at >= source.tokens.len() {
            return None;
        }
        at = source.closing(at).max(at) + 1;
    }
    None
}

/// `function name(…) { return { … } }`.
fn returned(source: &Source<'_>, name: usize) -> Option<Meaning> {
    let open = source.is(name + 1, "(").then(|| source.closing(name + 1) + 1)?;
    let body = (open..open + 40).find(|at| source.is(*at, "{") && source.word(at + 1) == Some("return") && source.is(at + 2, "{"))? + 2;
    Some(Meaning::Object(Range { start: body, end: source.closing(body) }))
}

/// The texts of the list that is the second argument.
fn texts(source: &Source<'_>, open: usize) -> Vec<String> {
    let list = source.parts(open).get(1).filter(|list| source.is(list.start, "[")).map(|list| list.start);
    list.map(|list| source.parts(list)).unwrap_or_default().iter().filter_map(|part| Some(source.quoted(part.start)?.to_owned())).collect()
}

/// What a template `a_${name}_b` puts around the one value in it.
fn around(template: &str) -> Option<(String, String)> {
    let inner = template.strip_prefix('`')?.strip_suffix('`')?;
    let (before, rest) = inner.split_once("${")?;
    let (_, behind) = rest.split_once('}')?;
    (!behind.contains("${")).then(|| (before.to_owned(), behind.to_owned()))
}
