//! What a model learns from: sentences and words of each language of a script, and items drawn from them.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::Path;

use anyhow::{Context, Result, bail};
use polynorm::language::model::training::for_each_word;
use polynorm::{Language, Script};
use rustc_hash::{FxHashMap, FxHasher};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::chain::Chain;
use crate::random::Random;

/// Sentences of a language that are taken from one file.
const OF_A_FILE: usize = 30_000;
/// Files with names that begin so give fewer: their sentences are much alike.
const LESS: &[(&str, usize)] =
    &[("ui_", 3_000), ("names_", 300), ("prose_", 5_000), ("bible", 7_500), ("quran", 7_500), ("tatoeba", 15_000)];
/// Words of files that begin so are not counted where there are lists of words: they are of one subject, computers.
const TECHNICAL: &[&str] = &["ui_", "names_", "prose_"];
/// Of so many sentences one is held out, up to [`HELD_OUT`] of a language.
const HELD_OUT_EVERY: usize = 50;
const HELD_OUT: usize = 200;
/// Words drawn from lingua's tables.
const DRAWN: usize = 400_000;
/// Scripts that lingua's tables cut at marks, or that have no words.
const NOT_DRAWN: &[&str] = &["Deva", "Beng", "Gujr", "Guru", "Taml", "Telu", "Hani", "Jpan", "Kore", "Thai"];
/// The share of words of sentences, where there are lists of words as well.
const OF_SENTENCES: f64 = 0.5;
/// How often short words are drawn, by letters: alone they tell little, and there are many of them.
const SHORT: [f64; 5] = [0.0, 0.05, 0.15, 0.3, 0.6];

/// How many words items have: 1, 2, 3 to 7, 8 to 25.
pub const LENGTHS: usize = 4;
/// The share of each length.
const MIX: [f64; LENGTHS] = [0.35, 0.25, 0.25, 0.15];
/// How often a language of each rank is drawn, for each length: the fewer words, the more they are of a common language.
const RANKS: [[f64; LENGTHS]; 5] = [
    [1.0, 1.0, 1.0, 1.0],
    [0.5, 0.7, 1.0, 1.0],
    [0.03, 0.08, 0.2, 0.25],
    [0.02, 0.05, 0.08, 0.12],
    [0.0005, 0.001, 0.003, 0.01],
];
/// How often words are drawn from lists instead of a span of a sentence, where there are lists.
const LISTED: [f64; LENGTHS] = [1.0, 0.6, 0.5, 0.4];
/// The same where sentences are the list.
const UNLISTED: [f64; LENGTHS] = [1.0, 0.2, 0.15, 0.1];

/// Sentences that are written as people who type in haste would: all capitals, no diacritics, letters of other keyboards.
const CAPITALS: f64 = 0.04;
const PLAIN: f64 = 0.03;
const RETYPED: f64 = 0.25;

/// A language in one script.
pub struct OfLanguage {
    pub language: Language,
    /// How rare it is, see `languages.tsv`.
    pub rank: usize,
    /// Words with spaces between them.
    pub sentences: Vec<Box<str>>,
    /// Sentences that are not learned from.
    pub held_out: Vec<Box<str>>,
    /// With the sums of their shares.
    words: Vec<(Box<str>, f64)>,
    has_lists: bool,
    /// So many sentences at the end are [`TECHNICAL`].
    technical: usize,
}

pub struct Texts {
    pub script: Script,
    pub languages: Vec<OfLanguage>,
    /// For each length the sums of how often languages are drawn.
    ranks: [Vec<f64>; LENGTHS],
}

/// The rows of `languages.tsv`: language, script, rank.
pub fn languages(path: &Path) -> Result<Vec<(Language, Script, usize)>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut rows = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
        let row = match columns[..] {
            [language, script, rank, ..] => Language::new(language).zip(Script::new(script)).zip(rank.parse().ok()),
            _ => None,
        };
        match row {
            Some(((language, script), rank)) if rank < RANKS.len() => rows.push((language, script, rank)),
            _ => bail!("{}:{}: expected language, script, rank from 0 to {}", path.display(), n + 1, RANKS.len() - 1),
        }
    }
    Ok(rows)
}

