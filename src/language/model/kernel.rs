//! The part that costs time: n-grams of words looked up and their vectors summed, then scores. Compiled for the machine at
//! hand where it has AVX2, else for any; both give the same numbers.
#![allow(unsafe_code)]

use std::ops::Range;

use super::super::letters::ScriptId;
use super::super::scan::Scan;
use super::memory::Word;
use super::table::{BLOCK, Group, NEVER, SLOTS, Table};

/// n-grams of so many symbols, and whole words. Those of all lengths up to 5 would be three times as many to look up and to
/// make room for, and tell less.
const ORDERS: [usize; 2] = [3, 5];
/// Han characters have n-grams of so many.
const HAN_ORDERS: usize = 3;
/// 2⁶⁴ divided by the golden ratio, made odd.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
/// Sums of so many vectors fit into 16 bits: 15 × 16 × 128 < 2¹⁵.
const FIT: usize = 128;

/// Symbols after which the margin is looked at, and again after three times as many: a text that is decided is not read on.
pub(super) const FIRST: usize = 32;
/// Bytes of a text up to which reading all of it takes less time than a look whether it is decided.
pub(super) const SHORT: usize = 150;
/// Symbols that are read at most. More of them make a text no surer: what is left is of its subject more than of its language.
const LAST: usize = 192;
/// A score that is less than the largest by this makes no difference.
const NEGLIGIBLE: f32 = -16.0;
/// A language is decided when all others together have no more than this.
const DECIDED: f32 = 3e-3;
/// A language whose score is less than the largest by no more than this has more than that.
const NEAR: f32 = -5.7;

/// Appends the hashes of the n-grams of a word, which stands between edges.
#[inline(always)]
pub(super) fn ngrams(word: &[u32], script: ScriptId, hashes: &mut Vec<u64>) {
    let longer = |hash: u64, symbol: u32| hash.wrapping_add(u64::from(symbol) + 1).wrapping_mul(SPREAD);
    let letters = &word[1..word.len() - 1];
    if script == ScriptId::HAN {
        for i in 0..letters.len() {
            let mut hash = 0;
            for &symbol in letters[i..].iter().take(HAN_ORDERS) {
                hash = longer(hash, symbol);
                hashes.push(hash);
            }
        }
        return;
    }
    let [least, most] = ORDERS;
    for (start, &first) in word.iter().enumerate() {
        let mut hash = longer(0, first);
        for (n, &symbol) in (2..).zip(word[start + 1..].iter().take(most - 1)) {
            hash = longer(hash, symbol);
            if n == least || n == most {
                hashes.push(hash);
            }
        }
    }
    if !ORDERS.contains(&word.len()) {
        hashes.push(word.iter().fold(0, |hash, &symbol| longer(hash, symbol)));
    }
}

/// The bucket of a hash, of those of its script, and its tag there.
#[inline(always)]
pub fn place(hash: u64, buckets: &Range<usize>) -> (usize, u16) {
    let bucket = ((hash >> 32) * buckets.len() as u64) >> 32;
    (buckets.start + bucket as usize, ((hash >> 20) as u16 & 0xFFF).max(1))
}

/// A sum of vectors.
pub(super) struct Sum<const D: usize> {
    /// Every number was counted from 0 to 15, where -15, -13 … 15 is meant: half of it and 7.5 too much.
    counted: [i32; D],
    scales: i32,
    vectors: u32,
}

impl<const D: usize> Sum<D> {
    pub(super) fn new() -> Self {
        Sum { counted: [0; D], scales: 0, vectors: 0 }
    }

    /// Adds the vectors of a word.
    #[inline(always)]
    pub(super) fn add_word(&mut self, word: &Word<D>) {
        for (sum, &part) in self.counted.iter_mut().zip(&word.counted) {
            *sum += i32::from(part);
        }
        self.scales += i32::from(word.scales);
        self.vectors += u32::from(word.vectors);
    }

