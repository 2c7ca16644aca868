//! `polynorm diff`: what a change of settings or version did to a corpus.

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

use anstyle::Style;
use anyhow::{Context, Result};

use super::Ended;
use super::inspect::Color;
use crate::corpus::statistics::Piece;
use crate::report::diff::{Became, Count, Documents, Example};
use crate::report::palette::{ADDED, REMOVED};
use crate::report::{Difference, diff, visible};

/// Compare two runs over the same inputs: settings, counts, documents, with examples
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The first run: its output, or the summary beside it (`OUT.run.json`)
    #[arg(value_name = "RUN1")]
    first: PathBuf,
    /// The second run
    #[arg(value_name = "RUN2")]
    second: PathBuf,
    /// How many changed documents are shown
    #[arg(long, value_name = "N", default_value_t = 5)]
    examples: usize,
    /// Write one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    color: Color,
}

const EXAMPLES: &str = "\
Examples:
  polynorm diff before.jsonl after.jsonl
  polynorm diff v1/out.jsonl.zst v2/out.jsonl.zst --json | jq .documents.fields

Of the summaries it tells the settings and the counts that differ; then it walks through both
outputs (JSON lines, also .gz and .zst) and tells which documents are only in one, which changed,
in which fields, and what languages, encodings and roles became. What was taken away stands in
[-…-], what came in {+…+}. Both outputs have to be in the order of the inputs, as `normalize`
writes them, for texts to be compared; documents that are far from their place are still told to
be the same or not. Memory is bounded: 64 MB of records and 32 MB of hashes for each output.

Exit codes, as those of diff: 0 the outputs are the same, 1 they differ, 2 trouble. Settings alone
are no difference.";

/// The most rows of a table.
const ROWS: usize = 40;
const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

pub fn run(args: Args) -> Result<Ended> {
    let difference = diff(&args.first, &args.second, args.examples)?;
    let ended = if difference.is_same() { Ended::Well } else { Ended::Failed };
    let mut out = anstream::AutoStream::new(std::io::stdout().lock(), args.color.choice());
    let told = if args.json {
        #[derive(serde::Serialize)]
        struct Told<'a> {
            same: bool,
            #[serde(flatten)]
            difference: &'a Difference,
        }
        serde_json::to_string_pretty(&Told { same: difference.is_same(), difference: &difference })? + "\n"
    } else {
        told(&difference)
    };
    out.write_all(told.as_bytes()).and_then(|()| out.flush()).context("standard output")?;
    Ok(ended)
}

/// All for a person; what cannot fail is written to a string.
fn told(difference: &Difference) -> String {
    let mut out = String::new();
    let Difference { settings, counts, documents, not_compared } = difference;
    if !settings.is_empty() {
        let _ = writeln!(out, "{BOLD}Settings{BOLD:#}");
        for setting in settings {
            let word = |value: &Option<String>| value.as_deref().map_or("not set".to_owned(), |v| cut(v, 60));
            let (was, now) = (word(&setting.was), word(&setting.now));
            let _ = writeln!(out, "  {}  {} \u{2192} {}", visible(&setting.setting), removed(&was), added(&now));
        }
        out.push('\n');
    }
    if !counts.is_empty() {
        let _ = writeln!(out, "{BOLD}Counts{BOLD:#}");
        let groups: Vec<&[Count]> = counts.chunk_by(|a, b| a.of == b.of).collect();
        let width = groups.iter().take(ROWS).map(|group| group[0].of.chars().count()).max().unwrap_or_default().min(40);
        for group in groups.iter().take(ROWS) {
            let of = cut(&group[0].of, 40);
            let pad = width.saturating_sub(of.chars().count());
            let numbers: Vec<String> = group.iter().map(tell_count).collect();
            let _ = writeln!(out, "  {of}{:pad$}  {}", "", numbers.join(", "));
        }
        more(&mut out, groups.len(), ROWS);
        out.push('\n');
    }
    if let Some(why) = not_compared {
        let _ = writeln!(out, "{BOLD}Documents{BOLD:#}\n  not compared: {}", visible(why));
        return out;
    }
    tell_documents(&mut out, documents);
    out
}

fn tell_documents(out: &mut String, documents: &Documents) {
    let Documents { same, changed, removed: gone, added: new, fields, became, examples, removed_ids, added_ids } =
        documents;
    let _ = writeln!(out, "{BOLD}Documents{BOLD:#}\n  {same} same, {changed} changed, {gone} removed, {new} added");
    for (ids, count, word) in [(removed_ids, *gone, "removed"), (added_ids, *new, "added")] {
        for id in ids {
            let _ = writeln!(out, "  {DIM}{word}{DIM:#}  {}", cut(id, 100));
        }
        if !ids.is_empty() {
            more(out, count as usize, ids.len());
        }
    }
    if !fields.is_empty() {
        let _ = writeln!(out, "\n{BOLD}Fields{BOLD:#} {DIM}(documents in which they differ){DIM:#}");
        for (field, count) in fields.iter().take(ROWS) {
            let _ = writeln!(out, "  {}  {count}", cut(field, 60));
        }
        more(out, fields.len(), ROWS);
    }
    if !became.is_empty() {
        out.push('\n');
        for Became { field, was, now, times } in became.iter().take(ROWS) {
            let _ = writeln!(
                out,
                "  {}  {} \u{2192} {}  {times}",
                visible(field),
                removed(&cut(was, 40)),
                added(&cut(now, 40))
            );
        }
        more(out, became.len(), ROWS);
    }
    for Example { id, fields, at, pieces } in examples {
        let fields: Vec<String> = fields.iter().map(|field| cut(field, 60)).collect();
        let _ = writeln!(out, "\n{BOLD}{}{BOLD:#}  {DIM}{}{DIM:#}", cut(id, 100), fields.join(", "));
        if let Some(at) = at {
            let _ = write!(out, "  {DIM}{at}{DIM:#}  ");
            pieces.iter().for_each(|piece| tell_piece(out, piece));
            out.push('\n');
        }
    }
}

fn tell_count(count: &Count) -> String {
    let Count { unit, was, now, .. } = count;
    let change = i128::from(*now) - i128::from(*was);
    let style = Style::new().fg_color(Some(if change > 0 { ADDED } else { REMOVED }.ansi().into()));
    format!("{was} \u{2192} {now} {unit} ({style}{change:+}{style:#})")
}

fn tell_piece(out: &mut String, piece: &Piece) {
    match piece {
        Piece::Same(text) => out.push_str(&visible(text)),
        Piece::Changed { was, now, .. } => {
            if !was.is_empty() {
                let _ = write!(out, "{}", removed(&format!("[-{}-]", visible(was))));
            }
            if !now.is_empty() {
                let _ = write!(out, "{}", added(&format!("{{+{}+}}", visible(now))));
            }
        }
    }
}

fn removed(text: &str) -> String {
    let style = Style::new().fg_color(Some(REMOVED.ansi().into()));
    format!("{style}{text}{style:#}")
}

fn added(text: &str) -> String {
    let style = Style::new().fg_color(Some(ADDED.ansi().into()));
    format!("{style}{text}{style:#}")
}

/// At most so many characters of a text, the invisible ones as escapes.
fn cut(text: &str, characters: usize) -> String {
    let text = visible(text);
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}\u{2026}", &text[..end]),
        None => text,
    }
}

fn more(out: &mut String, all: usize, shown: usize) {
    if all > shown {
        let _ = writeln!(out, "  {DIM}and {} more{DIM:#}", all - shown);
    }
}
