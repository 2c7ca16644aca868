//! The entities of one document: those of the lexicon that it names, and its own; findable by name and by parts of it.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::compare;
use super::cues::Cues;
use super::fold::{fold, strip_case_ending};
use super::letters::Letter;
use super::lexicon::Lexicon;
use super::spelling::{self, same_name};
use super::view::View;
use super::vocabulary::{Key, UNKNOWN, WordId};
use crate::document::{Kind, Role};

/// A place in the document: (paragraph, token).
pub(super) type Place = (usize, usize);

/// An entity of this document: from the lexicon, or the document's own.
#[derive(Clone, Debug)]
pub(super) struct Entity<'l> {
    pub id: Cow<'l, str>,
    pub kind: Kind,
    pub canonical: Cow<'l, str>,
    /// Its number in the lexicon.
    pub lexicon: Option<u32>,
    /// The folded words of the full names it goes by in the document, its canonical form's first; of a person or
    /// organization, which can be named in part.
    pub forms: Vec<Vec<String>>,
    /// Where it was named in full first; `usize::MAX` as long as it was not.
    pub introduced: Place,
    /// Where it was named last.
    pub last_seen: Place,
    /// Words of the titles that stand before its full names.
    pub titles: Vec<WordId>,
    /// It is named in full only as an author of the text.
    pub author: bool,
    /// It has said something.
    pub spoke: bool,
    /// Hashes of the words by which it was named in part.
    pub called: Vec<u32>,
}

pub(super) struct Entities<'l> {
    pub lexicon: &'l Lexicon,
    pub list: Vec<Entity<'l>>,
    by_lexicon: FxHashMap<u32, usize>,
    /// Folded names of the document's own entities, and what the document binds other names to.
    by_name: FxHashMap<String, usize>,
    /// The longest of these names, in words, by their first word.
    longest: FxHashMap<String, usize>,
    ids: FxHashSet<String>,
    organizations_by_word: FxHashMap<String, Vec<usize>>,
    persons_by_word: FxHashMap<String, Vec<usize>>,
    /// Organizations by the initials of the words of their names.
    organizations_by_initials: FxHashMap<String, Vec<usize>>,
    /// Persons by the spelling key of their last word.
    persons_by_surname: FxHashMap<u64, Vec<usize>>,
    /// The words of all these names, but for those like a surname.
    words: Words,
}

/// Words, of which it is soon known that most others are not among them.
struct Words([u64; 64]);

impl Words {
    fn add(&mut self, word: &str) {
        let hash = Key::of(word.as_bytes()).hash();
        self.0[hash as usize / 64 % 64] |= 1 << (hash % 64);
    }

    /// Whether a word of this hash can be among them.
    fn may_have(&self, hash: u32) -> bool {
        self.0[hash as usize / 64 % 64] >> (hash % 64) & 1 != 0
    }
}

