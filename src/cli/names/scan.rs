//! `polynorm names scan`: every place where an alias stands, found in one pass.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::cli::Ended;
use crate::cli::config::Config;
use crate::cli::inputs::Inputs;
use crate::cli::options::{self, Threads};
use crate::corpus::{Budget, Item, Ready, Source, guarded, ordered};
use crate::encoding::RepairMode;
use crate::names::{Hit, NamesMode, Scanner};
use crate::{Error, Lexicon, Pipeline};

/// List every place where an alias of a lexicon stands
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// A file of names, a table or compiled by `names compile`; of several, each goes over those before it [default: the
    /// built-in lexicon]
    #[arg(long, value_name = "FILE")]
    names: Vec<PathBuf>,
    /// Look for the names of the built-in lexicon too, beside those of the files
    #[arg(long)]
    builtin: bool,
    /// Leave out aliases that count only with other evidence: `weak`, `document`, `metonym`, `context:`
    #[arg(long)]
    strong: bool,
    /// List aliases inside and across others too; without it the longest, and the search goes on behind it
    #[arg(long)]
    overlapping: bool,
    /// What is written of each place
    #[arg(long, value_enum, default_value = "tsv")]
    format: Format,
    #[command(flatten)]
    threads: Threads,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Format {
    /// Columns with a tab between them
    Tsv,
    /// A JSON object a line
    Jsonl,
}

const EXAMPLES: &str = "\
Examples:
  polynorm names scan articles/ --names mine.tsv > places.tsv
  polynorm names scan dump.jsonl.zst --names watchlist.lexicon --strong --format jsonl
  polynorm names scan article.txt | cut -f 5 | sort | uniq -c

Columns: document, start and end in bytes of the document as it was read, what stands there, entity,
kind, canonical name, parent, and flags of the alias that ask for other evidence. An alias that
several entities share has a line for each. Words match whole, in other letter case (with the
capitals of the alias), with other dashes, spaces, line breaks, apostrophes and diacritics. Nothing
is decided about who is meant: `normalize --names annotate` does that.";

/// Bytes of documents that travel together.
const BLOCK: usize = 1 << 20;

pub fn run(args: Args) -> Result<Ended> {
    let mut config = Config::default();
    let mut inputs = args.inputs;
    inputs.apply(&mut config);
    let lexicon = match (&args.names[..], args.builtin) {
        ([], _) => Lexicon::builtin(),
        (files, true) => Lexicon::builtin().with_files(files)?.into(),
        (files, false) => Lexicon::of_files(files)?.into(),
    };
    super::warn(&lexicon);
    let scanner = Scanner::new(lexicon).overlapping(args.overlapping);
    let mut settings = config.pipeline.clone();
    (settings.names, settings.mojibake) = (NamesMode::Off, RepairMode::Off);
    let job = Job {
        scanner,
        pipeline: Pipeline::builder().settings(settings).build()?,
        strong: args.strong,
        format: args.format,
        fields: [config.input.text_field.clone(), config.input.id_field.clone()],
    };
    let mut source = inputs.source(&config)?;
    let read = || {
        let (mut block, mut size) = (Vec::new(), 0);
        while size < BLOCK && block.len() < 256 {
            let Some(item) = source.next_item() else { break };
            size += item.size();
            block.push(item);
        }
        (!block.is_empty()).then_some((block, size))
    };
    let pool = options::pool(args.threads.threads)?;
    let (mut stdout, mut failed) = (io::stdout(), 0u64);
    let write = |done: Result<Done, Error>| -> Result<()> {
        let done = done?;
        for failure in &done.failures {
            anstream::eprintln!("{failure}");
        }
        failed += done.failures.len() as u64;
        stdout.write_all(&done.out).context("standard output")
    };
    let work = |block: Vec<Item>| job.work(block);
    ordered(&pool, Budget::for_threads(pool.current_num_threads()), read, work, write, || Ok(()))?;
    if let (passed, Some(first)) = source.passed_over()
        && passed > 0
    {
        anstream::eprintln!(
            "{passed} files are neither text nor archives and were passed over, the first is {}",
            first.display()
        );
    }
    Ok(if failed == 0 { Ended::Well } else { Ended::Failed })
}

