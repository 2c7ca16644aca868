//! `polynorm names compare`: lines of two names, scored.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;

use crate::cli::Ended;
use crate::cli::filter::{self, Ends};
use crate::cli::options::Threads;
use crate::names::compare::{compare, score};

/// Score whether two names, in any scripts, are names of the same
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files of lines `name<TAB>name`, `-` for standard input, the default
    #[arg(value_name = "INPUT", default_value = "-", hide_default_value = true)]
    inputs: Vec<PathBuf>,
    /// Add a column with the reasons, separated by semicolons
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    threads: Threads,
}

const EXAMPLES: &str = "\
Examples:
  polynorm names compare pairs.tsv > scored.tsv
  polynorm names compare pairs.tsv | awk -F '\\t' '$3 >= 0.5'
  printf 'Muammar Qaddafi\\tMoammar al-Gadhafi\\n' | polynorm names compare --explain

Writes `name<TAB>name<TAB>score` for each line, in order; the score is 0.0 to 1.0, and from 0.5 on
the names are rather the same than not. Columns behind the two names stay in front of the score. A
line without a tab gets an empty score, standard error says which, and the exit code is 1.";

pub fn run(args: Args) -> Result<Ended> {
    filter::run(&args.inputs, args.threads.threads, Ends::Always, |line, out| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        out.extend_from_slice(line);
        let text = String::from_utf8_lossy(line);
        let mut columns = text.split('\t');
        let (Some(a), Some(b)) = (columns.next(), columns.next()) else {
            out.extend_from_slice(if args.explain { b"\t\t\t" } else { b"\t\t" });
            return Ok(Err("no tab between two names"));
        };
        if args.explain {
            let compared = compare(a, b);
            write!(out, "\t{:.4}\t{}", compared.score, compared.reasons.join("; "))?;
        } else {
            write!(out, "\t{:.4}", score(a, b))?;
        }
        Ok(Ok(()))
    })
}
