//! The stream-safe text format of [UAX #15](https://www.unicode.org/reports/tr15/#Stream_Safe_Text_Format): where more than 30 combining marks follow
//! each other, U+034F COMBINING GRAPHEME JOINER is put between them, so that what normalizes the text needs no more memory than that.

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

use super::Form;
use super::folds::{Fold, Folds};
use super::quick::Scan;
use crate::document::Change;

/// Marks that may follow each other.
const LONGEST: usize = 30;
/// Fewer bytes than a longer run has, whatever its marks: one character of two bytes decomposes to two marks.
const STEP: usize = 30;

/// The changes that the fold asks for: a mark becomes a joiner and the mark.
pub(super) fn changes(text: &str, folds: Folds) -> Vec<Change> {
    let (mut changes, mut at) = (Vec::new(), 0);
    if !folds.has(Fold::StreamSafe) {
        return changes;
    }
    // Of a run that is too long, some byte of these lies in the middle.
    while at < text.len() {
        if text.as_bytes()[at] < 0x80 {
            at += STEP;
            continue;
        }
        let place = (0..=at).rev().find(|&place| text.is_char_boundary(place)).unwrap_or(0);
        if text[place..].chars().next().is_some_and(|c| !is_mark(c)) {
            at += STEP;
            continue;
        }
        let start = text[..place].char_indices().rev().find(|&(_, c)| !is_mark(c)).map_or(0, |(i, _)| i);
        let mut marks = 0;
        at = text.len();
        for (i, c) in text[start..].char_indices() {
            let (leading, trailing, all) = marks_of(c);
            if !all && i > 0 {
                at = start + i;
                break;
            }
            if marks + leading > LONGEST {
                let range = start + i..start + i + c.len_utf8();
                changes.push(Change { range, with: format!("\u{34F}{c}"), rule: Fold::StreamSafe.name() });
                marks = 0;
            }
            marks = if all { marks + leading } else { trailing };
        }
        at = at.max(place + 1);
    }
    changes
}

/// Whether it is a mark, or decomposes to nothing but marks.
fn is_mark(c: char) -> bool {
    let begins = |scan: &'static Scan| scan.begins(c);
    !Scan::of(Form::Nfkd).is_some_and(begins) && (canonical_combining_class(c) != 0 || marks_of(c).2)
}

/// The marks that its decomposition begins with and ends with, and whether it is nothing else.
fn marks_of(c: char) -> (usize, usize, bool) {
    let (mut leading, mut trailing, mut all) = (0, 0, true);
    decompose_compatible(c, |d| {
        if canonical_combining_class(d) == 0 {
            (trailing, all) = (0, false);
        } else {
            leading += usize::from(all);
            trailing += 1;
        }
    });
    (leading, trailing, all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization;

    fn folded(text: &str) -> String {
        let (mut new, mut at) = (String::new(), 0);
        for change in changes(text, Folds(Fold::StreamSafe.bit())) {
            new.push_str(&text[at..change.range.start]);
            new.push_str(&change.with);
            at = change.range.end;
        }
        new + &text[at..]
    }

    proptest! {
        #[test]
        fn as_the_reference(parts in prop::collection::vec(("[a\u{E9}\u{1EA5}\u{4E00} ]{0,40}", "[\u{300}\u{323}\u{344}\u{5B0}\u{1D165}\u{F73}]{0,100}"), 0..5)) {
            let text: String = parts.iter().flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
            prop_assert_eq!(folded(&text), text.chars().stream_safe().collect::<String>());
        }
    }
}
