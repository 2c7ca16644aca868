//! The lexicon: entities and their aliases, from `langdata/names/` and files of the same format.
//!
//! What is known of each is in `store`; `read` takes tables into it and `load` compiled files, `check` says what is wrong
//! with what was read, `find` finds aliases in the words of a text.

mod check;
mod find;
mod load;
mod read;
mod save;
mod store;

use std::path::Path;
use std::sync::{Arc, OnceLock};

use self::check::Problems;
pub(super) use self::find::{Ahead, ENGLISH, Match, joins_words, next_word};
use self::load::Compiled;
use self::read::Reading;
pub(super) use self::store::Alias;
use self::store::{Arena, Entity, Flags, Index, NONE};
use super::cues::Cues;
use super::tokens::{Token, TokenKind};
use super::trie::{Node, Trie};
use super::vocabulary::{Vocabulary, WordId};
use crate::Error;
use crate::document::Kind;
use crate::language::Language;

/// Entities with their aliases, and the cues that tell names which it does not have.
///
/// # What goes over what
///
/// Each table or file that is added goes over what is there: over the built-in lexicon, and over the files before it.
///
/// - The row of an entity that is there already gives it its kind and its canonical name, and its parent if it names one
///   (`-` takes the parent away). The aliases that it has stay.
/// - Where the added aliases and those that are there stand in the same words of a text, an added one replaces those of the
///   same entity; if it is not bound to evidence (`weak`, `document`, `metonym`, `context:`, `after:`), it replaces those
///   of all others too, so that the text means the added entity and nothing else.
/// - A longer alias wins over a shorter one, wherever either is from.
///
/// ```
/// use polynorm::{Lexicon, Pipeline};
///
/// let lexicon = Lexicon::builtin().with_tsv(
///     "acme\torganization\tAcme Corporation\tAcme Corp\teng\t\t\n",
///     "my names",
/// )?;
/// let pipeline = Pipeline::builder().lexicon(lexicon).build()?;
/// let document = pipeline.normalize(b"The board of Acme Corp met on Monday.");
/// assert_eq!(document.paragraphs[0].names[0].canonical, "Acme Corporation");
/// # Ok::<(), polynorm::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    pub(super) vocabulary: Vocabulary,
    /// What starts with each word of the vocabulary.
    entries: Vec<Entry>,
    arena: Arena,
    entities: Vec<Entity>,
    by_id: Index,
    aliases: Vec<Alias>,
    /// Of the aliases that count only with other words, which; in the order of the aliases.
    conditions: Vec<Condition>,
    /// Sequences of words to aliases, sequences of words to cues.
    trie: Trie,
    cue_trie: Trie,
    cues: Vec<(Language, Cues)>,
    cue_languages: Vec<Language>,
    /// Tables that were added; those of the built-in lexicon are one.
    layers: u8,
    /// What was noticed in the tables that were added.
    warnings: Vec<String>,
    /// Persons by their last words, in order; made when they are asked for.
    surnames: OnceLock<Vec<(WordId, u32)>>,
}

/// What starts with a word.
#[derive(Clone, Copy, Debug)]
struct Entry {
    /// The class of given names that it belongs to.
    given: Cues,
    /// Cues, and in which languages: a bit of each, which languages beyond the 32nd share with others.
    cue: Node,
    cue_languages: u32,
    /// Aliases, and the letter cases that it has in them.
    alias: Node,
    shapes: u8,
}

/// The bits of a note that are the number of a node; the others are letter cases.
const NOTED: u32 = (1 << 29) - 1;

impl Entry {
    /// What a search wants to know of a word at once: the node of the aliases that start with it, and their letter cases.
    fn note(&self) -> u32 {
        match self.alias.0 {
            // Of more than half a billion nodes those behind are found all the same, but not by notes.
            node @ ..NOTED => node | u32::from(self.shapes) << 29,
            _ => u32::MAX,
        }
    }
}

/// Words that an alias needs.
#[derive(Clone, Debug)]
struct Condition {
    alias: u32,
    /// Counts only in a sentence with these words.
    context: Box<[WordId]>,
    /// Counts only directly behind this word.
    after: Option<WordId>,
}

/// An alias and its number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Numbered<'l> {
    number: u32,
    alias: &'l Alias,
}

impl std::ops::Deref for Numbered<'_> {
    type Target = Alias;

    fn deref(&self) -> &Alias {
        self.alias
    }
}

impl Default for Entry {
    fn default() -> Entry {
        Entry { given: Cues::default(), cue: Node::NONE, cue_languages: 0, alias: Node::NONE, shapes: 0 }
    }
}

