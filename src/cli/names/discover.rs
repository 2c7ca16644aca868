//! `polynorm names discover`: names that no lexicon has, as a lexicon to be corrected.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use indicatif::{HumanBytes, HumanCount};
use serde::Deserialize;

use crate::cli::Ended;
use crate::cli::config::ConfigFile;
use crate::cli::inputs::Inputs;
use crate::cli::language::LanguageOptions;
use crate::cli::one_file::{OneFile, Written};
use crate::cli::options::{self, Threads, size, word};
use crate::corpus::{Counts, Ready};
use crate::names::discover::{Discovery, Observed, Options, Proposals};
use crate::names::{Lexicon, NamesMode};
use crate::{Kind, Pipeline};

/// Propose names that no lexicon has, and new spellings of those it has, as a lexicon to correct
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    written: Written,
    /// Rows of a lexicon with the evidence as comments, or JSON lines with all of it [default: told by the ending of OUT,
    /// else tsv]
    #[arg(long, value_parser = word::<Form>(&["tsv", "jsonl"]), help_heading = "Output")]
    format: Option<Form>,
    /// A file with more names: what it has is not proposed, nor what is commented out in it; can be given several times
    #[arg(long, value_name = "FILE", help_heading = "Names")]
    names: Vec<PathBuf>,
    /// Propose these kinds only [default: all]
    #[arg(long, value_name = "KIND,…", value_delimiter = ',', value_parser = kind, help_heading = "Names")]
    kinds: Vec<Kind>,
    /// Documents that a name must stand in
    #[arg(long, value_name = "N", default_value_t = 2, help_heading = "Names")]
    min_documents: u64,
    /// Mentions that a name must have
    #[arg(long, value_name = "N", default_value_t = 2, help_heading = "Names")]
    min_mentions: u64,
    /// How sure at least one mention of a name must be, 0.0 to 1.0
    #[arg(long, value_name = "X", default_value_t = Options::default().min_confidence, help_heading = "Names")]
    min_confidence: f32,
    /// Contexts that are shown of a name
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u8).range(0..=3), help_heading = "Names")]
    contexts: u8,
    /// What the table of names may take in memory; when it is full, rare names are forgotten [default: 48M]
    #[arg(long, value_name = "SIZE", value_parser = size::<usize>, help_heading = "Names")]
    memory: Option<usize>,
    #[command(flatten)]
    language: LanguageOptions,
    #[command(flatten)]
    file: ConfigFile,
    #[command(flatten)]
    threads: Threads,
}

const EXAMPLES: &str = "\
Examples:
  polynorm names discover articles/ -o variants.tsv
  polynorm normalize articles/ --names variants.tsv -o articles.jsonl         # once it is corrected
  polynorm names discover more/ --names variants.tsv -o more-variants.tsv     # what is still not known
  polynorm names discover dump.jsonl.zst --kinds person --min-documents 5 --format jsonl -o people.jsonl

Names are counted in the text of documents, not in menus and notices; a line that stands on every page
counts once. A row that is right is left; one that is wrong is corrected, or rejected with `#` in
front of it; what says `# maybe:` is taken with these words removed. The output is the same for any
number of threads. Documents that fail are written to OUT.quarantine.jsonl.";

/// How proposals are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    Tsv,
    Jsonl,
}

fn kind(name: &str) -> Result<Kind, String> {
    Kind::from_name(name).ok_or_else(|| "the kinds are person, organization, place, group".to_owned())
}

pub fn run(mut args: Args) -> Result<Ended> {
    let mut config = args.file.read(args.written.quiet)?;
    args.inputs.apply(&mut config);
    args.language.apply(&mut config);
    args.written.apply(&mut config);
    config.pipeline.names = NamesMode::Annotate;
    config.lexicons.append(&mut args.names);
    let pool = options::pool(args.threads.threads.or(config.threads))?;

    let mut lexicon = Lexicon::builtin();
    if !config.lexicons.is_empty() {
        lexicon = lexicon.with_files(&config.lexicons)?.into();
    }
    let mut discovery = Discovery::new(lexicon.clone(), args.options());
    for file in &config.lexicons {
        // One that is compiled has no comments.
        let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
        if let Ok(table) = std::str::from_utf8(&bytes) {
            discovery.reject(table);
        }
    }
    let pipeline = Pipeline::builder().settings(config.pipeline.clone()).lexicon(lexicon.clone()).build()?;

    let output = OneFile::open(&args.written, &args.inputs)?;
    let observe = |ready: &Ready| Observed::new(&ready.id, &ready.normalize(&pipeline), &lexicon);
    let (sink, counts) = output.gather(&args.inputs, &config, &pool, observe, |one| discovery.add(&one))?;
    let proposals = pool.install(|| discovery.proposals());
    let bytes = match args.form() {
        Form::Tsv => proposals.to_tsv(&args.options()),
        Form::Jsonl => proposals.to_jsonl(),
    };
    let records = proposals.clusters.len() as u64;
    output.finish(sink, bytes.into_bytes(), records, &counts)?;
    if !config.quiet {
        told(&proposals, &counts, &output);
    }
    Ok(if counts.quarantined == 0 { Ended::Well } else { Ended::Failed })
}

impl Args {
    fn options(&self) -> Options {
        Options {
            kinds: self.kinds.clone(),
            min_documents: self.min_documents,
            min_mentions: self.min_mentions,
            min_confidence: self.min_confidence,
            contexts: self.contexts.into(),
            memory: self.memory.unwrap_or(Options::default().memory),
        }
    }

    fn form(&self) -> Form {
        let is_jsonl = self.written.output.as_ref().is_some_and(|path| path.extension().is_some_and(|e| e == "jsonl"));
        self.format.unwrap_or(if is_jsonl { Form::Jsonl } else { Form::Tsv })
    }
}

/// The last lines.
fn told(proposals: &Proposals, counts: &Counts, output: &OneFile) {
    let Counts { read, quarantined, bytes, .. } = *counts;
    if proposals.evicted > 0 {
        anstream::eprintln!(
            "the table was full: {} rare names were forgotten, of up to {} documents; `--memory` makes it larger",
            HumanCount(proposals.evicted),
            proposals.forgotten.documents
        );
    }
    let known = proposals.clusters.iter().filter(|cluster| cluster.known).count();
    let aliases: usize = proposals.clusters.iter().map(|cluster| cluster.aliases.len()).sum();
    let place = output.place();
    anstream::eprintln!(
        "{read} {} of {} read, {quarantined} quarantined; {} names seen, {} entities proposed, {known} of them known, in \
         {aliases} rows{place}",
        if read == 1 { "document" } else { "documents" },
        HumanBytes(bytes),
        HumanCount(proposals.names),
        proposals.clusters.len()
    );
}
