//! Every place of a text where an alias of a lexicon stands, in one pass. Not who is meant there: `resolve` asks the document.
//!
//! Most words of a text are in no alias: they are told by a few bits, without a token being made. Of the others some
//! hundred are read at once, and from each that starts an alias the same walk through the lexicon begins as in the name
//! stage.

use std::iter::FusedIterator;
use std::ops::Range;
use std::sync::Arc;

use super::lexicon::{Ahead, Lexicon, Numbered, joins_words};
use super::tokens::{Token, Tokenizer, tokenize};
use super::trie::Node;
use super::vocabulary::{Key, UNKNOWN};
use crate::document::Kind;
use crate::language::Language;

/// Finds the aliases of a lexicon in texts. Made once, shared by threads.
///
/// An alias stands where its words do, whole: in any letter case that has the capitals of the alias (`case` aliases in
/// exactly theirs), with other dashes, spaces, line ends or apostrophes between them, other diacritics, without the dots of an
/// acronym; the last word also with a plural or genitive s, words of Slavic languages also with their endings, and words
/// of Arabic script behind a joined preposition. In scripts without spaces an alias can begin and end at any character but
/// inside a word of katakana or a syllable. Of aliases that start at one place the longest that fits is found, and the
/// search goes on behind it.
///
/// What an alias needs in its document (`weak`, `context:`) is not asked for; [`Hit::flags`] tells of it.
///
/// ```
/// use polynorm::Lexicon;
/// use polynorm::names::Scanner;
///
/// let table = "lake\torganization\tLake Council\tLake Council\teng\nlake\torganization\tLake Council\tLake\teng\tweak\n";
/// let scanner = Scanner::new(Lexicon::default().with_tsv(table, "mine")?);
/// let text = "The Lake\nCouncil's speaker crossed the Lake; no lake council, no Lakeside.";
/// let found: Vec<_> = scanner.scan(text).map(|hit| (&text[hit.span.clone()], hit.canonical())).collect();
/// assert_eq!(found, [("Lake\nCouncil", "Lake Council"), ("Lake", "Lake Council")]);
/// # Ok::<(), polynorm::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Scanner {
    lexicon: Arc<Lexicon>,
    overlapping: bool,
}

/// A place where an alias stands.
#[derive(Clone, Debug)]
pub struct Hit<'s> {
    /// Its bytes in the text.
    pub span: Range<usize>,
    alias: Numbered<'s>,
    lexicon: &'s Lexicon,
}

impl<'s> Hit<'s> {
    /// The alias, as the lexicon has it.
    pub fn alias(&self) -> &'s str {
        self.lexicon.text(self.alias)
    }

    /// The identifier of the entity.
    pub fn entity(&self) -> &'s str {
        self.lexicon.id(self.alias.entity)
    }

    /// What the entity is.
    pub fn kind(&self) -> Kind {
        self.lexicon.kind(self.alias.entity)
    }

    /// The one form that stands for the entity.
    pub fn canonical(&self) -> &'s str {
        self.lexicon.canonical(self.alias.entity)
    }

    /// The identifier of the entity that this one is a branch or part of.
    pub fn parent(&self) -> Option<&'s str> {
        self.lexicon.parent(self.alias.entity).map(|parent| self.lexicon.id(parent))
    }

    /// What the alias asks of the document, as words of the lexicon's flags: `weak`, `document`, `metonym`, `keep`, and
    /// `context` where other words of the sentence decide.
    pub fn flags(&self) -> impl Iterator<Item = &'static str> + use<> {
        let context = !self.lexicon.condition(self.alias).0.is_empty();
        let flags = [
            (self.alias.weak(), "weak"),
            (self.alias.document(), "document"),
            (self.alias.metonym(), "metonym"),
            (self.alias.keep(), "keep"),
            (context, "context"),
        ];
        flags.into_iter().filter(|flag| flag.0).map(|flag| flag.1)
    }
}

