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
    let _socket = std::os::unix::net::UnixListener::bind(odd.join("5.sql")).expect("a socket");
    let pipe = odd.join("6.sql");
    let is_made = std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|status| status.success());
    assert!(is_made, "a pipe");
    let unnamed = odd.as_std_path().join(OsStr::from_bytes(b"4_\xff.sql"));
    let is_written = std::fs::write(unnamed, "SELECT 4;").is_ok();
    let found = find(&root, &["sql"]);
    assert_eq!(migrations(&found.histories[0]), ["j 1"]);
    let mut expected = vec!["sql/migrations/2.sql: no such file or folder", "sql/migrations/3.sql: not a regular file"];
    if is_written {
        expected.push("sql/migrations/4_\u{FFFD}.sql: the name is not UTF-8");
    }
    expected.extend(["sql/migrations/5.sql: not a regular file", "sql/migrations/6.sql: not a regular file"]);
    assert_eq!(problems(&found), expected);
}

#[test]
fn around_one_file_of_prisma_the_others_are_what_they_are_in_the_whole() {
    let (_guard, root) = project();
    let folder = root.join("db/migrations");
    std::fs::write(folder.join("migration_lock.toml"), "provider = \"postgresql\"").expect("a file");
    for name in ["3_c", "4_d", "5_e", "6_f"] {
        std::fs::create_dir_all(folder.join(name)).expect("a folder");
    }
    std::fs::create_dir_all(folder.join("4_d/migration.sql")).expect("a folder");
    symlink("gone", folder.join("5_e/migration.sql")).expect("a link");
    std::fs::write(folder.join("6_f/migration.sql"), "SELECT 6;").expect("a file");
    std::fs::write(folder.join("6_f/down.sql"), "SELECT -6;").expect("a file");
    let (whole, one) = (find(&root, &[]), find(&root, &["db/migrations/6_f/migration.sql"]));
    let faults = |found: &Discovery| {
        let faults = &found.histories[0].irregularities;
        faults.iter().map(|fault| format!("{:?} {}", fault.kind, fault.path)).collect::<Vec<_>>()
    };
    assert_eq!(faults(&whole), ["FileMissing db/migrations/3_c/migration.sql", "FileMissing db/migrations/4_d/migration.sql"]);
    assert_eq!(faults(&one), faults(&whole));
    assert_eq!(problems(&one), ["db/migrations/5_e/migration.sql: no such file or folder"]);
    assert_eq!(problems(&one), problems(&whole));
    assert_eq!(migrations(&one.histories[0]), ["h 1_a", "h 2_b\nwith space", "j 6_f"]);
    let down = |found: &Discovery| found.histories[0].migrations[2].down.as_ref().map(|down| down.text.clone());
    assert_eq!(down(&one).as_deref(), Some("SELECT -6;"));
    assert_eq!(down(&one), down(&whole));
}
