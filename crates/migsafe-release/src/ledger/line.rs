//! Lines of a ledger: one record each, in canonical JSON, so that there is one way to write it and every changed byte shows.

use serde_json::Value;

use super::{Entry, LedgerError, Loaded, Record};
use crate::canonical::{self, Digest};

/// The member that holds a record's hash.
const HASH: &str = "hash";

/// What a ledger's bytes say, and where the sound part ends.
pub(super) struct Read {
    pub(super) loaded: Loaded,
    /// The bytes up to the end of the last record.
    pub(super) sound: u64,
    /// The last record is whole and lacks its line end alone.
    pub(super) unended: bool,
}

/// A record's line, without its end, and its hash.
pub(super) fn write(record: &Record) -> Result<(String, Digest), serde_json::Error> {
    let mut value = serde_json::to_value(record)?;
    let hash = Digest::of(&value)?;
    if let Value::Object(members) = &mut value {
        members.insert(HASH.to_owned(), Value::String(hash.as_str().to_owned()));
    }
    Ok((canonical::json(&value)?, hash))
}

/// Reads a whole ledger.
pub(super) fn read(bytes: &[u8]) -> Result<Read, LedgerError> {
    let mut read = Read { loaded: Loaded { entries: Vec::new(), torn: 0 }, sound: 0, unended: false };
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let sequence = read.loaded.entries.len() as u64 + 1;
        let previous = read.loaded.head();
        let whole = line.strip_suffix(b"\n");
        if whole.is_none() && is_cut_short(line) {
            read.loaded.torn = line.len() as u64;
            break;
        }
        read.loaded.entries.push(entry(whole.unwrap_or(line), sequence, &previous)?);
        read.sound += line.len() as u64;
        read.unended = whole.is_none();
    }
    Ok(read)
}

/// Whether the last line is the beginning of a record. A crash may leave zeros where the disk had room and no content yet.
fn is_cut_short(line: &[u8]) -> bool {
    let end = line.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let begun = line.get(..end).unwrap_or_default();
    serde_json::from_slice::<Value>(begun).is_err_and(|error| error.is_eof())
}

fn entry(line: &[u8], sequence: u64, previous: &Digest) -> Result<Entry, LedgerError> {
    let damaged = |what: &str| LedgerError::Damaged { record: sequence, what: what.to_owned() };
    let mut value: Value = serde_json::from_slice(line).map_err(|_| damaged("it is no record"))?;
    if canonical::json(&value).ok().as_deref().map(str::as_bytes) != Some(line) {
        return Err(damaged("it is not as migsafe writes it"));
    }
    let Some(Value::String(said)) = value.as_object_mut().and_then(|members| members.remove(HASH)) else {
        return Err(damaged("it has no hash"));
    };
    let hash = Digest::of(&value).map_err(|_| damaged("it is no record"))?;
    if hash.as_str() != said {
        return Err(damaged("its content does not fit its hash"));
    }
    // From here on the line is as somebody wrote it; what is left is its place.
    if value.get("sequence").and_then(Value::as_u64) != Some(sequence) {
        return Err(damaged(&format!("it is numbered {}", value.get("sequence").unwrap_or(&Value::Null))));
    }
    if value.get("previous").and_then(Value::as_str) != Some(previous.as_str()) {
        return Err(damaged("it does not follow the record before it"));
    }
    let newer = |what: String| LedgerError::Newer { record: sequence, what };
    let record: Record = serde_json::from_value(value.clone()).map_err(|error| newer(error.to_string()))?;
    // A member that this version would drop might be the one that matters.
    if serde_json::to_value(&record).ok().as_ref() != Some(&value) {
        return Err(newer("it says more than this version knows".to_owned()));
    }
    Ok(Entry { record, hash })
}
