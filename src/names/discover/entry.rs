//! [`Entry`]: what was seen of a name, each list in it with a bound of its own.

use super::keys::Key;
use super::observe::Form;
use crate::document::Kind;
use crate::language::Language;

/// Spellings of a name that differ by convention only.
const SURFACES: usize = 4;
const LANGUAGES: usize = 4;
/// Contexts of a name.
pub(super) const CONTEXTS: usize = 3;
/// Entities that stand beside a name.
pub(super) const NEIGHBOURS: usize = 12;
/// Names that it is linked to, or stands apart from.
pub(super) const LINKS: usize = 16;

/// How often something was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Seen {
    /// Documents.
    pub documents: u64,
    /// Mentions, also in part.
    pub mentions: u64,
}

impl Seen {
    pub(super) fn add(&mut self, other: Seen) {
        self.documents += other.documents;
        self.mentions += other.mentions;
    }

    pub(super) fn max(self, other: Seen) -> Seen {
        Seen { documents: self.documents.max(other.documents), mentions: self.mentions.max(other.mentions) }
    }
}

/// What was seen of a name.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// How it is spelled, the most frequent first only when asked for with [`surface`](Entry::surface).
    surfaces: Vec<(Box<str>, u32)>,
    /// As the full name of an entity: with all that stands for it in its document.
    pub counted: Seen,
    /// The spelling itself, whatever the full name was.
    pub spelled: Seen,
    /// What may be missing of both.
    pub missing: Seen,
    pub by_kind: [u32; 4],
    pub confidence: f32,
    languages: Vec<(Language, u32)>,
    /// Document and text.
    pub contexts: Vec<(Box<str>, Box<str>)>,
    /// Entities in the same lines.
    pub neighbours: Few<Key>,
    /// What documents say that it stands for, and how.
    pub links: Few<(Key, Link)>,
    /// Names and entities beside which it stood as another.
    pub apart: Few<Key>,
    /// What documents say it is a branch of.
    pub parents: Few<Key>,
    /// Documents that have it as a word in small letters.
    pub as_word: u32,
    /// The number of the document that had it last.
    pub last_seen: u32,
}

/// How a document links two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Link {
    /// As two spellings of one full name.
    Spelling,
    /// As a name and an acronym.
    Acronym,
    /// As a name and one with initials.
    Initials,
    /// By saying so: "also known as".
    Alias,
}

/// A few things with the number of documents they were seen in; of too many the rarest is forgotten.
#[derive(Clone, Debug)]
pub(super) struct Few<T>(Vec<(T, u32)>);

impl<T> Default for Few<T> {
    fn default() -> Few<T> {
        Few(Vec::new())
    }
}

impl<T: Copy + Ord> Few<T> {
    pub fn add(&mut self, thing: T, count: u32, most: usize) {
        if let Some(known) = self.0.iter_mut().find(|known| known.0 == thing) {
            known.1 = known.1.saturating_add(count);
            return;
        }
        if self.0.len() >= most
            && let Some(rarest) = (0..self.0.len()).min_by_key(|&i| (self.0[i].1, std::cmp::Reverse(self.0[i].0)))
        {
            if self.0[rarest].1 > count {
                return;
            }
            self.0.swap_remove(rarest);
        }
        self.0.push((thing, count));
    }

    fn merge(&mut self, other: Few<T>, most: usize) {
        other.0.into_iter().for_each(|(thing, count)| self.add(thing, count, most));
    }

    pub fn iter(&self) -> impl Iterator<Item = (T, u32)> + '_ {
        self.0.iter().copied()
    }

    pub fn count(&self, thing: T) -> u32 {
        self.0.iter().find(|known| known.0 == thing).map_or(0, |known| known.1)
    }
}

impl Entry {
    pub fn new(missing: Seen) -> Entry {
        Entry {
            surfaces: Vec::with_capacity(1),
            counted: Seen::default(),
            spelled: Seen::default(),
            missing,
            by_kind: [0; 4],
            confidence: 0.0,
            languages: Vec::with_capacity(1),
            contexts: Vec::new(),
            neighbours: Few::default(),
            links: Few::default(),
            apart: Few::default(),
            parents: Few::default(),
            as_word: 0,
            last_seen: 0,
        }
    }

