//! Tasks of the project: `cargo xtask ci` checks everything; others build what is committed.

mod ci;

use clap::Parser;

/// Tasks of the project.
#[derive(Parser)]
enum Task {
    /// Formats, lints, documentation, tests, examples and the command over the samples; stops at the first failure.
    Ci,
}

fn main() -> anyhow::Result<()> {
    match Task::parse() {
        Task::Ci => ci::run(),
    }
}
