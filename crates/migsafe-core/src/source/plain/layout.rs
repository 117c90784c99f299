//! Whose a folder of SQL files is: what each tool's files show, and what follows from that.

use std::cmp::Ordering;

use camino::Utf8PathBuf;
use regex::Regex;

use super::super::files::glance;
use super::super::folder::Folder;
use super::super::near::upwards;
use super::super::order::natural;
use super::super::tree::{FileTree, join};
use super::super::{Migration, Runner, Tool, TransactionScope};
use super::{Plain, dbmate, diesel, flyway, golang_migrate, goose, sqlx, supabase};

/// A folder and what is around it.
pub(super) struct Place<'a> {
    pub(super) tree: &'a dyn FileTree,
    pub(super) folder: &'a Folder,
}

impl Place<'_> {
    /// The nearest file of one of these names, at or above the folder, in which the pattern is found.
    pub(super) fn nearest(&self, names: &[&str], holds: &Regex) -> Option<Utf8PathBuf> {
        upwards(self.tree, &self.folder.path).into_iter().find_map(|folder| {
            let mut paths = names.iter().map(|name| join(&folder, name));
            paths.find(|path| glance(self.tree, path).is_some_and(|text| holds.is_match(&text)))
        })
    }
}

/// What one tool makes of a folder of SQL files.
pub(super) struct Layout {
    pub(super) tool: Tool,
    /// Whether the text of a migration alone shows it.
    pub(super) marks: fn(&str) -> bool,
    /// What around the folder shows it, in words such as `sqlx in Cargo.toml`.
    pub(super) shown: fn(&Place<'_>) -> Option<String>,
    /// How the tool runs migrations; with what has shown it.
    pub(super) runner: fn(&Place<'_>, Option<String>) -> Runner,
    /// In which order, by id.
    pub(super) order: fn(&str, &str) -> Ordering,
    /// Writes down what the files say of this one migration.
    pub(super) settle: fn(&Place<'_>, &Runner, &mut Migration),
}

impl Layout {
    /// A layout of which nothing is known.
    pub(super) const fn new(tool: Tool) -> Self {
        Self { tool, marks: |_| false, shown: |_| None, runner: one_each, order: flyway::order, settle: |_, _, _| {} }
    }
}

/// No tool that is known.
pub(super) static NONE: Layout = Layout::new(Tool::Sql);

/// Every tool, the surest sign first: marks in the files, then names and places, then what the project depends on.
pub(super) static LAYOUTS: [&Plain; 8] = [
    &Plain(Some(&goose::LAYOUT)),
    &Plain(Some(&dbmate::LAYOUT)),
    &Plain(Some(&supabase::LAYOUT)),
    &Plain(Some(&flyway::LAYOUT)),
    &Plain(Some(&diesel::LAYOUT)),
    &Plain(Some(&sqlx::LAYOUT)),
    &Plain(Some(&golang_migrate::LAYOUT)),
    &Plain(Some(&NONE)),
];

/// Whose the migrations are, and how they are run.
pub(super) fn detect(place: &Place<'_>, migrations: &[Migration]) -> (&'static Layout, Runner) {
    let layouts = || LAYOUTS.iter().filter_map(|reader| reader.0);
    let marked = layouts().find(|layout| {
        let marked = migrations.iter().filter(|migration| (layout.marks)(&migration.up.text)).count();
        marked > 0 && marked * 2 >= migrations.len()
    });
    let found = marked.map(|layout| (layout, Some(format!("the marks of {} in the files", layout.tool.word()))));
    let (layout, sign) =
        found.or_else(|| layouts().find_map(|layout| (layout.shown)(place).map(|sign| (layout, Some(sign))))).unwrap_or((&NONE, None));
    (layout, (layout.runner)(place, sign))
}

fn one_each(_: &Place<'_>, _: Option<String>) -> Runner {
    Runner { assumed: true, ..Runner::new(TransactionScope::PerMigration, "assumed: one transaction a file") }
}

/// By the number in front, then by name.
pub(super) fn by_number(left: &str, right: &str) -> Ordering {
    natural(left, right)
}

/// By the bytes of the names.
pub(super) fn by_bytes(left: &str, right: &str) -> Ordering {
    left.cmp(right)
}
