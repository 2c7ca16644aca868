//! The scripts that are read in a way of their own, told by the letter.

use unicode_normalization::char::is_combining_mark;

/// A script with a way of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Script {
    Cyrillic,
    Greek,
    Georgian,
    Armenian,
    Hebrew,
    Arabic,
    /// A script of India laid out like Devanagari, by the first code point of its block.
    Indic(u32),
    /// Thai, Lao, Burmese, Khmer, by the first code point of the block.
    Southeast(u32),
    Hangul,
    Kana,
    Han,
    /// Latin, digits, punctuation, and scripts without a table.
    Other,
}

impl Script {
    pub(super) fn of(c: char) -> Script {
        match c {
            '\0'..='\u{36F}' => Script::Other,
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' if c.is_alphabetic() => Script::Greek,
            '\u{400}'..='\u{52F}' => Script::Cyrillic,
            '\u{531}'..='\u{556}' | '\u{561}'..='\u{587}' => Script::Armenian,
            '\u{10A0}'..='\u{10FF}' | '\u{1C90}'..='\u{1CBF}' => Script::Georgian,
            '\u{591}'..='\u{5BD}' | '\u{5BF}'..='\u{5F2}' => Script::Hebrew,
            '\u{610}'..='\u{61A}' | '\u{620}'..='\u{65F}' | '\u{66E}'..='\u{6D3}' | '\u{6D5}'..='\u{6DC}' => {
                Script::Arabic
            }
            '\u{6E1}'..='\u{6EF}' | '\u{6FA}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8FF}' => {
                Script::Arabic
            }
            '\u{900}'..='\u{D7F}' if !matches!(c as u32 & 0x7F, 0x64..=0x6F) => Script::Indic(c as u32 & !0x7F),
            '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E4E}' => Script::Southeast(0xE00),
            '\u{E81}'..='\u{ECE}' | '\u{EDC}'..='\u{EDF}' => Script::Southeast(0xE80),
            '\u{1000}'..='\u{103F}' | '\u{1050}'..='\u{108F}' => Script::Southeast(0x1000),
            '\u{1780}'..='\u{17D3}' | '\u{17DC}' | '\u{17DD}' => Script::Southeast(0x1780),
            '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}' => Script::Kana,
            '\u{AC00}'..='\u{D7A3}' => Script::Hangul,
            '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}' | '\u{3005}' => Script::Han,
            _ => Script::Other,
        }
    }

    pub(super) fn has_case(self) -> bool {
        matches!(self, Script::Cyrillic | Script::Greek | Script::Armenian)
    }

    /// The name of its table, a code of ISO 15924.
    pub(super) fn table(self) -> &'static str {
        match self {
            Script::Cyrillic => "Cyrl",
            Script::Greek => "Grek",
            Script::Georgian => "Geor",
            Script::Armenian => "Armn",
            Script::Hebrew => "Hebr",
            Script::Arabic => "Arab",
            Script::Indic(0x980) => "Beng",
            Script::Indic(0xA00) => "Guru",
            Script::Indic(0xA80) => "Gujr",
            Script::Indic(0xB00) => "Orya",
            Script::Indic(0xB80) => "Taml",
            Script::Indic(0xC00) => "Telu",
            Script::Indic(0xC80) => "Knda",
            Script::Indic(0xD00) => "Mlym",
            Script::Indic(_) => "Deva",
            Script::Southeast(0xE80) => "Laoo",
            Script::Southeast(0x1000) => "Mymr",
            Script::Southeast(0x1780) => "Khmr",
            Script::Southeast(_) => "Thai",
            Script::Hangul => "Hang",
            Script::Kana => "Hira",
            Script::Han => "Hani",
            Script::Other => "",
        }
    }

    /// Whether a character that is not of the script goes on with the word: marks, joiners, and what stands inside Hebrew letters.
    pub(super) fn continues(self, c: char, rest: &str) -> bool {
        let next_is_same = || rest.chars().nth(1).is_some_and(|next| Script::of(next) == self);
        match c {
            '\u{200C}' | '\u{200D}' => matches!(self, Script::Indic(_)),
            '\'' | '\u{5F3}' | '\u{2019}' => self == Script::Hebrew || self == Script::Cyrillic && next_is_same(),
            _ => is_combining_mark(c),
        }
    }
}
