//! Statements outside of blocks: places, psql, what stays unread.

use crate::operation::{AlterObject, CreateDomain, CreateTable, DropObject, Insert, ObjectKind, Operation};
use crate::source::Cut;
use crate::sql::read;

fn spans(sql: &str) -> Vec<&str> {
    read(&super::script(sql, Cut::Whole)).iter().flat_map(|statement| &statement.operations).map(|located| located.span.of(sql)).collect()
}

#[test]
fn operations_stand_at_the_words_that_ask_them() {
    let sql = "-- x\nALTER TABLE IF EXISTS ONLY \"s\".\"t\" DROP COLUMN \"legacy\", ADD COLUMN b numeric(10, 2), SET LOGGED;";
    assert_eq!(spans(sql), ["DROP COLUMN \"legacy\"", "ADD COLUMN b numeric(10, 2)", "SET LOGGED"]);
    assert_eq!(spans("DROP TABLE IF EXISTS a, s.b CASCADE;"), ["a", "s.b"]);
    assert_eq!(spans("DROP TABLE a;"), ["DROP TABLE a"]);
    assert_eq!(spans("TRUNCATE TABLE a, ONLY b RESTART IDENTITY"), ["a", "ONLY b"]);
    assert_eq!(spans("DROP TABLE x; ALTER TABLE t DROP a, , SET LOGGED;"), ["DROP TABLE x", "DROP a", "", "SET LOGGED"]);
    assert_eq!(spans("CREATE INDEX i ON t (a); "), ["CREATE INDEX i ON t (a)"]);
}

#[test]
fn large_inserts_are_read_without_their_values() {
    let row = "('it''s', 1, NULL, now(), '{\"a\": 1}'::jsonb)";
    let sql = format!("INSERT INTO \"s\".\"T\" (\"A\", b) VALUES {} ON CONFLICT (b) DO UPDATE SET b = 1;", vec![row; 50_000].join(", "));
    let statements = read(&super::script(&sql, Cut::Whole));
    let expected = Insert {
        table: crate::name::QualifiedName::new("s", "T"),
        columns: vec!["A".to_owned(), "b".to_owned()],
        from_query: None,
        updates_on_conflict: true,
        on_conflict: true,
        leaves_out: false,
        copies: Vec::new(),
        never_null: Vec::new(),
    };
    assert_eq!(statements[0].operations[0].operation, Operation::from(expected));
    assert!(statements[0].is_understood());
}

#[test]
fn nothing_that_is_asked_is_not_understood() {
    for sql in [
        "ALTER TYPE a;",
        "ALTER TABLE a;",
        "ALTER VIEW a;",
        "ALTER DOMAIN a;",
        "ALTER SEQUENCE a;",
        "ALTER INDEX a;",
        "ALTER PUBLICATION a ADD;",
        "DROP TABLE;",
        "TRUNCATE;",
        "GRANT;",
        "COMMENT;",
    ] {
        let statements = read(&super::script(sql, Cut::Whole));
        assert!(statements.iter().all(|statement| !statement.is_understood()), "{sql}: {:?}", statements[0].operations);
    }
}

#[test]
fn a_conflict_may_name_a_partial_index() {
    let sql = "INSERT INTO t (a) SELECT a FROM s WHERE a > 0 ON CONFLICT (a) WHERE b IS NULL DO UPDATE SET a = 1 WHERE t.a > 2;";
    let statements = read(&super::script(sql, Cut::Whole));
    assert!(statements[0].is_understood(), "{:?}", statements[0].not_understood);
    let insert: &Insert = statements[0].operations[0].operation.as_kind().expect("an insert");
    assert!(insert.updates_on_conflict && insert.from_query.is_some());
}

#[test]
fn one_bad_statement_hides_nothing_else() {
    let sql = "ALTER TABLE t FROBNICATE, DROP COLUMN a; DROP VIEW v WITH LOVE; HELLO; DROP TABLE t; SELECT 'open";
    let statements = read(&super::script(sql, Cut::Whole));
    let understood: Vec<_> = statements.iter().map(super::Statement::is_understood).collect();
    assert_eq!(understood, [false, false, false, true, false]);
    let not: Vec<_> = statements.iter().flat_map(|statement| &statement.not_understood).map(|part| part.span.of(sql)).collect();
    assert_eq!(not, ["FROBNICATE", "DROP VIEW v WITH LOVE", "HELLO", "'open"]);
    let first: &AlterObject = statements[0].operations[0].operation.as_kind().expect("a headline");
    assert_eq!((first.object, first.name.name.as_str(), first.action.as_str()), (ObjectKind::Table, "t", "FROBNICATE"));
    assert_eq!(statements[0].operations.len(), 2);
    let second: &DropObject = statements[1].operations[0].operation.as_kind().expect("a headline");
    assert_eq!((second.object, second.name.name.as_str()), (ObjectKind::View, "v"));
    assert!(statements[2].operations.is_empty());
}

