//! Words that look like one name: runs of capitalised words with what may stand between them, nicknames, acronyms.

use super::cues::Cues;
use super::tokens::{Token, TokenKind};
use super::view::View;

/// The end of the run of capitalised words that starts at `start`.
pub(super) fn run_end(view: &View<'_>, start: usize) -> usize {
    let tokens = &view.tokens;
    let mut end = start + 1;
    loop {
        let glued = |at: usize| tokens.get(at).is_some_and(|t| !t.space_before);
        let capital = |at: usize| tokens.get(at).is_some_and(Token::is_capital);
        let joins = |at: usize| tokens.get(at).is_some_and(|t| t.is_joiner() && !t.is_sign("."));
        let particle = |at: usize| view.has_lower(at, Cues::PARTICLE);
        let apostrophe = tokens.get(end).is_some_and(|t| t.is_sign("'\u{2018}\u{2019}`\u{2BC}\u{2BF}"));
        let joiner = joins(end) && glued(end) && glued(end + 1);
        end = if capital(end) {
            end + 1
        } else if particle(end) && capital(end + 1) {
            end + 2
        } else if particle(end) && particle(end + 1) && capital(end + 2) {
            // "Joaquin de la Cruz"
            end + 3
        } else if view.has_lower(end, Cues::PARTICLE.with(Cues::JOINED)) && joins(end + 1) && capital(end + 2) {
            // "Abu Bakr al-Baghdadi"
            end + 3
        } else if joiner && capital(end + 1) {
            end + 2
        } else if joiner
            && tokens.get(end + 1).is_some_and(|t| t.is_word() && t.len() <= 3)
            && joins(end + 2)
            && glued(end + 2)
            && capital(end + 3)
        {
            // "Mazar-e-Sharif"
            end + 4
        } else if let Some(behind) = nickname_end(view, end).filter(|&at| capital(at)) {
            // "Joaquín “El Chapo” Guzmán"
            behind + 1
        } else if joiner && view.has_lower(end + 1, Cues::SUFFIX) {
            // "Timur-bek"
            end + 2
        } else if apostrophe && joiner && is_inner(view, end + 1) {
            // "Jama'at"
            end + 2
        } else if apostrophe
            && view.word(end - 1).ends_with('s')
            && capital(end + 1)
            && view.cue(end + 1).has(Cues::ORG_HEAD)
        {
            // "Workers' Party"
            end + 2
        } else {
            return end;
        };
    }
}

/// The token behind a nickname in quotation marks that starts at `at`.
pub(super) fn nickname_end(view: &View<'_>, at: usize) -> Option<usize> {
    let sign = |at: usize, signs| view.tokens.get(at).is_some_and(|t| t.is_sign(signs));
    let opens = sign(at, "\"\u{201C}\u{AB}\u{2018}'") && view.tokens[at].space_before;
    let glued = |at: usize| view.tokens.get(at).is_some_and(|t| !t.space_before);
    let close =
        (at + 2..at + 5).find(|&at| sign(at, "\"\u{201D}\u{BB}\u{2019}'")).filter(|_| opens && glued(at + 1))?;
    let named = (at + 1..close).all(|at| view.tokens[at].is_capital());
    (named && glued(close) && !glued(close + 1)).then_some(close + 1)
}

/// Whether a lower-case piece behind an apostrophe belongs to the word, unlike a genitive or a contraction.
pub(super) fn is_inner(view: &View<'_>, token: usize) -> bool {
    view.tokens.get(token).is_some_and(|t| t.kind == TokenKind::Word)
        && !matches!(view.word(token), "s" | "t" | "d" | "m" | "re" | "ve" | "ll")
}

/// Whether a token is written like an acronym of a name.
pub(super) fn is_acronym(view: &View<'_>, at: usize) -> bool {
    view.tokens[at].kind == TokenKind::Upper
        && (2..=6).contains(&view.word(at).chars().count())
        && !view.shouting
        && !view.cue(at).has(Cues::ACRONYM_NOT_NAME.with(Cues::NOT_NAME))
        && !is_roman_numeral(view.word(at))
}

fn is_roman_numeral(word: &str) -> bool {
    word.chars().all(|c| "IVXLC".contains(c))
}
