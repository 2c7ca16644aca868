//! Text that is not in a form brought to it, character by character, as long as it goes on changing.
//!
//! Segments of one letter and its marks are composed here, single letters are decomposed here; all others are left to `icu_normalizer`.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use unicode_normalization::char::{compose, decompose_canonical, decompose_compatible};

use super::Form;
use super::quick::{CHANGES, INERT, LAST_COMBINING, Scan};

/// Clean bytes behind which it is faster to look at blocks again.
const CLEAN: usize = 96;
/// Marks of a segment that is composed here.
const MARKS: usize = 8;

/// Appends `text` from `start` in the form, until it has been clean for a while; where that is, the beginning of a segment or the end.
/// `start` is the beginning of a segment.
pub(super) fn rewrite(text: &str, start: usize, form: Form, out: &mut String) -> usize {
    let Some(scan) = Scan::of(form) else { return start };
    let bytes = text.as_bytes();
    // What lies before `copied` is written; the segment that is being read begins at `segment`.
    let (mut copied, mut segment, mut at) = (start, start, start);
    while at < bytes.len() && at < copied + CLEAN {
        if bytes[at] < 0x80 {
            segment = at;
            at += 1;
            continue;
        }
        let Some(c) = char_at(text, at) else { break };
        let class = scan.class_of_char(c);
        if class == INERT {
            segment = at;
            at += c.len_utf8();
            continue;
        }
        if class == CHANGES {
            segment = at;
        }
        let mut end = at + c.len_utf8();
        while let Some(next) = char_at(text, end).filter(|&next| !scan.begins(next)) {
            end += next.len_utf8();
        }
        out.push_str(&text[copied..segment]);
        normalize_to(&text[segment..end], form, out);
        (copied, segment, at) = (end, end, end);
    }
    // The last character may have marks behind it that were not read yet.
    let end = if at < bytes.len() { segment } else { at };
    out.push_str(&text[copied..end]);
    end
}

#[inline(always)]
fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// Appends a starter and its marks composed; `false`, and something that is to be taken back, if some of them decompose or there are too many of them.
fn composed(segment: &str, decomposed: &Scan, out: &mut String) -> bool {
    let mut chars = segment.chars();
    let Some(mut starter) = chars.next().filter(|&c| decomposed.class_of_char(c) == INERT) else { return false };
    let (mut marks, mut n) = ([(0, '\0'); MARKS], 0);
    for c in chars {
        match decomposed.class_of_char(c) {
            // A vowel or final of Hangul, or a vowel sign, which composes with what stands right before it.
            INERT if n == 0 => match compose(starter, c) {
                Some(letter) => starter = letter,
                None => {
                    out.push(starter);
                    starter = c;
                }
            },
            class @ 1..=LAST_COMBINING if n < MARKS => {
                // In the order of their classes; those of one class as they came.
                let place = marks[..n].iter().rposition(|&(before, _)| before <= class).map_or(0, |i| i + 1);
                marks.copy_within(place..n, place + 1);
                marks[place] = (class, c);
                n += 1;
            }
            _ => return false,
        }
    }
    let (mut last, mut kept) = (0, 0);
    for i in 0..n {
        let (class, mark) = marks[i];
        // A mark that stays hides those of its class behind it.
        match if last < class { compose(starter, mark) } else { None } {
            Some(letter) => starter = letter,
            None => {
                marks[kept] = (class, mark);
                kept += 1;
                last = class;
            }
        }
    }
    out.push(starter);
    out.extend(marks[..kept].iter().map(|&(_, mark)| mark));
    true
}

/// Appends a segment of one character decomposed; nothing, and `false`, if there are more.
fn single(segment: &str, form: Form, out: &mut String) -> bool {
    let mut chars = segment.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return false };
    match form {
        Form::Nfkd => decompose_compatible(c, |d| out.push(d)),
        _ => decompose_canonical(c, |d| out.push(d)),
    }
    true
}

/// Appends `segment`, which is one, in the form.
pub(super) fn normalize_to(segment: &str, form: Form, out: &mut String) {
    let written = out.len();
    let done = match form {
        Form::Nfc | Form::Nfkc => Scan::of(form.decomposed()).is_some_and(|scan| composed(segment, scan, out)),
        Form::Nfd | Form::Nfkd => single(segment, form, out),
        Form::None => false,
    };
    if done {
        return;
    }
    out.truncate(written);
    // Writing to a string cannot fail.
    let _ = match form {
        Form::Nfc => ComposingNormalizerBorrowed::new_nfc().normalize_to(segment, out),
        Form::Nfd => DecomposingNormalizerBorrowed::new_nfd().normalize_to(segment, out),
        Form::Nfkc => ComposingNormalizerBorrowed::new_nfkc().normalize_to(segment, out),
        Form::Nfkd => DecomposingNormalizerBorrowed::new_nfkd().normalize_to(segment, out),
        Form::None => {
            out.push_str(segment);
            Ok(())
        }
    };
}