impl Lexicon {
    /// The built-in lexicon, parsed once.
    pub fn builtin() -> Arc<Lexicon> {
        static BUILTIN: OnceLock<Arc<Lexicon>> = OnceLock::new();
        BUILTIN
            .get_or_init(|| {
                // A test parses every table; a row that is wrong all the same is left out rather than the rest.
                let mut lexicon = Lexicon::default();
                let _ = lexicon.read_builtin();
                Arc::new(lexicon)
            })
            .clone()
    }

    /// This lexicon and the rows of `table`; `origin` is what errors call it.
    ///
    /// A row is `entity<TAB>kind<TAB>canonical<TAB>alias<TAB>language<TAB>flags<TAB>parent`; of `flags` and `parent` the
    /// last can be left out, and columns behind them are not looked at.
    ///
    /// # Errors
    /// [`Error::is_data`] with the lines, if rows lack columns, have an unknown kind, language or flag, say two things of one
    /// entity, or name a parent that is no entity or leads back to where it started.
    pub fn with_tsv(&self, table: &str, origin: &str) -> Result<Lexicon, Error> {
        let mut lexicon = self.clone();
        let mut problems = Problems::default();
        lexicon.add_table(table, origin, &mut problems);
        lexicon.checked(problems, None)
    }

    /// This lexicon and the rows of a file: a table in the format of [`with_tsv`](Lexicon::with_tsv), or one compiled by
    /// [`compile`](Lexicon::compile), which is told by its first bytes.
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be read, [`Error::is_data`] as of `with_tsv`, if it is not UTF-8, or if it is compiled
    /// and damaged.
    pub fn with_file(&self, path: impl AsRef<Path>) -> Result<Lexicon, Error> {
        self.with_files([path])
    }

    /// This lexicon and what the bytes of such a file hold; `origin` is what errors call it.
    ///
    /// # Errors
    /// [`Error::is_data`] as of [`with_file`](Lexicon::with_file).
    pub fn with_bytes(&self, bytes: &[u8], origin: &str) -> Result<Lexicon, Error> {
        let (mut lexicon, mut problems) = (self.clone(), Problems::default());
        match bytes.strip_prefix(load::MAGIC) {
            Some(rest) => {
                let input = load::Input { length: rest.len() as u64, bytes: Box::new(rest) };
                lexicon.add_compiled(input, origin, &mut problems)?;
            }
            None => lexicon.add_bytes(bytes, origin, &mut problems),
        }
        lexicon.checked(problems, None)
    }

