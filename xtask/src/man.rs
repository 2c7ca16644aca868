//! `cargo xtask man`: man pages and completions of the command, from the same definition as its parser and its help.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use clap_complete::Shell;

/// Writes `polynorm.1`, a page for each verb, and a file of completions for each shell to `folder`.
pub fn write(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    clap_mangen::generate_to(polynorm::cli::command(), folder)?;
    for shell in [Shell::Bash, Shell::Elvish, Shell::Fish, Shell::PowerShell, Shell::Zsh] {
        clap_complete::generate_to(shell, &mut polynorm::cli::command(), "polynorm", folder)?;
    }
    eprintln!("written to {}", folder.display());
    Ok(())
}
