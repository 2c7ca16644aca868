//! `polynorm names`: what is done with names alone.

mod compare;
mod compile;
mod convert;
mod discover;
mod scan;

use anyhow::Result;

use super::Ended;

/// Compare names, find them, and work on lists of them
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    Compare(compare::Args),
    Discover(Box<discover::Args>),
    Scan(Box<scan::Args>),
    Check(compile::Check),
    Compile(compile::Compile),
    Convert(convert::Args),
}

pub fn run(args: Args) -> Result<Ended> {
    match args.verb {
        Verb::Compare(args) => compare::run(args),
        Verb::Discover(args) => discover::run(*args),
        Verb::Scan(args) => scan::run(*args),
        Verb::Check(args) => compile::check(args),
        Verb::Compile(args) => compile::compile(args),
        Verb::Convert(args) => convert::run(args),
    }
}

/// Tells what was noticed in files of names.
fn warn(lexicon: &crate::Lexicon) {
    for warning in lexicon.warnings() {
        anstream::eprintln!("warning: {warning}");
    }
}
