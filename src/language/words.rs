//! The words of a text as the profiles see them: lower case, NFC, without addresses and markup.
//!
//! `cargo xtask profiles` includes this file, so that tables are built with the words that are later looked up.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// Stands before and after a word in its n-grams.
pub(crate) const EDGE: char = '_';

/// Longer words are cut: no language needs more to be known.
const LONGEST: usize = 32;

/// The script of a character; Latin without a look into tables for ASCII.
pub(crate) fn script_of(c: char) -> Script {
    if c.is_ascii_alphabetic() { Script::Latin } else { c.script() }
}

/// `text` without what has no language: addresses, tags, entities, hashtags, user names. In NFC if it may not be.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    let mut cleaned = Cow::Borrowed(text);
    if text.bytes().any(|b| matches!(b, b'@' | b'#' | b'<' | b'&' | b'/' | b'\\' | b'_' | b'.')) {
        cleaned = Cow::Owned(without_markup(text));
    }
    // Decomposed letters with marks of the blocks that are composed in NFC.
    if cleaned.chars().any(|c| ('\u{300}'..='\u{36F}').contains(&c) || ('\u{653}'..='\u{655}').contains(&c)) {
        cleaned = Cow::Owned(cleaned.nfc().collect());
    }
    cleaned
}

fn without_markup(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let after = &rest[open + 1..];
        let tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        match after.find('>') {
            Some(close) if tag && close <= 512 => {
                kept.push_str(&rest[..open]);
                kept.push(' ');
                rest = &after[close + 1..];
            }
            _ => {
                kept.push_str(&rest[..=open]);
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    let mut cleaned = String::with_capacity(kept.len());
    for token in kept.split(char::is_whitespace) {
        if !is_address(token) {
            cleaned.push_str(token);
        }
        cleaned.push(' ');
    }
    cleaned
}

/// Whether a token is an address, a path, a hashtag, a user name or an identifier rather than words.
fn is_address(token: &str) -> bool {
    let b = token.as_bytes();
    let at = |i: usize| b.get(i).copied().unwrap_or(b' ');
    let first = token.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '@' | '#' | '&'));
    if first.starts_with(['@', '#']) || token.contains("://") || token.contains("\\u") {
        return true;
    }
    (0..b.len()).any(|i| match b[i] {
        // user@host; name.example; folder/file.ext; snake_case
        b'@' => i > 0 && at(i + 1).is_ascii_alphanumeric(),
        b'.' => {
            i > 1
                && at(i - 1).is_ascii_alphanumeric()
                && at(i + 1).is_ascii_alphabetic()
                && at(i + 2).is_ascii_alphabetic()
        }
        b'_' => i > 0 && at(i - 1).is_ascii_alphanumeric() && at(i + 1).is_ascii_alphanumeric(),
        b'&' => {
            b[i..].iter().skip(2).take(8).any(|&c| c == b';') && (at(i + 1) == b'#' || at(i + 1).is_ascii_alphabetic())
        }
        _ => false,
    })
}

/// Calls `each` with every word of `text` that is written in `script`: its characters in lower case between two
/// [`EDGE`]s. `text` as [`clean`] leaves it.
pub(crate) fn for_each_word(text: &str, script: Script, mut each: impl FnMut(&[char])) {
    let mut word = vec![EDGE];
    let mut inside = false;
    for c in text.chars().chain([' ']) {
        let letter = if c.is_ascii() {
            c.is_ascii_alphabetic()
        } else {
            (c.is_alphabetic() || is_combining_mark(c)) && !('\u{3000}'..'\u{A000}').contains(&c)
        };
        if letter {
            inside = true;
            if word.len() <= LONGEST {
                if c.is_ascii() {
                    word.push(c.to_ascii_lowercase());
                } else {
                    word.extend(c.to_lowercase());
                }
            }
        } else if inside {
            if word.get(1).is_some_and(|&c| script_of(c) == script) {
                word.push(EDGE);
                each(&word);
            }
            word.truncate(1);
            inside = false;
        }
    }
}

/// A trigram as one number: three code points of 21 bits.
pub(crate) fn trigram_key(chars: &[char]) -> u64 {
    chars.iter().fold(0, |key, &c| key << 21 | u64::from(u32::from(c)))
}

/// A word as one number, apart from those of trigrams: FNV-1a with the top bit set.
pub(crate) fn word_key(chars: &[char]) -> u64 {
    let hash = |hash: u64, &c: &char| (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01B3);
    chars.iter().fold(0xCBF2_9CE4_8422_2325, hash) | 1 << 63
}
