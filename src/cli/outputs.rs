//! Where documents are written: the options, and what follows from the name of the output.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};

use super::config::{Config, Format as Form};
use super::options::{set_some, size, word};
use crate::corpus::{Compression, Format, Layout, Output, Split, SplitBy, with_suffix};

/// Where documents are written.
#[derive(clap::Args)]
#[command(next_help_heading = "Output")]
pub struct Outputs {
    /// Where to write; its ending tells format and compression: `.jsonl`, `.jsonl.gz`, `.jsonl.zst`, `.parquet`,
    /// `.arrow` [default: standard output]
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// Overwrite what exists
    #[arg(long)]
    pub force: bool,
    /// Go on with the run that was writing OUT, whatever interrupted it; the result is the same bytes
    #[arg(long)]
    pub resume: bool,
    /// Compression, where the ending of OUT does not tell it
    #[arg(long, value_name = "HOW", value_parser = word::<Compression>(&["none", "gz", "zst"]))]
    compress: Option<Compression>,
    /// Level of the compression: gz 0-9 [default: 6], zst 1-22 [default: 3]
    #[arg(long, value_name = "N")]
    level: Option<i32>,
    /// Write files of about this size into the folder OUT: `part-00001.jsonl`, …
    #[arg(long, value_name = "SIZE", value_parser = size::<u64>)]
    split_size: Option<u64>,
    /// Write files by language (`eng-00001.jsonl`) or by stream (`body-00001.jsonl`: a record for each stream of a
    /// document, with its paragraphs only) into the folder OUT
    #[arg(long, value_name = "BY", value_parser = word::<SplitBy>(&["language", "stream"]))]
    split: Option<SplitBy>,
    /// Where documents that fail are written [default: OUT.quarantine.jsonl, or polynorm.quarantine.jsonl]
    #[arg(long, value_name = "FILE")]
    quarantine: Option<PathBuf>,
    /// Seconds between two lines that say how far the run is, where there is no terminal; 0 for none [default: 30]
    #[arg(long, value_name = "SECONDS")]
    log_every: Option<u64>,
    /// Say nothing on standard error but errors
    #[arg(short, long)]
    pub quiet: bool,
}

/// What the options come to.
pub struct Plan {
    /// The file or folder; `None` for standard output.
    pub out: Option<PathBuf>,
    /// Where what fails goes, if that was said or follows from `out`.
    pub quarantine: Option<PathBuf>,
    /// How records are packed and split.
    pub layout: Layout,
    /// Whether the output is a folder of texts.
    pub texts: bool,
}

impl Outputs {
    /// Writes what was given over what the config says, and what the name of the output tells where neither says.
    /// Takes from the config where to write if that was not given.
    pub fn apply(&mut self, config: &mut Config) {
        set_some(&mut config.log_every, self.log_every);
        config.quiet |= self.quiet;
        self.quiet = config.quiet;
        let output = &mut config.output;
        set_some(&mut output.path, self.output.take());
        self.output.clone_from(&output.path);
        set_some(&mut output.quarantine, self.quarantine.take());
        self.quarantine.clone_from(&output.quarantine);
        set_some(&mut output.compress, self.compress);
        set_some(&mut output.level, self.level);
        set_some(&mut output.split, self.split);
        set_some(&mut output.split_size, self.split_size);
        let name =
            self.output.as_deref().and_then(Path::file_name).unwrap_or_default().to_string_lossy().to_lowercase();
        let (compression, stem) = Compression::of_name(&name);
        let form = match stem.rsplit_once('.') {
            Some((_, "parquet")) => Form::Parquet,
            Some((_, "arrow" | "ipc" | "feather")) => Form::Arrow,
            _ => Form::Jsonl,
        };
        let form = *output.format.get_or_insert(form);
        // Within a Parquet file it is the pages that are compressed, and they always should be.
        let compression = if form == Form::Parquet { Compression::Zstd } else { compression };
        output.compress.get_or_insert(compression);
    }

    /// What the options come to, checked; nothing is written yet.
    pub fn plan(&self, config: &Config, inputs: &[PathBuf], records: Output) -> Result<Plan> {
        let output = &config.output;
        let (form, compression) = (output.format.unwrap_or_default(), output.compress.unwrap_or_default());
        if let Some(level) = output.level {
            let (levels, _) = compression.levels();
            ensure!(compression != Compression::None, "a level needs a compression; say which with `--compress`");
            let (least, most) = (levels.start(), levels.end());
            ensure!(levels.contains(&level), "level {level}: it must be from {least} to {most}");
        }
        let out = self.output.clone().filter(|path| path.as_os_str() != "-");
        let splits = output.split.is_some() || output.split_size.is_some();
        ensure!(out.is_some() || !splits, "to split the output there must be a folder to write to; name it with `-o`");
        ensure!(
            !splits || form != Form::Text,
            "texts are a file for each document; leave out `--split` and `--split-size`"
        );
        let (format, ending) = match form {
            Form::Jsonl => (Format::Lines(compression, output.level), format!(".jsonl{}", compression.ending())),
            Form::Text => (Format::Lines(compression, output.level), String::new()),
            Form::Parquet | Form::Arrow => {
                ensure!(out.is_some(), "a table has an end that is written last; name a file with `-o`");
                (table(form, compression, output.level, records)?, format!(".{}", form.name()))
            }
        };
        let split = splits.then_some(Split { ending, size: output.split_size });
        let quarantine = match (&self.quarantine, &out) {
            (Some(path), _) => Some(path.clone()),
            (None, Some(out)) => Some(with_suffix(out, ".quarantine.jsonl")),
            (None, None) => None,
        };
        for path in [&out, &quarantine].into_iter().flatten() {
            refuse_input(path, inputs)?;
        }
        let texts = form == Form::Text && out.is_some();
        Ok(Plan { out, quarantine, layout: Layout { format, split }, texts })
    }

    /// Whether the output is standard output.
    pub fn is_stdout(&self) -> bool {
        self.output.as_ref().is_none_or(|path| path.as_os_str() == "-")
    }
}

#[cfg(feature = "arrow")]
fn table(form: Form, compression: Compression, level: Option<i32>, records: Output) -> Result<Format> {
    use crate::corpus::Columns;
    if form == Form::Parquet {
        return Ok(Format::Parquet(Columns::new(records, compression, level)));
    }
    ensure!(compression != Compression::Gzip, "Arrow has no gzip; choose `--compress zst` or none");
    Ok(Format::Arrow(Columns::new(records, compression, level)))
}

#[cfg(not(feature = "arrow"))]
fn table(form: Form, _: Compression, _: Option<i32>, _: Output) -> Result<Format> {
    anyhow::bail!("{} is not in this program; build it with `--features arrow`", form.name())
}

/// What is read must not be written over.
pub fn refuse_input(path: &Path, inputs: &[PathBuf]) -> Result<()> {
    let Ok(written) = path.canonicalize() else { return Ok(()) };
    let same = inputs.iter().any(|input| input.canonicalize().is_ok_and(|input| input == written));
    ensure!(!same, "{} would be read and written at the same time; choose another output", path.display());
    Ok(())
}
