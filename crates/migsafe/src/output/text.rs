//! The report for people.

use std::collections::HashMap;
use std::sync::Arc;

use migsafe_core::report::{MigrationReport, ProjectReport, Related};
use migsafe_core::source::Dialect;
use migsafe_core::span::LineIndex;
use migsafe_core::{Finding, Level, Report};

use super::snippet::{Picture, Severity};
use super::{advice, migrations};
use crate::arguments::FailOn;
use crate::clean;
use crate::terminal::{Style, Terminal, count};
use crate::verdict::{Verdict, tally};

/// How much to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Of a whole old history, only the newest findings are shown in full.
    pub(crate) newest_only: bool,
    /// Only findings that refuse.
    pub(crate) quiet: bool,
    /// The lowest level that refuses.
    pub(crate) fail_on: FailOn,
}

/// So many findings are shown in full where only the newest are.
const SHOWN_IN_FULL: usize = 20;

/// Of these, so many may be about the project as a whole.
const OWN_SHOWN_IN_FULL: usize = 5;

/// The whole report as text.
pub(crate) fn render(report: &Report, verdict: &Verdict, extent: Extent, terminal: &Terminal) -> String {
    let mut text = String::new();
    let several = report.projects.len() > 1;
    for project in &report.projects {
        render_project(&mut text, project, several, extent, terminal);
    }
    text.push_str(&render_problems(report, terminal));
    if !extent.quiet || verdict.exit != crate::exit::Exit::Fine {
        text.push_str(&render_verdict(report, verdict, terminal));
    }
    text
}

/// The last line, in the colour of what it says.
pub(crate) fn render_verdict(report: &Report, verdict: &Verdict, terminal: &Terminal) -> String {
    let style = match verdict.exit {
        crate::exit::Exit::Fine if report.summary.warnings > 0 => Style::Yellow,
        crate::exit::Exit::Fine => Style::Green,
        _ => Style::BoldRed,
    };
    let (word, rest) = verdict.line.split_once(':').unwrap_or((&verdict.line, ""));
    let colon = if rest.is_empty() { "" } else { ":" };
    format!("{}{colon}{}\n", terminal.paint(style, word), clean::line(rest))
}

/// What could not be read, one line each.
pub(crate) fn render_problems(report: &Report, terminal: &Terminal) -> String {
    let mut text = String::new();
    for problem in &report.problems {
        let path = clean::line(problem.path.as_str());
        let message = clean::line(&problem.message);
        let place = if path.is_empty() { String::new() } else { format!("{path}: ") };
        text.push_str(&format!("{}: {place}{message}\n", terminal.paint(Style::BoldRed, "error")));
    }
    let read: usize = report.projects.iter().map(|project| project.replayed + project.migrations.len()).sum();
    if !report.problems.is_empty() && read > 0 {
        text.push_str(&format!(
            "  the other {} read\n",
            if read == 1 { "migration was".to_owned() } else { format!("{read} migrations were") }
        ));
    }
    text
}

/// Projects that were not judged, and why.
pub(crate) fn render_skipped(report: &Report) -> String {
    let mut text = String::new();
    for project in &report.projects {
        if let Some(why) = &project.skipped {
            text.push_str(&format!("{}: skipped: {}\n", clean::line(root_of(project)), clean::line(why)));
        }
    }
    text
}

fn root_of(project: &ProjectReport) -> &str {
    if project.root.as_str().is_empty() { "." } else { project.root.as_str() }
}

