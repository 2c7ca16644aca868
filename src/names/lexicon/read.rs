//! Tables of names and cues into a lexicon.

use std::fs;
use std::io::{self, BufReader, Read};
use std::path::Path;

use super::check::{Place, Problems};
use super::load::{self, Input};
use super::store::{Alias, Entity, Flags, NONE, Shape, Shapes, Text};
use super::{Condition, Entry, Lexicon, Trie};
use crate::document::Kind;
use crate::language::Language;
use crate::names::cues::{self, Cues};
use crate::names::entities::fold_name;
use crate::names::fold::{fold, fold_into};
use crate::names::tokens::{TokenKind, Tokenizer};
use crate::names::trie::{Node, Root, Sequences};
use crate::names::vocabulary::{Key, UNKNOWN, Vocabulary, WordId};
use crate::{Error, langdata};

/// What a file of names is.
pub(super) enum File {
    /// The bytes of a table.
    Table(Vec<u8>),
    /// Something compiled, to be read.
    Compiled(Input<'static>),
}

/// Opens a file of names, and tells by its first bytes what it is.
pub(super) fn open(path: &Path) -> Result<File, Error> {
    let place = || path.display().to_string();
    let io = |e: io::Error| Error::io(place(), e);
    let mut file = fs::File::open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    let mut bytes = Vec::new();
    (&mut file).take(load::MAGIC.len() as u64).read_to_end(&mut bytes).map_err(io)?;
    if bytes == load::MAGIC {
        if metadata.is_file() {
            let length = metadata.len().saturating_sub(bytes.len() as u64);
            return Ok(File::Compiled(Input { length, bytes: Box::new(BufReader::with_capacity(1 << 16, file)) }));
        }
        let mut rest = Vec::new();
        file.read_to_end(&mut rest).map_err(io)?;
        return Ok(File::Compiled(Input { length: rest.len() as u64, bytes: Box::new(io::Cursor::new(rest)) }));
    }
    file.read_to_end(&mut bytes).map_err(io)?;
    Ok(File::Table(bytes))
}

/// What is read again and again, kept for its room.
#[derive(Default)]
struct Room {
    words: Vec<(WordId, TokenKind)>,
    key: String,
    /// The folded words; of each its key, where it ends, its letter case.
    folded: String,
    keys: Vec<(Key, usize, TokenKind)>,
}

impl Room {
    /// Finds the words of a name or phrase, with their letter case.
    fn read(&mut self, text: &str, vocabulary: &mut Vocabulary) {
        self.words.clear();
        self.folded.clear();
        let text = if text.len() < u32::MAX as usize { text } else { "" };
        let mut tokenizer = Tokenizer::new(text, vocabulary);
        while let Some((kind, key)) = tokenizer.next_folded(&mut self.key, &mut self.folded) {
            self.keys.extend(key.map(|key| (key, self.folded.len(), kind)));
        }
        let mut start = 0;
        for (key, end, kind) in self.keys.drain(..) {
            self.words.push((vocabulary.intern_as(key, &self.folded[start..end]), kind));
            start = end;
        }
    }
}

/// Tables on their way into a lexicon, as one layer.
pub(super) struct Reading<'l> {
    lexicon: &'l mut Lexicon,
    problems: &'l mut Problems,
    room: Room,
    sequences: Sequences,
    /// The first alias that is read, and where each is from.
    first: u32,
    places: Vec<Place>,
    /// Where each entity has its first row in these tables, and where it gets its parent.
    rows: Vec<[Place; 2]>,
    /// What only a person can judge is looked for; of the built-in tables a test does it.
    is_checked: bool,
}

/// What is wrong with a row.
type Wrong = String;

