//! Where the words of a text are cues and aliases of a lexicon.

use std::ops::Range;

use super::{Lexicon, Shape};
use crate::language::Language;
use crate::names::cues::Cues;
use crate::names::fold::fold_into;
use crate::names::tokens::{Token, TokenKind};
use crate::names::trie::Node;
use crate::names::vocabulary::WordId;

const ENGLISH: Language = Language::new("eng").unwrap();

/// Aliases that spell the tokens `start..end`.
#[derive(Clone, Debug)]
pub(in crate::names) struct Match {
    pub start: usize,
    pub end: usize,
    pub aliases: Vec<u32>,
    /// Bytes at the start of the first token that do not belong to the name.
    pub skip: usize,
}

/// The index of the word that can follow the word at `at` inside one name: at most one joiner stands between.
pub(in crate::names) fn next_word(tokens: &[Token], at: usize) -> usize {
    match tokens.get(at + 1) {
        Some(sign)
            if (sign.is_joiner() || sign.is_sign("/"))
                && tokens.get(at + 2).is_some_and(|t| !matches!(t.kind, TokenKind::Sign(_))) =>
        {
            let dot = sign.is_sign(".");
            let glued = !sign.space_before && !tokens[at + 2].space_before;
            let short = tokens[at].len() <= 4;
            // "Sana'a", "RFE/RL"
            let tight = sign.is_sign("'\u{2018}\u{2019}`\u{B4}\u{2BC}/");
            if (dot && !short) || (tight && !glued) { usize::MAX } else { at + 2 }
        }
        Some(token) if !matches!(token.kind, TokenKind::Sign(_)) => at + 1,
        _ => usize::MAX,
    }
}

impl Lexicon {
    /// Marks the cues at each token, as the tables of `language` have them (those of English for other languages in Latin
    /// script that have none); gives the ranges of tokens that are phrases of the class `mention`.
    pub(in crate::names) fn mark_cues(
        &self,
        tokens: &mut [Token],
        language: Language,
        latin: bool,
    ) -> Vec<Range<usize>> {
        let mut mentions = Vec::new();
        let own = |language| self.cue_languages.iter().position(|&known| known == language);
        let english = || own(ENGLISH).filter(|_| latin).map(|at| (at, ENGLISH));
        let table = own(language).map(|at| (at, language)).or_else(english);
        let (bit, language) = table.map_or((0, language), |(at, language)| (1 << (at % 32), language));
        for start in 0..tokens.len() {
            let Some(entry) = self.entries.get(tokens[start].id as usize) else { continue };
            tokens[start].cues = tokens[start].cues.with(entry.given);
            if entry.cue_languages & bit == 0 {
                continue;
            }
            let (mut node, mut at) = (entry.cue, start);
            loop {
                for (of, class) in self.cues.values(node) {
                    if of == language {
                        tokens[start..=at].iter_mut().for_each(|token| token.cues = token.cues.with(class));
                        if class.has(Cues::MENTION) {
                            mentions.push(start..at + 1);
                        }
                    }
                }
                if !self.cues.goes_on(node) {
                    break;
                }
                at = next_word(tokens, at);
                match tokens.get(at).and_then(|token| self.cues.step(node, token.id)) {
                    Some(next) => node = next,
                    None => break,
                }
            }
        }
        mentions
    }

    /// The longest sequence of tokens from `start` that aliases spell, with those aliases. `tokens` may end early.
    #[inline(always)]
    pub(in crate::names) fn longest(
        &self,
        text: &str,
        tokens: &[Token],
        start: usize,
        language: Language,
    ) -> Option<Match> {
        let token = &tokens[start];
        let first = [self.alias_node(token.id, token.kind), self.alias_node(token.singular, token.kind)];
        let is_arabic = || matches!(text.as_bytes().get(token.range().start), Some(0xD8..=0xDB));
        if first == [Node::NONE; 2] && !is_arabic() {
            return None;
        }
        let direct = self.longest_behind(text, tokens, start, first, language);
        // U+0600 to U+06FF.
        if direct.is_none() && is_arabic() { self.behind_prefix(text, tokens, start, language) } else { direct }
    }

