//! The phrases that stand at the beginning, at the end, or anywhere in a line, found by their first or last word.
//! A line is folded; what its words are in no phrase of costs one look at each.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use rustc_hash::FxHashMap;

use super::fold::is_unspaced;
use super::phrases::{Cue, Cues};
use crate::ascii::eight_bytes;

/// Where in a line a phrase has to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Start,
    End,
    Inside,
}

/// What begins with a word: whole lines.
pub(super) const LINE: u8 = 1;
/// Whole lines of this word alone.
pub(super) const WORD: u8 = 2;
/// Labels before a colon and the like.
pub(super) const LABEL: u8 = 4;
/// The same of the last sentence.
pub(super) const TAIL: u8 = 8;
/// What a person made.
pub(super) const MAKING: u8 = 16;
/// Names of agencies and of the sources of pictures.
pub(super) const CREDIT: u8 = 64;
/// Phrases at the beginning of a line.
const START: u8 = 32;

/// The first bytes of a word, as many as a look takes.
#[inline(always)]
pub(super) fn key(folded: &[u8], at: usize) -> u64 {
    let bytes = eight_bytes(folded, at);
    // The lowest byte that is a space is cut off, with all behind it.
    let other = bytes ^ 0x2020_2020_2020_2020;
    let spaces = other.wrapping_sub(0x0101_0101_0101_0101) & !other & 0x8080_8080_8080_8080;
    bytes & all_below(spaces)
}

/// All bits below the byte of the lowest bit; all, if there is none.
#[inline(always)]
fn all_below(spaces: u64) -> u64 {
    if spaces == 0 { u64::MAX } else { (1 << (spaces.trailing_zeros() - 7)) - 1 }
}

/// The last three bytes, or the first: a character of a script without spaces.
type Edge = [u8; 3];

/// Phrases, in groups of those with the same key.
struct Groups<K> {
    groups: FxHashMap<K, (u32, u32)>,
    phrases: Vec<(Box<[u8]>, Cue)>,
}

impl<K: Copy + Ord + std::hash::Hash> Groups<K> {
    fn new(mut phrases: Vec<(K, Box<[u8]>, Cue)>) -> Groups<K> {
        phrases.sort_by_key(|phrase| phrase.0);
        let mut groups: FxHashMap<K, (u32, u32)> = FxHashMap::default();
        for (at, (key, ..)) in (0..).zip(&phrases) {
            groups.entry(*key).or_insert((at, at)).1 = at + 1;
        }
        Groups { groups, phrases: phrases.into_iter().map(|(_, phrase, cue)| (phrase, cue)).collect() }
    }

    #[inline(always)]
    fn of(&self, key: K) -> &[(Box<[u8]>, Cue)] {
        match self.groups.get(&key) {
            Some(&(from, to)) => &self.phrases[from as usize..to as usize],
            None => &[],
        }
    }
}

/// Collects phrases for an [`Index`].
#[derive(Default)]
pub(super) struct Builder {
    heads: FxHashMap<u64, u8>,
    starts: Vec<(u64, Box<[u8]>, Cue)>,
    ends: Vec<(u64, Box<[u8]>, Cue)>,
    insides: Vec<(u64, Box<[u8]>, Cue)>,
    unspaced_starts: Vec<(Edge, Box<[u8]>, Cue)>,
    unspaced_ends: Vec<(Edge, Box<[u8]>, Cue)>,
    unspaced_insides: Vec<(Box<[u8]>, Cue)>,
}

impl Builder {
    /// Notes what begins with the first word of a phrase.
    pub(super) fn head(&mut self, phrase: &[u8], what: u8) {
        *self.heads.entry(key(phrase, 0)).or_default() |= what;
    }

    /// Adds a phrase.
    pub(super) fn part(&mut self, phrase: &str, place: Place, cue: Cue) {
        let bytes: Box<[u8]> = phrase.as_bytes().into();
        match place {
            _ if phrase.contains(is_unspaced) => {
                let (Some(&first), Some(&last)) = (bytes.first_chunk(), bytes.last_chunk()) else { return };
                match place {
                    Place::Start => self.unspaced_starts.push((first, bytes, cue)),
                    Place::End => self.unspaced_ends.push((last, bytes, cue)),
                    Place::Inside => self.unspaced_insides.push((bytes, cue)),
                }
            }
            Place::Start => {
                self.head(&bytes, START);
                self.starts.push((key(&bytes, 0), bytes, cue));
            }
            Place::End => self.ends.push((last_word(&bytes), bytes, cue)),
            Place::Inside => self.insides.push((key(&bytes, 0), bytes, cue)),
        }
    }

