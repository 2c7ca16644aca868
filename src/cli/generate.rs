//! `polynorm completions` and `polynorm man`: made from the definition that the parser and the help texts come from.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap_complete::Shell;

use super::Ended;

/// Write the completions of a shell to standard output
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  polynorm completions bash > ~/.local/share/bash-completion/completions/polynorm
  polynorm completions zsh > ~/.zfunc/_polynorm
  polynorm completions fish > ~/.config/fish/completions/polynorm.fish")]
pub struct Completions {
    shell: Shell,
}

/// Write the man pages of the command and its verbs to a folder
#[derive(clap::Args)]
#[command(after_help = "Example:\n  polynorm man ~/.local/share/man/man1 && man polynorm-normalize")]
pub struct Man {
    /// Made where it does not exist
    folder: PathBuf,
}

pub fn completions(args: &Completions) -> Result<Ended> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "polynorm", &mut text);
    std::io::stdout().write_all(&text).context("standard output")?;
    Ok(Ended::Well)
}

pub fn man(args: &Man) -> Result<Ended> {
    std::fs::create_dir_all(&args.folder)
        .and_then(|()| clap_mangen::generate_to(super::command(), &args.folder))
        .with_context(|| args.folder.display().to_string())?;
    Ok(Ended::Well)
}
