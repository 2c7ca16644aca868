//! What the roles ask of a character, in one look-up: its kinds, what becomes of it folded, what it is in a line.
//! Not what Unicode says of it beyond that, which `chars` and `unicode` know.

use super::fold::{Step, is_ignorable, is_unspaced};
use super::{credit, line, phrases, shape};
use crate::chars::{Kind, Table, is_common_letter};
use crate::unicode::{Form, Reaction, reaction, to_form};

/// What is known of a character.
#[derive(Clone, Copy)]
pub(super) struct Character {
    /// The bits below.
    pub flags: u64,
    /// Its lower case, the first character of it, in UTF-8; see [`lower_len`](Character::lower_len).
    pub lower: [u8; 4],
    /// What a folded letter is, in UTF-8; see [`folded_len`](Character::folded_len).
    pub folded: [u8; 4],
}

/// A letter.
pub(super) const LETTER: u64 = 1 << 0;
/// A number, the ideographs among them too.
pub(super) const NUMBER: u64 = 1 << 1;
/// Upper case.
pub(super) const UPPER: u64 = 1 << 2;
/// Lower case.
pub(super) const LOWER: u64 = 1 << 3;
/// A blank.
pub(super) const BLANK: u64 = 1 << 4;
/// A combining mark.
pub(super) const MARK: u64 = 1 << 5;
/// Of a script that writes words without spaces.
pub(super) const UNSPACED: u64 = 1 << 6;
/// Comes and goes in one phrase.
pub(super) const IGNORABLE: u64 = 1 << 7;
/// Apostrophes and hyphens, which do not end a word.
pub(super) const LINK: u64 = 1 << 8;
/// A full stop and the like.
pub(super) const STOP: u64 = 1 << 9;
/// Closes a quotation or bracket.
pub(super) const CLOSING: u64 = 1 << 10;
/// Opens a quotation that the next closes.
pub(super) const OPENS: u64 = 1 << 11;
/// Closes such a quotation, or stands between items.
pub(super) const CLOSES: u64 = 1 << 12;
/// Stands between items.
pub(super) const SEPARATOR: u64 = 1 << 13;
/// Begins an item of a list.
pub(super) const BULLET: u64 = 1 << 14;
/// Begins a quotation.
pub(super) const QUOTE: u64 = 1 << 15;
/// Folded, a letter; none of these four: a space.
pub(super) const FOLDED_LETTER: u64 = 1 << 16;
/// Folded, a `0`.
pub(super) const FOLDED_DIGIT: u64 = 1 << 17;
/// Folded, an apostrophe.
pub(super) const FOLDED_APOSTROPHE: u64 = 1 << 18;
/// Folded, nothing.
pub(super) const FOLDED_NOTHING: u64 = 1 << 19;
/// What it is folded is a letter to Unicode too, which an apostrophe may follow.
pub(super) const FOLDED_ALPHABETIC: u64 = 1 << 20;
/// What it is folded is of a script that writes words without spaces.
pub(super) const FOLDED_UNSPACED: u64 = 1 << 21;
/// Its compatibility form depends on what stands around it.
pub(super) const REACTS: u64 = 1 << 22;
/// Its compatibility form is another, whatever stands around it; it is folded as that.
pub(super) const REPLACED: u64 = 1 << 23;
/// The same, and folded it is more than one character.
pub(super) const COMPLEX: u64 = 1 << 24;
/// Between the items of a menu.
pub(super) const ITEM: u64 = 1 << 25;
/// Between who made what.
pub(super) const CREDIT: u64 = 1 << 26;
/// Before the name of an agency at the end, or one of the closing brackets behind it.
pub(super) const AGENCY: u64 = 1 << 27;
/// May stand behind a label.
pub(super) const LABEL: u64 = 1 << 28;
/// May end a sentence inside of a line.
pub(super) const SENTENCE: u64 = 1 << 29;
/// May stand behind a person's name.
pub(super) const NAME_END: u64 = 1 << 30;
/// May stand between a place and a date.
pub(super) const PLACE_END: u64 = 1 << 31;
/// Before items that may each have a byline.
pub(super) const BAR: u64 = 1 << 32;
/// `(`
pub(super) const BRACKET: u64 = 1 << 33;
/// `/`
pub(super) const SLASH: u64 = 1 << 34;
/// `@`
pub(super) const AT: u64 = 1 << 35;
/// The copyright sign.
pub(super) const COPYRIGHT: u64 = 1 << 36;
/// U+0130, which has two characters in lower case.
pub(super) const TWO_LOWER: u64 = 1 << 37;
/// The lower of two bits: bytes of its lower case, less one.
pub(super) const LOWER_LENGTH: u64 = 1 << 38;
/// The higher one.
pub(super) const LOWER_LENGTH_HIGH: u64 = 1 << 39;
/// The lower of the last two bits: bytes of what it is folded, less one.
pub(super) const LENGTH: u64 = 1 << 40;
/// A comma or semicolon.
pub(super) const COMMA: u64 = 1 << 42;