impl Texts {
    /// Reads `texts/*.tsv` (language, sentence), `words/*.tsv` (language, word, count) and `lingua/<language>.fst` of
    /// `folder`, for the languages of `script`.
    pub fn read(folder: &Path, langdata: &Path, script: Script) -> Result<Texts> {
        let mut wanted: Vec<(Language, usize)> = languages(&langdata.join("languages.tsv"))?
            .into_iter()
            .filter(|&(_, s, _)| s == script)
            .map(|(language, _, rank)| (language, rank))
            .collect();
        wanted.sort_unstable();
        wanted.dedup_by_key(|w| w.0);
        let folding = folding(&langdata.join("folding.tsv"))?;
        let retyped = retyped(&langdata.join("retyped.tsv"))?;
        let index = |code: &str| {
            let code = folding.get(code).map_or(code, String::as_str);
            let language = Language::new(code)?;
            wanted.binary_search_by_key(&language, |w| w.0).ok()
        };
        let mut found: Vec<OfLanguage> = wanted
            .iter()
            .map(|&(language, rank)| OfLanguage {
                language,
                rank,
                sentences: Vec::new(),
                held_out: Vec::new(),
                words: Vec::new(),
                has_lists: false,
                technical: 0,
            })
            .collect();
        let mut seen: Vec<HashSet<u64>> = vec![HashSet::new(); found.len()];
        let named = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut paths = tables(&folder.join("texts"))?;
        paths.sort_by_key(|path| TECHNICAL.iter().any(|begin| named(path).starts_with(begin)));
        for path in paths {
            let name = named(&path);
            let technical = TECHNICAL.iter().any(|begin| name.starts_with(begin));
            let most = LESS.iter().find(|(begin, _)| name.starts_with(begin)).map_or(OF_A_FILE, |l| l.1);
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let mut lines: Vec<Vec<&str>> = vec![Vec::new(); found.len()];
            for (iso, line) in text.lines().filter_map(|line| line.split_once('\t')) {
                if let Some(i) = index(iso) {
                    lines[i].push(line);
                }
            }
            for (i, lines) in lines.into_iter().enumerate() {
                // Spread over the file: neighbours are often of one text.
                let step = (lines.len() / most).max(1);
                for line in lines.iter().step_by(step).take(most) {
                    let sentence = words_of(line, script);
                    // Mostly in another script, or not words.
                    if sentence.len() * 2 < line.len() || !seen[i].insert(hashed(&sentence)) {
                        continue;
                    }
                    // What is much alike is no test.
                    let testing = LESS.iter().all(|(begin, _)| !name.starts_with(begin));
                    if testing && seen[i].len() % HELD_OUT_EVERY == 7 && found[i].held_out.len() < HELD_OUT {
                        found[i].held_out.push(sentence.into());
                    } else {
                        let mut random = Random::new(hashed(&sentence));
                        let retyped = retyped.get(found[i].language.code()).map_or(&[][..], Vec::as_slice);
                        let sentence = hasty(line, script, retyped, &mut random).unwrap_or(sentence);
                        found[i].sentences.push(sentence.into());
                        found[i].technical += usize::from(technical);
                    }
                }
            }
        }
        let mut lists: Vec<BTreeMap<String, f64>> = vec![BTreeMap::new(); found.len()];
        for path in tables(&folder.join("words"))? {
            let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let mut counts: Vec<Vec<(String, f64)>> = vec![Vec::new(); found.len()];
            for line in text.lines() {
                let mut columns = line.split('\t');
                let (Some(i), Some(word)) = (columns.next().and_then(index), columns.next()) else { continue };
                let count = columns.next().and_then(|n| n.parse().ok()).unwrap_or(1.0);
                counts[i].push((word.to_owned(), count));
            }
            for (list, counts) in lists.iter_mut().zip(counts) {
                add_shares(list, counts, script, 1.0);
            }
        }
        if !NOT_DRAWN.contains(&script.code()) {
            for (one, list) in found.iter().zip(&mut lists) {
                let path = folder.join("lingua").join(format!("{}.fst", one.language));
                if path.exists() {
                    let chain = Chain::read(&path)?;
                    let mut random = Random::new(hashed(&one.language));
                    let mut counts: BTreeMap<String, f64> = BTreeMap::new();
                    for _ in 0..DRAWN {
                        *counts.entry(chain.word(&mut random)).or_default() += 1.0;
                    }
                    add_shares(list, counts, script, 1.0);
                }
            }
        }
        let mut ranks: [Vec<f64>; LENGTHS] = Default::default();
        let mut kept = Vec::new();
        for (mut one, mut list) in found.into_iter().zip(lists) {
            one.has_lists = !list.is_empty();
            let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
            let all = one.sentences.len();
            let counted = if one.has_lists && one.technical < all { all - one.technical } else { all };
            for word in one.sentences[..counted].iter().flat_map(|s| s.split(' ')) {
                *counts.entry(word).or_default() += 1.0;
            }
            let of_sentences = if one.has_lists { OF_SENTENCES } else { 1.0 };
            let total: f64 = counts.values().sum();
            for (word, n) in counts {
                *list.entry(word.to_owned()).or_default() += of_sentences * n / total;
            }
            if list.is_empty() {
                eprintln!("{} {script}: nothing to learn from, left out", one.language);
                continue;
            }
            let mut sum = 0.0;
            one.words = list
                .into_iter()
                .map(|(word, share)| {
                    let letters = word.chars().count();
                    let short = if script.code() == "Hani" { None } else { SHORT.get(letters) };
                    sum += share * short.unwrap_or(&1.0);
                    (word.into(), sum)
                })
                .collect();
            for (length, sums) in ranks.iter_mut().enumerate() {
                sums.push(sums.last().unwrap_or(&0.0) + RANKS[one.rank][length]);
            }
            kept.push(one);
        }
        Ok(Texts { script, languages: kept, ranks })
    }

