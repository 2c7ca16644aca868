//! `polynorm report`: a finished run as one HTML page.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::Ended;
use crate::corpus::{self, RunFile, with_suffix};
use crate::report::{self, Failures};

/// Show a finished run as one HTML page: what there was, what was done, what stands out
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The run: its output, or the summary beside it (`OUT.run.json`)
    #[arg(value_name = "RUN")]
    run: PathBuf,
    /// Where the page goes, `-` for standard output [default: OUT.report.html]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite a file that is no earlier report
    #[arg(long)]
    force: bool,
}

const EXAMPLES: &str = "\
Examples:
  polynorm normalize articles/ -o articles.jsonl && polynorm report articles.jsonl
  polynorm report articles.jsonl.run.json -o - > report.html

The page holds all that it shows: plots of languages, scripts, encodings, roles, changes and names
with their spellings, the slowest and oddest documents, and samples before and after. It loads
nothing, runs no script, and can be read on a phone, in light and dark, and by a screen reader.";

/// What every report begins with.
const START: &[u8] = b"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">";
const MARK: &[u8] = b"<meta name=\"generator\" content=\"polynorm\">";

pub fn run(args: Args) -> Result<Ended> {
    let (run, path) = RunFile::read(&args.run)?;
    let failures = run.quarantine.as_ref().and_then(|quarantine| {
        // Where it was when the run ended, or beside the summary, if both were moved.
        let beside = quarantine.file_name().map(|name| path.with_file_name(name));
        Failures::read(quarantine).ok().or_else(|| Failures::read(&beside?).ok())
    });
    let page = report::page(&run, failures.as_ref());
    if args.output.as_deref() == Some(Path::new("-")) {
        let mut out = std::io::stdout().lock();
        out.write_all(page.as_bytes()).and_then(|()| out.flush()).context("standard output")?;
        return Ok(Ended::Well);
    }
    let out = args.output.unwrap_or_else(|| with_suffix(&RunFile::output(&path).unwrap_or(path), ".report.html"));
    if out.exists() && !args.force && !is_report(&out) {
        bail!("{}: exists and is no report; `--force` overwrites it", out.display());
    }
    corpus::replace(&out, page.as_bytes())?;
    anstream::eprintln!("the report is in {}", out.display());
    Ok(Ended::Well)
}

/// Whether a file is a report that an earlier call wrote.
fn is_report(path: &Path) -> bool {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(1024).read_to_end(&mut start));
    read.is_ok() && start.starts_with(START) && start.windows(MARK.len()).any(|window| window == MARK)
}
