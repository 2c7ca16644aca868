//! Names that stand in part, or whole where only other paragraphs show that they are names.

use super::beside;
use super::cues::Cues;
use super::entities::{Entities, Entity, Place, titles};
use super::lexicon::next_word;
use super::run::is_acronym;
use super::spelling::same_name;
use super::tokens::{Token, TokenKind};
use super::view::View;
use super::vocabulary::UNKNOWN;

/// An entity of the document that the tokens from some place up to `end` name.
pub(super) struct Part {
    pub end: usize,
    pub entity: usize,
    pub how: &'static str,
    pub confidence: f32,
}

/// Whether a part can start with a token.
#[inline]
pub(super) fn may_start(token: &Token) -> bool {
    token.is_capital() || token.kind == TokenKind::Word && token.cues.has(Cues::PARTICLE.with(Cues::JOINED))
}

/// The part that starts at `at` and ends at or before `limit`.
pub(super) fn part(
    entities: &Entities<'_>,
    view: &View<'_>,
    paragraph: usize,
    at: usize,
    limit: usize,
) -> Option<Part> {
    if !may_start(&view.tokens[at]) {
        return None;
    }
    if let Some((entity, end)) = whole(entities, view, at, limit) {
        return Some(Part { end, entity, how: "document", confidence: 0.8 });
    }
    if let Some((entity, end, how)) = person_part(entities, view, paragraph, at, limit) {
        return Some(Part { end, entity, how, confidence: 0.9 });
    }
    if let Some(entity) = by_initials(entities, view, at) {
        return Some(Part { end: at + 1, entity, how: "acronym", confidence: 0.8 });
    }
    organization_part(entities, view, at).map(|entity| Part { end: at + 1, entity, how: "part", confidence: 0.7 })
}

/// The one organization of the document whose initials a word in capitals is, if it is nothing else.
fn by_initials(entities: &Entities<'_>, view: &View<'_>, at: usize) -> Option<usize> {
    let token = &view.tokens[at];
    // Of two letters, one that is another name elsewhere is taken only behind an article.
    let article = || view.previous_word(at).is_some_and(|before| view.word(before) == "the");
    let common = || token.len() == 2 && token.id != UNKNOWN && !(article() && view.known(at).is_none());
    if !is_acronym(view, at) || !entities.may_have(token.hash) || common() {
        return None;
    }
    match entities.organizations_of(&view.key(at)) {
        &[only] => Some(only),
        _ => None,
    }
}

/// The longest name from `at` that the document has elsewhere.
fn whole(entities: &Entities<'_>, view: &View<'_>, at: usize, limit: usize) -> Option<(usize, usize)> {
    if !view.tokens[at].is_capital() || !entities.may_have(view.tokens[at].hash) {
        return None;
    }
    let longest = entities.longest_name(&view.key(at));
    if longest == 0 {
        return None;
    }
    // Between two words there is at most one sign.
    (at + 1..=limit.min(at + 2 * longest)).rev().filter(|&end| view.tokens[end - 1].is_word()).find_map(|end| {
        let entity = entities.named(view.surface(at, end))?;
        // "BRN-Ulama" is another than the BRN.
        let branch = view.tokens.get(end).is_some_and(|t| t.is_joiner() && !t.space_before)
            && view.tokens.get(end + 1).is_some_and(|t| t.is_capital() && !t.space_before)
            && view.tokens[end - 1].kind == TokenKind::Upper
            && view.known(end + 1).is_none();
        if branch {
            return None;
        }
        let plain = view.starts_sentence(at) && view.tokens[at].id != UNKNOWN && view.cue(at).has(Cues::NOT_NAME);
        (end > at + 1 || !plain || view.tokens[at].kind == TokenKind::Upper).then_some((entity, end))
    })
}

/// How well a part fits a person: the larger, the better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    words: usize,
    /// It has a title that the person has.
    titled: bool,
    /// The person is more than an author of the text.
    acts: bool,
    introduced: bool,
    /// The person was named before in the same sentence.
    near: bool,
    /// It says something, as the person has who was called by the same word.
    speaks: bool,
    surname: bool,
    last_seen: Place,
}

impl Rank {
    fn of(entity: &Entity<'_>, view: &View<'_>, (here, end): (Place, usize), words: usize, surname: bool) -> Rank {
        let (paragraph, at) = here;
        let (last_paragraph, last) = entity.last_seen;
        Rank {
            words,
            titled: !entity.titles.is_empty() && titles(view, at).any(|title| entity.titles.contains(&title)),
            acts: !entity.author,
            introduced: entity.introduced <= here,
            near: entity.introduced <= here && last_paragraph == paragraph && view.sentence_start(at) <= last,
            speaks: entity.spoke && entity.called.contains(&view.tokens[end - 1].hash) && beside::says(view, at, end),
            surname,
            last_seen: entity.last_seen,
        }
    }
}

