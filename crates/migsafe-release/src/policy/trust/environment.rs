//! The strictest of two policies for one environment.

use std::collections::BTreeSet;

use super::commands;
use super::difference::Comparison;
use crate::policy::week::Week;
use crate::policy::{
    ApprovalPolicy, Assurance, ByLight, Database, EnvironmentPolicy, Freeze, KeySource, OnFailure, RollbackPolicy, Trigger, Windows,
};

/// Of each value the stricter, and the trusted one where neither is stricter.
pub(super) fn strictest(branch: &EnvironmentPolicy, trusted: &EnvironmentPolicy, comparison: &mut Comparison) -> EnvironmentPolicy {
    let protected = comparison.stricter("protected", &branch.protected, &trusted.protected, branch.protected || trusted.protected);
    let trigger = if branch.trigger == Trigger::Manual { Trigger::Manual } else { trusted.trigger };
    let apply_from = branch.apply_from.intersection(&trusted.apply_from).copied().collect();
    let on_failure = if branch.rollback.on_failure == OnFailure::Halt { OnFailure::Halt } else { trusted.rollback.on_failure };
    let soak = each_light(branch.soak, trusted.soak, std::cmp::max);
    EnvironmentPolicy {
        order: comparison.trusted("order", &branch.order, &trusted.order),
        protected,
        reference: comparison.trusted("ref", &branch.reference, &trusted.reference),
        from: comparison.stricter("from", &branch.from, &trusted.from, sorted_union(&branch.from, &trusted.from)),
        migrate: comparison.trusted("migrate", &branch.migrate, &trusted.migrate),
        trigger: comparison.stricter("trigger", &branch.trigger, &trusted.trigger, trigger),
        apply_from: comparison.stricter("apply_from", &branch.apply_from, &trusted.apply_from, apply_from),
        database: database(branch.database.as_ref(), trusted.database.as_ref(), comparison),
        live_sha: comparison.first("live_sha", branch.live_sha.as_ref(), trusted.live_sha.as_ref()),
        soak: lights("soak", &branch.soak, &trusted.soak, soak, comparison),
        approval: approval(&branch.approval, trusted, protected, comparison),
        windows: windows(&branch.windows, &trusted.windows, comparison),
        rollback: RollbackPolicy {
            style: comparison.trusted("rollback.style", &branch.rollback.style, &trusted.rollback.style),
            on_failure: comparison.stricter("rollback.on_failure", &branch.rollback.on_failure, &trusted.rollback.on_failure, on_failure),
        },
        checklist: comparison.stricter_list(
            "checklist",
            &branch.checklist,
            &trusted.checklist,
            union(&trusted.checklist, &branch.checklist),
        ),
        keys: keys(branch.keys.as_ref(), trusted.keys.as_ref(), comparison),
        commands: commands::strictest(&branch.commands, &trusted.commands, comparison),
    }
}

fn approval(branch: &ApprovalPolicy, trusted: &EnvironmentPolicy, protected: bool, comparison: &mut Comparison) -> ApprovalPolicy {
    // A branch alone cannot lower what red needs in a protected environment.
    let least = if protected && !trusted.protected { Assurance::Signed } else { Assurance::Local };
    let trusted = &trusted.approval;
    let needed = each_light(branch.needed, trusted.needed, std::cmp::max);
    let mut assurance = each_light(branch.assurance, trusted.assurance, std::cmp::max);
    assurance.red = assurance.red.max(least);
    // Whom the branch adds could be its author.
    let approvers = branch.approvers.iter().filter(|person| trusted.approvers.contains(person)).cloned().collect();
    ApprovalPolicy {
        needed: lights("approval", &branch.needed, &trusted.needed, needed, comparison),
        expires: comparison.stricter("approval.expires", &branch.expires, &trusted.expires, branch.expires.min(trusted.expires)),
        approvers: comparison.stricter("approval.approvers", &branch.approvers, &trusted.approvers, approvers),
        assurance: lights("approval.assurance", &branch.assurance, &trusted.assurance, assurance, comparison),
    }
}

