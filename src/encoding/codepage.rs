//! Single-byte encodings as tables of their upper halves: the WHATWG standard's from `encoding_rs`, others from
//! `langdata/encoding/codepages.tsv`.

use std::sync::LazyLock;

/// The characters of the bytes 80 to FF; `None` where a byte has none.
pub(super) type UpperHalf = [Option<char>; 128];

/// A single-byte encoding.
#[derive(Debug)]
pub(super) struct CodePage {
    /// Its name: the WHATWG's, else the IANA's or the one in use.
    pub name: &'static str,
    /// Another label; may be the name.
    pub label: &'static str,
    /// The characters of the upper half.
    pub upper: UpperHalf,
    /// Those of the lower half, where it is not ASCII.
    pub lower: Option<Box<UpperHalf>>,
}

/// Those of the WHATWG standard that differ from each other.
const WHATWG: [&encoding_rs::Encoding; 27] = [
    encoding_rs::WINDOWS_1252,
    encoding_rs::WINDOWS_1251,
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1253,
    encoding_rs::WINDOWS_1254,
    encoding_rs::WINDOWS_1255,
    encoding_rs::WINDOWS_1256,
    encoding_rs::WINDOWS_1257,
    encoding_rs::WINDOWS_1258,
    encoding_rs::WINDOWS_874,
    encoding_rs::ISO_8859_2,
    encoding_rs::ISO_8859_3,
    encoding_rs::ISO_8859_4,
    encoding_rs::ISO_8859_5,
    encoding_rs::ISO_8859_6,
    encoding_rs::ISO_8859_7,
    encoding_rs::ISO_8859_8,
    encoding_rs::ISO_8859_10,
    encoding_rs::ISO_8859_13,
    encoding_rs::ISO_8859_14,
    encoding_rs::ISO_8859_15,
    encoding_rs::ISO_8859_16,
    encoding_rs::KOI8_R,
    encoding_rs::KOI8_U,
    encoding_rs::IBM866,
    encoding_rs::MACINTOSH,
    encoding_rs::X_MAC_CYRILLIC,
];

static PAGES: LazyLock<Vec<CodePage>> = LazyLock::new(|| {
    let whatwg = WHATWG.iter().map(|encoding| CodePage {
        name: encoding.name(),
        label: encoding.name(),
        upper: upper_half(encoding),
        lower: None,
    });
    whatwg.chain(parse(include_str!("../../langdata/encoding/codepages.tsv"))).collect()
});

impl CodePage {
    /// The character of a byte.
    pub(super) fn get(&self, byte: u8) -> Option<char> {
        match (byte, &self.lower) {
            (0x80.., _) => self.upper[usize::from(byte - 0x80)],
            (_, None) => Some(char::from(byte)),
            (_, Some(lower)) => lower[usize::from(byte)],
        }
    }

    /// Whether ASCII letters and signs are themselves: not so in EBCDIC.
    pub(super) fn has_ascii(&self) -> bool {
        (0x20..0x7F).all(|byte| self.get(byte) == Some(char::from(byte)))
    }
}

/// All single-byte encodings that are known.
pub(super) fn pages() -> &'static [CodePage] {
    &PAGES
}

/// The one with this name or label, in any case.
pub(super) fn page(name: &str) -> Option<&'static CodePage> {
    PAGES.iter().find(|page| page.name.eq_ignore_ascii_case(name) || page.label.eq_ignore_ascii_case(name))
}

/// The upper half of a single-byte encoding of the WHATWG standard.
pub(super) fn upper_half(encoding: &'static encoding_rs::Encoding) -> UpperHalf {
    let mut upper = [None; 128];
    for (byte, slot) in (0x80..=0xFFu8).zip(&mut upper) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(std::slice::from_ref(&byte));
        *slot = text.and_then(|text| text.chars().next());
    }
    upper
}

fn parse(table: &'static str) -> impl Iterator<Item = CodePage> {
    table.lines().filter(|row| !row.starts_with('#')).filter_map(|row| {
        let mut columns = row.split('\t');
        let (name, label, characters) = (columns.next()?, columns.next()?, columns.next()?);
        let character = |hex: &str| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
        let characters: Vec<Option<char>> = characters.split(' ').map(character).collect();
        let half = |from: usize| std::array::from_fn(|i| characters.get(from + i).copied().flatten());
        let lower = (characters.len() > 128).then(|| Box::new(half(0)));
        Some(CodePage { name, label, upper: half(characters.len().saturating_sub(128)), lower })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_pages_are_read() {
        for (name, byte, c) in [
            ("IBM850", 0x82u8, '\u{E9}'),
            ("cp437", 0xC3, '\u{251C}'),
            ("koi8-u", 0xC1, '\u{430}'),
            ("x-mac-ce", 0x8E, '\u{E9}'),
        ] {
            assert_eq!(page(name).and_then(|page| page.upper[usize::from(byte - 0x80)]), Some(c), "{name}");
        }
        assert_eq!(pages().len(), 27 + 43);
        assert_eq!(page("IBM500").and_then(|page| page.get(0x81)), Some('a'));
        assert!(page("VISCII").is_some_and(CodePage::has_ascii) && !page("IBM037").is_some_and(CodePage::has_ascii));
    }
}
