//! What a report means for the exit code.

use migsafe_core::report::Summary;
use migsafe_core::{Level, Report};

use crate::arguments::FailOn;
use crate::exit::Exit;
use crate::terminal::count;

/// The end of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// How the run ends.
    pub(crate) exit: Exit,
    /// In one line: `refused: 1 error in 2 migrations`.
    pub(crate) line: String,
}

impl Verdict {
    /// Sums a report up.
    pub(crate) fn of(report: &Report, fail_on: FailOn, since: Option<&str>) -> Self {
        let refused = report.findings().any(|finding| finding.suppressed.is_none() && fail_on.refuses(finding.level));
        let replayed: usize = report.projects.iter().map(|project| project.replayed).sum();
        let judged = report.summary.migrations;
        let exit = match () {
            () if !report.problems.is_empty() => Exit::CouldNotWork,
            () if refused => Exit::Refused,
            () if judged == 0 && replayed == 0 && report.findings().next().is_none() => Exit::NothingToCheck,
            () => Exit::Fine,
        };
        let found = found(&report.summary);
        let place = match (judged, replayed, since) {
            (0, 0, _) => String::new(),
            (0, _, Some(since)) => format!("nothing new since {since}"),
            (0, _, None) => "nothing new".to_owned(),
            _ => format!("{found} in {}", count(judged, "migration")),
        };
        let line = match exit {
            Exit::Refused if judged == 0 => format!("refused: {found}"),
            Exit::Refused => format!("refused: {place}"),
            Exit::NothingToCheck if report.projects.is_empty() => "nothing to check: no migrations found".to_owned(),
            Exit::NothingToCheck => "nothing to check: no migrations that can be judged".to_owned(),
            Exit::Fine => format!("ok: {place}"),
            // The others belong to releases.
            _ => {
                let unread = format!("incomplete: {}", count(report.problems.len(), "problem"));
                let refused = if refused { "; refused: " } else { "; otherwise " };
                if judged == 0 { unread } else { format!("{unread}{refused}{place}") }
            }
        };
        Self { exit, line }
    }
}

/// `2 errors, 1 warning, 1 accepted, 3 suppressed`.
fn found(summary: &Summary) -> String {
    let levels = [(summary.errors, Level::Error), (summary.warnings, Level::Warning), (summary.infos, Level::Info)];
    let mut parts: Vec<String> = levels.into_iter().filter(|(number, _)| *number > 0).map(|(number, level)| tally(number, level)).collect();
    if parts.is_empty() {
        parts.push("no findings".to_owned());
    }
    if summary.accepted > 0 {
        parts.push(format!("{} accepted", summary.accepted));
    }
    if summary.suppressed > 0 {
        parts.push(format!("{} suppressed", summary.suppressed));
    }
    parts.join(", ")
}

/// `1 error`, `2 warnings`, `3 notes`.
pub(crate) fn tally(number: usize, level: Level) -> String {
    count(
        number,
        match level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info | Level::Off => "note",
        },
    )
}
