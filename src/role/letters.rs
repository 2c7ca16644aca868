//! ASCII letters, eight at a time.

/// ASCII letters that stand together, at most eight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letters {
    /// In lower case, the first one lowest, and what stands behind them changed in some way.
    pub lower: u64,
    /// How many they are.
    pub count: usize,
    /// How many are in upper case.
    pub upper: usize,
}

const HIGH: u64 = 0x8080_8080_8080_8080;

/// The letters at `at`; eight say nothing of what stands behind them.
#[inline(always)]
pub(super) fn letters_at(bytes: &[u8], at: usize) -> Letters {
    let rest = bytes.get(at..).unwrap_or_default();
    let eight = match rest.first_chunk::<8>() {
        Some(eight) => *eight,
        None => {
            let mut eight = [0; 8];
            eight.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
            eight
        }
    };
    let bytes = u64::from_le_bytes(eight);
    let lower = bytes | 0x2020_2020_2020_2020;
    let seven = lower & !HIGH;
    // The highest bit of each byte: not below `a`, above `z`, not ASCII.
    let (from_a, above_z) = (seven + 0x1F1F_1F1F_1F1F_1F1F, seven + 0x0505_0505_0505_0505);
    let letters = from_a & !above_z & !lower & HIGH;
    let others = !letters & HIGH;
    // The bits below the first that is none.
    let first = others & others.wrapping_neg();
    let run = letters & first.wrapping_sub(1);
    let upper = run & !(bytes << 2);
    let count = if others == 0 { 8 } else { others.trailing_zeros() as usize / 8 };
    // The bits of all bytes come together in the highest.
    let upper = ((upper >> 7).wrapping_mul(0x0101_0101_0101_0101) >> 56) as usize;
    Letters { lower, count, upper }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn letters_are_those_of_ascii(text in "[a-cX-Z@\\[`{ \u{E9}\u{4E00}\0]{0,12}|[a-zA-Z]{0,12}", at in 0..12_usize) {
            let bytes = text.as_bytes();
            let found = letters_at(bytes, at);
            let run: Vec<u8> = bytes.iter().copied().skip(at).take(8).take_while(u8::is_ascii_alphabetic).collect();
            prop_assert_eq!(found.count, run.len());
            prop_assert_eq!(&found.lower.to_le_bytes()[..run.len()], run.to_ascii_lowercase());
            prop_assert_eq!(found.upper, run.iter().filter(|byte| byte.is_ascii_uppercase()).count());
        }
    }
}
