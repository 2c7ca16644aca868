//! Names in capitals and names that begin with the surname, as texts write them.
//!
//! A word that has small letters is as it should be. One in capitals is written with one capital in each part that a dash
//! or apostrophe makes (`AL-SAMPLE`: `al-Sample`), and particles (`BIN`, `VAN`, `OF`) without, unless they come first. Words that
//! look like acronyms stay: those with dots (`S.A.`), with digits or without a vowel (`LLC`), Roman numerals, and of
//! organizations those of up to three letters that are no word of the list below, in names of several words.

use crate::document::Kind;

/// Written small inside a name, if they are written in capitals.
const SMALL: &str = "bin bint ibn al el ul ud ad as az ar at abd-al de del della der den des di da do dos das du la las le los van von y e i \
                     of and the for to in on und et fur";

/// Short words of organizations that are no acronyms.
const WORDS: &str = "co ltd inc sea oil gas air tea art arm law sun war new old red far";

/// A name with the surname in front, "LAST, First", the other way round.
pub(super) fn in_order(name: &str) -> String {
    match name.split_once(',') {
        Some((last, first)) if !first.contains(',') && !first.trim().is_empty() => {
            format!("{} {}", first.trim(), last.trim())
        }
        _ => name.to_owned(),
    }
}

/// A name with its words as texts write them.
pub(super) fn recase(name: &str, kind: Kind) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let several = words.len() > 1;
    let mut recased = String::with_capacity(name.len());
    for (at, word) in words.into_iter().enumerate() {
        if at > 0 {
            recased.push(' ');
        }
        word_into(word, at == 0, several, kind, &mut recased);
    }
    recased
}

fn word_into(word: &str, is_first: bool, several: bool, kind: Kind, out: &mut String) {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 2 || word.chars().any(char::is_lowercase) || !word.chars().any(char::is_uppercase) {
        return out.push_str(word);
    }
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    let lower = bare.to_lowercase();
    let is_in = |list: &str, word: &str| list.split(' ').any(|known| known == word);
    if is_in(SMALL, &lower) && !is_first {
        return out.push_str(&word.to_lowercase());
    }
    let inner_dot = bare.contains('.');
    let vowel = lower.chars().any(|c| !c.is_ascii() || "aeiouy".contains(c));
    let numeral = lower.chars().all(|c| "ivx".contains(c)) && kind == Kind::Person;
    let short = kind != Kind::Person && letters <= 3 && !is_in(WORDS, &lower) && !is_in(SMALL, &lower);
    let alone = kind != Kind::Person && !several && letters <= 3;
    let digit = bare.chars().any(char::is_numeric);
    if inner_dot || !vowel && !is_in(WORDS, &lower) || numeral || short || alone || digit {
        return out.push_str(word);
    }
    // Each part by itself: "AL-SAMPLE", "O'NEIL".
    let mut rest = word;
    loop {
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        let small = part.to_lowercase();
        if is_in(SMALL, &small) && behind.starts_with('-') {
            out.push_str(&small);
        } else {
            let mut chars = part.chars();
            out.extend(chars.next());
            out.push_str(&chars.as_str().to_lowercase());
        }
        let Some(sign) = behind.chars().next() else { break };
        out.push(sign);
        rest = &behind[sign.len_utf8()..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_texts_write_them() {
        for (kind, name, expected) in [
            (Kind::Person, "BIN SAMPLE, Usman", "Usman bin Sample"),
            (Kind::Person, "AL-SAMPLE", "al-Sample"),
            (Kind::Person, "O'EXAMPLE II, Mary-ANN", "Mary-ANN O'Example II"),
            (Kind::Person, "DE LA SAMPLE, J. R.", "J. R. de la Sample"),
            (Kind::Person, "VAN SAMPLE", "Van Sample"),
            (Kind::Person, "\u{418}\u{412}\u{410}\u{41D}\u{41E}\u{412}", "\u{418}\u{432}\u{430}\u{43D}\u{43E}\u{432}"),
            (Kind::Person, "a, b, c", "a, b, c"),
            (Kind::Organization, "OJSC SAMPLE OIL CO., LTD", "Ojsc Sample Oil Co., Ltd"),
            (Kind::Organization, "BANK OF THE SAMPLE S.A.", "Bank of the Sample S.A."),
            (Kind::Organization, "NLST", "NLST"),
            (Kind::Organization, "OAO 3RD LAKE (LLC)", "OAO 3RD Lake (LLC)"),
            (Kind::Organization, "iSample AB", "iSample AB"),
        ] {
            let ordered = if kind == Kind::Person { in_order(name) } else { name.to_owned() };
            assert_eq!(recase(&ordered, kind), expected);
        }
    }
}
