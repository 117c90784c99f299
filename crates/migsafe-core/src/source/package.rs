//! Which version of a package a project of Node.js has: from its lock file, else from what its `package.json` asks for.

use std::fmt;

use camino::Utf8Path;
use regex::Regex;

use super::files::glance;
use super::near::{pattern, upwards};
use super::tree::{FileTree, join};

/// The lock files that are read, and how a version of the package `{}` stands in each.
const LOCK_FILES: [(&str, &[&str]); 5] = [
    ("pnpm-lock.yaml", &[r"(?m)^ +'?/?{}[@/]([0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z_.]+)?)"]),
    (
        "package-lock.json",
        &[
            r#""(?:[^"]*/)?node_modules/{}":[ \t\r\n]*\{[ \t\r\n]*"version":[ \t\r\n]*"([0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z_.]+)?)"#,
            r#"(?m)^    "{}":[ \t\r\n]*\{[ \t\r\n]*"version":[ \t\r\n]*"([0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z_.]+)?)"#,
        ],
    ),
    ("yarn.lock", &[r#"(?m)^"?(?:[^\n]*, "?)?{}@[^\n]*:\n[ \t\r\n]+version:? "?([0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z_.]+)?)"#]),
    ("bun.lock", &[r#""{}@([0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z_.]+)?)"#]),
    (
        "npm-shrinkwrap.json",
        &[r#""(?:[^"]*/)?node_modules/{}":[ \t\r\n]*\{[ \t\r\n]*"version":[ \t\r\n]*"([0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z_.]+)?)"#],
    ),
];

/// Major, minor, patch.
pub(super) type Version = (u64, u64, u64);

/// A package as the project's files show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Installed {
    pub(super) package: String,
    /// The version that is installed, or the lowest that the project asks for.
    pub(super) version: Version,
    /// A later minor version can be installed as well: only a range is known.
    pub(super) is_range: bool,
    wanted: String,
    place: &'static str,
}

impl fmt::Display for Installed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} in {}", self.package, self.wanted, self.place)
    }
}

/// The nearest mention of one of the packages in a `package.json` at or above the folder.
pub(super) fn mentioned(tree: &dyn FileTree, folder: &Utf8Path, packages: &[&str]) -> Option<(String, String)> {
    upwards(tree, folder).iter().find_map(|folder| {
        let text = glance(tree, &join(folder, "package.json"))?;
        let manifest: serde_json::Value = serde_json::from_str(text.trim_start_matches('\u{FEFF}')).ok()?;
        packages.iter().find_map(|package| {
            ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].iter().find_map(|section| {
                let range = manifest.get(section)?.get(package)?.as_str()?;
                Some(((*package).to_owned(), range.to_owned()))
            })
        })
    })
}

/// The version of the first of the packages that the project has.
pub(super) fn installed(tree: &dyn FileTree, folder: &Utf8Path, packages: &[&str]) -> Option<Installed> {
    let (package, range) = mentioned(tree, folder, packages)?;
    let lowest = lowest(&range);
    for folder in upwards(tree, folder) {
        for (place, forms) in LOCK_FILES {
            let Some(text) = glance(tree, &join(&folder, place)) else { continue };
            if let Some((version, wanted)) = locked(&text, forms, &package, lowest) {
                return Some(Installed { package, version, is_range: false, wanted, place });
            }
        }
    }
    let is_range = !range.starts_with(|first: char| first.is_ascii_digit() || first == '=' || first == '~');
    lowest.map(|version| Installed { package, version, is_range, wanted: range, place: "package.json" })
}

/// The version in a lock file, and as it is written there: where the file holds several, the newest that has the wanted major version.
fn locked(text: &str, forms: &[&str], package: &str, lowest: Option<Version>) -> Option<(Version, String)> {
    let forms: Vec<Regex> = forms.iter().map(|form| pattern(&form.replace("{}", &regex::escape(package)))).collect();
    let near = memchr::memmem::find_iter(text.as_bytes(), package).map(|at| near(text, at));
    let found = near.flat_map(|near| forms.iter().flat_map(move |form| form.captures_iter(near)).filter_map(|found| found.get(1)));
    let versions = found.filter_map(|found| Some((numbers(found.as_str())?, found.as_str().to_owned())));
    versions.filter(|(version, _)| lowest.is_none_or(|lowest| version.0 == lowest.0)).max()
}

/// The line in which a package is named, and the two below: of a file of megabytes, all that can tell its version. Of a file in one line, a part.
fn near(text: &str, at: usize) -> &str {
    const PART: usize = 500;
    let border = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (first, last) = (border(at.saturating_sub(PART)), border((at + PART).min(text.len())));
    let before = text.get(first..at).unwrap_or_default();
    let start = before.rfind('\n').map_or(first, |end| first + end + 1);
    let part = text.get(start..last).unwrap_or_default();
    let end = part.match_indices('\n').nth(2).map_or(part.len(), |(end, _)| end);
    part.get(..end).unwrap_or_default()
}

/// The lowest version that a range such as `^6.16.0`, `7.x` or `>=5` admits; `None` for `latest`, `catalog:` and the like.
fn lowest(range: &str) -> Option<Version> {
    if range.contains(':') && !range.starts_with("npm:") {
        return None;
    }
    let start = range.rfind('@').map_or(0, |at| at + 1);
    let range = range.get(start..)?;
    numbers(range.get(range.find(|first: char| first.is_ascii_digit())?..)?)
}

fn numbers(text: &str) -> Option<Version> {
    let mut parts = text.split('.').map(|part| part.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default().parse::<u64>());
    let major = parts.next()?.ok()?;
    let mut next = || parts.next().and_then(Result::ok).unwrap_or(0);
    Some((major, next(), next()))
}
