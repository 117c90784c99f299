//! Findings that the team accepts: files that are reviewed with the change, one each, `F-<finding>.toml` in one folder.
//!
//! ```toml
//! finding = "6f1e0c9a2b7d4453"
//! rule = "drop-column"
//! migration = "20261120_drop_legacy"
//! statement = "ALTER TABLE users DROP COLUMN legacy;"
//! reason = "nothing has read users.legacy since 4.2, see the query statistics of March"
//! by = "jane@example.com"
//! at = "2026-11-25T22:00:00Z"
//! expires = "2026-12-24"                       # optional; a day counts to its end, in UTC
//! alternative_declined = "the table has 40 rows and the site is closed on Sunday"   # where the finding shows a safe way
//!
//! [attest.unreferenced]                        # for a phase of a drop that cannot be proven; likewise `tolerant`
//! by = "bo@example.com"
//! reason = "the release of 20 November removed the last use, checked in all three services"
//! ```

mod parse;

use std::collections::BTreeMap;

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;
use migsafe_core::report::{Accepted, Finding, MigrationReport};
use migsafe_core::source::Problem;
use migsafe_core::source::tree::{FileTree, join};

use crate::edges::Edges;
use crate::reason;

/// The folder of acceptances where the policy names none.
pub const FOLDER: &str = ".migsafe/acceptances";

/// How many hexadecimal digits name a finding.
const DIGITS: usize = 16;

/// What stands before them where people name one.
const PREFIX: &str = "F-";

/// A finding that the team accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// The file.
    pub path: Utf8PathBuf,
    /// The finding: its fingerprint.
    pub finding: String,
    /// Its rule.
    pub rule: String,
    /// Its migration, by the name in the tool.
    pub migration: String,
    /// Its statement, for whoever reviews.
    pub statement: String,
    /// Why it is accepted.
    pub reason: String,
    /// By whom: an address in lower case.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Until when it counts.
    pub expires: Option<Timestamp>,
    /// Why the safe way that the finding shows is not taken.
    pub alternative_declined: Option<String>,
    /// What somebody vouches for that cannot be proven.
    pub attest: Attested,
}

/// The phases of a drop that somebody vouches for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attested {
    /// The code that is live can do without the column: it is nullable or gets a value by itself.
    pub tolerant: Option<Attestation>,
    /// The code that is live does not name it.
    pub unreferenced: Option<Attestation>,
}

/// Who vouches, and how they know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// An address in lower case.
    pub by: String,
    /// How they know.
    pub reason: String,
}

impl Acceptance {
    /// Why it does not count now, whatever the finding.
    pub fn is_void(&self, now: Timestamp) -> Option<String> {
        match self.expires {
            Some(expires) if expires <= now => Some(format!("it expired on {expires:.0}")),
            _ if self.at > now => Some(format!("it is dated {:.0}, which is still to come", self.at)),
            _ => None,
        }
    }

    /// Why it does not count now for a finding that has its fingerprint.
    pub fn is_void_for(&self, finding: &Finding, migration: &MigrationReport, now: Timestamp) -> Option<String> {
        self.to_accepted(now).is_void_for(finding, migration)
    }

    fn to_accepted(&self, now: Timestamp) -> Accepted {
        Accepted {
            place: self.path.to_string(),
            rule: self.rule.clone(),
            migration: self.migration.clone(),
            statement: self.statement.clone(),
            reason: self.reason.clone(),
            alternative_declined: self.alternative_declined.is_some(),
            void: self.is_void(now),
        }
    }
}

/// What a check is told of them: [`migsafe_core::Options::accepted`].
pub fn accepted(acceptances: &[Acceptance], now: Timestamp) -> BTreeMap<String, Accepted> {
    acceptances.iter().map(|acceptance| (acceptance.finding.clone(), acceptance.to_accepted(now))).collect()
}

/// Reads every acceptance below a folder, in the order of their names; no folder, none. What cannot be read is a problem with its place, and hides no other.
pub fn read_all(tree: &dyn FileTree, folder: &Utf8Path) -> (Vec<Acceptance>, Vec<Problem>) {
    let (mut acceptances, mut problems) = (Vec::new(), Vec::new());
    if !tree.is_directory(folder) {
        return (acceptances, problems);
    }
    let entries = tree.entries(folder).unwrap_or_else(|error| {
        problems.push(Problem { path: folder.to_owned(), message: format!("cannot be read: {error}") });
        Vec::new()
    });
    for entry in entries.iter().filter(|entry| !entry.directory && entry.path.extension() == Some("toml")) {
        match read(tree, &entry.path) {
            Ok(acceptance) => acceptances.push(acceptance),
            Err(message) => problems.push(Problem { path: entry.path.clone(), message }),
        }
    }
    (acceptances, problems)
}

fn read(tree: &dyn FileTree, path: &Utf8Path) -> Result<Acceptance, String> {
    let bytes = tree.read(path).map_err(|error| format!("cannot be read: {error}"))?;
    let text = std::str::from_utf8(&bytes).map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to()))?;
    let acceptance = parse::parse(text, path)?;
    let wanted = file_name(&acceptance.finding);
    if path.file_name() == Some(&wanted) { Ok(acceptance) } else { Err(format!("the file of this finding is called {wanted}")) }
}

