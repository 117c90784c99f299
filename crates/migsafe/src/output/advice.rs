//! What to do about a finding, as lines for people.

use migsafe_core::Finding;
use migsafe_core::report::{Place, Step};
use unicode_width::UnicodeWidthStr as _;

use crate::clean;
use crate::terminal::{Style, Terminal, wrap};

/// The columns that `  help: ` takes.
const INDENT: usize = 8;

/// The finding's help and the steps of its fix, broken to the width; nothing where there is neither.
pub(crate) fn render(finding: &Finding, terminal: &Terminal) -> Option<String> {
    let room = terminal.width.saturating_sub(INDENT + 2);
    let mut lines = Vec::new();
    if let Some(help) = &finding.help {
        lines.extend(wrap(&clean::text(help), room));
    }
    lines.extend(steps(finding.fix.as_ref().map(|fix| fix.steps.as_slice()).unwrap_or_default(), room, terminal));
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The steps, numbered where they are several, broken to the width.
pub(crate) fn steps(steps: &[Step], room: usize, terminal: &Terminal) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let number = (steps.len() > 1).then_some(index + 1);
        push_step(&mut lines, step, number, room, terminal);
    }
    lines
}

/// The help alone, and where the steps stand that the reader has seen before.
pub(crate) fn render_again(finding: &Finding, line: usize, terminal: &Terminal) -> String {
    let seen = format!("the same steps as at line {line}");
    let text = finding.help.as_ref().map_or_else(|| seen.clone(), |help| format!("{help}: {seen}"));
    wrap(&clean::text(&text), terminal.width.saturating_sub(INDENT + 2)).join("\n")
}

/// One step: its number, its title, and its SQL behind it where both fit one line, else below it, never broken.
fn push_step(lines: &mut Vec<String>, step: &Step, number: Option<usize>, room: usize, terminal: &Terminal) {
    let marker = number.map_or_else(String::new, |number| format!("{number}  "));
    let indent = " ".repeat(marker.len());
    let title = titled(step);
    let sql = clean::text(step.sql.trim());
    let fits = !sql.contains('\n') && marker.len() + title.width() + 2 + sql.width() <= room;
    if title.is_empty() {
        push_sql(lines, &sql, &marker, &indent, terminal);
    } else if sql.is_empty() || !fits {
        let colon = if sql.is_empty() { "" } else { ":" };
        for (at, line) in wrap(&format!("{title}{colon}"), room.saturating_sub(marker.len())).into_iter().enumerate() {
            lines.push(format!("{}{line}", if at == 0 { &marker } else { &indent }));
        }
        push_sql(lines, &sql, &format!("{indent}  "), &format!("{indent}  "), terminal);
    } else {
        lines.push(format!("{marker}{title}: {}", terminal.paint(Style::Bold, &sql)));
    }
}

fn push_sql(lines: &mut Vec<String>, sql: &str, first: &str, rest: &str, terminal: &Terminal) {
    for (at, line) in sql.lines().enumerate() {
        lines.push(format!("{}{}", if at == 0 { first } else { rest }, terminal.paint(Style::Bold, line.trim_end())));
    }
}

/// The title, and where the SQL runs if that is not the same migration.
fn titled(step: &Step) -> String {
    let title = clean::line(step.title.trim()).into_owned();
    match place_words(step.place) {
        Some(_) if step.sql.trim().is_empty() => title,
        Some(words) if title.is_empty() => words.to_owned(),
        Some(words) => format!("{title} ({words})"),
        None => title,
    }
}

/// Where a step runs, for people.
pub(crate) const fn place_words(place: Place) -> Option<&'static str> {
    match place {
        Place::SameMigration => None,
        Place::OwnMigration => Some("a migration of its own"),
        Place::LaterDeploy => Some("a later deploy"),
        Place::OutsideTool => Some("outside the migration tool"),
    }
}
