//! SSH signatures, made and checked by `ssh-keygen`.
//!
//! A signature is made for the namespace `migsafe`, so that one made for a commit or a file of another program is none here. An `allowed_signers` file says whose keys count, for which namespaces and from when to when; its format is that of `ssh-keygen(1)`. Times in it without a `Z` are read as UTC.

use std::io::{ErrorKind, Write as _};
use std::time::Duration;

use camino::Utf8Path;
use jiff::Timestamp;

use crate::edges::{Edges, Outcome, Program};

/// What a signature is for.
const NAMESPACE: &str = "migsafe";

/// How long a person may look for a passphrase or touch a key.
const BY_HAND: Duration = Duration::from_secs(300);

/// How long a check may take.
const CHECK: Duration = Duration::from_secs(20);

/// What a check of a signature says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// It is the principal's, over these bytes.
    Verified {
        /// The key's fingerprint: `SHA256:…`.
        key: String,
        /// Its kind: `ED25519`.
        algorithm: String,
    },
    /// It is not, and why.
    Bad(String),
    /// Nobody can tell, and why.
    CannotTell(String),
}

/// A signature could not be made, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SignatureError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// Signs bytes with an SSH key: the one named, else git's `user.signingkey`. That is a file (of the private key, or of the public one where an agent holds the private one) or the public key itself, as git has it.
/// A passphrase, a PIN or a touch is asked for at the terminal.
///
/// # Errors
/// There is no key, no `ssh-keygen`, or it does not sign.
pub fn sign(edges: &Edges<'_>, key: Option<&str>, bytes: &[u8]) -> Result<String, SignatureError> {
    let key = key.map(str::to_owned).or_else(|| signing_key(edges)).ok_or_else(|| SignatureError {
        message: "no key to sign with is named".to_owned(),
        help: "name one with --key, or for good: git config user.signingkey ~/.ssh/id_ed25519".to_owned(),
    })?;
    // A public key itself is asked of the agent, through a file.
    let (file, of_agent) = match literal(&key) {
        Some(public) => (Some(temporary(public.as_bytes()).map_err(|error| cannot_sign(&key, &error.to_string()))?), true),
        None => (None, false),
    };
    let path = file.as_ref().map_or(key.as_str(), |file| file.as_str());
    let mut argv = vec!["ssh-keygen", "-Y", "sign", "-n", NAMESPACE, "-f", path];
    if of_agent {
        argv.push("-U");
    }
    let program = Program {
        argv: argv.into_iter().map(str::to_owned).collect(),
        directory: ".".into(),
        variables: Vec::new(),
        input: bytes.to_vec(),
        timeout: BY_HAND,
    };
    let outcome = edges.processes.run_in_foreground(&program).map_err(|error| match error.kind() {
        ErrorKind::NotFound => SignatureError {
            message: "ssh-keygen is not installed".to_owned(),
            help: "install OpenSSH: its ssh-keygen makes the signature".to_owned(),
        },
        _ => cannot_sign(&key, &error.to_string()),
    })?;
    let signature = String::from_utf8_lossy(&outcome.output).into_owned();
    if outcome.succeeded() && signature.starts_with("-----BEGIN SSH SIGNATURE-----") {
        return Ok(signature);
    }
    Err(cannot_sign(&key, &if outcome.timed_out { "nobody answered it".to_owned() } else { complaint(&outcome) }))
}

/// Whether a signature over bytes is a principal's, by a file of allowed signers, at a time at which the key must be valid.
pub fn verify(edges: &Edges<'_>, allowed_signers: &[u8], principal: &str, bytes: &[u8], signature: &str, at: Timestamp) -> Verification {
    let files = temporary(allowed_signers).and_then(|signers| Ok((signers, temporary(signature.as_bytes())?)));
    let (signers, signature) = match files {
        Ok(files) => files,
        Err(error) => return Verification::CannotTell(format!("no file for ssh-keygen can be written: {error}")),
    };
    let time = format!("verify-time={}", at.strftime("%Y%m%d%H%M%S"));
    let argv =
        ["ssh-keygen", "-Y", "verify", "-f", signers.as_str(), "-I", principal, "-n", NAMESPACE, "-s", signature.as_str(), "-O", &time];
    let program = Program {
        argv: argv.map(str::to_owned).to_vec(),
        directory: ".".into(),
        // The time given and those in the file are read in one time zone, the same on every machine.
        variables: vec![("TZ".to_owned(), "UTC0".to_owned()), ("LC_ALL".to_owned(), "C".to_owned())],
        input: bytes.to_vec(),
        timeout: CHECK,
    };
    match edges.processes.run(&program) {
        Ok(outcome) => judge(&outcome, principal),
        Err(error) if error.kind() == ErrorKind::NotFound => Verification::CannotTell("ssh-keygen is not installed".to_owned()),
        Err(error) => Verification::CannotTell(format!("ssh-keygen cannot be run: {error}")),
    }
}