impl<'l> Entities<'l> {
    pub(super) fn new(lexicon: &'l Lexicon) -> Entities<'l> {
        Entities {
            lexicon,
            list: Vec::new(),
            by_lexicon: FxHashMap::default(),
            by_name: FxHashMap::default(),
            longest: FxHashMap::default(),
            ids: FxHashSet::default(),
            organizations_by_word: FxHashMap::default(),
            persons_by_word: FxHashMap::default(),
            organizations_by_initials: FxHashMap::default(),
            persons_by_surname: FxHashMap::default(),
            words: Words([0; 64]),
        }
    }

    /// The entity that this document has under a name, as its own or because it says so.
    pub(super) fn named(&self, surface: &str) -> Option<usize> {
        if self.by_name.is_empty() { None } else { self.by_name.get(&fold_name(surface)).copied() }
    }

    /// Whether a word with the hash of its key can start a name of the document, or stand in one of a person or
    /// organization; one that is only like a surname is not asked for.
    pub(super) fn may_have(&self, hash: u32) -> bool {
        self.words.may_have(hash)
    }

    /// Whether a person has a surname.
    pub(super) fn has_surnames(&self) -> bool {
        !self.persons_by_surname.is_empty()
    }

    /// The number of words of the longest such name that starts with this folded word; 0 if there is none.
    pub(super) fn longest_name(&self, first: &str) -> usize {
        self.longest.get(first).copied().unwrap_or(0)
    }

    /// Lets a name mean an entity in this document; what it was bound to first stays.
    pub(super) fn bind(&mut self, surface: &str, entity: usize) {
        let key = fold_name(surface);
        let mut words = key.split(' ');
        if let Some(first) = words.next() {
            self.words.add(first);
            let longest = self.longest.entry(first.to_owned()).or_default();
            *longest = (*longest).max(1 + words.count());
        }
        self.by_name.entry(key).or_insert(entity);
    }

    /// Persons that have this folded word in their name.
    pub(super) fn persons_with(&self, word: &str) -> &[usize] {
        self.persons_by_word.get(word).map_or(&[], Vec::as_slice)
    }

    /// Persons whose last word is another spelling of this folded word.
    pub(super) fn persons_like(&self, word: &str) -> impl Iterator<Item = usize> {
        let namesakes = self.persons_by_surname.get(&spelling::key(word)).map_or(&[][..], Vec::as_slice);
        let like = move |e: &usize| self.list[*e].surnames().any(|last| same_name(last, word));
        namesakes.iter().copied().filter(like)
    }

    /// Organizations that have this folded word in their name.
    pub(super) fn organizations_with(&self, word: &str) -> &[usize] {
        self.organizations_by_word.get(word).map_or(&[], Vec::as_slice)
    }

    /// Organizations whose capitals are the letters of this folded acronym.
    pub(super) fn organizations_of(&self, acronym: &str) -> &[usize] {
        self.organizations_by_initials.get(acronym).map_or(&[], Vec::as_slice)
    }

    /// Whether a folded word is the surname of a person of this document.
    pub(super) fn is_surname(&self, word: &str) -> bool {
        self.persons_with(word).iter().any(|&person| self.list[person].surnames().any(|last| last == word))
    }

    pub(super) fn lexicon_entity(&mut self, entity: u32) -> usize {
        if let Some(&known) = self.by_lexicon.get(&entity) {
            return known;
        }
        let index = self.list.len();
        let (id, canonical) = (self.lexicon.id(entity), self.lexicon.canonical(entity));
        let kind = self.lexicon.kind(entity);
        self.list.push(Entity::new(Cow::Borrowed(id), kind, Cow::Borrowed(canonical), Some(entity)));
        self.by_lexicon.insert(entity, index);
        index
    }

    /// Whether the document has named an entity of the lexicon.
    pub(super) fn has(&self, entity: u32) -> bool {
        self.by_lexicon.contains_key(&entity)
    }

    /// The document's own entity of this name.
    pub(super) fn own(&mut self, surface: &str, kind: Kind) -> usize {
        if let Some(known) = self.named(surface) {
            return known;
        }
        let index = self.add(surface, kind);
        self.bind(surface, index);
        index
    }

    /// Another entity of this name, which the name alone does not mean.
    pub(super) fn add(&mut self, surface: &str, kind: Kind) -> usize {
        let index = self.list.len();
        let mut canonical = String::with_capacity(surface.len());
        for word in surface.split_whitespace() {
            let space = if canonical.is_empty() { "" } else { " " };
            canonical.extend([space, word]);
        }
        let mut id = fold_name(surface).replace(' ', "-");
        if self.lexicon.entity(&id).is_some() || self.ids.contains(&id) {
            id = format!("{id}-{kind}");
        }
        while self.ids.contains(&id) {
            id.push_str("-other");
        }
        self.ids.insert(id.clone());
        self.list.push(Entity::new(Cow::Owned(id), kind, Cow::Owned(canonical), None));
        index
    }

    /// The organization of the lexicon that has this name, or the document's own.
    pub(super) fn branch(&mut self, surface: &str) -> usize {
        let known = self.lexicon.entity(&fold_name(surface).replace(' ', "-"));
        match known.filter(|&known| self.lexicon.kind(known) == Kind::Organization) {
            Some(known) => self.lexicon_entity(known),
            None => self.own(surface, Kind::Organization),
        }
    }

    /// The person of this full name: one of the document, one of the lexicon, or a new one.
    pub(super) fn person(&mut self, surface: &str) -> usize {
        let name = name_words(surface, Kind::Person);
        let last = name.last().map_or("", String::as_str);
        let known = self.persons_like(last).find(|&e| self.list[e].forms.iter().any(|form| same_person(form, &name)));
        if let Some(known) = known.or_else(|| self.with_more_surnames(surface, &name)) {
            return known;
        }
        let surname = self.lexicon.vocabulary.number(last);
        let mut namesakes = self.lexicon.namesakes(surname);
        let only = namesakes.clone().nth(1).is_none();
        let in_lexicon = namesakes.find(|&entity| {
            let full = || name_words(self.lexicon.canonical(entity), Kind::Person);
            if name.len() == 1 { only } else { same_person(&full(), &name) }
        });
        match in_lexicon {
            Some(entity) => self.lexicon_entity(entity),
            None => self.own(surface, Kind::Person),
        }
    }

    /// The only person of the document whose name is this with one surname more, or less: "Ana Duarte Rey" is "Ana Duarte".
    fn with_more_surnames(&self, surface: &str, name: &[String]) -> Option<usize> {
        let more = |form: &Vec<String>| {
            let shorter = form.len().min(name.len());
            shorter >= 2
                && form.len().abs_diff(name.len()) == 1
                && form.iter().zip(name).all(|(x, y)| same_name(x, y))
                && form.iter().chain(name).all(|word| word.len() > 1)
        };
        // "Ana Duarte-Rey" has one surname.
        let spaced = |name: &str| !name.contains('-');
        let like = |&&e: &&usize| spaced(&self.list[e].canonical) && self.list[e].forms.iter().any(more);
        let mut like = self.persons_with(name.first()?).iter().filter(like).filter(|_| spaced(surface));
        like.next().filter(|_| like.next().is_none()).copied()
    }

    /// Remembers that an entity stands in full at a place, and makes it findable by parts of its name.
    pub(super) fn introduce(&mut self, index: usize, surface: &str, at: Place) {
        let entity = &mut self.list[index];
        let known = entity.introduced.0 != usize::MAX;
        entity.introduced = entity.introduced.min(at);
        if entity.kind == Kind::Organization && capitals(surface).nth(1).is_some() {
            let acronym: String = capitals(surface).map(|letter| fold(letter.encode_utf8(&mut [0; 4]))).collect();
            if acronym.len() > 1 {
                self.words.add(&acronym);
                let organizations = self.organizations_by_initials.entry(acronym).or_default();
                if !organizations.contains(&index) {
                    organizations.push(index);
                }
            }
        }
        let by_word = match entity.kind {
            Kind::Person => &mut self.persons_by_word,
            Kind::Organization => &mut self.organizations_by_word,
            _ => return,
        };
        let other = || Some(name_words(surface, Kind::Person)).filter(|form| form.len() > 1);
        let other = if entity.kind == Kind::Person { other() } else { None };
        match other.filter(|form| !entity.forms.contains(form)) {
            Some(form) => entity.forms.push(form),
            None if known => return,
            None => {}
        }
        for form in entity.forms.iter().filter(|form| form.len() > 1) {
            // "Ata Ullah" is written "Ataullah" too.
            let joined = form.windows(2).map(|pair| pair.concat()).filter(|_| entity.kind == Kind::Person);
            for word in form.iter().cloned().chain(joined) {
                self.words.add(&word);
                let entities = by_word.entry(word).or_default();
                if !entities.contains(&index) {
                    entities.push(index);
                }
            }
            if let (Kind::Person, Some(last)) = (entity.kind, form.last()) {
                let namesakes = self.persons_by_surname.entry(spelling::key(last)).or_default();
                if !namesakes.contains(&index) {
                    namesakes.push(index);
                }
            }
        }
    }
}

impl<'l> Entity<'l> {
    fn new(id: Cow<'l, str>, kind: Kind, canonical: Cow<'l, str>, lexicon: Option<u32>) -> Entity<'l> {
        Entity {
            forms: first_form(&canonical, kind),
            id,
            kind,
            canonical,
            lexicon,
            introduced: (usize::MAX, 0),
            last_seen: (0, 0),
            titles: Vec::new(),
            author: true,
            spoke: false,
            called: Vec::new(),
        }
    }

