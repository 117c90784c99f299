use super::{faults, find, find_as, migrations, only, problems, roots};
use crate::source::{Cut, Dialect, IrregularityKind, Tool, TransactionScope};

fn journal(entries: &[(u32, u64, &str)]) -> String {
    let entries: Vec<String> = entries
        .iter()
        .map(|(idx, when, tag)| format!("    {{\n      \"idx\": {idx},\n      \"when\": {when},\n      \"tag\": \"{tag}\"\n    }}"))
        .collect();
    format!("{{\n  \"version\": \"7\",\n  \"dialect\": \"postgresql\",\n  \"entries\": [\n{}\n  ]\n}}\n", entries.join(",\n"))
}

#[test]
fn the_journal_orders_the_files() {
    let journal = journal(&[(0, 100, "0001_b"), (1, 200, "0000_a")]);
    let history = only(find(
        &[
            ("drizzle/meta/_journal.json", &journal),
            ("drizzle/0000_a.sql", "a"),
            ("drizzle/0001_b.sql", "b"),
            ("drizzle/0001_b.down.sql", "x"),
        ],
        &["."],
    ));
    assert_eq!(migrations(&history), ["j 0001_b", "j 0000_a"]);
    assert_eq!(history.migrations[0].up.cut, Cut::Breakpoints);
    assert_eq!(history.migrations[0].down.as_ref().map(|down| down.path.as_str()), Some("drizzle/0001_b.down.sql"));
    assert_eq!(history.runner.transaction, TransactionScope::AllPending);
    assert_eq!(faults(&history), []);
}

#[test]
fn the_faults_of_a_journal() {
    use IrregularityKind::{FileMissing, JournalDuplicate, JournalOutOfOrder, NotInJournal};
    let journal = journal(&[(0, 100, "a"), (1, 900, "b"), (2, 300, "c"), (3, 900, "d"), (3, 950, "e"), (5, 960, "gone"), (6, 970, "a")]);
    let history = only(find(
        &[
            ("m/meta/_journal.json", &journal),
            ("m/a.sql", ""),
            ("m/b.sql", ""),
            ("m/c.sql", ""),
            ("m/d.sql", ""),
            ("m/e.sql", ""),
            ("m/10_x.sql", ""),
            ("m/9_x.sql", ""),
        ],
        &["m"],
    ));
    assert_eq!(migrations(&history), ["j a", "j b", "j c", "j d", "j e", "o 9_x", "o 10_x"]);
    assert_eq!(
        faults(&history),
        [
            (JournalOutOfOrder, "c", Some("b")),
            (JournalOutOfOrder, "d", Some("b")),
            (JournalDuplicate, "e", Some("d")),
            (JournalDuplicate, "a", Some("a")),
            (FileMissing, "gone", None),
            (NotInJournal, "9_x", None),
            (NotInJournal, "10_x", None),
        ]
    );
    let shown = |at: usize| history.irregularities[at].span.of(&journal);
    assert_eq!((shown(0), shown(3), shown(4)), ("\"c\"", "\"a\"", "\"gone\""));
    assert!(history.irregularities[3].span.start > history.irregularities[2].span.start);
}

#[test]
fn a_broken_journal_leaves_the_files_judged_in_the_order_of_their_names() {
    let found = find(&[("m/meta/_journal.json", "{\n  \"entries\": [\n<<<<<<< HEAD\n"), ("m/10_b.sql", ""), ("m/9_a.sql", "")], &["m"]);
    assert_eq!(problems(&found), ["m/meta/_journal.json: not valid JSON: expected value at line 3 column 1"]);
    assert_eq!(migrations(&found.histories[0]), ["j 9_a", "j 10_b"]);
    for (text, message) in [("[]", "it has no list `entries`"), ("{\"entries\":[{}]}", "entry 1 has no `tag`")] {
        assert_eq!(problems(&find(&[("m/meta/_journal.json", text)], &[])), [format!("m/meta/_journal.json: {message}")]);
    }
}

#[test]
fn folders_from_version_one_are_told_from_prismas() {
    let script = ("db/drizzle/20260101000000_a/migration.sql", "CREATE TABLE t (a int);");
    let tool = |files: &[(&str, &str)]| {
        let mut all = vec![script, ("db/drizzle/20260102000000_b/migration.sql", "SELECT 1;")];
        all.extend(files);
        only(find(&all, &[])).tool
    };
    let config = "import { defineConfig } from 'drizzle-kit';\nexport default defineConfig({ schema: './schema.ts', out: './drizzle', dialect: 'postgresql' });";
    assert_eq!(tool(&[]), Tool::Prisma);
    assert_eq!(tool(&[("db/drizzle/20260102000000_b/snapshot.json", "{}")]), Tool::Drizzle);
    assert_eq!(tool(&[("db/drizzle.config.ts", config)]), Tool::Drizzle);
    assert_eq!(tool(&[("db/configs/pg.config.ts", config)]), Tool::Drizzle);
    assert_eq!(tool(&[("db/drizzle.config.ts", &config.replace("./drizzle", "./elsewhere")), ("db/schema.prisma", "")]), Tool::Prisma);
    assert_eq!(tool(&[("package.json", "{\"dependencies\":{\"drizzle-orm\":\"1.0.0\"}}")]), Tool::Drizzle);
    assert_eq!(tool(&[("db/drizzle/20260103000000_c/migration.sql", "SELECT 1;--> statement-breakpoint\nSELECT 2;")]), Tool::Drizzle);
    assert_eq!(tool(&[("db/drizzle/migration_lock.toml", "provider = \"postgresql\""), ("db/drizzle.config.ts", config)]), Tool::Prisma);
}

#[test]
fn the_database_and_the_version_of_folders() {
    let files = [
        ("drizzle/20260101000000_a/migration.sql", ""),
        ("drizzle/20260101000000_a/snapshot.json", "{\"version\":\"8\",\"dialect\":\"sqlite\"}"),
        ("package.json", "{\"dependencies\":{\"drizzle-orm\":\"^1.0.0\"}}"),
        ("bun.lock", "\"drizzle-orm\": [\"drizzle-orm@1.0.2\"]"),
    ];
    let history = only(find(&files, &["drizzle"]));
    assert_eq!((history.dialect, history.runner.source.as_str()), (Dialect::Sqlite, "drizzle-orm 1.0.2 in bun.lock"));
}

#[test]
fn the_named_tool_reads_a_layout_that_shows_nothing() {
    let files = [("sql/1_a.sql", "SELECT 1;"), ("sql/2_b.sql", "SELECT 2;")];
    assert_eq!(roots(&find_as(&files, &["sql"], Some(Tool::Drizzle))), ["sql: drizzle"]);
    assert_eq!(roots(&find_as(&files, &["sql/1_a.sql"], Some(Tool::Drizzle))), ["sql: drizzle"]);
    assert_eq!(roots(&find_as(&files, &["sql"], Some(Tool::Prisma))), [""; 0]);
}
