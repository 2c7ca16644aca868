//! Which entity each name of a document means: full names first, then acronyms it introduces, surnames of persons named
//! before, and names that only the rest of the document shows to be names.

use rustc_hash::FxHashMap;

use super::beside;
use super::bind::known_long_form;
use super::choose::Chooser;
use super::cues::Cues;
use super::definitions::{self, Definition};
use super::entities::{Entities, Entity, Place};
use super::foreign;
use super::lexicon::{Lexicon, Match};
use super::part::{is_another, may_start, part};
use super::recognize::{self, Candidate};
use super::tokens::TokenKind;
use super::view::View;
use crate::document::Kind;

/// A name in a paragraph, by its tokens.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    pub start: usize,
    pub end: usize,
    /// Bytes of the first token before the name.
    pub skip: usize,
    pub entity: usize,
    pub how: &'static str,
    pub confidence: f32,
    /// Named, not used: "also known as …", an acronym in parentheses behind its long form.
    pub mentioned: bool,
    /// The text keeps it as it is.
    pub keep: bool,
}

/// The names of a document.
pub(super) struct Resolution<'l> {
    pub entities: Vec<Entity<'l>>,
    /// For each paragraph, in order and without overlaps.
    pub mentions: Vec<Vec<Mention>>,
}

/// A span that names something for certain or perhaps, before it is known what.
#[derive(Clone, Debug)]
pub(super) enum Span<'v> {
    Alias(&'v Match),
    Recognized(Candidate),
    /// The long form of an acronym.
    Defined(usize, usize),
}

impl Span<'_> {
    pub(super) fn range(&self) -> (usize, usize) {
        match self {
            Span::Alias(m) => (m.start, m.end),
            Span::Recognized(c) => (c.start, c.end),
            &Span::Defined(start, end) => (start, end),
        }
    }

    /// Of two spans of one length, the one to believe first.
    fn rank(&self) -> u8 {
        match self {
            Span::Defined(..) => 0,
            Span::Alias(_) => 1,
            Span::Recognized(_) => 2,
        }
    }
}

pub(super) fn resolve<'l>(views: &mut [View<'_>], lexicon: &'l Lexicon) -> Resolution<'l> {
    let chooser = Chooser::new(lexicon, views);
    for view in views.iter_mut() {
        view.release(|view, found| chooser.is_idle(view, found));
    }
    let views = &*views;
    let mut resolver = Resolver { chooser, entities: Entities::new(lexicon), defined: FxHashMap::default() };
    let definitions: Vec<_> = views.iter().map(definitions::definitions).collect();
    let spans: Vec<Vec<Span<'_>>> =
        views.iter().zip(&definitions).map(|(view, definitions)| spans(view, lexicon, definitions)).collect();
    for (paragraph, (view, definitions)) in views.iter().zip(&definitions).enumerate() {
        for definition in definitions {
            resolver.define(view, paragraph, definition);
        }
    }
    resolver.bind_what_the_text_says(views);
    for (paragraph, view) in views.iter().enumerate() {
        resolver.bind_other_names(view, paragraph, &spans[paragraph]);
    }
    // Names in full first, so that a headline's surname finds its person.
    let mut mentions: Vec<Vec<Mention>> = vec![Vec::new(); views.len()];
    for (paragraph, view) in views.iter().enumerate() {
        let mut end = 0;
        for span in &spans[paragraph] {
            let (start, _) = span.range();
            let Some(mut mention) =
                Some(span).filter(|_| start >= end).and_then(|span| resolver.full(view, paragraph, span))
            else {
                continue;
            };
            if resolver.is_other(view, paragraph, &mention, &mentions[paragraph]) {
                mention.entity = resolver.other(view, paragraph, &mention);
            }
            resolver.bind_acronym_behind(view, paragraph, &mention);
            let bracketed = resolver.bracketed(view, &mention, &spans[paragraph]);
            mentions[paragraph].push(mention);
            if let Some(bracketed) = bracketed {
                end = bracketed.end;
                mentions[paragraph].push(bracketed);
            }
        }
    }
    // Running text before headlines, whose capitals say nothing but can repeat a name of the text.
    let (told, others): (Vec<usize>, Vec<usize>) = (0..views.len()).partition(|&i| views[i].capitals_tell);
    for paragraph in told.into_iter().chain(others) {
        let view = &views[paragraph];
        let known = std::mem::take(&mut mentions[paragraph]);
        mentions[paragraph] = resolver.parts(view, paragraph, known, &spans[paragraph]);
        mark_mentioned(view, &mut mentions[paragraph]);
    }
    if views.iter().any(|view| view.latin) {
        for (view, mentions) in views.iter().zip(&mut mentions) {
            foreign::add_persons(view, &resolver.entities, mentions);
        }
    }
    Resolution { entities: resolver.entities.list, mentions }
}

