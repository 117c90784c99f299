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
    // What is known of it is judged all the same: something is dropped.
    assert_eq!(summary(&statement, &sql)[1..], [("drop-table".to_owned(), made, false)]);
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

/// The kind and the table of each operation but queries, marked where it is conditional.
fn made(sql: &str) -> Vec<String> {
    let statement = one(sql);
    assert!(statement.is_understood(), "{sql}: {:?}", statement.not_understood);
    let told = statement.operations.iter().map(|located| {
        let value = serde_json::to_value(located).expect("JSON");
        let word = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}{}", word("kind"), word("table").trim_start_matches("public."), if located.conditional { "?" } else { "" })
    });
    told.filter(|told| !told.starts_with("query")).collect()
}

#[test]
fn text_that_is_made_of_what_stands_in_the_block_is_read() {
    let cases = [
        ("t text := 'a'; c constant text DEFAULT 'b';", "EXECUTE format('ALTER TABLE %I DROP COLUMN %s', t, c);", vec!["drop-column a"]),
        ("t text = 'a';", "EXECUTE 'DROP TABLE ' || quote_ident(t) || ' CASCADE';", vec!["drop-table a"]),
        ("s text;", "s := 'DROP TABLE x'; EXECUTE s; s := 'DROP TABLE y'; EXECUTE (s)::text;", vec!["drop-table x", "drop-table y"]),
        (
            "t text;",
            "FOREACH t IN ARRAY ARRAY['a', 'b']::text[] LOOP EXECUTE format('DROP TABLE %2$I', 1, t); END LOOP;",
            vec!["drop-table a", "drop-table b"],
        ),
        ("l text[] := ARRAY['a']; t text;", "FOREACH t IN ARRAY l LOOP EXECUTE 'DROP TABLE ' || t; END LOOP;", vec!["drop-table a"]),
        (
            "r record;",
            "FOR r IN SELECT * FROM (VALUES ('a', 'x'), ('b', 'y')) AS v(t, c) LOOP EXECUTE format('ALTER TABLE %I DROP %I', r.t, r.c); END LOOP;",
            vec!["drop-column a", "drop-column b"],
        ),
        ("n text;", "FOR n IN SELECT unnest(ARRAY['a']) LOOP EXECUTE 'DROP TABLE ' || n; END LOOP;", vec!["drop-table a"]),
        (
            "t text;",
            "FOREACH t IN ARRAY ARRAY['a', 'b'] LOOP CONTINUE WHEN t = 'a'; EXECUTE 'DROP TABLE ' || t; END LOOP;",
            vec!["drop-table a?", "drop-table b?"],
        ),
        ("t text := 'a';", "IF x THEN RETURN; END IF; EXECUTE 'DROP TABLE ' || t;", vec!["drop-table a?"]),
        ("t text;", "EXECUTE format('GRANT SELECT ON %I TO reader', t);", vec!["change-privileges "]),
        ("", "EXECUTE format('ALTER TABLE a ALTER b SET DEFAULT %L', (SELECT min(id) FROM c));", vec!["set-default a"]),
        ("t text := given();", "EXECUTE 'DELETE FROM a WHERE b = ' || quote_literal(t);", vec!["delete a"]),
    ];
    for (declared, body, expected) in cases {
        assert_eq!(made(&format!("DO $$ DECLARE {declared} BEGIN {body} END $$")), expected, "{declared} {body}");
    }
}

