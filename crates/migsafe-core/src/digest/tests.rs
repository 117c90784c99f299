//! What changes a digest and what does not.

use camino::Utf8Path;
use proptest::prelude::*;

use super::*;
use crate::Project;
use crate::source::Tool;
use crate::source::tree::MemoryTree;

fn digests_as(text: &str, tool: Tool) -> Digests {
    let path = if tool == Tool::Alembic { "x.py" } else { "x.sql" };
    let history = crate::source::single(text, Utf8Path::new(path), Some(tool));
    let [migration] = &history.migrations[..] else { panic!("one migration") };
    Digests::of(migration, Dialect::PostgreSql)
}

fn sql(text: &str) -> Digest {
    digests_as(text, Tool::Sql).tokens
}

fn drizzle(text: &str) -> Digest {
    digests_as(text, Tool::Drizzle).tokens
}

fn python(text: &str) -> Digest {
    digests_as(text, Tool::Alembic).tokens
}

/// A revision in a project, which knows where its functions stand.
fn revision(text: &str) -> Digests {
    let tree = MemoryTree::new([("m/env.py", ""), ("m/versions/a.py", text)]);
    let project = Project::from_files(&tree, &crate::source::Request::default());
    let [history] = project.histories() else { panic!("one project") };
    Digests::of(&history.migrations[0], history.dialect)
}

#[test]
fn the_raw_digest_is_that_of_the_bytes() {
    let raw = digests_as("SELECT 1;\n", Tool::Sql).raw;
    assert_eq!(raw.to_string(), "b4e0497804e46e0a0b0b8c31975b062152d551bac49c3c2e80932567b4085dcd");
    assert_ne!(raw, digests_as("SELECT 1;", Tool::Sql).raw);
}

#[test]
fn layout_and_prose_do_not_count() {
    let plain = sql("ALTER TABLE a ADD COLUMN b text DEFAULT 'x';");
    for same in [
        "ALTER  TABLE a\n\tADD COLUMN b text DEFAULT 'x' ;\r\n",
        "-- what it is for\nALTER TABLE a /* here */ ADD COLUMN b text DEFAULT 'x';-- done",
        "/* a /* b */ ; */ ALTER TABLE a ADD COLUMN b text DEFAULT 'x';",
    ] {
        assert_eq!(sql(same), plain, "{same}");
    }
}

#[test]
fn what_runs_counts() {
    let plain = "ALTER TABLE a ADD COLUMN b text DEFAULT 'x y';";
    for other in [
        "ALTER TABLE \"a\" ADD COLUMN b text DEFAULT 'x y';",
        "alter TABLE a ADD COLUMN b text DEFAULT 'x y';",
        "ALTER TABLE A ADD COLUMN b text DEFAULT 'x y';",
        "ALTER TABLE a ADD COLUMN b text DEFAULT 'x  y';",
        "ALTER TABLE a ADD COLUMN b text DEFAULT 'x y'",
        "ALTER TABLE a ADD COLUMN b text DEFAULT 'x y';;",
        "ALTER TABLE a ADD COLUMN b text -- DEFAULT 'x y';",
        "\u{feff}ALTER TABLE a ADD COLUMN b text DEFAULT 'x y';",
    ] {
        assert_ne!(sql(other), sql(plain), "{other}");
    }
    for (one, other) in [
        ("SELECT 'a'\n'b';", "SELECT 'a' 'b';"),
        ("SELECT 'a\nb';", "SELECT 'a b';"),
        ("SELECT $$ -- a $$;", "SELECT $$ -- b $$;"),
        ("SELECT a::b;", "SELECT a: :b;"),
        ("SELECT :v;", "SELECT : v;"),
        ("COPY t FROM stdin;\n1 2 -- a\n\\.\n", "COPY t FROM stdin;\n1  2 -- a\n\\.\n"),
        ("COPY t FROM stdin;\n1 2 -- a\n\\.\n", "COPY t FROM stdin;\n1 2 -- b\n\\.\n"),
        ("SELECT 1; /* never closed", "SELECT 1; /* never closed either"),
        ("SELECT 1; 'never closed", "SELECT 1; 'never closed either"),
    ] {
        assert_ne!(sql(one), sql(other), "{one}");
    }
    assert_eq!(sql("SELECT 'a\r\nb';\r\n"), sql("SELECT 'a\nb';\n"));
}

