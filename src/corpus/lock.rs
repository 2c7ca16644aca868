//! [`Lock`]: one process at a time writes an output.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::sink::with_suffix;
use crate::Error;

/// Holds `OUT.lock` as long as it lives. The system lets go of it when the process ends, however it ends; the file that a
/// killed one leaves says nothing and stands in nobody's way.
///
/// ```
/// use polynorm::corpus::Lock;
///
/// let folder = tempfile::tempdir()?;
/// let out = folder.path().join("out.jsonl");
/// let lock = Lock::take(&out)?;
/// assert!(Lock::take(&out).is_err());
/// drop(lock);
/// assert!(Lock::take(&out).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    file: Option<File>,
}

impl Lock {
    /// Locks an output.
    ///
    /// # Errors
    /// [`Error::is_config`] if another process holds it, [`Error::is_io`] if there can be no file beside the output.
    pub fn take(out: &Path) -> Result<Lock, Error> {
        let path = with_suffix(out, ".lock");
        match held(&path) {
            Ok(Some(file)) => Ok(Lock { path, file: Some(file) }),
            Ok(None) => Err(Error::config(format!(
                "{}: another process is writing it; wait until that has ended, or choose another output",
                out.display()
            ))),
            Err(e) => Err(Error::io(path.display().to_string(), e)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if cfg!(windows) {
            // What is open there cannot be removed.
            self.file = None;
        }
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The file, locked; `None` where another process has it.
#[cfg(unix)]
fn held(path: &Path) -> io::Result<Option<File>> {
    use std::os::unix::fs::MetadataExt;

    use rustix::fs::{FlockOperation, flock};
    use rustix::io::Errno;

    loop {
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(Errno::WOULDBLOCK) => return Ok(None),
            // There are file systems without locks; they are trusted.
            Err(Errno::NOSYS | Errno::OPNOTSUPP | Errno::INVAL | Errno::NOLCK) => return Ok(Some(file)),
            Err(e) => return Err(e.into()),
        }
        // Whoever held it may have removed it since it was opened here; then the next one makes a new file.
        let (ours, there) = (file.metadata()?, std::fs::metadata(path));
        if there.is_ok_and(|there| (there.dev(), there.ino()) == (ours.dev(), ours.ino())) {
            return Ok(Some(file));
        }
    }
}

/// The same on Windows: the file is opened so that nobody else can.
#[cfg(windows)]
fn held(path: &Path) -> io::Result<Option<File>> {
    use std::os::windows::fs::OpenOptionsExt;

    const SHARING_VIOLATION: i32 = 32;
    match OpenOptions::new().write(true).create(true).truncate(false).share_mode(0).open(path) {
        Ok(file) => Ok(Some(file)),
        Err(e) if e.raw_os_error() == Some(SHARING_VIOLATION) => Ok(None),
        Err(e) => Err(e),
    }
}

/// Where there are no locks, nothing is locked.
#[cfg(not(any(unix, windows)))]
fn held(path: &Path) -> io::Result<Option<File>> {
    OpenOptions::new().write(true).create(true).truncate(false).open(path).map(Some)
}
