//! [`Learning`]: counts in how many documents of its source each line comes, in one pass and bounded memory.
//!
//! What is seen once is remembered in a cache of fixed size ([`Sightings`]), what comes again is counted exactly. When the
//! table of that is full, what came in the fewest documents is forgotten. A document that says what another one of its source says
//! is no evidence: an article that was saved five times does not become boilerplate. All depends on the order of the
//! documents, which is that of the input, and on nothing else.

use std::fmt::Write as _;

use rustc_hash::{FxHashMap, FxHashSet};

use super::sightings::Sightings;
use super::{END, EVERYWHERE, MAGIC, VERSION, fingerprint, source_key};
use crate::Pipeline;
use crate::fnv::Fnv;
use crate::role::folded::Folded;

/// What counts as coming again, and what counting may take.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Documents of a source that must have a line.
    pub min_documents: u32,
    /// The share of the documents of a source that must have it, unless 50 documents do.
    pub min_share: f32,
    /// Bytes of memory.
    pub memory: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { min_documents: 3, min_share: 0.02, memory: 128 << 20 }
    }
}

/// Documents of a source that are enough, however many it has.
pub const ENOUGH: u32 = 50;
/// Sources that a short line must come in to be expected in any: at least so many, and a third of all. Of fewer it may as well be
/// a heading of their articles, such as "Conclusion".
const SOURCES: u32 = 10;
/// Bytes and words of a folded line that may be a phrase of any source's interface.
const PHRASE: (usize, usize) = (48, 6);
/// Bytes and words of a folded line that says something of its own.
const PROSE: (usize, usize) = (80, 8);
/// Lines and bytes of such lines that tell a document from others.
const TELLING: (usize, usize) = (3, 300);
/// Bytes of a line that are shown in the file.
const SHOWN: usize = 80;

/// The lines of a document, each once.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    source: String,
    lines: Vec<Line>,
    /// What is shown of the lines, one behind the other.
    shown: String,
}

#[derive(Clone, Copy, Debug)]
struct Line {
    fingerprint: u64,
    /// Where it ends in what is shown.
    end: usize,
    /// Bytes of a line with something of its own to say, else 0.
    prose: usize,
    phrase: bool,
}

impl Lines {
    /// Those of a document as `pipeline` reads it, from a source of this name.
    pub fn of(pipeline: &Pipeline, document: &[u8], source: impl Into<String>) -> Lines {
        let mut lines = Lines { source: source.into(), ..Lines::default() };
        let (mut folded, mut seen) = (Folded::default(), FxHashSet::default());
        for paragraph in pipeline.paragraphs(document) {
            let text = paragraph.text();
            folded.of(text);
            let Some(fingerprint) = fingerprint(&folded).filter(|&fingerprint| seen.insert(fingerprint)) else {
                continue;
            };
            let (bytes, words) = (folded.bytes().len(), folded.starts().len());
            let unspaced = folded.has_unspaced();
            lines.show(text);
            lines.lines.push(Line {
                fingerprint,
                end: lines.shown.len(),
                prose: if bytes >= PROSE.0 && (unspaced || words >= PROSE.1) { bytes } else { 0 },
                phrase: bytes <= PHRASE.0 && words <= PHRASE.1,
            });
        }
        lines
    }

    /// Appends the beginning of a line, without what would break the file.
    fn show(&mut self, text: &str) {
        let mut left = SHOWN;
        for c in text.trim().chars() {
            let c = if c.is_control() { ' ' } else { c };
            if c.len_utf8() > left {
                self.shown.push('\u{2026}');
                break;
            }
            left -= c.len_utf8();
            self.shown.push(c);
        }
    }
}

/// A line that came in more than one document of a source.
#[derive(Debug)]
struct Again {
    /// The source.
    source: u64,
    documents: u32,
    /// The number of the last document with it.
    last: u32,
    shown: Box<str>,
}

impl Again {
    /// Bytes that it takes, with its place in the table.
    fn bytes(&self) -> usize {
        2 * size_of::<(u64, Again)>() + self.shown.len()
    }
}

