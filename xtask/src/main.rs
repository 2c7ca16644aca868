//! Tasks of the project: `cargo xtask ci` checks everything; others build what is committed.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "tasks are for people at a terminal")]

mod ci;
mod man;
mod profiles;

use std::path::PathBuf;

use clap::Parser;

/// Tasks of the project.
#[derive(Parser)]
enum Task {
    /// Formats, lints, documentation, tests, examples and the command over the samples; stops at the first failure.
    Ci,
    /// Writes man pages and completions of the command.
    Man {
        /// Where to.
        #[arg(default_value = "target/man")]
        folder: PathBuf,
    },
    /// Builds langdata/language/profiles from texts (see langdata/language/README.md).
    Profiles {
        /// Folder with `*.tsv` (iso, text), and `lingua/<iso>.fst`.
        texts: PathBuf,
        /// langdata/language
        #[arg(default_value = "langdata/language")]
        langdata: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Ci => ci::run(),
        Task::Man { folder } => man::write(&folder),
        Task::Profiles { texts, langdata } => profiles::build(&texts, &langdata),
    }
}
