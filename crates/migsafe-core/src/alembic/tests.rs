//! What is followed, what is not, and where it stands.

mod classes;
mod databases;
mod elsewhere;
mod expressions;
mod flow;
mod handed;
mod models;
mod modules;
mod shared;

use std::sync::Arc;

use super::{Convention, Modules};
use crate::source::{Dialect, Language, Script};
use crate::sql::Statement;

const HEAD: &str = "import sqlalchemy as sa\nfrom alembic import op\n";

fn script(body: &str) -> Script {
    let indented: String = body.lines().flat_map(|line| ["    ", line, "\n"]).collect();
    let text = format!("{HEAD}def upgrade():\n{indented}");
    Script { path: "a.py".into(), text: text.into(), language: Language::Python, ..Script::default() }
}

fn read(body: &str) -> (String, Vec<Statement>) {
    read_on(Dialect::PostgreSql, body)
}

fn read_module(text: &str) -> Vec<Statement> {
    super::read(&Script { path: "a.py".into(), text: format!("{HEAD}{text}").into(), language: Language::Python, ..Script::default() })
}

fn read_on(dialect: Dialect, body: &str) -> (String, Vec<Statement>) {
    let script = Script { dialect, ..script(body) };
    (script.text.to_string(), super::read(&script))
}

/// The SQL of each statement without quotes; `?` before what may not happen, `!` before what was not understood, `~` before what runs in batches.
fn sql(body: &str) -> Vec<String> {
    sql_on(Dialect::PostgreSql, body)
}

fn sql_on(dialect: Dialect, body: &str) -> Vec<String> {
    read_on(dialect, body).1.iter().map(shown).collect()
}

fn shown(statement: &Statement) -> String {
    let mut signs = String::new();
    if statement.operations.iter().any(|located| located.conditional) {
        signs.push('?');
    }
    if statement.operations.iter().any(|located| located.batched) {
        signs.push('~');
    }
    if !statement.is_understood() {
        signs.push('!');
    }
    format!("{signs}{}", statement.sql.as_deref().unwrap_or_default().replace('"', ""))
}

#[test]
fn a_command_that_is_called_upgrade_is_no_revision() {
    let is_revision = |text: &str| super::identity(text).is_some();
    assert!(!is_revision("from app.extensions import alembic\ndef upgrade():\n    alembic.upgrade()\n"));
    assert!(is_revision("def upgrade(): pass\ndef downgrade(): pass\n"));
    assert!(is_revision("from alembic import op\ndef upgrade():\n    op.drop_table('a')\n"));
    assert!(is_revision("revision = made()\ndef upgrade(): pass\n"));
    assert!(is_revision("revision = 'a'\n"));
}

#[test]
fn what_only_a_run_can_tell_hides_nothing_else() {
    let body = "import helper\nop.execute('SELECT 1')\nhelper.go(op.get_bind())\nop.execute(make())\nop.execute(f'DROP TABLE {make()}')\nop.custom('x')\n\
                op.drop_table(names()[0])\nop.execute('SELECT 2')";
    assert_eq!(sql(body), ["SELECT 1", "!", "!", "!DROP TABLE …", "!", "!DROP TABLE …", "SELECT 2"]);
}

#[test]
fn what_is_awaited_is_done() {
    let body = "import asyncio, helper\nasync def go():\n    op.drop_table('a')\n    await helper.go()\nasyncio.run(go())";
    assert_eq!(sql(body), ["DROP TABLE a", "!"]);
}

#[test]
fn branches_that_only_a_run_decides_may_not_happen() {
    let body = "if op.get_bind().dialect.name == 'mysql':\n    op.execute('SELECT 0')\nif known():\n    op.drop_table('a')\nelse:\n    op.drop_table('b')\n\
                try:\n    op.drop_table('c')\nexcept Exception:\n    pass\nif known():\n    return\nop.drop_table('d')";
    assert_eq!(sql(body), ["?DROP TABLE a", "?DROP TABLE b", "?DROP TABLE c", "?DROP TABLE d"]);
    assert_eq!(sql("if not known():\n    raise ValueError\nop.drop_table('a')"), ["DROP TABLE a"]);
}