fn render_project(text: &mut String, project: &ProjectReport, several: bool, extent: Extent, terminal: &Terminal) {
    let shown = Shown::choose(project, extent);
    if extent.quiet && shown.findings.is_empty() {
        return;
    }
    text.push_str(&header(project, several, terminal));
    text.push('\n');
    if let Some(why) = &project.skipped {
        text.push_str(&format!("  skipped: {}\n\n", clean::line(why)));
        return;
    }
    if let Some(limits) = limits(project.dialect).filter(|_| !extent.quiet) {
        text.push_str(&format!("  {limits}\n"));
    }
    if !extent.quiet || !shown.findings.is_empty() {
        text.push('\n');
    }
    let mut told = Told::default();
    let mut lines = Lines::default();
    for (migration, finding) in &shown.findings {
        let file = migration.filter(|migration| migration.path == finding.path).map(|migration| lines.of(&migration.text));
        text.push_str(&render_finding(finding, file, told.before(finding), terminal));
        text.push('\n');
    }
    if extent.quiet {
        return;
    }
    text.push_str(&render_accepted(project, shown.first_migration, terminal));
    let lines = migrations::render(&project.migrations, shown.first_migration, terminal);
    text.push_str(&lines);
    text.push_str(&shown.render_older(terminal));
    if !lines.is_empty() {
        text.push('\n');
    }
}

/// What the team accepts, and why.
fn render_accepted(project: &ProjectReport, first: usize, terminal: &Terminal) -> String {
    let shown = project.migrations.get(first..).unwrap_or_default();
    let mut text = String::new();
    for finding in shown.iter().flat_map(|migration| &migration.findings).filter(|finding| finding.is_accepted()) {
        let reason = finding.suppressed.as_ref().and_then(|suppression| suppression.reason.as_deref()).unwrap_or_default();
        text.push_str(&format!(
            "{}[{}]: {}\n  {}:{}, because {}\n\n",
            terminal.paint(Style::Bold, "accepted"),
            finding.rule,
            clean::line(&finding.message),
            clean::line(finding.path.as_str()),
            finding.line,
            clean::line(reason)
        ));
    }
    text
}

/// Which findings are shown in full.
struct Shown<'a> {
    findings: Vec<(Option<&'a MigrationReport>, &'a Finding)>,
    /// Migrations before this one are counted only.
    first_migration: usize,
    older: Vec<&'a Finding>,
}

impl<'a> Shown<'a> {
    fn choose(project: &'a ProjectReport, extent: Extent) -> Self {
        let wanted = |finding: &&Finding| finding.suppressed.is_none() && (!extent.quiet || extent.fail_on.refuses(finding.level));
        let of = |migration: &'a MigrationReport| migration.findings.iter().filter(wanted);
        let mut own: Vec<&Finding> = project.findings.iter().filter(wanted).collect();
        own.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        let total = own.len() + project.migrations.iter().map(|migration| of(migration).count()).sum::<usize>();
        let limited = extent.newest_only && total > SHOWN_IN_FULL;
        let mut older = if limited && own.len() > OWN_SHOWN_IN_FULL { own.split_off(OWN_SHOWN_IN_FULL) } else { Vec::new() };
        let first_migration =
            if limited { first_shown(&project.migrations, SHOWN_IN_FULL - own.len(), |migration| of(migration).count()) } else { 0 };
        let (old, new) = project.migrations.split_at(first_migration);
        older.extend(old.iter().flat_map(of));
        let gravest_first = |migration: &'a MigrationReport| {
            let mut findings: Vec<&Finding> = of(migration).collect();
            findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
            findings
        };
        let own = own.into_iter().map(|finding| (None, finding));
        let mut findings: Vec<_> = own
            .chain(new.iter().flat_map(|migration| gravest_first(migration).into_iter().map(move |finding| (Some(migration), finding))))
            .collect();
        // The newest migration alone may hold more than anybody reads.
        if limited && findings.len() > 2 * SHOWN_IN_FULL {
            older.extend(findings.split_off(2 * SHOWN_IN_FULL).into_iter().map(|(_, finding)| finding));
        }
        Self { findings, first_migration, older }
    }

    /// What is not shown in full: counts by rule, gravest and most frequent first, and how to see less or all.
    fn render_older(&self, terminal: &Terminal) -> String {
        if self.older.is_empty() {
            return String::new();
        }
        let mut counts: Vec<(Level, &str, usize)> = Vec::new();
        for finding in &self.older {
            match counts.iter_mut().find(|(level, rule, _)| (*level, *rule) == (finding.level, finding.rule)) {
                Some((_, _, number)) => *number += 1,
                None => counts.push((finding.level, finding.rule, 1)),
            }
        }
        counts.sort_by(|left, right| right.0.cmp(&left.0).then(right.2.cmp(&left.2)).then(left.1.cmp(right.1)));
        let mut text = format!("\n{} not shown:\n", count(self.older.len(), "more finding"));
        for (level, rule, number) in counts {
            text.push_str(&format!(
                "  {number:>5}  {}  {rule}\n",
                terminal.paint(level_style(level), &format!("{:<7}", level_word(level)))
            ));
        }
        text.push_str(
            "\nJudge only what is new with --since origin/main (migsafe init writes it down); see everything with --output FILE.\n",
        );
        text
    }
}

