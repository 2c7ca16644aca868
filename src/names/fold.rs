//! The folded key of a word: what its spellings have in common.
//!
//! The key forgets what spellings of one word differ in by convention: letter case, diacritics, the dots of an
//! acronym, the letter variants of the Arabic script, case endings of Cyrillic words.

use super::letters::Letter;

/// The folded key of a word.
pub(super) fn fold(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    fold_into(word, &mut key);
    key
}

/// Appends the folded key of a word.
pub(super) fn fold_into(word: &str, key: &mut String) {
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
        Letter::of(c).fold(c, key);
    }
    strip_case_ending(key, start);
}

/// Takes the case ending off the key that starts at `start`, if it is Cyrillic.
pub(super) fn strip_case_ending(key: &mut String, start: usize) {
    // U+0400 to U+052F.
    if matches!(key.as_bytes().get(start), Some(0xD0..=0xD4)) {
        let word = &key[start..];
        if word.starts_with(|c| ('\u{400}'..'\u{530}').contains(&c)) {
            key.truncate(start + without_case_ending(word));
        }
    }
}

/// Case endings of Slavic nouns and adjectives, by their last letter, longest first; what is left must have four letters.
fn case_endings(last: char) -> &'static [&'static str] {
    match last {
        'а' => &["а"],
        'в' => &["ов", "ев"],
        'е' => &["ские", "е"],
        'и' => &["ами", "ями", "и"],
        'й' => &["ской", "ский", "ой", "ей"],
        'м' => &["ским", "ом", "ем", "ам"],
        'о' => &["ского", "ого"],
        'у' => &["скому", "ому", "у"],
        'х' => &["ских", "ах", "ях"],
        'ы' => &["ы"],
        'я' => &["ская", "я"],
        _ => &[],
    }
}

/// Bytes of a key that stay.
fn without_case_ending(key: &str) -> usize {
    let endings = key.chars().next_back().map_or(&[][..], case_endings);
    for ending in endings {
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

    #[test]
    fn keys_forget_conventions() {
        for (a, b) in [
            ("U.S.", "US"),
            ("Erdo\u{11F}an", "erdogan"),
            ("\u{637}\u{627}\u{644}\u{628}\u{627}\u{646}", "\u{637}\u{627}\u{644}\u{640}\u{628}\u{627}\u{646}"),
            ("\u{639}\u{644}\u{64A}", "\u{639}\u{644}\u{6CC}"),
            ("Афганистане", "Афганистан"),
            ("России", "Россия"),
            ("Российского", "Российские"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("Sayed"), fold("Saeed"));
        assert_ne!(fold("Российский"), fold("Россия"));
    }

    #[test]
    fn case_endings_are_listed_by_their_last_letter_and_longest_first() {
        for last in '\u{400}'..'\u{530}' {
            let endings = case_endings(last);
            assert!(endings.iter().all(|ending| ending.ends_with(last)), "{last}");
            assert!(endings.is_sorted_by_key(|ending| std::cmp::Reverse(ending.chars().count())), "{last}");
        }
    }
}