    /// This lexicon and the rows of files, of which each goes over those before it. A parent can be in any of them.
    ///
    /// # Errors
    /// As of [`with_file`](Lexicon::with_file).
    pub fn with_files(&self, paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Result<Lexicon, Error> {
        self.clone().add_files(paths, None)
    }

    /// The rows of files and no others, of which each goes over those before it. The parents that they name can also be in the
    /// built-in lexicon.
    ///
    /// # Errors
    /// As of [`with_file`](Lexicon::with_file).
    pub fn of_files(paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Result<Lexicon, Error> {
        Lexicon::default().add_files(paths, Some(Lexicon::builtin))
    }

    fn add_files(
        self,
        paths: impl IntoIterator<Item = impl AsRef<Path>>,
        parents: Option<fn() -> Arc<Lexicon>>,
    ) -> Result<Lexicon, Error> {
        let mut lexicon = self;
        let mut problems = Problems::default();
        for path in paths {
            let origin = path.as_ref().display().to_string();
            match read::open(path.as_ref())? {
                read::File::Table(bytes) => lexicon.add_bytes(&bytes, &origin, &mut problems),
                read::File::Compiled(input) => lexicon.add_compiled(input, &origin, &mut problems)?,
            }
        }
        lexicon.checked(problems, parents)
    }

    /// What was noticed in the tables that were added and is no error: aliases that two entities share, and neither is
    /// marked as `weak` or bound by `context:`; canonical names of one entity that are spelled in two ways. Each names file and line; there are not more than some twenty.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// How many entities and how many aliases there are.
    pub fn size(&self) -> (usize, usize) {
        (self.entities.iter().filter(|entity| entity.is_defined).count(), self.aliases.len())
    }

    /// Adds the bytes of a table, if they are text.
    fn add_bytes(&mut self, bytes: &[u8], origin: &str, problems: &mut Problems) {
        let file = problems.file(origin);
        if let Some(table) = check::text(bytes, file, problems) {
            self.add_table(table, origin, problems);
        }
    }

    /// Adds what was compiled.
    fn add_compiled(&mut self, input: load::Input<'_>, origin: &str, problems: &mut Problems) -> Result<(), Error> {
        let compiled = Compiled::read(input).map_err(|e| e.at(origin))?;
        self.load(compiled, origin, problems)
    }

    /// Adds a table as one layer more.
    fn add_table(&mut self, table: &str, origin: &str, problems: &mut Problems) {
        let mut reading = Reading::new(self, problems);
        reading.table(table, origin);
        reading.finish();
    }

    /// What the lexicon has come to, if nothing is wrong.
    fn checked(mut self, mut problems: Problems, parents: Option<fn() -> Arc<Lexicon>>) -> Result<Lexicon, Error> {
        self.check_parents(&mut problems, parents);
        self.warnings.extend(problems.take_warnings());
        problems.result().map(|()| self)
    }

    /// Looks at what a search will look at that goes on from each of these nodes, which are those of tokens: by which words, in
    /// which node it ends, what names are there.
    ///
    /// A large lexicon is larger than the caches, and a search waits for each piece that it needs before it knows the next.
    /// Here the same piece of many places is asked for at once.
    pub(super) fn fetch(
        &self,
        places: impl Iterator<Item = (usize, Node)>,
        tokens: &[Token],
        room: &mut Vec<(usize, u32)>,
    ) {
        let nodes = self.trie.places();
        let first = |at: u32| nodes.get(at as usize).map_or(0, |place| place.first);
        room.clear();
        room.extend(places.map(|(token, node)| (token, node.0)));
        let mut sum = 0;
        // Few names have more words.
        for _ in 0..3 {
            sum = room.iter().fold(sum, |sum, &(_, at)| sum ^ first(at));
            sum = room.iter().fold(sum, |sum, &(_, at)| sum ^ first(first(at)));
            for (token, at) in room.iter_mut() {
                let next = next_word(tokens, *token);
                let step = tokens.get(next).and_then(|token| self.trie.step(Node(*at), token.id));
                (*token, *at) = step.map_or((usize::MAX - 2, *at), |node| (next, node.0));
            }
        }
        for (_, at) in room.iter_mut() {
            *at = self.trie.last(Node(*at)).unwrap_or(NONE);
        }
        let next = self.trie.next();
        for (_, at) in room.iter_mut() {
            *at = next.get(*at as usize).copied().unwrap_or(NONE);
        }
        for (_, at) in room.iter_mut() {
            *at = self.aliases.get(*at as usize).map_or(NONE, |alias| alias.entity);
        }
        for (_, at) in room.iter_mut() {
            *at = self.entities.get(*at as usize).map_or(0, |entity| entity.id);
        }
        let bytes = self.arena.0.as_bytes();
        let sum = room.iter().fold(sum, |sum, &(_, at)| sum ^ u32::from(bytes.get(at as usize).copied().unwrap_or(0)));
        std::hint::black_box(sum);
    }

    /// The node that a note of the vocabulary tells of, if a word that is written so can start an alias there.
    #[inline(always)]
    pub(super) fn noted(&self, note: u32, written: TokenKind) -> Node {
        let node = note & NOTED;
        if node != NOTED && store::Shape::any_fits((note >> 29) as u8, written) { Node(node) } else { Node::NONE }
    }

    /// The numbers of all entities, and all aliases.
    pub(super) fn all_entities(&self) -> impl Iterator<Item = u32> {
        0..self.entities.len() as u32
    }

    pub(super) fn all_aliases(&self) -> impl Iterator<Item = Numbered<'_>> {
        (0..).zip(&self.aliases).map(|(number, alias)| Numbered { number, alias })
    }

    #[inline]
    pub(super) fn alias(&self, number: u32) -> Numbered<'_> {
        Numbered { number, alias: &self.aliases[number as usize] }
    }

    #[inline]
    pub(super) fn text(&self, alias: Numbered<'_>) -> &str {
        self.arena.get(alias.text())
    }

    #[inline]
    pub(super) fn id(&self, entity: u32) -> &str {
        self.arena.get(self.entities[entity as usize].id())
    }

    #[inline]
    pub(super) fn kind(&self, entity: u32) -> Kind {
        self.entities[entity as usize].kind
    }

    #[inline]
    pub(super) fn canonical(&self, entity: u32) -> &str {
        self.arena.get(self.entities[entity as usize].canonical())
    }

