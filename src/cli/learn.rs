//! `polynorm learn-boilerplate`: lines that come again in a corpus, as evidence for the roles of lines.

use anyhow::Result;
use indicatif::{HumanBytes, HumanCount};

use super::Ended;
use super::config::ConfigFile;
use super::inputs::Inputs;
use super::one_file::{OneFile, Written};
use super::options::{self, Threads, set, size, word};
use crate::Pipeline;
use crate::corpus::{Counts, Ready};
use crate::role::{Learned, Learning, LearningOptions, Lines};
use crate::segment::Paragraphs;

/// Count the lines that come again in many documents of a site, folder or archive, for `--boilerplate`
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    written: Written,
    /// Documents of a source that must have a line
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(2..), help_heading = "Lines")]
    min_documents: u32,
    /// The share of the documents of a source that must have it, 0.0 to 1.0; 50 documents are enough in any case
    #[arg(long, value_name = "X", default_value_t = LearningOptions::default().min_share, value_parser = share, help_heading = "Lines")]
    min_share: f32,
    /// What counting may take in memory; when that is full, lines that are rare or come again late are forgotten
    /// [default: 128M]
    #[arg(long, value_name = "SIZE", value_parser = size::<usize>, help_heading = "Lines")]
    memory: Option<usize>,
    /// How lines make paragraphs, as `normalize` will be told: decided per document, each line, or lines up to a blank line
    /// [default: auto]
    #[arg(long, value_name = "HOW", value_parser = word::<Paragraphs>(&["auto", "line", "block"]), help_heading = "Lines")]
    paragraphs: Option<Paragraphs>,
    #[command(flatten)]
    file: ConfigFile,
    #[command(flatten)]
    threads: Threads,
}

const EXAMPLES: &str = "\
Examples:
  polynorm learn-boilerplate pages/ -o boilerplate.tsv
  polynorm normalize pages/ --boilerplate boilerplate.tsv -o pages.jsonl
  polynorm learn-boilerplate crawl.warc.gz --min-documents 10 -o boilerplate.tsv

The source of a document is the host of its `url` (a field of JSON lines and tables; of records of WARC
and WET their URI), without `www.`; else the folder it stands in, in archives too; of documents that
share a file, the file. Case, digits and punctuation make no difference to a line (`12 comments`,
`3 Comments`). A document that says what an earlier one of its source says is no evidence, so that an
article that is there five times stays one. A short line in a third of all sources, at least 10,
counts in any.

The file is a table to read and correct: documents with the line, documents of the source, source,
fingerprint, line. `normalize` asks it for the source of a document, and for all sources
where it does not know that one. It is the same for any number of threads.";

fn share(text: &str) -> Result<f32, String> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a share is a number from 0.0 to 1.0".to_owned())
}

pub fn run(mut args: Args) -> Result<Ended> {
    let mut config = args.file.read(args.written.quiet)?;
    args.inputs.apply(&mut config);
    args.written.apply(&mut config);
    set(&mut config.pipeline.paragraphs, args.paragraphs);
    let pool = options::pool(args.threads.threads.or(config.threads))?;
    let pipeline =
        Pipeline::builder().paragraphs(config.pipeline.paragraphs).mojibake(config.pipeline.mojibake).build()?;
    let memory = args.memory.unwrap_or(LearningOptions::default().memory);
    let mut learning =
        Learning::new(LearningOptions { min_documents: args.min_documents, min_share: args.min_share, memory });
    let output = OneFile::open(&args.written, &args.inputs)?;
    let lines = |ready: &Ready| Lines::of(&pipeline, &ready.bytes, ready.site());
    let take = |lines: Lines| learning.add(&lines);
    let (sink, counts) = output.gather(&args.inputs, &config, &pool, lines, take)?;
    let mut learned = learning.finish();
    output.finish(sink, std::mem::take(&mut learned.file).into_bytes(), learned.lines, &counts)?;
    if !config.quiet {
        told(&learned, &counts, &output.place());
    }
    Ok(if counts.quarantined == 0 { Ended::Well } else { Ended::Failed })
}

/// The last lines.
fn told(learned: &Learned, counts: &Counts, place: &str) {
    let Counts { read, quarantined, bytes, .. } = *counts;
    if let (lines @ 1.., documents) = learned.forgotten {
        anstream::eprintln!(
            "there was no room for all: {} lines were forgotten, of up to {documents} documents; `--memory` makes more",
            HumanCount(lines)
        );
    }
    anstream::eprintln!(
        "{read} {} of {} read, {quarantined} quarantined, {} copies of others; {} sources, {} lines that come again{place}",
        if read == 1 { "document" } else { "documents" },
        HumanBytes(bytes),
        HumanCount(learned.copies.into()),
        HumanCount(learned.sources),
        HumanCount(learned.lines)
    );
}
