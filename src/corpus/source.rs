//! [`Source`]: the documents of files, folders and standard input, one after the other, not yet parsed.
//!
//! What cannot be read is an item too, so that records in = records out + records quarantined.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::quarantine::{Failure, RAW_LIMIT};
use super::read::{self, Piece, Reader};
use super::sink::Compression;
use super::walk::{Found, Walk};
use crate::Error;

/// What a file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Contents {
    /// Told by the name; standard input by its first byte (`{`: JSONL).
    #[default]
    Auto,
    /// The file is one document.
    Text,
    /// Each line is a JSON object, a document in one of its fields.
    Jsonl,
    /// Each line is a record of a quarantine; its document is tried again.
    Quarantine,
}

/// Endings of files that hold documents but that are not read yet; they would make nonsense as text.
const PACKED: [&str; 16] = [
    ".zip", ".tar", ".tgz", ".tzst", ".parquet", ".arrow", ".feather", ".warc", ".wet", ".epub", ".pdf", ".docx",
    ".xz", ".bz2", ".7z", ".rar",
];

impl Contents {
    /// What the name of a file says about what is in it; [`Contents::Auto`] if nothing.
    pub fn of_name(name: &str) -> (Contents, Compression) {
        let name = name.to_lowercase();
        let (compression, stem) = Compression::of_name(&name);
        let contents = if stem.ends_with(".quarantine.jsonl") {
            Contents::Quarantine
        } else if stem.ends_with(".jsonl") || stem.ends_with(".ndjson") {
            Contents::Jsonl
        } else if stem.ends_with(".txt") || stem.ends_with(".text") || !stem.trim_start_matches('.').contains('.') {
            Contents::Text
        } else {
            Contents::Auto
        };
        (contents, compression)
    }

    /// Its name in config files and options.
    pub fn name(self) -> &'static str {
        match self {
            Contents::Auto => "auto",
            Contents::Text => "text",
            Contents::Jsonl => "jsonl",
            Contents::Quarantine => "quarantine",
        }
    }

    /// Whether a file of this name is read where it stands in a folder.
    pub(super) fn in_folder(name: &str) -> bool {
        Contents::of_name(name).0 != Contents::Auto
    }
}

/// Where a document comes from, as it stands in its record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The file, as it was given or found; `-` is standard input.
    pub path: String,
    /// The member of an archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The line in the file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Length of the document in bytes; of what could not be read as one, of all there is.
    pub bytes: u64,
}

/// A place between two items of a [`Source`], to go on from in a later run over the same inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Items before it.
    items: u64,
}

/// A document to be, as it was read.
#[derive(Debug)]
pub struct Item {
    /// The place after it.
    pub next: Position,
    /// Its id, as far as it is known without parsing.
    pub id: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Its bytes.
    pub content: Content,
}

impl Item {
    /// Bytes it holds in memory.
    pub fn size(&self) -> usize {
        self.id.len()
            + match &self.content {
                Content::Text(bytes) | Content::Record(bytes) | Content::Retry(bytes) => bytes.len(),
                Content::Failed(failure) => failure.raw.len(),
            }
    }
}

/// The bytes of an [`Item`].
#[derive(Debug)]
pub enum Content {
    /// The document itself.
    Text(Vec<u8>),
    /// A JSON object with the document in one of its fields.
    Record(Vec<u8>),
    /// A record of a quarantine.
    Retry(Vec<u8>),
    /// It could not be read.
    Failed(Failure),
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

/// How documents are read.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceOptions {
    /// What the files hold, where their names shall not tell.
    pub contents: Contents,
    /// Bytes that a document, or a line with one, may have; larger ones are quarantined.
    pub max_document: usize,
    /// Which files in folders are read; see [`Walk`].
    pub globs: Vec<String>,
    /// The share to read.
    pub shard: Option<Shard>,
}

impl Default for SourceOptions {
    fn default() -> SourceOptions {
        SourceOptions { contents: Contents::Auto, max_document: 256 << 20, globs: Vec::new(), shard: None }
    }
}

/// Reads files, folders and standard input as documents. See [`Walk`] for which files and in which order.
pub struct Source {
    walk: Walk,
    options: SourceOptions,
    lines: Option<Lines>,
    number: u64,
    at: Position,
}

/// A file of documents by line that is being read.
struct Lines {
    reader: Reader,
    contents: Contents,
    id: String,
    path: String,
    line: u64,
}

impl Source {
    /// The documents of `inputs`; `-` is standard input.
    ///
    /// # Errors
    /// As [`Walk::new`].
    pub fn open(inputs: Vec<PathBuf>, options: SourceOptions) -> Result<Source, Error> {
        Ok(Source {
            walk: Walk::new(inputs, &options.globs)?,
            options,
            lines: None,
            number: 0,
            at: Position::default(),
        })
    }

    /// How many files in folders were passed over so far, and the first of them.
    pub fn passed_over(&self) -> (u64, Option<&Path>) {
        self.walk.passed_over()
    }

    /// Goes on to a place that an earlier run over the same inputs has reached.
    ///
    /// # Errors
    /// [`Error::is_config`] if these inputs have no such place.
    pub fn resume_at(&mut self, position: &Position) -> Result<(), Error> {
        while self.at != *position {
            if self.next().is_none() {
                return Err(Error::config("the inputs are not those of the run that is to be resumed"));
            }
        }
        Ok(())
    }

    /// Counts a document and tells whether it is ours.
    fn ours(&mut self) -> bool {
        let number = self.number;
        self.number += 1;
        self.options.shard.is_none_or(|shard| shard.has(number))
    }

