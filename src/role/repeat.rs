//! What comes again in the document: a line said twice, a sentence set out for display, the words of the body.
//!
//! All in time linear in the text: by hashes of words and of runs of words, never by pairs of paragraphs.

use rustc_hash::FxHashMap;

use super::character::{self, Character};
use crate::ascii::{Run, eight_bytes, low_bytes};

/// A word of a paragraph, by its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    hash: u64,
    /// What carries its meaning: the word if it is long enough, a character with the one before; else 0.
    meaning: u64,
}

#[cfg(test)]
impl Word {
    pub(super) fn is_word(&self, other: &Word) -> bool {
        self.hash == other.hash
    }

    pub(super) fn has_meaning(&self) -> bool {
        self.meaning != 0
    }

    pub(super) fn means(&self, other: &Word) -> bool {
        self.meaning == other.meaning
    }
}

/// The words of the paragraphs of a document, those of one behind those of the one before.
#[derive(Debug, Default)]
pub(crate) struct Words {
    words: Vec<Word>,
    /// Where those of each paragraph end.
    ends: Vec<usize>,
    /// Short words in capitals, which have a meaning where the paragraph is not all in capitals: their places and meanings.
    acronyms: Vec<(usize, u64)>,
    /// The word that is being read, in lower case, and room behind it.
    spelled: Vec<u8>,
}

impl Words {
    /// For paragraphs of so many bytes.
    pub(super) fn with_room(paragraphs: usize, bytes: usize) -> Words {
        let words = Vec::with_capacity(bytes / 5 + 16);
        Words { words, ends: Vec::with_capacity(paragraphs), ..Words::default() }
    }

    /// Those of a paragraph; none if there is no such paragraph.
    pub(crate) fn of(&self, paragraph: usize) -> &[Word] {
        let start = paragraph.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(paragraph).and_then(|&end| self.words.get(start..end)).unwrap_or_default()
    }

    /// Those of each paragraph.
    pub(crate) fn each(&self) -> impl Iterator<Item = &[Word]> + Clone {
        (0..self.ends.len()).map(|i| self.of(i))
    }

    /// All of them.
    fn all(&self) -> &[Word] {
        &self.words
    }

    /// The paragraphs of all parts, one part behind the other.
    pub(crate) fn joined(mut parts: Vec<Words>) -> Words {
        if parts.len() == 1 {
            return parts.remove(0);
        }
        let mut all = Words::default();
        all.words.reserve_exact(parts.iter().map(|part| part.words.len()).sum());
        for mut part in parts {
            let before = all.words.len();
            all.words.append(&mut part.words);
            all.ends.extend(part.ends.iter().map(|end| before + end));
        }
        all
    }

    /// Gives back room that was not needed.
    pub(crate) fn fit(&mut self) {
        self.words.shrink_to_fit();
        (self.spelled, self.acronyms) = Default::default();
    }

    /// Begins a paragraph of so many bytes.
    pub(super) fn begin(&mut self, len: usize) {
        // No character has more than twice its bytes in lower case.
        let room = 2 * len + 16;
        if self.spelled.len() < room {
            self.spelled.resize(room, 0);
        }
    }

    /// Ends a paragraph; `has_lower`: it has small letters.
    pub(super) fn end(&mut self, has_lower: bool) {
        for (at, meaning) in self.acronyms.drain(..) {
            if has_lower && let Some(word) = self.words.get_mut(at) {
                word.meaning = meaning;
            }
        }
        self.ends.push(self.words.len());
    }
}

/// What is known of a word that is being read; each character of a script without spaces is a word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spelling {
    /// Bytes of it so far, in lower case, and those of its first characters: "enters" and "entered" mean the same here.
    len: usize,
    stem: usize,
    chars: usize,
    /// Whether there are capital letters, and small ones.
    flags: u64,
    /// The hash of the character before, of a script without spaces.
    last_unspaced: Option<u64>,
}

/// Characters of a word that are compared as its meaning.
const STEM: usize = 5;

impl Spelling {
    /// Takes in a character.
    #[inline(always)]
    pub(super) fn push(&mut self, character: &Character, text: &str, at: usize, words: &mut Words) {
        use character::*;
        let flags = character.flags;
        if flags & UNSPACED != 0 {
            self.unspaced(text, at, words);
        } else if flags & (LETTER | NUMBER | MARK) != 0 {
            self.last_unspaced = None;
            self.flags |= flags;
            self.append(&character.lower, character.lower_len(), words);
            if flags & TWO_LOWER != 0 {
                self.append(b"\xCC\x87\0\0", 2, words);
            }
        } else if flags & IGNORABLE == 0 {
            self.end(words);
        }
    }

