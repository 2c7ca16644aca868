//! The normalization forms of [UAX #15](https://www.unicode.org/reports/tr15/): whole strings, and changes by segment.
//!
//! `quick` says which segments of a text are not in the form, `rewrite` brings them to it, and `unicode-normalization` is held against
//! both in the tests.

use std::borrow::Cow;
use std::ops::Range;

use super::{quick, rewrite};
use crate::document::Change;

/// A Unicode normalization form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Canonical composition.
    #[default]
    Nfc,
    /// Canonical decomposition.
    Nfd,
    /// Compatibility composition.
    Nfkc,
    /// Compatibility decomposition.
    Nfkd,
    /// As it is.
    None,
}

impl Form {
    /// Its name in settings and edits: `nfc`, `nfd`, `nfkc`, `nfkd`, `none`.
    pub fn name(self) -> &'static str {
        match self {
            Form::Nfc => "nfc",
            Form::Nfd => "nfd",
            Form::Nfkc => "nfkc",
            Form::Nfkd => "nfkd",
            Form::None => "none",
        }
    }

    /// The form without its compositions.
    pub(super) fn decomposed(self) -> Form {
        match self {
            Form::Nfc | Form::Nfd => Form::Nfd,
            Form::Nfkc | Form::Nfkd => Form::Nfkd,
            Form::None => Form::None,
        }
    }

    /// The form with this name.
    pub fn from_name(name: &str) -> Option<Form> {
        [Form::Nfc, Form::Nfd, Form::Nfkc, Form::Nfkd, Form::None].into_iter().find(|form| form.name() == name)
    }
}

/// `text` in the form, borrowed if it is in it already. Time is linear in the length of the text.
///
/// ```
/// use polynorm::unicode::{Form, to_form};
///
/// assert_eq!(to_form("e\u{301}\u{2126}", Form::Nfc), "\u{E9}\u{3A9}");
/// assert!(matches!(to_form("\u{E9}", Form::Nfc), std::borrow::Cow::Borrowed(_)));
/// ```
pub fn to_form(text: &str, form: Form) -> Cow<'_, str> {
    let mut segments = Segments { text, form, done: 0 };
    let Some(first) = segments.next() else { return Cow::Borrowed(text) };
    // Decomposed text grows, composed text shrinks.
    let mut new = String::with_capacity(text.len() + if form == Form::Nfc { 0 } else { text.len() / 8 });
    let (mut at, mut next) = (0, Some(first));
    while let Some(segment) = next {
        new.push_str(&text[at..segment.start]);
        at = rewrite::rewrite(text, segment.start, form, &mut new);
        segments.done = at;
        next = segments.next();
    }
    new.push_str(&text[at..]);
    Cow::Owned(new)
}

/// Whether `text` is in the form.
pub(crate) fn is_in_form(text: &str, form: Form) -> bool {
    quick::unchanged(text, 0, form) == text.len()
}

/// How a character takes being brought to a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reaction {
    /// It stays as it is, and so does what stands beside it.
    None,
    /// It changes, and what stands around it does not matter.
    Alone,
    /// It may change with what stands around it.
    WithOthers,
}

/// How `c` takes being brought to `form`. A text of characters that do not react with others is in the form when each of them is.
pub(crate) fn reaction(c: char, form: Form) -> Reaction {
    match quick::Scan::of(form).map_or(quick::INERT, |scan| scan.class_of_char(c)) {
        quick::INERT => Reaction::None,
        quick::CHANGES => Reaction::Alone,
        _ => Reaction::WithOthers,
    }
}

/// The changes that bring `text` to the form: one for each changed segment, a segment being what stands between two places
/// that normalization cannot reach across.
pub(super) fn changes(text: &str, form: Form) -> Vec<Change> {
    let mut changes = Vec::new();
    for range in (Segments { text, form, done: 0 }) {
        let mut with = String::new();
        rewrite::normalize_to(&text[range.clone()], form, &mut with);
        if with != text[range.clone()] {
            changes.push(Change { range, with, rule: form.name() });
        }
    }
    changes
}

/// The segments of a text that may not be in the form.
struct Segments<'a> {
    text: &'a str,
    form: Form,
    done: usize,
}

impl Iterator for Segments<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let place = quick::unchanged(self.text, self.done, self.form);
        if place == self.text.len() {
            return None;
        }
        let segment = quick::segment(self.text, self.done, place, self.form);
        self.done = segment.end;
        Some(segment)
    }
}
