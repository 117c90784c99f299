//! Which crates a Rust project depends on.

use std::sync::LazyLock;

use camino::{Utf8Path, Utf8PathBuf};
use regex::Regex;

use super::super::Dialect;
use super::super::files::glance;
use super::super::near::pattern;
use super::super::tree::{Entry, FileTree, join};
use super::layout::Place;

/// What the nearest manifest that chooses a database asks of the crate, as it is written there.
pub(super) fn features(place: &Place<'_>, name: &str) -> Option<String> {
    let chosen = r"[^\]]*\b(?:postgres|mysql|sqlite)";
    let asked =
        pattern(&format!(r#"(?m)(?:^\s*"?{name}"?\s*=\s*\{{[^}}]*?|dependencies\.{name}\s*\][^\[]*?)features\s*=\s*(\[{chosen}[^\]]*\])"#));
    let path = place.nearest(&["Cargo.toml"], &asked)?;
    let text = glance(place.tree, &path)?;
    Some(asked.captures(&text)?.get(1)?.as_str().to_owned())
}

/// So many source files of a crate are looked at.
const LOOKED_AT: usize = 400;

/// Down to so many folders below `src`.
const DEEP: usize = 4;

/// The database whose pool or connection the crate's code names in each file that runs migrations of sqlx.
pub(super) fn pool(place: &Place<'_>) -> Option<Dialect> {
    static RUNS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bmigrate!\s*\(|\bMigrator\b"));
    static NAMES: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\b(Sqlite|Pg|MySql)(?:Pool|Connect|Connection)|\bsqlx::(Sqlite|Postgres|MySql)\b"));
    let manifest = place.nearest(&["Cargo.toml"], &pattern(r"(?m)^\s*\[package\]"))?;
    let sources = join(manifest.parent()?, "src");
    let mut paths = Vec::new();
    rust_files(place.tree, &sources, DEEP, &mut paths);
    let texts = paths.iter().filter_map(|path| glance(place.tree, path)).filter(|text| RUNS.is_match(text));
    let mut found = texts.flat_map(|text| {
        let names = |found: regex::Captures<'_>| found.get(1).or(found.get(2)).and_then(|name| database(name.as_str()));
        NAMES.captures_iter(&text).filter_map(names).collect::<Vec<_>>()
    });
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

fn database(name: &str) -> Option<Dialect> {
    match name {
        "Sqlite" => Some(Dialect::Sqlite),
        "Pg" | "Postgres" => Some(Dialect::PostgreSql),
        "MySql" => Some(Dialect::MySql),
        _ => None,
    }
}

/// The folder's own source files before those below it.
fn rust_files(tree: &dyn FileTree, folder: &Utf8Path, depth: usize, paths: &mut Vec<Utf8PathBuf>) {
    let (below, files): (Vec<Entry>, Vec<Entry>) = tree.entries(folder).unwrap_or_default().into_iter().partition(|entry| entry.directory);
    let room = LOOKED_AT.saturating_sub(paths.len());
    paths.extend(files.into_iter().map(|entry| entry.path).filter(|path| path.extension() == Some("rs")).take(room));
    if depth > 0 {
        for entry in &below {
            rust_files(tree, &entry.path, depth - 1, paths);
        }
    }
}

/// The version in the lock file, else where the crate is asked for: `sqlx 0.8.6 in Cargo.lock`, `sqlx in Cargo.toml`.
pub(super) fn depends_on(place: &Place<'_>, name: &str) -> Option<String> {
    let asked = pattern(&format!(r#"(?m)^\s*"?{name}"?\s*(?:=|\.(?:workspace|version))|dependencies\.{name}\s*\]"#));
    place.nearest(&["Cargo.toml"], &asked)?;
    let locked = pattern(&format!(r#"(?m)^name = "{name}"\r?\nversion = "([0-9][^"]*)""#));
    let version = place.nearest(&["Cargo.lock"], &locked).and_then(|path| {
        let text = glance(place.tree, &path)?;
        Some(locked.captures(&text)?.get(1)?.as_str().to_owned())
    });
    Some(version.map_or_else(|| format!("{name} in Cargo.toml"), |version| format!("{name} {version} in Cargo.lock")))
}
