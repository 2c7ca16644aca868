//! The normalization forms of [UAX #15](https://www.unicode.org/reports/tr15/): whole strings, and changes by segment.
//!
//! `icu_normalizer` does the work, since it borrows what is normalized and is fast beyond Latin;
//! `unicode-normalization` says where a segment may begin, and is held against it in the tests.

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use unicode_normalization::char::{canonical_combining_class, decompose_canonical, decompose_compatible};
use unicode_normalization::{IsNormalized, is_nfc_quick};

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

    /// The form with this name.
    pub fn from_name(name: &str) -> Option<Form> {
        [Form::Nfc, Form::Nfd, Form::Nfkc, Form::Nfkd, Form::None].into_iter().find(|form| form.name() == name)
    }
}

/// Splits `text` into what is certainly in the form and the rest: the rest's normalization after it is that of the whole.
fn split(text: &str, form: Form) -> (&str, &str) {
    const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
    const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
    const NFD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfd();
    const NFKD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();
    match form {
        Form::Nfc => NFC.split_normalized(text),
        Form::Nfd => NFD.split_normalized(text),
        Form::Nfkc => NFKC.split_normalized(text),
        Form::Nfkd => NFKD.split_normalized(text),
        Form::None => (text, ""),
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
    match form {
        _ if text.is_ascii() => Cow::Borrowed(text),
        Form::Nfc => ComposingNormalizerBorrowed::new_nfc().normalize(text),
        Form::Nfd => DecomposingNormalizerBorrowed::new_nfd().normalize(text),
        Form::Nfkc => ComposingNormalizerBorrowed::new_nfkc().normalize(text),
        Form::Nfkd => DecomposingNormalizerBorrowed::new_nfkd().normalize(text),
        Form::None => Cow::Borrowed(text),
    }
}

/// The changes that bring `text` to the form: one for each changed segment, a segment being what stands between two places
/// that normalization cannot reach across.
pub(super) fn changes(text: &str, form: Form) -> Vec<Change> {
    let mut changes = Vec::new();
    if form == Form::None || text.is_ascii() {
        return changes;
    }
    let mut done = 0;
    loop {
        let (head, tail) = split(&text[done..], form);
        if tail.is_empty() {
            return changes;
        }
        // The split may lie inside a segment, behind characters that stay.
        let split = done + head.len();
        let start = if tail.chars().next().is_some_and(|c| begins_segment(c, form)) {
            split
        } else {
            head.char_indices().rev().find(|&(_, c)| begins_segment(c, form)).map_or(done, |(i, _)| done + i)
        };
        let rest = &text[start..];
        let end = rest
            .char_indices()
            .find(|&(i, c)| start + i > split && begins_segment(c, form))
            .map_or(text.len(), |(i, _)| start + i);
        let segment = &text[start..end];
        let with = to_form(segment, form);
        if with != segment {
            changes.push(Change { range: start..end, with: with.into_owned(), rule: form.name() });
        }
        done = end;
    }
}

/// Whether normalization of what stands before `c` never depends on `c` or what follows it: the first character of its
/// decomposition is a starter and, for the composing forms, never composes with one before it.
fn begins_segment(c: char, form: Form) -> bool {
    if c.is_ascii() {
        return true;
    }
    let mut first = None;
    let emit = |d| _ = first.get_or_insert(d);
    match form {
        Form::Nfkc | Form::Nfkd => decompose_compatible(c, emit),
        _ => decompose_canonical(c, emit),
    }
    let first = first.unwrap_or(c);
    let composes = || is_nfc_quick(std::iter::once(first)) != IsNormalized::Yes;
    canonical_combining_class(first) == 0 && !(matches!(form, Form::Nfc | Form::Nfkc) && composes())
}
