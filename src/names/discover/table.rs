//! [`Table`]: names with what was seen of them, in bounded memory.
//!
//! The names of an open corpus have no bound. Where the table is full, those that stood in the fewest documents are forgotten, a
//! quarter of its bytes at a time, of equal ones those that were not seen for longest; `forgotten` is the most that one of
//! them had. A name that comes (again) later may have had that much before, and is given it as what may be missing. So for
//! each name *counted* ≤ *true* ≤ *counted* + *missing*, and what is not in the table had at most `forgotten`: space saving
//! (Metwally, Agrawal and El Abbadi 2005) in batches. Two tables are merged as Agarwal et al. (2012) do. What is left depends on the
//! order of the documents, which is that of the input, and on nothing else.

use rustc_hash::FxHashMap;

use super::entry::{CONTEXTS, Entry, LINKS, Link, NEIGHBOURS, Seen};
use super::keys::Key;
use super::observe::{How, Observed, Said};

/// Names by their keys.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub entries: FxHashMap<Key, Box<Entry>>,
    /// Documents of the lexicon's entities.
    pub known: FxHashMap<Key, u32>,
    bytes: usize,
    most: usize,
    /// The most that a forgotten name had.
    pub forgotten: Seen,
    /// Names that were forgotten, each time.
    pub evicted: u64,
    /// Documents.
    pub documents: u32,
    lines: Lines,
}

/// The lines that were seen not long ago: what stands on every page counts once.
#[derive(Clone, Debug)]
struct Lines(Vec<Key>);

impl Lines {
    /// Lines that are remembered, by 8 bytes each.
    const SLOTS: usize = 1 << 20;

    /// Whether a line is new.
    fn insert(&mut self, line: Key) -> bool {
        if self.0.is_empty() {
            self.0 = vec![0; Lines::SLOTS];
        }
        let slot = (line ^ line >> 32) as usize % Lines::SLOTS;
        std::mem::replace(&mut self.0[slot], line) != line
    }
}

impl Table {
    /// A table of so many bytes.
    pub fn new(most: usize) -> Table {
        Table {
            entries: FxHashMap::default(),
            known: FxHashMap::default(),
            bytes: 0,
            most,
            forgotten: Seen::default(),
            evicted: 0,
            documents: 0,
            lines: Lines(Vec::new()),
        }
    }

