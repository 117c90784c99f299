//! Flyway: `V1_2__name.sql` in the order of the versions, `R__name.sql` after all of them, `U1_2__name.sql` to undo.
//!
//! Source: Flyway's documentation (*Migrations*, *Script Configuration Files*) and the code of its PostgreSQL parser; not measured.

mod placeholders;

use std::cmp::Ordering;
use std::sync::LazyLock;

use camino::Utf8Path;
use regex::Regex;

use super::super::files::glance;
use super::super::folder::{Folder, strip_suffix};
use super::super::near::pattern;
use super::super::order::natural;
use super::super::{Migration, Outside, Runner, Standing, Tool, TransactionScope};
use super::base;
use super::layout::{Layout, Place};

pub(super) static LAYOUT: Layout = Layout { shown, runner, order, settle, ..Layout::new(Tool::Flyway) };

/// What a file is for, by the letter that it begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Kind {
    /// `B`: in place of everything up to its version, on a new database only.
    Baseline,
    /// `V`.
    Versioned,
    /// `U`.
    Undo,
    /// `R`: anew whenever it has changed, after the others.
    Repeatable,
}

static NAME: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:([VUB])([0-9]+(?:[._][0-9]+)*)|(R))__"));

/// What the name says, with or without its ending.
pub(in super::super) fn kind_of(name: &str) -> Option<Kind> {
    parts(name).map(|(kind, _)| kind)
}

fn parts(name: &str) -> Option<(Kind, &str)> {
    let found = NAME.captures(base(name))?;
    let version = found.get(2).map_or("", |version| version.as_str());
    let kind = match found.get(1).map(|letter| letter.as_str()) {
        Some("V") => Kind::Versioned,
        Some("U") => Kind::Undo,
        Some(_) => Kind::Baseline,
        None => Kind::Repeatable,
    };
    Some((kind, version))
}

/// The version in the name; empty for a repeatable one.
pub(in super::super) fn version_of(name: &str) -> Option<&str> {
    parts(name).map(|(_, version)| version)
}

/// The migration that an undo file takes back: its stem.
pub(super) fn undone(stem: &str, folder: &Folder) -> Option<String> {
    let (_, version) = parts(stem).filter(|(kind, _)| *kind == Kind::Undo)?;
    let mut stems = folder.files_ending(".sql").filter_map(|name| strip_suffix(name, ".sql"));
    let undone = stems.find(|other| parts(other).is_some_and(|(kind, own)| kind == Kind::Versioned && compare(own, version).is_eq()));
    Some(base(undone.unwrap_or_default()).to_owned())
}

/// Databases for which a project may keep migrations side by side: each folder is a location of its own then.
const VENDORS: [&str; 14] = [
    "postgres",
    "postgresql",
    "pg",
    "mysql",
    "mariadb",
    "h2",
    "hsqldb",
    "oracle",
    "sqlserver",
    "mssql",
    "sqlite",
    "db2",
    "derby",
    "cockroachdb",
];

/// The folder with the migrations of all folders below it, as Flyway reads a location. `None`: nothing is below it, or the folders below are locations of their own, each for another database or
/// with versions that the others have too.
pub(in super::super) fn whole(folder: &Folder) -> Option<Folder> {
    if !may_be_location(folder) {
        return None;
    }
    let mut files = Vec::new();
    gather(folder, "", &mut files).then_some(())?;
    files.iter().any(|name| name.contains('/')).then_some(())?;
    let mut versions: Vec<&str> =
        files.iter().filter_map(|name| parts(name)).filter(|(kind, _)| *kind == Kind::Versioned).map(|(_, version)| version).collect();
    versions.sort_by(|left, right| compare(left, right));
    let is_twice = versions.is_empty() || versions.windows(2).any(|pair| matches!(pair, [left, right] if compare(left, right).is_eq()));
    if is_twice {
        return None;
    }
    files.extend(folder.files.iter().filter(|name| kind_of(name).is_none()).cloned());
    files.sort();
    Some(Folder::new(folder.path.clone(), files))
}

/// Whether Flyway may read the folder with those below it, as its own name and the files right in it tell.
pub(in super::super) fn may_be_location(folder: &Folder) -> bool {
    let is_called_so = ["db", "resources"].iter().any(|above| {
        let path = folder.path.as_str();
        path.ends_with(&format!("{above}/migration")) || path.ends_with(&format!("{above}/migrations"))
    });
    is_called_so || folder.files_ending(".sql").any(|name| kind_of(name) == Some(Kind::Versioned))
}

/// Flyway's files in the folder and below it. Whether all of them are of one location.
fn gather(folder: &Folder, prefix: &str, files: &mut Vec<String>) -> bool {
    files.extend(folder.files_ending(".sql").filter(|name| kind_of(name).is_some()).map(|name| format!("{prefix}{name}")));
    folder.folders.iter().all(|below| {
        let before = files.len();
        let of_one = gather(below, &format!("{prefix}{}/", below.name()), files);
        of_one && (files.len() == before || !VENDORS.contains(&below.name().to_ascii_lowercase().as_str()))
    })
}