    /// Writes the sum of a word's vectors into it: so few fit into 16 bits.
    pub(super) fn keep_in(&self, word: &mut Word<D>) {
        word.counted = self.counted.map(|sum| sum as u16);
        (word.scales, word.vectors) = (self.scales as u16, self.vectors as u16);
    }

    /// The sum divided by the root of the number of vectors.
    #[inline(always)]
    pub(super) fn hidden(&self) -> [f32; D] {
        let factor = 1.0 / (self.vectors.max(1) as f32).sqrt();
        std::array::from_fn(|d| (2 * self.counted[d] - 15 * self.scales) as f32 * factor)
    }

    /// Adds the vectors of n-grams, and forgets these.
    #[inline(always)]
    fn add_ngrams(&mut self, hashes: &mut Vec<u64>, rows: &mut Vec<(u32, i16)>, table: &Table, buckets: &Range<usize>) {
        prefetch_tags(hashes, table, buckets);
        rows.clear();
        locate(hashes, table, buckets, rows);
        self.add(rows, table);
        hashes.clear();
    }

    /// Adds vectors, by their rows and scales.
    #[inline(always)]
    pub(super) fn add(&mut self, rows: &[(u32, i16)], table: &Table) {
        for rows in rows.chunks(FIT) {
            let mut sums = [0i16; D];
            for &(row, scale) in rows {
                let at = row as usize * (D / 2);
                let Some(vector) = table.vectors.get(at..at + D / 2) else { continue };
                for (i, &pair) in vector.iter().enumerate() {
                    sums[i] += i16::from(pair & 15) * scale;
                    sums[D / 2 + i] += i16::from(pair >> 4) * scale;
                }
                self.scales += i32::from(scale);
            }
            self.vectors += rows.len() as u32;
            for (sum, part) in self.counted.iter_mut().zip(sums) {
                *sum += i32::from(part);
            }
        }
    }
}

/// Asks for the tags of n-grams.
#[inline(always)]
pub(super) fn prefetch_tags(hashes: &[u64], table: &Table, buckets: &Range<usize>) {
    for &hash in hashes {
        prefetch(&table.tags, place(hash, buckets).0 * SLOTS * 2);
    }
}

/// Appends the rows and scales of those n-grams that the table has, and asks for their vectors.
#[inline(always)]
pub(super) fn locate(hashes: &[u64], table: &Table, buckets: &Range<usize>, rows: &mut Vec<(u32, i16)>) {
    let start = rows.len();
    // Written whether there or not, so that no branch depends on it.
    rows.resize(start + hashes.len() + 1, (0, 0));
    let mut n = start;
    for &hash in hashes {
        let (bucket, tag) = place(hash, buckets);
        let tags = table.tags.get(bucket * SLOTS * 2..(bucket + 1) * SLOTS * 2);
        let Some(Ok(tags)) = tags.map(<&[u8; SLOTS * 2]>::try_from) else { continue };
        let (slot, scale, is_there) = find(tags, tag);
        let row = bucket * SLOTS + slot;
        prefetch(&table.vectors, row * (table.dimensions / 2));
        rows[n] = (row as u32, scale);
        n += usize::from(is_there);
    }
    rows.truncate(n);
}

