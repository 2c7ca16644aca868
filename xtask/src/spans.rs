//! Measures `language::spans` on labelled sentences: spans invented in plain ones, and spans found where two are joined.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use polynorm::language::{Candidates, Detector, Identification, LanguageSpan, identify, spans};
use polynorm::{Language, LanguageDetector, Script};

/// What is measured, and how.
#[derive(clap::Args)]
pub struct Args {
    /// Files of lines `iso<TAB>text`; `-` for standard input
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Joined texts of each kind
    #[arg(long, default_value_t = 3000)]
    texts: usize,
    /// Shortest sentence that is joined, in letters
    #[arg(long, default_value_t = 25)]
    letters: usize,
    /// Examples to show of each mistake
    #[arg(long, default_value_t = 0)]
    show: usize,
}

struct Row {
    language: Language,
    text: String,
    /// What it is by itself.
    found: Identification,
}

const DETECTOR: Detector = Detector::Polynorm;

fn by_itself(text: &str) -> Identification {
    identify(&[text], &[None], &DETECTOR, &Candidates::EVERYTHING, 0.3)[0]
}

/// xorshift64*: the same texts in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }
}

/// Joins two sentences: pieces of text, and whether each is of the second language.
type Join = fn(&str, &str) -> Vec<(String, bool)>;

/// How the sentences of two languages are joined.
const KINDS: [(&str, Join); 4] = [
    ("two sentences", |a, b| vec![(format!("{a} "), false), (b.to_owned(), true)]),
    ("two sentences without stops", |a, b| vec![(format!("{} ", bare(a)), false), (bare(b).to_owned(), true)]),
    ("sentence in brackets behind", |a, b| vec![(format!("{a} "), false), (format!("({b})"), true)]),
    ("quoted in the middle", |a, b| {
        let (before, after) = halves(a);
        vec![(format!("{before} "), false), (format!("\u{201C}{b}\u{201D} "), true), (after.to_owned(), false)]
    }),
];

fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric() && !c.is_whitespace()).trim()
}

fn halves(text: &str) -> (&str, &str) {
    let middle = text.char_indices().filter(|(_, c)| *c == ' ').map(|(i, _)| i).find(|&i| i >= text.len() / 2);
    let middle = middle.unwrap_or(text.len());
    (&text[..middle], text[middle..].trim_start())
}

/// Counts of one class of texts.
#[derive(Default)]
struct Counts {
    texts: usize,
    expected: usize,
    given: usize,
    right: usize,
    exact: usize,
    /// How far borders of right spans are off, in code points.
    off: Vec<usize>,
}

pub fn measure(args: &Args) -> Result<()> {
    let mut rows = Vec::new();
    for file in &args.files {
        let text = match file.to_str() {
            Some("-") => std::io::read_to_string(std::io::stdin())?,
            _ => fs::read_to_string(file).with_context(|| file.display().to_string())?,
        };
        for line in text.lines() {
            let Some((iso, text)) = line.split_once('\t') else { continue };
            let Some(language) = Language::new(iso) else { continue };
            rows.push(Row { language, text: text.trim().to_owned(), found: by_itself(text) });
        }
    }
    ensure!(!rows.is_empty(), "no lines of iso<TAB>text");
    plain("lines", &rows, args.show);
    plain("paragraphs of five lines", &paragraphs(&rows), args.show);
    let relatives = relatives()?;
    for (kind, join) in KINDS {
        joined(kind, join, &rows, &relatives, args);
    }
    Ok(())
}

/// Five lines of a language at a time as one text.
fn paragraphs(rows: &[Row]) -> Vec<Row> {
    let of_language = rows.chunk_by(|a, b| a.language == b.language).flat_map(|rows| rows.chunks(5));
    of_language
        .map(|rows| {
            let text = rows.iter().map(|row| row.text.as_str()).collect::<Vec<_>>().join(" ");
            Row { language: rows[0].language, found: by_itself(&text), text }
        })
        .collect()
}

/// A detector that takes no time: what is left is the time of the cutting.
struct Constant(Language);

impl LanguageDetector for Constant {
    fn detect(&self, _: &str, _: Script) -> Option<(Language, f32)> {
        Some((self.0, 0.99))
    }
}

fn plain(what: &str, rows: &[Row], show: usize) {
    let (mut by_language, mut shown) = (BTreeMap::<Language, usize>::new(), 0);
    for row in rows {
        let found = spans(&row.text, &row.found, &DETECTOR, &Candidates::EVERYTHING, &[]);
        if found.len() > 1 {
            *by_language.entry(row.language).or_default() += 1;
            if shown < show {
                shown += 1;
                println!("  plain {} ({}): {}", row.language, row.found.language, told(&row.text, &found));
            }
        }
    }
    let wrong: usize = by_language.values().sum();
    let right = rows.iter().filter(|row| row.found.language == row.language).count();
    println!(
        "plain {what}: {}, {right} identified right; {wrong} with spans ({:.3} %)",
        rows.len(),
        percent(wrong, rows.len())
    );
    let list: Vec<String> = by_language.iter().map(|(language, n)| format!("{language} {n}")).collect();
    println!("  {}", list.join(", "));
    let bytes: usize = rows.iter().map(|row| row.text.len()).sum();
    let speed = |work: &dyn Fn(&Row)| {
        let begun = Instant::now();
        rows.iter().for_each(work);
        bytes as f64 / 1e6 / begun.elapsed().as_secs_f64()
    };
    let identified = speed(&|row| {
        std::hint::black_box(by_itself(&row.text));
    });
    let with = |row: &Row, detector: &dyn LanguageDetector| {
        std::hint::black_box(spans(&row.text, &row.found, detector, &Candidates::EVERYTHING, &[]));
    };
    let found = speed(&|row| with(row, &DETECTOR));
    let cut = speed(&|row| with(row, &Constant(row.found.language)));
    println!("  MB/s: identify {identified:.1}, spans {found:.1}, spans with a detector that takes no time {cut:.1}");
}

