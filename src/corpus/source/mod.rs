//! [`Source`]: documents, one after the other, not yet parsed; [`FileSource`]: those of files, folders, archives and standard
//! input.
//!
//! ```text
//! walk ─▶ file ─▶ kind ─▶ unpack ─▶ tar, zip ─▶ text, lines, csv, columns, warc, mail ─▶ items
//!                   ▲                   │
//!                   └───────────────────┘   what is packed in what, to any depth
//! ```
//!
//! What cannot be read is an item too, so that records in = records out + records quarantined. Nothing is unpacked to disk.

mod bytes;
#[cfg(feature = "arrow")]
mod columns;
#[cfg(not(feature = "arrow"))]
#[path = "no_columns.rs"]
mod columns;
mod csv;
mod html;
mod item;
mod kind;
mod lines;
mod list;
mod mail;
mod options;
mod position;
mod reading;
mod survey;
mod tar;
#[cfg(test)]
mod tests;
mod text;
mod unpack;
mod walk;
mod warc;
mod zip;

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

pub use item::{Content, Item, Origin};
pub use kind::{CONTENTS, Contents, Kind, Packing};
pub use options::SourceOptions;
pub use position::{Position, Shard};
pub use survey::{Surveyed, survey};
pub use walk::{Found, Walk};

use self::bytes::Bytes;
use self::position::Fingerprint;
use self::reading::{Counted, Flow, Passed, Place, Reading};
use crate::Error;

/// Where the documents of a [`run`](super::run()) come from. The files of [`FileSource`] are one; bring your own for others.
///
/// ```
/// use polynorm::Error;
/// use polynorm::corpus::{Content, Item, Origin, Position, Source};
///
/// /// The rows of some table.
/// struct Rows(Vec<String>, u64);
///
/// impl Source for Rows {
///     fn next_item(&mut self) -> Option<Item> {
///         let text = self.0.get(self.1 as usize)?.clone().into_bytes();
///         let origin = Origin { path: "table".to_owned(), row: Some(self.1 + 1), bytes: text.len() as u64, ..Origin::default() };
///         self.1 += 1;
///         Some(Item { next: Position::of(self.1), id: format!("row {}", self.1), origin, content: Content::Text(text) })
///     }
///
///     fn resume_at(&mut self, position: &Position) -> Result<(), Error> {
///         self.1 = position.document();
///         Ok(())
///     }
/// }
///
/// let mut rows = Rows(vec!["one".to_owned(), "two".to_owned()], 0);
/// let first = rows.next_item().unwrap();
/// let mut again = Rows(rows.0.clone(), 0);
/// again.resume_at(&first.next)?;
/// assert_eq!(again.next_item().unwrap().id, "row 2");
/// # Ok::<(), Error>(())
/// ```
pub trait Source {
    /// The next document; `None` behind the last one.
    fn next_item(&mut self) -> Option<Item>;

    /// Goes on to a place that an earlier run over the same documents has reached. It is called before the first item is
    /// taken; the default position is the beginning.
    ///
    /// # Errors
    /// [`Error::is_config`] if there is no such place.
    fn resume_at(&mut self, position: &Position) -> Result<(), Error>;
}

/// Reads files, folders and standard input as documents. See [`Walk`] for which files and in which order.
///
/// Files are read on a thread of its own, a few hundred kilobytes ahead; dropping the source ends it.
pub struct FileSource {
    walk: Walk,
    options: SourceOptions,
    from: Start,
    passed: Arc<Mutex<Passed>>,
    reader: Option<Receiver<Vec<Item>>>,
    batch: std::vec::IntoIter<Item>,
}

/// Where reading begins.
#[derive(Default)]
struct Start {
    at: Position,
    fingerprint: Fingerprint,
    /// The file at that place, which the walk has given already.
    file: Option<Found>,
}

impl FileSource {
    /// The documents of `inputs`; `-` is standard input.
    ///
    /// # Errors
    /// As [`Walk::new`].
    pub fn open(inputs: Vec<PathBuf>, options: SourceOptions) -> Result<FileSource, Error> {
        Ok(FileSource {
            walk: Walk::new(inputs, &options)?,
            options,
            from: Start::default(),
            passed: Arc::default(),
            reader: None,
            batch: Vec::new().into_iter(),
        })
    }

    /// How many files in folders were passed over so far, and the first of them.
    pub fn passed_over(&self) -> (u64, Option<PathBuf>) {
        let passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        (passed.files, passed.first.clone())
    }

    /// How many records of archives were passed over so far that are no documents: requests, metadata, pictures.
    pub fn records_passed_over(&self) -> u64 {
        self.passed.lock().unwrap_or_else(PoisonError::into_inner).records
    }