/// Asks for the memory of an element before it is needed.
#[inline(always)]
pub(super) fn prefetch<T>(elements: &[T], at: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let first = elements.as_ptr().wrapping_add(at);
        for line in (0..size_of::<T>()).step_by(64) {
            // SAFETY: a hint, which does nothing to memory, wherever the address is.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(first.cast::<i8>().wrapping_add(line)) };
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (elements, at);
}

/// The slot that has the tag, and the scale of its vector; whether there is one.
#[inline(always)]
fn find(tags: &[u8; SLOTS * 2], tag: u16) -> (usize, i16, bool) {
    #[cfg(target_arch = "x86_64")]
    let equal = {
        use std::arch::x86_64::{_mm_and_si128, _mm_cmpeq_epi16, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi16};
        // SAFETY: 16 bytes are read where there are 16; SSE2 is in every processor of this kind.
        unsafe {
            let tags = _mm_and_si128(_mm_loadu_si128(tags.as_ptr().cast()), _mm_set1_epi16(!0xF));
            _mm_movemask_epi8(_mm_cmpeq_epi16(tags, _mm_set1_epi16((tag << 4) as i16))) as u32
        }
    };
    #[cfg(not(target_arch = "x86_64"))]
    let equal = {
        let is_equal = |n: usize| u16::from_le_bytes([tags[2 * n], tags[2 * n + 1]]) >> 4 == tag;
        (0..SLOTS).fold(0, |bits, n| bits | u32::from(is_equal(n)) << (2 * n))
    };
    let at = equal.trailing_zeros() as usize % (SLOTS * 2);
    (at / 2, i16::from(tags[at] & 15) + 1, equal != 0)
}

/// Work that is compiled for machines with AVX2 and for others. `run` and what it calls are to be inlined.
pub(super) trait Task {
    type Output;
    fn run(self) -> Self::Output;
}

/// Does the work with the best instructions that the machine has.
pub(super) fn dispatch<T: Task>(task: T) -> T::Output {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the machine has AVX2.
        return unsafe { with_avx2(task) };
    }
    task.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2<T: Task>(task: T) -> T::Output {
    task.run()
}

/// Words of a text that are to be read.
pub(super) struct Words<'a, const D: usize> {
    pub table: &'a Table,
    pub group: &'a Group,
    pub scan: &'a Scan,
    /// Multiply the odds of the languages.
    pub weights: Option<&'a [f32]>,
    /// Gets how probable each language of the group is, not yet divided by the sum, which is the output. `None` without a
    /// word; of words that the table knows nothing of, what is to be expected before anything is read.
    pub out: &'a mut Vec<f32>,
}

impl<const D: usize> Task for Words<'_, D> {
    type Output = Option<f32>;

    #[inline(always)]
    fn run(self) -> Option<f32> {
        let Words { table, group, scan, weights, out } = self;
        let mut reading = Reading::<D>::of(scan.bytes());
        let (mut hashes, mut rows) = (Vec::with_capacity(LAST * 4), Vec::new());
        for word in scan.words(group.id) {
            if reading.is_due() {
                reading.sum.add_ngrams(&mut hashes, &mut rows, table, &group.buckets);
            }
            if !reading.goes_on(group, weights, out) {
                break;
            }
            ngrams(word, group.id, &mut hashes);
            reading.symbols += word.len();
        }
        reading.sum.add_ngrams(&mut hashes, &mut rows, table, &group.buckets);
        // No closure, which would be compiled for any machine.
        if reading.symbols == 0 {
            return None;
        }
        Some(reading.total(group, weights, out))
    }
}

/// How far a text has been read.
pub(super) struct Reading<const D: usize> {
    pub sum: Sum<D>,
    pub symbols: usize,
    /// Symbols after which it is looked next whether the language is decided.
    next_look: usize,
    total: Option<f32>,
}

impl<const D: usize> Reading<D> {
    /// Of a text of so many bytes.
    pub(super) fn of(bytes: usize) -> Self {
        let next_look = if bytes < SHORT { usize::MAX } else { FIRST };
        Reading { sum: Sum::new(), symbols: 0, next_look, total: None }
    }

    /// Whether it is time to see if the language is decided.
    #[inline(always)]
    fn is_due(&self) -> bool {
        self.symbols >= self.next_look
    }

    /// Whether another word is to be read; the sum is that of all words before it.
    #[inline(always)]
    pub(super) fn goes_on(&mut self, group: &Group, weights: Option<&[f32]>, out: &mut Vec<f32>) -> bool {
        if self.is_due() {
            self.next_look = self.next_look.saturating_mul(3);
            let most = scores(&self.sum, group, weights, out);
            // Most texts are not decided yet, which the second language alone tells.
            if self.sum.vectors > 0 && (weights.is_some() || is_alone(out, most)) {
                let total = exponentials(most, weights, out);
                self.total = (total <= 1.0 + DECIDED).then_some(total);
            }
        }
        self.total.is_none() && self.symbols < LAST
    }

