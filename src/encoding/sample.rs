//! A sample of a paragraph, and what all single-byte encodings have in common in it: where its bytes above ASCII are, and what its ASCII costs.

use std::ops::Range;

use super::cost::{self, FLUSH, add, flush, least};
use super::model::{EDGE, Fold, LATIN, LATIN_LANES, Model, NEVER, NONE};

/// A sample of a paragraph, and what all pages have in common in it.
pub(super) struct Sample<'a> {
    pub bytes: &'a [u8],
    /// Where bytes above ASCII are.
    pub highs: Vec<u16>,
    /// Whether there is an ASCII letter between this one and the one before.
    pub latin_before: Vec<bool>,
    /// Whether there is one behind the last.
    pub latin_behind: bool,
    pub latin: [u32; LATIN_LANES],
    /// The least of what ASCII costs.
    pub least: u32,
    /// ASCII letters.
    pub latin_letters: u32,
}

impl<'a> Sample<'a> {
    /// Of bytes, no more than 64 KiB.
    pub(super) fn new(bytes: &'a [u8]) -> Sample<'a> {
        let model = Model::get();
        let mut sample = Sample {
            bytes,
            highs: Vec::with_capacity(bytes.len().min(256)),
            latin_before: Vec::with_capacity(bytes.len().min(256)),
            latin_behind: false,
            latin: [0; LATIN_LANES],
            least: 0,
            latin_letters: 0,
        };
        let (mut sums, mut count, mut fixed) = ([0u16; LATIN_LANES], 0, 0);
        let mut last = EDGE;
        for (at, &byte) in bytes.iter().chain([&b' ']).enumerate() {
            if byte >= 0x80 {
                sample.highs.push(at as u16);
                sample.latin_before.push(sample.latin_behind);
                sample.latin_behind = false;
                last = HIGH;
                continue;
            }
            let next = model.folds.of(char::from(byte));
            sample.latin_behind |= next.group == LATIN;
            sample.latin_letters += u32::from(next.group == LATIN);
            if last != HIGH {
                if next.group == NONE || last.group == NONE {
                    fixed += if next.group == NONE { NEVER } else { 0 };
                } else {
                    add(&mut sums, model.latin.row(last.class, next.class));
                    count += 1;
                    if count == FLUSH {
                        flush(&mut sample.latin, &mut sums);
                        count = 0;
                    }
                }
                fixed += cost::case(last.case, next.case);
            }
            last = next;
        }
        flush(&mut sample.latin, &mut sums);
        for sum in &mut sample.latin {
            *sum += fixed;
        }
        sample.least = least(&sample.latin);
        sample
    }

    /// Whether two bytes above ASCII are beside each other.
    pub(super) fn in_pairs(&self) -> bool {
        self.highs.windows(2).any(|two| two[0] + 1 == two[1])
    }

    /// The pairs of bytes that some of the bytes above ASCII are in, with spaces around the sample.
    pub(super) fn pairs(&self, highs: Range<usize>, pairs: &mut Vec<[u8; 2]>) {
        pairs.clear();
        let byte = |at: usize| self.bytes.get(at).copied().unwrap_or(b' ');
        for at in self.highs.iter().take(highs.end).skip(highs.start).map(|&at| usize::from(at)) {
            pairs.push([at.checked_sub(1).map_or(b' ', byte), byte(at)]);
            // A pair of two bytes above ASCII is left to the second.
            if byte(at + 1) < 0x80 {
                pairs.push([byte(at), byte(at + 1)]);
            }
        }
    }

    /// Bytes above ASCII.
    pub(super) fn highs(&self) -> usize {
        self.highs.len()
    }
}

/// Stands for a byte above ASCII, whose pairs each page has for itself.
pub(super) const HIGH: Fold = Fold { group: NONE, class: 1, case: super::model::Case::None, ascii: false };
