//! A text as the name stage sees it: words with a folded key, and what stands between them.
//!
//! The key forgets what spellings of one word differ in by convention: letter case, diacritics, the dots of an
//! acronym, the letter variants of the Arabic script, case endings of Cyrillic words. Scripts without spaces
//! between words give a token for each character, so that a lexicon matches inside a run of them.

use std::ops::Range;

use rustc_hash::FxHashMap;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};
use unicode_script::{Script, UnicodeScript};

use crate::chars::{Kind, Table};

/// The number of a folded word, the same in every table of names; [`UNKNOWN`] for words that no table has.
pub(super) type WordId = u32;

/// A word that no table has.
pub(super) const UNKNOWN: WordId = WordId::MAX;

/// The words that the lexicon and the cue tables know.
#[derive(Clone, Debug, Default)]
pub(super) struct Vocabulary {
    ids: FxHashMap<Box<str>, WordId>,
}

impl Vocabulary {
    pub(super) fn intern(&mut self, key: &str) -> WordId {
        if let Some(&id) = self.ids.get(key) {
            return id;
        }
        let id = self.ids.len() as WordId;
        self.ids.insert(key.into(), id);
        id
    }

    pub(super) fn get(&self, key: &str) -> WordId {
        self.ids.get(key).copied().unwrap_or(UNKNOWN)
    }
}

/// A word, number or other sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Its bytes in the text.
    pub range: Range<usize>,
    pub kind: TokenKind,
    /// White space stands before it.
    pub space_before: bool,
    pub id: WordId,
    /// The same word without a plural or genitive s, where it has one.
    pub singular: WordId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Starts with a letter that is not upper case, or has no case.
    Word,
    /// Starts with an upper-case letter and has others.
    Capital,
    /// Upper-case letters only, at least two (dots of an acronym left out).
    Upper,
    /// One upper-case letter, with its dot if it has one.
    Initial,
    /// One character of a script without spaces between words.
    Ideograph,
    /// Starts with a digit.
    Number,
    /// Any other character.
    Sign(char),
}

impl Token {
    pub(super) fn is_word(&self) -> bool {
        !matches!(self.kind, TokenKind::Sign(_) | TokenKind::Number)
    }

    /// Starts with an upper-case letter.
    pub(super) fn is_capital(&self) -> bool {
        matches!(self.kind, TokenKind::Capital | TokenKind::Upper | TokenKind::Initial)
    }

    pub(super) fn is_sign(&self, signs: &str) -> bool {
        matches!(self.kind, TokenKind::Sign(c) if signs.contains(c))
    }