    /// Counts a document.
    pub fn add(&mut self, observed: &Observed, is_wanted: impl Fn(Key, Key) -> bool) {
        self.documents = self.documents.saturating_add(1);
        let Observed { document, lines, entities, said } = observed;
        let mut mentions = vec![0u32; entities.len()];
        let mut spelled: Vec<Vec<u32>> = entities.iter().map(|seen| vec![0; seen.forms.len()]).collect();
        let mut neighbours: Vec<Vec<Key>> = vec![Vec::new(); entities.len()];
        for line in lines.iter().filter(|line| self.lines.insert(line.key)) {
            for &(entity, form) in &line.mentions {
                mentions[entity] += 1;
                if let Some(form) = form {
                    spelled[entity][form] += 1;
                }
            }
            let beside = observed.neighbours(line);
            for &a in &beside {
                for &b in beside.iter().filter(|&&b| b != a) {
                    let key = entities[b].key;
                    if !neighbours[a].contains(&key) {
                        neighbours[a].push(key);
                    }
                }
            }
        }
        for (i, seen) in entities.iter().enumerate().filter(|&(i, _)| mentions[i] > 0) {
            if seen.known {
                *self.known.entry(seen.key).or_default() += 1;
            }
            for (form, &mentions) in seen.forms.iter().zip(&spelled[i]).filter(|(_, mentions)| **mentions > 0) {
                if !is_wanted(form.key, seen.key) {
                    continue;
                }
                self.change(form.key, |entry, _| {
                    entry.see(form, mentions);
                    if entry.contexts.len() < CONTEXTS
                        && !entry.contexts.iter().any(|(_, text)| **text == *form.context)
                    {
                        entry.contexts.push((document.as_str().into(), form.context.as_str().into()));
                    }
                    if form.key != seen.key {
                        let link = match form.how {
                            How::Full => Link::Spelling,
                            How::Initials => Link::Initials,
                            How::Acronym => Link::Acronym,
                        };
                        entry.links.add((seen.key, link), 1, LINKS);
                    }
                });
            }
            if !seen.known && self.entries.contains_key(&seen.key) {
                let (kind, mentions) = (seen.kind as usize, mentions[i]);
                self.change(seen.key, |entry, now| {
                    entry.counted.add(Seen { documents: 1, mentions: mentions.into() });
                    entry.by_kind[kind] = entry.by_kind[kind].saturating_add(mentions);
                    entry.last_seen = now;
                    neighbours[i].iter().for_each(|&key| entry.neighbours.add(key, 1, NEIGHBOURS));
                });
            }
        }
        for (a, b) in observed.apart() {
            self.relate(&entities[a].key, entities[b].key, |entry, key| entry.apart.add(key, 1, LINKS));
            self.relate(&entities[b].key, entities[a].key, |entry, key| entry.apart.add(key, 1, LINKS));
        }
        for &(a, b, said) in said {
            let (a, b) = (entities[a].key, entities[b].key);
            match said {
                Said::Branch => self.relate(&a, b, |entry, key| entry.parents.add(key, 1, LINKS)),
                Said::Alias => self.relate(&b, a, |entry, key| entry.links.add((key, Link::Alias), 1, LINKS)),
            }
        }
        if self.bytes > self.most {
            self.evict();
        }
    }

    fn relate(&mut self, of: &Key, to: Key, add: impl FnOnce(&mut Entry, Key)) {
        if *of != to && self.entries.contains_key(of) {
            self.change(*of, |entry, _| add(entry, to));
        }
    }

    fn change(&mut self, key: Key, change: impl FnOnce(&mut Entry, u32)) {
        let now = self.documents;
        let (entry, before) = match self.entries.entry(key) {
            std::collections::hash_map::Entry::Occupied(known) => {
                let entry = known.into_mut();
                let before = entry.bytes();
                (entry, before)
            }
            std::collections::hash_map::Entry::Vacant(free) => (free.insert(Box::new(Entry::new(self.forgotten))), 0),
        };
        change(entry, now);
        self.bytes = self.bytes + entry.bytes() - before;
    }

    /// Forgets names until a quarter of the bytes is free.
    fn evict(&mut self) {
        let upper = |entry: &Entry| {
            let seen = entry.counted.max(entry.spelled);
            Seen {
                documents: seen.documents + entry.missing.documents,
                mentions: seen.mentions + entry.missing.mentions,
            }
        };
        #[allow(clippy::iter_over_hash_type, reason = "sorted by a total order")]
        let mut ranked: Vec<_> =
            self.entries.iter().map(|(&key, entry)| (upper(entry).documents, entry.last_seen, key)).collect();
        ranked.sort_unstable();
        for (.., key) in ranked {
            if self.bytes <= self.most / 4 * 3 {
                break;
            }
            if let Some(entry) = self.entries.remove(&key) {
                self.bytes = self.bytes.saturating_sub(entry.bytes());
                self.forgotten = self.forgotten.max(upper(&entry));
                self.evicted += 1;
            }
        }
    }

