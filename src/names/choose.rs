//! Which of the entities that share an alias is meant, by what stands around it and what else the document names.

use rustc_hash::FxHashSet;

use super::cues::Cues;
use super::lexicon::{Lexicon, Match, Numbered};
use super::run::is_acronym;
use super::tokens::TokenKind;
use super::view::View;
use crate::document::Kind;

pub(super) struct Chooser<'l> {
    pub lexicon: &'l Lexicon,
    /// Lexicon entities that stand in the document beyond doubt.
    evidence: FxHashSet<u32>,
    /// Governments for which their capital stands somewhere in the document, and nowhere for itself.
    acting: FxHashSet<u32>,
}

impl<'l> Chooser<'l> {
    pub(super) fn new(lexicon: &'l Lexicon, views: &[View<'_>]) -> Chooser<'l> {
        let mut chooser = Chooser { lexicon, evidence: FxHashSet::default(), acting: FxHashSet::default() };
        let mut placed = FxHashSet::default();
        for view in views {
            for found in &view.matches {
                let strong = |alias: &Numbered<'_>| {
                    !alias.weak() && !alias.document() && !alias.metonym() && chooser.context_fits(view, found, *alias)
                };
                let credit =
                    |alias: &Numbered<'_>| is_credit(view, found) && lexicon.kind(alias.entity) == Kind::Organization;
                let named =
                    chooser.aliases(found).find(|alias| strong(alias) || credit(alias)).map(|alias| alias.entity);
                chooser.evidence.extend(named);
                let metonym = chooser.aliases(found).find(|alias| alias.metonym()).map(|alias| alias.entity);
                placed.extend(metonym.filter(|_| is_placed(view, found)));
                chooser.acting.extend(metonym.filter(|_| acts(view, found)));
            }
        }
        chooser.acting.retain(|government| !placed.contains(government));
        chooser
    }

    pub(super) fn aliases(&self, found: &Match) -> impl Iterator<Item = Numbered<'l>> + Clone {
        found.aliases.iter().map(|&alias| self.lexicon.alias(alias))
    }

    /// Whether all that an alias can mean are places.
    pub(super) fn is_place(&self, found: &Match) -> bool {
        self.aliases(found).all(|alias| self.lexicon.kind(alias.entity) == Kind::Place)
    }

    /// Whether nothing tells that an alias is meant here, which is weak in all its meanings.
    pub(super) fn is_idle(&self, view: &View<'_>, found: &Match) -> bool {
        self.aliases(found).all(|alias| alias.weak())
            && self.choose(view, found).is_none()
            && self.kind_of_full_name(view, found).is_none()
    }

    /// The kind of a name of several words that many bear, or of an acronym that many have: a person or organization,
    /// but not for certain the lexicon's.
    pub(super) fn kind_of_full_name(&self, view: &View<'_>, found: &Match) -> Option<Kind> {
        let kind = self.aliases(found).next().map(|alias| self.lexicon.kind(alias.entity))?;
        let acronym = || is_acronym(view, found.start) && view.tokens[found.start].len() > 2;
        let full = found.end > found.start + 1 || kind == Kind::Organization && acronym();
        (full && matches!(kind, Kind::Person | Kind::Organization)).then_some(kind)
    }

    fn context_fits(&self, view: &View<'_>, found: &Match, alias: Numbered<'_>) -> bool {
        let sentence = || view.sentence_start(found.start)..view.sentence_end(found.start);
        let outside = |at: &usize| !(found.start..found.end).contains(at);
        let (context, after) = self.lexicon.condition(alias);
        let context = context.iter().all(|&word| sentence().filter(outside).any(|at| view.tokens[at].id == word));
        let behind = |word| view.previous_word(found.start).is_some_and(|at| view.tokens[at].id == word);
        context && after.is_none_or(behind)
    }

    /// The alias whose entity is of the country that stands beside it: "China's PLA", "Tripoli, Lebanon", "Lebanese Tripoli".
    pub(super) fn by_country(&self, view: &View<'_>, found: &Match) -> Option<Numbered<'l>> {
        self.of_country(view, found).or_else(|| {
            let country = self.country_behind(view, found).or_else(|| self.country_before(view, found))?;
            self.places(found).find(|alias| self.is_in(alias.entity, country))
        })
    }

    /// The country of whose people a place is said to be that is in another, as far as the lexicon knows: "Egyptian Basra".
    pub(super) fn elsewhere(&self, view: &View<'_>, found: &Match) -> Option<u32> {
        let country = self.country_before(view, found)?;
        let other =
            |alias: Numbered<'_>| self.lexicon.parent(alias.entity).is_some() && !self.is_in(alias.entity, country);
        let places = self.aliases(found).all(|alias| self.lexicon.kind(alias.entity) == Kind::Place && other(alias));
        places.then_some(country)
    }

    fn of_country(&self, view: &View<'_>, found: &Match) -> Option<Numbered<'l>> {
        let mut organizations =
            self.aliases(found).filter(|alias| self.lexicon.kind(alias.entity) == Kind::Organization);
        organizations.clone().nth(1)?;
        let before = (found.start.saturating_sub(3)..found.start).rev().find_map(|at| view.known(at))?;
        let country = self.places(before).next()?.entity;
        organizations.find(|alias| !alias.document() && self.lexicon.parent(alias.entity) == Some(country))
    }

    fn places(&self, found: &Match) -> impl Iterator<Item = Numbered<'l>> {
        self.aliases(found).filter(|alias| self.lexicon.kind(alias.entity) == Kind::Place && !alias.document())
    }

    fn country_behind(&self, view: &View<'_>, found: &Match) -> Option<u32> {
        let comma = view.tokens.get(found.end).is_some_and(|t| t.is_sign(","));
        let behind = view.known(found.end + 1).filter(|m| comma && m.start == found.end + 1)?;
        self.places(behind).next().map(|alias| alias.entity)
    }

    fn country_before(&self, view: &View<'_>, found: &Match) -> Option<u32> {
        let people = view.known(found.start.checked_sub(1)?)?;
        let group = self.aliases(people).find(|alias| self.lexicon.kind(alias.entity) == Kind::Group)?;
        self.lexicon.parent(group.entity).filter(|&country| self.lexicon.kind(country) == Kind::Place)
    }

    fn is_in(&self, place: u32, country: u32) -> bool {
        let parent = |&entity: &u32| self.lexicon.parent(entity);
        std::iter::successors(self.lexicon.parent(place), parent).take(4).any(|parent| parent == country)
    }

    /// The alias that is meant here, if any is.
    pub(super) fn choose(&self, view: &View<'_>, found: &Match) -> Option<Numbered<'l>> {
        let metonym = self.aliases(found).find(|alias| alias.metonym());
        // "flew to Beijing", "a Beijing newspaper"
        let place = || view.previous_word(found.start).is_some_and(|at| view.has_lower(at, Cues::TO.with(Cues::A)));
        let acting = |metonym: &Numbered<'_>| self.acting.contains(&metonym.entity) && !place() || acts(view, found);
        if let Some(metonym) = metonym.filter(acting) {
            return Some(metonym);
        }
        let supported = |alias: &Numbered<'_>| {
            let parent = |&e: &u32| self.lexicon.parent(e);
            std::iter::successors(Some(alias.entity), parent).take(4).any(|e| self.evidence.contains(&e))
        };
        let fits = |alias: &Numbered<'_>| {
            let elsewhere =
                || alias.weak() && self.lexicon.condition(*alias).1.is_none() && self.evidence.contains(&alias.entity);
            !alias.document() && !alias.metonym() && (elsewhere() || self.context_fits(view, found, *alias))
        };
        if let Some(of_country) = self.by_country(view, found) {
            return Some(of_country);
        }
        let strong = || self.aliases(found).filter(|alias| !alias.weak()).filter(fits);
        let first = strong().next();
        if first.is_some_and(|first| strong().all(|alias| alias.entity == first.entity)) {
            return first;
        }
        // Of several, the one of this paragraph's language, then one that the document names otherwise.
        let is_place = |alias: &Numbered<'_>| self.lexicon.kind(alias.entity) == Kind::Place;
        let own_language = |alias: &Numbered<'_>| alias.is_of(view.language);
        let in_place = view.previous_word(found.start).is_some_and(|at| view.cue(at).has(Cues::PLACE_BEFORE));
        let credit = is_credit(view, found);
        let generic = |class| view.has_lower(found.end, class);
        strong()
            .find(|alias| own_language(alias) && strong().filter(own_language).count() == 1)
            .filter(|own| {
                !is_place(own) || supported(own) || !strong().any(|other| is_place(&other) && supported(&other))
            })
            .or_else(|| strong().find(supported))
            .or(first)
            .or_else(|| self.aliases(found).filter(fits).find(supported))
            .or_else(|| {
                self.aliases(found).filter(fits).find(|alias| {
                    let kind = self.lexicon.kind(alias.entity);
                    alias.is_bound() && self.context_fits(view, found, *alias)
                        || (credit && kind == Kind::Organization)
                        || (kind == Kind::Place && (in_place || generic(Cues::PLACE_HEAD)))
                        || (kind == Kind::Group && generic(Cues::GROUP_HEAD.with(Cues::PLACE_HEAD)))
                })
            })
    }
}