#[test]
fn comments_that_a_program_reads_count() {
    for comment in [
        "-- migsafe: ignore drop-table because it is empty",
        "--> statement-breakpoint",
        "-- migrate:up transaction:false",
        "-- +goose NO TRANSACTION",
        "-- +goose StatementBegin",
        "-- no-transaction",
        "---- tern: disable-tx ----",
        "-- atlas:txmode none",
        "/*+ IndexScan(t) */",
        "--! Previous: sha1:1",
    ] {
        let with = sql(&format!("{comment}\nDROP TABLE t;"));
        assert_ne!(with, sql("DROP TABLE t;"), "{comment}");
        assert_ne!(with, sql(&format!("{}x\nDROP TABLE t;", comment.trim_end_matches(" */"))), "{comment}");
        assert_ne!(with, sql(&format!("DROP TABLE t;\n{comment}")), "{comment}");
    }
    // A comment behind a statement is about that one, on a line of its own about the next.
    assert_ne!(sql("SELECT 1; -- migsafe: ignore x because y\nSELECT 2;"), sql("SELECT 1;\n-- migsafe: ignore x because y\nSELECT 2;"));
    // sqlx looks at the first line alone.
    assert_ne!(sql("-- no-transaction\nSELECT 1;"), sql("-- why\n-- no-transaction\nSELECT 1;"));
    // Every comment of Liquibase's format may be one.
    assert_ne!(sql("--liquibase formatted sql\n--changeset a:1\nSELECT 1;"), sql("--liquibase formatted sql\n--changeset a:2\nSELECT 1;"));
}

#[test]
fn drizzle_cuts_the_plain_text() {
    assert_ne!(drizzle("SELECT 1;--> statement-breakpoint\nSELECT 2;"), drizzle("SELECT 1;\nSELECT 2;"));
    assert_eq!(drizzle("SELECT 1;--> statement-breakpoint\nSELECT 2;"), drizzle("SELECT 1;\n--> statement-breakpoint\n\n-- b\nSELECT 2;"));
}

#[test]
fn python_is_its_tokens_and_blocks() {
    let plain = "\"\"\"a header\"\"\"\nrevision = 'a'\n\ndef upgrade():\n    if x:\n        op.execute('SELECT 1')\n    f(1)\n";
    for same in [
        "# why\n\"\"\"a header\"\"\"\nrevision='a'\ndef upgrade():  # here\n  if x:\n      op.execute(\n  'SELECT 1')\n\n  # and\n  f( 1 )",
        "\"\"\"a header\"\"\"\r\nrevision = \\\n 'a'\r\ndef upgrade():\r\n\tif x:\r\n\t\top.execute('SELECT 1')\r\n\tf(1)\r\n",
    ] {
        assert_eq!(python(same), python(plain), "{same}");
    }
    for (from, to) in [
        ("a header", "another header"),
        ("revision = 'a'", "revision = \"a\""),
        ("SELECT 1", "SELECT  1"),
        ("    f(1)", "        f(1)"),
        ("    f(1)", "    # migsafe: ignore x because y\n    f(1)"),
        ("f(1)", "f(1) # migsafe: ignore x because y"),
        ("f(1)", "f(1); f(1)"),
    ] {
        assert_ne!(python(&plain.replace(from, to)), python(plain), "{from} -> {to}");
    }
    assert_ne!(python("x = 1 # migsafe: a\ny = 1\n"), python("x = 1\n# migsafe: a\ny = 1\n"));
}

#[test]
fn the_way_back_has_a_digest_of_its_own() {
    let text = |up: &str, down: &str| format!("-- migrate:up\n{up}\n-- migrate:down\n{down}\n");
    let plain = digests_as(&text("SELECT 1;", "SELECT 2;"), Tool::Sql);
    let back = digests_as(&text("SELECT 1;", "SELECT 3;"), Tool::Sql);
    assert_eq!(plain.tokens, back.tokens);
    assert!(plain.down.is_some() && plain.down != back.down && plain.raw != back.raw);
    let forth = digests_as(&text("SELECT 3;", "SELECT 2;"), Tool::Sql);
    assert!(plain.tokens != forth.tokens && plain.down == forth.down);

    let text = |up: &str, down: &str| format!("revision = 'a'\n\ndef upgrade():\n    {up}\n\ndef downgrade():\n    {down}\n");
    let plain = revision(&text("f(1)", "f(2)"));
    let back = revision(&text("f(1)", "with x:\n        f(3)"));
    assert_eq!(plain.tokens, back.tokens);
    assert!(plain.down.is_some() && plain.down != back.down);
    let forth = revision(&text("f(3)", "f(2)"));
    assert!(plain.tokens != forth.tokens && plain.down == forth.down);
}

