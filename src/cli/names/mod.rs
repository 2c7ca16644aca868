//! `polynorm names`: what is done with names alone.

mod compare;
mod discover;

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
    Discover(Box<discover::Args>),
}

pub fn run(args: Args) -> Result<Ended> {
    match args.verb {
        Verb::Compare(args) => compare::run(args),
        Verb::Discover(args) => discover::run(*args),
    }
}