/// The person of whom the words from `at` are a part, how it is known, and where the part ends.
fn person_part(
    entities: &Entities<'_>,
    view: &View<'_>,
    paragraph: usize,
    at: usize,
    limit: usize,
) -> Option<(usize, usize, &'static str)> {
    // "al-Sharaa": the particle belongs to the part.
    let first = match particles_end(view, at) {
        Some(end) => end,
        None if view.tokens[at].is_capital() => at,
        None => return None,
    };
    if first >= limit || !view.tokens[first].is_capital() || view.tokens[first].kind == TokenKind::Initial {
        return None;
    }
    // Most words are in no name of the document, and like no surname.
    let may_be_known = entities.may_have(view.tokens[first].hash);
    if !(may_be_known || entities.has_surnames() && may_be_spelling(view, first)) {
        return None;
    }
    let key = view.key(first);
    // Without a name that has it, or one that is like it, nothing below finds anybody.
    if key.len() < 2 || !may_be_known && entities.persons_like(&key).next().is_none() {
        return None;
    }
    let opening = view.cue(first).has(Cues::NOT_NAME)
        && view.starts_sentence(first)
        && !beside::has_role(view, first + 1)
        // "He said": a pronoun.
        && (view.tokens[first].len() <= 3 || !beside::says(view, first, first + 1));
    // "the West", "the Pamiri journalist"
    let article = view.previous_word(at).is_some_and(|before| view.word(before) == "the");
    // "in Tiro", "the village of Tiro"
    let place = view.previous_word(at).filter(|&before| view.cue(before).has(Cues::PLACE_BEFORE));
    let in_place = place.is_some_and(|before| matches!(view.word(before), "in" | "of"));
    if opening || article || in_place {
        return None;
    }
    let here = (paragraph, at);
    let another = is_another(view, at, first + 1);
    let mut best: Option<(Rank, usize, usize)> = None;
    for &person in entities.persons_with(&key) {
        let entity = &entities.list[person];
        if another && entity.introduced <= here {
            continue;
        }
        if entity.forms.iter().any(|form| form.windows(2).any(|pair| pair.concat() == key)) {
            best = best.max(Some((Rank::of(entity, view, (here, first + 1), 1, true), person, first + 1)));
        }
        let starts = entity.forms.iter().flat_map(|form| (0..form.len()).map(move |from| (form, from)));
        for (form, from) in starts.filter(|&(form, from)| form[from] == key) {
            let (mut end, mut word) = (first + 1, from + 1);
            while word < form.len() {
                let next = next_word(&view.tokens, end - 1);
                if next >= limit || !view.tokens[next].is_word() || !same_name(&view.key(next), &form[word]) {
                    break;
                }
                (end, word) = (next + 1, word + 1);
            }
            let surname = word == form.len();
            // A given name alone is taken only from the one who is called so, and where it acts as a name.
            let alone = !surname && end == first + 1;
            let class = view.cue(first);
            let common = class.has(Cues::GIVEN_WEAK.with(Cues::PARTICLE).with(Cues::JOINED).with(Cues::TITLE));
            let acts =
                beside::says(view, first, end) || view.next_word(end).is_some_and(|at| view.cue(at).has(Cues::ACTS));
            let bracketed = view.tokens.get(end).is_some_and(|t| t.is_sign("])"));
            let only = entities.persons_with(&key).len() == 1 && !view.starts_sentence(first) && !bracketed;
            let rank = Rank::of(entity, view, (here, end), end - first, surname);
            if alone && (common || class.has(Cues::GIVEN) && !acts && !only && !rank.near) {
                continue;
            }
            if best.as_ref().is_none_or(|(known, ..)| rank > *known) {
                best = Some((rank, person, end));
            }
        }
    }
    // Glued to what follows, it is part of a longer name that is not this person's.
    let continues = |end: usize| {
        view.tokens.get(end).is_some_and(|t| t.kind == TokenKind::Capital && t.space_before && end < limit)
            && view.capitals_tell
            && !view.cue(end).has(Cues::NOT_NAME.with(Cues::SAY))
    };
    let preceded = view.previous_word(at).is_some_and(|before| {
        view.tokens[before].kind == TokenKind::Capital
            && view.capitals_tell
            && !view.cue(before).has(Cues::TITLE.with(Cues::NOT_NAME).with(Cues::ROLE))
            && !view.starts_sentence(before)
            && view.known(before).is_none()
    });
    // A namesake that comes later yields to the other spelling of one who was named before.
    let later = best.as_ref().is_some_and(|(rank, ..)| !rank.introduced);
    let before = || {
        let mut like = entities.persons_like(&key).filter(|&e| entities.list[e].introduced <= here);
        like.next().filter(|_| like.next().is_none())
    };
    if later && let Some(person) = before() {
        best = Some((Rank::of(&entities.list[person], view, (here, first + 1), 1, true), person, first + 1));
    }
    // "an Omar", "de Mordisco": a small word that is not of this name.
    let own_particles = |person: usize| {
        (at..first).filter(|&at| view.tokens[at].is_word()).all(|at| {
            let key = view.key(at);
            view.tokens[at + 1].is_joiner() && !view.tokens[at + 1].is_sign(".")
                || entities.list[person].forms.iter().any(|form| form.contains(&key))
        })
    };
    let best = best.filter(|&(_, person, _)| own_particles(person));
    if another && best.is_none() {
        return None;
    }
    if let Some((_, person, end)) = best {
        return (!continues(end) && !preceded).then_some((person, end, "surname"));
    }
    if continues(first + 1) || preceded {
        return None;
    }
    // The same surname in another spelling, if only one person has it and the word is nothing else.
    if !may_be_spelling(view, first) {
        return None;
    }
    let mut like = entities.persons_like(&key);
    let found = like.next().filter(|&person| own_particles(person))?;
    let earlier = |e: &usize| entities.list[*e].introduced <= here;
    match like.next() {
        None => Some((found, first + 1, "surname, spelling")),
        Some(second) => {
            // Several: only one may have been introduced so far.
            let mut introduced = [found, second].into_iter().chain(like).filter(earlier);
            let only = introduced.next()?;
            introduced.next().is_none().then_some((only, first + 1, "surname, spelling"))
        }
    }
}

