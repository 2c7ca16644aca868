//! Builds `langdata/language/profiles`: the commonest words and trigrams of each language, with their logarithms.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use fst::{Map, Streamer};
use unicode_script::Script;

#[expect(dead_code, reason = "the keys are for looking up")]
#[path = "../../src/language/words.rs"]
mod words;

/// Lines read of one language and file; of a file named `bible` only so many where other files have enough.
const LINES: usize = 20_000;
const LINES_OF_BIBLE: usize = 1_500;
const ENOUGH: usize = 3_000;
/// Kept of a language: words, trigrams.
const WORDS: usize = 700;
const TRIGRAMS: usize = 1_500;
/// ln p of what is not in a profile; weights are halves of a nat above it.
const FLOOR: f64 = -12.0;

type Counts = BTreeMap<String, f64>;

/// The words and trigrams of a language in one script, as shares that sum to 1.
#[derive(Default)]
struct Shares {
    words: Counts,
    trigrams: Counts,
    weight: f64,
}

impl Shares {
    /// Adds a source: its words with their counts.
    fn add_words(&mut self, counts: &Counts, weight: f64) {
        let mut trigrams = Counts::new();
        for (word, count) in counts {
            let chars: Vec<char> = word.chars().collect();
            for trigram in chars.windows(3) {
                *trigrams.entry(trigram.iter().collect()).or_default() += count;
            }
        }
        self.add(counts, &trigrams, weight);
    }

    fn add(&mut self, words: &Counts, trigrams: &Counts, weight: f64) {
        for (sums, counts) in [(&mut self.words, words), (&mut self.trigrams, trigrams)] {
            let total: f64 = counts.values().sum();
            for (key, count) in counts {
                *sums.entry(key.clone()).or_default() += weight * count / total;
            }
        }
        self.weight += weight;
    }

    /// The commonest, as lines `iso, kind, weight, items`.
    fn write(&self, iso: &str, out: &mut String) {
        for (kind, shares, most) in [("w", &self.words, WORDS), ("t", &self.trigrams, TRIGRAMS)] {
            let mut ranked: Vec<(&str, f64)> = shares.iter().map(|(k, n)| (k.as_str(), n / self.weight)).collect();
            ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
            let mut lines: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
            for (key, share) in ranked.into_iter().take(most) {
                let weight = ((share.ln() - FLOOR) * 2.0).round() as i64;
                if weight > 0 {
                    lines.entry(-weight).or_default().push(key);
                }
            }
            for (weight, mut keys) in lines {
                keys.sort_unstable();
                let keys: Vec<&str> =
                    if kind == "w" { keys.iter().map(|k| k.trim_matches(words::EDGE)).collect() } else { keys };
                let _ = writeln!(out, "{iso}\t{kind}\t{}\t{}", -weight, keys.join(" "));
            }
        }
    }
}

/// Reads the texts and writes one file a script.
pub fn build(texts: &Path, langdata: &Path) -> Result<()> {
    let languages = fs::read_to_string(langdata.join("languages.tsv")).context("languages.tsv")?;
    let mut wanted: Vec<(String, String, String)> = Vec::new();
    for line in languages.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let base = columns.get(3).unwrap_or(&columns[0]);
        wanted.push((columns[0].to_owned(), columns[1].to_owned(), (*base).to_owned()));
    }
    let isos: std::collections::BTreeSet<&str> = wanted.iter().map(|w| w.0.as_str()).collect();
    // iso → file → lines
    let mut lines: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
    let mut files: Vec<_> = fs::read_dir(texts)?.map(|e| Ok(e?.path())).collect::<Result<_>>()?;
    files.sort();
    for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "tsv")) {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for line in fs::read_to_string(path)?.lines() {
            let Some((iso, text)) = line.split_once('\t') else { continue };
            // Southwestern Dinka stands for Dinka.
            let iso = if iso == "dik" { "din" } else { iso };
            if isos.contains(iso) {
                lines.entry(iso.to_owned()).or_default().entry(name.clone()).or_default().push(text.to_owned());
            }
        }
    }
    let mut out: BTreeMap<String, String> = BTreeMap::new();
    for (iso, script_code, base) in &wanted {
        let script = Script::from_short_name(script_code).with_context(|| script_code.clone())?;
        let mut shares = Shares::default();
        if let Some(files) = lines.get_mut(base) {
            let others: usize = files.iter().filter(|(name, _)| *name != "bible").map(|(_, l)| l.len()).sum();
            for (name, lines) in files.iter_mut() {
                lines.sort_by_cached_key(|line| words::word_key(&line.chars().collect::<Vec<_>>()));
                let most = if name == "bible" && others >= ENOUGH { LINES_OF_BIBLE } else { LINES };
                let mut counts = Counts::new();
                let mut read = 0;
                for line in lines.iter().take(most) {
                    words::for_each_word(&words::clean(line), script, |word| {
                        *counts.entry(word.iter().collect()).or_default() += 1.0;
                        read += 1;
                    });
                }
                if read > 0 {
                    shares.add_words(&counts, f64::from(read).sqrt().min(300.0));
                }
            }
        }
        let model = texts.join("lingua").join(format!("{iso}.fst"));
        if model.exists() && script != Script::Arabic {
            let model = Chain::read(&model)?;
            let (words, trigrams) = model.words_and_trigrams(script);
            shares.add(&words, &trigrams, 300.0);
        }
        let list = langdata.join("function-words").join(format!("{iso}.txt"));
        if let Ok(list) = fs::read_to_string(&list) {
            // Commonest first: Zipf's law gives the shares.
            let mut counts = Counts::new();
            let listed = list.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace);
            for (rank, listed) in listed.enumerate() {
                words::for_each_word(&words::clean(listed), script, |word| {
                    *counts.entry(word.iter().collect()).or_default() += 1.0 / (rank as f64 + 8.0);
                });
            }
            let weight = if shares.weight == 0.0 { 1.0 } else { shares.weight * 0.15 };
            if !counts.is_empty() {
                shares.add_words(&counts, weight);
            }
        }
        shares.write(iso, out.entry(script_code.clone()).or_default());
    }
    for (script, lines) in out {
        let head = "# Generated by `cargo xtask profiles`; see ../README.md. iso, w(ords) or t(rigrams), 2 x (ln share + 12), items\n";
        fs::write(langdata.join("profiles").join(format!("{script}.tsv")), format!("{head}{lines}"))?;
    }
    Ok(())
}

