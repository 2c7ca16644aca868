//! The readings of bytes that are neither ASCII nor UTF-8, with their costs.
//!
//! Single-byte encodings are weighed side by side ([`super::page`]): those that lack a character for a byte are out at once, the
//! hopeless ones after some bytes. Those of several bytes are decoded and weighed as text. All costs are likelihoods of the same bytes.

use super::cost::Cost;
use super::model::NAT;
use super::page::{self, Group, Page, Weighed};
use super::sample::Sample;
use super::{Encoding, double};

/// Some bytes read in an encoding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reading {
    /// The encoding.
    pub encoding: Encoding,
    /// In sixteenths of a nat; includes how unusual the encoding is.
    pub cost: u32,
    /// Readings with the same number are the same text, and do not rival each other.
    pub text: u64,
}

/// Bytes of a paragraph that are weighed; more do not change the answer.
pub(super) const SAMPLE: usize = 1536;
/// Bytes above ASCII after which the hopeless encodings are left out, and how far behind the best these are.
const QUICK: [(std::ops::Range<usize>, u32); 3] = [(0..2, 22 * NAT), (2..5, 19 * NAT), (5..10, 16 * NAT)];
const STAGES: [usize; 3] = [10, 40, usize::MAX];
const HOPELESS: u32 = 14 * NAT;
/// Readings that are kept.
const KEPT: usize = 8;
/// Nats between two readings that make one of them e times as likely: a model of pairs is too sure of itself.
const TEMPERATURE: f32 = 2.0;
/// How sure the best may be.
const CERTAIN: f32 = 0.995;

/// The readings of some bytes, the cheapest first; never empty.
pub(super) fn readings(bytes: &[u8]) -> Vec<Reading> {
    let sample = Sample::new(&bytes[..bytes.len().min(SAMPLE)]);
    let present = present(bytes);
    let mut readings: Vec<Reading> = Vec::with_capacity(KEPT);
    let pages = page::pages();
    // Those that read all bytes alike are weighed as one.
    let groups = page::alike(present);
    let mut quick: Vec<(&Group, &Page, u32)> = groups
        .iter()
        .map(|group| (group, &pages[usize::from(group.first)]))
        .map(|(group, page)| (group, page, page.handicap(&sample)))
        .collect();
    let mut pairs = Vec::with_capacity(16);
    for (window, margin) in QUICK {
        let mut best = u32::MAX;
        sample.pairs(window.clone(), &mut pairs);
        for (_, page, cost) in &mut quick {
            *cost += page.quick(&pairs);
            best = best.min(*cost);
        }
        quick.retain(|(.., cost)| *cost <= best + margin);
        if window.end >= sample.highs() {
            break;
        }
    }
    quick.sort_by_key(|(.., cost)| *cost);
    let mut left: Vec<(&Group, Weighed)> = Vec::with_capacity(quick.len());
    for (stage, end) in STAGES.into_iter().enumerate() {
        let mut best = u32::MAX - HOPELESS;
        if stage == 0 {
            for &(group, page, cost) in &quick {
                // It would cost as much at least.
                if cost + sample.least > best + HOPELESS {
                    break;
                }
                let mut weighed = page.begin();
                page.weigh(&sample, &mut weighed, end);
                weighed.total = page.total(&sample, &weighed);
                best = best.min(weighed.total);
                left.push((group, weighed));
            }
        } else {
            for (group, weighed) in &mut left {
                let page = &pages[usize::from(group.first)];
                page.weigh(&sample, weighed, end);
                weighed.total = page.total(&sample, weighed);
                best = best.min(weighed.total);
            }
        }
        left.retain(|(_, weighed)| weighed.total <= best + HOPELESS);
        if end >= sample.highs() {
            break;
        }
    }
    for (text, (group, weighed)) in left.iter().enumerate() {
        for page in group.members().map(|i| &pages[i]) {
            readings.push(Reading { encoding: page.encoding, cost: page.total(&sample, weighed), text: text as u64 });
        }
    }
    // Among many Latin letters, bytes that all stand alone are no pairs.
    if sample.in_pairs() || sample.latin_letters < 3 * sample.highs() as u32 {
        double::readings(bytes, sample.bytes, &mut readings);
    }
    readings.append(&mut ebcdic(bytes));
    readings.sort_by_key(|reading| reading.cost);
    readings.truncate(KEPT);
    if readings.is_empty() {
        readings.push(Reading { encoding: encoding_rs::WINDOWS_1252.into(), cost: 0, text: 0 });
    }
    readings
}

/// The readings in EBCDIC, where letters, digits and spaces are none of ASCII's; none unless the bytes look so.
pub(super) fn ebcdic(bytes: &[u8]) -> Vec<Reading> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let low = |byte: &u8| *byte < 0x40 && !matches!(byte, 0x05 | 0x0D | 0x15 | 0x25);
    if sample.len() < 4 || sample.iter().any(low) || memchr::memchr_iter(0x40, sample).count() * 24 < sample.len() {
        return Vec::new();
    }
    let mut kept: Vec<&Page> = Vec::new();
    let mut readings = Vec::new();
    for page in page::pages().iter().filter(|page| !page.ascii) {
        let alike = |other: &&Page| sample.iter().all(|&byte| page.code.get(byte) == other.code.get(byte));
        let text = kept.iter().position(alike).unwrap_or(kept.len());
        kept.push(page);
        readings.push(Reading { encoding: page.encoding, cost: page.whole(sample), text: text as u64 | 1 << 62 });
    }
    readings
}

