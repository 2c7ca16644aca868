//! Tasks of the project: `cargo xtask ci` checks everything; others build what is committed.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "tasks are for people at a terminal")]

mod ci;
mod compare;
mod encoding;
mod language;
mod python;
mod random;
mod report;
mod roles;
mod romanize;
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
    /// The report in a headless browser, on a phone and a screen, in light and dark (see tests/report/README.md).
    Report {
        /// The page; by default the one that `cargo test --test report` leaves.
        #[arg(long)]
        page: Option<PathBuf>,
        /// Where pictures of it go.
        #[arg(long, value_name = "FOLDER")]
        screenshots: Option<PathBuf>,
    },
    /// Builds the wheel of Python, installs it into a fresh virtual environment with all engines, and tests it there.
    Python,
    /// Trains the language model of langdata/language from texts (see the README there).
    TrainLanguage {
        /// Folder with `texts/*.tsv` (language, sentence), `words/*.tsv` (language, word, count), `lingua/<language>.fst`
        /// and `sources.tsv` (file, what and where from, licence).
        folder: PathBuf,
        /// Where `languages.tsv` is and the model goes to.
        #[arg(long, default_value = "langdata/language")]
        langdata: PathBuf,
        /// Most bytes of the model.
        #[arg(long, default_value_t = 6_000_000)]
        bytes: usize,
        /// Items of the script with most languages that it learns from; others get their share.
        #[arg(long, default_value_t = 30_000_000)]
        items: usize,
    },
    /// Trains the costs of characters of langdata/encoding from texts (see the README there).
    TrainEncoding {
        /// Folder with `texts/*.tsv` (language, sentence), `lingua/<language>.fst` and `sources.tsv` (file, what and where from, licence).
        folder: PathBuf,
        /// Where `languages.tsv` is and the model goes to.
        #[arg(long, default_value = "langdata/encoding")]
        langdata: PathBuf,
        /// Tables (language, sentence) with sentences that are not counted, because tests use them.
        #[arg(long)]
        exclude: Vec<PathBuf>,
    },
    /// Trains a model of langdata/romanize from pairs of names (see the README there) and measures it on those held out.
    TrainRomanize {
        /// Folder with `<model>.tsv` (train or held, word, Latin, weight, group of countries), which `import.py` writes.
        folder: PathBuf,
        /// The model, such as `Arab`.
        model: String,
        /// Where it goes to.
        #[arg(long, default_value = "langdata/romanize")]
        langdata: PathBuf,
        /// It has 2 to this power weights, of a byte each.
        #[arg(long, default_value_t = 17)]
        bits: u32,
        /// Learns from what was held out too; the figures then say nothing.
        #[arg(long)]
        all: bool,
    },
    /// Trains the model of langdata/roles from pages with the role of every line (see xtask/pages/README.md).
    TrainRoles {
        /// Folder with the pages.
        #[arg(default_value = "xtask/pages")]
        folder: PathBuf,
        /// Where the model goes to.
        #[arg(long, default_value = "langdata/roles")]
        langdata: PathBuf,
        #[arg(long, default_value_t = 160)]
        trees: usize,
        #[arg(long, default_value_t = 6)]
        levels: usize,
    },
    /// Measures the languages of mixed texts on labelled sentences: spans invented in plain ones, found in joined ones.
    Spans(spans::Args),
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Ci => ci::run(),
        Task::Compare { folder, features, write } => compare::run(&folder, features.as_deref(), write.as_deref()),
        Task::Report { page, screenshots } => ci::report(page.as_deref(), screenshots.as_deref()),
        Task::Python => ci::python(),
        Task::TrainLanguage { folder, langdata, bytes, items } => {
            language::train(&folder, &langdata, language::Size { bytes, items })
        }
        Task::TrainEncoding { folder, langdata, exclude } => encoding::train(&folder, &langdata, &exclude),
        Task::TrainRomanize { folder, model, langdata, bits, all } => {
            romanize::train(&folder, &langdata, &model, bits, all)
        }
        Task::TrainRoles { folder, langdata, trees, levels } => roles::train(&folder, &langdata, trees, levels),
        Task::Spans(args) => spans::measure(&args),
    }
}