    pub(super) fn build(self) -> Index {
        let mut inside_bits = Box::new([0; BITS / 64]);
        for (key, ..) in &self.insides {
            inside_bits[bit(*key) / 64] |= 1 << (bit(*key) % 64);
        }
        let (patterns, inside_cues): (Vec<_>, Vec<_>) = self.unspaced_insides.into_iter().unzip();
        Index {
            heads: self.heads,
            starts: Groups::new(self.starts),
            ends: Groups::new(self.ends),
            insides: Groups::new(self.insides),
            inside_bits,
            unspaced_starts: Groups::new(self.unspaced_starts),
            unspaced_ends: Groups::new(self.unspaced_ends),
            unspaced_insides: AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(patterns).ok(),
            unspaced_inside_cues: inside_cues,
        }
    }
}

/// Bits of a filter before the phrases that may stand anywhere.
const BITS: usize = 1 << 13;

#[inline(always)]
fn bit(key: u64) -> usize {
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 51) as usize
}

fn last_word(folded: &[u8]) -> u64 {
    key(folded, memchr::memrchr(b' ', folded).map_or(0, |space| space + 1))
}

/// Phrases by their words.
pub(super) struct Index {
    /// What begins with a word.
    heads: FxHashMap<u64, u8>,
    starts: Groups<u64>,
    /// By the last word.
    ends: Groups<u64>,
    insides: Groups<u64>,
    inside_bits: Box<[u64; BITS / 64]>,
    /// Those with characters of scripts without spaces, which may stand right beside others.
    unspaced_starts: Groups<Edge>,
    unspaced_ends: Groups<Edge>,
    unspaced_insides: Option<AhoCorasick>,
    unspaced_inside_cues: Vec<Cue>,
}

/// What was counted of the words of a line.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    /// Its words.
    pub words: usize,
    /// Those that are a count: `0`, `0k`, `m`.
    pub counts: usize,
}

impl Index {
    /// What begins with the first word of a line.
    #[inline(always)]
    pub(super) fn head(&self, folded: &[u8]) -> u8 {
        self.heads.get(&key(folded, 0)).copied().unwrap_or(0)
    }

    /// The cues of phrases at the beginning of a line, of which `head` begins with its first word; `unspaced`: there may be
    /// characters of scripts without spaces in it.
    pub(super) fn starts(&self, folded: &[u8], head: u8, unspaced: bool, cues: &mut Cues) {
        if head & START != 0 {
            for (phrase, cue) in self.starts.of(key(folded, 0)) {
                if folded.strip_prefix(&**phrase).is_some_and(|rest| rest.first().is_none_or(|byte| *byte == b' ')) {
                    cues.add(*cue);
                    cues.add(Cue::Start);
                }
            }
        }
        if unspaced && let Some(first) = folded.first_chunk() {
            for (_, cue) in self.unspaced_starts.of(*first).iter().filter(|(phrase, _)| folded.starts_with(phrase)) {
                cues.add(*cue);
                cues.add(Cue::Start);
            }
        }
    }

    /// The cues of phrases at the end of a line.
    pub(super) fn ends(&self, folded: &[u8], unspaced: bool, cues: &mut Cues) {
        for (phrase, cue) in self.ends.of(last_word(folded)) {
            if folded.strip_suffix(&**phrase).is_some_and(|rest| rest.last().is_none_or(|byte| *byte == b' ')) {
                cues.add(*cue);
            }
        }
        if unspaced && let Some(last) = folded.last_chunk() {
            for (_, cue) in self.unspaced_ends.of(*last).iter().filter(|(phrase, _)| folded.ends_with(phrase)) {
                cues.add(*cue);
            }
        }
    }

    /// The cues of phrases anywhere in a line, and what there is of words, which begin at `starts`.
    pub(super) fn insides(&self, folded: &[u8], starts: &[u32], unspaced: bool, cues: &mut Cues) -> Tally {
        let mut tally = Tally { words: starts.len(), counts: 0 };
        for at in starts.iter().map(|start| *start as usize) {
            let key = key(folded, at);
            let bit = bit(key);
            tally.counts += usize::from(is_count(key));
            if self.inside_bits[bit / 64] >> (bit % 64) & 1 == 1 {
                for (phrase, cue) in self.insides.of(key) {
                    let rest = folded[at..].strip_prefix(&**phrase);
                    if rest.is_some_and(|rest| rest.first().is_none_or(|byte| *byte == b' ')) {
                        cues.add(*cue);
                    }
                }
            }
        }
        if unspaced && let Some(insides) = &self.unspaced_insides {
            for found in insides.find_overlapping_iter(folded) {
                cues.add(self.unspaced_inside_cues[found.pattern().as_usize()]);
            }
        }
        tally
    }
}

/// Whether a word of this key is a count that may stand beside a phrase.
#[inline(always)]
pub(super) fn is_count(key: u64) -> bool {
    const COUNTS: [u64; 5] =
        [b'0' as u64, b'k' as u64, b'm' as u64, b'0' as u64 | (b'k' as u64) << 8, b'0' as u64 | (b'm' as u64) << 8];
    key < 1 << 16 && COUNTS.contains(&key)
}