impl Scanner {
    /// A scanner for the aliases of a lexicon.
    pub fn new(lexicon: impl Into<Arc<Lexicon>>) -> Scanner {
        Scanner { lexicon: lexicon.into(), overlapping: false }
    }

    /// Whether aliases are found inside and across others too: every alias at every place. Off at first.
    pub fn overlapping(mut self, overlapping: bool) -> Scanner {
        self.overlapping = overlapping;
        self
    }

    /// The places in a text, in the order of their starts, of those that start alike the longest first; where the aliases of
    /// several entities are the same, a hit for each. In a text of 4 GiB or more nothing is found.
    pub fn scan<'s>(&'s self, text: &'s str) -> Hits<'s> {
        let searched = if text.len() < u32::MAX as usize { text } else { "" };
        Hits {
            scanner: self,
            text: searched,
            ahead: Read {
                tokenizer: Tokenizer::new(searched, &self.lexicon.vocabulary),
                tokens: Vec::new(),
                key: String::new(),
            },
            at: 0,
            candidates: Vec::new(),
            candidate: 0,
            asked: 0,
            keys: Vec::new(),
            words: Vec::new(),
            room: Vec::new(),
            places: Vec::new(),
            aliases: Vec::new(),
            found: Vec::new(),
            next: 0,
        }
    }
}

impl Lexicon {
    /// A [`Scanner`] for its aliases.
    pub fn scanner(self: &Arc<Lexicon>) -> Scanner {
        Scanner::new(self.clone())
    }
}

/// The tokens from the one that is looked at on, as far as they are read.
struct Read<'s> {
    tokenizer: Tokenizer<'s>,
    tokens: Vec<Token>,
    key: String,
}

impl Ahead for Read<'_> {
    #[inline(always)]
    fn tokens(&mut self, upto: usize) -> &[Token] {
        while self.tokens.len() <= upto
            && let Some(token) = self.tokenizer.next(&mut self.key)
        {
            self.tokens.push(token);
        }
        &self.tokens
    }
}

/// The hits in a text, as [`Scanner::scan`] finds them.
pub struct Hits<'s> {
    scanner: &'s Scanner,
    text: &'s str,
    ahead: Read<'s>,
    /// The first token that is not inside what was found.
    at: usize,
    /// Tokens at which an alias may start: number, nodes of the first word, bytes that are no part of it.
    candidates: Vec<Candidate>,
    /// The one that is looked at next.
    candidate: usize,
    /// How many tokens were asked whether they are candidates.
    asked: usize,
    /// Room: keys of tokens; words and places in the lexicon; where aliases end that start at one token, and those that are
    /// read there.
    keys: Vec<[Option<Key>; 2]>,
    words: Vec<u32>,
    room: Vec<(usize, u32)>,
    places: Vec<(Node, usize)>,
    aliases: Vec<u32>,
    /// What was found at the last place: start, end, alias; and how much of it is told.
    found: Vec<(u32, u32, u32)>,
    next: usize,
}

type Candidate = (usize, [Node; 2], usize);

/// Tokens that are read at once.
const AT_ONCE: usize = 128;

