//! What a lexicon knows of entities and aliases, in flat tables: all text one behind the other, and few bytes for each row.

use rustc_hash::FxHasher;
use std::hash::Hasher;

use crate::document::Kind;
use crate::language::Language;
use crate::names::tokens::TokenKind;

/// No entity, no alias.
pub(super) const NONE: u32 = u32::MAX;

/// All text of a lexicon.
#[derive(Clone, Debug, Default)]
pub(super) struct Arena(pub String);

/// A place in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Text {
    pub start: u32,
    pub length: u16,
}

impl Arena {
    /// Adds a text, if it is not longer than a text may be and there is room.
    pub(super) fn push(&mut self, text: &str) -> Option<Text> {
        let (start, length) = (u32::try_from(self.0.len()).ok()?, u16::try_from(text.len()).ok()?);
        start.checked_add(u32::from(length))?;
        self.0.push_str(text);
        Some(Text { start, length })
    }

    #[inline]
    pub(super) fn get(&self, text: Text) -> &str {
        self.0.get(text.start as usize..text.start as usize + text.length as usize).unwrap_or_default()
    }
}

/// What the lexicon knows of one thing in the world.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entity {
    pub id: u32,
    pub canonical: u32,
    /// The entity it is a branch or part of, or [`NONE`]; itself, where a row says that it has none.
    pub parent: u32,
    /// The last of its aliases, or [`NONE`]; behind it in the ring is the first.
    pub last_alias: u32,
    pub id_length: u16,
    pub canonical_length: u16,
    pub kind: Kind,
    /// Has a row of its own; if not, it is only named as a parent.
    pub is_defined: bool,
}

impl Entity {
    #[inline]
    pub(super) fn id(&self) -> Text {
        Text { start: self.id, length: self.id_length }
    }

    #[inline]
    pub(super) fn canonical(&self) -> Text {
        Text { start: self.canonical, length: self.canonical_length }
    }

    #[inline]
    pub(super) fn set_canonical(&mut self, canonical: Text) {
        (self.canonical, self.canonical_length) = (canonical.start, canonical.length);
    }
}

/// One spelling of an entity, and when it counts.
#[derive(Clone, Copy, Debug)]
pub(in crate::names) struct Alias {
    pub entity: u32,
    pub(super) start: u32,
    /// The letter case of each of its first sixteen words.
    pub(super) shapes: Shapes,
    /// The next alias of its entity.
    pub(super) next: u32,
    pub(super) length: u16,
    /// [`Language::UND`] where the spelling is bound to no language (`mul`).
    pub(super) language: Language,
    pub(super) flags: Flags,
    /// Which table it is from: those of higher ones go over those of lower ones.
    pub(super) layer: u8,
}

impl Alias {
    #[inline]
    pub(super) fn text(&self) -> Text {
        Text { start: self.start, length: self.length }
    }

    /// Bound to this language.
    #[inline]
    pub(in crate::names) fn is_of(&self, language: Language) -> bool {
        self.language == language && !language.is_und()
    }

    /// Needs other evidence in the document.
    #[inline]
    pub(in crate::names) fn weak(&self) -> bool {
        self.flags.has(Flags::WEAK)
    }

    /// Counts only where the document itself says that it means this entity.
    #[inline]
    pub(in crate::names) fn document(&self) -> bool {
        self.flags.has(Flags::DOCUMENT)
    }

    /// Stays as it is in the text: an inflected form, an adjective.
    #[inline]
    pub(in crate::names) fn keep(&self) -> bool {
        self.flags.has(Flags::KEEP)
    }

    /// The name of something else that stands for this entity where it acts: a capital for its government.
    #[inline]
    pub(in crate::names) fn metonym(&self) -> bool {
        self.flags.has(Flags::METONYM)
    }

    /// Counts only with certain words beside it.
    #[inline]
    pub(in crate::names) fn is_bound(&self) -> bool {
        self.flags.has(Flags::CONDITION)
    }

    /// Says by itself whom it means.
    #[inline]
    pub(super) fn is_strong(&self) -> bool {
        !self.flags.has(Flags::WEAK | Flags::DOCUMENT | Flags::METONYM | Flags::CONDITION)
    }
}

/// What is set of an alias.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Flags(pub u8);

impl Flags {
    pub(super) const WEAK: u8 = 1;
    /// Counts in this letter case only.
    pub(super) const CASE: u8 = 2;
    pub(super) const DOCUMENT: u8 = 4;
    pub(super) const KEEP: u8 = 8;
    pub(super) const METONYM: u8 = 16;
    /// Few letters of ASCII: a word of other languages too.
    pub(super) const SHORT: u8 = 32;
    /// Is among the conditions: counts only with other words.
    pub(super) const CONDITION: u8 = 64;
    pub(super) const ALL: u8 = 127;

