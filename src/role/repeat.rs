//! What comes again in the document: a line said twice, a sentence set out for display, the words of the body.
//!
//! All in time linear in the text: by hashes of words and of runs of words, never by pairs of paragraphs.

use rustc_hash::FxHashMap;

use super::fold::{is_ignorable, is_unspaced};
use crate::chars::{Kind, lower_case};

/// A word of a paragraph, by its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    hash: u64,
    /// What carries its meaning: the word if it is long enough, a character with the one before; else 0.
    meaning: u64,
}

/// The words of a text in lower case; each character of a script without spaces is a word.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::with_capacity(text.len() / 6 + 1);
    let mut hash = Fnv { acronyms: text.contains(|c| Kind::of(c).is_lowercase()), ..Fnv::default() };
    let mut last_unspaced = None;
    for c in text.chars() {
        let kind = Kind::of(c);
        if is_unspaced(c) {
            hash.finish(&mut words);
            let mut own = Fnv::default();
            own.push(c);
            let meaning = last_unspaced.map_or(0, |before: u64| before.rotate_left(7) ^ own.hash);
            words.push(Word { hash: own.hash, meaning });
            last_unspaced = Some(own.hash);
        } else if kind.is_alphanumeric() || kind.is_mark() {
            last_unspaced = None;
            hash.capitals += u32::from(kind.is_uppercase());
            hash.lower |= kind.is_lowercase();
            lower_case(c, |c| hash.push(c));
        } else if !is_ignorable(c) {
            last_unspaced = None;
            hash.finish(&mut words);
        }
    }
    hash.finish(&mut words);
    words
}

struct Fnv {
    hash: u64,
    chars: u32,
    /// The hash of the first characters: "enters" and "entered" mean the same here.
    stem: u64,
    /// Capital letters among the characters.
    capitals: u32,
    /// Whether there are small letters too.
    lower: bool,
    /// Whether short words in capitals stand out in the text: "UN" in a sentence, not in a line of capitals.
    acronyms: bool,
}

/// Characters of a word that are compared as its meaning.
const STEM: u32 = 5;

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv { hash: 0xCBF2_9CE4_8422_2325, chars: 0, stem: 0, capitals: 0, lower: false, acronyms: false }
    }
}

impl Fnv {
    fn push(&mut self, c: char) {
        self.hash = (self.hash ^ u64::from(u32::from(c))).wrapping_mul(0x100_0000_01B3);
        self.chars += 1;
        if self.chars <= STEM {
            self.stem = self.hash;
        }
    }

    fn finish(&mut self, words: &mut Vec<Word>) {
        if self.chars > 0 {
            let acronym = self.acronyms && self.chars >= 2 && self.capitals > 0 && !self.lower;
            words.push(Word { hash: self.hash, meaning: if self.chars >= 4 || acronym { self.stem } else { 0 } });
            *self = Fnv { acronyms: self.acronyms, ..Fnv::default() };
        }
    }
}

/// Hash of a run of words.
fn run(words: &[Word]) -> u64 {
    words
        .iter()
        .fold(0x9E37_79B9_7F4A_7C15, |hash, word| (hash ^ word.hash).wrapping_mul(0x100_0000_01B3).rotate_left(23))
}

/// How many paragraphs of the body have each word.
#[derive(Default)]
pub(crate) struct Vocabulary {
    counts: FxHashMap<u64, (u32, u32)>,
}

impl Vocabulary {
    pub(crate) fn of<'w>(paragraphs: impl Iterator<Item = &'w [Word]>) -> Vocabulary {
        let mut counts = FxHashMap::default();
        for (number, words) in (1u32..).zip(paragraphs) {
            for word in words.iter().filter(|word| word.meaning != 0) {
                let entry = counts.entry(word.meaning).or_insert((0, 0));
                if entry.1 != number {
                    *entry = (entry.0 + 1, number);
                }
            }
        }
        Vocabulary { counts }
    }

    /// The share of the words with meaning that the body has too; none if there are no such words.
    ///
    /// `others`: in how many paragraphs a word has to stand; 2 for a paragraph that is of the body itself.
    pub(crate) fn overlap(&self, words: &[Word], others: u32) -> Option<f32> {
        let (mut all, mut known) = (0u32, 0u32);
        for word in words.iter().filter(|word| word.meaning != 0) {
            all += 1;
            known += u32::from(self.counts.get(&word.meaning).is_some_and(|count| count.0 >= others));
        }
        (all > 0).then(|| known as f32 / all as f32)
    }
}