/// What ASCII bytes cost.
pub(super) fn cost_of_ascii(bytes: &[u8]) -> u32 {
    let mut cost = Cost::new();
    cost.extend(bytes.iter().take(SAMPLE).map(|&byte| char::from(byte)).chain([' ']));
    cost.total()
}

/// The bytes of the upper half that there are, as bits.
fn present(bytes: &[u8]) -> u128 {
    let mut bits = [0u64; 2];
    for &byte in bytes.iter().filter(|byte| **byte >= 0x80) {
        bits[usize::from(byte >> 6 & 1)] |= 1 << (byte & 0x3F);
    }
    u128::from(bits[0]) | u128::from(bits[1]) << 64
}

/// How sure the first reading is, 0.0–1.0.
pub(super) fn confidence(readings: &[Reading]) -> f32 {
    let Some(best) = readings.first() else { return 0.0 };
    CERTAIN / weights(readings, best).map(|(_, weight)| weight).sum::<f32>()
}

/// The encodings of readings, the cheapest first, with their probabilities; of those that are the same text, the first.
pub(super) fn probabilities(readings: &[Reading]) -> Vec<(Encoding, f32)> {
    let Some(best) = readings.first() else { return Vec::new() };
    let sum: f32 = weights(readings, best).map(|(_, weight)| weight).sum();
    weights(readings, best).map(|(reading, weight)| (reading.encoding, CERTAIN * weight / sum)).collect()
}

/// The first reading of each text, with how likely it is beside the best.
fn weights<'a>(readings: &'a [Reading], best: &'a Reading) -> impl Iterator<Item = (&'a Reading, f32)> {
    let first = |i: usize| !readings[..i].iter().any(|before| before.text == readings[i].text);
    readings.iter().enumerate().filter(move |&(i, _)| first(i)).map(|(_, reading)| {
        let behind = reading.cost.saturating_sub(best.cost) as f32;
        (reading, (-behind / (NAT as f32 * TEMPERATURE)).exp())
    })
}

/// What the bytes cost as UTF-8 in which some bytes are bad.
pub(super) fn cost_of_damaged_utf8(bytes: &[u8]) -> u32 {
    let mut cost = Cost::new();
    let mut sample = &bytes[..bytes.len().min(SAMPLE)];
    // Not in the middle of a character.
    while sample.len() < bytes.len() && !sample.is_empty() && bytes[sample.len()] & 0xC0 == 0x80 {
        sample = &sample[..sample.len() - 1];
    }
    for chunk in sample.utf8_chunks() {
        cost.extend(chunk.valid().chars());
        if !chunk.invalid().is_empty() {
            cost.push('\u{FFFD}');
        }
    }
    cost.push(' ');
    cost.total()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The least that any single-byte encoding costs, each weighed to the end.
    fn slowly(bytes: &[u8]) -> Option<u32> {
        let sample = Sample::new(bytes);
        let all = page::pages().iter().filter(|page| page.ascii);
        let whole = all.filter(|page| bytes.iter().all(|&byte| page.code.get(byte).is_some()));
        whole
            .map(|page| {
                let mut weighed = page.begin();
                page.weigh(&sample, &mut weighed, usize::MAX);
                page.total(&sample, &weighed)
            })
            .min()
    }

    proptest! {
        // Words of windows-1251, windows-1250, windows-1252 and windows-1253, one encoding in each text.
        #[test]
        fn what_is_left_out_is_not_the_best(words in prop_oneof![
            prop::collection::vec(prop::sample::select(vec![&b"\xE2\xF1\xE5"[..], b"\xEC\xE8\xF0", b"\xCF\xF0\xE8\xE2\xE5\xF2,", b"the", b"\xE4\xEE\xF0\xEE\xE3\xE0"]), 1..12),
            prop::collection::vec(prop::sample::select(vec![&b"\xBFe"[..], b"g\xEA\x9C", b"ja\x9F\xF1", b"dom", b"\x8Cpi\xB9"]), 1..12),
            prop::collection::vec(prop::sample::select(vec![&b"caf\xE9"[..], b"d\xE9j\xE0", b"No\xEBl", b"maison", b"\xAB\xA0ma\xEEtre\xA0\xBB"]), 1..12),
            prop::collection::vec(prop::sample::select(vec![&b"\xF4\xEF"[..], b"\xF0\xE1\xE9\xE4\xDF", b"\xE8\xDC\xEB\xE1\xF3\xF3\xE1", b"2021"]), 1..12),
        ]) {
            let bytes = words.join(&b' ');
            prop_assume!(!bytes.is_ascii());
            let best = readings(&bytes).into_iter().filter(|reading| reading.text < 1 << 62).map(|reading| reading.cost).min();
            let slowly = slowly(&bytes);
            // Those of several bytes may have crowded it out.
            prop_assert!(best.is_none() || best == slowly, "{best:?} {slowly:?}");
        }
    }
}
