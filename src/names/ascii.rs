//! A word of ASCII letters and digits, as the vocabulary and the look of names have it.

use super::vocabulary::Key;
use crate::ascii::{Run, low_bytes};

/// Letters and digits of ASCII one behind the other.
pub(super) struct Ascii {
    /// Bytes.
    pub length: usize,
    /// That of the word in lower case.
    pub key: Key,
    /// That of the word without its last letter, if this is an s and the word has five letters or more.
    pub singular: Option<Key>,
    /// A letter behind the first byte is lower case.
    pub small: bool,
}

/// The letters and digits at `at`.
#[inline(always)]
pub(super) fn word(bytes: &[u8], at: usize) -> Ascii {
    let first = Run::of_letters_and_digits(bytes, at);
    let mut small = first.small & !0xFF != 0;
    if first.length < 8 {
        let ends_in_s = first.length > 4 && first.lower >> (8 * (first.length - 1)) == u64::from(b's');
        let singular = ends_in_s.then(|| Key::short(low_bytes(first.lower, first.length - 1)));
        return Ascii { length: first.length, key: Key::short(first.lower), singular, small };
    }
    let (mut length, mut key, mut before, mut last) = (8, Key::short(first.lower), None, first.lower);
    loop {
        let next = Run::of_letters_and_digits(bytes, at + length);
        if next.length == 0 {
            break;
        }
        if length == 8 {
            key = Key::long(first.lower);
        }
        (before, last) = (Some(key), next.lower);
        key = key.and(next.lower);
        length += next.length;
        small |= next.small != 0;
        if next.length < 8 {
            break;
        }
    }
    let in_last = (length - 1) % 8;
    let singular = (last >> (8 * in_last) == u64::from(b's')).then(|| match before {
        // Of nine bytes, eight are left.
        Some(_) if length == 9 => Key::short(first.lower),
        Some(before) if in_last == 0 => before,
        Some(before) => before.and(low_bytes(last, in_last)),
        None => Key::short(low_bytes(last, in_last)),
    });
    Ascii { length, key, singular, small }
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    proptest! {
        #[test]
        fn words_are_those_of_a_look_at_each_byte(text in "[a-zA-Z0-9 .@\\[`{/:s\u{E9}\u{0}-\u{7F}]{0,40}|[a-zS]{0,40}s{0,2}", at in 0usize..4) {
            let bytes = text.as_bytes();
            let at = at.min(bytes.len());
            let length = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
            let lower = bytes[at..at + length].to_ascii_lowercase();
            let found = word(bytes, at);
            prop_assert_eq!(found.length, length);
            prop_assert_eq!(found.key, Key::of(&lower));
            prop_assert_eq!(found.small, bytes[at..at + length].iter().skip(1).any(u8::is_ascii_lowercase));
            let singular = lower.strip_suffix(b"s").filter(|_| length > 4).map(Key::of);
            prop_assert_eq!(found.singular, singular);
        }
    }
}