/// Whether a name is said to be that of somebody who was not named so far: "another Omar," but not "another Omar speech".
pub(super) fn is_another(view: &View<'_>, start: usize, end: usize) -> bool {
    let acts = |at: usize| view.cue(at).has(Cues::SAY.with(Cues::ACTS));
    (start.saturating_sub(2)..start).any(|at| view.cue(at).has(Cues::ANOTHER)) && view.next_word(end).is_none_or(acts)
}

/// Whether a word can be another spelling of a surname, as far as that is seen in it and around it.
fn may_be_spelling(view: &View<'_>, at: usize) -> bool {
    let token = &view.tokens[at];
    token.kind != TokenKind::Upper
        && !token.cues.has(Cues::NOT_NAME)
        && (token.id == UNKNOWN
            || view.known(at).is_none()
            || token.cues.has(Cues::GIVEN)
            || beside::says(view, at, at + 1))
}

/// The one organization of the document whose full name has this word, if no table knows the word.
fn organization_part(entities: &Entities<'_>, view: &View<'_>, at: usize) -> Option<usize> {
    let token = &view.tokens[at];
    let acts = || view.next_word(at + 1).is_some_and(|next| view.cue(next).has(Cues::SAY.with(Cues::ACTS)));
    // A sentence starts with the first word of a name only.
    let opens = |only: usize, key: &String| {
        let first = entities.list[only].forms.iter().any(|form| form.first() == Some(key));
        view.starts_sentence(at) && !(first && (token.id == UNKNOWN || acts()))
    };
    let in_name = || {
        let before = view.previous_word(at).filter(|&before| view.tokens[before].kind == TokenKind::Capital);
        before.is_some_and(|before| view.known(before).is_none() && !view.starts_sentence(before))
    };
    let unknown = || view.cue(at) == Cues::default() && !in_name();
    if token.kind != TokenKind::Capital || token.len() < 5 || !entities.may_have(token.hash) || !unknown() {
        return None;
    }
    let key = view.key(at);
    match entities.organizations_with(&key) {
        &[only] if view.known(at).is_none() && !opens(only, &key) => Some(only),
        _ => None,
    }
}

/// Where the particles that start at `at` end, if a word follows them in the same name.
fn particles_end(view: &View<'_>, at: usize) -> Option<usize> {
    let mut end = at;
    while view.tokens.get(end).is_some_and(Token::is_word) && view.cue(end).has(Cues::PARTICLE.with(Cues::JOINED)) {
        end = next_word(&view.tokens, end);
    }
    (end > at && end < view.tokens.len()).then_some(end)
}