#[derive(Debug)]
struct Source {
    name: Box<str>,
    documents: u32,
    last: u32,
}

impl Source {
    fn bytes(&self) -> usize {
        2 * size_of::<(u64, Source)>() + self.name.len()
    }
}

/// Counts lines; [`Learning::finish`] says which come again.
#[derive(Debug)]
pub struct Learning {
    options: Options,
    once: Sightings,
    /// By line and source.
    again: FxHashMap<u64, Again>,
    sources: FxHashMap<u64, Source>,
    /// Bytes of both.
    bytes: usize,
    /// Documents that were not empty, and those of them that say what others say.
    documents: u32,
    copies: u32,
    /// Lines that were forgotten, and the most documents that one of them had.
    forgotten: u64,
    forgotten_documents: u32,
    everywhere: u64,
}

/// What was learned.
#[derive(Clone, Debug)]
pub struct Learned {
    /// The file.
    pub file: String,
    /// Lines in it.
    pub lines: u64,
    /// Sources with documents.
    pub sources: u64,
    /// Documents that say what others say.
    pub copies: u32,
    /// Lines that there was no room for, and the most documents that one of them had.
    pub forgotten: (u64, u32),
}

impl Learning {
    /// Begins.
    pub fn new(options: Options) -> Learning {
        Learning {
            once: Sightings::new(options.memory / 2),
            again: FxHashMap::default(),
            sources: FxHashMap::default(),
            bytes: 0,
            documents: 0,
            copies: 0,
            forgotten: 0,
            forgotten_documents: 0,
            everywhere: source_key(EVERYWHERE),
            options,
        }
    }

    /// Counts a document.
    pub fn add(&mut self, document: &Lines) {
        if document.lines.is_empty() {
            return;
        }
        let source = source_key(&document.source);
        self.documents = self.documents.saturating_add(1);
        let now = self.documents;
        // The same lines in any order.
        let sum = document.lines.iter().fold(0u64, |sum, line| sum.wrapping_add(line.fingerprint));
        let whole = Fnv::NEW.with(&sum.to_le_bytes()).with(&source.to_le_bytes()).get();
        let is_copy = self.once.get(whole).is_some() || self.is_copy(document, source);
        self.once.insert(whole, now);
        if is_copy {
            self.copies += 1;
            return;
        }
        let one = self.sources.entry(source).or_insert_with(|| {
            let source = Source { name: document.source.as_str().into(), documents: 0, last: 0 };
            self.bytes += source.bytes();
            source
        });
        (one.documents, one.last) = (one.documents + 1, now);
        let mut begin = 0;
        for line in &document.lines {
            let shown = &document.shown[begin..line.end];
            begin = line.end;
            let is_new = self.count(line.fingerprint, source, shown);
            if is_new && line.phrase && self.sources.len() > 1 {
                self.count(line.fingerprint, self.everywhere, shown);
            }
        }
        if self.bytes > self.options.memory / 2 {
            self.forget();
        }
    }

    /// Counts a line of a source; whether it is there for the first time.
    fn count(&mut self, fingerprint: u64, source: u64, shown: &str) -> bool {
        let (key, now) = (fingerprint ^ source, self.documents);
        if let Some(again) = self.again.get_mut(&key) {
            (again.documents, again.last) = (again.documents + 1, now);
            return false;
        }
        if self.once.take(key).is_none() {
            self.once.insert(key, now);
            return true;
        }
        let again = Again { source, documents: 2, last: now, shown: shown.into() };
        self.bytes += again.bytes();
        self.again.insert(key, again);
        false
    }

