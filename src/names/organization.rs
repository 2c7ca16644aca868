//! Organizations that the lexicon does not have: by the words and numbers in their names, as branches of others, as owners of
//! the page.

use super::cues::Cues;
use super::definitions;
use super::fold::fold;
use super::lexicon::Lexicon;
use super::recognize::Candidate;
use super::run::{is_acronym, run_end};
use super::tokens::{Token, TokenKind};
use super::view::View;
use crate::document::Kind;

/// An organization or building that starts in the run: by its last word, or by its first with "of" or "for".
pub(super) fn organization(view: &View<'_>, lexicon: &Lexicon, start: usize, end_of_run: usize) -> Option<Candidate> {
    let capital = |at: usize| view.tokens.get(at).is_some_and(Token::is_capital);
    let head = |at: usize| capital(at) && view.cue(at).has(Cues::ORG_HEAD);
    let begins = |at: usize| capital(at) && view.cue(at).has(Cues::ORG_START.with(Cues::ORG_HEAD));
    let mut start = start;
    while start < end_of_run && !begins(start) && view.cue(start).has(Cues::NOT_NAME) && view.starts_sentence(start) {
        start += 1;
    }
    let (mut end, mut of) = (end_of_run, false);
    while let Some(next) = view.next_word(end) {
        let article = view.has_lower(next + 1, Cues::THE);
        let part = next + 1 + usize::from(article);
        if !capital(part) {
            break;
        }
        // Up to a person who is known: "Ministry of Information and Culture Zabihullah Mujahid".
        let known = |at: usize, kind| view.known(at).is_some_and(|m| lexicon.can_be(m, kind));
        let part_end = run_end(view, part);
        let part_end = (part + 1..part_end).find(|&at| known(at, Kind::Person)).unwrap_or(part_end);
        // "Directorate of Intelligence"; "… of Information and Culture"; "Intelligence and Security Agency"
        let joins_parts = view.has_lower(next, Cues::OF);
        let joined = if joins_parts {
            let new = !view.cue(part).has(Cues::GIVEN)
                && view.tokens[part].kind != TokenKind::Initial
                && !known(part, Kind::Organization)
                && !known(part, Kind::Person);
            let whole = end == start + 1
                && head(part_end - 1)
                && view.previous_word(start).is_some_and(|at| view.word(at) == "the");
            new && (begins(end - 1) || whole || (of && view.known(end - 1).is_none()))
        } else {
            view.has_lower(next, Cues::AND)
                && !view.cue(part).has(Cues::TITLE)
                && view.tokens[end - 1].kind != TokenKind::Upper
                && (of && part_end == part + 1 || head(part_end - 1) && !head(end - 1))
                && view.known(end - 1).is_none()
                && view.known(part).is_none()
        };
        if !joined {
            break;
        }
        of |= joins_parts;
        end = part_end;
    }
    if end <= start + 1 {
        return None;
    }
    // "Nangarhar Province" is Nangarhar.
    if !of && view.cue(end - 1).has(Cues::PLACE_GENERIC) && view.known(start).is_some_and(|m| m.end == end - 1) {
        return None;
    }
    let first =
        end == start + 2 && view.cue(start).has(Cues::ORG_FIRST) && view.tokens[end - 1].kind == TokenKind::Capital;
    let kind = if of || first || head(end - 1) {
        Kind::Organization
    } else if view.cue(end - 1).has(Cues::PLACE_HEAD) {
        Kind::Place
    } else {
        return None;
    };
    // A name of one's own is needed: "The Party" and "Foreign Ministry" are none.
    let generic = Cues::ORG_HEAD.with(Cues::ORG_START).with(Cues::PLACE_HEAD).with(Cues::TITLE).with(Cues::NOT_NAME);
    let words = (start..end).filter(|&at| capital(at)).count();
    let own = first
        || words >= 3 && !view.cue(start).has(Cues::ORG_START)
        || (start..end).any(|at| capital(at) && !view.cue(at).has(generic));
    own.then_some(Candidate { start, end, kind, confidence: 0.75, how: "shape" })
}

