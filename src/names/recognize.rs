//! Names that the lexicon does not have, recognised by their shape and the cues around them.
//!
//! Works where capitals mark names. A run of capitalised words is cut at the names that are known, at titles and at
//! words that are no names; what is left is a person, an organization or a place by the evidence it has.

use super::cues::Cues;
use super::lexicon::Lexicon;
use super::tokens::{Token, TokenKind};
use super::view::View;
use crate::document::Kind;

/// A name that was recognised, by its tokens.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    pub confidence: f32,
    pub how: &'static str,
}

/// An acronym that the text introduces behind its long form: "Observatory for Civilians (OFC)".
#[derive(Clone, Debug)]
pub(super) struct Definition {
    /// Tokens of the long form.
    pub long: std::ops::Range<usize>,
    /// Token of the acronym.
    pub acronym: usize,
}

/// The names in `view` that are not among its matches, in order; they may overlap matches that they contain.
pub(super) fn recognize(view: &View<'_>, lexicon: &Lexicon) -> Vec<Candidate> {
    let mut found = Vec::new();
    if !view.capitals_tell {
        return found;
    }
    let mut at = 0;
    while at < view.tokens.len() {
        if !view.tokens[at].is_capital() {
            at += 1;
            continue;
        }
        let end = run_end(view, at);
        if let Some(organization) = organization(view, at, end) {
            at = organization.end.max(end);
            found.push(organization);
            continue;
        }
        for (start, end) in pieces(view, lexicon, at, end) {
            found.extend(piece(view, start, end));
        }
        at = end;
    }
    found
}

/// The end of the run of capitalised words that starts at `start`.
fn run_end(view: &View<'_>, start: usize) -> usize {
    let tokens = &view.tokens;
    let mut end = start + 1;
    loop {
        let glued = |at: usize| tokens.get(at).is_some_and(|t| !t.space_before);
        let capital = |at: usize| tokens.get(at).is_some_and(Token::is_capital);
        let particle =
            |at: usize| tokens.get(at).is_some_and(|t| t.kind == TokenKind::Word) && view.cue(at).has(Cues::PARTICLE);
        let joiner = tokens.get(end).is_some_and(|t| t.is_joiner() && !t.is_sign(".")) && glued(end) && glued(end + 1);
        end = if capital(end) {
            end + 1
        } else if particle(end) && capital(end + 1) {
            end + 2
        } else if particle(end) && tokens.get(end + 1).is_some_and(|t| t.is_joiner()) && capital(end + 2) {
            // "Abu Bakr al-Baghdadi"
            end + 3
        } else if joiner && capital(end + 1) {
            end + 2
        } else if joiner
            && tokens.get(end + 1).is_some_and(|t| t.is_word() && t.range.len() <= 3)
            && tokens.get(end + 2).is_some_and(|t| t.is_joiner())
            && glued(end + 2)
            && capital(end + 3)
        {
            // "Mazar-e-Sharif"
            end + 4
        } else if joiner && !tokens[end].is_sign("-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}") && is_inner(view, end + 1)
        {
            // "Jama'at"
            end + 2
        } else {
            return end;
        };
    }
}

/// Whether a lower-case piece behind an apostrophe belongs to the word, unlike a genitive or a contraction.
fn is_inner(view: &View<'_>, token: usize) -> bool {
    view.tokens.get(token).is_some_and(|t| t.kind == TokenKind::Word)
        && !matches!(view.word(token), "s" | "t" | "d" | "m" | "re" | "ve" | "ll")
}

/// Words that join the parts of an organization's name.
fn joins_parts(word: &str) -> bool {
    matches!(
        word,
        "of" | "for" | "on" | "de" | "du" | "des" | "del" | "della" | "di" | "da" | "do" | "f\u{FC}r" | "des"
    )
}

