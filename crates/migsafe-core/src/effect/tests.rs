//! An effect in words. What PostgreSQL does is compared with live servers: `tests/measured.rs` and the crate `migsafe-oracle`.

use super::{Circumstances, Effect};
use crate::schema::{Birth, Schema};
use crate::source::{Cut, Script};
use crate::version::PostgresVersion;

/// The effect of a migration whose history is `setup`, on PostgreSQL 15.
fn effect_of(setup: &str, statements: &str) -> Effect {
    let mut schema = Schema::new();
    let mut whole = Effect::default();
    for (migration, text) in [setup, statements].into_iter().enumerate() {
        let script = Script { path: "test.sql".into(), text: text.into(), range: None, cut: Cut::Whole, ..Script::default() };
        for (number, statement) in crate::sql::read(&script).into_iter().enumerate() {
            assert!(statement.is_understood(), "{text}: {:?}", statement.not_understood);
            let now = Birth::new(migration, number, migration);
            for located in statement.operations {
                let mut operation = located.operation;
                schema.resolve(&mut operation);
                let circumstances = Circumstances {
                    schema: &schema,
                    version: PostgresVersion(15),
                    now,
                    in_transaction: true,
                    in_block: false,
                    new_from: 1,
                    replaced: false,
                    only: None,
                    recreation: None,
                    beside: &[],
                };
                if migration == 1 {
                    whole.merge(&super::of(&operation, &circumstances));
                }
                schema.apply(&operation, now);
            }
        }
    }
    whole
}

#[test]
fn an_effect_in_a_few_words() {
    let setup = "CREATE TABLE users (id integer PRIMARY KEY, legacy text); CREATE TABLE orders (id integer, status text, user_id integer);";
    let words = |statement: &str| super::describe(&effect_of(setup, statement));
    assert_eq!(words("ALTER TABLE users DROP COLUMN legacy;"), "ACCESS EXCLUSIVE on users, instant · cannot be undone");
    assert_eq!(words("ALTER TABLE orders ALTER COLUMN id TYPE bigint;"), "rewrites orders under ACCESS EXCLUSIVE");
    assert_eq!(words("CREATE INDEX ON orders (status);"), "SHARE on orders until the index is built");
    assert_eq!(words("ALTER TABLE orders ALTER COLUMN status SET NOT NULL;"), "ACCESS EXCLUSIVE on orders while it is read");
    assert_eq!(words("CREATE TABLE fresh (id bigint);"), "instant");
    assert_eq!(
        words("CREATE INDEX CONCURRENTLY ON orders (status);"),
        "fails: CREATE INDEX CONCURRENTLY cannot run inside a transaction block"
    );
    // A table that was just created is empty: the work on it takes no time.
    assert_eq!(words("CREATE TABLE fresh (id bigint); CREATE INDEX ON fresh (id);"), "SHARE on fresh, instant");
}

#[test]
fn what_only_a_run_can_tell_is_no_bad_default() {
    let fails = |default: &str| {
        effect_of("CREATE TABLE orders (id bigint, tags jsonb);", &format!("ALTER TABLE orders ALTER tags SET DEFAULT {default};")).fails
    };
    assert!(fails("'…'").is_none());
    assert!(fails("'x'").is_some_and(|failure| failure.certain));
}

#[test]
fn what_may_not_be_in_the_way_is_not_certain_to_fail() {
    let certain = |setup: &str, statement: &str| effect_of(setup, statement).fails.map(|failure| failure.certain);
    let tables = "CREATE TABLE users (id integer PRIMARY KEY, mail varchar(9)); CREATE TABLE notes (id integer, user_id integer);";
    let views = |columns: &str| format!("{tables} CREATE VIEW v AS SELECT {columns} FROM notes n JOIN users u ON u.id = n.user_id;");
    let change = "ALTER TABLE users ALTER COLUMN mail TYPE text;";
    assert_eq!(certain(&views("n.*"), change), None);
    assert_eq!(certain(&views("u.mail"), change), Some(true));
    assert_eq!(certain(&format!("{tables} CREATE VIEW v AS SELECT * FROM users;"), change), Some(true));
    // A foreign key rests on the older of two indexes, whatever the order of their columns.
    let keys = "CREATE TABLE a (b integer, c integer, UNIQUE (b, c)); CREATE UNIQUE INDEX cb ON a (c, b);
        CREATE TABLE d (b integer, c integer, FOREIGN KEY (b, c) REFERENCES a (b, c));";
    assert_eq!(certain(keys, "DROP INDEX cb;"), None);
    // `CASCADE` took the policy along, or may have.
    let policy = "CREATE TYPE way AS ENUM ('x'); CREATE TABLE t (id integer, w way); CREATE FUNCTION may(integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';
        CREATE FUNCTION must() RETURNS boolean LANGUAGE sql AS 'SELECT true'; CREATE POLICY p ON t USING (may(id) AND must());";
    let other = "CREATE FUNCTION may(text) RETURNS boolean LANGUAGE sql AS 'SELECT true';";
    assert_eq!(certain(policy, "DROP FUNCTION must();"), Some(true));
    assert_eq!(certain(&format!("{policy} DROP FUNCTION may(integer) CASCADE;"), "DROP FUNCTION must();"), None);
    assert_eq!(certain(&format!("{policy} {other} DROP FUNCTION may(integer) CASCADE;"), "DROP FUNCTION must();"), Some(false));
}

#[test]
fn an_index_that_was_never_seen_leaves_nothing_under_its_new_name() {
    let setup = "CREATE TABLE t (a integer, b integer); ALTER INDEX IF EXISTS built RENAME TO i; CREATE INDEX IF NOT EXISTS i ON t (a); DROP INDEX i;";
    let fails = effect_of(setup, "ALTER INDEX IF EXISTS built_again RENAME TO i;").fails;
    assert!(fails.as_ref().is_none_or(|failure| !failure.certain), "{fails:?}");
}
