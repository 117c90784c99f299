//! Whether the variables that another environment has are set here too. Values are never kept.

mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use camino::Utf8Path;
use globset::{Glob, GlobSet, GlobSetBuilder};

use super::printed;
use crate::edges::{Files, Processes};
use crate::gate::{Answer, Gate, GateKind, GateReport};
use crate::policy::{EnvironmentPolicy, KeySource};

const GATE: Gate = Gate::of_moment("env-parity", GateKind::Risk);

/// How long a command may take to print names.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Whether the environment has every variable of those it is promoted from (`from`; else those of the next lower order). `directory` is the repository's root, which files are relative to and commands run in.
pub fn keys(
    environments: &BTreeMap<String, EnvironmentPolicy>,
    environment: &str,
    files: &dyn Files,
    processes: &dyn Processes,
    directory: &Utf8Path,
) -> GateReport {
    let Some((policy, own)) = environments.get(environment).and_then(|policy| Some((policy, policy.keys.as_ref()?))) else {
        return GateReport::idle(GATE, "none configured");
    };
    let others: Vec<(&str, &KeySource)> =
        before(environments, policy).into_iter().filter_map(|(name, policy)| Some((name, policy.keys.as_ref()?))).collect();
    if others.is_empty() {
        return GateReport::pass(GATE, format!("no environment before {environment} says which variables it has"));
    }
    let reader = Reader { files, processes, directory };
    let mut report = GateReport::new(GATE, Answer::Pass, Vec::new());
    let names = match reader.names(own) {
        Ok(names) => names,
        Err(problem) => return GateReport::unknown(GATE, format!("{environment}: {problem}")).next(way_out(environment)),
    };
    for (other, source) in others {
        let theirs = match reader.names(source) {
            Ok(theirs) => theirs,
            Err(problem) => {
                report.answer = report.answer.max(Answer::Unknown);
                report.evidence.push(format!("{other}: {problem}"));
                report.next.push(way_out(other));
                continue;
            }
        };
        let ignored = match ignored(own.ignore.iter().chain(&source.ignore)) {
            Ok(ignored) => ignored,
            Err(pattern) => {
                report.answer = report.answer.max(Answer::Unknown);
                report.evidence.push(format!("`{pattern}` in `ignore` is no pattern"));
                continue;
            }
        };
        let lacking = |of: &BTreeSet<String>, from: &BTreeSet<String>| -> Vec<String> {
            from.difference(of).filter(|name| !ignored.is_match(name)).cloned().collect()
        };
        let (missing, extra) = (lacking(&names, &theirs), lacking(&theirs, &names));
        if missing.is_empty() {
            report.evidence.push(format!("{environment} has all {} variables of {other}", theirs.len()));
        } else {
            report.answer = Answer::Fail;
            report.evidence.push(format!("{other} has and {environment} lacks {}", missing.join(", ")));
            report
                .next
                .push(format!("set {} in {environment}, or name what it need not have in `ignore` of its `keys`", missing.join(", ")));
        }
        if !extra.is_empty() {
            report.evidence.push(format!("{environment} has besides {}", extra.join(", ")));
        }
    }
    report
}

fn way_out(environment: &str) -> String {
    format!("mend `keys` of [env.{environment}], or make what it names readable here")
}

/// The environments that come before.
fn before<'a>(environments: &'a BTreeMap<String, EnvironmentPolicy>, policy: &EnvironmentPolicy) -> Vec<(&'a str, &'a EnvironmentPolicy)> {
    let all = || environments.iter().map(|(name, policy)| (name.as_str(), policy));
    if !policy.from.is_empty() {
        return all().filter(|(name, _)| policy.from.iter().any(|from| from == name)).collect();
    }
    let lower = all().map(|(_, other)| other.order).filter(|order| *order < policy.order).max();
    all().filter(|(_, other)| Some(other.order) == lower).collect()
}

fn ignored<'a>(patterns: impl Iterator<Item = &'a String>) -> Result<GlobSet, String> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).map_err(|_| pattern.clone())?);
    }
    set.build().map_err(|error| error.to_string())
}

/// Where names come from.
struct Reader<'a> {
    files: &'a dyn Files,
    processes: &'a dyn Processes,
    directory: &'a Utf8Path,
}

