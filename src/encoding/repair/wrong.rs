//! The encodings that UTF-8 is misread in, and the bytes that characters are in them.

use std::sync::{LazyLock, OnceLock};

use super::super::codepage;

/// Single-byte encodings, with what a text must gain more to be read again from them (quarter nats).
/// ISO-8859-1 is in windows-1252: C1 controls stand for their bytes in all that leave some undefined.
const PAGES: [(&str, i64); 16] = [
    ("windows-1252", 0),
    ("windows-1251", 2),
    ("windows-1250", 2),
    ("macintosh", 4),
    ("windows-1254", 3),
    ("windows-1253", 4),
    ("windows-1257", 4),
    ("ISO-8859-2", 4),
    ("IBM437", 4),
    ("IBM850", 5),
    ("windows-1256", 10),
    ("KOI8-R", 10),
    ("IBM852", 10),
    ("windows-1255", 10),
    ("windows-1258", 10),
    ("windows-874", 12),
];

/// Double-byte encodings, with the same.
const DOUBLE: [(&encoding_rs::Encoding, i64); 5] = [
    (encoding_rs::GB18030, 4),
    (encoding_rs::SHIFT_JIS, 4),
    (encoding_rs::EUC_JP, 6),
    (encoding_rs::BIG5, 6),
    (encoding_rs::EUC_KR, 6),
];

/// All single-byte encodings, as bits.
pub(super) const ALL_PAGES: u32 = (1 << PAGES.len()) - 1;

/// Characters below this have entries in the tables: those of all single-byte encodings but a few.
pub(super) const TABLE: usize = 0x2600;

/// An encoding that UTF-8 was read in.
pub(super) struct Wrong {
    index: usize,
    /// Its name.
    pub name: &'static str,
    /// What a text must gain more.
    pub prior: i64,
    /// The no-break space is the byte A0, so that a space may stand for one.
    pub loses_spaces: bool,
    characters: Characters,
}

enum Characters {
    /// The byte of each character below `TABLE`, 0 if it has none, and those of the characters above.
    Page(Vec<u8>, Vec<(char, u8)>),
    /// The two or three bytes of characters; made when first asked for.
    Double(&'static encoding_rs::Encoding, OnceLock<Double>),
}

/// The bytes of characters, as numbers.
struct Double {
    /// Those of the basic plane; 0 for a character that has none.
    basic: Vec<u32>,
    /// The others, sorted.
    beyond: Vec<(char, u32)>,
}

static ALL: LazyLock<Vec<Wrong>> = LazyLock::new(|| {
    let pages = PAGES.into_iter().map(|(name, prior)| {
        let characters = page(name);
        let loses_spaces = matches!(&characters, Characters::Page(bytes, _) if bytes[0xA0] == 0xA0);
        (name, prior, loses_spaces, characters)
    });
    let double = DOUBLE
        .into_iter()
        .map(|(encoding, prior)| (encoding.name(), prior, false, Characters::Double(encoding, OnceLock::new())));
    let wrong =
        |(index, (name, prior, loses_spaces, characters))| Wrong { index, name, prior, loses_spaces, characters };
    pages.chain(double).enumerate().map(wrong).collect()
});

/// All of them.
pub(super) fn all() -> &'static [Wrong] {
    &ALL
}

/// The single-byte encodings that have a character, as bits.
#[inline]
pub(super) fn pages_with(c: char) -> u32 {
    static PAGES: LazyLock<Vec<u16>> = LazyLock::new(|| {
        let mut table = vec![0; TABLE];
        for wrong in all() {
            for (pages, byte) in table.iter_mut().zip(wrong.table().unwrap_or_default()) {
                *pages |= if *byte != 0 { wrong.bit() as u16 } else { 0 };
            }
        }
        table
    });
    match PAGES.get(c as usize) {
        Some(&pages) => u32::from(pages),
        None => all().iter().filter(|wrong| wrong.byte(c).is_some()).fold(0, |pages, wrong| pages | wrong.bit()),
    }
}

