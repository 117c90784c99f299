//! `DO` blocks.

use crate::source::Cut;
use crate::sql::{Statement, read};

fn one(sql: &str) -> Statement {
    let mut statements = read(&super::script(sql, Cut::Whole));
    assert_eq!(statements.len(), 1, "{sql}");
    statements.remove(0)
}

/// The operations' kinds, words, and whether they are conditional.
fn summary<'a>(statement: &Statement, sql: &'a str) -> Vec<(String, &'a str, bool)> {
    let kind = |located| serde_json::to_value(located).expect("JSON")["kind"].as_str().unwrap_or_default().to_owned();
    statement.operations.iter().map(|located| (kind(located), located.span.of(sql), located.conditional)).collect()
}

fn kinds(sql: &str) -> Vec<(String, &str, bool)> {
    let statement = one(sql);
    assert!(statement.is_understood(), "{sql}: {:?}", statement.not_understood);
    assert!(statement.is_block);
    summary(&statement, sql)
}

#[test]
fn handlers_are_named_and_their_own_statements_are_conditional() {
    let sql = "DO $$ BEGIN\n ALTER TABLE \"a\" ADD CONSTRAINT \"c\" FOREIGN KEY (\"b\") REFERENCES \"b\"(\"id\");\n\
               EXCEPTION WHEN Duplicate_Object OR SQLSTATE '42P07' THEN null; WHEN others THEN DROP TABLE x;\nEND $$;";
    let statement = one(sql);
    assert!(statement.is_understood(), "{:?}", statement.not_understood);
    assert_eq!(statement.operations[0].handlers, ["duplicate_object", "duplicate_table", "others"]);
    let words = "ADD CONSTRAINT \"c\" FOREIGN KEY (\"b\") REFERENCES \"b\"(\"id\")";
    assert_eq!(summary(&statement, sql), [("add-constraint".to_owned(), words, false), ("drop-table".to_owned(), "DROP TABLE x", true)]);
    assert!(statement.operations[1].handlers.is_empty());
}

#[test]
fn branches_and_loops_are_conditional_and_what_follows_is_not() {
    let sql = "do language plpgsql $x$ declare n int := 1; begin
        if not exists (select case when true then 1 end) then drop table a; elsif n = 2 then drop table b; else drop table c; end if;
        case n when 1 then drop table d; else null; end case;
        for i in 1..3 loop drop table e; end loop;
        while n < 3 loop n := n + 1; drop table f; exit when true; end loop;
        <<inner>> begin drop table g; end;
        drop table h; end $x$";
    let found: Vec<_> = kinds(sql).into_iter().map(|(_, words, conditional)| (words.to_lowercase(), conditional)).collect();
    let expected = [("a", true), ("b", true), ("c", true), ("d", true), ("e", true), ("f", true), ("g", false), ("h", false)];
    assert_eq!(found, expected.map(|(table, conditional)| (format!("drop table {table}"), conditional)));
}

#[test]
fn text_that_is_run_is_read_where_nothing_of_it_is_made_at_run_time() {
    for run in
        ["EXECUTE 'DROP TABLE t'", "EXECUTE $q$DROP TABLE t;$q$", "EXECUTE format('DROP TABLE t')", "EXECUTE 'DROP ' || 'TABLE t' INTO x"]
    {
        let sql = format!("DO $$ BEGIN {run}; END $$");
        assert_eq!(kinds(&sql), [("drop-table".to_owned(), run, false)]);
    }
    let made = "EXECUTE format('DROP TABLE %I', name)";
    let sql = format!("DO $$ BEGIN SET LOCAL lock_timeout = '1s'; {made}; END $$");
    let statement = one(&sql);
    assert_eq!(statement.not_understood.iter().map(|part| part.span.of(&sql)).collect::<Vec<_>>(), [made]);
    assert_eq!(summary(&statement, &sql).len(), 1);
}

#[test]
fn variables_are_not_tables() {
    let sql = "DO $$ DECLARE r record; c int; BEGIN
        SELECT count(*) INTO STRICT c FROM t; UPDATE t SET a = 1 WHERE b RETURNING a INTO c; PERFORM f(1);
        FOR r IN SELECT * FROM s LOOP r.a := 1; DELETE FROM t WHERE id = r.id; END LOOP; COMMIT; RAISE NOTICE '%', c; END $$";
    let found: Vec<_> = kinds(sql).into_iter().map(|(kind, _, conditional)| (kind, conditional)).collect();
    let expected = [("query", false), ("update", false), ("query", false), ("query", false), ("delete", true), ("transaction", false)];
    assert_eq!(found, expected.map(|(kind, conditional)| (kind.to_owned(), conditional)));
}

#[test]
fn what_is_no_block_of_plpgsql_is_not_understood() {
    for sql in [
        "DO LANGUAGE plpython3u $$ pass $$",
        "DO $$ DROP TABLE t; $$",
        "DO $$ BEGIN IF x THEN NULL; END $$",
        "DO $$ BEGIN FROBNICATE t; END $$",
    ] {
        let statement = one(sql);
        assert!(!statement.is_understood(), "{sql}");
    }
    assert_eq!(kinds("DO 'BEGIN NULL; END'"), [("utility".to_owned(), "DO 'BEGIN NULL; END'", false)]);
    assert_eq!(kinds("DO 'BEGIN EXECUTE ''DROP TABLE t''; END'")[0].0, "drop-table");
}