    /// Remembers what stands before a full name of a person, which starts at a token.
    pub(super) fn note(&mut self, view: &View<'_>, start: usize) {
        if self.kind == Kind::Person {
            self.author &= view.role == Role::Byline;
            self.titles.extend(titles(view, start));
        }
    }

    /// The last words of its full names.
    fn surnames(&self) -> impl Iterator<Item = &String> {
        self.forms.iter().filter(|form| form.len() > 1).filter_map(|form| form.last())
    }
}

/// The words of the titles before a name that starts at a token.
pub(super) fn titles(view: &View<'_>, start: usize) -> impl Iterator<Item = WordId> {
    let title = |&at: &usize| view.cue(at).has(Cues::TITLE) || view.tokens[at].is_sign(".");
    let words = (0..start).rev().take_while(title).map(|at| view.tokens[at].id);
    words.filter(|&id| id != UNKNOWN)
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
    let initial = |x: &str, y: &str| x.len() == 1 && y.starts_with(x);
    let alike = |x: &str, y: &str| same_name(x, y) || compare::same_particle(x, y) || initial(x, y) || initial(y, x);
    // "P. S. Haokip" is not Seilen Haokip: of two initials, the first is of the first name.
    let initials = long.iter().filter(|word| word.len() == 1).count();
    if initials > 0 && initials + 1 == long.len() && !alike(&short[0], &long[0]) {
        return false;
    }
    let (Some(x), Some(y)) = (short.last(), long.last()) else { return false };
    let mut rest = long.iter();
    alike(x, y) && short.iter().all(|word| rest.any(|other| alike(word, other)))
}

