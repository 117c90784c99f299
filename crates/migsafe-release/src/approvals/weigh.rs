//! Each approval on its own: does it count?

use std::fmt;

use jiff::Timestamp;

use super::{Question, bytes_to_sign};
use crate::edges::Edges;
use crate::identity::{Actor, is_same_person};
use crate::ledger::{Approval, GivenApproval, Said};
use crate::policy::Assurance;
use crate::signature::{self, Verification};

/// An approval that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The record's number.
    pub record: u64,
    /// Whose.
    pub by: String,
    /// How sure that is.
    pub assurance: Assurance,
    /// What shows it: `ED25519 key SHA256:…`, `git config user.email`.
    pub source: String,
    /// The key's fingerprint, where a signature shows it.
    pub key: Option<String>,
    /// Until when it counts.
    pub expires: Timestamp,
    /// They neither wrote the change nor apply it.
    pub independent: bool,
}

impl fmt::Display for Counted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let assurance = match self.assurance {
            Assurance::Local => "local",
            Assurance::Ci => "ci",
            Assurance::Signed => "signed",
        };
        write!(formatter, "{} ({assurance}: {}), until {:.0}", self.by, self.source, self.expires)?;
        if self.independent { Ok(()) } else { write!(formatter, "; wrote the change or applies it") }
    }
}

/// An approval that does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// The record's number.
    pub record: u64,
    /// Whose, as it says.
    pub by: String,
    /// Why it does not count.
    pub why: String,
    /// It might, if its signature could be checked.
    pub cannot_tell: bool,
    /// They neither wrote the change nor apply it.
    pub independent: bool,
}

impl fmt::Display for Ignored {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "record {} by {}: {}", self.record, self.by, self.why)
    }
}

/// The approvals, weighed.
pub(super) struct Weighed {
    pub(super) counted: Vec<Counted>,
    pub(super) ignored: Vec<Ignored>,
}

/// Why an approval does not count.
enum No {
    Because(String),
    CannotTell(String),
}

/// Who gave an approval, as far as can be shown.
struct Shown {
    assurance: Assurance,
    source: String,
    key: Option<String>,
}

pub(super) fn weigh(edges: &Edges<'_>, question: &Question<'_>) -> Weighed {
    let mut weighed = Weighed { counted: Vec::new(), ignored: Vec::new() };
    for given in question.state.all_approvals(question.environment) {
        let statement = &given.said.what.statement;
        let independent = is_independent(question, &statement.by);
        let expires = expires(question, &given.said);
        if statement.plan != *question.plan {
            // Old ones are of no interest to anybody.
            if given.revoked.is_none() && question.now < expires {
                let why = format!("it is for plan {}, which is another", statement.plan.short());
                weighed.ignored.push(ignored(&given.said, why, independent));
            }
            continue;
        }
        let shown = may_count(question, given, expires).and_then(|()| shown(edges, question, &given.said));
        match shown.and_then(|shown| once(&weighed.counted, &statement.by, shown)) {
            Ok(Shown { assurance, source, key }) => {
                let (record, by) = (given.said.sequence, statement.by.clone());
                weighed.counted.push(Counted { record, by, assurance, source, key, expires, independent });
            }
            Err(No::Because(why)) => weighed.ignored.push(ignored(&given.said, why, independent)),
            Err(No::CannotTell(why)) => {
                // Two that cannot be told are no more than one if they are one person's.
                let known = |by: &str| is_same_person(by, &statement.by);
                let once = !weighed.ignored.iter().any(|other| other.cannot_tell && known(&other.by));
                let cannot_tell = once && !weighed.counted.iter().any(|other| known(&other.by));
                weighed.ignored.push(Ignored { cannot_tell, ..ignored(&given.said, why, independent) });
            }
        }
    }
    weighed
}

/// The approvers who have not yet approved. The first of them must be independent while nobody counted is.
pub(super) fn open_approvers<'a>(question: &Question<'a>, counted: &[Counted]) -> Vec<&'a str> {
    let alone = counted.iter().all(|approval| !approval.independent);
    let open = question.policy.approvers.iter().map(String::as_str);
    let open: Vec<_> = open.filter(|approver| !counted.iter().any(|approval| is_same_person(&approval.by, approver))).collect();
    let independent: Vec<_> = open.iter().copied().filter(|approver| is_independent(question, approver)).collect();
    if alone { independent } else { open }
}

