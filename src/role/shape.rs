//! The shape of a line: how long it is, how it ends, how it is capitalised. Nothing here knows a language.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::character::{self, Character};
use super::fold::is_ignorable;
use super::folded::character_at;

/// How a line ends, closing quotes and brackets left aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// No sentence punctuation.
    Open,
    /// A full stop of any script, or an exclamation mark.
    Stop,
    /// A question mark.
    Question,
    /// An ellipsis: cut short.
    Ellipsis,
    /// A colon: something follows.
    Colon,
}

/// What is measured of a line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// Letters.
    pub letters: usize,
    /// Words; of a script without spaces between words, an estimate from its characters.
    pub words: f32,
    /// Words that begin with an upper-case letter, of those that could (the first one left aside).
    pub capitalised: f32,
    /// Whether there are cased letters at all.
    pub cased: bool,
    /// Whether all cased letters are upper-case, and there are several.
    pub all_capitals: bool,
    /// Whether it begins with a lower-case letter.
    pub starts_lower: bool,
    /// Whether it begins with a bullet or dash of a list.
    pub bullet: bool,
    /// Whether it begins with an opening quotation mark.
    pub quoted: bool,
    /// How it ends.
    pub end: End,
    /// Sentence ends inside, followed by more text.
    pub stops_inside: usize,
    /// Bars, guillemets and bullets between items.
    pub separators: usize,
    /// Digits.
    pub digits: usize,
    /// Commas and semicolons.
    pub commas: usize,
    /// Whether it begins with a number.
    pub numbered: bool,
    /// Whether there is an address of the Web or of mail.
    pub address: bool,
}

/// Characters of one word in a script without spaces, on average.
pub(super) const CHARS_PER_WORD: f32 = 1.7;

impl Shape {
    pub(crate) fn of(text: &str) -> Shape {
        let text = text.trim();
        let latin = character::latin();
        let (mut counts, mut at, mut flags) = (Counts::default(), 0, 0);
        while at < text.len() {
            let (character, len) = character_at(latin, text, at);
            flags |= character.flags;
            counts.push(character.flags);
            at += len;
        }
        counts.shape(text, flags)
    }

    /// Whether it ends as a sentence of running text does.
    pub(crate) fn ends_sentence(&self) -> bool {
        matches!(self.end, End::Stop | End::Question)
    }
}

/// What is counted of a line, character by character.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    letters: usize,
    upper: usize,
    lower: usize,
    unspaced: usize,
    digits: usize,
    words: usize,
    /// Words that could begin with an upper-case letter, and those that do; the first one left aside.
    could: usize,
    capital: usize,
    in_word: bool,
    starts_lower: bool,
    /// Behind a full stop and what closes a quotation.
    stop: bool,
    stops_inside: usize,
    separators: usize,
    commas: usize,
    quotations: usize,
}

impl Counts {
    /// Takes in ASCII letters, so many of them in upper case; the first one is in upper case or not.
    #[inline(always)]
    pub(super) fn letters(&mut self, count: usize, upper: usize, first_upper: bool) {
        if self.letters == 0 {
            self.starts_lower = !first_upper;
        }
        self.letters += count;
        self.upper += upper;
        self.lower += count - upper;
        if !self.in_word {
            self.in_word = true;
            if self.words > 0 {
                self.could += 1;
                self.capital += usize::from(first_upper);
            }
            self.words += 1;
        }
    }

    /// Takes in a letter of a script with spaces by its flags.
    #[inline(always)]
    pub(super) fn letter(&mut self, flags: u64) {
        let (upper, lower) = (flags & character::UPPER != 0, flags & character::LOWER != 0);
        if !self.in_word {
            self.in_word = true;
            self.starts_lower |= self.letters == 0 && lower;
            if self.words > 0 && (upper || lower) {
                self.could += 1;
                self.capital += usize::from(upper);
            }
            self.words += 1;
        } else if self.letters == 0 {
            // Behind a number.
            self.starts_lower = lower;
        }
        self.letters += 1;
        self.upper += usize::from(upper);
        self.lower += usize::from(lower);
    }

    /// Takes in a blank.
    #[inline(always)]
    pub(super) fn blank(&mut self) {
        self.in_word = false;
        self.stops_inside += usize::from(self.stop);
        self.stop = false;
    }

    /// Takes in a character by its flags.
    #[inline(always)]
    pub(super) fn push(&mut self, flags: u64) {
        use character::*;
        let has = |bits: u64| flags & bits != 0;
        if has(LETTER) && !has(UNSPACED) {
            self.letter(flags);
        } else if has(LETTER) {
            self.starts_lower |= self.letters == 0 && has(LOWER);
            self.letters += 1;
            self.unspaced += 1;
            self.stops_inside += usize::from(self.stop);
            self.stop = false;
            self.in_word = false;
        } else if has(BLANK) {
            self.blank();
        } else if has(NUMBER) {
            self.digits += 1;
            self.words += usize::from(!self.in_word);
            self.in_word = true;
            self.stop = false;
        } else if !has(MARK | LINK | IGNORABLE) {
            self.in_word = false;
            if has(OPENS | CLOSES | SEPARATOR) {
                if has(OPENS) {
                    self.quotations += 1;
                } else if has(CLOSES) && self.quotations > 0 {
                    // The end of a quotation, not the mark between items.
                    self.quotations -= 1;
                } else {
                    self.separators += 1;
                }
            }
            self.commas += usize::from(has(COMMA));
            self.stop = has(STOP) || self.stop && has(CLOSING);
        }
    }

