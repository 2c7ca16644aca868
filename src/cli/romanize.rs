//! `polynorm romanize`: lines in any script to Latin.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::Ended;
use super::filter::{self, Ends};
use super::options::Threads;
use crate::Language;
use crate::romanize::{Alphabet, Content, Romanizer, Standard};

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
    /// By this standard's tables alone, letter for letter; scripts that it has none for are read as without it
    #[arg(long, value_name = "NAME",
        value_parser = PossibleValuesParser::new(Standard::all().iter().map(|standard| standard.name()))
            .try_map(|name| Standard::new(&name).ok_or("no such standard")))]
    standard: Option<Standard>,
    /// What the lines are; `auto` takes a short line without the marks of a sentence for a name
    #[arg(long, value_name = "KIND", default_value = "auto",
        value_parser = PossibleValuesParser::new(["auto", "names", "text"])
            .map(|word| match word.as_str() { "names" => Content::Name, "text" => Content::Text, _ => Content::Auto }))]
    content: Content,
    /// The country where the names are used, an ISO 3166-1 code: Mohammad in IR is Mohamed in EG
    #[arg(long, value_name = "CODE", value_parser = country)]
    country: Option<String>,
    /// Write up to so many spellings of each line, the likeliest first, each followed by its probability, all between tabs
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=64), conflicts_with = "standard")]
    candidates: Option<u8>,
    #[command(flatten)]
    threads: Threads,
}

const EXAMPLES: &str = "\
Examples:
  polynorm romanize < names.txt
  polynorm romanize --lang rus --to ascii names.txt
  polynorm romanize --lang rus --standard iso-9 article.txt
  polynorm romanize --country AF --candidates 3 names.txt

A line ends at a line feed. Bytes that are not UTF-8 become U+FFFD.";

fn language(code: &str) -> Result<Language, String> {
    Language::new(code)
        .ok_or_else(|| "a language is an ISO 639-3 code: three lower-case letters, such as `rus`".to_owned())
}

fn country(code: &str) -> Result<String, String> {
    let is_code = code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic());
    let told = "a country is an ISO 3166-1 code: two letters, such as `AF`";
    if is_code { Ok(code.to_ascii_uppercase()) } else { Err(told.to_owned()) }
}

pub fn run(args: Args) -> Result<Ended> {
    let mut romanizer = match args.standard {
        Some(standard) => Romanizer::by_standard(args.lang, standard)?,
        None => Romanizer::new(args.lang),
    };
    romanizer = romanizer.alphabet(args.to).content(args.content);
    if let Some(country) = &args.country {
        romanizer = romanizer.country(country);
    }
    filter::run(&args.inputs, args.threads.threads, Ends::AsInput, |line, out| {
        let text = String::from_utf8_lossy(line);
        let Some(n) = args.candidates else {
            return out.write_all(romanizer.romanize(&text).as_bytes()).map(Ok);
        };
        for (i, candidate) in romanizer.candidates(&text, usize::from(n)).iter().enumerate() {
            let tab = if i > 0 { "\t" } else { "" };
            write!(out, "{tab}{}\t{:.4}", candidate.text, candidate.probability)?;
        }
        Ok(Ok(()))
    })
}
