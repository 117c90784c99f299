//! Revisions in every shape of Python: what a live server received from each, as recorded with Alembic 1.20.1 and SQLAlchemy 2.1.9 on PostgreSQL 15 (`testdata/alembic_cases/record.py`), against what is said of it.
//!
//! A case is the body of `upgrade`, or with `#TOP` the whole module; `#FILE` begins another file of the project, `#SENT` names what was sent and destroys or changes something. Nothing of
//! it may go untold, unless a line of the revision is said to be not understood.

use std::collections::BTreeSet;

use migsafe_core::source::Request;
use migsafe_core::source::tree::MemoryTree;
use migsafe_core::{Options, Project};

const HEAD: &str = "from alembic import op\nimport sqlalchemy as sa\nrevision = \"r1\"\ndown_revision = None\n";

#[derive(Default)]
struct Case {
    name: String,
    is_module: bool,
    body: String,
    files: Vec<(String, String)>,
    sent: Vec<String>,
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("### ") {
            cases.push(Case { name: name.to_owned(), ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if line == "#TOP" {
            case.is_module = true;
        } else if let Some(path) = line.strip_prefix("#FILE ") {
            case.files.push((path.to_owned(), String::new()));
        } else if let Some(sent) = line.strip_prefix("#SENT ") {
            case.sent.push(sent.to_owned());
        } else {
            let text = case.files.last_mut().map_or(&mut case.body, |(_, text)| text);
            text.push_str(line);
            text.push('\n');
        }
    }
    cases
}

/// What is told: the kind of each operation, its table and what it is about; and whether a line is said to be not understood.
fn told(case: &Case) -> (BTreeSet<String>, bool) {
    let indented = || case.body.lines().flat_map(|line| ["    ", line, "\n"]).collect::<String>();
    let revision = if case.is_module { format!("{HEAD}{}", case.body) } else { format!("{HEAD}def upgrade():\n{}", indented()) };
    let mut files = vec![
        ("migrations/env.py".to_owned(), "from alembic import context\ncontext.run_migrations()\n".to_owned()),
        ("alembic.ini".to_owned(), "[alembic]\nscript_location = migrations\nsqlalchemy.url = postgresql://localhost/x\n".to_owned()),
        ("migrations/versions/r1_x.py".to_owned(), revision),
    ];
    files.extend(case.files.iter().cloned());
    let tree = MemoryTree::new(files);
    let request = Request { paths: vec!["migrations/versions".into()], ..Request::default() };
    let report = Project::from_files(&tree, &request).check(&Options::default());
    let migrations = report.projects.iter().flat_map(|project| &project.migrations);
    let statements: Vec<_> = migrations.flat_map(|migration| &migration.statements).collect();
    let mut told = BTreeSet::new();
    for operation in statements.iter().flat_map(|statement| &statement.operations) {
        let operation = serde_json::to_value(operation).unwrap_or_default();
        let text = |name: &str| operation.get(name).and_then(serde_json::Value::as_str);
        let table = text("table").map(|table| table.rsplit('.').next().unwrap_or(table));
        let parts = [text("kind"), table, text("column").or_else(|| text("constraint"))];
        told.insert(parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
    }
    (told, statements.iter().any(|statement| statement.why_not.is_some()))
}

#[test]
fn nothing_that_a_revision_destroys_goes_untold() {
    let cases = cases(include_str!("../../../testdata/alembic_cases/cases.txt"));
    assert!(cases.len() > 1_200, "{}", cases.len());
    let mut wrong = Vec::new();
    for case in &cases {
        let (told, not_understood) = told(case);
        let is_told = |sent: &String| {
            told.contains(sent)
                || told.iter().any(|it| it.split(' ').zip(sent.split(' ')).all(|(a, b)| a == b || a.contains('…')) && it.contains('…'))
        };
        if !not_understood && !case.sent.iter().all(is_told) {
            wrong.push(format!("{}: sent {:?}, told {told:?}", case.name, case.sent));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
