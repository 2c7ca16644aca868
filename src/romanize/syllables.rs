//! Scripts of syllables: the scripts of India, hangul, kana.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

use crate::langdata;
use crate::language::Language;

use super::models;
use super::script::Script;
use super::table::{Context, Table};

/// A word in katakana, which foreign names are written in, by what was learned from such names.
pub(super) fn foreign_kana(word: &str, n: usize) -> Option<Vec<(String, f32)>> {
    let model = models::get("Kana").filter(|model| word.chars().nth(1).is_some() && model.knows(word))?;
    Some(models::spell(model, word, 0, n)).filter(|choices| !choices.is_empty())
}

/// `langdata/romanize/korean-surnames.tsv`.
fn korean(key: &str) -> Option<&'static str> {
    static TABLE: OnceLock<FxHashMap<&'static str, &'static str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let rows = langdata::lines(langdata::text("romanize/korean-surnames.tsv"));
        rows.filter_map(|(_, line)| line.split_once('\t')).collect()
    });
    table.get(key).copied()
}

/// A Korean name: a surname as those who bear it spell it, and one or two syllables that given names are made of.
fn korean_name(word: &str) -> Option<String> {
    let table = Table::get("Hang")?;
    let given = korean("given").unwrap_or_default();
    let ends: Vec<usize> = word.char_indices().map(|(i, _)| i).chain([word.len()]).collect();
    [2, 1].into_iter().find_map(|n| {
        let (surname, rest) = word.split_at_checked(*ends.get(n)?)?;
        let count = ends.len() - 1 - n;
        let fits = count == 2 || count == 1 && n == 2;
        let is_given = fits && rest.chars().all(|c| given.contains(c));
        let surname = korean(surname).filter(|_| is_given)?;
        let mut latin = String::new();
        hangul(rest, table, &mut latin);
        Some(format!("{surname} {}", models::capitalized(&latin)))
    })
}

/// Whether a line in hangul has syllables that write foreign names.
pub(super) fn is_foreign_hangul(line: &str) -> bool {
    korean("foreign")
        .is_some_and(|syllables| line.chars().any(|c| Script::of(c) == Script::Hangul && syllables.contains(c)))
}

/// A name in hangul: a foreign one by what was learned from names, or a Korean one if it is all that stands in the line.
pub(super) fn hangul_name(word: &str, foreign: bool, alone: bool, n: usize) -> Option<Vec<(String, f32)>> {
    if !foreign {
        return korean_name(word).filter(|_| alone).map(|name| vec![(name, 1.0)]);
    }
    let letters: String = word.nfd().collect();
    let model = models::get("Hang").filter(|model| model.knows(&letters))?;
    Some(models::spell(model, &letters, 0, n)).filter(|choices| !choices.is_empty())
}

/// The language that writes its vowels in Arabic letters, Uyghur or Sorani, if it is one: told by the language or by its letters.
pub(super) fn written_vowels(word: &str, language: Option<Language>) -> Option<Language> {
    let code = language.as_ref().map_or("", Language::code);
    match code {
        "uig" | "ckb" => language,
        "" | "und" | "kur" if word.contains(['\u{6C7}', '\u{6C8}', '\u{6CB}', '\u{6AD}']) => Language::new("uig"),
        "" | "und" | "kur" if word.contains(['\u{6D5}', '\u{6C6}', '\u{6B5}', '\u{695}', '\u{6CE}']) => {
            Language::new("ckb")
        }
        _ => None,
    }
}

