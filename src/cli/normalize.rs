//! `polynorm normalize`: the main job.

use anyhow::{Result, bail};

use super::Ended;
use super::config::{Config, ConfigFile, Format};
use super::inputs::Inputs;
use super::options::{self, Threads, word};
use super::outputs::Outputs;
use super::progress::{self, Far, Progress};
use super::stages::Stages;
use super::start::{self, Start};
use crate::corpus::{self, Around, FileSource, Job, Offsets, Output, RecordOptions, RunFile, Source as _};
use crate::document::Streams;
use crate::{Pipeline, Stream};

/// Normalize documents: one record a line, with text, streams, paragraphs and names
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    outputs: Outputs,
    /// Records as JSONL, Parquet or Arrow IPC, or plain text: with `-o` a folder with a file for each document and
    /// stream (`NAME.body.eng.txt`), without the text of the bodies [default: told by the ending of OUT, else jsonl]
    #[arg(long, value_parser = word::<Format>(&["jsonl", "text", "parquet", "arrow"]), help_heading = "Output")]
    format: Option<Format>,
    /// The unit of `span`: code points, bytes or UTF-16 code units [default: chars]
    #[arg(long, value_name = "UNIT", value_parser = word::<Offsets>(&["chars", "bytes", "utf16"]), help_heading = "Output")]
    offsets: Option<Offsets>,
    /// Write each change, with its bytes in the source and the rule that made it
    #[arg(long, help_heading = "Output")]
    edits: bool,
    /// Write these streams only, and the paragraphs in them; how many are left out is said at the end [default: all, of plain
    /// text on standard output the body]
    #[arg(long, value_name = "STREAM,…", value_delimiter = ',', value_parser = word::<Stream>(&["body", "teaser", "widget"]), help_heading = "Output")]
    streams: Vec<Stream>,
    #[command(flatten)]
    stages: Stages,
    #[command(flatten)]
    file: ConfigFile,
    /// Say what would be read, and read nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    threads: Threads,
}

const EXAMPLES: &str = "\
Examples:
  polynorm normalize articles/ -o articles.jsonl
  polynorm normalize dump.jsonl.zst --text-field content --id-field url -o out.jsonl.zst
  polynorm normalize articles/ --format text -o texts/
  polynorm normalize out.jsonl.quarantine.jsonl -o again.jsonl      # what failed, once more
  polynorm normalize --names annotate --edits < article.txt
  polynorm normalize corpus/ -o out.jsonl.zst --resume              # go on, whatever interrupted it
  polynorm normalize corpus/ --shard 3/16 -o part-03.jsonl          # one job of an array
  polynorm normalize corpus/ --split language --split-size 256M --compress zst -o by-language/

Output is written as OUT.partial and gets its name when it is whole. An interrupted run leaves
OUT.journal beside it: the same command with `--resume` goes on where it was, without it the run
starts anew. OUT.run.json tells what a finished run came to. Documents that fail are written
to OUT.quarantine.jsonl; without -o to polynorm.quarantine.jsonl in the current folder.
Other fields of a JSON line are carried through; those that a record has itself (`source`,
`language`, …) stand under `input`.";

pub fn run(mut args: Args) -> Result<Ended> {
    let config = args.config()?;
    if args.dry_run {
        args.inputs.dry_run(&config, &mut std::io::stdout().lock())?;
        return Ok(Ended::Well);
    }
    let pipeline = config.pipeline()?;
    let streams = match &config.output.streams[..] {
        [] => Streams::default(),
        some => some.iter().copied().collect(),
    };
    let output = match config.output.format.unwrap_or_default() {
        Format::Text if args.outputs.is_stdout() && config.output.streams.is_empty() => {
            Output::Text(Stream::Body.into())
        }
        Format::Text if args.outputs.is_stdout() => Output::Text(streams),
        Format::Text => Output::TextFiles(streams),
        _ => {
            let names = config.pipeline.names;
            let options = RecordOptions::new(config.output.offsets, config.output.edits, names);
            Output::Normalized(RecordOptions { streams, ..options })
        }
    };
    documents("normalize", &args.inputs, &args.outputs, &config, &pipeline, output)
}

