//! Names that the lexicon does not have, recognised by their shape and the cues around them.
//!
//! Works where capitals mark names. A run of capitalised words is cut at the names that are known, at titles and at
//! words that are no names; what is left is a person, an organization or a place by the evidence it has.

use super::beside::{has_age, has_role, is_credited, is_titled, kind_behind, kind_beside, says};
use super::cues::Cues;
use super::lexicon::{Lexicon, Match};
use super::organization::{alone, branch, numbered_unit, organization, owner};
use super::run::{is_acronym, is_inner, nickname_end, run_end};
use super::tokens::{Token, TokenKind};
use super::view::View;
use crate::document::{Kind, Role};

/// A name that was recognised, by its tokens.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    pub confidence: f32,
    pub how: &'static str,
}

/// The names in `view` that are not among its matches, in order; they may overlap matches that they contain.
pub(super) fn recognize(view: &View<'_>, lexicon: &Lexicon) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = owner(view).into_iter().collect();
    if !view.capitals_tell {
        found.extend(alone(view).filter(|_| found.is_empty()));
        return found;
    }
    let mut at = 0;
    while at < view.tokens.len() {
        if !view.tokens[at].is_capital() {
            at += 1;
            continue;
        }
        let end = run_end(view, at);
        if at == 0 && is_dateline(view, end) {
            found.push(Candidate { start: at, end, kind: Kind::Place, confidence: 0.75, how: "dateline" });
            at = end;
            continue;
        }
        if let Some(unit) = numbered_unit(view, at, end) {
            at = unit.end.max(end);
            found.push(unit);
            continue;
        }
        if let Some(person) = nicknamed(view, at, end) {
            at = person.end.max(end);
            found.push(person);
            continue;
        }
        if let Some(branch) = branch(view, lexicon, at) {
            at = branch.end;
            found.push(branch);
            continue;
        }
        if let Some(organization) = organization(view, lexicon, at, end) {
            at = organization.end.max(end);
            found.push(organization);
            continue;
        }
        // "Nobel Peace Prize" is nobody and nowhere.
        if view.cue(end - 1).has(Cues::THING) {
            at = end;
            continue;
        }
        for_each_piece(view, lexicon, at, end, |start, end| {
            let candidate = piece(view, lexicon, start, end);
            // What scripts and menus left behind is no sentence: capitals alone say nothing there.
            let loose = matches!(view.role, Role::Widget | Role::Notice | Role::Teaser);
            found.extend(candidate.filter(|c| !loose || c.confidence > 0.7));
        });
        at = end;
    }
    found
}

/// "EL TARRA, Colombia — …": whether the run of capitals at the start of the paragraph is where it was written.
fn is_dateline(view: &View<'_>, end: usize) -> bool {
    let upper = |at: usize| view.tokens[at].kind == TokenKind::Upper || view.tokens[at].is_joiner();
    let dash = |t: &Token| t.is_sign("\u{2013}\u{2014}");
    let ahead = &view.tokens[end..view.tokens.len().min(end + 12)];
    !view.shouting
        && (0..end).all(|at| upper(at) && view.known(at).is_none())
        && ahead.first().is_some_and(|t| t.is_sign(",("))
        && (ahead.iter().any(dash) || view.role == Role::Dateline)
}

/// A person whose nickname stands within the name: "Joaquín “El Chapo” Guzmán".
fn nicknamed(view: &View<'_>, start: usize, end: usize) -> Option<Candidate> {
    let opening = (start + 1..end).find(|&at| nickname_end(view, at).is_some())?;
    let titles = (start..opening).take_while(|&at| view.cue(at).has(Cues::TITLE.with(Cues::NOT_NAME))).count();
    let start = start + titles;
    let found = Candidate { start, end, kind: Kind::Person, confidence: 0.85, how: "nickname" };
    (start < opening && !view.tokens[end - 1].is_joiner()).then_some(found)
}

/// The nickname within a recognised name.
pub(super) fn nickname(view: &View<'_>, name: &Candidate) -> Option<std::ops::Range<usize>> {
    (name.start..name.end).find_map(|at| Some(at + 1..nickname_end(view, at)? - 1))
}

/// Calls `each` with the pieces of the run without the names that the lexicon has, cut at words that are no names.
fn for_each_piece(view: &View<'_>, lexicon: &Lexicon, start: usize, end: usize, mut each: impl FnMut(usize, usize)) {
    let (mut from, mut at) = (start, start);
    while at < end {
        let known = view.known(at).filter(|m| m.start == at);
        let cut = match known {
            Some(m) if !belongs_to_person(view, lexicon, m.start, m.end, start, end) => m.end,
            Some(_) => {
                at += 1;
                continue;
            }
            None if is_no_name(view, at, from, end) => at + 1,
            None => {
                at += 1;
                continue;
            }
        };
        if from < at {
            each(from, at);
        }
        (from, at) = (cut, cut);
    }
    if from < end {
        each(from, end);
    }
}

