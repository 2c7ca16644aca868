//! Words that this thread has read lately, with the sums of their vectors: most words of a text come again soon, and one
//! look-up then stands for those of all their n-grams. What is remembered is what would be computed, so that nothing depends
//! on it but the time.

use std::ops::Range;

use super::super::letters::ScriptId;
use super::super::scan::Scan;
use super::kernel::{self, Sum};
use super::table::Table;

/// Bytes of a word that can be remembered.
const LONGEST: usize = 32;
/// Words that can be remembered at once: 4 MiB a thread.
const PLACES: usize = 1 << 15;

/// Letters between two signs, and what they say.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(super) struct Word<const D: usize> {
    /// Its bytes.
    key: [u128; 2],
    /// As in [`Sum`], of all its vectors; so few fit into 16 bits.
    pub counted: [u16; D],
    pub scales: u16,
    pub vectors: u16,
    /// Letters of its script.
    pub letters: u16,
    /// Symbols, edges among them.
    pub symbols: u8,
    pub script: ScriptId,
    /// Whether it has a letter that NFC may change.
    pub is_unstable: bool,
    /// It is not one word of letters of one script.
    pub is_mixed: bool,
}

impl<const D: usize> Word<D> {
    const EMPTY: Word<D> = Word {
        key: [0; 2],
        counted: [0; D],
        scales: 0,
        vectors: 0,
        letters: 0,
        symbols: 0,
        script: ScriptId::NONE,
        is_unstable: false,
        is_mixed: false,
    };
}

/// The words of one model.
pub(super) struct Memory<const D: usize> {
    model: u64,
    places: Box<[Word<D>]>,
    /// What was read last, and the keys and places of it.
    words: Vec<Word<D>>,
    keys: Vec<(usize, [u128; 2])>,
    /// Words that are not remembered: which of those read last, their n-grams, and the buckets of these.
    missing: Vec<(usize, Range<usize>, Range<usize>)>,
    hashes: Vec<u64>,
    rows: Vec<(u32, i16)>,
    scan: Scan,
}

impl<const D: usize> Default for Memory<D> {
    fn default() -> Self {
        Memory {
            model: 0,
            places: Box::default(),
            words: Vec::new(),
            keys: Vec::new(),
            missing: Vec::new(),
            hashes: Vec::new(),
            rows: Vec::new(),
            scan: Scan::default(),
        }
    }
}

impl<const D: usize> Memory<D> {
    /// Forgets the words of another model.
    pub(super) fn of_model(&mut self, model: u64) -> &mut Self {
        if self.model != model {
            self.model = model;
            self.places = vec![Word::EMPTY; PLACES].into();
        }
        self
    }

    /// The words that stand at `ranges` of `text`. Memory is slow: what is needed of it is asked for all of them first.
    #[inline(always)]
    pub(super) fn read(&mut self, text: &str, ranges: &[Range<usize>], table: &Table) -> &[Word<D>] {
        let Memory { places, words, keys, missing, hashes, rows, scan, .. } = self;
        words.clear();
        keys.clear();
        missing.clear();
        hashes.clear();
        for range in ranges {
            let (place, key) = key(text.as_bytes(), range);
            kernel::prefetch(places, place);
            keys.push((place, key));
        }
        for (range, &(place, key)) in ranges.iter().zip(&*keys) {
            match places.get(place) {
                Some(word) if word.key == key && range.len() <= LONGEST => words.push(*word),
                _ => {
                    let (word, start) = (words.len(), hashes.len());
                    words.push(take_apart(&text[range.clone()], scan, hashes));
                    if let Some(group) = table.group_of_words(words[word].script) {
                        kernel::prefetch_tags(&hashes[start..], table, &group.buckets);
                        missing.push((word, start..hashes.len(), group.buckets.clone()));
                    }
                }
            }
        }
        for (n, hashes_of, buckets) in missing {
            rows.clear();
            kernel::locate(&hashes[hashes_of.clone()], table, buckets, rows);
            let mut sum = Sum::new();
            sum.add(rows, table);
            let word = &mut words[*n];
            sum.keep_in(word);
            let (place, key) = keys[*n];
            if ranges[*n].len() <= LONGEST {
                word.key = key;
                places[place] = *word;
            }
        }
        words
    }
}

/// A word without its sum, whose n-grams are appended to `hashes`.
#[inline(always)]
fn take_apart<const D: usize>(text: &str, scan: &mut Scan, hashes: &mut Vec<u64>) -> Word<D> {
    scan.read_word(text);
    let Some((script, letters, symbols)) = scan.only_word() else {
        return Word { is_mixed: true, ..Word::EMPTY };
    };
    kernel::ngrams(symbols, script, hashes);
    Word {
        letters: letters.try_into().unwrap_or(u16::MAX),
        symbols: symbols.len() as u8,
        script,
        is_unstable: scan.is_unstable(),
        ..Word::EMPTY
    }
}

/// The place of a word, and its bytes as numbers, with zeros behind them: no letter is zero.
#[inline(always)]
fn key(bytes: &[u8], range: &Range<usize>) -> (usize, [u128; 2]) {
    let mut there = [0; LONGEST];
    match bytes.get(range.start..range.start + LONGEST).and_then(|there| <[u8; LONGEST]>::try_from(there).ok()) {
        Some(bytes) => there = bytes,
        None => {
            let bytes = &bytes[range.start..range.end.min(range.start + LONGEST)];
            there[..bytes.len()].copy_from_slice(bytes);
        }
    }
    let half = |at: usize| {
        let half = there[at..at + 16].try_into().map_or(0, u128::from_le_bytes);
        match range.len().saturating_sub(at) {
            0 => 0,
            n if n < 16 => half & (u128::MAX >> (128 - 8 * n)),
            _ => half,
        }
    };
    let key = [half(0), half(16)];
    // The halves of a product mixed: every bit depends on all of both factors.
    let mix = |number: u128, with: u64| {
        let product = u128::from(number as u64 ^ with) * u128::from((number >> 64) as u64 ^ 0x9E37_79B9_7F4A_7C15);
        (product >> 64) as u64 ^ product as u64
    };
    let hash = mix(key[0], mix(key[1], 0xA076_1D64_78BD_642F));
    (hash as usize % PLACES, key)
}
