//! The lexicon: entities and their aliases, from `langdata/names/` and files of the same format.

use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::cues::{self, Cues};
use super::tokens::{Token, TokenKind, UNKNOWN, Vocabulary, WordId, fold, tokenize};
use super::trie::Trie;
use crate::document::Kind;
use crate::language::Language;
use crate::{Error, langdata};

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
    pub(super) entities: Vec<Entity>,
    by_id: FxHashMap<Box<str>, u32>,
    pub(super) aliases: Vec<Alias>,
    trie: Trie<u32>,
    cues: Trie<(Language, Cues)>,
    cue_languages: Vec<Language>,
    /// Given names by the number of their word.
    given: FxHashMap<WordId, Cues>,

    /// Persons by their last word.
    pub(super) by_surname: FxHashMap<WordId, Vec<u32>>,
}

/// What the lexicon knows of one thing in the world.
#[derive(Clone, Debug)]
pub(super) struct Entity {
    pub id: Box<str>,
    pub kind: Kind,
    pub canonical: Box<str>,
    /// The entity it is a branch or part of.
    pub parent: Option<Box<str>>,
    /// The first alias of each language.
    pub preferred: Vec<(Language, Box<str>)>,
}

/// One spelling of an entity, and when it counts.
#[derive(Clone, Debug)]
pub(super) struct Alias {
    pub entity: u32,
    pub text: Box<str>,
    /// `None` where the spelling is bound to no language (`mul`).
    pub language: Option<Language>,
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
    /// The letter case of each of its words.
    shape: Box<[TokenKind]>,
}

