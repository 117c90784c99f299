//! What holds for any input at all. Each function takes the bytes of one fuzz target; `crates/migsafe-core/tests/fuzz_seeds.rs` runs them over `seeds/`.

use std::collections::BTreeMap;

use migsafe_core::report::{Finding, Level, MigrationReport, StatementReport};
use migsafe_core::source::tree::MemoryTree;
use migsafe_core::source::{Cut, Dialect, Request, Script, Tool};
use migsafe_core::span::Span;
use migsafe_core::{Light, Options, PostgresVersion, Project, Report};

/// A path and what its file holds.
type Files<'a> = BTreeMap<&'a str, &'a [u8]>;

/// A file of SQL, alone and as one that Drizzle cuts, for each database.
pub fn sql(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let files = Files::from([("0001_x.sql", data)]);
    for cut in [Cut::Whole, Cut::Breakpoints] {
        let script = Script { path: "0001_x.sql".into(), text: text.into(), range: None, cut, ..Script::default() };
        tiles(text, &migsafe_core::sql::read(&script).iter().map(|it| it.span).collect::<Vec<_>>());
    }
    for dialect in [Dialect::PostgreSql, Dialect::MySql, Dialect::Sqlite] {
        let project = Project::from_text_for(text, "0001_x.sql".into(), None, dialect);
        check(&project, &options(data), &files);
    }
}

/// An Alembic revision.
pub fn alembic(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let path = "versions/0001_x.py";
    let project = Project::from_text(text, path.into(), Some(Tool::Alembic));
    check(&project, &options(data), &Files::from([(path, data)]));
}

/// What tools keep beside their migrations: the text stands for each of these files.
pub fn bookkeeping(data: &[u8]) {
    const SCRIPT: &[u8] = b"CREATE TABLE t (a int);--> statement-breakpoint\nALTER TABLE t DROP COLUMN a;";
    const REVISION: &[u8] = b"revision = \"a\"\ndown_revision = None\n\n\ndef upgrade():\n    op.drop_table(\"t\")\n";
    let files = Files::from([
        (".env", data),
        ("alembic.ini", data),
        ("alembic/env.py", data),
        ("alembic/versions/a.py", REVISION),
        ("compose.yaml", data),
        ("drizzle.config.ts", data),
        ("drizzle/0000_a.sql", SCRIPT),
        ("drizzle/0001_b.sql", SCRIPT),
        ("drizzle/meta/_journal.json", data),
        ("package.json", data),
        ("prisma/migrations/20260101000000_a/migration.sql", SCRIPT),
        ("prisma/migrations/migration_lock.toml", data),
        ("prisma/schema.prisma", data),
    ]);
    let tree = MemoryTree::new(files.iter().map(|(path, bytes)| (*path, *bytes)));
    check(&Project::from_files(&tree, &Request::default()), &options(data), &files);
}

/// A whole tree: each line `+++ path` begins a file. Paths below `base:` make the tree as it stood before; a line `*** path` names what is asked for.
pub fn tree(data: &[u8]) {
    let mut files = Files::new();
    let mut before = Files::new();
    let mut request = Request::default();
    let starts: Vec<usize> =
        std::iter::once(0).chain(data.windows(5).enumerate().filter(|(_, it)| *it == b"\n+++ ").map(|(at, _)| at + 1)).collect();
    for (number, start) in starts.iter().enumerate() {
        let part = &data[*start..starts.get(number + 1).copied().unwrap_or(data.len())];
        let line = part.iter().position(|byte| *byte == b'\n').unwrap_or(part.len());
        let Ok(head) = std::str::from_utf8(&part[..line]) else { continue };
        let body = part.get(line + 1..).unwrap_or_default();
        if let Some(path) = head.strip_prefix("*** ") {
            request.paths.extend(path.split(' ').map(Into::into));
        } else if let Some(path) = head.strip_prefix("+++ ") {
            match path.strip_prefix("base:") {
                Some(path) => before.insert(path, body),
                None => files.insert(path, body),
            };
        }
    }
    let make = |files: &Files<'_>| MemoryTree::new(files.iter().map(|(path, bytes)| (*path, *bytes)));
    let base = make(&before);
    let mut options = options(data);
    if !before.is_empty() {
        options.base = Some(&base);
    }
    check(&Project::from_files(&make(&files), &request), &options, &files);
}

/// A server version that follows from the input.
fn options(data: &[u8]) -> Options<'static> {
    let version = 14 + u8::try_from(data.len() % 5).unwrap_or_default();
    Options { version: Some(PostgresVersion(version)), ..Options::default() }
}