    /// The words that an alias counts with: of its sentence, and before it.
    #[inline]
    pub(super) fn condition(&self, alias: Numbered<'_>) -> (&[WordId], Option<WordId>) {
        if !alias.is_bound() {
            return (&[], None);
        }
        match self.conditions.binary_search_by_key(&alias.number, |condition| condition.alias) {
            Ok(at) => (&self.conditions[at].context, self.conditions[at].after),
            Err(_) => (&[], None),
        }
    }

    /// Whether an alias of a match names something of this kind.
    pub(super) fn can_be(&self, found: &Match, kind: Kind) -> bool {
        found.aliases.iter().any(|&alias| self.kind_of(alias) == kind)
    }

    pub(super) fn kind_of(&self, alias: u32) -> Kind {
        self.kind(self.aliases[alias as usize].entity)
    }

    /// Whether two matches can be one place.
    pub(super) fn same_place(&self, a: &Match, b: &Match) -> bool {
        let entity = |&alias: &u32| self.aliases[alias as usize].entity;
        let mut places = a.aliases.iter().filter(|&&alias| self.kind_of(alias) == Kind::Place);
        places.any(|x| b.aliases.iter().any(|y| entity(x) == entity(y)))
    }

    /// Whether the article is part of the canonical name that an alias spells.
    pub(super) fn has_article(&self, alias: u32) -> bool {
        let alias = &self.aliases[alias as usize];
        let (canonical, text) = (self.canonical(alias.entity), self.arena.get(alias.text()));
        canonical.strip_prefix("The ").is_some_and(|rest| rest == text || canonical == text)
    }

    pub(super) fn parent(&self, entity: u32) -> Option<u32> {
        Some(self.entities[entity as usize].parent).filter(|&parent| parent != NONE && parent != entity)
    }

    /// The form that the lexicon has for an entity in a language: that of its highest layer, there the first.
    pub(super) fn preferred(&self, entity: u32, language: Language) -> Option<&str> {
        let last = self.aliases.get(self.entities[entity as usize].last_alias as usize)?;
        let (mut at, mut best) = (last.next, None::<&Alias>);
        loop {
            let alias = self.aliases.get(at as usize)?;
            let usable = alias.is_of(language) && !alias.flags.has(Flags::WEAK | Flags::METONYM | Flags::KEEP);
            if usable && best.is_none_or(|best| alias.layer > best.layer) {
                best = Some(alias);
            }
            if at == self.entities[entity as usize].last_alias {
                return best.map(|alias| self.arena.get(alias.text()));
            }
            at = alias.next;
        }
    }

    pub(super) fn entity(&self, id: &str) -> Option<u32> {
        let entity = self.known(id)?;
        self.entities[entity as usize].is_defined.then_some(entity)
    }

    /// An entity, if only as a parent.
    fn known(&self, id: &str) -> Option<u32> {
        self.by_id.get(id, |entity| self.entities[entity as usize].id(), &self.arena)
    }