/// Whether the word at `at` cuts its run. "Thu" and "May" do not inside a name: "Khaing Thu Kha", "May Thandar".
fn is_no_name(view: &View<'_>, at: usize, from: usize, end: usize) -> bool {
    if !view.cue(at).has(Cues::NOT_NAME) || view.cue(at).has(Cues::GIVEN) {
        return false;
    }
    // "Turk-Said"
    if from + 1 < at && view.tokens[at - 1].is_joiner() && !view.tokens[at].space_before {
        return false;
    }
    let inside = from < at && at + 1 < end && view.tokens[at].len() <= 4;
    let before_a_name = at + 1 < end
        && view.cue(at).has(Cues::GIVEN_WEAK)
        && view.tokens[at + 1].kind == TokenKind::Capital
        && view.known(at + 1).is_none()
        // "In May Karimi left."
        && !view.previous_word(at).is_some_and(|before| view.cue(before).has(Cues::PLACE_BEFORE));
    !(inside || before_a_name)
}

/// Whether a known place or people of one word is part of a person's name here: "Jordan Peterson", "Jack London",
/// "Hassan Baloch".
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
            && view.known(at).is_none()
            && !view.cue(at).has(Cues::NOT_NAME.with(Cues::TITLE).with(Cues::ORG_HEAD).with(Cues::PLACE_HEAD))
    };
    let Some(m) = view.known(start) else { return false };
    let [place, group, person] = [Kind::Place, Kind::Group, Kind::Person].map(|kind| lexicon.can_be(m, kind));
    if !(place || group || person) || end != start + 1 || view.tokens[start].kind != TokenKind::Capital {
        return false;
    }
    let particle = |at: usize| view.has_lower(at, Cues::PARTICLE.with(Cues::JOINED));
    let given = view.cue(start).has(Cues::GIVEN.with(Cues::GIVEN_WEAK));
    let spaced = |at: usize| at < run_end && view.tokens[at].space_before;
    let evident = says(view, start, run_end)
        || has_role(view, run_end)
        || is_titled(view, start)
        || is_credited(view, start) && view.known(end).is_none();
    let before_surname = place
        && end < run_end
        && view.tokens[end].space_before
        && (free(end) && (given || evident) || end + 1 < run_end && particle(end));
    let is_surname = start > run_start
        && free(start - 1)
        && view.tokens[start].space_before
        && (person
            || (run_start..start).rev().take_while(|&at| free(at)).any(|at| view.cue(at).has(Cues::GIVEN))
            || has_role(view, end)
            || is_credited(view, run_start)
            || (says(view, run_start, end) && !view.starts_sentence(start - 1))
            || is_titled(view, start - 1));
    // "Thiri Mon Chan", "Mehmet Altay Karaca"
    let middle = (place || group)
        && start > run_start
        && end < run_end
        && free(start - 1)
        && free(end)
        && view.tokens[start].space_before
        && view.tokens[end].space_before
        && (view.tokens[start].len() <= 4 || view.cue(run_start).has(Cues::GIVEN));
    // "Banlaoi-Santos": one half of a double surname.
    let half = place
        && start >= run_start + 2
        && !view.tokens[start].space_before
        && view.tokens[start - 1].is_joiner()
        && free(start - 2)
        || place
            && start > run_start
            && free(start - 1)
            && view.tokens.get(end).is_some_and(|t| t.is_joiner() && !t.space_before)
            && end + 1 < run_end
            && free(end + 1);
    // "Saddam Haftar": a famous name in another's.
    let bears =
        |at: usize| free(at) || view.known(at).is_some_and(|m| m.end == m.start + 1 && lexicon.can_be(m, Kind::Person));
    let namesake = person
        && (spaced(end) && bears(end) || start > run_start && view.tokens[start].space_before && bears(start - 1));
    before_surname || is_surname || middle || half || namesake
}