fn page(name: &str) -> Characters {
    let (mut bytes, mut others) = (vec![0; TABLE], Vec::new());
    let upper = codepage::page(name).map_or([None; 128], |page| page.upper);
    for (byte, c) in (0x80..=0xFFu8).zip(upper) {
        match c {
            Some(c) if (c as usize) < TABLE => bytes[c as usize] = byte,
            Some(c) => others.push((c, byte)),
            None => {}
        }
    }
    // Bytes without a character, and all of C1, stay what they are in ISO-8859-1; DOS and Mac pages have no such bytes.
    if name.starts_with("windows") || name.starts_with("ISO") {
        for byte in 0x80..=0xFFu8 {
            let free = upper[usize::from(byte - 0x80)].is_none() || byte < 0xA0;
            if free && bytes[usize::from(byte)] == 0 {
                bytes[usize::from(byte)] = byte;
            }
        }
    }
    Characters::Page(bytes, others)
}

/// Characters that other decoders than the WHATWG's have for bytes of Japanese and Chinese encodings.
const VARIANTS: [(&[&str], char, char); 11] = [
    (&["Shift_JIS", "EUC-JP"], '\u{301C}', '\u{FF5E}'),
    (&["Shift_JIS", "EUC-JP"], '\u{2016}', '\u{2225}'),
    (&["Shift_JIS", "EUC-JP"], '\u{2212}', '\u{FF0D}'),
    (&["Shift_JIS", "EUC-JP", "Big5"], '\u{A2}', '\u{FFE0}'),
    (&["Shift_JIS", "EUC-JP", "Big5"], '\u{A3}', '\u{FFE1}'),
    (&["Shift_JIS", "EUC-JP"], '\u{AC}', '\u{FFE2}'),
    (&["Big5"], '\u{2022}', '\u{2027}'),
    (&["Big5"], '\u{203E}', '\u{AF}'),
    (&["Big5"], '\u{A5}', '\u{FFE5}'),
    (&["Big5"], '\u{FF0F}', '\u{2215}'),
    (&["Big5"], '\u{FF3C}', '\u{FE68}'),
];

impl Double {
    /// Those of an encoding; of several sequences of bytes that are the same character, the first.
    fn of(encoding: &'static encoding_rs::Encoding) -> Double {
        let mut double = Double { basic: vec![0; 1 << 16], beyond: Vec::new() };
        for lead in 0x81..=0xFE {
            if encoding == encoding_rs::SHIFT_JIS {
                double.add(encoding, &[lead]);
            }
            for trail in 0x30..=0xFE {
                double.add(encoding, &[lead, trail]);
                if encoding == encoding_rs::EUC_JP && lead >= 0xA1 && trail >= 0xA1 {
                    double.add(encoding, &[0x8F, lead, trail]);
                }
            }
        }
        double.beyond.sort_unstable();
        double.beyond.dedup_by_key(|(c, _)| *c);
        for (names, c, twin) in VARIANTS {
            let (at, twin) = (c as usize, double.basic[twin as usize]);
            if names.contains(&encoding.name()) && double.basic[at] == 0 {
                double.basic[at] = twin;
            }
        }
        double
    }

    /// Adds what the bytes are, if they are one character.
    fn add(&mut self, encoding: &'static encoding_rs::Encoding, bytes: &[u8]) {
        let mut text = [0; 16];
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let (result, _, len) = decoder.decode_to_utf8_without_replacement(bytes, &mut text, true);
        if result != encoding_rs::DecoderResult::InputEmpty {
            return;
        }
        let mut chars = std::str::from_utf8(&text[..len]).unwrap_or_default().chars();
        let (Some(c), None) = (chars.next(), chars.next()) else { return };
        let number = bytes.iter().fold(0, |sum, &byte| sum << 8 | u32::from(byte));
        match self.basic.get_mut(c as usize) {
            Some(known) if *known == 0 || number < *known => *known = number,
            Some(_) => {}
            None => self.beyond.push((c, number)),
        }
    }

    fn get(&self, c: char) -> Option<u32> {
        match self.basic.get(c as usize) {
            Some(&number) => Some(number).filter(|number| *number != 0),
            None => self.beyond.binary_search_by_key(&c, |(c, _)| *c).ok().map(|at| self.beyond[at].1),
        }
    }
}

