//! What Unicode says of a code point that every stage asks of every character: one look-up instead of a search each time.
//! Not for what one stage alone wants to know; it makes a [`Table`] of its own.

use std::sync::OnceLock;

use unicode_normalization::char::is_combining_mark;

/// Code points of a block.
const BLOCK: usize = 256;
/// Blocks of all planes.
const BLOCKS: usize = 0x11_0000 / BLOCK;

/// Something known of every code point, found out for 256 of them when one is first met.
pub(crate) struct Table<T: 'static> {
    blocks: [OnceLock<Box<[T; BLOCK]>>; BLOCKS],
    of: fn(char) -> T,
}

impl<T: Copy> Table<T> {
    /// A table of what `of` says.
    pub(crate) const fn new(of: fn(char) -> T) -> Table<T> {
        Table { blocks: [const { OnceLock::new() }; BLOCKS], of }
    }

    /// What is known of `c`.
    #[inline(always)]
    pub(crate) fn get(&self, c: char) -> T {
        *self.at(c)
    }

    /// What is known of `c`, where it stands.
    #[inline(always)]
    pub(crate) fn at(&self, c: char) -> &T {
        // There is no character beyond the last block.
        let number = (c as usize / BLOCK).min(BLOCKS - 1);
        let block = &self.blocks[number];
        &block.get_or_init(|| self.block(number))[c as usize % BLOCK]
    }

    /// What is known of the first block, ASCII and Latin 1.
    #[inline(always)]
    pub(crate) fn first(&self) -> &[T; BLOCK] {
        self.blocks[0].get_or_init(|| self.block(0))
    }

    #[cold]
    fn block(&self, number: usize) -> Box<[T; BLOCK]> {
        let of = |i| char::from_u32((number * BLOCK + i) as u32).unwrap_or(char::REPLACEMENT_CHARACTER);
        Box::new(std::array::from_fn(|i| (self.of)(of(i))))
    }
}

/// Whether `c` is one of the many unified ideographs and syllables of Hangul in the basic plane. All are letters without case that stay
/// as they are in the composed forms, so that pages of them need not be asked for one by one.
pub(crate) fn is_common_letter(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

const ALPHABETIC: u8 = 1;
const NUMERIC: u8 = 2;
const UPPERCASE: u8 = 4;
const LOWERCASE: u8 = 8;
const WHITESPACE: u8 = 16;
const MARK: u8 = 32;

/// The kinds of a character, as the functions of [`char`] of the same names tell them.
#[derive(Clone, Copy)]
pub(crate) struct Kind(u8);

impl Kind {
    /// The kinds of `c`.
    #[inline(always)]
    pub(crate) fn of(c: char) -> Kind {
        static KINDS: Table<Kind> = Table::new(Kind::look_up);
        KINDS.get(c)
    }

    fn look_up(c: char) -> Kind {
        let bit = |is: bool, bit: u8| if is { bit } else { 0 };
        if is_common_letter(c) {
            return Kind(ALPHABETIC | bit(c.is_numeric(), NUMERIC));
        }
        Kind(
            bit(c.is_alphabetic(), ALPHABETIC)
                | bit(c.is_numeric(), NUMERIC)
                | bit(c.is_uppercase(), UPPERCASE)
                | bit(c.is_lowercase(), LOWERCASE)
                | bit(c.is_whitespace(), WHITESPACE)
                | bit(is_combining_mark(c), MARK),
        )
    }

    #[inline(always)]
    fn has(self, any: u8) -> bool {
        self.0 & any != 0
    }

    #[inline(always)]
    pub(crate) fn is_alphabetic(self) -> bool {
        self.has(ALPHABETIC)
    }

    #[inline(always)]
    pub(crate) fn is_numeric(self) -> bool {
        self.has(NUMERIC)
    }

    #[inline(always)]
    pub(crate) fn is_alphanumeric(self) -> bool {
        self.has(ALPHABETIC | NUMERIC)
    }

    #[inline(always)]
    pub(crate) fn is_uppercase(self) -> bool {
        self.has(UPPERCASE)
    }

    #[inline(always)]
    pub(crate) fn is_lowercase(self) -> bool {
        self.has(LOWERCASE)
    }

    #[inline(always)]
    pub(crate) fn is_whitespace(self) -> bool {
        self.has(WHITESPACE)
    }

    /// A combining mark of any kind: general category M.
    #[inline(always)]
    pub(crate) fn is_mark(self) -> bool {
        self.has(MARK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_those_of_the_standard_library() {
        for c in ('\0'..='\u{1FFFF}').chain('\u{E0000}'..='\u{E0FFF}') {
            let kind = Kind::of(c);
            assert_eq!(kind.is_alphabetic(), c.is_alphabetic(), "{c:?}");
            assert_eq!(kind.is_numeric(), c.is_numeric(), "{c:?}");
            assert_eq!(kind.is_alphanumeric(), c.is_alphanumeric(), "{c:?}");
            assert_eq!(kind.is_uppercase(), c.is_uppercase(), "{c:?}");
            assert_eq!(kind.is_lowercase(), c.is_lowercase(), "{c:?}");
            assert_eq!(kind.is_whitespace(), c.is_whitespace(), "{c:?}");
            assert_eq!(kind.is_mark(), is_combining_mark(c), "{c:?}");
        }
    }
}
