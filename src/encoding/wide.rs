//! UTF-16 and UTF-32: whole documents, told by their mark or by what they cost to read as such, and parts of documents that are
//! otherwise in encodings of bytes.
//!
//! Text in an encoding that leaves ASCII as it is has no control bytes; text in UTF-16 has (a high byte of 00 to 1F for every
//! alphabet of Europe, Asia and Africa, a low one in every tenth ideograph). So only what has control bytes is weighed, or what has in every other
//! byte nothing but the high bytes of East Asian characters.

use std::ops::Range;
use std::sync::LazyLock;

use super::cost::Cost;
use super::model::{COMMON, Model, NAT, NEVER, NONE, WIDE};
use super::{Encoding, legacy, page};

/// A document in UTF-16 or UTF-32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wide {
    /// UTF-16LE, UTF-16BE, UTF-32LE or UTF-32BE.
    pub encoding: Encoding,
    /// Bytes of the byte order mark, 0 if there is none.
    pub mark: usize,
}

/// Bytes of a document that are weighed.
const SAMPLE: usize = 1024;
/// Bytes of a part in UTF-16, at least.
const SHORTEST: usize = 8;
/// What UTF-16 without a mark costs more, as encodings have priors.
const PRIOR: u32 = 2 * NAT;
/// What a change between bytes and UTF-16 inside a document costs.
const CHANGE: u32 = 12 * NAT;

/// Whether a document is in UTF-16 or UTF-32 as a whole.
pub(crate) fn sniff(bytes: &[u8]) -> Option<Wide> {
    let marks: [(&[u8], Encoding); 4] = [
        (b"\xFF\xFE\0\0", Encoding::UTF_32LE),
        (b"\0\0\xFE\xFF", Encoding::UTF_32BE),
        (b"\xFF\xFE", Encoding::UTF_16LE),
        (b"\xFE\xFF", Encoding::UTF_16BE),
    ];
    for (mark, encoding) in marks {
        // The mark of UTF-32LE is also that of UTF-16LE before a NUL: what follows must be UTF-32.
        if bytes.starts_with(mark)
            && (mark.len() == 2 || is_utf32(&bytes[mark.len()..], encoding == Encoding::UTF_32BE))
        {
            return Some(Wide { encoding, mark: mark.len() });
        }
    }
    let wide = |encoding| Some(Wide { encoding, mark: 0 });
    let controls = has_controls(&bytes[..bytes.len().min(SAMPLE)]);
    if bytes.len() < 4 || !controls && !has_high_halves(bytes) {
        return None;
    }
    if bytes.len() >= 8
        && let Some(encoding) = [(Encoding::UTF_32LE, false), (Encoding::UTF_32BE, true)]
            .into_iter()
            .find(|&(_, big)| is_utf32(&bytes[..bytes.len().min(4 * SAMPLE)], big))
            .map(|(encoding, _)| encoding)
    {
        return wide(encoding);
    }
    let found = of_paragraph(bytes)?;
    // All of it, not the beginning alone.
    if mixed(bytes).is_some() { None } else { wide(found) }
}

/// Where a document that is not in one of them as a whole is in UTF-16, and where in encodings of bytes.
pub(crate) fn mixed(bytes: &[u8]) -> Option<Vec<(Range<usize>, Option<Encoding>)>> {
    let parts = parts(bytes)?;
    let words = |part: &(Range<usize>, Option<Encoding>)| part.1.is_none() || part.0.len() >= SHORTEST;
    (parts.len() > 1 && parts.iter().all(words)).then_some(parts)
}

/// Control bytes that text does not hold; ESC, SO and SI are part of ISO-2022.
fn is_control(byte: u8) -> bool {
    (byte < 0x20) & !matches!(byte, 0x09..=0x0F) & (byte != 0x1B)
}

/// Whether there are control bytes; at the speed of memory.
pub(super) fn has_controls(bytes: &[u8]) -> bool {
    // Without a branch inside a chunk, so that it becomes wide comparisons.
    bytes.chunks(4096).any(|chunk| chunk.iter().fold(false, |any, &byte| any | is_control(byte)))
}

