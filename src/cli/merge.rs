//! `polynorm merge`: what the shards of a run came to, as one.

use std::path::PathBuf;

use anyhow::{Result, ensure};

use super::{Ended, progress};
use crate::corpus::{self, RunFile};

/// Add up what the shards of a run came to: `OUT.run.json` of each
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The shards: the output of each, or the summary beside it (`OUT.run.json`)
    #[arg(value_name = "RUN", required = true)]
    runs: Vec<PathBuf>,
    /// Where to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Overwrite what exists
    #[arg(long)]
    force: bool,
    /// Say nothing on standard error but errors
    #[arg(short, long)]
    quiet: bool,
}

const EXAMPLES: &str = "\
Examples:
  polynorm normalize corpus/ --shard 1/2 -o a.jsonl    # one job of an array
  polynorm normalize corpus/ --shard 2/2 -o b.jsonl    # the other
  polynorm merge a.jsonl.run.json b.jsonl.run.json -o whole.run.json

The shards must be of one run: the same version, settings and inputs, each of its shards once.";

pub fn run(args: Args) -> Result<Ended> {
    let mut shards = Vec::new();
    for path in &args.runs {
        let (run, path) = RunFile::read(path)?;
        shards.push((path.display().to_string(), run));
    }
    let whole = RunFile::merge(shards)?;
    let mut json = serde_json::to_vec_pretty(&whole)?;
    json.push(b'\n');
    match &args.output {
        Some(path) if path.as_os_str() != "-" => {
            let free = args.force || path.symlink_metadata().is_err();
            ensure!(free, "{}: is there already; `--force` overwrites it", path.display());
            corpus::replace(path, &json)?;
        }
        _ => std::io::Write::write_all(&mut std::io::stdout(), &json)?,
    }
    if !args.quiet {
        progress::closing(&whole);
    }
    Ok(Ended::Well)
}
