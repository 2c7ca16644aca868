//! Names that the text itself binds to an entity: by phrases such as "also known as", by acronyms, in brackets.

use std::ops::Range;

use super::cues::Cues;
use super::definitions::Definition;
use super::entities::fold_name;
use super::lexicon::{Match, Numbered};
use super::resolve::{Mention, Resolver, Span};
use super::run;
use super::tokens::TokenKind;
use super::view::View;
use crate::document::Kind;

impl Resolver<'_> {
    /// What a phrase of mention says of the names beside it: one that can mean the other's entity is bound to it
    /// ("Daesh is an Arabic acronym for the Islamic State", "Lake Observers, a charity known as LO"). Where only the name
    /// behind it is near ("…, using a local name for the Khorasan branch"), names before it in the paragraph are bound
    /// that may mean that entity where the document says so.
    pub(super) fn bind_what_the_text_says(&mut self, views: &[View<'_>]) {
        for (paragraph, view) in views.iter().enumerate() {
            for phrase in &view.mention_phrases {
                let sentence = view.sentence_start(phrase.start);
                let end = view.sentence_end(phrase.end).min(phrase.end + 4);
                let known = |at: usize| view.known(at);
                let acronym = (phrase.end..end).filter(|&at| view.tokens[at].kind == TokenKind::Upper).find_map(known);
                let mut before = (sentence..phrase.start).rev().filter_map(known);
                if let Some(acronym) = acronym
                    && before.any(|left| self.bind_match(view, paragraph, acronym, left, false))
                {
                    continue;
                }
                let Some(right) = (phrase.end..end).find_map(known) else { continue };
                let near = sentence.max(phrase.start.saturating_sub(4));
                if let Some(left) = (near..phrase.start).rev().find_map(known) {
                    let _ = self.bind_match(view, paragraph, left, right, false)
                        || self.bind_match(view, paragraph, right, left, false);
                } else {
                    for left in view.matches.iter().take_while(|m| m.start < phrase.start) {
                        self.bind_match(view, paragraph, left, right, true);
                    }
                }
            }
        }
    }

    /// Binds a name to the entity of another, if it has several meanings and that is one; `said` if only as one that
    /// counts where the document says so.
    fn bind_match(&mut self, view: &View<'_>, paragraph: usize, name: &Match, other: &Match, said: bool) -> bool {
        let Some(entity) = self.chooser.choose(view, other).map(|alias| alias.entity) else { return false };
        let surface = view.surface(name.start, name.end);
        let means = |alias: Numbered<'_>| alias.entity == entity && (!said || alias.document());
        // The one canonical name of another entity is never bound away from it.
        let canonical = |alias: Numbered<'_>| {
            let canonical = self.chooser.lexicon.canonical(alias.entity);
            alias.entity != entity && fold_name(canonical) == fold_name(surface)
        };
        let several = self.chooser.aliases(name).any(|alias| alias.entity != entity);
        if !several || !self.chooser.aliases(name).any(means) || self.chooser.aliases(name).any(canonical) {
            return false;
        }
        let bound = self.entities.lexicon_entity(entity);
        self.entities.bind(surface, bound);
        self.defined.insert((paragraph, name.start), bound);
        true
    }

    /// Binds the other name of a person or organization to it, where the text gives it: "Kumsa Diriba, better known as
    /// Jaal Marroo". One that the lexicon has stays what it is there.
    pub(super) fn bind_other_names(&mut self, view: &View<'_>, paragraph: usize, spans: &[Span<'_>]) {
        for phrase in &view.mention_phrases {
            let behind = spans.partition_point(|span| span.range().1 <= phrase.start);
            let Some(left) = self.named_by(view, phrase, &spans[..behind]) else { continue };
            let quoted = |&at: &usize| view.tokens[at].is_sign(".\"\u{201C}\u{2018}'(,") || view.word(at) == "the";
            let Some(start) = (phrase.end..view.tokens.len().min(phrase.end + 4)).find(|at| !quoted(at)) else {
                continue;
            };
            let right = spans[behind..].iter().find(|span| span.range().0 == start);
            let end = match right {
                Some(Span::Recognized(candidate)) => candidate.end,
                // "the Deterrence Force, known as Rada": here it is no town.
                Some(Span::Alias(found)) if found.end == start + 1 && self.chooser.is_place(found) => found.end,
                None if view.tokens[start].is_capital() && view.capitals_tell => run::run_end(view, start),
                _ => continue,
            };
            let Some(mention) = self.full(view, paragraph, left) else { continue };
            let kind = self.entities.list[mention.entity].kind;
            let same = match right {
                Some(Span::Recognized(candidate)) => {
                    candidate.kind == kind || candidate.confidence < 0.6 && kind == Kind::Person
                }
                Some(Span::Alias(_)) => kind == Kind::Organization,
                _ => true,
            };
            if same && matches!(kind, Kind::Person | Kind::Organization) {
                let surface = view.surface(start, end);
                self.entities.bind(surface, mention.entity);
                self.entities.introduce(mention.entity, surface, (paragraph, start));
            }
        }
    }

    /// Of the spans before a phrase of mention, the one whose other name stands behind it.
    fn named_by<'s, 'v>(&self, view: &View<'_>, phrase: &Range<usize>, before: &'s [Span<'v>]) -> Option<&'s Span<'v>> {
        let sign = |at: usize, signs| view.tokens.get(at).is_some_and(|t| t.is_sign(signs));
        let comma = |at: usize| at.checked_sub(1).filter(|&at| sign(at, ","));
        // "X, who speaks for the front, is called"
        if comma(phrase.start).is_some() && matches!(view.word(phrase.start), "is" | "was") {
            let clause = (view.sentence_start(phrase.start)..phrase.start).rev();
            let who = clause.into_iter().find(|&at| matches!(view.word(at), "who" | "which") && comma(at).is_some())?;
            return before.iter().find(|span| span.range().1 + 1 == who);
        }
        // "X (the same in another script), known as"
        let bracketed = |range: (usize, usize)| range.0 > 0 && sign(range.0 - 1, "(") && sign(range.1, ")");
        let left = before.iter().rev().find(|span| !bracketed(span.range()))?;
        let end = left.range().1;
        let inner = before.iter().map(Span::range).find(|range| range.0 == end + 1).filter(|&range| bracketed(range));
        let between = inner.map_or(end, |inner| inner.1 + 1)..phrase.start;
        let place = |at| view.known(at).is_some_and(|known| self.chooser.is_place(known));
        let quiet = |at: usize| {
            let token = &view.tokens[at];
            !(token.is_capital() && !place(at) || token.is_sign(".;:!?\u{201C}\u{201D}\""))
        };
        // "…, the founder of the group, better known as …"
        let apposition = between.len() <= 12 && sign(between.start, ",");
        let near = || between.len() <= 4 && view.tokens[between.clone()].iter().all(|t| t.len() <= 3);
        (between.clone().all(quiet) && (apposition || near())).then_some(left)
    }

    /// Binds an acronym that no table knows to the organization that it stands behind in brackets: that of another language.
    pub(super) fn bind_acronym_behind(&mut self, view: &View<'_>, paragraph: usize, mention: &Mention) {
        let at = mention.end + 1;
        let bracketed = || {
            let sign = |at: usize, signs| view.tokens.get(at).is_some_and(|t| t.is_sign(signs));
            sign(mention.end, "(\u{FF08}") && sign(at + 1, "),;\u{FF09}")
        };
        if self.entities.list[mention.entity].kind == Kind::Organization
            && bracketed()
            && run::is_acronym(view, at)
            && view.known(at).is_none_or(|known| self.chooser.choose(view, known).is_none())
            && self.entities.named(view.word(at)).is_none()
        {
            self.entities.bind(view.word(at), mention.entity);
            self.defined.insert((paragraph, at), mention.entity);
        }
    }

    /// The name in brackets behind a name, if it is the same in another script ("Fu Cong (\u{5085}\u{806A})"), or of an
    /// organization in another language ("the Local Force (For\u{E7}a Local)").
    pub(super) fn bracketed(&mut self, view: &View<'_>, mention: &Mention, spans: &[Span<'_>]) -> Option<Mention> {
        let sign = |at: usize, signs| view.tokens.get(at).is_some_and(|t| t.is_sign(signs));
        if !sign(mention.end, "(\u{FF08}") {
            return None;
        }
        let start = mention.end + 1;
        let end = (start + 1..view.tokens.len().min(start + 16)).find(|&at| sign(at, ")\u{FF09}"))?;
        let inner = &view.tokens[start..end];
        let chosen = |m: &Match| self.chooser.choose(view, m).is_some();
        let whole = |span: &Span<'_>| matches!(span, Span::Alias(m) if (m.start, m.end) == (start, end) && chosen(m));
        if !inner.iter().all(|t| t.is_word() || t.is_joiner()) || spans.iter().any(whole) {
            return None;
        }
        let kind = self.entities.list[mention.entity].kind;
        let text = view.surface(start, end);
        let latin = |c: char| c.is_ascii_alphabetic() || matches!(c, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}');
        let foreign = view.latin && kind != Kind::Group && !text.chars().any(latin);
        let translated = || {
            let capitals = (start..end).filter(|&at| view.tokens[at].is_capital()).count();
            let small = |at: usize| view.tokens[at].kind != TokenKind::Word || view.tokens[at].len() <= 4;
            let person = (start..end).any(|at| view.cue(at).has(Cues::GIVEN));
            view.latin
                && kind == Kind::Organization
                && mention.end > mention.start + 1
                && view.tokens[start].is_capital()
                && capitals >= 2
                && (start..end).all(|at| small(at) && !view.known(at).is_some_and(chosen))
                && !person
        };
        if !(foreign || translated()) {
            return None;
        }
        self.entities.bind(text, mention.entity);
        let (entity, confidence) = (mention.entity, 0.85);
        Some(Mention { start, end, skip: 0, entity, how: "brackets", confidence, mentioned: true, keep: true })
    }

    /// Binds an acronym to its long form.
    pub(super) fn define(&mut self, view: &View<'_>, paragraph: usize, definition: &Definition) {
        let known = known_long_form(view, definition).and_then(|found| self.chooser.choose(view, found));
        let entity = match known {
            Some(alias) => self.entities.lexicon_entity(alias.entity),
            None => self.entities.own(view.surface(definition.long.start, definition.long.end), Kind::Organization),
        };
        self.entities.bind(view.word(definition.acronym), entity);
        self.defined.insert((paragraph, definition.acronym), entity);
    }
}

/// The alias that is the long form of an acronym, or longer.
pub(super) fn known_long_form<'v>(view: &'v View<'_>, definition: &Definition) -> Option<&'v Match> {
    let last = view.known(definition.long.end.checked_sub(1)?)?;
    (last.end == definition.long.end && last.start <= definition.long.start).then_some(last)
}