/// The first letters of the words of a name that have a capital.
fn capitals(name: &str) -> impl Iterator<Item = char> {
    let words = name.split(|c: char| !Letter::of(c).is_name_part());
    words.filter_map(|word| word.chars().next().filter(|c| c.is_uppercase()))
}

/// The words of a name of something that can be named in part.
fn first_form(name: &str, kind: Kind) -> Vec<Vec<String>> {
    if matches!(kind, Kind::Person | Kind::Organization) { vec![name_words(name, kind)] } else { Vec::new() }
}

/// The folded words of a name, its particles too; of a person without "Jr" and "Sr".
fn name_words(name: &str, kind: Kind) -> Vec<String> {
    let mut words = fold_words(name);
    words.retain(|word| kind != Kind::Person || !matches!(word.as_str(), "jr" | "sr"));
    words
}

fn fold_words(name: &str) -> Vec<String> {
    name.split(|c: char| !Letter::of(c).is_name_part()).filter(|word| !word.is_empty()).map(fold).collect()
}

/// One key for all spellings of a name that differ in case, dashes, spaces and dots.
pub(super) fn fold_name(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    // Where the key of the word starts that is being read.
    let mut word = None;
    for c in name.chars().filter(|&c| c != '.') {
        let letter = Letter::of(c);
        if letter.is_name_part() {
            if word.is_none() {
                // Every word but the first has a space before it, also behind one whose key is empty.
                key.push(' ');
                word = Some(key.len());
            }
            letter.fold(c, &mut key);
        } else if let Some(start) = word.take() {
            strip_case_ending(&mut key, start);
        }
    }
    if let Some(start) = word {
        strip_case_ending(&mut key, start);
    }
    if !key.is_empty() {
        key.remove(0);
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_name_is_that_of_its_words() {
        for (name, key) in [
            ("St. Petersburg", "st petersburg"),
            ("al-\u{15E}araa  Ltd.", "al saraa ltd"),
            ("\u{640} A.B.C", " abc"),
            ("Россия и Афганистане", "росси и афганистан"),
            ("-", ""),
        ] {
            assert_eq!(fold_name(name), key, "{name}");
            let plain: String = name.chars().filter(|&c| c != '.').collect();
            assert_eq!(fold_words(&plain).join(" "), key, "{name}");
        }
    }
}
