use super::super::{Cut, History, TransactionScope, single};
use super::{find, find_as, migrations, only};
use crate::Options;
use crate::project::Project;
use crate::source::{Dialect, Standing, Tool};

const UP: &str = "CREATE TABLE a (b int);";

/// Tool, what runs in one transaction, and whether that is assumed.
fn named(history: &History) -> (Tool, TransactionScope, bool) {
    (history.tool, history.runner.transaction, history.runner.assumed)
}

/// The setting of each migration that has one of its own.
fn settings(history: &History) -> Vec<(&str, TransactionScope)> {
    history.migrations.iter().filter_map(|it| Some((it.id.as_str(), it.transaction?))).collect()
}

fn downs(history: &History) -> Vec<Option<&str>> {
    let text = |script: &'_ crate::source::Script| script.range.map_or(0..script.text.len(), |range| range.start..range.end);
    history.migrations.iter().map(|it| it.down.as_ref().map(|down| down.text[text(down)].trim())).collect()
}

fn rules_of(history: History) -> Vec<(usize, &'static str)> {
    let report = Project::from_histories(vec![history]).check(&Options { lock_timeout: Some("role".into()), ..Options::default() });
    report.findings().map(|finding| (finding.line, finding.rule)).collect()
}

#[test]
fn diesel_by_what_the_project_depends_on() {
    let files = [
        ("db/migrations/2026-01-02-000000_b/up.sql", "VACUUM;"),
        ("db/migrations/2026-01-02-000000_b/down.sql", "SELECT 1;"),
        ("db/migrations/2026-01-02-000000_b/metadata.toml", "# how\nrun_in_transaction = false\n"),
        ("db/migrations/20260101000000_a/up.sql", UP),
        ("db/Cargo.toml", "[dependencies]\ndiesel = { version = \"2\" }\n"),
        ("db/Cargo.lock", "[[package]]\nname = \"diesel\"\nversion = \"2.3.14\"\n"),
    ];
    let history = only(find(&files, &[]));
    assert_eq!(named(&history), (Tool::Diesel, TransactionScope::PerMigration, false));
    assert_eq!(history.runner.source, "diesel 2.3.14 in Cargo.lock");
    assert_eq!(migrations(&history), ["j 20260101000000_a", "j 2026-01-02-000000_b"]);
    assert_eq!(settings(&history), [("2026-01-02-000000_b", TransactionScope::SimpleQuery)]);
    assert_eq!(downs(&history), [None, Some("SELECT 1;")]);
    // Other tools lay their files out alike.
    assert_eq!(only(find(&files[..4], &[])).tool, Tool::Sql);
    let first = ("db/migrations/00000000000000_diesel_initial_setup/up.sql", "");
    assert_eq!(only(find(&[files[3], first], &[])).tool, Tool::Diesel);
}

#[test]
fn sqlx_by_names_and_what_the_project_depends_on() {
    let files = [
        ("migrations/10_c.sql", "-- no-transaction\nVACUUM;"),
        ("migrations/9_b.up.sql", "\n-- no-transaction\nSELECT 1;"),
        ("migrations/9_b.down.sql", "SELECT -1;"),
        ("Cargo.toml", "[dependencies.sqlx]\nversion = \"0.8\"\n"),
    ];
    let history = only(find(&files, &[]));
    assert_eq!(named(&history), (Tool::Sqlx, TransactionScope::PerMigration, false));
    assert_eq!(migrations(&history), ["j 9_b", "j 10_c"]);
    assert_eq!(settings(&history), [("10_c", TransactionScope::SimpleQuery)]);
    assert_eq!(downs(&history), [Some("SELECT -1;"), None]);
    assert_eq!(only(find(&[("migrations/V1__a.sql", UP), files[3]], &[])).tool, Tool::Sql);
}

#[test]
fn golang_migrate_by_its_module() {
    let files = [
        ("db/migrations/1_a.up.sql", UP),
        ("db/migrations/1_a.down.sql", "DROP TABLE a;"),
        ("go.mod", "module x\n\nrequire (\n\tgithub.com/golang-migrate/migrate/v4 v4.18.1\n)\n"),
    ];
    let history = only(find(&files, &[]));
    assert_eq!(named(&history), (Tool::GolangMigrate, TransactionScope::SimpleQuery, false));
    assert_eq!(downs(&history), [Some("DROP TABLE a;")]);
    assert_eq!(only(find(&files[..2], &[])).tool, Tool::Sql);
}

