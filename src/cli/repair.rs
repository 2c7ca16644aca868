//! `polynorm repair`: lines with mojibake undone, or in another Unicode form.

use std::borrow::Cow;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use serde::Serialize;

use super::Ended;
use super::filter::{self, Ends};
use super::options::{Threads, word};
use crate::encoding::{self, RepairMode};
use crate::unicode::{Form, to_form};

/// Repair mojibake in lines of UTF-8 text
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// Files of lines, `-` for standard input, the default
    #[arg(value_name = "INPUT", default_value = "-", hide_default_value = true)]
    inputs: Vec<PathBuf>,
    /// The repair: what cannot be meant, also what is unlikely to be meant, or nothing
    #[arg(long, value_name = "MODE", value_parser = word::<RepairMode>(&["on", "bold", "off"]), default_value = "on")]
    mojibake: RepairMode,
    /// The Unicode normalization form to write
    #[arg(long, value_parser = word::<Form>(&["nfc", "nfd", "nfkc", "nfkd", "none"]), default_value = "none")]
    form: Form,
    /// Write a JSON object for each line: `text`, `changes` with byte offsets into the line, and the `steps` that led to them
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    threads: Threads,
}

const EXAMPLES: &str = "\
Examples:
  polynorm repair < lines.txt > repaired.txt
  polynorm repair --explain lines.txt | jq -c 'select(.changes != [])'
  polynorm repair --mojibake off --form nfkc < lines.txt

A line ends at a line feed; a carriage return before it stays, and a last line without a line feed
gets none. A line that is not UTF-8 goes through byte for byte (with --explain its bad bytes are
U+FFFD, and `error` says so). `changes` are those of the repair; the form is applied after them.
A step says what the bytes were `read_as`, what they are, and by how many nats the line is likelier
now; `steps` of a change are their numbers: text that was broken twice has two.";

#[derive(Serialize)]
struct Explained<'a> {
    text: &'a str,
    changes: Vec<Change<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<Step>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<Form>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
}

#[derive(Serialize)]
struct Change<'a> {
    /// Bytes of the line.
    source: [usize; 2],
    was: &'a str,
    now: &'a str,
    rule: &'a str,
    steps: Vec<usize>,
}

#[derive(Serialize)]
struct Step {
    read_as: &'static str,
    is: &'static str,
    /// Nats, to a tenth.
    gain: f64,
    characters: usize,
}

pub fn run(args: Args) -> Result<Ended> {
    let ends = if args.explain { Ends::Always } else { Ends::AsInput };
    // Normalization never reaches across a line feed: without other repairs, lines need not be told apart.
    let whole = |block: Vec<u8>| {
        if args.explain || args.mojibake != RepairMode::Off {
            return Err(block);
        }
        match simdutf8::basic::from_utf8(&block).map(|text| to_form(text, args.form)) {
            Ok(Cow::Owned(formed)) => Ok(formed.into_bytes()),
            Ok(Cow::Borrowed(_)) => Ok(block),
            Err(_) => Err(block),
        }
    };
    filter::run_blocks(&args.inputs, args.threads.threads, ends, whole, |line, out| {
        let Ok(text) = simdutf8::basic::from_utf8(line) else {
            if args.explain {
                let text = &String::from_utf8_lossy(line);
                let error = Some("not UTF-8");
                serde_json::to_writer(
                    out,
                    &Explained { text, changes: Vec::new(), steps: Vec::new(), form: None, error },
                )?;
                return Ok(Ok(()));
            }
            return out.write_all(line).map(Ok);
        };
        let repair = encoding::explain(text, args.mojibake);
        let repaired = repair.applied(text);
        let formed = to_form(&repaired, args.form);
        if !args.explain {
            return out.write_all(formed.as_bytes()).map(Ok);
        }
        let changed = formed != repaired;
        let changes = repair.changes.iter().enumerate().map(|(i, change)| Change {
            source: [change.range.start, change.range.end],
            was: text.get(change.range.clone()).unwrap_or_default(),
            now: &change.with,
            rule: change.rule,
            steps: repair.chain(i).collect(),
        });
        let steps = repair.steps.iter().map(|step| Step {
            read_as: step.read_as,
            is: step.is,
            gain: (f64::from(step.gain) * 10.0).round() / 10.0,
            characters: step.characters,
        });
        let form = changed.then_some(args.form);
        let (changes, steps) = (changes.collect(), steps.collect());
        let explained = Explained { text: &formed, changes, steps, form, error: None };
        serde_json::to_writer(out, &explained)?;
        Ok(Ok(()))
    })
}
