//! `polynorm config`: the settings in force, as a file of settings.

use std::io::Write;

use anyhow::{Context, Result};

use super::{Ended, normalize};

/// Write the settings in force: the defaults, `polynorm.toml`, and the options given here
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
#[group(skip)]
pub struct Args {
    /// Write them to standard output, which it does in any case
    #[arg(long)]
    print: bool,
    #[command(flatten)]
    normalize: normalize::Args,
}

const EXAMPLES: &str = "\
Examples:
  polynorm config --print > polynorm.toml
  polynorm config --print --languages eng,fra --form nfkc
  polynorm config --print --config old.toml --threads 8

Takes every option of `normalize`; nothing is read or written but the settings.";

pub fn run(mut args: Args) -> Result<Ended> {
    let config = args.normalize.config()?;
    std::io::stdout().write_all(config.to_toml()?.as_bytes()).context("standard output")?;
    Ok(Ended::Well)
}