    /// Takes in a character in lower case.
    #[inline(always)]
    fn append(&mut self, lower: &[u8; 4], len: usize, words: &mut Words) {
        if let Some(place) = words.spelled.get_mut(self.len..).and_then(|rest| rest.first_chunk_mut()) {
            *place = *lower;
            self.len += len;
            self.chars += 1;
            if self.chars <= STEM {
                self.stem = self.len;
            }
        }
    }

    /// Takes in a letter of a script with spaces.
    #[inline(always)]
    pub(super) fn letter(&mut self, character: &Character, words: &mut Words) {
        self.last_unspaced = None;
        self.flags |= character.flags;
        self.append(&character.lower, character.lower_len(), words);
    }

    /// Takes in ASCII letters; `next` stands behind them.
    #[inline(always)]
    pub(super) fn letters(&mut self, letters: Run, next: Option<&u8>, words: &mut Words) {
        self.last_unspaced = None;
        if self.chars == 0 && letters.length < 8 && next.is_none_or(|byte| byte.is_ascii() && !byte.is_ascii_digit()) {
            // A short word from its beginning to its end.
            let first = |count: usize| mix(SEED, low_bytes(letters.lower, count));
            let hash = first(letters.length);
            let long = letters.length >= 4;
            let meaning = match (long, letters.length > STEM) {
                (false, _) => 0,
                (_, false) => hash,
                (_, true) => first(STEM),
            };
            if !long && letters.length >= 2 && letters.capitals() == letters.length {
                words.acronyms.push((words.words.len(), hash));
            }
            words.words.push(Word { hash, meaning });
            return;
        }
        if let Some(place) = words.spelled.get_mut(self.len..).and_then(|rest| rest.first_chunk_mut()) {
            *place = letters.lower.to_le_bytes();
            if self.chars < STEM {
                self.stem = self.len + letters.length.min(STEM - self.chars);
            }
            self.len += letters.length;
            self.chars += letters.length;
        }
        self.flags |= if letters.capitals() > 0 { character::UPPER } else { 0 };
        self.flags |= if letters.capitals() < letters.length { character::LOWER } else { 0 };
    }

    /// Takes in a character of a script without spaces.
    #[inline(always)]
    fn unspaced(&mut self, text: &str, at: usize, words: &mut Words) {
        self.finish(words);
        let c = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
        let hash = mix(SEED, u64::from(c));
        let meaning = self.last_unspaced.map_or(0, |before: u64| before.rotate_left(7) ^ hash);
        words.words.push(Word { hash, meaning });
        self.last_unspaced = Some(hash);
    }

    /// Takes in what stands between words.
    #[inline(always)]
    pub(super) fn end(&mut self, words: &mut Words) {
        self.last_unspaced = None;
        self.finish(words);
    }

    /// Ends the word, if there is one.
    #[inline(always)]
    pub(super) fn finish(&mut self, words: &mut Words) {
        if self.chars > 0 {
            let hash = hash_first(&words.spelled, self.len);
            // Most words are not much longer than their stems.
            let stem = || if self.stem == self.len { hash } else { hash_first(&words.spelled, self.stem) };
            let long = self.chars >= 4;
            let meaning = if long { stem() } else { 0 };
            if !long && self.chars >= 2 && self.flags & (character::UPPER | character::LOWER) == character::UPPER {
                words.acronyms.push((words.words.len(), stem()));
            }
            words.words.push(Word { hash, meaning });
            *self = Spelling { len: 0, stem: 0, chars: 0, flags: 0, last_unspaced: self.last_unspaced };
        }
    }
}

const SEED: u64 = 0x9E37_79B9_7F4A_7C15;

#[inline(always)]
fn mix(hash: u64, bytes: u64) -> u64 {
    let product = u128::from(hash ^ bytes) * 0xE703_7ED1_A0B4_28DB_u128;
    (product as u64) ^ (product >> 64) as u64
}