/// A word of a script of India: a vowel (`a` unless the table says another) goes with a consonant, unless a vowel sign or a virama follows.
/// The blocks are laid out alike, so that letters that the script's own table has not are read as their counterparts in Devanagari.
/// `spoken`: as the northern languages speak it, without that vowel at the end of a word and between syllables.
pub(super) fn indic(word: &str, script: Script, own: &Table, spoken: bool, latin: &mut String) {
    let Script::Indic(block) = script else { return };
    let Some(devanagari) = Table::get("Deva") else { return };
    let northern = spoken && matches!(block, 0x900 | 0x980 | 0xA00 | 0xA80);
    let as_devanagari = |c: char| char::from_u32((c as u32).wrapping_sub(block).wrapping_add(0x900)).unwrap_or(c);
    // Assamese letters, and one of Bengali, have no counterpart.
    let letter = |c: char| match c {
        '\u{9F0}' => 'र',
        '\u{9F1}' => 'व',
        '\u{9CE}' => 'त',
        '\u{A70}' => 'ं',
        _ => as_devanagari(c),
    };
    let sources: Vec<char> = word.chars().filter(|c| !matches!(c, '\u{200C}' | '\u{200D}' | '\u{A71}')).collect();
    let letters: Vec<char> = sources.iter().map(|&c| letter(c)).collect();
    let rule_at = |i: usize| {
        let (&source, &letter) = (sources.get(i)?, letters.get(i)?);
        own.letter(source).or_else(|| own.letter(letter)).or_else(|| devanagari.letter(letter))
    };
    let inherent = own.letter('\u{25CC}').map_or("a", |rule| rule.to);
    let class = |i: usize| match rule_at(i).map(|rule| &rule.context) {
        Some(&Context::Class(class)) => class,
        _ => "",
    };
    // A chillu of Malayalam is a consonant without a vowel.
    let chillu = |c: char| match c {
        '\u{97A}' | '\u{97B}' if block == 0xD00 => Some("n"),
        '\u{97C}' if block == 0xD00 => Some("r"),
        '\u{97D}' | '\u{97E}' if block == 0xD00 => Some("l"),
        _ => None,
    };
    for (i, &c) in letters.iter().enumerate() {
        if let Some(to) = chillu(c) {
            latin.push_str(to);
            continue;
        }
        let Some(rule) = rule_at(i) else { continue };
        // Anusvara before a labial.
        let mut labial = letters.get(i + 1).is_some_and(|n| matches!(n, 'प' | 'फ' | 'ब' | 'भ' | 'म'));
        // In the south it is an m at the end of a word too.
        labial |= i + 1 == letters.len() && matches!(block, 0xC00 | 0xC80 | 0xD00);
        latin.push_str(if c == 'ं' && labial { "m" } else { rule.to });
        let next = if class(i + 1) == "mark" && letters.get(i + 1) == Some(&'़') { i + 2 } else { i + 1 };
        let silent_end = northern && next >= letters.len() && i > 0;
        // Hindi drops it between syllables too: a consonant between two that have vowels.
        let silent_middle = spoken
            && matches!(block, 0x900 | 0x980 | 0xA00 | 0xA80)
            && i > 0
            && class(next) == "consonant"
            && class(next + 1) == "sign"
            && !matches!(class(i - 1), "virama")
            && (class(i - 1) == "sign" || class(i - 1) == "vowel" || class(i - 1) == "consonant");
        if rule.context == Context::Class("consonant")
            && !matches!(class(next), "sign" | "virama")
            && !silent_end
            && !silent_middle
        {
            latin.push_str(inherent);
        }
    }
}

/// Hangul by the Revised Romanization; a final consonant before a vowel is spoken with it.
pub(super) fn hangul(word: &str, table: &Table, latin: &mut String) {
    let read = |base: u32, index: u32| {
        let rule = char::from_u32(base + index).and_then(|c| table.letter(c));
        rule.map_or("", |rule| rule.to)
    };
    let mut syllables = word.chars().map(|c| (c as u32).wrapping_sub(0xAC00)).filter(|&i| i < 11_172).peekable();
    let mut carried: Option<&str> = None;
    while let Some(index) = syllables.next() {
        let (initial, vowel, last) = (index / 588, index / 28 % 21, index % 28);
        latin.push_str(carried.take().unwrap_or_else(|| read(0x1100, initial)));
        latin.push_str(read(0x1161, vowel));
        let next = syllables.peek().map(|next| next / 588);
        // The initial that a simple final is, where the next syllable begins with a vowel.
        let linked = next == Some(11) && !matches!(last, 0 | 21);
        let initial_of_final = match last {
            1 => Some(0),
            4 => Some(2),
            7 => Some(3),
            8 => Some(5),
            16 => Some(6),
            17 => Some(7),
            19 => Some(9),
            22 => Some(12),
            _ => None,
        };
        match (linked, initial_of_final, last, next) {
            (true, Some(initial), ..) => carried = Some(read(0x1100, initial)),
            // ㄹ beside ㄹ or ㄴ is a long l.
            (_, _, 8, Some(5)) | (_, _, 4, Some(5)) => {
                latin.push('l');
                carried = Some("l");
            }
            (_, _, 0, _) => {}
            _ => latin.push_str(read(0x11A7, last)),
        }
    }
}

/// Kana by Hepburn; a long vowel is written once.
pub(super) fn kana(word: &str, table: &Table, latin: &mut String) {
    let hiragana: String = word
        .chars()
        .map(|c| if matches!(c, '\u{30A1}'..='\u{30F6}') { char::from_u32(c as u32 - 0x60).unwrap_or(c) } else { c })
        .collect();
    let (mut rest, mut doubled) = (hiragana.as_str(), false);
    while let Some(c) = rest.chars().next() {
        let (to, used) = match table.find(rest, Some(c)) {
            Some(rule) => (rule.to, rule.from.len()),
            None => (any_ascii::any_ascii_char(c), c.len_utf8()),
        };
        if doubled && !to.is_empty() {
            latin.push_str(if to.starts_with("ch") { "t" } else { &to[..to.chars().next().map_or(0, char::len_utf8)] });
        }
        doubled = c == '\u{3063}';
        latin.push_str(to);
        rest = &rest[used..];
    }
}
