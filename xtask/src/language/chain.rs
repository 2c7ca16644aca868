//! Words drawn from the tables of lingua's language models (`models/ngrams.fst` of the `lingua-*-language-model` crates).
//!
//! A table has ln p(last character | those before) for 1 to 5 characters inside words, and nothing of where words begin
//! and end. Both follow: what no character stands before begins a word, and what is left of the probabilities of the next
//! character is the end.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};
use fst::{Map, Streamer};
use rustc_hash::FxHashMap;

use crate::random::Random;

/// Characters before the last that tables have.
const CONTEXT: usize = 4;
/// A word that has not ended by then is let go.
const LONGEST: usize = 30;

/// Next characters with the sums of their shares.
type Nexts = Vec<(char, f64)>;

pub struct Chain {
    /// What words begin with, up to 4 characters → its share of words, how they go on.
    starts: FxHashMap<String, (f64, Nexts)>,
    /// 4 characters → how words go on.
    inner: FxHashMap<String, Nexts>,
}

impl Chain {
    pub fn read(path: &Path) -> Result<Chain> {
        let mut conditional: BTreeMap<String, f64> = BTreeMap::new();
        each_ngram(path, |ngram, p| _ = conditional.insert(ngram.to_owned(), p))?;
        // A prefix sorts before what it begins.
        let mut joint: FxHashMap<&str, f64> = FxHashMap::default();
        for (ngram, p) in &conditional {
            let before = parted(ngram).0;
            let p = p * if before.is_empty() { 1.0 } else { joint.get(before).copied().unwrap_or(0.0) };
            joint.insert(ngram, p);
        }
        let mut begins = joint.clone();
        for ngram in conditional.keys() {
            let mut rest = ngram.chars();
            rest.next();
            if let Some(share) = begins.get_mut(rest.as_str()) {
                *share -= joint[ngram.as_str()];
            }
        }
        let mut chain = Chain { starts: FxHashMap::default(), inner: FxHashMap::default() };
        for (ngram, p) in &conditional {
            let (before, last) = parted(ngram);
            if ngram.chars().count() <= CONTEXT {
                let p = begins[ngram.as_str()].max(0.0);
                let of = begins.get(before).copied().unwrap_or(0.0);
                add(&mut chain.starts.entry(before.to_owned()).or_insert((of, Nexts::new())).1, last, p);
            } else {
                add(chain.inner.entry(before.to_owned()).or_default(), last, *p);
            }
        }
        Ok(chain)
    }

    /// A word; empty if the tables have none.
    pub fn word(&self, random: &mut Random) -> String {
        let mut word = String::new();
        for n in 0..LONGEST {
            let (of, nexts) = if n < CONTEXT {
                let Some((of, nexts)) = self.starts.get(&word) else { break };
                (if n == 0 { 0.0 } else { *of }, nexts)
            } else {
                let at = word.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
                let Some(nexts) = self.inner.get(&word[at..]) else { break };
                (1.0, nexts)
            };
            let x = random.unit() * nexts.last().map_or(of, |&(_, sum)| sum.max(of));
            match nexts.iter().find(|(_, sum)| x < *sum) {
                Some(&(c, _)) => word.push(c),
                None => break,
            }
        }
        word
    }
}

/// Calls `each` with the n-grams of a table, in their order, and p(last character | those before).
pub fn each_ngram(path: &Path, mut each: impl FnMut(&str, f64)) -> Result<()> {
    let map = Map::new(std::fs::read(path)?).with_context(|| path.display().to_string())?;
    let mut stream = map.stream();
    while let Some((ngram, value)) = stream.next() {
        each(std::str::from_utf8(ngram)?, f64::from_bits(value).exp());
    }
    Ok(())
}

/// All characters but the last, and the last.
fn parted(ngram: &str) -> (&str, char) {
    ngram.char_indices().next_back().map_or(("", ' '), |(at, last)| (&ngram[..at], last))
}

fn add(nexts: &mut Nexts, c: char, p: f64) {
    let sum = nexts.last().map_or(0.0, |&(_, sum)| sum) + p;
    nexts.push((c, sum));
}