/// An organization or building that starts in the run: by its last word, or by its first with "of" or "for".
fn organization(view: &View<'_>, start: usize, run_end: usize) -> Option<Candidate> {
    let mut start = start;
    while start < run_end
        && view.cue(start).has(Cues::NOT_NAME.with(Cues::TITLE))
        && !view.cue(start).has(Cues::ORG_START)
    {
        start += 1;
    }
    let head = |at: usize| view.tokens[at].is_capital() && view.cue(at).has(Cues::ORG_HEAD.with(Cues::ORG_START));
    let place_head = |at: usize| view.tokens[at].is_capital() && view.cue(at).has(Cues::PLACE_HEAD);
    let mut end = run_end;
    // "Ministry of the Interior", "Directorate of Information and Culture"
    let mut extended = false;
    if (start..end).any(head) {
        while let Some(next) =
            view.next_word(end).filter(|&at| joins_parts(view.word(at)) || extended && view.word(at) == "and")
        {
            let article = usize::from(
                view.tokens.get(next + 1).is_some_and(|_| matches!(view.word(next + 1), "the" | "la" | "le" | "les")),
            );
            let part = next + 1 + article;
            let of = joins_parts(view.word(next));
            if !view.tokens.get(part).is_some_and(Token::is_capital) || (!of && view.cue(part).has(Cues::TITLE)) {
                break;
            }
            if of && !head(end - 1) && !extended {
                break;
            }
            end = run_end_in(view, part);
            extended = true;
        }
    }
    if end - start < 2 {
        return None;
    }
    let last = end - 1;
    let by_start = extended && view.cue(start).has(Cues::ORG_START.with(Cues::ORG_HEAD));
    let kind = if by_start || extended || view.cue(last).has(Cues::ORG_HEAD) && view.tokens[last].is_capital() {
        Kind::Organization
    } else if place_head(last) {
        Kind::Place
    } else {
        return None;
    };
    // A name of one's own is needed: "The Party" and "Foreign Ministry" are none.
    let own = (start..end).any(|at| {
        view.tokens[at].is_capital()
            && !view
                .cue(at)
                .has(Cues::ORG_HEAD.with(Cues::ORG_START).with(Cues::PLACE_HEAD).with(Cues::TITLE).with(Cues::NOT_NAME))
    });
    own.then_some(Candidate { start, end, kind, confidence: 0.75, how: "shape" })
}

fn run_end_in(view: &View<'_>, start: usize) -> usize {
    run_end(view, start)
}

/// The run without the names that the lexicon has, cut at words that are no names.
fn pieces(view: &View<'_>, lexicon: &Lexicon, start: usize, end: usize) -> Vec<(usize, usize)> {
    let (mut pieces, mut from, mut at) = (Vec::new(), start, start);
    while at < end {
        let known = view.matches.iter().find(|m| m.start == at);
        let cut = match known {
            Some(m) if !belongs_to_person(view, lexicon, m.start, m.end, start, end) => m.end,
            Some(_) => {
                at += 1;
                continue;
            }
            None if view.cue(at).has(Cues::NOT_NAME) && !view.cue(at).has(Cues::GIVEN) => at + 1,
            None => {
                at += 1;
                continue;
            }
        };
        if from < at {
            pieces.push((from, at));
        }
        (from, at) = (cut, cut);
    }
    if from < end {
        pieces.push((from, end));
    }
    pieces
}

/// Whether a known place of one word is part of a person's name here: "Jordan Peterson", "Jack London".
fn belongs_to_person(
    view: &View<'_>,
    lexicon: &Lexicon,
    start: usize,
    end: usize,
    run_start: usize,
    run_end: usize,
) -> bool {
    let free = |at: usize| {
        view.tokens[at].kind == TokenKind::Capital
            && !view.matches.iter().any(|m| m.start <= at && at < m.end)
            && !view.cue(at).has(Cues::NOT_NAME.with(Cues::TITLE).with(Cues::ORG_HEAD).with(Cues::PLACE_HEAD))
    };
    let Some(m) = view.matches.iter().find(|m| m.start == start) else { return false };
    let place =
        m.aliases.iter().all(|&a| lexicon.entities[lexicon.aliases[a as usize].entity as usize].kind == Kind::Place);
    if !place || end != start + 1 || view.tokens[start].kind != TokenKind::Capital {
        return false;
    }
    let given_then_surname = view.cue(start).has(Cues::GIVEN.with(Cues::GIVEN_WEAK))
        && end < run_end
        && view.tokens[end].space_before
        && free(end);
    let surname =
        start > run_start && view.cue(start - 1).has(Cues::GIVEN) && free(start - 1) && view.tokens[start].space_before;
    given_then_surname || surname
}