#[test]
fn goose_and_dbmate_by_their_marks() {
    let goose = "-- +goose no transaction\n-- +goose up\nVACUUM;\n-- +goose Down\nSELECT 1;\n";
    let history = only(find(&[("migrations/2_b.sql", goose), ("migrations/1_a.sql", "-- +goose Up\nSELECT 1;\n")], &[]));
    assert_eq!(named(&history), (Tool::Goose, TransactionScope::PerMigration, false));
    assert_eq!(settings(&history), [("2_b", TransactionScope::None)]);
    assert_eq!(downs(&history), [None, Some("SELECT 1;")]);
    assert!(history.migrations.iter().all(|migration| migration.up.cut == Cut::Lines));
    let dbmate = "-- migrate:up transaction:false\nVACUUM;\n-- migrate:down\nSELECT 1;\n";
    let history = only(find(&[("db/migrations/20260101000000_a.sql", dbmate)], &[]));
    assert_eq!(named(&history), (Tool::Dbmate, TransactionScope::PerMigration, false));
    assert_eq!(settings(&history), [("20260101000000_a", TransactionScope::SimpleQuery)]);
    assert_eq!(downs(&history), [Some("SELECT 1;")]);
}

#[test]
fn marks_of_tools_without_a_name_count_all_the_same() {
    let files = [
        ("migrations/1.sql", "-- +migrate Up notransaction\nVACUUM;\n-- +migrate Down\nSELECT 1;\n"),
        ("migrations/2.sql", "-- morph:nontransactional\nVACUUM;\n"),
        ("migrations/3.sql", UP),
    ];
    let history = only(find(&files, &[]));
    assert_eq!(named(&history), (Tool::Sql, TransactionScope::PerMigration, true));
    assert_eq!(settings(&history), [("1", TransactionScope::None), ("2", TransactionScope::SimpleQuery)]);
}

#[test]
fn goose_cuts_at_the_ends_of_lines() {
    let function = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 1;\nEND;\n$$;\n";
    let whole = format!("-- +goose Up\n-- +goose StatementBegin\n{function}-- +goose StatementEnd\nSELECT 1;\n");
    assert_eq!(rules_of(single(&whole, "1.sql".into(), None)), []);
    let cut = rules_of(single(&format!("-- +goose Up\n{function}"), "1.sql".into(), None));
    assert!(cut.iter().any(|(_, rule)| *rule == "not-understood"), "{cut:?}");
}

#[test]
fn the_database_shows_in_names_of_folders_and_features() {
    let dialect = |files: &[(&str, &str)]| only(find(files, &[])).dialect;
    let goose = "-- +goose Up\nCREATE TABLE a (b int);\n";
    let at = |folder: &str| dialect(&[(&format!("{folder}/1_a.sql"), goose)]);
    assert_eq!(at("assets/migrations/mysql"), Dialect::MySql);
    assert_eq!(at("crates/server-sqlite/migrations"), Dialect::Sqlite);
    assert_eq!(at("db/migration/H2"), Dialect::Other);
    // Others than databases are called so.
    assert_eq!(at("services/oracle/migrations"), Dialect::PostgreSql);
    assert_eq!(at("sqlite-to-postgres/migrations"), Dialect::PostgreSql);
    assert_eq!(dialect(&[("mysql/migrations/1_a.sql", "CREATE TABLE a (b jsonb);")]), Dialect::PostgreSql);
    let sqlx = |features: &str| {
        let manifest = format!("[dependencies]\nsqlx = {{ workspace = true, features = [{features}] }}\n");
        let workspace = ("Cargo.toml", "[workspace.dependencies.sqlx]\nversion = \"0.8\"\nfeatures = [\"postgres\"]\n");
        dialect(&[("a/migrations/1_a.sql", UP), ("a/Cargo.toml", &manifest), workspace])
    };
    assert_eq!(sqlx("\"sqlite\", \"regexp\""), Dialect::Sqlite);
    assert_eq!(sqlx("\"sqlite\", \"postgres\""), Dialect::PostgreSql);
    assert_eq!(sqlx("\"chrono\""), Dialect::PostgreSql);
}

#[test]
fn marks_show_a_folder_of_any_name() {
    let dbmate = "-- migrate:up\nCREATE TABLE a (b int);\n-- migrate:down\nDROP TABLE a;\n";
    let files =
        [("self-host/sql/1_a.sql", dbmate), ("self-host/sql/2_b.sql", dbmate), ("queries/1_c.sql", UP), ("tests/sql/1_d.sql", dbmate)];
    let history = only(find(&files, &[]));
    assert_eq!((history.root.as_str(), history.tool), ("self-host/sql", Tool::Dbmate));
}

