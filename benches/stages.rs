//! One figure a stage: split, parse, replay, check. `README.md` says how to run and read them.

use camino::Utf8PathBuf;
use divan::{Bencher, counter::BytesCount};
use migsafe_core::schema::{Birth, Schema};
use migsafe_core::source::tree::{DiskTree, FileTree, MemoryTree};
use migsafe_core::source::{Request, Script};
use migsafe_core::sql::{self, Statement};
use migsafe_core::{Options, Project};

/// How many migrations each generated project has.
const MIGRATIONS: usize = 400;

fn main() {
    divan::main();
}

/// What is measured: a folder of one's own, or two generated projects.
fn tree() -> Box<dyn FileTree> {
    match std::env::var("MIGSAFE_BENCH_PATH") {
        Ok(path) => Box::new(DiskTree::new(Utf8PathBuf::from(path))),
        Err(_) => Box::new(MemoryTree::new(
            migsafe_bench::prisma(MIGRATIONS).into_iter().chain(migsafe_bench::drizzle(MIGRATIONS)).collect::<Vec<_>>(),
        )),
    }
}

fn project() -> Project {
    Project::from_files(&*tree(), &Request::default())
}

fn scripts() -> Vec<Script> {
    project().histories().iter().flat_map(|history| history.migrations.iter().map(|migration| migration.up.clone())).collect()
}

fn bytes(scripts: &[Script]) -> BytesCount {
    BytesCount::new(scripts.iter().map(|script| script.text.len()).sum::<usize>())
}

/// Files to a history: find, order, read.
#[divan::bench]
fn source(bencher: Bencher<'_, '_>) {
    let tree = tree();
    bencher.bench_local(|| Project::from_files(&*tree, &Request::default()));
}

/// Text to the places of its statements.
#[divan::bench]
fn split(bencher: Bencher<'_, '_>) {
    let scripts = scripts();
    bencher.counter(bytes(&scripts)).bench_local(|| scripts.iter().map(|script| sql::statement_spans(script).len()).sum::<usize>());
}

/// Text to operations, on one thread; splitting is part of it.
#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let scripts = scripts();
    bencher.counter(bytes(&scripts)).bench_local(|| scripts.iter().map(|script| sql::read(script).len()).sum::<usize>());
}

/// Operations to the schema after the last of them.
#[divan::bench]
fn replay(bencher: Bencher<'_, '_>) {
    let read: Vec<Vec<Statement>> = scripts().iter().map(sql::read).collect();
    bencher.bench_local(|| {
        let mut schema = Schema::new();
        let in_order =
            read.iter().enumerate().flat_map(|(migration, statements)| statements.iter().map(move |statement| (migration, statement)));
        for (number, (migration, statement)) in in_order.enumerate() {
            for located in &statement.operations {
                let mut operation = located.operation.clone();
                schema.resolve(&mut operation);
                schema.apply(&operation, Birth::new(migration, number, migration));
            }
        }
        schema
    });
}

/// A history to a report: everything after `source`, as the program runs it.
#[divan::bench]
fn check(bencher: Bencher<'_, '_>) {
    let project = project();
    bencher.bench_local(|| project.check(&Options::default()));
}
