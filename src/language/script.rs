//! The script of a text: [UAX #24](https://www.unicode.org/reports/tr24/), named by ISO 15924.

use std::fmt;

use unicode_script::Script as Ucd;

use super::scan::Counts;

/// A script as its ISO 15924 code, such as `Latn`, `Arab`, `Hans`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Script([u8; 4]);

impl Script {
    /// `Zyyy`, no letters to tell a script from.
    pub const UNKNOWN: Script = Script(*b"Zyyy");
    pub(crate) const LATIN: Script = Script(*b"Latn");
    pub(super) const HANI: Script = Script(*b"Hani");
    pub(super) const HANS: Script = Script(*b"Hans");
    pub(super) const HANT: Script = Script(*b"Hant");
    pub(super) const JPAN: Script = Script(*b"Jpan");
    pub(super) const KORE: Script = Script(*b"Kore");

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
        Counts::of(text).script(1)
    }

    /// As [`Ucd`] names it, the parts of the mixed ones as Han.
    pub(crate) fn ucd(self) -> Ucd {
        match self {
            Script::HANS | Script::HANT | Script::JPAN => Ucd::Han,
            Script::KORE => Ucd::Hangul,
            Script::LATIN => Ucd::Latin,
            _ => Ucd::from_short_name(self.code()).unwrap_or(Ucd::Unknown),
        }
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
