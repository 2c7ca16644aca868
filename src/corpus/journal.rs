//! [`Journal`]: the file beside an output that is being written, with all that is needed to go on with it.
//!
//! Each line is a checksum and a JSON object: first what was asked for (the [`Header`]), then a [`Checkpoint`] now and
//! then, at the end what the finished run came to. A line counts when it is whole, so a torn one is as if it were not there.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::run::Counts;
use super::sink::{self, Marks};
use super::source::Position;
use super::statistics::Statistics;
use crate::Error;

/// What was asked for: a run goes on only with the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the program, its settings, the inputs and the share of them, whatever decides about the output.
    pub asked: Value,
    /// When the run was started, RFC 3339.
    pub started: String,
}

/// A place in a run to go on from: everything before it is written and lasts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The place in the inputs.
    pub position: Position,
    /// Documents so far.
    pub counts: Counts,
    /// What the sink holds.
    pub marks: Marks,
    /// What was seen.
    pub statistics: Statistics,
    /// Seconds at work.
    pub seconds: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Header(Header),
    Checkpoint(Box<Checkpoint>),
    Finished(Value),
}

/// The same, written without a copy.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum NewLine<'a> {
    Header(&'a Header),
    Checkpoint(&'a Checkpoint),
    Finished(&'a Value),
}

/// What an earlier run left.
#[derive(Clone, Debug)]
pub struct Left {
    /// What was asked for.
    pub header: Header,
    /// The last checkpoint, if there is one.
    pub checkpoint: Option<Checkpoint>,
    /// What it came to, if all was written and only names were missing.
    pub finished: Option<Value>,
    /// Bytes of the journal that are whole.
    bytes: u64,
}

/// A journal that is written.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    header: Vec<u8>,
    file: File,
    bytes: u64,
}

/// Bytes from which on a journal is written anew with the last checkpoint only.
const LONG: u64 = 4 << 20;

fn encoded(line: &NewLine<'_>) -> Result<Vec<u8>, Error> {
    let json = serde_json::to_vec(line).map_err(|e| Error::data(format!("a line of the journal: {e}")))?;
    let mut bytes = format!("{:08x} ", checksum(&json)).into_bytes();
    bytes.extend_from_slice(&json);
    bytes.push(b'\n');
    Ok(bytes)
}

/// The checksum of gzip (CRC-32).
pub fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    sum.sum()
}

fn decoded(line: &[u8]) -> Option<Line> {
    let line = line.strip_suffix(b"\n")?;
    let (sum, json) = line.split_at_checked(9)?;
    let sum = u32::from_str_radix(std::str::from_utf8(sum).ok()?.strip_suffix(' ')?, 16).ok()?;
    (sum == checksum(json)).then(|| serde_json::from_slice(json).ok())?
}

impl Left {
    /// Reads a journal; `None` if there is none, or not even its first line is whole.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be read.
    pub fn read(path: &Path) -> Result<Option<Left>, Error> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Left::parse(&bytes)),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(Error::io(path.display().to_string(), e)),
        }
    }

    fn parse(bytes: &[u8]) -> Option<Left> {
        let mut lines = bytes.split_inclusive(|&b| b == b'\n');
        let first = lines.next()?;
        let Some(Line::Header(header)) = decoded(first) else { return None };
        let mut left = Left { header, checkpoint: None, finished: None, bytes: first.len() as u64 };
        for line in lines {
            match decoded(line) {
                Some(Line::Checkpoint(checkpoint)) => left.checkpoint = Some(*checkpoint),
                Some(Line::Finished(value)) => left.finished = Some(value),
                Some(Line::Header(_)) | None => break,
            }
            left.bytes += line.len() as u64;
        }
        Some(left)
    }

    /// What differs between what was asked for then and now: the key, then, now.
    pub fn differences(&self, asked: &Value) -> Vec<(String, Value, Value)> {
        differences(&self.header.asked, asked)
    }
}

/// What differs between two JSON values: the path to it with `.` between the keys, and both.
pub fn differences(old: &Value, new: &Value) -> Vec<(String, Value, Value)> {
    fn compare(path: &str, old: &Value, new: &Value, found: &mut Vec<(String, Value, Value)>) {
        if let (Value::Object(a), Value::Object(b)) = (old, new) {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                compare(&path, a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null), found);
            }
        } else if old != new {
            found.push((path.to_owned(), old.clone(), new.clone()));
        }
    }
    let mut found = Vec::new();
    compare("", old, new, &mut found);
    found
}

impl Journal {
    /// A new journal, over what may stand there.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be written.
    pub fn create(path: PathBuf, header: &Header) -> Result<Journal, Error> {
        let header = encoded(&NewLine::Header(header))?;
        sink::replace(&path, &header)?;
        Journal::open(path, header)
    }

