//! Which entity each name of a document means: acronyms it introduces, surnames of persons named before, names that
//! depend on context, and what it says itself of a name.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::cues::Cues;
use super::lexicon::{Lexicon, Match, next_word};
use super::recognize::{self, Candidate};
use super::spelling::{self, same_name};
use super::tokens::{Token, TokenKind, UNKNOWN, fold};
use super::view::View;
use crate::document::Kind;

/// An entity of this document: from the lexicon, or the document's own.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub id: String,
    pub kind: Kind,
    pub canonical: String,
    /// Its number in the lexicon.
    pub lexicon: Option<u32>,
    /// The folded words of its full name.
    words: Vec<String>,
    /// Where it was named in full first, and where it was named last: (paragraph, token).
    introduced: (usize, usize),
    last_seen: (usize, usize),
}

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
pub(super) struct Resolution {
    pub entities: Vec<Entity>,
    /// For each paragraph, in order and without overlaps.
    pub mentions: Vec<Vec<Mention>>,
}

/// A span that names something for certain or perhaps, before it is known what.
#[derive(Clone, Debug)]
enum Span {
    Alias(Match),
    Recognized(Candidate),
    /// The long form of an acronym.
    Defined(usize, usize),
}

impl Span {
    fn range(&self) -> (usize, usize) {
        match self {
            Span::Alias(m) => (m.start, m.end),
            Span::Recognized(c) => (c.start, c.end),
            &Span::Defined(start, end) => (start, end),
        }
    }
}

pub(super) fn resolve(views: &[View<'_>], lexicon: &Lexicon) -> Resolution {
    let mut resolver = Resolver::new(lexicon);
    let definitions: Vec<_> = views.iter().map(recognize::definitions).collect();
    let spans: Vec<Vec<Span>> =
        views.iter().zip(&definitions).map(|(view, definitions)| resolver.spans(view, definitions)).collect();
    resolver.gather_evidence(views);
    resolver.bind_what_the_text_says(views);
    for (paragraph, (view, definitions)) in views.iter().zip(&definitions).enumerate() {
        for definition in definitions {
            let entity = resolver.define(view, paragraph, definition);
            resolver.defined.insert((paragraph, definition.acronym), entity);
        }
    }
    // Names in full first, so that a headline's surname finds its person.
    let mut mentions: Vec<Vec<Mention>> = vec![Vec::new(); views.len()];
    for (paragraph, view) in views.iter().enumerate() {
        for span in &spans[paragraph] {
            mentions[paragraph].extend(resolver.full(view, paragraph, span));
        }
    }
    // Running text before headlines, whose capitals say nothing but can repeat a name of the text.
    let (told, others): (Vec<usize>, Vec<usize>) = (0..views.len()).partition(|&i| views[i].capitals_tell);
    for paragraph in told.into_iter().chain(others) {
        let view = &views[paragraph];
        let known = std::mem::take(&mut mentions[paragraph]);
        mentions[paragraph] = resolver.parts(view, paragraph, known, &spans[paragraph]);
        resolver.mark_mentioned(view, &definitions[paragraph], &mut mentions[paragraph]);
    }
    Resolution { entities: resolver.entities, mentions }
}

struct Resolver<'l> {
    lexicon: &'l Lexicon,
    entities: Vec<Entity>,
    by_lexicon: FxHashMap<u32, usize>,
    /// Folded names of the document's own entities and what it binds names to.
    by_name: BTreeMap<String, usize>,
    ids: FxHashSet<String>,
    /// Organizations by each word of their names.
    organizations_by_word: FxHashMap<String, Vec<usize>>,
    /// Persons by the spelling key of their last word.
    persons_by_surname: FxHashMap<String, Vec<usize>>,
    /// Persons by each word of their names.
    persons_by_word: FxHashMap<String, Vec<usize>>,
    /// The acronyms that stand right behind their long form, by (paragraph, token).
    defined: FxHashMap<(usize, usize), usize>,
    /// Lexicon entities that stand in the document beyond doubt.
    evidence: FxHashSet<u32>,
}