    /// Whether nine tenths of what a document has to say stand in one earlier document of its source; what comes again anyway is
    /// not its own.
    fn is_copy(&self, document: &Lines, source: u64) -> bool {
        let (mut own, mut bytes, mut votes) = (0, 0, Vec::<(u32, usize)>::new());
        for line in document.lines.iter().filter(|line| line.prose > 0) {
            let key = line.fingerprint ^ source;
            let again = self.again.get(&key);
            if again.is_some_and(|again| again.documents >= self.options.min_documents) {
                continue;
            }
            (own, bytes) = (own + 1, bytes + line.prose);
            if let Some(earlier) = again.map(|again| again.last).or_else(|| self.once.get(key)) {
                match votes.iter_mut().find(|vote| vote.0 == earlier) {
                    Some(vote) => vote.1 += 1,
                    None => votes.push((earlier, 1)),
                }
            }
        }
        let most = votes.iter().map(|vote| vote.1).max().unwrap_or(0);
        (own >= TELLING.0 || bytes >= TELLING.1) && most * 10 >= own * 9
    }

    /// Forgets sources and lines until a quarter of the room is free.
    #[allow(clippy::iter_over_hash_type, reason = "sorted by total orders, or summed up")]
    fn forget(&mut self) {
        let room = self.options.memory / 2;
        let of_sources: usize = self.sources.values().map(Source::bytes).sum();
        if of_sources > room / 2 {
            let mut ranked: Vec<_> = self.sources.iter().map(|(&key, one)| (one.documents, one.last, key)).collect();
            ranked.sort_unstable();
            let half = ranked.len() / 2;
            for (.., key) in ranked.into_iter().take(half) {
                self.sources.remove(&key);
            }
            let (sources, everywhere) = (&self.sources, self.everywhere);
            self.again.retain(|_, again| again.source == everywhere || sources.contains_key(&again.source));
        }
        let of_sources: usize = self.sources.values().map(Source::bytes).sum();
        self.bytes = of_sources + self.again.values().map(Again::bytes).sum::<usize>();
        let mut ranked: Vec<_> = self.again.iter().map(|(&key, again)| (again.documents, again.last, key)).collect();
        ranked.sort_unstable();
        for (documents, _, key) in ranked {
            if self.bytes <= room / 4 * 3 {
                break;
            }
            if let Some(again) = self.again.remove(&key) {
                self.bytes -= again.bytes();
                self.forgotten += 1;
                self.forgotten_documents = self.forgotten_documents.max(documents);
            }
        }
    }

    /// Documents that a line must be in, of so many.
    fn least(&self, of: u32) -> u32 {
        let share = (self.options.min_share * of as f32).ceil() as u32;
        self.options.min_documents.max(share.min(ENOUGH))
    }

    /// The lines that come again.
    pub fn finish(self) -> Learned {
        let all = self.sources.len() as u32;
        #[allow(clippy::iter_over_hash_type, reason = "sorted below")]
        let rows = self.again.iter().filter_map(|(&key, again)| {
            let (name, documents, of, least) = if again.source == self.everywhere {
                (EVERYWHERE, again.documents.min(all), all, SOURCES.max(all.div_ceil(3)))
            } else {
                let source = self.sources.get(&again.source)?;
                (&*source.name, again.documents.min(source.documents), source.documents, self.least(source.documents))
            };
            // What the cache forgot is counted twice at times.
            (documents >= least).then_some((name, std::cmp::Reverse(documents), key ^ again.source, of, &*again.shown))
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_unstable();
        let Options { min_documents, min_share, .. } = self.options;
        let mut file = format!(
            "{MAGIC}{VERSION}: lines that come again, as `polynorm learn-boilerplate` counted them.\n\
             # {} documents, {} of them copies of others; {all} sources; at least {min_documents} documents and {min_share} of \
             a source, or {ENOUGH} documents.\n\
             # A line that is no boilerplate: put `#` in front of the row. A new one: `-` for the fingerprint.\n\
             # documents\tof\tsource\tfingerprint\tline\n",
            self.documents, self.copies,
        );
        for (name, std::cmp::Reverse(documents), line, of, shown) in &rows {
            // Writing to a string does not fail.
            let _ = writeln!(file, "{documents}\t{of}\t{name}\t{line:016x}\t{shown}");
        }
        let _ = writeln!(file, "{END}: {} rows", rows.len());
        Learned {
            file,
            lines: rows.len() as u64,
            sources: u64::from(all),
            copies: self.copies,
            forgotten: (self.forgotten, self.forgotten_documents),
        }
    }
}