/// Whether the bytes at the even or the odd places are all high bytes of East Asian characters, and those between them are not as in
/// encodings of two bytes.
fn has_high_halves(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let high = |byte: &u8| matches!(byte, 0x30 | 0x4E..=0x9F | 0xAC..=0xD7 | 0xFF | 0x20 | 0x00);
    [0, 1].into_iter().any(|parity| {
        let half = |parity: usize| sample.iter().skip(parity).step_by(2);
        // Kana have 30; of the low bytes of other characters one in four is of no second byte.
        half(parity).all(high)
            && (half(1 - parity).any(|&byte| byte < 0x40)
                || half(parity).filter(|byte| **byte == 0x30).count() * 6 > sample.len())
    }) && !sample.is_ascii()
        && simdutf8::basic::from_utf8(sample).is_err()
}

/// Whether every unit is a code point, and none of the first is a control.
fn is_utf32(bytes: &[u8], big: bool) -> bool {
    bytes.chunks_exact(4).enumerate().all(|(i, unit)| {
        let unit = [unit[0], unit[1], unit[2], unit[3]];
        let unit = if big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
        char::from_u32(unit).is_some_and(|c| i > 0 || c != '\0')
    })
}

fn unit_of(pair: &[u8], big: bool) -> u16 {
    let pair = [pair[0], pair[1]];
    if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
}

/// What the beginning of some bytes costs in UTF-16.
fn cost_of_utf16(bytes: &[u8], big: bool) -> u32 {
    let mut sample = &bytes[..bytes.len().min(SAMPLE)];
    if sample.len() < bytes.len() && unit_of(&sample[sample.len() - 2..], big) & 0xFC00 == 0xD800 {
        sample = &sample[..sample.len() - 2];
    }
    let mut cost = Cost::new();
    let units = sample.chunks_exact(2).map(|pair| unit_of(pair, big));
    cost.extend(char::decode_utf16(units).map(|c| c.unwrap_or('\u{FFFF}')));
    if sample.len() % 2 == 1 {
        cost.push('\u{FFFF}');
    }
    cost.push(' ');
    cost.total()
}

/// UTF-16 with the byte order in which some bytes are cheaper than in any encoding of bytes.
pub(super) fn of_paragraph(bytes: &[u8]) -> Option<Encoding> {
    if bytes.len() < 4 {
        return None;
    }
    let (little, big) = (cost_of_utf16(bytes, false), cost_of_utf16(bytes, true));
    let (encoding, cost) = if little <= big { (Encoding::UTF_16LE, little) } else { (Encoding::UTF_16BE, big) };
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    (cost + PRIOR < controls_alone(sample) || cost + PRIOR < cost_in_bytes(sample)).then_some(encoding)
}

/// What control bytes alone cost at least in every encoding of bytes.
fn controls_alone(bytes: &[u8]) -> u32 {
    static TRUE: LazyLock<u32> = LazyLock::new(page::true_controls);
    // EBCDIC has a tab and a line end among them.
    if !bytes.iter().any(|&byte| is_control(byte) && !matches!(byte, 0x05 | 0x15)) {
        return 0;
    }
    let is_true = |byte: &&u8| is_control(**byte) && *TRUE >> **byte & 1 != 0;
    bytes.iter().filter(is_true).count() as u32 * NEVER
}

/// What some bytes cost in the encoding of bytes that they are cheapest in.
fn cost_in_bytes(sample: &[u8]) -> u32 {
    let utf8 = std::str::from_utf8(sample).map_or_else(|error| error.error_len().is_none(), |_| true);
    if utf8 {
        legacy::cost_of_damaged_utf8(sample)
    } else {
        legacy::readings(sample).first().map_or(0, |reading| reading.cost)
    }
}

