//! An acceptance as TOML.

use camino::Utf8Path;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use migsafe_core::span::LineIndex;
use serde::{Deserialize, Serialize};
use toml::{Spanned, Value};

use super::{Acceptance, Attestation, Attested, DIGITS, is_hexadecimal};
use crate::policy::unreadable;
use crate::reason;

type Text = Spanned<String>;

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    finding: Text,
    rule: Text,
    migration: Text,
    statement: Text,
    reason: Text,
    by: Text,
    at: Spanned<Value>,
    expires: Option<Spanned<Value>>,
    alternative_declined: Option<Text>,
    #[serde(default)]
    attest: Attest,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Attest {
    tolerant: Option<Vouched>,
    unreferenced: Option<Vouched>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Vouched {
    by: Text,
    reason: Text,
}

/// What is wrong, and the bytes at fault.
type Fault = (std::ops::Range<usize>, String);

/// Reads the text of an acceptance.
///
/// # Errors
/// The first fault, with its line.
pub(super) fn parse(text: &str, path: &Utf8Path) -> Result<Acceptance, String> {
    let at_line = |(span, message): Fault| format!("line {}: {message}", LineIndex::new(text).line(span.start));
    let file: File = toml::from_str(text).map_err(|error| {
        let fault = unreadable(&error);
        let help = fault.help.map(|help| format!(" ({help})")).unwrap_or_default();
        at_line((fault.span.start..fault.span.end, format!("{}{help}", fault.message)))
    })?;
    checked(&file, path).map_err(at_line)
}

fn checked(file: &File, path: &Utf8Path) -> Result<Acceptance, Fault> {
    let finding = file.finding.get_ref();
    if finding.len() != DIGITS || !is_hexadecimal(finding) {
        return Err((file.finding.span(), format!("`{finding}` is no id of a finding: {DIGITS} hexadecimal digits in lower case")));
    }
    let attest = Attested {
        tolerant: file.attest.tolerant.as_ref().map(vouched).transpose()?,
        unreferenced: file.attest.unreferenced.as_ref().map(vouched).transpose()?,
    };
    Ok(Acceptance {
        path: path.to_owned(),
        finding: finding.clone(),
        rule: file.rule.get_ref().clone(),
        migration: file.migration.get_ref().clone(),
        statement: file.statement.get_ref().clone(),
        reason: reason(&file.reason)?,
        by: person(&file.by)?,
        at: time(&file.at, false)?,
        expires: file.expires.as_ref().map(|expires| time(expires, true)).transpose()?,
        alternative_declined: file.alternative_declined.as_ref().map(reason).transpose()?,
        attest,
    })
}

fn vouched(vouched: &Vouched) -> Result<Attestation, Fault> {
    Ok(Attestation { by: person(&vouched.by)?, reason: reason(&vouched.reason)? })
}

fn reason(text: &Text) -> Result<String, Fault> {
    reason::check(text.get_ref()).map_err(|message| (text.span(), message))?;
    Ok(text.get_ref().trim().to_owned())
}

fn person(text: &Text) -> Result<String, Fault> {
    let person = text.get_ref().trim().to_lowercase();
    if person.is_empty() || person.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        return Err((text.span(), "it names nobody: the e-mail address of a person".to_owned()));
    }
    Ok(person)
}

/// A time with its zone, or a day: its beginning, or its end, in UTC.
fn time(value: &Spanned<Value>, end: bool) -> Result<Timestamp, Fault> {
    let written = match value.get_ref() {
        Value::String(text) => text.trim().to_owned(),
        Value::Datetime(datetime) => datetime.to_string(),
        other => other.to_string(),
    };
    let day = || {
        let day: Date = written.parse().ok().filter(|_| written.len() == "2026-12-24".len())?;
        let day = if end { day.checked_add(1.day()).ok()? } else { day };
        format!("{day}T00:00:00Z").parse().ok()
    };
    let fault = || (value.span(), format!("`{written}` is no time: 2026-12-24, or 2026-12-24T18:00:00Z"));
    written.parse().ok().or_else(day).ok_or_else(fault)
}

/// The same file, to be written.
#[derive(Serialize)]
struct Written<'a> {
    finding: &'a str,
    rule: &'a str,
    migration: &'a str,
    statement: &'a str,
    reason: &'a str,
    by: &'a str,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alternative_declined: Option<&'a str>,
    #[serde(skip_serializing_if = "AttestWritten::is_empty")]
    attest: AttestWritten<'a>,
}

#[derive(Serialize)]
struct AttestWritten<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    tolerant: Option<VouchedWritten<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreferenced: Option<VouchedWritten<'a>>,
}

impl AttestWritten<'_> {
    const fn is_empty(&self) -> bool {
        self.tolerant.is_none() && self.unreferenced.is_none()
    }
}

#[derive(Serialize)]
struct VouchedWritten<'a> {
    by: &'a str,
    reason: &'a str,
}

/// The text of an acceptance; empty where TOML cannot hold it, which nobody then reads back.
pub(super) fn render(acceptance: &Acceptance) -> String {
    let written = Written {
        finding: &acceptance.finding,
        rule: &acceptance.rule,
        migration: &acceptance.migration,
        statement: &acceptance.statement,
        reason: &acceptance.reason,
        by: &acceptance.by,
        at: acceptance.at.to_string(),
        expires: acceptance.expires.map(|expires| expires.to_string()),
        alternative_declined: acceptance.alternative_declined.as_deref(),
        attest: AttestWritten {
            tolerant: acceptance.attest.tolerant.as_ref().map(vouched_written),
            unreferenced: acceptance.attest.unreferenced.as_ref().map(vouched_written),
        },
    };
    toml::to_string_pretty(&written).unwrap_or_default()
}

fn vouched_written(attestation: &Attestation) -> VouchedWritten<'_> {
    VouchedWritten { by: &attestation.by, reason: &attestation.reason }
}
