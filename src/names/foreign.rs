//! Persons of the document in lines of another script: the headline of another article, in Russian, beside an English text.

use super::cues::Cues;
use super::entities::Entities;
use super::fold::fold;
use super::resolve::Mention;
use super::tokens::{Token, TokenKind};
use super::view::View;
use crate::romanize::{Alphabet, romanize};

/// Tokens of a longer paragraph: not what other pages left in this one.
const LONGEST: usize = 60;

/// Adds to `mentions` the surnames in `view`, which is in another script than Latin, of persons whom the document names.
pub(super) fn add_persons(view: &View<'_>, entities: &Entities<'_>, mentions: &mut Vec<Mention>) {
    if view.latin || view.tokens.len() > LONGEST || !entities.has_surnames() {
        return;
    }
    let (known, has_case) = (mentions.len(), view.text.chars().any(char::is_uppercase));
    for at in 0..view.tokens.len() {
        let behind = mentions[..known].partition_point(|mention| mention.end <= at);
        let free = mentions[..known].get(behind).is_none_or(|mention| mention.start > at);
        if let Some((entity, skip)) = Some(at).filter(|_| free).and_then(|at| person(view, entities, at, has_case)) {
            let (start, end, how) = (at, at + 1, "other script");
            mentions.push(Mention { start, end, skip, entity, how, confidence: 0.6, mentioned: false, keep: true });
        }
    }
    mentions.sort_by_key(|mention| mention.start);
}

/// The one person whose surname a word is, and the bytes before it of a word that is joined to it.
fn person(view: &View<'_>, entities: &Entities<'_>, at: usize, has_case: bool) -> Option<(usize, usize)> {
    let token = &view.tokens[at];
    if !may_be_name(token, has_case) {
        return None;
    }
    let word = view.word(at);
    // "and", in Arabic, before the article.
    let joined = if word.starts_with("\u{648}\u{627}\u{644}") { '\u{648}'.len_utf8() } else { 0 };
    let spelled = fold(&romanize(&word[joined..], Some(view.language), Alphabet::Ascii));
    // Case endings.
    let stems = (0..=2).filter_map(|ending| spelled.get(..spelled.len().checked_sub(ending)?));
    let mut stems = stems.take(if token.is_capital() { 3 } else { 1 }).filter(|stem| stem.len() >= 4);
    stems.find_map(|stem| {
        let mut like = entities.persons_like(stem);
        like.next().filter(|_| like.next().is_none()).map(|entity| (entity, joined))
    })
}

/// Whether a word of another script can be a name: no table says what it is, and where there are capitals, it has one.
fn may_be_name(token: &Token, has_case: bool) -> bool {
    let written = token.is_capital() || !has_case && token.kind == TokenKind::Word;
    written && token.len() >= 8 && token.covered == 0 && token.cues == Cues::default()
}
