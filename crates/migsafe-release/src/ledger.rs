//! The record of what was said and done: append-only, and state is a fold over it.
//!
//! Each record carries the hash of the one before it, so a changed byte, a line taken out, put in or moved is seen and refused with the record's number.
//! What the chain alone cannot show is that whole records are gone **from its end**, or the whole ledger: what is left is a sound, shorter ledger.
//! Nor does it stop somebody who may write the file and computes every hash anew: who said something is proven by a signature, not by the chain.
//! Whoever wants to see either keeps the head (the hash of the last record) elsewhere, in a release's manifest or a CI log, and has it looked for: [`verify`].

mod disk;
mod event;
mod file;
mod line;
mod state;

use std::time::Duration;

use camino::Utf8PathBuf;
use jiff::Timestamp;

pub use disk::{Disk, Guard, SystemDisk};
pub use event::*;
pub use file::Ledger;
pub use state::{GivenApproval, Said, State};

use crate::canonical::Digest;
use crate::identity::Actor;

/// Where records are kept.
pub trait Store: Send + Sync {
    /// Every record, checked. A line that a crash cut short is left out and counted.
    ///
    /// # Errors
    /// The place cannot be read, or is damaged.
    fn read(&self) -> Result<Loaded, LedgerError>;

    /// Puts one event at the end. When this returns, it is durable.
    ///
    /// `expected_head`: the head on which the decision rests ([`Loaded::head`]); nothing where it rests on none.
    ///
    /// # Errors
    /// Somebody else is writing, has written since, or the record cannot be made durable.
    fn append(&self, event: Event, by: &Actor, at: Timestamp, expected_head: Option<&Digest>) -> Result<Entry, LedgerError>;
}

/// A record and its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The record.
    pub record: Record,
    /// sha256 over its canonical JSON.
    pub hash: Digest,
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The records, in order.
    pub entries: Vec<Entry>,
    /// The bytes of a last line that a crash cut short. The next write takes them off and records it.
    pub torn: u64,
}

impl Loaded {
    /// The hash of the last record; 64 zeros where there is none.
    pub fn head(&self) -> Digest {
        self.entries.last().map_or_else(Digest::zeros, |entry| entry.hash.clone())
    }

    /// What the records come to.
    pub fn state(&self) -> State {
        State::of(self.entries.iter().map(|entry| &entry.record))
    }
}

/// What a look at the whole ledger found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many records it holds.
    pub records: u64,
    /// The hash of the last.
    pub head: Digest,
    /// The numbers of the records that say that a line cut short was taken off.
    pub repairs: Vec<u64>,
    /// The bytes of a last line that a crash cut short and nothing has taken off yet.
    pub torn: u64,
    /// The numbers of the records that are dated before the one ahead of them: a clock was set back, or two disagree.
    pub clock_back: Vec<u64>,
}

/// Reads a ledger and checks all of it. `expected_head` is a head that was kept elsewhere, whole or its first eight digits at least: the ledger must still hold it.
///
/// # Errors
/// Those of [`Store::read`]; and the expected head is not there, so records are gone from the end.
pub fn verify(store: &dyn Store, expected_head: Option<&str>) -> Result<Verified, LedgerError> {
    let loaded = store.read()?;
    if let Some(expected) = expected_head
        && !loaded.entries.iter().any(|entry| entry.hash.is_meant_by(expected))
    {
        return Err(LedgerError::Missing { expected: expected.to_owned(), records: loaded.entries.len() as u64 });
    }
    let repaired = |entry: &&Entry| matches!(entry.record.event, Event::Repaired { .. });
    let set_back = |pair: &[Entry]| match pair {
        [before, after] if after.record.at < before.record.at => Some(after.record.sequence),
        _ => None,
    };
    Ok(Verified {
        records: loaded.entries.len() as u64,
        head: loaded.head(),
        repairs: loaded.entries.iter().filter(repaired).map(|entry| entry.record.sequence).collect(),
        torn: loaded.torn,
        clock_back: loaded.entries.windows(2).filter_map(set_back).collect(),
    })
}

/// What is wrong with a ledger.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// It was changed after it was written. Nobody may act on it.
    #[error("the ledger is damaged at record {record}: {what}")]
    Damaged {
        /// The record's number, counted from 1.
        record: u64,
        /// What does not fit.
        what: String,
    },
    /// A head that was kept elsewhere is not in it.
    #[error("the ledger holds {records} records and none with the hash {expected}: records are gone from its end, or it is another ledger")]
    Missing {
        /// The head.
        expected: String,
        /// How many records there are.
        records: u64,
    },
    /// A record is sound, and this version cannot read it.
    #[error("record {record} of the ledger was written by a newer migsafe ({what}): update migsafe")]
    Newer {
        /// The record's number.
        record: u64,
        /// What is unknown.
        what: String,
    },
    /// Somebody else is writing.
    #[error("the ledger is in use by {holder}")]
    Busy {
        /// Who, as they say.
        holder: String,
    },
    /// Somebody else has written since it was read.
    #[error("the ledger has changed since it was read: its head was {} and is {}", expected.short(), found.short())]
    Moved {
        /// The head on which the decision rests.
        expected: Digest,
        /// The head now.
        found: Digest,
    },
    /// It cannot be read.
    #[error("{path} cannot be read: {error}")]
    Unreadable {
        /// The file.
        path: Utf8PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A record was not written, or nobody can tell whether it will survive a crash.
    #[error("{path} cannot be written: {error}; nothing may rest on this record")]
    NotWritten {
        /// The file.
        path: Utf8PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

/// How long a second writer waits for the first.
const PATIENCE: Duration = Duration::from_secs(2);
