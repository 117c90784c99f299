//! Input that no server would take: circles, towers and crowds. Everything ends, and nothing overflows.

use migsafe_core::effect::Blocks;
use migsafe_core::name::QualifiedName;
use migsafe_core::operation::IndexPart;
use migsafe_core::report::Report;
use migsafe_core::schema::{Birth, Schema};
use migsafe_core::source::tree::MemoryTree;
use migsafe_core::source::{Cut, IrregularityKind, Request, Script, Tool};
use migsafe_core::{Options, Project};

fn check(text: &str) -> Report {
    Project::from_text(text, "0001_x.sql".into(), None).check(&Options::default())
}

fn judged(text: &str) -> usize {
    check(text).summary.statements
}

fn replayed(text: &str) -> Schema {
    let now = Birth::new(0, 0, 0);
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
    assert!(schema.table(&public("p")).expect("created").children.is_empty());
    let child = schema.table(&public("c")).expect("created");
    assert_eq!(child.indexes.len(), 1);
    let index = child.indexes.first().expect("one");
    assert!(matches!(index.parts[..], [IndexPart::Column(_)]) && index.parent.as_deref() == Some(&public("j")));
}

#[test]
fn runs_of_one_character_hide_nothing() {
    for character in ["+", "- ", "(", "[", "!", "?", "*", "/", "\\\n", "a.", "::", ","] {
        let report = check(&format!("SELECT {};\nDROP TABLE x;\n", character.repeat(100_000)));
        let last = report.projects[0].migrations[0].statements.last().map(|statement| statement.operations.len());
        assert_eq!((last, report.summary.not_understood > 0), (Some(1), true), "{character}");
    }
}

#[test]
fn what_a_thousand_names_do_not_hold_is_counted() {
    let names: Vec<String> = (0..1_500).map(|number| format!("t{number}")).collect();
    let report = check(&format!("DROP TABLE {};", names.join(", ")));
    let effects = &report.projects[0].migrations[0].statements[0].effects;
    assert_eq!((effects.locks.len(), effects.unlisted.count(), effects.blocks), (1_000, 500, Blocks::ReadsAndWrites));
    let why = report.projects[0].migrations[0].statements[0].why_not.as_deref().unwrap_or_default();
    assert!(why.contains("more than 500 things"), "{why}");
    let json = serde_json::to_value(effects).expect("an effect is written as JSON");
    assert_eq!(json["unlisted"], 500);
    assert!(
        serde_json::to_value(check("DROP TABLE t;")).expect("JSON")["projects"][0]["migrations"][0]["statements"][0]["effects"]
            .get("unlisted")
            .is_none()
    );
}

#[test]
fn statements_that_do_the_same_share_one_effect() {
    let setup = "CREATE TABLE t (id int PRIMARY KEY);".to_owned() + &"CREATE TABLE r (t int REFERENCES t);".repeat(3);
    let report = check(&format!("{setup} DELETE FROM t; DELETE FROM t; SELECT 1; DELETE FROM t;"));
    let effects: Vec<_> = report.projects[0].migrations[0].statements.iter().rev().take(4).map(|statement| &statement.effects).collect();
    assert!(std::sync::Arc::ptr_eq(effects[3], effects[2]) && !std::sync::Arc::ptr_eq(effects[2], effects[0]));
    assert_eq!(effects[3], effects[0]);
}

#[test]
fn a_table_keeps_as_many_columns_as_the_server_allows() {
    let adds: Vec<String> = (0..2_000).map(|number| format!("ADD c{number} int")).collect();
    let schema = replayed(&format!("CREATE TABLE t (a int); ALTER TABLE t {};", adds.join(", ")));
    assert_eq!(schema.table(&public("t")).map(|table| table.columns.len()), Some(1_600));
}

