//! The command: each verb is a file, thin over the library. Here is what they share: dispatch, exit codes, signals.

#![allow(clippy::print_stdout, clippy::print_stderr)]

mod config;
mod detect;
mod diff;
mod filter;
mod generate;
mod inputs;
mod inspect;
mod language;
mod learn;
mod merge;
mod names;
mod normalize;
mod one_file;
mod options;
mod outputs;
mod progress;
mod repair;
mod report;
mod romanize;
mod settings;
mod signals;
mod stages;
mod start;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

pub use config::nearest;

/// Multilingual text normalization: every paragraph decoded, identified, separated, normalized and named,
/// every change traceable to the source bytes.
#[derive(Parser)]
#[command(name = "polynorm", version, about, after_help = EXAMPLES, propagate_version = true)]
#[command(arg_required_else_help = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

const EXAMPLES: &str = "\
Examples:
  polynorm normalize articles/ -o articles.jsonl
  polynorm inspect articles/000.txt
  polynorm detect --lines < lines.txt

Data goes to standard output, words for people to standard error; `-` stands for either.
Exit codes: 0 all well, 1 some documents or lines failed, 2 usage or I/O, 130 interrupted,
143 terminated.";

#[derive(Subcommand)]
enum Verb {
    Normalize(normalize::Args),
    Detect(detect::Args),
    Repair(repair::Args),
    Romanize(romanize::Args),
    Names(names::Args),
    LearnBoilerplate(learn::Args),
    Inspect(inspect::Args),
    Merge(merge::Args),
    Config(settings::Args),
    Completions(generate::Completions),
    Man(generate::Man),
    Report(report::Args),
    Diff(diff::Args),
}

/// The definition of the command, for man pages and completions.
pub fn command() -> clap::Command {
    Cli::command()
}

/// How a verb ended well.
enum Ended {
    /// All well.
    Well,
    /// Some documents are in the quarantine, or some lines have no answer; of `diff`, that there is a difference.
    Failed,
}

/// Runs the command with the arguments of the process.
pub fn main() -> ExitCode {
    ExitCode::from(run(std::env::args_os()))
}

/// Runs the command with these arguments, of which the first is its own name; gives the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    quiet_panics();
    signals::handle();
    let code = match Cli::try_parse_from(args) {
        Ok(cli) => verb(cli.verb),
        Err(error) => {
            // A closed pipe is no error.
            let _ = error.print();
            u8::try_from(error.exit_code()).unwrap_or(2)
        }
    };
    // Where the command is not the program, nobody else does it.
    let _ = io::stdout().flush();
    code
}

fn verb(verb: Verb) -> u8 {
    let ended = match verb {
        Verb::Normalize(args) => normalize::run(args),
        Verb::Detect(args) => detect::run(args),
        Verb::Repair(args) => repair::run(args),
        Verb::Romanize(args) => romanize::run(args),
        Verb::Names(args) => names::run(args),
        Verb::LearnBoilerplate(args) => learn::run(args),
        Verb::Inspect(args) => inspect::run(args),
        Verb::Merge(args) => merge::run(args),
        Verb::Config(args) => settings::run(args),
        Verb::Completions(args) => generate::completions(&args),
        Verb::Man(args) => generate::man(&args),
        Verb::Report(args) => report::run(args),
        Verb::Diff(args) => diff::run(args),
    };
    match ended {
        Ok(Ended::Well) => 0,
        Ok(Ended::Failed) => 1,
        Err(error) if is_closed_pipe(&error) => 0,
        Err(error) if error.downcast_ref::<crate::Error>().is_some_and(crate::Error::is_interrupted) => {
            signals::interrupted()
        }
        Err(error) => {
            anstream::eprintln!("{RED}error:{RED:#} {}", told(&error));
            2
        }
    }
}

const RED: anstyle::Style = anstyle::AnsiColor::Red.on_default().bold();

/// An error and its causes, each said once.
fn told(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !told.contains(&cause) {
            let colon = if told.is_empty() { "" } else { ": " };
            told = told + colon + cause.trim_end();
        }
    }
    told
}

/// Whoever read our output has seen enough: not an error.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}

/// A panic inside a document is caught and told in the quarantine; it is not to be told twice.
fn quiet_panics() {
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !crate::corpus::in_document() {
            loud(info);
        }
    }));
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_definitions_are_consistent() {
        super::command().debug_assert();
    }
}
