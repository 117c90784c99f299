use std::path::Path;

use super::{find, migrations, only, problems, roots};
use crate::source::tree::MemoryTree;
use crate::source::{Request, Tool, discover};

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
fn ordered_files_of_a_named_folder_count_beside_roots_further_down() {
    let files = [
        ("db/1_a.sql", ""),
        ("db/2_b.sql", ""),
        ("db/later/migrations/1_c.sql", ""),
        ("notes/x.sql", ""),
        ("notes/migrations/1_d.sql", ""),
    ];
    assert_eq!(roots(&find(&files, &["db", "notes"])), ["db: sql", "db/later/migrations: sql", "notes/migrations: sql"]);
}

#[test]
fn a_search_says_where_it_stops() {
    let deep = format!("{}/migrations/1.sql", vec!["a"; 70].join("/"));
    let found = find(&[(&deep, "SELECT 1;"), ("migrations/1.sql", "SELECT 1;")], &[]);
    assert_eq!(roots(&found), ["migrations: sql"]);
    assert_eq!(problems(&found), [format!("{}: nested more than 64 folders deep, not searched", vec!["a"; 65].join("/"))]);
}

proptest::proptest! {
    /// Whatever stands in a tree and whatever is named: the same answer in any order, each migration once, and a place for every path that is named.
    #[test]
    fn any_tree_is_read_the_same_in_any_order_of_paths(
        files in proptest::collection::btree_map(
            "(migrations/|db/|m/|drizzle/){0,2}(1_a/|meta/|versions/)?(migration\\.sql|up\\.sql|1_a\\.sql|2_b\\.down\\.sql|_journal\\.json|migration_lock\\.toml|1_x\\.py|package\\.json)",
            "(\\{\"entries\":\\[(\\{\"tag\":\"1_a\",\"when\":[0-9]\\}|3)?\\]\\}|[ -~\u{0}é]{0,12})",
            0..12,
        ),
        picks in proptest::collection::vec(0_usize..40, 0..4),
    ) {
        let tree = MemoryTree::new(files.clone());
        let mut names: Vec<camino::Utf8PathBuf> = files.keys().map(Into::into).collect();
        names.extend(["", "db", "migrations", "m/migrations", "../out", "./db/"].map(Into::into));
        let mut paths: Vec<_> = picks.iter().filter_map(|pick| names.get(*pick).cloned()).collect();
        let first = discover(&tree, &Request { paths: paths.clone(), ..Request::default() });
        paths.reverse();
        let second = discover(&tree, &Request { paths, ..Request::default() });
        proptest::prop_assert_eq!(format!("{first:?}"), format!("{second:?}"));
        for history in &first.histories {
            let distinct: std::collections::BTreeSet<_> = history.migrations.iter().map(|migration| &migration.path).collect();
            proptest::prop_assert_eq!(distinct.len(), history.migrations.len());
        }
    }
}

#[test]
fn the_order_in_which_files_are_named_does_not_matter() {
    let files = [("db/migration.sql", ""), ("db/1_a.sql", ""), ("db/2_b.down.sql", "")];
    let found = |paths: &[&str]| format!("{:?}", find(&files, paths));
    assert_eq!(found(&["db/migration.sql", "db/1_a.sql"]), found(&["db/1_a.sql", "db/migration.sql"]));
}

#[test]
fn what_is_for_tests_is_read_where_it_is_named() {
    let files = [("app/migrations/1_a.sql", ""), ("app/tests/data/migrations/1_b.sql", ""), ("app/tests/other/migrations/1_c.sql", "")];
    assert_eq!(roots(&find(&files, &[])), ["app/migrations: sql"]);
    assert_eq!(roots(&find(&files, &["app"])), ["app/migrations: sql"]);
    assert_eq!(roots(&find(&files, &["app/tests"])), ["app/tests/data/migrations: sql", "app/tests/other/migrations: sql"]);
    assert_eq!(roots(&find(&files, &["app/tests/data"])), ["app/tests/data/migrations: sql"]);
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
        &Request { paths: vec!["migrations".into(), "gone".into()], ..Request::default() },
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
fn the_samples_made_by_the_tools_are_recognised() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/projects");
    let samples = camino::Utf8PathBuf::try_from(samples).expect("a path in UTF-8");
    let found = discover(&crate::source::tree::DiskTree::new(samples), &Request::default());
    assert_eq!(problems(&found), [""; 0]);
    assert_eq!(
        roots(&found),
        [
            "alembic/migrations/versions: alembic",
            "alembic-conventions/migrations/versions: alembic",
            "alembic-helpers/migrations/versions: alembic",
            "alembic-operations/migrations/versions: alembic",
            "dbmate/db/migrations: dbmate",
            "diesel/migrations: diesel",
            "drizzle-dialects/mysql: drizzle",
            "drizzle-dialects/postgresql: drizzle",
            "drizzle-dialects/sqlite: drizzle",
            "drizzle-legacy/drizzle: drizzle",
            "drizzle-v1/drizzle: drizzle",
            "flyway/src/main/resources/db/migration: flyway",
            "golang-migrate/migrations: golang-migrate",
            "goose/migrations: goose",
            "plain/migrations: sql",
            "prisma/prisma/migrations: prisma",
            "prisma-dialects/sqlite/migrations: prisma",
            "sqlx/migrations: sqlx",
            "supabase/supabase/migrations: supabase"
        ]
    );
}