fn check(project: &Project, options: &Options<'_>, files: &Files<'_>) {
    let report = project.check(options);
    let json = serde_json::to_string(&report).expect("a report is written as JSON");
    let again = serde_json::to_string(&project.check(options)).expect("a report is written as JSON");
    assert_eq!(json, again, "the same input gives the same report");
    places(&report, files);
    for migration in report.projects.iter().flat_map(|project| &project.migrations) {
        promises(migration);
    }
}

/// Every place is in its file, on the borders of characters, and has the line and the column that it says.
fn places(report: &Report, files: &Files<'_>) {
    for migration in report.projects.iter().flat_map(|project| &project.migrations) {
        let text = &*migration.text;
        for statement in &migration.statements {
            let span = statement.span;
            // Only a file without a byte has a statement without one: a revision that says nothing.
            assert!(text.get(span.start..span.end).is_some_and(|part| !part.is_empty() || text.is_empty()), "{span:?} does not fit");
            assert_eq!(statement.line, line(text, span.start), "the line of {span:?}");
            for operation in &statement.operations {
                let inner = operation.span;
                assert!(text.get(inner.start..inner.end).is_some(), "{inner:?} does not fit");
                assert!(span.start <= inner.start && inner.end <= span.end, "{inner:?} is outside of {span:?}");
            }
        }
    }
    for finding in report.findings() {
        let Some(text) = files.get(finding.path.as_str()).and_then(|bytes| std::str::from_utf8(bytes).ok()) else { continue };
        let Span { start, end } = finding.span;
        assert!(text.get(start..end).is_some(), "{}: {start}..{end} does not fit", finding.rule);
        assert_eq!(finding.line, line(text, start), "the line of {} at {start}", finding.rule);
        for related in &finding.related {
            let Some(text) = files.get(related.path.as_str()).and_then(|bytes| std::str::from_utf8(bytes).ok()) else { continue };
            assert!(text.get(related.span.start..related.span.end).is_some(), "{:?} does not fit", related.span);
            assert_eq!(related.line, line(text, related.span.start), "a related line of {}", finding.rule);
        }
    }
}

fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// Red is never said without an error, and what was not understood is never green.
fn promises(migration: &MigrationReport) {
    let has = |statement: &StatementReport, wanted: &dyn Fn(&Finding) -> bool| {
        let within = |it: &&Finding| statement.span.start <= it.span.start && it.span.start < statement.span.end.max(1);
        migration.findings.iter().filter(within).any(wanted)
    };
    for statement in &migration.statements {
        assert!(statement.light <= migration.light, "a migration has its worst statement's light");
        if statement.light == Light::Red {
            assert!(has(statement, &|it| it.default_level == Level::Error), "red without an error: {}", statement.sql);
        }
        if statement.understood {
            assert!(!statement.operations.is_empty(), "nothing was read and nothing was said: {}", statement.sql);
        } else {
            assert!(statement.light >= Light::Yellow && statement.why_not.is_some(), "green by ignorance: {}", statement.sql);
            assert!(has(statement, &|it| it.rule == "not-understood"), "not understood and not said: {}", statement.sql);
        }
    }
}

/// The statements follow each other, and between them stands nothing that a server would run.
fn tiles(text: &str, statements: &[Span]) {
    let mut end = 0;
    for span in statements {
        assert!(span.start >= end, "statements overlap or are out of order");
        between(&text[end..span.start]);
        end = span.end;
    }
    between(&text[end..]);
}

/// White space, comments, stray semicolons, a byte order mark; or the data of a `COPY`, which ends with a line `\.`.
fn between(gap: &str) {
    if gap.lines().any(|line| line == "\\.") {
        return;
    }
    let mut rest = gap;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}', '\u{b}', ';', '\u{feff}']);
        if rest.is_empty() {
            return;
        } else if rest.starts_with("--") {
            rest = rest.find(['\n', '\r']).map_or("", |at| &rest[at..]);
        } else if rest.starts_with("/*") {
            rest = behind_comment(rest);
        } else {
            assert!(rest.is_empty(), "not read: {rest:?}");
        }
    }
}

/// Block comments nest.
fn behind_comment(text: &str) -> &str {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(pair) = text.as_bytes().get(at..at + 2) {
        match pair {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return &text[at..];
        }
    }
    panic!("a comment without an end is passed over: {text:?}");
}
