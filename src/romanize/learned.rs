//! Spelling learned from names: for each letter of a word the Latin letters that its neighbours ask for.
//!
//! A log-linear model that reads a word from left to right and is normalized at each letter, so that the product over the letters
//! is the probability of a spelling. Weights are bytes in a table that features are hashed into; the file is used where it lies.
//! It is trained by `cargo xtask train-romanize` (see `langdata/romanize/README.md`) and knows names, not text.

use rustc_hash::FxHashMap;

/// Most spellings of a letter.
pub const SPELLINGS: usize = 24;
/// Letters of a word beyond which nothing is read.
const LONGEST: usize = 48;
/// Features that look at letters alone, and those that look at what was written before.
const LETTERS: usize = 18;
const WRITTEN: usize = 9;
/// How a model begins; the digit is the version of the format and of the features.
pub const MAGIC: &[u8; 4] = b"PNR1";

/// A trained model; see the README of the data for the format.
#[derive(Debug)]
pub struct Learned {
    /// Index from 2 on, and spellings as indices of `chunks`, by letter. 0 is the end of the word, 1 no letter of the model.
    letters: FxHashMap<char, u16>,
    spellings: Vec<Vec<u16>>,
    chunks: Vec<&'static str>,
    scale: f32,
    weights: &'static [u8],
}

/// A spelling and its probability among all spellings.
#[derive(Clone, Debug, PartialEq)]
pub struct Spelled {
    /// Where the spelling of each letter ends in `text`, in bytes.
    pub ends: Vec<u32>,
    /// Lower-case Latin.
    pub text: String,
    /// Its natural logarithm.
    pub log: f32,
}

impl Learned {
    /// The model in this file; `None` if it is none.
    pub fn new(file: &'static [u8]) -> Option<Learned> {
        let mut rest = file.strip_prefix(MAGIC)?;
        let mut take = |n: usize| {
            let (head, tail) = rest.split_at_checked(n)?;
            rest = tail;
            Some(head)
        };
        let two = |b: &[u8]| u16::from_le_bytes([b[0], b[1]]);
        let four = |b: &[u8]| u32::from_le_bytes([b[0], b[1], b[2], b[3]]);
        let scale = f32::from_bits(four(take(4)?));
        let mut chunks = Vec::new();
        for _ in 0..two(take(2)?) {
            let length = usize::from(take(1)?[0]);
            chunks.push(std::str::from_utf8(take(length)?).ok()?);
        }
        let (mut letters, mut spellings) = (FxHashMap::default(), vec![Vec::new(), Vec::new()]);
        for index in 0..two(take(2)?) {
            letters.insert(char::from_u32(four(take(4)?))?, index + 2);
            let count = usize::from(take(1)?[0]);
            let ids: Vec<u16> = take(2 * count)?.chunks_exact(2).map(two).collect();
            (count <= SPELLINGS && ids.iter().all(|&id| usize::from(id) < chunks.len())).then_some(())?;
            spellings.push(ids);
        }
        // Room after the last weight: the weights of a letter's spellings lie side by side.
        (rest.len() > SPELLINGS && (rest.len() - SPELLINGS).is_power_of_two()).then_some(())?;
        Some(Learned { letters, spellings, chunks, scale, weights: rest })
    }

    /// Whether the model knows every letter.
    pub fn knows(&self, word: &str) -> bool {
        word.chars().all(|c| self.letters.contains_key(&c))
    }

    /// The likeliest spellings of a word, the best first, at most `n`; `group` is the group of countries, 0 if unknown.
    pub fn spell(&self, word: &str, group: u8, n: usize, beam: usize) -> Vec<Spelled> {
        let mut letters = [0u16; LONGEST];
        let mut length = 0;
        for (slot, c) in letters.iter_mut().zip(word.chars()) {
            *slot = self.letters.get(&c).copied().unwrap_or(1);
            length += 1;
        }
        let letters = &letters[..length];
        let mask = self.weights.len() - SPELLINGS - 1;
        let mut paths = vec![Path { log: 0.0, parent: u32::MAX, chunk: NONE, before: NONE }];
        let (mut from, mut logs) = (0, Vec::new());
        for i in 0..length {
            let spellings = &self.spellings[usize::from(letters[i])];
            if spellings.is_empty() {
                continue;
            }
            let mut features = [0u32; LETTERS];
            letter_features(letters, i, group, &mut features);
            let mut of_letters = [0i16; SPELLINGS];
            for feature in features {
                self.add(feature, mask, &mut of_letters);
            }
            let to = paths.len();
            logs.clear();
            for (parent, &path) in paths.iter().enumerate().skip(from) {
                let mut sums = of_letters;
                let mut features = [0u32; WRITTEN];
                written_features(letters, i, group, path.chunk, path.before, &mut features);
                for feature in features {
                    self.add(feature, mask, &mut sums);
                }
                let best = sums[..spellings.len()].iter().copied().max().unwrap_or(0);
                let total: f32 =
                    sums[..spellings.len()].iter().map(|&s| (f32::from(s - best) * self.scale).exp()).sum();
                let norm = path.log - total.ln();
                for (&chunk, &sum) in spellings.iter().zip(&sums) {
                    let log = norm + f32::from(sum - best) * self.scale;
                    logs.push(Path { log, parent: parent as u32, chunk, before: path.chunk });
                }
            }
            if logs.len() > beam {
                logs.select_nth_unstable_by(beam - 1, |a, b| b.log.total_cmp(&a.log).then(a.chunk.cmp(&b.chunk)));
                logs.truncate(beam);
            }
            paths.extend_from_slice(&logs);
            from = to;
        }
        let mut last: Vec<usize> = (from..paths.len()).collect();
        last.sort_by(|&a, &b| paths[b].log.total_cmp(&paths[a].log).then(a.cmp(&b)));
        let mut spelled: Vec<Spelled> = Vec::with_capacity(n);
        let mut text = String::new();
        for mut at in last {
            let log = paths[at].log;
            let mut chunks = [0u16; LONGEST];
            let mut count = 0;
            while paths[at].parent != u32::MAX {
                chunks[count] = paths[at].chunk;
                count += 1;
                at = paths[at].parent as usize;
            }
            text.clear();
            let chunks = chunks[..count].iter().rev().map(|&id| self.chunks[usize::from(id)]);
            let ends: Vec<u32> = chunks
                .map(|chunk| {
                    text.push_str(chunk);
                    text.len() as u32
                })
                .collect();
            // One spelling by two ways is one spelling.
            if let Some(other) = spelled.iter_mut().find(|other| other.text == text) {
                other.log = (other.log.exp() + log.exp()).ln();
            } else if spelled.len() < n {
                spelled.push(Spelled { ends, text: text.clone(), log });
            }
            if n == 1 {
                break;
            }
        }
        spelled.sort_by(|a, b| b.log.total_cmp(&a.log));
        spelled
    }

