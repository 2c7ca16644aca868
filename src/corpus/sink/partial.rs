//! Files that are written beside their place, made to last, and renamed; what a resumed run cuts back.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::Error;

/// `path` with `suffix` behind its name; a `/` at its end is no part of the name.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.components().collect::<PathBuf>().into_os_string();
    path.push(suffix);
    path.into()
}

/// An error of this file.
pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> Error + '_ {
    |e| Error::io(path.display().to_string(), e)
}

/// Makes the names in a folder last: those that were given, taken away, or new.
///
/// There are file systems where a folder cannot be synchronized; they are trusted.
pub(crate) fn sync_folder(folder: &Path) {
    if cfg!(unix) {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
}

/// The same of the folder that `path` stands in.
pub(crate) fn sync_folder_of(path: &Path) {
    sync_folder(path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")));
}

/// A file that is read anywhere and written at its end only.
pub(super) fn open(path: &Path, new: bool) -> Result<File, Error> {
    if new {
        File::create(path).map_err(at(path))?;
    }
    OpenOptions::new().read(true).append(true).open(path).map_err(at(path))
}

/// Gives `from` the name `to`, so that it lasts.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    std::fs::rename(from, to).map_err(at(to))?;
    sync_folder_of(to);
    Ok(())
}

/// Writes a small file so that there is always the old one or the new one.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let new = with_suffix(path, ".partial");
    let write = || {
        let mut file = File::create(&new)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(at(&new))?;
    rename(&new, path)
}

/// Cuts a file back to the length that it had at a checkpoint.
pub(super) fn cut(path: &Path, bytes: u64) -> Result<File, Error> {
    let file = open(path, false)?;
    let length = file.metadata().map_err(at(path))?.len();
    if length < bytes {
        return Err(Error::config(format!(
            "{}: has {length} bytes, less than the {bytes} that the journal tells of, so there is nothing to go on from; \
             start anew without `--resume`",
            path.display()
        )));
    }
    file.set_len(bytes).map_err(at(path))?;
    Ok(file)
}

/// A file that is written as `NAME.partial` and gets its name when it is whole. It is made when something is written.
#[derive(Debug)]
pub(super) struct Partial {
    path: PathBuf,
    file: Option<File>,
    bytes: u64,
    unsynced: bool,
}

impl Partial {
    pub fn new(path: PathBuf) -> Partial {
        Partial { path, file: None, bytes: 0, unsynced: false }
    }

    /// Goes on behind the first `bytes` bytes of what an earlier run left.
    pub fn resumed(path: PathBuf, bytes: u64) -> Result<Partial, Error> {
        let partial = with_suffix(&path, ".partial");
        if bytes == 0 {
            remove_if_there(&partial)?;
            return Ok(Partial::new(path));
        }
        let file = cut(&partial, bytes)?;
        Ok(Partial { path, file: Some(file), bytes, unsynced: true })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its length so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let partial = with_suffix(&self.path, ".partial");
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(open(&partial, true)?),
        };
        file.write_all(bytes).map_err(at(&partial))?;
        self.bytes += bytes.len() as u64;
        self.unsynced = true;
        Ok(())
    }

    /// Makes what was written last.
    pub fn sync(&mut self) -> Result<(), Error> {
        if let Some(file) = self.file.as_ref().filter(|_| self.unsynced) {
            file.sync_data().map_err(at(&self.path))?;
            sync_folder_of(&self.path);
            self.unsynced = false;
        }
        Ok(())
    }
}

/// Removes a file that need not be there.
pub(crate) fn remove_if_there(path: &Path) -> Result<(), Error> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(at(path)(e)),
        _ => Ok(()),
    }
}
