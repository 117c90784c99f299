//! Reads the Alembic projects below the folders given and prints what was not understood.
//!
//! `cargo run -p migsafe-core --example read_alembic -- [--dump] FOLDER…`

use migsafe_core::source::Tool;
use migsafe_core::{Options, Project};

fn main() {
    let (options, folders): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let dump = options.iter().any(|option| option == "--dump");
    for folder in folders {
        let begun = std::time::Instant::now();
        let project = match Project::open(&folder) {
            Ok(project) => project,
            Err(error) => {
                eprintln!("{error}");
                continue;
            }
        };
        let report = project.check(&Options::default());
        for problem in &report.problems {
            println!("{}: {}", problem.path, problem.message);
        }
        for project in report.projects.iter().filter(|project| project.tool == Tool::Alembic) {
            let (mut statements, mut unread) = (0_usize, 0_usize);
            for finding in project.findings.iter().chain(project.migrations.iter().flat_map(|it| &it.findings)) {
                if finding.rule == "alembic-history" {
                    println!("{}:{}: {}", finding.path, finding.line, finding.message);
                }
            }
            for migration in &project.migrations {
                for statement in &migration.statements {
                    statements += 1;
                    if dump {
                        let operations: Vec<_> =
                            statement.operations.iter().map(|located| serde_json::to_value(located).unwrap_or_default()).collect();
                        println!("{}", serde_json::json!({ "path": migration.path, "line": statement.line, "operations": operations }));
                    }
                    if let Some(why) = &statement.why_not {
                        unread += 1;
                        let words = statement.sql.split_ascii_whitespace().take(24).collect::<Vec<_>>().join(" ");
                        println!("{}:{}: {why}\n    {words}", migration.path, statement.line);
                    }
                }
            }
            eprintln!(
                "{}: {} revisions, {statements} statements, {unread} not understood, {:?}, {} {:?}",
                project.root,
                project.migrations.len(),
                project.runner.transaction,
                project.runner.source,
                begun.elapsed()
            );
        }
    }
}