impl Hits<'_> {
    /// Looks at candidates until something is found; whether it was.
    fn search(&mut self) -> bool {
        loop {
            while let Some(&(at, first, skip)) = self.candidates.get(self.candidate) {
                self.candidate += 1;
                if at >= self.at && self.walk(at, first, skip) {
                    return true;
                }
            }
            if !self.fill() {
                return false;
            }
        }
    }

    /// Reads tokens and finds candidates among them; whether there were any tokens.
    fn fill(&mut self) -> bool {
        let lexicon = &*self.scanner.lexicon;
        let behind_prefix = |at: usize, token: &Token| {
            let found = joins_words(self.text, token).then(|| lexicon.without_prefix(self.text, token)).flatten();
            found.map(|(node, skip)| (at, [node, Node::NONE], skip))
        };
        let Read { tokenizer, tokens, key } = &mut self.ahead;
        tokens.drain(..self.asked);
        self.at = self.at.saturating_sub(self.asked);
        self.candidates.clear();
        self.candidate = 0;
        self.keys.clear();
        // Those that a walk has read already.
        for (at, token) in tokens.iter().enumerate() {
            self.candidates.push((at, lexicon.first_nodes(token), 0));
            self.candidates.extend(behind_prefix(at, token));
        }
        let numbered = tokens.len();
        // Whether a name can go on from the last token.
        let mut goes_on = tokens.last().is_some_and(|last| !last.is_unknown() || last.is_joiner() || last.is_sign("/"));
        while tokens.len() < AT_ONCE {
            if !goes_on {
                tokenizer.skip();
            }
            let Some((token, keys)) = tokenizer.next_unnumbered(key) else { break };
            let may_have = |key: Option<Key>| key.is_some_and(|key| lexicon.vocabulary.may_have(key));
            goes_on = may_have(keys[0]) || may_have(keys[1]) || token.is_joiner() || token.is_sign("/");
            tokens.push(token);
            self.keys.push(keys);
        }
        lexicon.vocabulary.fetch(self.keys.iter().flatten().copied().flatten(), &mut self.words);
        for (at, keys) in (numbered..).zip(&self.keys) {
            let token = &mut tokens[at];
            let notes = tokenizer.number(token, *keys);
            let first = notes.map(|note| lexicon.noted(note, token.kind));
            if first != [Node::NONE; 2] {
                self.candidates.push((at, first, 0));
            }
            self.candidates.extend(behind_prefix(at, token));
        }
        self.candidates.retain(|&(_, first, _)| first != [Node::NONE; 2]);
        let tokens = &tokens[..];
        self.asked = tokens.len();
        let places = self
            .candidates
            .iter()
            .map(|&(at, [node, singular], _)| (at, if node == Node::NONE { singular } else { node }));
        lexicon.fetch(places, tokens, &mut self.room);
        !tokens.is_empty()
    }

    /// Looks for aliases that start at a token, but for so many bytes of it; whether there are any, which are then found.
    fn walk(&mut self, at: usize, first: [Node; 2], skip: usize) -> bool {
        let (lexicon, overlapping) = (&*self.scanner.lexicon, self.scanner.overlapping);
        let places = &mut self.places;
        places.clear();
        lexicon.each_fitting(self.text, &mut self.ahead, at, first, Language::UND, |node, last| {
            places.push((node, last));
        });
        self.found.clear();
        self.next = 0;
        while let Some((node, last)) = self.places.pop() {
            let tokens = &self.ahead.tokens[at..=last];
            let span = (tokens[0].range().start + skip) as u32..tokens[tokens.len() - 1].range().end as u32;
            self.aliases.clear();
            lexicon.meant(node, self.text, tokens, Language::UND, &mut self.aliases);
            for &alias in &self.aliases {
                let (_, after) = lexicon.condition(lexicon.alias(alias));
                let entity = lexicon.alias(alias).entity;
                let is_told = self.found.iter().any(|&(start, end, other)| {
                    (start, end) == (span.start, span.end) && lexicon.alias(other).entity == entity
                });
                if !is_told && after.is_none_or(|word| self.word_before(span.start as usize) == Some(word)) {
                    self.found.push((span.start, span.end, alias));
                }
            }
            if !self.found.is_empty() && !overlapping {
                self.at = last + 1;
                return true;
            }
        }
        !self.found.is_empty()
    }

    /// The word right before a place.
    fn word_before(&self, at: usize) -> Option<u32> {
        let text = self.text[..at].split_whitespace().next_back()?;
        let (mut tokens, mut key) = (Vec::new(), String::new());
        tokenize(text, &self.scanner.lexicon.vocabulary, &mut tokens, &mut key);
        tokens.last().map(|token| token.id).filter(|&word| word != UNKNOWN)
    }
}

impl<'s> Iterator for Hits<'s> {
    type Item = Hit<'s>;

