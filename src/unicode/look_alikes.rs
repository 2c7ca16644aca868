//! Letters of Latin, Cyrillic and Greek that stand in a word of another of these scripts and look like letters of it, by the
//! confusables of [UTS #39](https://www.unicode.org/reports/tr39/): `langdata/unicode/look-alikes.tsv`.
//!
//! A word is folded only where one script shows itself by letters that no other has, the others show nothing, and theirs are the fewer.

use std::sync::OnceLock;

use unicode_script::{Script, UnicodeScript};

use super::blocks::{self, BLOCK, OVERHANG};
use super::folds::{Fold, Folds, languages_of};
use super::spacing::is_mark;
use crate::document::Change;
use crate::langdata;
use crate::language::Language;

const SCRIPTS: [Script; 3] = [Script::Latin, Script::Cyrillic, Script::Greek];

/// Letters that look the same, in the order of [`SCRIPTS`].
struct Row {
    letters: [Option<char>; 3],
    /// Where the Cyrillic letter is one of the language; empty: in most.
    languages: Vec<Language>,
}

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let rows = langdata::rows(langdata::text("unicode/look-alikes.tsv"));
        rows.filter_map(|(_, row)| row_of(&row)).collect()
    })
}

fn row_of(row: &[&str]) -> Option<Row> {
    let &[latin, cyrillic, greek, languages] = row else { return None };
    let letter = |column: &str| if column == "-" { None } else { column.chars().next() };
    Some(Row { letters: [letter(latin), letter(cyrillic), letter(greek)], languages: languages_of(languages)? })
}

/// The changes that the fold asks for.
pub(super) fn changes(text: &str, language: Language, folds: Folds) -> Vec<Change> {
    let (mut changes, mut done) = (Vec::new(), 0);
    if !folds.has(Fold::LookAlikes) {
        return changes;
    }
    let bytes = text.as_bytes();
    let mut block = 0;
    while block < bytes.len() {
        let mut copy = [0; BLOCK + OVERHANG];
        let mut borders = blocks::borders(blocks::window(bytes, block, &mut copy));
        while borders != 0 {
            let place = block + borders.trailing_zeros() as usize;
            borders &= borders - 1;
            if place >= done && text.is_char_boundary(place) {
                done = word(text, place, done, language, &mut changes);
            }
        }
        block += BLOCK;
    }
    changes
}

/// Folds the word at `place`, not before `done`; its end.
fn word(text: &str, place: usize, done: usize, language: Language, changes: &mut Vec<Change>) -> usize {
    let in_word = |&(_, c): &(usize, char)| c.is_alphabetic() || is_mark(c);
    let start = text[done..place].char_indices().rev().take_while(in_word).last().map_or(place, |(i, _)| done + i);
    let end = start + text[start..].char_indices().find(|found| !in_word(found)).map_or(text.len() - start, |(i, _)| i);
    let word = &text[start..end];
    // How many letters of each script there are, and how many that no other script has.
    let (mut letters, mut own) = ([0_usize; 3], [0_usize; 3]);
    for c in word.chars() {
        if let Some(script) = SCRIPTS.iter().position(|&script| c.script() == script) {
            letters[script] += 1;
            own[script] += usize::from(!rows().iter().any(|row| row.letters[script] == Some(c)));
        }
    }
    let Some(home) = (0..3).find(|&script| own[script] > 0) else { return end };
    if own.iter().filter(|&&n| n > 0).count() > 1 || 2 * letters[home] <= letters.iter().sum() {
        return end;
    }
    let replacement = |c: char| {
        let script = SCRIPTS.iter().position(|&script| c.script() == script).filter(|&script| script != home)?;
        let row = rows().iter().find(|row| row.letters[script] == Some(c) && row.letters[home].is_some())?;
        let is_known = home != 1 || row.languages.is_empty() || row.languages.contains(&language);
        row.letters[home].filter(|_| is_known)
    };
    let strangers = letters.iter().sum::<usize>() - letters[home];
    let before = changes.len();
    for (i, c) in word.char_indices() {
        if let Some(letter) = replacement(c) {
            let range = start + i..start + i + c.len_utf8();
            changes.push(Change { range, with: letter.to_string(), rule: Fold::LookAlikes.name() });
        }
    }
    // Half a word is worse than a word left alone.
    if changes.len() - before != strangers {
        changes.truncate(before);
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str, code: &str) -> String {
        let mut folded = text.to_owned();
        let found = changes(text, Language::new(code).unwrap(), Folds(Fold::LookAlikes.bit()));
        for change in found.into_iter().rev() {
            folded.replace_range(change.range, &change.with);
        }
        folded
    }

    /// (language, before, after); strange letters as escapes.
    const CASES: &[(&str, &str, &str)] = &[
        ("eng", "pr\u{435}sident \u{421}entral", "president Central"),
        ("rus", "cпасибо", "спасибо"),
        ("rus", "Moсква, Mосква", "Москва, Москва"),
        ("ell", "A\u{3B8}\u{3AE}\u{3BD}\u{3B1}", "\u{391}\u{3B8}\u{3AE}\u{3BD}\u{3B1}"),
        (
            "eng",
            "a very long line of English words before the w\u{43E}rd that is not what it seems to be, and some behind it",
            "a very long line of English words before the word that is not what it seems to be, and some behind it",
        ),
        // Both scripts show themselves, nothing shows, the strangers are the more, or what looks the same is no letter of the language.
        ("rus", "PDFка SMSка", "PDFка SMSка"),
        ("rus", "сор XX", "сор XX"),
        ("eng", "TNF\u{3B1} A\u{3B2} h\u{3BD} k\u{3A9} \u{394}x", "TNF\u{3B1} A\u{3B2} h\u{3BD} k\u{3A9} \u{394}x"),
        ("rus", "Миp и миp, сyд", "Мир и мир, суд"),
        ("rus", "вiд", "вiд"),
        ("ukr", "вiд", "від"),
        ("eng", "Владимир and Vladimir", "Владимир and Vladimir"),
    ];

    #[test]
    fn words_of_two_scripts() {
        for (code, before, after) in CASES {
            assert_eq!(folded(before, code), *after, "{code}");
        }
    }

    #[test]
    fn every_row_is_read() {
        for (line, row) in langdata::rows(langdata::text("unicode/look-alikes.tsv")) {
            let row = row_of(&row).unwrap_or_else(|| panic!("line {line}"));
            for (letter, script) in row.letters.iter().zip(SCRIPTS) {
                assert!(letter.is_none_or(|c| c.script() == script && c.is_alphabetic()), "line {line}: {letter:?}");
            }
        }
    }
}
