//! Where the words of a text are cues and aliases of a lexicon.

use std::ops::Range;

use super::Lexicon;
use super::store::{Flags, Shape};
use crate::language::Language;
use crate::names::cues::Cues;
use crate::names::fold::fold_into;
use crate::names::tokens::{Token, TokenKind};
use crate::names::trie::Node;
use crate::names::vocabulary::WordId;

/// Its cues serve languages that have none.
pub(in crate::names) const ENGLISH: Language = Language::new("eng").unwrap();
/// Cues of this table count in every language.
const ALL: Language = Language::new("mul").unwrap();

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
            // "Workers' Party"
            let genitive = sign.is_sign("'\u{2019}") && !sign.space_before;
            if (dot && !short) || (tight && !glued && !genitive) { usize::MAX } else { at + 2 }
        }
        Some(token) if !matches!(token.kind, TokenKind::Sign(_)) => at + 1,
        _ => usize::MAX,
    }
}

impl Lexicon {
    /// Marks the cues at each token, as the tables of `language` have them (those of English for other languages in Latin
    /// script that have none), and that of all languages; gives the ranges of tokens that are phrases of the class `mention`.
    pub(in crate::names) fn mark_cues(
        &self,
        tokens: &mut [Token],
        language: Language,
        latin: bool,
    ) -> Vec<Range<usize>> {
        let mut mentions = Vec::new();
        let bit =
            |language| self.cue_languages.iter().position(|&known| known == language).map_or(0, |at| 1 << (at % 32));
        let language = if latin && bit(language) == 0 { ENGLISH } else { language };
        let bits: u32 = bit(language) | bit(ALL);
        for start in 0..tokens.len() {
            let Some(entry) = self.entries.get(tokens[start].id as usize) else { continue };
            tokens[start].cues = tokens[start].cues.with(entry.given);
            if entry.cue_languages & bits == 0 {
                continue;
            }
            let (mut node, mut at) = (entry.cue, start);
            loop {
                for (of, class) in self.cue_trie.values(node).map(|cue| self.cues[cue as usize]) {
                    if of == language || of == ALL {
                        tokens[start..=at].iter_mut().for_each(|token| token.cues = token.cues.with(class));
                        if class.has(Cues::MENTION) && mentions.last() != Some(&(start..at + 1)) {
                            mentions.push(start..at + 1);
                        }
                    }
                }
                if !self.cue_trie.goes_on(node) {
                    break;
                }
                at = next_word(tokens, at);
                match tokens.get(at).and_then(|token| self.cue_trie.step(node, token.id)) {
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
        let first = self.first_nodes(token);
        let joins_words = || joins_words(text, token);
        if first == [Node::NONE; 2] && !joins_words() {
            return None;
        }
        let direct = self.longest_behind(text, tokens, start, first, language);
        if direct.is_none() && joins_words() { self.behind_prefix(text, tokens, start, language) } else { direct }
    }

    /// The nodes of the first word of an alias, and of it without its s.
    #[inline(always)]
    pub(in crate::names) fn first_nodes(&self, token: &Token) -> [Node; 2] {
        [self.alias_node(token.id, token.kind), self.alias_node(token.singular, token.kind)]
    }

    /// Arabic and Hebrew write "and", "in", "to" and "as" as one letter before the word.
    #[inline(never)]
    fn behind_prefix(&self, text: &str, tokens: &[Token], start: usize, language: Language) -> Option<Match> {
        let (node, skip) = self.without_prefix(text, &tokens[start])?;
        let mut found = self.longest_behind(text, tokens, start, [node, Node::NONE], language)?;
        found.skip = skip;
        Some(found)
    }

    /// The node of a word of Arabic or Hebrew script without a letter that is joined to it, or "and" and another, and the
    /// bytes of these letters.
    pub(in crate::names) fn without_prefix(&self, text: &str, token: &Token) -> Option<(Node, usize)> {
        let word = &text[token.range()];
        let first = word.chars().next()?;
        let and = matches!(first, '\u{648}' | '\u{5D5}');
        let hebrew = matches!(first, '\u{5D1}' | '\u{5D4}' | '\u{5DB}' | '\u{5DC}' | '\u{5DE}' | '\u{5E9}');
        let arabic = matches!(first, '\u{641}' | '\u{628}' | '\u{644}' | '\u{643}' | '\u{6A9}');
        // Short words have other meanings: four letters, five where the one is not "and".
        let shortest = if arabic { 10 } else { 8 };
        if !(and || hebrew || arabic) || word.len() < shortest {
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
        let node = self.alias_node(self.vocabulary.number(&key), token.kind);
        if node != Node::NONE {
            return Some((node, if to_the { 0 } else { first.len_utf8() }));
        }
        let second =
            rest.chars().next().filter(|&c| first == '\u{5D5}' && matches!(c, '\u{5D1}' | '\u{5DC}' | '\u{5DE}'))?;
        key.clear();
        fold_into(&rest[second.len_utf8()..], &mut key);
        let node = self.alias_node(self.vocabulary.number(&key), token.kind);
        (node != Node::NONE).then_some((node, first.len_utf8() + second.len_utf8()))
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
        let mut found = None;
        self.each_fitting(text, &mut &*tokens, start, first, language, |node, last| found = Some((node, last)));
        let (node, last) = found?;
        let mut aliases = Vec::new();
        self.meant(node, text, &tokens[start..=last], language, &mut aliases);
        Some(Match { start, end: last + 1, aliases, skip: 0 })
    }

    /// Calls `found` with the node and the last token of each sequence of tokens from `start` on that an alias can be read in,
    /// from the shortest to the longest. `first` are the nodes of the first word and of it without its s.
    #[inline(always)]
    pub(in crate::names) fn each_fitting(
        &self,
        text: &str,
        ahead: &mut impl Ahead,
        start: usize,
        first: [Node; 2],
        language: Language,
        mut found: impl FnMut(Node, usize),
    ) {
        let ([mut next, mut singular], mut at) = (first, start);
        loop {
            // A plural or genitive can only be the last word.
            let fitting = [next, singular].into_iter().find(|&node| {
                let fits = |alias| self.fits(alias, text, &ahead.tokens(at)[start..=at], language);
                node != Node::NONE && self.trie.values(node).any(fits) && is_whole(text, &ahead.tokens(at)[start..=at])
            });
            if let Some(node) = fitting {
                found(node, at);
            }
            if next == Node::NONE || !self.trie.goes_on(next) {
                break;
            }
            let tokens = ahead.tokens(at + 2);
            at = next_word(tokens, at);
            let Some(token) = tokens.get(at) else { break };
            singular = self.trie.step(next, token.singular).unwrap_or(Node::NONE);
            next = self.trie.step(next, token.id).unwrap_or(Node::NONE);
        }
    }

    /// The aliases of a node that can be read in these tokens, without those that others go over.
    pub(in crate::names) fn meant(
        &self,
        node: Node,
        text: &str,
        tokens: &[Token],
        language: Language,
        aliases: &mut Vec<u32>,
    ) {
        let before = aliases.len();
        aliases.extend(self.trie.values(node).filter(|&alias| self.fits(alias, text, tokens, language)));
        if self.layers > 1 && aliases.len() > before + 1 {
            let all: Vec<_> = aliases.drain(before..).map(|alias| (alias, &self.aliases[alias as usize])).collect();
            let goes_over = |(_, over): &(_, &super::Alias), alias: &super::Alias| {
                over.layer > alias.layer && (over.entity == alias.entity || over.is_strong())
            };
            let stays = |&(_, alias): &(u32, &super::Alias)| !all.iter().any(|over| goes_over(over, alias));
            aliases.extend(all.iter().filter(|alias| stays(alias)).map(|&(alias, _)| alias));
        }
    }

    /// Whether an alias may be read in these tokens: letter case and language.
    #[inline(always)]
    fn fits(&self, alias: u32, text: &str, tokens: &[Token], language: Language) -> bool {
        let alias = &self.aliases[alias as usize];
        let own = alias.language;
        let foreign = || !own.is_und() && own != language && own != ENGLISH && !language.is_und();
        if alias.flags.has(Flags::SHORT) && foreign() {
            return false;
        }
        let words = tokens.iter().map(|token| token.kind).filter(|kind| !matches!(kind, TokenKind::Sign(_)));
        alias.shapes.fit(words)
            && (!alias.flags.has(Flags::CASE) || {
                let written = &text[tokens[0].range().start..tokens[tokens.len() - 1].range().end];
                letters(written).eq(letters(self.arena.get(alias.text())))
            })
    }
}

/// Whether a token begins with U+0580 to U+06FF, in which are Hebrew and Arabic: small words are joined to others there.
#[inline(always)]
pub(in crate::names) fn joins_words(text: &str, token: &Token) -> bool {
    matches!(text.as_bytes().get(token.range().start), Some(0xD6..=0xDB))
}

/// Whether no word is cut in two at the ends of these tokens, which in scripts without spaces can begin and end at any
/// character.
#[inline(always)]
fn is_whole(text: &str, tokens: &[Token]) -> bool {
    let [first, .., last] = tokens else { return tokens.first().is_none_or(|token| ends_whole(text, token, token)) };
    ends_whole(text, first, last)
}

#[inline(always)]
fn ends_whole(text: &str, first: &Token, last: &Token) -> bool {
    // Such characters have three bytes or more.
    let wide = |at: usize| matches!(text.as_bytes().get(at), Some(0xE0..));
    !(wide(first.range().start) || wide(last.range().start)) || !is_cut(text, first.range().start, last.range().end)
}

/// Whether the place before or behind a range is inside a word of katakana, or inside a syllable of Thai or Lao.
#[inline(never)]
fn is_cut(text: &str, start: usize, end: usize) -> bool {
    let inside = |before: Option<char>, behind: Option<char>| {
        let (Some(before), Some(behind)) = (before, behind) else { return false };
        let katakana = |c| matches!(c, '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}');
        katakana(before) && katakana(behind)
            || matches!(before, '\u{E40}'..='\u{E44}' | '\u{EC0}'..='\u{EC4}')
            || matches!(behind, '\u{E30}' | '\u{E32}' | '\u{E33}' | '\u{E45}' | '\u{EB0}' | '\u{EB2}' | '\u{EB3}')
    };
    let at = |at: usize| (text[..at].chars().next_back(), text[at..].chars().next());
    let ((a, b), (c, d)) = (at(start), at(end));
    inside(a, b) || inside(c, d)
}

/// Tokens that are there already, or are read when they are asked for.
pub(in crate::names) trait Ahead {
    /// The tokens up to this one at least, if there are so many.
    fn tokens(&mut self, upto: usize) -> &[Token];
}

impl Ahead for &[Token] {
    #[inline(always)]
    fn tokens(&mut self, _: usize) -> &[Token] {
        self
    }
}

fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| c.is_alphanumeric())
}
