//! Any script to Latin, by the tables in `langdata/romanize/`, names in Arabic script by a table of names first.
//!
//! `table` reads the tables and does alphabets; `abjad` supplies the vowels that Arabic and Hebrew leave out, `syllables`
//! does the scripts of India, hangul and kana. What no table knows is left to the crate `any_ascii`.

mod abjad;
mod arabic_names;
mod syllables;
mod table;

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::language::Language;

pub(crate) use arabic_names::ArabicNames;
use table::Table;

/// The alphabet of the result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Alphabet {
    /// Latin letters with diacritics where the standard has them.
    #[default]
    Latin,
    /// ASCII letters only.
    Ascii,
}

/// `text` in Latin script; what is Latin already stays (without its diacritics for [`Alphabet::Ascii`]).
///
/// The language chooses among the readings of a script (`ukr`, `bul`, `fas` …); without one the script's most common is taken.
/// Scripts without capitals get one on each word of a short line, which is taken for a name, and none in longer text.
///
/// ```
/// use polynorm::Language;
/// use polynorm::romanize::{Alphabet, romanize};
///
/// assert_eq!(romanize("Никола Тесла", None, Alphabet::Ascii), "Nikola Tesla");
/// assert_eq!(romanize("Григорій", Language::new("ukr"), Alphabet::Ascii), "Hryhorii");
/// assert_eq!(romanize("서울", None, Alphabet::Latin), "Seoul");
/// assert_eq!(romanize("Đorđe Łukasz Straße", None, Alphabet::Ascii), "Dorde Lukasz Strasse");
/// ```
pub fn romanize(text: &str, language: Option<Language>, alphabet: Alphabet) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let text: Cow<'_, str> = crate::unicode::to_form(text, crate::unicode::Form::Nfkc);
    let is_name = is_name(&text);
    let mut latin = String::with_capacity(text.len());
    let (mut rest, mut after_word) = (&*text, false);
    while let Some(c) = rest.chars().next() {
        let script = Script::of(c);
        if script == Script::Other {
            push_other(&mut latin, c, alphabet);
            after_word = c.is_alphanumeric();
            rest = &rest[c.len_utf8()..];
            continue;
        }
        let end = rest
            .char_indices()
            .find(|&(i, c)| !(Script::of(c) == script || continues(c, script, &rest[i..])))
            .map_or(rest.len(), |(i, _)| i);
        if script == Script::Arabic {
            // Names of several words stand in the table of names.
            let used = abjad::arabic(rest, language, is_name, &mut latin);
            rest = &rest[used.max(c.len_utf8())..];
        } else {
            let word = &rest[..end];
            let start = latin.len();
            word_of(word, script, language, &mut latin);
            if latin.len() == start {
                latin.push_str(&any_ascii::any_ascii(word).to_lowercase());
            }
            if is_name && !script.has_case() && !after_word {
                capitalize(&mut latin, start);
            }
            rest = &rest[end..];
        }
        after_word = true;
    }
    if alphabet == Alphabet::Ascii && !latin.is_ascii() { any_ascii::any_ascii(&latin) } else { latin }
}

/// The scripts with a way of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Script {
    Cyrillic,
    Greek,
    Georgian,
    Armenian,
    Hebrew,
    Arabic,
    /// A script of India laid out like Devanagari, by the first code point of its block.
    Indic(u32),
    Hangul,
    Kana,
    Han,
    /// Latin, digits, punctuation, and scripts without a table.
    Other,
}

