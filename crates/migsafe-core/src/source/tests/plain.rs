use super::{find, migrations, only, roots};
use crate::source::{Dialect, TransactionScope};

#[test]
fn numbers_order_the_files_and_down_files_belong_to_theirs() {
    let history = only(find(
        &[
            ("db/migrations/10_c.up.sql", "10"),
            ("db/migrations/10_c.down.sql", "-10"),
            ("db/migrations/2_b.sql", "2"),
            ("db/migrations/2_b.undo.sql", "-2"),
            ("db/migrations/1_a.SQL", "1"),
            ("db/migrations/3_lonely.down.sql", "-3"),
            ("db/migrations/11_d/up.sql", "11"),
            ("db/migrations/11_d/down.sql", "-11"),
        ],
        &[],
    ));
    assert_eq!(migrations(&history), ["j 1_a", "j 2_b", "j 10_c", "j 11_d"]);
    let downs: Vec<_> = history.migrations.iter().map(|migration| migration.down.as_ref().map(|down| &*down.text)).collect();
    assert_eq!(downs, [None, Some("-2"), Some("-10"), Some("-11")]);
    assert_eq!((history.runner.transaction, history.runner.assumed), (TransactionScope::PerMigration, true));
}

#[test]
fn a_search_takes_no_seeds_dumps_and_fixtures() {
    let found = find(
        &[
            ("db/schema.sql", ""),
            ("db/seeds/1_users.sql", ""),
            ("tests/migrations/1_a.sql", ""),
            ("docs/queries/1_a.sql", ""),
            ("app/migrations/readme.sql", ""),
            ("app/migrations/postgres/0001_a.sql", ""),
            ("flyway/db/migration/V1__a.sql", ""),
        ],
        &["."],
    );
    assert_eq!(roots(&found), ["app/migrations/postgres: sql", "flyway/db/migration: flyway"]);
}

#[test]
fn a_folder_that_is_named_counts_whatever_it_is_called() {
    let files = [("tests/queries/b.sql", ""), ("tests/queries/a.sql", ""), ("tests/more/x.sql", "")];
    assert_eq!(migrations(&only(find(&files, &["./tests/queries/"]))), ["j a", "j b"]);
    assert_eq!(roots(&find(&files, &["tests"])), [""; 0]);
}

#[test]
fn a_file_with_both_directions_runs_only_the_one() {
    let text = "-- migrate:up\nCREATE TABLE a ();\n-- migrate:down\nDROP TABLE a;\n";
    let history = only(find(
        &[("migrations/1.sql", text), ("migrations/2.sql", &text.replace("migrate:", "+goose ")), ("migrations/3.sql", "SELECT 1;")],
        &[],
    ));
    for migration in &history.migrations[..2] {
        let up = migration.up.range.expect("a part").of(&migration.up.text);
        let down = migration.down.as_ref().and_then(|down| down.range).expect("a part").of(&migration.up.text);
        assert_eq!((up.trim(), down.trim()), ("CREATE TABLE a ();", "DROP TABLE a;"));
    }
    assert_eq!(history.migrations[2].up.range, None);
}

#[test]
fn another_language_must_show_overwhelmingly() {
    let dialect = |texts: &[&str]| {
        let names: Vec<String> = (0..texts.len()).map(|number| format!("migrations/{number}.sql")).collect();
        let files: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(texts.iter().copied()).collect();
        only(find(&files, &[])).dialect
    };
    assert_eq!(dialect(&["CREATE TABLE a (b int);"]), Dialect::PostgreSql);
    assert_eq!(dialect(&["CREATE TABLE `a` (b int AUTO_INCREMENT) ENGINE=InnoDB;"]), Dialect::MySql);
    assert_eq!(dialect(&["PRAGMA foreign_keys=OFF;"]), Dialect::Sqlite);
    assert_eq!(dialect(&["CREATE TABLE a (b UInt8) ENGINE = ReplicatedMergeTree() ORDER BY b;"]), Dialect::Other);
    assert_eq!(dialect(&["-- PRAGMA x;\nSELECT 'AUTO_INCREMENT';", "CREATE TABLE b (c serial);"]), Dialect::PostgreSql);
    assert_eq!(dialect(&["PRAGMA foreign_keys=OFF;", "CREATE TABLE b (c jsonb);"]), Dialect::PostgreSql);
}

/// The manifest of a workspace names no database, the code that runs the migrations does.
#[test]
fn the_pool_of_a_crate_names_its_database() {
    let dialect = |code: &str, text: &str| {
        only(find(
            &[
                ("Cargo.toml", "[workspace.dependencies.sqlx]\nversion = \"0.8\"\nfeatures = [\"runtime-tokio\"]\n"),
                ("crates/notes/Cargo.toml", "[package]\nname = \"notes\"\n[dependencies]\nsqlx = { workspace = true }\n"),
                ("crates/notes/src/store/open.rs", code),
                ("crates/notes/src/other.rs", "use sqlx::MySqlPool;"),
                ("crates/notes/migrations/1_a.sql", text),
            ],
            &[],
        ))
        .dialect
    };
    let table = "CREATE TABLE notes (id TEXT PRIMARY KEY);";
    let runs = |pool: &str| format!("use sqlx::sqlite::{pool}Options;\nsqlx::migrate!(\"./migrations\").run(pool).await?;");
    assert_eq!(dialect(&runs("SqlitePool"), table), Dialect::Sqlite);
    assert_eq!(dialect(&runs("PgPool"), table), Dialect::PostgreSql);
    assert_eq!(dialect(&runs("MySqlPool"), table), Dialect::MySql);
    assert_eq!(dialect(&format!("{}use sqlx::PgPool;", runs("SqlitePool")), table), Dialect::PostgreSql, "both are named");
    assert_eq!(dialect(&runs("AnyPool"), table), Dialect::PostgreSql);
    assert_eq!(dialect("use sqlx::SqlitePool;", table), Dialect::PostgreSql, "what runs no migrations says nothing");
    assert_eq!(dialect("", "CREATE TABLE notes (at INTEGER NOT NULL DEFAULT (strftime('%s', 'now')));"), Dialect::Sqlite);
    assert_eq!(dialect(&runs("SqlitePool"), "CREATE TABLE notes (id BIGSERIAL, data JSONB);"), Dialect::PostgreSql);
}

#[test]
fn flyway_reads_the_folders_below_its_location() {
    let found = find(
        &[
            ("app/src/main/resources/migration/1.0/ddl/V1.0_1__init.sql", ""),
            ("app/src/main/resources/migration/1.0/dml/V1.0_2__rows.sql", ""),
            ("app/src/main/resources/migration/1.1/ddl/V1.1_1__more.sql", ""),
        ],
        &["."],
    );
    assert_eq!(roots(&found), ["app/src/main/resources/migration: sql"]);
    assert_eq!(found.histories[0].migrations.len(), 3);
}
