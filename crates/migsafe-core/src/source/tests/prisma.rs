use super::{faults, find, migrations, only, roots};
use crate::source::{Dialect, IrregularityKind, TransactionScope};

const LOCK: (&str, &str) = ("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");

#[test]
fn folders_apply_in_the_order_of_their_bytes() {
    let history = only(find(
        &[
            LOCK,
            ("prisma/migrations/20240102000000_b/migration.sql", "SELECT 2;"),
            ("prisma/migrations/0_init/migration.sql", "SELECT 0;"),
            ("prisma/migrations/Zeta/migration.sql", "SELECT 3;"),
            ("prisma/migrations/alpha.sql/migration.sql", "SELECT 4;"),
            ("prisma/migrations/20240102000000_b/down.sql", "SELECT -2;"),
            ("prisma/migrations/20240102000000_b/notes.sql", "DROP TABLE t;"),
        ],
        &["prisma"],
    ));
    assert_eq!(migrations(&history), ["j 0_init", "j 20240102000000_b", "j Zeta", "j alpha.sql"]);
    assert_eq!(history.migrations[1].down.as_ref().map(|down| &*down.text), Some("SELECT -2;"));
    assert_eq!(history.migrations[1].path, "prisma/migrations/20240102000000_b/migration.sql");
    assert_eq!(history.root, "prisma/migrations");
}

#[test]
fn a_folder_without_its_script_stops_the_deploy() {
    let history = only(find(&[LOCK, ("prisma/migrations/1_a/migration.sql", ""), ("prisma/migrations/2_b/README.md", "")], &[]));
    assert_eq!(migrations(&history), ["j 1_a"]);
    assert_eq!(faults(&history), [(IrregularityKind::FileMissing, "2_b", None)]);
}

#[test]
fn the_database_is_the_lock_files_else_the_schemas() {
    let dialect = |lock: &str| only(find(&[("migrations/migration_lock.toml", lock), ("migrations/1/migration.sql", "")], &[])).dialect;
    assert_eq!(dialect("provider = \"postgresql\""), Dialect::PostgreSql);
    assert_eq!(dialect("# provider = \"sqlite\"\nprovider=\"mysql\""), Dialect::MySql);
    assert_eq!(dialect("<<<<<<< HEAD\nprovider = \"sqlite\"\n"), Dialect::Sqlite);
    assert_eq!(dialect("provider = \"cockroachdb\""), Dialect::Other);
    let schema =
        "generator client {\n provider = \"prisma-client-js\"\n}\ndatasource db {\n  provider = \"sqlserver\"\n  url = env(\"URL\")\n}\n";
    let history = only(find(&[("db/schema/main.prisma", schema), ("db/migrations/first/migration.sql", "")], &[]));
    assert_eq!(history.dialect, Dialect::Other);
}

#[test]
fn a_lock_file_without_a_provider_is_a_problem_and_no_end() {
    let found = find(&[("m/migration_lock.toml", "oops"), ("m/1/migration.sql", "")], &["m"]);
    assert_eq!(super::problems(&found), ["m/migration_lock.toml: it names no `provider`"]);
    assert_eq!(roots(&found), ["m: prisma"]);
}

#[test]
fn the_version_decides_how_a_file_runs() {
    let run = |files: &[(&str, &str)]| {
        let mut all = vec![LOCK, ("prisma/migrations/1/migration.sql", "")];
        all.extend(files);
        let runner = only(find(&all, &[])).runner;
        (runner.transaction, runner.source, runner.assumed)
    };
    let manifest = |range: &str| format!(r#"{{"devDependencies":{{"prisma":"{range}"}}}}"#);
    let simple = TransactionScope::SimpleQuery;
    assert_eq!(run(&[]), (simple, "assumed: prisma before 7.4, no version found".into(), true));
    assert_eq!(run(&[("package.json", &manifest("^6.16.0"))]), (simple, "prisma ^6.16.0 in package.json".into(), false));
    assert_eq!(run(&[("package.json", &manifest("7.4.0"))]), (TransactionScope::None, "prisma 7.4.0 in package.json".into(), false));
    assert_eq!(run(&[("package.json", &manifest("^7.1.0"))]), (simple, "prisma ^7.1.0 in package.json".into(), true));
    assert!(run(&[("package.json", &manifest("latest"))]).2);
    for (name, text) in [
        ("pnpm-lock.yaml", "packages:\n\n  prisma@5.1.0:\n    resolution: {}\n\n  prisma@7.5.1:\n    resolution: {}\n"),
        ("pnpm-lock.yaml", "packages:\n\n  /prisma@7.5.1:\n    resolution: {}\n"),
        ("package-lock.json", "{\"packages\":{\"node_modules/prisma\":{\n \"version\": \"7.5.1\"}}}"),
        ("yarn.lock", "other@^1.0.0, prisma@^7.0.0:\n  version \"7.5.1\"\n"),
        ("yarn.lock", "\"prisma@npm:^7.0.0\":\n  version: 7.5.1\n"),
        ("bun.lock", "\"prisma\": [\"prisma@7.5.1\", \"\"]"),
    ] {
        let expected = (TransactionScope::None, format!("prisma 7.5.1 in {name}"), false);
        assert_eq!(run(&[("prisma/package.json", &manifest("^7.0.0")), (name, text)]), expected, "{text}");
    }
}

#[test]
fn a_lock_time_out_is_found_where_it_is_set() {
    let place = |path: &str, text: &str| only(find(&[LOCK, ("prisma/migrations/1/migration.sql", ""), (path, text)], &[])).lock_timeout;
    assert_eq!(place(".env.example", "URL=postgres://u:p@h/d?options=-c%20lock_timeout%3D5s"), Some(".env.example".into()));
    assert_eq!(place("docker-compose.dev.yml", "PGOPTIONS: \"-c lock_timeout=${WAIT}\""), Some("docker-compose.dev.yml".into()));
    assert_eq!(place("package.json", "{\"scripts\":{\"m\":\"PGOPTIONS='-c lock_timeout=2000' prisma\"}}"), Some("package.json".into()));
    assert_eq!(place("prisma/schema.prisma", "url = \"postgres://h/d?options=-c lock_timeout=0\""), None);
    assert_eq!(place(".env", "# URL=postgres://h/d?options=-c%20lock_timeout=5s\nlock_timeout=0ms"), None);
    assert_eq!(place(".env", "PGOPTIONS=-clock_timeout=5s"), Some(".env".into()));
    assert_eq!(place("README.md", "lock_timeout=5s"), None);
}