    /// Persons with this last word, each once.
    pub(super) fn namesakes(&self, surname: WordId) -> impl Iterator<Item = u32> + Clone + '_ {
        let all = self.surnames.get_or_init(|| self.list_surnames());
        let start = all.partition_point(|&(word, _)| word < surname);
        all[start..].iter().take_while(move |&&(word, _)| word == surname).map(|&(_, person)| person)
    }

    fn list_surnames(&self) -> Vec<(WordId, u32)> {
        let places = self.trie.places();
        let roots = places.first().map_or(0, |first| first.first);
        let mut all = Vec::new();
        for node in roots..(places.len() as u32).saturating_sub(1) {
            let persons = self.trie.values(Node(node)).filter(|&alias| self.kind_of(alias) == Kind::Person);
            all.extend(persons.map(|alias| (places[node as usize].word, self.aliases[alias as usize].entity)));
        }
        all.sort_unstable();
        all.dedup();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_table_is_read() {
        let mut lexicon = Lexicon::default();
        lexicon.read_builtin().unwrap();
        for entity in 0..lexicon.entities.len() as u32 {
            let full = lexicon.canonical(entity);
            let canonical = full.trim_start_matches("the ").trim_start_matches("The ");
            let text = |alias: &Alias| lexicon.arena.get(alias.text());
            let has_itself = lexicon.aliases.iter().any(|alias| text(alias) == canonical || text(alias) == full);
            assert!(has_itself, "{} lacks its canonical as an alias", lexicon.id(entity));
        }
    }

    #[test]
    fn a_malformed_row_says_where() {
        let lexicon = Lexicon::default();
        for (row, word) in [
            ("a\tperson\tA", "columns"),
            ("a person A A eng", "with a tab between"),
            ("a\tking\tA\tA\teng\t\t", "kind"),
            ("a\tperson\tA\tA\tenglish\t\t", "language"),
            ("a\tperson\tA\tA\teng\tstrong\t", "flag"),
            ("a\tperson\tA\tA\teng\tweek\t", "is \"weak\" meant?"),
            ("a\tperson\tA\tA\teng\tcontext\t", "is \"context:WORD\" meant?"),
            ("a\tperson\tA\t--\teng\t\t", "alias"),
            ("a\tperson\tA\tA\teng\t\ta", "its own parent"),
            ("a\tperson\tA\tA\teng\t\tb", "the parent \"b\" of \"a\" is no entity"),
        ] {
            let error = lexicon.with_tsv(&format!("# names\n{row}\n"), "mine.tsv").unwrap_err();
            assert!(error.is_data());
            assert!(error.to_string().starts_with("mine.tsv:2: ") && error.to_string().contains(word), "{error}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let table = "a\tperson\tA\tA\tmul\t\tb\nb\tplace\tB\tB\tmul\t\ta\na\tplace\tA\tAa\tmul\nb\tplace\tBee\tBb\tmul\n\
                     b\tplace\tB\tBb\tmul\t\tc\nc\tperson\tC\tC\tmul\n";
        let error = Lexicon::default().with_tsv(table, "t").unwrap_err().to_string();
        let lines: Vec<&str> = error.lines().map(|line| &line[..3]).collect();
        assert_eq!(lines, ["t:3", "t:4", "t:5", "t:1"], "{error}");
        assert!(error.contains("t:1: the parents go in a circle: a \u{2192} b \u{2192} a"), "{error}");
        let many = "x\n".repeat(100);
        let error = Lexicon::default().with_tsv(&many, "t").unwrap_err().to_string();
        assert!(error.ends_with("\n80 more errors"), "{error}");
    }

    #[test]
    fn bytes_are_text_in_utf8() {
        let lexicon = Lexicon::default();
        let windows = b"\xEF\xBB\xBFa\tperson\tA\tAda\tmul\t\t\r\nb\tperson\tB\tBo\tmul\r\n";
        assert_eq!(lexicon.with_bytes(windows, "w").unwrap().size(), (2, 2));
        let error = lexicon.with_bytes(b"a\tperson\tA\tAda\n# caf\xE9\n", "w").unwrap_err().to_string();
        assert!(error.starts_with("w:2: byte 20 (0xE9) is not UTF-8"), "{error}");
        assert!(lexicon.with_bytes(b"\xFF\xFEa\0", "w").unwrap_err().to_string().contains("UTF-16"));
    }

    #[test]
    fn shared_aliases_are_told() {
        let table =
            "a\tperson\tA\tSam\tmul\nb\tperson\tB\tSam\tmul\nc\tperson\tC\tTim\tmul\nd\tperson\tD\tTim\tmul\tweak\n";
        let lexicon = Lexicon::default().with_tsv(table, "t").unwrap();
        assert_eq!(lexicon.warnings().len(), 1);
        assert!(lexicon.warnings()[0].starts_with("t:2: the alias \"Sam\" is one of \"b\" and, t:1, of \"a\""));
    }

    #[test]
    fn parents_can_be_in_other_files() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two, packed] = ["one.tsv", "two.tsv", "one.lexicon"].map(|name| folder.path().join(name));
        std::fs::write(&one, "a\tperson\tA\tAda\tmul\t\tb\n").unwrap();
        std::fs::write(&two, "b\torganization\tB\tBo\tmul\n").unwrap();
        assert!(Lexicon::of_files([&one]).unwrap_err().is_data());
        let lexicon = Lexicon::of_files([&one, &two]).unwrap();
        assert_eq!(lexicon.parent(lexicon.entity("a").unwrap()), lexicon.entity("b"));
        lexicon.compile(std::fs::File::create(&packed).unwrap()).unwrap();
        assert_eq!(Lexicon::of_files([&packed]).unwrap().size(), lexicon.size());
        // One of the built-in lexicon is a parent too, but it is not in the file.
        let (id, size) = (Lexicon::builtin().id(0).to_owned(), Lexicon::builtin().size());
        std::fs::write(&one, format!("a\tperson\tA\tAda\tmul\t\t{id}\n")).unwrap();
        Lexicon::of_files([&one]).unwrap().compile(std::fs::File::create(&packed).unwrap()).unwrap();
        let both = Lexicon::builtin().with_file(&packed).unwrap();
        assert_eq!(both.size(), (size.0 + 1, size.1 + 1));
        assert_eq!(both.parent(both.entity("a").unwrap()), both.entity(&id));
    }
}
