//! `polynorm names`: what is done with names alone.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;

use super::Ended;
use super::filter::{self, Ends};
use super::options::Threads;
use crate::names::compare::{compare, score};

/// Compare names
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    Compare(Compare),
}

/// Score whether two names, in any scripts, are names of the same
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
struct Compare {
    /// Files of lines `name<TAB>name`, `-` for standard input, the default
    #[arg(value_name = "INPUT", default_value = "-", hide_default_value = true)]
    inputs: Vec<PathBuf>,
    /// Add the reasons, separated by semicolons
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    threads: Threads,
}

const EXAMPLES: &str = "\
Examples:
  polynorm names compare pairs.tsv
  printf 'Muammar Qaddafi\\tMoammar al-Gadhafi\\n' | polynorm names compare --explain

Writes name<TAB>name<TAB>score for each line; the score is 0.0 to 1.0, and from 0.5 on the names are rather the same.
A line without a tab is compared with an empty name.";

pub fn run(args: Args) -> Result<Ended> {
    let Verb::Compare(args) = args.verb;
    filter::run(&args.inputs, args.threads.threads, Ends::AsInput, |line, out| {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let text = String::from_utf8_lossy(line);
        let (a, b) = text.split_once('\t').unwrap_or((&text, ""));
        out.extend_from_slice(line);
        if !text.contains('\t') {
            out.push(b'\t');
        }
        if args.explain {
            let compared = compare(a, b);
            write!(out, "\t{:.4}\t{}", compared.score, compared.reasons.join("; "))
        } else {
            write!(out, "\t{:.4}", score(a, b))
        }
    })
}
