//! Which Latin letters stand for which letter of a word: expectation maximization over spellings of single letters.

use std::collections::BTreeMap;

use super::Example;

/// Most Latin letters that stand for one letter.
const LONGEST: usize = 6;
/// Rounds of expectation maximization.
const ROUNDS: usize = 8;
/// A spelling of a letter that is seen less often than this is no spelling of it.
const SEEN: f64 = 1.4;
/// A word whose letters are on average less likely than this (natural logarithm) is another name.
const UNLIKELY: f64 = -3.4;

/// The probability of each spelling by letter.
pub type Spellings = BTreeMap<char, BTreeMap<String, f64>>;

/// The spellings of each letter of the examples, and those of each example; `None` where an example is no spelling of its word.
pub fn align(examples: &[Example], most: usize) -> (Spellings, Vec<Option<Vec<String>>>) {
    let mut table: Spellings = BTreeMap::new();
    for round in 0..ROUNDS {
        let mut counts: Spellings = BTreeMap::new();
        for example in examples.iter().filter(|example| !example.held) {
            expect(example, &table, round == 0, &mut counts);
        }
        table = counts;
        let last = round + 1 == ROUNDS;
        for spellings in table.values_mut() {
            if last {
                let mut counts: Vec<f64> = spellings.values().copied().collect();
                counts.sort_by(|a, b| b.total_cmp(a));
                let least = counts.get(most).copied().unwrap_or(0.0).max(SEEN.min(counts[0] * 0.5));
                spellings.retain(|_, count| *count > least);
            } else {
                spellings.retain(|_, count| *count > 0.01);
            }
            let total: f64 = spellings.values().sum();
            spellings.values_mut().for_each(|count| *count /= total);
        }
        table.retain(|_, spellings| !spellings.is_empty());
    }
    let aligned = examples.iter().map(|example| best(example, &table)).collect();
    (table, aligned)
}

fn probability(table: &Spellings, letter: char, chunk: &str, first: bool) -> f64 {
    if first {
        // One letter for one letter is likeliest, and no letter is unlikely.
        return [0.05, 0.6, 0.25, 0.05, 0.02, 0.01, 0.005].get(chunk.len()).copied().unwrap_or(0.0);
    }
    table.get(&letter).and_then(|spellings| spellings.get(chunk)).copied().unwrap_or(0.0)
}

/// Adds the expected counts of an example.
fn expect(example: &Example, table: &Spellings, first: bool, counts: &mut Spellings) {
    let (word, latin) = (&example.letters, example.latin.as_str());
    let (n, m) = (word.len(), latin.len());
    if m > n * LONGEST {
        return;
    }
    let mut forward = vec![vec![0.0; m + 1]; n + 1];
    let mut backward = vec![vec![0.0; m + 1]; n + 1];
    forward[0][0] = 1.0;
    backward[n][m] = 1.0;
    let chunk = |from: usize, to: usize| &latin[from..to];
    for i in 0..n {
        for (from, to) in spans(m) {
            if forward[i][from] > 0.0 {
                forward[i + 1][to] += forward[i][from] * probability(table, word[i], chunk(from, to), first);
            }
        }
    }
    let total = forward[n][m];
    if total <= 0.0 {
        return;
    }
    for i in (0..n).rev() {
        for (from, to) in spans(m) {
            if backward[i + 1][to] > 0.0 {
                backward[i][from] += backward[i + 1][to] * probability(table, word[i], chunk(from, to), first);
            }
        }
    }
    for i in 0..n {
        for (from, to) in spans(m) {
            let p = forward[i][from] * backward[i + 1][to];
            if p > 0.0 {
                let p = p * probability(table, word[i], chunk(from, to), first) / total * example.weight;
                if p > 1e-4 {
                    *counts.entry(word[i]).or_default().entry(chunk(from, to).to_owned()).or_default() += p;
                }
            }
        }
    }
}

/// Where a letter's spelling can start and end among `length` bytes.
fn spans(length: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..=length).flat_map(move |from| (from..=length.min(from + LONGEST)).map(move |to| (from, to)))
}

/// The likeliest spellings of the letters of an example.
fn best(example: &Example, table: &Spellings) -> Option<Vec<String>> {
    let (word, latin) = (&example.letters, example.latin.as_str());
    let (n, m) = (word.len(), latin.len());
    let mut best = vec![vec![(f64::NEG_INFINITY, 0); m + 1]; n + 1];
    best[0][0].0 = 0.0;
    for i in 0..n {
        for (from, to) in spans(m) {
            if best[i][from].0.is_finite() {
                let log = best[i][from].0 + probability(table, word[i], &latin[from..to], false).ln();
                if log > best[i + 1][to].0 {
                    best[i + 1][to] = (log, from);
                }
            }
        }
    }
    if best[n][m].0 < UNLIKELY * (n + m) as f64 / 2.0 {
        return None;
    }
    let (mut chunks, mut to) = (Vec::new(), m);
    for i in (1..=n).rev() {
        let from = best[i][to].1;
        chunks.push(latin[from..to].to_owned());
        to = from;
    }
    chunks.reverse();
    Some(chunks)
}
