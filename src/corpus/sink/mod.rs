//! [`Sink`]: where the results of a run go, and [`Files`], the sink for files, folders and standard output.
//!
//! Files stand beside their place as `.partial` until they are whole.

#[cfg(feature = "arrow")]
mod columns;
mod compression;
mod partial;
mod parts;
mod texts;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize, Serializer};

#[cfg(feature = "arrow")]
pub use columns::Columns;
pub use compression::Compression;
use partial::Partial;
pub use partial::with_suffix;
pub(crate) use partial::{remove_if_there, rename, replace, sync_folder_of};
pub use parts::Part;
use parts::Parts;
pub use texts::{TextFile, TextMark};
pub(crate) use texts::{files, stream_text};

use crate::Error;

/// Where the results of a run go. [`Files`] is the one that is built in.
///
/// It is called by one thread, with the blocks in the order of the input.
pub trait Sink: Send {
    /// Writes the results of the next block.
    ///
    /// # Errors
    /// Ends the run.
    fn write(&mut self, block: Block) -> Result<(), Error>;

    /// Makes what was written so far last, also if the power fails, and tells what is needed to come back to it.
    ///
    /// # Errors
    /// Ends the run.
    fn checkpoint(&mut self) -> Result<Marks, Error> {
        Ok(Marks::default())
    }

    /// What [`checkpoint`](Sink::checkpoint) told stands in the journal.
    ///
    /// # Errors
    /// Ends the run.
    fn noted(&mut self) -> Result<(), Error> {
        Ok(())
    }

    /// Writes what stands at the ends of files. It is called behind the last checkpoint; nothing more is written.
    ///
    /// # Errors
    /// Ends the run.
    fn finish(&mut self) -> Result<Vec<Written>, Error>;
}

/// The results of a block of documents.
#[derive(Debug, Default)]
pub struct Block {
    /// What is to be appended to the output, by key.
    pub chunks: Vec<Chunk>,
    /// Texts, each to be a file.
    pub files: Vec<TextFile>,
    /// Lines for the quarantine.
    pub quarantined: Vec<u8>,
}

/// Some records, packed as a piece that stands alone.
#[derive(Debug, Default)]
pub struct Chunk {
    /// What the records have in common, such as `eng`; empty if they are not split.
    pub key: String,
    /// The piece.
    pub bytes: Vec<u8>,
    /// Records in it.
    pub records: u64,
}

/// A file or folder that was written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Written {
    /// Where it stands.
    #[serde(serialize_with = "lossy")]
    pub path: PathBuf,
    /// Its bytes, those of all files in a folder of texts.
    pub bytes: u64,
    /// Its records; of a folder of texts the files in it.
    pub records: u64,
}

/// A path as text: in JSON there are no other bytes.
fn lossy<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

/// What a sink holds at a checkpoint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marks {
    /// Files of records.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// The folder of texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub texts: Option<TextMark>,
    /// Bytes in the quarantine.
    #[serde(default)]
    pub quarantine: u64,
}

/// How records are packed into files.
#[derive(Clone, Debug, PartialEq)]
pub enum Format {
    /// A line each, or plain text.
    Lines(Compression, Option<i32>),
    /// Tables in Parquet.
    #[cfg(feature = "arrow")]
    Parquet(Columns),
    /// Tables in the file format of Arrow IPC.
    #[cfg(feature = "arrow")]
    Arrow(Columns),
}

impl Format {
    /// How many bytes of input make a piece. It decides about the bytes of the output.
    pub fn block_bytes(&self, split: bool) -> usize {
        match self {
            // A frame should not be small where records are spread over many files.
            Format::Lines(compression, _) if split && *compression != Compression::None => 2 << 20,
            Format::Lines(..) => 256 << 10,
            #[cfg(feature = "arrow")]
            _ => 4 << 20,
        }
    }

    /// Whether the fields of the input are to be in one column.
    pub(super) fn is_table(&self) -> bool {
        !matches!(self, Format::Lines(..))
    }

    /// Lines of records as a piece in this format.
    pub(super) fn pack(&self, lines: Vec<u8>, _records: u64) -> Result<Vec<u8>, Error> {
        match self {
            Format::Lines(compression, level) => {
                compression.pack(lines, *level).map_err(|e| Error::io("compressor", e))
            }
            #[cfg(feature = "arrow")]
            Format::Parquet(columns) => columns.parquet_piece(&lines, _records),
            #[cfg(feature = "arrow")]
            Format::Arrow(columns) => columns.arrow_piece(&lines, _records),
        }
    }

    /// What stands at the start of a file.
    fn header(&self) -> Result<Vec<u8>, Error> {
        match self {
            Format::Lines(..) => Ok(Vec::new()),
            #[cfg(feature = "arrow")]
            Format::Parquet(_) => Ok(columns::MAGIC.to_vec()),
            #[cfg(feature = "arrow")]
            Format::Arrow(columns) => columns.arrow_header(),
        }
    }

    /// What stands at the end of a file that has so many bytes.
    fn footer(&self, _file: &mut std::fs::File, bytes: u64) -> Result<Vec<u8>, Error> {
        match self {
            // Nothing at all is no gzip file; an empty member is.
            Format::Lines(..) if bytes == 0 => self.pack(Vec::new(), 0),
            Format::Lines(..) => Ok(Vec::new()),
            #[cfg(feature = "arrow")]
            Format::Parquet(columns) => columns.parquet_footer(_file, bytes),
            #[cfg(feature = "arrow")]
            Format::Arrow(columns) => columns.arrow_footer(_file, bytes),
        }
    }
}

