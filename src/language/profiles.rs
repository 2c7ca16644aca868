//! Languages of one script told apart by their commonest words and trigrams, as `langdata/language/profiles` has them.
//!
//! Naive Bayes: a word or trigram that is in a language's profile speaks for it by the logarithm of its share.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use unicode_script::Script as Ucd;

use super::Language;
use super::words::{EDGE, clean, for_each_word, script_of, trigram_key, word_key};
use crate::langdata;

/// Weights in the tables are halves of a nat.
const TABLE_UNIT: f32 = 0.5;
/// A word says more than its trigrams, which are seen beside it.
const WORD: f32 = 1.5;
/// Neighbouring trigrams are not independent: nats are divided by this before they are probabilities.
const TEMPERATURE: f32 = 4.0;

/// The profiles of the languages of one script.
pub(crate) struct Profiles {
    script: Ucd,
    languages: Vec<Language>,
    handicaps: Vec<f32>,
    /// Word or trigram → where its votes stand.
    keys: HashMap<u64, (u32, u32), BuildHasherDefault<KeyHasher>>,
    /// Index of the language, nats.
    votes: Vec<(u16, f32)>,
    letters: HashMap<char, Vec<(u16, f32)>>,
}

/// Profiles that are read when a text of their script is first met.
type Loaded = LazyLock<Profiles, Box<dyn FnOnce() -> Profiles + Send>>;

/// Languages with their probabilities, the most likely first.
pub(crate) type Ranking = Vec<(Language, f32)>;

impl Profiles {
    /// The profiles of a script; `None` if it has none.
    pub(crate) fn of(script: Ucd) -> Option<&'static Profiles> {
        static ALL: LazyLock<Vec<(Ucd, Loaded)>> = LazyLock::new(|| {
            let files = langdata::files("language/profiles", "tsv");
            let scripts = files.into_iter().filter_map(|(code, text)| Some((Ucd::from_short_name(code)?, text)));
            let load = |script, text| -> Loaded { LazyLock::new(Box::new(move || Profiles::load(script, text))) };
            scripts.map(|(script, text)| (script, load(script, text))).collect()
        });
        ALL.iter().find(|(s, _)| *s == script).map(|(_, profiles)| &**profiles)
    }

    fn load(script: Ucd, table: &str) -> Profiles {
        let handicaps: BTreeMap<(&str, &str), f32> = langdata::rows(langdata::text("language/languages.tsv"))
            .filter_map(|(_, row)| Some(((*row.first()?, *row.get(1)?), row.get(2)?.parse().ok()?)))
            .collect();
        let mut loaded = Profiles {
            script,
            languages: Vec::new(),
            handicaps: Vec::new(),
            keys: HashMap::default(),
            votes: Vec::new(),
            letters: HashMap::new(),
        };
        let mut votes: Vec<(u64, u16, f32)> = Vec::new();
        let mut word: Vec<char> = Vec::new();
        for (_, row) in langdata::rows(table) {
            let [iso, kind, weight, items] = row[..] else { continue };
            let (Some(language), Ok(weight)) = (Language::new(iso), weight.parse::<f32>()) else { continue };
            let index = match loaded.languages.iter().position(|&l| l == language) {
                Some(index) => index,
                None => {
                    loaded.languages.push(language);
                    let handicap = handicaps.get(&(iso, script.short_name())).copied().unwrap_or(0.0);
                    loaded.handicaps.push(handicap);
                    loaded.languages.len() - 1
                }
            };
            let Ok(index) = u16::try_from(index) else { continue };
            for item in items.split(' ') {
                word.clear();
                if kind == "w" {
                    word.push(EDGE);
                    word.extend(item.chars());
                    word.push(EDGE);
                    votes.push((word_key(&word), index, weight * TABLE_UNIT * WORD));
                } else {
                    word.extend(item.chars());
                    votes.push((trigram_key(&word), index, weight * TABLE_UNIT));
                }
            }
        }
        votes.sort_unstable_by_key(|&(key, language, _)| (key, language));
        for of_key in votes.chunk_by(|a, b| a.0 == b.0) {
            let (start, count) = (loaded.votes.len() as u32, of_key.len() as u32);
            loaded.keys.insert(of_key[0].0, (start, count));
            loaded.votes.extend(of_key.iter().map(|&(_, language, nats)| (language, nats)));
        }
        loaded.load_letters();
        loaded
    }

    fn load_letters(&mut self) {
        for (_, row) in langdata::rows(langdata::text("language/letters.tsv")) {
            let [letters, isos, nats] = row[..] else { continue };
            let Ok(nats) = nats.parse::<f32>() else { continue };
            let known = isos.split(' ').filter_map(Language::new);
            let indexes: Vec<u16> =
                known.filter_map(|l| u16::try_from(self.languages.iter().position(|&have| have == l)?).ok()).collect();
            for c in letters.chars().filter(|&c| script_of(c) == self.script) {
                self.letters.entry(c).or_default().extend(indexes.iter().map(|&i| (i, nats)));
            }
        }
    }

    /// Whether the language has a profile in this script.
    pub(crate) fn has(&self, language: Language) -> bool {
        self.languages.contains(&language)
    }

    /// The likeliest languages of `text`; empty without a word in this script.
    pub(crate) fn rank(&self, text: &str) -> Ranking {
        let mut sums = vec![0.0_f32; self.languages.len()];
        let (mut looked_up, mut found) = (0_u32, 0_u32);
        let mut letters: Vec<char> = Vec::new();
        let vote = |key: u64, sums: &mut [f32]| match self.keys.get(&key) {
            Some(&(start, count)) => {
                for &(language, nats) in &self.votes[start as usize..(start + count) as usize] {
                    sums[usize::from(language)] += nats;
                }
                true
            }
            None => false,
        };
        for_each_word(&clean(text), self.script, |word| {
            vote(word_key(word), &mut sums);
            for trigram in word.windows(3) {
                looked_up += 1;
                found += u32::from(vote(trigram_key(trigram), &mut sums));
            }
            letters.extend(word.iter().filter(|&&c| !c.is_ascii()));
        });
        if looked_up == 0 {
            return Ranking::new();
        }
        letters.sort_unstable();
        for of_letter in letters.chunk_by(|a, b| a == b) {
            for &(language, nats) in self.letters.get(&of_letter[0]).into_iter().flatten() {
                // Seen again, a letter says more, but not twice as much.
                sums[usize::from(language)] += nats * if of_letter.len() > 1 { 1.5 } else { 1.0 };
            }
        }
        for (sum, handicap) in sums.iter_mut().zip(&self.handicaps) {
            *sum -= handicap;
        }
        let best = sums.iter().copied().fold(f32::MIN, f32::max);
        // What no profile knows is not sure, however far apart the scores are.
        let known = f64::from(found) / f64::from(looked_up);
        let mut ranking: Ranking =
            self.languages.iter().zip(&sums).map(|(&l, sum)| (l, ((sum - best) / TEMPERATURE).exp())).collect();
        let total: f32 = ranking.iter().map(|(_, p)| p).sum();
        let sure = (known * 1.6).min(1.0) as f32;
        for (_, p) in &mut ranking {
            *p *= sure / total;
        }
        ranking.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        ranking
    }
}

/// Keys are spread already or nearly so: one multiplication is enough.
#[derive(Default)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte) ^ self.0);
        }
    }

    fn write_u64(&mut self, key: u64) {
        let spread = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = spread ^ spread >> 32;
    }
}