/// Takes documents through a pipeline; `normalize` and `detect` do this.
pub fn documents(
    verb: &str,
    inputs: &Inputs,
    outputs: &Outputs,
    config: &Config,
    pipeline: &Pipeline,
    output: Output,
) -> Result<Ended> {
    let mut source = inputs.source(config)?;
    let plan = outputs.plan(config, &inputs.paths(), output)?;
    let format = plan.layout.format.clone();
    let started = match start::start(outputs, plan, start::asked(verb, inputs, config)?)? {
        Start::Run(started) => started,
        Start::Finished(run) => return Ok(ended(&run, outputs, config, &source)),
    };
    let mut started = *started;
    source.resume_at(&started.from.position)?;
    let job = Job {
        pipeline,
        output,
        block_bytes: format.block_bytes(config.output.split.is_some()),
        format,
        split: config.output.split,
        text_field: &config.input.text_field,
        id_field: &config.input.id_field,
    };
    let pool = options::pool(config.threads)?;
    let log_every = config.log_every.unwrap_or(30);
    let bar = !outputs.is_stdout();
    let far = Far { total: inputs.total(config), read: Box::new(source.bytes_read()) };
    let progress = Progress::new(!outputs.quiet, bar, log_every, &started.from.counts, far);
    let around = Around {
        pool: &pool,
        from: std::mem::take(&mut started.from),
        journal: started.journal.as_mut(),
        pace: Around::PACE,
        stop: &super::signals::STOP,
        progress: &|counts| progress.tell(counts),
    };
    let summary = corpus::run(&mut source, &job, &mut started.sink, around);
    progress.clear();
    let summary = summary.map_err(|error| resumable(error, started.journal.is_some()))?;
    Ok(ended(&started.finish(summary, pool.current_num_threads())?, outputs, config, &source))
}

/// An error with what can be done about it, where a run can be gone on with.
fn resumable(error: crate::Error, journal: bool) -> anyhow::Error {
    let goes_on = journal && error.is_io();
    let error = anyhow::Error::from(error);
    if goes_on {
        let told = error.to_string();
        return error.context(format!("{told}; what is written so far lasts, `--resume` goes on with it"));
    }
    error
}

/// What is said at the end, and how the run ended.
fn ended(run: &RunFile, outputs: &Outputs, config: &Config, source: &FileSource) -> Ended {
    if !outputs.quiet {
        if let (passed, Some(first)) = source.passed_over() {
            let (files, more) = if passed == 1 { ("file", "") } else { ("files", " and others") };
            anstream::eprintln!(
                "{passed} {files} passed over, neither text nor a format that is read: {}{more}; `--glob` reads them",
                first.display()
            );
        }
        match source.records_passed_over() {
            0 => {}
            1 => anstream::eprintln!("1 record passed over that is no document (a header, request, picture, …)"),
            n => anstream::eprintln!("{n} records passed over that are no documents (headers, requests, pictures, …)"),
        }
        if !outputs.is_stdout() {
            progress::summary(run);
        }
        progress::left_out(run, &config.output.streams);
        progress::closing(run);
    }
    if run.counts.quarantined == 0 { Ended::Well } else { Ended::Failed }
}

impl Args {
    /// The config file with the options over it.
    pub fn config(&mut self) -> Result<Config> {
        let mut config = self.file.read(self.outputs.quiet)?;
        self.inputs.apply(&mut config);
        options::set_some(&mut config.output.format, self.format);
        self.outputs.apply(&mut config);
        options::set(&mut config.output.offsets, self.offsets);
        config.output.edits |= self.edits;
        if !self.streams.is_empty() {
            config.output.streams.clone_from(&self.streams);
        }
        config.threads = self.threads.threads.or(config.threads);
        self.stages.apply(&mut config);
        if config.output.format == Some(Format::Text) && config.output.edits {
            bail!("edits do not go with plain text; leave out `--edits` or `--format text`");
        }
        Ok(config)
    }
}