impl Script {
    fn of(c: char) -> Script {
        match c {
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' if c.is_alphabetic() => Script::Greek,
            '\u{400}'..='\u{52F}' => Script::Cyrillic,
            '\u{531}'..='\u{556}' | '\u{561}'..='\u{587}' => Script::Armenian,
            '\u{10A0}'..='\u{10FF}' | '\u{1C90}'..='\u{1CBF}' => Script::Georgian,
            '\u{591}'..='\u{5BD}' | '\u{5BF}'..='\u{5F2}' => Script::Hebrew,
            '\u{610}'..='\u{61A}' | '\u{620}'..='\u{65F}' | '\u{66E}'..='\u{6D3}' | '\u{6D5}'..='\u{6DC}' => {
                Script::Arabic
            }
            '\u{6E1}'..='\u{6EF}' | '\u{6FA}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8FF}' => {
                Script::Arabic
            }
            '\u{900}'..='\u{D7F}' if !matches!(c as u32 & 0x7F, 0x64..=0x6F) => Script::Indic(c as u32 & !0x7F),
            '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{30FC}' => Script::Kana,
            '\u{AC00}'..='\u{D7A3}' => Script::Hangul,
            '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFD}' | '\u{3005}' => Script::Han,
            _ => Script::Other,
        }
    }

    fn has_case(self) -> bool {
        matches!(self, Script::Cyrillic | Script::Greek | Script::Armenian)
    }
}

/// Whether a character that is not of the script goes on with the word: marks, joiners, and what stands inside Hebrew letters.
fn continues(c: char, script: Script, rest: &str) -> bool {
    let next_is_same = || rest.chars().nth(1).is_some_and(|next| Script::of(next) == script);
    match c {
        '\u{200C}' | '\u{200D}' => matches!(script, Script::Indic(_)),
        '\'' | '\u{5F3}' | '\u{2019}' => script == Script::Hebrew || script == Script::Cyrillic && next_is_same(),
        _ => is_combining_mark(c),
    }
}

/// A line of few words without the marks of a sentence.
fn is_name(text: &str) -> bool {
    text.split_whitespace().take(9).count() < 9
        && !text.contains(['.', '!', '?', ':', ';', '\u{3002}', '\u{61F}', '\u{6D4}', '\u{964}'])
}

fn word_of(word: &str, script: Script, language: Option<Language>, latin: &mut String) {
    let code = language.map(|language| language.code().to_owned()).unwrap_or_default();
    let read = |name: &str, latin: &mut String| Table::alphabet(&code, name).word(word, latin);
    match script {
        Script::Cyrillic => read("Cyrl", latin),
        Script::Greek => {
            // Tonos and breathings say nothing in Latin; a diaeresis parts the vowels.
            let plain: String = word.nfd().filter(|&c| !is_combining_mark(c)).collect();
            Table::alphabet(&code, "Grek").word(&plain, latin);
        }
        Script::Georgian => read("Geor", latin),
        Script::Armenian => read("Armn", latin),
        Script::Hebrew => abjad::hebrew(word, latin),
        Script::Indic(block) => syllables::indic(word, block, latin),
        Script::Hangul => syllables::hangul(word, latin),
        Script::Kana => syllables::kana(word, latin),
        Script::Han => latin.push_str(&any_ascii::any_ascii(word).to_lowercase()),
        Script::Arabic | Script::Other => {}
    }
}

fn push_other(latin: &mut String, c: char, alphabet: Alphabet) {
    let is_latin =
        matches!(c, '\u{A0}'..='\u{24F}' | '\u{250}'..='\u{2AF}' | '\u{1E00}'..='\u{1EFF}' | '\u{2C60}'..='\u{2C7F}');
    if c.is_ascii()
        || alphabet == Alphabet::Latin && (is_latin || !c.is_alphanumeric() && !('\u{600}'..='\u{6FF}').contains(&c))
    {
        latin.push(c);
    } else {
        latin.push_str(any_ascii::any_ascii_char(c));
    }
}

/// The letter at `start` as a capital.
fn capitalize(latin: &mut String, start: usize) {
    let Some(c) = latin.get(start..).and_then(|word| word.chars().next()) else { return };
    let upper: String = c.to_uppercase().collect();
    latin.replace_range(start..start + c.len_utf8(), &upper);
}

#[cfg(test)]
mod tests;
