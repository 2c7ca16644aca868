//! The part that costs time: n-grams of words looked up and their vectors summed, then scores. Compiled for the machine at
//! hand where it has AVX2, else for any; both give the same numbers.
#![allow(unsafe_code)]

use super::super::letters::ScriptId;
use super::super::scan::Scan;
use super::table::{Group, SLOTS, Table};

/// n-grams of so many symbols at most, and whole words.
const ORDERS: usize = 5;
/// Han characters have n-grams of so many.
const HAN_ORDERS: usize = 3;
/// 2⁶⁴ divided by the golden ratio, made odd.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;
/// Sums of so many vectors fit into 16 bits: 15 × 16 × 128 < 2¹⁵.
const FIT: usize = 128;

/// Symbols after which the margin is looked at: a text that is decided by then is not read on.
const FIRST: usize = 48;
/// Symbols that are read at most. More of them make a text no surer: what is left is of its subject more than of its language.
const LAST: usize = 192;
/// A language is decided when all others together have no more than this.
const DECIDED: f32 = 3e-3;

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
    let mut hash = 0;
    for (n, &symbol) in word.iter().enumerate() {
        hash = longer(hash, symbol);
        if n > 0 && n < ORDERS {
            hashes.push(hash);
        }
    }
    if word.len() > ORDERS {
        hashes.push(hash);
    }
    for i in 1..word.len() - 1 {
        let mut hash = 0;
        for &symbol in word[i..].iter().take(ORDERS) {
            hash = longer(hash, symbol);
            hashes.push(hash);
        }
    }
}

/// The bucket of a hash and its tag there.
#[inline(always)]
pub(super) fn place(hash: u64, buckets: usize) -> (usize, u16) {
    let bucket = ((hash >> 32) * buckets as u64) >> 32;
    (bucket as usize, ((hash >> 20) as u16 & 0xFFF).max(1))
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

    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.vectors == 0
    }

    /// The sum divided by the root of the number of vectors.
    #[inline(always)]
    pub(super) fn hidden(&self) -> [f32; D] {
        let factor = 1.0 / (self.vectors.max(1) as f32).sqrt();
        std::array::from_fn(|d| (2 * self.counted[d] - 15 * self.scales) as f32 * factor)
    }

    /// Adds the vectors of n-grams.
    #[inline(always)]
    fn add(&mut self, hashes: &[u64], table: &Table) {
        let buckets = table.tags.len() / (SLOTS * 2);
        let mut found = [(0_u32, 0_i16); FIT];
        for hashes in hashes.chunks(FIT) {
            // Memory is slow, and most places are far apart: first all places are asked for, then the tags there are looked
            // at and their vectors asked for, then these are added.
            for &hash in hashes {
                prefetch(&table.tags, place(hash, buckets).0 * SLOTS * 2);
            }
            let mut n = 0;
            for &hash in hashes {
                let (bucket, tag) = place(hash, buckets);
                let Some(tags) = table.tags.get(bucket * SLOTS * 2..(bucket + 1) * SLOTS * 2) else { continue };
                let (slot, scale, is_there) = find(tags, tag);
                let row = bucket * SLOTS + slot;
                prefetch(&table.vectors, row * (D / 2));
                found[n % FIT] = (row as u32, scale);
                n += usize::from(is_there);
            }
            let mut sums = [0i16; D];
            for &(row, scale) in &found[..n.min(FIT)] {
                let at = row as usize * (D / 2);
                let Some(vector) = table.vectors.get(at..at + D / 2) else { continue };
                for (i, &pair) in vector.iter().enumerate() {
                    sums[i] += i16::from(pair & 15) * scale;
                    sums[D / 2 + i] += i16::from(pair >> 4) * scale;
                }
                self.scales += i32::from(scale);
            }
            self.vectors += n as u32;
            for (sum, part) in self.counted.iter_mut().zip(sums) {
                *sum += i32::from(part);
            }
        }
    }
}