#[test]
fn revisions_in_a_circle_and_under_many_heads_end() {
    const REVISIONS: usize = 3_000;
    let tree = |down: &dyn Fn(usize) -> String| {
        let revision = |number: usize| {
            let text = format!("revision = 'r{number:05}'\ndown_revision = {}\ndef upgrade():\n    pass\n", down(number));
            (format!("alembic/versions/{number:05}.py"), text)
        };
        let settings = ("alembic.ini".to_owned(), "[alembic]\nscript_location = alembic\n".to_owned());
        let tree = MemoryTree::new((0..REVISIONS).map(revision).chain([settings, ("alembic/env.py".to_owned(), String::new())]));
        let project = Project::from_files(&tree, &Request::default());
        let history = &project.histories()[0];
        assert_eq!(history.migrations.len(), REVISIONS);
        history
            .irregularities
            .iter()
            .map(|fault| (fault.kind, fault.other.as_ref().map_or(0, |others| others.split(", ").count())))
            .collect::<Vec<_>>()
    };
    let circle = tree(&|number| format!("'r{:05}'", (number + 1) % REVISIONS));
    assert_eq!(circle, [(IrregularityKind::RevisionCycle, REVISIONS - 1)]);
    let half = REVISIONS / 2;
    let heads = tree(&|number| if number == 0 { "None".to_owned() } else { format!("'r{:05}'", (number - 1).min(half)) });
    assert_eq!(heads, [(IrregularityKind::RevisionHeads, half - 2)]);
    let missing = tree(&|number| format!("'x{number}'"));
    assert_eq!(missing.iter().filter(|(kind, _)| *kind == IrregularityKind::RevisionMissing).count(), REVISIONS);
}

fn revision(body: &str) -> Report {
    let text = format!("from alembic import op\nrevision = 'a'\ndown_revision = None\n\n\ndef upgrade():\n{body}");
    Project::from_text(&text, "versions/0001_x.py".into(), Some(Tool::Alembic)).check(&Options::default())
}

#[test]
fn python_that_doubles_what_it_holds_ends() {
    for line in [
        "x = f'{x}{x}'",
        "x = '{}{}'.format(x, x)",
        "x = '%s%s' % (x, x)",
        "x = x.join([x, x])",
        "x = x.replace('a', x)",
        "x = [*x, *x]",
        "x = [x, x]",
        "x.append(x)",
        "x = {'a': x, 'b': x}",
        "x = f(x, x)",
        "def x(y=x): return x",
    ] {
        let start = if line.contains("append") { "[]" } else { "'aaaa'" };
        let lines = format!("    {line}\n").repeat(80);
        let report = revision(&format!(
            "    x = {start}\n{lines}    if y == x:\n        x = 1\n    op.drop_table('t')\n    op.create_table(x)\n    op.execute(x)\n"
        ));
        let statements = &report.projects[0].migrations[0].statements;
        assert!(statements.iter().any(|statement| statement.sql.contains("drop_table")) && statements.len() < 100, "{line}");
    }
}

#[test]
fn python_that_repeats_itself_is_followed_for_a_while() {
    let long = "a, ".repeat(2_000);
    let sent = |body: &str| revision(body).summary.statements;
    let loops = "    for i in range(1000):\n        for j in range(1000):\n";
    assert!((500..50_000).contains(&sent(&format!("    x = '{long}'\n{loops}            op.execute(f'SELECT {{x}}{{i}}, {{j}}')\n"))));
    // The same rows in the same words are told once, and where the walk ends.
    assert_eq!(sent(&format!("{loops}            op.execute('DELETE FROM t')\n")), 2);
    assert!((5_000..50_000).contains(&sent(&format!("{loops}            op.drop_table('a')\n"))));
    // What cannot be read in a loop is said once, and so is where the walk ends.
    assert_eq!(sent("    for i in range(1000):\n        elsewhere(op)\n"), 1);
    assert_eq!(sent("    def f():\n        op.drop_table(g)\n        f()\n        f()\n    f()\n"), 1);
}

#[test]
fn a_journal_that_repeats_itself_ends() {
    const ENTRIES: usize = 20_000;
    let entry = |number: usize| format!("{{ \"idx\": {number}, \"when\": {number}, \"tag\": \"a\" }}");
    let journal = format!("{{ \"dialect\": \"postgresql\", \"entries\": [{}] }}", (0..ENTRIES).map(entry).collect::<Vec<_>>().join(","));
    let tree = MemoryTree::new([("drizzle/a.sql", "SELECT 1;"), ("drizzle/meta/_journal.json", &journal)]);
    let project = Project::from_files(&tree, &Request::default());
    let faults = project.histories()[0].irregularities.iter().filter(|fault| fault.kind == IrregularityKind::JournalDuplicate);
    assert_eq!(faults.count(), ENTRIES - 1);
}
