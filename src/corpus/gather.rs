//! [`gather()`]: documents through a function on many threads, its results in the order of the input, for what is not written
//! document by document. [`run()`](super::run()) is for what is.

use super::block::guarded;
use super::parallel::{Budget, ordered};
use super::quarantine::{self, Failure};
use super::ready::Ready;
use super::run::Counts;
use super::source::{Item, Source, SourceOptions};
use super::stop::Stop;
use crate::Error;

/// Bytes and documents that travel together.
const BLOCK_BYTES: usize = 256 << 10;
const BLOCK_ITEMS: usize = 256;

/// The results of a block of documents.
struct Gathered<R> {
    results: Vec<R>,
    counts: Counts,
    quarantined: Vec<u8>,
}

/// Takes documents from `source` through `work` on the threads of `pool` to `take`, in order; `take` gets the results of a
/// block, the lines of the quarantine for what failed in it, and the counts so far.
///
/// # Errors
/// Those of `take`; [`Error::is_interrupted`] if it was stopped.
pub fn gather<R: Send>(
    source: &mut dyn Source,
    options: &SourceOptions,
    pool: &rayon::ThreadPool,
    stop: &Stop,
    work: impl Fn(&Ready) -> R + Sync,
    mut take: impl FnMut(Vec<R>, Vec<u8>, &Counts) -> Result<(), Error> + Send,
) -> Result<Counts, Error> {
    stop.begin();
    let read = || {
        let (mut block, mut bytes) = (Vec::new(), 0);
        while bytes < BLOCK_BYTES && block.len() < BLOCK_ITEMS && !stop.is_asked() {
            let Some(item) = source.next_item() else { break };
            bytes += item.size();
            block.push(item);
        }
        (!block.is_empty()).then_some((block, bytes))
    };
    let work = |items: Vec<Item>| {
        let mut gathered = Gathered { results: Vec::new(), counts: Counts::default(), quarantined: Vec::new() };
        for item in items.into_iter().take_while(|_| !stop.is_asked()) {
            one(item, options, &work, &mut gathered);
        }
        gathered
    };
    let stopped = || if stop.is_asked() { Err(Error::interrupted()) } else { Ok(()) };
    let mut counts = Counts::default();
    let budget = Budget::for_threads(pool.current_num_threads());
    let write = |gathered: Gathered<R>| {
        stopped()?;
        counts.add(&gathered.counts);
        take(gathered.results, gathered.quarantined, &counts)
    };
    let done = ordered(pool, budget, read, work, write, stopped).and_then(|()| stopped());
    stop.end();
    done.map(|()| counts)
}

/// One document; what fails goes to the quarantine.
fn one<R>(item: Item, options: &SourceOptions, work: &impl Fn(&Ready) -> R, gathered: &mut Gathered<R>) {
    let Gathered { results, counts, quarantined } = gathered;
    counts.read += 1;
    counts.bytes += item.origin.bytes;
    let failed = match item.open(&options.text_field, &options.id_field) {
        Ok(ready) => match guarded(|| Ok(work(&ready))) {
            Ok(result) => {
                counts.written += 1;
                results.push(result);
                return;
            }
            Err(error) => {
                let raw = ready.line.as_deref().unwrap_or(&ready.bytes);
                (Failure::new("normalize", error, raw, raw.len() as u64), ready.id, ready.origin)
            }
        },
        Err(failed) => (failed.failure, failed.id, failed.origin),
    };
    let (failure, id, origin) = failed;
    counts.quarantined += 1;
    quarantine::write(&id, &origin, &failure, quarantined);
}
