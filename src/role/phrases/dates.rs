//! Lines that are a date, begin with one, or are a place and a date, by the words of dates of all languages.

use super::super::character;
use super::super::fold::is_unspaced;
use super::super::folded::Folded;
use super::Phrases;

/// What may stand between a place and a date.
pub(in crate::role) const PLACE_ENDS: [char; 6] = [',', '|', '\u{2013}', '\u{2014}', '\u{60C}', '\u{FF0C}'];

impl Phrases {
    /// Begins with a date, and not much comes after it: `12 May 2021 | Updated by …`.
    pub(in crate::role) fn begins_with_date(&self, text: &str, folded: &Folded) -> bool {
        // A number, and not at the end of many words.
        if text.len() > 160 || !folded.has_digit() {
            return false;
        }
        let (mut words, mut numbers, mut rest) = (0, 0, 0);
        for token in folded.bytes().split(|byte| *byte == b' ') {
            if rest == 0 && self.is_date_token(token) {
                numbers += token.iter().filter(|byte| **byte == b'0').count();
                words += usize::from(token != b"0");
            } else {
                rest += 1;
            }
        }
        (numbers >= 2 && words >= 1 || numbers >= 3) && rest <= 8
    }

    /// Only numbers and the words of dates, with a number and not too many.
    pub(super) fn is_date(&self, folded: &Folded) -> bool {
        let mut tokens = 0;
        let mut words = 0;
        folded.has_digit()
            && folded.bytes().split(|byte| *byte == b' ').all(|token| {
                tokens += 1;
                words += usize::from(token != b"0");
                tokens <= 14 && self.is_date_token(token)
            })
            && (words > 0 || tokens >= 3)
    }

    /// Numbers and words of dates, without spaces between them.
    fn is_date_token(&self, token: &[u8]) -> bool {
        token.split(|byte| *byte == b'0').all(|word| word.is_empty() || self.is_date_word(word))
    }

    fn is_date_word(&self, word: &[u8]) -> bool {
        if self.dates.contains(word) {
            return true;
        }
        // Without spaces between words: the longest known one each time.
        let Ok(mut rest) = std::str::from_utf8(word) else { return false };
        while !rest.is_empty() && rest.starts_with(is_unspaced) {
            let ends = rest.char_indices().map(|(i, c)| i + c.len_utf8()).take(8);
            let Some(end) = ends.filter(|&i| self.dates.contains(&rest.as_bytes()[..i])).last() else { return false };
            rest = &rest[end..];
        }
        rest.is_empty()
    }

    /// Whether the line, apart from a place in front, is a date: `KABUL, Oct. 8`, `ADEN, Nov 3 (Gulf Current)`. `folded` is what it is
    /// folded, `part` is for parts of it.
    pub(in crate::role) fn is_place_and_date(&self, text: &str, folded: &Folded, part: &mut Folded) -> bool {
        if text.len() > 120 || !folded.has_digit() || folded.flags & character::PLACE_END == 0 {
            return false;
        }
        let text = text.split_once('(').map_or(text, |(before, _)| before);
        let Some((place, date)) = text.split_once(PLACE_ENDS) else {
            return false;
        };
        place.split_whitespace().count() <= 4
            && place.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
            && {
                part.of(date);
                self.is_date(part)
            }
    }
}