/// Where the same address is meant, a pin makes it sure; a pin for another address would be one for another database.
fn database(branch: Option<&Database>, trusted: Option<&Database>, comparison: &mut Comparison) -> Option<Database> {
    let strictest = match (branch, trusted) {
        (Some(branch), Some(trusted)) if branch.url == trusted.url && trusted.pin.is_none() => Some(branch.clone()),
        _ => trusted.or(branch).cloned(),
    };
    comparison.stricter("database", &branch.cloned(), &trusted.cloned(), strictest)
}

fn keys(branch: Option<&KeySource>, trusted: Option<&KeySource>, comparison: &mut Comparison) -> Option<KeySource> {
    let strictest = match (branch, trusted) {
        (Some(branch), Some(trusted)) => Some(KeySource {
            files: trusted.files.iter().chain(&branch.files).cloned().collect::<BTreeSet<_>>().into_iter().collect(),
            run: trusted.run.as_ref().or(branch.run.as_ref()).cloned(),
            ignore: trusted.ignore.iter().filter(|name| branch.ignore.contains(name)).cloned().collect(),
        }),
        _ => trusted.or(branch).cloned(),
    };
    comparison.stricter("keys", &branch.cloned(), &trusted.cloned(), strictest)
}

/// The windows of one where they lie within those of the other; else those of both, each of which must allow.
fn windows(branch: &Vec<Windows>, trusted: &Vec<Windows>, comparison: &mut Comparison) -> Vec<Windows> {
    let within = |inner: &[Windows], outer: &[Windows]| outer.iter().all(|outer| inner.iter().any(|inner| is_within(inner, outer)));
    let (branch_within, trusted_within) = (within(branch, trusted), within(trusted, branch));
    let strictest = match (branch_within, trusted_within) {
        (_, true) => trusted.clone(),
        (true, false) => branch.clone(),
        (false, false) => union(trusted, branch),
    };
    let (branch_text, trusted_text) = (super::difference::shown(branch), super::difference::shown(trusted));
    comparison.differ("windows", &branch_text, &trusted_text, !branch_within, !trusted_within);
    strictest
}

/// Whether one set of windows allows nothing that the other forbids, as far as that can be told: in one time zone.
fn is_within(inner: &Windows, outer: &Windows) -> bool {
    let red = |windows: &Windows| Week::of(if windows.red.is_empty() { &windows.allow } else { &windows.red });
    let frozen = |freeze: &Freeze| inner.freeze.iter().any(|inner| inner.from <= freeze.from && inner.to >= freeze.to);
    inner.tz == outer.tz
        && Week::of(&inner.allow).is_within(&Week::of(&outer.allow))
        && red(inner).is_within(&red(outer))
        && outer.freeze.iter().all(frozen)
        && outer.holidays.iter().all(|holiday| inner.holidays.contains(holiday))
}

fn each_light<T>(branch: ByLight<T>, trusted: ByLight<T>, strictest: impl Fn(T, T) -> T) -> ByLight<T> {
    ByLight {
        green: strictest(branch.green, trusted.green),
        yellow: strictest(branch.yellow, trusted.yellow),
        red: strictest(branch.red, trusted.red),
    }
}

/// Notes the differences of each light.
fn lights<T: serde::Serialize + PartialEq>(
    what: &str,
    branch: &ByLight<T>,
    trusted: &ByLight<T>,
    strictest: ByLight<T>,
    comparison: &mut Comparison,
) -> ByLight<T> {
    ByLight {
        green: comparison.stricter(&format!("{what}.green"), &branch.green, &trusted.green, strictest.green),
        yellow: comparison.stricter(&format!("{what}.yellow"), &branch.yellow, &trusted.yellow, strictest.yellow),
        red: comparison.stricter(&format!("{what}.red"), &branch.red, &trusted.red, strictest.red),
    }
}

/// The first list, and what only the second has.
fn union<T: PartialEq + Clone>(first: &[T], second: &[T]) -> Vec<T> {
    first.iter().chain(second.iter().filter(|item| !first.contains(item))).cloned().collect()
}

fn sorted_union(first: &[String], second: &[String]) -> Vec<String> {
    first.iter().chain(second).cloned().collect::<BTreeSet<_>>().into_iter().collect()
}