    pub fn sentences(&self) -> usize {
        self.languages.iter().map(|l| l.sentences.len()).sum()
    }

    /// An item: writes its words and returns the number of its language.
    pub fn item<'a>(&'a self, random: &mut Random, words: &mut Vec<&'a str>) -> usize {
        words.clear();
        let mut x = random.unit();
        let length = MIX
            .iter()
            .position(|share| {
                x -= share;
                x < 0.0
            })
            .unwrap_or(0);
        let of = random.pick(&self.ranks[length], |&sum| sum);
        let one = &self.languages[of];
        let count = match length {
            0 => 1,
            1 => 2,
            2 => 3 + random.below(5),
            _ => 8 + random.below(18),
        };
        let listed = if one.has_lists { LISTED } else { UNLISTED };
        if one.sentences.is_empty() || random.unit() < listed[length] {
            words.extend((0..count).map(|_| &*one.words[random.pick(&one.words, |word| word.1)].0));
        } else {
            let sentence = &one.sentences[random.below(one.sentences.len())];
            let all = sentence.split(' ').count();
            let from = if all > count { random.below(all - count + 1) } else { 0 };
            words.extend(sentence.split(' ').skip(from).take(count));
        }
        if self.script.code() == "Hani" {
            // Between punctuation, or kana, there may be any number of characters: of each language as many.
            let most = [2, 4, 12, usize::MAX][length];
            words.truncate(if length < 2 { 1 } else { count });
            for word in words.iter_mut() {
                *word = piece(word, 1 + random.below(most.min(64)), random);
            }
        }
        of
    }
}

/// So many characters of a word, from anywhere in it.
fn piece<'a>(word: &'a str, most: usize, random: &mut Random) -> &'a str {
    let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    if starts.len() <= most {
        return word;
    }
    let from = random.below(starts.len() - most + 1);
    &word[starts[from]..starts.get(from + most).copied().unwrap_or(word.len())]
}

/// The words of a text that are in the script, in folded letters with spaces between them.
fn words_of(text: &str, script: Script) -> String {
    let mut words = String::new();
    for_each_word(text, script, |word| {
        if !words.is_empty() {
            words.push(' ');
        }
        words.extend(word[1..word.len() - 1].iter().filter_map(|&c| char::from_u32(c)));
    });
    words
}

/// The sentence as somebody in haste might have typed it, now and then.
fn hasty(line: &str, script: Script, retyped: &[(char, char)], random: &mut Random) -> Option<String> {
    let x = random.unit();
    if x < CAPITALS {
        return Some(words_of(&line.to_uppercase(), script));
    }
    if x < CAPITALS + PLAIN {
        let plain: String = line.nfd().filter(|&c| !is_combining_mark(c)).collect();
        // Scripts that cannot do without marks stay as they are.
        return matches!(script.code(), "Latn" | "Cyrl").then(|| words_of(&plain, script));
    }
    if x < CAPITALS + PLAIN + RETYPED && !retyped.is_empty() {
        let other = |c: char| retyped.iter().find(|(from, _)| *from == c).map_or(c, |r| r.1);
        return Some(words_of(&line.chars().map(other).collect::<String>(), script));
    }
    None
}

/// Adds words with their share of all counts times `weight`.
fn add_shares(
    list: &mut BTreeMap<String, f64>,
    counts: impl IntoIterator<Item = (String, f64)>,
    script: Script,
    weight: f64,
) {
    let counts: Vec<(String, f64)> = counts
        .into_iter()
        .map(|(word, n)| (words_of(&word, script), n))
        .filter(|(word, _)| !word.is_empty() && !word.contains(' '))
        .collect();
    let total: f64 = counts.iter().map(|(_, n)| n).sum();
    for (word, n) in counts {
        *list.entry(word).or_default() += weight * n / total;
    }
}

fn hashed(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The `*.tsv` files of a folder in the order of their names; none if there is no folder.
fn tables(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut paths = Vec::new();
    if folder.exists() {
        for entry in fs::read_dir(folder)? {
            paths.push(entry?.path());
        }
    }
    paths.retain(|path| path.extension().is_some_and(|e| e == "tsv"));
    paths.sort();
    Ok(paths)
}

/// Codes, and the code that stands for each.
fn folding(path: &Path) -> Result<FxHashMap<String, String>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let rows = text.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'));
    Ok(rows.map(|(from, to)| (from.to_owned(), to.split('\t').next().unwrap_or(to).to_owned())).collect())
}

/// For each language letters, and those that are typed in their stead.
fn retyped(path: &Path) -> Result<FxHashMap<String, Vec<(char, char)>>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut pairs: FxHashMap<String, Vec<(char, char)>> = FxHashMap::default();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let [language, from, to] = line.split('\t').collect::<Vec<_>>()[..] else { continue };
        if let (Some(from), Some(to)) = (from.chars().next(), to.chars().next()) {
            pairs.entry(language.to_owned()).or_default().push((from, to));
        }
    }
    Ok(pairs)
}
