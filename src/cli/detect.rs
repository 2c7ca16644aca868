//! `polynorm detect`: encoding, language and script, without changing text.

use std::io::Write;

use anyhow::Result;

use super::Ended;
use super::config::{Config, ConfigFile};
use super::filter;
use super::inputs::Inputs;
use super::language::LanguageOptions;
use super::normalize::documents;
use super::options::{Threads, word};
use super::outputs::Outputs;
use crate::corpus::{Output, SourceOptions};
use crate::names::NamesMode;
use crate::segment::Paragraphs;
use crate::{Settings, language, role};

/// Bytes of a text beyond which it comes in parts: four times as many as elsewhere, for of a document only what its paragraphs are is kept.
const CUT: usize = 16 << 20;

/// Tell encoding, language and script of documents and their paragraphs, or of lines
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    outputs: Outputs,
    /// Read lines of UTF-8 text and write `language<TAB>script<TAB>confidence` for each, in order
    #[arg(long, conflicts_with_all = ["from", "text_field", "id_field", "glob", "max_document", "shard", "output", "paragraphs"])]
    lines: bool,
    /// How lines make paragraphs: decided per document, each line, or lines up to a blank line [default: auto]
    #[arg(long, value_name = "HOW", value_parser = word::<Paragraphs>(&["auto", "line", "block"]))]
    paragraphs: Option<Paragraphs>,
    #[command(flatten)]
    language: LanguageOptions,
    #[command(flatten)]
    file: ConfigFile,
    #[command(flatten)]
    threads: Threads,
}

const EXAMPLES: &str = "\
Examples:
  polynorm detect articles/
  polynorm detect mail.txt | jq -r '.paragraphs[].encoding' | sort | uniq -c
  polynorm detect --lines < lines.txt > languages.tsv
  polynorm detect --lines --languages eng,fra,ar < lines.txt        # one of these, or `und`

Languages are ISO 639-3 codes (`und`: none to tell), scripts ISO 15924, encodings have their
WHATWG names. A paragraph in more than one language has `languages`, the spans of each in code
points of its text; its `language` is the one with most letters.";

pub fn run(mut args: Args) -> Result<Ended> {
    let mut config = args.file.read(args.outputs.quiet)?;
    config.threads = args.threads.threads.or(config.threads);
    args.language.apply(&mut config);
    if args.lines {
        return lines(&args, &config);
    }
    if config.input.cut == SourceOptions::default().cut {
        config.input.cut = CUT;
    }
    args.inputs.apply(&mut config);
    super::options::set(&mut config.pipeline.paragraphs, args.paragraphs);
    config.pipeline.names = NamesMode::Off;
    config.pipeline.boilerplate = None;
    config.output.streams.clear();
    let pipeline = config.pipeline()?;
    args.outputs.apply(&mut config);
    documents("detect", &args.inputs, &args.outputs, &config, &pipeline, Output::Detected)
}

fn lines(args: &Args, config: &Config) -> Result<Ended> {
    // A line is a document of one paragraph, and it is UTF-8: no encoding is to be guessed, nothing to be repaired.
    let Settings { detector, model, languages, threshold, .. } = &config.pipeline;
    let detector = detector.open(model.as_deref())?;
    filter::run(&args.inputs.paths(), config.threads, filter::Ends::Always, |line, out| {
        let text = match simdutf8::basic::from_utf8(line) {
            Ok(text) => text.into(),
            Err(_) => String::from_utf8_lossy(line),
        };
        let known = || role::phrase_language(&text);
        let found = language::identify_alone(&text, known, &*detector, languages, *threshold);
        write!(out, "{}\t{}\t{:.3}", found.language, found.script, found.confidence).map(Ok)
    })
}
