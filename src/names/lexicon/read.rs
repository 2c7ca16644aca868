//! Tables of names and cues into a lexicon.

use std::borrow::Cow;

use super::{Alias, Entity, Entry, Lexicon, Shape};
use crate::document::Kind;
use crate::language::Language;
use crate::names::cues::{self, Cues};
use crate::names::fold::{fold, fold_into};
use crate::names::tokens::{Token, TokenKind, tokenize};
use crate::names::vocabulary::{UNKNOWN, Vocabulary, WordId};
use crate::{Error, langdata};

/// What is read again and again, kept for its room.
#[derive(Default)]
struct Room {
    tokens: Vec<Token>,
    words: Vec<(WordId, TokenKind)>,
    key: String,
}

impl Room {
    /// Finds the words of a name or phrase, with their letter case.
    fn read(&mut self, text: &str, vocabulary: &mut Vocabulary) {
        self.tokens.clear();
        self.words.clear();
        tokenize(text, vocabulary, &mut self.tokens, &mut self.key);
        for token in self.tokens.iter().filter(|token| !matches!(token.kind, TokenKind::Sign(_))) {
            let id = if token.id == UNKNOWN {
                self.key.clear();
                fold_into(&text[token.range()], &mut self.key);
                vocabulary.intern(&self.key)
            } else {
                token.id
            };
            self.words.push((id, token.kind));
        }
    }
}

impl Lexicon {
    pub(super) fn read_builtin(&mut self) -> Result<(), Error> {
        // Somewhat more than there are, so that nothing has to grow.
        self.vocabulary = Vocabulary::with_capacity(1 << 16);
        self.entries.reserve(1 << 16);
        self.aliases.reserve(1 << 16);
        self.trie.reserve(1 << 16);
        let mut first = Ok(());
        let room = &mut Room::default();
        for (name, table) in langdata::files("names/cues", "tsv") {
            if let Some(language) = Language::new(name) {
                first = first.and(self.read_cues(table, &format!("langdata/names/cues/{name}.tsv"), language, room));
            }
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
        for (name, table) in langdata::files("names", "tsv") {
            first = first.and(self.read(table, &format!("langdata/names/{name}.tsv"), Cow::Borrowed));
        }
        first
    }

    /// Adds the rows of a table; `text` makes of a piece of it what can stay in the lexicon.
    pub(super) fn read<'t>(
        &mut self,
        table: &'t str,
        origin: &str,
        text: fn(&'t str) -> Cow<'static, str>,
    ) -> Result<(), Error> {
        let mut first = Ok(());
        let mut room = Room::default();
        langdata::for_each_row(table, |number, row| {
            if let Err(error) = self.read_row(row, text, &mut room)
                && first.is_ok()
            {
                first = Err(error.at(format!("{origin}:{number}")));
            }
        });
        first
    }

    fn read_row<'t>(
        &mut self,
        row: &[&'t str],
        stay: fn(&'t str) -> Cow<'static, str>,
        room: &mut Room,
    ) -> Result<(), Error> {
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
        // The rows of an entity mostly stand together.
        let before = self.aliases.last().map(|alias| alias.entity);
        let before = before.filter(|&entity| self.entities[entity as usize].id == id);
        let entity = before.or_else(|| self.entity(id)).unwrap_or_else(|| {
            let entity = self.entities.len() as u32;
            self.by_id.insert(stay(id), entity);
            let parent = parent.map(stay);
            self.entities.push(Entity { id: stay(id), kind, canonical: stay(canonical), parent });
            entity
        });
        // The article stands outside a name, but for places that are never without it (The Hague).
        let (text, after_article) = match text.split_once(' ') {
            Some(("the", rest)) => (rest, kind == Kind::Place),
            Some(("The", rest)) if kind != Kind::Place => (rest, false),
            _ => (text, false),
        };
        room.read(text, &mut self.vocabulary);
        let Some(&(first_word, first_case)) = room.words.first() else {
            return Err(Error::data(format!("the alias {text:?} has no letter or digit")));
        };
        let shape = self.shapes.len() as u32;
        self.shapes.extend(room.words.iter().map(|word| Shape::of(word.1)));
        let mut alias = Alias {
            entity,
            text: stay(text),
            language,
            is_short: text.len() < 5 && text.is_ascii(),
            weak: false,
            case: false,
            document: false,
            metonym: false,
            keep: false,
            context: Box::default(),
            after: after_article.then(|| self.vocabulary.intern("the")),
            shape: shape..self.shapes.len() as u32,
        };
        let flags = if flags.is_empty() { None } else { Some(flags.split(',')) };
        for flag in flags.into_iter().flatten().map(str::trim).filter(|flag| !flag.is_empty()) {
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
        let number = self.aliases.len() as u32;
        if let Some(language) = language
            && !alias.weak
            && !alias.metonym
            && !alias.keep
        {
            self.preferred.entry((entity, language)).or_insert(number);
        }
        if let (Kind::Person, &[_, .., (last, _)]) = (kind, &room.words[..]) {
            let namesakes = self.by_surname.entry(last).or_default();
            if !namesakes.contains(&entity) {
                namesakes.push(entity);
            }
        }
        let entry = entry(&mut self.entries, first_word);
        entry.shapes |= Shape::of(first_case).bit();
        let node = self.trie.node(&mut entry.alias, room.words[1..].iter().map(|word| word.0));
        self.trie.push(node, number);
        self.aliases.push(alias);
        Ok(())
    }

    fn read_cues(&mut self, table: &str, origin: &str, language: Language, room: &mut Room) -> Result<(), Error> {
        let bit = 1 << (self.cue_languages.len() % 32);
        self.cue_languages.push(language);
        cues::load(table, origin, |cue, class| {
            room.read(cue, &mut self.vocabulary);
            let Some(&(first_word, _)) = room.words.first() else { return };
            let entry = entry(&mut self.entries, first_word);
            entry.cue_languages |= bit;
            let node = self.cues.node(&mut entry.cue, room.words[1..].iter().map(|word| word.0));
            if !self.cues.values(node).any(|known| known == (language, class)) {
                self.cues.push(node, (language, class));
            }
        })
    }
}

/// What starts with a word, to be added to.
fn entry(entries: &mut Vec<Entry>, word: WordId) -> &mut Entry {
    if entries.len() <= word as usize {
        entries.resize(word as usize + 1, Entry::default());
    }
    &mut entries[word as usize]
}