#[test]
fn names_helpers_and_loops_are_followed() {
    let body = "tables = ['a'] + ['b']\ntables.append('c')\ndef drop(name, *, suffix='_x'):\n    op.drop_table(name + suffix)\n\
                for at, table in enumerate(tables):\n    if at != 1:\n        drop(table)\n[drop(t, suffix='') for t in ('d',)]\nfor t in given():\n    op.drop_table(t)";
    assert_eq!(sql(body), ["DROP TABLE a_x", "DROP TABLE c_x", "DROP TABLE d", "?!DROP TABLE …"]);
    assert_eq!(sql("x = 'a'\nif known():\n    x = 'b'\nop.drop_table(x)"), ["?DROP TABLE a", "?DROP TABLE b"]);
    assert_eq!(sql("def f():\n    f()\nf()\nop.drop_table('a')").last().map(String::as_str), Some("DROP TABLE a"));
}

#[test]
fn a_loop_with_a_limit_and_a_commit_is_a_batched_backfill() {
    let update = "UPDATE a SET b = 1 WHERE id IN (SELECT id FROM a WHERE b IS NULL LIMIT 1000)";
    let body = format!(
        "conn = op.get_bind()\nwhile True:\n    done = conn.execute(sa.text('{update}'))\n    conn.commit()\n    if done.rowcount == 0:\n        break"
    );
    assert_eq!(sql(&body), [format!("~{update}")]);
    assert_eq!(sql(&body.replace("    conn.commit()\n", "")), [update]);
}

#[test]
fn behind_a_commit_by_hand_the_driver_may_begin_anew_but_not_in_an_autocommit_block() {
    let body = "op.execute('COMMIT')\nwith op.get_context().autocommit_block():\n    op.execute('SELECT 1')";
    assert_eq!(sql(body), ["COMMIT", "COMMIT", "SELECT 1", "BEGIN"]);
    let counts = |begins_anew: bool| -> Vec<usize> {
        let modules = Arc::new(Modules::default().under(Convention::default(), begins_anew));
        super::read(&Script { modules, ..script(body) }).iter().map(|statement| statement.operations.len()).collect()
    };
    assert_eq!(counts(true), [2, 1, 1, 1]);
    assert_eq!(counts(false), [1, 1, 1, 1]);
}

#[test]
fn what_was_not_read_stands_within_its_statement() {
    let (_, statements) = read("op.execute('HELLO; UPDATE b SET c = 1 \\@d')");
    assert_eq!(statements.len(), 2);
    for statement in &statements {
        let whole = statement.span;
        assert!(!statement.is_understood());
        assert!(statement.not_understood.iter().all(|part| whole.start <= part.span.start && part.span.end <= whole.end), "{statement:?}");
    }
}

#[test]
fn values_that_only_a_run_can_tell_are_values() {
    let body = "for x in given():\n    op.execute(f\"UPDATE a SET b = '{x}' WHERE c = 'y'\")\n    op.execute(f\"UPDATE {x} SET b = 'z'\")\n    op.execute(f\"ALTER TYPE a ADD VALUE '{x}'\")\n\
                op.get_bind().execute(sa.text('DELETE FROM a WHERE b IN :names AND c = :c'), {})\n\
                op.get_bind().exec_driver_sql('DELETE FROM a WHERE b IN %s AND min = %(x)s', ())";
    assert_eq!(
        sql(body),
        [
            "?UPDATE a SET b = '…' WHERE c = 'y'",
            "?!UPDATE … SET b = 'z'",
            "?!ALTER TYPE a ADD VALUE '…'",
            "DELETE FROM a WHERE b IN ($1) AND c = $1",
            "DELETE FROM a WHERE b IN ($1) AND min = $1"
        ]
    );
}

#[test]
fn each_statement_of_a_text_says_itself_what_was_not_read() {
    let (text, statements) = read("op.execute(f'DROP TABLE {given}; DROP TABLE b')");
    let faults: Vec<&str> = statements.iter().flat_map(|statement| &statement.not_understood).map(|part| part.span.of(&text)).collect();
    assert_eq!(faults, ["DROP TABLE {given};", "DROP TABLE b"]);
}