    #[inline]
    pub(super) fn has(self, any: u8) -> bool {
        self.0 & any != 0
    }
}

/// How an alias writes a word, and with that how a text must write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// In any letter case.
    Any,
    /// With a capital.
    Capital,
    /// In capitals.
    Upper,
}

impl Shape {
    #[inline]
    pub(super) fn of(word: TokenKind) -> Shape {
        match word {
            TokenKind::Upper => Shape::Upper,
            TokenKind::Capital | TokenKind::Initial => Shape::Capital,
            _ => Shape::Any,
        }
    }

    #[inline]
    pub(super) fn bit(self) -> u8 {
        1 << self as u8
    }

    /// Whether a text may write the word so.
    #[inline(always)]
    fn fits(self, word: TokenKind) -> bool {
        match self {
            Shape::Any => true,
            Shape::Capital => matches!(word, TokenKind::Capital | TokenKind::Upper | TokenKind::Initial),
            Shape::Upper => word == TokenKind::Upper,
        }
    }

    /// Whether a text may write a word so that has one of the shapes of these bits.
    #[inline(always)]
    pub(super) fn any_fits(bits: u8, word: TokenKind) -> bool {
        [Shape::Any, Shape::Capital, Shape::Upper].into_iter().any(|shape| bits & shape.bit() != 0 && shape.fits(word))
    }
}

/// The shapes of up to sixteen words; those behind have any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shapes(pub u32);

impl Shapes {
    #[inline]
    pub(super) fn of(words: impl Iterator<Item = Shape>) -> Shapes {
        Shapes(words.take(16).enumerate().fold(0, |all, (at, shape)| all | (shape as u32) << (2 * at)))
    }

    /// That of the first word.
    #[inline]
    pub(super) fn first(self) -> Shape {
        Shapes::shape(self.0)
    }

    fn shape(bits: u32) -> Shape {
        match bits & 3 {
            0 => Shape::Any,
            1 => Shape::Capital,
            _ => Shape::Upper,
        }
    }

    /// Whether a text may write the words so.
    #[inline]
    pub(super) fn fit(self, words: impl Iterator<Item = TokenKind>) -> bool {
        let mut rest = self.0;
        for word in words {
            if rest == 0 {
                break;
            }
            if !Shapes::shape(rest).fits(word) {
                return false;
            }
            rest >>= 2;
        }
        true
    }
}

/// Finds entities by their identifiers.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// Entities, each in the first free place from where its identifier points; at most three of four have one.
    slots: Vec<u32>,
    count: usize,
}

impl Index {
    pub(super) fn get(&self, id: &str, id_of: impl Fn(u32) -> Text, arena: &Arena) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = self.place(id);
        loop {
            match self.slots[at] {
                NONE => return None,
                entity if arena.get(id_of(entity)) == id => return Some(entity),
                _ => at = (at + 1) % self.slots.len(),
            }
        }
    }

    /// Adds an entity that is not there.
    pub(super) fn insert(&mut self, entity: u32, id_of: impl Fn(u32) -> Text, arena: &Arena) {
        if 4 * (self.count + 1) > 3 * self.slots.len() {
            self.resize((2 * self.count).max(16), &id_of, arena);
        }
        self.put(entity, arena.get(id_of(entity)));
    }

    /// Makes room for so many more.
    pub(super) fn reserve(&mut self, more: usize, id_of: impl Fn(u32) -> Text, arena: &Arena) {
        if 4 * (self.count + more) > 3 * self.slots.len() {
            self.resize(self.count + more, &id_of, arena);
        }
    }

    fn resize(&mut self, entities: usize, id_of: &impl Fn(u32) -> Text, arena: &Arena) {
        let old = std::mem::replace(&mut self.slots, vec![NONE; (entities + 1) * 3 / 2]);
        self.count = 0;
        for entity in old.into_iter().filter(|&entity| entity != NONE) {
            self.put(entity, arena.get(id_of(entity)));
        }
    }

    fn put(&mut self, entity: u32, id: &str) {
        let mut at = self.place(id);
        while self.slots[at] != NONE {
            at = (at + 1) % self.slots.len();
        }
        self.slots[at] = entity;
        self.count += 1;
    }

    fn place(&self, id: &str) -> usize {
        let mut hasher = FxHasher::default();
        hasher.write(id.as_bytes());
        // The highest bits depend on all of them.
        ((u128::from(hasher.finish()) * self.slots.len() as u128) >> 64) as usize
    }
}