/// Aliases, recognised names and defined long forms of a paragraph, in order; of those that overlap, the longest.
fn spans<'v>(view: &'v View<'_>, lexicon: &Lexicon, definitions: &[Definition]) -> Vec<Span<'v>> {
    let mut all: Vec<Span<'_>> = view.matches.iter().map(Span::Alias).collect();
    all.extend(recognize::recognize(view, lexicon).into_iter().map(Span::Recognized));
    let unknown = definitions.iter().filter(|definition| known_long_form(view, definition).is_none());
    all.extend(unknown.map(|definition| Span::Defined(definition.long.start, definition.long.end)));
    all.extend(definitions::other_name_of_person(view).map(Span::Recognized));
    if all.len() < 2 {
        return all;
    }
    all.sort_by_key(|span| {
        let (start, end) = span.range();
        (std::cmp::Reverse(end - start), span.rank(), start)
    });
    let mut taken = vec![false; view.tokens.len()];
    all.retain(|span| {
        let (start, end) = span.range();
        let free = taken[start..end].iter().all(|taken| !taken);
        if free {
            taken[start..end].fill(true);
        }
        free
    });
    all.sort_by_key(Span::range);
    all
}

pub(super) struct Resolver<'l> {
    pub chooser: Chooser<'l>,
    pub entities: Entities<'l>,
    /// The acronyms that stand right behind their long form, by (paragraph, token).
    pub defined: FxHashMap<(usize, usize), usize>,
}

