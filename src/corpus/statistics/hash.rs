//! A hash that is the same on every machine and in every version: what is chosen by it is chosen again.

use crate::fnv::Fnv;

/// The hash of some bytes: FNV-1a, and its bits mixed.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    mixed(Fnv::NEW.with(bytes).get())
}

/// The hash of something with another thing that has one.
pub(super) fn with(hash: u64, bytes: &[u8]) -> u64 {
    mixed(hash ^ self::hash(bytes).rotate_left(17))
}

/// The finalizer of SplitMix64: every bit of the result depends on every bit of `x`.
fn mixed(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The start of a text, at most `bytes` of it, cut before a character.
pub(super) fn start(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The end of a text, at most `bytes` of it, cut before a character.
pub(super) fn end(text: &str, bytes: usize) -> &str {
    let mut start = text.len() - bytes.min(text.len());
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_never_changes() {
        assert_eq!(
            [hash(b""), hash(b"a"), hash(b"articles/000.txt")],
            [0xF52A_15E9_A9B5_E89B, 0x02C0_BDBF_4814_20F8, 0xEA2F_6AA2_0CC2_9957]
        );
    }

    #[test]
    fn cuts_keep_characters_whole() {
        assert_eq!((start("a\u{E9}b", 2), end("a\u{E9}b", 2)), ("a", "b"));
        assert_eq!((start("ab", 9), end("ab", 9)), ("ab", "ab"));
    }
}
