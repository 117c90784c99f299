//! All rules run over every example of every rule: what is marked is found, and nothing else is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use migsafe_core::source::tree::MemoryTree;
use migsafe_core::source::{Dialect, Request, Tool};
use migsafe_core::{Options, PostgresVersion, Project, Report, RuleOptions};
use migsafe_rules::{Example, Rule};

/// A finding: file (empty for the project), line, level, rule.
type Found = (String, usize, &'static str, &'static str);

#[test]
fn all_rules_run_over_every_example() {
    let only = std::env::var("RULE").ok();
    let mut failures = String::new();
    for rule in migsafe_rules::all().iter().filter(|rule| only.as_deref().is_none_or(|only| only == rule.id)) {
        for example in rule.examples {
            let (expected, found, report) = run(rule, example);
            if report.projects.iter().any(|project| project.tool.word() != example.tool) {
                let tools: Vec<&str> = report.projects.iter().map(|project| project.tool.word()).collect();
                let _ = writeln!(failures, "rules/{}.md:{}: taken for {}", rule.id, example.line, tools.join(", "));
            }
            for project in report.projects.iter().filter(|project| project.dialect.word().to_ascii_lowercase() != example.dialect) {
                let _ = writeln!(failures, "rules/{}.md:{}: taken for {}", rule.id, example.line, project.dialect.word());
            }
            if expected != found {
                let _ = writeln!(failures, "rules/{}.md:{}:", rule.id, example.line);
                for (sign, these, those) in [("missing", &expected, &found), ("unmarked", &found, &expected)] {
                    for (file, line, level, rule) in these.iter().filter(|item| !those.contains(item)) {
                        let _ = writeln!(failures, "  {sign}: {file}:{line} {level} [{rule}]");
                    }
                }
                for finding in report.findings() {
                    let _ = writeln!(
                        failures,
                        "    {}:{} {} [{}] {}",
                        finding.path, finding.line, finding.level, finding.rule, finding.message
                    );
                }
                for problem in &report.problems {
                    let _ = writeln!(failures, "    problem: {}: {}", problem.path, problem.message);
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

/// What a finding tells a person to run is SQL that the server knows, with the places that a person fills in.
#[test]
fn every_step_of_advice_is_sql() {
    let mut failures = String::new();
    let mut steps = 0;
    for rule in migsafe_rules::all() {
        for example in rule.examples {
            let (_, _, report) = run(rule, example);
            for step in
                report.findings().filter_map(|finding| finding.fix.as_ref()).flat_map(|fix| &fix.steps).filter(|step| !step.sql.is_empty())
            {
                steps += 1;
                let filled = [(":from", "1"), (":to", "2"), ("…", "NULL"), ("<its type>", "text"), ("<migration role>", "migrator")];
                let sql = filled.iter().fold(step.sql.clone(), |sql, (place, value)| sql.replace(place, value));
                // What Alembic must run apart from its transaction is Python.
                let read = if sql.starts_with("with op.") {
                    let body = sql.replace('\n', "\n    ");
                    let revision = format!("from alembic import op\n\n\ndef upgrade():\n    {body}\n");
                    Project::from_text(&revision, "advice.py".into(), Some(Tool::Alembic))
                } else if let Some(dialect) = dialect_of(example) {
                    let tree = MemoryTree::new([("migrations/0001_advice.sql", sql.as_bytes())]);
                    Project::from_files(&tree, &Request { dialect: Some(dialect), ..Request::default() })
                } else {
                    Project::from_text(&sql, "advice.sql".into(), None)
                };
                let read = read.check(&Options::default());
                if read.summary.not_understood > 0 || read.summary.statements == 0 {
                    let _ = writeln!(failures, "rules/{}.md:{}: {}", rule.id, example.line, step.sql);
                }
            }
        }
    }
    assert!(steps > 50 && failures.is_empty(), "{steps} steps\n{failures}");
}

/// The database of an example, where it is another one than PostgreSQL.
fn dialect_of(example: &Example) -> Option<Dialect> {
    match example.dialect {
        "mysql" => Some(Dialect::MySql),
        "sqlite" => Some(Dialect::Sqlite),
        _ => None,
    }
}

fn run(rule: &Rule, example: &Example) -> (Vec<Found>, Vec<Found>, Report) {
    let tree = MemoryTree::new(example.project());
    let base = MemoryTree::new(example.base());
    let settings = RuleOptions { scope: example.scope.map(str::to_owned), ..RuleOptions::default() };
    let options = Options {
        version: example.postgres.map(PostgresVersion),
        base: example.together.then_some(&base as _),
        rules: BTreeMap::from([(rule.id.to_owned(), settings)]),
        lock_timeout: example.lock_timeout.then(|| "the role".to_owned()),
        ..Options::default()
    };
    // Prisma's and Drizzle's own files say it.
    let dialect = dialect_of(example).filter(|_| !matches!(example.tool, "prisma" | "drizzle"));
    let report = Project::from_files(&tree, &Request { models: true, dialect, ..Request::default() }).check(&options);
    let mut found: Vec<Found> = Vec::new();
    for project in &report.projects {
        for finding in project.findings.iter().filter(|finding| finding.suppressed.is_none()) {
            found.push((String::new(), 0, finding.level.word(), finding.rule));
        }
        for migration in &project.migrations {
            for finding in migration.findings.iter().filter(|finding| finding.suppressed.is_none()) {
                found.push((finding.path.to_string(), finding.line, finding.level.word(), finding.rule));
            }
        }
    }
    let mut expected: Vec<Found> = Vec::new();
    for file in example.files.iter().filter(|file| !file.base) {
        let path = example.path_of(file);
        if file.history {
            found.retain(|(at, ..)| *at != path);
        }
        expected.extend(file.markers.iter().map(|marker| (path.clone(), marker.line, marker.level.word(), marker.rule)));
    }
    expected.extend(example.whole.iter().map(|marker| (String::new(), 0, marker.level.word(), marker.rule)));
    expected.sort();
    found.sort();
    (expected, found, report)
}
