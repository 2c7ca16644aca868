//! [`Position`]: a place between two documents of the inputs; [`Shard`]: a share of them.

use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::walk::Found;
use crate::Error;
use crate::fnv::Fnv;

/// A place between two items of a [`Source`](super::Source), to go on from in a later run over the same inputs.
///
/// It names a file and a document in it, so that the files before are not opened, and carries a fingerprint of the
/// files up to there, so that other inputs are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Files before the one that is being read.
    pub(super) file: u64,
    /// Of the files up to this one: ids, sizes and times of change.
    pub(super) fingerprint: u64,
    /// Documents before this file.
    pub(super) before: u64,
    /// Documents before this place, also those of other shards.
    pub(super) document: u64,
    /// Parts of the document at this place that were given already.
    pub(super) part: u64,
    /// In a plain file of lines: the byte where the next line begins, and how many lines are before it.
    pub(super) byte: u64,
    pub(super) line: u64,
}

impl Position {
    /// The place behind so many documents, for sources of one's own.
    pub fn of(documents: u64) -> Position {
        Position { document: documents, ..Position::default() }
    }

    /// Documents before this place.
    pub fn document(&self) -> u64 {
        self.document
    }
}

/// A fingerprint of files: their ids, sizes and times of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fingerprint(Fnv);

impl Default for Fingerprint {
    fn default() -> Fingerprint {
        Fingerprint(Fnv::NEW)
    }
}

impl Fingerprint {
    pub fn add(&mut self, found: &Found) {
        let (size, changed) = (found.bytes.as_ref().copied().unwrap_or(u64::MAX), changed(&found.path));
        for part in [found.id.as_bytes(), &size.to_le_bytes(), &changed.to_le_bytes()] {
            self.0 = self.0.with(part).with(&[0xFF]);
        }
    }

    pub fn get(self) -> u64 {
        self.0.get()
    }
}

/// Nanoseconds since 1970 when a file was changed; 0 where that is not known.
fn changed(path: &Path) -> u64 {
    if path.as_os_str() == "-" {
        return 0;
    }
    let changed = std::fs::metadata(path).and_then(|metadata| metadata.modified()).ok();
    let since = changed.and_then(|changed| changed.duration_since(std::time::UNIX_EPOCH).ok());
    since.map_or(0, |since| since.as_nanos() as u64)
}

/// A share of the documents: number `index` (from 1) of `of`.
///
/// ```
/// let shard: polynorm::corpus::Shard = "2/4".parse()?;
/// assert!(!shard.has(0) && shard.has(1) && shard.has(5));
/// # Ok::<(), polynorm::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: u64,
    of: u64,
}

impl Shard {
    /// Whether it holds the document with this number, counted from 0 over all inputs.
    pub fn has(self, number: u64) -> bool {
        number % self.of == self.index - 1
    }

    /// Its number, from 1, and how many there are.
    pub fn numbers(self) -> (u64, u64) {
        (self.index, self.of)
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

impl FromStr for Shard {
    type Err = Error;

    fn from_str(text: &str) -> Result<Shard, Error> {
        let parsed = text.split_once('/').and_then(|(i, n)| Some((i.parse().ok()?, n.parse().ok()?)));
        match parsed {
            Some((index, of)) if (1..=of).contains(&index) => Ok(Shard { index, of }),
            _ => Err(Error::config(format!("shard {text:?}: it must be I/N with I from 1 to N, such as 1/8"))),
        }
    }
}
