//! `drizzle.config.*`, as far as its settings stand there literally. It is a program; it is never run.

use std::sync::LazyLock;

use camino::{Utf8Path, Utf8PathBuf};
use regex::Regex;

use super::super::Dialect;
use super::super::files::glance;
use super::super::near::{pattern, upwards};
use super::super::tree::{FileTree, join};
use super::dialect_named;

static OUT: LazyLock<Regex> = LazyLock::new(|| setting("out"));
static DIALECT: LazyLock<Regex> = LazyLock::new(|| setting("dialect"));
static CASING: LazyLock<Regex> = LazyLock::new(|| setting("casing"));
static SCHEMA: LazyLock<Regex> = LazyLock::new(|| setting("schema"));
static SCHEMAS: LazyLock<Regex> = LazyLock::new(|| pattern(r#"(?:^|[\s{,])["']?schema["']?\s*:\s*\[([^\]]*)\]"#));
static QUOTED: LazyLock<Regex> = LazyLock::new(|| pattern(r#"["'`]([^"'`$]+)["'`]"#));

/// A setting that stands there as a text.
fn setting(name: &str) -> Regex {
    pattern(&format!(r#"(?m)(?:^|[\s{{,])["']?{name}["']?\s*:\s*["'`]([^"'`$]+)["'`]"#))
}

/// What a configuration says about a migration root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Config {
    pub(in super::super) dialect: Option<Dialect>,
    /// The folders that its paths may be seen from, the likeliest first.
    pub(in super::super) places: Vec<Utf8PathBuf>,
    /// The files that define the tables: paths and patterns.
    pub(in super::super) schema: Vec<String>,
    /// Columns without a name of their own are called `created_at` where the definition says `createdAt`.
    pub(in super::super) snake_case: bool,
}

/// How many folders above the root hold its configuration at most.
const HIGHEST: usize = 5;

/// The configuration whose `out` is this root.
pub(in super::super) fn config_for(tree: &dyn FileTree, root: &Utf8Path) -> Option<Config> {
    upwards(tree, root).into_iter().skip(1).take(HIGHEST).find_map(|folder| {
        let mut places = vec![folder.clone()];
        places.extend(["config", "configs"].map(|name| join(&folder, name)));
        places.iter().find_map(|place| {
            let entries = tree.entries(place).unwrap_or_default();
            entries
                .iter()
                .filter(|entry| !entry.directory && entry.path.file_name().is_some_and(is_config))
                .filter_map(|entry| glance(tree, &entry.path))
                .find_map(|text| read(&text, &[place, &folder], root))
        })
    })
}

/// `drizzle.config.ts`, and what projects with several databases call theirs.
fn is_config(name: &str) -> bool {
    let Some((stem, suffix)) = name.rsplit_once('.') else { return false };
    ["ts", "js", "mjs", "cjs", "mts", "cts", "json"].contains(&suffix) && (stem.ends_with(".config") || stem.starts_with("drizzle"))
}

/// The settings, if the text is a Drizzle configuration whose `out`, seen from one of the places, is the root.
fn read(text: &str, places: &[&Utf8PathBuf], root: &Utf8Path) -> Option<Config> {
    let is_drizzle = text.contains("drizzle") || (text.contains("\"out\"") && text.contains("\"dialect\""));
    if !is_drizzle {
        return None;
    }
    let value = |form: &Regex| Some(form.captures(text)?.get(1)?.as_str().to_owned());
    let out = value(&OUT).unwrap_or_else(|| "drizzle".to_owned());
    let points_here = places.iter().any(|place| resolve(&join(place, &out)) == resolve(root));
    points_here.then(|| {
        let listed = SCHEMAS.captures(text).and_then(|found| Some(found.get(1)?.as_str()));
        let listed =
            listed.into_iter().flat_map(|list| QUOTED.captures_iter(list)).filter_map(|found| Some(found.get(1)?.as_str().to_owned()));
        Config {
            dialect: value(&DIALECT).map(|word| dialect_named(&word)),
            places: places.iter().map(|place| (*place).clone()).collect(),
            schema: value(&SCHEMA).into_iter().chain(listed).collect(),
            snake_case: value(&CASING).is_some_and(|casing| casing == "snake_case"),
        }
    })
}

/// The path without `.` and without `..` after a name.
pub(super) fn resolve(path: &Utf8Path) -> Utf8PathBuf {
    let mut resolved: Vec<&str> = Vec::new();
    for part in path.as_str().split('/') {
        match part {
            "" | "." => {}
            ".." if resolved.last().is_some_and(|last| *last != "..") => {
                resolved.pop();
            }
            part => resolved.push(part),
        }
    }
    Utf8PathBuf::from(format!("{}{}", if path.as_str().starts_with('/') { "/" } else { "" }, resolved.join("/")))
}
