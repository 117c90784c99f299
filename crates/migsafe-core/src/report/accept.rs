//! Findings that the team accepts. They stay in the report with the reason given, and lights stay as they are.

use std::collections::BTreeMap;

use super::{Finding, MigrationReport, Suppression};
use crate::span::Span;
use crate::sql;

/// What the team said of a finding when it accepted it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Where they said so, for people: a file.
    pub place: String,
    /// The rule of the finding.
    pub rule: String,
    /// The migration, by its name in the tool.
    pub migration: String,
    /// The statement, as whoever reviewed the acceptance read it.
    pub statement: String,
    /// Why.
    pub reason: String,
    /// They know the safe way that the finding shows and go another.
    pub alternative_declined: bool,
    /// Why it does not count, whatever the finding: it has expired.
    pub void: Option<String>,
}

impl Accepted {
    /// Why it does not count for a finding that has its fingerprint; nothing where it does.
    pub fn is_void_for(&self, finding: &Finding, migration: &MigrationReport) -> Option<String> {
        if finding.is_integrity() {
            return Some("what was merged and applied is a fact, which nobody can accept away".to_owned());
        }
        if self.void.is_some() {
            return self.void.clone();
        }
        let other = |what: &str, says: &str, is: &str| Some(format!("it names the {what} `{says}`, and this is `{is}`"));
        if self.rule != finding.rule {
            return other("rule", &self.rule, finding.rule);
        }
        if self.migration != migration.id {
            return other("migration", &self.migration, &migration.id);
        }
        // Whoever reviewed it read the statement that it quotes. White space and comments may have changed.
        let statement = migration.statement_of(finding);
        let words = |text: &str| sql::words(text, Span::new(0, text.len()), migration.dialect);
        if words(&self.statement) != words(statement) {
            return Some("it quotes another statement".to_owned());
        }
        if !self.alternative_declined && finding.has_safe_way() {
            return Some("there is a safe way, and it does not say why that is declined (`alternative_declined`)".to_owned());
        }
        None
    }
}

/// Marks the findings of a migration that are accepted, by fingerprint. Where an acceptance does not count, the finding says why.
pub(crate) fn apply(migration: &mut MigrationReport, accepted: &BTreeMap<String, Accepted>) {
    if accepted.is_empty() {
        return;
    }
    let mut findings = std::mem::take(&mut migration.findings);
    for finding in &mut findings {
        let Some(acceptance) = accepted.get(&finding.fingerprint) else { continue };
        match acceptance.is_void_for(finding, migration) {
            None => finding.suppressed = Some(Suppression { by: Suppression::ACCEPTANCE, reason: Some(acceptance.reason.clone()) }),
            Some(why) => {
                let note = format!("{} does not count: {why}", acceptance.place);
                finding.help = Some(finding.help.take().map_or_else(|| note.clone(), |help| format!("{note}; {help}")));
            }
        }
    }
    migration.findings = findings;
}
