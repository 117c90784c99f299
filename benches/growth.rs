//! How time grows with input that no person writes: twice as much should take twice as long. `README.md` says how to read it.

use std::fmt::Write as _;

use divan::Bencher;
use migsafe_core::source::Request;
use migsafe_core::source::tree::MemoryTree;
use migsafe_core::{Options, Project};

fn main() {
    divan::main();
}

const SIZES: [usize; 4] = [12_500, 25_000, 50_000, 100_000];
const FILES: [usize; 4] = [2_500, 5_000, 10_000, 20_000];
/// Where a statement looks at a thousand things, the first sizes still have fewer.
const SQUARES: [usize; 4] = [4_000, 8_000, 16_000, 32_000];

fn one_file(bencher: Bencher<'_, '_>, text: &str) {
    bencher.bench_local(|| Project::from_text(text, "0001_x.sql".into(), None).check(&Options::default()));
}

fn tree(bencher: Bencher<'_, '_>, files: impl IntoIterator<Item = (String, String)>) {
    let tree = MemoryTree::new(files);
    bencher.bench_local(|| Project::from_files(&tree, &Request::default()).check(&Options::default()));
}

/// So many times what `part` writes for each number.
fn repeated(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

/// Names with a comma between.
fn listed(count: usize, part: impl Fn(usize) -> String) -> String {
    let mut text = part(0);
    for number in 1..count {
        let _ = write!(text, ", {}", part(number));
    }
    text
}

#[divan::bench(args = SIZES, sample_count = 3)]
fn statements_of_a_file(bencher: Bencher<'_, '_>, count: usize) {
    let statement = |number: usize| {
        let table = number / 6;
        match number % 6 {
            0 => format!("CREATE TABLE t{table} (id serial PRIMARY KEY, a int, b text);\n"),
            1 => format!("CREATE INDEX ON t{table} (a);\n"),
            2 => format!("ALTER TABLE t{table} ADD COLUMN c int NOT NULL DEFAULT 0;\n"),
            3 => format!("INSERT INTO t{table} (a) VALUES (1);\n"),
            4 => format!("ALTER TABLE t{table} ALTER COLUMN b SET NOT NULL;\n"),
            _ => format!("UPDATE t{table} SET a = 2 WHERE b = 'x';\n"),
        }
    };
    one_file(bencher, &repeated(count, statement));
}

#[divan::bench(args = SIZES, sample_count = 3)]
fn statements_of_a_line(bencher: Bencher<'_, '_>, count: usize) {
    one_file(bencher, &repeated(count, |number| format!("DROP TABLE \"é{number}\"; ")));
}

#[divan::bench(args = SIZES, sample_count = 3)]
fn actions_of_an_alter(bencher: Bencher<'_, '_>, count: usize) {
    one_file(bencher, &format!("ALTER TABLE t {};", listed(count, |number| format!("ADD c{number} int"))));
}

#[divan::bench(args = SIZES, sample_count = 3)]
fn names_of_a_drop(bencher: Bencher<'_, '_>, count: usize) {
    one_file(bencher, &format!("DROP TABLE {};", listed(count, |number| format!("t{number}"))));
}

/// Columns are added to as many tables as there are.
#[divan::bench(args = FILES, sample_count = 3)]
fn columns_of_many_tables(bencher: Bencher<'_, '_>, count: usize) {
    let tables = repeated(count, |number| format!("CREATE TABLE t{number} (a int, b text, c uuid, d jsonb);\n"));
    let adds = repeated(count, |number| format!("ALTER TABLE t{number} ADD COLUMN e int NOT NULL DEFAULT 0;\n"));
    one_file(bencher, &(tables + &adds));
}

#[divan::bench(args = SIZES, sample_count = 3)]
fn comments_that_suppress(bencher: Bencher<'_, '_>, count: usize) {
    one_file(bencher, &repeated(count, |number| format!("-- migsafe: ignore drop-table because {number}\nDROP TABLE t{number};\n")));
}

#[divan::bench(args = FILES, sample_count = 3)]
fn migrations_of_a_project(bencher: Bencher<'_, '_>, count: usize) {
    tree(bencher, migsafe_bench::prisma(count));
}

#[divan::bench(args = FILES, sample_count = 3)]
fn revisions_of_a_graph(bencher: Bencher<'_, '_>, count: usize) {
    let down = |number: usize| match number {
        0 => "None".to_owned(),
        _ if number % 10 == 9 => format!("('r{}', 'r{}')", number - 1, number - 2),
        _ if number % 10 == 8 => format!("'r{}'", number - 2),
        _ => format!("'r{}'", number - 1),
    };
    let revision = |number: usize| {
        let body = format!(
            "from alembic import op\nrevision = 'r{number}'\ndown_revision = {}\n\n\ndef upgrade():\n    op.drop_table('t{number}')\n",
            down(number)
        );
        (format!("alembic/versions/{number:06}.py"), body)
    };
    let settings =
        [("alembic.ini".to_owned(), "[alembic]\nscript_location = alembic\n".to_owned()), ("alembic/env.py".to_owned(), String::new())];
    tree(bencher, (0..count).map(revision).chain(settings));
}

/// A partitioned table is altered as often as it has partitions.
#[divan::bench(args = SQUARES, sample_count = 1)]
fn columns_of_partitions(bencher: Bencher<'_, '_>, count: usize) {
    let alter = |number: usize| format!("ALTER TABLE p ADD COLUMN c{number} int;\nALTER TABLE p ALTER COLUMN c{number} SET DEFAULT 1;\n");
    one_file(bencher, &(partitioned(count / 2) + &repeated(count / 4, alter)));
}

/// Each statement goes down to every partition, or up to the table.
#[divan::bench(args = SQUARES, sample_count = 1)]
fn rows_of_partitions(bencher: Bencher<'_, '_>, count: usize) {
    let write = |number: usize| match number % 3 {
        0 => "INSERT INTO p (a) VALUES (1);\n".to_owned(),
        1 => format!("DELETE FROM c{number} WHERE b = 1;\n"),
        _ => "UPDATE p SET b = 2 WHERE b = 1;\n".to_owned(),
    };
    one_file(bencher, &(partitioned(count / 2) + &repeated(count / 2, write)));
}

/// Rows go from a table that as many foreign keys lead to.
#[divan::bench(args = SQUARES, sample_count = 1)]
fn keys_to_a_table(bencher: Bencher<'_, '_>, count: usize) {
    let keys = repeated(count / 2, |number| format!("CREATE TABLE r{number} (a int REFERENCES t);\n"));
    let writes = repeated(count / 4, |number| format!("DELETE FROM t WHERE a = {number};\nUPDATE t SET id = {number};\n"));
    one_file(bencher, &format!("CREATE TABLE t (id int PRIMARY KEY, a int);\n{keys}{writes}"));
}

/// A table with as many views and indexes is altered.
#[divan::bench(args = SQUARES, sample_count = 1)]
fn views_and_indexes_of_a_table(bencher: Bencher<'_, '_>, count: usize) {
    let made = repeated(count / 4, |number| format!("CREATE VIEW v{number} AS SELECT a FROM t;\nCREATE INDEX i{number} ON t (b);\n"));
    let alter = |number: usize| {
        format!("ALTER TABLE t ADD COLUMN c{number} int;\nALTER TABLE t ALTER COLUMN a TYPE bigint;\nALTER TABLE t RENAME b TO c;\n")
    };
    one_file(bencher, &format!("CREATE TABLE t (a int, b int);\n{made}{}", repeated(count / 6, alter)));
}

/// Constraints and indexes of one table come, and go again.
#[divan::bench(args = SIZES, sample_count = 3)]
fn constraints_of_a_table(bencher: Bencher<'_, '_>, count: usize) {
    let made = |number: usize| {
        format!("ALTER TABLE t ADD CONSTRAINT k{number} CHECK (a > {number}) NOT VALID;\nCREATE INDEX i{number} ON t (a);\n")
    };
    let gone = |number: usize| format!("ALTER TABLE t DROP CONSTRAINT k{number};\nDROP INDEX i{number};\n");
    let text = format!("CREATE TABLE t (a int);\n{}{}", repeated(count / 4, made), repeated(count / 4, gone));
    one_file(bencher, &text);
}

/// What is taken away comes back, as far away in the file as can be.
#[divan::bench(args = SIZES, sample_count = 3)]
fn drops_that_are_made_good(bencher: Bencher<'_, '_>, count: usize) {
    let drop = |number: usize| format!("DROP VIEW v{number};\nDROP INDEX i{number};\nALTER TABLE t DROP CONSTRAINT k{number};\n");
    let make = |number: usize| {
        format!(
            "CREATE VIEW v{number} AS SELECT 1;\nCREATE INDEX i{number} ON t (a);\nALTER TABLE t ADD CONSTRAINT k{number} CHECK (a > 1);\n"
        )
    };
    one_file(bencher, &(repeated(count / 6, drop) + &repeated(count / 6, make)));
}

/// Types and domains that stand on one another, and labels of one enum.
#[divan::bench(args = SIZES, sample_count = 3)]
fn types_of_a_schema(bencher: Bencher<'_, '_>, count: usize) {
    let part = |number: usize| {
        format!(
            "CREATE DOMAIN d{} AS d{number};\nALTER DOMAIN d{number} ADD CHECK (VALUE > 1);\nALTER TYPE e ADD VALUE 'v{number}';\n\
             CREATE TYPE f{number} AS ENUM ('a');\nALTER TYPE f{number} RENAME TO g{number};\nDROP TYPE g{number};\n",
            number + 1
        )
    };
    let text = format!("CREATE DOMAIN d0 AS int;\nCREATE TYPE e AS ENUM ('a');\n{}", repeated(count / 6, part));
    one_file(bencher, &text);
}

/// Policies, triggers and functions of as many tables, which are altered, renamed and dropped.
#[divan::bench(args = SIZES, sample_count = 3)]
fn what_stands_on_tables(bencher: Bencher<'_, '_>, count: usize) {
    let made = |number: usize| {
        format!(
            "CREATE TABLE t{number} (a int);\nCREATE POLICY p ON t{number} USING (a = 1);\n\
             CREATE TRIGGER g BEFORE INSERT ON t{number} FOR EACH ROW EXECUTE FUNCTION f();\n\
             CREATE FUNCTION f{number}() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a FROM t{number}; END;\n"
        )
    };
    let gone = |number: usize| {
        format!(
            "ALTER TABLE t{number} RENAME a TO b;\nALTER TABLE t{number} RENAME TO u{number};\nDROP FUNCTION f{number}();\nDROP TABLE u{number};\n"
        )
    };
    one_file(bencher, &(repeated(count / 8, made) + &repeated(count / 8, gone)));
}

/// A partitioned table with partitions.
fn partitioned(count: usize) -> String {
    let partition = |number: usize| format!("CREATE TABLE c{number} PARTITION OF p FOR VALUES IN ({number});\n");
    format!("CREATE TABLE p (a int, b int) PARTITION BY LIST (a);\n{}", repeated(count, partition))
}
