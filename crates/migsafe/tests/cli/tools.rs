//! Whose migrations they are: told by the files, named by the user, on standard input.

use crate::harness::Playground;

const INDEX: &str = "CREATE INDEX CONCURRENTLY t_a ON t (a);\n";

#[test]
fn every_tool_can_be_named_for_standard_input() {
    let playground = Playground::new();
    let tools = ["prisma", "drizzle", "alembic", "diesel", "flyway", "goose", "dbmate", "golang-migrate", "sqlx", "supabase", "sql"];
    for tool in tools {
        let run = playground.pipe(&["check", "-", "--tool", tool], b"CREATE TABLE t (a int);\n");
        assert_eq!(run.code, 0, "{tool}: {}", run.whole());
        assert!(run.out.starts_with(&format!("{tool} · PostgreSQL 15 (default) · 1 migration judged")), "{}", run.out);
    }
    let run = playground.pipe(&["check", "-", "--tool", "rails"], b"");
    assert_eq!(run.code, 2);
    assert!(tools.iter().all(|tool| run.err.contains(tool)), "{}", run.err);
}

#[test]
fn marks_tell_the_tool_on_standard_input() {
    let playground = Playground::new();
    let goose = format!("-- +goose NO TRANSACTION\n-- +goose Up\n{INDEX}-- +goose Down\nDROP TABLE t;\n");
    let run = playground.pipe(&["check", "-"], goose.as_bytes());
    assert_eq!(run.code, 0, "{}", run.whole());
    assert!(run.out.starts_with("goose · ") && !run.out.contains("assumed"), "{}", run.out);
    let dbmate = format!("-- migrate:up\n{INDEX}-- migrate:down\nDROP TABLE t;\n");
    let run = playground.pipe(&["check", "-"], dbmate.as_bytes());
    assert_eq!(run.code, 1, "{}", run.whole());
    assert!(run.out.contains("-- migrate:up transaction:false"), "{}", run.out);
}

/// The file on standard input is judged in its place: with its project's history, and with what stands beside it.
#[test]
fn standard_input_in_the_layout_of_each_tool() {
    let create = "CREATE TABLE t (a int);\n";
    let up = format!("-- migrate:up\n{create}");
    for (tool, files, name, input) in [
        (
            "diesel",
            &[
                ("diesel.toml", ""),
                ("migrations/2026-01-01-000000_t/up.sql", create),
                ("migrations/2026-01-02-000000_i/metadata.toml", "run_in_transaction = false\n"),
            ][..],
            "migrations/2026-01-02-000000_i/up.sql",
            INDEX.to_owned(),
        ),
        (
            "sqlx",
            &[("Cargo.toml", "[dependencies]\nsqlx = \"0.8\"\n"), ("migrations/1_t.up.sql", create)],
            "migrations/2_i.up.sql",
            format!("-- no-transaction\n{INDEX}"),
        ),
        (
            "flyway",
            &[
                ("src/main/resources/application.properties", "spring.flyway.postgresql.transactional-lock=false\n"),
                ("src/main/resources/db/migration/V1__t.sql", create),
            ],
            "src/main/resources/db/migration/V1_1__i.sql",
            INDEX.to_owned(),
        ),
        ("dbmate", &[("db/migrations/1_t.sql", up.as_str())], "db/migrations/2_i.sql", format!("-- migrate:up transaction:false\n{INDEX}")),
        ("supabase", &[("supabase/migrations/20260101000000_t.sql", create)], "supabase/migrations/20260102000000_i.sql", INDEX.to_owned()),
        (
            "golang-migrate",
            &[("go.mod", "require github.com/golang-migrate/migrate/v4 v4.18.1\n"), ("migrations/1_t.up.sql", create)],
            "migrations/2_i.up.sql",
            INDEX.to_owned(),
        ),
    ] {
        let playground = Playground::new();
        for (path, text) in files {
            playground.write(path, text);
        }
        let run = playground.pipe(&["check", "-", "--stdin-filename", name], input.as_bytes());
        assert_eq!(run.code, 0, "{tool}: {}", run.whole());
        assert!(run.out.starts_with(&format!("{tool} · PostgreSQL 15 (default) · 1 migration judged, 1 replayed")), "{}", run.out);
        let beside = format!("{input}ALTER TABLE t DROP COLUMN a;\n");
        let run = playground.pipe(&["check", "-", "--stdin-filename", name, "--format", "json"], beside.as_bytes());
        assert_eq!(run.code, 1, "{tool}: {}", run.whole());
        // Beside another statement it fails in every one of them, but for Supabase's.
        assert_eq!(run.out.contains("concurrently-in-transaction"), tool != "supabase", "{tool}: {}", run.out);
    }
}

