//! Scripts that leave out short vowels: Arabic by a table of names and else by rule, Hebrew by rule.
//!
//! The rules give a plausible reading of a name, not the right one: that is in no letter of it.

use crate::language::Language;

use super::arabic_names::ArabicNames;
use super::table::{Context, Table};

/// Longest name in the table of names, in words.
const WORDS: usize = 3;
/// A name that ends many compounds is counted at least so often.
const KNOWN: u32 = 5;

/// Reads the name or word at the start of `rest` and appends it; how many bytes it read.
pub(super) fn arabic(rest: &str, language: Option<Language>, is_name: bool, latin: &mut String) -> usize {
    let mut ends = Vec::new();
    let mut at = 0;
    for word in rest.split(' ').take(WORDS) {
        let length = word.char_indices().find(|&(_, c)| !is_letter(c)).map_or(word.len(), |(i, _)| i);
        if length == 0 {
            break;
        }
        ends.push(at + length);
        if length < word.len() {
            break;
        }
        at += word.len() + 1;
    }
    let start = latin.len();
    for &end in ends.iter().rev() {
        if let Some((name, _)) = ArabicNames::get().latin(&key(&rest[..end])) {
            latin.push_str(name);
            lower(latin, start, is_name);
            return end;
        }
    }
    let end = ends.first().copied().unwrap_or(0);
    word(&rest[..end], language, latin);
    if is_name {
        super::capitalize(latin, start);
    } else {
        lower(latin, start, is_name);
    }
    end
}

/// Running text has no capitals to go by.
fn lower(latin: &mut String, start: usize, is_name: bool) {
    if !is_name {
        let lower = latin[start..].to_lowercase();
        latin.replace_range(start.., &lower);
    }
}

fn is_letter(c: char) -> bool {
    super::Script::of(c) == super::Script::Arabic || matches!(c, '\u{200C}' | '\u{200D}')
}

/// A word as the table of names has it: no vowel signs and tatweel, one alef, yeh, kaf and heh.
pub(super) fn key(word: &str) -> String {
    word.chars().filter_map(|c| fold(c).filter(|c| !is_sign(*c))).collect()
}

fn is_sign(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{65F}' | '\u{670}')
}

fn fold(c: char) -> Option<char> {
    Some(match c {
        '\u{622}' | '\u{623}' | '\u{625}' | '\u{671}' => '\u{627}',
        '\u{649}' | '\u{6CC}' | '\u{6D2}' if c != '\u{6D2}' => '\u{64A}',
        '\u{6A9}' => '\u{643}',
        '\u{629}' | '\u{6C0}' | '\u{6C1}' | '\u{6C2}' | '\u{6C3}' => '\u{647}',
        '\u{640}' | '\u{200C}' | '\u{200D}' | '\u{610}'..='\u{61A}' | '\u{6D6}'..='\u{6DC}' => return None,
        _ => c,
    })
}

/// A word that is not in the table of names as a whole.
fn word(word: &str, language: Option<Language>, latin: &mut String) {
    let names = ArabicNames::get();
    let key = key(word);
    // The article.
    if let Some(rest) = key.strip_prefix("\u{627}\u{644}").filter(|rest| rest.chars().count() > 2) {
        latin.push_str("Al-");
        let start = latin.len();
        match names.latin(rest) {
            Some((name, _)) => latin.push_str(name),
            None => by_rule(rest, language, latin),
        }
        return super::capitalize(latin, start);
    }
    // Two names written together, the ends of which are well known.
    let splits = key.char_indices().skip(2).map(|(i, _)| i).filter(|&i| key[i..].chars().nth(1).is_some());
    let known = |i: usize| {
        let ((first, a), (second, b)) = (names.latin(&key[..i])?, names.latin(&key[i..])?);
        let long = key[..i].chars().count() > 2 && key[i..].chars().count() > 2;
        (a.min(b) >= KNOWN && long && !first.contains(' ') && !second.contains(' ')).then_some((
            a.min(b),
            first,
            second,
        ))
    };
    if let Some((_, first, second)) = splits.filter_map(known).max_by_key(|&(count, ..)| count) {
        latin.push_str(first);
        latin.push_str(&second.to_lowercase());
        return;
    }
    let signs: String = word.chars().filter_map(fold).collect();
    by_rule(&signs, language, latin);
}

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

fn by_rule(word: &str, language: Option<Language>, latin: &mut String) {
    let code = language.map(|language| language.code().to_owned()).unwrap_or_default();
    let persian = matches!(code.as_str(), "" | "und") && word.contains(['\u{67E}', '\u{686}', '\u{698}', '\u{6AF}']);
    let code = match code.as_str() {
        "prs" | "pes" | "pus" | "uig" | "ckb" | "kur" => "fas",
        "" | "und" if persian => "fas",
        "pnb" | "snd" => "urd",
        other => other,
    };
    let table = Table::alphabet(code, "Arab");
    spell(&letters(word, table), "a", latin);
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
        let Some(rule) = table.find(rest, letters.is_empty()) else {
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