impl<'l> Reading<'l> {
    pub(super) fn new(lexicon: &'l mut Lexicon, problems: &'l mut Problems) -> Reading<'l> {
        lexicon.layers = lexicon.layers.saturating_add(1);
        lexicon.surnames.take();
        let first = lexicon.aliases.len() as u32;
        Reading {
            lexicon,
            problems,
            room: Room::default(),
            sequences: Sequences::default(),
            first,
            places: Vec::new(),
            rows: Vec::new(),
            is_checked: true,
        }
    }

    fn reserve(&mut self, aliases: usize) {
        self.lexicon.aliases.reserve(aliases);
        self.sequences.reserve(aliases);
        self.places.reserve(aliases);
    }

    /// Reads the rows of a table.
    pub(super) fn table(&mut self, table: &str, origin: &str) {
        let file = self.problems.file(origin);
        langdata::for_each_row(table, |line, row| {
            let place = Place { file, line: u32::try_from(line).unwrap_or(u32::MAX) };
            if let Err(wrong) = self.row(row, place) {
                self.problems.error(place, wrong);
            }
        });
    }

    fn row(&mut self, row: &[&str], place: Place) -> Result<(), Wrong> {
        let [id, kind, canonical, text, language, ..] = *row else {
            let columns = if row.len() == 1 { "column" } else { "columns" };
            return Err(format!(
                "{} {columns}; a row is entity, kind, canonical, alias, language, flags, parent, with a tab between them",
                row.len()
            ));
        };
        let flags = row.get(5).copied().unwrap_or_default();
        let parent = row.get(6).copied().unwrap_or_default();
        let kind = Kind::from_name(kind)
            .ok_or_else(|| format!("unknown kind {kind:?}; kinds are person, organization, place, group"))?;
        if id.is_empty() || canonical.is_empty() || text.is_empty() {
            return Err("entity, canonical and alias must not be empty".to_owned());
        }
        let language = match language {
            "mul" | "" => Language::UND,
            code => Language::new(code)
                .ok_or_else(|| format!("unknown language {code:?}; give the ISO 639-3 code, or mul for any"))?,
        };
        // The article stands outside a name, but for places that are never without it (The Hague).
        let (text, after_article) = match text.split_once(' ') {
            Some(("the", rest)) => (rest, kind == Kind::Place),
            Some(("The", rest)) if kind != Kind::Place => (rest, false),
            _ => (text, false),
        };
        let lexicon = &mut *self.lexicon;
        self.room.read(text, &mut lexicon.vocabulary);
        if self.room.words.is_empty() {
            return Err(format!("the alias {text:?} has no letter or digit"));
        }
        let (mut set, mut condition) = (Flags::default(), None);
        if after_article {
            condition = Some((Vec::new(), Some(lexicon.vocabulary.intern("the"))));
        }
        let flags = if flags.is_empty() { None } else { Some(flags.split(',')) };
        for flag in flags.into_iter().flatten().map(str::trim).filter(|flag| !flag.is_empty()) {
            match flag.split_once(':').unwrap_or((flag, "")) {
                ("weak", "") => set.0 |= Flags::WEAK,
                ("case", "") => set.0 |= Flags::CASE,
                ("document", "") => set.0 |= Flags::DOCUMENT,
                ("metonym", "") => set.0 |= Flags::METONYM,
                ("keep", "") => set.0 |= Flags::KEEP,
                ("context", words) if !words.is_empty() => {
                    let words = words.split_whitespace().map(|word| lexicon.vocabulary.intern(&fold(word)));
                    condition.get_or_insert_default().0 = words.collect();
                }
                ("after", word) if !word.is_empty() => {
                    condition.get_or_insert_default().1 = Some(lexicon.vocabulary.intern(&fold(word)));
                }
                _ => return Err(unknown_flag(flag)),
            }
        }
        if condition.is_some() {
            set.0 |= Flags::CONDITION;
        }
        if text.len() < 5 && text.is_ascii() {
            set.0 |= Flags::SHORT;
        }
        let entity = self.entity(id, kind, canonical, parent, place)?;
        let lexicon = &mut *self.lexicon;
        let of_entity = lexicon.entities[entity as usize].canonical();
        let known = lexicon.arena.get(of_entity);
        let text = match known.strip_suffix(text) {
            // Most often an alias is the canonical name, or it without an article.
            Some(front) if front.len() <= 4 => {
                Text { start: of_entity.start + front.len() as u32, length: text.len() as u16 }
            }
            _ => lexicon.arena.push(text).ok_or_else(too_long)?,
        };
        let number = lexicon.aliases.len() as u32;
        if let Some((context, after)) = condition {
            lexicon.conditions.push(Condition { alias: number, context: context.into(), after });
        }
        lexicon.add_alias(Alias {
            entity,
            start: text.start,
            shapes: Shapes::of(self.room.words.iter().map(|word| Shape::of(word.1))),
            next: NONE,
            length: text.length,
            language,
            flags: set,
            layer: lexicon.layers,
        });
        self.sequences.push(self.room.words.iter().map(|word| word.0));
        self.places.push(place);
        Ok(())
    }

    /// The entity of a row, which it makes or changes.
    fn entity(&mut self, id: &str, kind: Kind, canonical: &str, parent: &str, place: Place) -> Result<u32, Wrong> {
        // The rows of an entity mostly stand together.
        let before = self.lexicon.aliases.last().map(|alias| alias.entity);
        let number = match before.filter(|&entity| self.lexicon.id(entity) == id) {
            Some(entity) => entity,
            None => self.lexicon.find_or_add(id).ok_or_else(too_long)?,
        };
        let at = number as usize;
        if self.rows.len() <= at {
            self.rows.resize(at + 1, [Place::NOWHERE; 2]);
        }
        let [row, with_parent] = self.rows[at];
        let (known, of) = (self.lexicon.canonical(number), self.lexicon.kind(number));
        if row != Place::NOWHERE && (known != canonical || of != kind) {
            // Another spelling of the same is no harm.
            if of == kind && fold_name(known) == fold_name(canonical) {
                self.problems.warning(|problems| {
                    let (here, first) = (problems.told(place), problems.told(row));
                    format!("{here}: the canonical name of {id:?} is {canonical:?} here and {known:?} in {first}; the first counts")
                });
            } else {
                return Err(format!(
                    "{id:?} is the {kind} {canonical:?} here and the {of} {known:?} in {}; give all rows of an entity the same kind \
                     and canonical name",
                    self.problems.told(row)
                ));
            }
        }
        if row == Place::NOWHERE {
            if known != canonical {
                let text = self.lexicon.arena.push(canonical).ok_or_else(too_long)?;
                self.lexicon.entities[at].set_canonical(text);
            }
            (self.lexicon.entities[at].kind, self.lexicon.entities[at].is_defined) = (kind, true);
            self.rows[at][0] = place;
        }
        let parent = match parent {
            "" => return Ok(number),
            // Its own parent is what has none, whatever is said below.
            "-" => number,
            parent if parent == id => return Err(format!("{id:?} is its own parent; leave the column empty")),
            id => self.lexicon.find_or_add(id).ok_or_else(too_long)?,
        };
        let known = self.lexicon.entities[at].parent;
        if with_parent == Place::NOWHERE {
            self.lexicon.entities[at].parent = parent;
            self.rows[at][1] = place;
            if !self.lexicon.entities[parent as usize].is_defined && self.is_checked {
                self.problems.parents.push((number, place));
            }
        } else if known != parent {
            let name = |parent: u32| if parent == number { "-" } else { self.lexicon.id(parent) };
            return Err(format!(
                "the parent of {id:?} is {:?} here and {:?} in {}; give all rows of an entity the same parent",
                name(parent),
                name(known),
                self.problems.told(with_parent)
            ));
        }
        Ok(number)
    }

    /// Puts what was read where it is looked for.
    pub(super) fn finish(self) {
        let Reading { lexicon, problems, sequences, first, places, rows, is_checked, .. } = self;
        let (trie, roots) = Trie::new(&sequences, lexicon.vocabulary.len());
        if is_checked {
            let children = (0..).zip(rows).filter(|(_, [_, place])| *place != Place::NOWHERE);
            problems.children.extend(children.map(|(entity, [_, place])| (entity, place)));
            lexicon.check_shared(&trie, first, |alias| places[alias as usize], problems);
        }
        lexicon.add_trie(trie, &roots, None);
        lexicon.note_shapes(first);
    }
}

