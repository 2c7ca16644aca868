//! What a code point is to language identification: its script, its folded letter, its way of writing Han.

use std::sync::LazyLock;

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_normalization::{IsNormalized, is_nfc_quick};
use unicode_script::{Script as Ucd, UnicodeScript};

use super::Script;
use crate::chars::Table;
use crate::langdata;

const FOLDED: u32 = 0x1F_FFFF;
const UNSTABLE: u32 = 1 << 21;
const SCRIPT: u32 = 24;

/// Bits: 0–20 the folded letter, 21 may change in NFC, 22–23 the way of writing Han, 24–31 the script.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Letter(u32);

/// Han characters of one way of writing only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Han {
    Common,
    Simplified,
    Traditional,
    Japanese,
}

impl Letter {
    /// Neither letter nor mark.
    const NONE: Letter = Letter(0);

    #[inline]
    pub(crate) fn of(c: char) -> Letter {
        static LETTERS: Table<Letter> = Table::new(Letter::classify);
        LETTERS.get(c)
    }

    #[inline]
    pub(crate) fn is_none(self) -> bool {
        self == Letter::NONE
    }

    /// The letter in lower case, as its code point.
    #[inline]
    pub(crate) fn folded(self) -> u32 {
        self.0 & FOLDED
    }

    /// Whether NFC may join or reorder it with what stands before it.
    #[inline]
    pub(crate) fn is_unstable(self) -> bool {
        self.0 & UNSTABLE != 0
    }

    /// The script; Common and Inherited are [`ScriptId::NONE`].
    #[inline]
    pub(crate) fn script(self) -> ScriptId {
        ScriptId((self.0 >> SCRIPT) as u8)
    }

    pub(crate) fn han(self) -> Han {
        [Han::Common, Han::Simplified, Han::Traditional, Han::Japanese][(self.0 >> 22 & 3) as usize]
    }

    fn classify(c: char) -> Letter {
        let letter = if c.is_ascii() { c.is_ascii_alphabetic() } else { c.is_alphabetic() || is_combining_mark(c) };
        // Modifier letters stand for apostrophes, which part words in most languages.
        if !letter || ('\u{2B0}'..='\u{2FF}').contains(&c) {
            return Letter::NONE;
        }
        let folded = c.to_lowercase().next().unwrap_or(c);
        let mut unstable = false;
        if is_combining_mark(c) {
            let alone = is_nfc_quick(std::iter::once(c)) != IsNormalized::Yes;
            unstable = alone || canonical_combining_class(c) != 0;
        }
        let way = if c.script() != Ucd::Han {
            0
        } else {
            HAN.binary_search_by_key(&c, |&(c, _)| c).map_or(0, |at| HAN[at].1)
        };
        // A mark alone has no script: it is there for a letter.
        let script = if c.is_alphabetic() { ScriptId::of(c.script()) } else { ScriptId::NONE };
        Letter(folded as u32 | if unstable { UNSTABLE } else { 0 } | way << 22 | u32::from(script.0) << SCRIPT)
    }
}

/// Characters of one way of writing only, with its number.
static HAN: LazyLock<Vec<(char, u32)>> = LazyLock::new(|| {
    let mut han: Vec<(char, u32)> = Vec::new();
    for (_, row) in langdata::rows(langdata::text("language/han.tsv")) {
        if let [script, characters] = row[..] {
            let way = match script {
                "Hans" => 1,
                "Hant" => 2,
                _ => 3,
            };
            han.extend(characters.chars().map(|c| (c, way)));
        }
    }
    han.sort_unstable();
    han
});

/// A script as a small number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ScriptId(u8);

impl ScriptId {
    /// No script of its own.
    pub(crate) const NONE: ScriptId = ScriptId(0);
    pub(crate) const LATIN: ScriptId = ScriptId(1);
    pub(crate) const HAN: ScriptId = ScriptId(2);
    pub(crate) const KANA: ScriptId = ScriptId(3);
    pub(crate) const HANGUL: ScriptId = ScriptId(4);
    /// The numbers of the scripts that are not named here begin after these.
    const NAMED: u8 = 5;

    pub(crate) fn of(script: Ucd) -> ScriptId {
        match script {
            Ucd::Common | Ucd::Inherited | Ucd::Unknown => ScriptId::NONE,
            Ucd::Latin => ScriptId::LATIN,
            Ucd::Han => ScriptId::HAN,
            Ucd::Hiragana | Ucd::Katakana => ScriptId::KANA,
            Ucd::Hangul => ScriptId::HANGUL,
            other => ScriptId(ScriptId::NAMED + other as u8),
        }
    }

    /// Whether its characters are syllables or words, which are not parted by spaces.
    #[inline]
    pub(crate) fn is_syllabic(self) -> bool {
        matches!(self, ScriptId::HAN | ScriptId::KANA | ScriptId::HANGUL)
    }
}

impl Script {
    /// As the letters' number; the kinds of Han writing are one, Japanese is kana.
    pub(crate) fn id(self) -> ScriptId {
        match self {
            script if script.is_han() => ScriptId::HAN,
            script if script.is_japanese() => ScriptId::KANA,
            script => ScriptId::of(script.ucd()),
        }
    }
}
