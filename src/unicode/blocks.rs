//! Which bytes of a text have to be looked at, a block at a time. Not what is to be done about them.
//!
//! The loops are written so that the compiler makes vector instructions of them, on any machine.

/// Bytes that are looked at together.
pub(super) const BLOCK: usize = 64;
/// What the longest character adds to a block in the end.
pub(super) const OVERHANG: usize = 3;
/// A block and what follows it.
pub(super) type Window = [u8; BLOCK + OVERHANG];

/// The window at `at`, which in the end is copied and filled up with blanks.
#[inline(always)]
pub(super) fn window<'a>(bytes: &'a [u8], at: usize, copy: &'a mut Window) -> &'a Window {
    if let Some(window) = bytes.get(at..at + BLOCK + OVERHANG).and_then(|window| window.try_into().ok()) {
        return window;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    let rest = &rest[..rest.len().min(BLOCK + OVERHANG)];
    copy[..rest.len()].copy_from_slice(rest);
    copy[rest.len()..].fill(b' ');
    copy
}

/// Sets of bytes are given as limits: in the set is what lies, as a signed number, above an odd number of them.
#[cfg(test)]
pub(super) fn contains(limits: &[u8], byte: u8) -> bool {
    limits.iter().filter(|limit| byte.cast_signed() > limit.cast_signed()).count() % 2 == 1
}

/// Those of the limits that matter for ASCII.
pub(super) fn in_ascii(limits: &[u8]) -> &[u8] {
    let below = limits.iter().take_while(|limit| limit.cast_signed() < -1).count();
    // Below an odd number of them, ASCII would begin inside of the set.
    &limits[below - below % 2..]
}

/// The limits of the set of bytes that `is_in` tells.
pub(super) fn limits(is_in: impl Fn(u8) -> bool) -> Vec<u8> {
    let order = (0x80..=0xFF).chain(0..=0x7F_u8);
    let mut inside = false;
    let mut limits = Vec::new();
    for byte in order {
        if is_in(byte) != inside {
            // Nothing lies below the first byte of all, so the set has to leave it out; it leads no character.
            limits.push(byte.wrapping_sub(1));
            inside = !inside;
        }
    }
    limits
}

/// The bytes of the block that lie in the set with these limits, a bit for each. `ascii` are the limits of its part in ASCII.
#[inline(always)]
pub(super) fn in_set(window: &Window, limits: &[u8], ascii: &[u8]) -> u64 {
    let block = window.first_chunk::<BLOCK>().unwrap_or(&[0; BLOCK]);
    // Apart from each other, these loops become vector instructions.
    let limits = if block.iter().fold(0, |all, &byte| all | byte) < 0x80 { ascii } else { limits };
    if limits.is_empty() {
        return 0;
    }
    // Most blocks have nothing between the outermost limits.
    if ascii.is_empty() && block.iter().fold(0, |all, &byte| all | between(byte, limits)) == 0 {
        return 0;
    }
    let mut found = [0; BLOCK];
    for limit in limits {
        for (found, &byte) in found.iter_mut().zip(block) {
            *found ^= u8::from(byte.cast_signed() > limit.cast_signed());
        }
    }
    bits(&found)
}

/// 1 for bytes between the first and the last limit.
#[inline(always)]
fn between(byte: u8, limits: &[u8]) -> u8 {
    let above = |limit: Option<&u8>| limit.is_some_and(|limit| byte.cast_signed() > limit.cast_signed());
    u8::from(above(limits.first())) ^ u8::from(above(limits.last()))
}

/// The bytes of the block that are blanks with a blank behind them, a bit for each.
#[inline(always)]
pub(super) fn double_blanks(window: &Window) -> u64 {
    let mut found = [0; BLOCK];
    for (i, found) in found.iter_mut().enumerate() {
        *found = u8::from(window[i] == b' ') & u8::from(window[i + 1] == b' ');
    }
    bits(&found)
}

/// The bytes of the block at which an ASCII letter and a Greek or Cyrillic one may stand side by side, a bit for each: the letter before.
#[inline(always)]
pub(super) fn borders(window: &Window) -> u64 {
    let block = window.first_chunk::<BLOCK>().unwrap_or(&[0; BLOCK]);
    if block.iter().fold(0, |all, &byte| all | byte) < 0x80 && window[BLOCK] < 0x80 {
        return 0;
    }
    let is_letter = |byte: u8| u8::from((byte | 0x20).wrapping_sub(b'a') < 26);
    let is_lead = |byte: u8| u8::from(byte.wrapping_sub(0xCD) < 8);
    let mut found = [0; BLOCK];
    for (i, found) in found.iter_mut().enumerate() {
        let (first, second, third) = (window[i], window[i + 1], window[i + 2]);
        *found = is_letter(first) & is_lead(second) | is_lead(first) & is_letter(third);
    }
    bits(&found)
}

#[inline(always)]
fn bits(found: &[u8; BLOCK]) -> u64 {
    if found.iter().fold(0, |all, &one| all | one) == 0 {
        return 0;
    }
    let mut bits = 0;
    for (k, eight) in found.as_chunks::<8>().0.iter().enumerate() {
        // The lowest bits of eight bytes come to stand side by side.
        bits |= (u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * k);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sets_and_bits(
            set in prop::collection::btree_set(0x81..=0xFF_u8, 0..9), ascii in prop::collection::btree_set(0..0x80_u8, 0..5), text in prop::collection::vec(prop_oneof![any::<u8>(), 0..0x80_u8, Just(b' ')], 0..140), plain in any::<bool>(), at in 0..70_usize) {
            let text: Vec<u8> = text.into_iter().map(|byte| if plain { byte & 0x7F } else { byte }).collect();
            let is_in = |byte: u8| set.contains(&byte) || ascii.contains(&byte);
            let limits = limits(is_in);
            for byte in 0..=0xFF {
                prop_assert_eq!(contains(&limits, byte), is_in(byte), "{:X} {:X?}", byte, limits);
            }
            let mut copy = [0; BLOCK + OVERHANG];
            let window = window(&text, at, &mut copy);
            let byte = |i: usize| text.get(at + i).copied().unwrap_or(b' ');
            let (found, blanks) = (in_set(window, &limits, in_ascii(&limits)), double_blanks(window));
            for i in 0..BLOCK {
                prop_assert_eq!(found >> i & 1 == 1, is_in(byte(i)), "{}", i);
                prop_assert_eq!(blanks >> i & 1 == 1, byte(i) == b' ' && byte(i + 1) == b' ', "{}", i);
                let (a, b, c) = (byte(i), byte(i + 1), byte(i + 2));
                let is_lead = |byte| (0xCD..0xD5).contains(&byte);
                let border = a.is_ascii_alphabetic() && is_lead(b) || is_lead(a) && c.is_ascii_alphabetic();
                prop_assert_eq!(borders(window) >> i & 1 == 1, border, "{}", i);
            }
        }
    }
}
