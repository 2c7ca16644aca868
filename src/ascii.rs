//! Bytes read eight at a time: those at a place of a text, and the letters of ASCII, or letters and digits, that stand there.

/// Letters, or letters and digits, one behind the other: at most eight, and eight say nothing of what stands behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// Bytes.
    pub length: usize,
    /// In lower case, the first the lowest byte; nothing behind them.
    pub lower: u64,
    /// The high bit of each byte that is a lower-case letter, and of each that is a capital.
    pub small: u64,
    capital: u64,
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;

impl Run {
    /// The letters at `at`.
    #[inline(always)]
    pub(crate) fn of_letters(bytes: &[u8], at: usize) -> Run {
        Run::read::<false>(bytes, at)
    }

    /// The letters and digits at `at`.
    #[inline(always)]
    pub(crate) fn of_letters_and_digits(bytes: &[u8], at: usize) -> Run {
        Run::read::<true>(bytes, at)
    }

    #[inline(always)]
    fn read<const DIGITS: bool>(bytes: &[u8], at: usize) -> Run {
        let eight = eight_bytes(bytes, at);
        let plain = eight & !HIGH;
        let lower = plain | (0x20 * ONES);
        let letters = between(lower, b'a', b'z');
        let part = if DIGITS { letters | between(plain, b'0', b'9') } else { letters } & !eight & HIGH;
        let length = ((!part & HIGH).trailing_zeros() / 8) as usize;
        // The bit that tells the case, where the high bit is.
        let (letters, small) = (low_bytes(letters & HIGH, length), eight << 2);
        Run { length, lower: low_bytes(lower, length), small: letters & small, capital: letters & !small }
    }

    /// How many are capitals.
    #[inline(always)]
    pub(crate) fn capitals(self) -> usize {
        // The bits of all bytes come together in the highest.
        ((self.capital >> 7).wrapping_mul(ONES) >> 56) as usize
    }
}

/// Where the first byte above ASCII is, not before `at`; the length if there is none.
#[inline]
pub(crate) fn next_high(bytes: &[u8], mut at: usize) -> usize {
    while at < bytes.len() {
        let high = eight_bytes(bytes, at) & HIGH;
        if high != 0 {
            return at + (high.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    bytes.len()
}

/// The eight bytes at `at`, the first the lowest; zeros behind the end.
#[inline(always)]
pub(crate) fn eight_bytes(bytes: &[u8], at: usize) -> u64 {
    let rest = bytes.get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => rest.iter().rev().fold(0, |all, &byte| all << 8 | u64::from(byte)),
    }
}

/// The high bit of each byte that is in a range; bytes are below 0x80, the other bits mean nothing.
#[inline(always)]
fn between(bytes: u64, low: u8, high: u8) -> u64 {
    (bytes + u64::from(0x80 - low) * ONES) & !(bytes + u64::from(0x7F - high) * ONES)
}

/// The lowest so many bytes of a number.
#[inline(always)]
pub(crate) fn low_bytes(number: u64, count: usize) -> u64 {
    if count < 8 { number & !(u64::MAX << (8 * count)) } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slowly(bytes: &[u8], at: usize, is_part: fn(&u8) -> bool) -> Run {
        let run: Vec<u8> = bytes.iter().copied().skip(at).take(8).take_while(is_part).collect();
        let bits = |is: fn(&u8) -> bool| (0..run.len()).filter(|&i| is(&run[i])).map(|i| 0x80 << (8 * i)).sum();
        Run {
            length: run.len(),
            lower: run.iter().rev().fold(0, |all, byte| all << 8 | u64::from(byte.to_ascii_lowercase() | 0x20)),
            small: bits(u8::is_ascii_lowercase),
            capital: bits(u8::is_ascii_uppercase),
        }
    }

    proptest! {
        #[test]
        fn the_next_high_byte_is_the_first(text in "[a-c \u{E9}\u{4E00}]{0,30}|[a-z]{0,30}", at in 0..40_usize) {
            let bytes = text.as_bytes();
            let first = (at..bytes.len()).find(|&at| bytes[at] >= 0x80);
            prop_assert_eq!(next_high(bytes, at), first.unwrap_or(bytes.len()));
        }

        #[test]
        fn runs_are_those_of_a_look_at_each_byte(text in "[a-cX-Z0-9@\\[`{/: \u{E9}\u{4E00}\0]{0,12}|[a-zA-Z0-9]{0,12}", at in 0..12_usize) {
            let bytes = text.as_bytes();
            let letters = Run::of_letters(bytes, at);
            prop_assert_eq!(letters, slowly(bytes, at, u8::is_ascii_alphabetic));
            prop_assert_eq!(letters.capitals(), letters.capital.count_ones() as usize);
            prop_assert_eq!(Run::of_letters_and_digits(bytes, at), slowly(bytes, at, u8::is_ascii_alphanumeric));
        }
    }
}
