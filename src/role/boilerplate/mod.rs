//! [`Boilerplate`]: lines that come again in many documents of a source, as evidence of what they are; read from the
//! file that [`Learning`] makes. What follows from it for the role of a line is told elsewhere (`zone`).
//!
//! A line is known by a hash of what it is folded, so that digits, case, punctuation and arrows make no difference.

mod learn;
mod sightings;
#[cfg(test)]
mod tests;

use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use super::folded::Folded;
use crate::Error;
use crate::fnv::Fnv;

pub use learn::{Learned, Learning, Lines, Options};

/// What every file begins with; the number is that of the format.
const MAGIC: &str = "# polynorm boilerplate ";
const VERSION: &str = "1";
/// What every file ends with.
const END: &str = "# end";
/// The source of lines that come in many sources.
const EVERYWHERE: &str = "*";

/// Lines that come again in many documents of a source.
///
/// The file is a table that a person can read and correct: documents with the line, documents of the source, the source,
/// the hash of the folded line (`-`: of the last column), the line. `*` is the source of short lines that come in a third of
/// all sources, which are counted instead of documents.
///
/// ```
/// use polynorm::role::Boilerplate;
///
/// let table = "# polynorm boilerplate 1\n90\t100\texample.org\t-\tWe plant a tree for every order.\n# end\n";
/// let known = Boilerplate::parse(table)?;
/// assert!(known.repeated("We plant a tree for every order!", Some("example.org")) > 0.8);
/// assert_eq!(known.repeated("The council met on Monday.", Some("example.org")), 0.0);
/// # Ok::<(), polynorm::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Boilerplate {
    /// How much each comes again: by line and source, and by line alone, the most of all sources.
    levels: FxHashMap<u64, f32>,
    /// Sources with lines of their own.
    sources: FxHashSet<u64>,
}

impl Boilerplate {
    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be read, [`Error::is_data`] if it is another kind of file or is damaged.
    pub fn open(path: impl AsRef<Path>) -> Result<Boilerplate, Error> {
        let place = path.as_ref().display().to_string();
        let bytes = std::fs::read(&path).map_err(|e| Error::io(place.as_str(), e))?;
        let text = std::str::from_utf8(&bytes).map_err(|_| foreign().at(place.as_str()))?;
        Boilerplate::parse(text).map_err(|error| match error.place() {
            Some(line) => {
                let place = format!("{place}, {line}");
                error.at(place)
            }
            None => error.at(place),
        })
    }

    /// Reads the contents of a file.
    ///
    /// # Errors
    /// [`Error::is_data`] if they are no such file's, or are damaged.
    pub fn parse(text: &str) -> Result<Boilerplate, Error> {
        let version = text.strip_prefix(MAGIC).ok_or_else(foreign)?;
        let version = version.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        if version != VERSION {
            let told = format!("version {version} of the format; this program reads version {VERSION}: learn it again");
            return Err(Error::data(told));
        }
        let mut known = Boilerplate::default();
        let mut is_whole = false;
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
            is_whole = line.starts_with(END);
            if !line.starts_with('#') {
                let row = Row::parse(line).map_err(|error| error.at(format!("line {}", number + 1)))?;
                known.add(&row);
            }
        }
        if is_whole { Ok(known) } else { Err(Error::data(format!("cut short: the last line is not `{END}`"))) }
    }

    fn add(&mut self, row: &Row<'_>) {
        let level = level(row.documents, row.of);
        let mut note = |key| {
            let known: &mut f32 = self.levels.entry(key).or_default();
            *known = known.max(level);
        };
        note(row.line);
        note(row.line ^ source_key(row.source));
        self.sources.insert(source_key(row.source));
    }

    /// How much a line comes again, 0.0–1.0: in its source, or, where that is not known or was not learned, in any.
    pub fn repeated(&self, line: &str, source: Option<&str>) -> f32 {
        let mut folded = Folded::default();
        folded.of(line);
        Repeated::new(self, source).of(&folded)
    }

    fn level(&self, key: u64) -> f32 {
        self.levels.get(&key).copied().unwrap_or(0.0)
    }
}

fn foreign() -> Error {
    Error::data("no file of `polynorm learn-boilerplate`")
}

/// A row of a file.
struct Row<'a> {
    documents: u32,
    of: u32,
    source: &'a str,
    line: u64,
}

impl Row<'_> {
    fn parse(row: &str) -> Result<Row<'_>, Error> {
        let columns: Vec<&str> = row.splitn(5, '\t').collect();
        let [documents, of, source, hash, line] = columns[..] else {
            return Err(Error::data("not five columns: documents, of, source, fingerprint, line"));
        };
        let count =
            |text: &str| text.parse().map_err(|_| Error::data(format!("{text:?} is not a number of documents")));
        let (documents, of) = (count(documents)?, count(of)?);
        if documents > of || documents == 0 {
            return Err(Error::data(format!("{documents} of {of} documents")));
        }
        let line = match hash {
            "-" => {
                let mut folded = Folded::default();
                folded.of(line);
                fingerprint(&folded).ok_or_else(|| Error::data("a line without letters"))?
            }
            hash => u64::from_str_radix(hash, 16)
                .map_err(|_| Error::data(format!("{hash:?} is no fingerprint: 16 hexadecimal digits, or `-`")))?,
        };
        Ok(Row { documents, of, source, line })
    }
}

/// How much a line comes again that so many of the documents have: 0.4 for one in a hundred, 1.0 for all.
fn level(documents: u32, of: u32) -> f32 {
    let share = documents as f32 / of.max(1) as f32;
    (1.0 + 0.3 * share.log10()).clamp(0.3, 1.0)
}

/// The hash of a folded line; `None` where it has no letters to be known by.
fn fingerprint(folded: &Folded) -> Option<u64> {
    let bytes = folded.bytes();
    let has_letters = bytes.iter().any(|byte| !matches!(byte, b'0' | b' ' | b'\''));
    (has_letters && bytes.len() >= 3).then(|| Fnv::NEW.with(bytes).get())
}

/// What the name of a source does to the hash of a line, so that it is that of the line in the source.
fn source_key(source: &str) -> u64 {
    // Not what a line of the same text has.
    Fnv::NEW.with(b"\0").with(source.as_bytes()).get()
}

/// What is known of the lines of a document: a [`Boilerplate`], asked for one source.
#[derive(Clone, Copy, Debug)]
pub struct Repeated<'a> {
    known: &'a Boilerplate,
    /// The key of its source, if that was learned.
    source: Option<u64>,
}

impl<'a> Repeated<'a> {
    /// For the documents of a source.
    pub fn new(known: &'a Boilerplate, source: Option<&str>) -> Repeated<'a> {
        let source = source.map(source_key).filter(|key| known.sources.contains(key));
        Repeated { known, source }
    }

    /// How much a line comes again, 0.0–1.0.
    pub(super) fn of(&self, folded: &Folded) -> f32 {
        let Some(line) = fingerprint(folded) else { return 0.0 };
        match self.source {
            Some(source) => self.known.level(line ^ source).max(self.known.level(line ^ source_key(EVERYWHERE))),
            None => self.known.level(line),
        }
    }
}