    #[inline]
    fn next(&mut self) -> Option<Hit<'s>> {
        if self.next == self.found.len() && !self.search() {
            self.found.clear();
            self.next = 0;
            return None;
        }
        let (start, end, alias) = *self.found.get(self.next)?;
        self.next += 1;
        let lexicon = &*self.scanner.lexicon;
        Some(Hit { span: start as usize..end as usize, alias: lexicon.alias(alias), lexicon })
    }
}

impl FusedIterator for Hits<'_> {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::names::fold::fold;
    use crate::names::lexicon::next_word;
    use crate::names::tokens::TokenKind;
    use crate::names::vocabulary::Vocabulary;

    fn table(aliases: &[(&str, &str)]) -> String {
        let row =
            |(at, (alias, flags)): (usize, &(&str, &str))| format!("e{at}\tperson\tName {at}\t{alias}\tmul\t{flags}\n");
        aliases.iter().enumerate().map(row).collect()
    }

    fn scan(aliases: &[(&str, &str)], text: &str, overlapping: bool) -> Vec<(String, String)> {
        let lexicon = Lexicon::default().with_tsv(&table(aliases), "test").unwrap();
        let scanner = Scanner::new(lexicon).overlapping(overlapping);
        scanner.scan(text).map(|hit| (text[hit.span.clone()].to_owned(), hit.entity().to_owned())).collect()
    }

    fn surfaces(aliases: &[(&str, &str)], text: &str) -> Vec<String> {
        scan(aliases, text, false).into_iter().map(|hit| hit.0).collect()
    }

    #[test]
    fn names_stand_where_their_words_do() {
        type Case = (&'static [(&'static str, &'static str)], &'static str, &'static [&'static str]);
        let cases: &[Case] = &[
            // Whole words, and the s of a plural or genitive.
            (&[("Lake", "")], "Lake's Lakes Laker Lake-side UnLake", &["Lake", "Lakes", "Lake"]),
            // A longer one whose last word has no capital, or is cut off, hides no shorter one.
            (
                &[("Lake Council", ""), ("Lake", "")],
                "Lake council, Lake Council, Lake Councillor",
                &["Lake", "Lake Council", "Lake"],
            ),
            (&[("IS", "case"), ("LeT", "case")], "is IS Is LeT LET let", &["IS", "LeT"]),
            // Dashes, spaces, line ends, no-break spaces.
            (
                &[("Al-Lake Hill", "")],
                "Al\u{2013}Lake\u{A0}Hill Al\u{2011}Lake  Hill Al Lake\nHill al-Lake Hill Al, Lake Hill",
                &["Al\u{2013}Lake\u{A0}Hill", "Al\u{2011}Lake  Hill", "Al Lake\nHill"],
            ),
            (&[("O'Lake", "")], "O\u{2019}Lake O'Lake O Lake O 'Lake", &["O\u{2019}Lake", "O'Lake", "O Lake"]),
            // A mark behind a letter belongs to it, in the word or at its end.
            (&[("Lak\u{E9}", "")], "Lake\u{301} Lake\u{301}x Lake", &["Lake\u{301}", "Lake"]),
            (&[("U.S.", "")], "the U.S., the US, us", &["U.S.", "US"]),
            (&[("the West", "")], "West, the West", &["West", "West"]),
            (
                &[("West", "after:the"), ("West Lake", "after:the")],
                "West. the West; The West Lake, West Lake",
                &["West", "West Lake"],
            ),
            (&[("Lake Hill", "after:the"), ("Lake", "")], "a Lake Hill", &["Lake"]),
            // Without spaces: anywhere, but not inside a word of katakana or a syllable.
            (
                &[("\u{5854}\u{5229}\u{73ED}", "")],
                "\u{963F}\u{5BCC}\u{6C57}\u{5854}\u{5229}\u{73ED}\u{8BF4}",
                &["\u{5854}\u{5229}\u{73ED}"],
            ),
            (
                &[("\u{30A2}\u{30EA}", "")],
                "\u{30A2}\u{30EA}\u{306F} \u{30A2}\u{30EA}\u{30D0} \u{30A2}\u{30EA}\u{30FC}",
                &["\u{30A2}\u{30EA}"],
            ),
            (
                &[("\u{E01}\u{E23}", "")],
                "\u{E44}\u{E1B}\u{E01}\u{E23} \u{E01}\u{E23}\u{E32} \u{E01}\u{E23}\u{E34}",
                &["\u{E01}\u{E23}"],
            ),
            // Endings and joined prepositions.
            (&[("Россия", "")], "в России, россиянин", &["России"]),
            (
                &[("\u{637}\u{627}\u{644}\u{628}\u{627}\u{646}", "")],
                "\u{648}\u{637}\u{627}\u{644}\u{628}\u{627}\u{646} \u{637}\u{627}\u{644}\u{628}\u{627}\u{646}",
                &["\u{637}\u{627}\u{644}\u{628}\u{627}\u{646}", "\u{637}\u{627}\u{644}\u{628}\u{627}\u{646}"],
            ),
        ];
        for (aliases, text, expected) in cases {
            assert_eq!(surfaces(aliases, text), *expected, "{aliases:?} in {text:?}");
        }
    }

    #[test]
    fn all_places_are_told_if_asked() {
        let aliases = [("Lake", ""), ("Lake Hill", ""), ("Hill Road", ""), ("Lake Hill Road", ""), ("lake", "")];
        let found = scan(&aliases, "Lake Hill Road", true);
        let expected =
            [("Lake Hill Road", "e3"), ("Lake Hill", "e1"), ("Lake", "e0"), ("Lake", "e4"), ("Hill Road", "e2")];
        assert_eq!(found, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(scan(&aliases, "Lake Hill Road", false).len(), 1);
    }

    #[test]
    fn what_is_added_later_goes_over_what_is_there() {
        let base = "a\tperson\tAda A\tAda\tmul\t\nb\tperson\tBo B\tAda\tmul\t\n";
        let told = |table: &str| {
            let lexicon = Lexicon::default().with_tsv(base, "base").unwrap().with_tsv(table, "mine").unwrap();
            let scanner = Scanner::new(lexicon);
            let name = |hit: Hit<'_>| format!("{} {} {:?}", hit.entity(), hit.canonical(), hit.parent());
            scanner.scan("Ada").map(name).collect::<Vec<_>>()
        };
        assert_eq!(told("c\tperson\tCy C\tAda\tmul\t\n"), ["c Cy C None"]);
        assert_eq!(told("c\tperson\tCy C\tAda\tmul\tweak\n"), ["a Ada A None", "b Bo B None", "c Cy C None"]);
        assert_eq!(told("b\tperson\tBob\tBobby\tmul\t\ta\n"), ["a Ada A None", "b Bob Some(\"a\")"]);
    }

    /// Tries every alias at every token, each with all its words.
    fn slowly(aliases: &[(&str, &str)], text: &str) -> Vec<(usize, usize, usize)> {
        let tokens = |text: &str| {
            let mut tokens = Vec::new();
            tokenize(text, &Vocabulary::default(), &mut tokens, &mut String::new());
            tokens
        };
        let upper = |kind| kind == TokenKind::Upper;
        let capital = |kind| matches!(kind, TokenKind::Capital | TokenKind::Upper | TokenKind::Initial);
        let all = tokens(text);
        let end_of = |alias: &str, case: bool, start: usize| {
            let words: Vec<Token> =
                tokens(alias).into_iter().filter(|t| !matches!(t.kind, TokenKind::Sign(_))).collect();
            let mut at = start;
            for (number, word) in words.iter().enumerate() {
                if number > 0 {
                    at = next_word(&all, at);
                }
                let token = all.get(at)?;
                let (key, own) = (fold(&text[token.range()]), fold(&alias[word.range()]));
                let plural = number + 1 == words.len() && key.len() > 4 && key.strip_suffix('s') == Some(&own);
                let cased = (!upper(word.kind) || upper(token.kind)) && (!capital(word.kind) || capital(token.kind));
                if matches!(token.kind, TokenKind::Sign(_)) || !(key == own || plural) || !cased {
                    return None;
                }
            }
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let end = all[at].range().end;
            (!case || letters(&text[all[start].range().start..end]) == letters(alias)).then_some((at, end))
        };
        let (mut found, mut at) = (Vec::new(), 0);
        while at < all.len() {
            let ends = |exact: bool| {
                let all = &all;
                aliases
                    .iter()
                    .enumerate()
                    .filter_map(move |(n, &(alias, flags))| {
                        let (last, end) = end_of(alias, flags == "case", at)?;
                        let last_word = fold(tokens(alias).last().map_or("", |t| &alias[t.range()]));
                        let is_exact = fold(&text[all[last].range()]) == last_word;
                        (is_exact == exact).then_some((last, end, n))
                    })
                    .collect::<Vec<_>>()
            };
            // At one length the word as it is goes before the word without its s.
            let (exact, plural) = (ends(true), ends(false));
            let last = exact.iter().chain(&plural).map(|found| found.0).max();
            let Some(last) = last else {
                at += 1;
                continue;
            };
            let of = if exact.iter().any(|found| found.0 == last) { exact } else { plural };
            found.extend(of.iter().filter(|f| f.0 == last).map(|&(_, end, n)| (all[at].range().start, end, n)));
            at = last + 1;
        }
        found
    }

    proptest! {
        #[test]
        fn hits_are_those_of_a_slow_search(
            aliases in prop::collection::vec((prop::collection::vec(0usize..14, 1..4), prop::bool::weighted(0.2)), 1..8),
            text in prop::collection::vec((0usize..22, 0usize..9), 0..60),
            repeat in 1usize..12,
        ) {
            const WORDS: [&str; 22] = [
                "Lake", "lake", "LAKE", "Hill", "of", "Lakes", "al", "U.S.", "IS", "is", "Ex\u{E4}mple", "Seventeen", "\u{5854}", "\u{5229}",
                "us", "hills", "J.", "4th", "\u{30A2}", "\u{E01}", "word", "Hill.",
            ];
            const GAPS: [&str; 9] = [" ", "  ", "\n", "-", "\u{2013}", "'", ", ", "", "/"];
            let aliases: Vec<(String, &str)> = aliases.iter().map(|(words, case)| {
                let words: Vec<&str> = words.iter().map(|&word| WORDS[word]).collect();
                (words.join(" "), if *case { "case" } else { "" })
            }).collect();
            let aliases: Vec<(&str, &str)> = aliases.iter().map(|(alias, flags)| (alias.as_str(), *flags)).collect();
            let text: String = text.iter().flat_map(|&(word, gap)| [WORDS[word], GAPS[gap]]).collect::<String>().repeat(repeat);
            let lexicon = Lexicon::default().with_tsv(&table(&aliases), "test").unwrap();
            let scanner = Scanner::new(lexicon);
            let number = |hit: &Hit<'_>| hit.entity()[1..].parse().unwrap();
            let found: Vec<_> = scanner.scan(&text).map(|hit| (hit.span.start, hit.span.end, number(&hit))).collect();
            prop_assert_eq!(found, slowly(&aliases, &text), "{:?}", text);
        }

        #[test]
        fn any_text_is_searched(text in ".{0,80}", aliases in prop::collection::vec("[^\t\n\r#]{1,8}", 1..4)) {
            let rows = aliases.iter().map(|alias| format!("e\tplace\tE\t{alias}\tmul\t\n"));
            for table in rows {
                if let Ok(lexicon) = Lexicon::default().with_tsv(&table, "test") {
                    for hit in Scanner::new(lexicon).overlapping(true).scan(&text) {
                        prop_assert!(text.get(hit.span.clone()).is_some_and(|surface| !surface.is_empty()));
                    }
                }
            }
        }
    }
}