fn ignored(said: &Said<Approval>, why: String, independent: bool) -> Ignored {
    Ignored { record: said.sequence, by: said.what.statement.by.clone(), why, cannot_tell: false, independent }
}

fn is_independent(question: &Question<'_>, person: &str) -> bool {
    let authors = question.authors.iter().map(String::as_str);
    !authors.chain(question.applier).any(|other| is_same_person(other, person))
}

/// Until when it counts: as the statement says, and no longer than the policy allows, from the earlier of its two dates.
fn expires(question: &Question<'_>, said: &Said<Approval>) -> Timestamp {
    let given = said.at.min(said.what.statement.at);
    let longest = given.checked_add(question.policy.expires).unwrap_or(Timestamp::MAX);
    longest.min(said.what.statement.expires)
}

/// What can be said without looking at who gave it.
fn may_count(question: &Question<'_>, given: &GivenApproval, expires: Timestamp) -> Result<(), No> {
    let (said, statement) = (&given.said, &given.said.what.statement);
    let no = |why: String| Err(No::Because(why));
    if let Some(revocation) = &given.revoked {
        return no(format!("taken back on {:.0}", revocation.at));
    }
    if !question.policy.approvers.iter().any(|approver| approver.eq_ignore_ascii_case(&statement.by)) {
        return no(format!("not one of the approvers of {}", question.environment));
    }
    let latest = said.at.max(statement.at);
    if latest > question.now {
        return no(format!("it is dated {latest:.0}, which is still to come: a clock is wrong"));
    }
    if expires <= question.now {
        return no(format!("it expired on {expires:.0}"));
    }
    Ok(())
}

/// Who gave it, where that is as sure as the light needs.
fn shown(edges: &Edges<'_>, question: &Question<'_>, said: &Said<Approval>) -> Result<Shown, No> {
    let wanted = question.policy.assurance.of(question.light);
    let statement = &said.what.statement;
    match (&said.what.signature, verification(edges, question, &said.what)) {
        (_, Some(Verification::Verified { key, algorithm })) => {
            Ok(Shown { assurance: Assurance::Signed, source: format!("{algorithm} key {key}"), key: Some(key) })
        }
        (_, Some(Verification::Bad(why))) => Err(No::Because(format!("its signature does not hold: {why}"))),
        (_, Some(Verification::CannotTell(why))) if wanted == Assurance::Signed => {
            Err(No::CannotTell(format!("its signature cannot be checked: {why}")))
        }
        (None, _) if wanted == Assurance::Signed => Err(No::Because("it is not signed".to_owned())),
        _ => attributed(&said.by, &statement.by, wanted),
    }
}

fn verification(edges: &Edges<'_>, question: &Question<'_>, approval: &Approval) -> Option<Verification> {
    let signature = approval.signature.as_ref()?;
    let Some(signers) = question.allowed_signers else {
        return Some(Verification::CannotTell("the policy names no file of allowed signers".to_owned()));
    };
    Some(match bytes_to_sign(&approval.statement) {
        // The key must be valid now: one that was withdrawn takes its approvals with it, and no earlier date brings it back.
        Ok(bytes) => signature::verify(edges, signers, &approval.statement.by, &bytes, signature, question.now),
        Err(error) => Verification::CannotTell(error.to_string()),
    })
}

/// Who gave it, as the record says. It says no more than who wrote it.
fn attributed(recorded: &Actor, by: &str, wanted: Assurance) -> Result<Shown, No> {
    if !is_same_person(&recorded.name, by) {
        return Err(No::Because(format!("{} recorded it in their name", recorded.name)));
    }
    // Only a signature makes it signed, whatever the record says of itself.
    let assurance = if recorded.assurance == Assurance::Ci { Assurance::Ci } else { Assurance::Local };
    if assurance < wanted {
        return Err(No::Because("only the git identity says so, and the policy wants CI or a signature".to_owned()));
    }
    Ok(Shown { assurance, source: recorded.source.clone(), key: None })
}

/// One person counts once, and one key counts once, whatever names it goes by.
fn once(counted: &[Counted], by: &str, shown: Shown) -> Result<Shown, No> {
    if let Some(other) = counted.iter().find(|other| is_same_person(&other.by, by)) {
        return Err(No::Because(format!("they count already, by record {}", other.record)));
    }
    if let Some(other) = counted.iter().find(|other| shown.key.is_some() && other.key == shown.key) {
        return Err(No::Because(format!("it is signed with the key of {} (record {}), and one key counts once", other.by, other.record)));
    }
    Ok(shown)
}