impl Reader<'_> {
    /// All names of a source.
    fn names(&self, source: &KeySource) -> Result<BTreeSet<String>, String> {
        let mut names = BTreeSet::new();
        for file in &source.files {
            let bytes = self.files.read(&self.directory.join(file)).map_err(|error| match error.kind() {
                std::io::ErrorKind::NotFound => format!("{file} is not there"),
                kind => format!("{file} cannot be read: {kind}"),
            })?;
            let text = String::from_utf8(bytes).map_err(|_| format!("{file} is not UTF-8"))?;
            names.extend(names::of_file(&text));
        }
        if let Some(argv) = &source.run {
            names.extend(self.printed(argv)?);
        }
        Ok(names)
    }

    /// The names that a command prints. What else it prints may hold values, so none of it is shown.
    fn printed(&self, argv: &[String]) -> Result<BTreeSet<String>, String> {
        let command = printed::name(argv);
        let text = printed::printed(argv, self.directory, self.processes, TIMEOUT)?;
        let names =
            names::of_output(&text).ok_or_else(|| format!("what `{command}` prints is neither GATE=value lines nor JSON with names"))?;
        if names.is_empty() { Err(format!("`{command}` prints no names")) } else { Ok(names) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gates::outside::{Folder, Programs};

    fn of_files(file: &str, ignore: &[&str]) -> KeySource {
        KeySource { files: vec![file.into()], run: None, ignore: ignore.iter().map(|name| (*name).to_owned()).collect() }
    }

    fn of_command(name: &str) -> KeySource {
        KeySource { files: Vec::new(), run: Some(vec![name.to_owned()]), ignore: Vec::new() }
    }

    fn ask(production: Option<&KeySource>, staging: Option<&KeySource>) -> GateReport {
        let folder = Folder::of(&[("/repo/.env.staging", "A=1\nB=2\nLOCAL_X=hunter2\n"), ("/repo/.env.production", "A=1\nC=3\n")]);
        let programs =
            Programs::default().with("list", Some(0), "A=1\nB=hunter2\n").with("fails", Some(1), "hunter2").with("empty", Some(0), "\n");
        let environments = crate::gates::outside::environments(&[("staging", 1), ("production", 2)], |name, policy| {
            policy.keys = if name == "staging" { staging.cloned() } else { production.cloned() };
        });
        let report = keys(&environments, "production", &folder, &programs, Utf8Path::new("/repo"));
        assert!(!format!("{report:?}").contains("hunter2"), "{report:?}");
        report
    }

    #[test]
    fn missing_names_fail_and_others_are_named() {
        let report = ask(Some(&of_files(".env.production", &["LOCAL_*"])), Some(&of_files(".env.staging", &[])));
        assert_eq!(
            (report.answer, report.evidence),
            (Answer::Fail, vec!["staging has and production lacks B".to_owned(), "production has besides C".to_owned()])
        );
        assert_eq!(report.next, ["set B in production, or name what it need not have in `ignore` of its `keys`"]);
        let report = ask(Some(&of_command("list")), Some(&of_files(".env.staging", &["LOCAL_*"])));
        assert_eq!((report.answer, report.evidence), (Answer::Pass, vec!["production has all 3 variables of staging".to_owned()]));
    }

    #[test]
    fn what_cannot_be_read_is_unknown() {
        let staging = of_files(".env.staging", &[]);
        for (source, problem) in [
            (of_files(".env.gone", &[]), "production: .env.gone is not there"),
            (of_command("gone"), "production: `gone` cannot be run: entity not found"),
            (of_command("fails"), "production: `fails` ended with exit code 1"),
            (of_command("empty"), "production: `empty` prints no names"),
        ] {
            let report = ask(Some(&source), Some(&staging));
            assert_eq!((report.answer, report.evidence), (Answer::Unknown, vec![problem.to_owned()]));
        }
        assert_eq!(ask(Some(&of_command("list")), Some(&of_command("fails"))).answer, Answer::Unknown);
        assert_eq!(ask(None, Some(&staging)).answer, Answer::Pass);
        assert_eq!(ask(Some(&of_command("list")), None).answer, Answer::Pass);
    }
}
