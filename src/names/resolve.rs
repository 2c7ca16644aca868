//! Which entity each name of a document means: full names first, then acronyms it introduces, surnames of persons named
//! before, and names that only the rest of the document shows to be names.

use rustc_hash::FxHashMap;

use super::choose::Chooser;
use super::cues::Cues;
use super::entities::{Entities, Entity, fold_name};
use super::lexicon::{Lexicon, Match, Numbered};
use super::part::{may_start, part};
use super::recognize::{self, Candidate, Definition};
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
enum Span<'v> {
    Alias(&'v Match),
    Recognized(Candidate),
    /// The long form of an acronym.
    Defined(usize, usize),
}

impl Span<'_> {
    fn range(&self) -> (usize, usize) {
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

pub(super) fn resolve<'l>(views: &[View<'_>], lexicon: &'l Lexicon) -> Resolution<'l> {
    let chooser = Chooser::new(lexicon, views);
    let mut resolver = Resolver { chooser, entities: Entities::new(lexicon), defined: FxHashMap::default() };
    let definitions: Vec<_> = views.iter().map(recognize::definitions).collect();
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
            let Some(mention) =
                Some(span).filter(|_| start >= end).and_then(|span| resolver.full(view, paragraph, span))
            else {
                continue;
            };
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
    Resolution { entities: resolver.entities.list, mentions }
}

/// Aliases, recognised names and defined long forms of a paragraph, in order; of those that overlap, the longest.
fn spans<'v>(view: &'v View<'_>, lexicon: &Lexicon, definitions: &[Definition]) -> Vec<Span<'v>> {
    let mut all: Vec<Span<'_>> = view.matches.iter().map(Span::Alias).collect();
    all.extend(recognize::recognize(view, lexicon).into_iter().map(Span::Recognized));
    let unknown = definitions.iter().filter(|definition| known_long_form(view, definition).is_none());
    all.extend(unknown.map(|definition| Span::Defined(definition.long.start, definition.long.end)));
    all.extend(recognize::other_name_of_person(view).map(Span::Recognized));
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

/// The alias that is the long form of an acronym, or longer.
fn known_long_form<'v>(view: &'v View<'_>, definition: &Definition) -> Option<&'v Match> {
    let last = view.known(definition.long.end.checked_sub(1)?)?;
    (last.end == definition.long.end && last.start <= definition.long.start).then_some(last)
}

struct Resolver<'l> {
    chooser: Chooser<'l>,
    entities: Entities<'l>,
    /// The acronyms that stand right behind their long form, by (paragraph, token).
    defined: FxHashMap<(usize, usize), usize>,
}