    /// Sums of at most 27 bytes fit.
    fn add(&self, feature: u32, mask: usize, sums: &mut [i16; SPELLINGS]) {
        let at = feature as usize & mask;
        if let Some(weights) = self.weights.get(at..at + SPELLINGS) {
            for (sum, &weight) in sums.iter_mut().zip(weights) {
                *sum += i16::from(weight as i8);
            }
        }
    }
}

#[derive(Clone, Copy)]
struct Path {
    log: f32,
    parent: u32,
    chunk: u16,
    before: u16,
}

/// Nothing was written yet.
pub const NONE: u16 = u16::MAX;

fn hash(kind: u32, parts: &[u32]) -> u32 {
    let mut hash = kind.wrapping_mul(0x9E37_79B1);
    for &part in parts {
        hash = (hash.rotate_left(7) ^ part.wrapping_add(0x517C)).wrapping_mul(0x85EB_CA6B);
        hash ^= hash >> 15;
    }
    hash.wrapping_mul(0xC2B2_AE35) >> 3
}

/// The features of the letter at `i` that do not depend on how letters before it are spelled.
pub fn letter_features(letters: &[u16], i: usize, group: u8, features: &mut [u32; LETTERS]) {
    let at = |d: isize| i.checked_add_signed(d).and_then(|i| letters.get(i)).map_or(0, |&c| u32::from(c));
    let (c, g) = (at(0), u32::from(group));
    let (p1, p2, p3, n1, n2, n3, n4) = (at(-1), at(-2), at(-3), at(1), at(2), at(3), at(4));
    let (start, end) = (i.min(3) as u32, (letters.len() - i).min(4) as u32);
    *features = [
        hash(1, &[c]),
        hash(2, &[c, n1]),
        hash(3, &[c, p1]),
        hash(4, &[c, p1, n1]),
        hash(5, &[c, n1, n2]),
        hash(6, &[c, p1, p2]),
        hash(7, &[c, p1, n1, n2]),
        hash(8, &[c, p1, p2, n1]),
        hash(9, &[c, n1, n2, n3]),
        hash(10, &[c, p1, p2, p3]),
        hash(11, &[c, p1, p2, n1, n2]),
        hash(12, &[c, p1, n1, n2, n3]),
        hash(13, &[c, start, end]),
        hash(14, &[c, p1, p2, p3, n1, n2, n3]),
        hash(15, &[c, n1, n2, n3, n4]),
        hash(16, &[c, g, p1, n1]),
        hash(17, &[c, g, n1, end]),
        hash(18, &[c, start, end, n1, letters.len().min(9) as u32]),
    ];
}

/// The features of the letter at `i` with how the one and the two letters before it are spelled.
pub fn written_features(letters: &[u16], i: usize, group: u8, one: u16, two: u16, features: &mut [u32; WRITTEN]) {
    let at = |d: isize| i.checked_add_signed(d).and_then(|i| letters.get(i)).map_or(0, |&c| u32::from(c));
    let (c, g, y1, y2) = (at(0), u32::from(group), u32::from(one), u32::from(two));
    let (p1, n1, n2, n3) = (at(-1), at(1), at(2), at(3));
    *features = [
        hash(31, &[c, y1]),
        hash(32, &[c, y1, y2]),
        hash(33, &[c, y1, n1]),
        hash(34, &[c, y1, n1, n2]),
        hash(35, &[c, y1, y2, n1]),
        hash(36, &[c, y1, y2, n1, n2]),
        hash(37, &[c, y1, p1, n1, n2, n3]),
        hash(38, &[c, g, y1, n1]),
        hash(39, &[c, g, y1, y2]),
    ];
}

/// The numbers of features, for training.
pub const FEATURES: (usize, usize) = (LETTERS, WRITTEN);