fn joined(
    kind: &str,
    join: fn(&str, &str) -> Vec<(String, bool)>,
    rows: &[Row],
    relatives: &BTreeSet<(Language, Language)>,
    args: &Args,
) {
    // Sentences that are identified rightly by themselves: the rest is not the fault of the spans.
    let letters = |row: &Row| row.text.chars().filter(|c| c.is_alphabetic()).count();
    let usable: Vec<&Row> = rows
        .iter()
        .filter(|r| r.found.language == r.language && r.found.confidence >= 0.9 && letters(r) >= args.letters)
        .filter(|r| spans(&r.text, &r.found, &DETECTOR, &Candidates::EVERYTHING, &[]).is_empty())
        .collect();
    let mut random = Random(2026);
    let mut classes: BTreeMap<&str, Counts> = BTreeMap::new();
    let (mut shown, mut made) = (0, 0);
    while made < args.texts && !usable.is_empty() {
        let (a, b) = (usable[random.below(usable.len())], usable[random.below(usable.len())]);
        if a.language == b.language {
            continue;
        }
        made += 1;
        let class = match () {
            () if relatives.contains(&(a.language, b.language)) => "relatives",
            () if a.found.script != b.found.script => "two scripts",
            () => "one script",
        };
        let (mut text, mut expected) = (String::new(), Vec::new());
        for (part, is_other) in join(&a.text, &b.text).into_iter().filter(|(part, _)| !part.is_empty()) {
            let start = text.len();
            text += &part;
            expected.push((start..text.len(), if is_other { b.language } else { a.language }));
        }
        let found = spans(&text, &by_itself(&text), &DETECTOR, &Candidates::EVERYTHING, &[]);
        let counts = classes.entry(class).or_default();
        counts.add(&text, &expected, &found);
        if shown < args.show && class != "relatives" && found.len() != expected.len() {
            shown += 1;
            println!("  {kind}, {class} {}+{}: {}", a.language, b.language, told(&text, &found));
        }
    }
    println!("{kind}:");
    for (class, mut counts) in classes {
        counts.off.sort_unstable();
        let (recall, precision) = (percent(counts.right, counts.expected), percent(counts.right, counts.given));
        let at =
            |share: usize| counts.off.get((counts.off.len() * share / 100).min(counts.off.len().saturating_sub(1)));
        println!(
            "  {class:11} {:5} texts, recall {recall:5.1}, precision {precision:5.1}, F1 {:5.1}; as expected {:5.1} %; borders off by {:.2} on average, {} at 95 %",
            counts.texts,
            percent(2 * counts.right, counts.expected + counts.given),
            percent(counts.exact, counts.texts),
            counts.off.iter().sum::<usize>() as f64 / counts.off.len().max(1) as f64,
            at(95).copied().unwrap_or(0),
        );
    }
}

impl Counts {
    /// A span is right if its language is, and more than half of both is common to both.
    fn add(&mut self, text: &str, expected: &[(std::ops::Range<usize>, Language)], found: &[LanguageSpan]) {
        self.texts += 1;
        self.expected += expected.len();
        self.given += found.len();
        let (mut right, mut exact) = (0, 0);
        for (range, language) in expected {
            let common = |s: &LanguageSpan| s.span.end.min(range.end).saturating_sub(s.span.start.max(range.start));
            let hit = found.iter().find(|s| s.language == *language && common(s) * 2 > s.span.len().max(range.len()));
            if let Some(hit) = hit {
                right += 1;
                let off = |a: usize, b: usize| text[a.min(b)..a.max(b)].chars().count();
                let off = off(hit.span.start, range.start).max(off(hit.span.end, range.end));
                exact += usize::from(off == 0);
                self.off.push(off);
            }
        }
        self.right += right;
        self.exact += usize::from(exact == expected.len() && found.len() == expected.len());
    }
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

fn told(text: &str, found: &[LanguageSpan]) -> String {
    let told = |s: &LanguageSpan| format!("[{} {:.2} {}]", s.language, s.confidence, &text[s.span.clone()]);
    if found.is_empty() { text.to_owned() } else { found.iter().map(told).collect() }
}

fn relatives() -> Result<BTreeSet<(Language, Language)>> {
    let table = fs::read_to_string("langdata/language/relatives.tsv").context("langdata/language/relatives.tsv")?;
    let mut pairs = BTreeSet::new();
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let group: Vec<Language> = line.split_whitespace().filter_map(Language::new).collect();
        pairs.extend(group.iter().flat_map(|&a| group.iter().map(move |&b| (a, b))));
    }
    Ok(pairs)
}
