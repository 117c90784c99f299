//! Annotations and the job summary of GitHub Actions.

use camino::{Utf8Path, Utf8PathBuf};
use migsafe_core::span::LineIndex;
use migsafe_core::{Finding, Level, Report};

use super::advice;
use crate::clean;
use crate::terminal::Terminal;
use crate::verdict::Verdict;

/// One workflow command a finding or problem, gravest first, as the interface shows only the first few; then the verdict.
pub(crate) fn annotations(report: &Report, verdict: &Verdict, paths: &Workspace) -> String {
    let mut text = String::new();
    for problem in &report.problems {
        let file = if problem.path.as_str().is_empty() { String::new() } else { format!("file={},", property(&paths.of(&problem.path))) };
        text.push_str(&format!("::error {file}title=migsafe::{}\n", data(&problem.message)));
    }
    let mut located: Vec<(&Finding, usize)> = Vec::new();
    for project in &report.projects {
        located.extend(project.findings.iter().map(|finding| (finding, finding.line)));
        for migration in &project.migrations {
            let lines = LineIndex::new(&migration.text);
            located.extend(migration.findings.iter().map(|finding| {
                let same_file = finding.path == migration.path && !migration.text.is_empty();
                let end = if same_file { lines.line(finding.span.end.saturating_sub(1).max(finding.span.start)) } else { finding.line };
                (finding, end.max(finding.line))
            }));
        }
    }
    located.retain(|(finding, _)| finding.suppressed.is_none());
    located.sort_by_key(|(finding, _)| std::cmp::Reverse(finding.level));
    for (finding, end_line) in located {
        text.push_str(&annotation(finding, end_line, paths));
    }
    text.push_str(&clean::line(&verdict.line));
    text.push('\n');
    text
}

fn annotation(finding: &Finding, end_line: usize, paths: &Workspace) -> String {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Off => "notice",
    };
    let mut message = finding.message.clone();
    for part in [Some(finding.label.clone()), advice::render(finding, &Terminal::plain())].into_iter().flatten() {
        if !part.is_empty() {
            message.push('\n');
            message.push_str(&part);
        }
    }
    format!(
        "::{command} file={},line={},endLine={end_line},col={},title={}::{}\n",
        property(&paths.of(&finding.path)),
        finding.line.max(1),
        finding.column.max(1),
        property(finding.rule),
        data(&message),
    )
}

/// The text of a command: its own line ends and percent signs must not end it.
fn data(text: &str) -> String {
    clean::text(text).replace('%', "%25").replace('\n', "%0A")
}

/// A property of a command: colons and commas would end it too. A path may hold any character, so these are kept and escaped, as GitHub looks the file up by them.
fn property(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A").replace(':', "%3A").replace(',', "%2C")
}

/// Paths as GitHub looks them up: relative to the workspace.
#[derive(Debug, Default)]
pub(crate) struct Workspace {
    root: Option<Utf8PathBuf>,
    directory: Utf8PathBuf,
}

impl Workspace {
    /// From `GITHUB_WORKSPACE` and the working directory.
    pub(crate) fn from_environment() -> Self {
        let absolute = |path: Utf8PathBuf| path.canonicalize_utf8().unwrap_or(path);
        let directory = std::env::current_dir().ok().and_then(|path| Utf8PathBuf::from_path_buf(path).ok()).unwrap_or_default();
        let root = std::env::var("GITHUB_WORKSPACE").ok().filter(|root| !root.is_empty()).map(Utf8PathBuf::from);
        Self { root: root.map(absolute), directory: absolute(directory) }
    }

    fn of(&self, path: &Utf8Path) -> String {
        let absolute = migsafe_release::path::normal(&self.directory.join(path));
        let inside = self.root.as_ref().and_then(|root| absolute.strip_prefix(root).ok());
        clean_path(inside.unwrap_or(path))
    }
}

/// A path without escape sequences; its other characters stay, as they name the file.
fn clean_path(path: &Utf8Path) -> String {
    path.as_str()
        .chars()
        .map(|character| if clean::is_harmful(character) && !matches!(character, '\n' | '\r') { '?' } else { character })
        .collect()
}

/// The summary of the job as Markdown.
pub(crate) fn summary(report: &Report, verdict: &Verdict) -> String {
    // A step's summary may hold one megabyte.
    const ROWS: usize = 500;
    let mut text = format!("### migsafe: {}\n\n", cell(&verdict.line));
    for problem in report.problems.iter().take(ROWS) {
        text.push_str(&format!("- **not read:** {}: {}\n", cell(problem.path.as_str()), cell(&problem.message)));
    }
    for project in report.projects.iter().filter(|project| project.skipped.is_some()) {
        text.push_str(&format!(
            "- **skipped:** {}: {}\n",
            cell(project.root.as_str()),
            cell(project.skipped.as_deref().unwrap_or_default())
        ));
    }
    let migrations: Vec<_> = report.projects.iter().flat_map(|project| &project.migrations).collect();
    if !migrations.is_empty() {
        text.push_str("\n| light | migration | findings |\n| --- | --- | --- |\n");
        for migration in migrations.iter().rev().take(ROWS) {
            text.push_str(&format!(
                "| {} | {} | {} |\n",
                migration.light.word(),
                cell(&migration.id),
                super::text::tallies(&migration.findings)
            ));
        }
    }
    let mut findings: Vec<&Finding> = report.findings().filter(|finding| finding.suppressed.is_none()).collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
    if !findings.is_empty() {
        text.push_str("\n| level | rule | where | what |\n| --- | --- | --- | --- |\n");
        for finding in findings.iter().take(ROWS) {
            let place = format!("{}:{}", finding.path, finding.line);
            text.push_str(&format!("| {} | {} | {} | {} |\n", finding.level, cell(finding.rule), cell(&place), cell(&finding.message)));
        }
        if findings.len() > ROWS {
            text.push_str(&format!("\n{} more findings are in the log.\n", findings.len() - ROWS));
        }
    }
    text.push('\n');
    text
}

/// Text inside a table: nothing of it is Markdown or HTML.
fn cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in clean::line(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '@' | '#' | '~' => escaped.push_str(&format!("&#{};", u32::from(character))),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_message_ends_the_command() {
        assert_eq!(data("100%\r\n::error::x"), "100%25 %0A::error::x");
        assert_eq!(property("a:b,c%\nd"), "a%3Ab%2Cc%25%0Ad");
    }

    #[test]
    fn nothing_in_a_cell_is_markup() {
        assert_eq!(cell("a|b <script> `x`\n_y_"), "a&#124;b &lt;script&gt; &#96;x&#96;?&#95;y&#95;");
    }

    #[test]
    fn paths_are_relative_to_the_workspace() {
        let workspace = Workspace { root: Some("/w/repo".into()), directory: "/w/repo/packages/db".into() };
        assert_eq!(workspace.of(Utf8Path::new("prisma/m.sql")), "packages/db/prisma/m.sql");
        assert_eq!(workspace.of(Utf8Path::new("../api/m.sql")), "packages/api/m.sql");
        assert_eq!(workspace.of(Utf8Path::new("/w/repo/m.sql")), "m.sql");
        assert_eq!(workspace.of(Utf8Path::new("/elsewhere/m.sql")), "/elsewhere/m.sql");
        assert_eq!(Workspace::default().of(Utf8Path::new("m.sql")), "m.sql");
    }
}