#[test]
fn what_may_hold_something_else_by_then_is_not_known() {
    for (declared, body) in [
        ("t text := 'a';", "SELECT b INTO t FROM c; EXECUTE 'DROP TABLE ' || t;"),
        ("t text := 'a';", "IF x THEN t := 'b'; END IF; EXECUTE 'DROP TABLE ' || t;"),
        ("t text := 'a';", "WHILE x LOOP EXECUTE 'DROP TABLE ' || t; t := 'b'; END LOOP;"),
        ("t text := 'a';", "LOOP t := 'b'; EXIT; END LOOP; EXECUTE 'DROP TABLE ' || t;"),
        ("t text := 'a';", "BEGIN t := 'b'; EXCEPTION WHEN others THEN NULL; END; EXECUTE 'DROP TABLE ' || t;"),
        ("t text := 'a';", "DECLARE t text := 'b'; BEGIN EXECUTE 'DROP TABLE ' || t; END;"),
        ("t text := 'a';", "CALL p(t); EXECUTE 'DROP TABLE ' || t;"),
        ("t text := 'a';", "t[1] := 'b'; EXECUTE 'DROP TABLE ' || t;"),
        ("t text := 'a';", "FOR t IN SELECT name FROM names LOOP NULL; END LOOP; EXECUTE 'DROP TABLE ' || t;"),
        ("t text;", "FOREACH t IN ARRAY ARRAY['a'] LOOP NULL; END LOOP; EXECUTE 'DROP TABLE ' || t;"),
        ("t text;", "FOREACH t IN ARRAY ARRAY['a', current_user] LOOP EXECUTE 'DROP TABLE ' || t; END LOOP;"),
        ("t text;", "FOR t IN SELECT unnest(ARRAY['a']) FROM names LOOP EXECUTE 'DROP TABLE ' || t; END LOOP;"),
        ("t text := lower('A');", "EXECUTE 'DROP TABLE ' || t;"),
        ("t text := 'a' || now();", "EXECUTE 'DROP TABLE ' || t;"),
        ("t text;", "EXECUTE format('GRANT SELECT ON a TO %s', t) || t || '; DROP TABLE a';"),
        ("t text;", "EXECUTE format('REVOKE SELECT ON a FROM %I', t);"),
        ("t text := 'a';", "EXECUTE format('DROP TABLE %-5s', t);"),
        ("t text := given();", "EXECUTE format('DELETE FROM a WHERE b = %L AND %s', t, t);"),
        ("t text := given();", "EXECUTE format('DO %L', t);"),
        ("t text := given();", "EXECUTE 'SELECT ' || quote_literal(t) || t;"),
        ("t text := 'a';", "EXECUTE CASE WHEN x THEN t ELSE 'b' END;"),
        ("t text := 'a';", "GET DIAGNOSTICS t = ROW_COUNT; EXECUTE 'DROP TABLE ' || t;"),
    ] {
        let sql = format!("DO $$ DECLARE {declared} BEGIN {body} END $$");
        assert!(!one(&sql).is_understood(), "{sql}");
    }
}

#[test]
fn rounds_upon_rounds_come_to_an_end() {
    let list = format!("ARRAY[{}]", vec!["'a'"; 300].join(", "));
    let names = ["x1", "x2", "x3", "x4"];
    let opened = names.map(|name| format!("FOREACH {name} IN ARRAY {list} LOOP ")).concat();
    let closed = "END LOOP; ".repeat(names.len());
    let sql = format!("DO $$ DECLARE {} text; BEGIN {opened} EXECUTE 'SELECT 1'; {closed} END $$", names.join(" text; "));
    assert!(!one(&sql).is_understood());
}

/// What each statement of a script does, `?` before what may not happen, and why it was not understood.
fn done(sql: &str) -> Vec<String> {
    let kind = |located: &crate::operation::Located| {
        let word = serde_json::to_value(&located.operation).unwrap()["kind"].as_str().unwrap().to_owned();
        format!(
            "{}{word}",
            if located.conditional {
                "?"
            } else if located.batched {
                "~"
            } else {
                ""
            }
        )
    };
    let show = |statement: &crate::sql::Statement| {
        let kinds = statement.operations.iter().map(kind);
        let why = statement.not_understood.iter().map(|part| format!("!{}", part.why));
        kinds.chain(why).collect::<Vec<_>>().join(" ")
    };
    let script = crate::source::Script { text: sql.into(), ..crate::source::Script::default() };
    crate::sql::read(&script).iter().map(show).skip(1).collect()
}

