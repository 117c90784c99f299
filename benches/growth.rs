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
