//! [`Sink`]: where a run writes. Files stand beside their place as `.partial` until they are whole.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::text::{TextFile, TextFolder};
use crate::Error;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// gzip, RFC 1952.
    Gzip,
    /// Zstandard, RFC 8878.
    Zstd,
}

impl Compression {
    /// The compression that the ending of a name in lower case tells, and the name without it.
    pub fn of_name(name: &str) -> (Compression, &str) {
        if let Some(stem) = name.strip_suffix(".gz") {
            (Compression::Gzip, stem)
        } else if let Some(stem) = name.strip_suffix(".zst") {
            (Compression::Zstd, stem)
        } else {
            (Compression::None, name)
        }
    }

    /// `bytes` compressed as a member (gzip) or frame (Zstandard) of its own; one behind the other make a whole file.
    ///
    /// # Errors
    /// If the compressor has no memory.
    pub fn pack(self, bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        match self {
            Compression::None => Ok(bytes),
            Compression::Gzip => {
                let mut packer = flate2::GzBuilder::new().write(Vec::new(), flate2::Compression::default());
                packer.write_all(&bytes)?;
                packer.finish()
            }
            Compression::Zstd => zstd::bulk::compress(&bytes, 3),
        }
    }
}

/// A file that is written as `NAME.partial` and gets its name when it is whole. It is made when something is written.
#[derive(Debug)]
pub(super) struct Partial {
    path: PathBuf,
    writer: Option<BufWriter<File>>,
}

impl Partial {
    pub fn new(path: PathBuf) -> Partial {
        Partial { path, writer: None }
    }

    fn partial_path(&self) -> PathBuf {
        with_suffix(&self.path, ".partial")
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let partial = self.partial_path();
        let place = |e| Error::io(partial.display().to_string(), e);
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => self.writer.insert(BufWriter::new(File::create(&partial).map_err(place)?)),
        };
        writer.write_all(bytes).map_err(place)
    }

    /// Gives the file its name; `None` if nothing was written.
    pub fn finish(&mut self) -> Result<Option<&Path>, Error> {
        let Some(mut writer) = self.writer.take() else { return Ok(None) };
        let partial = self.partial_path();
        writer.flush().map_err(|e| Error::io(partial.display().to_string(), e))?;
        drop(writer);
        std::fs::rename(&partial, &self.path).map_err(|e| Error::io(self.path.display().to_string(), e))?;
        Ok(Some(&self.path))
    }
}

/// `path` with `suffix` behind its name.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(suffix);
    path.into()
}

/// Where the records or texts of a run go, and those that failed.
#[derive(Debug)]
pub struct Sink {
    target: Target,
    quarantine: Partial,
    compression: Compression,
}

#[derive(Debug)]
enum Target {
    Stdout(io::Stdout),
    File(Partial),
    Folder(TextFolder),
}

impl Sink {
    /// Standard output. What fails goes to `polynorm.quarantine.jsonl` in the current folder, or, where that exists,
    /// to `polynorm-2.quarantine.jsonl` and so on.
    pub fn stdout() -> Sink {
        let names = (1u32..).map(|n| match n {
            1 => "polynorm.quarantine.jsonl".to_owned(),
            n => format!("polynorm-{n}.quarantine.jsonl"),
        });
        let free = names.map(PathBuf::from).find(|path| !path.exists());
        Sink {
            target: Target::Stdout(io::stdout()),
            quarantine: Partial::new(free.unwrap_or_default()),
            compression: Compression::None,
        }
    }

    /// The file `path`, compressed if its name ends in `.gz` or `.zst`. What fails goes to `path.quarantine.jsonl`.
    ///
    /// # Errors
    /// [`Error::is_io`] if it or its quarantine exists and `force` is not set.
    pub fn file(path: PathBuf, force: bool) -> Result<Sink, Error> {
        let quarantine = free_quarantine(&path, force)?;
        refuse_existing(&path, force)?;
        let compression = Compression::of_name(&path.to_string_lossy().to_lowercase()).0;
        let mut file = Partial::new(path);
        file.write(b"")?;
        Ok(Sink { target: Target::File(file), quarantine, compression })
    }

    /// The folder `path`, for texts. What fails goes to `path.quarantine.jsonl`.
    ///
    /// # Errors
    /// [`Error::is_io`] if it exists and is not empty, or its quarantine exists, and `force` is not set.
    pub fn folder(path: PathBuf, force: bool) -> Result<Sink, Error> {
        let quarantine = free_quarantine(&path, force)?;
        let empty = std::fs::read_dir(&path).is_ok_and(|mut entries| entries.next().is_none());
        refuse_existing(&path, force || empty)?;
        Ok(Sink { target: Target::Folder(TextFolder::new(path)?), quarantine, compression: Compression::None })
    }

    /// The same, with what fails written to `path`.
    ///
    /// # Errors
    /// [`Error::is_io`] if it exists and `force` is not set.
    pub fn with_quarantine(mut self, path: PathBuf, force: bool) -> Result<Sink, Error> {
        refuse_existing(&path, force)?;
        self.quarantine = Partial::new(path);
        Ok(self)
    }

    /// How blocks of bytes are to be packed before they are written.
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// Where what fails is written.
    pub fn quarantine_path(&self) -> &Path {
        &self.quarantine.path
    }

    pub(super) fn write(&mut self, bytes: &[u8], files: Vec<TextFile>) -> Result<(), Error> {
        match &mut self.target {
            Target::Stdout(stdout) => {
                let mut stdout = stdout.lock();
                let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
                written.map_err(|e| Error::io("standard output", e))
            }
            Target::File(file) => file.write(bytes),
            Target::Folder(folder) => files.iter().try_for_each(|file| folder.write(file)),
        }
    }

    pub(super) fn write_quarantine(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if bytes.is_empty() { Ok(()) } else { self.quarantine.write(bytes) }
    }

    /// Gives everything its name. An old quarantine of the same name is removed if nothing failed this time.
    pub(super) fn finish(&mut self) -> Result<(), Error> {
        match &mut self.target {
            Target::Stdout(_) => {}
            Target::File(file) => {
                if let Some(writer) = &file.writer
                    && self.compression != Compression::None
                    && writer.buffer().is_empty()
                    && writer.get_ref().metadata().is_ok_and(|m| m.len() == 0)
                {
                    // Nothing at all is no gzip file; an empty member is.
                    let empty = self.compression.pack(Vec::new()).map_err(|e| Error::io("compressor", e))?;
                    file.write(&empty)?;
                }
                file.finish()?;
            }
            Target::Folder(folder) => folder.finish()?,
        }
        if self.quarantine.finish()?.is_none() && self.quarantine.path.is_file() {
            let removed = std::fs::remove_file(&self.quarantine.path);
            removed.map_err(|e| Error::io(self.quarantine.path.display().to_string(), e))?;
        }
        Ok(())
    }
}

fn free_quarantine(path: &Path, force: bool) -> Result<Partial, Error> {
    let path = with_suffix(path, ".quarantine.jsonl");
    refuse_existing(&path, force)?;
    Ok(Partial::new(path))
}

fn refuse_existing(path: &Path, force: bool) -> Result<(), Error> {
    if !force && path.symlink_metadata().is_ok() {
        let exists = io::Error::new(io::ErrorKind::AlreadyExists, "is there already; `--force` overwrites it");
        return Err(Error::io(path.display().to_string(), exists));
    }
    Ok(())
}