/// What a piece of a run names, if the evidence is enough.
fn piece(view: &View<'_>, lexicon: &Lexicon, start: usize, end: usize) -> Option<Candidate> {
    let stripped = start;
    let (mut start, mut end, mut titled) = (start, end, false);
    while start < end && (view.tokens[start].is_joiner() || view.cue(start).has(Cues::TITLE) && start + 1 < end) {
        titled |= view.cue(start).has(Cues::TITLE);
        start += 1;
    }
    let behind = |at: usize| view.tokens[at - 1].is_joiner() && is_inner(view, at) && !view.tokens[at].space_before;
    while start < end
        && (view.tokens[end - 1].is_joiner()
            || view.tokens[end - 1].kind == TokenKind::Word && !(end > start + 1 && behind(end - 1)))
    {
        end -= 1;
    }
    if start >= end || (start + 1 == end && view.cue(start).has(Cues::TITLE)) {
        return None;
    }
    titled |= is_titled(view, start);
    // "Ferdinand Marcos Jr."
    let dot = view.tokens.get(end).is_some_and(|t| t.is_sign(".") && !t.space_before);
    if dot && matches!(view.word(end - 1), "Jr" | "Sr") {
        end += 1;
    }
    let words = (start..end).filter(|&at| view.tokens[at].is_word()).count();
    let found = |kind, confidence, how| Some(Candidate { start, end, kind, confidence, how });
    let before = view.previous_word(start);
    let in_place = before.is_some_and(|at| view.cue(at).has(Cues::PLACE_BEFORE) || joins_places(view, lexicon, at));
    let head_behind = view.has_lower(end, Cues::PLACE_HEAD);
    let says = says(view, start, end);
    let role = has_role(view, end);
    let given = view.cue(start).has(Cues::GIVEN);
    if words == 1 {
        let token = &view.tokens[start];
        if token.kind == TokenKind::Upper {
            let clock = before.is_some_and(|at| matches!(view.tokens[at].kind, TokenKind::Number | TokenKind::Upper));
            return if is_acronym(view, start) && !clock { found(Kind::Organization, 0.5, "acronym") } else { None };
        }
        if token.kind != TokenKind::Capital
            || token.len() < 3
            || view.cue(start).has(Cues::NOT_NAME.with(Cues::ORG_HEAD))
        {
            return None;
        }
        if titled && !(head_behind && stripped < start) {
            // "his brother Omar" is not the Omar whom everyone knows.
            let kin = stripped == start && start > 0 && view.cue(start - 1).has(Cues::PASSING);
            return found(Kind::Person, 0.7, if kin { "role" } else { "title" });
        }
        if has_age(view, end) && !in_place {
            return found(Kind::Person, 0.75, "age");
        }
        if view.starts_sentence(start) {
            return None;
        }
        if let Some(kind) = kind_behind(view, end).or_else(|| kind_beside(view, start, end)) {
            return found(kind, 0.6, "context");
        }
        // "the Pir Panjal range": the title is part of a place's name.
        if head_behind && stripped < start {
            return Some(Candidate { start: stripped, end, kind: Kind::Place, confidence: 0.6, how: "context" });
        }
        return if head_behind || in_place && !given {
            found(Kind::Place, if head_behind { 0.7 } else { 0.5 }, "context")
        } else if says {
            found(Kind::Person, 0.5, "context")
        } else {
            None
        };
    }
    // "BRN-Coordinate"
    let joined = view.tokens[start + 1].is_joiner() && !view.tokens[start + 1].is_sign(".") && end == start + 3;
    if joined && is_acronym(view, start) && view.tokens[start + 2].is_capital() {
        return found(Kind::Organization, 0.6, "acronym");
    }
    titled |= is_credited(view, start);
    // "KABUL, Oct. 8 (Lake Observer) —"
    let agency = start > 0
        && view.tokens[start - 1].is_sign("(")
        && view.tokens.get(end).is_some_and(|t| t.is_sign(")"))
        && (view.role == Role::Dateline || view.tokens.get(end + 1).is_some_and(|t| t.is_sign("-\u{2013}\u{2014}")));
    if agency {
        return found(Kind::Organization, 0.75, "dateline");
    }
    let mut person = 0.0;
    person += if given { 2.0 } else { 0.0 };
    person +=
        if view.cue(start).has(Cues::GIVEN_WEAK) || view.tokens[start].kind == TokenKind::Initial { 1.0 } else { 0.0 };
    person += if titled { 2.5 } else { 0.0 };
    person += if role { 2.0 } else { 0.0 };
    person += if says { 1.5 } else { 0.0 };
    let particle = (start..end).any(|at| view.has_lower(at, Cues::PARTICLE));
    person += if particle { 1.0 } else { 0.0 };
    let names = (start..end).filter(|&at| view.cue(at).has(Cues::GIVEN)).count();
    person += if names > usize::from(given) { 0.5 } else { 0.0 };
    if person >= 2.0 && words <= 6 {
        return found(Kind::Person, if person >= 3.0 { 0.9 } else { 0.75 }, "person");
    }
    if head_behind {
        return found(Kind::Place, 0.7, "context");
    }
    if let Some(kind) = kind_beside(view, start, end) {
        return found(kind, 0.6, "context");
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
    // Elsewhere the tables of words that are no names are too thin.
    let acts = || view.next_word(end).is_some_and(|at| view.cue(at).has(Cues::ACTS));
    if view.language.code() != "eng" || view.starts_sentence(start) && person < 1.0 && !acts() {
        None
    } else {
        found(Kind::Person, 0.5, "shape")
    }
}

/// Whether the "and" at a token joins a name to that of a place which something is in: "in Kabul and Karsa".
fn joins_places(view: &View<'_>, lexicon: &Lexicon, at: usize) -> bool {
    let known = || view.known(at.checked_sub(1)?).filter(|m| m.end == at && lexicon.can_be(m, Kind::Place));
    let in_place = |m: &Match| view.previous_word(m.start).is_some_and(|at| view.cue(at).has(Cues::PLACE_BEFORE));
    view.has_lower(at, Cues::AND.with(Cues::OR)) && known().is_some_and(in_place)
}
