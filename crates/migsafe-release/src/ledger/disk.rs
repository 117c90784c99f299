//! The file system under a ledger. Tests put one in its place that dies at a given byte.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read as _, Result, Seek as _, Write as _};

use camino::Utf8Path;

/// What a ledger asks of the file system. Writes are durable when they return.
pub trait Disk: Send + Sync {
    /// The bytes of a file; nothing where there is none.
    ///
    /// # Errors
    /// Those of the file system.
    fn read(&self, path: &Utf8Path) -> Result<Option<Vec<u8>>>;

    /// Puts bytes at the end of a file, which is made where there is none, in one write.
    ///
    /// # Errors
    /// Those of the file system; a part of them may be written.
    fn append(&self, path: &Utf8Path, bytes: &[u8]) -> Result<()>;

    /// Cuts a file to a length.
    ///
    /// # Errors
    /// Those of the file system.
    fn cut(&self, path: &Utf8Path, length: u64) -> Result<()>;

    /// Takes the lock that a file stands for, without waiting, and writes into it who holds it. It is given back when the guard is dropped, and when the process dies.
    /// `Err` inside: who holds it, as they say.
    ///
    /// # Errors
    /// Those of the file system.
    fn lock(&self, path: &Utf8Path, holder: &str) -> Result<std::result::Result<Guard, String>>;
}

/// A lock that is held.
#[derive(Debug)]
pub struct Guard(#[expect(dead_code, reason = "the system lets go of the lock when the file is closed")] Option<File>);

impl Guard {
    /// A lock that nobody else can want: for files in memory.
    pub const fn free() -> Self {
        Self(None)
    }
}

/// The file system of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemDisk;

impl Disk for SystemDisk {
    fn read(&self, path: &Utf8Path) -> Result<Option<Vec<u8>>> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn append(&self, path: &Utf8Path, bytes: &[u8]) -> Result<()> {
        let mut made = Vec::new();
        if !path.exists() {
            made = path.ancestors().skip(1).take_while(|folder| !folder.as_str().is_empty() && !folder.exists()).collect();
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            made.insert(0, path);
        }
        let mut file = OpenOptions::new().append(true).create(true).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        // A new name is durable when the folder that holds it is.
        made.into_iter().filter_map(Utf8Path::parent).try_for_each(sync_folder)
    }

    fn cut(&self, path: &Utf8Path, length: u64) -> Result<()> {
        let file = OpenOptions::new().write(true).open(path)?;
        file.set_len(length)?;
        file.sync_all()
    }

    fn lock(&self, path: &Utf8Path, holder: &str) -> Result<std::result::Result<Guard, String>> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Where the system guards a locked file's content too, nobody can read who holds it.
                drop((&file).take(1024).read_to_string(&mut holder));
                let holder = holder.trim();
                return Ok(Err(if holder.is_empty() { "another process".to_owned() } else { holder.to_owned() }));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(holder.as_bytes())?;
        Ok(Ok(Guard(Some(file))))
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Utf8Path) -> Result<()> {
    let folder = if folder.as_str().is_empty() { Utf8Path::new(".") } else { folder };
    File::open(folder)?.sync_all()
}

/// Elsewhere a folder cannot be opened, and its names are the file system's own care.
#[cfg(not(unix))]
fn sync_folder(_folder: &Utf8Path) -> Result<()> {
    Ok(())
}