/// What the output consists of.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// How records are packed.
    pub format: Format,
    /// Where it is a folder of files: how they are split.
    pub split: Option<Split>,
}

/// How records are split into the files of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The ending of the files, such as `.jsonl.zst`.
    pub ending: String,
    /// Bytes that a file may have; a single piece may have more.
    pub size: Option<u64>,
}

/// Files, folders and standard output.
#[derive(Debug)]
pub struct Files {
    target: Target,
    quarantine: Partial,
}

#[derive(Debug)]
enum Target {
    Stdout(io::Stdout),
    Parts(Parts),
    Texts(PathBuf, texts::TextFolder),
}

impl Files {
    /// Standard output. What fails goes to `polynorm.quarantine.jsonl` in the current folder, or, where that exists,
    /// to `polynorm-2.quarantine.jsonl` and so on.
    pub fn stdout() -> Files {
        let names = (1u32..).map(|n| match n {
            1 => "polynorm.quarantine.jsonl".to_owned(),
            n => format!("polynorm-{n}.quarantine.jsonl"),
        });
        let free = names.map(PathBuf::from).find(|path| !path.exists());
        Files { target: Target::Stdout(io::stdout()), quarantine: Partial::new(free.unwrap_or_default()) }
    }

    /// The file or folder `path`, with what fails in `quarantine`; what stands at [`with_suffix`]`(path, ".partial")`
    /// is written anew or, with `marks`, gone on with.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be written, [`Error::is_config`] if there is less than `marks` tells.
    pub fn parts(path: PathBuf, quarantine: PathBuf, layout: Layout, marks: Option<&Marks>) -> Result<Files, Error> {
        let quarantine = resumed(quarantine, marks)?;
        let parts = Parts::open(path, layout, marks.map(|marks| marks.parts.clone()))?;
        Ok(Files { target: Target::Parts(parts), quarantine })
    }

    /// The folder `path`, for texts; otherwise as [`parts`](Files::parts).
    ///
    /// # Errors
    /// As there.
    pub fn texts(path: PathBuf, quarantine: PathBuf, marks: Option<&Marks>) -> Result<Files, Error> {
        let quarantine = resumed(quarantine, marks)?;
        let texts = texts::TextFolder::open(&path, marks.map(|marks| marks.texts.unwrap_or_default()))?;
        Ok(Files { target: Target::Texts(path, texts), quarantine })
    }

    /// The same, with what fails written to `path`.
    pub fn with_quarantine(mut self, path: PathBuf) -> Files {
        self.quarantine = Partial::new(path);
        self
    }

    /// Where what fails is written.
    pub fn quarantine_path(&self) -> &Path {
        self.quarantine.path()
    }

    /// Gives a finished run's files their names; `quarantined`: whether anything is in the quarantine.
    ///
    /// An old quarantine of the same name is removed if nothing failed this time. It can be called again.
    ///
    /// # Errors
    /// [`Error::is_io`] if a file cannot be renamed.
    pub fn publish(path: Option<&Path>, quarantine: &Path, quarantined: bool) -> Result<(), Error> {
        let partial = with_suffix(quarantine, ".partial");
        if !quarantined {
            remove_if_there(&partial)?;
            remove_if_there(quarantine)?;
        } else if partial.exists() {
            rename(&partial, quarantine)?;
        }
        path.map_or(Ok(()), Parts::publish)
    }
}

fn resumed(quarantine: PathBuf, marks: Option<&Marks>) -> Result<Partial, Error> {
    Partial::resumed(quarantine, marks.map_or(0, |marks| marks.quarantine))
}

impl Sink for Files {
    fn write(&mut self, block: Block) -> Result<(), Error> {
        if !block.quarantined.is_empty() {
            self.quarantine.write(&block.quarantined)?;
        }
        match &mut self.target {
            Target::Stdout(stdout) => {
                let mut stdout = stdout.lock();
                let mut chunks = block.chunks.iter();
                let written = chunks.try_for_each(|chunk| stdout.write_all(&chunk.bytes)).and_then(|()| stdout.flush());
                written.map_err(|e| Error::io("standard output", e))
            }
            Target::Parts(parts) => block.chunks.iter().try_for_each(|chunk| parts.write(chunk)),
            Target::Texts(_, folder) => block.files.iter().try_for_each(|file| folder.write(file)),
        }
    }

    fn checkpoint(&mut self) -> Result<Marks, Error> {
        self.quarantine.sync()?;
        let mut marks = Marks { quarantine: self.quarantine.bytes(), ..Marks::default() };
        match &mut self.target {
            Target::Stdout(_) => {}
            Target::Parts(parts) => {
                parts.sync()?;
                marks.parts = parts.parts().to_vec();
            }
            Target::Texts(_, folder) => marks.texts = Some(folder.sync()?),
        }
        Ok(marks)
    }

    fn noted(&mut self) -> Result<(), Error> {
        if let Target::Texts(_, folder) = &mut self.target { folder.settled() } else { Ok(()) }
    }

    fn finish(&mut self) -> Result<Vec<Written>, Error> {
        self.quarantine.sync()?;
        match &mut self.target {
            Target::Stdout(_) => Ok(Vec::new()),
            Target::Parts(parts) => {
                parts.finish()?;
                let written = parts.parts().iter().map(|part| {
                    let name = parts.name(part);
                    let path = if name.is_empty() { parts.path().to_owned() } else { parts.path().join(name) };
                    Written { path, bytes: part.bytes, records: part.records }
                });
                Ok(written.collect())
            }
            Target::Texts(path, folder) => {
                let TextMark { files, bytes, .. } = folder.mark();
                Ok(vec![Written { path: path.clone(), bytes, records: files }])
            }
        }
    }
}