/// From which migration on all findings are shown: as many of the newest as have room, and the newest with findings in any case.
fn first_shown<'a>(migrations: &'a [MigrationReport], room: usize, found: impl Fn(&'a MigrationReport) -> usize) -> usize {
    let mut first = migrations.len();
    let mut shown = 0;
    for migration in migrations.iter().rev() {
        let more = found(migration);
        if shown > 0 && shown + more > room {
            break;
        }
        shown += more;
        first -= 1;
    }
    first
}

/// `prisma · PostgreSQL 15 (default) · 2 migrations judged, 412 replayed`
pub(crate) fn header(project: &ProjectReport, several: bool, terminal: &Terminal) -> String {
    let mut parts = vec![terminal.paint(Style::Bold, project.tool.word())];
    if several {
        parts.insert(0, terminal.paint(Style::Bold, &clean::line(root_of(project))));
    }
    if project.skipped.is_none() {
        parts.push(version(project));
        let judged = match (project.migrations.len(), project.replayed) {
            (judged, 0) => format!("{} judged", count(judged, "migration")),
            (0, replayed) => format!("nothing new, {replayed} replayed"),
            (judged, replayed) => format!("{} judged, {replayed} replayed", count(judged, "migration")),
        };
        let unclaimed = if limits(project.dialect).is_some() { "; locks are not claimed" } else { "" };
        parts.push(format!("{judged}{unclaimed}"));
        if project.runner.assumed && !project.migrations.is_empty() {
            parts.push(clean::line(&project.runner.source).into_owned());
        }
    }
    parts.join(terminal.separator())
}

/// What is not said of a database, and what holds for whatever runs on it.
const fn limits(dialect: Dialect) -> Option<&'static str> {
    match dialect {
        Dialect::PostgreSql | Dialect::Other => None,
        Dialect::MySql => Some(
            "what MySQL locks, and for how long, hangs on its version, engine and settings. Each change of the schema commits at once: what fails half-way stays half done",
        ),
        Dialect::Sqlite => Some("whoever writes to SQLite has the whole file to itself until the transaction ends"),
    }
}

fn version(project: &ProjectReport) -> String {
    let Some(asked) = project.version else { return project.dialect.word().to_owned() };
    let (proven, source) = (asked.proven(), project.version_source.unwrap_or_default());
    if asked == proven { format!("PostgreSQL {asked} ({source})") } else { format!("PostgreSQL {asked} ({source}), judged as {proven}") }
}

/// Which advice has been given in full in a file.
#[derive(Default)]
struct Told<'a> {
    /// By path, rule and help: how often, and the first line.
    given: HashMap<(&'a str, &'a str, Option<&'a str>), (usize, usize)>,
}

/// So often in one file the same advice is given with its steps; after that a reader knows it.
const TOLD_IN_FULL: usize = 2;

