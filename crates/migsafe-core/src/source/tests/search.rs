use std::path::Path;

use super::{find, migrations, only, problems, roots, tree};
use crate::source::tree::MemoryTree;
use crate::source::{Request, Tool, discover, mark_history};

const MONOREPO: [(&str, &str); 9] = [
    ("packages/a/prisma/migrations/migration_lock.toml", "provider = \"postgresql\""),
    ("packages/a/prisma/migrations/1_a/migration.sql", "SELECT 1;"),
    ("packages/a/prisma/migrations/2_b/migration.sql", "SELECT 2;"),
    ("packages/b/drizzle/meta/_journal.json", "{\"dialect\":\"postgresql\",\"entries\":[{\"idx\":0,\"when\":1,\"tag\":\"0000_x\"}]}"),
    ("packages/b/drizzle/0000_x.sql", "SELECT 1;"),
    ("services/py/alembic/env.py", ""),
    ("services/py/alembic/versions/1_a.py", ""),
    ("node_modules/c/prisma/migrations/1_a/migration.sql", "SELECT 1;"),
    ("services/go/migrations/1_a.sql", "SELECT 1;"),
];

#[test]
fn a_search_finds_every_root_and_leaves_installed_packages_alone() {
    let expected = [
        "packages/a/prisma/migrations: prisma",
        "packages/b/drizzle: drizzle",
        "services/go/migrations: sql",
        "services/py/alembic/versions: alembic",
    ];
    assert_eq!(roots(&find(&MONOREPO, &[])), expected);
    assert_eq!(roots(&find(&MONOREPO, &["services", "packages/a", "./packages", "packages/b/drizzle/0000_x.sql"])), expected);
    assert_eq!(roots(&find(&MONOREPO, &["node_modules/c"])), ["node_modules/c/prisma/migrations: prisma"]);
}

#[test]
fn named_files_are_judged_and_their_project_is_history() {
    let path = "packages/a/prisma/migrations/2_b/migration.sql";
    assert_eq!(migrations(&only(find(&MONOREPO, &[path]))), ["h 1_a", "j 2_b"]);
    assert_eq!(migrations(&only(find(&MONOREPO, &["packages/a/prisma/migrations/2_b/"]))), ["h 1_a", "j 2_b"]);
    assert_eq!(migrations(&only(find(&MONOREPO, &[path, "packages/a/prisma/migrations/1_a"]))), ["j 1_a", "j 2_b"]);
    assert_eq!(migrations(&only(find(&MONOREPO, &[path, "packages/a"]))), ["j 1_a", "j 2_b"]);
    assert_eq!(migrations(&only(find(&MONOREPO, &["packages/a/prisma/migrations/migration_lock.toml"]))), ["h 1_a", "h 2_b"]);
    assert_eq!(migrations(&only(find(&MONOREPO, &["packages/b/drizzle/0000_x.sql"]))), ["j 0000_x"]);
    assert_eq!(only(find(&MONOREPO, &["services/py/alembic/versions/1_a.py"])).tool, Tool::Alembic);
}

#[test]
fn a_named_file_without_a_project_stands_alone() {
    let files = [("x/a.sql", ""), ("x/b.sql", ""), ("y/1_a.sql", ""), ("y/2_b.sql", ""), ("z/notes.txt", "")];
    assert_eq!(migrations(&only(find(&files, &["x/b.sql"]))), ["j b"]);
    assert_eq!(migrations(&only(find(&files, &["x/b.sql", "x/a.sql"]))), ["j a", "j b"]);
    assert_eq!(migrations(&only(find(&files, &["y/2_b.sql"]))), ["h 1_a", "j 2_b"]);
    assert_eq!(
        problems(&find(&files, &["z/notes.txt"])),
        ["z/notes.txt: not a migration: neither an SQL file nor a part of a project's migrations"]
    );
    let inside = [MONOREPO[0], MONOREPO[1], ("packages/a/prisma/migrations/1_a/extra.sql", "")];
    assert_eq!(migrations(&only(find(&inside, &["packages/a/prisma/migrations/1_a/extra.sql"]))), ["j extra"]);
}

#[test]
fn what_cannot_be_read_hides_nothing_else() {
    let files: [(&str, &[u8]); 5] = [
        ("migrations/1.sql", b"SELECT 1;"),
        ("migrations/2.sql", b"SELECT '\xff';"),
        ("migrations/3.sql", b"SELECT \0;"),
        ("migrations/4.sql", b""),
        ("migrations/5.sql", b"\xEF\xBB\xBFSELECT 5;\r\n"),
    ];
    let found = discover(
        &MemoryTree::new(files.map(|(path, bytes)| (path, bytes.to_vec()))),
        &Request { paths: vec!["migrations".into(), "gone".into()], tool: None },
    );
    assert_eq!(
        problems(&found),
        [
            "gone: no such file or folder",
            "migrations/2.sql: not UTF-8 at byte 8",
            "migrations/3.sql: a NUL byte at byte 7, which PostgreSQL does not accept"
        ]
    );
    assert_eq!(migrations(&found.histories[0]), ["j 1", "j 4", "j 5"]);
}

#[test]
fn what_stands_in_the_base_is_history() {
    let mut found = find(
        &[
            ("migrations/1.sql", "SELECT 1;\r\n"),
            ("migrations/2.sql", "new"),
            ("migrations/3.sql", "changed"),
            ("migrations/4.sql", "same"),
        ],
        &[],
    );
    mark_history(
        &mut found.histories,
        &tree(&[("migrations/1.sql", "SELECT 1;\n"), ("migrations/3.sql", "as it was"), ("migrations/4.sql", "same")]),
    );
    assert_eq!(migrations(&found.histories[0]), ["h 1", "j 2", "j 3", "h 4"]);
}

#[test]
fn the_samples_made_by_the_tools_are_recognised() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/projects");
    let samples = camino::Utf8PathBuf::try_from(samples).expect("a path in UTF-8");
    let found = discover(&crate::source::tree::DiskTree::new(samples), &Request::default());
    assert_eq!(problems(&found), [""; 0]);
    assert_eq!(
        roots(&found),
        [
            "alembic/migrations/versions: alembic",
            "drizzle-legacy/drizzle: drizzle",
            "drizzle-v1/drizzle: drizzle",
            "plain/migrations: sql",
            "prisma/prisma/migrations: prisma"
        ]
    );
}
