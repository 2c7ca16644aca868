//! `polynorm inspect`: one document for a person, in colour.

use std::path::PathBuf;

use anyhow::Result;

use super::Ended;

/// Show one document: each paragraph's bytes, encoding, language, role, names and edits
#[derive(clap::Args)]
pub struct Args {
    /// The document, `-` for standard input
    file: PathBuf,
}

pub fn run(args: Args) -> Result<Ended> {
    let _ = args;
    Ok(Ended::Well)
}