struct Job {
    scanner: Scanner,
    pipeline: Pipeline,
    strong: bool,
    format: Format,
    /// Those of a JSON line with the text and the id.
    fields: [String; 2],
}

/// What a block came to.
#[derive(Default)]
struct Done {
    out: Vec<u8>,
    failures: Vec<String>,
}

impl Job {
    fn work(&self, block: Vec<Item>) -> Result<Done, Error> {
        let mut done = Done::default();
        for item in block {
            if crate::cli::signals::STOP.is_asked() {
                return Err(Error::interrupted());
            }
            match item.open(&self.fields[0], &self.fields[1]) {
                Ok(ready) => {
                    let start = done.out.len();
                    if let Err(error) = self.guarded_document(&ready, &mut done.out) {
                        done.out.truncate(start);
                        done.failures.push(format!("{}: {error}", ready.id));
                    }
                }
                Err(failed) => done.failures.push(format!("{}: {}", failed.id, failed.failure.error)),
            }
        }
        Ok(done)
    }

    fn guarded_document(&self, ready: &Ready, out: &mut Vec<u8>) -> Result<(), String> {
        guarded(|| {
            self.document(ready, out);
            Ok(())
        })
    }

    fn document(&self, ready: &Ready, out: &mut Vec<u8>) {
        // A text that came in parts is one document.
        let start = ready.origin.start.unwrap_or(0);
        let part = ready.origin.part.filter(|&part| part > 1).map(|part| format!("#{part}")).unwrap_or_default();
        let id = ready.id.strip_suffix(&part).unwrap_or(&ready.id);
        if let Ok(text) = simdutf8::basic::from_utf8(&ready.bytes) {
            for hit in self.scanner.scan(text) {
                let span = [hit.span.start, hit.span.end].map(|at| start + at as u64);
                self.write(id, span, &text[hit.span.clone()], &hit, out);
            }
            return;
        }
        for paragraph in &self.pipeline.detect(&ready.bytes).paragraphs {
            let text = paragraph.text();
            for hit in self.scanner.scan(text) {
                let source = paragraph.source_range(hit.span.clone());
                let span = [source.start, source.end].map(|at| start + at as u64);
                self.write(id, span, &text[hit.span.clone()], &hit, out);
            }
        }
    }

    #[inline]
    fn write(&self, id: &str, span: [u64; 2], surface: &str, hit: &Hit<'_>, out: &mut Vec<u8>) {
        if self.strong && hit.flags().any(|flag| flag != "keep") {
            return;
        }
        match self.format {
            Format::Tsv => {
                cell(id, out);
                for at in span {
                    out.push(b'\t');
                    number(at, out);
                }
                let cells =
                    [surface, hit.entity(), hit.kind().name(), hit.canonical(), hit.parent().unwrap_or_default()];
                for text in cells {
                    out.push(b'\t');
                    cell(text, out);
                }
                out.push(b'\t');
                for (at, flag) in hit.flags().enumerate() {
                    if at > 0 {
                        out.push(b',');
                    }
                    out.extend_from_slice(flag.as_bytes());
                }
            }
            Format::Jsonl => {
                let mut text = |name: &str, value: &str| {
                    out.extend_from_slice(name.as_bytes());
                    // Texts are always JSON.
                    let _ = serde_json::to_writer(&mut *out, value);
                };
                text("{\"id\":", id);
                text(&format!(",\"source\":[{},{}],\"surface\":", span[0], span[1]), surface);
                text(",\"entity\":", hit.entity());
                text(",\"kind\":", hit.kind().name());
                text(",\"canonical\":", hit.canonical());
                if let Some(parent) = hit.parent() {
                    text(",\"parent\":", parent);
                }
                let flags: Vec<_> = hit.flags().collect();
                if !flags.is_empty() {
                    text(",\"flags\":", &flags.join(","));
                }
                out.push(b'}');
            }
        }
        out.push(b'\n');
    }
}

/// A text as a cell of a table: a tab or line end inside it is a space.
fn cell(text: &str, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(text.as_bytes());
    for byte in &mut out[start..] {
        if matches!(byte, b'\t' | b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}

fn number(mut number: u64, out: &mut Vec<u8>) {
    let (mut digits, mut at) = ([0; 20], 20);
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}