    /// Opens a file. Gives its document where it is one, nothing where it is one of lines or not ours.
    fn enter(&mut self, found: Found) -> Option<Item> {
        let next = self.at;
        let path = found.path.to_string_lossy().into_owned();
        let name = found.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (by_name, compression) = Contents::of_name(&name);
        let contents = if self.options.contents == Contents::Auto { by_name } else { self.options.contents };
        let by_line = matches!(contents, Contents::Jsonl | Contents::Quarantine);
        let from_stdin = path == "-";
        if !by_line && !from_stdin && !self.ours() {
            return None;
        }
        let origin = Origin { path: path.clone(), bytes: 0, ..Origin::default() };
        let failed = |error: String, raw: Vec<u8>, bytes: u64| {
            let origin = Origin { bytes, ..origin.clone() };
            let failure = Failure::new("read", error, &raw, bytes);
            Some(Item { next, id: found.id.clone(), origin, content: Content::Failed(failure) })
        };
        let opened = found.bytes.and_then(|bytes| Ok((bytes, read::open(&found.path, compression)?)));
        let (size, mut reader) = match opened {
            Ok(opened) => opened,
            Err(e) => return failed(format!("cannot be opened: {e}"), Vec::new(), 0),
        };
        let contents = match contents {
            Contents::Auto if from_stdin => first_byte_tells(&mut reader),
            Contents::Text if from_stdin && self.options.contents == Contents::Auto => first_byte_tells(&mut reader),
            Contents::Auto => Contents::Text,
            contents => contents,
        };
        if contents != Contents::Text {
            self.lines = Some(Lines { reader, contents, id: found.id, path, line: 0 });
            return None;
        }
        if from_stdin && !self.ours() {
            return None;
        }
        let lower = name.to_lowercase();
        let packed = PACKED.iter().find(|ending| Compression::of_name(&lower).1.ends_with(**ending));
        let limit = if packed.is_some() { RAW_LIMIT } else { self.options.max_document };
        let mut bytes =
            Vec::with_capacity(if compression == Compression::None { size.min(limit as u64) as usize } else { 0 });
        let piece = read::whole(&mut *reader, limit, RAW_LIMIT, &mut bytes);
        match (piece, packed) {
            (Err(e), _) => {
                let length = bytes.len() as u64;
                failed(format!("cannot be read beyond byte {length}: {e}"), bytes, length)
            }
            (Ok(piece), Some(ending)) if self.options.contents == Contents::Auto => {
                let length = if let Piece::TooLong(length) = piece { length } else { bytes.len() as u64 };
                failed(
                    format!("files that end in {ending} are not read; unpack it, or say `--from text`"),
                    bytes,
                    length,
                )
            }
            (Ok(Piece::TooLong(length)), _) => failed(too_long("document", length, limit), bytes, length),
            (Ok(_), _) => {
                let origin = Origin { bytes: bytes.len() as u64, ..origin };
                Some(Item { next, id: found.id, origin, content: Content::Text(bytes) })
            }
        }
    }

    /// The next line that is a record of ours; `None` at the end of the file.
    fn next_line(&mut self) -> Option<Item> {
        loop {
            let limit = self.options.max_document;
            let next = self.at;
            let lines = self.lines.as_mut()?;
            let mut bytes = Vec::new();
            let piece = read::line(&mut *lines.reader, limit, RAW_LIMIT, &mut bytes);
            if matches!(piece, Ok(Piece::End)) {
                self.lines = None;
                return None;
            }
            lines.line += 1;
            if lines.line == 1 && bytes.starts_with(b"\xEF\xBB\xBF") {
                bytes.drain(..3);
            }
            if piece.is_ok() && bytes.trim_ascii().is_empty() && bytes.len() < RAW_LIMIT {
                continue;
            }
            let (line, contents) = (lines.line, lines.contents);
            let (id, path) = (format!("{}:{line}", lines.id), lines.path.clone());
            if piece.is_err() {
                self.lines = None;
            }
            if !self.ours() {
                continue;
            }
            let length = if let Ok(Piece::TooLong(length)) = piece { length } else { bytes.len() as u64 };
            let content = match piece {
                Err(e) => {
                    let error = format!("the file cannot be read beyond this line, what follows is lost: {e}");
                    Content::Failed(Failure::new("read", error, &bytes, length))
                }
                Ok(Piece::TooLong(length)) => {
                    Content::Failed(Failure::new("read", too_long("line", length, limit), &bytes, length))
                }
                Ok(_) if contents == Contents::Quarantine => Content::Retry(bytes),
                Ok(_) => Content::Record(bytes),
            };
            return Some(Item {
                next,
                id,
                origin: Origin { path, member: None, line: Some(line), bytes: length },
                content,
            });
        }
    }
}

fn too_long(what: &str, length: u64, limit: usize) -> String {
    format!("a {what} of {length} bytes, more than the limit of {limit}; raise it with `--max-document`")
}

/// JSONL if the first byte that is no white space (or byte order mark) is `{`.
fn first_byte_tells(reader: &mut Reader) -> Contents {
    let start = reader.fill_buf().unwrap_or_default();
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    if start.trim_ascii_start().first() == Some(&b'{') { Contents::Jsonl } else { Contents::Text }
}

impl Iterator for Source {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            let mut item = self.next_line();
            if item.is_none() {
                let found = self.walk.next()?;
                item = self.enter(found);
            }
            if let Some(item) = item {
                self.at.items += 1;
                return Some(Item { next: self.at, ..item });
            }
        }
    }
}
