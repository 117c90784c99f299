//! The strictest of two teams' commands.
//!
//! What a command does cannot be told from its words: where the trusted policy has it, it counts as it stands there, and what the branch adds counts too.

use super::difference::Comparison;
use crate::policy::{BackupCommand, Commands, NamedCommand, Verification};

pub(super) fn strictest(branch: &Commands, trusted: &Commands, comparison: &mut Comparison) -> Commands {
    Commands {
        check: checks(&branch.check, &trusted.check, comparison),
        backup: backup(branch.backup.as_ref(), trusted.backup.as_ref(), comparison),
        wait_for: comparison.first("commands.wait_for", branch.wait_for.as_ref(), trusted.wait_for.as_ref()),
        migrate: comparison.first("commands.migrate", branch.migrate.as_ref(), trusted.migrate.as_ref()),
        deploy: comparison.first("commands.deploy", branch.deploy.as_ref(), trusted.deploy.as_ref()),
        verify: verifications(&branch.verify, &trusted.verify, comparison),
        rollback: comparison.first("commands.rollback", branch.rollback.as_ref(), trusted.rollback.as_ref()),
    }
}

/// Those of both, by name: the trusted command, required where one of them says so.
fn checks(branch: &[NamedCommand], trusted: &[NamedCommand], comparison: &mut Comparison) -> Vec<NamedCommand> {
    let known = trusted.iter().map(|check| {
        let other = branch.iter().find(|other| other.name == check.name);
        let required = check.required || other.is_some_and(|other| other.required);
        let strictest = Some(NamedCommand { required, ..check.clone() });
        comparison.stricter(&format!("commands.check {}", check.name), &other.cloned(), &Some(check.clone()), strictest)
    });
    let mut checks: Vec<NamedCommand> = known.flatten().collect();
    for check in branch.iter().filter(|check| trusted.iter().all(|known| known.name != check.name)) {
        checks.extend(comparison.first(&format!("commands.check {}", check.name), Some(check), None));
    }
    checks
}

/// Those of both, by name: the trusted one as it stands.
fn verifications(branch: &[Verification], trusted: &[Verification], comparison: &mut Comparison) -> Vec<Verification> {
    let added = branch.iter().filter(|verify| trusted.iter().all(|known| known.name != verify.name));
    let all: Vec<&Verification> = trusted.iter().chain(added).collect();
    all.iter()
        .filter_map(|verify| {
            let by_name = |list: &[Verification]| list.iter().find(|other| other.name == verify.name).cloned();
            let (branch, trusted) = (by_name(branch), by_name(trusted));
            comparison.first(&format!("commands.verify {}", verify.name), branch.as_ref(), trusted.as_ref())
        })
        .collect()
}

/// The trusted command; the younger backup of the two.
fn backup(branch: Option<&BackupCommand>, trusted: Option<&BackupCommand>, comparison: &mut Comparison) -> Option<BackupCommand> {
    let strictest = match (branch, trusted) {
        (Some(branch), Some(trusted)) => Some(BackupCommand { max_age: branch.max_age.min(trusted.max_age), ..trusted.clone() }),
        _ => trusted.or(branch).cloned(),
    };
    comparison.stricter("commands.backup", &branch.cloned(), &trusted.cloned(), strictest)
}