/// `Good "migsafe" signature for jane@example.com with ED25519 key SHA256:…`, or a complaint and `Could not verify signature.`
fn judge(outcome: &Outcome, principal: &str) -> Verification {
    let printed = String::from_utf8_lossy(&outcome.output);
    if outcome.succeeded() {
        let good = format!("Good \"{NAMESPACE}\" signature for {principal} with ");
        let words: Vec<_> = printed.lines().find_map(|line| line.strip_prefix(&good)).unwrap_or_default().split(' ').collect();
        return match words.as_slice() {
            [algorithm, "key", key] if key.starts_with("SHA256:") => {
                Verification::Verified { key: (*key).to_owned(), algorithm: (*algorithm).to_owned() }
            }
            _ => Verification::CannotTell("ssh-keygen does not name the key".to_owned()),
        };
    }
    if outcome.timed_out {
        return Verification::CannotTell("ssh-keygen does not come to an end".to_owned());
    }
    if !printed.contains("Could not verify signature") {
        return Verification::CannotTell(format!("ssh-keygen ended without a verdict: {}", complaint(outcome)));
    }
    Verification::Bad(match String::from_utf8_lossy(&outcome.complaint).trim() {
        "" => format!("its key is not one of the allowed signers for {principal}"),
        complaint => in_our_words(complaint).to_owned(),
    })
}

fn in_our_words(complaint: &str) -> &str {
    let first = complaint.lines().next().unwrap_or_default().trim();
    // The name of a temporary file stands before it.
    let place = first.split_once(": key ").map(|(_, said)| said);
    match place {
        Some(said) if said.contains("not yet valid") => "its key is not valid yet",
        Some(said) if said.contains("expired") => "its key is not valid any more",
        _ if first.contains("incorrect signature") => "it is not over this statement",
        _ if first.contains("namespace") => "it was made for something else than migsafe, or its key is not allowed for it",
        _ if first.contains("parse signature") || first.contains("armor") => "it is no SSH signature",
        _ => first,
    }
}

/// The last line that a program complained with; empty where it went to the terminal.
fn complaint(outcome: &Outcome) -> String {
    let complaint = String::from_utf8_lossy(&outcome.complaint);
    let mut lines = complaint.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("Signing "));
    lines.next_back().unwrap_or_default().trim_start_matches("Enter passphrase: ").to_owned()
}

fn cannot_sign(key: &str, why: &str) -> SignatureError {
    let help = "name the file of an SSH key with --key; where an agent holds the key, the file of its public half".to_owned();
    let why = if why.is_empty() { String::new() } else { format!(": {why}") };
    SignatureError { message: format!("ssh-keygen does not sign with {key}{why}"), help }
}

/// git's `user.signingkey`.
fn signing_key(edges: &Edges<'_>) -> Option<String> {
    let argv = ["git", "config", "--get", "--type=path", "user.signingkey"].map(str::to_owned).to_vec();
    let (directory, variables) = (edges.git.root().to_owned(), Vec::new());
    let outcome = edges.processes.run(&Program { argv, directory, variables, input: Vec::new(), timeout: CHECK }).ok()?;
    let key = String::from_utf8(outcome.output).ok()?.trim().to_owned();
    (outcome.code == Some(0) && !key.is_empty()).then_some(key)
}

/// The public key that is given itself: `key::ssh-ed25519 AAAA…`, `ssh-ed25519 AAAA…`.
fn literal(key: &str) -> Option<&str> {
    key.strip_prefix("key::").or_else(|| (key.starts_with("ssh-") && key.contains(' ')).then_some(key))
}

/// A file that is gone when it is dropped.
struct Temporary(tempfile::TempPath);

impl Temporary {
    fn as_str(&self) -> &str {
        Utf8Path::from_path(&self.0).map_or("", Utf8Path::as_str)
    }
}

fn temporary(content: &[u8]) -> std::io::Result<Temporary> {
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(content)?;
    file.flush()?;
    if Utf8Path::from_path(file.path()).is_none() {
        return Err(std::io::Error::other("the folder for temporary files has a name that is not UTF-8"));
    }
    Ok(Temporary(file.into_temp_path()))
}

#[cfg(unix)]
#[cfg(test)]
mod tests;