/// "the 33rd Front", "1st Armoured Brigade", "Unit 127".
pub(super) fn numbered_unit(view: &View<'_>, start: usize, end: usize) -> Option<Candidate> {
    let head = |&at: &usize| view.tokens[at].kind == TokenKind::Capital && view.cue(at).has(Cues::ORG_HEAD);
    let found = |start, end| Some(Candidate { start, end, kind: Kind::Organization, confidence: 0.75, how: "number" });
    let number = |at: usize| view.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Number);
    if start > 0 && number(start - 1) && view.word(start - 1).ends_with(char::is_alphabetic) {
        return found(start - 1, (start..end).find(head)? + 1);
    }
    let year = |word: &str| word.len() == 4 && (word.starts_with("19") || word.starts_with("20"));
    let counted = end == start + 1 && head(&start) && number(end) && view.tokens[end].space_before;
    let digits = || view.word(end).bytes().all(|b| b.is_ascii_digit()) && !year(view.word(end));
    if counted && digits() { found(start, end + 1) } else { None }
}

/// A branch or faction of an organization that is known by an acronym: "PNF-Ulama", "PNF (Darai)".
pub(super) fn branch(view: &View<'_>, lexicon: &Lexicon, start: usize) -> Option<Candidate> {
    let known = view.known(start).filter(|m| m.start == start && lexicon.can_be(m, Kind::Organization))?;
    let (sign, inside) = (&view.tokens.get(known.end)?, known.end + 1);
    let acronym = view.word(known.end - 1);
    let named = |at: usize| {
        let other = Cues::NOT_NAME.with(Cues::TITLE).with(Cues::GIVEN).with(Cues::ORG_HEAD).with(Cues::PLACE_HEAD);
        view.tokens.get(at).is_some_and(Token::is_capital) && view.known(at).is_none() && !view.cue(at).has(other)
    };
    if view.tokens[known.end - 1].kind != TokenKind::Upper || !named(inside) {
        return None;
    }
    let end = if sign.is_joiner() && !sign.space_before && !view.tokens[inside].space_before {
        inside + 1
    } else {
        let close = run_end(view, inside);
        let whole = sign.is_sign("(") && view.tokens.get(close).is_some_and(|t| t.is_sign(")"));
        // "RSF (Rapid Support Forces)" says what the acronym means.
        let meaning = || definitions::spells(&fold(view.surface(inside, close)), acronym);
        let named = |at| named(at) || view.tokens[at].is_joiner();
        (whole && close <= inside + 3 && (inside..close).all(named) && !meaning()).then_some(close + 1)?
    };
    let acronym = is_acronym(view, inside);
    (!acronym).then_some(Candidate { start, end, kind: Kind::Organization, confidence: 0.75, how: "branch" })
}

/// An organization in a line that is no sentence: the line is its name and nothing else ("Lake Observer").
pub(super) fn alone(view: &View<'_>) -> Option<Candidate> {
    let start = (0..view.tokens.len()).find(|&at| view.tokens[at].kind != TokenKind::Number)?;
    if !view.latin || !view.tokens[start].is_capital() || view.cue(start).has(Cues::NOT_NAME) {
        return None;
    }
    let end = run_end(view, start);
    let named = (start..end).all(|at| !view.cue(at).has(Cues::NOT_NAME));
    let whole = named && end == view.tokens.len() && view.cue(end - 1).has(Cues::ORG_HEAD);
    let found = Candidate { start, end, kind: Kind::Organization, confidence: 0.75, how: "alone" };
    (whole && (2..=5).contains(&(end - start))).then_some(found)
}

/// Who owns the page: "\u{A9} 2025 Lake Observer", without what a company is ("Pvt Ltd").
pub(super) fn owner(view: &View<'_>) -> Option<Candidate> {
    let sign = view.tokens.iter().position(|t| t.is_sign("\u{A9}"))?;
    let behind = |&at: &usize| view.tokens[at].kind != TokenKind::Number && !view.cue(at).has(Cues::THE);
    let start = (sign + 1..view.tokens.len()).find(behind)?;
    if !view.latin || !view.tokens[start].is_capital() || view.cue(start).has(Cues::NOT_NAME.with(Cues::GIVEN)) {
        return None;
    }
    let mut end = run_end(view, start);
    while view.tokens.get(end).is_some_and(|t| t.is_sign("&"))
        && view.tokens.get(end + 1).is_some_and(Token::is_capital)
    {
        end = run_end(view, end + 1);
    }
    end = (start + 1..end).find(|&at| view.cue(at).has(Cues::NOT_NAME)).unwrap_or(end);
    while end > start + 1 && view.cue(end - 1).has(Cues::LEGAL_FORM) {
        end -= 1;
    }
    let found = Candidate { start, end, kind: Kind::Organization, confidence: 0.75, how: "owner" };
    (2..=5).contains(&(end - start)).then_some(found)
}