/// Where a document with control bytes is in UTF-16, and where not; `None` for other documents.
///
/// The cheapest path over the bytes: in each of the two byte orders, from even and from odd places, or byte by byte, with
/// changes where lines end.
fn parts(bytes: &[u8]) -> Option<Vec<(Range<usize>, Option<Encoding>)>> {
    if !has_controls(bytes) {
        return None;
    }
    let model = Model::get();
    // Byte by byte, and UTF-16 by order and parity.
    let mut bytewise = Path { cost: 0, last: 0, changes: None };
    let mut wide: [Path; 4] = std::array::from_fn(|_| Path { cost: u32::MAX / 2, last: 0x20, changes: None });
    let mut changes: Vec<(usize, u8, Option<usize>)> = Vec::new();
    // What a change leads from, for every path that is still going.
    for at in 0..=bytes.len() {
        let line_end = |byte: Option<&u8>| matches!(byte, None | Some(0x0A | 0x0D));
        // Not with the line end itself, which would be half of a unit in the other byte order.
        let begins = (at == 0 || line_end(bytes.get(at - 1))) && !line_end(bytes.get(at));
        for path in wide.iter().skip(at % 2 * 2).take(2) {
            // To bytes where a line ends, or behind a unit that ends one.
            if (line_end(bytes.get(at)) || matches!(path.last, 0x0A | 0x0D)) && path.cost + CHANGE < bytewise.cost {
                changes.push((at, 0, path.changes));
                bytewise = Path { cost: path.cost + CHANGE, last: 0, changes: Some(changes.len() - 1) };
            }
        }
        for (i, path) in wide.iter_mut().enumerate().skip(at % 2 * 2).take(2) {
            let change = if at == 0 { 0 } else { CHANGE };
            if begins && bytewise.cost + change < path.cost {
                changes.push((at, 1 + (i % 2) as u8, bytewise.changes));
                *path = Path { cost: bytewise.cost + change, last: 0x20, changes: Some(changes.len() - 1) };
            }
        }
        let Some(&byte) = bytes.get(at) else { break };
        bytewise.cost += match byte {
            _ if is_control(byte) => 240,
            0x80.. => 64,
            _ => 45,
        };
        for (i, path) in wide.iter_mut().enumerate().filter(|(i, _)| at % 2 == i / 2) {
            match bytes.get(at..at + 2) {
                Some(pair) => {
                    let unit = unit_of(pair, i % 2 == 1);
                    path.cost += cost_of_unit(model, path.last, unit);
                    path.last = unit;
                }
                None => path.cost += 240,
            }
        }
        // So that nothing overflows.
        if bytewise.cost > 1 << 24 {
            let least = wide.iter().map(|path| path.cost).min().unwrap_or(0).min(bytewise.cost);
            for path in wide.iter_mut().chain([&mut bytewise]).filter(|_| least > 1 << 24) {
                path.cost = (path.cost - least).min(u32::MAX / 4);
            }
        }
    }
    let parity = bytes.len() % 2;
    let ends = wide.iter().enumerate().filter(|(i, _)| i / 2 == parity).map(|(_, path)| path).chain([&bytewise]);
    let best = ends.min_by_key(|path| path.cost)?;
    let (mut parts, mut end, mut next) = (Vec::new(), bytes.len(), best.changes);
    while let Some((start, kind, before)) = next.and_then(|i| changes.get(i)).copied() {
        let encoding = [None, Some(Encoding::UTF_16LE), Some(Encoding::UTF_16BE)][usize::from(kind)];
        if start < end {
            parts.push((start..end, encoding));
        }
        (end, next) = (start, before);
    }
    if end > 0 {
        parts.push((0..end, None));
    }
    parts.reverse();
    Some(parts)
}

/// One way to read a document up to some place.
struct Path {
    cost: u32,
    /// The last unit.
    last: u16,
    /// The last change, in the list of them.
    changes: Option<usize>,
}

/// What a unit of UTF-16 costs behind another, roughly.
fn cost_of_unit(model: &Model, last: u16, unit: u16) -> u32 {
    let Some(c) = char::from_u32(u32::from(unit)) else {
        let pair = last & 0xFC00 == 0xD800 && unit & 0xFC00 == 0xDC00;
        return if pair { 20 } else { 140 };
    };
    let fold = model.folds.of(c);
    let before = char::from_u32(u32::from(last)).map_or(NONE, |c| model.folds.of(c).group);
    // A high surrogate without its other half.
    let broken = if last & 0xFC00 == 0xD800 { 140 } else { 0 };
    broken
        + match fold.group {
            NONE => 250,
            COMMON if fold.ascii => 45,
            COMMON => 110,
            WIDE => {
                let least = model.single(c).iter().copied().min().unwrap_or(255);
                u32::from(least) + if before == WIDE || before == COMMON { 0 } else { 60 }
            }
            group => 48 + if fold.ascii { 0 } else { 10 } + if before == group || before == COMMON { 0 } else { 60 },
        }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn controls_cost_so_much_in_all_encodings(
            bytes in prop_oneof![
                "[a-zA-Z \u{0}-\u{1F}]{4,40}".prop_map(String::into_bytes),
                "[\u{410}-\u{44F} a-z]{2,20}".prop_map(|text| text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
                prop::collection::vec(prop_oneof![0x40..0xFFu8, Just(0x05), Just(0x15), Just(0x40), Just(0x00), 0..0x20u8], 4..40),
            ],
        ) {
            prop_assert!(controls_alone(&bytes) <= cost_in_bytes(&bytes));
        }
    }
}