fn of(dialect: Dialect) -> impl Fn(&str) -> Digest {
    move |text| {
        let history = crate::source::single(text, Utf8Path::new("x.sql"), Some(Tool::Sql));
        Digests::of(&history.migrations[0], dialect).tokens
    }
}

#[test]
fn layout_and_prose_do_not_count_in_mysql() {
    let digest = of(Dialect::MySql);
    let plain = digest("ALTER TABLE `a b` ADD c text DEFAULT ('it\\'s -- #x');");
    for same in [
        "ALTER TABLE `a b`\n\tADD c text DEFAULT('it\\'s -- #x') ; # done",
        "# why\nALTER TABLE `a b` -- here\nADD c text /* and /* here */ DEFAULT ('it\\'s -- #x');\r\n",
    ] {
        assert_eq!(digest(same), plain, "{same}");
    }
    for (one, other) in [
        (r"SELECT 'it\'s -- a';", r"SELECT 'it\'s -- b';"),
        ("SELECT \"a # b\";", "SELECT \"a # c\";"),
        ("SELECT `a  b`;", "SELECT `a b`;"),
        ("SELECT 1 --1;", "SELECT 1 --2;"),
        ("/*!50003 DROP TABLE a */;", "DROP TABLE a;"),
        ("/*!50003 DROP TABLE a */;", "/*!80000 DROP TABLE a */;"),
        ("/*! DROP TABLE a */;", "/*M! DROP TABLE a */;"),
        ("/*! DROP TABLE a */;", "/* DROP TABLE a */;"),
        ("/*! DROP TABLE a */, b;", "/*! DROP TABLE a, */ b;"),
        ("SELECT 1a;", "SELECT 1 a;"),
        ("SELECT count(*);", "SELECT count (*);"),
        ("SELECT @a;", "SELECT @ a;"),
        ("SELECT /*+ BKA(t) */ 1;", "SELECT 1;"),
        ("DELIMITER ;;\nSELECT 1;;", "DELIMITER ; ;\nSELECT 1;;"),
        ("DELIMITER //\nSELECT 1 //", "DELIMITER // SELECT 1 //"),
        ("DELIMITER //\nSELECT ' a' //", "DELIMITER //\nSELECT ' b' //"),
        ("SET sql_mode = 'NO_BACKSLASH_ESCAPES'; SELECT '\\' , ' -- a';", "SET sql_mode = 'NO_BACKSLASH_ESCAPES'; SELECT '\\' , ' -- b';"),
    ] {
        assert_ne!(digest(one), digest(other), "{one}");
    }
    assert_eq!(digest("CREATE TABLE t(a int);"), digest("CREATE TABLE t ( a int );"));
    assert_eq!(digest("DELIMITER //\nSELECT  1 //"), digest("-- here\nDELIMITER //\nSELECT 1 # a //\n//"));
}

#[test]
fn layout_and_prose_do_not_count_in_sqlite() {
    let digest = of(Dialect::Sqlite);
    let plain = digest("INSERT INTO \"a\" (`b`, [c d]) VALUES ('x\\', 'y -- z');");
    for same in [
        "INSERT INTO \"a\"(`b`,[c d])\n  VALUES('x\\','y -- z') ;-- done",
        "/* a /* b */ INSERT INTO \"a\" (`b`, [c d]) --where\nVALUES ('x\\', 'y -- z');\r\n",
    ] {
        assert_eq!(digest(same), plain, "{same}");
    }
    for (one, other) in [
        ("SELECT 'x\\', ' -- a';", "SELECT 'x\\', ' -- b';"),
        ("SELECT [a  b];", "SELECT [a b];"),
        ("SELECT \"a -- b\";", "SELECT \"a -- c\";"),
        ("SELECT 1 -- #a\n;", "SELECT 1 # -- a\n;"),
        ("/* DROP TABLE a; */", "DROP TABLE a;"),
        ("SELECT 'a' 'b';", "SELECT 'a''b';"),
        ("PRAGMA foreign_keys=OFF;", "PRAGMA foreign_keys=ON;"),
    ] {
        assert_ne!(digest(one), digest(other), "{one}");
    }
}

