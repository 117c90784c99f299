//! What a report keeps of the statements, and that it says the same whatever that is.

use migsafe_core::report::{Keep, Report};
use migsafe_core::source::Request;
use migsafe_core::source::tree::{DiskTree, MemoryTree};
use migsafe_core::{Light, Options, Project};

fn checked(project: &Project, statements: Keep) -> Report {
    project.check(&Options { statements, ..Options::default() })
}

fn json(report: &Report) -> String {
    serde_json::to_string(report).unwrap_or_else(|error| error.to_string())
}

fn samples() -> Project {
    let samples = DiskTree::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata"));
    Project::from_files(&samples, &Request { paths: vec!["projects".into()], ..Request::default() })
}

#[test]
fn packed_statements_are_written_as_whole_ones() {
    let project = samples();
    let (whole, packed) = (checked(&project, Keep::Whole), checked(&project, Keep::Json));
    assert!(whole.summary.migrations > 50, "{:?}", whole.summary);
    assert_eq!(json(&whole), json(&packed));
    // Twice: reading a pack does not use it up.
    assert_eq!(json(&whole), json(&packed));
    assert!(packed.projects.iter().flat_map(|project| &project.migrations).all(|migration| migration.statements.is_empty()));
}

#[test]
fn without_its_statements_a_report_finds_and_counts_the_same() {
    let project = samples();
    let (whole, places) = (checked(&project, Keep::Whole), checked(&project, Keep::Places));
    assert_eq!(whole.summary, places.summary);
    assert!(whole.findings().eq(places.findings()));
    let migrations = |report: &Report| {
        let migrations = report.projects.iter().flat_map(|project| &project.migrations);
        migrations.map(|migration| (migration.class, migration.light, migration.statements.count())).collect::<Vec<_>>()
    };
    assert_eq!(migrations(&whole), migrations(&places));
}

#[test]
fn a_long_script_is_judged_like_its_parts() {
    // What is dropped comes back a statement later, and a column is dropped now and then.
    let padding = "-".repeat(150);
    let part = |number: usize| {
        let drop = if number.is_multiple_of(1_000) { format!("ALTER TABLE t DROP COLUMN c{number};\n") } else { "SELECT 1;\n".to_owned() };
        format!("DROP INDEX i{number}; {padding}\nCREATE INDEX i{number} ON t (c, d);\n{drop}")
    };
    let count = 5_000;
    let text: String = (0..count).map(part).collect();
    assert!(text.len() > 1 << 20);
    let report = checked(&Project::from_text(&text, "0001_long.sql".into(), None), Keep::Whole);
    let alone = checked(&Project::from_text(&part(1), "0001_short.sql".into(), None), Keep::Whole);
    let migration = &report.projects[0].migrations[0];
    assert_eq!(migration.statements.len(), 3 * count);
    let short = &alone.projects[0].migrations[0].statements;
    for (at, statement) in migration.statements.iter().enumerate() {
        assert_eq!(statement.line, at + 1);
        if !at.is_multiple_of(3_000) && at % 3 != 2 {
            let like = &short[at % 3];
            assert_eq!((statement.class, statement.operations.len()), (like.class, like.operations.len()));
        }
    }
    let red: Vec<usize> = migration.statements.iter().filter(|it| it.light == Light::Red).map(|it| it.line).collect();
    assert_eq!(red, [3, 3_003, 6_003, 9_003, 12_003]);
}

#[test]
fn what_a_long_script_began_far_before_is_known_at_its_end() {
    let told = |between: &str| {
        let text = format!("COMMIT;\nBEGIN;\n{between}COMMIT;\n");
        let report = checked(&Project::from_text(&text, "0001_long.sql".into(), None), Keep::Places);
        report.findings().map(|finding| (finding.rule, finding.line)).collect::<Vec<_>>()
    };
    let many = format!("SELECT 1; {}\n", "-".repeat(150)).repeat(8_000);
    assert!(many.len() > 1 << 20);
    assert_eq!(told("SELECT 1;\n"), [("concurrently-in-transaction", 1)]);
    assert_eq!(told(&many), told("SELECT 1;\n"));
}

#[test]
fn a_limit_that_is_switched_off_for_later_migrations_is_told_once_and_where_that_is_done() {
    let journal = r#"{"version":"7","dialect":"postgresql","entries":[
        {"idx":0,"version":"7","when":1,"tag":"0000_a","breakpoints":true},
        {"idx":1,"version":"7","when":2,"tag":"0001_b","breakpoints":true},
        {"idx":2,"version":"7","when":3,"tag":"0002_c","breakpoints":true}]}"#;
    let tree = MemoryTree::new([
        ("drizzle/meta/_journal.json", journal),
        ("drizzle/0000_a.sql", "SELECT 1;--> statement-breakpoint\nSET lock_timeout = 0;"),
        ("drizzle/0001_b.sql", "ALTER TABLE t ADD COLUMN a int;"),
        ("drizzle/0002_c.sql", "ALTER TABLE t ADD COLUMN b int;"),
    ]);
    let project = Project::from_files(&tree, &Request { paths: vec!["drizzle".into()], ..Request::default() });
    let report = checked(&project, Keep::Places);
    let told: Vec<_> = report.findings().filter(|finding| finding.rule == "missing-lock-timeout").collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((told[0].path.as_str(), told[0].line), ("drizzle/0000_a.sql", 2));
}
