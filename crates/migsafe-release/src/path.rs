//! Paths by their words alone.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

/// The path without `.` and `..`, by its words alone.
pub fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let mut normal = Utf8PathBuf::new();
    for component in path.components() {
        match component {
            Utf8Component::CurDir => {}
            Utf8Component::ParentDir if matches!(normal.components().next_back(), Some(Utf8Component::Normal(_))) => {
                normal.pop();
            }
            other => normal.push(other),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_resolved() {
        assert_eq!(normal(Utf8Path::new("/a/./b/../c")), "/a/c");
        assert_eq!(normal(Utf8Path::new("../a/..")), "..");
    }
}