/// What a piece of a run names, if the evidence is enough.
fn piece(view: &View<'_>, start: usize, end: usize) -> Option<Candidate> {
    let (mut start, mut end, mut titled) = (start, end, false);
    while start < end && (view.tokens[start].is_joiner() || view.cue(start).has(Cues::TITLE) && start + 1 < end) {
        titled |= view.cue(start).has(Cues::TITLE);
        start += 1;
    }
    while start < end && view.tokens[end - 1].is_joiner() {
        end -= 1;
    }
    if start >= end || (start + 1 == end && view.cue(start).has(Cues::TITLE)) {
        return None;
    }
    titled |= is_titled(view, start);
    let words = (start..end).filter(|&at| view.tokens[at].is_word()).count();
    let found = |kind, confidence, how| Some(Candidate { start, end, kind, confidence, how });
    let before = view.previous_word(start);
    let in_place = before.is_some_and(|at| view.cue(at).has(Cues::PLACE_BEFORE));
    let head_behind = view
        .next_word(end)
        .is_some_and(|at| view.tokens[at].kind == TokenKind::Word && view.cue(at).has(Cues::PLACE_HEAD));
    let says = says(view, start, end);
    let role = has_role(view, end);
    let given = view.cue(start).has(Cues::GIVEN);
    if words == 1 {
        let token = &view.tokens[start];
        if token.kind == TokenKind::Upper {
            let acronym = (2..=6).contains(&token.range.len())
                && !view.cue(start).has(Cues::ACRONYM_NOT_NAME.with(Cues::NOT_NAME))
                && !is_roman_numeral(view.word(start));
            return if acronym { found(Kind::Organization, 0.5, "acronym") } else { None };
        }
        if token.kind != TokenKind::Capital
            || token.range.len() < 3
            || view.cue(start).has(Cues::NOT_NAME.with(Cues::ORG_HEAD))
        {
            return None;
        }
        if titled {
            return found(Kind::Person, 0.7, "title");
        }
        if view.starts_sentence(start) {
            return None;
        }
        return if head_behind || in_place && !given {
            found(Kind::Place, if head_behind { 0.7 } else { 0.5 }, "context")
        } else if says {
            found(Kind::Person, 0.5, "context")
        } else {
            None
        };
    }
    let mut person = 0.0;
    person += if given { 2.0 } else { 0.0 };
    person +=
        if view.cue(start).has(Cues::GIVEN_WEAK) || view.tokens[start].kind == TokenKind::Initial { 1.0 } else { 0.0 };
    person += if titled { 2.5 } else { 0.0 };
    person += if role { 2.0 } else { 0.0 };
    person += if says { 1.5 } else { 0.0 };
    let particle = (start..end).any(|at| view.tokens[at].kind == TokenKind::Word && view.cue(at).has(Cues::PARTICLE));
    person += if particle { 1.0 } else { 0.0 };
    let names = (start..end).filter(|&at| view.cue(at).has(Cues::GIVEN)).count();
    person += if names > usize::from(given) { 0.5 } else { 0.0 };
    if person >= 2.0 && words <= 6 {
        return found(Kind::Person, if person >= 3.0 { 0.9 } else { 0.75 }, "person");
    }
    if head_behind {
        return found(Kind::Place, 0.7, "context");
    }
    if (start..end).any(|at| view.tokens[at].kind == TokenKind::Upper) || words > 4 {
        return None;
    }
    if in_place {
        return found(Kind::Place, 0.5, "context");
    }
    if before.is_some_and(|at| view.word(at).eq_ignore_ascii_case("the")) {
        return found(Kind::Organization, 0.5, "context");
    }
    if view.starts_sentence(start) && person < 1.0 { None } else { found(Kind::Person, 0.5, "shape") }
}

