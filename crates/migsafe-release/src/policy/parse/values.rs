//! Single values of a policy: durations, names, paths, programs.

use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

use super::raw::{Argv, Text};
use crate::path::normal;
use crate::policy::PolicyFault;

/// `30s`, `15m`, `2h`, `2d`.
pub(super) fn duration(text: &Text) -> Result<Duration, PolicyFault> {
    let written = text.get_ref().trim();
    let seconds = written.char_indices().last().and_then(|(unit_at, unit)| {
        let (digits, _) = written.split_at_checked(unit_at)?;
        let number: u64 = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())??;
        let unit = match unit {
            's' => 1,
            'm' => 60,
            'h' => 60 * 60,
            'd' => 24 * 60 * 60,
            _ => return None,
        };
        number.checked_mul(unit).filter(|seconds| *seconds <= LONGEST)
    });
    seconds.map(Duration::from_secs).ok_or_else(|| {
        let fault = PolicyFault::new(text.span(), format!("`{written}` is no duration"));
        fault.help("a number and a unit: \"30s\", \"15m\", \"2h\", \"2d\"; ten years at most")
    })
}

/// Ten years: more is a slip, and would overflow the calendar.
const LONGEST: u64 = 10 * 366 * 24 * 60 * 60;

/// A duration that is not nothing.
pub(super) fn some_time(text: &Text) -> Result<Duration, PolicyFault> {
    match duration(text)? {
        Duration::ZERO => {
            Err(PolicyFault::new(text.span(), "no time at all").help("a number over zero and a unit: \"30s\", \"15m\", \"2h\""))
        }
        time => Ok(time),
    }
}

/// The name of an environment variable. What looks like an address is refused with the reason, and not shown.
pub(super) fn variable(text: &Text) -> Result<String, PolicyFault> {
    let name = text.get_ref();
    if name.contains("://") {
        return Err(literal(text.span()));
    }
    let first = |character: char| character.is_ascii_alphabetic() || character == '_';
    let rest = |character: char| character.is_ascii_alphanumeric() || character == '_';
    if name.starts_with(first) && name.chars().all(rest) {
        Ok(name.clone())
    } else {
        Err(PolicyFault::new(text.span(), "not the name of a variable").help("letters, digits and _, as in PROD_DATABASE_URL"))
    }
}

/// An address where the name of a variable is wanted.
pub(super) fn literal(span: std::ops::Range<usize>) -> PolicyFault {
    let fault = PolicyFault::new(span, "an address does not belong in this file").label("everybody who reads the repository reads it");
    let fault = fault.help("put it into an environment variable, and write the variable's name: { url_env = \"PROD_DATABASE_URL\" }");
    PolicyFault { secret: true, ..fault }
}

/// A path in the repository, from its root.
pub(super) fn path(text: &Text) -> Result<Utf8PathBuf, PolicyFault> {
    path_at(text.get_ref(), text.span())
}

/// Likewise, for a part of a value.
pub(super) fn path_at(written: &str, span: std::ops::Range<usize>) -> Result<Utf8PathBuf, PolicyFault> {
    let path = normal(Utf8Path::new(written));
    let outside = path.is_absolute() || path.starts_with("..") || written.contains(['\\', '\0', '\n']);
    if outside || path.as_str().is_empty() {
        return Err(PolicyFault::new(span, "not a path in the repository").help("relative to the repository's root, with /"));
    }
    Ok(path)
}

/// A program with its arguments.
pub(super) fn argv(argv: &Argv) -> Result<Vec<String>, PolicyFault> {
    match argv.get_ref().first() {
        Some(program) if !program.trim().is_empty() => Ok(argv.get_ref().clone()),
        _ => Err(PolicyFault::new(argv.span(), "there is no program to run").help(NO_SHELL)),
    }
}

pub(super) const NO_SHELL: &str = "the program, then its arguments: [\"npm\", \"run\", \"migrate\"]; there is no shell";

/// Words that are shown to people and must say something.
pub(super) fn words(text: &Text) -> Result<String, PolicyFault> {
    let words = text.get_ref().trim();
    if words.is_empty() || words.chars().any(char::is_control) {
        return Err(PolicyFault::new(text.span(), "it says nothing").help("one line of words"));
    }
    Ok(words.to_owned())
}

/// A name that is typed on command lines and written into records.
pub(super) fn name(text: &Text) -> Result<String, PolicyFault> {
    let name = text.get_ref();
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    if name.chars().all(plain) && name.starts_with(|character: char| character.is_ascii_alphanumeric()) {
        return Ok(name.clone());
    }
    Err(PolicyFault::new(text.span(), "not a name").help("letters, digits, - and _"))
}

/// What git can take for a reference.
pub(super) fn is_reference(name: &str) -> bool {
    let bad = |character: char| character.is_whitespace() || character.is_control() || "~^:?[\\".contains(character);
    !name.is_empty() && !name.starts_with(['-', '/', '.']) && !name.ends_with(['/', '.']) && !name.contains("..") && !name.contains(bad)
}