const PRINTED: &str = "\
BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1

CREATE TABLE t (
    a INTEGER,
    b TEXT
);

INSERT INTO alembic_version (version_num) VALUES ('a1') RETURNING alembic_version.version_num;

-- Running upgrade a1 -> b2

COMMIT;

CREATE INDEX CONCURRENTLY t_a ON t (a);

BEGIN;

UPDATE alembic_version SET version_num='b2' WHERE alembic_version.version_num = 'a1';

-- Running upgrade b2 -> c3

CREATE INDEX CONCURRENTLY t_b ON t (b);

UPDATE alembic_version SET version_num='c3' WHERE alembic_version.version_num = 'b2';

COMMIT;

";

#[test]
fn what_alembic_prints_is_read_revision_by_revision() {
    let playground = Playground::new();
    let run = playground.pipe(&["check", "-"], PRINTED.as_bytes());
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.whole());
    let named = playground.pipe(&["check", "-", "--tool", "alembic"], PRINTED.as_bytes());
    assert_eq!(named.whole(), run.whole());
    playground.write("out/upgrade.sql", PRINTED);
    let file = playground.run(&["check", "out/upgrade.sql"]);
    assert_eq!(file.whole().replace("out/upgrade.sql", "stdin.sql"), run.whole());
}

#[test]
fn a_printed_downgrade_is_judged_where_it_is_alone() {
    let playground = Playground::new();
    let down = "BEGIN;\n\n-- Running downgrade a1 -> \n\nDROP TABLE t;\n\nDELETE FROM alembic_version WHERE alembic_version.version_num = 'a1';\n\nCOMMIT;\n";
    let run = playground.pipe(&["check", "-"], down.as_bytes());
    assert_eq!(run.code, 1);
    assert!(run.out.contains("red     downgrade a1  1 error"), "{}", run.out);
    let up = PRINTED.split_inclusive("'a1') RETURNING alembic_version.version_num;\n").next().unwrap();
    playground.write("out/upgrade.sql", up);
    playground.write("out/downgrade.sql", down);
    let run = playground.run(&["check", "out"]);
    assert_eq!(run.code, 0, "{}", run.whole());
    assert!(run.out.contains("1 migration judged"), "{}", run.out);
}

#[test]
fn what_was_printed_before_is_history() {
    let playground = Playground::outside_git();
    playground.git(&["init", "-q"]);
    let (before, _) = PRINTED.split_once("-- Running upgrade b2 -> c3").unwrap();
    playground.write("migrations/all.sql", format!("{before}COMMIT;\n"));
    playground.commit();
    playground.write("migrations/all.sql", PRINTED);
    let run = playground.run(&["check", "migrations", "--since", "HEAD"]);
    assert!(run.out.starts_with("alembic · PostgreSQL 15 (default) · 1 migration judged, 2 replayed"), "{}", run.whole());
}

#[test]
fn the_report_says_what_each_migration_runs_in() {
    let playground = Playground::new();
    playground.write("migrations/1_t.sql", "-- +goose Up\nCREATE TABLE t (a int);\n");
    playground.write("migrations/2_i.sql", format!("-- +goose NO TRANSACTION\n-- +goose Up\n{INDEX}"));
    let run = playground.run(&["check", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let project = &report["projects"][0];
    assert_eq!(
        (&project["tool"], &project["runner"]["transaction"], &project["runner"]["assumed"]),
        (&"goose".into(), &"per-migration".into(), &false.into())
    );
    assert_eq!(project["migrations"][0]["transaction"], "per-migration");
    assert_eq!(project["migrations"][1]["transaction"], "none");
}