/// The hash of the first bytes of a buffer that goes on for eight more.
#[inline(always)]
fn hash_first(buffer: &[u8], len: usize) -> u64 {
    let (mut hash, mut at) = (SEED, 0);
    while at < len {
        hash = mix(hash, low_bytes(eight_bytes(buffer, at), len - at));
        at += 8;
    }
    hash
}

/// Hash of a run of words.
fn run(words: &[Word]) -> u64 {
    words.iter().fold(SEED, |hash, word| (hash ^ word.hash).wrapping_mul(0x100_0000_01B3).rotate_left(23))
}

/// Spreads a hash over a table of so many slots, a power of two.
#[inline(always)]
fn slot(hash: u64, slots: usize) -> usize {
    (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & (slots - 1)
}

/// The words of the body, and which of them several paragraphs have: a table with open addressing.
#[derive(Default)]
pub(crate) struct Vocabulary {
    /// The meanings of words, 0 in a free slot.
    meanings: Vec<u64>,
    /// The number of the last paragraph that has the word, or [`SEVERAL`].
    last: Vec<u32>,
}

const SEVERAL: u32 = u32::MAX;

impl Vocabulary {
    pub(crate) fn of<'w>(paragraphs: impl Iterator<Item = &'w [Word]>) -> Vocabulary {
        let (mut vocabulary, mut used) = (Vocabulary::default(), 0);
        for (number, words) in (1u32..).zip(paragraphs) {
            for word in words.iter().filter(|word| word.meaning != 0) {
                if used * 3 >= vocabulary.meanings.len() * 2 {
                    vocabulary.grow();
                }
                let at = vocabulary.place(word.meaning);
                used += usize::from(vocabulary.meanings[at] == 0);
                let last = &mut vocabulary.last[at];
                vocabulary.meanings[at] = word.meaning;
                *last = if *last == 0 || *last == number { number } else { SEVERAL };
            }
        }
        vocabulary
    }

    /// Twice as many slots.
    fn grow(&mut self) {
        let slots = (2 * self.meanings.len()).max(256);
        let grown = Vocabulary { meanings: vec![0; slots], last: vec![0; slots] };
        let before = std::mem::replace(self, grown);
        for (meaning, last) in before.meanings.into_iter().zip(before.last).filter(|&(meaning, _)| meaning != 0) {
            let at = self.place(meaning);
            (self.meanings[at], self.last[at]) = (meaning, last);
        }
    }

    /// The slot of a word, or the free one where it would be. There are free ones.
    #[inline(always)]
    fn place(&self, meaning: u64) -> usize {
        let slots = self.meanings.len();
        let mut at = slot(meaning, slots);
        while self.meanings[at] != meaning && self.meanings[at] != 0 {
            at = (at + 1) & (slots - 1);
        }
        at
    }

    /// Whether a paragraph of the body has a word of this meaning; whether several have it, if that is asked for.
    #[inline(always)]
    fn has(&self, meaning: u64, several: bool) -> bool {
        if self.meanings.is_empty() {
            return false;
        }
        let at = self.place(meaning);
        self.meanings[at] != 0 && (!several || self.last[at] == SEVERAL)
    }

    /// The share of the words with meaning that the body has too; none if there are no such words.
    ///
    /// `several`: a word has to stand in several paragraphs of it, as for a paragraph that is of the body itself.
    pub(crate) fn overlap(&self, words: &[Word], several: bool) -> Option<f32> {
        let (mut all, mut known) = (0u32, 0u32);
        for word in words {
            if word.meaning != 0 {
                all += 1;
                known += u32::from(self.has(word.meaning, several));
            }
        }
        (all > 0).then(|| known as f32 / all as f32)
    }
}

/// The words that running text has most often: in most languages those that hold it together ("the", "of", "que").
#[derive(Default)]
pub(crate) struct Common {
    /// Sorted.
    words: Vec<u64>,
    /// The lowest six bits of each.
    bits: u64,
}

impl Common {
    /// So many at most, each at least twice.
    const MOST: usize = 24;
    /// Words of a document that are counted.
    const COUNTED: usize = 20_000;