impl<'l> Resolver<'l> {
    fn new(lexicon: &'l Lexicon) -> Resolver<'l> {
        Resolver {
            lexicon,
            entities: Vec::new(),
            by_lexicon: FxHashMap::default(),
            by_name: BTreeMap::new(),
            ids: FxHashSet::default(),
            organizations_by_word: FxHashMap::default(),
            persons_by_surname: FxHashMap::default(),
            persons_by_word: FxHashMap::default(),
            defined: FxHashMap::default(),
            evidence: FxHashSet::default(),
        }
    }

    /// Aliases, recognised names and defined long forms of a paragraph, in order; of those that overlap, the longest.
    fn spans(&self, view: &View<'_>, definitions: &[recognize::Definition]) -> Vec<Span> {
        let mut all: Vec<Span> = view.matches.iter().cloned().map(Span::Alias).collect();
        all.extend(recognize::recognize(view, self.lexicon).into_iter().map(Span::Recognized));
        for definition in definitions {
            let known = |m: &&Match| m.end == definition.long.end && m.start <= definition.long.start;
            if !view.matches.iter().any(|m| known(&m)) {
                all.push(Span::Defined(definition.long.start, definition.long.end));
            }
        }
        let rank = |span: &Span| match span {
            Span::Defined(..) => 0,
            Span::Alias(_) => 1,
            Span::Recognized(_) => 2,
        };
        all.sort_by_key(|span| {
            let (start, end) = span.range();
            (std::cmp::Reverse(end - start), rank(span), start)
        });
        let mut taken = vec![false; view.tokens.len()];
        let mut spans: Vec<Span> = all
            .into_iter()
            .filter(|span| {
                let (start, end) = span.range();
                let free = taken[start..end].iter().all(|taken| !taken);
                if free {
                    taken[start..end].fill(true);
                }
                free
            })
            .collect();
        spans.sort_by_key(Span::range);
        spans
    }

    fn gather_evidence(&mut self, views: &[View<'_>]) {
        for view in views {
            for found in &view.matches {
                let strong = |&&a: &&u32| {
                    let alias = &self.lexicon.aliases[a as usize];
                    !alias.weak && !alias.document && !alias.metonym && self.context_fits(view, found, a)
                };
                if let Some(&alias) = found.aliases.iter().find(strong) {
                    self.evidence.insert(self.lexicon.aliases[alias as usize].entity);
                }
            }
        }
    }

    /// "Daesh is a local name for the Khorasan branch": a name of several entities is bound to the one that is named
    /// behind a phrase of mention in the same paragraph.
    fn bind_what_the_text_says(&mut self, views: &[View<'_>]) {
        for view in views {
            for phrase in &view.mention_phrases {
                let end = view.sentence_end(phrase.end);
                let Some(target) = view.matches.iter().find(|m| m.start >= phrase.end && m.start < end) else {
                    continue;
                };
                let Some(entity) = self.choose(view, target) else { continue };
                for found in view.matches.iter().filter(|m| m.start != target.start) {
                    let mut means = found.aliases.iter().map(|&a| self.lexicon.aliases[a as usize].entity);
                    let key = fold_all(view.surface(found.start, found.end));
                    // The one canonical name of another entity is never bound away from it.
                    let canonical = found.aliases.iter().any(|&a| {
                        let other = self.lexicon.aliases[a as usize].entity;
                        other != entity && fold_all(&self.lexicon.entities[other as usize].canonical) == key
                    });
                    if found.aliases.len() > 1 && !canonical && means.any(|e| e == entity) {
                        let bound = self.from_lexicon(entity);
                        self.by_name.entry(key).or_insert(bound);
                    }
                }
            }
        }
    }

    /// Binds an acronym to its long form.
    fn define(&mut self, view: &View<'_>, paragraph: usize, definition: &recognize::Definition) -> usize {
        let (start, end) = (definition.long.start, definition.long.end);
        let known = view.matches.iter().find(|m| m.end == end && m.start <= start);
        let entity = match known.and_then(|m| self.choose(view, m)) {
            Some(entity) => self.from_lexicon(entity),
            None => self.own(view.surface(start, end), Kind::Organization, (paragraph, start)),
        };
        self.by_name.entry(fold_all(view.word(definition.acronym))).or_insert(entity);
        entity
    }

    /// The mention that a span is, if it is one by itself.
    fn full(&mut self, view: &View<'_>, paragraph: usize, span: &Span) -> Option<Mention> {
        let at = |start: usize| (paragraph, start);
        let (start, end) = span.range();
        let surface = view.surface(start, end);
        if let Some(&entity) = self.defined.get(&at(start)).filter(|_| end == start + 1) {
            return Some(Mention {
                start,
                end,
                skip: 0,
                entity,
                how: "acronym",
                confidence: 0.95,
                mentioned: true,
                keep: true,
            });
        }
        let mut keep = false;
        let (entity, how, confidence, skip) = match span {
            Span::Alias(found) => {
                if let Some(&bound) = self.by_name.get(&fold_all(surface)) {
                    (bound, "document", 0.95, 0)
                } else if self.is_person_here(view, found) {
                    return None;
                } else {
                    let entity = self.choose(view, found)?;
                    keep = found.aliases.iter().any(|&a| {
                        let alias = &self.lexicon.aliases[a as usize];
                        alias.entity == entity && (alias.keep || alias.metonym)
                    });
                    (self.from_lexicon(entity), "lexicon", 0.95, found.skip)
                }
            }
            &Span::Defined(start, _) => (self.own(surface, Kind::Organization, at(start)), "acronym", 0.9, 0),
            Span::Recognized(candidate) => {
                let words = (start..end).filter(|&at| view.tokens[at].is_word()).count();
                match self.by_name.get(&fold_all(surface)) {
                    Some(&known) => (known, "document", 0.9, 0),
                    // A single word may be a part of a name; that is seen when all full names are known.
                    None if words == 1 => return None,
                    None if candidate.kind == Kind::Person => {
                        (self.person(view, start, end, at(start)), candidate.how, candidate.confidence, 0)
                    }
                    None => (self.own(surface, candidate.kind, at(start)), candidate.how, candidate.confidence, 0),
                }
            }
        };
        self.index(entity, at(start));
        Some(Mention { start, end, skip, entity, how, confidence, mentioned: false, keep })
    }

    /// The names that stand in part, or that only other paragraphs show to be names; `known` are those found so far.
    fn parts(&mut self, view: &View<'_>, paragraph: usize, known: Vec<Mention>, spans: &[Span]) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let mut known = known.into_iter().peekable();
        let mut at = 0;
        while at < view.tokens.len() {
            if let Some(mention) = known.next_if(|m| m.start <= at) {
                self.entities[mention.entity].last_seen = (paragraph, mention.start);
                at = mention.end.max(at + 1);
                mentions.push(mention);
                continue;
            }
            let limit = known.peek().map_or(view.tokens.len(), |m| m.start);
            let candidate = spans.iter().find_map(|span| match span {
                Span::Recognized(c) if c.start == at => Some(c),
                _ => None,
            });
            match self.part(view, paragraph, at, limit, candidate) {
                Some(mention) => {
                    self.entities[mention.entity].last_seen = (paragraph, mention.start);
                    at = mention.end;
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
        at: usize,
        limit: usize,
        candidate: Option<&Candidate>,
    ) -> Option<Mention> {
        let token = &view.tokens[at];
        let particle = token.kind == TokenKind::Word && view.cue(at).has(Cues::PARTICLE.with(Cues::JOINED));
        if !token.is_capital() && !particle {
            return None;
        }
        let mention = |end, entity, how, confidence| {
            Some(Mention { start: at, end, skip: 0, entity, how, confidence, mentioned: false, keep: false })
        };
        // A name that the document has elsewhere, whole.
        for end in (at + 1..=limit.min(at + 8)).rev() {
            if token.is_capital()
                && view.tokens[end - 1].is_word()
                && let Some(&entity) = self.by_name.get(&fold_all(view.surface(at, end)))
                && (end > at + 1 || self.is_name_here(view, at, entity))
            {
                return mention(end, entity, "document", 0.8);
            }
        }
        if let Some((entity, end, how)) = self.person_part(view, paragraph, at, limit) {
            return mention(end, entity, how, 0.9);
        }
        if let Some(entity) = self.organization_part(view, at) {
            return mention(at + 1, entity, "part", 0.7);
        }
        let candidate = candidate.filter(|c| c.end <= limit)?;
        let surface = view.surface(candidate.start, candidate.end);
        let entity = match candidate.kind {
            Kind::Person => self.person(view, candidate.start, candidate.end, (paragraph, at)),
            kind => self.own(surface, kind, (paragraph, at)),
        };
        mention(candidate.end, entity, candidate.how, candidate.confidence)
    }

    /// Whether a capital that is the document's own name elsewhere is that name here.
    fn is_name_here(&self, view: &View<'_>, at: usize, entity: usize) -> bool {
        let acronym = view.tokens[at].kind == TokenKind::Upper;
        let plain = view.starts_sentence(at) && view.tokens[at].id != UNKNOWN && view.cue(at).has(Cues::NOT_NAME);
        acronym
            || (!plain && self.entities[entity].kind != Kind::Person)
            || view.tokens[at].kind == TokenKind::Capital && !plain
    }

    /// The person of whom the words from `at` are a part, how it is known, and where the part ends.
    fn person_part(
        &self,
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
        let key = view.key(first);
        if key.len() < 2 {
            return None;
        }
        let blocked = view.cue(first).has(Cues::NOT_NAME)
            && view.starts_sentence(first)
            && !recognize::says(view, first, first + 1);
        if blocked {
            return None;
        }
        let here = (paragraph, at);
        let mut best: Option<((usize, bool, bool, (usize, usize)), usize, usize)> = None;
        for &person in self.persons_by_word.get(&key).into_iter().flatten() {
            let entity = &self.entities[person];
            if entity.words.windows(2).any(|pair| pair.concat() == key) {
                best = best.max(Some(((1, true, entity.introduced <= here, entity.last_seen), person, first + 1)));
            }
            for from in (0..entity.words.len()).filter(|&i| entity.words[i] == key) {
                let (mut end, mut word) = (first + 1, from + 1);
                while word < entity.words.len() {
                    let next = next_word(&view.tokens, end - 1);
                    if next >= limit || !view.tokens[next].is_word() || view.key(next) != entity.words[word] {
                        break;
                    }
                    (end, word) = (next + 1, word + 1);
                }
                let surname = word == entity.words.len();
                // A given name alone is taken only from the one who is called so, and where it acts as a name.
                let alone = !surname && end == first + 1;
                let class = view.cue(first);
                let common = class.has(Cues::GIVEN_WEAK.with(Cues::PARTICLE).with(Cues::JOINED).with(Cues::TITLE));
                if alone && (common || class.has(Cues::GIVEN) && !recognize::says(view, first, end)) {
                    continue;
                }
                let rank = (end - first, surname, entity.introduced <= here, entity.last_seen);
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
                && !view.matches.iter().any(|m| m.end == at)
        });
        if let Some((_, person, end)) = best {
            return (!continues(end) && !preceded).then_some((person, end, "surname"));
        }
        if continues(first + 1) || preceded {
            return None;
        }
        // The same surname in another spelling, if only one person has it and the word is nothing else.
        let unknown = view.tokens[first].id == UNKNOWN
            || recognize::says(view, first, first + 1)
            || view.cue(first).has(Cues::GIVEN);
        if !unknown || view.tokens[first].kind == TokenKind::Upper || view.cue(first).has(Cues::NOT_NAME) {
            return None;
        }
        let namesakes = self.persons_by_surname.get(&spelling::key(&key));
        let mut like = namesakes
            .into_iter()
            .flatten()
            .copied()
            .filter(|&e| self.entities[e].words.last().is_some_and(|last| same_name(last, &key)));
        let found = like.next()?;
        let earlier = |e: &usize| self.entities[*e].introduced <= here;
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

    /// The one organization of the document whose full name has this word, if no table knows the word.
    fn organization_part(&self, view: &View<'_>, at: usize) -> Option<usize> {
        let token = &view.tokens[at];
        if token.kind != TokenKind::Capital || token.range.len() < 5 || view.cue(at) != Cues::default() {
            return None;
        }
        let key = view.key(at);
        match self.organizations_by_word.get(&key).map(Vec::as_slice) {
            Some(&[only]) if !view.matches.iter().any(|m| m.start <= at && at < m.end) => Some(only),
            _ => None,
        }
    }

    /// Whether an alias is the surname of a person of this document, by what stands around it.
    fn is_person_here(&self, view: &View<'_>, found: &Match) -> bool {
        if found.end != found.start + 1 {
            return false;
        }
        let key = view.key(found.start);
        let is_surname = self
            .persons_by_word
            .get(&key)
            .into_iter()
            .flatten()
            .any(|&person| self.entities[person].words.last() == Some(&key));
        let in_place = view.previous_word(found.start).is_some_and(|at| view.cue(at).has(Cues::PLACE_BEFORE));
        let titled = found.start.checked_sub(1).is_some_and(|at| view.cue(at).has(Cues::TITLE));
        is_surname && !in_place && (titled || recognize::says(view, found.start, found.end))
    }

    fn context_fits(&self, view: &View<'_>, found: &Match, alias: u32) -> bool {
        let alias = &self.lexicon.aliases[alias as usize];
        let sentence = || view.sentence_start(found.start)..view.sentence_end(found.start);
        let context = alias
            .context
            .iter()
            .all(|&word| sentence().any(|at| view.tokens[at].id == word && !(found.start..found.end).contains(&at)));
        let after =
            alias.after.is_none_or(|word| view.previous_word(found.start).is_some_and(|at| view.tokens[at].id == word));
        context && after
    }

    /// The lexicon entity that a match means here.
    fn choose(&self, view: &View<'_>, found: &Match) -> Option<u32> {
        let fitting: Vec<_> = found
            .aliases
            .iter()
            .filter(|&&a| self.context_fits(view, found, a))
            .map(|&a| &self.lexicon.aliases[a as usize])
            .filter(|alias| !alias.document && !alias.metonym)
            .collect();
        let metonym = found.aliases.iter().map(|&a| &self.lexicon.aliases[a as usize]).find(|alias| alias.metonym);
        if let Some(alias) = metonym.filter(|_| self.acts(view, found)) {
            return Some(alias.entity);
        }
        let supported = |entity: u32| {
            let parent =
                |e: &u32| self.lexicon.entities[*e as usize].parent.as_deref().and_then(|p| self.lexicon.entity(p));
            std::iter::successors(Some(entity), parent).take(4).any(|e| self.evidence.contains(&e))
        };
        // "(AP)", "AP/Jane Doe", "AP Photo": who took or sent it.
        let parenthesis = found.start.checked_sub(1).is_some_and(|at| view.tokens[at].is_sign("(["));
        let credit = view.tokens[found.start].kind == TokenKind::Upper
            && (parenthesis && view.tokens.get(found.end).is_some_and(|t| t.is_sign(")]"))
                || view.tokens.get(found.end).is_some_and(|t| t.is_sign("/"))
                || view.cue(found.end).has(Cues::CREDIT));
        let in_place = view.previous_word(found.start).is_some_and(|at| view.cue(at).has(Cues::PLACE_BEFORE));
        let strong = || fitting.iter().filter(|alias| !alias.weak);
        // Of several, the one of this paragraph's language, then the one whose parent the document names.
        let own_language = |alias: &&&super::lexicon::Alias| alias.language == Some(view.language);
        strong()
            .find(|alias| own_language(alias) && strong().count() > 1 && strong().filter(own_language).count() == 1)
            .or_else(|| {
                let several = strong().map(|alias| alias.entity).collect::<FxHashSet<_>>().len() > 1;
                strong().find(|alias| several && supported(alias.entity))
            })
            .or_else(|| strong().next())
            .or_else(|| {
                fitting.iter().find(|alias| {
                    let kind = self.lexicon.entities[alias.entity as usize].kind;
                    let conditional = !alias.context.is_empty() || alias.after.is_some();
                    conditional
                        || supported(alias.entity)
                        || (credit && kind == Kind::Organization)
                        || (kind == Kind::Place && in_place)
                })
            })
            .map(|alias| alias.entity)
    }

    /// Whether a name acts here, as a capital does that stands for its government, rather than being a place.
    fn acts(&self, view: &View<'_>, found: &Match) -> bool {
        let before = view.previous_word(found.start);
        let place = before.is_some_and(|at| view.cue(at).has(Cues::PLACE_BEFORE))
            || view.tokens.get(found.end).is_some_and(|t| t.is_sign(","))
                && view.matches.iter().any(|m| m.start == found.end + 1);
        let next = view.next_word(found.end);
        let acts = next
            .is_some_and(|at| view.tokens[at].kind == TokenKind::Word && view.cue(at).has(Cues::ACTS.with(Cues::SAY)));
        let dealt_with =
            before.is_some_and(|at| matches!(view.word(at), "by" | "with" | "between" | "against" | "for"));
        let ends = view.tokens.get(found.end).is_none_or(|t| t.is_sign(".,;"))
            || next.is_some_and(|at| matches!(view.word(at), "and" | "to"));
        !place && (acts || dealt_with && ends)
    }

    fn from_lexicon(&mut self, entity: u32) -> usize {
        if let Some(&known) = self.by_lexicon.get(&entity) {
            return known;
        }
        let own = &self.lexicon.entities[entity as usize];
        let index = self.entities.len();
        self.entities.push(Entity {
            id: own.id.to_string(),
            kind: own.kind,
            canonical: own.canonical.to_string(),
            lexicon: Some(entity),
            words: words(&own.canonical, own.kind),
            introduced: (usize::MAX, 0),
            last_seen: (0, 0),
        });
        self.by_lexicon.insert(entity, index);
        index
    }

    /// The document's own entity of this name.
    fn own(&mut self, surface: &str, kind: Kind, introduced: (usize, usize)) -> usize {
        let key = fold_all(surface);
        if let Some(&known) = self.by_name.get(&key) {
            return known;
        }
        let index = self.entities.len();
        let canonical = surface.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut id = key.replace(' ', "-");
        if self.lexicon.entity(&id).is_some() || self.ids.contains(&id) {
            id = format!("{id}-{kind}");
        }
        self.ids.insert(id.clone());
        let words = words(surface, kind);
        self.entities.push(Entity { id, kind, canonical, lexicon: None, words, introduced, last_seen: (0, 0) });
        self.by_name.insert(key, index);
        index
    }

    /// The person that the tokens name in full: one of the document, one of the lexicon, or a new one.
    fn person(&mut self, view: &View<'_>, start: usize, end: usize, introduced: (usize, usize)) -> usize {
        let name = words(view.surface(start, end), Kind::Person);
        let surname_key = name.last().map(|last| spelling::key(last)).unwrap_or_default();
        let namesakes = self.persons_by_surname.get(&surname_key);
        let known = namesakes.into_iter().flatten().copied().find(|&e| same_person(&self.entities[e].words, &name));
        if let Some(known) = known {
            return known;
        }
        let surname = name.last().map(|last| self.lexicon.vocabulary.get(last)).unwrap_or(UNKNOWN);
        let namesakes = self.lexicon.by_surname.get(&surname);
        let in_lexicon = namesakes.into_iter().flatten().copied().find(|&entity| {
            let full = words(&self.lexicon.entities[entity as usize].canonical, Kind::Person);
            if name.len() == 1 { namesakes.is_some_and(|n| n.len() == 1) } else { same_person(&full, &name) }
        });
        match in_lexicon {
            Some(entity) => self.from_lexicon(entity),
            None => self.own(view.surface(start, end), Kind::Person, introduced),
        }
    }

    /// Makes an entity that stands in full somewhere findable by parts of its name.
    fn index(&mut self, index: usize, introduced: (usize, usize)) {
        let entity = &mut self.entities[index];
        let first_time =
            entity.introduced.0 == usize::MAX || entity.lexicon.is_none() && entity.introduced == introduced;
        entity.introduced = entity.introduced.min(introduced);
        if !first_time || entity.words.len() < 2 {
            return;
        }
        let by_word = match entity.kind {
            Kind::Person => &mut self.persons_by_word,
            Kind::Organization => &mut self.organizations_by_word,
            _ => return,
        };
        // "Ata Ullah" is written "Ataullah" too.
        let joined: Vec<String> = entity.words.windows(2).map(|pair| pair.concat()).collect();
        for word in entity.words.iter().chain(joined.iter().filter(|_| entity.kind == Kind::Person)) {
            let entities = by_word.entry(word.clone()).or_default();
            if !entities.contains(&index) {
                entities.push(index);
            }
        }
        if entity.kind == Kind::Person {
            let surname = entity.words.last().map(|last| spelling::key(last)).unwrap_or_default();
            self.persons_by_surname.entry(surname).or_default().push(index);
        }
    }

    /// Names beside a phrase of mention, and acronyms in parentheses behind their long form, are left as they are.
    fn mark_mentioned(&self, view: &View<'_>, definitions: &[recognize::Definition], mentions: &mut [Mention]) {
        for definition in definitions {
            mentions.iter_mut().filter(|m| m.start == definition.acronym).for_each(|m| m.mentioned = true);
        }
        // Any acronym in parentheses right behind another mention of its entity.
        for at in 1..mentions.len() {
            let (before, here) = (mentions[at - 1].clone(), &mut mentions[at]);
            if here.entity == before.entity && here.start == before.end + 1 && view.tokens[before.end].is_sign("(") {
                here.mentioned = true;
            }
        }
        for phrase in &view.mention_phrases {
            let quiet = |at: usize| {
                view.tokens[at].is_sign(",\"\u{201C}\u{201D}\u{2018}\u{2019}'")
                    || (view.tokens[at].kind == TokenKind::Word && view.tokens[at].range.len() <= 6)
            };
            let mut left = phrase.start;
            while left > 0 && phrase.start - left < 4 && quiet(left - 1) {
                left -= 1;
            }
            let mut right = phrase.end;
            for mention in mentions.iter_mut() {
                if mention.end <= phrase.start && mention.end >= left {
                    mention.mentioned = true;
                }
                let near = (right..mention.start).all(|at| quiet(at));
                if mention.start >= phrase.end && mention.start < right + 6 && near {
                    mention.mentioned = true;
                    right = mention.end;
                }
            }
        }
    }
}

/// Whether two full names can be one person's: they are one joined differently, or the shorter is, word for word and in
/// order, in the longer, and both end alike.
fn same_person(a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < 2 {
        return false;
    }
    if short.len() + 1 == long.len() && same_name(&short.concat(), &long.concat()) {
        return true;
    }
    let alike =
        |x: &str, y: &str| same_name(x, y) || (x.len() == 1 && y.starts_with(x)) || (y.len() == 1 && x.starts_with(y));
    let (Some(x), Some(y)) = (short.last(), long.last()) else { return false };
    let mut rest = long.iter();
    alike(x, y) && short.iter().all(|word| rest.any(|other| alike(word, other)))
}

/// Where the particles that start at `at` end, if a word follows them in the same name.
fn particles_end(view: &View<'_>, at: usize) -> Option<usize> {
    let mut end = at;
    while view.tokens.get(end).is_some_and(Token::is_word) && view.cue(end).has(Cues::PARTICLE.with(Cues::JOINED)) {
        end = next_word(&view.tokens, end);
    }
    (end > at && end < view.tokens.len()).then_some(end)
}

/// The folded words of a name, its particles too; of a person without "Jr" and "Sr".
fn words(name: &str, kind: Kind) -> Vec<String> {
    let mut words = fold_words(name);
    words.retain(|word| kind != Kind::Person || !matches!(word.as_str(), "jr" | "sr"));
    words
}

fn fold_words(name: &str) -> Vec<String> {
    name.split(|c: char| !c.is_alphanumeric() && !unicode_normalization::char::is_combining_mark(c))
        .filter(|word| !word.is_empty())
        .map(fold)
        .collect()
}

/// One key for all spellings of a name that differ in case, dashes, spaces and dots.
fn fold_all(name: &str) -> String {
    let name: String = name.chars().filter(|&c| c != '.').collect();
    fold_words(&name).join(" ")
}