impl<'a> Told<'a> {
    /// The line at which the reader has seen these steps often enough.
    fn before(&mut self, finding: &'a Finding) -> Option<usize> {
        finding.fix.as_ref()?;
        let key = (finding.path.as_str(), finding.rule, finding.help.as_deref());
        let (times, line) = self.given.entry(key).or_insert((0, finding.line));
        *times += 1;
        (*times > TOLD_IN_FULL).then_some(*line)
    }
}

/// So many other places are told in words; more are in the machine formats.
const PLACES: usize = 2;

/// Whether the reader needs another place to act: one in the same file, or where there is nothing else to go by.
fn is_told(finding: &Finding, related: &Related) -> bool {
    finding.related.len() <= PLACES && (related.path == finding.path || finding.fix.is_none() && finding.help.is_none())
}

/// The lines of the text that was shown last: findings of one file come together.
#[derive(Default)]
struct Lines<'a>(Option<(&'a Arc<str>, LineIndex)>);

impl<'a> Lines<'a> {
    fn of(&mut self, text: &'a Arc<str>) -> (&'a str, &LineIndex) {
        if self.0.as_ref().is_none_or(|(known, _)| !Arc::ptr_eq(known, text)) {
            self.0 = None;
        }
        let (text, lines) = self.0.get_or_insert_with(|| (text, LineIndex::new(text)));
        (text, lines)
    }
}

/// One finding with its place in the file's text. Where that is not at hand, its path and line stand for the picture.
fn render_finding(finding: &Finding, text: Option<(&str, &LineIndex)>, told_at: Option<usize>, terminal: &Terminal) -> String {
    let severity = match finding.level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Info | Level::Off => Severity::Note,
    };
    let mut help = match told_at {
        Some(line) => advice::render_again(finding, line, terminal),
        None => advice::render(finding, terminal).unwrap_or_default(),
    };
    let mut others = Vec::new();
    for related in &finding.related {
        let near = related.path == finding.path && text.is_some() && related.line >= finding.line && related.line < finding.line + 4;
        if near && finding.span.start <= related.span.start && related.span.end <= finding.span.end {
            others.push((related.span, related.message.as_str()));
        } else if is_told(finding, related) {
            let separator = if help.is_empty() { "" } else { "\n" };
            let file = if related.path == finding.path { "line ".to_owned() } else { format!("{}:", clean::line(related.path.as_str())) };
            help.push_str(&format!("{separator}{file}{}: {}", related.line, clean::line(&related.message)));
        }
    }
    Picture {
        severity,
        message: &finding.message,
        code: Some(finding.rule),
        path: finding.path.as_str(),
        text,
        span: finding.span,
        position: Some((finding.line.max(1), finding.column.max(1))),
        label: &finding.label,
        others,
        help: (!help.is_empty()).then_some(help),
    }
    .draw(terminal)
}

const fn level_style(level: Level) -> Style {
    match level {
        Level::Error => Style::Red,
        Level::Warning => Style::Yellow,
        Level::Info | Level::Off => Style::Blue,
    }
}

const fn level_word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Off => "note",
    }
}

/// `2 errors, 1 warning` of a migration; accepted and suppressed ones apart.
pub(crate) fn tallies(findings: &[Finding]) -> String {
    let number = |level: Level| findings.iter().filter(|finding| finding.suppressed.is_none() && finding.level == level).count();
    let mut parts: Vec<String> = [Level::Error, Level::Warning, Level::Info]
        .into_iter()
        .map(|level| (number(level), level))
        .filter(|(number, _)| *number > 0)
        .map(|(number, level)| tally(number, level))
        .collect();
    let accepted = findings.iter().filter(|finding| finding.is_accepted()).count();
    let suppressed = findings.iter().filter(|finding| finding.suppressed.is_some()).count() - accepted;
    for (number, word) in [(accepted, "accepted"), (suppressed, "suppressed")] {
        if number > 0 {
            parts.push(format!("{number} {word}"));
        }
    }
    parts.join(", ")
}
