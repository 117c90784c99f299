#![cfg(unix)]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use camino::Utf8PathBuf;

use super::{migrations, problems, roots};
use crate::source::tree::DiskTree;
use crate::source::{Discovery, Request, discover};

fn project() -> (tempfile::TempDir, Utf8PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let root = Utf8PathBuf::try_from(folder.path().canonicalize().expect("a path")).expect("a path in UTF-8");
    for name in ["1_a", "2_b\nwith space"] {
        std::fs::create_dir_all(root.join("db/migrations").join(name)).expect("a folder");
        std::fs::write(root.join("db/migrations").join(name).join("migration.sql"), "SELECT 1;").expect("a file");
    }
    (folder, root)
}

fn find(root: impl Into<Utf8PathBuf>, paths: &[&str]) -> Discovery {
    discover(&DiskTree::new(root), &Request { paths: paths.iter().map(Into::into).collect(), ..Request::default() })
}

#[test]
fn a_path_may_lead_out_of_the_folder_or_be_absolute() {
    let (_guard, root) = project();
    let inside = root.join("db/migrations/1_a");
    let found = find(&inside, &["migration.sql"]);
    assert_eq!(migrations(&found.histories[0]), ["j 1_a", "h 2_b\nwith space"]);
    assert_eq!(found.histories[0].migrations[0].path, "migration.sql");
    assert_eq!(roots(&find(&inside, &["../../.."])), ["../../../db/migrations: prisma"]);
    let absolute = root.join("db");
    assert_eq!(roots(&find("/", &[absolute.as_str()])), [format!("{absolute}/migrations: prisma")]);
}

#[test]
fn links_neither_loop_nor_double() {
    let (_guard, root) = project();
    symlink(&root, root.join("db/up")).expect("a link");
    symlink(root.join("db"), root.join("again")).expect("a link");
    symlink("self", root.join("self")).expect("a link");
    symlink("gone", root.join("db/migrations/3_c.sql")).expect("a link");
    let found = find(&root, &[]);
    assert_eq!(roots(&found), ["db/migrations: prisma"]);
    assert_eq!(problems(&found), [""; 0]);
    assert_eq!(roots(&find(&root, &["again"])), ["again/migrations: prisma"]);
}

#[test]
fn what_is_no_file_is_a_problem() {
    let (_guard, root) = project();
    let odd = root.join("sql/migrations");
    std::fs::create_dir_all(&odd).expect("a folder");
    std::fs::write(odd.join("1.sql"), "SELECT 1;").expect("a file");
    symlink("gone", odd.join("2.sql")).expect("a link");
    symlink("/dev/zero", odd.join("3.sql")).expect("a link");
    let unnamed = odd.as_std_path().join(OsStr::from_bytes(b"4_\xff.sql"));
    let is_written = std::fs::write(unnamed, "SELECT 4;").is_ok();
    let found = find(&root, &["sql"]);
    assert_eq!(migrations(&found.histories[0]), ["j 1"]);
    let mut expected = vec!["sql/migrations/2.sql: no such file or folder", "sql/migrations/3.sql: not a regular file"];
    if is_written {
        expected.push("sql/migrations/4_\u{FFFD}.sql: the name is not UTF-8");
    }
    assert_eq!(problems(&found), expected);
}