/// For each paragraph, how often its words as a whole come in the document, itself included.
pub(crate) fn copies(paragraphs: &[Vec<Word>]) -> Vec<u32> {
    let mut counts: FxHashMap<u64, u32> = FxHashMap::default();
    for words in paragraphs {
        *counts.entry(run(words)).or_insert(0) += 1;
    }
    paragraphs.iter().map(|words| if words.is_empty() { 1 } else { counts[&run(words)] }).collect()
}

/// Words in a run.
const RUN: usize = 4;
/// Words of the longest paragraph that can be a quotation set out.
const LONGEST: usize = 60;
/// Paragraphs remembered for a run of words: enough to find the longer one.
const REMEMBERED: usize = 4;

/// For each paragraph, the longer paragraph in which its words come again almost as they stand.
pub(crate) fn set_out(paragraphs: &[Vec<Word>]) -> Vec<Option<usize>> {
    let mut places: FxHashMap<u64, [u32; REMEMBERED]> = FxHashMap::default();
    for (number, words) in (1u32..).zip(paragraphs) {
        for words in words.windows(RUN) {
            let known = places.entry(run(words)).or_default();
            if !known.contains(&number)
                && let Some(free) = known.iter_mut().find(|place| **place == 0)
            {
                *free = number;
            }
        }
    }
    let mut found = Vec::with_capacity(paragraphs.len());
    for (number, words) in (1u32..).zip(paragraphs) {
        let runs = words.len().saturating_sub(RUN - 1);
        if runs == 0 || words.len() > LONGEST {
            found.push(None);
            continue;
        }
        let mut votes: Vec<(u32, usize)> = Vec::new();
        for known in words.windows(RUN).filter_map(|words| places.get(&run(words))) {
            for &place in known.iter().filter(|&&place| place != 0 && place != number) {
                match votes.iter_mut().find(|vote| vote.0 == place) {
                    Some(vote) => vote.1 += 1,
                    None => votes.push((place, 1)),
                }
            }
        }
        let source = votes.iter().find(|&&(place, count)| {
            let longer = paragraphs.get(place as usize - 1).is_some_and(|other| other.len() > words.len() + 1);
            longer && count * 10 >= runs * 8
        });
        found.push(source.map(|source| source.0 as usize - 1));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_set_out_is_found_in_the_longer_paragraph() {
        let texts = [
            "\u{201C}We had no choice but to leave the valley\u{201D}",
            "\u{201C}We had no choice but to leave the valley,\u{201D} said the teacher, who left in May.",
            "They had no choice but to stay.",
            "\u{6211}\u{4EEC}\u{6CA1}\u{6709}\u{522B}\u{7684}\u{9009}\u{62E9}",
            "\u{8001}\u{5E08}\u{8BF4}\u{FF1A}\u{201C}\u{6211}\u{4EEC}\u{6CA1}\u{6709}\u{522B}\u{7684}\u{9009}\u{62E9}\u{3002}\u{201D}",
        ];
        let words: Vec<_> = texts.iter().map(|text| words(text)).collect();
        assert_eq!(set_out(&words), [Some(1), None, None, Some(4), None]);
    }

    #[test]
    fn copies_are_counted_without_case_and_punctuation() {
        let words: Vec<_> = ["Nile Post", "NILE POST!", "Nile", "", ""].iter().map(|text| words(text)).collect();
        assert_eq!(copies(&words), [2, 2, 1, 1, 1]);
    }

    #[test]
    fn overlap_is_of_words_with_meaning() {
        let body = words("The army entered the suburbs of the town on Monday.");
        let vocabulary = Vocabulary::of([body.as_slice()].into_iter());
        assert_eq!(vocabulary.overlap(&words("Army enters suburb of city"), 1), Some(3.0 / 4.0));
        assert_eq!(vocabulary.overlap(&words("of a"), 1), None);
        let body = words("The UN and M23 met.");
        let vocabulary = Vocabulary::of([body.as_slice()].into_iter());
        assert_eq!(vocabulary.overlap(&words("UN and M23 to go"), 1), Some(1.0));
        assert_eq!(vocabulary.overlap(&words("UN AND THE"), 1), None);
    }
}