    pub(crate) fn of<'w>(paragraphs: impl Iterator<Item = &'w [Word]>) -> Common {
        let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
        for word in paragraphs.flatten().take(Common::COUNTED) {
            *counts.entry(word.hash).or_insert(0) += 1;
        }
        let mut counts: Vec<(u32, u64)> =
            counts.into_iter().filter(|count| count.1 >= 2).map(|(word, count)| (count, word)).collect();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let mut words: Vec<u64> = counts.into_iter().take(Common::MOST).map(|count| count.1).collect();
        words.sort_unstable();
        let bits = words.iter().fold(0, |bits, word| bits | 1 << (word & 63));
        Common { words, bits }
    }

    /// The share of these words, 0.0–1.0.
    pub(crate) fn share(&self, words: &[Word]) -> f32 {
        let is_common =
            |word: &&Word| self.bits >> (word.hash & 63) & 1 == 1 && self.words.binary_search(&word.hash).is_ok();
        words.iter().filter(is_common).count() as f32 / words.len().max(1) as f32
    }
}

/// For each paragraph, how often its words as a whole come in the document, itself included.
pub(crate) fn copies(paragraphs: &Words) -> Vec<u32> {
    let runs: Vec<u64> = paragraphs.each().map(run).collect();
    let mut counts: FxHashMap<u64, u32> = FxHashMap::with_capacity_and_hasher(runs.len(), Default::default());
    for run in &runs {
        *counts.entry(*run).or_insert(0) += 1;
    }
    let count = |(words, run): (&[Word], &u64)| if words.is_empty() { 1 } else { counts[run] };
    paragraphs.each().zip(&runs).map(count).collect()
}

/// Words in a run.
const RUN: usize = 4;
/// Words of the longest paragraph that can be a quotation set out.
const LONGEST: usize = 60;
/// Paragraphs remembered for a run of words: enough to find the longer one.
const REMEMBERED: usize = 4;

/// Cheap hashes of the runs of words of a paragraph.
struct Runs<'w> {
    first: [u64; RUN - 1],
    rest: std::slice::Iter<'w, Word>,
}

impl Runs<'_> {
    fn of(words: &[Word]) -> Runs<'_> {
        match words.split_first_chunk::<{ RUN - 1 }>() {
            Some((first, rest)) => Runs { first: first.map(|word| word.hash), rest: rest.iter() },
            None => Runs { first: [0; RUN - 1], rest: [].iter() },
        }
    }
}

impl Iterator for Runs<'_> {
    type Item = u64;

    #[inline(always)]
    fn next(&mut self) -> Option<u64> {
        let next = self.rest.next()?.hash;
        let [a, b, c] = self.first;
        self.first = [b, c, next];
        Some(a ^ b.rotate_left(13) ^ c.rotate_left(26) ^ next.rotate_left(39))
    }
}

/// Which runs of words may come in several paragraphs, as far as can be told without comparing them: a table of the paragraph that
/// a run stands in, by a hash that is cheap.
struct Shared {
    slots: Vec<u32>,
}

impl Shared {
    /// Slots at most; in longer documents more runs will seem to be shared.
    const MOST: usize = 1 << 20;

    fn of(paragraphs: &Words) -> Shared {
        let slots = (4 * paragraphs.all().len()).next_power_of_two().clamp(64, Shared::MOST);
        let mut shared = vec![0; slots];
        for (number, words) in (1u32..).zip(paragraphs.each()) {
            for run in Runs::of(words) {
                let slot = &mut shared[slot(run, slots)];
                *slot = if *slot == 0 || *slot == number { number } else { SEVERAL };
            }
        }
        Shared { slots: shared }
    }

    /// Whether enough runs of a paragraph may stand in several.
    fn has_enough(&self, words: &[Word]) -> bool {
        let runs = words.len().saturating_sub(RUN - 1);
        let mut missed = 0;
        for run in Runs::of(words) {
            missed += usize::from(!self.has(run));
            // Few runs are looked at of most paragraphs.
            if !is_enough(runs - missed, runs) {
                return false;
            }
        }
        runs > 0
    }

    /// Whether the run may stand in several paragraphs.
    #[inline(always)]
    fn has(&self, run: u64) -> bool {
        self.slots[slot(run, self.slots.len())] == SEVERAL
    }
}

/// Whether so many runs of a paragraph are enough to say that another has it.
fn is_enough(shared: usize, runs: usize) -> bool {
    shared * 10 >= runs * 8
}

