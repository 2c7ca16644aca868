//! The script of a text: [UAX #24](https://www.unicode.org/reports/tr24/), named by ISO 15924.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use unicode_script::Script as Ucd;

use super::words::{clean, script_of};
use crate::langdata;

/// Bytes looked at in a text, from its start.
const LOOKED_AT: usize = 4096;

/// A script as its ISO 15924 code, such as `Latn`, `Arab`, `Hans`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Script([u8; 4]);

impl Script {
    /// `Zyyy`, no letters to tell a script from.
    pub const UNKNOWN: Script = Script(*b"Zyyy");
    pub(crate) const LATIN: Script = Script(*b"Latn");
    const HANI: Script = Script(*b"Hani");
    const HANS: Script = Script(*b"Hans");
    const HANT: Script = Script(*b"Hant");
    const JPAN: Script = Script(*b"Jpan");
    const KORE: Script = Script(*b"Kore");

    /// The script with this ISO 15924 code: a capital and three small ASCII letters.
    pub const fn new(code: &str) -> Option<Script> {
        match code.as_bytes() {
            &[a @ b'A'..=b'Z', b @ b'a'..=b'z', c @ b'a'..=b'z', d @ b'a'..=b'z'] => Some(Script([a, b, c, d])),
            _ => None,
        }
    }

    /// The ISO 15924 code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("Zyyy")
    }

    /// The script of most letters of `text`, of a long one of its first 4 KiB.
    ///
    /// Han characters with kana are `Jpan`, with Hangul `Kore`, alone `Hans` or `Hant` where they show it, else `Hani`.
    ///
    /// ```
    /// use polynorm::Script;
    ///
    /// assert_eq!(Script::of("Kabul, 2021").code(), "Latn");
    /// assert_eq!(Script::of("\u{41A}\u{430}\u{431}\u{443}\u{43B} (Kbl)").code(), "Cyrl");
    /// assert_eq!(Script::of("\u{8BED}\u{8A00}").code(), "Hans");
    /// assert_eq!(Script::of("21:30").code(), "Zyyy");
    /// ```
    pub fn of(text: &str) -> Script {
        let start = start_of(text);
        if start.is_ascii() {
            let letters = start.bytes().any(|b| b.is_ascii_alphabetic());
            return if letters { Script::LATIN } else { Script::UNKNOWN };
        }
        Script::most(start, 1)
    }

    /// The script that the language of `text` is told by: addresses do not count, a Han character or a syllable of
    /// kana or Hangul counts as much as a short word in letters.
    pub(crate) fn of_words(text: &str) -> Script {
        let cleaned = clean(start_of(text));
        let script = if cleaned.is_ascii() { Script::of(&cleaned) } else { Script::most(&cleaned, 3) };
        if script == Script::UNKNOWN { Script::of(text) } else { script }
    }

    /// As [`Ucd`] names it, the parts of the mixed ones as Han.
    pub(crate) fn ucd(self) -> Ucd {
        match self {
            Script::HANS | Script::HANT | Script::JPAN => Ucd::Han,
            Script::KORE => Ucd::Hangul,
            _ => Ucd::from_short_name(self.code()).unwrap_or(Ucd::Unknown),
        }
    }

    /// The script of most letters, a Han character, kana or Hangul counted `syllable` times.
    fn most(text: &str, syllable: u32) -> Script {
        // Few scripts stand in a text: a list is faster than a map, and its order is that of the text.
        let mut counts: Vec<(Ucd, u32)> = Vec::with_capacity(4);
        let (mut han, mut kana, mut hangul) = (0, 0, 0);
        let (mut simplified, mut traditional, mut japanese) = (0, 0, 0);
        for c in text.chars() {
            if c.is_ascii() && !c.is_ascii_alphabetic() {
                continue;
            }
            match script_of(c) {
                Ucd::Common | Ucd::Inherited | Ucd::Unknown => {}
                _ if !c.is_alphabetic() => {}
                Ucd::Han => {
                    han += 1;
                    match HAN.get(&c) {
                        Some(&Script::HANS) => simplified += 1,
                        Some(&Script::HANT) => traditional += 1,
                        Some(_) => japanese += 1,
                        None => {}
                    }
                }
                Ucd::Hiragana | Ucd::Katakana => kana += 1,
                Ucd::Hangul => hangul += 1,
                script => match counts.iter_mut().find(|(s, _)| *s == script) {
                    Some((_, n)) => *n += 1,
                    None => counts.push((script, 1)),
                },
            }
        }
        let alphabetic = counts.iter().copied().reduce(|a, b| if b.1 > a.1 { b } else { a });
        let syllables = (han + kana + hangul) * syllable;
        match alphabetic {
            Some((script, n)) if n >= syllables => Script::from_ucd(script),
            None if syllables == 0 => Script::UNKNOWN,
            _ if hangul > kana && hangul * 4 >= han => Script::KORE,
            _ if kana > 0 && kana * 8 >= han => Script::JPAN,
            _ if japanese > 0 && japanese * 20 >= han && traditional <= japanese => Script::JPAN,
            _ if simplified > traditional => Script::HANS,
            _ if traditional > simplified => Script::HANT,
            _ => Script::HANI,
        }
    }

    pub(super) fn from_ucd(script: Ucd) -> Script {
        <[u8; 4]>::try_from(script.short_name().as_bytes()).map_or(Script::UNKNOWN, Script)
    }

    /// Whether letters of both may stand in one text of one language: the kinds of Han writing are one.
    pub(crate) fn is_kin(self, other: Script) -> bool {
        let han = |s| matches!(s, Script::HANI | Script::HANS | Script::HANT);
        self == other || han(self) && han(other)
    }

    /// Whether it is the Japanese mixture.
    pub(crate) fn is_japanese(self) -> bool {
        self == Script::JPAN
    }

    /// Whether it is Han characters without kana or Hangul.
    pub(crate) fn is_han(self) -> bool {
        self.is_kin(Script::HANI)
    }
}

/// The first [`LOOKED_AT`] bytes of `text`, on a character boundary.
fn start_of(text: &str) -> &str {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Han characters of one way of writing only.
static HAN: LazyLock<HashMap<char, Script>> = LazyLock::new(|| {
    let mut ways = HashMap::new();
    for (_, row) in langdata::rows(langdata::text("language/han.tsv")) {
        if let [script, characters] = row[..]
            && let Ok(script) = <[u8; 4]>::try_from(script.as_bytes())
        {
            ways.extend(characters.chars().map(|c| (c, Script(script))));
        }
    }
    ways
});

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
