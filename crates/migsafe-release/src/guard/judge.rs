//! What the found commands mean for one environment.

use std::collections::BTreeMap;

use globset::Glob;

use super::{Act, GuardedCommand, Place, Reached, Run, Survey};
use crate::gate::{Answer, Gate, GateKind, GateReport};
use crate::policy::{EnvironmentPolicy, MigrateOrder, Reference, UrlSource};

const GATE: Gate = Gate::of_change("commands", GateKind::Risk);

/// So many commands that do no harm are named.
const NAMED: usize = 5;

/// Whether a command reaches the environment's database past the gates, or migrates at another time than the policy says. The same in a developer's script, with a database of its own or by hand is named only.
pub fn commands(survey: &Survey, environment: &str, environments: &BTreeMap<String, EnvironmentPolicy>) -> GateReport {
    let mut report = GateReport::new(GATE, Answer::Pass, Vec::new());
    let Some(policy) = environments.get(environment) else {
        return GateReport::unknown(GATE, format!("the policy has no environment {environment}"));
    };
    let (mut right, mut harmless) = (Vec::new(), Vec::new());
    for command in &survey.commands {
        let reaching = command.runs.iter().filter_map(|run| Some((run, place(run, environment, policy, environments)?)));
        let judged: Vec<_> = reaching.map(|(run, place)| (run, place, wrong(command.act, place, policy.migrate))).collect();
        let what = format!("{}:{} `{}`", command.path, command.line, command.text);
        if let Some((run, place, Some(why))) = judged.iter().find(|(.., wrong)| wrong.is_some()) {
            report.answer = Answer::Fail;
            report.evidence.push(format!("{what} {}: it runs {} ({}){why}", command.does, words(place), way(run)));
            let next = next(command, run, place, environment);
            if !report.next.contains(&next) {
                report.next.push(next);
            }
        } else if let Some((run, place, _)) = judged.first() {
            let gated = if run.gated { ", after migsafe was asked" } else { "" };
            right.push(format!("{what} {} {} ({}){gated}, as `migrate` says", command.does, words(place), way(run)));
        } else {
            harmless.push(format!("{what}: {}", why_harmless(command)));
        }
    }
    if !survey.unread.is_empty() {
        let unread: Vec<&str> = survey.unread.iter().map(|path| path.as_str()).collect();
        report.answer = report.answer.max(Answer::Unknown);
        report.evidence.push(format!("could not be read: {}", unread.join(", ")));
        report.next.push(format!("mend {}", unread.join(", ")));
    }
    report.evidence.extend(right);
    if report.evidence.is_empty() {
        report
            .evidence
            .push(format!("no command in the repository reaches the database of {environment} by itself, as far as its files show"));
    }
    let left = harmless.len().saturating_sub(NAMED);
    report.evidence.extend(harmless.into_iter().take(NAMED));
    if left > 0 {
        report.evidence.push(format!("{left} more that reach no environment by themselves"));
    }
    report
}

/// The place by which a run reaches the environment's database.
fn place<'a>(
    run: &'a Run,
    environment: &str,
    policy: &EnvironmentPolicy,
    environments: &BTreeMap<String, EnvironmentPolicy>,
) -> Option<&'a Place> {
    if run.condition.is_some() {
        return None;
    }
    match &run.database {
        Reached::Own(_) => return None,
        Reached::Variable(name) => {
            let is = |policy: &EnvironmentPolicy| {
                policy.database.as_ref().is_some_and(|database| matches!(&database.url, UrlSource::Variable(own) if own == name))
            };
            if is(policy) {
                // Whatever starts it: it is this database.
                return run.places.iter().find(|place| !matches!(place, Place::ByHand | Place::Schedule));
            }
            if environments.values().any(is) {
                return None;
            }
        }
        Reached::Unsaid => {}
    }
    run.places.iter().find(|place| match place {
        Place::Build | Place::Start | Place::ReleasePhase => true,
        Place::PullRequest | Place::ByHand | Place::Schedule => false,
        Place::Branch(patterns) => matches!(&policy.reference, Reference::Branch(branch) if matches(patterns, branch)),
        Place::Tag => matches!(&policy.reference, Reference::Tag(_)),
        Place::Environment(name) => is_named(name, environment),
    })
}

