//! [`Parts`]: one file, or a folder of files split by size and by key (language, stream), written at their ends only.
//!
//! Whatever comes in is a piece that stands alone: lines, a compressed frame of lines, a row group, a record batch.
//! So a run that was killed goes on by cutting each file back to the length that it had at a checkpoint.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::partial::{at, cut, open, rename, sync_folder, sync_folder_of, with_suffix};
use super::{Chunk, Layout};
use crate::Error;

/// Files open at once, however many there are.
const OPEN: usize = 48;

/// A file of a run's output.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What its records have in common, such as `eng`; empty if they are not split.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// Its number of those with the same key, from 1; 0 if there is one file only.
    #[serde(default)]
    pub number: u32,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its records.
    pub records: u64,
    /// Whether nothing more comes behind it.
    #[serde(default)]
    pub closed: bool,
}

#[derive(Debug)]
pub(super) struct Parts {
    path: PathBuf,
    partial: PathBuf,
    layout: Layout,
    parts: Vec<Part>,
    /// The part of each key that is written to.
    current: BTreeMap<String, usize>,
    /// Files that are open, with the time of their last use.
    files: BTreeMap<usize, (u64, File)>,
    unsynced: BTreeSet<usize>,
    clock: u64,
}

impl Parts {
    /// New files under `path`, or those that a run left, cut back to `parts`.
    pub fn open(path: PathBuf, layout: Layout, parts: Option<Vec<Part>>) -> Result<Parts, Error> {
        let partial = with_suffix(&path, ".partial");
        let resumed = parts.is_some();
        let mut new = Parts {
            path,
            partial,
            layout,
            parts: parts.unwrap_or_default(),
            current: BTreeMap::new(),
            files: BTreeMap::new(),
            unsynced: BTreeSet::new(),
            clock: 0,
        };
        if resumed {
            new.cut_back()?;
        } else if new.layout.split.is_some() {
            if new.partial.is_dir() {
                fs::remove_dir_all(&new.partial).map_err(at(&new.partial))?;
            }
            fs::create_dir_all(&new.partial).map_err(at(&new.partial))?;
        } else {
            new.start(String::new())?;
        }
        Ok(new)
    }

    fn cut_back(&mut self) -> Result<(), Error> {
        for (index, part) in self.parts.iter().enumerate() {
            let path = self.place(&self.partial, part);
            let file = cut(&path, part.bytes)?;
            self.unsynced.insert(index);
            if !part.closed {
                self.current.insert(part.key.clone(), index);
                if self.files.len() < OPEN {
                    self.files.insert(index, (0, file));
                }
            }
        }
        if self.layout.split.is_none() {
            return Ok(());
        }
        let known: BTreeSet<_> = self.parts.iter().map(|part| self.place(&self.partial, part)).collect();
        fs::create_dir_all(&self.partial).map_err(at(&self.partial))?;
        for entry in fs::read_dir(&self.partial).map_err(at(&self.partial))? {
            let path = entry.map_err(at(&self.partial))?.path();
            if !known.contains(&path) {
                fs::remove_file(&path).map_err(at(&path))?;
            }
        }
        Ok(())
    }

    /// The name of a part in its folder; empty if there is one file only.
    pub fn name(&self, part: &Part) -> String {
        let Some(split) = &self.layout.split else { return String::new() };
        let key = if part.key.is_empty() { "part" } else { &part.key };
        format!("{key}-{:05}{}", part.number, split.ending)
    }

    fn place(&self, under: &Path, part: &Part) -> PathBuf {
        if self.layout.split.is_some() { under.join(self.name(part)) } else { under.to_owned() }
    }