    /// Tells, while items are taken, how many bytes of the files were read, as they stand on the disk.
    pub fn bytes_read(&self) -> impl Fn() -> u64 + Send + Sync + use<> {
        let passed = self.passed.clone();
        move || passed.lock().unwrap_or_else(PoisonError::into_inner).bytes
    }

    /// Starts the thread that reads.
    fn start(&mut self) -> Receiver<Vec<Item>> {
        let (taker, reader) = sync_channel(1);
        let walk = std::mem::replace(&mut self.walk, Walk::nothing());
        let (options, from, passed) = (self.options.clone(), std::mem::take(&mut self.from), self.passed.clone());
        std::thread::spawn(move || {
            let mut reading = Reading::new(&options, passed, taker);
            let _ = files(&mut reading, walk, from);
        });
        reader
    }
}

impl Source for FileSource {
    fn next_item(&mut self) -> Option<Item> {
        self.next()
    }

    /// Files before the place are not opened. It is an error if a file up to there is not what it was.
    fn resume_at(&mut self, position: &Position) -> Result<(), Error> {
        if *position == Position::default() {
            return Ok(());
        }
        for file in 0..=position.file {
            let found = self.walk.next();
            let Some(found) = found else { break };
            self.from.fingerprint.add(&found);
            if file < position.file {
                self.passed.lock().unwrap_or_else(PoisonError::into_inner).bytes += found.bytes.as_ref().unwrap_or(&0);
            }
            if file == position.file && self.from.fingerprint.get() == position.fingerprint {
                self.from.at = *position;
                self.from.file = Some(found);
                return Ok(());
            }
        }
        Err(Error::config(
            "the inputs are not those of the run that is to be resumed: files before its place are others, or have changed",
        ))
    }
}

impl Iterator for FileSource {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.batch.next() {
                return Some(item);
            }
            if self.reader.is_none() {
                self.reader = Some(self.start());
            }
            self.batch = self.reader.as_ref()?.recv().ok()?.into_iter();
        }
    }
}

/// Reads all files from a place on.
fn files(reading: &mut Reading<'_>, walk: Walk, from: Start) -> Flow {
    let Start { at, mut fingerprint, file } = from;
    reading.at = Position { document: at.before, part: 0, ..at };
    reading.behind = (at.document, at.part);
    let is_known = file.is_some();
    for (number, found) in (at.file..).zip(file.into_iter().chain(walk)) {
        if !is_known || number > at.file {
            fingerprint.add(&found);
            let document = reading.at.document;
            reading.at = Position { file: number, before: document, document, ..Position::default() };
        }
        reading.at.fingerprint = fingerprint.get();
        reading.broken = false;
        let before = reading.at.document;
        let bytes_after = reading.passed().bytes + found.bytes.as_ref().unwrap_or(&0);
        let mut flow = Flow::Continue(());
        let outcome = super::block::guarded(|| {
            flow = one_file(reading, &found);
            Ok(())
        });
        flow?;
        // Some formats are read here and there.
        reading.passed().bytes = bytes_after;
        if let Err(error) = outcome {
            // The documents before were given; this one stands for what is lost.
            reading.at.document = reading.at.document.max(before);
            reading.fail(&place_of(&found), error, b"", 0)?;
        }
    }
    reading.flush()
}

fn place_of(found: &Found) -> Place {
    Place {
        id: found.id.clone(),
        path: found.path.to_string_lossy().into_owned(),
        member: None,
        name: found.path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        depth: 0,
        named: found.named,
        followed: false,
    }
}

fn one_file(reading: &mut Reading<'_>, found: &Found) -> Flow {
    let place = place_of(found);
    reading.start_file();
    let opened = match &found.bytes {
        Ok(bytes) => open(found).map(|file| (file, *bytes)),
        Err(e) => Err(io::Error::new(e.kind(), e.to_string())),
    };
    match opened {
        Err(e) => reading.fail(&place, format!("cannot be opened: {e}"), b"", 0),
        Ok((None, _)) => reading.stream(&place, &mut Bytes::new(io::stdin().lock(), None), None),
        Ok((Some(file), size)) => {
            let is_file = file.metadata().is_ok_and(|metadata| metadata.is_file());
            // A pipe or a device has no size that counts.
            let size = Some(size).filter(|_| is_file);
            let counted = Counted(&file, reading.passed.clone());
            reading.stream(&place, &mut Bytes::new(counted, size), is_file.then_some(&file))
        }
    }
}

/// The file; `None` for standard input.
fn open(found: &Found) -> io::Result<Option<File>> {
    if found.path.as_os_str() == "-" { Ok(None) } else { File::open(&found.path).map(Some) }
}
