//! What is not to be proposed: names that the lexicon has, and what a person has rejected.

use rustc_hash::FxHashSet;

use super::keys::{self, Key};
use crate::Kind;
use crate::names::Lexicon;

/// What the lexicon and a person's decisions say of names.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// Aliases.
    names: FxHashSet<Key>,
    /// Aliases with their entity.
    of_entity: FxHashSet<(Key, Key)>,
    decisions: Decisions,
}

/// What a person has rejected.
#[derive(Clone, Debug, Default)]
struct Decisions {
    /// Names that are none.
    none: FxHashSet<Key>,
    /// Two names that are not of the same.
    apart: FxHashSet<(Key, Key)>,
    /// A name and an entity that it is not of.
    not_of: FxHashSet<(Key, Key)>,
}

impl Known {
    pub fn new(lexicon: &Lexicon) -> Known {
        let mut known = Known::default();
        let entities: Vec<Key> = lexicon.all_entities().map(|entity| keys::of_entity(lexicon.id(entity))).collect();
        for alias in lexicon.all_aliases() {
            let name = keys::of_name(&keys::folded(lexicon.text(alias)));
            known.names.insert(name);
            known.of_entity.insert((name, entities[alias.entity as usize]));
        }
        known
    }

    /// Takes the rows of a lexicon that are commented out as rejected: `#entity<TAB>kind<TAB>canonical<TAB>alias<TAB>language…`.
    /// Where the alias is the canonical form, it is no name worth having; else it is no name of this entity.
    pub fn reject(&mut self, table: &str) -> usize {
        let mut rejected = 0;
        for line in table.lines() {
            let Some(row) = line.trim_start_matches('\u{FEFF}').strip_prefix('#') else { continue };
            let cells: Vec<&str> = row.trim_start_matches('#').split('\t').map(str::trim).collect();
            let [id, kind, canonical, alias, _, ..] = cells[..] else { continue };
            if Kind::from_name(kind).is_none() || id.contains(' ') || alias.is_empty() {
                continue;
            }
            let [name, full] = [alias, canonical].map(|name| keys::of_name(&keys::folded(name)));
            if name == full {
                self.decisions.none.insert(name);
            } else {
                self.decisions.apart.insert((name.min(full), name.max(full)));
                self.decisions.not_of.insert((name, keys::of_entity(id)));
            }
            rejected += 1;
        }
        rejected
    }

    /// Whether a name is an alias of anything.
    pub fn has(&self, name: Key) -> bool {
        self.names.contains(&name)
    }

    /// Whether a name is an alias of this entity.
    pub fn has_of(&self, name: Key, entity: Key) -> bool {
        self.of_entity.contains(&(name, entity))
    }

    /// Whether a person said that this is no name worth having.
    pub fn is_none(&self, name: Key) -> bool {
        self.decisions.none.contains(&name)
    }

    /// Whether a person said that two names, or a name and an entity, are not of the same.
    pub fn are_apart(&self, a: Key, b: Key) -> bool {
        let Decisions { apart, not_of, .. } = &self.decisions;
        apart.contains(&(a.min(b), a.max(b))) || not_of.contains(&(a, b)) || not_of.contains(&(b, a))
    }
}

/// The persons, organizations and groups of the lexicon under names that have one of these keys, with these names.
pub(super) fn candidates(lexicon: &Lexicon, wanted: &FxHashSet<Key>) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    for alias in lexicon.all_aliases() {
        let place = lexicon.kind(alias.entity) == Kind::Place;
        if place || alias.weak() || alias.metonym() || alias.keep() {
            continue;
        }
        let words = keys::words(lexicon.text(alias));
        if words.len() < 2 {
            continue;
        }
        if keys::blocking(&words).iter().any(|key| wanted.contains(key)) {
            found.push((alias.entity, lexicon.text(alias).to_owned()));
        }
    }
    found
}
