//! The options that verbs share, and how their values are read.

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;

use super::Ended;
use super::config::Config;
use crate::corpus::{Contents, Counts, Shard, Sink, Source, SourceOptions};

/// A parser for an enum that serde reads, with its words for the help text.
pub fn word<T>(words: &'static [&'static str]) -> impl TypedValueParser<Value = T>
where
    T: for<'de> Deserialize<'de> + Clone + Send + Sync + 'static,
{
    PossibleValuesParser::new(words).try_map(|word| from_word(&word))
}

/// The value of an enum with this word.
pub fn from_word<T: for<'de> Deserialize<'de>>(word: &str) -> Result<T, ValueError> {
    T::deserialize(word.into_deserializer())
}

/// A size such as `4096`, `64K`, `256M`, `2G` (powers of 1024), in bytes.
pub fn size(text: &str) -> Result<usize, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let factor = match text[digits.len()..].to_ascii_uppercase().trim_end_matches('B').trim_end_matches('I') {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => return Err("a size is a number of bytes, or one with K, M or G".to_owned()),
    };
    let number: usize = digits.parse().map_err(|e| format!("{e}"))?;
    number.checked_mul(factor).filter(|&size| size > 0).ok_or_else(|| "out of range".to_owned())
}

/// Which documents are read.
#[derive(clap::Args)]
pub struct Inputs {
    /// Files, folders (read recursively, in the order of their names), or `-` for standard input, the default
    ///
    /// A `.jsonl` or `.ndjson` file is a document a line, a `.quarantine.jsonl` file is tried again, any other file
    /// is one document; each also with `.gz` or `.zst`. In folders, files that end otherwise than in `.txt`, `.text`,
    /// `.jsonl` or `.ndjson` are passed over.
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// What the inputs hold, where their names do not tell [default: auto]
    #[arg(long, value_name = "KIND", value_parser = word::<Contents>(&["auto", "text", "jsonl", "quarantine"]), help_heading = "Input")]
    from: Option<Contents>,
    /// The field of a JSON line that holds the text [default: text]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub text_field: Option<String>,
    /// The field of a JSON line that holds its id [default: id]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub id_field: Option<String>,
    /// In folders read the files that match, whatever their ending; `!GLOB` leaves files out
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    glob: Vec<String>,
    /// Documents and lines larger than this are quarantined [default: 256M]
    #[arg(long, value_name = "SIZE", value_parser = size, help_heading = "Input")]
    max_document: Option<usize>,
    /// Read only share I of N of the documents, I from 1; all N shares together are the whole
    #[arg(long, value_name = "I/N", help_heading = "Input")]
    shard: Option<Shard>,
}

impl Inputs {
    /// Writes what was given over what the config says.
    pub fn apply(&self, config: &mut Config) {
        let input = &mut config.input;
        set(&mut input.from, self.from);
        set(&mut input.text_field, self.text_field.clone());
        set(&mut input.id_field, self.id_field.clone());
        set(&mut input.max_document, self.max_document);
        if !self.glob.is_empty() {
            input.glob.clone_from(&self.glob);
        }
    }

    /// The files and folders; standard input if there are none.
    pub fn paths(&self) -> Vec<PathBuf> {
        if self.inputs.is_empty() { vec![PathBuf::from("-")] } else { self.inputs.clone() }
    }

    /// The documents.
    pub fn source(&self, config: &Config) -> Result<Source> {
        let options = SourceOptions {
            contents: config.input.from,
            max_document: config.input.max_document,
            globs: config.input.glob.clone(),
            shard: self.shard,
        };
        Ok(Source::open(self.paths(), options)?)
    }
}

/// Writes a value that was given over another.
pub fn set<T>(place: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *place = given;
    }
}

/// Where documents are written.
#[derive(clap::Args)]
pub struct Outputs {
    /// Where to write; compressed if it ends in `.gz` or `.zst` [default: standard output]
    #[arg(short, long, value_name = "OUT", help_heading = "Output")]
    pub output: Option<PathBuf>,
    /// Overwrite what exists
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// Where documents that fail are written [default: OUT.quarantine.jsonl, or polynorm.quarantine.jsonl]
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    quarantine: Option<PathBuf>,
    /// Say nothing on standard error but errors
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

impl Outputs {
    /// The sink; `texts` if it is a folder of texts.
    pub fn sink(&self, texts: bool, inputs: &[PathBuf]) -> Result<Sink> {
        let sink = match &self.output {
            Some(path) if path.as_os_str() != "-" && texts => Sink::folder(path.clone(), self.force)?,
            Some(path) if path.as_os_str() != "-" => {
                refuse_input(path, inputs)?;
                Sink::file(path.clone(), self.force)?
            }
            _ => Sink::stdout(),
        };
        let sink = match &self.quarantine {
            Some(path) => sink.with_quarantine(path.clone(), self.force)?,
            None => sink,
        };
        refuse_input(sink.quarantine_path(), inputs)?;
        Ok(sink)
    }

    /// Whether the output is standard output.
    pub fn is_stdout(&self) -> bool {
        self.output.as_ref().is_none_or(|path| path.as_os_str() == "-")
    }
}

/// What is read must not be written over.
fn refuse_input(path: &std::path::Path, inputs: &[PathBuf]) -> Result<()> {
    let Ok(path) = path.canonicalize() else { return Ok(()) };
    let same = inputs.iter().any(|input| input.canonicalize().is_ok_and(|input| input == path));
    anyhow::ensure!(!same, "{} would be read and written at the same time; choose another output", path.display());
    Ok(())
}

/// Number of threads.
#[derive(clap::Args)]
pub struct Threads {
    /// Number of threads; the output is the same for any [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

/// A pool of as many threads, of all cores if `None`.
pub fn pool(threads: Option<u16>) -> Result<rayon::ThreadPool> {
    let threads = threads.map_or(0, usize::from);
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(8 << 20)
        .build()
        .context("threads cannot be started")
}

/// A progress bar on a terminal, nothing elsewhere. Standard output must not be a terminal too.
pub fn progress(wanted: bool) -> ProgressBar {
    if !wanted || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}  {bytes} ({bytes_per_sec})  {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(200));
    bar
}

/// Tells the progress bar.
pub fn tell(bar: &ProgressBar, counts: &Counts) {
    bar.set_position(counts.bytes);
    bar.set_message(format!("{} documents", counts.read));
}

/// The closing line, and how the run ended.
pub fn closing(counts: &Counts, source: &Source, quarantine: &std::path::Path, quiet: bool) -> Ended {
    if !quiet {
        if let (passed, Some(first)) = source.passed_over() {
            let (files, more) = if passed == 1 { ("file", "") } else { ("files", " and others") };
            anstream::eprintln!(
                "{passed} {files} passed over for the ending: {}{more}; `--glob` reads them",
                first.display()
            );
        }
        let place = if counts.quarantined == 0 { String::new() } else { format!(" in {}", quarantine.display()) };
        let Counts { read, written, quarantined, bytes: _ } = counts;
        let records = if *read == 1 { "record" } else { "records" };
        anstream::eprintln!("{read} {records} read, {written} written, {quarantined} quarantined{place}");
    }
    if counts.quarantined == 0 { Ended::Well } else { Ended::Failed }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes() {
        for (text, bytes) in [("10", 10), ("4K", 4096), ("256M", 256 << 20), ("2GiB", 2 << 30), ("1gb", 1 << 30)] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "0", "M", "-1", "1.5G", "10X", "99999999999G"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
