//! Tasks of the project: `cargo xtask ci` checks everything; others build what is committed.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "tasks are for people at a terminal")]

mod ci;
mod compare;
mod man;
mod profiles;
mod spans;

use std::path::PathBuf;

use clap::Parser;

/// Tasks of the project.
#[derive(Parser)]
enum Task {
    /// Formats, lints, documentation, tests, examples and the command over the samples; stops at the first failure.
    Ci,
    /// Accuracy and speed of the detectors of languages, on the same lines in turn (see COMPARE.md).
    Compare {
        /// Folder with sets `*.tsv` of lines `iso<TAB>text`; `benches/detectors` has a small one.
        folder: PathBuf,
        /// `lingua`: lingua too, with all its languages.
        #[arg(long)]
        features: Option<String>,
        /// A page in which the tables are put between the two marks; else they are printed.
        #[arg(long, value_name = "PAGE")]
        write: Option<PathBuf>,
    },
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
    /// Measures the languages of mixed texts on labelled sentences: spans invented in plain ones, found in joined ones.
    Spans(spans::Args),
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Ci => ci::run(),
        Task::Compare { folder, features, write } => compare::run(&folder, features.as_deref(), write.as_deref()),
        Task::Man { folder } => man::write(&folder),
        Task::Profiles { texts, langdata } => profiles::build(&texts, &langdata),
        Task::Spans(args) => spans::measure(&args),
    }
}