/// Whether the last pattern that matches a branch is not negated.
fn matches(patterns: &[String], branch: &str) -> bool {
    let hit = |pattern: &str| pattern == branch || Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(branch));
    let fold = |on: bool, pattern: &String| match pattern.strip_prefix('!') {
        Some(pattern) => on && !hit(pattern),
        None => on || hit(pattern),
    };
    patterns.iter().fold(false, fold)
}

/// `Production`, `prod` and `production-eu` are production.
fn is_named(name: &str, environment: &str) -> bool {
    let (name, environment) = (name.to_ascii_lowercase(), environment.to_ascii_lowercase());
    let short = name.len().min(environment.len());
    short >= 4 && (name.starts_with(&environment) || environment.starts_with(&name)) || name == environment
}

/// What is wrong with a command in a place; nothing where the policy wants it there.
fn wrong(act: Act, place: &Place, order: MigrateOrder) -> Option<&'static str> {
    if act != Act::Migrates {
        return Some(", past every gate");
    }
    match (place, order) {
        (Place::Build | Place::Start, MigrateOrder::DuringBuild) => None,
        (Place::ReleasePhase, MigrateOrder::DuringBuild | MigrateOrder::BeforeCode) => None,
        (Place::Build | Place::Start, MigrateOrder::BeforeCode) => Some(", while the policy says `migrate = \"before-code\"`"),
        (Place::Build | Place::Start | Place::ReleasePhase, MigrateOrder::AfterCode) => {
            Some(", while the policy says `migrate = \"after-code\"`")
        }
        (Place::Build | Place::Start | Place::ReleasePhase, MigrateOrder::SeparateRelease) => {
            Some(", while the policy says `migrate = \"separate-release\"`")
        }
        // Whether a job of CI stands before or after the deploy cannot be told.
        _ => None,
    }
}

fn next(command: &GuardedCommand, run: &Run, place: &Place, environment: &str) -> String {
    let out = format!("take `{}` out of what runs {} ({})", command.tool, words(place), run.from);
    match command.act {
        Act::Migrates => format!("{out}, or set `migrate = \"during-build\"` in [env.{environment}] if it is to run there"),
        Act::Pushes | Act::Develops => format!("write a migration and let the release run it; {out}"),
        Act::Resets | Act::Reverts | Act::Marks | Act::Executes => out,
    }
}

fn words(place: &Place) -> String {
    match place {
        Place::Build => "in the build".to_owned(),
        Place::Start => "at the start of the application".to_owned(),
        Place::ReleasePhase => "in the release phase".to_owned(),
        Place::PullRequest => "in CI on a pull request".to_owned(),
        Place::Branch(patterns) => format!("in CI on a push to {}", patterns.join(", ")),
        Place::Tag => "in CI on a tag".to_owned(),
        Place::Environment(name) => format!("in CI for {name}"),
        Place::ByHand => "in CI by hand".to_owned(),
        Place::Schedule => "in CI at set times".to_owned(),
    }
}

/// `Dockerfile start → script start of package.json`.
fn way(run: &Run) -> String {
    std::iter::once(run.from.as_str()).chain(run.through.iter().map(String::as_str)).collect::<Vec<_>>().join(" → ")
}

fn why_harmless(command: &GuardedCommand) -> String {
    let Some(run) = command.runs.first() else { return "nothing calls it".to_owned() };
    if let Some(condition) = &run.condition {
        return format!("{} ({}), only if {condition}", run.places.first().map(words).unwrap_or_default(), way(run));
    }
    match &run.database {
        Reached::Own(why) => format!("on a database of its own, {why} ({})", way(run)),
        Reached::Variable(name) => format!("on the database of {name} ({})", way(run)),
        Reached::Unsaid => format!("{} ({})", run.places.first().map(words).unwrap_or_default(), way(run)),
    }
}
