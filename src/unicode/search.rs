//! The folds for search that are rules rather than lists: lower case and no diacritics.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::document::Change;
use crate::language::Language;

use super::folds::{Fold, Folds};

/// The changes that the folds `case` and `diacritics` ask for.
pub(super) fn changes(text: &str, language: Language, folds: Folds) -> Vec<Change> {
    let (mut changes, mut base) = (Vec::new(), None);
    if !folds.has(Fold::Case) && !folds.has(Fold::Diacritics) {
        return changes;
    }
    let dotless = folds.has(Fold::Case) && matches!(language.code(), "tur" | "aze" | "azj" | "crh" | "tat" | "gag");
    for (i, c) in text.char_indices() {
        let (mut with, mut rule) = (String::new(), Fold::Case);
        if folds.has(Fold::Diacritics) && !c.is_ascii() {
            for d in std::iter::once(c).nfd() {
                if is_combining_mark(d) && base.is_some_and(|base| drops(d, base)) {
                    rule = Fold::Diacritics;
                } else {
                    with.push(d);
                }
                if !is_combining_mark(d) {
                    base = Some(d);
                }
            }
            if rule != Fold::Diacritics {
                with.clear();
                with.push(c);
            }
            // The dot of a Turkish capital is no diacritic.
            if dotless && c == '\u{130}' {
                with.clear();
                with.push(c);
            }
        } else {
            base = Some(c);
            with.push(c);
        }
        if folds.has(Fold::Case) {
            with = with.chars().flat_map(|c| lower(c, dotless)).collect();
        }
        let range = i..i + c.len_utf8();
        if text[range.clone()] != with {
            changes.push(Change { range, with, rule: rule.name() });
        }
    }
    changes
}

/// Full case folding of one letter.
fn lower(c: char, dotless: bool) -> impl Iterator<Item = char> {
    let fixed = match c {
        'I' if dotless => Some("\u{131}"),
        '\u{130}' if dotless => Some("i"),
        '\u{DF}' | '\u{1E9E}' => Some("ss"),
        '\u{3C2}' => Some("\u{3C3}"),
        _ => None,
    };
    fixed.unwrap_or_default().chars().chain(fixed.is_none().then(|| c.to_lowercase()).into_iter().flatten())
}

/// Whether a mark over this base says something that search does not ask for.
fn drops(mark: char, base: char) -> bool {
    match base {
        '\u{400}'..='\u{52F}' => {
            matches!(mark, '\u{300}' | '\u{301}') || mark == '\u{308}' && matches!(base, '\u{415}' | '\u{435}')
        }
        'A'..='Z' | 'a'..='z' | '\u{80}'..='\u{3FF}' | '\u{1E00}'..='\u{1FFF}' | '\u{2C60}'..='\u{2C7F}' => {
            matches!(mark, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}')
        }
        _ => false,
    }
}
