//! The team's own checks.

use camino::Utf8Path;

use super::redact::Redaction;
use crate::edges::{Environment, Processes, Program};
use crate::gate::{Answer, Gate, GateKind, GateReport};
use crate::policy::NamedCommand;

pub(crate) const GATE: Gate = Gate::of_moment("checks", GateKind::Risk);

/// So many of the last lines that a check prints are shown.
const LINES: usize = 12;

/// Runs the checks in order, each to its end, in `directory` (the repository's root). A required one that does not succeed fails the gate; another is recorded only.
pub fn checks(checks: &[NamedCommand], processes: &dyn Processes, variables: &dyn Environment, directory: &Utf8Path) -> GateReport {
    if checks.is_empty() {
        return GateReport::idle(GATE, "none configured");
    }
    let redaction = Redaction::of(variables);
    let mut report = GateReport::new(GATE, Answer::Pass, Vec::new());
    for check in checks {
        let program = Program {
            argv: check.command.run.clone(),
            directory: directory.to_owned(),
            variables: Vec::new(),
            input: Vec::new(),
            timeout: check.command.timeout,
        };
        let command = redaction.apply(&check.command.run.join(" ")).chars().filter(|character| !character.is_control()).collect::<String>();
        let (ended, lines) = match processes.run(&program) {
            Ok(outcome) if outcome.succeeded() => {
                report.evidence.push(format!("{} succeeded", check.name));
                continue;
            }
            Ok(outcome) => {
                let ended = match outcome.code {
                    _ if outcome.timed_out => format!("was stopped after {}", seconds(check.command.timeout)),
                    Some(code) => format!("ended with exit code {code}"),
                    None => "was ended by a signal".to_owned(),
                };
                let complaint = redaction.last_lines(&outcome.complaint, LINES);
                let mut lines = redaction.last_lines(&outcome.output, LINES.saturating_sub(complaint.len()));
                lines.extend(complaint);
                (ended, lines)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => ("is not there".to_owned(), Vec::new()),
            Err(error) => (format!("cannot be run: {}", error.kind()), Vec::new()),
        };
        if check.required {
            report.answer = Answer::Fail;
            report.evidence.push(format!("{}: `{command}` {ended}", check.name));
            report.next.push(format!("mend it: {command}"));
        } else {
            report.evidence.push(format!("{}: `{command}` {ended}; it is not required", check.name));
        }
        report.evidence.extend(lines.into_iter().map(|line| format!("  {line}")));
    }
    report
}

fn seconds(time: std::time::Duration) -> String {
    match time.as_secs() {
        seconds if seconds >= 60 && seconds % 60 == 0 => format!("{} min", seconds / 60),
        seconds if seconds > 0 => format!("{seconds} s"),
        _ => format!("{} ms", time.as_millis()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::edges::Outcome;
    use crate::gates::outside::{Programs, Variables};
    use crate::policy::TeamCommand;

    fn check(name: &str, required: bool) -> NamedCommand {
        let run = vec![name.to_owned(), "all".to_owned()];
        let command = TeamCommand { run, timeout: Duration::from_secs(900), warn_after: None, capture: None };
        NamedCommand { name: name.to_owned(), command, required }
    }

    fn ask(all: &[NamedCommand], programs: &Programs) -> GateReport {
        checks(all, programs, &Variables::of(&[("NPM_TOKEN", "npm_secret")]), Utf8Path::new("/repo"))
    }

    #[test]
    fn none_is_a_pass() {
        assert_eq!(ask(&[], &Programs::default()), GateReport::idle(GATE, "none configured"));
    }

    #[test]
    fn a_required_one_must_succeed() {
        let programs = Programs::default().with("tests", Some(0), "fine").with("build", Some(2), "one\nwith npm_secret\n\x1b[2Jerror\n");
        assert_eq!(ask(&[check("tests", true)], &programs).answer, Answer::Pass);
        let report = ask(&[check("build", true), check("tests", true)], &programs);
        assert_eq!(report.answer, Answer::Fail);
        assert_eq!(report.evidence, ["build: `build all` ended with exit code 2", "  one", "  with ***", "  error", "tests succeeded"]);
        assert_eq!(report.next, ["mend it: build all"]);
        assert!(
            programs.run.lock().unwrap().iter().all(|program| program.directory == "/repo" && program.timeout == Duration::from_secs(900))
        );
    }

    #[test]
    fn another_is_recorded_only() {
        let report = ask(&[check("lint", false)], &Programs::default().with("lint", Some(1), ""));
        assert_eq!((report.answer, report.next.len()), (Answer::Pass, 0));
        assert_eq!(report.evidence, ["lint: `lint all` ended with exit code 1; it is not required"]);
    }

    #[test]
    fn what_is_missing_hangs_or_is_killed_fails() {
        assert_eq!(ask(&[check("gone", true)], &Programs::default()).evidence, ["gone: `gone all` is not there"]);
        let hangs = Outcome { code: Some(0), timed_out: true, output: Vec::new(), complaint: b"waiting\n".to_vec() };
        let report = ask(&[check("slow", true)], &Programs::default().with_outcome("slow", hangs));
        assert_eq!(
            (report.answer, report.evidence),
            (Answer::Fail, vec!["slow: `slow all` was stopped after 15 min".to_owned(), "  waiting".to_owned()])
        );
        let killed = ask(&[check("killed", true)], &Programs::default().with("killed", None, ""));
        assert_eq!((killed.answer, killed.evidence), (Answer::Fail, vec!["killed: `killed all` was ended by a signal".to_owned()]));
    }
}
