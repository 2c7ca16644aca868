//! Keys of names: what makes two spellings one ([`folded`]), and what two names must share to be compared at all
//! ([`blocking`]). Whether they are names of the same is not decided here.

use crate::fnv::Fnv;
use crate::names::entities::fold_name;
use crate::romanize::{Alphabet, romanize};

/// A name, an entity or a line, by its hash: the same on every machine.
pub(super) type Key = u64;

/// One key for all spellings that differ by convention only: letter case, diacritics, dashes, spaces, dots, case endings.
pub(super) fn folded(name: &str) -> String {
    let mut key = fold_name(name);
    // The article stands outside a name.
    if key.starts_with("the ") {
        key.drain(..4);
    }
    key
}

/// The hash of a folded name.
pub(super) fn of_name(folded: &str) -> Key {
    Fnv::NEW.with(folded.as_bytes()).get()
}

/// The hash of an entity of the lexicon, which no name has.
pub(super) fn of_entity(id: &str) -> Key {
    Fnv::NEW.with(b"@").with(id.as_bytes()).get()
}

/// The hash of a line without what differs between pages: digits, spaces and signs. `None` for one without letters.
pub(super) fn of_line(text: &str) -> Option<Key> {
    let mut hash = Fnv::NEW;
    let (mut letters, mut buffer) = (false, [0; 4]);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        letters = true;
        hash = hash.with(c.encode_utf8(&mut buffer).as_bytes());
    }
    letters.then(|| hash.get())
}

/// Words of a name that say nothing of whose it is.
const EMPTY: &[&str] = &["al", "el", "bin", "ben", "ibn", "the", "of", "de", "la", "van", "von"];
/// Whether a word of a name in lower case says nothing of whose it is.
pub(super) fn is_empty(word: &str) -> bool {
    EMPTY.contains(&word)
}

/// Whether a word of a name in lower case tells a man from his father.
pub(super) fn is_generation(word: &str) -> bool {
    matches!(word, "jr" | "sr" | "junior" | "senior" | "ii" | "iii" | "iv")
}

/// Words of a name that are looked at.
const WORDS: usize = 6;

/// The words of a name in lower-case ASCII.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut latin = romanize(name, None, Alphabet::Ascii).to_ascii_lowercase();
    latin.retain(|c| !matches!(c, '\'' | '`' | '.'));
    let words = latin.split(|c: char| !c.is_ascii_alphanumeric());
    words.filter(|word| !word.is_empty()).take(WORDS).map(str::to_owned).collect()
}

/// The keys by which names are brought together: two names are compared if they share one.
///
/// These are every two words by their consonants, in any order; all consonants, for words that are joined; the last word with
/// the first letter. A name of one word has that word only.
pub(super) fn blocking(words: &[String]) -> Vec<Key> {
    let kept = || words.iter().filter(|word| !is_empty(word));
    let skeletons: Vec<String> = kept().map(|word| skeleton(word)).collect();
    let hash = |parts: &[&str]| parts.iter().fold(Fnv::NEW, |hash, part| hash.with(part.as_bytes()).with(b"|")).get();
    let mut keys = Vec::new();
    match &skeletons[..] {
        [] => return keys,
        [one] => keys.extend((one.len() > 1).then(|| hash(&["1", one]))),
        [.., last] => {
            for (i, a) in skeletons.iter().enumerate() {
                for b in skeletons[i + 1..].iter().filter(|b| a.len() + b.len() > 1) {
                    keys.push(if a <= b { hash(&["2", a, b]) } else { hash(&["2", b, a]) });
                }
            }
            let first = kept().next().map_or("", |word| &word[..1]);
            keys.extend((last.len() > 1).then(|| hash(&["3", last, &skeleton(first)])));
        }
    }
    let all = skeletons.concat();
    keys.extend((all.len() > 2).then(|| hash(&["4", &all])));
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The consonants of a word in lower-case ASCII, those that romanizations take for each other as one.
pub(super) fn skeleton(word: &str) -> String {
    let mut skeleton = String::with_capacity(word.len());
    let bytes = word.as_bytes();
    let (mut at, mut after_vowel) = (0, false);
    while at < bytes.len() {
        let next = bytes.get(at + 1).copied().unwrap_or(0);
        let (sound, length) = match (bytes[at], next) {
            (b's' | b'c', b'h') => (Some('S'), 2),
            (b'p', b'h') => (Some('f'), 2),
            (b'z', b'h') | (b'd', b'j') => (Some('j'), 2),
            (b'k' | b'g' | b't' | b'd', b'h') | (b'c' | b'g' | b'k' | b'q', _) => {
                let sound = if matches!(bytes[at], b't' | b'd') { 't' } else { 'k' };
                (Some(sound), if next == b'h' { 2 } else { 1 })
            }
            (b't', b's' | b'z') => (Some('s'), 2),
            (b't' | b'd', _) => (Some('t'), 1),
            (b's' | b'z' | b'x', _) => (Some('s'), 1),
            (b'b' | b'p', _) => (Some('b'), 1),
            (b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'h' | b'w' | b'v', _) => (None, 1),
            (other, _) => (Some(char::from(other)), 1),
        };
        if let Some(sound) = sound.filter(|&sound| after_vowel || !skeleton.ends_with(sound)) {
            skeleton.push(sound);
        }
        after_vowel = matches!(bytes[at], b'a' | b'e' | b'i' | b'o' | b'u') || after_vowel && bytes[at] == b'h';
        at += length;
    }
    skeleton
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_can_be_one_share_a_key_and_others_do_not() {
        for (a, b, shared) in [
            ("Parwaiz Iqbal", "Pervez Iqbal", true),
            ("Fereydoun Adamiyat", "Feridun Adamiyat", true),
            ("Hamid Reza Modaghegh", "Hamidreza Modaqeq", true),
            ("Nikita Khrushchev", "Khrushchev, Nikita", true),
            ("\u{41D}\u{438}\u{43A}\u{43E}\u{43B}\u{430} \u{422}\u{435}\u{441}\u{43B}\u{430}", "Nikola Tesla", true),
            ("Ahmad Karimi", "Ahmad Noori", false),
            ("Ahmad Karimi", "Mahmud Karimi", false),
        ] {
            let [x, y] = [a, b].map(|name| blocking(&words(name)));
            assert_eq!(x.iter().any(|key| y.contains(key)), shared, "{a} {b}");
        }
    }

    #[test]
    fn what_differs_between_pages_is_not_in_the_key_of_a_line() {
        assert_eq!(of_line("The Harbour Times, page 12"), of_line("The Harbour Times \u{2013} page 7"));
        assert_ne!(of_line("The Harbour Times"), of_line("The Harbour Post"));
        assert_eq!(of_line("12 - 7"), None);
    }
}
