//! What git prints, read.

use camino::Utf8PathBuf;

use super::{Commit, Uncommitted};

/// A commit: its name, the author's address, the subject, the trailers that name other authors; then its files. With `-z`, commits and files end with NUL.
pub(super) const FORMAT: &str = "--format=%x01%H%n%ae%n%s%n%(trailers:key=Co-authored-by,valueonly,separator=%x02)";

/// Reads `git log -z --name-only` in that format.
pub(super) fn commits(printed: &[u8]) -> Vec<Commit> {
    let text = String::from_utf8_lossy(printed);
    text.split('\x01').filter(|entry| !entry.is_empty()).filter_map(commit).collect()
}

fn commit(entry: &str) -> Option<Commit> {
    let mut parts = entry.split('\0');
    let mut head = parts.next()?.lines();
    let id = head.next()?.to_owned();
    let mut authors = vec![head.next()?.trim().to_lowercase()];
    let subject = head.next().unwrap_or_default().to_owned();
    authors.extend(head.next().unwrap_or_default().split('\x02').filter_map(address));
    let files = parts.map(|file| file.trim_start_matches('\n')).filter(|file| !file.is_empty()).map(Utf8PathBuf::from).collect();
    Some(Commit { id, authors, subject, files })
}

/// `Jane <jane@example.org>` → the address.
fn address(trailer: &str) -> Option<String> {
    let (_, rest) = trailer.rsplit_once('<')?;
    Some(rest.split('>').next()?.trim().to_lowercase())
}

/// Reads `git status --porcelain=v1 -z`.
pub(super) fn uncommitted(printed: &[u8]) -> Vec<Uncommitted> {
    let entries = printed.split(|byte| *byte == 0).filter_map(|entry| {
        let (state, path) = entry.split_at_checked(3)?;
        let state = match state {
            b"?? " => "untracked",
            b"!! " => "ignored",
            _ => "changed",
        };
        Some(Uncommitted { path: String::from_utf8_lossy(path).into_owned().into(), state })
    });
    let mut entries: Vec<Uncommitted> = entries.collect();
    entries.sort();
    entries
}

/// Reads `git ls-files -v -z`: the files of which git was told not to look whether they have changed.
pub(super) fn hidden(printed: &[u8]) -> impl Iterator<Item = Uncommitted> {
    printed.split(|byte| *byte == 0).filter_map(|entry| {
        let (tag, path) = entry.split_at_checked(2)?;
        let state = match tag {
            b"S " | b"s " => "left out of the working tree (skip-worktree)",
            [tag, _] if tag.is_ascii_lowercase() => "hidden from git status (assume-unchanged)",
            _ => return None,
        };
        Some(Uncommitted { path: String::from_utf8_lossy(path).into_owned().into(), state })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_git_does_not_look_at() {
        let read: Vec<_> = hidden(b"H a.sql\0h b.sql\0S c.sql\0s d.sql\0").map(|file| file.path.into_string()).collect();
        assert_eq!(read, ["b.sql", "c.sql", "d.sql"]);
    }

    #[test]
    fn status_lines() {
        let read = uncommitted(b"?? db/2.sql\0 M db/1.sql\0!! db/3.sql\0A  db/4.sql\0");
        let pairs: Vec<_> = read.iter().map(|entry| (entry.path.as_str(), entry.state)).collect();
        assert_eq!(pairs, [("db/1.sql", "changed"), ("db/2.sql", "untracked"), ("db/3.sql", "ignored"), ("db/4.sql", "changed")]);
    }
}
