//! Words that this thread has read lately, with the sums of their vectors: most words of a text come again soon, and one
//! look-up then stands for those of all their n-grams. What is remembered is what would be computed, so that nothing depends
//! on it but the time.

use std::ops::Range;

use super::super::letters::ScriptId;
use super::super::scan::{EDGE, LONGEST as LONGEST_WORD, Scan};
use super::kernel::{self, Sum};
use super::table::Table;

/// Bytes of a word that can be remembered.
const LONGEST: usize = 32;
/// Words that can be remembered at once: 8 MiB a thread.
const PLACES: usize = 1 << 16;

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
#[derive(Default)]
pub(super) struct Memory<const D: usize> {
    model: u64,
    places: Box<[Word<D>]>,
    /// What is read: the keys and places of words.
    keys: Vec<(usize, [u128; 2])>,
    /// Those that are not remembered, with where their hashes are and the buckets of these; `new_of` has them by their number
    /// in what is read.
    new: Vec<(Word<D>, Range<usize>, Range<usize>)>,
    new_of: Vec<Option<u8>>,
    hashes: Vec<u64>,
    rows: Vec<(u32, i16)>,
    scan: Scan,
}

impl<const D: usize> Memory<D> {
    /// Forgets the words of another model.
    pub(super) fn of_model(&mut self, model: u64) -> &mut Self {
        if self.model != model {
            self.model = model;
            self.places = vec![Word::EMPTY; PLACES].into();
            self.keys.clear();
            self.new_of.clear();
        }
        self
    }

    /// Reads the words that stand at `ranges` of `text`, at most 255: [`Memory::word`] has them until others are read.
    /// Computers' memory is slow: what is needed of it is asked for all of them first.
    #[inline(always)]
    pub(super) fn read(&mut self, text: &str, ranges: &[Range<usize>], table: &Table) {
        let Memory { places, keys, new, new_of, hashes, rows, scan, .. } = self;
        // What was new is remembered only now, so that what was read before stayed as it was.
        for ((place, key), new_of) in keys.drain(..).zip(new_of.drain(..)) {
            if let Some((word, ..)) = new_of.and_then(|n| new.get(usize::from(n))).filter(|(word, ..)| word.key == key)
            {
                places[place] = *word;
            }
        }
        new.clear();
        hashes.clear();
        for range in ranges {
            let (place, key) = key(text.as_bytes(), range);
            kernel::prefetch(places, place);
            keys.push((place, key));
        }
        for (range, &(place, key)) in ranges.iter().zip(&*keys) {
            if range.len() <= LONGEST && places[place].key == key {
                new_of.push(None);
                continue;
            }
            let start = hashes.len();
            let mut word = take_apart(&text[range.clone()], scan, hashes);
            let buckets = match table.group_of_words(word.script) {
                Some(group) => {
                    kernel::prefetch_tags(&hashes[start..], table, &group.buckets);
                    if range.len() <= LONGEST {
                        word.key = key;
                    }
                    group.buckets.clone()
                }
                None => {
                    hashes.truncate(start);
                    0..0
                }
            };
            new_of.push(Some(new.len() as u8));
            new.push((word, start..hashes.len(), buckets));
        }
        for (word, hashes_of, buckets) in new {
            rows.clear();
            kernel::locate(&hashes[hashes_of.clone()], table, buckets, rows);
            let mut sum = Sum::new();
            sum.add(rows, table);
            sum.keep_in(word);
        }
    }

    /// A word of those that were read last, by its number.
    #[inline(always)]
    pub(super) fn word(&self, number: usize) -> &Word<D> {
        match self.new_of[number] {
            Some(new) => &self.new[usize::from(new)].0,
            None => &self.places[self.keys[number].0],
        }
    }
}

/// A word without its sum, whose n-grams are appended to `hashes`.
#[inline(always)]
fn take_apart<const D: usize>(text: &str, scan: &mut Scan, hashes: &mut Vec<u64>) -> Word<D> {
    if text.is_ascii() {
        // Nothing but letters: what stands between words and is ASCII is in no range.
        let mut symbols = [EDGE; LONGEST_WORD + 2];
        let letters = text.len().min(LONGEST_WORD);
        for (symbol, byte) in symbols[1..=letters].iter_mut().zip(text.bytes()) {
            *symbol = u32::from(byte | 0x20);
        }
        let symbols = &symbols[..letters + 2];
        kernel::ngrams(symbols, ScriptId::LATIN, hashes);
        return Word {
            letters: text.len().try_into().unwrap_or(u16::MAX),
            symbols: symbols.len() as u8,
            script: ScriptId::LATIN,
            ..Word::EMPTY
        };
    }
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
