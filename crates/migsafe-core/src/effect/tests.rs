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
            let now = Birth { migration, statement: number, transaction: migration };
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