impl Wrong {
    /// Its bit.
    pub(super) fn bit(&self) -> u32 {
        1 << self.index
    }

    /// Whether a character may be several bytes.
    pub(super) fn is_double(&self) -> bool {
        matches!(self.characters, Characters::Double(..))
    }

    /// Whether the encoding has this character.
    pub(super) fn has(&self, c: char) -> bool {
        self.bytes(c).is_some()
    }

    /// The byte of a character, if the encoding is a single-byte one and has it.
    pub(super) fn byte(&self, c: char) -> Option<u8> {
        match &self.characters {
            Characters::Page(..) if c.is_ascii() => Some(c as u8),
            Characters::Page(bytes, _) if (c as usize) < bytes.len() => {
                Some(bytes[c as usize]).filter(|byte| *byte != 0)
            }
            Characters::Page(..) => self.bytes(c).map(|bytes| bytes[0]),
            Characters::Double(..) => None,
        }
    }

    /// The bytes of a text, one for each character, if the encoding is a single-byte one and has them all.
    pub(super) fn bytes_of(&self, text: &str) -> Option<Vec<u8>> {
        text.chars().map(|c| self.byte(c)).collect()
    }

    /// The byte of a character below `TABLE`, 0 if it has none; nothing if the encoding is a double-byte one.
    pub(super) fn table(&self) -> Option<&[u8]> {
        match &self.characters {
            Characters::Page(bytes, _) => Some(bytes),
            Characters::Double(..) => None,
        }
    }

    /// The bytes of a character, and zeros behind them.
    pub(super) fn bytes(&self, c: char) -> Option<[u8; 4]> {
        if c.is_ascii() {
            return Some([c as u8, 0, 0, 0]);
        }
        match &self.characters {
            Characters::Page(bytes, others) => {
                let byte = match bytes.get(c as usize) {
                    Some(&byte) => byte,
                    None => others.iter().find(|(other, _)| *other == c).map_or(0, |&(_, byte)| byte),
                };
                (byte != 0).then_some([byte, 0, 0, 0])
            }
            Characters::Double(encoding, table) => {
                if let Some(number) = table.get_or_init(|| Double::of(encoding)).get(c) {
                    let bytes = number.to_be_bytes();
                    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
                    let mut moved = [0; 4];
                    moved[..4 - zeros].copy_from_slice(&bytes[zeros..]);
                    return Some(moved);
                }
                if *encoding != encoding_rs::GB18030 {
                    return None;
                }
                // The rest of Unicode is four bytes each.
                let mut utf8 = [0; 4];
                let (bytes, _, unmappable) = encoding.encode(c.encode_utf8(&mut utf8));
                <[u8; 4]>::try_from(&*bytes).ok().filter(|_| !unmappable)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_their_bytes() {
        for (name, c, bytes) in [
            ("windows-1252", '\u{2019}', Some([0x92, 0, 0, 0])),
            ("windows-1252", '\u{81}', Some([0x81, 0, 0, 0])),
            ("windows-1252", '\u{416}', None),
            ("IBM437", '\u{251C}', Some([0xC3, 0, 0, 0])),
            ("macintosh", '\u{FB01}', Some([0xDE, 0, 0, 0])),
            ("gb18030", '\u{8305}', Some([0xC3, 0xA9, 0, 0])),
            ("gb18030", '\u{E9}', Some([0xA8, 0xA6, 0, 0])),
            ("gb18030", '\u{DF}', Some([0x81, 0x30, 0x89, 0x38])),
            ("Shift_JIS", '\u{FF83}', Some([0xC3, 0, 0, 0])),
            ("Shift_JIS", '\u{301C}', Some([0x81, 0x60, 0, 0])),
            ("EUC-JP", '\u{8FBF}', Some([0xC3, 0xA9, 0, 0])),
            ("EUC-JP", '\u{E9}', Some([0x8F, 0xAB, 0xB1, 0])),
            ("EUC-KR", '\u{AC00}', Some([0xB0, 0xA1, 0, 0])),
        ] {
            let wrong = all().iter().find(|wrong| wrong.name == name).unwrap();
            assert_eq!(wrong.bytes(c), bytes, "{name} {c:?}");
        }
    }
}