#[test]
fn goose_sends_a_marked_block_as_one_query() {
    let block = "CREATE TABLE b (c int);\nCREATE INDEX CONCURRENTLY i ON a (d);\n";
    let file = |body: &str| single(&format!("-- +goose NO TRANSACTION\n-- +goose Up\n{body}"), "1.sql".into(), None);
    assert_eq!(rules_of(file(block)), []);
    let marked = file(&format!("-- +goose StatementBegin\n{block}-- +goose StatementEnd\nVACUUM a;\n"));
    assert_eq!(rules_of(marked), [(5, "concurrently-in-transaction")]);
    // Two on one line are one query likewise.
    assert_eq!(rules_of(file("VACUUM a; VACUUM b;\n")), [(3, "concurrently-in-transaction"), (3, "concurrently-in-transaction")]);
}

#[test]
fn flyway_orders_by_version_and_runs_repeatable_ones_last() {
    let folder = "app/src/main/resources/db/migration";
    let names = ["R__b", "V1_10__c", "V1__a", "V1.9__b", "V2.0.0__d", "V2_1__e", "U1_9__b", "R__a", "B2__base", "V10__f"];
    let paths: Vec<String> = names.iter().map(|name| format!("{folder}/{name}.sql")).collect();
    let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), UP)).collect();
    let history = only(find(&files, &[]));
    assert_eq!(named(&history), (Tool::Flyway, TransactionScope::PerMigration, true));
    let order = ["j V1__a", "j V1.9__b", "j V1_10__c", "o B2__base", "j V2.0.0__d", "j V2_1__e", "j V10__f", "j R__a", "j R__b"];
    assert_eq!(migrations(&history), order);
    assert_eq!(history.migrations[1].down.as_ref().map(|down| down.path.as_str()), Some("app/src/main/resources/db/migration/U1_9__b.sql"));
    // A new database takes the baseline in place of what is not there any more.
    let only_base = [("db/migration/B2__base.sql", UP), ("db/migration/V3__x.sql", UP)];
    assert_eq!(migrations(&only(find(&only_base, &[]))), ["j B2__base", "j V3__x"]);
}

#[test]
fn flyway_reads_the_folders_below_its_location_as_one_history() {
    let base = "src/main/resources/db/migration";
    let paths = |names: &[&str]| names.iter().map(|name| format!("{base}/{name}.sql")).collect::<Vec<_>>();
    let history = |names: &[&str], asked: &[&str]| {
        let paths = paths(names);
        find(&paths.iter().map(|path| (path.as_str(), UP)).collect::<Vec<_>>(), asked)
    };
    let nested = ["2025/V2__b", "2025/U2__b", "2026/q1/V10__d", "2026/V3__c", "R__v", "V1__a"];
    let found = only(history(&nested, &[]));
    assert_eq!((found.root.as_str(), found.tool), (base, Tool::Flyway));
    assert_eq!(migrations(&found), ["j V1__a", "j V2__b", "j V3__c", "j V10__d", "j R__v"]);
    assert_eq!(found.migrations[1].down.as_ref().map(|down| down.path.as_str()), Some(paths(&["2025/U2__b"])[0].as_str()));
    // Named by a hook, the file has the others before it.
    let named = only(history(&nested, &[paths(&["2026/V3__c"])[0].as_str()]));
    assert_eq!(migrations(&named), ["h V1__a", "h V2__b", "j V3__c", "h V10__d", "h R__v"]);
    // Nothing in the location itself.
    assert_eq!(migrations(&only(history(&["a/V2__b", "b/V1__a"], &[]))), ["j V1__a", "j V2__b"]);
    // Locations side by side: one for each database, or one for each module.
    for apart in [["mysql/V1__a", "postgresql/V2__b"], ["one/V1__a", "two/V1__b"]] {
        assert_eq!(history(&apart, &[]).histories.len(), 2, "{apart:?}");
    }
}

