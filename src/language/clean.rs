//! What has no language taken out of a text: addresses, markup, identifiers.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

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
