//! What stands beside a name and tells what it is: titles, roles, verbs of saying, ages, appositions, credits, generic nouns.

use super::cues::Cues;
use super::tokens::TokenKind;
use super::view::View;
use crate::document::{Kind, Role};

/// What an unknown name is by the generic word behind it: "the Danab commando brigade", "the Hawadle clan".
pub(super) fn kind_behind(view: &View<'_>, end: usize) -> Option<Kind> {
    let lower = |at: usize| view.next_word(at).filter(|&at| view.tokens[at].kind == TokenKind::Word);
    let first = lower(end).filter(|&at| !view.has_lower(at, Cues::THE.with(Cues::A)))?;
    [Some(first), lower(first + 1)].into_iter().flatten().find_map(|at| {
        let cue = view.cue(at);
        if cue.has(Cues::GROUP_HEAD) {
            Some(Kind::Group)
        } else if cue.has(Cues::ORG_HEAD) {
            Some(Kind::Organization)
        } else {
            None
        }
    })
}

/// What a name is by the common noun beside it: "the aid group Karsa", "a party called Karsa", "Karsa, the port that".
pub(super) fn kind_beside(view: &View<'_>, start: usize, end: usize) -> Option<Kind> {
    let kind = |at: usize| match view.cue(at) {
        _ if view.tokens[at].kind != TokenKind::Word => None,
        cue if cue.has(Cues::ROLE) => Some(Kind::Person),
        cue if cue.has(Cues::ORG_HEAD.with(Cues::BODY)) => Some(Kind::Organization),
        cue if cue.has(Cues::PLACE_HEAD) => Some(Kind::Place),
        _ => None,
    };
    let before = view.previous_word(start)?;
    let noun = if view.has_lower(before, Cues::CALLED) { view.previous_word(before).and_then(kind) } else { None };
    let body = || kind(before).filter(|&kind| kind == Kind::Organization);
    noun.or_else(body).or_else(|| apposed(view, end).and_then(kind))
}

/// The noun of an English apposition behind a name: "group" in ", an aid group in".
fn apposed(view: &View<'_>, end: usize) -> Option<usize> {
    let article = view.next_word(end + 1).filter(|_| view.tokens[end].is_sign(","))?;
    if view.language.code() != "eng" || !view.has_lower(article, Cues::THE.with(Cues::A)) {
        return None;
    }
    let ends = |&at: &usize| match view.tokens[at].kind {
        TokenKind::Word => view.cue(at).has(Cues::NOUN_END),
        TokenKind::Sign(_) => !view.tokens[at].is_joiner() || view.tokens[at].is_sign("."),
        _ => false,
    };
    let last = (article + 1..view.tokens.len().min(article + 8)).find(ends)? - 1;
    (last > article).then_some(last)
}

/// Whether a credit stands before: "By X", "Photo: X", also "X and Y" behind one.
pub(super) fn is_credited(view: &View<'_>, start: usize) -> bool {
    let behind = (0..start).rev().take(8).take_while(|&at| !view.tokens[at].is_sign(".;!?\u{201D}"));
    let credit = behind.into_iter().find(|&at| view.cue(at).has(Cues::CREDIT));
    view.role == Role::Byline || credit.is_some_and(|at| at + 2 >= start || view.role == Role::Caption)
}

/// Whether a title or role stands before: "President X", "spokesman X", "Gen. (ret.) X".
pub(super) fn is_titled(view: &View<'_>, start: usize) -> bool {
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
    // "a spokesman, Jane Doe, said"
    let comma = |at: usize| view.tokens.get(at).is_some_and(|t| t.is_sign(","));
    let end = if comma(end) && start > 0 && comma(start - 1) { end + 1 } else { end };
    let after = view.next_word(end).is_some_and(|at| view.cue(at).has(Cues::SAY));
    let before = view.previous_word(start).is_some_and(|at| view.cue(at).has(Cues::SAY));
    after || before
}

/// Whether an age follows: ", 44,".
pub(super) fn has_age(view: &View<'_>, end: usize) -> bool {
    let sign = |at: usize, signs| view.tokens.get(at).is_some_and(|t| t.is_sign(signs));
    let number = || view.tokens.get(end + 1).is_some_and(|t| t.kind == TokenKind::Number && t.len() <= 2);
    sign(end, ",") && number() && sign(end + 2, ",.;")
}

/// Whether an apposition with a role follows, or an age: ", a senior fellow at …".
pub(super) fn has_role(view: &View<'_>, end: usize) -> bool {
    if has_age(view, end) {
        return true;
    }
    if !view.tokens.get(end).is_some_and(|t| t.is_sign(",\u{60C}")) {
        return false;
    }
    (end + 1..view.tokens.len())
        .take(8)
        .take_while(|&at| !view.tokens[at].is_sign(".;:!?"))
        .any(|at| view.has_lower(at, Cues::ROLE))
        || view.has_lower(end + 1, Cues::WHO)
}