/// Where the bits of the lengths begin.
const LENGTH_AT: u32 = LENGTH.trailing_zeros();
const LOWER_LENGTH_AT: u32 = (LOWER_LENGTH | LOWER_LENGTH_HIGH).trailing_zeros();

static CHARACTERS: Table<Character> = Table::new(Character::look_up);

/// What is known of ASCII and Latin 1, by code point.
#[inline(always)]
pub(super) fn latin() -> &'static [Character; 256] {
    CHARACTERS.first()
}

impl Character {
    /// What is known of `c`.
    #[inline(always)]
    pub(super) fn of(c: char) -> &'static Character {
        CHARACTERS.at(c)
    }

    /// Bytes of [`lower`](Character::lower) that count.
    #[inline(always)]
    pub(super) fn lower_len(&self) -> usize {
        (self.flags >> LOWER_LENGTH_AT & 3) as usize + 1
    }

    /// Bytes of [`folded`](Character::folded) that count.
    #[inline(always)]
    pub(super) fn folded_len(&self) -> usize {
        (self.flags >> LENGTH_AT & 3) as usize + 1
    }

    /// A letter that is in lower case and folded already.
    fn common(c: char, kind: Kind) -> Character {
        let mut bytes = [0; 4];
        let length = c.encode_utf8(&mut bytes).len() as u64 - 1;
        let numeric = if kind.is_numeric() { NUMBER } else { 0 };
        let unspaced = if is_unspaced(c) { UNSPACED | FOLDED_UNSPACED } else { 0 };
        let flags = LETTER | numeric | unspaced | FOLDED_LETTER | FOLDED_ALPHABETIC;
        Character { flags: flags | length << LENGTH_AT | length << LOWER_LENGTH_AT, lower: bytes, folded: bytes }
    }

    fn look_up(c: char) -> Character {
        let kind = Kind::of(c);
        if is_common_letter(c) { Character::common(c, kind) } else { Character::asked(c, kind) }
    }

    fn asked(c: char, kind: Kind) -> Character {
        let mut lower = [0; 4];
        let lower_len = c.to_lowercase().next().unwrap_or(c).encode_utf8(&mut lower).len() as u64 - 1;
        let (step, form) = match reaction(c, Form::Nfkc) {
            Reaction::None => (Some(Step::of(c)), 0),
            Reaction::WithOthers => (Some(Step::of(c)), REACTS),
            Reaction::Alone => match one_step(c) {
                Some(step) => (Some(step), REPLACED),
                None => (None, COMPLEX),
            },
        };
        let mut folded = [0; 4];
        let step = match step {
            Some(Step::Letter(letter)) => {
                let length = letter.encode_utf8(&mut folded).len() as u64 - 1;
                let alphabetic = if Kind::of(letter).is_alphabetic() { FOLDED_ALPHABETIC } else { 0 };
                let unspaced = if is_unspaced(letter) { FOLDED_UNSPACED } else { 0 };
                FOLDED_LETTER | alphabetic | unspaced | length << LENGTH_AT
            }
            Some(Step::Digit) => FOLDED_DIGIT,
            Some(Step::Apostrophe) => FOLDED_APOSTROPHE,
            Some(Step::Nothing) => FOLDED_NOTHING,
            Some(Step::Space) | None => 0,
        };
        let flags = kinds(c, kind) | signs(c) | form | step | lower_len << LOWER_LENGTH_AT;
        Character { flags, lower, folded }
    }
}