#[test]
fn flyway_leaves_out_the_transaction_where_it_sees_that_it_must() {
    let index = "CREATE INDEX CONCURRENTLY i ON t (a);";
    let both = "SELECT 1;\nCREATE INDEX CONCURRENTLY j ON t (a);";
    let files = |more: &[(&str, &str)]| {
        let mut files = vec![
            ("db/migration/V1__a.sql", "CREATE TABLE t (a int);"),
            ("db/migration/V2__b.sql", index),
            ("db/migration/V3__c.sql", both),
            ("db/migration/V3__c.sql.conf", "executeInTransaction=false"),
            ("db/migration/V4__d.sql", "REINDEX INDEX CONCURRENTLY i;"),
            ("db/migration/V5__e.sql", "REINDEX INDEX CONCURRENTLY i;"),
            ("db/migration/V5__e.sql.conf", "executeInTransaction = false"),
        ];
        files.extend(more.iter().copied());
        only(find(&files, &[]))
    };
    let history = files(&[]);
    assert_eq!(settings(&history), [("V2__b", TransactionScope::None), ("V5__e", TransactionScope::None)]);
    let in_transaction = "concurrently-in-transaction";
    assert_eq!(rules_of(history), [(1, in_transaction), (2, in_transaction), (1, in_transaction), (1, in_transaction)]);
    let configured = files(&[("flyway.conf", "flyway.mixed=true\nflyway.postgresql.transactional.lock=false\n")]);
    let outside = [("V2__b", TransactionScope::None), ("V3__c", TransactionScope::None), ("V5__e", TransactionScope::None)];
    assert_eq!(settings(&configured), outside);
    assert_eq!(rules_of(configured), [(1, in_transaction)]);
}

#[test]
fn supabase_by_its_place_sends_apart_what_must_be() {
    let text = "ALTER TABLE t ADD COLUMN b int;\ncreate index concurrently i ON t (b);\nVACUUM t;\nDROP INDEX i;";
    let files =
        [("supabase/migrations/20260101000000_a.sql", "CREATE TABLE t (a int);"), ("supabase/migrations/20260102000000_b.sql", text)];
    let history = only(find(&files, &[]));
    assert_eq!(named(&history), (Tool::Supabase, TransactionScope::PerMigration, false));
    assert_eq!(history.migrations[1].apart, [text.find("create").unwrap(), text.find("VACUUM").unwrap()]);
    assert!(!rules_of(history).iter().any(|(_, rule)| *rule == "concurrently-in-transaction"));
    let old = ("package.json", "{ \"devDependencies\": { \"supabase\": \"2.90.0\" } }");
    let history = only(find(&[files[0], files[1], old], &[]));
    assert!(history.runner.assumed);
    assert!(rules_of(history).contains(&(2, "concurrently-in-transaction")));
}

#[test]
fn what_follows_a_commit_shares_an_implicit_transaction_where_the_file_is_one_query() {
    let text = "-- migrate:up\nCOMMIT;\nCREATE INDEX CONCURRENTLY i ON t (a);\n";
    let found = rules_of(single(text, "1.sql".into(), Some(Tool::Dbmate)));
    assert_eq!(found, [(2, "concurrently-in-transaction"), (3, "concurrently-in-transaction")]);
    let found = rules_of(single(&text.replace("migrate:up", "x"), "1.sql".into(), Some(Tool::Sqlx)));
    assert_eq!(found, [(2, "concurrently-in-transaction"), (3, "concurrently-in-transaction")]);
    // Of an unknown tool nobody knows that it sends the file in one go.
    assert_eq!(rules_of(single(&text.replace("migrate:up", "x"), "1.sql".into(), Some(Tool::Sql))), [(2, "concurrently-in-transaction")]);
}

#[test]
fn the_named_tool_counts_whatever_the_files_show() {
    let files = [("migrations/1_a.sql", UP), ("Cargo.toml", "[dependencies]\nsqlx = \"0.8\"\n")];
    for tool in [Tool::Goose, Tool::Dbmate, Tool::Flyway, Tool::Diesel, Tool::Sqlx, Tool::GolangMigrate, Tool::Supabase, Tool::Sql] {
        assert_eq!(only(find_as(&files, &[], Some(tool))).tool, tool);
        assert_eq!(single(UP, "stdin.sql".into(), Some(tool)).tool, tool);
    }
}

#[test]
fn what_alembic_prints_is_alembics() {
    let text = "BEGIN;\n-- Running upgrade  -> a1\nCREATE TABLE t (a int);\n-- Running upgrade a1 -> b2\nDROP TABLE t;\nCOMMIT;\n";
    for history in [
        single(text, "stdin.sql".into(), None),
        single(text, "stdin.sql".into(), Some(Tool::Alembic)),
        only(find(&[("out/all.sql", text)], &["out/all.sql"])),
    ] {
        assert_eq!(named(&history), (Tool::Alembic, TransactionScope::AllPending, false));
        assert_eq!(migrations(&history), ["j a1", "j b2"]);
        assert_eq!(rules_of(history), [(5, "drop-table")]);
    }
    let python = "from alembic import op\nrevision = 'a1'\ndown_revision = None\ndef upgrade():\n    op.drop_table('t')\n";
    assert_eq!(rules_of(single(python, "stdin.sql".into(), Some(Tool::Alembic))), [(5, "drop-table")]);
}