    /// The most frequent spelling; of equally frequent ones the first by code points.
    pub fn surface(&self) -> &str {
        let most = self.surfaces.iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
        most.map_or("", |(surface, _)| surface)
    }

    /// Kinds with mentions, those with most first.
    pub fn kinds(&self) -> impl Iterator<Item = (Kind, u32)> {
        let mut kinds: Vec<_> = Kind::ALL.into_iter().zip(self.by_kind).filter(|(_, count)| *count > 0).collect();
        kinds.sort_by_key(|&(kind, count)| (std::cmp::Reverse(count), kind));
        kinds.into_iter()
    }

    pub fn kind(&self) -> Kind {
        self.kinds().next().map_or(Kind::Person, |(kind, _)| kind)
    }

    /// The language of nine in ten documents.
    pub fn language(&self) -> Option<Language> {
        let all: u32 = self.languages.iter().map(|(_, count)| count).sum();
        let most = self.languages.iter().find(|(language, count)| !language.is_und() && count * 10 >= all * 9);
        most.map(|(language, _)| *language)
    }

    /// Whether it is an acronym, or has an initial, wherever documents say what it stands for.
    pub fn is_short(&self) -> bool {
        self.links.iter().any(|((_, link), _)| matches!(link, Link::Acronym | Link::Initials))
    }

    /// The bytes that it takes.
    pub fn bytes(&self) -> usize {
        let texts = |texts: &[(Box<str>, Box<str>)]| texts.iter().map(|(a, b)| 32 + a.len() + b.len()).sum::<usize>();
        size_of::<Entry>()
            + 24
            + self.surfaces.iter().map(|(surface, _)| 24 + surface.len()).sum::<usize>()
            + 12 * self.languages.len()
            + texts(&self.contexts)
            + 16 * (self.neighbours.0.capacity() + self.apart.0.capacity() + self.parents.0.capacity())
            + 24 * self.links.0.capacity()
    }

    pub fn see(&mut self, form: &Form, mentions: u32) {
        count(&mut self.surfaces, form.surface.as_str(), mentions, SURFACES, |surface| surface.into());
        self.spelled.add(Seen { documents: 1, mentions: mentions.into() });
        self.confidence = self.confidence.max(form.confidence);
        if let Some(known) = self.languages.iter_mut().find(|known| known.0 == form.language) {
            known.1 += 1;
        } else if self.languages.len() < LANGUAGES {
            self.languages.push((form.language, 1));
        }
        self.as_word += u32::from(form.is_word);
    }
}

fn count(known: &mut Vec<(Box<str>, u32)>, text: &str, count: u32, most: usize, own: impl Fn(&str) -> Box<str>) {
    if let Some(known) = known.iter_mut().find(|known| *known.0 == *text) {
        known.1 = known.1.saturating_add(count);
    } else if known.len() < most {
        known.push((own(text), count));
    }
}

impl Entry {
    /// Adds what was seen of it elsewhere, behind so many documents.
    pub fn merge(&mut self, other: Entry, documents_before: u32) {
        for (surface, mentions) in other.surfaces {
            count(&mut self.surfaces, &surface, mentions, SURFACES, |surface| surface.into());
        }
        self.counted.add(other.counted);
        self.spelled.add(other.spelled);
        self.missing.add(other.missing);
        for (mine, theirs) in self.by_kind.iter_mut().zip(other.by_kind) {
            *mine = mine.saturating_add(theirs);
        }
        self.confidence = self.confidence.max(other.confidence);
        for (language, documents) in other.languages {
            if let Some(known) = self.languages.iter_mut().find(|known| known.0 == language) {
                known.1 += documents;
            } else if self.languages.len() < LANGUAGES {
                self.languages.push((language, documents));
            }
        }
        self.contexts.extend(other.contexts);
        self.contexts.truncate(CONTEXTS);
        self.neighbours.merge(other.neighbours, NEIGHBOURS);
        self.links.merge(other.links, LINKS);
        self.apart.merge(other.apart, LINKS);
        self.parents.merge(other.parents, LINKS);
        self.as_word += other.as_word;
        self.last_seen = self.last_seen.max(other.last_seen.saturating_add(documents_before));
    }
}