    /// Goes on with what an earlier run left.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be written.
    pub fn resume(path: PathBuf, left: &Left) -> Result<Journal, Error> {
        let header = encoded(&NewLine::Header(&left.header))?;
        let io = |e| Error::io(path.display().to_string(), e);
        OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(left.bytes)).map_err(io)?;
        Journal::open(path, header)
    }

    fn open(path: PathBuf, header: Vec<u8>) -> Result<Journal, Error> {
        let io = |e| Error::io(path.display().to_string(), e);
        let file = OpenOptions::new().append(true).open(&path).map_err(io)?;
        let bytes = file.metadata().map_err(io)?.len();
        Ok(Journal { path, header, file, bytes })
    }

    fn append(&mut self, line: &NewLine<'_>) -> Result<(), Error> {
        let line = encoded(line)?;
        if self.bytes + line.len() as u64 > LONG && self.bytes > 4 * (self.header.len() + line.len()) as u64 {
            let mut anew = self.header.clone();
            anew.extend_from_slice(&line);
            sink::replace(&self.path, &anew)?;
            *self = Journal::open(std::mem::take(&mut self.path), std::mem::take(&mut self.header))?;
            return Ok(());
        }
        let written = self.file.write_all(&line).and_then(|()| self.file.sync_data());
        written.map_err(|e| Error::io(self.path.display().to_string(), e))?;
        self.bytes += line.len() as u64;
        Ok(())
    }

    /// Notes a checkpoint; what it tells of must last already.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be written.
    pub fn checkpoint(&mut self, checkpoint: &Checkpoint) -> Result<(), Error> {
        self.append(&NewLine::Checkpoint(checkpoint))
    }

    /// Notes that all is written and what the run came to; only names are to be given now.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be written.
    pub fn finished(&mut self, came_to: &Value) -> Result<(), Error> {
        self.append(&NewLine::Finished(came_to))
    }

    /// Removes a journal.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be removed.
    pub fn remove(path: &Path) -> Result<(), Error> {
        sink::remove_if_there(path)?;
        sink::sync_folder_of(path);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn header() -> Header {
        Header { asked: json!({"settings": {"a": 1}}), started: "2026-01-01T00:00:00Z".into() }
    }

    fn checkpoint(read: u64) -> Checkpoint {
        Checkpoint { counts: Counts { read, ..Counts::default() }, ..Checkpoint::default() }
    }

    #[test]
    fn a_journal_torn_at_any_byte_gives_the_last_whole_checkpoint() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j");
        let mut ends = Vec::new();
        let mut journal = Journal::create(path.clone(), &header()).unwrap();
        ends.push(journal.bytes);
        for read in 1..=5 {
            journal.checkpoint(&checkpoint(read)).unwrap();
            ends.push(journal.bytes);
        }
        journal.finished(&json!({"counts": 5})).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            let left = Left::parse(&whole[..cut]);
            let complete = ends.iter().filter(|&&end| end <= cut as u64).count();
            assert_eq!(left.is_some(), complete > 0, "cut at {cut}");
            let Some(left) = left else { continue };
            assert!(left.finished.is_none() && left.header == header());
            assert_eq!(left.checkpoint.as_ref().map_or(0, |c| c.counts.read), complete as u64 - 1, "cut at {cut}");
            // What is written behind it is read again.
            if cut % 7 == 0 {
                std::fs::write(&path, &whole[..cut]).unwrap();
                let mut journal = Journal::resume(path.clone(), &left).unwrap();
                journal.checkpoint(&checkpoint(99)).unwrap();
                let again = Left::read(&path).unwrap().unwrap();
                assert_eq!(again.checkpoint.unwrap().counts.read, 99, "cut at {cut}");
            }
        }
        assert_eq!(Left::parse(&whole).unwrap().finished, Some(json!({"counts": 5})));
        // A byte that is not what was written makes an end too.
        for at in ends[2] as usize..ends[3] as usize {
            let mut broken = whole.clone();
            broken[at] ^= 1;
            assert_eq!(Left::parse(&broken).unwrap().checkpoint.unwrap().counts.read, 2, "byte {at}");
        }
    }

    #[test]
    fn a_long_journal_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("j");
        let mut journal = Journal::create(path.clone(), &header()).unwrap();
        let parts = vec![sink::Part { key: "x".repeat(200_000), ..sink::Part::default() }];
        for read in 0..60 {
            let marks = Marks { parts: parts.clone(), ..Marks::default() };
            journal.checkpoint(&Checkpoint { marks, ..checkpoint(read) }).unwrap();
            assert!(std::fs::metadata(&path).unwrap().len() <= LONG);
            assert_eq!(Left::read(&path).unwrap().unwrap().checkpoint.unwrap().counts.read, read);
        }
    }

    #[test]
    fn differences_name_the_key() {
        let left = Left { header: header(), checkpoint: None, finished: None, bytes: 0 };
        assert!(left.differences(&json!({"settings": {"a": 1}})).is_empty());
        let found = left.differences(&json!({"settings": {"a": 2, "b": []}}));
        assert_eq!(found, [("settings.a".into(), json!(1), json!(2)), ("settings.b".into(), Value::Null, json!([]))]);
    }
}