#[test]
fn a_repeatable_migration_is_meant_to_change() {
    let now =
        [("db/migration/V1_2__b.sql", "SELECT 2;"), ("db/migration/R__v.sql", "SELECT 3;"), ("db/migration/V1_3__c.sql", "SELECT 4;")];
    let mut histories = find(&now, &[]).histories;
    let before =
        [("db/migration/V1_2__b.sql", "SELECT 2;"), ("db/migration/R__v.sql", "SELECT 1;"), ("db/migration/V1_1__a.sql", "SELECT 0;")];
    super::super::mark_history(&mut histories, &super::tree(&before));
    assert_eq!(migrations(&histories[0]), ["h V1_2__b", "j V1_3__c", "j R__v"]);
    let gone = super::super::IrregularityKind::MergedDeleted;
    assert_eq!(super::faults(&histories[0]), [(gone, "V1_1__a", None)]);
}

#[test]
fn a_revision_that_was_printed_before_is_history() {
    let first = "BEGIN;\n-- Running upgrade  -> a1\nCREATE TABLE t (a int);\n";
    let second = "-- Running upgrade a1 -> b2\nDROP TABLE t;\n";
    let files = format!("{first}{second}COMMIT;\n");
    let mut histories = find(&[("out/all.sql", &files)], &["out"]).histories;
    super::super::mark_history(&mut histories, &super::tree(&[("out/all.sql", &format!("{first}COMMIT;\r\n"))]));
    let standings: Vec<Standing> = histories[0].migrations.iter().map(|migration| migration.standing).collect();
    assert_eq!(standings, [Standing::History, Standing::Judged]);
}

#[test]
fn flyways_placeholders_are_what_its_configuration_says() {
    let sql = "CREATE SCHEMA ${schema};\nALTER TABLE ${Schema}.orders DROP COLUMN ${column};\nDROP TABLE ${unknown}.t;\n";
    let objects = |configuration: &[(&str, &str)]| -> Vec<String> {
        let mut files = vec![(".git", "gitdir: x"), ("app/db/migration/V1__a.sql", sql)];
        files.extend(configuration);
        let project = Project::from_histories(vec![only(find(&files, &["app/db/migration"]))]);
        let report = project.check(&Options::default());
        let statements = &report.projects[0].migrations[0].statements;
        assert_eq!(
            statements.iter().map(|it| (it.line, it.sql.to_string())).collect::<Vec<_>>()[1],
            (2, "ALTER TABLE ${Schema}.orders DROP COLUMN ${column};".into())
        );
        let value = |it| serde_json::to_value(it).unwrap();
        let named = |it: &serde_json::Value| {
            ["table", "name", "names"].iter().find_map(|name| it.get(name)).unwrap_or_default().to_string().replace(['"', '[', ']'], "")
        };
        statements.iter().flat_map(|it| &it.operations).map(|it| named(&value(it))).collect()
    };
    let (toml, conf) = (
        "[flyway]\nurl = \"x\"\n[flyway.placeholders]\nschema = \"shop\"\ncolumn = \"old\"\n",
        "flyway.placeholders.schema = shop\n# flyway.placeholders.schema=no\n",
    );
    let unknown = objects(&[]);
    assert!(unknown[1].contains("__schema_"), "{unknown:?}");
    for configuration in
        [("flyway.toml", toml), ("app/conf/flyway.conf", conf), ("application.properties", "spring.flyway.placeholders.schema=shop\r\n")]
    {
        let known = objects(&[configuration]);
        assert!(known[1].contains("shop.orders") && known[2].contains("__unknown_"), "{known:?}");
    }
    // Made by something else, the nearest file, and switched off.
    assert!(objects(&[("flyway.conf", "flyway.placeholders.schema=${env.SCHEMA}")])[1].contains("__schema_"));
    assert!(objects(&[("flyway.conf", "flyway.placeholders.schema=far"), ("app/flyway.conf", conf)])[1].contains("shop.orders"));
    let off = [(".git", "gitdir: x"), ("db/migration/V1__a.sql", sql), ("flyway.toml", "[flyway]\nplaceholderReplacement = false\n")];
    assert!(only(find(&off, &[])).migrations[0].up.placeholders.is_none());
}