    /// May stand between two words of one name: dashes, apostrophes, the dot of an abbreviation.
    pub(super) fn is_joiner(&self) -> bool {
        matches!(self.kind, TokenKind::Sign(c) if is_dash(c) || is_apostrophe(c) || c == '.' || c == '\u{30FB}' || c == '\u{B7}')
    }
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{AD}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}')
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{201B}' | '\u{2BB}'..='\u{2BF}' | '`' | '\u{B4}')
}

/// The tokens of `text`; `vocabulary` numbers their keys.
pub(super) fn tokenize(text: &str, vocabulary: &Vocabulary) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    let (mut at, mut space, mut key) = (0, false, String::new());
    while let Some(c) = text[at..].chars().next() {
        let start = at;
        at += c.len_utf8();
        let kinds = Kind::of(c);
        if kinds.is_whitespace() {
            space = true;
            continue;
        }
        let kind = if kinds.is_alphabetic() {
            if is_unspaced(c) {
                at += run(&text[at..], |c| Kind::of(c).is_mark());
                TokenKind::Ideograph
            } else if kinds.is_uppercase()
                && let Some(end) = acronym(&text[start..])
            {
                at = start + end;
                TokenKind::Upper
            } else {
                at += ascii_run(&text[at..]);
                at += run(&text[at..], |c| is_word_part(c) && !is_unspaced(c));
                letter_case(&text[start..at])
            }
        } else if kinds.is_numeric() {
            at += run(&text[at..], |c| Kind::of(c).is_alphanumeric() && !is_unspaced(c));
            TokenKind::Number
        } else {
            TokenKind::Sign(c)
        };
        // "J. Doe", but not the end of the sentence in "Mrauk-U."
        let after_dash =
            !space && tokens.last().is_some_and(|t: &Token| matches!(t.kind, TokenKind::Sign(c) if is_dash(c)));
        if kind == TokenKind::Initial && !after_dash && text[at..].starts_with('.') {
            at += 1;
        }
        let (mut id, mut singular) = (UNKNOWN, UNKNOWN);
        if !matches!(kind, TokenKind::Sign(_)) {
            key.clear();
            fold_into(&text[start..at], &mut key);
            id = vocabulary.get(&key);
            if key.len() > 4 && key.ends_with('s') {
                singular = vocabulary.get(&key[..key.len() - 1]);
            }
        }
        tokens.push(Token { range: start..at, kind, space_before: std::mem::take(&mut space), id, singular });
    }
    tokens
}

/// Bytes at the start of `text` whose characters all fulfil `part`.
fn run(text: &str, part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !part(c)).unwrap_or(text.len())
}

/// Letters and digits of ASCII at the start of `text`.
fn ascii_run(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_alphanumeric).count()
}

fn is_word_part(c: char) -> bool {
    let kind = Kind::of(c);
    kind.is_alphanumeric() || kind.is_mark() || matches!(c, '\u{200C}' | '\u{200D}' | '\u{AD}')
}

/// Scripts that set no space between words.
#[inline(always)]
fn is_unspaced(c: char) -> bool {
    static UNSPACED: Table<bool> = Table::new(|c| {
        matches!(
            c.script(),
            Script::Han
                | Script::Hiragana
                | Script::Katakana
                | Script::Hangul
                | Script::Thai
                | Script::Lao
                | Script::Khmer
                | Script::Myanmar
        )
    });
    c >= '\u{E00}' && UNSPACED.get(c)
}

/// Length of an acronym with dots (`U.S.`, `U.N`) at the start of `text`.
fn acronym(text: &str) -> Option<usize> {
    let (mut end, mut letters) = (0, 0);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next_if(|&c| Kind::of(c).is_uppercase()) {
        end += c.len_utf8();
        letters += 1;
        if chars.next_if_eq(&'.').is_none() {
            break;
        }
        end += 1;
    }
    // The letter behind the last dot must stand alone: "S.Africa" is no acronym.
    let alone = !text[end..].starts_with(is_word_part);
    (letters >= 2 && text[..end].contains('.') && alone).then_some(end)
}

fn letter_case(word: &str) -> TokenKind {
    let mut letters = word.chars().filter(|&c| Kind::of(c).is_alphabetic());
    match letters.next() {
        Some(first) if Kind::of(first).is_uppercase() => {
            let (mut rest, mut upper) = (0, true);
            for c in letters {
                rest += 1;
                upper &= !Kind::of(c).is_lowercase();
            }
            match (rest, upper) {
                (0, _) if word.len() == first.len_utf8() => TokenKind::Initial,
                (_, true) => TokenKind::Upper,
                _ => TokenKind::Capital,
            }
        }
        _ => TokenKind::Word,
    }
}

/// The folded key of a word.
pub(super) fn fold(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    fold_into(word, &mut key);
    key
}

/// Appends the folded key of a word.
fn fold_into(word: &str, key: &mut String) {
    let start = key.len();
    if word.is_ascii() {
        match word.contains('.') {
            true => word.split('.').for_each(|part| key.push_str(part)),
            false => key.push_str(word),
        }
        key[start..].make_ascii_lowercase();
        return;
    }
    for c in word.chars() {
        match FOLDED.get(c) {
            Folded::To(c) => key.push(c),
            Folded::Nothing => {}
            Folded::Several => decompose_canonical(c, |c| fold_char(c, key)),
        }
    }
    if key[start..].starts_with(|c| ('\u{400}'..'\u{530}').contains(&c)) {
        key.truncate(start + without_case_ending(&key[start..]));
    }
}

/// What a character of a word is in its key.
#[derive(Clone, Copy)]
enum Folded {
    To(char),
    Nothing,
    Several,
}

static FOLDED: Table<Folded> = Table::new(|c| {
    let mut key = String::new();
    decompose_canonical(c, |c| fold_char(c, &mut key));
    let mut chars = key.chars();
    match (chars.next(), chars.next()) {
        (None, _) => Folded::Nothing,
        (Some(c), None) => Folded::To(c),
        (Some(_), Some(_)) => Folded::Several,
    }
});

fn fold_char(c: char, key: &mut String) {
    match c {
        'a'..='z' => key.push(c),
        '\u{DF}' => key.push_str("ss"),
        '\u{E6}' | '\u{C6}' => key.push_str("ae"),
        '\u{153}' | '\u{152}' => key.push_str("oe"),
        '\u{F8}' | '\u{D8}' => key.push('o'),
        '\u{142}' | '\u{141}' => key.push('l'),
        '\u{111}' | '\u{110}' | '\u{F0}' | '\u{D0}' => key.push('d'),
        '\u{FE}' | '\u{DE}' => key.push_str("th"),
        '\u{131}' => key.push('i'),
        // Arabic script: alef with its carriers, yeh, kaf, teh marbuta, heh, waw with hamza.
        '\u{622}' | '\u{623}' | '\u{625}' | '\u{671}' => key.push('\u{627}'),
        '\u{649}' | '\u{64A}' | '\u{626}' | '\u{6D0}' | '\u{6CD}' => key.push('\u{6CC}'),
        '\u{643}' => key.push('\u{6A9}'),
        '\u{629}' | '\u{6C1}' | '\u{6C0}' | '\u{6D5}' => key.push('\u{647}'),
        '\u{640}' | '\u{200C}' | '\u{200D}' | '\u{AD}' | '.' => {}
        c if is_combining_mark(c) && !is_unspaced(c) && !('\u{900}'..'\u{E00}').contains(&c) => {}
        c => key.extend(c.to_lowercase()),
    }
}

/// Case endings of Slavic nouns and adjectives, longest first; what is left must have four letters.
const CYRILLIC_ENDINGS: [&str; 27] = [
    "ского",
    "скому",
    "ским",
    "ской",
    "ская",
    "ский",
    "ские",
    "ских",
    "ами",
    "ями",
    "ого",
    "ому",
    "ом",
    "ем",
    "ой",
    "ей",
    "ов",
    "ев",
    "ам",
    "ах",
    "ях",
    "а",
    "у",
    "е",
    "ы",
    "и",
    "я",
];

/// Bytes of a key that stay.
fn without_case_ending(key: &str) -> usize {
    for ending in CYRILLIC_ENDINGS {
        if let Some(stem) = key.strip_suffix(ending)
            && stem.chars().count() >= 4
        {
            // "ск" stays, so that an adjective and its noun are two words.
            let keep = if ending.starts_with("ск") { "ск".len() } else { 0 };
            return stem.len() + keep;
        }
    }
    key.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, TokenKind)> {
        let tokens = tokenize(text, &Vocabulary::default());
        tokens.into_iter().map(|t| (text[t.range].to_owned(), t.kind)).collect()
    }

    #[test]
    fn acronyms_keep_their_last_dot() {
        use TokenKind::*;
        assert_eq!(
            words("U.S.-led U.N., J. Doe IS"),
            [
                ("U.S.".to_owned(), Upper),
                ("-".to_owned(), Sign('-')),
                ("led".to_owned(), Word),
                ("U.N.".to_owned(), Upper),
                (",".to_owned(), Sign(',')),
                ("J.".to_owned(), Initial),
                ("Doe".to_owned(), Capital),
                ("IS".to_owned(), Upper),
            ]
        );
    }

    #[test]
    fn keys_forget_conventions() {
        for (a, b) in [
            ("U.S.", "US"),
            ("Erdo\u{11F}an", "erdogan"),
            ("\u{637}\u{627}\u{644}\u{628}\u{627}\u{646}", "\u{637}\u{627}\u{644}\u{640}\u{628}\u{627}\u{646}"),
            ("\u{639}\u{644}\u{64A}", "\u{639}\u{644}\u{6CC}"),
            ("Афганистане", "Афганистан"),
            ("России", "Россия"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("Sayed"), fold("Saeed"));
    }

    #[test]
    fn unspaced_scripts_give_a_token_a_character() {
        assert_eq!(words("塔利班 IS").len(), 4);
    }
}