    /// Arabic writes "and", "in", "to" and "as" as one letter before the word.
    #[inline(never)]
    fn behind_prefix(&self, text: &str, tokens: &[Token], start: usize, language: Language) -> Option<Match> {
        let word = &text[tokens[start].range()];
        let first = word.chars().next()?;
        if !matches!(first, '\u{648}' | '\u{641}' | '\u{628}' | '\u{644}' | '\u{643}' | '\u{6A9}') || word.len() < 10 {
            return None;
        }
        let rest = &word[first.len_utf8()..];
        // "to the" loses the alef of the article.
        let to_the = first == '\u{644}' && rest.starts_with('\u{644}');
        let mut key = String::with_capacity(word.len() + 2);
        if to_the {
            fold_into(&format!("\u{627}{word}"), &mut key);
        } else {
            fold_into(rest, &mut key);
        }
        let id = self.vocabulary.number(&key);
        let node = self.alias_node(id, tokens[start].kind);
        let mut found = self.longest_behind(text, tokens, start, [node, Node::NONE], language)?;
        found.skip = if to_the { 0 } else { first.len_utf8() };
        Some(found)
    }

    /// Where the aliases start that have a word first in a letter case that can be written so.
    #[inline(always)]
    fn alias_node(&self, word: WordId, written: TokenKind) -> Node {
        match self.entries.get(word as usize) {
            Some(entry) if Shape::any_fits(entry.shapes, written) => entry.alias,
            _ => Node::NONE,
        }
    }

    /// The longest from the nodes of a first word and of it without its s.
    fn longest_behind(
        &self,
        text: &str,
        tokens: &[Token],
        start: usize,
        first: [Node; 2],
        language: Language,
    ) -> Option<Match> {
        let ([mut next, mut singular], mut at) = (first, start);
        let mut found: Option<(Node, usize)> = None;
        loop {
            // A plural or genitive can only be the last word.
            let fitting = [next, singular].into_iter().find(|&node| {
                let fits = |alias| self.fits(alias, text, &tokens[start..=at], language);
                node != Node::NONE && self.trie.values(node).any(fits)
            });
            found = fitting.map(|node| (node, at)).or(found);
            if next == Node::NONE || !self.trie.goes_on(next) {
                break;
            }
            at = next_word(tokens, at);
            let Some(token) = tokens.get(at) else { break };
            singular = self.trie.step(next, token.singular).unwrap_or(Node::NONE);
            next = self.trie.step(next, token.id).unwrap_or(Node::NONE);
        }
        let (node, last) = found?;
        let fits = |&alias: &u32| self.fits(alias, text, &tokens[start..=last], language);
        Some(Match { start, end: last + 1, aliases: self.trie.values(node).filter(fits).collect(), skip: 0 })
    }

    /// Whether an alias may be read in these tokens: letter case and language.
    fn fits(&self, alias: u32, text: &str, tokens: &[Token], language: Language) -> bool {
        let alias = &self.aliases[alias as usize];
        let foreign = || alias.language.is_some_and(|own| own != language && own != ENGLISH && !language.is_und());
        if alias.is_short && foreign() {
            return false;
        }
        let shapes = &self.shapes[alias.shape.start as usize..alias.shape.end as usize];
        let mut words = tokens.iter().filter(|token| !matches!(token.kind, TokenKind::Sign(_)));
        shapes.iter().all(|shape| words.next().is_none_or(|token| shape.fits(token.kind)))
            && (!alias.case || {
                let written = &text[tokens[0].range().start..tokens[tokens.len() - 1].range().end];
                letters(written).eq(letters(&alias.text))
            })
    }
}

fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| c.is_alphanumeric())
}