/// Asks for the memory at a place of `bytes` before it is needed.
#[inline(always)]
fn prefetch(bytes: &[u8], at: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a hint, which does nothing to memory, wherever the address is.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(bytes.as_ptr().wrapping_add(at).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (bytes, at);
}

/// The slot that has the tag and the scale of its vector, and whether there is one.
#[inline(always)]
fn find(tags: &[u8], tag: u16) -> (usize, i16, bool) {
    const LOW: u64 = 0x0001_0001_0001_0001;
    let half = |at: usize| tags.get(at..at + 8).and_then(|half| half.try_into().ok()).map_or(0, u64::from_le_bytes);
    let (first, second) = (half(0), half(8));
    // The lanes that are equal are zero; the lowest bit that is set then is that of the first of them.
    let equal = |half: u64| {
        let differs = (half & (0xFFF0 * LOW)) ^ ((u64::from(tag) << 4) * LOW);
        differs.wrapping_sub(LOW) & !differs & (0x8000 * LOW)
    };
    // The lanes of both in one number, so that no branch depends on which has it: bits 0 and 1 are the first lanes, bits 16
    // and 17 the second …
    let lanes = equal(first) >> 15 | equal(second) >> 14;
    let bit = lanes.trailing_zeros() & 63;
    let (lane, of_second) = (bit / 16, u64::from(bit & 1));
    let half = first ^ ((first ^ second) & of_second.wrapping_neg());
    let scale = (half >> (16 * lane) & 15) as i16 + 1;
    (lane as usize + of_second as usize * (SLOTS / 2), scale, lanes != 0)
}

/// What is to be read, and with what.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub table: &'a Table,
    pub group: &'a Group,
    pub scan: &'a Scan,
    /// Multiply the odds of the languages.
    pub weights: Option<&'a [f32]>,
}

/// Reads words and writes how probable each language of the group is, not yet divided by the sum, which is returned. `None` without a word; of words that the table knows nothing of, what is
/// to be expected before anything is read.
pub(super) fn probabilities(asked: Asked<'_>, out: &mut Vec<f32>) -> Option<f32> {
    match asked.table.dimensions {
        32 => dispatch::<32>(asked, out),
        64 => dispatch::<64>(asked, out),
        _ => None,
    }
}

fn dispatch<const D: usize>(asked: Asked<'_>, out: &mut Vec<f32>) -> Option<f32> {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the machine has AVX2.
        return unsafe { with_avx2::<D>(asked, out) };
    }
    read::<D>(asked, out)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn with_avx2<const D: usize>(asked: Asked<'_>, out: &mut Vec<f32>) -> Option<f32> {
    read::<D>(asked, out)
}

#[inline(always)]
pub(super) fn read<const D: usize>(asked: Asked<'_>, out: &mut Vec<f32>) -> Option<f32> {
    let Asked { table, group, scan, weights } = asked;
    let mut sum = Sum::<D>::new();
    let mut hashes = Vec::with_capacity(FIRST * (ORDERS + 1));
    let (mut symbols, mut looked) = (0, false);
    for word in scan.words(group.id) {
        if symbols >= FIRST && !looked {
            looked = true;
            sum.add(&hashes, table);
            hashes.clear();
            let total = softmax(&sum, group, weights, out);
            if total <= 1.0 + DECIDED && !sum.is_empty() {
                return Some(total);
            }
        }
        if symbols >= LAST {
            break;
        }
        ngrams(word, group.id, &mut hashes);
        symbols += word.len();
    }
    sum.add(&hashes, table);
    (symbols > 0).then(|| softmax(&sum, group, weights, out))
}

/// Probabilities in units of the largest, and their sum.
#[inline(always)]
fn softmax<const D: usize>(sum: &Sum<D>, group: &Group, weights: Option<&[f32]>, out: &mut Vec<f32>) -> f32 {
    scores(&sum.hidden(), &group.bias, &group.weights, out);
    let most = out.iter().copied().fold(f32::MIN, f32::max);
    let mut total = 0.0;
    for score in out.iter_mut() {
        *score = exp(*score - most);
    }
    if let Some(weights) = weights {
        for (score, weight) in out.iter_mut().zip(weights) {
            *score *= weight;
        }
    }
    for score in out.iter() {
        total += score;
    }
    total
}

/// Scores: `bias` and the product of `hidden` with `weights`, of each dimension those of all languages.
#[inline(always)]
fn scores<const D: usize>(hidden: &[f32; D], bias: &[f32], weights: &[f32], out: &mut Vec<f32>) {
    const BLOCK: usize = 64;
    out.clear();
    out.extend_from_slice(bias);
    let languages = bias.len();
    for (from, out) in (0..).step_by(BLOCK).zip(out.chunks_mut(BLOCK)) {
        for (d, h) in hidden.iter().enumerate() {
            let Some(weights) = weights.get(d * languages + from..) else { return };
            for (score, weight) in out.iter_mut().zip(weights) {
                *score += h * weight;
            }
        }
    }
}

/// eˣ for x ≤ 0, to about 4 digits; the same on every machine, which that of the system is not.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = x.max(-80.0) * std::f32::consts::LOG2_E;
    let whole = x.floor();
    let t = x - whole;
    let power = 1.0
        + t * (std::f32::consts::LN_2 + t * (0.240_226_5 + t * (0.055_504_1 + t * (0.009_618_1 + t * 0.001_333_4))));
    f32::from_bits(((whole as i32 + 127) << 23) as u32) * power
}
