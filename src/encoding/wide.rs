//! UTF-16 and UTF-32 documents: told by their byte order mark, or by what their bytes would cost to read as such.
//!
//! Text in an encoding that leaves ASCII as it is has no control bytes; text in UTF-16 always has (a high byte of 00 to 1F for
//! every alphabet of Europe, Asia and Africa, a low one in every tenth ideograph). So only documents with control bytes are weighed.

use super::Encoding;

/// A document in UTF-16 or UTF-32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wide {
    /// UTF-16LE, UTF-16BE, UTF-32LE or UTF-32BE.
    pub encoding: Encoding,
    /// Bytes of the byte order mark, 0 if there is none.
    pub mark: usize,
}

/// Bytes at the beginning that decide.
const SAMPLE: usize = 1 << 16;

/// Units that are weighed.
const UNITS: usize = 4096;

/// Whether a document is in UTF-16 or UTF-32.
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
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let controls = sample.iter().filter(|&&b| is_control(b)).count();
    // ASCII and UTF-8 with a stray NUL stay what they are; in Latin or Cyrillic UTF-16 half of the bytes are controls.
    if controls == 0 || bytes.len() < 4 || (is_utf8(sample) && controls * 4 < sample.len()) {
        return None;
    }
    if let Some(encoding) = [(Encoding::UTF_32LE, false), (Encoding::UTF_32BE, true)]
        .into_iter()
        .find(|&(_, big)| sample.len() >= 8 && is_utf32(sample, big))
        .map(|(encoding, _)| encoding)
    {
        return Some(Wide { encoding, mark: 0 });
    }
    let sample = &sample[..sample.len().min(2 * UNITS)];
    let little = cost_of_utf16(sample, u16::from_le_bytes);
    let big = cost_of_utf16(sample, u16::from_be_bytes);
    let (encoding, cost) = if little <= big { (Encoding::UTF_16LE, little) } else { (Encoding::UTF_16BE, big) };
    (cost < cost_of_bytes(sample)).then_some(Wide { encoding, mark: 0 })
}

/// Control bytes that text does not hold; ESC is part of ISO-2022.
fn is_control(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, 0x09..=0x0D | 0x1B)
}

/// Whether it is UTF-8, perhaps cut inside a character.
fn is_utf8(sample: &[u8]) -> bool {
    std::str::from_utf8(sample).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// Whether every unit is a code point, and none of the first is a control.
fn is_utf32(bytes: &[u8], big: bool) -> bool {
    bytes.chunks_exact(4).enumerate().all(|(i, unit)| {
        let unit = [unit[0], unit[1], unit[2], unit[3]];
        let unit = if big { u32::from_be_bytes(unit) } else { u32::from_le_bytes(unit) };
        char::from_u32(unit).is_some_and(|c| i > 0 || c != '\0')
    })
}

/// Quarter nats, roughly: what the bytes cost in an encoding that leaves ASCII as it is.
fn cost_of_bytes(sample: &[u8]) -> u32 {
    let utf8 = is_utf8(sample);
    sample
        .iter()
        .map(|&byte| match byte {
            _ if is_control(byte) => 48,
            0x80.. if utf8 => 6,
            0x80.. => 10,
            _ => 5,
        })
        .sum()
}

fn cost_of_utf16(sample: &[u8], unit_of: fn([u8; 2]) -> u16) -> u32 {
    let (mut cost, mut before, mut high) = (0, 0u16, false);
    for unit in sample.chunks_exact(2).map(|pair| unit_of([pair[0], pair[1]])) {
        let same_page = unit >> 7 == before >> 7;
        let east_asian = |unit| matches!(unit, 0x3000..=0x30FF | 0x4E00..=0x9FFF | 0xAC00..=0xD7A3 | 0xFF00..=0xFFEF);
        let low = (0xDC00..0xE000).contains(&unit);
        if high != low {
            cost += 60;
        }
        high = (0xD800..0xDC00).contains(&unit);
        cost += match unit {
            0x20..=0x7E | 0x09 | 0x0A | 0x0D => 5,
            0xA0..=0x17F => 12,
            0x0..=0x9F | 0xFFFE.. => 60,
            0x3000..=0x30FF => 14,
            0x180..=0x6FF | 0x900..=0xDFF | 0xE00..=0x10FF | 0x1E00..=0x1FFF => 10 + if same_page { 0 } else { 16 },
            0x2000..=0x206F | 0x20A0..=0x22FF => 24,
            0x4E00..=0x9FFF | 0xAC00..=0xD7A3 | 0xFF00..=0xFFEF => 17 + if east_asian(before) { 0 } else { 8 },
            0xD800..=0xDFFF => 16,
            0x700..=0x8FF | 0x1100..=0x1DFF | 0x3100..=0x4DFF => 26 + if same_page { 0 } else { 16 },
            _ => 44,
        };
        if !matches!(unit, 0x20..=0x40) {
            before = unit;
        }
    }
    cost
}
