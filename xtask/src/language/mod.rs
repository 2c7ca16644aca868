//! Trains the default language detector: `cargo xtask train-language FOLDER`.
//!
//! [`texts`] reads what it learns from, [`vocabulary`] chooses the n-grams, [`network`] learns their vectors, [`quantize`]
//! makes four-bit numbers of them, [`report`] tells how it does on sentences that were held out. Scripts are learned apart
//! from one another, at most two at a time; the same folder gives the same bytes.

mod chain;
mod network;
mod quantize;
mod report;
mod texts;
mod vocabulary;

pub use chain::each_ngram;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result, ensure};
use polynorm::Script;
use polynorm::language::model::training::{Group, SLOTS, Table};

use network::Network;
use report::Report;
use texts::Texts;
use vocabulary::Vocabulary;

/// Numbers of a vector in the embedded model.
const DIMENSIONS: usize = 32;

/// What is taken from the scores of a language by its rank, in nats: the items of training are more even than what is read.
const HANDICAPS: [f32; 5] = [0.0, 0.5, 2.3, 2.8, 3.3];
/// What all scores are multiplied by: of what it reads, a model is less sure than of what it learned from.
const SURENESS: f32 = 0.8;
/// Steps of a nat in which scores before reading are told.
const STEPS: f32 = 1024.0;

/// How large the model gets, and how long it learns.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Most bytes of the file.
    pub bytes: usize,
    /// Items of training: that of a script with as many languages as Latin has; others get their share.
    pub items: usize,
}

/// What came of one script.
struct Learned {
    script: Script,
    languages: Vec<polynorm::Language>,
    bias: Vec<f32>,
    weights: Vec<f32>,
    buckets: usize,
    /// n-gram, scale, numbers.
    rows: Vec<(u64, u8, [u8; DIMENSIONS])>,
    report: Report,
}

/// Reads `folder`, and writes `model.bin` and `model.md` into `langdata`.
pub fn train(folder: &Path, langdata: &Path, size: Size) -> Result<()> {
    let languages = texts::languages(&langdata.join("languages.tsv"))?;
    ensure!(!languages.is_empty(), "languages.tsv names no language");
    let sources = fs::read_to_string(folder.join("sources.tsv"))
        .context("sources.tsv of the folder: a row for each file, with where it is from and its licence")?;
    // The scripts with most languages first: they take longest.
    let mut scripts: Vec<(Script, usize)> = Vec::new();
    for (_, script, _) in &languages {
        match scripts.iter_mut().find(|(s, _)| s == script) {
            Some((_, n)) => *n += 1,
            None => scripts.push((*script, 1)),
        }
    }
    scripts.sort_by_key(|&(script, n)| (usize::MAX - n, script));
    let slots = size.bytes.saturating_sub(64 << 10) / (2 + DIMENSIONS / 2);
    let total: f64 = scripts.iter().map(|&(script, n)| share(script, n)).sum();
    let next = AtomicUsize::new(0);
    let learned: Mutex<Vec<Learned>> = Mutex::new(Vec::new());
    let failed: Mutex<Option<anyhow::Error>> = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(&(script, n)) = scripts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let buckets = (slots as f64 * share(script, n) / total) as usize / SLOTS;
                    let part = share(script, n) / share(scripts[0].0, scripts[0].1);
                    let items = (size.items as f64 * part.max(0.05)) as usize;
                    match learn(folder, langdata, script, buckets, items) {
                        Ok(one) => learned.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(one),
                        Err(e) => *failed.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(e),
                    }
                }
            });
        }
    });
    if let Some(e) = failed.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        return Err(e);
    }
    let mut learned = learned.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    learned.sort_by_key(|one| (one.rows.len(), one.script));
    let bytes = table(&learned).to_bytes();
    fs::write(langdata.join("model.bin"), &bytes)?;
    let report = describe(&learned, &sources, bytes.len());
    println!("{report}");
    fs::write(langdata.join("model.md"), report)?;
    Ok(())
}

/// What a script with `n` languages gets of the room and the time. Han has few languages, but many characters.
fn share(script: Script, n: usize) -> f64 {
    (if script.code() == "Hani" { n * 5 } else { n } as f64).powf(1.2)
}

fn learn(folder: &Path, langdata: &Path, script: Script, buckets: usize, items: usize) -> Result<Learned> {
    let texts = Texts::read(folder, langdata, script)?;
    eprintln!("{script}: {} languages, {} sentences", texts.languages.len(), texts.sentences());
    let vocabulary = Vocabulary::choose(&texts, buckets, items / 4);
    eprintln!("{script}: {} n-grams", vocabulary.len());
    let mut network = Network::<DIMENSIONS>::new(vocabulary.len(), texts.languages.len());
    network.learn(&texts, &vocabulary, items);
    let (unit, rows) = quantize::quantize(&mut network);
    network.settle(&texts, &vocabulary, items / 10);
    let report = Report::of(&texts, &vocabulary, &network);
    eprintln!("{script}: {:.2} % of sentences held out", report.accuracy() * 100.0);
    let languages = texts.languages.iter().map(|l| l.language).collect();
    let weights = network.weights_by_dimension(unit).into_iter().map(|weight| weight * SURENESS).collect();
    let rows = vocabulary.hashes().zip(rows).map(|(hash, (scale, numbers))| (hash, scale, numbers)).collect();
    let expected =
        |(bias, l): (&f32, &texts::OfLanguage)| ((bias - HANDICAPS[l.rank]) * SURENESS * STEPS).round() / STEPS;
    let bias = network.bias.iter().zip(&texts.languages).map(expected).collect();
    Ok(Learned { script, languages, bias, weights, buckets, rows, report })
}

/// One table of all scripts.
fn table(learned: &[Learned]) -> Table {
    let mut table = Table::new(DIMENSIONS);
    for one in learned {
        table.add(Group::new(one.script, one.languages.clone(), &one.bias, &one.weights), one.buckets);
        for (hash, scale, numbers) in &one.rows {
            table.insert(*hash, *scale, numbers);
        }
    }
    table
}

/// What the model is, from what, and how well it does on what was held out.
fn describe(learned: &[Learned], sources: &str, bytes: usize) -> String {
    let languages: usize = learned.iter().map(|one| one.languages.len()).sum();
    let mut text = format!(
        "# The language model\n\nGenerated by `cargo xtask train-language`; see README.md. {bytes} bytes, {languages} languages and scripts.\n\n\
         ## What it learned from\n\n| file | what and where from | licence |\n|---|---|---|\n"
    );
    for row in sources.lines().filter(|row| !row.trim().is_empty() && !row.starts_with('#')) {
        let _ = writeln!(text, "| {} |", row.replace('|', "/").replace('\t', " | "));
    }
    text.push_str("\n## Sentences held out\n\nOf each language up to 200 sentences that it did not learn from.\n");
    for one in learned {
        one.report.describe(&one.script, &mut text);
    }
    text
}
