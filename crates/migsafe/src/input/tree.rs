//! Trees of files seen through the command line's wishes.

use camino::{Utf8Path, Utf8PathBuf};
use migsafe_core::source::tree::{Entry, FileTree};

use migsafe_release::path::normal;

/// A tree without the paths that the configuration leaves out.
pub(crate) struct Filtered<'a> {
    pub(crate) tree: &'a dyn FileTree,
    pub(crate) exclude: Option<&'a globset::GlobSet>,
    /// What the patterns are relative to, absolute.
    pub(crate) root: &'a Utf8Path,
    /// What the tree's paths are relative to, absolute.
    pub(crate) directory: &'a Utf8Path,
}

impl Filtered<'_> {
    fn leaves_out(&self, path: &Utf8Path) -> bool {
        self.exclude.is_some_and(|exclude| {
            let absolute = normal(&self.directory.join(path));
            absolute
                .strip_prefix(self.root)
                .is_ok_and(|inside| inside.ancestors().any(|ancestor| !ancestor.as_str().is_empty() && exclude.is_match(ancestor)))
        })
    }
}

impl FileTree for Filtered<'_> {
    fn read(&self, path: &Utf8Path) -> std::io::Result<Vec<u8>> {
        self.tree.read(path)
    }

    fn entries(&self, directory: &Utf8Path) -> std::io::Result<Vec<Entry>> {
        let mut entries = self.tree.entries(directory)?;
        entries.retain(|entry| !self.leaves_out(&entry.path));
        Ok(entries)
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        self.tree.is_file(path) && !self.leaves_out(path)
    }

    fn is_directory(&self, path: &Utf8Path) -> bool {
        self.tree.is_directory(path) && !self.leaves_out(path)
    }

    fn real_path(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        self.tree.real_path(path)
    }
}

/// A tree in which one file has another content, or is there though it is not on disk.
pub(super) struct Overlay<'a> {
    pub(super) tree: &'a dyn FileTree,
    pub(super) path: Utf8PathBuf,
    pub(super) bytes: Vec<u8>,
}

impl FileTree for Overlay<'_> {
    fn read(&self, path: &Utf8Path) -> std::io::Result<Vec<u8>> {
        if path == self.path { Ok(self.bytes.clone()) } else { self.tree.read(path) }
    }

    fn entries(&self, directory: &Utf8Path) -> std::io::Result<Vec<Entry>> {
        let ours = self.path.strip_prefix(directory).ok().and_then(|rest| {
            let mut parts = rest.components();
            let first = parts.next()?;
            Some(Entry { path: directory.join(first), directory: parts.next().is_some(), link: false })
        });
        let mut entries = match (self.tree.entries(directory), &ours) {
            (Ok(entries), _) => entries,
            (Err(_), Some(_)) => Vec::new(),
            (Err(error), None) => return Err(error),
        };
        if let Some(ours) = ours
            && let Err(at) = entries.binary_search_by(|entry| entry.path.cmp(&ours.path))
        {
            entries.insert(at, ours);
        }
        Ok(entries)
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        path == self.path || self.tree.is_file(path)
    }

    fn is_directory(&self, path: &Utf8Path) -> bool {
        (path != self.path && self.path.starts_with(path)) || self.tree.is_directory(path)
    }

    fn real_path(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        self.tree.real_path(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use migsafe_core::source::tree::MemoryTree;

    #[test]
    fn an_overlay_adds_and_replaces() {
        let tree = MemoryTree::new([("m/1.sql", "one"), ("m/3.sql", "three")]);
        let overlay = |path: &str| Overlay { tree: &tree, path: path.into(), bytes: b"new".to_vec() };
        let names = |overlay: &Overlay<'_>| {
            overlay.entries(Utf8Path::new("m")).unwrap().into_iter().map(|entry| entry.path.into_string()).collect::<Vec<_>>()
        };
        assert_eq!(names(&overlay("m/2.sql")), ["m/1.sql", "m/2.sql", "m/3.sql"]);
        assert_eq!(names(&overlay("m/3.sql")), ["m/1.sql", "m/3.sql"]);
        assert_eq!(overlay("m/3.sql").read(Utf8Path::new("m/3.sql")).unwrap(), b"new");
        assert_eq!(overlay("m/3.sql").read(Utf8Path::new("m/1.sql")).unwrap(), b"one");
    }

    #[test]
    fn what_is_excluded_is_not_there() {
        let tree = MemoryTree::new([("db/old/1.sql", ""), ("db/new/1.sql", "")]);
        let exclude = globset::GlobSetBuilder::new().add(globset::Glob::new("db/old").unwrap()).build().unwrap();
        let filtered = Filtered { tree: &tree, exclude: Some(&exclude), root: Utf8Path::new("/r"), directory: Utf8Path::new("/r") };
        let entries = filtered.entries(Utf8Path::new("db")).unwrap();
        assert_eq!(entries, [Entry { path: "db/new".into(), directory: true, link: false }]);
        assert!(!filtered.is_file(Utf8Path::new("db/old/1.sql")));
        assert!(filtered.is_file(Utf8Path::new("db/new/1.sql")));
    }
}
