//! The shape of a line: how long it is, how it ends, how it is capitalised. Nothing here knows a language.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::fold::{is_ignorable, is_unspaced};
use crate::chars::Kind;

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
    /// Commas, semicolons, of any script.
    pub commas: usize,
    /// Bars, guillemets and bullets between items.
    pub separators: usize,
    /// Digits.
    pub digits: usize,
    /// Whether there is an address of the Web or of mail.
    pub address: bool,
}

/// Characters of one word in a script without spaces, on average.
const CHARS_PER_WORD: f32 = 1.7;

impl Shape {
    pub(crate) fn of(text: &str) -> Shape {
        let text = text.trim();
        let mut shape = Shape {
            letters: 0,
            words: 0.0,
            capitalised: 0.0,
            cased: false,
            all_capitals: false,
            starts_lower: false,
            bullet: false,
            quoted: false,
            end: end(text),
            stops_inside: 0,
            commas: 0,
            separators: 0,
            digits: 0,
            address: has_address(text),
        };
        let (mut unspaced, mut upper, mut lower) = (0usize, 0usize, 0usize);
        let (mut words, mut could, mut capital) = (0usize, 0usize, 0usize);
        let mut in_word = false;
        let mut stop = false;
        let mut first_letter = true;
        let mut quotations = 0usize;
        for c in text.chars() {
            let kind = Kind::of(c);
            if kind.is_alphabetic() {
                shape.letters += 1;
                let (is_upper, is_lower) = (kind.is_uppercase(), kind.is_lowercase());
                upper += usize::from(is_upper);
                lower += usize::from(is_lower);
                if first_letter {
                    shape.starts_lower = is_lower;
                    first_letter = false;
                }
                if is_unspaced(c) {
                    unspaced += 1;
                    shape.stops_inside += usize::from(stop);
                    stop = false;
                    in_word = false;
                } else if !in_word {
                    in_word = true;
                    words += 1;
                    if words > 1 && (is_upper || is_lower) {
                        could += 1;
                        capital += usize::from(is_upper);
                    }
                }
            } else if kind.is_numeric() {
                shape.digits += 1;
                if !in_word {
                    in_word = true;
                    words += 1;
                }
                stop = false;
            } else if kind.is_whitespace() {
                in_word = false;
                shape.stops_inside += usize::from(stop);
                stop = false;
            } else if !kind.is_mark()
                && !matches!(c, '\'' | '\u{2019}' | '-' | '\u{2010}' | '\u{2011}')
                && !is_ignorable(c)
            {
                in_word = false;
                match c {
                    ',' | ';' | '\u{60C}' | '\u{61B}' | '\u{3001}' | '\u{FF0C}' | '\u{FF1B}' => shape.commas += 1,
                    '\u{AB}' | '\u{2039}' => quotations += 1,
                    // The end of a quotation, not the mark between items.
                    '\u{BB}' | '\u{203A}' if quotations > 0 => quotations -= 1,
                    '|' | '\u{BB}' | '\u{203A}' | '\u{B7}' | '\u{2022}' | '>' | '\u{BBB}' => shape.separators += 1,
                    _ => {}
                }
                stop = is_stop(c) || stop && is_closing(c);
            }
        }
        let first = text.chars().next().unwrap_or(' ');
        shape.bullet = matches!(
            first,
            '\u{2022}' | '\u{B7}' | '\u{25CF}' | '\u{25AA}' | '\u{25A0}' | '*' | '-' | '\u{2013}' | '\u{2014}' | '+'
        );
        shape.quoted = matches!(first, '"' | '\u{201C}' | '\u{201E}' | '\u{AB}' | '\u{2018}' | '\u{300C}' | '\u{300E}');
        shape.words = words as f32 + unspaced as f32 / CHARS_PER_WORD;
        shape.capitalised = if could == 0 { 0.0 } else { capital as f32 / could as f32 };
        shape.cased = upper + lower > shape.letters / 2 && shape.letters > 0;
        shape.all_capitals = upper > 3 && lower == 0;
        shape
    }

    /// Whether it ends as a sentence of running text does.
    pub(crate) fn ends_sentence(&self) -> bool {
        matches!(self.end, End::Stop | End::Question)
    }
}

/// Whether there is an address of the Web, or a short text with one of mail.
fn has_address(text: &str) -> bool {
    static WWW: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("www."));
    let bytes = text.as_bytes();
    memchr::memchr(b'/', bytes).is_some() && text.contains("://")
        || WWW.find(bytes).is_some()
        || text.len() < 200 && memchr::memchr(b'@', bytes).is_some()
}

fn end(text: &str) -> End {
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
fn is_stop(c: char) -> bool {
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

fn is_closing(c: char) -> bool {
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