/// What a character that changes by itself is folded, if that is one step.
fn one_step(c: char) -> Option<Step> {
    let form = to_form(c.encode_utf8(&mut [0; 4]), Form::Nfkc).into_owned();
    let mut steps = form.chars().map(Step::of);
    let first = steps.next()?;
    // Several spaces are one, and so are several digits.
    let same = |step: Step| matches!((first, step), (Step::Space, Step::Space) | (Step::Digit, Step::Digit));
    steps.all(same).then_some(first)
}

fn kinds(c: char, kind: Kind) -> u64 {
    let bit = |is: bool, bit: u64| if is { bit } else { 0 };
    bit(kind.is_alphabetic(), LETTER)
        | bit(kind.is_numeric(), NUMBER)
        | bit(kind.is_uppercase(), UPPER)
        | bit(kind.is_lowercase(), LOWER)
        | bit(kind.is_whitespace(), BLANK)
        | bit(kind.is_mark(), MARK)
        | bit(is_unspaced(c), UNSPACED)
        | bit(is_ignorable(c), IGNORABLE)
        | bit(shape::is_stop(c), STOP)
        | bit(shape::is_closing(c), CLOSING)
}

/// What punctuation is in a line; of what a rule looks for, the rule has the list.
fn signs(c: char) -> u64 {
    let bit = |is: bool, bit: u64| if is { bit } else { 0 };
    let own = match c {
        '\'' | '\u{2019}' | '\u{2010}' | '\u{2011}' => LINK,
        '-' => LINK | BULLET,
        '\u{AB}' => OPENS | QUOTE,
        '\u{2039}' => OPENS,
        '\u{BB}' | '\u{203A}' => CLOSES | SEPARATOR,
        '|' | '>' | '\u{BBB}' => SEPARATOR,
        '\u{B7}' | '\u{2022}' => SEPARATOR | BULLET,
        '\u{2013}' | '\u{2014}' | '\u{25CF}' | '\u{25AA}' | '\u{25A0}' | '*' | '+' => BULLET,
        '"' | '\u{201C}' | '\u{201E}' | '\u{2018}' | '\u{300C}' | '\u{300E}' => QUOTE,
        '/' => SLASH,
        '(' => BRACKET,
        '@' => AT,
        ',' | ';' | '\u{60C}' | '\u{61B}' | '\u{3001}' | '\u{FF0C}' => COMMA,
        '\u{A9}' => COPYRIGHT,
        '\u{130}' => TWO_LOWER,
        _ => 0,
    };
    own | bit(phrases::ITEMS.contains(&c), ITEM)
        | bit(phrases::BARS.contains(&c), BAR)
        | bit(phrases::is_mark(c), LABEL)
        | bit(phrases::dates::PLACE_ENDS.contains(&c), PLACE_END)
        | bit(phrases::ends::may_end(c), SENTENCE)
        | bit(credit::is_beside_agency(c), AGENCY)
        | bit(credit::BETWEEN.contains(&c), CREDIT)
        | bit(line::NAME_ENDS.contains(&c), NAME_END)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_are_not_asked_for_are_as_if_they_were() {
        for c in ('\u{3000}'..='\u{FFFF}').filter(|c| is_common_letter(*c)) {
            let (common, asked) = (Character::common(c, Kind::of(c)), Character::asked(c, Kind::of(c)));
            assert_eq!((common.flags, common.lower, common.folded), (asked.flags, asked.lower, asked.folded), "{c:?}");
        }
    }

    #[test]
    fn lower_case_is_that_of_the_standard_library() {
        for c in '\0'..=char::MAX {
            let character = Character::of(c);
            let mut lower = String::from_utf8_lossy(&character.lower[..character.lower_len()]).into_owned();
            if character.flags & TWO_LOWER != 0 {
                lower.push('\u{307}');
            }
            assert!(lower.chars().eq(c.to_lowercase()), "{c:?}");
        }
    }
}