#[test]
fn forms_that_the_parser_takes_for_something_else_are_read_by_us() {
    let table =
        |sql: &str| read(&super::script(sql, Cut::Whole))[0].operations[0].operation.as_kind::<CreateTable>().cloned().expect("a table");
    let like = table("CREATE TEMP TABLE t (a int, LIKE s)");
    assert_eq!((like.columns.len(), like.like.len()), (1, 1));
    let partition = table("CREATE TABLE p PARTITION OF t (a NOT NULL) FOR VALUES IN (1)");
    assert!(partition.columns[0].not_null);
}

#[test]
fn a_domain_keeps_its_constraints() {
    let sql = "CREATE DOMAIN d AS text DEFAULT 'x' NOT NULL CHECK (VALUE <> '')";
    let statements = read(&super::script(sql, Cut::Whole));
    let domain: &CreateDomain = statements[0].operations[0].operation.as_kind().expect("a domain");
    assert_eq!((domain.not_null, domain.checked, domain.default.as_ref().map(|default| default.text.as_str())), (true, true, Some("'x'")));
}

#[test]
fn commands_of_psql_are_followed_or_said_not_to_be() {
    let sql = "\\restrict abc\n\\connect db\n\\i more.sql\n\\copy t from 'x'\nSELECT 1 \\gexec\n";
    let understood: Vec<_> = read(&super::script(sql, Cut::Whole)).iter().map(super::Statement::is_understood).collect();
    assert_eq!(understood, [true, true, false, false, false]);
}

#[test]
fn an_array_may_stand_for_the_last_arguments() {
    for text in [
        "CREATE UNIQUE INDEX i ON t (jsonb_extract_path_text(data, VARIADIC ARRAY['a'::text, 'b'::text]), id)",
        "UPDATE t SET a = format('%s', variadic b) WHERE \"variadic\" = 'VARIADIC'",
        "CREATE FUNCTION f(VARIADIC a integer[]) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    ] {
        let statements = read(&super::script(text, Cut::Whole));
        assert!(statements.iter().all(crate::sql::Statement::is_understood), "{text}: {statements:?}");
    }
}

#[test]
fn rows_are_expanded_and_types_modified_by_parameters() {
    for text in [
        "INSERT INTO t (a, b) SELECT (f(x)).*, (y).a, (z).* FROM u",
        "CREATE TABLE t (a geometry($1), b geography(Point, $1), c geometry ( Point , $2 ))",
    ] {
        let statements = read(&super::script(text, Cut::Whole));
        assert!(statements.iter().all(crate::sql::Statement::is_understood), "{text}: {statements:?}");
    }
}

#[test]
fn isnull_behind_an_operand_is_a_test_for_null() {
    let read_one = |sql: &str| {
        let statements = read(&super::script(sql, Cut::Whole));
        assert!(statements.iter().all(crate::sql::Statement::is_understood), "{sql}: {:?}", statements[0].not_understood);
        serde_json::to_string(&statements[0].operations).unwrap()
    };
    let same = [
        ("UPDATE t SET a = 1 WHERE b isnull", "UPDATE t SET a = 1 WHERE b IS NULL"),
        ("UPDATE t SET a = 1 WHERE b NOTNULL AND (c).d ISNULL", "UPDATE t SET a = 1 WHERE b IS NOT NULL AND (c).d IS NULL"),
        (
            "ALTER TABLE t ADD CONSTRAINT c CHECK (\"A\" ISNULL OR f(b) ISNULL)",
            "ALTER TABLE t ADD CONSTRAINT c CHECK (\"A\" IS NULL OR f(b) IS NULL)",
        ),
        ("CREATE INDEX i ON t (a) WHERE b[1] ISNULL", "CREATE INDEX i ON t (a) WHERE b[1] IS NULL"),
        ("CREATE VIEW v AS SELECT b ISNULL FROM t", "CREATE VIEW v AS SELECT b IS NULL FROM t"),
    ];
    for (short, long) in same {
        let long = read_one(long);
        assert_eq!(read_one(short).replace("isnull", "IS NULL").replace("ISNULL", "IS NULL").replace("NOTNULL", "IS NOT NULL"), long);
    }
    for label in [
        "SELECT b AS isnull FROM t",
        "SELECT isnull(b) FROM t",
        "SELECT t.isnull FROM t",
        "SELECT a::isnull FROM t",
        "DROP FUNCTION isnull(int)",
    ] {
        assert!(!read_one(label).contains("IS NULL"), "{label}");
    }
}
