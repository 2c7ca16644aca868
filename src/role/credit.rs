//! Lines that say who made what: the credit at the end of a picture's text, words and pictures of a story side by side.
//!
//! Not for `By …` and `Photo: …`, which are phrases like others.

use super::fold::fold;
use super::folded::Folded;
use super::phrases::Phrases;
use super::shape::{End, Shape};

/// What closes a bracket with an agency in it.
const ROUND: [char; 2] = [')', '\u{FF09}'];
const SQUARE: [char; 2] = [']', '\u{3011}'];
/// What stands before an agency that is in no brackets.
const BEFORE: [char; 4] = ['/', '|', '\u{A9}', '\u{FF0F}'];
/// What stands between who made what.
pub(super) const BETWEEN: [char; 9] = ['|', '\u{B7}', '\u{2022}', '/', ',', ';', '\u{2013}', '\u{2014}', '\u{60C}'];

/// Whether `c` stands before the name of an agency at the end, or is a bracket that closes behind it.
pub(super) fn is_beside_agency(c: char) -> bool {
    ROUND.contains(&c) || SQUARE.contains(&c) || BEFORE.contains(&c)
}

impl Phrases {
    /// Ends in the name of an agency or of a picture's source: `(AP)`, `[Reuters]`, `/ AFP`, `via Getty Images`. `part` is for folding it.
    pub(super) fn ends_in_credit(&self, text: &str, part: &mut Folded) -> bool {
        let trimmed = text.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
        let group = match trimmed.chars().next_back() {
            Some(c) if ROUND.contains(&c) => trimmed.rfind(['(', '\u{FF08}']),
            Some(c) if SQUARE.contains(&c) => trimmed.rfind(['[', '\u{3010}']),
            _ => trimmed.rfind(BEFORE),
        };
        let Some(at) = group else { return false };
        let group = &trimmed[at..];
        if group.len() > 120 || at == 0 {
            return false;
        }
        part.of(group);
        self.has_credit(part.bytes())
    }

    /// Items that each name what a person made and the person: `words Ann Lee · pictures Jon Ray`.
    pub(super) fn is_credits(&self, text: &str) -> bool {
        if text.len() > 200 {
            return false;
        }
        let mut items = 0;
        for item in text.split(BETWEEN) {
            let item = item.trim();
            // One word or two: "photos by".
            let ends = item.char_indices().filter(|&(_, c)| c == ' ').map(|(i, _)| i).take(2);
            let name = ends.filter(|&end| self.makings.contains(&fold(&item[..end]))).last().map(|end| &item[end..]);
            if !name.is_some_and(|name| is_name(&Shape::of(name))) {
                return false;
            }
            items += 1;
        }
        items >= 2
    }
}

/// One to five words, all capitalised where letters have case.
fn is_name(shape: &Shape) -> bool {
    (1.0..=5.0).contains(&shape.words)
        && shape.digits == 0
        && shape.end == End::Open
        && (!shape.cased || !shape.starts_lower && (shape.words < 2.0 || shape.capitalised > 0.6))
}

/// A text and then who has the rights in the picture: `A bus on the coast road. © Ann Lee`.
pub(super) fn ends_in_copyright(text: &str) -> bool {
    let Some((before, owner)) = text.split_once('\u{A9}') else { return false };
    text.len() <= 400 && Shape::of(before).words >= 4.0 && is_name(&Shape::of(owner))
}