/// "(AP)", "AP/Jane Doe", "AP Photo": who took or sent it.
fn is_credit(view: &View<'_>, found: &Match) -> bool {
    let next = |signs| view.tokens.get(found.end).is_some_and(|t| t.is_sign(signs));
    let before = |signs| found.start.checked_sub(1).is_some_and(|at| view.tokens[at].is_sign(signs));
    let upper = view.tokens[found.start].kind == TokenKind::Upper;
    upper && (before("([") && next(")]") || before("/") || next("/") || view.cue(found.end).has(Cues::CREDIT))
}

/// Whether a name stands for a place: "in Kabul", "Kabul, Afghanistan", "KABUL (AP)".
fn is_placed(view: &View<'_>, found: &Match) -> bool {
    let sign = |signs| view.tokens.get(found.end).is_some_and(|t| t.is_sign(signs));
    let before = view.previous_word(found.start);
    before.is_some_and(|at| view.cue(at).has(Cues::PLACE_BEFORE))
        || sign(",") && view.known(found.end + 1).is_some()
        || found.start == 0 && (sign("(\u{2013}\u{2014}-") || view.tokens[0].kind == TokenKind::Upper)
}

/// Whether a name acts here, as a capital does that stands for its government, rather than being a place.
fn acts(view: &View<'_>, found: &Match) -> bool {
    let before = view.previous_word(found.start);
    let sign = |signs| view.tokens.get(found.end).is_some_and(|t| t.is_sign(signs));
    let verb = view.has_lower(found.end, Cues::ACTS.with(Cues::SAY));
    let dealt_with = before.is_some_and(|at| view.has_lower(at, Cues::WITH));
    let goes_on = || view.has_lower(found.end, Cues::AND.with(Cues::TO));
    let ends = || found.end == view.tokens.len() || sign(".,;") || goes_on();
    !is_placed(view, found) && (verb || dealt_with && ends())
}