    /// Whether there are small letters.
    pub(super) fn has_lower(&self) -> bool {
        self.lower > 0
    }

    /// The shape of `text`, which these counts and flags are of and which has no blanks at its ends.
    pub(super) fn shape(&self, text: &str, flags: u64) -> Shape {
        let first = text.chars().next().map_or(0, |c| Character::of(c).flags);
        Shape {
            letters: self.letters,
            words: self.words as f32 + self.unspaced as f32 / CHARS_PER_WORD,
            capitalised: if self.could == 0 { 0.0 } else { self.capital as f32 / self.could as f32 },
            cased: self.upper + self.lower > self.letters / 2 && self.letters > 0,
            all_capitals: self.upper > 3 && self.lower == 0,
            starts_lower: self.starts_lower,
            bullet: first & character::BULLET != 0,
            quoted: first & character::QUOTE != 0,
            end: end(text),
            stops_inside: self.stops_inside,
            separators: self.separators,
            digits: self.digits,
            commas: self.commas,
            numbered: first & character::NUMBER != 0,
            address: has_address(text, flags),
        }
    }
}

/// Whether there is an address of the Web, or a short text with one of mail; `flags` are those of its characters.
fn has_address(text: &str, flags: u64) -> bool {
    static WWW: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("www."));
    flags & character::SLASH != 0 && text.contains("://")
        || flags & character::SENTENCE != 0 && WWW.find(text.as_bytes()).is_some()
        || flags & character::AT != 0 && text.len() < 200
}

fn end(text: &str) -> End {
    // How most lines end, without a look at what closes quotations.
    match text.as_bytes() {
        [.., b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9'] => End::Open,
        [.., b'.', b'.'] => End::Ellipsis,
        [.., b'.' | b'!'] => End::Stop,
        [.., b'?'] => End::Question,
        _ => end_of_any(text),
    }
}

/// How any line ends.
pub(super) fn end_of_any(text: &str) -> End {
    let mut rest = text.chars().rev().skip_while(|&c| is_closing(c) || is_ignorable(c) || c.is_whitespace());
    match rest.next() {
        Some('\u{2026}' | '\u{22EF}') => End::Ellipsis,
        Some('.') if rest.next() == Some('.') => End::Ellipsis,
        Some('?' | '\u{FF1F}' | '\u{61F}' | '\u{37E}' | '\u{1367}') => End::Question,
        Some(':' | '\u{FF1A}') => End::Colon,
        Some(c) if is_stop(c) => End::Stop,
        _ => End::Open,
    }
}

/// Full stops and exclamation marks of all scripts, question marks too.
pub(super) fn is_stop(c: char) -> bool {
    matches!(
        c,
        '.' | '!'
            | '?'
            | '\u{2026}'
            | '\u{3002}'
            | '\u{FF01}'
            | '\u{FF1F}'
            | '\u{FF0E}'
            | '\u{FF61}'
            | '\u{964}'
            | '\u{965}'
            | '\u{6D4}'
            | '\u{61F}'
            | '\u{37E}'
            | '\u{589}'
            | '\u{1362}'
            | '\u{1367}'
            | '\u{104A}'
            | '\u{104B}'
            | '\u{17D4}'
            | '\u{203C}'
    )
}

pub(super) fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '\u{201D}'
            | '\u{2019}'
            | '\u{201C}'
            | '\u{BB}'
            | '\u{AB}'
            | '\u{203A}'
            | ')'
            | ']'
            | '\u{FF09}'
            | '\u{300D}'
            | '\u{300F}'
            | '\u{3011}'
            | '\u{3015}'
            | '*'
    )
}

#[cfg(test)]
mod tests {
    use super::{End, Shape};

    #[test]
    fn ends_in_all_scripts() {
        for (text, wanted) in [
            ("They left.", End::Stop),
            ("\u{201C}They left.\u{201D}", End::Stop),
            ("They left (all of them).", End::Stop),
            ("What is it?", End::Question),
            ("And then\u{2026}", End::Ellipsis),
            ("And then ...", End::Ellipsis),
            ("Three things:", End::Colon),
            ("Three things", End::Open),
            ("\u{4ED6}\u{4EEC}\u{8D70}\u{4E86}\u{3002}\u{201D}", End::Stop),
            ("\u{935}\u{94B} \u{917}\u{90F}\u{964}", End::Stop),
            ("\u{648}\u{6C1} \u{6AF}\u{626}\u{6D2}\u{6D4}", End::Stop),
            ("\u{645}\u{627}\u{630}\u{627}\u{61F}", End::Question),
            ("", End::Open),
        ] {
            assert_eq!(Shape::of(text).end, wanted, "{text}");
        }
    }

    #[test]
    fn words_with_and_without_spaces() {
        assert_eq!(Shape::of("It\u{2019}s well-known, isn\u{2019}t it").words, 4.0);
        assert_eq!(Shape::of("\u{939}\u{93F}\u{928}\u{94D}\u{926}\u{940} \u{92D}\u{93E}\u{937}\u{93E}").words, 2.0);
        let chinese = Shape::of("\u{963F}\u{5BCC}\u{6C57}\u{653F}\u{5E9C}\u{8868}\u{793A}");
        assert!(chinese.words > 3.0 && chinese.words < 6.0 && !chinese.cased);
        assert!(Shape::of("BECOME A MEMBER").all_capitals);
        assert_eq!(Shape::of("One. Two. Three.").stops_inside, 2);
    }
}
