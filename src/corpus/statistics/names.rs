//! [`NameCounts`]: entities with their spellings, counted in bounded memory, with a result that no order changes.
//!
//! The spellings of an open corpus have no bound, and the lists of frequent things that streaming algorithms keep (space saving,
//! lossy counting) depend on the order. Here a document has a level by the hash of its id: half of them 0, a quarter 1, an eighth
//! 2, and so on. While there are no more spellings than [`SPELLINGS`], all documents count; when there are more, only
//! those of level 1 and above, then 2, … What is left is a function of the set of documents: all that a fair sample of
//! one document in 2^level says, exactly.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize, Serializer};

use super::hash;
use crate::{Kind, Name};

/// The most spellings that are kept.
pub const SPELLINGS: usize = 2048;
/// The highest level.
const LAST: u8 = 31;
/// The bytes of a name that are kept.
const NAME_BYTES: usize = 120;

/// Entities, what they are called, and how often.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NameCounts {
    /// Mentions of each kind, in all documents.
    pub kinds: BTreeMap<String, Mentions>,
    /// Names were counted in one document of 2^`level`, chosen by the hash of its id; 0: in all.
    pub level: u8,
    /// Kinds and canonical forms of each entity; written in the order of the ids.
    #[serde(serialize_with = "in_order")]
    pub entities: HashMap<String, Vec<Entity>, FxBuildHasher>,
    /// The spellings in `entities`.
    #[serde(skip)]
    spellings: Cached,
}

/// A number that can be counted anew, and so tells nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Cached(Option<usize>);

impl PartialEq for Cached {
    fn eq(&self, _: &Cached) -> bool {
        true
    }
}

impl Eq for Cached {}

/// How often names of a kind stand in the documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mentions {
    /// Mentions.
    pub mentions: u64,
    /// Those where the text now says something else than the source.
    pub rewritten: u64,
}

/// An entity under one canonical form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Its canonical form.
    pub canonical: String,
    /// What it is: `person`, `organization`, `place`, `group`.
    pub kind: String,
    /// What sources call it, and how often: mentions in documents of the levels `level`, `level` + 1, ….
    pub spellings: BTreeMap<String, Vec<u64>>,
}

impl Entity {
    /// Mentions in the documents that were counted.
    pub fn mentions(&self) -> u64 {
        self.spellings.values().flatten().sum()
    }
}

impl NameCounts {
    /// Counts a name of a document whose id has this hash.
    pub(super) fn add(&mut self, document: u64, name: &Name) {
        let Name { surface, written, canonical, entity, kind, .. } = name;
        let kind = kind.name();
        let counts = match self.kinds.get_mut(kind) {
            Some(counts) => counts,
            None => self.kinds.entry(kind.to_owned()).or_default(),
        };
        counts.mentions += 1;
        counts.rewritten += u64::from(surface != written);
        let level = document.trailing_zeros().min(u32::from(LAST)) as u8;
        if level < self.level {
            return;
        }
        let [entity, canonical, surface] = [entity, canonical, surface].map(|text| hash::start(text, NAME_BYTES));
        self.count(entity, canonical, kind, surface, level, 1);
        self.bound();
    }

    /// Adds what another part of the run saw.
    #[allow(clippy::iter_over_hash_type, reason = "what is added up has no order")]
    pub(super) fn merge(&mut self, other: NameCounts) {
        for (kind, Mentions { mentions, rewritten }) in other.kinds {
            let counts = self.kinds.entry(kind).or_default();
            counts.mentions += mentions;
            counts.rewritten += rewritten;
        }
        self.raise_to(other.level.min(LAST));
        for (id, entities) in other.entities {
            if other.level == self.level && !self.entities.contains_key(&id) {
                let more: usize = entities.iter().map(|entity| entity.spellings.len()).sum();
                self.spellings = Cached(Some(self.spellings() + more));
                self.entities.insert(id, entities);
                continue;
            }
            for Entity { canonical, kind, spellings } in entities {
                for (spelling, counts) in spellings {
                    for (level, count) in (other.level..=LAST).zip(counts) {
                        if level >= self.level && count > 0 {
                            self.count(&id, &canonical, &kind, &spelling, level, count);
                        }
                    }
                }
            }
        }
        self.bound();
    }

    /// The entities, those with most mentions first.
    pub fn ranked(&self) -> Vec<(&str, &Entity)> {
        let all = self.entities.iter().flat_map(|(id, entities)| entities.iter().map(|entity| (id.as_str(), entity)));
        let mut all: Vec<_> = all.map(|(id, entity)| (entity.mentions(), id, entity)).collect();
        all.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, &a.2.canonical).cmp(&(b.1, &b.2.canonical))));
        all.into_iter().map(|(_, id, entity)| (id, entity)).collect()
    }

    fn count(&mut self, id: &str, canonical: &str, kind: &str, spelling: &str, level: u8, count: u64) {
        let known = self.spellings();
        let entities = match self.entities.get_mut(id) {
            Some(entities) => entities,
            None => self.entities.entry(id.to_owned()).or_default(),
        };
        let place = entities.binary_search_by(|entity| (&*entity.canonical, &*entity.kind).cmp(&(canonical, kind)));
        let place = place.unwrap_or_else(|place| {
            let (canonical, kind) = (canonical.to_owned(), kind.to_owned());
            entities.insert(place, Entity { canonical, kind, spellings: BTreeMap::new() });
            place
        });
        let spellings = &mut entities[place].spellings;
        let counts = match spellings.get_mut(spelling) {
            Some(counts) => counts,
            None => {
                self.spellings = Cached(Some(known + 1));
                spellings.entry(spelling.to_owned()).or_default()
            }
        };
        let level = usize::from(level - self.level);
        if counts.len() <= level {
            counts.resize(level + 1, 0);
        }
        counts[level] += count;
    }

    /// The number of spellings; counted anew where it was not written down.
    fn spellings(&mut self) -> usize {
        let count = || self.entities.values().flatten().map(|entity| entity.spellings.len()).sum();
        *self.spellings.0.get_or_insert_with(count)
    }

    fn bound(&mut self) {
        while self.spellings() > SPELLINGS && self.level < LAST {
            self.raise_to(self.level + 1);
        }
    }

    /// Forgets the documents under a level.
    #[allow(clippy::iter_over_hash_type, reason = "each is looked at by itself")]
    fn raise_to(&mut self, level: u8) {
        let Some(less) = level.checked_sub(self.level).filter(|&less| less > 0) else { return };
        for entities in self.entities.values_mut() {
            for entity in entities.iter_mut() {
                entity.spellings.retain(|_, counts| {
                    counts.drain(..counts.len().min(usize::from(less)));
                    !counts.is_empty()
                });
            }
            entities.retain(|entity| !entity.spellings.is_empty());
        }
        self.entities.retain(|_, entities| !entities.is_empty());
        self.level = level;
        self.spellings = Cached(None);
    }
}

fn in_order<S: Serializer>(
    entities: &HashMap<String, Vec<Entity>, FxBuildHasher>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    entities.iter().collect::<BTreeMap<_, _>>().serialize(serializer)
}

/// The kinds in the order of the report.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    Kind::ALL.into_iter().map(Kind::name)
}
