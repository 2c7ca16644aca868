//! Scripts that leave out short vowels, by rule: Arabic and Hebrew.
//!
//! The rules give a plausible reading of a name, not the right one: that is in no letter of it.

use crate::language::Language;

use super::table::{Context, Table};
use super::{arabic, models, syllables};

/// What a letter may be.
#[derive(Clone, Copy, PartialEq)]
enum Letter {
    Consonant(&'static str),
    /// A written vowel.
    Vowel(&'static str),
    /// A long a, or the seat of an initial vowel.
    Alef,
    /// A consonant or a vowel, as its neighbours have it.
    Either(&'static str, &'static str),
    Ayn,
    /// An h that is a vowel at the end of a word.
    Final(&'static str),
    Silent,
}

/// Each letter under a shadda written twice, the vowel after it.
pub(super) fn doubled(word: &str) -> String {
    let mut letters: Vec<char> = Vec::new();
    for c in word.chars() {
        if c == '\u{651}' {
            let at = letters.iter().rposition(|c| !matches!(c, '\u{64B}'..='\u{652}')).unwrap_or(0);
            if let Some(&letter) = letters.get(at) {
                letters.insert(at, letter);
            }
        } else {
            letters.push(c);
        }
    }
    letters.into_iter().collect()
}

/// A word in Arabic script.
pub(super) fn arabic(word: &str, language: Option<Language>, latin: &mut String) {
    let vowels = syllables::written_vowels(word, language);
    let language = vowels.or(language);
    // Uyghur tells apart what others write for each other.
    let is_uyghur = language.is_some_and(|language| language.code() == "uig");
    let folded: String = word.chars().filter_map(|c| if is_uyghur { Some(c) } else { arabic::fold(c) }).collect();
    let word = folded.as_str();
    let persian = language.is_none_or(Language::is_und) && word.contains(['\u{67E}', '\u{686}', '\u{698}', '\u{6AF}']);
    let table = Table::alphabet(if persian { Language::new("fas") } else { language }, "Arab");
    spell(&letters(word, table), "a", latin);
}

/// A Hebrew name by what was learned from names, if it has no points.
pub(super) fn hebrew_name(word: &str, n: usize) -> Option<Vec<(String, f32)>> {
    let letters: String = word.chars().map(|c| if matches!(c, '\u{5F3}' | '\u{2019}') { '\'' } else { c }).collect();
    let model = models::get("Hebr").filter(|model| model.knows(&letters))?;
    Some(models::spell(model, &letters, 0, n)).filter(|choices| !choices.is_empty())
}

/// A Hebrew word.
pub(super) fn hebrew(word: &str, latin: &mut String) {
    let Some(table) = Table::get("Hebr") else { return };
    let word: String = word.chars().filter(|c| !matches!(c, '\u{591}'..='\u{5BD}' | '\u{5BF}'..='\u{5C7}')).collect();
    spell(&letters(&word, table), "e", latin);
}

fn letters(word: &str, table: &'static Table) -> Vec<Letter> {
    let (mut rest, mut letters) = (word, Vec::new());
    while let Some(c) = rest.chars().next() {
        let Some(rule) = table.find(rest, if letters.is_empty() { None } else { Some(c) }) else {
            rest = &rest[c.len_utf8()..];
            continue;
        };
        rest = &rest[rule.from.len()..];
        let letter = match rule.context {
            Context::Class("alef") => Letter::Alef,
            Context::Class("ayn") => Letter::Ayn,
            Context::Class("vowel") => Letter::Vowel(rule.to),
            Context::Class("silent") => Letter::Silent,
            Context::Class("matres") => {
                let (consonant, vowel) = rule.to.split_once('|').unwrap_or((rule.to, rule.to));
                Letter::Either(consonant, vowel)
            }
            Context::Class("final") if rest.is_empty() && letters.len() > 1 => Letter::Final(rule.to),
            Context::Class("final") => Letter::Consonant("h"),
            _ => Letter::Consonant(rule.to),
        };
        letters.push(letter);
    }
    letters
}

/// What came last.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Start,
    Vowel {
        long_a: bool,
    },
    /// `closes`: a vowel stands before it, so that it may end a syllable.
    Consonant {
        closes: bool,
        after_long_a: bool,
    },
}

/// Spells letters out, with `vowel` where none is written and one is needed.
fn spell(letters: &[Letter], vowel: &str, latin: &mut String) {
    let mut last = Last::Start;
    let sounds = |i: usize| -> bool {
        // Whether the letter at i is a vowel, seen from the consonant before it.
        match letters.get(i) {
            Some(Letter::Alef | Letter::Vowel(_) | Letter::Final(_)) => true,
            Some(Letter::Either(..)) => {
                !matches!(letters.get(i + 1), Some(Letter::Alef | Letter::Vowel(_) | Letter::Final(_)))
            }
            _ => false,
        }
    };
    let push_vowel = |latin: &mut String, v: &str, last: &mut Last| {
        latin.push_str(v);
        *last = Last::Vowel { long_a: false };
    };
    for (i, letter) in letters.iter().enumerate() {
        match *letter {
            Letter::Silent => {}
            Letter::Vowel(v) => push_vowel(latin, v, &mut last),
            Letter::Alef => {
                // The seat of an initial vowel that is written next.
                let written_next = matches!(letters.get(i + 1), Some(Letter::Either(..) | Letter::Vowel(_)));
                let seat = last == Last::Start && written_next && sounds(i + 1);
                if !seat && last != (Last::Vowel { long_a: true }) {
                    latin.push('a');
                }
                last = Last::Vowel { long_a: last != Last::Start };
            }
            Letter::Ayn => match last {
                Last::Start if sounds(i + 1) && matches!(letters.get(i + 1), Some(Letter::Alef)) => {}
                Last::Start => push_vowel(latin, "a", &mut last),
                Last::Consonant { .. }
                    if !sounds(i + 1) || i == 1 && matches!(letters.get(2), Some(Letter::Either(_, "i"))) =>
                {
                    push_vowel(latin, "a", &mut last);
                }
                _ => {}
            },
            Letter::Final(v) => match last {
                Last::Vowel { long_a: true } => latin.push('h'),
                Last::Vowel { .. } => latin.push_str(if v.ends_with('h') { v } else { "a" }),
                _ => latin.push_str(v),
            },
            Letter::Either(consonant, v) => {
                let after_vowel = matches!(last, Last::Vowel { .. }) && !(i == 1 && matches!(letters[0], Letter::Alef));
                if after_vowel || !sounds(i) || last == Last::Start && i == 0 {
                    let doubled = v == "i" && matches!(last, Last::Consonant { .. });
                    latin.push_str(if doubled { "iy" } else { consonant });
                    last = Last::Consonant { closes: after_vowel || doubled, after_long_a: false };
                } else {
                    push_vowel(latin, v, &mut last);
                }
            }
            Letter::Consonant(to) => {
                if let Last::Consonant { closes, after_long_a } = last {
                    let ends = i + 1 >= letters.len();
                    if !closes || ends {
                        latin.push_str(if after_long_a && vowel == "a" { "i" } else { vowel });
                        last = Last::Vowel { long_a: false };
                    }
                }
                let (closes, after_long_a) = match last {
                    Last::Vowel { long_a } => (true, long_a),
                    _ => (false, false),
                };
                latin.push_str(to);
                last = Last::Consonant { closes, after_long_a };
            }
        }
    }
}