fn too_long() -> Wrong {
    "a name or identifier is longer than 65,535 bytes, or all of them than 4 GiB".to_owned()
}

/// The flags, as they are written.
const FLAGS: [&str; 7] = ["weak", "case", "document", "metonym", "keep", "context:WORD", "after:WORD"];

fn unknown_flag(flag: &str) -> Wrong {
    let name = flag.split(':').next().unwrap_or_default().trim().to_ascii_lowercase();
    // The same first letters, or the same but for one letter.
    let near = |known: &&&str| {
        let known = known.split(':').next().unwrap_or_default();
        let common = known.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
        let behind = known.bytes().rev().zip(name.bytes().rev()).take_while(|(a, b)| a == b).count();
        common >= 3 || common + behind + 1 >= known.len().max(name.len())
    };
    let suggestion = FLAGS.iter().find(near).map_or(".".to_owned(), |known| format!("; is {known:?} meant?"));
    format!("unknown flag {flag:?}{suggestion} The flags are {}", FLAGS.join(", "))
}

impl Lexicon {
    pub(super) fn read_builtin(&mut self) -> Result<(), Error> {
        // Somewhat more than there are, so that nothing has to grow.
        self.vocabulary = Vocabulary::with_capacity(1 << 16);
        self.entries.reserve(1 << 16);
        let (mut first, mut sequences, room) = (Ok(()), Sequences::default(), &mut Room::default());
        for (name, table) in langdata::files("names/cues", "tsv") {
            if let Some(language) = Language::new(name) {
                let origin = format!("langdata/names/cues/{name}.tsv");
                first = first.and(self.read_cues(table, &origin, language, &mut sequences, room));
            }
        }
        let (trie, roots) = Trie::new(&sequences, self.vocabulary.len());
        self.cue_trie = trie;
        for (word, node) in roots {
            entry(&mut self.entries, word).cue = node;
        }
        for (list, class) in [("given-names", Cues::GIVEN), ("given-names-weak", Cues::GIVEN_WEAK)] {
            for name in cues::given_names(langdata::text(&format!("names/cues/{list}.txt"))) {
                room.key.clear();
                fold_into(name, &mut room.key);
                let id = self.vocabulary.intern(&room.key);
                let entry = entry(&mut self.entries, id);
                if entry.given == Cues::default() {
                    entry.given = class;
                }
            }
        }
        let mut problems = Problems::default();
        self.arena.0.reserve(1 << 21);
        let mut reading = Reading::new(self, &mut problems);
        reading.is_checked = false;
        reading.reserve(1 << 16);
        for (name, table) in langdata::files("names", "tsv") {
            reading.table(table, &format!("langdata/names/{name}.tsv"));
        }
        reading.finish();
        first.and(problems.result())
    }

