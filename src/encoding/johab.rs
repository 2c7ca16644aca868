//! Johab (KS X 1001:1992 annex 3): Hangul syllables put together from three letters in five bits each, Hanja and signs as in EUC-KR.

use encoding_rs::EUC_KR;

/// Code of a letter in five bits → its place among the initials, vowels and finals of Unicode; `None` stands for no letter of
/// the kind, which is filled only in single letters.
const INITIAL: [Option<u8>; 32] = places(&[(2, 20, 0)]);
const VOWEL: [Option<u8>; 32] = places(&[(3, 7, 0), (10, 15, 5), (18, 23, 11), (26, 29, 17)]);
const FINAL: [Option<u8>; 32] = places(&[(1, 17, 0), (19, 29, 17)]);

const fn places(runs: &[(usize, usize, u8)]) -> [Option<u8>; 32] {
    let mut places = [None; 32];
    let mut i = 0;
    while i < runs.len() {
        let (from, to, first) = runs[i];
        let mut at = from;
        while at <= to {
            places[at] = Some(first + (at - from) as u8);
            at += 1;
        }
        i += 1;
    }
    places
}

/// The single letters of U+3131 to U+3163 for initials and finals, in the order of their codes.
const INITIALS: &str = "\u{3131}\u{3132}\u{3134}\u{3137}\u{3138}\u{3139}\u{3141}\u{3142}\u{3143}\u{3145}\u{3146}\u{3147}\u{3148}\u{3149}\u{314A}\u{314B}\u{314C}\u{314D}\u{314E}";
const FINALS: &str = "\u{3131}\u{3132}\u{3133}\u{3134}\u{3135}\u{3136}\u{3137}\u{3139}\u{313A}\u{313B}\u{313C}\u{313D}\u{313E}\u{313F}\u{3140}\u{3141}\u{3142}\u{3144}\u{3145}\u{3146}\u{3147}\u{3148}\u{314A}\u{314B}\u{314C}\u{314D}\u{314E}";

/// The character of two bytes.
fn pair(lead: u8, trail: u8) -> Option<char> {
    match lead {
        0x84..=0xD3 if matches!(trail, 0x41..=0x7E | 0x81..=0xFE) => {
            let code = usize::from(lead) << 8 | usize::from(trail);
            let parts = (code >> 10 & 31, code >> 5 & 31, code & 31);
            let syllable =
                |i: u8, v: u8, f: u8| char::from_u32(0xAC00 + (u32::from(i) * 21 + u32::from(v)) * 28 + u32::from(f));
            match (INITIAL[parts.0], VOWEL[parts.1], FINAL[parts.2]) {
                (Some(i), Some(v), Some(f)) => syllable(i, v, f),
                (Some(i), None, Some(0)) if parts.1 == 2 => INITIALS.chars().nth(usize::from(i)),
                (None, Some(v), Some(0)) if parts.0 == 1 => char::from_u32(0x314F + u32::from(v)),
                (None, None, Some(f)) if parts.0 == 1 && parts.1 == 2 && f > 0 => {
                    FINALS.chars().nth(usize::from(f) - 1)
                }
                _ => None,
            }
        }
        0xD9..=0xDE | 0xE0..=0xF9 if matches!(trail, 0x31..=0x7E | 0x91..=0xFE) => {
            // Two rows of 94 under one lead byte.
            let column = if trail < 0x91 { trail - 0x31 } else { trail - 0x91 + 78 };
            let row = 2 * (lead - if lead < 0xE0 { 0xD9 } else { 0xE0 }) + u8::from(column >= 94);
            let first = if lead < 0xE0 { 0xA1 } else { 0xCA };
            let bytes = [first + row, 0xA1 + column % 94];
            // Single letters and the rows of the user are elsewhere or nowhere.
            let text = EUC_KR.decode_without_bom_handling_and_without_replacement(&bytes)?;
            let mut chars = text.chars();
            let c = chars.next()?;
            (chars.next().is_none() && !matches!(c, '\u{3131}'..='\u{3163}')).then_some(c)
        }
        _ => None,
    }
}

/// The characters of some bytes, each with how many bytes it has; `None` for what has no character.
pub(super) fn characters(bytes: &[u8]) -> impl Iterator<Item = (Option<char>, usize)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let lead = *bytes.get(at)?;
        let (c, len) = if lead < 0x80 {
            (Some(char::from(lead)), 1)
        } else {
            match bytes.get(at + 1).map(|&trail| (trail, pair(lead, trail))) {
                Some((_, Some(c))) => (Some(c), 2),
                // As in other encodings, what is ASCII speaks for itself.
                Some((0x80.., None)) => (None, 2),
                _ => (None, 1),
            }
        };
        at += len;
        Some((c, len))
    })
}

/// Whether bytes with something above ASCII are Johab without error.
pub(super) fn may_be(bytes: &[u8]) -> bool {
    let lead = |byte: &u8| *byte >= 0x80;
    let first = bytes.iter().position(lead).and_then(|at| bytes.get(at..at + 2));
    first.is_some_and(|two| matches!(two, [0x84..=0xD3 | 0xD9..=0xDE | 0xE0..=0xF9, 0x31..=0xFF]))
        && characters(bytes).all(|(c, _)| c.is_some())
}
