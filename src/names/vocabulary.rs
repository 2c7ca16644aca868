//! The words that the lexicon and the cue tables know, by their folded keys.

use crate::ascii::eight_bytes;

/// The number of a folded word, the same in every table of names; [`UNKNOWN`] for words that no table has.
pub(super) type WordId = u32;

/// A word that no table has.
pub(super) const UNKNOWN: WordId = WordId::MAX;

/// A folded word as one number: itself, where it has at most eight bytes, and a hash where it is longer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Key(u64);

/// Set in a hash. No key that is a word has it: no byte of UTF-8 is 0xFF.
const HASHED: u64 = 0xFF << 56;
/// 2⁶⁴ divided by the golden ratio.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

impl Key {
    /// The key of a folded word.
    pub(super) fn of(word: &[u8]) -> Key {
        // A word that ends in NUL would be that without it.
        if word.len() <= 8 && word.last() != Some(&0) {
            return Key::short(eight_bytes(word, 0));
        }
        let mut chunks = (0..word.len()).step_by(8).map(|at| eight_bytes(word, at));
        let first = chunks.next().unwrap_or_default();
        chunks.fold(Key::long(first), Key::and)
    }

    /// The key of at most eight bytes, the first the least.
    #[inline(always)]
    pub(super) fn short(bytes: u64) -> Key {
        Key(bytes)
    }

    /// The key of more than eight bytes, of which these are the first; [`and`](Key::and) adds the others.
    #[inline(always)]
    pub(super) fn long(bytes: u64) -> Key {
        Key(bytes | HASHED)
    }

    /// This key with the next eight bytes of the word.
    #[inline(always)]
    pub(super) fn and(self, bytes: u64) -> Key {
        let mixed = (self.0.rotate_left(23) ^ bytes).wrapping_mul(SPREAD);
        Key((mixed ^ mixed >> 29) | HASHED)
    }

    /// Bits that depend on the whole word.
    #[inline(always)]
    pub(super) fn hash(self) -> u32 {
        (self.spread() >> 32) as u32
    }

    #[inline(always)]
    fn is_hash(self) -> bool {
        self.0 >= HASHED
    }

    /// The key in other bits, of which the highest depend on all.
    #[inline(always)]
    fn spread(self) -> u64 {
        (self.0 ^ self.0 >> 32).wrapping_mul(SPREAD)
    }
}

/// The words that the lexicon and the cue tables know.
#[derive(Clone, Debug)]
pub(super) struct Vocabulary {
    /// Eight bits for each slot, of which that of a known word is set: most words of a text are in no table.
    filter: Vec<u64>,
    /// Twice as many as there are words at least; a power of two. A word is in the first free one from where its key points.
    slots: Vec<Slot>,
    /// Bits of a key that are no number of a slot.
    shift: u32,
    /// All words one behind the other.
    words: String,
    /// Where each ends.
    ends: Vec<u32>,
}

/// A word of the vocabulary.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    key: Key,
    pub id: WordId,
    /// What the owner of the vocabulary has noted of the word: see [`Vocabulary::note`].
    pub note: u32,
}

impl Slot {
    pub(super) const FREE: Slot = Slot { key: Key(0), id: UNKNOWN, note: u32::MAX };
}

impl Default for Vocabulary {
    fn default() -> Vocabulary {
        Vocabulary::with_slots(16)
    }
}

impl Vocabulary {
    /// An empty one with room for this many words.
    pub(super) fn with_capacity(words: usize) -> Vocabulary {
        Vocabulary::with_slots((2 * words).next_power_of_two().max(16))
    }

    fn with_slots(slots: usize) -> Vocabulary {
        Vocabulary {
            filter: vec![0; slots / 8],
            slots: vec![Slot::FREE; slots],
            shift: u64::BITS - slots.trailing_zeros(),
            words: String::new(),
            ends: Vec::new(),
        }
    }

    /// The number of a folded word, a new one if it has none.
    pub(super) fn intern(&mut self, word: &str) -> WordId {
        self.intern_as(Key::of(word.as_bytes()), word)
    }

    /// The number of a folded word that has this key, a new one if it has none.
    pub(super) fn intern_as(&mut self, key: Key, word: &str) -> WordId {
        let known = self.get(key, |known| known == word);
        if known != UNKNOWN {
            return known;
        }
        if 2 * (self.ends.len() + 1) > self.slots.len() {
            self.grow();
        }
        let id = self.ends.len() as WordId;
        self.words.push_str(word);
        self.ends.push(self.words.len() as u32);
        self.put(key, id);
        id
    }

    /// The number of a folded word, [`UNKNOWN`] if it has none.
    pub(super) fn number(&self, word: &str) -> WordId {
        self.get(Key::of(word.as_bytes()), |known| known == word)
    }