    /// Adds what another table saw, in other documents.
    #[allow(clippy::iter_over_hash_type, reason = "what is added up has no order")]
    pub fn merge(&mut self, other: Table) {
        let (mine, theirs) = (self.forgotten, other.forgotten);
        for (key, entry) in &mut self.entries {
            if !other.entries.contains_key(key) {
                entry.missing.add(theirs);
            }
        }
        let mut others: Vec<_> = other.entries.into_iter().collect();
        others.sort_unstable_by_key(|(key, _)| *key);
        for (key, entry) in others {
            match self.entries.get_mut(&key) {
                Some(known) => known.merge(*entry, self.documents),
                None => {
                    let mut entry = entry;
                    entry.missing.add(mine);
                    entry.last_seen = entry.last_seen.saturating_add(self.documents);
                    self.entries.insert(key, entry);
                }
            }
        }
        for (key, count) in other.known {
            *self.known.entry(key).or_default() += count;
        }
        self.forgotten.add(theirs);
        self.documents = self.documents.saturating_add(other.documents);
        self.evicted += other.evicted;
        for line in other.lines.0.into_iter().filter(|&line| line != 0) {
            self.lines.insert(line);
        }
        self.bytes = self.entries.values().map(|entry| entry.bytes()).sum();
        if self.bytes > self.most {
            self.evict();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;
    use crate::names::discover::keys;
    use crate::names::discover::observe;

    /// A document that names these, each in a line of its own.
    fn document(n: usize, names: &[&str]) -> Observed {
        let mut observed = Observed { document: format!("d{n}"), ..Observed::default() };
        for (i, name) in names.iter().enumerate() {
            observed.lines.push(observe::Line { key: (n * 100 + i + 1) as u64, mentions: vec![(i, Some(0))] });
            observed.entities.push(observe::Seen::of(name, Kind::Person));
        }
        observed
    }

    /// Documents in which few names are frequent and many rare.
    fn documents() -> Vec<Vec<String>> {
        let often = |n: usize, every: usize, name: &str| n.is_multiple_of(every).then(|| name.to_owned());
        let of = |n: usize| {
            let rare = format!("Rare Name{n}");
            let names =
                [Some(rare), often(n, 2, "Every Second"), often(n, 10, "Every Tenth"), often(n, 100, "Late Comer")];
            names.into_iter().flatten().collect()
        };
        (0..2000).map(of).collect()
    }

    fn filled(documents: &[Vec<String>], most: usize) -> Table {
        let mut table = Table::new(most);
        for (n, names) in documents.iter().enumerate() {
            table.add(&document(n, &names.iter().map(String::as_str).collect::<Vec<_>>()), |_, _| true);
        }
        table
    }

    #[test]
    fn a_full_table_keeps_what_is_frequent_and_says_what_may_be_missing() {
        let documents = documents();
        let table = filled(&documents, 100 << 10);
        assert!(table.bytes <= 100 << 10 && table.evicted > 1000);
        assert_eq!(table.bytes, table.entries.values().map(|entry| entry.bytes()).sum::<usize>());
        assert!(table.forgotten.documents >= 1 && table.forgotten.documents < 20, "{:?}", table.forgotten);
        let mut exact = std::collections::BTreeMap::<&str, u64>::new();
        documents.iter().flatten().for_each(|name| *exact.entry(name).or_default() += 1);
        for (name, &count) in &exact {
            match table.entries.get(&keys::of_name(&keys::folded(name))) {
                Some(entry) => {
                    let least = entry.counted.documents;
                    assert!((least..=least + entry.missing.documents).contains(&count), "{name}: {least} {count}");
                }
                None => assert!(count <= table.forgotten.documents, "{name}"),
            }
        }
        assert!(table.entries.contains_key(&keys::of_name("every second")));
    }

    #[test]
    fn tables_that_are_added_up_keep_the_bound() {
        let documents = documents();
        let mut table = filled(&documents[..1000], 60 << 10);
        let mut other = Table::new(60 << 10);
        for (n, names) in documents[1000..].iter().enumerate() {
            other.add(&document(n + 1000, &names.iter().map(String::as_str).collect::<Vec<_>>()), |_, _| true);
        }
        table.merge(other);
        let entry = &table.entries[&keys::of_name("every tenth")];
        assert!((entry.counted.documents..=entry.counted.documents + entry.missing.documents).contains(&200));
        assert!(table.bytes <= 60 << 10);
    }
}
