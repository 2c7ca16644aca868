//! `polynorm romanize`: lines in any script to Latin.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::Ended;
use super::filter::{self, Ends};
use super::options::Threads;
use crate::Language;
use crate::romanize::{Alphabet, romanize};

/// Write lines in any script in Latin letters
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files of lines, `-` for standard input, the default
    #[arg(value_name = "INPUT", default_value = "-", hide_default_value = true)]
    inputs: Vec<PathBuf>,
    /// The language of the text, an ISO 639-3 code; without it each line is taken by its script
    #[arg(long, value_name = "CODE", value_parser = language)]
    lang: Option<Language>,
    /// The alphabet: Latin letters with diacritics, or ASCII alone
    #[arg(long, value_name = "ALPHABET", default_value = "latin",
        value_parser = PossibleValuesParser::new(["latin", "ascii"])
            .map(|word| if word == "ascii" { Alphabet::Ascii } else { Alphabet::Latin }))]
    to: Alphabet,
    #[command(flatten)]
    threads: Threads,
}

const EXAMPLES: &str = "\
Examples:
  polynorm romanize < names.txt
  polynorm romanize --lang rus --to ascii names.txt

A line ends at a line feed. Bytes that are not UTF-8 become U+FFFD.";

fn language(code: &str) -> Result<Language, String> {
    Language::new(code)
        .ok_or_else(|| "a language is an ISO 639-3 code: three lower-case letters, such as `rus`".to_owned())
}

pub fn run(args: Args) -> Result<Ended> {
    filter::run(&args.inputs, args.threads.threads, Ends::AsInput, |line, out| {
        let text = String::from_utf8_lossy(line);
        out.write_all(romanize(&text, args.lang, args.to).as_bytes()).map(Ok)
    })
}