/// Whether a title or role stands before: "President X", "spokesman X", "Gen. (ret.) X".
fn is_titled(view: &View<'_>, start: usize) -> bool {
    let Some(mut before) = start.checked_sub(1) else { return false };
    // A parenthesis after the rank, and the dot of an abbreviation.
    if view.tokens[before].is_sign(")") {
        let Some(open) = (before.saturating_sub(4)..before).rev().find(|&at| view.tokens[at].is_sign("(")) else {
            return false;
        };
        let Some(at) = open.checked_sub(1) else { return false };
        before = at;
    }
    if view.tokens[before].is_sign(".") && before > 0 && !view.tokens[before].space_before {
        before -= 1;
        return view.tokens[before].is_capital() && view.cue(before).has(Cues::TITLE);
    }
    view.tokens[before].is_word() && view.cue(before).has(Cues::TITLE.with(Cues::ROLE))
}

/// Whether a verb of saying stands next to the name.
pub(super) fn says(view: &View<'_>, start: usize, end: usize) -> bool {
    let after = view.next_word(end).is_some_and(|at| view.cue(at).has(Cues::SAY));
    let before = view.previous_word(start).is_some_and(|at| view.cue(at).has(Cues::SAY));
    after || before
}

/// Whether an apposition with a role follows: ", a senior fellow at …".
fn has_role(view: &View<'_>, end: usize) -> bool {
    if !view.tokens.get(end).is_some_and(|t| t.is_sign(",\u{60C}")) {
        return false;
    }
    (end + 1..view.tokens.len())
        .take(8)
        .take_while(|&at| !view.tokens[at].is_sign(".;:!?"))
        .any(|at| view.tokens[at].kind == TokenKind::Word && view.cue(at).has(Cues::ROLE))
        || view
            .next_word(end + 1)
            .is_some_and(|at| matches!(view.word(at), "who" | "whose" | "qui" | "der" | "die" | "quien"))
}

fn is_roman_numeral(word: &str) -> bool {
    word.chars().all(|c| "IVXLC".contains(c))
}

/// The acronyms that `view` introduces in parentheses behind their long form.
pub(super) fn definitions(view: &View<'_>) -> Vec<Definition> {
    let mut found = Vec::new();
    for open in 1..view.tokens.len().saturating_sub(2) {
        let acronym = open + 1;
        let closed = view.tokens.get(open + 2).is_some_and(|t| t.is_sign("),;"));
        if !view.tokens[open].is_sign("(") || view.tokens[acronym].kind != TokenKind::Upper || !closed {
            continue;
        }
        if let Some(start) = long_form(view, open, view.word(acronym)) {
            found.push(Definition { long: start..open, acronym });
        }
    }
    found
}

/// Where the words before `end` start whose initials spell `acronym`, read backwards; small words may be skipped.
fn long_form(view: &View<'_>, end: usize, acronym: &str) -> Option<usize> {
    let letters: Vec<char> = acronym.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let (mut left, mut at, mut start) = (letters.len(), end, None);
    while left > 0 {
        at = at.checked_sub(1)?;
        let token = &view.tokens[at];
        if token.is_joiner() || token.is_sign("&") {
            continue;
        }
        if !token.is_word() || end - at > 2 * letters.len() + 6 {
            return None;
        }
        let key = view.key(at);
        if key.starts_with(letters[left - 1]) && (token.is_capital() || left > 1) {
            left -= 1;
            start = Some(at);
        } else if token.is_capital() && key.len() > 3 && start.is_some() {
            return None;
        } else if !token.is_capital() && key.len() > 4 {
            return None;
        }
    }
    start.filter(|&at| view.tokens[at].is_capital())
}
