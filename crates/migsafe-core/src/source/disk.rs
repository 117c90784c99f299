//! The files of a disk.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};

use camino::{Utf8Path, Utf8PathBuf};

use super::files::LARGEST;
use super::tree::{Entry, FileTree, is_skipped, join};

/// The files below a directory of the disk. A path may also be absolute or lead out of the directory with `..`.
#[derive(Debug, Clone)]
pub struct DiskTree {
    root: Utf8PathBuf,
}

impl DiskTree {
    /// The files as seen from a directory; the empty path is the working directory of the process.
    pub fn new(root: impl Into<Utf8PathBuf>) -> Self {
        Self { root: root.into() }
    }

    fn locate(&self, path: &Utf8Path) -> Utf8PathBuf {
        let place = if path.as_str().is_empty() { self.root.clone() } else { self.root.join(path) };
        if place.as_str().is_empty() { Utf8PathBuf::from(".") } else { place }
    }

    /// Whether a link in this directory leads to the directory itself or one above it.
    fn leads_up(place: &Utf8Path, link: &std::path::Path) -> bool {
        match (place.as_std_path().canonicalize(), link.canonicalize()) {
            (Ok(here), Ok(target)) => here.starts_with(target),
            _ => false,
        }
    }
}

/// Why what stands there is not read.
fn refusal(metadata: &Metadata) -> Option<io::Error> {
    if metadata.is_dir() {
        Some(io::ErrorKind::IsADirectory.into())
    } else if !metadata.is_file() {
        // A pipe or a device may never end.
        Some(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
    } else {
        (metadata.len() > LARGEST).then(|| io::ErrorKind::FileTooLarge.into())
    }
}

/// Opens whatever stands there, and says what it is. A pipe opens without anybody at its other end.
#[cfg(unix)]
fn open(place: &Utf8Path) -> io::Result<(File, Metadata)> {
    use std::os::unix::fs::OpenOptionsExt as _;
    // To ask the open file is faster than to look for it twice.
    let file = File::options().read(true).custom_flags(libc::O_NONBLOCK).open(place)?;
    let metadata = file.metadata()?;
    Ok((file, metadata))
}

/// Opens whatever stands there, and says what it is.
#[cfg(not(unix))]
fn open(place: &Utf8Path) -> io::Result<(File, Metadata)> {
    Ok((File::open(place)?, std::fs::metadata(place)?))
}

impl FileTree for DiskTree {
    fn read(&self, path: &Utf8Path) -> io::Result<Vec<u8>> {
        let place = self.locate(path);
        let refused = |error| std::fs::metadata(&place).ok().and_then(|metadata| refusal(&metadata)).unwrap_or(error);
        let (mut file, metadata) = open(&place).map_err(refused)?;
        if let Some(refusal) = refusal(&metadata) {
            return Err(refusal);
        }
        let length = usize::try_from(metadata.len()).unwrap_or_default();
        let mut bytes = vec![0; length + 1];
        let read = match file.read(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
            read => read?,
        };
        bytes.truncate(read);
        // A history has hundreds of files: one that gave just its length at once is not asked again whether there is more.
        if read != length || length == 0 {
            file.take(LARGEST + 1).read_to_end(&mut bytes)?;
        }
        Ok(bytes)
    }

    fn entries(&self, directory: &Utf8Path) -> io::Result<Vec<Entry>> {
        let place = self.locate(directory);
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(&place)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let is_directory = if kind.is_symlink() { entry.path().is_dir() } else { kind.is_dir() };
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if is_directory && (is_skipped(&name) || (kind.is_symlink() && Self::leads_up(&place, &entry.path()))) {
                continue;
            }
            entries.push(Entry { path: join(directory, &name), directory: is_directory, link: kind.is_symlink() });
        }
        // Of one directory all: the names alone decide, and paths compare part by part.
        entries.sort_unstable_by(|a, b| a.path.as_str().cmp(b.path.as_str()));
        Ok(entries)
    }

    fn is_file(&self, path: &Utf8Path) -> bool {
        self.locate(path).metadata().is_ok_and(|metadata| !metadata.is_dir())
    }

    fn is_directory(&self, path: &Utf8Path) -> bool {
        self.locate(path).is_dir()
    }

    fn real_path(&self, path: &Utf8Path) -> Option<Utf8PathBuf> {
        self.locate(path).canonicalize_utf8().ok()
    }
}