#[test]
fn places_point_into_the_python() {
    let (text, statements) =
        read("op.execute('''\n  ALTER TABLE a\n    DROP COLUMN b, ADD COLUMN c int;\n  DROP TABLE d\n''')\nop.drop_table('e')");
    let places: Vec<&str> = statements.iter().flat_map(|statement| &statement.operations).map(|located| located.span.of(&text)).collect();
    assert_eq!(places, ["DROP COLUMN b", "ADD COLUMN c int", "DROP TABLE d", "op.drop_table('e')"]);
    let lines: Vec<usize> = statements.iter().map(|statement| statement.line).collect();
    assert_eq!(lines, [5, 7, 9]);
}

#[test]
fn parameters_are_no_syntax() {
    assert_eq!(
        sql("op.execute(sa.text('UPDATE a SET b = :b, d = c::int WHERE c = :c').bindparams(b=1))"),
        ["UPDATE a SET b = $1, d = c::int WHERE c = $1"]
    );
}

#[test]
fn marks_of_the_driver_are_no_syntax_and_a_result_is_no_statement() {
    let body = "conn = op.get_bind()\nn = conn.execute('SELECT 1').scalar()\nconn.execute(\"UPDATE a SET b = %s WHERE c LIKE '%%x' AND d = %(d)s\", (n,))";
    assert_eq!(sql(body), ["SELECT 1", "UPDATE a SET b = $1 WHERE c LIKE '%x' AND d = $1"]);
}

#[test]
fn an_empty_upgrade_is_empty_and_a_missing_one_is_said() {
    assert!(sql("pass").is_empty());
    let script = Script { text: "x = 1\n".into(), language: Language::Python, ..Script::default() };
    assert!(super::read(&script).iter().all(|statement| !statement.is_understood()));
}

#[test]
fn depth_and_length_are_no_trouble() {
    let deep = |inner: &str, count: usize| inner.repeat(count);
    let bodies = [
        format!("def f(x):\n    f({}x{})\nf(1)", deep("[", 60), deep("]", 60)),
        "a = 'x'\nfor i in range(1000):\n    a = a + a\nop.execute(a)".to_owned(),
        "for i in range(1000):\n    for j in range(1000):\n        for k in range(1000):\n            pass".to_owned(),
        (0..60).flat_map(|at| [deep(" ", at), "if g():\n".to_owned()]).collect::<String>() + &deep(" ", 60) + "op.drop_table('a')",
    ];
    let walk = move || bodies.iter().map(|body| read(body).1.len()).collect::<Vec<_>>();
    let sizes = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(walk).unwrap().join().unwrap();
    assert_eq!(sizes.len(), 4);
}

#[test]
fn what_a_loop_counts_is_another_number_the_next_time() {
    let body = "at = 0\nnames = ['a', 'b']\nwhile at < len(names):\n    if at == 1:\n        op.drop_table(names[at])\n    at += 1";
    assert_eq!(sql(body), ["DROP TABLE b"]);
    let rows = "seen = 0\nfor row in given():\n    seen += 1\n    if seen > 1:\n        op.drop_table('a')";
    assert_eq!(sql(rows), ["?DROP TABLE a"]);
    let paged = "at = 0\nwhile given():\n    op.execute(f'UPDATE t SET a = 1 WHERE id > {at}')\n    at += 5";
    assert_eq!(sql(paged).len(), 1);
}

#[test]
fn what_a_cursor_of_the_driver_sends_is_told() {
    assert_eq!(sql("cursor = op.get_bind().connection.cursor()\ncursor.executemany('DELETE FROM t WHERE id = %s', [(1,)])").len(), 1);
    assert_eq!(sql("op.get_bind().connection.cursor().copy_expert('COPY t FROM STDIN', given())"), ["!"]);
    assert_eq!(sql("op.get_context().impl.drop_table(sa.table('a'))"), ["!"]);
    assert_eq!(sql("op.get_context().impl.execute('DROP TABLE a')"), ["DROP TABLE a"]);
}

#[test]
fn a_function_of_the_database_that_the_revision_creates_does_what_it_does_where_it_is_called() {
    let body = "op.execute('CREATE FUNCTION purge() RETURNS void AS $$ BEGIN DROP TABLE a; END $$ LANGUAGE plpgsql')\nop.execute('SELECT purge()')";
    let statements = read(body).1;
    assert!(statements[1].operations.iter().any(|located| matches!(located.operation, crate::operation::Operation::DropTable(_))));
}