    /// The number of the word that has this key, [`UNKNOWN`] if there is none. `is_word` tells whether it is a given one.
    #[inline(always)]
    pub(super) fn get(&self, key: Key, is_word: impl Fn(&str) -> bool) -> WordId {
        if self.may_have(key) { self.find(key, is_word).id } else { UNKNOWN }
    }

    /// The slot of the word that has this key, as [`get`](Vocabulary::get) finds it; of one that is not known a free one.
    #[inline(always)]
    pub(super) fn slot(&self, key: Key, is_word: impl Fn(&str) -> bool) -> Slot {
        if self.may_have(key) { self.find(key, is_word) } else { Slot::FREE }
    }

    /// Notes a number of each word, which stays until words are added.
    pub(super) fn note(&mut self, of: impl Fn(WordId) -> u32) {
        for slot in self.slots.iter_mut().filter(|slot| slot.id != UNKNOWN) {
            slot.note = of(slot.id);
        }
    }

    /// Looks at what [`slot`](Vocabulary::slot) will look at for these keys: see [`Lexicon::fetch`](super::Lexicon).
    pub(super) fn fetch(&self, keys: impl Iterator<Item = Key>, room: &mut Vec<u32>) {
        room.clear();
        room.extend(keys.filter(|&key| self.may_have(key)).map(|key| (key.spread() >> self.shift) as u32));
        for at in room.iter_mut() {
            let slot = self.slots[*at as usize];
            *at = if slot.key.is_hash() { slot.id } else { UNKNOWN };
        }
        for at in room.iter_mut() {
            *at = self.ends.get(*at as usize).map_or(0, |end| end - 1);
        }
        let words = self.words.as_bytes();
        let sum = room.iter().fold(0, |sum, &at| sum ^ words.get(at as usize).copied().unwrap_or_default());
        std::hint::black_box(sum);
    }

    /// Whether there can be a word of this key: that there is none is certain.
    #[inline(always)]
    pub(super) fn may_have(&self, key: Key) -> bool {
        let bit = key.spread() >> (self.shift - 3);
        self.filter.get((bit / 64) as usize).is_some_and(|bits| bits >> (bit % 64) & 1 != 0)
    }

    fn find(&self, key: Key, is_word: impl Fn(&str) -> bool) -> Slot {
        let mut at = (key.spread() >> self.shift) as usize;
        loop {
            let slot = self.slots[at];
            if slot.id == UNKNOWN || slot.key == key && (!key.is_hash() || is_word(self.word(slot.id))) {
                return slot;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Makes room for so many words more.
    pub(super) fn reserve(&mut self, words: usize) {
        while 2 * (self.ends.len() + words) > self.slots.len() {
            self.grow();
        }
    }

    /// A word by its number.
    pub(super) fn word(&self, id: WordId) -> &str {
        let start = id.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.words[start as usize..self.ends[id as usize] as usize]
    }

    fn put(&mut self, key: Key, id: WordId) {
        let bit = key.spread() >> (self.shift - 3);
        self.filter[(bit / 64) as usize] |= 1 << (bit % 64);
        let mut at = (key.spread() >> self.shift) as usize;
        while self.slots[at].id != UNKNOWN {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = Slot { key, id, note: u32::MAX };
    }

    fn grow(&mut self) {
        let mut grown = Vocabulary::with_slots(self.slots.len() * 2);
        for slot in self.slots.iter().filter(|slot| slot.id != UNKNOWN) {
            grown.put(slot.key, slot.id);
        }
        (grown.words, grown.ends) = (std::mem::take(&mut self.words), std::mem::take(&mut self.ends));
        *self = grown;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn numbers_are_those_of_a_map() {
        let mut words: Vec<String> = (0..3000u64).map(|i| format!("{:x}", i * i * 7919)).collect();
        words.extend((0..3000).map(|i| format!("word number {i}")));
        words.extend(
            ["", "a", "a\0", "a\0b", "eight by", "nine byte", "\u{627}\u{641}\u{63A}\u{627}\u{646}"].map(String::from),
        );
        words.extend_from_within(1000..2000);
        let (mut vocabulary, mut map) = (Vocabulary::default(), HashMap::new());
        for word in &words {
            let next = map.len() as WordId;
            let expected = *map.entry(word.as_str()).or_insert(next);
            assert_eq!(vocabulary.intern(word), expected, "{word:?}");
        }
        for word in words.iter().flat_map(|word| [word.clone(), format!("{word}s"), format!("no {word}")]) {
            let number = vocabulary.get(Key::of(word.as_bytes()), |known| known == word);
            assert_eq!(number, map.get(word.as_str()).copied().unwrap_or(UNKNOWN), "{word:?}");
        }
    }
}
