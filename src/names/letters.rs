//! What the name stage asks of a character, in one look-up: its kinds, and what it is in the folded key of a word.
//! Not for whole words: `fold` does those.

use unicode_normalization::char::{decompose_canonical, is_combining_mark};
use unicode_script::{Script, UnicodeScript};

use crate::chars::{Kind, Table};

/// The bits of the folded character.
const FOLDED: u32 = (1 << 21) - 1;
/// It is several characters in the key, or one that is asked for too seldom to have bits.
const SEVERAL: u32 = 1 << 21;
const ALPHABETIC: u32 = 1 << 22;
const NUMERIC: u32 = 1 << 23;
const UPPERCASE: u32 = 1 << 24;
const LOWERCASE: u32 = 1 << 25;
const WHITESPACE: u32 = 1 << 26;
const MARK: u32 = 1 << 27;
const UNSPACED: u32 = 1 << 28;
const JOINER: u32 = 1 << 29;

/// The kinds of a character, or of several together, and the key of one.
#[derive(Clone, Copy, Default)]
pub(super) struct Letter(u32);

impl Letter {
    /// What is known of `c`.
    #[inline(always)]
    pub(super) fn of(c: char) -> Letter {
        static LETTERS: Table<Letter> = Table::new(Letter::look_up);
        LETTERS.get(c)
    }

    fn look_up(c: char) -> Letter {
        // The unified ideographs, which are many blocks and all alike.
        if matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}') {
            return Letter(u32::from(c) | ALPHABETIC | UNSPACED);
        }
        Letter::search(c)
    }

    fn search(c: char) -> Letter {
        let kind = Kind::of(c);
        let bit = |is: bool, bit: u32| if is { bit } else { 0 };
        let mut key = String::new();
        decompose_canonical(c, |c| fold_char(c, &mut key));
        let mut chars = key.chars();
        let folded = match (chars.next(), chars.next()) {
            (None, _) => 0,
            (Some(c), None) if c != '\0' => u32::from(c),
            _ => SEVERAL,
        };
        Letter(
            folded
                | bit(kind.is_alphabetic(), ALPHABETIC)
                | bit(kind.is_numeric(), NUMERIC)
                | bit(kind.is_uppercase(), UPPERCASE)
                | bit(kind.is_lowercase(), LOWERCASE)
                | bit(kind.is_whitespace(), WHITESPACE)
                | bit(kind.is_mark(), MARK)
                | bit(is_unspaced(c), UNSPACED)
                | bit(matches!(c, '\u{200C}' | '\u{200D}' | '\u{AD}'), JOINER),
        )
    }

    /// Appends what `c`, of which this is known, is in a key.
    #[inline(always)]
    pub(super) fn fold(self, c: char, key: &mut String) {
        if self.0 & SEVERAL != 0 {
            decompose_canonical(c, |c| fold_char(c, key));
        } else if self.0 & FOLDED != 0 {
            key.push(char::from_u32(self.0 & FOLDED).unwrap_or(c));
        }
    }

    #[inline(always)]
    fn has(self, any: u32) -> bool {
        self.0 & any != 0
    }

    #[inline(always)]
    pub(super) fn is_alphabetic(self) -> bool {
        self.has(ALPHABETIC)
    }

    #[inline(always)]
    pub(super) fn is_numeric(self) -> bool {
        self.has(NUMERIC)
    }

    #[inline(always)]
    pub(super) fn is_uppercase(self) -> bool {
        self.has(UPPERCASE)
    }

    #[inline(always)]
    pub(super) fn is_whitespace(self) -> bool {
        self.has(WHITESPACE)
    }

    #[inline(always)]
    pub(super) fn is_mark(self) -> bool {
        self.has(MARK)
    }

    /// A lower-case letter; not one that is lower case but no letter.
    #[inline(always)]
    pub(super) fn is_small(self) -> bool {
        self.0 & (ALPHABETIC | LOWERCASE) == ALPHABETIC | LOWERCASE
    }

    /// Of a script that sets no space between words.
    #[inline(always)]
    pub(super) fn is_unspaced(self) -> bool {
        self.has(UNSPACED)
    }

    /// A letter or digit that does not stand alone as a word.
    #[inline(always)]
    pub(super) fn continues_number(self) -> bool {
        self.has(ALPHABETIC | NUMERIC) && !self.is_unspaced()
    }

    #[inline(always)]
    pub(super) fn is_alphanumeric(self) -> bool {
        self.has(ALPHABETIC | NUMERIC)
    }

    /// A letter, digit or mark.
    #[inline(always)]
    pub(super) fn is_name_part(self) -> bool {
        self.has(ALPHABETIC | NUMERIC | MARK)
    }

    /// A letter, digit, mark or joiner.
    #[inline(always)]
    pub(super) fn is_word_part(self) -> bool {
        self.has(ALPHABETIC | NUMERIC | MARK | JOINER)
    }

    /// A letter, digit, mark or joiner that does not stand alone as a word.
    #[inline(always)]
    pub(super) fn continues_word(self) -> bool {
        self.is_word_part() && !self.is_unspaced()
    }
}

/// Whether the script of `c` sets no space between words.
fn is_unspaced(c: char) -> bool {
    c >= '\u{E00}'
        && matches!(
            c.script(),
            Script::Han
                | Script::Hiragana
                | Script::Katakana
                | Script::Hangul
                | Script::Thai
                | Script::Lao
                | Script::Khmer
                | Script::Myanmar
        )
}

fn fold_char(c: char, key: &mut String) {
    match c {
        'a'..='z' => key.push(c),
        '\u{DF}' => key.push_str("ss"),
        '\u{E6}' | '\u{C6}' => key.push_str("ae"),
        '\u{153}' | '\u{152}' => key.push_str("oe"),
        '\u{F8}' | '\u{D8}' => key.push('o'),
        '\u{142}' | '\u{141}' => key.push('l'),
        '\u{111}' | '\u{110}' | '\u{F0}' | '\u{D0}' => key.push('d'),
        '\u{FE}' | '\u{DE}' => key.push_str("th"),
        '\u{131}' => key.push('i'),
        // Arabic script: alef with its carriers, yeh, kaf, teh marbuta, heh, waw with hamza.
        '\u{622}' | '\u{623}' | '\u{625}' | '\u{671}' => key.push('\u{627}'),
        '\u{649}' | '\u{64A}' | '\u{626}' | '\u{6D0}' | '\u{6CD}' => key.push('\u{6CC}'),
        '\u{643}' => key.push('\u{6A9}'),
        '\u{629}' | '\u{6C1}' | '\u{6C0}' | '\u{6D5}' => key.push('\u{647}'),
        '\u{640}' | '\u{200C}' | '\u{200D}' | '\u{AD}' | '.' => {}
        c if is_combining_mark(c) && !is_unspaced(c) && !('\u{900}'..'\u{E00}').contains(&c) => {}
        c => key.extend(c.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ideographs_are_as_they_are_searched_for() {
        for c in '\u{3300}'..'\u{A100}' {
            assert_eq!(Letter::look_up(c).0, Letter::search(c).0, "{c:?}");
        }
    }

    #[test]
    fn the_scripts_without_spaces_are_all_behind_those_with() {
        for c in '\0'..'\u{E00}' {
            assert!(!matches!(c.script(), Script::Han | Script::Thai | Script::Lao | Script::Khmer), "{c:?}");
            assert!(
                !matches!(c.script(), Script::Hiragana | Script::Katakana | Script::Hangul | Script::Myanmar),
                "{c:?}"
            );
        }
    }
}
