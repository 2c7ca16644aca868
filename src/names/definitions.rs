//! What a text says of its names: acronyms behind their long form, and names behind "alias".
//!
//! Acronyms after Schwartz and Hearst, "A simple algorithm for identifying abbreviation definitions" (2003), with those of
//! another language, whose letters are not those of the long form.

use super::cues::Cues;
use super::fold::fold;
use super::recognize::Candidate;
use super::run::run_end;
use super::tokens::TokenKind;
use super::view::View;
use crate::document::Kind;

/// An acronym that the text introduces behind its long form: "Observatory for Civilians (OFC)".
#[derive(Clone, Debug)]
pub(super) struct Definition {
    /// Tokens of the long form.
    pub long: std::ops::Range<usize>,
    /// Token of the acronym.
    pub acronym: usize,
}

/// The acronyms that `view` introduces behind their long form: "… (XYZ)", "…, or XYZ,", "…, known as XYZ".
pub(super) fn definitions(view: &View<'_>) -> Vec<Definition> {
    let mut found = Vec::new();
    for acronym in 2..view.tokens.len() {
        if view.tokens[acronym].kind != TokenKind::Upper {
            continue;
        }
        // Not the first half of "ISIS-K".
        if view.known(acronym).is_some_and(|m| m.end - m.start > 1) {
            continue;
        }
        // "(the XYZ)"
        let article = usize::from(view.word(acronym - 1) == "the");
        let before = acronym - 1 - article;
        let bracketed = view.tokens[before].is_sign("(\u{FF08}");
        let apposed = article > 0 && view.tokens[before].is_sign(",");
        let end = if apposed {
            view.tokens.get(acronym + 1).is_none_or(|t| t.is_sign(",.;)")).then_some(before)
        } else if bracketed {
            view.tokens.get(acronym + 1).is_some_and(|t| t.is_sign("),;\u{FF09}")).then_some(before)
        } else {
            let phrase = view.mention_phrases.iter().find(|phrase| phrase.end == before + 1).map(|phrase| phrase.start);
            let or = view.has_lower(before, Cues::OR).then_some(before);
            phrase.or(or).and_then(|start| start.checked_sub(1)).filter(|&at| view.tokens[at].is_sign(","))
        };
        let Some(end) = end else { continue };
        let word = view.word(acronym);
        let start = long_form(view, end, word, true)
            .or_else(|| long_form(view, end, word, false))
            .or_else(|| loose_long_form(view, end, word).filter(|_| view.known(acronym).is_none()))
            .or_else(|| foreign_long_form(view, end).filter(|_| bracketed && view.known(acronym).is_none()));
        if let Some(start) = start {
            found.push(Definition { long: start..end, acronym });
        }
    }
    found
}

/// The capitalised phrase between "the" and `end`, whose acronym is that of another language: "the Special Jurisdiction for
/// Peace (JEP)".
fn foreign_long_form(view: &View<'_>, end: usize) -> Option<usize> {
    let (mut at, mut capitals) = (end, 0);
    loop {
        let token = &view.tokens[at.checked_sub(1)?];
        let word = view.word(at - 1);
        let capital = token.kind == TokenKind::Capital && !view.cue(at - 1).has(Cues::GIVEN.with(Cues::TITLE));
        let outside = |at: usize| !view.tokens[at].is_capital() && !view.cue(at).has(Cues::OF);
        if word == "the" && capitals >= 2 && view.tokens[at].is_capital() && outside(at - 2) {
            return Some(at);
        }
        let small = view.has_lower(at - 1, Cues::OF)
            || matches!(word, "and" | "the" | "against" | "to" | "with" | "in" | "from" | "by");
        if !(capital || small && at < end || token.is_joiner()) || end - at > 10 {
            return None;
        }
        capitals += usize::from(capital);
        at -= 1;
        at.checked_sub(2)?;
    }
}

/// The capitalised phrase before `end`, if it starts with the acronym's first letter and has its letters in order.
fn loose_long_form(view: &View<'_>, end: usize, acronym: &str) -> Option<usize> {
    let mut at = end;
    while let Some(before) = at.checked_sub(1) {
        let token = &view.tokens[before];
        let word = view.word(before);
        let small = view.has_lower(before, Cues::OF) || matches!(word, "and" | "in" | "the");
        if token.is_capital() {
            // The shortest phrase that will do.
            let words = (before..end).filter(|&at| view.tokens[at].is_capital()).count();
            if words >= 3 && (spells(&fold(view.surface(before, end)), acronym) || anagram(view, before, end, acronym))
            {
                return Some(before);
            }
        } else if !small && !token.is_joiner() {
            break;
        }
        at = before;
    }
    None
}

/// Whether the initials of the capitalised words are the acronym's letters in another order: another language's acronym.
fn anagram(view: &View<'_>, start: usize, end: usize, acronym: &str) -> bool {
    let initials = (start..end).filter(|&at| view.tokens[at].is_capital()).filter_map(|at| view.key(at).chars().next());
    let (mut initials, mut letters): (Vec<char>, Vec<char>) = (initials.collect(), fold(acronym).chars().collect());
    initials.sort_unstable();
    letters.sort_unstable();
    initials == letters
}

/// Whether a phrase starts with the acronym's first letter and has the others in order.
pub(super) fn spells(phrase: &str, acronym: &str) -> bool {
    let mut letters = acronym.chars().flat_map(char::to_lowercase).peekable();
    let starts_alike = phrase.chars().next() == letters.peek().copied();
    phrase.chars().for_each(|c| {
        letters.next_if_eq(&c);
    });
    starts_alike && letters.peek().is_none()
}

/// Where the words before `end` start whose initials spell `acronym`, read backwards; small words may be skipped, and are
/// if only `capitals` count.
fn long_form(view: &View<'_>, end: usize, acronym: &str, capitals: bool) -> Option<usize> {
    let letters: Vec<char> = acronym.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let (mut left, mut at, mut start) = (letters.len(), end, None);
    while left > 0 {
        at = at.checked_sub(1)?;
        let token = &view.tokens[at];
        let small = token.kind == TokenKind::Word && view.word(at).len() <= 4;
        if token.is_joiner() || token.is_sign("&") || capitals && small {
            continue;
        }
        if !token.is_word() || end - at > 2 * letters.len() + 6 {
            return None;
        }
        let key = view.key(at);
        if key.starts_with(letters[left - 1]) && (token.is_capital() || left > 1) {
            left -= 1;
            start = Some(at);
        } else {
            let part = if token.is_capital() { key.len() <= 3 || start.is_none() } else { key.len() <= 4 };
            if !part {
                return None;
            }
        }
    }
    start.filter(|&at| view.tokens[at].is_capital())
}

/// Whole names behind "alias", in which a word may be a place otherwise: "Diego Rueda, alias Pablo Tolima".
pub(super) fn other_name_of_person(view: &View<'_>) -> impl Iterator<Item = Candidate> {
    view.mention_phrases.iter().filter_map(|phrase| {
        let start = phrase.end;
        let named = view.word(phrase.end - 1) == "alias" && view.capitals_tell;
        let capital = named && view.tokens.get(start)?.kind == TokenKind::Capital;
        let end = if capital { run_end(view, start) } else { start };
        let known = view.known(start).is_some();
        (end > start + 1 && !known).then_some(Candidate {
            start,
            end,
            kind: Kind::Person,
            confidence: 0.75,
            how: "alias",
        })
    })
}
