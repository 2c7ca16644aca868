//! A word of ASCII letters and digits, read eight bytes at a time.

use super::vocabulary::Key;

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

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The letters and digits at `at`.
#[inline(always)]
pub(super) fn word(bytes: &[u8], at: usize) -> Ascii {
    let first = Chunk::read(bytes, at);
    let mut small = first.small & !0xFF != 0;
    if first.length < 8 {
        let ends_in_s = first.length > 4 && first.lower >> (8 * (first.length - 1)) == u64::from(b's');
        let singular = ends_in_s.then(|| Key::short(low_bytes(first.lower, first.length - 1)));
        return Ascii { length: first.length, key: Key::short(first.lower), singular, small };
    }
    let (mut length, mut key, mut before, mut last) = (8, Key::short(first.lower), None, first.lower);
    loop {
        let next = Chunk::read(bytes, at + length);
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

/// Up to eight letters and digits.
struct Chunk {
    length: usize,
    /// In lower case, the first the least byte; nothing behind them.
    lower: u64,
    /// The high bit of each byte that is a lower-case letter.
    small: u64,
}

impl Chunk {
    #[inline(always)]
    fn read(bytes: &[u8], at: usize) -> Chunk {
        let chunk = match bytes.get(at..).and_then(|rest| rest.first_chunk()) {
            Some(chunk) => u64::from_le_bytes(*chunk),
            None => bytes.get(at..).unwrap_or_default().iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte)),
        };
        let plain = chunk & !HIGH;
        let lower = plain | (0x20 * ONES);
        let letters = between(lower, b'a', b'z');
        let part = (letters | between(plain, b'0', b'9')) & !chunk & HIGH;
        let length = ((!part & HIGH).trailing_zeros() / 8) as usize;
        Chunk { length, lower: low_bytes(lower, length), small: low_bytes(letters & (chunk << 2) & HIGH, length) }
    }
}

/// The high bit of each byte that is in a range; bytes are below 0x80, the other bits mean nothing.
#[inline(always)]
fn between(bytes: u64, low: u8, high: u8) -> u64 {
    (bytes + u64::from(0x80 - low) * ONES) & !(bytes + u64::from(0x7F - high) * ONES)
}

/// The lowest so many bytes of a number.
#[inline(always)]
fn low_bytes(number: u64, count: usize) -> u64 {
    if count < 8 { number & !(u64::MAX << (8 * count)) } else { number }
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