#[test]
fn a_database_of_which_nothing_is_known_counts_every_byte() {
    let digest = of(Dialect::Other);
    assert_ne!(digest("SELECT 1; -- a"), digest("SELECT 1; -- b"));
    assert_eq!(digest("SELECT 1;\r\n"), digest("SELECT 1;\n"));
}

/// Tokens of SQL that may stand side by side with white space between them in any order.
const TOKENS: [&str; 18] = [
    "ALTER",
    "TABLE",
    "t",
    "\"T\"",
    "U&\"\\0061\"",
    "'a -- b'",
    "E'\\'c'",
    "$$ /* d $$",
    "$x$;$x$",
    "1.5",
    "$1",
    "<=",
    "::",
    "(",
    ")",
    ",",
    ";",
    "é",
];
/// What may stand between two tokens.
const GAPS: [&str; 8] = [" ", "\n", "\t", "\r\n", " -- prose; 'x\n", "/* ; ' */", " /* a /* b */ */ ", "\n--\n\n"];

fn tokens_of_sql() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::collection::vec(proptest::sample::select(&TOKENS[..]), 1..24)
}

fn gaps() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::collection::vec(proptest::sample::select(&GAPS[..]), 25)
}

/// Strings side by side are one where a line end stands between them: these gaps say nothing.
fn lay(tokens: &[&str], gaps: &[&str]) -> String {
    let mut text = String::new();
    for (token, gap) in tokens.iter().zip(gaps) {
        let is_string = |text: &str| text.ends_with('\'');
        let gap = if is_string(token) && is_string(text.trim_end()) { "" } else { *gap };
        text.push_str(gap);
        text.push_str(if gap.is_empty() { " " } else { "" });
        text.push_str(token);
    }
    text + gaps.last().unwrap()
}

proptest! {
    #[test]
    fn what_stands_between_tokens_changes_nothing(tokens in tokens_of_sql(), one in gaps(), other in gaps()) {
        // Between strings the gap stays what it is.
        let tokens: Vec<&str> = tokens.into_iter().flat_map(|token| [token, ","]).collect();
        let mut gaps = [one, other].map(|gaps| gaps.iter().cycle().take(tokens.len() + 1).copied().collect::<Vec<_>>());
        let [one, other] = &mut gaps;
        prop_assert_eq!(sql(&lay(&tokens, one)), sql(&lay(&tokens, other)));
    }

    #[test]
    fn every_token_counts(tokens in tokens_of_sql(), at in any::<prop::sample::Index>(), with in proptest::sample::select(&TOKENS[..])) {
        let at = at.index(tokens.len());
        let text = tokens.join(" ");
        let mut without = tokens.clone();
        without.remove(at);
        prop_assert_ne!(sql(&text), sql(&without.join(" ")));
        let mut more = tokens.clone();
        more.insert(at, with);
        prop_assert_ne!(sql(&text), sql(&more.join(" ")));
        let mut changed = tokens.clone();
        changed[at] = with;
        prop_assert_eq!(sql(&text) == sql(&changed.join(" ")), changed == tokens);
    }

    #[test]
    fn any_text_has_one(text in "\\PC*", tail in ".{0,40}") {
        let text = format!("{text}{tail}");
        for tool in [Tool::Sql, Tool::Drizzle, Tool::Alembic] {
            prop_assert_eq!(digests_as(&text, tool), digests_as(&text, tool));
        }
        for dialect in [Dialect::MySql, Dialect::Sqlite] {
            prop_assert_eq!(of(dialect)(&text), of(dialect)(&text));
        }
    }
}

#[test]
fn a_printed_revision_is_the_same_whatever_is_printed_with_it() {
    let first = "-- Running upgrade  -> a1\nCREATE TABLE t (a int);\n";
    let digests = |text: &str| {
        let history = crate::source::single(text, Utf8Path::new("x.sql"), None);
        Digests::of(&history.migrations[0], history.dialect)
    };
    let alone = digests(&format!("BEGIN;\n{first}COMMIT;\n"));
    let longer = digests(&format!("BEGIN;\n{first}-- Running upgrade a1 -> b2\nDROP TABLE t;\nCOMMIT;\n"));
    assert_eq!(alone.tokens, longer.tokens);
    assert_ne!(alone.tokens, digests(&format!("BEGIN;\n{}COMMIT;\n", first.replace("int", "text"))).tokens);
}
