//! Input that no server would take: circles, towers and crowds. Everything ends, and nothing overflows.

use migsafe_core::name::QualifiedName;
use migsafe_core::operation::IndexPart;
use migsafe_core::report::Report;
use migsafe_core::schema::{Birth, Schema};
use migsafe_core::source::{Cut, Script};
use migsafe_core::{Options, Project};

fn check(text: &str) -> Report {
    Project::from_text(text, "0001_x.sql".into(), None).check(&Options::default())
}

fn judged(text: &str) -> usize {
    check(text).summary.statements
}

fn replayed(text: &str) -> Schema {
    let now = Birth { migration: 0, statement: 0, transaction: 0 };
    let script = Script { path: "x.sql".into(), text: text.into(), range: None, cut: Cut::Whole, ..Script::default() };
    let mut schema = Schema::new();
    for mut located in migsafe_core::sql::read(&script).into_iter().flat_map(|statement| statement.operations) {
        schema.enter(now);
        schema.resolve(&mut located.operation);
        schema.apply(&located.operation, now);
    }
    schema
}

fn public(name: &str) -> QualifiedName {
    QualifiedName::new("public", name)
}

#[test]
fn a_table_below_itself_ends() {
    let tail = "ALTER TABLE a ADD COLUMN z int; TRUNCATE a; DELETE FROM a; DROP TABLE a CASCADE; DROP TABLE b CASCADE;";
    for head in [
        "CREATE TABLE a () INHERITS (a);",
        "CREATE TABLE a PARTITION OF a DEFAULT;",
        "CREATE TABLE a (x int); CREATE TABLE b () INHERITS (a, a); ALTER TABLE a INHERIT b;",
        "ALTER TABLE a INHERIT b; ALTER TABLE b INHERIT a; ALTER TABLE a INHERIT a;",
        "ALTER TABLE a ATTACH PARTITION b DEFAULT; ALTER TABLE b ATTACH PARTITION a DEFAULT;",
        "CREATE TABLE a (x int) PARTITION BY LIST (x); CREATE TABLE b PARTITION OF a DEFAULT PARTITION BY LIST (x);
         ALTER TABLE b ATTACH PARTITION a DEFAULT; CREATE INDEX ON a (x);",
        // A name given to a second table joins what stood below the first to what stands above it.
        "CREATE TABLE b (x int); CREATE TABLE c () INHERITS (b); CREATE TABLE a (x int); CREATE TABLE d () INHERITS (a);
         ALTER TABLE d INHERIT c; ALTER TABLE a RENAME TO c; ALTER TABLE c RENAME TO b;",
        "CREATE TABLE s.a (x int); CREATE TABLE a (x int); CREATE TABLE b () INHERITS (s.a); ALTER TABLE a INHERIT b;
         ALTER TABLE s.a SET SCHEMA public;",
        "CREATE VIEW b AS SELECT * FROM b; CREATE VIEW a AS SELECT * FROM b; CREATE OR REPLACE VIEW b AS SELECT * FROM a;",
        "CREATE DOMAIN a AS b; CREATE DOMAIN b AS a; CREATE TABLE c (x a); ALTER DOMAIN a ADD CHECK (VALUE > 0); DROP TYPE a CASCADE;",
        "CREATE TABLE a (x int GENERATED ALWAYS AS (y) STORED, y int GENERATED ALWAYS AS (x) STORED); ALTER TABLE a DROP COLUMN x CASCADE;",
        "CREATE FUNCTION a() RETURNS int LANGUAGE sql AS 'SELECT a() + a() + a()'; ALTER TABLE b ADD COLUMN x int DEFAULT a();",
        "CREATE TABLE a (x int PRIMARY KEY REFERENCES b); CREATE TABLE b (x int PRIMARY KEY REFERENCES a ON DELETE CASCADE);",
    ] {
        assert!(judged(&format!("{head}{tail}")) >= 6, "{head}");
    }
}

