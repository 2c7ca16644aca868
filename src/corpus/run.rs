//! [`run()`]: documents from a source, through a pipeline on many threads, to a sink; the same bytes for any number of
//! threads and any interruption.
//!
//! A block is cut by what is in the input only, and its results are a piece that stands alone; so a run that goes on
//! behind any block writes what a run that was left alone does.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::block::{self, Done};
use super::journal::{Checkpoint, Journal};
use super::parallel::{Budget, ordered};
use super::record::RecordOptions;
use super::sink::{Format, Sink, Written};
use super::source::{Item, Source};
use super::statistics::Statistics;
use super::stop::Stop;
use crate::document::Streams;
use crate::{Error, Pipeline};

/// What is written of each document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// The whole record.
    Normalized(RecordOptions),
    /// Encoding, language and script, without text.
    Detected,
    /// The plain text of these streams, a blank line between paragraphs and between documents.
    Text(Streams),
    /// A file of plain text for each of these streams.
    TextFiles(Streams),
}

/// What decides which file a record goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SplitBy {
    /// The language of the document.
    Language,
    /// The stream of each paragraph: a document has a record in each of its streams, with the paragraphs of that
    /// stream only, and their language. One without paragraphs has a record in `body`.
    Stream,
}

/// How many documents there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Documents read, also those that failed.
    pub read: u64,
    /// Documents written.
    pub written: u64,
    /// Documents in the quarantine.
    pub quarantined: u64,
    /// Bytes of the documents read.
    pub bytes: u64,
}

impl Around<'_> {
    /// How far apart checkpoints are, if nobody has another wish.
    pub const PACE: Duration = Duration::from_millis(150);
}

impl Counts {
    /// Adds those of another part.
    pub fn add(&mut self, other: &Counts) {
        self.read += other.read;
        self.written += other.written;
        self.quarantined += other.quarantined;
        self.bytes += other.bytes;
    }
}

/// What is to be done with each document.
#[derive(Clone)]
pub struct Job<'a> {
    /// The stages.
    pub pipeline: &'a Pipeline,
    /// What is written.
    pub output: Output,
    /// How records are packed.
    pub format: Format,
    /// Whether they are split.
    pub split: Option<SplitBy>,
    /// Bytes of input that make a piece, such as [`Format::block_bytes`]. It decides about the bytes of compressed
    /// files and tables.
    pub block_bytes: usize,
    /// The field of a JSON line that holds the document.
    pub text_field: &'a str,
    /// The field of a JSON line that holds its id.
    pub id_field: &'a str,
}

/// What goes with a run beside its documents.
pub struct Around<'a> {
    /// The threads.
    pub pool: &'a rayon::ThreadPool,
    /// Where the run goes on; the default for one that begins.
    pub from: Checkpoint,
    /// Where it notes its checkpoints.
    pub journal: Option<&'a mut Journal>,
    /// How far apart checkpoints are at least; on slow disks they are farther apart, to take a small part of the time.
    pub pace: Duration,
    /// What it is stopped by.
    pub stop: &'a Stop,
    /// What is told now and then how far it is.
    pub progress: &'a (dyn Fn(&Counts) + Sync),
}

/// What a run came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// How many documents there were.
    pub counts: Counts,
    /// What was in them.
    pub statistics: Statistics,
    /// What was written.
    pub outputs: Vec<Written>,
    /// Seconds at work, those before an interruption too.
    pub seconds: f64,
}

/// Documents that travel together, at most.
const BLOCK_ITEMS: usize = 256;

