//! A migration whose name says nothing.

use super::{Check, ProjectContext, Reporter, Site};
use crate::source::Tool;
use crate::span::Span;

pub(super) const CHECK: Check = Check::Project(check);

/// Names that any migration could have.
const VAGUE: [&str; 18] = [
    "fix",
    "fixes",
    "bugfix",
    "hotfix",
    "change",
    "changes",
    "update",
    "updates",
    "migration",
    "migrations",
    "new_migration",
    "temp",
    "tmp",
    "test",
    "wip",
    "misc",
    "stuff",
    "db_changes",
];

fn check(cx: &ProjectContext<'_>, out: &mut Reporter<'_>) {
    for migration in cx.judged {
        // A revision's id is a number; its file carries the name.
        let name = if cx.history.tool == Tool::Alembic { migration.path.file_stem().unwrap_or(&migration.id) } else { &migration.id };
        let words = words(name, cx.history.tool);
        if VAGUE.contains(&words.as_str()) {
            let message = format!("{name} says nothing of what it does: nobody finds it again in a list");
            out.at(Site::of_report(migration, Span::default())).report(Span::default(), "default", message).help("name what it changes");
        }
    }
}

/// The name in lower case, without the number or revision before it and a number behind it.
fn words(name: &str, tool: Tool) -> String {
    let name = name.to_lowercase().replace(['-', ' '], "_");
    let is_number = |part: &str| part.trim_start_matches('v').chars().all(|character| character.is_ascii_digit() || character == '.');
    let is_revision =
        |part: &str| tool == Tool::Alembic && part.len() >= 8 && part.chars().all(|character| character.is_ascii_alphanumeric());
    let mut parts: Vec<&str> = name.split('_').filter(|part| !part.is_empty()).collect();
    while parts.len() > 1 && parts.first().is_some_and(|part| is_number(part) || is_revision(part)) {
        parts.remove(0);
    }
    while parts.len() > 1 && parts.last().is_some_and(|part| is_number(part)) {
        parts.pop();
    }
    parts.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_revisions_are_no_words() {
        assert_eq!(words("20261120101500_fix", Tool::Prisma), "fix");
        assert_eq!(words("V12__Fix_2", Tool::Flyway), "fix");
        assert_eq!(words("1a2b3c4d5e6f_db_changes", Tool::Alembic), "db_changes");
        assert_eq!(words("0007_fix_user_email", Tool::Drizzle), "fix_user_email");
        assert_eq!(words("0001", Tool::Sql), "0001");
    }
}