/// A language model of lingua: ln p(last character | those before) for 1 to 5 characters inside words.
struct Chain {
    conditional: BTreeMap<String, f64>,
    joint: BTreeMap<String, f64>,
}

impl Chain {
    fn read(path: &Path) -> Result<Chain> {
        let map = Map::new(fs::read(path)?)?;
        let (mut conditional, mut stream) = (BTreeMap::new(), map.stream());
        while let Some((key, value)) = stream.next() {
            conditional.insert(std::str::from_utf8(key)?.to_owned(), f64::from_bits(value).exp());
        }
        // A prefix sorts before what it begins.
        let mut joint: BTreeMap<String, f64> = BTreeMap::new();
        for (ngram, p) in &conditional {
            let before = ngram.char_indices().next_back().map_or("", |(i, _)| &ngram[..i]);
            let p = p * if before.is_empty() { 1.0 } else { joint.get(before).copied().unwrap_or(0.0) };
            joint.insert(ngram.clone(), p);
        }
        Ok(Chain { conditional, joint })
    }

    /// The shares of words and of trigrams, both between edges.
    fn words_and_trigrams(&self, script: Script) -> (Counts, Counts) {
        // What begins and ends words: what is left when what stands before or after is taken away.
        let (mut starts, mut ends) = (self.joint.clone(), self.joint.clone());
        for (ngram, p) in &self.joint {
            let mut chars = ngram.chars();
            chars.next();
            if let Some(rest) = starts.get_mut(chars.as_str()) {
                *rest -= p;
            }
            if let Some((last, _)) = ngram.char_indices().next_back()
                && let Some(rest) = ends.get_mut(&ngram[..last])
            {
                *rest -= p;
            }
        }
        let of_script = |s: &str| s.chars().next().is_some_and(|c| words::script_of(c) == script);
        let edge = words::EDGE;
        let mut trigrams = Counts::new();
        let mut add = |trigram: String, p: Option<&f64>| {
            if let Some(&p) = p.filter(|&&p| p > 1e-7) {
                trigrams.insert(trigram, p);
            }
        };
        for (ngram, p) in self.joint.iter().filter(|(ngram, _)| of_script(ngram)) {
            match ngram.chars().count() {
                1 => {
                    let longer: f64 = starts
                        .range(ngram.clone()..)
                        .take_while(|(k, _)| k.starts_with(ngram.as_str()))
                        .filter(|(k, _)| k.chars().count() == 2)
                        .map(|(_, p)| p.max(0.0))
                        .sum();
                    let alone = starts.get(ngram).map(|p| p - longer);
                    add(format!("{edge}{ngram}{edge}"), alone.as_ref());
                }
                2 => {
                    add(format!("{edge}{ngram}"), starts.get(ngram));
                    add(format!("{ngram}{edge}"), ends.get(ngram));
                }
                3 => add(ngram.clone(), Some(p)),
                _ => {}
            }
        }
        let mut words = Counts::new();
        let letters: Vec<&str> =
            self.joint.keys().filter(|k| k.chars().count() == 1 && of_script(k)).map(String::as_str).collect();
        for &letter in &letters {
            let p = starts.get(letter).copied().unwrap_or(0.0);
            self.grow(letter.to_owned(), p, &starts, &letters, &mut words);
        }
        (words, trigrams)
    }

    /// Adds the words that begin with `begun`, which begins words with share `p`.
    fn grow(&self, begun: String, p: f64, starts: &BTreeMap<String, f64>, letters: &[&str], words: &mut Counts) {
        // Per letter, not per word; a word in 5,000 is enough.
        if p < 1e-5 || begun.chars().count() > 12 {
            return;
        }
        let length = begun.chars().count();
        let mut left = p;
        for letter in letters {
            let longer = format!("{begun}{letter}");
            let p = if length < 4 {
                starts.get(&longer).copied().unwrap_or(0.0)
            } else {
                let context: String = begun.chars().skip(length - 4).collect::<String>() + letter;
                p * self.conditional.get(&context).copied().unwrap_or(0.0)
            };
            if p > 0.0 {
                left -= p;
                self.grow(longer, p, starts, letters, words);
            }
        }
        if left > 1e-5 {
            words.insert(format!("{}{begun}{}", words::EDGE, words::EDGE), left);
        }
    }
}