/// Takes documents from `source` through a job to `sink`.
///
/// `source` must stand at the place of `around.from`, and `sink` have been opened with its marks.
///
/// # Errors
/// [`Error::is_io`] if nothing more can be written, [`Error::is_interrupted`] if it was stopped. A document that fails
/// is no error: it is quarantined.
pub fn run(source: &mut dyn Source, job: &Job<'_>, sink: &mut dyn Sink, around: Around<'_>) -> Result<Summary, Error> {
    let Around { pool, from, journal, pace, stop, progress } = around;
    stop.begin();
    let mut state = Writer {
        sink,
        journal,
        done: from,
        begun: Instant::now(),
        pace: Pace { closest: pace, last: None, cost: Duration::ZERO },
        progress,
        stop,
        noted: false,
    };
    let most = job.block_bytes.max(1);
    let read = || {
        let (mut block, mut bytes) = (Vec::new(), 0);
        while bytes < most && block.len() < BLOCK_ITEMS * most.div_ceil(256 << 10) && !stop.is_asked() {
            let Some(item) = source.next_item() else { break };
            bytes += item.size();
            block.push(item);
        }
        (!block.is_empty()).then_some((block, bytes))
    };
    let work = |items: Vec<Item>| block::work(items, job, stop);
    let state = std::sync::Mutex::new(&mut state);
    let lock = || state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let written = ordered(
        pool,
        Budget::for_threads(pool.current_num_threads()),
        read,
        work,
        |done| lock().write(done?),
        || lock().idle(),
    );
    let mut state = lock();
    let summary = match written {
        Ok(()) => state.finish(),
        Err(error) if error.is_interrupted() => Err(state.interrupted(error)),
        Err(error) => Err(error),
    };
    stop.end();
    summary
}

/// Checkpoints so far apart that they take a small part of the time, whatever the disk.
struct Pace {
    closest: Duration,
    last: Option<Instant>,
    cost: Duration,
}

impl Pace {
    fn is_due(&mut self) -> bool {
        let last = *self.last.get_or_insert_with(Instant::now);
        last.elapsed() >= self.closest.max(self.cost * if self.closest.is_zero() { 0 } else { 30 })
    }

    fn done(&mut self, begun: Instant) {
        self.cost = begun.elapsed();
        self.last = Some(Instant::now());
    }
}

/// The end of the run where everything comes in order.
struct Writer<'a> {
    sink: &'a mut dyn Sink,
    journal: Option<&'a mut Journal>,
    /// All that is written; its `seconds` are those before this attempt, its `marks` those of the last checkpoint.
    done: Checkpoint,
    begun: Instant,
    pace: Pace,
    progress: &'a (dyn Fn(&Counts) + Sync),
    stop: &'a Stop,
    /// Whether the last checkpoint before an interruption was made.
    noted: bool,
}

impl Writer<'_> {
    fn write(&mut self, done: Done) -> Result<(), Error> {
        self.sink.write(done.block)?;
        self.done.counts.add(&done.counts);
        self.done.statistics.merge(done.statistics);
        if let Some(next) = done.next {
            self.done.position = next;
        }
        (self.progress)(&self.done.counts);
        if self.pace.is_due() && self.journal.is_some() {
            self.checkpoint()?;
        }
        self.idle()
    }

    /// Nothing comes to be written: is there anything else to do?
    fn idle(&mut self) -> Result<(), Error> {
        (self.progress)(&self.done.counts);
        if !self.stop.is_asked() {
            return Ok(());
        }
        // The reader may wait for its input forever, and whoever asked for the stop waits for this.
        Err(self.interrupted(Error::interrupted()))
    }

    fn interrupted(&mut self, error: Error) -> Error {
        let noted = if std::mem::replace(&mut self.noted, true) { Ok(()) } else { self.checkpoint() };
        self.stop.end();
        noted.err().unwrap_or(error)
    }

    fn checkpoint(&mut self) -> Result<(), Error> {
        let (begun, seconds) = (Instant::now(), self.seconds());
        let Some(journal) = &mut self.journal else { return Ok(()) };
        self.done.marks = self.sink.checkpoint()?;
        let before = std::mem::replace(&mut self.done.seconds, seconds);
        let noted = journal.checkpoint(&self.done);
        self.done.seconds = before;
        noted?;
        self.sink.noted()?;
        self.pace.done(begun);
        Ok(())
    }

    fn seconds(&self) -> f64 {
        self.done.seconds + self.begun.elapsed().as_secs_f64()
    }

    fn finish(&mut self) -> Result<Summary, Error> {
        if self.journal.is_some() {
            self.checkpoint()?;
        } else {
            self.sink.checkpoint()?;
            self.sink.noted()?;
        }
        let (outputs, seconds) = (self.sink.finish()?, self.seconds());
        let Checkpoint { counts, statistics, .. } = std::mem::take(&mut self.done);
        Ok(Summary { counts, statistics, outputs, seconds })
    }
}