    fn read_cues(
        &mut self,
        table: &str,
        origin: &str,
        language: Language,
        sequences: &mut Sequences,
        room: &mut Room,
    ) -> Result<(), Error> {
        let bit = 1 << (self.cue_languages.len() % 32);
        self.cue_languages.push(language);
        cues::load(table, origin, |cue, class| {
            room.read(cue, &mut self.vocabulary);
            let Some(&(first_word, _)) = room.words.first() else { return };
            entry(&mut self.entries, first_word).cue_languages |= bit;
            sequences.push(room.words.iter().map(|word| word.0));
            self.cues.push((language, class));
        })
    }

    /// The entity with this identifier, a new one if there is none.
    pub(super) fn find_or_add(&mut self, id: &str) -> Option<u32> {
        self.known(id).or_else(|| self.arena.push(id).map(|id| self.add_entity(id)))
    }

    /// Adds an entity with an identifier that no other has, of which nothing else is known.
    pub(super) fn add_entity(&mut self, id: Text) -> u32 {
        let number = self.entities.len() as u32;
        self.entities.push(Entity {
            id: id.start,
            canonical: id.start,
            parent: NONE,
            last_alias: NONE,
            id_length: id.length,
            canonical_length: id.length,
            kind: Kind::Person,
            is_defined: false,
        });
        self.by_id.insert(number, |entity| self.entities[entity as usize].id(), &self.arena);
        number
    }

    /// Adds an alias, behind the others of its entity.
    pub(super) fn add_alias(&mut self, alias: Alias) {
        let number = self.aliases.len() as u32;
        let last = std::mem::replace(&mut self.entities[alias.entity as usize].last_alias, number);
        let next = match self.aliases.get_mut(last as usize) {
            Some(last) => std::mem::replace(&mut last.next, number),
            None => number,
        };
        self.aliases.push(Alias { next, ..alias });
    }

    /// Adds sequences of words of aliases that come behind those that are there; `words` are the numbers that their words
    /// have here, if they have others.
    pub(super) fn add_trie(&mut self, trie: Trie, roots: &[Root], words: Option<&[WordId]>) {
        let word = |word: WordId| words.map_or(word, |words| words[word as usize]);
        self.entries.resize(self.vocabulary.len(), Entry::default());
        let roots = if self.trie.places().is_empty() && words.is_none() {
            self.trie = trie;
            roots.to_vec()
        } else {
            let mut theirs = vec![Node::NONE; self.entries.len()];
            for &(root, node) in roots {
                theirs[word(root) as usize] = node;
            }
            let both = self.entries.iter().zip(theirs).map(|(entry, other)| [entry.alias, other]);
            let both = (0..).zip(both).filter(|(_, nodes)| *nodes != [Node::NONE; 2]);
            let (trie, roots) = self.trie.with(&trie, word, both);
            self.trie = trie;
            roots
        };
        for (root, node) in roots {
            self.entries[root as usize].alias = node;
        }
    }

    /// Notes of the first words of the aliases from `first` on how they are written: it decides whether an alias can begin at a
    /// word of a text.
    pub(super) fn note_shapes(&mut self, first: u32) {
        let places = self.trie.places();
        let roots = places.first().map_or(0, |place| place.first);
        // The first word of each node.
        let mut of: Vec<WordId> = vec![UNKNOWN; places.len()];
        for at in 0..places.len().saturating_sub(1) {
            if (at as u32) < roots {
                of[at] = places[at].word;
            }
            let word = of[at];
            of[places[at].first as usize..places[at + 1].first as usize].fill(word);
            for alias in self.trie.values(Node(at as u32)).filter(|&alias| alias >= first) {
                self.entries[word as usize].shapes |= self.aliases[alias as usize].shapes.first().bit();
            }
        }
        let Lexicon { vocabulary, entries, .. } = self;
        vocabulary.note(|word| entries[word as usize].note());
    }
}

/// What starts with a word, to be added to.
fn entry(entries: &mut Vec<Entry>, word: WordId) -> &mut Entry {
    if entries.len() <= word as usize {
        entries.resize(word as usize + 1, Entry::default());
    }
    &mut entries[word as usize]
}
