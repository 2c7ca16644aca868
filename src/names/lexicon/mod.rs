//! The lexicon: entities and their aliases, from `langdata/names/` and files of the same format.

mod find;
mod read;

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

pub(super) use self::find::{Match, next_word};
use super::cues::Cues;
use super::tokens::TokenKind;
use super::trie::{Node, Trie};
use super::vocabulary::{Vocabulary, WordId};
use crate::Error;
use crate::document::Kind;
use crate::language::Language;

/// Entities with their aliases, and the cues that tell names which it does not have.
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
    pub(super) entities: Vec<Entity>,
    by_id: FxHashMap<Cow<'static, str>, u32>,
    pub(super) aliases: Vec<Alias>,
    /// The letter case of the words of all aliases.
    shapes: Vec<Shape>,
    /// The first alias of an entity in a language that the text can have for another spelling.
    preferred: FxHashMap<(u32, Language), u32>,
    trie: Trie<u32>,
    cues: Trie<(Language, Cues)>,
    cue_languages: Vec<Language>,
    /// Persons by their last word.
    pub(super) by_surname: FxHashMap<WordId, Vec<u32>>,
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

/// How an alias writes a word, and with that how a text must write it.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// In any letter case.
    Any,
    /// With a capital.
    Capital,
    /// In capitals.
    Upper,
}

/// What the lexicon knows of one thing in the world.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub id: Cow<'static, str>,
    pub kind: Kind,
    pub canonical: Cow<'static, str>,
    /// The entity it is a branch or part of.
    pub parent: Option<Cow<'static, str>>,
}

/// One spelling of an entity, and when it counts.
#[derive(Clone, Debug)]
pub(super) struct Alias {
    pub entity: u32,
    pub text: Cow<'static, str>,
    /// `None` where the spelling is bound to no language (`mul`).
    pub language: Option<Language>,
    /// Few letters of ASCII: a word of other languages too.
    is_short: bool,
    /// Needs other evidence in the document.
    pub weak: bool,
    /// Counts in this letter case only.
    pub case: bool,
    /// Counts only where the document itself says that it means this entity.
    pub document: bool,
    /// Stays as it is in the text: an inflected form, an adjective.
    pub keep: bool,
    /// The name of something else that stands for this entity where it acts: a capital for its government.
    pub metonym: bool,
    /// Counts only in a sentence with these words.
    pub context: Box<[WordId]>,
    /// Counts only directly behind this word.
    pub after: Option<WordId>,
    /// The letter case of each of its words, among all shapes.
    shape: Range<u32>,
}

impl Default for Entry {
    fn default() -> Entry {
        Entry { given: Cues::default(), cue: Node::NONE, cue_languages: 0, alias: Node::NONE, shapes: 0 }
    }
}

impl Shape {
    fn of(word: TokenKind) -> Shape {
        match word {
            TokenKind::Upper => Shape::Upper,
            TokenKind::Capital | TokenKind::Initial => Shape::Capital,
            _ => Shape::Any,
        }
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }

    /// Whether a text may write the word so.
    fn fits(self, word: TokenKind) -> bool {
        match self {
            Shape::Any => true,
            Shape::Capital => matches!(word, TokenKind::Capital | TokenKind::Upper | TokenKind::Initial),
            Shape::Upper => word == TokenKind::Upper,
        }
    }

    /// Whether a text may write a word so that has one of the shapes of these bits.
    fn any_fits(bits: u8, word: TokenKind) -> bool {
        [Shape::Any, Shape::Capital, Shape::Upper].into_iter().any(|shape| bits & shape.bit() != 0 && shape.fits(word))
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
    /// last can be left out. A row for an entity that is there already adds an alias to it.
    ///
    /// # Errors
    /// [`Error::is_data`] with the line, if a row lacks columns, or its kind, language or a flag is unknown.
    pub fn with_tsv(&self, table: &str, origin: &str) -> Result<Lexicon, Error> {
        let mut lexicon = self.clone();
        lexicon.read(table, origin, |text| Cow::Owned(text.to_owned()))?;
        Ok(lexicon)
    }

    /// This lexicon and the rows of a file, in the format of [`with_tsv`](Lexicon::with_tsv).
    ///
    /// # Errors
    /// [`Error::is_io`] if it cannot be read, [`Error::is_data`] if a row is malformed.
    pub fn with_file(&self, path: impl AsRef<Path>) -> Result<Lexicon, Error> {
        let path = path.as_ref().display().to_string();
        let table = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
        self.with_tsv(&table, &path)
    }

    /// Whether an alias of a match names something of this kind.
    pub(super) fn can_be(&self, found: &Match, kind: Kind) -> bool {
        found.aliases.iter().any(|&alias| self.kind_of(alias) == kind)
    }

    pub(super) fn kind_of(&self, alias: u32) -> Kind {
        self.entities[self.aliases[alias as usize].entity as usize].kind
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
        let canonical = &self.entities[alias.entity as usize].canonical;
        canonical.strip_prefix("The ").is_some_and(|rest| rest == &*alias.text || *canonical == alias.text)
    }

    pub(super) fn parent(&self, entity: u32) -> Option<u32> {
        self.entity(self.entities[entity as usize].parent.as_deref()?)
    }

    /// The form that the lexicon has for an entity in a language.
    pub(super) fn preferred(&self, entity: u32, language: Language) -> Option<&str> {
        self.preferred.get(&(entity, language)).map(|&alias| &*self.aliases[alias as usize].text)
    }

    pub(super) fn entity(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_table_is_read() {
        let mut lexicon = Lexicon::default();
        lexicon.read_builtin().unwrap();
        for entity in &lexicon.entities {
            let canonical = entity.canonical.trim_start_matches("the ").trim_start_matches("The ");
            let has_itself =
                lexicon.aliases.iter().any(|alias| *alias.text == *canonical || *alias.text == *entity.canonical);
            assert!(has_itself, "{} lacks its canonical as an alias", entity.id);
        }
        for entity in &lexicon.entities {
            if let Some(parent) = &entity.parent {
                assert!(lexicon.entity(parent).is_some(), "{}: the parent {parent} is no entity", entity.id);
            }
        }
    }

    #[test]
    fn a_malformed_row_says_where() {
        let lexicon = Lexicon::default();
        for (row, word) in [
            ("a\tperson\tA", "columns"),
            ("a\tking\tA\tA\teng\t\t", "kind"),
            ("a\tperson\tA\tA\tenglish\t\t", "language"),
            ("a\tperson\tA\tA\teng\tstrong\t", "flag"),
            ("a\tperson\tA\t--\teng\t\t", "alias"),
        ] {
            let error = lexicon.with_tsv(&format!("# names\n{row}\n"), "mine.tsv").unwrap_err();
            assert!(error.is_data());
            assert!(error.to_string().starts_with("mine.tsv:2: ") && error.to_string().contains(word), "{error}");
        }
    }
}
