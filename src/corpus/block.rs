//! A block of documents through a job, in a worker: what is to be written of them, and what failed.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use super::quarantine::{self, Failure};
use super::ready::Ready;
use super::record::Record;
use super::run::{Counts, Job, Output, SplitBy};
use super::sink::{self, Block, Chunk, Format, TextFile};
use super::source::{Item, Origin, Position};
use super::statistics::Statistics;
use super::stop::Stop;
use crate::document::Streams;
use crate::{Document, Error, Stream};

/// A block's results.
#[derive(Default)]
pub(super) struct Done {
    pub block: Block,
    pub counts: Counts,
    pub statistics: Statistics,
    /// The place in the inputs behind it.
    pub next: Option<Position>,
}

/// Lines that go to the same file.
#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
    records: u64,
}

/// What a document comes to, before it is sure that nothing fails.
#[derive(Default)]
struct Results {
    lines: Vec<(String, Vec<u8>)>,
    files: Vec<TextFile>,
}

/// Takes the documents of a block through a job.
pub(super) fn work(items: Vec<Item>, job: &Job<'_>, stop: &Stop) -> Result<Done, Error> {
    let (mut done, mut lines) = (Done::default(), BTreeMap::<String, Lines>::new());
    for mut item in items {
        if stop.is_asked() {
            return Err(Error::interrupted());
        }
        done.next = Some(std::mem::take(&mut item.next));
        one(item, job, &mut done, &mut lines);
    }
    for (key, Lines { bytes, records }) in lines {
        done.block.chunks.push(Chunk { key, bytes: job.format.pack(bytes, records)?, records });
    }
    Ok(done)
}

/// One document through the job; what fails goes to the quarantine.
fn one(item: Item, job: &Job<'_>, done: &mut Done, lines: &mut BTreeMap<String, Lines>) {
    done.counts.read += 1;
    done.counts.bytes += item.origin.bytes;
    let ready = match item.open(job.text_field, job.id_field) {
        Ok(ready) => ready,
        Err(failed) => return fail(&failed.id, &failed.origin, &failed.failure, done),
    };
    let statistics = &mut done.statistics;
    match guarded(|| {
        let begun = Instant::now();
        let document = match job.output {
            Output::Detected => job.pipeline.detect(&ready.bytes),
            _ => ready.normalize(job.pipeline),
        };
        let took = begun.elapsed();
        let results = results(&ready, &document, job)?;
        statistics.add(&ready.id, &document, took);
        Ok(results)
    }) {
        Ok(results) => {
            done.counts.written += 1;
            done.block.files.extend(results.files);
            for (key, bytes) in results.lines {
                let lines = lines.entry(key).or_default();
                lines.records += 1;
                if lines.bytes.is_empty() {
                    lines.bytes = bytes;
                } else {
                    lines.bytes.extend_from_slice(&bytes);
                }
            }
        }
        Err(error) => {
            let raw = ready.line.as_deref().unwrap_or(&ready.bytes);
            let failure = Failure::new("normalize", error, raw, raw.len() as u64);
            fail(&ready.id, &ready.origin, &failure, done);
        }
    }
}

fn fail(id: &str, origin: &Origin, failure: &Failure, done: &mut Done) {
    done.counts.quarantined += 1;
    quarantine::write(id, origin, failure, &mut done.block.quarantined);
}

fn results(ready: &Ready, document: &Document<'_>, job: &Job<'_>) -> Result<Results, String> {
    let mut results = Results::default();
    let options = match job.output {
        Output::Normalized(options) => Some(options),
        Output::Detected => None,
        Output::TextFiles(streams) => {
            results.files = sink::files(&ready.id, document, streams);
            #[allow(irrefutable_let_patterns)]
            let Format::Lines(compression, level) = &job.format else { return Ok(results) };
            for file in &mut results.files {
                file.ending.push_str(compression.ending());
                let text = compression.pack(std::mem::take(&mut file.text), *level);
                file.text = text.map_err(|e| e.to_string())?;
            }
            return Ok(results);
        }
        Output::Text(streams) => {
            if let Some((text, _)) = sink::stream_text(document, streams) {
                results.lines.push((String::new(), (text + "\n").into_bytes()));
            }
            return Ok(results);
        }
    };
    let Ready { id, origin, carried, .. } = ready;
    let record = Record { id, origin, carried, document, options, stream: None, table: job.format.is_table() };
    match job.split {
        None => results.lines.push((String::new(), line(&record)?)),
        Some(SplitBy::Language) => results.lines.push((document.language.code().to_owned(), line(&record)?)),
        Some(SplitBy::Stream) => {
            let written = options.map_or_else(Streams::default, |options| options.streams);
            let has = |&stream: &Stream| document.paragraphs.iter().any(|p| p.role.stream() == stream);
            let streams: Vec<_> = Stream::ALL.into_iter().filter(|&one| written.contains(one)).collect();
            let those: Vec<_> = streams.iter().copied().filter(has).collect();
            // A record for each document there is.
            for &stream in if those.is_empty() { &streams[..streams.len().min(1)] } else { &those } {
                let record = Record { stream: Some(stream), ..record };
                results.lines.push((stream.name().to_owned(), line(&record)?));
            }
        }
    }
    Ok(results)
}

fn line(record: &Record<'_>) -> Result<Vec<u8>, String> {
    let mut line = serde_json::to_vec(record).map_err(|e| e.to_string())?;
    line.push(b'\n');
    Ok(line)
}

thread_local! {
    static IN_DOCUMENT: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is at work on a document, where a panic is caught and told in the quarantine. For panic hooks.
pub fn in_document() -> bool {
    IN_DOCUMENT.get()
}

/// Runs `work`; a panic, which would be a defect of ours, must not take the other documents down: it is an error that says so.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    IN_DOCUMENT.set(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    IN_DOCUMENT.set(false);
    result.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
        Err(format!("a defect of polynorm, please report it with this document: {said}"))
    })
}
