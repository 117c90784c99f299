//! Whether a project's settings give the migrating session a lock time-out.

use std::sync::LazyLock;

use camino::Utf8Path;
use regex::Regex;

use super::files::glance;
use super::near::{pattern, upwards};
use super::tree::FileTree;

/// In a connection URL (`options=-c%20lock_timeout%3D5s`), in `PGOPTIONS`, or as a setting of the driver (`lock_timeout: 5000`).
static SETTING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"(?i)(?:\b|%20|-c)lock_timeout["']?\s*(?:=|:|%3D|\bto\b)\s*["']?([^\s"'&,;%]+)"#));

/// Where a lock time-out is set, as the path of the file. What else stands in the file is nobody's business.
pub(super) fn find(tree: &dyn FileTree, root: &Utf8Path) -> Option<String> {
    upwards(tree, root).into_iter().find_map(|folder| {
        let entries = tree.entries(&folder).unwrap_or_default();
        let candidates = entries.into_iter().filter(|entry| !entry.directory && entry.path.file_name().is_some_and(may_set));
        candidates.filter(|entry| glance(tree, &entry.path).is_some_and(|text| sets(&text))).map(|entry| entry.path.into_string()).next()
    })
}

fn may_set(name: &str) -> bool {
    let extension = Utf8Path::new(name).extension().unwrap_or_default();
    name == ".env"
        || name.starts_with(".env.")
        || name == "package.json"
        || extension == "prisma"
        || name.starts_with("prisma.config.")
        || name.starts_with("drizzle.config.")
        || ((name.starts_with("docker-compose") || name.starts_with("compose")) && (extension == "yml" || extension == "yaml"))
}

/// Whether a line that is not a comment sets it to anything but zero, which is no time-out.
pub(super) fn sets(text: &str) -> bool {
    const NAME: &[u8] = b"lock_timeout";
    if !text.as_bytes().windows(NAME.len()).any(|part| part.eq_ignore_ascii_case(NAME)) {
        return false;
    }
    let lines = text.lines().filter(|line| !line.trim_start().starts_with(['#']) && !line.trim_start().starts_with("//"));
    lines.flat_map(|line| SETTING.captures_iter(line)).filter_map(|found| found.get(1)).any(|value| {
        let number = value.as_str().trim_end_matches(|c: char| c.is_ascii_alphabetic());
        number.is_empty() || number.chars().any(|c| c != '0')
    })
}
