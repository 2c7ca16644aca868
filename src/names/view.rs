//! A paragraph as the name stage sees it: its tokens, their cues, and the aliases of the lexicon in it.

use super::cues::Cues;
use super::fold::fold;
use super::lexicon::{ENGLISH, Lexicon, Match};
use super::tokens::{Token, TokenKind, tokenize};
use crate::document::{Kind, Paragraph, Role};
use crate::language::Language;

pub(super) struct View<'t> {
    pub text: &'t str,
    pub tokens: Vec<Token>,
    /// Token ranges of phrases such as "also known as".
    pub mention_phrases: Vec<std::ops::Range<usize>>,
    /// Longest aliases of the lexicon, in order, not overlapping.
    pub matches: Vec<Match>,
    pub language: Language,
    /// Its letters have case, and capitals mark names: neither a headline in title case nor a language whose nouns
    /// are all capitalised.
    pub capitals_tell: bool,
    pub latin: bool,
    /// Most letters are upper case.
    pub shouting: bool,
    pub role: Role,
}

impl<'t> View<'t> {
    pub(super) fn new(paragraph: &'t Paragraph<'_>, lexicon: &Lexicon) -> View<'t> {
        let (text, language) = (paragraph.text(), paragraph.language);
        let mut tokens = Vec::with_capacity(text.len() / 4);
        tokenize(text, &lexicon.vocabulary, &mut tokens, &mut String::new());
        let latin = paragraph.script.code() == "Latn";
        let mention_phrases = lexicon.mark_cues(&mut tokens, language, latin);
        // "By" stands over texts in other languages too.
        if latin && paragraph.role == Role::Byline && language != ENGLISH {
            lexicon.mark_cues(&mut tokens, ENGLISH, latin);
        }
        let (mut long, mut capitals, mut upper) = (0, 0, 0);
        for token in &tokens {
            upper += usize::from(token.kind == TokenKind::Upper);
            if token.is_word() && token.len() > 3 {
                long += 1;
                capitals += usize::from(token.is_capital());
            }
        }
        let shouting = upper * 3 > 2 * long && capitals > 1;
        // A headline in title case, but not a byline or credit, whose capitals are names.
        let credits = matches!(paragraph.role, Role::Byline | Role::Caption | Role::Dateline);
        // A sentence that is full of names has other words that are long too.
        let sentence = tokens.last().is_some_and(|t| t.is_sign(".\u{201D}\"")) && long - capitals >= 2;
        let title_case = capitals * 10 >= long * 7 && long >= 3 && !credits && !sentence && !names_only(&tokens);
        let nouns_are_capitals = matches!(language.code(), "deu" | "ltz" | "nds");
        let mut view = View {
            text,
            tokens,
            mention_phrases,
            matches: Vec::new(),
            language,
            capitals_tell: latin && !title_case && (!shouting || paragraph.role == Role::Byline) && !nouns_are_capitals,
            latin,
            shouting,
            role: paragraph.role,
        };
        view.matches = view.lexicon_matches(lexicon);
        view.cover();
        view
    }

    /// The match that covers a token.
    #[inline]
    pub(super) fn known(&self, token: usize) -> Option<&Match> {
        let number = self.tokens.get(token)?.covered.checked_sub(1)?;
        self.matches.get(number as usize)
    }

    /// Uncovers the tokens of the aliases that mean nothing here, so that they can be part of another name.
    pub(super) fn release(&mut self, is_idle: impl Fn(&View<'_>, &Match) -> bool) {
        for number in 0..self.matches.len() {
            let found = &self.matches[number];
            if is_idle(self, found) {
                let range = found.start..found.end;
                self.tokens[range].iter_mut().for_each(|token| token.covered = 0);
            }
        }
        let (tokens, known) = (&self.tokens, self.matches.len());
        self.matches.retain(|found| tokens[found.start].covered != 0);
        if self.matches.len() < known {
            self.cover();
        }
    }

    /// Writes the number of each match on its tokens.
    fn cover(&mut self) {
        for (number, found) in self.matches.iter().enumerate() {
            for token in &mut self.tokens[found.start..found.end] {
                token.covered = number as u32 + 1;
            }
        }
    }

    fn lexicon_matches(&mut self, lexicon: &Lexicon) -> Vec<Match> {
        let (mut matches, mut at) = (Vec::new(), 0);
        while at < self.tokens.len() {
            let found = self.tokens[at]
                .is_word()
                .then(|| lexicon.longest(self.text, &self.tokens, at, self.language))
                .flatten();
            match found.filter(|m| !self.is_ordinary_word(m, lexicon)) {
                Some(mut found) => {
                    // "Panjshir Valley": the generic word is no part of the name, if there is the name without it.
                    if found.end > found.start + 1 && self.cue(found.end - 1).has(Cues::PLACE_GENERIC) {
                        let shorter = lexicon.longest(self.text, &self.tokens[..found.end - 1], at, self.language);
                        let same = |m: &Match| m.end == found.end - 1 && lexicon.same_place(m, &found);
                        found = shorter.filter(same).unwrap_or(found);
                    }
                    // "Ferdinand Marcos Jr."
                    let dot = self.tokens.get(found.end).is_some_and(|t| t.is_sign(".") && !t.space_before);
                    if dot && matches!(self.word(found.end - 1), "Jr" | "Sr") {
                        found.end += 1;
                    }
                    // "The Media Line" has its article, "The Taliban" has not.
                    let article = found.start.checked_sub(1).filter(|&at| self.word(at) == "The");
                    if let Some(article) =
                        article.filter(|_| found.aliases.iter().any(|&alias| lexicon.has_article(alias)))
                    {
                        found.start = article;
                    }
                    at = found.end;
                    let letter = &mut self.tokens[at - 1];
                    if found.end == found.start + 1 && letter.kind == TokenKind::Initial {
                        letter.leave_dot();
                    }
                    matches.push(found);
                }
                None => at += 1,
            }
        }
        matches
    }

    /// In a line of capitals, "IS" and "US" are words; so is the first word of a sentence that is no name elsewhere.
    fn is_ordinary_word(&self, found: &Match, lexicon: &Lexicon) -> bool {
        let (at, token) = (found.start, &self.tokens[found.start]);
        let shouted = self.shouting && token.len() <= 3;
        let opening = token.kind == TokenKind::Capital && self.cue(at).has(Cues::NOT_NAME) && self.starts_sentence(at);
        let people = lexicon.can_be(found, Kind::Group);
        found.end == at + 1 && (shouted || opening && !people)
    }

    #[inline]
    pub(super) fn word(&self, token: usize) -> &'t str {
        &self.text[self.tokens[token].range()]
    }

    pub(super) fn key(&self, token: usize) -> String {
        fold(self.word(token))
    }

    #[inline]
    pub(super) fn cue(&self, token: usize) -> Cues {
        self.tokens.get(token).map_or(Cues::default(), |token| token.cues)
    }

    /// Whether a word that is there and has no capital has a cue of a class.
    #[inline]
    pub(super) fn has_lower(&self, token: usize, class: Cues) -> bool {
        self.tokens.get(token).is_some_and(|token| token.kind == TokenKind::Word && token.cues.has(class))
    }

    pub(super) fn surface(&self, start: usize, end: usize) -> &'t str {
        &self.text[self.tokens[start].range().start..self.tokens[end - 1].range().end]
    }

    /// The token before, if it is on the same side of sentence signs.
    #[inline]
    pub(super) fn previous_word(&self, token: usize) -> Option<usize> {
        token.checked_sub(1).filter(|&at| self.tokens[at].is_word())
    }

    #[inline]
    pub(super) fn next_word(&self, end: usize) -> Option<usize> {
        Some(end).filter(|&at| self.tokens.get(at).is_some_and(Token::is_word))
    }

    /// Whether the token is the first word of a sentence, so that its capital says nothing.
    pub(super) fn starts_sentence(&self, token: usize) -> bool {
        for before in (0..token).rev() {
            match self.tokens[before].kind {
                TokenKind::Sign(c) if "\"'\u{201C}\u{201D}\u{2018}\u{2019}\u{AB}\u{BB}\u{201E}([".contains(c) => {}
                TokenKind::Sign(c) => {
                    return ".!?:;\u{2026}\u{2022}|\u{2014}\u{2013}*>".contains(c) && !self.abbreviates(before);
                }
                _ => return false,
            }
        }
        true
    }

    /// Whether the dot at `sign` ends an abbreviation: a title ("Gen.") or a short word before another capital.
    fn abbreviates(&self, sign: usize) -> bool {
        self.tokens[sign].is_sign(".")
            && sign > 0
            && self.tokens[sign - 1].is_capital()
            && self.tokens[sign - 1].len() <= 5
            && self.cue(sign - 1).has(Cues::TITLE)
    }

    /// First token behind the sentence that `token` is in, which is taken to have at most 200 more.
    pub(super) fn sentence_end(&self, token: usize) -> usize {
        let limit = self.tokens.len().min(token + 200);
        (token..limit)
            .find(|&at| {
                self.tokens[at].is_sign(".!?\u{3002}\u{FF01}\u{FF1F}\u{61F}\u{6D4}\u{964}") && !self.abbreviates(at)
            })
            .unwrap_or(limit)
    }

    /// First token of the sentence that `token` is in.
    pub(super) fn sentence_start(&self, token: usize) -> usize {
        let limit = token.saturating_sub(200);
        (limit..token)
            .rev()
            .find(|&at| {
                self.tokens[at].is_sign(".!?\u{3002}\u{FF01}\u{FF1F}\u{61F}\u{6D4}\u{964}") && !self.abbreviates(at)
            })
            .map_or(limit, |at| at + 1)
    }
}

/// Whether a line has nothing but names of persons: "Ana Duarte and Omar el-Said".
fn names_only(tokens: &[Token]) -> bool {
    let none = Cues::NOT_NAME.with(Cues::ORG_HEAD).with(Cues::PLACE_HEAD).with(Cues::THING);
    tokens.len() <= 16
        && tokens.first().is_some_and(|t| t.is_capital() && t.cues.has(Cues::GIVEN))
        && tokens.iter().all(|t| t.kind != TokenKind::Number && !t.cues.has(none))
        && tokens.iter().filter(|t| t.kind == TokenKind::Word && !t.cues.has(Cues::PARTICLE.with(Cues::JOINED))).count()
            <= 1
}