/// The name of a finding's file.
pub fn file_name(finding: &str) -> String {
    format!("{PREFIX}{finding}.toml")
}

/// What a person accepts.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The migration, as judged.
    pub migration: &'a MigrationReport,
    /// The finding in it.
    pub finding: &'a Finding,
    /// Why.
    pub reason: &'a str,
    /// Why not the safe way, where the finding shows one.
    pub alternative_declined: Option<&'a str>,
    /// How they know that the live code can do without it; they vouch for it themselves.
    pub tolerant: Option<&'a str>,
    /// How they know that the live code does not name it; likewise.
    pub unreferenced: Option<&'a str>,
    /// Who: an address.
    pub by: &'a str,
    /// Until when.
    pub expires: Option<Timestamp>,
}

/// Why nothing was accepted, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AcceptError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// Makes the acceptance of a finding and writes its file into a folder, absolute. It counts once it is committed with the change.
///
/// # Errors
/// A reason says nothing, a safe way is not declined, the finding cannot be accepted, or the file is there already or cannot be written.
pub fn write(edges: &Edges<'_>, folder: &Utf8Path, request: &Request<'_>) -> Result<Acceptance, AcceptError> {
    let Request { migration, finding, .. } = *request;
    let fail = |message: String, help: Option<&str>| Err(AcceptError { message, help: help.map(str::to_owned) });
    let attest = |how: Option<&str>| how.map(|reason| Attestation { by: request.by.to_lowercase(), reason: reason.trim().to_owned() });
    let acceptance = Acceptance {
        path: join(folder, &file_name(&finding.fingerprint)),
        finding: finding.fingerprint.clone(),
        rule: finding.rule.to_owned(),
        migration: migration.id.clone(),
        statement: migration.statement_of(finding).to_owned(),
        reason: request.reason.trim().to_owned(),
        by: request.by.to_lowercase(),
        at: seconds(edges.clock.now()),
        expires: request.expires.map(seconds),
        alternative_declined: request.alternative_declined.map(|why| why.trim().to_owned()),
        attest: Attested { tolerant: attest(request.tolerant), unreferenced: attest(request.unreferenced) },
    };
    let reasons = [Some(request.reason), request.alternative_declined, request.tolerant, request.unreferenced];
    for given in reasons.into_iter().flatten() {
        if let Err(message) = reason::check(given) {
            return fail(message, None);
        }
    }
    if let Some(why) = acceptance.is_void_for(finding, migration, edges.clock.now()) {
        let declines = "take the safe way, or say with --alternative-declined why not";
        let help = acceptance.alternative_declined.is_none().then_some(declines).filter(|_| finding.has_safe_way());
        return fail(format!("{PREFIX}{} cannot be accepted like this: {why}", finding.fingerprint), help);
    }
    let text = parse::render(&acceptance);
    // Whoever reads it must get the same out of it.
    match parse::parse(&text, &acceptance.path) {
        Ok(back) if back == acceptance => {}
        Ok(_) => return fail("the acceptance does not survive being written as TOML".to_owned(), None),
        Err(why) => return fail(format!("the acceptance cannot be read back: {why}"), None),
    }
    match edges.files.create(&acceptance.path, text.as_bytes()) {
        Ok(()) => Ok(acceptance),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => fail(
            format!("{} is there already", acceptance.path),
            Some("edit it, or remove it first where it has expired or quotes another statement"),
        ),
        Err(error) => fail(format!("{} cannot be written: {error}", acceptance.path), None),
    }
}

/// A file shows seconds.
fn seconds(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// The one finding that a person means by `F-` and its digits, or by as many of the first of them as are unique, four at least.
///
/// # Errors
/// None is meant, or several are.
pub fn find<'a>(given: &str, findings: impl IntoIterator<Item = &'a Finding>) -> Result<&'a Finding, String> {
    const FEWEST: usize = 4;
    let digits = given.strip_prefix(PREFIX).or_else(|| given.strip_prefix("f-")).unwrap_or(given).to_ascii_lowercase();
    if digits.len() < FEWEST || digits.len() > DIGITS || !is_hexadecimal(&digits) {
        return Err(format!("`{given}` names no finding: F- and its first digits, four at least, as in F-6f1e0c9a"));
    }
    let meant: Vec<&Finding> = findings.into_iter().filter(|finding| finding.fingerprint.starts_with(&digits)).collect();
    match meant.as_slice() {
        [finding] => Ok(finding),
        [] => Err(format!("there is no finding {PREFIX}{digits} here")),
        several => {
            let names: Vec<_> =
                several.iter().map(|finding| format!("{PREFIX}{} ({}:{})", finding.fingerprint, finding.path, finding.line)).collect();
            Err(format!("{PREFIX}{digits} may be any of {}", names.join(", ")))
        }
    }
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests;
