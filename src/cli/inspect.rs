//! `polynorm inspect`: one document for a person, in colour.

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

use anstyle::Style;
use anyhow::{Context, Result, bail, ensure};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use unicode_normalization::UnicodeNormalization;

use super::Ended;
use super::config::{Config, ConfigFile};
use super::stages::Stages;
use crate::corpus::{FileSource, Item, Ready, SourceOptions};
use crate::report::palette::{ADDED, Hue, REMOVED};
use crate::report::{is_invisible, visible};
use crate::role::Told;
use crate::{Document, Kind, Paragraph};

/// Show one document: each paragraph's bytes, encoding, language, role, names and edits
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The document, or a file, archive or folder with it; `-` for standard input
    file: PathBuf,
    /// Of several documents show the one in this line, or else the one of this number [default: the first]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), conflicts_with = "id")]
    line: Option<u64>,
    /// Of several documents show the one with this id, or of this member of an archive
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// The field of a JSON line, or column of a table, that holds the text [default: text]
    #[arg(long, value_name = "NAME")]
    text_field: Option<String>,
    #[command(flatten)]
    stages: Stages,
    #[command(flatten)]
    file_of_settings: ConfigFile,
    #[command(flatten)]
    color: Color,
}

/// Whether there are colours.
#[derive(clap::Args)]
pub struct Color {
    /// Colours: on a terminal unless `NO_COLOR` is set, always, or never
    #[arg(long, value_name = "WHEN", default_value = "auto",
        value_parser = PossibleValuesParser::new(["auto", "always", "never"]).map(|when| match when.as_str() {
            "always" => anstream::ColorChoice::Always,
            "never" => anstream::ColorChoice::Never,
            _ => anstream::ColorChoice::Auto,
        }))]
    color: anstream::ColorChoice,
}

impl Color {
    /// What was asked for.
    pub fn choice(&self) -> anstream::ColorChoice {
        self.color
    }
}

const EXAMPLES: &str = "\
Examples:
  polynorm inspect articles/000.txt
  polynorm inspect corpus.jsonl.zst --line 17 --color always | less -R
  polynorm inspect articles/ --id 2024/000.txt
  polynorm inspect dump.tar.zst --id en/000.txt

Of each paragraph it shows its bytes in the source, encoding, language, script, how sure that is,
its role (green for the body, yellow for teasers, magenta for widgets) and how sure that is; the
text, names in colour; a `role` line: the role it would have otherwise, and the evidence that
speaks most for (+) or against (-) the role it has, in logarithms of odds; `language` lines where
it is in more than one: the stretches of each; `name` lines: what the source says, the canonical
form, kind, entity, how it was found; `edit` lines: bytes of the source, what stood there and what
stands there now, the stage and its rule. Invisible characters are shown as escapes.";