    /// Writes how probable each language is, in units of the sum, which is returned.
    #[inline(always)]
    pub(super) fn total(&self, group: &Group, weights: Option<&[f32]>, out: &mut Vec<f32>) -> f32 {
        match self.total {
            Some(total) => total,
            None => softmax(&self.sum, group, weights, out),
        }
    }
}

/// Probabilities in units of the largest, and their sum.
#[inline(always)]
fn softmax<const D: usize>(sum: &Sum<D>, group: &Group, weights: Option<&[f32]>, out: &mut Vec<f32>) -> f32 {
    let most = scores(sum, group, weights, out);
    exponentials(most, weights, out)
}

/// The score of each language; returns the largest.
#[inline(always)]
fn scores<const D: usize>(sum: &Sum<D>, group: &Group, weights: Option<&[f32]>, out: &mut Vec<f32>) -> f32 {
    let hidden = sum.hidden();
    out.clear();
    for block in group.blocks.chunks_exact(D + 1) {
        let mut scores = block[0];
        for (h, weights) in hidden.iter().zip(&block[1..]) {
            for (score, weight) in scores.iter_mut().zip(weights) {
                *score += h * weight;
            }
        }
        out.extend_from_slice(&scores);
    }
    for (score, _) in out.iter_mut().zip(weights.unwrap_or_default()).filter(|(_, weight)| **weight == 0.0) {
        *score = NEVER;
    }
    by_lanes(out, NEVER, |a, b| if b > a { b } else { a })
}

/// Whether no other score comes so near to the largest that [`DECIDED`] would be missed by it alone.
#[inline(always)]
fn is_alone(scores: &[f32], most: f32) -> bool {
    let near = |sum: u32, &score: &f32| sum + u32::from(score - most > NEAR);
    scores.iter().fold(0, near) <= 1
}

/// Scores to probabilities in units of the largest; returns their sum.
#[inline(always)]
fn exponentials(most: f32, weights: Option<&[f32]>, out: &mut [f32]) -> f32 {
    for scores in out.chunks_exact_mut(8) {
        // Of most languages nothing is left, and hardly any is alone among its neighbours.
        if scores.iter().fold(false, |any, &score| any | (score - most > NEGLIGIBLE)) {
            for score in scores {
                *score = exp(*score - most);
            }
        } else {
            scores.fill(0.0);
        }
    }
    for (score, weight) in out.iter_mut().zip(weights.unwrap_or_default()) {
        *score *= weight;
    }
    by_lanes(out, 0.0, |a, b| a + b)
}

/// Blocks of numbers joined by `join`, in an order that processors can follow many at a time.
#[inline(always)]
pub(super) fn by_lanes(numbers: &[f32], from: f32, join: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [from; BLOCK];
    for numbers in numbers.chunks_exact(BLOCK) {
        for (lane, &number) in lanes.iter_mut().zip(numbers) {
            *lane = join(*lane, number);
        }
    }
    for half in [16, 8, 4, 2, 1] {
        for i in 0..half {
            lanes[i] = join(lanes[i], lanes[i + half]);
        }
    }
    lanes[0]
}

/// eˣ for x ≤ 0, to about 4 digits; the same on every machine, which that of the system is not.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = x.max(-80.0) * std::f32::consts::LOG2_E;
    let whole = x.floor();
    let t = x - whole;
    let power = 1.0
        + t * (std::f32::consts::LN_2 + t * (0.240_226_5 + t * (0.055_504_1 + t * (0.009_618_1 + t * 0.001_333_4))));
    // A whole number above 2^23 stands in the last bits of its float; taken from there, many are made at a time.
    const WHOLE: f32 = 8_388_608.0;
    f32::from_bits((whole + (WHOLE + 127.0)).to_bits() << 23) * power
}