#[test]
fn towers_do_not_overflow() {
    const HEIGHT: usize = 3_000;
    let tower = |first: &str, next: &dyn Fn(usize) -> String, last: &str| {
        let mut text = first.to_owned();
        (0..HEIGHT).for_each(|number| text.push_str(&next(number)));
        text.push_str(last);
        assert!(judged(&text) > HEIGHT, "{first}");
    };
    tower(
        "CREATE TABLE t0 (a int);",
        &|below| format!("CREATE TABLE t{} () INHERITS (t{below});", below + 1),
        "ALTER TABLE t0 ADD b int; DROP TABLE t0 CASCADE;",
    );
    tower(
        "CREATE VIEW v0 AS SELECT 1;",
        &|below| format!("CREATE VIEW v{} AS SELECT * FROM v{below};", below + 1),
        "DROP VIEW v0 CASCADE;",
    );
    tower(
        "CREATE TABLE t (c0 int);",
        &|below| format!("ALTER TABLE t ADD c{} int GENERATED ALWAYS AS (c{below}) STORED;", below + 1),
        "ALTER TABLE t DROP c0 CASCADE;",
    );
    // Two parents each: as many ways down as two to the power of the height.
    tower(
        "CREATE TABLE a0 (x int); CREATE TABLE b0 (x int);",
        &|below| {
            if below >= 60 {
                return "SELECT 1;".to_owned();
            }
            let next = below + 1;
            format!("CREATE TABLE a{next} () INHERITS (a{below}, b{below}); CREATE TABLE b{next} () INHERITS (a{below}, b{below});")
        },
        "ALTER TABLE a0 ADD y int; CREATE INDEX ON a0 (y); TRUNCATE a0; DROP TABLE a0;",
    );
}

#[test]
fn made_names_take_the_lowest_free_number() {
    let schema = replayed(
        "CREATE TABLE t (a int); CREATE TABLE t_a_idx3 (x int);
         CREATE INDEX ON t (a); CREATE INDEX ON t (a); CREATE INDEX ON t (a); CREATE INDEX ON t (a);
         DROP INDEX t_a_idx1; CREATE INDEX first ON t (a); CREATE INDEX ON t (a);
         ALTER TABLE t_a_idx3 RENAME TO u; CREATE INDEX ON t (a); CREATE INDEX ON t (a);
         ALTER TABLE t ADD CHECK (a > 0); ALTER TABLE t ADD CHECK (a > 1); ALTER TABLE t DROP CONSTRAINT t_a_check; ALTER TABLE t ADD CHECK (a > 2);",
    );
    let table = schema.table(&public("t")).expect("created");
    let names: Vec<&str> = table.indexes.iter().map(|index| index.name.name.as_str()).collect();
    assert_eq!(names, ["t_a_idx", "t_a_idx2", "t_a_idx4", "first", "t_a_idx1", "t_a_idx3", "t_a_idx5"]);
    assert_eq!(table.constraints.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["t_a_check1", "t_a_check"]);
}

#[test]
fn a_table_has_one_partitioned_parent() {
    let schema = replayed(
        "CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE q (a int) PARTITION BY LIST (a); CREATE TABLE c (a int);
         ALTER TABLE p ATTACH PARTITION c DEFAULT; ALTER TABLE q ATTACH PARTITION c DEFAULT; CREATE INDEX i ON p (a); CREATE INDEX j ON q (a);",
    );
    assert_eq!(schema.table(&public("p")).expect("created").children, []);
    let child = schema.table(&public("c")).expect("created");
    assert_eq!(child.indexes.len(), 1);
    assert!(matches!(child.indexes[0].parts[..], [IndexPart::Column(_)]) && child.indexes[0].parent == Some(public("j")));
}

#[test]
fn runs_of_one_character_hide_nothing() {
    for character in ["+", "- ", "(", "[", "!", "?", "*", "/", "\\\n", "a.", "::", ","] {
        let report = check(&format!("SELECT {};\nDROP TABLE x;\n", character.repeat(100_000)));
        let last = report.projects[0].migrations[0].statements.last().map(|statement| statement.operations.len());
        assert_eq!((last, report.summary.not_understood > 0), (Some(1), true), "{character}");
    }
}