impl Resolver<'_> {
    /// The mention that a span is, if it is one by itself.
    pub(super) fn full(&mut self, view: &View<'_>, paragraph: usize, span: &Span<'_>) -> Option<Mention> {
        let (start, end) = span.range();
        let surface = view.surface(start, end);
        let defined = self.defined.get(&(paragraph, start)).copied().filter(|_| end == start + 1);
        let bound = defined.or_else(|| self.by_country(view, span)).or_else(|| self.entities.named(surface));
        let (skip, mut keep) = (if let Span::Alias(found) = span { found.skip } else { 0 }, false);
        let (entity, how, confidence) = match (bound, span) {
            (Some(entity), _) => (entity, if defined.is_some() { "acronym" } else { "document" }, 0.95),
            (None, Span::Alias(found)) => {
                if self.is_person_here(view, paragraph, found) {
                    return None;
                }
                match self.chooser.choose(view, found) {
                    Some(alias) if self.is_namesake(view, (paragraph, start), found, alias.entity) => return None,
                    Some(alias) => {
                        keep = alias.keep() || alias.metonym();
                        let entity = self.entities.lexicon_entity(alias.entity);
                        // What is once known to be meant is meant elsewhere too.
                        if alias.weak() && !alias.metonym() && skip == 0 && view.tokens[start].is_capital() {
                            self.entities.bind(surface, entity);
                        }
                        (entity, "lexicon", 0.95)
                    }
                    // A full name that many bear: somebody, but not for certain the one of the lexicon.
                    None => {
                        let kind = self.chooser.kind_of_full_name(view, found)?;
                        // An acronym can be that of an organization of this document, which is seen later.
                        if end == start + 1 && self.entities.organizations_of(&view.key(start)).len() == 1 {
                            return None;
                        }
                        (self.entities.own(surface, kind), "full name", 0.7)
                    }
                }
            }
            (None, Span::Defined(..)) => (self.entities.own(surface, Kind::Organization), "acronym", 0.9),
            // A single word may be a part of a name; that is seen when all full names are known.
            (None, Span::Recognized(_)) if !(start + 1..end).any(|at| view.tokens[at].is_word()) => return None,
            (None, Span::Recognized(candidate)) => (self.own(candidate, surface), candidate.how, candidate.confidence),
        };
        self.entities.introduce(entity, surface, (paragraph, start));
        self.entities.list[entity].note(view, start);
        if let Span::Recognized(candidate) = span
            && let Some(nickname) = recognize::nickname(view, candidate)
        {
            self.entities.bind(view.surface(nickname.start, nickname.end), entity);
        }
        Some(Mention { start, end, skip, entity, how, confidence, mentioned: defined.is_some(), keep })
    }

    /// The entity of a name beside which a country stands that tells it from others of the name.
    fn by_country(&mut self, view: &View<'_>, span: &Span<'_>) -> Option<usize> {
        let Span::Alias(found) = span else { return None };
        if let Some(alias) = self.chooser.by_country(view, found) {
            return Some(self.entities.lexicon_entity(alias.entity));
        }
        let country = self.chooser.elsewhere(view, found)?;
        let surface = view.surface(found.start, found.end);
        let name = format!("{surface} {}", self.chooser.lexicon.canonical(country));
        Some(self.entities.named(&name).unwrap_or_else(|| {
            let entity = self.entities.add(surface, Kind::Place);
            self.entities.bind(&name, entity);
            entity
        }))
    }

    /// Whether a name that means somebody or something of the document is said to mean another: "another Omar Farid", "the
    /// ELN is not to be confused with the Bolivian ELN".
    fn is_other(&self, view: &View<'_>, paragraph: usize, mention: &Mention, before: &[Mention]) -> bool {
        let entity = &self.entities.list[mention.entity];
        if entity.introduced >= (paragraph, mention.start) {
            return false;
        }
        let distinct = (mention.start.saturating_sub(4)..mention.start).any(|at| view.cue(at).has(Cues::DISTINCT));
        let sentence = view.sentence_start(mention.start);
        let mut same = before.iter().filter(|m| m.start >= sentence).map(|m| m.entity);
        entity.kind == Kind::Person && is_another(view, mention.start, mention.end)
            || distinct && same.any(|named| named == mention.entity)
    }

    /// Another entity of the same name and kind.
    fn other(&mut self, view: &View<'_>, paragraph: usize, mention: &Mention) -> usize {
        let kind = self.entities.list[mention.entity].kind;
        let surface = view.surface(mention.start, mention.end);
        let other = self.entities.add(surface, kind);
        self.entities.introduce(other, surface, (paragraph, mention.start));
        other
    }

    /// The entity that a recognised name stands for.
    fn own(&mut self, candidate: &Candidate, surface: &str) -> usize {
        match candidate.kind {
            // A bare surname is somebody of the lexicon only behind a title.
            Kind::Person if candidate.end > candidate.start + 1 || candidate.how == "title" => {
                self.entities.person(surface)
            }
            Kind::Organization if candidate.how == "branch" => self.entities.branch(surface),
            kind => self.entities.own(surface, kind),
        }
    }

    /// `known` and the names between them that stand in part, or that only other paragraphs show to be names.
    fn parts(&mut self, view: &View<'_>, paragraph: usize, known: Vec<Mention>, spans: &[Span<'_>]) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let mut known = known.into_iter().peekable();
        let mut spans = spans.iter().peekable();
        let mut at = 0;
        while at < view.tokens.len() {
            let limit = known.peek().map_or(view.tokens.len(), |m| m.start);
            let mention = if limit <= at {
                known.next()
            } else {
                while spans.next_if(|span| span.range().0 < at).is_some() {}
                let candidate = spans.peek().and_then(|span| match span {
                    Span::Recognized(c) if c.start == at && c.end <= limit => Some(c),
                    _ => None,
                });
                if candidate.is_none() && !may_start(&view.tokens[at]) {
                    at += 1;
                    continue;
                }
                self.part(view, paragraph, at, limit, candidate)
            };
            match mention {
                Some(mention) => {
                    // "…, whose father Farooq Abdullah": named in passing.
                    let passing =
                        (mention.start.saturating_sub(2)..mention.start).any(|at| view.cue(at).has(Cues::PASSING));
                    let entity = &mut self.entities.list[mention.entity];
                    if entity.kind == Kind::Person {
                        entity.spoke |= beside::says(view, mention.start, mention.end);
                        entity
                            .called
                            .extend(Some(view.tokens[mention.end - 1].hash).filter(|_| mention.how == "surname"));
                    }
                    if !passing {
                        entity.last_seen = (paragraph, mention.start);
                    }
                    at = mention.end.max(at + 1);
                    mentions.push(mention);
                }
                None => at += 1,
            }
        }
        mentions
    }

    fn part(
        &mut self,
        view: &View<'_>,
        paragraph: usize,
        start: usize,
        limit: usize,
        candidate: Option<&Candidate>,
    ) -> Option<Mention> {
        let (end, entity, how, confidence) = match (part(&self.entities, view, paragraph, start, limit), candidate) {
            (Some(part), _) => (part.end, part.entity, part.how, part.confidence),
            (None, Some(candidate)) => {
                let entity = self.own(candidate, view.surface(candidate.start, candidate.end));
                (candidate.end, entity, candidate.how, candidate.confidence)
            }
            (None, None) => return None,
        };
        Some(Mention { start, end, skip: 0, entity, how, confidence, mentioned: false, keep: false })
    }

    /// Whether one word, of which the lexicon knows a person, is of the name of another, whom alone the document has named.
    fn is_namesake(&self, view: &View<'_>, here: Place, found: &Match, person: u32) -> bool {
        let token = &view.tokens[found.start];
        if found.end != found.start + 1 || !self.entities.may_have(token.hash) || self.entities.has(person) {
            return false;
        }
        let named = |&other: &usize| self.entities.list[other].introduced < here;
        self.chooser.lexicon.kind(person) == Kind::Person
            && self.entities.persons_with(&view.key(found.start)).iter().any(named)
    }

    /// Whether an alias is the surname of a person of this document, by what stands around it.
    fn is_person_here(&self, view: &View<'_>, paragraph: usize, found: &Match) -> bool {
        if found.end != found.start + 1 {
            return false;
        }
        if !self.entities.may_have(view.tokens[found.start].hash) {
            return false;
        }
        let key = view.key(found.start);
        let in_place = view.previous_word(found.start).is_some_and(|at| view.cue(at).has(Cues::PLACE_BEFORE));
        let near = |&person: &usize| self.entities.list[person].introduced.0 == paragraph;
        self.entities.is_surname(&key)
            && !in_place
            && (beside::is_titled(view, found.start)
                || beside::says(view, found.start, found.end)
                // Without verbs of saying in the tables of a language, being named in full near by is the evidence.
                || view.language.code() != "eng" && self.entities.persons_with(&key).iter().any(near))
    }
}