const ENGLISH: Language = Language::new("eng").unwrap();

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

    fn read_builtin(&mut self) -> Result<(), Error> {
        let mut first = Ok(());
        for (name, table) in langdata::files("names/cues", "tsv") {
            if let Some(language) = Language::new(name) {
                first = first.and(self.read_cues(table, &format!("langdata/names/cues/{name}.tsv"), language));
            }
        }
        for (list, class) in [("given-names", Cues::GIVEN), ("given-names-weak", Cues::GIVEN_WEAK)] {
            for name in cues::given_names(langdata::text(&format!("names/cues/{list}.txt"))) {
                let id = self.vocabulary.intern(&name);
                self.given.entry(id).or_insert(class);
            }
        }
        for (name, table) in langdata::files("names", "tsv") {
            first = first.and(self.read(table, &format!("langdata/names/{name}.tsv")));
        }
        first
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
        lexicon.read(table, origin)?;
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

    fn read(&mut self, table: &str, origin: &str) -> Result<(), Error> {
        let mut first = Ok(());
        for (number, row) in langdata::rows(table) {
            let read = self.read_row(&row).map_err(|e| e.at(format!("{origin}:{number}")));
            first = first.and(read);
        }
        first
    }

    fn read_row(&mut self, row: &[&str]) -> Result<(), Error> {
        let [id, kind, canonical, text, language, ..] = *row else {
            return Err(Error::data(format!(
                "{} columns; a row is entity, kind, canonical, alias, language, flags, parent",
                row.len()
            )));
        };
        let flags = row.get(5).copied().unwrap_or_default();
        let parent = row.get(6).copied().filter(|parent| !parent.is_empty());
        let kind = Kind::from_name(kind).ok_or_else(|| {
            Error::data(format!("unknown kind {kind:?}; kinds are person, organization, place, group"))
        })?;
        if id.is_empty() || canonical.is_empty() || text.is_empty() {
            return Err(Error::data("entity, canonical and alias must not be empty"));
        }
        let language = match language {
            "mul" | "" => None,
            code => Some(Language::new(code).ok_or_else(|| {
                Error::data(format!("unknown language {code:?}; give the ISO 639-3 code, or mul for any"))
            })?),
        };
        let entity = match self.by_id.get(id) {
            Some(&entity) => entity,
            None => {
                let entity = self.entities.len() as u32;
                self.by_id.insert(id.into(), entity);
                self.entities.push(Entity {
                    id: id.into(),
                    kind,
                    canonical: canonical.into(),
                    parent: parent.map(Into::into),
                    preferred: Vec::new(),
                });
                entity
            }
        };
        // The article stands outside a name, but for places that are never without it (The Hague).
        let (text, after_article) = match text.split_once(' ') {
            Some(("the", rest)) => (rest, kind == Kind::Place),
            Some(("The", rest)) if kind != Kind::Place => (rest, false),
            _ => (text, false),
        };
        let words = words_of(text, &mut self.vocabulary);
        if words.is_empty() {
            return Err(Error::data(format!("the alias {text:?} has no letter or digit")));
        }
        let mut alias = Alias {
            entity,
            text: text.into(),
            language,
            weak: false,
            case: false,
            document: false,
            metonym: false,
            keep: false,
            context: Box::default(),
            after: after_article.then(|| self.vocabulary.intern("the")),
            shape: words.iter().map(|word| word.1).collect(),
        };
        for flag in flags.split(',').map(str::trim).filter(|flag| !flag.is_empty()) {
            match flag.split_once(':').unwrap_or((flag, "")) {
                ("weak", "") => alias.weak = true,
                ("case", "") => alias.case = true,
                ("document", "") => alias.document = true,
                ("metonym", "") => alias.metonym = true,
                ("keep", "") => alias.keep = true,
                ("context", word) if !word.is_empty() => {
                    alias.context = word.split_whitespace().map(|word| self.vocabulary.intern(&fold(word))).collect();
                }
                ("after", word) if !word.is_empty() => alias.after = Some(self.vocabulary.intern(&fold(word))),
                _ => {
                    return Err(Error::data(format!(
                        "unknown flag {flag:?}; flags are weak, case, document, metonym, keep, context:WORD, after:WORD"
                    )));
                }
            }
        }
        let place = &mut self.entities[entity as usize];
        if let Some(language) = language
            && !alias.weak
            && !alias.metonym
            && !alias.keep
            && !place.preferred.iter().any(|(known, _)| *known == language)
        {
            place.preferred.push((language, text.into()));
        }
        let ids: Vec<WordId> = words.into_iter().map(|word| word.0).collect();
        if kind == Kind::Person && ids.len() > 1 {
            let namesakes = self.by_surname.entry(ids[ids.len() - 1]).or_default();
            if !namesakes.contains(&entity) {
                namesakes.push(entity);
            }
        }
        self.trie.insert(&ids, self.aliases.len() as u32);
        self.aliases.push(alias);
        Ok(())
    }

    fn read_cues(&mut self, table: &str, origin: &str, language: Language) -> Result<(), Error> {
        self.cue_languages.push(language);
        let vocabulary = &mut self.vocabulary;
        cues::load(table, origin, language, &mut self.cues, |cue| {
            words_of(cue, vocabulary).into_iter().map(|word| word.0).collect()
        })
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

    pub(super) fn entity(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// The cues at each token, as the tables of `language` have them (those of English for other languages in Latin
    /// script that have none), and the ranges of tokens that are phrases of the class `mention`.
    pub(super) fn cues(&self, tokens: &[Token], language: Language, latin: bool) -> (Vec<Cues>, Vec<Range<usize>>) {
        let mut found = vec![Cues::default(); tokens.len()];
        let mut mentions = Vec::new();
        let language = if self.cue_languages.contains(&language) || !latin { language } else { ENGLISH };
        for start in 0..tokens.len() {
            let id = tokens[start].id;
            if id == UNKNOWN {
                continue;
            }
            if let Some(&class) = self.given.get(&id) {
                found[start] = found[start].with(class);
            }
            let (mut node, mut at) = (Trie::<(Language, Cues)>::ROOT, start);
            while let Some(next) = tokens.get(at).and_then(|token| self.cues.step(node, token.id)) {
                node = next;
                for &(_, class) in self.cues.values(node).iter().filter(|(of, _)| *of == language) {
                    found[start..=at].iter_mut().for_each(|cues| *cues = cues.with(class));
                    if class.has(Cues::MENTION) {
                        mentions.push(start..at + 1);
                    }
                }
                at = next_word(tokens, at);
            }
        }
        (found, mentions)
    }

    /// The longest sequence of tokens from `start` that aliases spell, with those aliases. `tokens` may end early.
    pub(super) fn longest(&self, text: &str, tokens: &[Token], start: usize, language: Language) -> Option<Match> {
        let Token { id, singular, .. } = tokens[start];
        let is_known = id != UNKNOWN || singular != UNKNOWN;
        let direct = is_known.then(|| self.longest_from(text, tokens, start, id, singular, language)).flatten();
        if direct.is_some() || !is_arabic(&text[tokens[start].range.clone()]) {
            return direct;
        }
        // Arabic writes "and", "in", "to" and "as" as one letter before the word.
        let word = &text[tokens[start].range.clone()];
        let first = word.chars().next()?;
        if !matches!(first, '\u{648}' | '\u{641}' | '\u{628}' | '\u{644}' | '\u{643}' | '\u{6A9}') || word.len() < 10 {
            return None;
        }
        let rest = &word[first.len_utf8()..];
        // "to the" loses the alef of the article.
        let key = if first == '\u{644}' && rest.starts_with('\u{644}') {
            fold(&format!("\u{627}{word}"))
        } else {
            fold(rest)
        };
        let id = self.vocabulary.get(&key);
        let mut found = self.longest_from(text, tokens, start, id, super::tokens::UNKNOWN, language)?;
        found.skip = if rest.starts_with('\u{644}') && first == '\u{644}' { 0 } else { first.len_utf8() };
        Some(found)
    }

    fn longest_from(
        &self,
        text: &str,
        tokens: &[Token],
        start: usize,
        first: WordId,
        first_singular: WordId,
        language: Language,
    ) -> Option<Match> {
        let (mut node, mut at, mut found) = (Trie::<u32>::ROOT, start, None);
        let (mut id, mut singular) = (first, first_singular);
        loop {
            let next = self.trie.step(node, id);
            // A plural or genitive can only be the last word.
            for node in [next, self.trie.step(node, singular)].into_iter().flatten() {
                let fits = |&&alias: &&u32| self.fits(alias, text, &tokens[start..=at], language);
                let aliases: Vec<u32> = self.trie.values(node).iter().filter(fits).copied().collect();
                if !aliases.is_empty() && found.as_ref().is_none_or(|m: &Match| m.end < at + 1) {
                    found = Some(Match { start, end: at + 1, aliases, skip: 0 });
                }
            }
            let Some(next) = next else { return found };
            node = next;
            at = next_word(tokens, at);
            let Some(token) = tokens.get(at) else { return found };
            (id, singular) = (token.id, token.singular);
        }
    }

    /// Whether an alias may be read in these tokens: letter case and language.
    fn fits(&self, alias: u32, text: &str, tokens: &[Token], language: Language) -> bool {
        let alias = &self.aliases[alias as usize];
        let foreign = alias.language.is_some_and(|own| own != language && own != ENGLISH && !language.is_und());
        if foreign && alias.text.is_ascii() && alias.text.len() < 5 {
            return false;
        }
        let words = tokens.iter().filter(|token| !matches!(token.kind, TokenKind::Sign(_)));
        let fits = words.zip(&alias.shape).all(|(token, shape)| match shape {
            TokenKind::Upper => token.kind == TokenKind::Upper,
            TokenKind::Capital | TokenKind::Initial => token.is_capital(),
            _ => true,
        });
        let exact = || {
            let written = &text[tokens[0].range.start..tokens[tokens.len() - 1].range.end];
            let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            letters(written) == letters(&alias.text)
        };
        fits && (!alias.case || exact())
    }
}

/// Aliases that spell the tokens `start..end`.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub start: usize,
    pub end: usize,
    pub aliases: Vec<u32>,
    /// Bytes at the start of the first token that do not belong to the name.
    pub skip: usize,
}

/// The index of the word that can follow the word at `at` inside one name: at most one joiner stands between.
pub(super) fn next_word(tokens: &[Token], at: usize) -> usize {
    match tokens.get(at + 1) {
        Some(sign)
            if (sign.is_joiner() || sign.is_sign("/"))
                && tokens.get(at + 2).is_some_and(|t| !matches!(t.kind, TokenKind::Sign(_))) =>
        {
            let dot = sign.is_sign(".");
            let glued = !sign.space_before && !tokens[at + 2].space_before;
            let short = tokens[at].range.len() <= 4;
            // "Sana'a", "RFE/RL"
            let tight = sign.is_sign("'\u{2018}\u{2019}`\u{B4}\u{2BC}/");
            if (dot && !short) || (tight && !glued) { usize::MAX } else { at + 2 }
        }
        Some(token) if !matches!(token.kind, TokenKind::Sign(_)) => at + 1,
        _ => usize::MAX,
    }
}

fn words_of(text: &str, vocabulary: &mut Vocabulary) -> Vec<(WordId, TokenKind)> {
    let tokens = tokenize(text, vocabulary);
    let words = tokens.into_iter().filter(|token| !matches!(token.kind, TokenKind::Sign(_)));
    words.map(|token| (vocabulary.intern(&fold(&text[token.range])), token.kind)).collect()
}

fn is_arabic(word: &str) -> bool {
    word.chars().next().is_some_and(|c| ('\u{600}'..'\u{700}').contains(&c))
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
