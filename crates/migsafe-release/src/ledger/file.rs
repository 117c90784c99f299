//! A ledger in a file: one record a line, one write a record.

use std::time::{Duration, Instant};

use camino::{Utf8Path, Utf8PathBuf};
use jiff::Timestamp;

use super::disk::{Disk, Guard, SystemDisk};
use super::{Entry, Event, LedgerError, Loaded, PATIENCE, Record, Store, line};
use crate::canonical::Digest;
use crate::identity::Actor;

/// How often a second writer looks.
const LOOK: Duration = Duration::from_millis(20);

/// The ledger in a file. A file of the same name with `.lock` behind it stands for the right to write.
#[derive(Debug, Clone)]
pub struct Ledger<D = SystemDisk> {
    path: Utf8PathBuf,
    disk: D,
    patience: Duration,
}

impl Ledger {
    /// The ledger at a path, absolute. It need not be there yet: the first record makes it.
    pub fn open(place: &Utf8Path) -> Self {
        Self::on(SystemDisk, place)
    }
}

impl<D: Disk> Ledger<D> {
    /// The ledger at a path of some file system.
    pub fn on(disk: D, place: &Utf8Path) -> Self {
        Self { path: place.to_owned(), disk, patience: PATIENCE }
    }

    /// Where it is.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    fn bytes(&self) -> Result<Vec<u8>, LedgerError> {
        let read = self.disk.read(&self.path).map_err(|error| LedgerError::Unreadable { path: self.path.clone(), error })?;
        Ok(read.unwrap_or_default())
    }

    /// The right to write, waited for a short while.
    fn lock(&self, by: &Actor, at: Timestamp) -> Result<Guard, LedgerError> {
        let path = Utf8PathBuf::from(format!("{}.lock", self.path));
        let holder = format!("{} (process {}, since {at:.0})", by.name, std::process::id());
        let started = Instant::now();
        loop {
            match self.disk.lock(&path, &holder) {
                Ok(Ok(guard)) => return Ok(guard),
                Ok(Err(holder)) if started.elapsed() >= self.patience => return Err(LedgerError::Busy { holder }),
                Ok(Err(_)) => std::thread::sleep(LOOK),
                Err(error) => return Err(LedgerError::NotWritten { path, error }),
            }
        }
    }

    /// Writes one record behind the entries read.
    fn write(&self, read: &mut line::Read, event: Event, by: &Actor, at: Timestamp) -> Result<Entry, LedgerError> {
        let not_written = |error| LedgerError::NotWritten { path: self.path.clone(), error };
        let record = Record { sequence: read.loaded.entries.len() as u64 + 1, previous: read.loaded.head(), at, by: by.clone(), event };
        let (text, hash) = line::write(&record).map_err(|error| not_written(error.into()))?;
        let begin = if read.unended { "\n" } else { "" };
        self.disk.append(&self.path, format!("{begin}{text}\n").as_bytes()).map_err(not_written)?;
        read.unended = false;
        let entry = Entry { record, hash };
        read.loaded.entries.push(entry.clone());
        Ok(entry)
    }
}

impl<D: Disk> Store for Ledger<D> {
    fn read(&self) -> Result<Loaded, LedgerError> {
        Ok(line::read(&self.bytes()?)?.loaded)
    }

    fn append(&self, event: Event, by: &Actor, at: Timestamp, expected_head: Option<&Digest>) -> Result<Entry, LedgerError> {
        let _guard = self.lock(by, at)?;
        let mut read = line::read(&self.bytes()?)?;
        let found = read.loaded.head();
        if let Some(expected) = expected_head.filter(|expected| **expected != found) {
            return Err(LedgerError::Moved { expected: expected.clone(), found });
        }
        if read.loaded.torn > 0 {
            self.disk.cut(&self.path, read.sound).map_err(|error| LedgerError::NotWritten { path: self.path.clone(), error })?;
            let repaired = Event::Repaired { bytes: read.loaded.torn };
            self.write(&mut read, repaired, by, at)?;
        }
        self.write(&mut read, event, by, at)
    }
}

#[cfg(test)]
mod tests;