pub fn run(args: Args) -> Result<Ended> {
    let mut config = args.file_of_settings.read(true)?;
    args.stages.apply(&mut config);
    super::options::set(&mut config.input.text_field, args.text_field.clone());
    ensure!(
        !args.file.is_dir() || args.id.is_some() || args.line.is_some(),
        "{}: a folder; say which document with `--id` or `--line`",
        args.file.display()
    );
    let pipeline = config.pipeline()?;
    let options = SourceOptions { files_from: None, ..config.input.clone() };
    let source = FileSource::open(vec![args.file.clone()], options)?;
    let ready = find(&args, &config, source)?;
    let document = ready.normalize(&pipeline);
    let mut out = anstream::AutoStream::new(std::io::stdout().lock(), args.color.choice());
    let told = pipeline.explain_roles(&ready.bytes, Some(&ready.site()));
    out.write_all(view(&ready.id, &document, &told).as_bytes())
        .and_then(|()| out.flush())
        .context("standard output")?;
    Ok(Ended::Well)
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The document that was asked for.
fn find(args: &Args, config: &Config, items: impl Iterator<Item = Item>) -> Result<Ready> {
    let (mut number, mut failed) = (0, None);
    for item in items {
        number += 1;
        let here = match (&args.id, args.line) {
            (Some(id), _) => item.id == *id || item.origin.member.as_ref() == Some(id),
            (None, Some(line)) => item.origin.line.unwrap_or(number) == line,
            (None, None) => true,
        };
        // The id of a record stands inside it.
        if !here && (args.id.is_none() || item.origin.line.is_none()) {
            continue;
        }
        match item.open(&config.input.text_field, &config.input.id_field) {
            Ok(ready) if here || Some(&ready.id) == args.id.as_ref() => return Ok(ready),
            Err(failed) if here || Some(&failed.id) == args.id.as_ref() => {
                bail!("{}: {}", failed.id, failed.failure.error)
            }
            Ok(_) => {}
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    let file = args.file.display();
    match (failed, &args.id, args.line) {
        (Some(failed), ..) => bail!("{file}: no such document was found; {}: {}", failed.id, failed.failure.error),
        (None, Some(id), _) => bail!("{file}: there is no document with the id {id} among its {number}"),
        (None, None, line) => bail!("{file}: there is no document in line {}", line.unwrap_or(1)),
    }
}

fn colour(hue: Hue) -> Style {
    hue.ansi().on_default()
}

fn kind_style(kind: Kind) -> Style {
    colour(Hue::of_kind(kind)).underline()
}

/// The whole view; what cannot fail is written to a string.
fn view(id: &str, document: &Document<'_>, told: &[Told]) -> String {
    let mut out = String::new();
    let Document { source, encoding, language, script, confidence, paragraphs } = document;
    let _ = writeln!(
        out,
        "{BOLD}{}{BOLD:#}  {} bytes  {encoding}  {language} {script} {confidence:.2}  {} paragraphs",
        visible(id),
        source.len(),
        paragraphs.len()
    );
    for (paragraph, told) in paragraphs.iter().zip(told) {
        out.push('\n');
        show(paragraph, told, &mut out);
    }
    out
}

fn show(paragraph: &Paragraph<'_>, told: &Told, out: &mut String) {
    let Paragraph { source, encoding, language, script, confidence, languages, role, role_confidence, names, .. } =
        paragraph;
    let style = colour(Hue::of_stream(role.stream()));
    let _ = writeln!(
        out,
        "{DIM}{}..{}  {encoding}{DIM:#}  {language} {script} {confidence:.2}  {style}{role}{style:#} {role_confidence:.2}",
        source.start, source.end
    );
    let (text, mut at) = (paragraph.text(), 0);
    out.push_str("  ");
    for name in names {
        let (before, written) = (text.get(at..name.span.start), text.get(name.span.clone()));
        let style = kind_style(name.kind);
        let _ = write!(
            out,
            "{}{style}{}{style:#}",
            visible(before.unwrap_or_default()),
            visible(written.unwrap_or_default())
        );
        at = name.span.end;
    }
    let _ = writeln!(out, "{}", visible(text.get(at..).unwrap_or_default()));
    if told.otherwise != *role {
        let _ = writeln!(out, "  {DIM}role{DIM:#}  not {}: {}", told.otherwise, reasons(told));
    }
    for found in languages {
        let text = visible(text.get(found.span.clone()).unwrap_or_default());
        let _ = writeln!(
            out,
            "  {DIM}language{DIM:#}  {} {} {:.2}  {}",
            found.language,
            found.script,
            found.confidence,
            text.trim_end()
        );
    }
    for name in names {
        let style = kind_style(name.kind);
        let _ = writeln!(
            out,
            "  {DIM}name{DIM:#}  {} \u{2192} {style}{}{style:#}  {DIM}{} {}, {}, {:.2}{DIM:#}",
            visible(&name.surface),
            visible(&name.canonical),
            name.kind,
            visible(&name.entity),
            visible(&name.how),
            name.confidence
        );
    }
    for (edit, decoded) in paragraph.edits().zip(paragraph.alignment().edits()) {
        let was = paragraph.decoded().get(decoded.source).unwrap_or_default();
        let now = text.get(edit.text.clone()).unwrap_or_default();
        let marks = was.nfd().eq(now.nfd()) || now.is_empty();
        let (gone, new, stage) = (colour(REMOVED), colour(ADDED), colour(Hue::of_stage(edit.stage)));
        let _ = writeln!(
            out,
            "  {DIM}edit  {}..{}{DIM:#}  {gone}{}{gone:#} \u{2192} {new}{}{new:#}  {stage}{}:{}{stage:#}",
            edit.source.start,
            edit.source.end,
            quoted(was, marks),
            quoted(now, marks),
            edit.stage,
            edit.rule
        );
    }
}

/// Pieces of evidence that are shown.
const SHOWN: usize = 3;

/// What speaks most for the role, and against it.
fn reasons(told: &Told) -> String {
    let said: Vec<String> =
        told.evidence.iter().take(SHOWN).map(|(evidence, said)| format!("{evidence} {said:+.1}")).collect();
    said.join("; ")
}

/// Text of an edit: all invisible characters, and spaces but the plain one, as escapes; combining marks too where they
/// are all there is to see.
fn quoted(text: &str, marks: bool) -> String {
    let is_mark = |c: char| marks && unicode_normalization::char::is_combining_mark(c);
    format!("\"{}\"", escaped(text, |c| is_invisible(c) || (c != ' ' && c.is_whitespace()) || is_mark(c)))
}

fn escaped(text: &str, escape: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if escape(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_document_reaches_the_terminal_raw() {
        let document = crate::Pipeline::new().detect(b"A line with \x1B[31m red \xE2\x80\xAE and backwards text.");
        let told = crate::role::explain(&document.paragraphs, document.language, Default::default());
        let view = anstream::adapter::strip_str(&view("a\x1B]0;title\x07", &document, &told)).to_string();
        assert!(!view.contains(['\u{1B}', '\u{7}', '\u{202E}']), "{view:?}");
        assert!(view.contains("\\u{1b}[31m"), "{view:?}");
    }

    #[test]
    fn edits_show_what_cannot_be_seen() {
        assert_eq!(quoted("a\u{A0}\u{200B}b c", false), "\"a\\u{a0}\\u{200b}b c\"");
        assert_eq!(quoted("e\u{301}", true), "\"e\\u{301}\"");
        assert_eq!(visible("\u{645}\u{6CC}\u{200C}\u{62E}"), "\u{645}\u{6CC}\u{200C}\u{62E}");
    }
}