/// For each paragraph, the longer paragraph in which its words come again almost as they stand.
pub(crate) fn set_out(paragraphs: &Words) -> Vec<Option<usize>> {
    let shared = Shared::of(paragraphs);
    let mut found: Vec<Option<usize>> = Vec::new();
    let mut candidates: Vec<usize> = Vec::new();
    for (i, words) in paragraphs.each().enumerate() {
        found.push(None);
        if words.len() <= LONGEST && shared.has_enough(words) {
            candidates.push(i);
        }
    }
    if candidates.is_empty() {
        return found;
    }
    let runs = candidates.iter().flat_map(|&i| paragraphs.of(i).windows(RUN));
    let mut places: FxHashMap<u64, [u32; REMEMBERED]> = runs.map(|words| (run(words), [0; REMEMBERED])).collect();
    for (number, words) in (1u32..).zip(paragraphs.each()) {
        for (words, _) in words.windows(RUN).zip(Runs::of(words)).filter(|(_, run)| shared.has(*run)) {
            let Some(known) = places.get_mut(&run(words)) else { continue };
            if !known.contains(&number)
                && let Some(free) = known.iter_mut().find(|place| **place == 0)
            {
                *free = number;
            }
        }
    }
    for at in candidates {
        found[at] = source(paragraphs, at, &places);
    }
    found
}

/// The first longer paragraph that has nearly all runs of a paragraph.
fn source(paragraphs: &Words, at: usize, places: &FxHashMap<u64, [u32; REMEMBERED]>) -> Option<usize> {
    let words = paragraphs.of(at);
    let number = at as u32 + 1;
    let mut votes: Vec<(u32, usize)> = Vec::new();
    for known in words.windows(RUN).filter_map(|words| places.get(&run(words))) {
        for &place in known.iter().filter(|&&place| place != 0 && place != number) {
            match votes.iter_mut().find(|vote| vote.0 == place) {
                Some(vote) => vote.1 += 1,
                None => votes.push((place, 1)),
            }
        }
    }
    let runs = words.len().saturating_sub(RUN - 1);
    let source = votes
        .iter()
        .find(|&&(place, count)| paragraphs.of(place as usize - 1).len() > words.len() + 1 && is_enough(count, runs));
    source.map(|source| source.0 as usize - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(texts: &[&str]) -> Words {
        let (mut words, mut folded) = (Words::default(), super::super::folded::Folded::default());
        for text in texts {
            super::super::reader::read::<false>(text, &mut words, &mut folded);
        }
        words
    }

    #[test]
    fn a_quotation_set_out_is_found_in_the_longer_paragraph() {
        let texts = [
            "\u{201C}We had no choice but to leave the valley\u{201D}",
            "\u{201C}We had no choice but to leave the valley,\u{201D} said the teacher, who left in May.",
            "They had no choice but to stay.",
            "\u{6211}\u{4EEC}\u{6CA1}\u{6709}\u{522B}\u{7684}\u{9009}\u{62E9}",
            "\u{8001}\u{5E08}\u{8BF4}\u{FF1A}\u{201C}\u{6211}\u{4EEC}\u{6CA1}\u{6709}\u{522B}\u{7684}\u{9009}\u{62E9}\u{3002}\u{201D}",
        ];
        assert_eq!(set_out(&words(&texts)), [Some(1), None, None, Some(4), None]);
    }

    #[test]
    fn copies_are_counted_without_case_and_punctuation() {
        assert_eq!(copies(&words(&["Nile Post", "NILE POST!", "Nile", "", ""])), [2, 2, 1, 1, 1]);
    }

    #[test]
    fn overlap_is_of_words_with_meaning() {
        let overlap = |body: &str, text: &str| {
            let words = words(&[body, text]);
            Vocabulary::of([words.of(0)].into_iter()).overlap(words.of(1), false)
        };
        let body = "The army entered the suburbs of the town on Monday.";
        assert_eq!(overlap(body, "Army enters suburb of city"), Some(3.0 / 4.0));
        assert_eq!(overlap(body, "of a"), None);
        let body = "The UN and M23 met.";
        assert_eq!(overlap(body, "UN and M23 to go"), Some(1.0));
        assert_eq!(overlap(body, "UN AND THE"), None);
    }

    #[test]
    fn words_of_the_body_itself_stand_in_several_paragraphs() {
        let words = words(&["The army left the town", "The army came", "Towns"]);
        let vocabulary = Vocabulary::of([words.of(0), words.of(1)].into_iter());
        assert_eq!(vocabulary.overlap(words.of(0), true), Some(1.0 / 3.0));
        assert_eq!(vocabulary.overlap(words.of(0), false), Some(1.0));
    }
}