    /// The next part for this key.
    fn start(&mut self, key: String) -> Result<usize, Error> {
        let number = match (&self.layout.split, self.current.get(&key)) {
            (None, _) => 0,
            (Some(_), None) => 1,
            (Some(_), Some(&before)) => self.parts[before].number + 1,
        };
        let index = self.parts.len();
        self.parts.push(Part { key: key.clone(), number, ..Part::default() });
        self.current.insert(key, index);
        let path = self.place(&self.partial, &self.parts[index]);
        self.keep(index, open(&path, true)?);
        self.append(index, &self.layout.format.header()?)?;
        Ok(index)
    }

    /// Keeps a file open; of too many the one that was not used for longest is closed.
    fn keep(&mut self, index: usize, file: File) {
        if self.files.len() >= OPEN
            && let Some((&oldest, _)) = self.files.iter().min_by_key(|(_, (used, _))| *used)
        {
            self.files.remove(&oldest);
        }
        self.clock += 1;
        self.files.insert(index, (self.clock, file));
    }

    fn file(&mut self, index: usize) -> Result<&mut File, Error> {
        let path = self.place(&self.partial, &self.parts[index]);
        if !self.files.contains_key(&index) {
            self.keep(index, open(&path, false)?);
        }
        self.clock += 1;
        let clock = self.clock;
        match self.files.get_mut(&index) {
            Some((used, file)) => {
                *used = clock;
                Ok(file)
            }
            None => Err(at(&path)(std::io::ErrorKind::NotFound.into())),
        }
    }

    fn append(&mut self, index: usize, bytes: &[u8]) -> Result<(), Error> {
        let written = self.file(index)?.write_all(bytes);
        written.map_err(at(&self.place(&self.partial, &self.parts[index])))?;
        self.parts[index].bytes += bytes.len() as u64;
        self.unsynced.insert(index);
        Ok(())
    }

    /// Writes a piece to the file of its key; to a new one where the one before has its size.
    pub fn write(&mut self, chunk: &Chunk) -> Result<(), Error> {
        let index = match self.current.get(&chunk.key) {
            None => self.start(chunk.key.clone())?,
            Some(&index) => {
                let limit = self.layout.split.as_ref().and_then(|split| split.size).unwrap_or(u64::MAX);
                let part = &self.parts[index];
                if part.records > 0 && part.bytes.saturating_add(chunk.bytes.len() as u64) > limit {
                    self.close(index)?;
                    self.start(chunk.key.clone())?
                } else {
                    index
                }
            }
        };
        self.append(index, &chunk.bytes)?;
        self.parts[index].records += chunk.records;
        Ok(())
    }

    /// Writes what stands at the end of a file of this format.
    fn close(&mut self, index: usize) -> Result<(), Error> {
        if self.parts[index].closed {
            return Ok(());
        }
        let (format, bytes) = (self.layout.format.clone(), self.parts[index].bytes);
        let path = self.place(&self.partial, &self.parts[index]);
        let footer = format.footer(self.file(index)?, bytes).map_err(|e| e.at(path.display().to_string()))?;
        self.append(index, &footer)?;
        self.parts[index].closed = true;
        Ok(())
    }

    /// Makes what was written last.
    pub fn sync(&mut self) -> Result<(), Error> {
        for index in std::mem::take(&mut self.unsynced) {
            let path = self.place(&self.partial, &self.parts[index]);
            self.file(index)?.sync_data().map_err(at(&path))?;
        }
        if self.layout.split.is_some() {
            sync_folder(&self.partial);
        }
        sync_folder_of(&self.partial);
        Ok(())
    }

    /// Writes the ends of all files.
    pub fn finish(&mut self) -> Result<(), Error> {
        for index in self.current.values().copied().collect::<Vec<_>>() {
            self.close(index)?;
        }
        self.sync()
    }

    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Gives the file or folder its name.
    pub fn publish(path: &Path) -> Result<(), Error> {
        let partial = with_suffix(path, ".partial");
        if partial.symlink_metadata().is_err() {
            return Ok(());
        }
        if partial.is_dir() && path.is_dir() { super::texts::move_all(&partial, path) } else { rename(&partial, path) }
    }

    /// Where it will stand.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
