//! [`run()`]: documents from a source, through a pipeline on many threads, to a sink; the same bytes for any number.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::parallel::{Budget, ordered};
use super::quarantine::{self, Failure};
use super::ready::Ready;
use super::record::{Record, RecordOptions};
use super::sink::{Compression, Sink};
use super::source::{Item, Origin};
use super::text::{self, TextFile};
use crate::{Error, Pipeline, Stream};

/// What is written of each document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// The whole record.
    Normalized(RecordOptions),
    /// Encoding, language and script, without text.
    Detected,
    /// The plain text of the body, a blank line between paragraphs and between documents.
    Text,
    /// A file of plain text for each stream.
    TextFiles,
}

/// How many documents there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// What is to be done with each document.
#[derive(Clone)]
pub struct Job<'a> {
    /// The stages.
    pub pipeline: &'a Pipeline,
    /// What is written.
    pub output: Output,
    /// The field of a JSON line that holds the document.
    pub text_field: &'a str,
    /// The field of a JSON line that holds its id.
    pub id_field: &'a str,
}

/// Documents that travel together: as many as make a worker worth its while.
const BLOCK_BYTES: usize = 256 << 10;
const BLOCK_ITEMS: usize = 256;

/// A block's results.
#[derive(Default)]
struct Done {
    bytes: Vec<u8>,
    files: Vec<TextFile>,
    quarantined: Vec<u8>,
    counts: Counts,
}

/// Takes documents from `source` through a job to `sink`, on the threads of `pool`. `progress` is told the counts so far.
///
/// # Errors
/// [`Error::is_io`] if nothing more can be written. A document that fails is no error: it is quarantined.
pub fn run(
    source: &mut dyn Iterator<Item = Item>,
    job: &Job<'_>,
    sink: &mut Sink,
    pool: &rayon::ThreadPool,
    progress: &(dyn Fn(&Counts) + Sync),
) -> Result<Counts, Error> {
    let compression = sink.compression();
    let mut counts = Counts::default();
    let read = || {
        let (mut block, mut bytes) = (Vec::new(), 0);
        while bytes < BLOCK_BYTES && block.len() < BLOCK_ITEMS {
            let Some(item) = source.next() else { break };
            bytes += item.size();
            block.push(item);
        }
        (!block.is_empty()).then_some((block, bytes))
    };
    let work = |block: Vec<Item>| -> Result<Done, Error> {
        let mut done = Done::default();
        for item in block {
            one(item, job, &mut done);
        }
        if compression != Compression::None && !done.bytes.is_empty() {
            done.bytes = compression.pack(done.bytes).map_err(|e| Error::io("compressor", e))?;
        }
        Ok(done)
    };
    let write = |done: Result<Done, Error>| {
        let done = done?;
        sink.write(&done.bytes, done.files)?;
        sink.write_quarantine(&done.quarantined)?;
        counts.read += done.counts.read;
        counts.written += done.counts.written;
        counts.quarantined += done.counts.quarantined;
        counts.bytes += done.counts.bytes;
        progress(&counts);
        Ok(())
    };
    ordered(pool, Budget::for_threads(pool.current_num_threads()), read, work, write)?;
    sink.finish()?;
    Ok(counts)
}

/// One document through the job; what fails goes to the quarantine.
fn one(item: Item, job: &Job<'_>, done: &mut Done) {
    done.counts.read += 1;
    done.counts.bytes += item.origin.bytes;
    let ready = match item.open(job.text_field, job.id_field) {
        Ok(ready) => ready,
        Err(failed) => return fail(&failed.id, &failed.origin, &failed.failure, done),
    };
    let (out, files) = (done.bytes.len(), done.files.len());
    match guarded(|| write(&ready, job, done)) {
        Ok(()) => done.counts.written += 1,
        Err(error) => {
            done.bytes.truncate(out);
            done.files.truncate(files);
            let raw = ready.line.as_deref().unwrap_or(&ready.bytes);
            let failure = Failure::new("normalize", error, raw, raw.len() as u64);
            fail(&ready.id, &ready.origin, &failure, done);
        }
    }
}

fn fail(id: &str, origin: &Origin, failure: &Failure, done: &mut Done) {
    done.counts.quarantined += 1;
    quarantine::write(id, origin, failure, &mut done.quarantined);
}

fn write(ready: &Ready, job: &Job<'_>, done: &mut Done) -> Result<(), String> {
    let Ready { id, origin, bytes, carried, line: _ } = ready;
    let document =
        if job.output == Output::Detected { job.pipeline.detect(bytes) } else { job.pipeline.normalize(bytes) };
    let options = match job.output {
        Output::Normalized(options) => Some(options),
        Output::Detected => None,
        Output::TextFiles => {
            done.files.extend(text::files(id, &document));
            return Ok(());
        }
        Output::Text => {
            if let Some((text, _)) = text::stream_text(&document, Stream::Body) {
                done.bytes.extend_from_slice(text.as_bytes());
                done.bytes.push(b'\n');
            }
            return Ok(());
        }
    };
    let record = Record { id, origin, carried, document: &document, options };
    serde_json::to_writer(&mut done.bytes, &record).map_err(|e| e.to_string())?;
    done.bytes.push(b'\n');
    Ok(())
}

thread_local! {
    static IN_DOCUMENT: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is at work on a document, where a panic is caught and told in the quarantine. For panic hooks.
pub fn in_document() -> bool {
    IN_DOCUMENT.get()
}

/// Runs `work`; a panic, which would be a defect of ours, must not take the other documents down.
fn guarded(work: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    IN_DOCUMENT.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    IN_DOCUMENT.set(false);
    result.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Err(format!("a defect of polynorm, please report it with this document: {said}"))
    })
}
