//! What the models of an application ask of the database, read from the files from which a tool makes migrations.

use std::collections::{BTreeMap, BTreeSet};

use camino::Utf8PathBuf;

/// The models, and what they were at the merge base. Both are empty where nobody asked for a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelChange {
    /// As they stand.
    pub now: Models,
    /// As they stood.
    pub before: Models,
}

/// What models ask for. Two sets that ask the same need no migration between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Models {
    /// Tables by the name that the database knows, without a schema.
    pub tables: BTreeMap<String, ModelTable>,
    /// Values of enums: `Role.ADMIN`.
    pub values: BTreeSet<String>,
    /// A part could not be read: what is not here may be asked for all the same.
    pub partial: bool,
    /// Migrations of another root may bring a part of the tables.
    pub shared: bool,
    /// Files that were opened and hold none of it.
    pub passed_over: BTreeSet<Utf8PathBuf>,
}

/// A table that models ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelTable {
    /// The file that asks for it.
    pub path: Utf8PathBuf,
    /// The line there, from 1.
    pub line: usize,
    /// Its columns by the names that the database knows.
    pub columns: BTreeMap<String, ModelColumn>,
    /// Keys and indexes, in the models' own words.
    pub rest: BTreeSet<String>,
    /// It may have more columns than these.
    pub partial: bool,
}

/// A column that models ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ModelColumn {
    /// What is asked of it, in the models' own words and nothing of it what only the application sees. `None`: it cannot be told.
    pub asks: Option<String>,
    /// Other names that the database may know it by, where the models do not spell it out.
    pub aliases: Vec<String>,
    /// The line in the table's file, from 1.
    pub line: usize,
}

impl Models {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }
}

impl ModelTable {
    /// Whether it asks for a column that the database may know by one of these names.
    pub fn asks_for(&self, name: &str, aliases: &[String]) -> bool {
        let is = |own: &str| own.eq_ignore_ascii_case(name) || aliases.iter().any(|alias| own.eq_ignore_ascii_case(alias));
        self.columns.contains_key(name) || self.columns.iter().any(|(own, column)| is(own) || column.aliases.iter().any(|alias| is(alias)))
    }
}

#[cfg(test)]
pub(super) mod testing;