/// Names beside a phrase of mention, and acronyms in parentheses behind another name of their entity, are left as they are.
fn mark_mentioned(view: &View<'_>, mentions: &mut [Mention]) {
    for at in 1..mentions.len() {
        let (entity, end) = (mentions[at - 1].entity, mentions[at - 1].end);
        let here = &mut mentions[at];
        let between = &view.tokens[end..here.start];
        let opened = between.last().is_some_and(|t| t.is_sign("(\u{FF08}"));
        here.mentioned |= here.entity == entity && opened && between.iter().all(|t| !t.is_word());
    }
    let quiet = |at: usize| {
        let token = &view.tokens[at];
        token.is_sign(",\"\u{201C}\u{201D}\u{2018}\u{2019}'") || token.kind == TokenKind::Word && token.len() <= 6
    };
    for phrase in &view.mention_phrases {
        let left = (phrase.start.saturating_sub(4)..phrase.start).rev().take_while(|&at| quiet(at)).last();
        let left = left.unwrap_or(phrase.start);
        let behind = mentions.partition_point(|m| m.end <= phrase.start);
        if let Some(before) = mentions[..behind].last_mut().filter(|m| m.end >= left) {
            before.mentioned = true;
        }
        let mut right = phrase.end;
        for mention in mentions[behind..].iter_mut().skip_while(|m| m.start < phrase.end) {
            if mention.start >= right + 6 || !(right..mention.start).all(quiet) {
                break;
            }
            mention.mentioned = true;
            right = mention.end;
        }
    }
}
