//! The script of a text: [UAX #24](https://www.unicode.org/reports/tr24/), named by ISO 15924.

use std::fmt;

/// A script as its ISO 15924 code, such as `Latn`, `Arab`, `Hans`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Script([u8; 4]);

impl Script {
    /// `Zyyy`, no letters to tell a script from.
    pub const UNKNOWN: Script = Script(*b"Zyyy");

    /// The ISO 15924 code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("Zyyy")
    }

    /// The script of most letters of `text`.
    pub fn of(text: &str) -> Script {
        // STUB (owner: language)
        if text.chars().any(char::is_alphabetic) { Script(*b"Latn") } else { Script::UNKNOWN }
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