#[test]
fn a_function_does_what_it_does_where_it_is_called() {
    let purge = "CREATE FUNCTION purge() RETURNS void AS $$ BEGIN DROP TABLE a; END $$ LANGUAGE plpgsql;";
    assert_eq!(done(&format!("{purge} SELECT purge();")), ["query drop-table"]);
    assert_eq!(done(&format!("{purge} SELECT app.purge();")), ["query drop-table"]);
    assert_eq!(done(&format!("{purge} SELECT purge() FROM b;")), ["query ?drop-table"]);
    assert_eq!(done(&format!("{purge} DO $$ BEGIN PERFORM purge(); END $$;")), ["query drop-table"]);
    assert_eq!(done("CREATE PROCEDURE p() LANGUAGE sql AS 'DELETE FROM a'; CALL p();"), ["query delete"]);
    assert_eq!(
        done("CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC DELETE FROM a; SELECT 1; END; SELECT f();"),
        ["query delete"]
    );
    let outer = "CREATE FUNCTION outer_() RETURNS void AS $$ BEGIN PERFORM purge(); END $$ LANGUAGE plpgsql;";
    assert_eq!(done(&format!("{purge} {outer} SELECT outer_();"))[1], "query ?drop-table");
    let by_name = "CREATE FUNCTION f(t text) RETURNS void AS $$ BEGIN EXECUTE format('DROP TABLE %I', t); END $$ LANGUAGE plpgsql;";
    assert_eq!(done(&format!("{by_name} SELECT f('a');")), ["query drop-table"]);
    assert_eq!(
        done(&format!("{by_name} SELECT f(b) FROM c;")),
        ["query ?drop-table !`f`: a part of the SQL that it runs is put in at run time"]
    );
    assert_eq!(done("CREATE FUNCTION f() RETURNS int AS 'x' LANGUAGE c; SELECT f();"), ["query !`f`: it is written in c"]);
}

#[test]
fn a_function_that_only_reads_or_is_only_named_changes_nothing() {
    let slug = "CREATE FUNCTION slug(t text) RETURNS text AS $$ DECLARE r text; BEGIN r := lower(t); IF r = '' THEN RETURN NULL; END IF; RETURN r || (SELECT count(*) FROM a)::text; END $$ LANGUAGE plpgsql;";
    assert_eq!(done(&format!("{slug} SELECT slug('x');")), ["query"]);
    let rows = "CREATE FUNCTION ids() RETURNS SETOF int AS $$ BEGIN RETURN QUERY SELECT id FROM a; RETURN NEXT 5; RETURN; END $$ LANGUAGE plpgsql;";
    assert_eq!(done(&format!("{rows} SELECT * FROM ids();")), ["query"]);
    let purge = "CREATE FUNCTION purge() RETURNS void AS $$ BEGIN DROP TABLE a; END $$ LANGUAGE plpgsql;";
    assert_eq!(done(&format!("{purge} DO $$ BEGIN GRANT EXECUTE ON FUNCTION app.purge() TO b; END $$;")), ["change-privileges"]);
    assert_eq!(done(&format!("{purge} DROP FUNCTION purge(); SELECT purge();"))[1], "query");
    assert_eq!(done(&format!("{purge} CREATE TRIGGER t AFTER INSERT ON b FOR EACH ROW EXECUTE FUNCTION purge();")), ["create-trigger"]);
    assert_eq!(done("CREATE FUNCTION p() RETURNS void AS $$ BEGIN PERFORM p(); END $$ LANGUAGE plpgsql; SELECT p();"), ["query"]);
}

#[test]
fn a_procedure_that_commits_as_it_goes_writes_in_batches() {
    let fill = "CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ BEGIN LOOP UPDATE a SET b = 1 WHERE id IN (SELECT id FROM a WHERE b IS NULL LIMIT 5000); EXIT WHEN NOT FOUND; COMMIT; END LOOP; END $$; CALL fill();";
    let done = done(fill);
    assert!(done[0].contains("update"), "{done:?}");
    let script = crate::source::Script { text: fill.into(), ..crate::source::Script::default() };
    let updates = |located: &&crate::operation::Located| matches!(located.operation, crate::operation::Operation::Update(_));
    assert!(crate::sql::read(&script)[1].operations.iter().find(updates).is_some_and(|located| located.batched));
}
