//! The n-grams that a model knows: those that tell most of the language they stand in.

use polynorm::language::model::training::{EDGE, SLOTS, for_each_ngram, place as place_in_table};

use super::texts::Texts;
use crate::random::Random;

/// An n-gram in fewer items is not considered.
const LEAST: u32 = 6;
/// n-grams that are considered at most, the commonest.
const CONSIDERED: usize = 1_500_000;
/// Room for n-grams that are counted, a power of two.
const COUNTED: usize = 1 << 26;
/// A free place. No n-gram has this hash: that of one symbol is never 0, others hardly ever.
const FREE: u64 = 0;

/// Hashes of n-grams and their numbers.
pub struct Vocabulary {
    /// Open addressing; the number is that of the n-gram.
    places: Vec<(u64, u32)>,
    hashes: Vec<u64>,
}

impl Vocabulary {
    /// The n-grams that tell most about the language and find room in `buckets` of the table, the most telling first, counted
    /// in `items` items.
    ///
    /// An n-gram is worth its log-likelihood ratio ([Dunning 1993](https://aclanthology.org/J93-1003/)): how much more
    /// probable what it stood in is by its own languages than by those of all n-grams.
    pub fn choose(texts: &Texts, buckets: usize, items: usize) -> Vocabulary {
        let mut counts = vec![(FREE, 0_u32); COUNTED];
        let mut used = 0;
        each_item(texts, items, |_, hashes| {
            for &hash in hashes {
                let at = place(&counts, hash, |c| c.0);
                if counts[at].0 == FREE {
                    if used > COUNTED / 10 * 9 {
                        continue;
                    }
                    counts[at].0 = hash;
                    used += 1;
                }
                counts[at].1 += 1;
            }
        });
        counts.retain(|c| c.1 >= LEAST);
        counts.sort_unstable_by_key(|&(hash, n)| (u32::MAX - n, hash));
        counts.truncate(CONSIDERED);
        let considered = Vocabulary::of(counts.into_iter().map(|c| c.0).collect());
        let languages = texts.languages.len();
        let mut by_language = vec![0_u16; considered.len() * languages];
        let mut totals = vec![0_f64; languages];
        each_item(texts, items, |language, hashes| {
            totals[language] += hashes.len() as f64;
            for number in hashes.iter().filter_map(|&hash| considered.get(hash)) {
                let n = &mut by_language[number as usize * languages + language];
                *n = n.saturating_add(1);
            }
        });
        let all: f64 = totals.iter().sum();
        let worth = |counts: &[u16]| {
            let n: f64 = counts.iter().map(|&n| f64::from(n)).sum();
            let ratio = |(&count, total): (&u16, &f64)| match f64::from(count) {
                0.0 => 0.0,
                count => count * (count / n / (total / all)).ln(),
            };
            counts.iter().zip(&totals).map(ratio).sum::<f64>()
        };
        let mut ranked: Vec<(f64, u64)> = by_language
            .chunks(languages)
            .zip(&considered.hashes)
            .map(|(counts, &hash)| (worth(counts), hash))
            .collect();
        ranked.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut taken: Vec<Vec<u16>> = vec![Vec::new(); buckets];
        ranked.retain(|&(_, hash)| {
            let (bucket, tag) = place_in_table(hash, &(0..buckets));
            let taken = &mut taken[bucket];
            let has_room = taken.len() < SLOTS && !taken.contains(&tag);
            if has_room {
                taken.push(tag);
            }
            has_room
        });
        Vocabulary::of(ranked.into_iter().map(|(_, hash)| hash).collect())
    }

    fn of(hashes: Vec<u64>) -> Vocabulary {
        let mut places = vec![(FREE, 0); (hashes.len() * 2).next_power_of_two()];
        for (number, &hash) in (0..).zip(&hashes) {
            let at = place(&places, hash, |p| p.0);
            places[at] = (hash, number);
        }
        Vocabulary { places, hashes }
    }

    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The hashes, by their numbers.
    pub fn hashes(&self) -> impl Iterator<Item = u64> {
        self.hashes.iter().copied()
    }

    fn get(&self, hash: u64) -> Option<u32> {
        let place = self.places[place(&self.places, hash, |p| p.0)];
        (place.0 == hash && hash != FREE).then_some(place.1)
    }

    /// Writes the numbers of the n-grams of words.
    pub fn numbers<'a>(
        &self,
        texts: &Texts,
        words: impl IntoIterator<Item = &'a str>,
        symbols: &mut Vec<u32>,
        numbers: &mut Vec<u32>,
    ) {
        numbers.clear();
        ngrams(texts, words, symbols, |hash| numbers.extend(self.get(hash)));
    }
}

/// Where a hash is or would be.
fn place<T>(places: &[T], hash: u64, of: impl Fn(&T) -> u64) -> usize {
    let mask = places.len() - 1;
    let mut at = (hash >> 20) as usize & mask;
    while !matches!(of(&places[at]), FREE) && of(&places[at]) != hash {
        at = (at + 1) & mask;
    }
    at
}

/// Calls `each` with the language and the different n-grams of every item.
fn each_item(texts: &Texts, items: usize, mut each: impl FnMut(usize, &[u64])) {
    let mut random = Random::new(5);
    let (mut words, mut symbols, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..items {
        let language = texts.item(&mut random, &mut words);
        hashes.clear();
        ngrams(texts, words.iter().copied(), &mut symbols, |hash| hashes.push(hash));
        hashes.sort_unstable();
        hashes.dedup();
        each(language, &hashes);
    }
}

fn ngrams<'a>(
    texts: &Texts,
    words: impl IntoIterator<Item = &'a str>,
    symbols: &mut Vec<u32>,
    mut each: impl FnMut(u64),
) {
    for word in words {
        symbols.clear();
        symbols.push(EDGE);
        symbols.extend(word.chars().map(u32::from));
        symbols.push(EDGE);
        for_each_ngram(symbols, texts.script, &mut each);
    }
}