impl Resolver<'_> {
    /// What a phrase of mention says of the names beside it: one that can mean the other's entity is bound to it
    /// ("Daesh is an Arabic acronym for the Islamic State", "Lake Observers, a charity known as LO"). Where only the name
    /// behind it is near ("…, using a local name for the Khorasan branch"), names before it in the paragraph are bound
    /// that may mean that entity where the document says so.
    fn bind_what_the_text_says(&mut self, views: &[View<'_>]) {
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
    fn bind_other_names(&mut self, view: &View<'_>, paragraph: usize, spans: &[Span<'_>]) {
        for phrase in &view.mention_phrases {
            let close = |span: &&Span<'_>| {
                let between = &view.tokens[span.range().1..phrase.start];
                // "…, the founder of the group, better known as …"
                let apposition = between.len() <= 12 && between.first().is_some_and(|t| t.is_sign(","));
                between.iter().all(|t| !t.is_capital() && !t.is_sign(".;:!?\u{201C}\u{201D}\""))
                    && (apposition || between.len() <= 4 && between.iter().all(|t| t.len() <= 3))
            };
            let behind = spans.partition_point(|span| span.range().1 <= phrase.start);
            let Some(left) = spans[..behind].last().filter(close) else { continue };
            let quoted = |&at: &usize| view.tokens[at].is_sign("\"\u{201C}\u{2018}'(,") || view.word(at) == "the";
            let Some(start) = (phrase.end..view.tokens.len().min(phrase.end + 4)).find(|at| !quoted(at)) else {
                continue;
            };
            let right = spans[behind..].iter().find(|span| span.range().0 == start);
            let end = match right {
                Some(Span::Recognized(candidate)) => candidate.end,
                // "the Deterrence Force, known as Rada": here it is no town.
                Some(Span::Alias(found)) if found.end == start + 1 && self.chooser.is_place(found) => found.end,
                None if view.tokens[start].is_capital() && view.capitals_tell => recognize::run_end(view, start),
                _ => continue,
            };
            // "…, who speaks for the front, is called": of whom, is further away.
            let relative =
                view.tokens[phrase.start - 1].is_sign(",") && matches!(view.word(phrase.start), "is" | "was");
            if relative {
                continue;
            }
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

    /// Binds an acronym that no table knows to the organization that it stands behind in brackets: that of another language.
    fn bind_acronym_behind(&mut self, view: &View<'_>, paragraph: usize, mention: &Mention) {
        let at = mention.end + 1;
        let bracketed = || {
            let sign = |at: usize, signs| view.tokens.get(at).is_some_and(|t| t.is_sign(signs));
            sign(mention.end, "(\u{FF08}") && sign(at + 1, "),;\u{FF09}")
        };
        if self.entities.list[mention.entity].kind == Kind::Organization
            && bracketed()
            && recognize::is_acronym(view, at)
            && view.known(at).is_none_or(|known| self.chooser.choose(view, known).is_none())
            && self.entities.named(view.word(at)).is_none()
        {
            self.entities.bind(view.word(at), mention.entity);
            self.defined.insert((paragraph, at), mention.entity);
        }
    }

    /// The name in brackets behind a name, if it is the same in another script ("Fu Cong (\u{5085}\u{806A})"), or of an
    /// organization in another language ("the Local Force (For\u{E7}a Local)").
    fn bracketed(&mut self, view: &View<'_>, mention: &Mention, spans: &[Span<'_>]) -> Option<Mention> {
        let sign = |at: usize, signs| view.tokens.get(at).is_some_and(|t| t.is_sign(signs));
        if !sign(mention.end, "(\u{FF08}") {
            return None;
        }
        let start = mention.end + 1;
        let end = (start + 1..view.tokens.len().min(start + 16)).find(|&at| sign(at, ")\u{FF09}"))?;
        let inner = &view.tokens[start..end];
        let whole = |span: &&Span<'_>| matches!(span, Span::Alias(m) if (m.start, m.end) == (start, end));
        if !inner.iter().all(|t| t.is_word() || t.is_joiner()) || spans.iter().any(|span| whole(&span)) {
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
                && (start..end).all(|at| small(at) && view.known(at).is_none())
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
    fn define(&mut self, view: &View<'_>, paragraph: usize, definition: &Definition) {
        let known = known_long_form(view, definition).and_then(|found| self.chooser.choose(view, found));
        let entity = match known {
            Some(alias) => self.entities.lexicon_entity(alias.entity),
            None => self.entities.own(view.surface(definition.long.start, definition.long.end), Kind::Organization),
        };
        self.entities.bind(view.word(definition.acronym), entity);
        self.defined.insert((paragraph, definition.acronym), entity);
    }

    /// The mention that a span is, if it is one by itself.
    fn full(&mut self, view: &View<'_>, paragraph: usize, span: &Span<'_>) -> Option<Mention> {
        let (start, end) = span.range();
        let surface = view.surface(start, end);
        let defined = self.defined.get(&(paragraph, start)).copied().filter(|_| end == start + 1);
        let bound = defined.or_else(|| self.entities.named(surface));
        let (mut skip, mut keep) = (0, false);
        let (entity, how, confidence) = match (bound, span) {
            (Some(entity), _) => (entity, if defined.is_some() { "acronym" } else { "document" }, 0.95),
            (None, Span::Alias(found)) => {
                if self.is_person_here(view, paragraph, found) {
                    return None;
                }
                match self.chooser.choose(view, found) {
                    Some(alias) => {
                        (skip, keep) = (found.skip, alias.keep() || alias.metonym());
                        (self.entities.lexicon_entity(alias.entity), "lexicon", 0.95)
                    }
                    // A full name that many bear: somebody, but not for certain the one of the lexicon.
                    None => {
                        let kind = self.chooser.kind_of_full_name(view, found)?;
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
        Some(Mention { start, end, skip, entity, how, confidence, mentioned: defined.is_some(), keep })
    }

    /// The entity that a recognised name stands for.
    fn own(&mut self, candidate: &Candidate, surface: &str) -> usize {
        match candidate.kind {
            // A bare surname is somebody of the lexicon only behind a title.
            Kind::Person if candidate.end > candidate.start + 1 || candidate.how == "title" => {
                self.entities.person(surface)
            }
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
                    if !passing {
                        self.entities.list[mention.entity].last_seen = (paragraph, mention.start);
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
            && (recognize::is_titled(view, found.start)
                || recognize::says(view, found.start, found.end)
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
