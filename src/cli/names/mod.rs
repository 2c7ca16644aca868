//! `polynorm names`: what is done with names alone.

mod compare;

use anyhow::Result;

use super::Ended;

/// Compare names
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    Compare(compare::Args),
}

pub fn run(args: Args) -> Result<Ended> {
    match args.verb {
        Verb::Compare(args) => compare::run(args),
    }
}
