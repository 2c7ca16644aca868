//! [`Inputs`]: which documents a verb reads, as options and in the config file.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Result;

use super::config::Config;
use super::options::{set, size, word};
use crate::corpus::{CONTENTS, Contents, FileSource, Shard, Walk, survey};

/// Which documents are read.
#[derive(clap::Args)]
pub struct Inputs {
    /// Files, folders (read recursively, in the order of their names), or `-` for standard input, the default
    ///
    /// What a file holds is told by its first bytes, and by its name where they leave a choice: text (one document), JSONL
    /// (a document a line), CSV and TSV, Parquet, Arrow IPC, WARC and WET, mbox and mails; any of them compressed (gz,
    /// zst, xz, bz2, lz4) or in archives (tar, zip), in each other to any depth, without unpacking to disk. A
    /// `.quarantine.jsonl` file is tried again. In folders, what is neither text nor one of these is passed over.
    #[arg(value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Read the files named in this list too, a path a line (or separated by NUL); `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    files_from: Option<PathBuf>,
    /// What the documents stand in, where it is not to be told by what the files hold [default: auto]
    #[arg(long, value_name = "KIND", value_parser = word::<Contents>(&CONTENTS), help_heading = "Input")]
    from: Option<Contents>,
    /// The field or column that holds the text [default: text]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub text_field: Option<String>,
    /// The field or column that holds the id [default: id]
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    pub id_field: Option<String>,
    /// In folders read the files that match, whatever they look like; `!GLOB` leaves files out
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    glob: Vec<String>,
    /// Leave out of folders what the patterns in this file say, as in `.gitignore`; so do files `.polynormignore` in them
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    ignore_file: Vec<PathBuf>,
    /// In folders read hidden files too
    #[arg(long, help_heading = "Input")]
    hidden: bool,
    /// A text larger than this comes in parts, cut where paragraphs end [default: 4M, detect 16M]
    #[arg(long, value_name = "SIZE", value_parser = size::<usize>, help_heading = "Input")]
    cut: Option<usize>,
    /// A line, cell or mail larger than this is quarantined [default: 64M]
    #[arg(long, value_name = "SIZE", value_parser = size::<usize>, help_heading = "Input")]
    max_document: Option<usize>,
    /// Quarantine what unpacks to more than this [default: 1024G]
    #[arg(long, value_name = "SIZE", value_parser = size::<u64>, help_heading = "Input")]
    max_member: Option<u64>,
    /// Quarantine what unpacks to more than N times its size, if that is more than 3M [default: 250]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Input")]
    max_ratio: Option<u64>,
    /// Quarantine what is in more than N archives and compressed files in each other [default: 8]
    #[arg(long, value_name = "N", help_heading = "Input")]
    max_depth: Option<usize>,
    /// Hold this much in memory of a file in another that can only be read so (zip, Parquet) [default: 256M]
    #[arg(long, value_name = "SIZE", value_parser = size::<usize>, help_heading = "Input")]
    max_held: Option<usize>,
    /// Read only share I of N of the documents, I from 1; all N shares together are the whole
    #[arg(long, value_name = "I/N", help_heading = "Input")]
    pub shard: Option<Shard>,
}

impl Inputs {
    /// Writes what was given over what the config says, and takes from it the inputs if none were given.
    pub fn apply(&mut self, config: &mut Config) {
        if self.inputs.is_empty() {
            self.inputs.clone_from(&config.inputs);
        }
        config.inputs.clone_from(&self.inputs);
        let input = &mut config.input;
        set(&mut input.contents, self.from);
        set(&mut input.text_field, self.text_field.clone());
        set(&mut input.id_field, self.id_field.clone());
        set(&mut input.cut, self.cut);
        set(&mut input.max_document, self.max_document);
        set(&mut input.max_member, self.max_member);
        set(&mut input.max_ratio, self.max_ratio);
        set(&mut input.max_depth, self.max_depth);
        set(&mut input.max_held, self.max_held);
        input.hidden |= self.hidden;
        if self.files_from.is_some() {
            input.files_from.clone_from(&self.files_from);
        }
        if !self.glob.is_empty() {
            input.globs.clone_from(&self.glob);
        }
        if !self.ignore_file.is_empty() {
            input.ignore_files.clone_from(&self.ignore_file);
        }
        input.shard = self.shard;
    }

    /// The files and folders given; standard input if there are none.
    pub fn paths(&self) -> Vec<PathBuf> {
        let reads_nothing_else = self.inputs.is_empty() && self.files_from.is_none();
        if reads_nothing_else { vec![PathBuf::from("-")] } else { self.inputs.clone() }
    }

    /// The documents.
    pub fn source(&self, config: &Config) -> Result<FileSource> {
        Ok(FileSource::open(self.given(config), config.input.clone())?)
    }

    /// The bytes of all files, when a walk on a thread of its own has found them; 0 until then, and where documents come
    /// from standard input.
    pub fn total(&self, config: &Config) -> Arc<AtomicU64> {
        let total = Arc::<AtomicU64>::default();
        let given = self.given(config);
        let list = config.input.files_from.as_ref();
        let knows = !given.iter().chain(list).any(|path| path.as_os_str() == "-");
        if knows && let Ok(walk) = Walk::new(given, &config.input) {
            let total = total.clone();
            std::thread::spawn(move || {
                let bytes = walk.map(|found| found.bytes.unwrap_or_default()).sum();
                total.store(bytes, Ordering::Relaxed);
            });
        }
        total
    }

    /// Says which files would be read and what is in them: path, kind and size in bytes, one a line.
    pub fn dry_run(&self, config: &Config, out: &mut impl std::io::Write) -> Result<()> {
        let (mut files, mut bytes, mut unreadable, mut passed) = (0u64, 0u64, 0u64, 0u64);
        for one in survey(self.given(config), &config.input)? {
            let size = match one.found.bytes {
                Ok(_) if one.passed_over => {
                    passed += 1;
                    continue;
                }
                Ok(size) => {
                    files += 1;
                    bytes += size;
                    size.to_string()
                }
                Err(e) => {
                    unreadable += 1;
                    e.to_string()
                }
            };
            writeln!(out, "{}\t{}\t{size}", one.found.path.display(), one.kinds)?;
        }
        anstream::eprintln!(
            "{files} files of {bytes} bytes would be read, {unreadable} cannot be read, {passed} passed over"
        );
        Ok(())
    }

    /// The same where the config may name a list.
    fn given(&self, config: &Config) -> Vec<PathBuf> {
        if config.input.files_from.is_some() { self.inputs.clone() } else { self.paths() }
    }
}