/// Versioned ones by version, then the repeatable ones by name; other names as numbers count.
pub(super) fn order(left: &str, right: &str) -> Ordering {
    match (parts(left), parts(right)) {
        (Some((Kind::Repeatable, _)), Some((Kind::Repeatable, _))) => left.cmp(right),
        (Some((a, _)), Some((b, _))) if (a == Kind::Repeatable) != (b == Kind::Repeatable) => a.cmp(&b),
        (Some((a, first)), Some((b, second))) => compare(first, second).then(a.cmp(&b)).then_with(|| natural(left, right)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => natural(left, right),
    }
}

/// Part by part, as numbers; a part that is not there is zero.
fn compare(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (left.split(['.', '_']), right.split(['.', '_']));
    loop {
        let (first, second) = (a.next(), b.next());
        if first.is_none() && second.is_none() {
            return Ordering::Equal;
        }
        let number = |part: Option<&str>| part.unwrap_or("0").trim_start_matches('0').to_owned();
        let (first, second) = (number(first), number(second));
        match first.len().cmp(&second.len()).then_with(|| first.cmp(&second)) {
            Ordering::Equal => {}
            other => return other,
        }
    }
}

fn shown(place: &Place<'_>) -> Option<String> {
    place.folder.files_ending(".sql").find(|name| kind_of(name) == Some(Kind::Versioned))?;
    let named = |names: &[&str], holds: &str| {
        place.nearest(names, &pattern(holds)).and_then(|path| Some(format!("flyway in {}", path.file_name()?)))
    };
    let settings = || named(&["flyway.conf", "flyway.toml", "conf/flyway.conf", "conf/flyway.toml"], "");
    let build = || named(&["pom.xml", "build.gradle", "build.gradle.kts", "build.sbt", "gradle/libs.versions.toml"], "(?i)flyway");
    let real = place.tree.real_path(&place.folder.path).unwrap_or_else(|| place.folder.path.clone());
    // Where Flyway looks if nothing is set.
    let default = || real.as_str().replace('\\', "/").contains("db/migration").then(|| "db/migration".to_owned());
    settings().or_else(build).or_else(default)
}

/// Source of what its lock does: Flyway's documentation, *PostgreSQL Transactional Lock*.
fn runner(place: &Place<'_>, _: Option<String>) -> Runner {
    let settings = [
        "flyway.conf",
        "flyway.toml",
        "conf/flyway.conf",
        "application.properties",
        "application.yml",
        "application.yaml",
        "pom.xml",
        "build.gradle",
        "build.gradle.kts",
    ];
    let off = pattern(r#"(?i)transactional[._-]?lock["']?\s*(?:[=:,>]|\.set\()\s*["']?false"#);
    let own_lock = place.nearest(&settings, &off).is_none().then_some("flyway.postgresql.transactional.lock=false");
    let how = match own_lock {
        Some(_) => {
            ", alone in its file: flyway then opens no transaction; with flyway.postgresql.transactional.lock=false, or it waits for flyway's own for ever"
        }
        None => ", alone in its file: flyway then opens no transaction",
    };
    Runner {
        assumed: true,
        outside: Some(Outside { how, head: "" }),
        own_lock,
        ..Runner::new(
            TransactionScope::PerMigration,
            "assumed, not measured: flyway runs each file in one transaction, unless a statement refuses one",
        )
    }
}

/// The statements that Flyway itself takes for such as cannot run in a transaction.
static REFUSED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?is)^(?:(?:CREATE|DROP)\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)\b|ALTER\s+SYSTEM\b|(?:CREATE|DROP)(?:\s+UNIQUE)?\s+INDEX\s+CONCURRENTLY\b|REINDEX(?:\s+VERBOSE)?\s+(?:SCHEMA|DATABASE|SYSTEM)\b|VACUUM\b|DISCARD\s+ALL\b)",
    )
});
static MAY_BE_REFUSED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:DATABASE|TABLESPACE|SUBSCRIPTION|SYSTEM|CONCURRENTLY|REINDEX|VACUUM|DISCARD)\b"));

fn settle(place: &Place<'_>, _: &Runner, migration: &mut Migration) {
    migration.up.placeholders = placeholders::values(place, &migration.up.text);
    if kind_of(&migration.id) == Some(Kind::Baseline) && has_versions_up_to(place.folder, &migration.id) {
        migration.standing = Standing::Orphan;
    }
    let spans = if MAY_BE_REFUSED.is_match(&migration.up.text) { crate::sql::statement_spans(&migration.up) } else { Vec::new() };
    let refused = spans.iter().filter(|span| REFUSED.is_match(span.of(&migration.up.text))).count();
    // Of both kinds Flyway runs nothing at all, whatever else is set.
    let mixed = refused > 0 && refused < spans.len();
    let setting = |names: &[&str], holds: &str| place.nearest(names, &pattern(holds)).is_some();
    let is_alone = if mixed {
        setting(&["flyway.conf", "flyway.toml", "conf/flyway.conf"], r"(?m)^\s*(?:flyway\.)?mixed\s*=\s*true\b")
    } else {
        let configuration = glance(place.tree, Utf8Path::new(&format!("{}.conf", migration.path)));
        refused > 0 || configuration.is_some_and(|text| pattern(r"(?m)^\s*executeInTransaction\s*=\s*false\b").is_match(&text))
    };
    if is_alone {
        migration.transaction = Some(TransactionScope::None);
    }
}

/// Whether there are migrations in whose place a baseline stands: a database that has them never runs it.
fn has_versions_up_to(folder: &Folder, baseline: &str) -> bool {
    let Some((_, until)) = parts(baseline) else { return false };
    let mut versions = folder.files_ending(".sql").filter_map(parts).filter(|(kind, _)| *kind == Kind::Versioned);
    versions.any(|(_, version)| compare(version, until).is_le())
}
